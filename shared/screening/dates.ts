/** Dates of lists. American lists write month/day/year; the others day.month.year or ISO. */

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

const iso = (year: number, month: number, day: number): string | null => {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real && year >= 1900 && year <= 2200 ? date.toISOString().slice(0, 10) : null;
};

const fullYear = (text: string): number =>
  text.length === 2 ? Number(text) + (Number(text) < 70 ? 2000 : 1900) : Number(text);

/**
 * The first date in a text as ISO `yyyy-mm-dd`; null if there is none. `12/22/20` is 22 December 2020 (month first, as
 * the Federal Register writes); where the first number cannot be a month it is the day.
 */
export function listDate(text: string): string | null {
  const sharp = /(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)/.exec(text);
  if (sharp) return iso(Number(sharp[1]), Number(sharp[2]), Number(sharp[3]));
  const slashed = /(?<!\d)(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?!\d)/.exec(text);
  if (slashed) {
    const [first, second, year] = [Number(slashed[1]), Number(slashed[2]), fullYear(slashed[3] ?? '')];
    return first > 12 ? iso(year, second, first) : iso(year, first, second);
  }
  const dotted = /(?<!\d)(\d{1,2})[.-](\d{1,2})[.-](\d{4})(?!\d)/.exec(text);
  if (dotted) return iso(Number(dotted[3]), Number(dotted[2]), Number(dotted[1]));
  const worded = /(?<!\d)(\d{1,2})\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})/i.exec(text);
  if (worded) return iso(Number(worded[3]), MONTHS.indexOf((worded[2] ?? '').toLowerCase()) + 1, Number(worded[1]));
  const american = /([a-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})/i.exec(text);
  if (american)
    return iso(Number(american[3]), MONTHS.indexOf((american[1] ?? '').toLowerCase()) + 1, Number(american[2]));
  const compact = /^\s*(\d{4})(\d{2})(\d{2})\s*$/.exec(text);
  return compact ? iso(Number(compact[1]), Number(compact[2]), Number(compact[3])) : null;
}

/** All dates in a text, earliest first. */
export function listDates(text: string): string[] {
  return text
    .split(/[;|\n]|\s-\s/)
    .map(listDate)
    .filter((d): d is string => d !== null)
    .sort();
}
