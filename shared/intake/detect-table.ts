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
  /** See `Detection.nameRow`. */
  readonly nameRow: number;
}

export interface TableSample {
  /** From the first row on, empty rows included. */
  readonly top: readonly Row[];
  /** Further data rows from deeper in the source, for types only. */
  readonly deeper: readonly Row[];
  /** Common width of the data rows. */
  readonly width: number;
  /** By row of `top`: which cells were quoted, and whether its quotes were sound; absent where quoting has no meaning. */
  readonly quoting?: readonly { readonly quoted: readonly boolean[]; readonly sound: boolean }[];
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
    nameRow: header.nameRow,
  };
}

function fixedHeader(fixed: HeaderOverride): HeaderGuess | null {
  if (fixed.headerRow === undefined) return null;
  const headerRows = fixed.headerRow === 0 ? 0 : Math.max(1, fixed.headerRows ?? 1);
  const skippedRows = fixed.skippedRows ?? Math.max(0, fixed.headerRow - headerRows);
  return { headerRow: fixed.headerRow, headerRows, nameRow: fixed.headerRow, skippedRows, confidence: 1 };
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
  const remarks = [`The header names ${size} columns, the records have ${width} fields.`];
  const place = size === width - 1 ? missingDelimiter(sample, header, width) : -1;
  if (place >= 0) {
    const inserted = (cells: readonly string[]): string[] => [...cells.slice(0, place), '', ...cells.slice(place)];
    return {
      headers: inserted(headers),
      titles: inserted(titles),
      implied: width,
      remarks: [...remarks, 'Two names seem to run together: check them.'],
    };
  }
  // One delimiter at the end of each record adds no column.
  const extra = body.some(
    (row) => row.length === width && row.slice(size).some((cell) => cell !== null && cell.trim() !== ''),
  );
  if (size === width - 1 && !extra)
    return { headers, titles, implied: size, remarks: ['Every record ends with a delimiter.'] };
  const missing = Array<string>(width - size).fill('');
  return { headers: [...headers, ...missing], titles: [...titles, ...missing], implied: size, remarks };
}

function headerCells(sample: TableSample, header: HeaderGuess): { headers: string[]; titles: string[] } {
  const rows = sample.top
    .slice(header.headerRow - header.headerRows, header.headerRow)
    .map((row) => row.map((cell) => cell ?? ''));
  const names = (sample.top[header.nameRow - 1] ?? []).map((cell) => cell ?? '');
  if (rows.length < 2) return { headers: names, titles: names };
  const size = Math.max(...rows.map((row) => row.length));
  const headers: string[] = [];
  const titles: string[] = [];
  const groups = rows.map(() => '');
  for (let i = 0; i < size; i += 1) {
    const cells = rows.map((row) => row[i] ?? '');
    const own = names[i] ?? '';
    headers.push(own.trim() !== '' ? own : (cells.find((cell) => cell.trim() !== '') ?? ''));
    // A name above gaps is the name of a group, and goes with each name under it.
    cells.forEach((cell, k) => {
      if (cell.trim() !== '') groups[k] = cell.trim();
      else if (cells.slice(k + 1).every((under) => under.trim() === '')) groups[k] = '';
    });
    titles.push(
      [...new Set(groups.map((group, k) => (k < rows.length - 1 || (cells[k] ?? '').trim() !== '' ? group : '')))]
        .filter((part) => part !== '')
        .join(' '),
    );
  }
  return { headers, titles };
}

/**
 * Where two names of the header run together: what is quoted in the header and in the records agrees only if the rest
 * of the header is moved by one. Returns the index of the column without a name, -1 where nothing shows one.
 */
function missingDelimiter(sample: TableSample, header: HeaderGuess, width: number): number {
  const own = sample.quoting?.[header.headerRow - 1];
  if (!own) return -1;
  const names = own.quoted;
  const rows = (sample.quoting ?? [])
    .slice(header.headerRow)
    .flatMap((row) => (row.quoted.length === width ? [row.quoted] : []));
  const usually = Array.from({ length: width }, (_, i) => rows.filter((row) => row[i]).length > rows.length / 2);
  if (names.every((q, i) => q === usually[i])) return own.sound ? -1 : names.length;
  for (let at = names.length - 1; at >= 0; at -= 1) {
    if (names.every((q, i) => q === usually[i < at ? i : i + 1])) return at;
  }
  return -1;
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
