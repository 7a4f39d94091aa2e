/**
 * Finds the records of delimited text: where each begins and ends, whether it is sound, and if not, why. It works on
 * UTF-8 bytes, chunk by chunk, and decides the rules of "record and reject" once for everything that reads delimited
 * text: counting, loading, the preview and the way back to the raw text of a record.
 *
 * Rules. A record is a non-empty row after the header; empty lines, rows whose cells are all blank, comment lines and
 * a lone 0x1A are none. A quote counts only as the first byte of a field. Blanks between a closing quote and the
 * delimiter are allowed. A quoted field that is never closed costs one record where the lines after it parse alone.
 */
import { isTotalsOrFooter, totalsAndFooterStarts } from './footers.ts';
import type { Newline, RejectReason } from './settings.ts';

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

/** What a scanner needs from its host; bytes are UTF-8, undecodable ones stand as bytes that are no UTF-8. */
export interface TextHost {
  /** Decodes with U+FFFD for what is no UTF-8. */
  decode(bytes: Uint8Array): string;
  isUtf8(bytes: Uint8Array): boolean;
}

export interface ScanOptions {
  readonly dialect: Dialect;
  /** Fields of a record; null: as many as the header has, or the first record where there is no header. */
  readonly width: number | null;
  /** Parsed rows before the first record (preamble and header). */
  readonly rowsBefore: number;
  /** How many of those, the last ones, are header. */
  readonly headerRows: number;
  readonly host: TextHost;
  /** Where in the file scanning resumes (a point of the index); the header is given then, not read. */
  readonly resume?: { readonly record: number; readonly line: number; readonly trailing: boolean };
}

/** Takes the records in order. Ranges are of the buffer being scanned, without the line break, valid during the call. */
export interface RecordSink {
  /** @param plain whether the bytes parse alike under RFC 4180 (no stray quotes, no lone CR, no other escapes) */
  record(buf: Uint8Array, start: number, end: number, record: number, line: number, plain: boolean): void;
  reject(buf: Uint8Array, start: number, end: number, record: number, line: number, reason: RejectReason): void;
  /** Takes the rows before the first record, where someone wants to show them. */
  before?(buf: Uint8Array, start: number, end: number, line: number, isHeader: boolean): void;
}

/** Columns from which a line of a text does not have as many delimiters as a record by chance. */
const WIDE = 8;

/** Bytes of the longest record that is read; a longer one is rejected, so that memory stays bounded. */
export const LONGEST_RECORD = 16 * 1024 * 1024;

const LF = 10;
const CR = 13;
const SUB = 26;
const enum Status {
  Ok,
  /** More bytes are needed to tell where the record ends. */
  Incomplete,
  AfterQuote,
  Unclosed,
}
/** What the first byte of a row says about it. */
const enum Suspicion {
  None,
  /** It may begin a total, a footer, the header or white space: the next bytes tell. */
  Start,
  /** A quote: the byte after it tells. */
  Quoted,
  Always,
}
const enum Class {
  Ordinary,
  Delimiter,
  Lf,
  Cr,
  Quote,
  Escape,
}

const utf8 = (text: string): number[] => {
  const out: number[] = [];
  for (const char of text) {
    const c = char.codePointAt(0) ?? 0;
    if (c < 0x80) out.push(c);
    else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
  return out;
};

/** Three bytes as a number: a cheap first comparison of texts. */
const packed = (bytes: Uint8Array | readonly number[], at: number): number =>
  ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);

/** What may begin a totals row or a footer. */
const STARTS = new Set(totalsAndFooterStarts().map((word) => packed(utf8(word), 0)));

/** Lead bytes of white space in UTF-8, beyond blank and tab. */
const WHITE_LEADS = [0x0b, 0x0c, 0xc2, 0xe1, 0xe2, 0xe3, 0xef];

