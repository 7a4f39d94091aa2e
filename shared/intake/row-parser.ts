/**
 * One row of delimited text: where it ends, how many fields it has, whether its quotes are sound. It works on UTF-8
 * bytes and knows a dialect, but neither headers nor records.
 */
import { fieldTexts, type TextHost } from './field-texts.ts';
import type { Newline } from './settings.ts';
import { CR, isBlank, LF, utf8 } from './utf8-bytes.ts';

/** How delimited text is cut into fields. */
export interface Dialect {
  readonly delimiter: string;
  /** '' = no quoting. */
  readonly quote: string;
  /** What makes a quote inside a quoted field literal; equal to `quote` for doubling. */
  readonly escape: string;
  readonly comment: string | null;
  readonly newline: Newline;
}

/** How a row ended. */
export const enum Status {
  Ok,
  /** More bytes are needed to tell where the record ends. */
  Incomplete,
  AfterQuote,
  Unclosed,
}

/** What a byte means to a row. */
export const enum Class {
  Ordinary,
  Delimiter,
  Lf,
  Cr,
  Quote,
  Escape,
}

/**
 * Parses row after row of a buffer; the caller says where. Its buffers have a line break at `end` (see RecordScanner.scan).
 */
export class RowParser {
  /** First byte of the delimiter; the others follow in `delimiterRest`. */
  readonly delimiter: number;
  readonly delimiterRest: readonly number[];
  /** -1 = there is none; so for `escape`. */
  readonly quote: number;
  readonly escape: number;
  readonly comment: readonly number[];
  /** Whether a lone CR ends a line. */
  readonly crBreaks: boolean;
  /** What each byte means outside quotes, and inside them. */
  readonly classes = new Uint8Array(256);
  readonly quotedClasses = new Uint8Array(256);
  /** Line breaks after records, by kind; both above 0 = mixed. */
  lfEnds = 0;
  crEnds = 0;
  crlfEnds = 0;

  // What `parse` found; fields rather than a result object because it runs once per record.
  contentEnd = 0;
  next = 0;
  fields = 0;
  breaks = 0;
  plain = true;

  constructor(
    dialect: Dialect,
    private readonly host: TextHost,
  ) {
    const delimiter = utf8(dialect.delimiter);
    if (delimiter.length === 0) throw new RangeError('A delimiter is needed.');
    this.delimiter = delimiter[0]!;
    this.delimiterRest = delimiter.slice(1);
    this.quote = singleByte(dialect.quote);
    this.escape = dialect.escape !== dialect.quote ? singleByte(dialect.escape) : -1;
    this.comment = dialect.comment === null ? [] : utf8(dialect.comment);
    this.crBreaks = dialect.newline === 'cr' || dialect.newline === 'mixed';

    this.classes[this.delimiter] = Class.Delimiter;
    this.classes[LF] = Class.Lf;
    this.classes[CR] = Class.Cr;
    this.quotedClasses[LF] = Class.Lf;
    this.quotedClasses[CR] = Class.Cr;
    if (this.quote >= 0) this.classes[this.quote] = this.quotedClasses[this.quote] = Class.Quote;
    if (this.escape >= 0) this.classes[this.escape] = this.quotedClasses[this.escape] = Class.Escape;
  }

