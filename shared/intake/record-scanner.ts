/**
 * Finds the records of delimited text: where each begins and ends, whether it is sound, and if not, why. It works on
 * UTF-8 bytes, chunk by chunk, and decides the rules of "record and reject" once for everything that reads delimited
 * text: counting, loading, the preview and the way back to the raw text of a record.
 *
 * Rules. A record is a non-empty row after the header; empty lines, rows whose cells are all blank, comment lines and
 * a lone 0x1A are none. A quote counts only as the first byte of a field. Blanks between a closing quote and the
 * delimiter are allowed. A quoted field that is never closed costs one record where the lines after it parse alone.
 */
import type { TextHost } from './field-texts.ts';
import { isTotalsOrFooter, totalsAndFooterStarts } from './footers.ts';
import { Class, RowParser, Status, type Dialect } from './row-parser.ts';
import type { RejectReason } from './settings.ts';
import { CR, isBlank, isBreak, LF, packed, utf8, WHITE_LEADS, whiteSpaceBytes } from './utf8-bytes.ts';

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

const SUB = 26;

/** What the first byte of a row says about it. */
const enum Suspicion {
  None,
  /** It may begin a total, a footer, the header or white space: the next bytes tell. */
  Start,
  /** A quote: the byte after it tells. */
  Quoted,
  Always,
}

/** What may begin a totals row or a footer. */
const STARTS = new Set(totalsAndFooterStarts().map((word) => packed(utf8(word), 0)));

export class RecordScanner {
  /** Records seen so far, rejected ones included. */
  records: number;
  rejected = 0;
  /** Records and rows that only the slow way reads right: stray quotes, other escapes, blank rows, comments. */
  odd = 0;
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
  private readonly row: RowParser;
  /** By the first byte of a row (`Suspicion`). */
  private readonly suspects = new Uint8Array(256);

  constructor(options: ScanOptions) {
    this.host = options.host;
    this.row = new RowParser(options.dialect, options.host);
    this.width = options.width;
    this.rowsLeft = options.resume ? 0 : options.rowsBefore;
    this.headerRows = options.headerRows;
    this.records = options.resume ? options.resume.record - 1 : 0;
    this.line = options.resume?.line ?? 1;
    this.trailing = options.resume?.trailing ?? false;
    this.trailingKnown = options.resume !== undefined;

    for (const start of STARTS) this.suspects[start >> 16] = Suspicion.Start;
    for (const byte of WHITE_LEADS) this.suspects[byte] = Suspicion.Start;
    const { quote, delimiter, comment } = this.row;
    if (quote >= 0) this.suspects[quote] = Suspicion.Quoted;
    for (const byte of [delimiter, LF, CR, SUB, 32, 9]) this.suspects[byte] = Suspicion.Always;
    if (comment.length > 0) this.suspects[comment[0]!] = Suspicion.Always;
  }

