/** What the intake screen knows of files and how it words it. Pure. */
import type { CallOut } from '../../shared/contract/calls.ts';
import type { ReadChoice } from '../../shared/intake/read-choice.ts';

export type IntakeGroup = CallOut<'intake/inspect'>['groups'][number];
export type RefusedFile = CallOut<'intake/inspect'>['refused'][number];
export type Preview = CallOut<'intake/preview'>;
export type PreviewItem = Preview['items'][number];
export type Settings = Preview['settings'];
export type Mapping = CallOut<'intake/map'>;
export type AddResult = CallOut<'intake/add'>[number];

/** What the analyst decided for one group of files. */
export interface Decisions {
  readonly choice: ReadChoice;
  /** Canonical field by header; `''` leaves a column open. */
  readonly map: Readonly<Record<string, string>>;
  /** A name for the layout of files that fit none. */
  readonly name: string;
}

export const NO_DECISIONS: Decisions = { choice: {}, map: {}, name: '' };

export const baseName = (path: string): string => path.replace(/^.*[\\/]/, '');

/** A choice with one part changed; undefined gives it back to detection. */
export function changeChoice(choice: ReadChoice, change: ReadChoice): ReadChoice {
  return Object.fromEntries(
    Object.entries({ ...choice, ...change }).filter(([, value]) => value !== undefined),
  ) as ReadChoice;
}

/** Decides the type and format of one column. */
export function chooseColumn(
  choice: ReadChoice,
  column: { readonly header: string; readonly type: string; readonly format: string | null },
): ReadChoice {
  const others = (choice.columns ?? []).filter((c) => c.header !== column.header);
  const own = { header: column.header, type: column.type, format: column.format };
  return changeChoice(choice, { columns: [...others, own] as NonNullable<ReadChoice['columns']> });
}

/** Gives a column back to detection. */
export function unchooseColumn(choice: ReadChoice, header: string): ReadChoice {
  const others = (choice.columns ?? []).filter((c) => c.header !== header);
  return changeChoice(choice, { columns: others.length > 0 ? others : undefined });
}

/** A map with one column changed; undefined gives it back to what is proposed. */
export function changeMap(
  map: Readonly<Record<string, string>>,
  header: string,
  field: string | undefined,
): Readonly<Record<string, string>> {
  const { [header]: _before, ...rest } = map;
  return field === undefined ? rest : { ...rest, [header]: field };
}

const SIGN_NAMES = new Map([
  ['\t', 'tab'],
  [' ', 'blank'],
  [',', ', comma'],
  [';', '; semicolon'],
  ['|', '| bar'],
  [':', ': colon'],
  ['.', '. point'],
  ["'", "' apostrophe"],
  ['’', '’ apostrophe'],
  ['"', '" double quote'],
  ['\\', '\\ backslash'],
  ['\u00a0', 'no-break blank'],
  ['\u202f', 'narrow blank'],
  ['\u2009', 'thin blank'],
  ['', 'none'],
]);

/** How a sign is called, so that a blank and a tab can be told apart. */
export const signName = (sign: string | null): string => (sign === null ? 'none' : (SIGN_NAMES.get(sign) ?? sign));

/**
 * The parsed row that an item of the preview is, from 1, as `headerRow` counts: comment lines are none. Null where that
 * is not known, because the preview does not begin with the file.
 */
export function rowNumberOf(
  preview: Pick<Preview, 'items' | 'settings'>,
  index: number,
  fromStart: boolean,
): number | null {
  const item = preview.items[index];
  if (!item || item.kind === 'gap') return null;
  if (preview.settings.kind === 'xlsx') return item.line;
  if (!fromStart || preview.settings.kind !== 'csv') return null;
  const { comment } = preview.settings;
  const isRow = (each: PreviewItem): boolean =>
    each.kind !== 'gap' &&
    !(comment !== null && comment !== '' && each.kind === 'skipped' && each.raw.startsWith(comment));
  if (!isRow(item) || preview.items.slice(0, index).some((each) => each.kind === 'gap')) return null;
  return preview.items.slice(0, index + 1).filter(isRow).length;
}

/** Index of the next reject after `from`, going round; null where there is none. */
export function nextReject(items: readonly PreviewItem[], from: number): number | null {
  for (let step = 1; step <= items.length; step += 1) {
    const at = (from + step) % items.length;
    if (items[at]?.kind === 'reject') return at;
  }
  return null;
}

/** What group or kind of file it is, in a few words. */
export function describeSettings(settings: Settings): string {
  const parts: string[] = [settings.kind === 'csv' ? 'Delimited text' : settings.kind.toUpperCase()];
  if (settings.encoding !== null) parts.push(settings.encoding);
  if (settings.delimiter !== null) parts.push(signName(settings.delimiter));
  if (settings.kind === 'xlsx' && settings.sheet !== null) parts.push(`sheet ${settings.sheet}`);
  if (settings.compression !== 'none') parts.push(settings.compression);
  return parts.join(' · ');
}

/** Whether a date format leaves open which number is the day. */
export const isAmbiguous = (format: string | null): boolean => /ambiguous|mixed/.test(format ?? '');
