/** A repaired text read as one record, by the settings of its source. Deterministic: a rebuild reads it again. */
import { jsonMembers } from '../../shared/intake/json-records.ts';
import { RecordScanner } from '../../shared/intake/record-scanner.ts';
import type { Dialect } from '../../shared/intake/row-parser.ts';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import { columnNames } from '../../shared/intake/settings.ts';
import { textHost } from './decoders.ts';
import { dialectOf } from './load-text.ts';

/** What a record of a source looks like. */
export interface RecordShape {
  readonly kind: SourceSettings['kind'];
  readonly dialect: Dialect;
  /** Names of the columns in `data/`. */
  readonly columns: readonly string[];
  /** As in the file; may lack columns that only the load found. */
  readonly headers: readonly string[];
}

export const shapeOf = (settings: SourceSettings, columns: readonly string[]): RecordShape => ({
  kind: settings.kind,
  dialect: dialectOf(settings),
  columns,
  headers: settings.columns.map((c) => c.header),
});

export type Cells = readonly (string | null)[];
export type ParsedText =
  | { readonly fits: true; readonly cells: Cells }
  /** `cells` is what was read all the same, for the analyst to look at. */
  | { readonly fits: false; readonly cells: Cells; readonly problem: string };

/** @param asIs whether it is a record although it looks like a total or a footer */
export function parseRepaired(shape: RecordShape, text: string, asIs: boolean): ParsedText {
  const parsed = parseKind(shape, text, asIs);
  if (!parsed.fits) return parsed;
  const bad = unkeepable(text);
  return bad === null ? parsed : { fits: false, cells: parsed.cells, problem: bad };
}

function unkeepable(text: string): string | null {
  if (text.includes('\0')) return 'It holds a NUL character.';
  return /\p{Surrogate}/u.test(text) ? 'It holds half a character.' : null;
}

function parseKind(shape: RecordShape, text: string, asIs: boolean): ParsedText {
  switch (shape.kind) {
    case 'csv':
      return parseDelimitedRecord(shape, text, asIs);
    case 'json':
      return parseJson(shape, text);
    case 'xlsx':
    case 'parquet':
      return parseSheetRow(shape, text);
  }
}

function parseDelimitedRecord(shape: RecordShape, text: string, asIs: boolean): ParsedText {
  const width = shape.columns.length;
  const found = scanRecords(shape, text, true);
  const [first] = found;
  if (first === undefined) return { fits: false, cells: [], problem: 'There is no record in it.' };
  if (found.length > 1)
    return { fits: false, cells: first.cells, problem: `It gives ${found.length} records; one is needed.` };
  const { cells, reason } = first;
  if (reason === null) return { fits: true, cells };
  if (reason === 'totals or footer' && asIs && cells.length === width) return { fits: true, cells };
  const wrong = cells.length !== width;
  return {
    fits: false,
    cells,
    problem: wrong ? `It gives ${cells.length} cells; ${width} are needed.` : sentence(reason),
  };
}

const sentence = (reason: string): string => `${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}.`;

/**
 * Every record of a text with its cells, and the scanner's reason to reject it.
 * @param trailing whether one empty cell too many at the end is allowed: some files end every record with a delimiter
 */
export function scanRecords(
  shape: RecordShape,
  text: string,
  trailing: boolean,
): { cells: Cells; reason: string | null }[] {
  const bytes = Buffer.from(`${text}\n`, 'utf8');
  const found: { cells: Cells; reason: string | null }[] = [];
  const scanner = new RecordScanner({
    dialect: shape.dialect,
    width: shape.columns.length,
    rowsBefore: 0,
    headerRows: 0,
    host: textHost,
    resume: { record: 1, line: 1, trailing },
  });
  scanner.scan(bytes, bytes.length - 1, true, {
    record: (buf, start, end) => found.push({ cells: scanner.texts(buf, start, end), reason: null }),
    reject: (buf, start, end, _record, _line, reason) => found.push({ cells: scanner.texts(buf, start, end), reason }),
  });
  return found;
}

function parseJson(shape: RecordShape, text: string): ParsedText {
  let members: Map<string, string | null>;
  try {
    if (!text.trimStart().startsWith('{')) return { fits: false, cells: [], problem: 'It is no JSON object.' };
    members = jsonMembers(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { fits: false, cells: [], problem: `It is not JSON: ${error.message}` };
  }
  const cells: (string | null)[] = shape.columns.map(() => null);
  for (const [key, value] of members) {
    let at = shape.headers.indexOf(key);
    if (at < 0) at = shape.columns.indexOf(columnNames([key])[0] ?? '');
    if (at < 0) return { fits: false, cells, problem: `The source has no column for the key "${key}".` };
    const bad = unkeepable(value ?? '');
    if (bad !== null) return { fits: false, cells, problem: bad };
    cells[at] = value;
  }
  return { fits: true, cells };
}

/** Cells with tabs between them, as the raw text of a row of a sheet is shown. Cells missing at the end are empty. */
function parseSheetRow(shape: RecordShape, text: string): ParsedText {
  const width = shape.columns.length;
  const cells = text.split('\t').map((cell) => (cell === '' ? null : cell));
  while (cells.length > width && cells.at(-1) === null) cells.pop();
  while (cells.length > width && cells[0] === null) cells.shift();
  if (cells.length > width)
    return { fits: false, cells, problem: `It gives ${cells.length} cells; ${width} are needed.` };
  if (cells.every((cell) => cell === null || cell.trim() === ''))
    return { fits: false, cells, problem: 'There is no record in it.' };
  while (cells.length < width) cells.push(null);
  return { fits: true, cells };
}
