/**
 * Rows of canonical CSV as UTF-8 bytes in memory: what Waybill writes for its own engine and keeps as the raw text of
 * kinds that have none. A table has millions of short cells, so a cell is looked at and written in one pass, without
 * strings in between.
 */

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const DOUBLE = 34;

export class CsvBytes {
  bytes = Buffer.allocUnsafe(64 * 1024);
  used = 0;
  private readonly delimiterCode: number;

  /** @param delimiter one ASCII character */
  constructor(private readonly delimiter: string) {
    this.delimiterCode = delimiter.charCodeAt(0);
  }

  clear(): void {
    this.used = 0;
  }

  /** Cells with delimiters between them; no line break. Fewer than `width` are filled up with null. */
  cells(cells: readonly (string | null)[], width = cells.length): void {
    for (let i = 0; i < width; i += 1) {
      if (i > 0) this.byte(this.delimiterCode);
      const text = cells[i] ?? null;
      if (text !== null && !this.plain(text)) this.text(csvCell(text, this.delimiter));
    }
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.used] = value;
    this.used += 1;
  }

  text(text: string): void {
    this.reserve(text.length * 3);
    this.used += this.bytes.write(text, this.used, 'utf8');
  }

  copy(from: CsvBytes): void {
    this.reserve(from.used);
    this.bytes.set(from.bytes.subarray(0, from.used), this.used);
    this.used += from.used;
  }

  /** Writes a text that needs no quotes. @returns whether it did; else nothing is written */
  private plain(text: string): boolean {
    const { length } = text;
    if (length === 0 || isEdgeSpace(text.charCodeAt(0)) || isEdgeSpace(text.charCodeAt(length - 1))) return false;
    this.reserve(length * 3);
    const { bytes, delimiterCode } = this;
    let at = this.used;
    for (let i = 0; i < length; i += 1) {
      const code = text.charCodeAt(i);
      if (code < 0x80) {
        if (code === delimiterCode || code === DOUBLE || code === LF || code === CR) return false;
        bytes[at] = code;
        at += 1;
      } else if (code < 0x800) {
        bytes[at] = 0xc0 | (code >> 6);
        bytes[at + 1] = 0x80 | (code & 0x3f);
        at += 2;
      } else {
        // Pairs of surrogates, and halves of them, are left to Node.
        if (code >= 0xd800 && code <= 0xdfff) return false;
        bytes[at] = 0xe0 | (code >> 12);
        bytes[at + 1] = 0x80 | ((code >> 6) & 0x3f);
        bytes[at + 2] = 0x80 | (code & 0x3f);
        at += 3;
      }
    }
    this.used = at;
    return true;
  }

  private reserve(size: number): void {
    if (this.used + size <= this.bytes.length) return;
    const bigger = Buffer.allocUnsafe(Math.max(this.used + size, this.bytes.length * 2));
    this.bytes.copy(bigger, 0, 0, this.used);
    this.bytes = bigger;
  }
}

/** Whether `\s` may match; where it does not after all, the cell is only looked at once more. */
const isEdgeSpace = (code: number): boolean =>
  code === SPACE || (code >= TAB && code <= CR) || code === 0xa0 || code >= 0x1680;

/** A cell of canonical CSV: null → nothing, '' → "", else quoted where it must be. */
export function csvCell(text: string | null, delimiter: string): string {
  if (text === null) return '';
  if (text === '' || text.includes(delimiter) || /["\r\n]|^\s|\s$/.test(text)) return `"${text.replaceAll('"', '""')}"`;
  return text;
}
