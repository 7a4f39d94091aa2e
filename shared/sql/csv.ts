/** Rows as CSV (RFC 4180, LF): NULL is an empty field, an empty text is `""`, so that the two stay apart. */

type Cell = string | number | boolean | null;

/** What a spreadsheet would run: Excel, LibreOffice and Sheets take these first characters for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** Puts an apostrophe before a text that a spreadsheet would take for a formula; numbers stay as they are. */
export const neutralised = (text: string): string => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);

function csvField(value: Cell, safe: boolean): string {
  if (value === null) return '';
  const text = safe && typeof value === 'string' ? neutralised(value) : String(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line, ended. */
export const csvRow = (row: readonly Cell[], safe = false): string =>
  `${row.map((v) => csvField(v, safe)).join(',')}\n`;

export const csvHeader = (columns: readonly { readonly name: string }[], safe = false): string =>
  csvRow(
    columns.map((c) => c.name),
    safe,
  );
