/** Rows that are no records of the table: totals, page footers, the header once more. Settled per row, for the loader. */
import { isEmptyRow } from './parse-delimited.ts';

const TOTAL =
  /^(?:итого|всего|сумма|общий итог|(?:grand |sub)?total(?:s| general| généra[l]?)?|sum|totale|gesamt(?:summe)?|toplam|合计|总计|小计|разом|усього|барлығы|jami)(?:[\s:：.,(-]|$)/iu;
const PAGE = /^(?:page|стр(?:аница)?\.?|página|seite|sayfa|第)\s*\d+/iu;

/**
 * Whether a row is a total or a page footer: its first filled cell says so, and it leaves most columns empty (a total
 * of the table gives a few sums, no more). Goods that are called "Total" fill their row.
 */
export function isTotalsRow(fields: readonly (string | null)[]): boolean {
  const filled = fields.filter((field) => field !== null && field.trim() !== '') as string[];
  if (filled.length === 0) return false;
  const first = filled[0]!.trim();
  if (!TOTAL.test(first) && !PAGE.test(first)) return false;
  return fields.length <= 2 || filled.length <= Math.max(1, fields.length / 2);
}

/** Whether a row repeats the header (pages of a report glued together). */
export function isRepeatedHeader(fields: readonly (string | null)[], headers: readonly string[]): boolean {
  if (headers.length === 0 || isEmptyRow(headers)) return false;
  return (
    headers.every((header, i) => header.trim() === (fields[i] ?? '').trim()) && isEmptyRow(fields.slice(headers.length))
  );
}
