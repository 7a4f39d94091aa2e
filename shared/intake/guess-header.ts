/**
 * Where the header is, in rows that are parsed already (delimited text or a sheet): rows above it that belong to
 * neither header nor data, one header row or two, or none.
 *
 * The header is the row whose cells differ in kind from the cells below: text over numbers, dates and codes; names
 * that do not come again; words that name columns. A row of values is none, however high it stands.
 */
import { cellShape, isValueShape, type CellShape } from './cell-shape.ts';
import { headerWordShare } from './header-words.ts';

export type Row = readonly (string | null)[];

export interface HeaderGuess {
  /** 1-based row of the (last) header row; 0 = no header. */
  readonly headerRow: number;
  readonly headerRows: 0 | 1 | 2;
  /** Rows before the header (or, without one, before the data) that are neither. */
  readonly skippedRows: number;
  /** 0..1 */
  readonly confidence: number;
}

/** How far down a header is looked for, and how many rows below speak about the columns. */
const DEEPEST = 60;
const BODY = 150;
/** Mean evidence per named column above which a row is taken for a header. */
const ENOUGH = 0.12;

/**
 * @param rows  from the first row on, empty rows included; some hundred are enough
 * @param width common width of the data; rows that are much narrower are preamble
 */
export function guessHeader(rows: readonly Row[], width: number): HeaderGuess {
  const filled = rows.map((row) => row.reduce<number>((n, cell) => n + (isFilled(cell) ? 1 : 0), 0));
  const first = filled.findIndex((n) => n > 0);
  if (first < 0) return { headerRow: 0, headerRows: 0, skippedRows: 0, confidence: 0.5 };
  const unnamed = unnamedHeader(rows, filled, width);
  if (unnamed) return unnamed;

  let best = { row: -1, evidence: 0, sum: 0 };
  const tried = Math.min(rows.length, DEEPEST);
  for (let i = first; i < tried; i += 1) {
    if (filled[i] === 0) continue;
    const evidence = headerEvidence(rows, i, width);
    if (evidence.mean < ENOUGH || evidence.sum <= 0) continue;
    if (best.row < 0 || evidence.sum > best.sum * 1.25 + 0.3)
      best = { row: i, evidence: evidence.mean, sum: evidence.sum };
  }
  if (best.row < 0) {
    const data = firstData(filled, rows, width, first);
    return { headerRow: 0, headerRows: 0, skippedRows: data, confidence: 0.6 };
  }
  const below = secondRow(rows, filled, best.row);
  const last = below ? best.row + 1 : best.row;
  const two = below || groupRowAbove(rows, filled, best.row);
  const start = two ? last - 1 : last;
  return {
    headerRow: last + 1,
    headerRows: two ? 2 : 1,
    skippedRows: start,
    confidence: Math.min(0.99, 0.55 + best.evidence / 2),
  };
}

function isFilled(cell: string | null | undefined): boolean {
  return cell != null && cell.trim() !== '';
}

/** A first row of delimiters only, over data: a header whose names are all empty. */
function unnamedHeader(rows: readonly Row[], filled: readonly number[], width: number): HeaderGuess | null {
  if (rows.length < 2 || filled[0] !== 0 || width < 2 || rows[0]!.length !== width) return null;
  const next = rows[1]!;
  if (filled[1] !== next.length || headerEvidence(rows, 1, width).mean >= ENOUGH) return null;
  return { headerRow: 1, headerRows: 1, skippedRows: 0, confidence: 0.5 };
}

/** Without a header: rows at the top that are titles rather than records. */
function firstData(filled: readonly number[], rows: readonly Row[], width: number, first: number): number {
  if (width < 3) return first;
  let at = first;
  while (at < rows.length && (filled[at]! === 0 || (rows[at]!.length < width / 2 && filled[at]! < width / 2))) at += 1;
  return at < rows.length ? at : first;
}

interface Evidence {
  readonly sum: number;
  /** Per named column. */
  readonly mean: number;
}

/** What speaks for row `at` naming the columns of the rows below it. */
export function headerEvidence(rows: readonly Row[], at: number, width: number): Evidence {
  const names = rows[at]!;
  const body = rows.slice(at + 1, at + 1 + BODY).filter((row) => row.some(isFilled));
  const shapes = names.map((cell) => cellShape(cell ?? ''));
  const numbered = isSeries(names);
  const seen = new Map<string, number>();
  let sum = 0;
  let named = 0;
  names.forEach((cell, column) => {
    const shape = shapes[column]!;
    if (shape === 'empty' || cell === null) return;
    named += 1;
    const name = cell.trim();
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    sum += columnEvidence(name, shape, body, column, numbered) - (before > 0 ? 0.1 : 0);
  });
  if (named === 0) return { sum: 0, mean: 0 };
  // A title above the table names one column of many; a row much narrower than the data is no header.
  const covered = Math.min(1, names.length / Math.max(1, width));
  const lone = width >= 3 && named === 1 && covered < 0.5 ? 0.2 : 1;
  const weight = covered < 0.5 ? 0.3 : 1;
  return { sum: sum * weight * lone, mean: (sum / named) * weight * lone };
}

