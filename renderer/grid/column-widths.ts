/** Widths of columns from what their first rows hold, so that the table stands still once it is drawn. Pure. */
import type { ColumnInfo, ColumnPage } from '../../shared/contract/values.ts';
import { formatterFor } from './format.ts';

const CHAR_PX = 7.8;
const PADDING_PX = 24;
/** Room of the sign of the type, of the sort and of the menu in the header. */
const HEADER_EXTRA_PX = 60;
const MIN_PX = 72;
const MAX_PX = 300;
const ROWS_LOOKED_AT = 40;

/** Wide (East Asian) characters take the room of two. */
const lengthOf = (text: string): number => {
  let length = 0;
  for (const ch of text) length += (ch.codePointAt(0) ?? 0) >= 0x2e80 ? 1.8 : 1;
  return length;
};

/** @returns pixels, in the order of `columns` */
export function columnWidths(columns: readonly ColumnInfo[], page: ColumnPage): readonly number[] {
  return columns.map((column, i) => {
    const format = formatterFor(column);
    let longest = 0;
    for (const value of (page.columns[i] ?? []).slice(0, ROWS_LOOKED_AT)) {
      if (value !== null) longest = Math.max(longest, lengthOf(format(value)));
    }
    const wanted = Math.max(longest * CHAR_PX + PADDING_PX, lengthOf(column.name) * CHAR_PX + HEADER_EXTRA_PX);
    return Math.round(Math.min(MAX_PX, Math.max(MIN_PX, wanted)));
  });
}
