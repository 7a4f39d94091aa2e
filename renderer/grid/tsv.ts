/** Rows as tab-separated text, as spreadsheets take it from the clipboard. Raw values, never formatted ones. */
import type { CellValue } from './format.ts';

/** Quoted where the text itself has a tab, a line break or a quote (the convention of spreadsheets). */
export function tsvCell(value: CellValue): string {
  if (value === null) return '';
  const text = String(value);
  return /[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const tsvLine = (values: readonly CellValue[]): string => values.map(tsvCell).join('\t');

/** @param headers first line, or null for none */
export const toTsv = (headers: readonly string[] | null, rows: readonly (readonly CellValue[])[]): string =>
  [...(headers ? [tsvLine(headers)] : []), ...rows.map(tsvLine)].join('\n');
