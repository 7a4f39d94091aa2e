/** Layouts of a case for the screen that lists and changes them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { toErrorData, WaybillError } from '../../shared/errors.ts';
import {
  headerKey,
  mergeChoices,
  READ_PARTS,
  type ReadChoice,
  type ReadPart,
} from '../../shared/intake/read-choice.ts';
import { isShipmentField } from '../../shared/shipments/fields.ts';
import {
  columnKeys,
  decidedChoice,
  parseLayout,
  type Layout,
  type LayoutColumn,
} from '../../shared/shipments/layout.ts';
import { readLayout, saveLayout } from '../shipments/layouts.ts';
import type { Case } from './case.ts';
import { sourceFile, type CaseSource } from './sources.ts';

export interface LayoutEntry {
  readonly name: string;
  readonly problem: string | null;
  readonly layout: Layout | null;
  readonly sources: readonly CaseSource[];
}

/** All layouts, those that cannot be used among them: one that is damaged must be seen to be mended. */
export function listLayouts(opened: Case): LayoutEntry[] {
  const { layouts } = opened.folder;
  if (!existsSync(layouts)) return [];
  const names = readdirSync(layouts).filter((name) => name.endsWith('.yml') && name !== 'synonyms.yml');
  return names.sort().map((file): LayoutEntry => {
    const stem = file.replace(/\.yml$/, '');
    try {
      const layout = parseLayout(readFileSync(path.join(layouts, file), 'utf8'), file);
      return { name: layout.name, problem: null, layout, sources: sourcesOfLayout(opened, layout.name) };
    } catch (error) {
      return { name: stem, problem: toErrorData(error).message, layout: null, sources: sourcesOfLayout(opened, stem) };
    }
  });
}

const sourcesOfLayout = (opened: Case, name: string): CaseSource[] => opened.sources.filter((s) => s.layout === name);

/** What a layout decides, as the screen changes it. @throws WaybillError 'layout/unknown', 'layout/invalid' */
export function layoutToEdit(
  opened: Case,
  name: string,
): { layout: Layout; choice: ReadChoice; map: Record<string, string> } {
  const layout = readLayout(opened.folder.layouts, name);
  const chosen = layout.columns.filter((c) => c.chosen === true);
  return {
    layout,
    choice: decidedChoice(layout),
    map: Object.fromEntries(chosen.map((c) => [c.header, c.field ?? ''])),
  };
}

/**
 * Puts decisions over a layout, notes that in the custody log, and gives its sources the new mapping.
 * @throws WaybillError 'layout/…', 'shipments/mapping' where one field is given to two columns
 */
export async function changeLayout(
  opened: Case,
  name: string,
  choice: ReadChoice,
  map: Readonly<Record<string, string>>,
): Promise<{ remapped: string[]; stale: string[] }> {
  const before = readLayout(opened.folder.layouts, name);
  const parts = READ_PARTS.filter((part) => part in choice);
  const columns = changedColumns(before, choice, map);
  const after: Layout = {
    ...before,
    read: { ...before.read, ...Object.fromEntries(parts.map((part) => [part, choice[part]])) },
    ...(parts.length > 0 || before.decided ? { decided: unionOf(before.decided ?? [], parts) } : {}),
    columns,
  };
  saveLayout(opened.folder.layouts, after);
  opened.custody.append('layout_changed', { layout: name, read: mergeChoices({}, choice), map });
  const layoutKeys = columnKeys(columns);
  const fields = new Map(columns.map((c, i) => [layoutKeys[i], c.field]));
  const remapped: string[] = [];
  for (const source of opened.sources.filter((s) => s.layout === name)) {
    const taken = new Set<string>();
    const mapping: Record<string, string> = {};
    const keys = columnKeys(source.settings.columns);
    for (const [i, column] of source.settings.columns.entries()) {
      const field = fields.get(keys[i]);
      if (field == null || taken.has(field)) continue;
      taken.add(field);
      mapping[column.name] = field;
    }
    if (sameMapping(mapping, source.mapping)) continue;
    opened.custody.append('layout_changed', { source_id: source.source_id, mapping });
    remapped.push(source.source_id);
  }
  if (remapped.length > 0) {
    await opened.refresh();
    await opened.buildDerived();
  }
  const stale = opened.sources.filter((s) => s.layout === name && isStale(s, choice)).map((s) => s.source_id);
  return { remapped, stale };
}

function changedColumns(before: Layout, choice: ReadChoice, map: Readonly<Record<string, string>>): LayoutColumn[] {
  const given = new Map(Object.entries(map).map(([header, field]) => [headerKey(header), field]));
  const typed = new Map((choice.columns ?? []).map((c) => [headerKey(c.header), c]));
  const claimed = new Map<string, string>();
  for (const [header, field] of Object.entries(map)) {
    if (field === '') continue;
    if (!isShipmentField(field)) throw new WaybillError('usage/map', `There is no field "${field}".`);
    const other = claimed.get(field);
    if (other !== undefined)
      throw new WaybillError(
        'shipments/mapping',
        `The mapping names the field ${field} twice: for "${other}" and for "${header}". Choose one of them.`,
      );
    claimed.set(field, header);
  }
  const seen = new Set<string>();
  return before.columns.map((column): LayoutColumn => {
    const key = headerKey(column.header);
    const own = typed.get(key);
    const base = own === undefined ? column : { ...column, type: own.type, format: own.format, typed: true };
    const now = seen.has(key) ? undefined : given.get(key);
    seen.add(key);
    if (now === undefined) {
      // A field that is given to another column is taken from this one.
      const lost = base.field !== null && claimed.has(base.field);
      return lost ? { ...base, field: null } : base;
    }
    return { ...base, field: now === '' || !isShipmentField(now) ? null : now, chosen: true };
  });
}

const unionOf = (a: readonly ReadPart[], b: readonly ReadPart[]): ReadPart[] =>
  READ_PARTS.filter((part) => a.includes(part) || b.includes(part));

const sameMapping = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

/** Whether a source was read otherwise than its layout says now. */
export const isReadOtherwise = (source: CaseSource, layout: Layout): boolean => isStale(source, decidedChoice(layout));

/** Whether a source was read otherwise than is decided now. */
function isStale(source: CaseSource, choice: ReadChoice): boolean {
  const parts = READ_PARTS.some(
    (part) => part in choice && JSON.stringify(choice[part]) !== JSON.stringify(source.settings[part]),
  );
  // A sign that was guessed alike still is another thing: each column was judged by its own values.
  const signs = (['decimal', 'thousands'] as const).some(
    (sign) => sign in choice && source.settings.decided?.includes(sign) !== true,
  );
  const formats = new Map(source.settings.columns.map((c) => [headerKey(c.header), c]));
  return (
    parts ||
    signs ||
    (choice.columns ?? []).some((c) => {
      const own = formats.get(headerKey(c.header));
      return own !== undefined && (own.chosen !== true || own.format !== c.format || own.type !== c.type);
    })
  );
}

/** Whether the file of a source is where it was. */
export const isPresent = (opened: Case, source: CaseSource): boolean =>
  existsSync(sourceFile(opened.folder.root, source));