/** Length of the white space character at `i` (as `trim` takes it), 0 if there is none. */
function whiteSpaceBytes(buf: Uint8Array, i: number): number {
  const byte = buf[i]!;
  if (byte === 32 || (byte >= 9 && byte <= 13)) return 1;
  if (byte === 0xc2) return buf[i + 1] === 0xa0 ? 2 : 0;
  switch (packed(buf, i)) {
    case 0xe19a80:
    case 0xe280a8:
    case 0xe280a9:
    case 0xe280af:
    case 0xe2819f:
    case 0xe38080:
    case 0xefbbbf:
      return 3;
    default:
      return byte === 0xe2 && buf[i + 1] === 0x80 && buf[i + 2]! >= 0x80 && buf[i + 2]! <= 0x8a ? 3 : 0;
  }
}

const isBreak = (byte: number | undefined): boolean => byte === LF || byte === CR;
const isBlank = (byte: number | undefined): boolean => byte === 32 || byte === 9;

export class RecordScanner {
  /** Records seen so far, rejected ones included. */
  records: number;
  rejected = 0;
  /** Records and rows that only the slow way reads right: stray quotes, other escapes, blank rows, comments. */
  odd = 0;
  /** Line breaks after records, by kind; both above 0 = mixed. */
  lfEnds = 0;
  crEnds = 0;
  crlfEnds = 0;
  longestRecord = 0;
  /** Texts of the header rows, first row first. */
  readonly header: string[][] = [];
  /** Every record ends with one delimiter more than the header has. */
  trailing: boolean;
  width: number | null;
  /** 1-based line at which the next row begins. */
  line: number;

  private rowsLeft: number;
  private readonly headerRows: number;
  /** How the header rows begin (see `packed`). */
  private readonly headerStarts = new Set<number>();
  private trailingKnown: boolean;
  private discarding = false;
  private readonly host: TextHost;

  private readonly delimiter: number;
  private readonly delimiterRest: readonly number[];
  private readonly quote: number;
  private readonly escape: number;
  private readonly comment: readonly number[];
  private readonly crBreaks: boolean;
  private readonly classes = new Uint8Array(256);
  private readonly quotedClasses = new Uint8Array(256);
  private readonly suspects = new Uint8Array(256);

  // What `parse` found; fields rather than a result object because it runs once per record.
  private contentEnd = 0;
  private next = 0;
  private fields = 0;
  private breaks = 0;
  private plain = true;

  constructor(options: ScanOptions) {
    const { dialect } = options;
    this.host = options.host;
    this.width = options.width;
    this.rowsLeft = options.resume ? 0 : options.rowsBefore;
    this.headerRows = options.headerRows;
    this.records = options.resume ? options.resume.record - 1 : 0;
    this.line = options.resume?.line ?? 1;
    this.trailing = options.resume?.trailing ?? false;
    this.trailingKnown = options.resume !== undefined;

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

    for (const start of STARTS) this.suspects[start >> 16] = Suspicion.Start;
    for (const byte of WHITE_LEADS) this.suspects[byte] = Suspicion.Start;
    if (this.quote >= 0) this.suspects[this.quote] = Suspicion.Quoted;
    for (const byte of [this.delimiter, LF, CR, SUB, 32, 9]) this.suspects[byte] = Suspicion.Always;
    if (this.comment.length > 0) this.suspects[this.comment[0]!] = Suspicion.Always;
  }

  /** Whether the header (if any) has been read, so that what follows are records. */
  get pastHeader(): boolean {
    return this.rowsLeft === 0;
  }

  /** Whether the next byte belongs to a line that is being passed over. */
  get midLine(): boolean {
    return this.discarding;
  }

  /**
   * Scans the records that lie whole in `buf[0, end)`.
   * @param buf  must have room for one byte at `end`; that byte is used and put back
   * @param end  where the chunk ends; ends with a line break unless it is the last or a very long line
   * @param last whether the file ends here
   * @param stop asked after each record; true ends the call early
   * @returns how many bytes were used up; the rest must come again at the start of the next chunk
   */
  scan(buf: Uint8Array, end: number, last: boolean, sink: RecordSink | null, stop?: () => boolean): number {
    let stopAt = end;
    if (last) {
      // An end-of-file mark of DOS may be glued to the last record.
      while (stopAt > 0 && buf[stopAt - 1] === SUB) stopAt -= 1;
      if (stopAt < end) this.odd += 1;
    }
    const kept = buf[stopAt]!;
    buf[stopAt] = LF;
    try {
      const used = this.scanRows(buf, stopAt, last, sink, stop);
      return used === stopAt ? end : used;
    } finally {
      buf[stopAt] = kept;
    }
  }

