/** Options that say how files are read, for `add` and `reread`: what is not said is detected. */
import type { Command } from 'commander';
import { z } from 'zod';
import { WaybillError } from '../../shared/errors.ts';
import { columnTypes, readChoice, type ReadChoice } from '../../shared/intake/read-choice.ts';

/** The options as commander gives them. */
export interface ReadFlags {
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly quote?: string;
  readonly escape?: string;
  readonly comment?: string;
  readonly newline?: string;
  readonly sheet?: string;
  readonly member?: string;
  readonly headerRow?: string;
  readonly headerRows?: string;
  readonly skipRows?: string;
  readonly decimal?: string;
  readonly thousands?: string;
  readonly null?: readonly string[];
  readonly type?: readonly string[];
}

/** Words for signs that are hard to type. */
const SIGNS: Readonly<Record<string, string | null>> = {
  tab: '\t',
  '\\t': '\t',
  comma: ',',
  semicolon: ';',
  pipe: '|',
  blank: ' ',
  space: ' ',
  nbsp: '\u00a0',
  'thin-space': '\u2009',
  'narrow-nbsp': '\u202f',
  apostrophe: "'",
  point: '.',
  none: null,
};

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** Adds the options to a command. */
export const readOptions = (command: Command): Command =>
  command
    .option('--encoding <label>', 'encoding of the text, e.g. windows-1251')
    .option('--delimiter <sign>', 'what stands between cells: a sign, or tab, pipe, semicolon, comma')
    .option('--quote <sign>', 'what quotes cells, or none')
    .option('--escape <sign>', 'what makes a quote inside a quoted cell literal')
    .option('--comment <sign>', 'lines that begin with it are no records, or none')
    .option('--newline <kind>', 'lf, crlf, cr or mixed')
    .option('--sheet <name>', 'the sheet of a workbook, or the list of a JSON file')
    .option('--member <name>', 'the member of a zip')
    .option('--header-row <n>', 'the row with the header, from 1; 0 = the file has none')
    .option('--header-rows <n>', 'how many rows the header takes')
    .option('--skip-rows <n>', 'rows before the header that are neither header nor data')
    .option('--decimal <sign>', 'the decimal sign of all numbers, . or ,')
    .option('--thousands <sign>', 'what stands between groups of digits: a sign, or space, nbsp, apostrophe, none')
    .option('--null <text>', 'a text that means "no value" (repeat it for more)', collect)
    .option(
      '--type <header=type:format>',
      'type of a column, with its date format, e.g. "Date=date:d/m/yyyy"',
      collect,
    );

/** @throws WaybillError 'usage/read' */
export function choiceFrom(flags: ReadFlags): ReadChoice {
  const sign = (text: string): string | null => (Object.hasOwn(SIGNS, text) ? SIGNS[text]! : text);
  const given: Record<string, unknown> = {};
  for (const part of ['encoding', 'newline', 'sheet', 'member'] as const)
    if (flags[part] !== undefined) given[part] = flags[part];
  for (const part of ['delimiter', 'comment', 'decimal', 'thousands'] as const)
    if (flags[part] !== undefined) given[part] = sign(flags[part]);
  for (const part of ['quote', 'escape'] as const) if (flags[part] !== undefined) given[part] = sign(flags[part]) ?? '';
  for (const [part, text] of [
    ['headerRow', flags.headerRow],
    ['headerRows', flags.headerRows],
    ['skippedRows', flags.skipRows],
  ] as const)
    if (text !== undefined) given[part] = /^\d+$/.test(text) ? Number(text) : text;
  if (flags.null !== undefined) given['nullTokens'] = flags.null;
  if (flags.type !== undefined) given['columns'] = flags.type.map(columnFrom);
  const parsed = readChoice.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new WaybillError('usage/read', `The file cannot be read so: ${z.prettifyError(parsed.error)}`);
}

/** `HEADER=TYPE` or `HEADER=TYPE:FORMAT`; the header itself may contain `=`. */
function columnFrom(text: string): object {
  const match = new RegExp(`^(.+)=(${columnTypes.join('|')})(?::(.+))?$`, 's').exec(text);
  if (match === null)
    throw new WaybillError(
      'usage/read',
      `--type "${text}" is not of the form "HEADER=TYPE" or "HEADER=TYPE:FORMAT". The types are: ${columnTypes.join(', ')}.`,
    );
  return { header: match[1], type: match[2], format: match[3] ?? null };
}
