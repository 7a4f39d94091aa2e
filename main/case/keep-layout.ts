/** How a file was read and mapped is kept as a layout, so that the next one of its kind needs no questions. */
import path from 'node:path';
import { headerKey, READ_PARTS, type ReadChoice } from '../../shared/intake/read-choice.ts';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import { makeLayout, signature, type Layout } from '../../shared/shipments/layout.ts';
import type { ColumnMapping } from '../../shared/shipments/map-columns.ts';
import { layoutNames, saveLayout } from '../shipments/layouts.ts';
import type { Case } from './case.ts';

/** What was decided for the file. */
export interface LayoutDecisions {
  readonly map?: Readonly<Record<string, string>>;
  readonly settings?: ReadChoice;
}

/** @param before the layout that the file belongs to: it is only changed where something was decided */
export function keepLayout(
  opened: Case,
  name: string,
  settings: SourceSettings,
  mapping: readonly ColumnMapping[],
  { map: given = {}, settings: choice = {} }: LayoutDecisions,
  before: Layout | undefined,
): void {
  const isChosen = new Set(Object.keys(given).map(headerKey));
  const decided = READ_PARTS.filter((part) => part in choice || before?.decided?.includes(part) === true);
  if (
    before !== undefined &&
    ((isChosen.size === 0 && Object.keys(choice).length === 0) ||
      signature(before.columns.map((c) => c.header)) !== signature(settings.columns.map((c) => c.header)))
  )
    return;
  const kept = before?.columns.filter((c) => c.chosen === true).map((c) => headerKey(c.header)) ?? [];
  const all = new Set([...isChosen, ...kept]);
  const chosen = settings.columns.map((c) => c.header).filter((h) => all.has(headerKey(h)));
  saveLayout(opened.folder.layouts, makeLayout(name, settings, mapping, new Set(chosen), decided));
}

/** The name of the layout of a file that fits none: that of a source with the same columns, else one made from the file's name. */
export function layoutName(opened: Case, file: string, columns: readonly string[]): string {
  const { sources } = opened;
  const same = sources.find((s) => JSON.stringify(s.columns) === JSON.stringify(columns));
  if (same) return same.layout;
  const stem = path
    .basename(file)
    .replace(/\.(gz|zip|zst)$/i, '')
    .replace(/\.[^.]+$/, '');
  const slug =
    stem
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '_')
      .replace(/^_+|_+$/g, '') || 'layout';
  const taken = new Set([...sources.map((s) => s.layout), ...layoutNames(opened.folder.layouts), 'synonyms']);
  let name = slug;
  for (let n = 2; taken.has(name); n += 1) name = `${slug}_${n}`;
  return name;
}
