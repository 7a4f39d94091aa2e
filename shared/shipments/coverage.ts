/** Months that a case covers, with the gaps in between, apart from dates that stand far from all others. Pure. */

export interface MonthCount {
  readonly month: string;
  readonly lines: number;
}

export interface Coverage {
  /** All months (yyyy-mm) from the first to the last, gaps included. */
  readonly months: readonly string[];
  /** First and last month of lines far before and far after them; null where there are none. */
  readonly before: readonly [string, string] | null;
  readonly after: readonly [string, string] | null;
}

/** Empty months that set a few stray lines apart from the rest. */
const FAR_MONTHS = 12;
/** Share of the lines up to which they are stray. */
const STRAY = 0.01;

const ordinal = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
const named = (n: number): string =>
  `${String(Math.floor(n / 12)).padStart(4, '0')}-${String((n % 12) + 1).padStart(2, '0')}`;

/** The months from one to another, both included, at most `most`. */
function monthsBetween(first: string, last: string): string[] {
  const from = ordinal(first);
  return Array.from({ length: ordinal(last) - from + 1 }, (_, i) => named(from + i));
}

/** @param counts months with lines; in any order, a month may occur more than once */
export function coverageOf(counts: readonly MonthCount[]): Coverage {
  const byMonth = new Map<string, number>();
  for (const { month, lines } of counts) byMonth.set(month, (byMonth.get(month) ?? 0) + lines);
  const sorted = [...byMonth].sort(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length === 0) return { months: [], before: null, after: null };
  const total = sorted.reduce((sum, [, lines]) => sum + lines, 0);
  let first = 0;
  let last = sorted.length - 1;
  // Stray lines before and after: cut at the innermost wide gap that leaves nearly everything.
  for (let i = 0, cut = 0; i < last; i += 1) {
    cut += sorted[i]![1];
    if (cut > total * STRAY) break;
    if (ordinal(sorted[i + 1]![0]) - ordinal(sorted[i]![0]) > FAR_MONTHS) first = i + 1;
  }
  for (let i = last, cut = 0; i > first; i -= 1) {
    cut += sorted[i]![1];
    if (cut > total * STRAY) break;
    if (ordinal(sorted[i]![0]) - ordinal(sorted[i - 1]![0]) > FAR_MONTHS) last = i - 1;
  }
  return {
    months: monthsBetween(sorted[first]![0], sorted[last]![0]),
    before: first > 0 ? [sorted[0]![0], sorted[first - 1]![0]] : null,
    after: last < sorted.length - 1 ? [sorted[last + 1]![0], sorted.at(-1)![0]] : null,
  };
}
