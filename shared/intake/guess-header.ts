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
  /** Rows of the header, an empty one between them included. */
  readonly headerRows: number;
  /** 1-based header row that carries the names: not the last where a row below only adds to them. */
  readonly nameRow: number;
  /** Rows before the header (or, without one, before the data) that are neither. */
  readonly skippedRows: number;
  /** 0..1 */
  readonly confidence: number;
}

const NO_HEADER = { headerRow: 0, headerRows: 0, nameRow: 0, skippedRows: 0 } as const;

/** How far down a header is looked for, and how many rows below speak about the columns. */
const DEEPEST = 60;
const BODY = 150;
/** Mean evidence per named column above which a row is taken for a header. */
const ENOUGH = 0.12;
/** The same for a row that is not the first: it must say why the rows above it are no records. */
const ENOUGH_BELOW = 0.25;

/**
 * @param rows  from the first row on, empty rows included; some hundred are enough
 * @param width common width of the data; rows that are much narrower are preamble
 */
export function guessHeader(rows: readonly Row[], width: number): HeaderGuess {
  const filled = rows.map((row) => row.reduce<number>((n, cell) => n + (isFilled(cell) ? 1 : 0), 0));
  const first = filled.findIndex((n) => n > 0);
  if (first < 0) return { ...NO_HEADER, confidence: 0.5 };
  const unnamed = unnamedHeader(rows, filled, width);
  if (unnamed) return unnamed;

  let best = { row: -1, mean: 0, sum: 0 };
  const tried = Math.min(rows.length, DEEPEST);
  for (let i = first; i < tried; i += 1) {
    if (filled[i] === 0 || isRemark(rows[i]!)) continue;
    const evidence = headerEvidence(rows, i, width);
    const enough = i === first ? ENOUGH : ENOUGH_BELOW;
    if (evidence.mean >= enough && beats(rows, width, i, evidence, best)) best = { row: i, ...evidence };
    // A header does not stand below records.
    if (holdsValues(rows[i]!, filled[i]!, width)) break;
  }
  if (best.row < 0) {
    return { ...NO_HEADER, skippedRows: firstData(filled, rows, width, first), confidence: 0.6 };
  }
  const block = headerBlock(rows, filled, best.row);
  return {
    headerRow: block.last + 1,
    headerRows: block.last - block.first + 1,
    nameRow: block.names + 1,
    skippedRows: block.first,
    confidence: Math.min(0.99, 0.55 + best.mean / 2),
  };
}

/** The shape of what may be a name: `No` names a column of numbers before it is a boolean. */
function nameShape(cell: string): CellShape {
  const shape = cellShape(cell);
  return shape === 'boolean' && headerWordShare(cell) > 0 ? 'text' : shape;
}

interface Candidate extends Evidence {
  readonly row: number;
}

/** Of two good rows the upper is the header unless the lower is clearly better, or alone has the width of the records. */
function beats(rows: readonly Row[], width: number, row: number, evidence: Evidence, best: Candidate): boolean {
  if (best.row < 0) return true;
  const fits = rows[row]!.length === width && rows[best.row]!.length !== width;
  return fits ? evidence.sum > best.sum * 0.8 : evidence.sum > best.sum * 1.25 + 0.3;
}

/** A line of the preamble such as `Period: | 2022`: its first filled cell ends with a colon. */
function isRemark(row: Row): boolean {
  const filled = row.filter(isFilled);
  return filled.length <= 2 && filled[0]!.trim().endsWith(':');
}

/** Whether a row is plainly a record: as wide as the data, a good part of it numbers, dates and the like. */
function holdsValues(row: Row, filled: number, width: number): boolean {
  if (row.length < width || filled < width / 2) return false;
  const values = row.filter((cell) => isFilled(cell) && isValueShape(nameShape(cell!))).length;
  // A title with a date in it may be wider than the records by chance.
  const share = row.length === width ? 0.3 : 0.6;
  return values >= Math.max(1, filled * share) && !isSeries(row);
}

function isFilled(cell: string | null | undefined): boolean {
  return cell != null && cell.trim() !== '';
}

