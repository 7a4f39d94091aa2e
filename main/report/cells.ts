/** Values as a report shows them. The numbers behind them are in the embedded CSV, raw. */
import type { ColumnInfo } from '../../shared/contract/values.ts';
import { groupDigits } from '../../shared/notebook/placeholders.ts';

type Value = string | number | boolean | null;

/** Columns whose numbers are names, not amounts. */
const IDENTIFIER = /(?:^|[_ ])(?:id|inn|kpp|ogrn|code|no|number|record|year|hs|phone|zip)$/i;

/**
 * How the values of a column are shown; the empty text for NULL. Doubles of one column get the same number of decimal
 * places, so that they can be compared by eye.
 */
export function shownBy(column: ColumnInfo, values: readonly Value[]): (value: Value) => string {
  switch (column.kind) {
    case 'float': {
      const numbers = values.filter((v): v is number => typeof v === 'number' && Number.isFinite(v));
      const places = numbers.every(Number.isInteger) ? 0 : placesFor(Math.max(...numbers.map(Math.abs)));
      return (value) => (value === null ? '' : shownDouble(Number(value), places));
    }
    case 'integer':
      return (value) => {
        const text = value === null ? '' : String(value);
        return IDENTIFIER.test(column.name) || text.length < 5 ? text : groupDigits(text);
      };
    case 'decimal':
      return (value) => (value === null ? '' : groupDigits(String(value)));
    default:
      return (value) => (value === null ? '' : String(value));
  }
}

const placesFor = (largest: number): number => (largest >= 100 ? 2 : largest >= 1 ? 3 : 5);

function shownDouble(value: number, places: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e15 || size < 0.5 / 10 ** places)) return value.toPrecision(6);
  return groupDigits(value.toFixed(places));
}