  private scanRows(
    buf: Uint8Array,
    end: number,
    last: boolean,
    sink: RecordSink | null,
    stop: (() => boolean) | undefined,
  ): number {
    let pos = 0;
    if (this.discarding) {
      pos = this.endOfLine(buf, 0, end);
      if (pos >= end && !last) return end;
      pos = this.afterLine(buf, pos, end);
      this.discarding = false;
    }
    const whole = buf.subarray(0, end);
    const suspectBytes = !this.host.isUtf8(whole) || whole.includes(0);
    if (!this.trailingKnown && this.rowsLeft === 0) this.findTrailing(buf, pos, end, last);
    while (pos < end) {
      if (this.rowsLeft === 0 && !suspectBytes && this.delimiterRest.length === 0) {
        pos = this.plainRun(buf, pos, end, sink, stop);
        if (pos >= end || (stop !== undefined && stop())) break;
      }
      if (this.rowsLeft > 0 && this.isComment(buf, pos)) {
        // Comment lines are no rows: they do not count towards the header's row.
        this.contentEnd = this.endOfLine(buf, pos, end);
        this.breaks = 0;
        this.odd += 1;
        this.line += 1;
        pos = this.afterLine(buf, this.contentEnd, end);
        continue;
      }
      let status = this.parse(buf, pos, end, last);
      if (status === Status.Incomplete) {
        if (end - pos <= LONGEST_RECORD) break;
        const line = this.endOfLine(buf, pos, end);
        if (line >= end) return this.discard(buf, pos, end, sink);
        status = Status.Unclosed;
        this.contentEnd = this.next = end;
        this.breaks = 0;
      }
      if (this.rowsLeft > 0) {
        pos = this.takeHeaderRow(buf, pos, end, status, sink);
        if (this.rowsLeft === 0) this.findTrailing(buf, pos, end, last);
        continue;
      }
      this.judge(buf, pos, end, last, status, suspectBytes, sink);
      pos = this.next;
      if (stop !== undefined && stop()) break;
    }
    return pos;
  }

  /**
   * The fast way: takes records that are sound beyond doubt (right width, one line, no stray quote, nothing that could
   * be a comment, a total or the header again) and stops at the first that is not, or is not all there.
   * @returns where that one begins
   */
  private plainRun(
    buf: Uint8Array,
    pos: number,
    end: number,
    sink: RecordSink | null,
    stop: (() => boolean) | undefined,
  ): number {
    const { classes, quotedClasses, suspects, quote, width } = this;
    let { records, line, longestRecord, lfEnds, crlfEnds } = this;
    let start = pos;
    while (start < end) {
      const suspicion = suspects[buf[start]!]!;
      if (suspicion !== Suspicion.None && this.isSuspect(buf, start, suspicion)) break;
      let i = start;
      let fields = 1;
      let kind: number;
      for (;;) {
        if (buf[i] === quote) {
          i += 1;
          while (quotedClasses[buf[i]!] === Class.Ordinary || (buf[i] === quote && buf[i + 1] === quote)) {
            i += buf[i] === quote ? 2 : 1;
          }
          if (buf[i] !== quote) {
            // A line break (or an escape) inside quotes: not for the fast way.
            fields = 0;
            break;
          }
          i += 1;
          kind = classes[buf[i]!]!;
          if (kind === Class.Ordinary) break;
        } else {
          while (classes[buf[i]!] === Class.Ordinary) i += 1;
          kind = classes[buf[i]!]!;
        }
        if (kind !== Class.Delimiter) break;
        fields += 1;
        i += 1;
      }
      const contentEnd = i;
      if (buf[i] === CR && buf[i + 1] === LF && !this.crBreaks) i += 1;
      if (buf[i] !== LF || i >= end || fields !== width) break;
      if (i > contentEnd) crlfEnds += 1;
      else lfEnds += 1;
      records += 1;
      if (contentEnd - start > longestRecord) longestRecord = contentEnd - start;
      if (sink !== null) {
        sink.record(buf, start, contentEnd, records, line, true);
        if (stop !== undefined && stop()) end = 0;
      }
      line += 1;
      start = i + 1;
    }
    this.records = records;
    this.line = line;
    this.longestRecord = longestRecord;
    this.lfEnds = lfEnds;
    this.crlfEnds = crlfEnds;
    return start;
  }