/** A first row of delimiters only, over data: a header whose names are all empty. */
function unnamedHeader(rows: readonly Row[], filled: readonly number[], width: number): HeaderGuess | null {
  if (rows.length < 2 || filled[0] !== 0 || width < 2 || rows[0]!.length !== width) return null;
  const next = rows[1]!;
  if (filled[1] !== next.length || headerEvidence(rows, 1, width).mean >= ENOUGH) return null;
  return { headerRow: 1, headerRows: 1, nameRow: 1, skippedRows: 0, confidence: 0.5 };
}

/** Without a header: rows at the top that are titles rather than records. */
function firstData(filled: readonly number[], rows: readonly Row[], width: number, first: number): number {
  if (width < 3) return first;
  // A title may be padded with delimiters to the width of the records: then it is alone in its row.
  const isTitle = (i: number): boolean =>
    filled[i]! < width / 2 && (rows[i]!.length < width / 2 || (filled[i] === 1 && width >= 4));
  let at = first;
  while (at < rows.length && (filled[at]! === 0 || isTitle(at))) at += 1;
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
  if (body.length === 0) return namesAlone(rows, at);
  const numbered = isSeries(names);
  const seen = new Set<string>();
  let sum = 0;
  let named = 0;
  names.forEach((cell, column) => {
    if (!isFilled(cell)) return;
    named += 1;
    const name = cell!.trim();
    sum += columnEvidence(name, nameShape(name), body, column, numbered) - (seen.has(name) ? 0.1 : 0);
    seen.add(name);
  });
  if (named === 0) return { sum: 0, mean: 0 };
  const full = Math.max(...body.slice(0, 5).map((row) => row.filter(isFilled).length));
  const weight = fit(names.length, named, width, full);
  return { sum: sum * weight, mean: (sum / named) * weight };
}

/**
 * A title above the table names one column of many; a row of another width than the records is rarely their header.
 * @param full cells that one of the next rows fills at most
 */
function fit(size: number, named: number, width: number, full: number): number {
  if (size < width / 2) return named === 1 && width >= 3 ? 0.06 : 0.3;
  if (named === 1 && width >= 4 && full > width / 2) return 0.06;
  if (size === width) return 1;
  return Math.abs(size - width) === 1 ? 0.85 : 0.6;
}

