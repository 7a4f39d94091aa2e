/**
 * One pass over a file of delimited text: SHA-256, the count of records (independent of the loader), rejects, the index,
 * and, where asked, the text rewritten for the engine. Runs in a worker beside the load.
 */
import { RecordScanner, type RecordSink } from '../../shared/intake/record-scanner.ts';
import type { Dialect } from '../../shared/intake/row-parser.ts';
import type { Compression, Reject } from '../../shared/intake/settings.ts';
import { openBytes, type ByteSource } from './byte-source.ts';
import { decoderFor, decodeUtf8, textHost } from './decoders.ts';
import { emptyFile } from './errors.ts';
import { BufferedFile, NumberedCsv } from './numbered-csv.ts';
import { Pacer, type ScanHooks } from './pacer.ts';
import { IndexWriter } from './record-index.ts';
import { RejectList } from './reject-list.ts';
import { TextFeed } from './text-feed.ts';

/** What every job has. Plain data: it goes to a worker. */
export interface JobFiles {
  readonly path: string;
  readonly compression: Compression;
  readonly member: string | null;
  /** Text to write for the engine; null = none is needed. */
  readonly textOut: string | null;
  readonly rejectsOut: string;
  readonly indexOut: string;
}

export interface ScanJob extends JobFiles {
  readonly kind: 'text';
  readonly encoding: string;
  readonly dialect: Dialect;
  /** Number of columns; null = as many as the header has. */
  readonly width: number | null;
  readonly rowsBefore: number;
  readonly headerRows: number;
  /**
   * `check`: gives up (`finished: false`) at the first record that only a rewritten text gets right; `textOut`, if
   * any, gets the text as UTF-8. `rewrite`: `textOut` gets the good records with their numbers.
   */
  readonly mode: 'check' | 'rewrite';
}

export interface ScanOutcome {
  readonly finished: boolean;
  readonly sha256: string;
  readonly bytes: number;
  readonly records: number;
  readonly rejected: number;
  readonly sample: readonly Reject[];
  /** Texts of the (last) header row; empty where there is none. */
  readonly header: readonly string[];
  readonly width: number;
  /** Bytes of the longest record that was kept. */
  readonly longest: number;
  /** Delimiter of the rewritten text. */
  readonly delimiter: string;
}

/** @throws WaybillError 'intake/…' (see byte-source.ts, looks-binary.ts), CancelledError */
export async function scanText(job: ScanJob, hooks: ScanHooks = {}): Promise<ScanOutcome> {
  const source = await openBytes(job.path, job.compression, job.member);
  let pass: TextPass | undefined;
  try {
    pass = new TextPass(job, source);
    return await pass.run(hooks);
  } finally {
    pass?.close();
    source.close();
  }
}

class TextPass {
  private readonly feed: TextFeed;
  private readonly scanner: RecordScanner;
  private readonly rejects: RejectList;
  private readonly index: IndexWriter;
  private readonly copy: BufferedFile | null;
  private readonly rewritten: NumberedCsv | null;
  private readonly sink: RecordSink;

  constructor(
    private readonly job: ScanJob,
    private readonly source: ByteSource,
  ) {
    const { dialect, textOut, mode } = job;
    const crEnds = dialect.newline === 'cr' || dialect.newline === 'mixed';
    this.feed = new TextFeed(job.path, job.encoding, decoderFor(job.encoding, crEnds), source);
    this.scanner = new RecordScanner({ ...job, host: textHost });
    this.rejects = new RejectList(job.rejectsOut);
    this.index = new IndexWriter(job.indexOut, job.compression === 'none' ? 'source' : 'blocks');
    const delimiter = isPlainDelimiter(dialect.delimiter) ? dialect.delimiter : ',';
    this.rewritten = mode === 'rewrite' && textOut !== null ? new NumberedCsv(textOut, delimiter) : null;
    this.copy = mode === 'check' && textOut !== null ? new BufferedFile(textOut) : null;
    this.sink = this.makeSink(delimiter === dialect.delimiter);
  }

