/**
 * Delimited text (RFC 4180 and its relatives) → rows, for samples, previews, counting and single records. It reads
 * what is there and says what is wrong with it; it never drops, pads or joins anything without a word.
 *
 * Outside quotes CR, LF and CRLF each end a row. A field is quoted if its very first character is the quote.
 */

export interface Dialect {
  readonly delimiter: string;
  /** `''` = no quoting. */
  readonly quote: string;
  /** What makes a quote inside a quoted field literal: the quote itself (doubled) or e.g. a backslash; null as the quote. */
  readonly escape: string | null;
  /** Lines that begin with it are no rows; null = none. */
  readonly comment: string | null;
}

export type RowFault = 'text after a closing quote' | 'unclosed quote';

export interface ParsedRow {
  readonly fields: string[];
  /** Which fields were quoted in the text. */
  readonly quoted: readonly boolean[];
  /** 1-based physical line where the row begins. */
  readonly line: number;
  /** Physical lines that it spans. */
  readonly lines: number;
  /** Where its text lies, end exclusive, line end not included, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly fault: RowFault | null;
}

export interface ParseOptions {
  /**
   * Fields of a sound record, where known. It lets an unclosed quote cost one line only: where a faulty or misshapen
   * row swallowed lines that look like records of their own, its first line becomes the (faulty) row and reading goes
   * on at the next.
   */
  readonly width?: number;
  /** False if the text was cut somewhere: its last row is then left out. Default true. */
  readonly complete?: boolean;
  /** Number of the first physical line. Default 1. */
  readonly firstLine?: number;
}

const LF = 10;
const CR = 13;
/** How many swallowed lines are looked at to decide whether a quote was never closed. */
const LOOK_BACK = 50;

/**
 * Calls `visit` for every row, empty lines included (one empty field). Stops when it returns false.
 * @returns how much of the text was read: the offset after the last row visited
 */
export function eachRow(
  text: string,
  dialect: Dialect,
  visit: (row: ParsedRow) => boolean | void,
  options: ParseOptions = {},
): number {
  const complete = options.complete ?? true;
  let at = 0;
  let line = options.firstLine ?? 1;
  while (at < text.length) {
    if (dialect.comment !== null && dialect.comment !== '' && text.startsWith(dialect.comment, at)) {
      const end = lineEnd(text, at);
      if (end >= text.length && !complete) return at;
      at = afterLineEnd(text, end);
      line += 1;
      continue;
    }
    let row = readRow(text, at, text.length, dialect, line);
    if (row.lines > 1 && isBad(row, options.width) && swallowed(text, row, dialect, options.width)) {
      const end = lineEnd(text, at);
      row = { ...readRow(text, at, end, dialect, line), fault: 'unclosed quote' };
    }
    if (row.end >= text.length && !complete) return at;
    if (visit(row) === false) return afterLineEnd(text, row.end);
    at = afterLineEnd(text, row.end);
    line += row.lines;
  }
  return at;
}

/** All rows (at most `most`) of a text. */
export function parseDelimited(
  text: string,
  dialect: Dialect,
  options: ParseOptions & { most?: number } = {},
): ParsedRow[] {
  const rows: ParsedRow[] = [];
  const most = options.most ?? Infinity;
  eachRow(text, dialect, (row) => rows.push(row) < most, options);
  return rows;
}

/** Whether a row has nothing but white space: such rows are no records. */
export function isEmptyRow(fields: readonly (string | null)[]): boolean {
  return fields.every((field) => field === null || field.trim() === '');
}

function isBad(row: ParsedRow, width: number | undefined): boolean {
  return row.fault !== null || (width !== undefined && row.fields.length !== width);
}

/** Whether the later lines of a bad row look like records of their own. */
function swallowed(text: string, row: ParsedRow, dialect: Dialect, width: number | undefined): boolean {
  let at = afterLineEnd(text, lineEnd(text, row.start));
  for (let i = 0; i < LOOK_BACK && at < row.end; i += 1) {
    const end = lineEnd(text, at);
    if (width !== undefined && width >= 4) {
      if (occurrences(text, dialect.delimiter, at, end) >= width - 1) return true;
    } else {
      const alone = readRow(text, at, end, dialect, 1);
      if (alone.fault === null && alone.fields.length === (width ?? alone.fields.length) && alone.fields.length > 1)
        return true;
    }
    at = afterLineEnd(text, end);
  }
  return false;
}

function occurrences(text: string, what: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf(what, from); at >= 0 && at < to; at = text.indexOf(what, at + what.length)) count += 1;
  return count;
}

function lineEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const c = text.charCodeAt(at);
    if (c === LF || c === CR) break;
  }
  return at;
}

function afterLineEnd(text: string, end: number): number {
  if (end >= text.length) return text.length;
  return text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF ? end + 2 : end + 1;
}

/** One row from `start`, not looking beyond `limit`. */
function readRow(text: string, start: number, limit: number, dialect: Dialect, line: number): ParsedRow {
  const { delimiter } = dialect;
  const quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0);
  const escape = dialect.escape === null || dialect.escape === '' ? quote : dialect.escape.charCodeAt(0);
  const first = delimiter.charCodeAt(0);
  const long = delimiter.length > 1;
  const fields: string[] = [];
  const quoted: boolean[] = [];
  let lines = 1;
  let fault: RowFault | null = null;
  let at = start;
  for (;;) {
    let prefix: string | null = null;
    if (quote >= 0 && at < limit && text.charCodeAt(at) === quote) {
      const body = readQuoted(text, at + 1, limit, quote, escape);
      lines += body.lines;
      at = body.after;
      prefix = body.value;
      if (!body.closed) fault = 'unclosed quote';
    }
    const from = at;
    for (; at < limit; at += 1) {
      const c = text.charCodeAt(at);
      if (c === LF || c === CR) break;
      if (c === first && (!long || text.startsWith(delimiter, at))) break;
    }
    if (prefix !== null && at > from) fault ??= 'text after a closing quote';
    fields.push(prefix === null ? text.slice(from, at) : prefix + text.slice(from, at));
    quoted.push(prefix !== null);
    if (at >= limit || text.charCodeAt(at) === LF || text.charCodeAt(at) === CR) break;
    at += delimiter.length;
  }
  return { fields, quoted, line, lines, start, end: at, fault };
}

interface QuotedBody {
  readonly value: string;
  readonly after: number;
  readonly lines: number;
  readonly closed: boolean;
}

/** The body of a quoted field, from after its opening quote. */
function readQuoted(text: string, from: number, limit: number, quote: number, escape: number): QuotedBody {
  let value = '';
  let piece = from;
  let lines = 0;
  let at = from;
  for (; at < limit; at += 1) {
    const c = text.charCodeAt(at);
    if (c === quote) {
      if (escape === quote && text.charCodeAt(at + 1) === quote && at + 1 < limit) {
        value += text.slice(piece, at + 1);
        at += 1;
        piece = at + 1;
        continue;
      }
      return { value: value + text.slice(piece, at), after: at + 1, lines, closed: true };
    }
    if (c === escape && at + 1 < limit) {
      const next = text.charCodeAt(at + 1);
      if (next === quote || next === escape) {
        value += text.slice(piece, at);
        piece = at + 1;
        at += 1;
        continue;
      }
    }
    if (c === LF || (c === CR && text.charCodeAt(at + 1) !== LF)) lines += 1;
  }
  return { value: value + text.slice(piece, limit), after: limit, lines, closed: false };
}