/** A last row has only its words to say that it is a header, and only where nothing above can be a record. */
function namesAlone(rows: readonly Row[], at: number): Evidence {
  const names = rows[at]!.filter(isFilled) as string[];
  const above = rows.slice(0, at).some((row) => row.filter(isFilled).length >= Math.max(2, names.length / 2));
  if (above || names.length < 2 || names.some((name) => isValueShape(nameShape(name)))) return { sum: 0, mean: 0 };
  const mean = names.reduce((sum, name) => sum + headerWordShare(name), 0) / names.length;
  return mean < 0.35 ? { sum: 0, mean: 0 } : { sum: mean * names.length, mean };
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
  if (shape === 'code') {
    if (coded <= 0.5) return words > 0 ? 0.4 : 0;
    return words > 0 || otherPattern(name, cells) ? 0.3 : -0.3;
  }
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

/** Whether all cells are of one pattern (`AA-9`) and the name is of another. */
function otherPattern(name: string, cells: readonly string[]): boolean {
  const pattern = (text: string): string =>
    text
      .trim()
      .replace(/\p{Lu}+/gu, 'A')
      .replace(/\p{L}+/gu, 'a')
      .replace(/\d+/g, '9');
  const first = pattern(cells[0]!);
  return cells.length > 1 && pattern(name) !== first && cells.every((cell) => pattern(cell) === first);
}

function sameLength(cells: readonly string[]): boolean {
  const length = cells[0]!.trim().length;
  return cells.every((cell) => cell.trim().length === length);
}

/** Whole numbers in steps of one, at least three (years: two) in a row: names of columns, as in `2019, 2020, 2021`. */
function isSeries(names: Row): boolean {
  const numbers = names.map((cell) => (cell !== null && /^\d{1,4}$/.test(cell.trim()) ? Number(cell) : null));
  const known = numbers.filter((n): n is number => n !== null);
  const years = known.every((n) => n >= 1900 && n <= 2100);
  if (known.length < (years ? 2 : 3)) return false;
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

interface HeaderBlock {
  /** Zero-based rows. */
  readonly first: number;
  readonly last: number;
  readonly names: number;
}

/** The rows that belong to one header with row `at`: groups above it, the row again or further names below it. */
function headerBlock(rows: readonly Row[], filled: readonly number[], at: number): HeaderBlock {
  const above = previousFilled(filled, at);
  let same = at;
  while (same > 0 && isSameRow(rows[same - 1]!, rows[at]!)) same -= 1;
  if (same < at) return { first: same, last: at, names: same };
  if (above >= 0 && isGroupRow(rows[above]!, rows[at]!)) {
    return { first: above, last: at, names: covers(rows[at]!, rows[above]!) ? at : above };
  }
  let last = at;
  for (let below = nextFilled(filled, at); below >= 0; below = nextFilled(filled, below)) {
    if (!goesOn(rows, at, below)) break;
    last = below;
  }
  return { first: at, last, names: at };
}

/** The next filled row, at most one empty row further on; -1 = none. */
function nextFilled(filled: readonly number[], at: number): number {
  return (filled[at + 1] ?? 0) > 0 ? at + 1 : (filled[at + 2] ?? 0) > 0 ? at + 2 : -1;
}

function previousFilled(filled: readonly number[], at: number): number {
  return (filled[at - 1] ?? 0) > 0 ? at - 1 : (filled[at - 2] ?? 0) > 0 ? at - 2 : -1;
}

function isSameRow(a: Row, b: Row): boolean {
  return a.length === b.length && a.every((cell, i) => (cell ?? '').trim() === (b[i] ?? '').trim());
}

/** Whether row `below` is the header again, or adds names where the header leaves gaps (`Value,,` over `2019,2020`). */
function goesOn(rows: readonly Row[], header: number, below: number): boolean {
  const names = rows[header]!;
  const row = rows[below]!;
  if (isSameRow(row, names))
    return below === header + 1 && row.some((cell) => isFilled(cell) && nameShape(cell!) === 'text');
  const cells = row.flatMap((cell, i) =>
    isFilled(cell) ? [{ shape: nameShape(cell!), gap: !isFilled(names[i]) }] : [],
  );
  if (cells.length >= names.length * 0.8 || !cells.some((cell) => cell.shape === 'text')) return false;
  if (!isFilled(row[0]) && !isSeries(row)) {
    const body = rows.slice(below + 1, below + 20).filter((next) => next.some(isFilled));
    const valued = row.every(
      (cell, i) => !isFilled(cell) || body.some((next) => isFilled(next[i]) && isValueShape(cellShape(next[i]!))),
    );
    return cells.every((cell) => cell.shape === 'text') && valued && body.length > 1;
  }
  const gaps = cells.filter((cell) => cell.gap).length;
  return gaps >= 2 && gaps >= cells.length - 1 && headerEvidence(rows, below, row.length).mean > 0.2;
}

/** Whether the upper row groups the columns of the lower: a few texts with gaps between, over names. */
function isGroupRow(upper: Row, lower: Row): boolean {
  const groups = upper.filter(isFilled).length;
  if (groups < 2 || Math.abs(upper.length - lower.length) > 1) return false;
  const texts = upper.every(
    (cell) => !isFilled(cell) || nameShape(cell!) === 'text' || /^(?:19|20)\d\d/.test(cell!.trim()),
  );
  if (!texts) return false;
  if (covers(lower, upper)) return groups <= lower.filter(isFilled).length / 2 + 0.5;
  // Each row names columns that the other does not.
  const both = upper.filter((cell, i) => isFilled(cell) && isFilled(lower[i])).length;
  return both <= 1 && lower.some((cell, i) => isFilled(cell) && !isFilled(upper[i]));
}

/** Whether the lower row has a name wherever the upper has one. */
function covers(lower: Row, upper: Row): boolean {
  return upper.every((cell, i) => !isFilled(cell) || isFilled(lower[i]));
}
