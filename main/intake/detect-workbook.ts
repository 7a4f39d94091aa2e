/** How a workbook is read: which sheet holds the records, where its header is, how many records it has. */
import { WaybillError } from '../../shared/errors.ts';
import { guessTable, type TableGuess } from '../../shared/intake/detect-table.ts';
import type { Row } from '../../shared/intake/guess-header.ts';
import { isEmptyRow } from '../../shared/intake/parse-delimited.ts';
import type { ColumnSettings, Detection, SourceSettings } from '../../shared/intake/settings.ts';
import type { Container } from './container.ts';
import { baseSettings } from './detect-base.ts';
import { Workbook, type SheetInfo, type SheetRow } from './xlsx-workbook.ts';

const TOP_ROWS = 1200;
/** Blank rows that stand for a gap in the sheet; beyond this a gap is no preamble. */
const LONGEST_GAP = 200;
/** Sheets of more XML than this are not read to their end just to count them. */
const COUNTED_BYTES = 160 * 1024 * 1024;

/** Names of sheets that explain or sum up rather than list. */
const ASIDE =
  /pivot|contact|about|info|readme|legend|summary|cover|notes?$|сводн|контакт|справк|описани|титул|легенда|итог/iu;

interface SheetGuess {
  readonly sheet: SheetInfo;
  readonly table: TableGuess;
  /** null where the sheet was too large to count. */
  readonly records: number | null;
  /** How much of a table of records it is. */
  readonly weight: number;
}

/** @param from a path, or the bytes where the workbook lay packed in another container */
export async function detectWorkbook(
  source: Container,
  from: string | Buffer,
  overrides: Partial<SourceSettings>,
): Promise<Detection> {
  const book = await Workbook.open(from);
  try {
    const wanted = book.sheets.filter((sheet) => overrides.sheet == null || sheet.name === overrides.sheet);
    if (wanted.length === 0) {
      throw new WaybillError(
        'intake/no-such-sheet',
        overrides.sheet == null
          ? 'The workbook has no sheet with cells.'
          : `The workbook has no sheet “${overrides.sheet}”.`,
        { place: { file: source.path } },
      );
    }
    const guesses: SheetGuess[] = [];
    for (const sheet of wanted) guesses.push(await guessSheet(book, sheet, overrides));
    const best = guesses.reduce((a, b) => (b.weight > a.weight ? b : a));
    const others = guesses.filter((guess) => guess !== best && guess.weight > best.weight / 4 && guess.weight > 0);
    return {
      settings: { ...baseSettings(source), kind: 'xlsx', sheet: best.sheet.name, ...best.table.settings },
      confidence: others.length > 0 ? Math.min(0.6, best.table.confidence) : best.table.confidence,
      remarks: [
        ...best.table.remarks,
        ...(others.length > 0
          ? [`Other sheets hold tables too: ${others.map((guess) => guess.sheet.name).join(', ')}.`]
          : []),
      ],
      records: best.records,
      nameRow: best.table.nameRow,
      choices: book.sheets.map((sheet) => sheet.name),
    };
  } finally {
    book.close();
  }
}

async function guessSheet(book: Workbook, sheet: SheetInfo, overrides: Partial<SourceSettings>): Promise<SheetGuess> {
  const counted = sheet.bytes <= COUNTED_BYTES;
  const top: Row[] = [];
  const deeper: Row[] = [];
  let filledRows = 0;
  let lastTop = 0;
  let seen = 0;
  for await (const batch of book.batches(sheet.name)) {
    for (const row of batch) {
      seen += 1;
      if (top.length < TOP_ROWS) {
        lastTop = addRow(top, row, lastTop);
        continue;
      }
      const cells = plainRow(row);
      if (isEmptyRow(cells)) continue;
      filledRows += 1;
      if (seen % 97 === 0 && deeper.length < TOP_ROWS) deeper.push(cells);
    }
    if (!counted && top.length >= TOP_ROWS) break;
  }
  const width = usualWidth(top);
  const table = guessTable({ top, deeper, width }, overrides);
  const first = table.settings.headerRow > 0 ? table.settings.headerRow : table.settings.skippedRows;
  const records = top.slice(first).filter((row) => !isEmptyRow(row)).length + filledRows;
  return {
    sheet,
    table: { ...table, settings: { ...table.settings, columns: sheetColumns(table, top.slice(first)) } },
    records: counted ? records : null,
    weight: weigh(sheet, records, usualFill(top), table.settings.headerRow > 0),
  };
}

/** Adds a row at its place in the sheet, blank rows before it where the sheet has none. */
function addRow(top: Row[], row: SheetRow, last: number): number {
  const gap = row.row - last - 1;
  if (gap > 0 && gap <= LONGEST_GAP) for (let i = 0; i < gap && top.length < TOP_ROWS; i += 1) top.push([]);
  top.push(plainRow(row));
  return row.row;
}

function plainRow(row: SheetRow): (string | null)[] {
  return Array.from(row.cells, (cell) => cell?.shown ?? null);
}

/** The width up to which at least a third of the rows are filled: single notes far to the right do not count. */
function usualWidth(rows: readonly Row[]): number {
  const widths = rows
    .map((row) => row.reduce<number>((last, cell, i) => (cell !== null && cell.trim() !== '' ? i + 1 : last), 0))
    .filter((width) => width > 0)
    .sort((a, b) => b - a);
  return widths[Math.floor(widths.length / 3)] ?? 0;
}

/** How many cells a row usually has. */
function usualFill(rows: readonly Row[]): number {
  const counts = rows
    .map((row) => row.filter((cell) => cell !== null && cell.trim() !== '').length)
    .filter((n) => n > 0);
  return counts.sort((a, b) => b - a)[Math.floor(counts.length / 2)] ?? 0;
}

/**
 * Columns by their place in the sheet, from A on. One without a name is kept (a cell there must not be lost) but
 * marked; those right of the header are there only if some row fills them.
 */
function sheetColumns(table: TableGuess, body: readonly Row[]): ColumnSettings[] {
  const columns = table.settings.columns;
  const named = table.settings.headerRow > 0;
  let last = columns.length;
  const used = (i: number): boolean =>
    columns[i]!.header.trim() !== '' || body.some((row) => row[i] != null && row[i]!.trim() !== '');
  while (last > 0 && !used(last - 1)) last -= 1;
  return columns
    .slice(0, last)
    .map((column) => (named && column.header.trim() === '' ? { ...column, implied: true } : column));
}

function weigh(sheet: SheetInfo, records: number, width: number, header: boolean): number {
  let weight = records * Math.min(width, 30);
  if (width < 2) weight *= 0.3;
  if (!header) weight *= 0.5;
  if (sheet.hidden) weight *= 0.1;
  if (sheet.pivot) weight *= 0.1;
  if (ASIDE.test(sheet.name)) weight *= 0.3;
  return weight;
}