  /** Line breaks after records, by kind; more than one above 0 = mixed. */
  get lfEnds(): number {
    return this.row.lfEnds;
  }
  get crEnds(): number {
    return this.row.crEnds;
  }
  get crlfEnds(): number {
    return this.row.crlfEnds;
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
      pos = this.row.endOfLine(buf, 0, end);
      if (pos >= end && !last) return end;
      pos = this.row.afterLine(buf, pos, end);
      this.discarding = false;
    }
    const whole = buf.subarray(0, end);
    const suspectBytes = !this.host.isUtf8(whole) || whole.includes(0);
    if (!this.trailingKnown && this.rowsLeft === 0) this.findTrailing(buf, pos, end, last);
    while (pos < end) {
      if (this.rowsLeft === 0 && !suspectBytes && this.row.delimiterRest.length === 0) {
        pos = this.plainRun(buf, pos, end, sink, stop);
        if (pos >= end || (stop !== undefined && stop())) break;
      }
      if (this.rowsLeft > 0 && this.row.isComment(buf, pos)) {
        // Comment lines are no rows: they do not count towards the header's row.
        this.row.contentEnd = this.row.endOfLine(buf, pos, end);
        this.row.breaks = 0;
        this.odd += 1;
        this.line += 1;
        pos = this.row.afterLine(buf, this.row.contentEnd, end);
        continue;
      }
      let status = this.row.parse(buf, pos, end, last);
      if (status === Status.Incomplete) {
        if (end - pos <= LONGEST_RECORD) break;
        const line = this.row.endOfLine(buf, pos, end);
        if (line >= end) return this.discard(buf, pos, end, sink);
        status = Status.Unclosed;
        this.row.contentEnd = this.row.next = end;
        this.row.breaks = 0;
      }
      if (this.rowsLeft > 0) {
        pos = this.takeHeaderRow(buf, pos, end, status, sink);
        if (this.rowsLeft === 0) this.findTrailing(buf, pos, end, last);
        continue;
      }
      this.judge(buf, pos, end, last, status, suspectBytes, sink);
      pos = this.row.next;
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
    const { suspects, width } = this;
    const { classes, quotedClasses, quote, crBreaks } = this.row;
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
      if (buf[i] === CR && buf[i + 1] === LF && !crBreaks) i += 1;
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
    this.row.lfEnds = lfEnds;
    this.row.crlfEnds = crlfEnds;
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
      this.line += 1 + this.row.breaks;
      return;
    }
    if (this.row.breaks > 0 || status === Status.Unclosed) {
      if (this.swallowsOthers(buf, pos, end, last, status)) {
        this.row.contentEnd = this.row.endOfLine(buf, pos, end);
        this.row.next = this.row.afterLine(buf, this.row.contentEnd, end);
        this.row.breaks = 0;
        status = Status.Unclosed;
      } else if (status === Status.Unclosed) {
        while (this.row.contentEnd > pos && isBreak(buf[this.row.contentEnd - 1])) this.row.contentEnd -= 1;
      }
    }
    this.records += 1;
    const length = this.row.contentEnd - pos;
    if (length > this.longestRecord) this.longestRecord = length;
    const reason = this.reasonToReject(buf, pos, status, suspectBytes);
    if (reason !== null) {
      this.rejected += 1;
      sink?.reject(buf, pos, this.row.contentEnd, this.records, this.line, reason);
    } else {
      const plain = this.row.plain && !this.trailing;
      if (!plain) this.odd += 1;
      let contentEnd = this.row.contentEnd;
      if (this.trailing && this.row.fields !== this.width) contentEnd -= 1 + this.row.delimiterRest.length;
      sink?.record(buf, pos, contentEnd, this.records, this.line, plain);
    }
    this.line += 1 + this.row.breaks;
  }

  /** The first byte from `pos` on that is no delimiter, quote or white space. */
  private skipFiller(buf: Uint8Array, pos: number): number {
    let i = pos;
    while (i < this.row.contentEnd) {
      const byte = buf[i]!;
      if (byte === this.row.delimiter || byte === this.row.quote || this.row.delimiterRest.includes(byte)) i += 1;
      else {
        const blank = whiteSpaceBytes(buf, i);
        if (blank === 0) return i;
        i += blank;
      }
    }
    return this.row.contentEnd;
  }

  /** Empty and blank rows, comments, 0x1A. */
  private isNoRecord(buf: Uint8Array, pos: number): boolean {
    const { contentEnd } = this.row;
    if (contentEnd === pos) {
      // The loader skips empty lines by itself, except where a table has one column.
      if (this.width === 1) this.odd += 1;
      return true;
    }
    if (this.row.isComment(buf, pos)) {
      const lineEnd = this.row.endOfLine(buf, pos, contentEnd);
      if (lineEnd < contentEnd) {
        this.row.contentEnd = lineEnd;
        this.row.next = this.row.afterLine(buf, lineEnd, contentEnd);
        this.row.breaks = 0;
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
    if (this.row.texts(buf, pos, contentEnd).some((f) => f !== null && f.trim() !== '')) return false;
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
    const { width } = this;
    const { contentEnd, next, fields, breaks, plain, lfEnds, crEnds, crlfEnds } = this.row;
    const firstEnd = this.row.endOfLine(buf, pos, end);
    if (width === null || firstEnd >= contentEnd) return false;
    const sound = status === Status.Ok && (fields === width || (this.trailing && fields === width + 1));
    let answer = false;
    if (!sound) {
      if (contentEnd - pos > LONGEST_RECORD) answer = true;
      let at = this.row.afterLine(buf, firstEnd, end);
      for (let k = 0; !answer && at < contentEnd && k < 200; k += 1) {
        const lineEnd = this.row.endOfLine(buf, at, end);
        if (lineEnd > at && this.standsAlone(buf, at, lineEnd, end, last, width)) answer = true;
        at = this.row.afterLine(buf, lineEnd, end);
      }
    } else if (width >= WIDE && this.row.delimitersIn(buf, pos, firstEnd) + 1 === width) {
      answer = true;
      for (let at = this.row.afterLine(buf, firstEnd, end); answer && at < contentEnd;) {
        const lineEnd = this.row.endOfLine(buf, at, end);
        const alone = this.row.parse(buf, at, end, last);
        const whole = alone === Status.Ok && this.row.fields === width && this.row.breaks === 0;
        if (!whole && this.row.delimitersIn(buf, at, lineEnd) + 1 !== width) answer = false;
        at = this.row.afterLine(buf, lineEnd, end);
      }
    }
    Object.assign(this.row, { contentEnd, next, fields, breaks, plain, lfEnds, crEnds, crlfEnds });
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
    const status = this.row.parse(buf, at, end, last);
    if (status === Status.Ok && this.row.fields === width) return true;
    return width >= 5 && (this.row.delimitersIn(buf, at, lineEnd) + 1) * 10 >= width * 6;
  }

  private reasonToReject(buf: Uint8Array, pos: number, status: Status, suspectBytes: boolean): RejectReason | null {
    const { contentEnd } = this.row;
    if (suspectBytes) {
      const bytes = buf.subarray(pos, contentEnd);
      if (bytes.includes(0)) return 'nul byte';
      if (!this.host.isUtf8(bytes)) return 'invalid bytes';
    }
    if (status === Status.AfterQuote) return 'text after a closing quote';
    if (status === Status.Unclosed) return 'unclosed quote';
    if (this.isHeaderAgain(buf, pos)) return 'repeated header';
    this.width ??= this.row.fields;
    const wrong =
      this.row.fields !== this.width && !(this.trailing && this.row.fields === this.width! + 1 && this.endsEmpty(buf));
    if ((wrong || this.mayBeTotals(buf, pos)) && contentEnd - pos < 20_000) {
      const texts = this.row.texts(buf, pos, contentEnd);
      if (isTotalsOrFooter(texts, this.width!)) return 'totals or footer';
    }
    if (!wrong) return null;
    return this.row.fields > this.width! ? 'too many fields' : 'too few fields';
  }

  private endsEmpty(buf: Uint8Array): boolean {
    return this.row.atDelimiter(buf, this.row.contentEnd - 1 - this.row.delimiterRest.length);
  }

  private mayBeTotals(buf: Uint8Array, pos: number): boolean {
    const i = this.skipFiller(buf, pos);
    const start = packed(buf, i);
    // Footers may be framed ("--- end ---", "(12 rows)") or begin with a number: only where nothing else is in the row.
    return STARTS.has(start) || (i > pos && this.isOneCell(buf, i));
  }

  private isOneCell(buf: Uint8Array, from: number): boolean {
    let i = from;
    while (i < this.row.contentEnd && !this.row.atDelimiter(buf, i)) i += 1;
    while (i < this.row.contentEnd && (this.row.atDelimiter(buf, i) || isBlank(buf[i]))) i += 1;
    return i >= this.row.contentEnd;
  }

  private isHeaderAgain(buf: Uint8Array, pos: number): boolean {
    if (this.row.fields !== this.width || !this.headerStarts.has(packed(buf, this.skipFiller(buf, pos)))) return false;
    const texts = this.row.texts(buf, pos, this.row.contentEnd).map((f) => (f ?? '').trim());
    return this.header.some((row) => texts.length === row.length && row.every((name, k) => name.trim() === texts[k]));
  }

  private takeHeaderRow(buf: Uint8Array, pos: number, end: number, status: Status, sink: RecordSink | null): number {
    if (status !== Status.Ok) {
      // Above the records a stray quote must not swallow the table: the row is its line.
      this.row.contentEnd = this.row.endOfLine(buf, pos, end);
      this.row.next = this.row.afterLine(buf, this.row.contentEnd, end);
      this.row.breaks = 0;
    }
    if (this.row.breaks > 0 || !this.row.plain || status !== Status.Ok) this.odd += 1;
    sink?.before?.(buf, pos, this.row.contentEnd, this.line, this.rowsLeft <= this.headerRows);
    if (this.rowsLeft <= this.headerRows) {
      this.header.push(this.row.texts(buf, pos, this.row.contentEnd).map((f) => f ?? ''));
      const start = this.skipFiller(buf, pos);
      if (start < this.row.contentEnd) {
        this.headerStarts.add(packed(buf, start));
        const first = buf[start]!;
        if (this.suspects[first] === Suspicion.None) this.suspects[first] = Suspicion.Start;
      }
    }
    this.rowsLeft -= 1;
    this.line += 1 + this.row.breaks;
    if (this.rowsLeft === 0 && this.width === null) this.width = this.header.at(-1)?.length ?? null;
    return this.row.next;
  }

  /** Looks ahead: whether (nearly) all of the first records have one empty field too many. */
  private findTrailing(buf: Uint8Array, from: number, end: number, last: boolean): void {
    if (this.width === null) return;
    const { lfEnds, crEnds, crlfEnds } = this.row;
    let seen = 0;
    let trailing = 0;
    for (let pos = from; pos < end && seen < 100; pos = this.row.next) {
      const status = this.row.parse(buf, pos, end, last);
      if (status === Status.Incomplete) break;
      if (status !== Status.Ok || this.row.contentEnd === pos) continue;
      seen += 1;
      if (this.row.fields === this.width + 1 && this.endsEmpty(buf)) trailing += 1;
    }
    Object.assign(this.row, { lfEnds, crEnds, crlfEnds });
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

  /** The cells of a record: null for an empty unquoted one, '' for an empty quoted one. */
  texts(buf: Uint8Array, start: number, end: number): (string | null)[] {
    return this.row.texts(buf, start, end);
  }
}