  private isSuspect(buf: Uint8Array, pos: number, suspicion: number): boolean {
    if (suspicion === Suspicion.Always) return true;
    if (suspicion === Suspicion.Quoted) {
      const inner = this.suspects[buf[pos + 1]!]!;
      return inner > Suspicion.Start || (inner === Suspicion.Start && this.isSuspect(buf, pos + 1, inner));
    }
    const start = packed(buf, pos);
    return STARTS.has(start) || this.headerStarts.has(start) || whiteSpaceBytes(buf, pos) > 0;
  }

  /** Parses one row from `pos`: sets `contentEnd`, `next`, `fields`, `breaks`, `plain`. */
  private parse(buf: Uint8Array, pos: number, end: number, last: boolean): Status {
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

  private atDelimiter(buf: Uint8Array, i: number): boolean {
    if (buf[i] !== this.delimiter) return false;
    const rest = this.delimiterRest;
    for (let k = 0; k < rest.length; k += 1) if (buf[i + 1 + k] !== rest[k]) return false;
    return true;
  }

  /** Everything that is not a plain record of the right width on one line. */
  private judge(
    buf: Uint8Array,
    pos: number,
    end: number,
    last: boolean,
    parsed: Status,
    suspectBytes: boolean,
    sink: RecordSink | null,
  ): void {
    let status = parsed;
    if (this.isNoRecord(buf, pos)) {
      this.line += 1 + this.breaks;
      return;
    }
    if (this.breaks > 0 || status === Status.Unclosed) {
      if (this.swallowsOthers(buf, pos, end, last, status)) {
        this.contentEnd = this.endOfLine(buf, pos, end);
        this.next = this.afterLine(buf, this.contentEnd, end);
        this.breaks = 0;
        status = Status.Unclosed;
      } else if (status === Status.Unclosed) {
        while (this.contentEnd > pos && isBreak(buf[this.contentEnd - 1])) this.contentEnd -= 1;
      }
    }
    this.records += 1;
    const length = this.contentEnd - pos;
    if (length > this.longestRecord) this.longestRecord = length;
    const reason = this.reasonToReject(buf, pos, status, suspectBytes);
    if (reason !== null) {
      this.rejected += 1;
      sink?.reject(buf, pos, this.contentEnd, this.records, this.line, reason);
    } else {
      const plain = this.plain && !this.trailing;
      if (!plain) this.odd += 1;
      let contentEnd = this.contentEnd;
      if (this.trailing && this.fields !== this.width) contentEnd -= 1 + this.delimiterRest.length;
      sink?.record(buf, pos, contentEnd, this.records, this.line, plain);
    }
    this.line += 1 + this.breaks;
  }

  /** The first byte from `pos` on that is no delimiter, quote or white space. */
  private skipFiller(buf: Uint8Array, pos: number): number {
    let i = pos;
    while (i < this.contentEnd) {
      const byte = buf[i]!;
      if (byte === this.delimiter || byte === this.quote || this.delimiterRest.includes(byte)) i += 1;
      else {
        const blank = whiteSpaceBytes(buf, i);
        if (blank === 0) return i;
        i += blank;
      }
    }
    return this.contentEnd;
  }

  private isComment(buf: Uint8Array, pos: number): boolean {
    return this.comment.length > 0 && this.comment.every((byte, k) => buf[pos + k] === byte);
  }

  /** Empty and blank rows, comments, 0x1A. */
  private isNoRecord(buf: Uint8Array, pos: number): boolean {
    const { contentEnd } = this;
    if (contentEnd === pos) {
      // The loader skips empty lines by itself, except where a table has one column.
      if (this.width === 1) this.odd += 1;
      return true;
    }
    if (this.isComment(buf, pos)) {
      const lineEnd = this.endOfLine(buf, pos, contentEnd);
      if (lineEnd < contentEnd) {
        this.contentEnd = lineEnd;
        this.next = this.afterLine(buf, lineEnd, contentEnd);
        this.breaks = 0;
      }
      this.odd += 1;
      return true;
    }
    if (buf[pos] === SUB && contentEnd === pos + 1) {
      this.odd += 1;
      return true;
    }
    if (this.skipFiller(buf, pos) < contentEnd) return false;
    // A quote may be the text of a cell.
    if (this.texts(buf, pos, contentEnd).some((f) => f !== null && f.trim() !== '')) return false;
    this.odd += 1;
    return true;
  }

  /**
   * Whether a row of several lines is really one line with an unclosed quote that swallows what follows. Where the row
   * is broken or has the wrong width: if a line after the first parses alone, or looks like a damaged record of its
   * own. Where it looks sound: if every one of its lines taken alone is a whole record (in a narrow table that happens
   * in honest texts too).
   */
  private swallowsOthers(buf: Uint8Array, pos: number, end: number, last: boolean, status: Status): boolean {
    const { width, contentEnd, next, fields, breaks, plain, lfEnds, crEnds, crlfEnds } = this;
    const firstEnd = this.endOfLine(buf, pos, end);
    if (width === null || firstEnd >= contentEnd) return false;
    const sound = status === Status.Ok && (fields === width || (this.trailing && fields === width + 1));
    let answer = false;
    if (!sound) {
      if (contentEnd - pos > LONGEST_RECORD) answer = true;
      let at = this.afterLine(buf, firstEnd, end);
      for (let k = 0; !answer && at < contentEnd && k < 200; k += 1) {
        const lineEnd = this.endOfLine(buf, at, end);
        if (lineEnd > at && this.standsAlone(buf, at, lineEnd, end, last, width)) answer = true;
        at = this.afterLine(buf, lineEnd, end);
      }
    } else if (width >= WIDE && this.delimitersIn(buf, pos, firstEnd) + 1 === width) {
      answer = true;
      for (let at = this.afterLine(buf, firstEnd, end); answer && at < contentEnd;) {
        const lineEnd = this.endOfLine(buf, at, end);
        const alone = this.parse(buf, at, end, last);
        const whole = alone === Status.Ok && this.fields === width && this.breaks === 0;
        if (!whole && this.delimitersIn(buf, at, lineEnd) + 1 !== width) answer = false;
        at = this.afterLine(buf, lineEnd, end);
      }
    }
    Object.assign(this, { contentEnd, next, fields, breaks, plain, lfEnds, crEnds, crlfEnds });
    return answer;
  }

  private standsAlone(
    buf: Uint8Array,
    at: number,
    lineEnd: number,
    end: number,
    last: boolean,
    width: number,
  ): boolean {
    const status = this.parse(buf, at, end, last);
    if (status === Status.Ok && this.fields === width) return true;
    return width >= 5 && (this.delimitersIn(buf, at, lineEnd) + 1) * 10 >= width * 6;
  }

  private delimitersIn(buf: Uint8Array, from: number, to: number): number {
    let n = 0;
    for (let i = from; i < to; i += 1) if (this.atDelimiter(buf, i)) n += 1;
    return n;
  }

  private reasonToReject(buf: Uint8Array, pos: number, status: Status, suspectBytes: boolean): RejectReason | null {
    const { contentEnd } = this;
    if (suspectBytes) {
      const bytes = buf.subarray(pos, contentEnd);
      if (bytes.includes(0)) return 'nul byte';
      if (!this.host.isUtf8(bytes)) return 'invalid bytes';
    }
    if (status === Status.AfterQuote) return 'text after a closing quote';
    if (status === Status.Unclosed) return 'unclosed quote';
    if (this.isHeaderAgain(buf, pos)) return 'repeated header';
    this.width ??= this.fields;
    const wrong =
      this.fields !== this.width && !(this.trailing && this.fields === this.width! + 1 && this.endsEmpty(buf));
    if ((wrong || this.mayBeTotals(buf, pos)) && contentEnd - pos < 20_000) {
      const texts = this.texts(buf, pos, contentEnd);
      if (isTotalsOrFooter(texts, this.width!)) return 'totals or footer';
    }
    if (!wrong) return null;
    return this.fields > this.width! ? 'too many fields' : 'too few fields';
  }

  private endsEmpty(buf: Uint8Array): boolean {
    return this.atDelimiter(buf, this.contentEnd - 1 - this.delimiterRest.length);
  }

  private mayBeTotals(buf: Uint8Array, pos: number): boolean {
    const i = this.skipFiller(buf, pos);
    const start = packed(buf, i);
    // Footers may be framed ("--- end ---", "(12 rows)") or begin with a number: only where nothing else is in the row.
    return STARTS.has(start) || (i > pos && this.isOneCell(buf, i));
  }

  private isOneCell(buf: Uint8Array, from: number): boolean {
    let i = from;
    while (i < this.contentEnd && !this.atDelimiter(buf, i)) i += 1;
    while (i < this.contentEnd && (this.atDelimiter(buf, i) || isBlank(buf[i]))) i += 1;
    return i >= this.contentEnd;
  }

  private isHeaderAgain(buf: Uint8Array, pos: number): boolean {
    if (this.fields !== this.width || !this.headerStarts.has(packed(buf, this.skipFiller(buf, pos)))) return false;
    const texts = this.texts(buf, pos, this.contentEnd).map((f) => (f ?? '').trim());
    return this.header.some((row) => texts.length === row.length && row.every((name, k) => name.trim() === texts[k]));
  }

  private takeHeaderRow(buf: Uint8Array, pos: number, end: number, status: Status, sink: RecordSink | null): number {
    if (status !== Status.Ok) {
      // Above the records a stray quote must not swallow the table: the row is its line.
      this.contentEnd = this.endOfLine(buf, pos, end);
      this.next = this.afterLine(buf, this.contentEnd, end);
      this.breaks = 0;
    }
    if (this.breaks > 0 || !this.plain || status !== Status.Ok) this.odd += 1;
    sink?.before?.(buf, pos, this.contentEnd, this.line, this.rowsLeft <= this.headerRows);
    if (this.rowsLeft <= this.headerRows) {
      this.header.push(this.texts(buf, pos, this.contentEnd).map((f) => f ?? ''));
      const start = this.skipFiller(buf, pos);
      if (start < this.contentEnd) {
        this.headerStarts.add(packed(buf, start));
        const first = buf[start]!;
        if (this.suspects[first] === Suspicion.None) this.suspects[first] = Suspicion.Start;
      }
    }
    this.rowsLeft -= 1;
    this.line += 1 + this.breaks;
    if (this.rowsLeft === 0 && this.width === null) this.width = this.header.at(-1)?.length ?? null;
    return this.next;
  }

  /** Looks ahead: whether (nearly) all of the first records have one empty field too many. */
  private findTrailing(buf: Uint8Array, from: number, end: number, last: boolean): void {
    if (this.width === null) return;
    const { lfEnds, crEnds, crlfEnds } = this;
    let seen = 0;
    let trailing = 0;
    for (let pos = from; pos < end && seen < 100; pos = this.next) {
      const status = this.parse(buf, pos, end, last);
      if (status === Status.Incomplete) break;
      if (status !== Status.Ok || this.contentEnd === pos) continue;
      seen += 1;
      if (this.fields === this.width + 1 && this.endsEmpty(buf)) trailing += 1;
    }
    Object.assign(this, { lfEnds, crEnds, crlfEnds });
    this.trailingKnown = seen > 0 || last;
    this.trailing = seen >= 2 && trailing >= seen * 0.9;
  }

  /** A line longer than any record may be: one reject, and the rest of the line is passed over. */
  private discard(buf: Uint8Array, pos: number, end: number, sink: RecordSink | null): number {
    this.discarding = true;
    this.longestRecord = Math.max(this.longestRecord, end - pos);
    if (this.rowsLeft > 0) {
      this.rowsLeft -= 1;
      this.odd += 1;
    } else {
      this.records += 1;
      this.rejected += 1;
      sink?.reject(buf, pos, end, this.records, this.line, 'too long');
    }
    this.line += 1;
    return end;
  }

  private endOfLine(buf: Uint8Array, from: number, end: number): number {
    const lf = buf.indexOf(LF, from);
    const stop = lf < 0 || lf > end ? end : lf;
    if (this.crBreaks) {
      const cr = buf.subarray(from, stop).indexOf(CR);
      return cr < 0 ? stop : from + cr;
    }
    return stop > from && stop < end && buf[stop - 1] === CR ? stop - 1 : stop;
  }

  private afterLine(buf: Uint8Array, lineEnd: number, end: number): number {
    if (lineEnd >= end) return end;
    return Math.min(end, buf[lineEnd] === CR && buf[lineEnd + 1] === LF ? lineEnd + 2 : lineEnd + 1);
  }

  private parts(): FieldParts {
    return {
      delimiter: this.delimiter,
      delimiterRest: this.delimiterRest,
      quote: this.quote,
      escape: this.escape,
    };
  }

  /** The cells of a record: null for an empty unquoted one, '' for an empty quoted one. */
  texts(buf: Uint8Array, start: number, end: number): (string | null)[] {
    return fieldTexts(buf, start, end, this.parts(), this.host);
  }
}

interface FieldParts {
  readonly delimiter: number;
  readonly delimiterRest: readonly number[];
  readonly quote: number;
  readonly escape: number;
}

function fieldTexts(
  buf: Uint8Array,
  start: number,
  end: number,
  { delimiter, delimiterRest, quote, escape }: FieldParts,
  host: TextHost,
): (string | null)[] {
  const atDelimiter = (i: number): boolean =>
    buf[i] === delimiter && i < end && delimiterRest.every((byte, k) => buf[i + 1 + k] === byte);
  const out: (string | null)[] = [];
  let i = start;
  for (;;) {
    if (quote >= 0 && i < end && buf[i] === quote) {
      const bytes: number[] = [];
      let from = i + 1;
      i += 1;
      for (;;) {
        if (i >= end) break;
        const byte = buf[i]!;
        if (byte === escape && (buf[i + 1] === quote || buf[i + 1] === escape) && i + 1 < end) {
          pushBytes(bytes, buf, from, i);
          from = i + 1;
          i += 2;
        } else if (byte === quote) {
          if (buf[i + 1] !== quote || i + 1 >= end) break;
          pushBytes(bytes, buf, from, i + 1);
          i += 2;
          from = i;
        } else i += 1;
      }
      pushBytes(bytes, buf, from, i);
      i += 1;
      const rest = i;
      while (i < end && !atDelimiter(i)) i += 1;
      const tail = host.decode(buf.subarray(Math.min(rest, end), i));
      out.push(host.decode(Uint8Array.from(bytes)) + (tail.trim() === '' ? '' : tail));
    } else {
      let bytes: number[] | null = null;
      let from = i;
      while (i < end && !atDelimiter(i)) {
        if (buf[i] === escape && i + 1 < end) {
          bytes ??= [];
          const literal = isEscapable(buf[i + 1]!, delimiter, quote, escape);
          pushBytes(bytes, buf, from, literal ? i : i + 1);
          from = i + 1;
          i += 2;
        } else i += 1;
      }
      if (bytes === null) out.push(i === from ? null : host.decode(buf.subarray(from, i)));
      else {
        pushBytes(bytes, buf, from, i);
        out.push(host.decode(Uint8Array.from(bytes)));
      }
    }
    if (i >= end) return out;
    i += 1 + delimiterRest.length;
  }
}

const isEscapable = (byte: number, delimiter: number, quote: number, escape: number): boolean =>
  byte === delimiter || byte === quote || byte === escape || byte === LF || byte === CR;

function pushBytes(out: number[], buf: Uint8Array, from: number, to: number): void {
  for (let i = from; i < to; i += 1) out.push(buf[i]!);
}

function singleByte(text: string): number {
  const bytes = utf8(text);
  if (bytes.length > 1) throw new RangeError(`A quote or escape character must be one ASCII character: ${text}`);
  return bytes[0] ?? -1;
}
