/** How values are shown: in the analyst's locale, exact to the last digit. Copies and exports use the raw value instead. */
import type { ColumnInfo, ColumnKind } from '../../shared/contract/values.ts';
import { visibleText } from './visible-text.ts';

export type CellValue = string | number | boolean | null;
export type Formatter = (value: CellValue) => string;

/** Characters of a cell that the grid draws; the inspector has the whole text. */
export const CELL_LIMIT = 240;

/** Kinds that read from the right, so that digits of the same weight stand below each other. */
export const isNumeric = (kind: ColumnKind): boolean => kind === 'integer' || kind === 'decimal' || kind === 'float';
export const isTemporal = (kind: ColumnKind): boolean => kind === 'date' || kind === 'timestamp';

const asText: Formatter = (value) => (value === null ? '' : visibleText(String(value), CELL_LIMIT));

/** Digits after the point that a DECIMAL type promises. */
const scaleOf = (type: string): number => Number(/,\s*(\d+)\s*\)/.exec(type)?.[1] ?? 0);

/**
 * `Intl.NumberFormat` takes decimal text without going through a double, so no digit is lost; what it cannot read
 * (`NaN`, `inf`, more than it should) is shown as it is.
 */
function numberFormatter(locale: string | undefined, options: Intl.NumberFormatOptions): Formatter {
  const intl = new Intl.NumberFormat(locale, options);
  return (value) => {
    if (value === null) return '';
    if (typeof value === 'number') return Number.isFinite(value) ? intl.format(value) : String(value);
    if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return intl.format(value as `${number}`);
    return String(value);
  };
}

const ISO_DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

function dateFormatter(locale: string | undefined): Formatter {
  const intl = new Intl.DateTimeFormat(locale, { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'UTC' });
  return (value) => {
    const match = typeof value === 'string' ? ISO_DATE.exec(value) : null;
    // Years outside four digits and `infinity` stay as the engine writes them.
    return match
      ? intl.format(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])))
      : value === null
        ? ''
        : String(value);
  };
}

function timestampFormatter(locale: string | undefined): Formatter {
  const date = dateFormatter(locale);
  return (value) => {
    if (typeof value !== 'string') return value === null ? '' : String(value);
    const [day, time] = value.split(' ', 2);
    return day !== undefined && time !== undefined ? `${date(day)} ${time}` : value;
  };
}

/** Whole numbers that name something rather than count it: years, codes, numbers of lines and records. */
const NAMING = /year|год|code|код|^hs|(^|_)(id|no|nr|record|line)$/i;

/** The formatter of a column. Make it once per column: `Intl` objects are dear to build and cheap to use. */
export function formatterFor(
  column: Pick<ColumnInfo, 'kind' | 'type'> & { readonly name?: string },
  locale?: string,
): Formatter {
  switch (column.kind) {
    case 'integer':
      return numberFormatter(locale, { maximumFractionDigits: 0, useGrouping: !NAMING.test(column.name ?? '') });
    case 'decimal': {
      const scale = Math.min(scaleOf(column.type), 20);
      return numberFormatter(locale, { minimumFractionDigits: scale, maximumFractionDigits: scale });
    }
    case 'float':
      return numberFormatter(locale, { maximumFractionDigits: 6 });
    case 'date':
      return dateFormatter(locale);
    case 'timestamp':
      return timestampFormatter(locale);
    default:
      return asText;
  }
}

const counts = new Intl.NumberFormat();
/** A count of things, grouped. */
export const formatCount = (count: number): string => counts.format(count);

/** Bytes in steps of 1000, as file managers show them. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)} ${units[unit]}`;
}

/** A length of time as people say it: `0.24 s`, `12 s`, `3 min 20 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.0995) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds) % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