function columnEvidence(
  name: string,
  shape: CellShape,
  body: readonly Row[],
  column: number,
  numbered: boolean,
): number {
  const words = headerWordShare(name);
  const cells = body.map((row) => row[column]).filter((cell): cell is string => isFilled(cell));
  if (cells.length === 0) {
    if (shape === 'null') return 0;
    if (isValueShape(shape)) return numbered ? 0.1 : -0.5;
    return words > 0 ? 0.25 + 0.35 * words : shape === 'code' ? -0.1 : 0;
  }
  const counts = new Map<CellShape, number>();
  for (const cell of cells) {
    const s = cellShape(cell);
    counts.set(s, (counts.get(s) ?? 0) + 1);
  }
  const share = (...kinds: CellShape[]): number =>
    kinds.reduce((n, kind) => n + (counts.get(kind) ?? 0), 0) / cells.length;
  const values = share('integer', 'decimal', 'date', 'timestamp', 'time', 'boolean', 'null');
  const coded = share('code');

  if (isValueShape(shape)) {
    if (numbered && shape === 'integer') return yearsOver(name, cells) ? 0.5 : 0;
    return values + coded > 0.5 ? -1 : -0.35;
  }
  if (shape === 'null') return 0;
  if (values > 0.7)
    return shape === 'code' && !/\p{L}{2}/u.test(name) ? 0.3 : 0.6 + 0.4 * Math.max(words, values > 0.95 ? 0.9 : 0);
  const again = cells.filter((cell) => cell.trim() === name).length;
  if (again > 0) return again / cells.length > 0.3 ? -0.6 : words > 0 ? 0.1 : -0.3;
  if (shape === 'code') return coded > 0.5 ? (words > 0 ? 0.3 : -0.3) : words > 0 ? 0.4 : 0;
  if (name.length > 100) return -0.2;
  let evidence = 0.03 + 0.6 * words;
  if (coded + values > 0.7) evidence += 0.5;
  const average = cells.reduce((n, cell) => n + cell.length, 0) / cells.length;
  if (average > 3 * name.length && name.length <= 40) evidence += 0.15;
  else if (name.length > 3 * average && average > 0) evidence += 0.1;
  if (sameLength(cells) && cells[0]!.trim().length !== name.length && cells.length > 2) evidence += 0.3;
  const capitals =
    cells.filter((cell) => cell === cell.toUpperCase() && cell !== cell.toLowerCase()).length / cells.length;
  if (capitals > 0.8 && name !== name.toUpperCase()) evidence += 0.25;
  return evidence;
}

function sameLength(cells: readonly string[]): boolean {
  const length = cells[0]!.trim().length;
  return cells.every((cell) => cell.trim().length === length);
}

/** Years or other whole numbers in steps of one, at least three in a row: names of columns, as in `2019, 2020, 2021`. */
function isSeries(names: Row): boolean {
  const numbers = names.map((cell) => (cell !== null && /^\d{1,4}$/.test(cell.trim()) ? Number(cell) : null));
  const known = numbers.filter((n): n is number => n !== null);
  if (known.length < 3) return false;
  const steps = known.slice(1).filter((n, i) => Math.abs(n - known[i]!) === 1).length;
  return steps >= known.length - 1;
}

/** A year over values that are not years themselves. */
function yearsOver(name: string, cells: readonly string[]): boolean {
  const year = Number(name);
  if (year < 1900 || year > 2100) return false;
  const alike = cells.filter((cell) => /^(?:19|20)\d\d$/.test(cell.trim())).length;
  return alike / cells.length < 0.5;
}

/**
 * Whether the row below the header goes on with it: it names columns too (units, the lower names of groups), or is
 * the same row again.
 */
function secondRow(rows: readonly Row[], filled: readonly number[], header: number): boolean {
  const next = rows[header + 1];
  if (next === undefined || filled[header + 1] === 0) return false;
  const names = rows[header]!;
  const same = next.length === names.length && next.every((cell, i) => (cell ?? '').trim() === (names[i] ?? '').trim());
  if (same) return true;
  // The lower names stand where the upper ones leave gaps: `Value,,` over `2019,2020,All`.
  const gaps = names.filter((cell, i) => !isFilled(cell) && isFilled(next[i])).length;
  const clash = next.filter(
    (cell, i) => isFilled(cell) && isFilled(names[i]) && cellShape(cell ?? '') !== 'text',
  ).length;
  if (gaps < 2 || filled[header]! >= next.length) return false;
  const lower = headerEvidence(rows, header + 1, next.length);
  return lower.mean > 0.2 && clash <= 1 && next.some((cell) => isFilled(cell) && cellShape(cell ?? '') === 'text');
}

/** Whether the row above groups the header's columns: several names with gaps between, each over two or more columns. */
function groupRowAbove(rows: readonly Row[], filled: readonly number[], header: number): boolean {
  const above = rows[header - 1];
  if (above === undefined || filled[header - 1]! < 2 || above.length < rows[header]!.length - 1) return false;
  const names = rows[header]!;
  if (filled[header - 1]! > filled[header]! / 2 + 0.5) return false;
  const texts = above.every(
    (cell) => !isFilled(cell) || cellShape(cell ?? '') === 'text' || /^(?:19|20)\d\d/.test(cell!.trim()),
  );
  return texts && above.every((cell, i) => !isFilled(cell) || isFilled(names[i]));
}
