/**
 * What the number format of a cell makes of the number stored in it: a date, a time, a span of time, a number padded
 * with zeros, or just the number. Source: ECMA-376 part 1, §18.8.30 (numFmt) and §18.17.4 (dates and times).
 */

export type NumberKind =
  | { readonly is: 'number' }
  | { readonly is: 'date' | 'timestamp' | 'time' | 'elapsed' }
  /** At least `width` digits: codes that were typed as numbers and shown with their leading zeros. */
  | { readonly is: 'padded'; readonly width: number };

const NUMBER: NumberKind = { is: 'number' };

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

const BUILT_IN = new Map<number, NumberKind>([
  ...[...range(14, 17), ...range(27, 31), 36, ...range(50, 54), 57, 58].map((id) => [id, { is: 'date' }] as const),
  ...[...range(18, 21), ...range(32, 35), 45, 47, 55, 56].map((id) => [id, { is: 'time' }] as const),
  [22, { is: 'timestamp' }],
  [46, { is: 'elapsed' }],
]);

/**
 * @param id   number format id of the cell's style
 * @param code the file's own format code for that id, where it has one
 */
export function numberKind(id: number, code: string | undefined): NumberKind {
  if (code === undefined) return BUILT_IN.get(id) ?? NUMBER;
  const positive = code
    .replace(/"[^"]*"?|\\.|_.|\*./g, '')
    .split(';', 1)[0]!
    .trim();
  if (/\[(?:h+|m+|s+)\]/i.test(positive)) return { is: 'elapsed' };
  const bare = positive.replace(/\[[^\]]*\]/g, '');
  if (/general/i.test(bare)) return NUMBER;
  const time = /[hs]/i.test(bare);
  const date = /[yd]/i.test(bare) || (/m/i.test(bare) && !time);
  if (date) return { is: time ? 'timestamp' : 'date' };
  if (time) return { is: 'time' };
  if (/^0{2,}$/.test(bare)) return { is: 'padded', width: bare.length };
  return NUMBER;
}

const DAY_MS = 86_400_000;
/** Serial of 9999-12-31 in the 1900 system. */
const LAST_SERIAL = 2_958_465;

/**
 * The number of a cell as ISO text: `yyyy-mm-dd`, `yyyy-mm-dd hh:mm:ss[.mmm]`, `hh:mm:ss[.mmm]`, or for a span of time
 * `h…:mm:ss`. Text that is no number, or lies outside the calendar, comes back as it is.
 * @param stored  the number as in the file
 * @param date1904 whether day 0 is 1904-01-01 (workbooks of old Macintosh versions)
 */
export function shownNumber(stored: string, kind: NumberKind, date1904: boolean): string {
  if (kind.is === 'number') return stored;
  if (kind.is === 'padded') return /^-?\d+$/.test(stored) ? padded(stored, kind.width) : stored;
  const serial = Number(stored);
  if (!Number.isFinite(serial) || serial < 0 || serial > LAST_SERIAL + 1) return stored;
  const ms = Math.round(serial * DAY_MS);
  if (kind.is === 'elapsed') return clock(ms);
  if (kind.is === 'time' && ms < DAY_MS) return clock(ms);
  const days = Math.floor(ms / DAY_MS);
  const day = isoDay(days, date1904);
  if (day === null) return stored;
  return kind.is === 'date' && ms % DAY_MS === 0 ? day : `${day} ${clock(ms % DAY_MS)}`;
}

function padded(digits: string, width: number): string {
  return digits.startsWith('-') ? `-${digits.slice(1).padStart(width, '0')}` : digits.padStart(width, '0');
}

/** A day number as ISO date; null outside the calendar. In the 1900 system day 60 is 1900-02-29, which never was. */
export function isoDay(day: number, date1904: boolean): string | null {
  if (date1904) return isoFromEpoch(Date.UTC(1904, 0, 1) + day * DAY_MS);
  if (day === 60) return '1900-02-29';
  return isoFromEpoch(Date.UTC(1899, 11, day < 60 ? 31 : 30) + day * DAY_MS);
}

function isoFromEpoch(ms: number): string | null {
  const text = new Date(ms).toISOString();
  return text.startsWith('+') ? null : text.slice(0, 10);
}

function clock(ms: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const seconds = Math.floor(ms / 1000);
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const rest = ms % 1000;
  return rest === 0 ? text : `${text}.${String(rest).padStart(3, '0')}`;
}
