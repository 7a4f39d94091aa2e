/**
 * What the values of each column look like: type, date format, decimal sign, digit groups, stand-ins for "no value".
 * Guesses are about the text; nothing is converted, and what can be read in two ways is said to be so.
 */
import { cellShape, isNullToken, type CellShape } from './cell-shape.ts';
import type { ColumnType } from './settings.ts';

export interface ColumnGuess {
  readonly type: ColumnType;
  /** See `ColumnSettings.format`; several formats of one column are joined by ` | `, the commonest first. */
  readonly format: string | null;
}

export interface NumberStyle {
  readonly decimal: '.' | ',' | null;
  readonly thousands: string | null;
}

/** The ambiguous format, as in `settings.ts`. */
export const AMBIGUOUS_DATE = 'ambiguous d/m or m/d';

const DATE_NAME =
  /date|\bday\b|дата|дати|күні|fecha|datum|tarih|\bdata\b|日期|时间|日付|(?:issued|expires|valid|released?|arriv|effective)/iu;
/** Serial numbers of 1982-01-01 … 2064-04-08: dates that a record can hold. */
const SERIAL_FROM = 29_952;
const SERIAL_TO = 60_000;

/**
 * @param header name of the column: only for telling serial numbers of days from other numbers
 * @param cells  a sample of its values, blanks included
 */
export function guessColumn(header: string, cells: readonly (string | null)[]): ColumnGuess {
  const values = cells
    .filter((cell): cell is string => cell !== null && cell.trim() !== '' && !isNullToken(cell))
    .map((cell) => cell.trim());
  if (values.length === 0) return { type: 'empty', format: null };
  const shapes = values.map(cellShape);
  const share = (...kinds: CellShape[]): number =>
    shapes.filter((shape) => kinds.includes(shape)).length / values.length;

  const dates = guessDates(header, values, shapes);
  if (dates) return dates;
  // A leading zero anywhere makes a column of digits a column of codes.
  const codes = values.some((value) => /^0\d+$/.test(value));
  if (!codes && share('integer') >= 0.95) return { type: 'integer', format: null };
  if (!codes && share('decimal') > 0 && share('integer', 'decimal') >= 0.9) return { type: 'decimal', format: null };
  if (share('boolean') >= 0.95) return { type: 'boolean', format: null };
  if (share('time') >= 0.95)
    return { type: 'text', format: values.every((v) => /^\d{1,2}:\d{2}$/.test(v)) ? 'hh:mm' : 'hh:mm:ss' };
  return { type: 'text', format: null };
}

function guessDates(header: string, values: readonly string[], shapes: readonly CellShape[]): ColumnGuess | null {
  const named = DATE_NAME.test(header);
  const parts = values.map((value, i) => datePartsOf(value, shapes[i]!, named));
  const found = parts.filter((part) => part !== null);
  const written = parts.filter(
    (part) => part !== null && part.layout !== 'yyyymmdd' && part.layout !== 'excel-serial',
  ).length;
  if (found.length / values.length < 0.9) return null;
  // Digits alone are dates only where nearly all can be, and vary as dates do.
  if (written === 0 && !named && (found.length < values.length || new Set(values).size < Math.min(2, values.length)))
    return null;

  const orders = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const part of found) {
    if (!orders.has(part.layout)) orders.set(part.layout, orderOf(part.layout, found));
    const format = orders.get(part.layout)! + part.time;
    counts.set(format, (counts.get(format) ?? 0) + 1);
  }
  const formats = [...counts].sort((a, b) => b[1] - a[1]).map(([format]) => format);
  const timed = found.filter((part) => part.time !== '' && !part.midnight).length;
  return { type: timed > 0 ? 'timestamp' : 'date', format: formats.slice(0, 4).join(' | ') };
}

interface DateParts {
  /** A fixed format, or `numbers<sign>` where the order of day and month is for the column to decide. */
  readonly layout: string;
  readonly numbers: readonly string[];
  readonly time: string;
  readonly midnight: boolean;
}

const PARTED = /^(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})(?:(T| )\s?(.+))?$/u;

