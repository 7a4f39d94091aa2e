/**
 * One pass over a file of delimited text: SHA-256, the count of records (independent of the loader), rejects, the index,
 * and, where asked, the text rewritten for the engine. Runs in a worker beside the load.
 */
import { throwIfAborted } from '../../shared/errors.ts';
import { RecordScanner, LONGEST_RECORD, type Dialect, type RecordSink } from '../../shared/intake/record-scanner.ts';
import type { Compression, Reject } from '../../shared/intake/settings.ts';
import { openBytes, type ByteSource } from './byte-source.ts';
import { decoderFor, decodeUtf8, textHost, type Decoder } from './decoders.ts';
import { emptyFile } from './errors.ts';
import { assertText } from './looks-binary.ts';
import { BufferedFile, NumberedCsv } from './numbered-csv.ts';
import { IndexWriter } from './record-index.ts';
import { RejectList } from './reject-list.ts';

/** Plain data: it goes to a worker. */
export interface ScanJob {
  readonly path: string;
  readonly compression: Compression;
  readonly member: string | null;
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
  readonly textOut: string | null;
  readonly rejectsOut: string;
  readonly indexOut: string;
}

export interface ScanOutcome {
  readonly finished: boolean;
  readonly sha256: string;
  readonly bytes: number;
  readonly records: number;
  readonly rejected: number;
  readonly sample: readonly Reject[];
  /** Texts of the header rows. */
  readonly header: readonly (readonly string[])[];
  readonly width: number;
  /** Bytes of the longest record that was kept. */
  readonly longest: number;
  /** Delimiter of the rewritten text. */
  readonly delimiter: string;
}

export interface ScanProgress {
  /** Of the file on disk. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly rows: number;
}

export interface ScanHooks {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ScanProgress) => void) | undefined;
}

const CHUNK = 1024 * 1024;
const PROGRESS_MS = 100;

/** @throws WaybillError 'intake/…' (see byte-source.ts, looks-binary.ts), CancelledError */
export async function scanSource(job: ScanJob, hooks: ScanHooks = {}): Promise<ScanOutcome> {
  const crEnds = job.dialect.newline === 'cr' || job.dialect.newline === 'mixed';
  const decoder = decoderFor(job.encoding, crEnds);
  const source = await openBytes(job.path, job.compression, job.member);
  const pass = new Pass(job, decoder, source);
  try {
    return await pass.run(hooks);
  } finally {
    pass.close();
    source.close();
  }
}

class Pass {
  private readonly scanner: RecordScanner;
  private readonly rejects: RejectList;
  private readonly index: IndexWriter;
  private readonly copy: BufferedFile | null;
  private readonly rewritten: NumberedCsv | null;
  private readonly sink: RecordSink;
  /** UTF-8 text not yet scanned, at [0, filled). */
  private text = Buffer.allocUnsafe(2 * CHUNK);
  private filled = 0;
  /** Bytes of the source not yet decoded (other encodings than UTF-8), and where in the source they begin. */
  private raw = Buffer.alloc(0);
  private rawOffset = 0;
  private atStart = true;

  constructor(
    private readonly job: ScanJob,
    private readonly decoder: Decoder,
    private readonly source: ByteSource,
  ) {
    const { dialect } = job;
    this.scanner = new RecordScanner({ ...job, host: textHost });
    this.rejects = new RejectList(job.rejectsOut);
    this.index = new IndexWriter(job.indexOut, job.compression === 'none' ? 'source' : 'blocks');
    const rewrite = job.mode === 'rewrite' && job.textOut !== null;
    const delimiter =
      /^[\x01-\x7f]$/.test(dialect.delimiter) && !'"\r\n'.includes(dialect.delimiter) ? dialect.delimiter : ',';
    this.rewritten = rewrite ? new NumberedCsv(job.textOut, delimiter) : null;
    this.copy = job.mode === 'check' && job.textOut !== null ? new BufferedFile(job.textOut) : null;
    this.sink = this.makeSink(delimiter === dialect.delimiter);
  }