  /** Parses one row from `pos`: sets `contentEnd`, `next`, `fields`, `breaks`, `plain`. */
  parse(buf: Uint8Array, pos: number, end: number, last: boolean): Status {
    const { classes, quotedClasses, quote, escape } = this;
    let status = Status.Ok;
    let i = pos;
    let fields = 1;
    let breaks = 0;
    let plain = true;
    for (;;) {
      // At the start of a field.
      if (quote >= 0 && buf[i] === quote && i < end) {
        i += 1;
        for (;;) {
          while (quotedClasses[buf[i]!] === Class.Ordinary) i += 1;
          if (i >= end) {
            this.fields = fields;
            this.breaks = breaks;
            this.contentEnd = end;
            this.next = end;
            this.plain = false;
            return last ? Status.Unclosed : Status.Incomplete;
          }
          const byte = buf[i]!;
          if (byte === LF) {
            breaks += 1;
            i += 1;
          } else if (byte === CR) {
            if (this.crBreaks && !(buf[i + 1] === LF && i + 1 < end)) breaks += 1;
            i += 1;
          } else if (byte === escape) {
            if (i + 1 >= end && !last) return Status.Incomplete;
            const after = buf[i + 1];
            plain = false;
            i += after === quote || after === escape ? 2 : 1;
          } else if (buf[i + 1] === quote && i + 1 < end) {
            if (escape >= 0) plain = false;
            i += 2;
          } else {
            if (i + 1 >= end && !last) return Status.Incomplete;
            i += 1;
            break;
          }
        }
        // Blanks between the closing quote and the delimiter are allowed; anything else is not.
        while (isBlank(buf[i]) && !this.atDelimiter(buf, i)) {
          plain = false;
          i += 1;
        }
        const byte = buf[i]!;
        if (i < end && byte !== LF && byte !== CR && !this.atDelimiter(buf, i)) {
          status = Status.AfterQuote;
          plain = false;
        }
      }
      // The rest of an unquoted field.
      let kind: number;
      for (;;) {
        while (classes[buf[i]!] === Class.Ordinary) i += 1;
        kind = classes[buf[i]!]!;
        if (kind === Class.Lf || i >= end) break;
        if (kind === Class.Delimiter) {
          if (this.delimiterRest.length === 0 || this.atDelimiter(buf, i)) break;
          i += 1;
        } else if (kind === Class.Cr) {
          if (this.crBreaks) break;
          if (i + 1 >= end) {
            if (!last) return Status.Incomplete;
            break;
          }
          if (buf[i + 1] === LF) break;
          plain = false;
          i += 1;
        } else if (kind === Class.Escape) {
          plain = false;
          if (i + 1 >= end && !last) return Status.Incomplete;
          if (i + 1 < end && buf[i + 1] === LF) breaks += 1;
          i = Math.min(i + 2, end);
        } else {
          plain = false;
          i += 1;
        }
      }
      if (i < end && kind === Class.Delimiter) {
        fields += 1;
        i += 1 + this.delimiterRest.length;
        continue;
      }
      // End of the row: a line break or the end of the chunk.
      if (i >= end && !last) return Status.Incomplete;
      this.contentEnd = Math.min(i, end);
      if (i >= end) {
        this.next = end;
      } else if (kind === Class.Cr) {
        if (i + 1 >= end && !last && this.crBreaks) return Status.Incomplete;
        if (i + 1 < end && buf[i + 1] === LF) {
          this.crlfEnds += 1;
          this.next = i + 2;
        } else {
          this.crEnds += 1;
          this.next = i + 1;
        }
      } else {
        this.lfEnds += 1;
        this.next = i + 1;
      }
      this.fields = fields;
      this.breaks = breaks;
      this.plain = plain;
      return status;
    }
  }

  atDelimiter(buf: Uint8Array, i: number): boolean {
    if (buf[i] !== this.delimiter) return false;
    const rest = this.delimiterRest;
    for (let k = 0; k < rest.length; k += 1) if (buf[i + 1 + k] !== rest[k]) return false;
    return true;
  }

  delimitersIn(buf: Uint8Array, from: number, to: number): number {
    let n = 0;
    for (let i = from; i < to; i += 1) if (this.atDelimiter(buf, i)) n += 1;
    return n;
  }

  isComment(buf: Uint8Array, pos: number): boolean {
    return this.comment.length > 0 && this.comment.every((byte, k) => buf[pos + k] === byte);
  }

  endOfLine(buf: Uint8Array, from: number, end: number): number {
    const lf = buf.indexOf(LF, from);
    const stop = lf < 0 || lf > end ? end : lf;
    if (this.crBreaks) {
      const cr = buf.subarray(from, stop).indexOf(CR);
      return cr < 0 ? stop : from + cr;
    }
    return stop > from && stop < end && buf[stop - 1] === CR ? stop - 1 : stop;
  }

  afterLine(buf: Uint8Array, lineEnd: number, end: number): number {
    if (lineEnd >= end) return end;
    return Math.min(end, buf[lineEnd] === CR && buf[lineEnd + 1] === LF ? lineEnd + 2 : lineEnd + 1);
  }

  /** The cells of a row: null for an empty unquoted one, '' for an empty quoted one. */
  texts(buf: Uint8Array, start: number, end: number): (string | null)[] {
    return fieldTexts(buf, start, end, this, this.host);
  }
}

function singleByte(text: string): number {
  const bytes = utf8(text);
  if (bytes.length > 1) throw new RangeError(`A quote or escape character must be one ASCII character: ${text}`);
  return bytes[0] ?? -1;
}
