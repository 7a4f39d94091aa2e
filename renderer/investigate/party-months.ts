/** The months of a party's trade without gaps, for a chart. Pure. */

export interface Month {
  /** `2022-03`. */
  readonly month: string;
  readonly lines: number;
  readonly usd: string | null;
}

/** Months that a chart draws; of longer trades the last ones. */
export const MOST_MONTHS = 120;

/** Every month from the first to the last, those without lines too: a pause is a finding. */
export function everyMonth(months: readonly Month[]): readonly Month[] {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return [];
  const numberOf = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
  const byMonth = new Map(months.map((m) => [m.month, m]));
  const end = numberOf(last.month);
  const out: Month[] = [];
  for (let n = Math.max(numberOf(first.month), end - MOST_MONTHS + 1); n <= end; n++) {
    const month = `${String(Math.floor(n / 12)).padStart(4, '0')}-${String((n % 12) + 1).padStart(2, '0')}`;
    out.push(byMonth.get(month) ?? { month, lines: 0, usd: null });
  }
  return out;
}