  async run(hooks: ScanHooks): Promise<ScanOutcome> {
    let reported = 0;
    for (let last = false; !last;) {
      throwIfAborted(hooks.signal, 'Reading the file');
      last = await this.step();
      if (this.gaveUp()) return this.outcome(false, '');
      const now = Date.now();
      if (hooks.onProgress && now - reported >= PROGRESS_MS) {
        reported = now;
        hooks.onProgress({
          bytes: this.source.position,
          totalBytes: this.source.fileBytes,
          rows: this.scanner.records,
        });
      }
      // Lets a cancel through where this runs without a worker of its own.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { scanner } = this;
    this.index.finish({ records: scanner.records, width: scanner.width ?? 0, trailing: scanner.trailing });
    this.close();
    const sha256 = await this.source.sha256();
    if (this.source.fileBytes === 0) throw emptyFile(this.job.path);
    return this.outcome(true, sha256);
  }

  close(): void {
    this.rejects.close();
    this.index.close();
    this.copy?.close();
    this.rewritten?.close();
  }

  private gaveUp(): boolean {
    const { scanner } = this;
    if (this.job.mode === 'rewrite') return false;
    const breaks = [scanner.lfEnds, scanner.crlfEnds, scanner.crEnds].filter((n) => n > 0).length;
    return scanner.odd > 0 || scanner.rejected > 0 || breaks > 1;
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
      header: scanner.header,
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

  /** Reads one piece, scans what is whole. @returns whether the file has ended */
  private async step(): Promise<boolean> {
    if (this.decoder.identity) {
      if (this.text.length - this.filled < CHUNK) this.grow(this.filled + CHUNK);
      const n = await this.source.read(this.text.subarray(this.filled, this.filled + CHUNK));
      if (this.atStart && n > 0) {
        this.atStart = false;
        assertText(this.job.path, this.text.subarray(0, n));
        this.filled += n;
        if (hasBom(this.text.subarray(0, n))) this.drop(3);
      } else this.filled += n;
      const last = n === 0;
      const cut = last ? this.filled : this.cut(this.text.subarray(0, this.filled));
      this.scanTo(cut, last);
      return last;
    }
    const block = Buffer.allocUnsafe(CHUNK);
    const n = await this.source.read(block);
    const last = n === 0;
    this.raw = this.raw.length === 0 ? block.subarray(0, n) : Buffer.concat([this.raw, block.subarray(0, n)]);
    if (this.atStart && n > 0) {
      this.atStart = false;
      const bom = bomLength(this.job.encoding, this.raw);
      this.raw = this.raw.subarray(bom);
      this.rawOffset = bom;
      const sample = this.raw.subarray(0, Math.min(this.raw.length & ~1, 64 * 1024));
      assertText(this.job.path, this.decoder.decode(sample));
    }
    const aligned = this.raw.length - (this.raw.length % this.decoder.unit);
    let cut = last ? this.raw.length : this.decoder.afterLastBreak(this.raw);
    // A line without end: decode what is there, so that memory stays bounded.
    if (cut === 0 && this.raw.length > LONGEST_RECORD) cut = aligned;
    if (cut > 0 || last) {
      const piece = this.decoder.decode(this.raw.subarray(0, cut));
      if (this.filled === 0) this.markPoint(this.rawOffset);
      this.grow(this.filled + piece.length);
      piece.copy(this.text, this.filled);
      this.filled += piece.length;
      this.rawOffset += cut;
      this.raw = Buffer.from(this.raw.subarray(cut));
      this.scanTo(this.filled, last);
    }
    return last;
  }

  private cut(bytes: Buffer): number {
    const cut = this.decoder.afterLastBreak(bytes);
    return cut === 0 && bytes.length > LONGEST_RECORD ? bytes.length : cut;
  }

  private scanTo(cut: number, last: boolean): void {
    if (cut === 0) return;
    const { scanner, index } = this;
    if (this.decoder.identity) this.markPoint(this.rawOffset);
    const record = scanner.records + 1;
    const { line } = scanner;
    const used = scanner.scan(this.text, cut, last, this.sink);
    this.copy?.bytes(this.text, 0, used);
    if (index.target === 'blocks' && used > 0) index.block(record, line, this.text.subarray(0, used));
    this.drop(used);
  }

  /** A record begins at the start of `text`, which is `offset` in the source. */
  private markPoint(offset: number): void {
    if (this.index.target === 'source' && this.scanner.pastHeader && !this.scanner.midLine) {
      this.index.point(this.scanner.records + 1, this.scanner.line, offset);
    }
  }

  private drop(bytes: number): void {
    this.text.copyWithin(0, bytes, this.filled);
    this.filled -= bytes;
    if (this.decoder.identity) this.rawOffset += bytes;
  }

  private grow(size: number): void {
    // One byte more than the text: the scanner uses it as a sentinel.
    if (size + 1 <= this.text.length) return;
    const bigger = Buffer.allocUnsafe(Math.max(size + CHUNK, this.text.length * 2));
    this.text.copy(bigger, 0, 0, this.filled);
    this.text = bigger;
  }
}

const hasBom = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

/** Length of the byte order mark that fits the encoding. */
export function bomLength(encoding: string, bytes: Uint8Array): number {
  const label = encoding.toLowerCase();
  if (label === 'utf-16le') return bytes[0] === 0xff && bytes[1] === 0xfe ? 2 : 0;
  if (label === 'utf-16be') return bytes[0] === 0xfe && bytes[1] === 0xff ? 2 : 0;
  if (label === 'utf-8') return hasBom(bytes) ? 3 : 0;
  if (label === 'gb18030')
    return bytes[0] === 0x84 && bytes[1] === 0x31 && bytes[2] === 0x95 && bytes[3] === 0x33 ? 4 : 0;
  return 0;
}
