/** Values as a report shows them. The numbers behind them are in the embedded CSV, raw. */
import type { ColumnInfo } from '../../shared/contract/values.ts';
import { groupDigits } from '../../shared/notebook/placeholders.ts';

/** Columns whose numbers are names, not amounts. */
const IDENTIFIER = /(^|_)(id|inn|kpp|ogrn|code|no|num|number|record|line|year|hs|phone|zip)s?$/i;

/** One value; the empty text for NULL. */
export function shownValue(value: string | number | boolean | null, column: ColumnInfo): string {
  if (value === null) return '';
  switch (column.kind) {
    case 'float': {
      const number = Number(value);
      if (!Number.isFinite(number)) return String(value);
      const size = Math.abs(number);
      if (size !== 0 && (size >= 1e15 || size < 1e-4)) return number.toPrecision(6);
      return groupDigits(String(Number(size >= 1 ? number.toFixed(3) : number.toPrecision(4))));
    }
    case 'integer':
      return IDENTIFIER.test(column.name) || String(value).length < 5 ? String(value) : groupDigits(String(value));
    case 'decimal':
      return groupDigits(String(value));
    default:
      return String(value);
  }
}

export const isNumeric = (column: ColumnInfo): boolean => ['integer', 'decimal', 'float'].includes(column.kind);
