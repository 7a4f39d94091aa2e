/** Months of a timeline: the axis, gaps, periods as filters. Pure. A month is written as its first day, `2022-03-01`. */
import type { ColumnFilter } from '../../shared/contract/engine.ts';
import { sumUsd } from '../../shared/investigate/sum-usd.ts';
import { sizeOf, type Measure } from './figures.ts';
import type { CallOut } from '../../shared/contract/calls.ts';

export type Timeline = CallOut<'investigate/timeline'>;
type Cell = Timeline['cells'][number];

/** Months since year 0, to count with. */
export const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
export const monthOf = (number: number): string =>
  `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}-01`;
/** The last day of a month. */
export function lastDay(month: string): string {
  const [year, at] = [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = at === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(at) ? 30 : 31;
  return `${month.slice(0, 8)}${days}`;
}

/** More months than this cannot be told apart on a screen. */
const MOST_MONTHS = 360;

export interface Axis {
  /** Every month from the first to the last, those without lines too. */
  readonly months: readonly string[];
  /** Lines of months so far from the others (a slip of a year) that they are not drawn. */
  readonly outside: number;
}

/**
 * The months of all lines of the case, so that the axis stays while filters change. Where dirty dates would stretch it over
 * centuries, it ends where the bulk of the lines does.
 */
export function axisOf(covered: Timeline['covered'], cells: readonly Cell[]): Axis {
  const kept = covered.filter((each) => /^\d{4}-/.test(each.month)).toSorted((a, b) => (a.month < b.month ? -1 : 1));
  let [from, to] = [0, kept.length - 1];
  const number = (i: number): number => monthNumber(kept[i]?.month ?? '');
  while (from < to && number(to) - number(from) >= MOST_MONTHS) {
    if ((kept[from]?.lines ?? 0) <= (kept[to]?.lines ?? 0)) from += 1;
    else to -= 1;
  }
  if (kept.length === 0) return { months: [], outside: cells.reduce((sum, cell) => sum + cell.lines, 0) };
  const months = Array.from({ length: number(to) - number(from) + 1 }, (_, i) => monthOf(number(from) + i));
  const inside = new Set(months);
  const outside = cells.filter((cell) => !inside.has(cell.month)).reduce((sum, cell) => sum + cell.lines, 0);
  return { months, outside };
}

export interface MonthStack {
  readonly month: string;
  /** No file has a line of this month: nothing is known, which is not zero. */
  readonly gap: boolean;
  readonly lines: number;
  readonly valued: number;
  readonly usd: string | null;
  /** From the ground up; `size` in the measure. */
  readonly parts: readonly { readonly series: number; readonly size: number; readonly cell: Cell }[];
  readonly size: number;
}

export function stacksOf(
  { covered, cells }: Pick<Timeline, 'covered' | 'cells'>,
  axis: Axis,
  measure: Measure,
): MonthStack[] {
  const known = new Set(covered.map((each) => each.month));
  const byMonth = new Map<string, Cell[]>();
  for (const cell of cells) byMonth.set(cell.month, [...(byMonth.get(cell.month) ?? []), cell]);
  return axis.months.map((month) => {
    const own = (byMonth.get(month) ?? []).toSorted((a, b) => a.series - b.series);
    const parts = own.map((cell) => ({ series: cell.series, size: sizeOf(cell, measure), cell }));
    return {
      month,
      gap: !known.has(month),
      lines: own.reduce((sum, cell) => sum + cell.lines, 0),
      valued: own.reduce((sum, cell) => sum + cell.valued, 0),
      usd: sumUsd(own.map((cell) => cell.usd)),
      parts,
      size: parts.reduce((sum, part) => sum + part.size, 0),
    };
  });
}

/** Months, both inclusive. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** A period as a filter of `shipments`, within the analyst's own filter of that column. */
export function periodFilter({ from, to }: Period, base: readonly ColumnFilter[]): ColumnFilter {
  const own = base.find((filter) => filter.column === 'decl_date' && filter.op === 'range');
  const [min, max] = own?.op === 'range' ? [own.min, own.max] : [null, null];
  const last = lastDay(to);
  return {
    column: 'decl_date',
    op: 'range',
    min: min !== null && min > from ? min : from,
    max: max !== null && max < last ? max : last,
  };
}

/** Values for the marks of an axis from 0, about `count` of them. */
export function niceTicks(greatest: number, count = 4): number[] {
  if (!(greatest > 0)) return [0];
  const rough = greatest / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(greatest / step - 1e-9) + 1 }, (_, i) => i * step);
}

/** Where in its month a day is, 0 to 1. */
export const dayShare = (date: string): number => (Number(date.slice(8, 10)) - 1) / Number(lastDay(date).slice(8, 10));
