/**
 * From parsed rows to settings: header, columns with their types, number style, null tokens. The same for delimited
 * text and for the rows of a sheet.
 */
import { cellShape } from './cell-shape.ts';
import { findNullTokens, guessColumn, guessNumberStyle } from './guess-columns.ts';
import { guessHeader, type HeaderGuess, type Row } from './guess-header.ts';
import { columnNames, type ColumnSettings, type SourceSettings } from './settings.ts';

export type TableSettings = Pick<
  SourceSettings,
  'headerRow' | 'headerRows' | 'skippedRows' | 'decimal' | 'thousands' | 'nullTokens' | 'columns'
>;

export interface TableGuess {
  readonly settings: TableSettings;
  readonly confidence: number;
  readonly remarks: readonly string[];
}

export interface TableSample {
  /** From the first row on, empty rows included. */
  readonly top: readonly Row[];
  /** Further data rows from deeper in the source, for types only. */
  readonly deeper: readonly Row[];
  /** Common width of the data rows. */
  readonly width: number;
  /** By row of `top`: which cells were quoted; absent where quoting has no meaning. */
  readonly quoted?: readonly (readonly boolean[])[];
}

export type HeaderOverride = Partial<Pick<SourceSettings, 'headerRow' | 'headerRows' | 'skippedRows'>>;

export function guessTable(sample: TableSample, fixed: HeaderOverride = {}): TableGuess {
  const header = fixedHeader(fixed) ?? guessHeader(sample.top, sample.width);
  const first = header.headerRow > 0 ? header.headerRow : header.skippedRows;
  const body = [...sample.top.slice(first), ...sample.deeper].filter((row) =>
    row.some((cell) => cell !== null && cell.trim() !== ''),
  );
  const shaped = shapeHeader(sample, header, body);
  const columns = guessColumns(shaped, body);
  const numeric = columns.flatMap((column, i) => (column.type === 'decimal' || column.type === 'integer' ? [i] : []));
  const style = guessNumberStyle(cellsOf(body, numeric, (cell) => cellShape(cell) === 'decimal'));
  const remarks = [...shaped.remarks];
  for (const column of columns) {
    if (column.format?.includes('ambiguous')) {
      remarks.push(
        `Column "${column.name}" has dates that can be day/month or month/day: choose which before you count by date.`,
      );
    } else if (column.format?.includes('mixed')) {
      remarks.push(`Column "${column.name}" mixes day/month and month/day dates.`);
    }
  }
  return {
    settings: {
      headerRow: header.headerRow,
      headerRows: header.headerRows,
      skippedRows: header.skippedRows,
      decimal: style.decimal,
      thousands: style.thousands,
      nullTokens: findNullTokens(cellsOf(body, null, () => true)),
      columns,
    },
    confidence: header.confidence,
    remarks,
  };
}

function fixedHeader(fixed: HeaderOverride): HeaderGuess | null {
  if (fixed.headerRow === undefined) return null;
  const headerRows = fixed.headerRow === 0 ? 0 : fixed.headerRows === 2 ? 2 : 1;
  const skippedRows = fixed.skippedRows ?? Math.max(0, fixed.headerRow - headerRows);
  return { headerRow: fixed.headerRow, headerRows, skippedRows, confidence: 1 };
}

interface ShapedHeader {
  /** Exactly as in the file. */
  readonly headers: readonly string[];
  /** What the columns are named after: with two header rows both names. */
  readonly titles: readonly string[];
  /** Columns from here on have no cell in the header. */
  readonly implied: number;
  readonly remarks: readonly string[];
}

/** The header's cells, fitted to the width of the records where one delimiter too many or too few is plain to see. */
function shapeHeader(sample: TableSample, header: HeaderGuess, body: readonly Row[]): ShapedHeader {
  const width = Math.max(1, sample.width);
  if (header.headerRow === 0) {
    const none = Array<string>(width).fill('');
    return { headers: none, titles: none, implied: width, remarks: ['The file has no header row.'] };
  }
  const { headers, titles } = headerCells(sample, header);
  const size = headers.length;
  if (body.length === 0 || size === width) return { headers, titles, implied: size, remarks: [] };
  const widest = body.reduce((most, row) => Math.max(most, row.length), 0);
  const empty = headers.findIndex((cell) => cell.trim() === '');
  if (size === width + 1 && widest <= width && empty >= 0) {
    const kept = headers.filter((_, i) => i !== empty);
    return {
      headers: kept,
      titles: titles.filter((_, i) => i !== empty),
      implied: width,
      remarks: ['The header has one delimiter more than the records.'],
    };
  }
  if (size > width) {
    return {
      headers,
      titles,
      implied: size,
      remarks: [`The header names ${size} columns, the records have ${width} fields.`],
    };
  }
  const missing = Array<string>(width - size).fill('');
  const remarks = [`The header names ${size} columns, the records have ${width} fields.`];
  const implied = size === width - 1 && headerLacksDelimiter(sample, header, width) ? width : size;
  return { headers: [...headers, ...missing], titles: [...titles, ...missing], implied, remarks };
}

function headerCells(sample: TableSample, header: HeaderGuess): { headers: string[]; titles: string[] } {
  const last = (sample.top[header.headerRow - 1] ?? []).map((cell) => cell ?? '');
  if (header.headerRows < 2) return { headers: last, titles: last };
  const upper = (sample.top[header.headerRow - 2] ?? []).map((cell) => cell ?? '');
  const size = Math.max(last.length, upper.length);
  const headers: string[] = [];
  const titles: string[] = [];
  let group = '';
  for (let i = 0; i < size; i += 1) {
    const [over, under] = [(upper[i] ?? '').trim(), (last[i] ?? '').trim()];
    if (over !== '') group = over;
    else if (under === '') group = '';
    headers.push(under !== '' ? last[i]! : (upper[i] ?? ''));
    titles.push(under === '' || over === under ? over : group === '' || group === under ? under : `${group} ${under}`);
  }
  return { headers, titles };
}

/**
 * Whether two names of the header run together: what is quoted in the header and in the records agrees only if the
 * rest of the header is moved by one.
 */
function headerLacksDelimiter(sample: TableSample, header: HeaderGuess, width: number): boolean {
  const names = sample.quoted?.[header.headerRow - 1];
  if (!names) return false;
  const rows = (sample.quoted ?? []).slice(header.headerRow).filter((row) => row.length === width);
  const usually = Array.from({ length: width }, (_, i) => rows.filter((row) => row[i]).length > rows.length / 2);
  const differing = (moved: number): number => names.filter((q, i) => q !== usually[i + moved]).length;
  if (differing(0) === 0) return false;
  for (let at = 0; at < names.length; at += 1) {
    if (names.every((q, i) => q === usually[i < at ? i : i + 1])) return true;
  }
  return false;
}

function guessColumns(shaped: ShapedHeader, body: readonly Row[]): ColumnSettings[] {
  const names = columnNames(shaped.titles);
  return shaped.headers.map((header, i) => {
    const guess = guessColumn(
      header,
      body.map((row) => row[i] ?? null),
    );
    const column = { header, name: names[i]!, ...guess };
    return i >= shaped.implied && shaped.implied > 0 && shaped.implied < shaped.headers.length
      ? { ...column, implied: true }
      : column;
  });
}

function* cellsOf(
  body: readonly Row[],
  columns: readonly number[] | null,
  wanted: (cell: string) => boolean,
): Generator<string> {
  for (const row of body) {
    for (const i of columns ?? row.keys()) {
      const cell = row[i];
      if (cell != null && cell !== '' && wanted(cell)) yield cell;
    }
  }
}