function datePartsOf(value: string, shape: CellShape, named: boolean): DateParts | null {
  const plain = { numbers: [], time: '', midnight: false };
  if (shape === 'integer' || shape === 'decimal') {
    if (/^\d{8}$/.test(value) && isCompact(value)) return { layout: 'yyyymmdd', ...plain };
    const serial = Number(value.replace(',', '.'));
    if (!named || !/^\d{5}(?:[.,]\d+)?$/.test(value) || serial < SERIAL_FROM || serial > SERIAL_TO) return null;
    return { layout: 'excel-serial', ...plain };
  }
  if (shape !== 'date' && shape !== 'timestamp') return null;
  const match = PARTED.exec(value);
  if (!match) return { layout: namedLayout(value), ...plain };
  const [, a, sign, b, c, joint, clock] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string?,
    string?,
  ];
  const time = clock === undefined ? '' : `${joint}${clockFormat(clock)}`;
  const midnight = clock !== undefined && /^0?0:00(?::00(?:[.,]0+)?)?Z?$/.test(clock);
  if (a.length === 4) return { layout: `yyyy${sign}mm${sign}dd`, numbers: [], time, midnight };
  return { layout: `numbers${sign}${c.length === 4 ? 'yyyy' : 'yy'}`, numbers: [a, b, c], time, midnight };
}

function isCompact(value: string): boolean {
  const [year, month, day] = [value.slice(0, 4), value.slice(4, 6), value.slice(6)].map(Number) as [
    number,
    number,
    number,
  ];
  return year >= 1950 && year <= 2050 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function namedLayout(value: string): string {
  if (/^\d{1,2}[-. ]/.test(value)) return /\d{4}/.test(value) ? 'd mmm yyyy' : 'd mmm yy';
  return 'mmm d, yyyy';
}

function clockFormat(clock: string): string {
  const half = /[ap]\.?m\.?$/i.test(clock.trim());
  const seconds = (clock.match(/:/g)?.length ?? 0) > 1;
  return `${half ? 'h' : 'hh'}:mm${seconds ? ':ss' : ''}${half ? ' am/pm' : ''}`;
}

/** Order of day, month and year for a layout of three numbers, from all its values in the column. */
function orderOf(layout: string, parts: readonly DateParts[]): string {
  if (!layout.startsWith('numbers')) return layout;
  const sign = layout.charAt(7);
  const year = layout.slice(8);
  const mine = parts.filter((part) => part.layout === layout);
  const most = (i: number): number => Math.max(...mine.map((part) => Number(part.numbers[i])));
  const padded = mine.every((part) => part.numbers[0]!.length === 2 && part.numbers[1]!.length === 2);
  const day = padded ? 'dd' : 'd';
  const month = padded ? 'mm' : 'm';
  if (most(0) > 31) return `yy${sign}${month}${sign}${day}`;
  const [dayFirst, monthFirst] = [most(0) > 12, most(1) > 12];
  if (dayFirst && monthFirst) return `d${sign}m${sign}${year} and m${sign}d${sign}${year} mixed`;
  if (dayFirst) return `${day}${sign}${month}${sign}${year}`;
  if (monthFirst) return `${month}${sign}${day}${sign}${year}`;
  // With dots the day comes first wherever dots are used.
  return sign === '.' ? `${day}.${month}.${year}` : AMBIGUOUS_DATE;
}

const GROUP_SIGNS = /\d([ \u00a0\u202f\u2009'’])\d{3}(?!\d)/u;

/** Decimal sign and digit groups of a file, from cells that look like numbers. */
export function guessNumberStyle(cells: Iterable<string>): NumberStyle {
  let comma = 0;
  let dot = 0;
  const groups = new Map<string, number>();
  const group = (sign: string): void => void groups.set(sign, (groups.get(sign) ?? 0) + 1);
  for (const cell of cells) {
    const blank = GROUP_SIGNS.exec(cell)?.[1];
    if (blank !== undefined) group(blank);
    const commas = cell.split(',').length - 1;
    const dots = cell.split('.').length - 1;
    if (commas > 0 && dots > 0) {
      const commaLast = cell.lastIndexOf(',') > cell.lastIndexOf('.');
      if (commaLast) comma += 1;
      else dot += 1;
      group(commaLast ? '.' : ',');
    } else if (commas > 1) group(',');
    else if (dots > 1) group('.');
    else if (commas === 1 && (blank !== undefined || !/^[-+]?[1-9]\d{0,2},\d{3}(?!\d)/.test(cell))) comma += 1;
    else if (dots === 1 && (blank !== undefined || !/^[-+]?[1-9]\d{0,2}\.\d{3}(?!\d)/.test(cell))) dot += 1;
  }
  const decimal = comma === 0 && dot === 0 ? null : comma > dot ? ',' : '.';
  const thousands = [...groups].filter(([sign]) => sign !== decimal).sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
  return { decimal, thousands };
}

/** The stand-ins for "no value" that occur, as written, the commonest first. */
export function findNullTokens(cells: Iterable<string>): string[] {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    if (!isNullToken(cell)) continue;
    const token = cell.trim();
    counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([token]) => token);
}