  async run(hooks: ScanHooks): Promise<ScanOutcome> {
    const pacer = new Pacer(hooks, 'Reading the file');
    for (let last = false; !last;) {
      last = await this.feed.fill();
      this.scan(last);
      if (this.gaveUp()) return this.outcome(false, '');
      await pacer.step(() => ({
        bytes: this.source.position,
        totalBytes: this.source.fileBytes,
        rows: this.scanner.records,
      }));
    }
    const { scanner } = this;
    this.index.finish({ records: scanner.records, width: scanner.width ?? 0, trailing: scanner.trailing });
    this.close();
    if (this.source.fileBytes === 0) throw emptyFile(this.job.path);
    return this.outcome(true, await this.source.sha256());
  }

  close(): void {
    this.rejects.close();
    this.index.close();
    this.copy?.close();
    this.rewritten?.close();
  }

  private scan(last: boolean): void {
    const { feed, scanner, index } = this;
    const cut = feed.wholeLines(last);
    if (cut === 0) return;
    const record = scanner.records + 1;
    const { line } = scanner;
    if (index.target === 'source' && feed.offset !== null && scanner.pastHeader && !scanner.midLine) {
      index.point(record, line, feed.offset);
    }
    const used = scanner.scan(feed.text, cut, last, this.sink);
    this.copy?.bytes(feed.text, 0, used);
    if (index.target === 'blocks' && used > 0) index.block(record, line, feed.text.subarray(0, used));
    feed.drop(used);
  }

  private gaveUp(): boolean {
    const { scanner } = this;
    if (this.job.mode === 'rewrite') return false;
    const ends = { lf: scanner.lfEnds, crlf: scanner.crlfEnds, cr: scanner.crEnds, mixed: 0 };
    // The engine is told one kind of line break.
    const others = ends.lf + ends.crlf + ends.cr - ends[this.job.dialect.newline];
    return scanner.odd > 0 || scanner.rejected > 0 || others > 0;
  }

  private outcome(finished: boolean, sha256: string): ScanOutcome {
    const { scanner } = this;
    return {
      finished,
      sha256,
      bytes: this.source.fileBytes,
      records: scanner.records,
      rejected: scanner.rejected,
      sample: this.rejects.sample,
      header: scanner.header.at(-1) ?? [],
      width: scanner.width ?? 0,
      longest: this.rewritten?.longest ?? scanner.longestRecord,
      delimiter: this.rewritten?.delimiter ?? this.job.dialect.delimiter,
    };
  }

  private makeSink(sameDelimiter: boolean): RecordSink {
    const { rewritten, rejects, scanner } = this;
    const { quote } = this.job.dialect;
    const DOUBLE = 34;
    const sourceQuote = quote === '' ? -1 : quote.charCodeAt(0);
    // Copied bytes must mean the same in canonical CSV, where only the double quote quotes.
    const copies = (buf: Uint8Array, start: number, end: number): boolean => {
      if (sourceQuote === DOUBLE) return true;
      for (let i = start; i < end; i += 1) if (buf[i] === DOUBLE || buf[i] === sourceQuote) return false;
      return true;
    };
    return {
      record(buf, start, end, record, _line, plain) {
        if (rewritten === null) return;
        if (plain && sameDelimiter && copies(buf, start, end)) rewritten.copy(record, buf, start, end);
        else rewritten.cells(record, scanner.texts(buf, start, end));
      },
      reject(buf, start, end, record, line, reason) {
        rejects.add({ record, line, column: null, reason, raw: decodeUtf8(buf.subarray(start, end)) });
      },
    };
  }
}

/** Whether the engine takes the delimiter in a rewritten text: one ASCII character that is no quote or line break. */
const isPlainDelimiter = (text: string): boolean =>
  text.length === 1 && text > '\0' && text <= '\x7f' && !'"\r\n'.includes(text);
