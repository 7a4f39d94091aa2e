/** The raw text of any one record of a source, found by the index that was made when the source was loaded. */
import fs from 'node:fs';
import { WaybillError } from '../../shared/errors.ts';
import { RecordScanner, type RecordSink, type ScanOptions } from '../../shared/intake/record-scanner.ts';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import { literal, sql } from '../../shared/sql/sql.ts';
import { openFile, type ByteSource } from './byte-source.ts';
import { decoderFor, decodeUtf8, textHost } from './decoders.ts';
import { readingFailed } from './errors.ts';
import { enginePath, IntakeEngine } from './intake-engine.ts';
import { dialectOf, rowsBefore } from './load-text.ts';
import { openIndex, type RecordIndex } from './record-index.ts';
import { TextFeed } from './text-feed.ts';

export interface RawRecord {
  /** As in the file, decoded; of a workbook or Parquet the cells, joined by tabs; of JSON the value's own text. */
  readonly raw: string;
  /** 1-based physical line where it begins; of a workbook the row of the sheet; of Parquet the record. */
  readonly line: number;
  /** Its cells: null = empty. Of JSON one cell, the raw text. */
  readonly fields: readonly (string | null)[];
}

/**
 * Reads one record. Whether the file is still the one that was loaded is the caller's to check (size, time, hash).
 * @param path     the source file; not touched where the index keeps the text (packed files, workbooks, JSON)
 * @param settings as it was loaded
 * @param index    path of the index file (`LoadRequest.outIndex`)
 * @param record   1-based, rejected records counted
 * @throws WaybillError 'intake/no-such-record', 'intake/index-damaged', 'intake/not-found', 'intake/unreadable'
 */
export async function rawRecord(
  path: string,
  settings: SourceSettings,
  index: string,
  record: number,
): Promise<RawRecord> {
  const opened = openIndex(index);
  try {
    if (!Number.isInteger(record) || record < 1 || record > opened.records) throw noSuchRecord(path, record);
    if (settings.kind === 'parquet') return await fromParquet(path, settings, record);
    if (settings.kind === 'csv') {
      return opened.target === 'blocks'
        ? fromTextBlocks(path, settings, opened, record)
        : await fromTextFile(path, settings, opened, record);
    }
    return fromRowBlocks(path, settings, opened, record);
  } finally {
    opened.close();
  }
}

/** Scans until the record comes by. */
class Finder {
  found: RawRecord | null = null;
  private readonly scanner: RecordScanner;
  private readonly sink: RecordSink;

  constructor(options: ScanOptions, wanted: number) {
    const scanner = new RecordScanner(options);
    const take = (buf: Uint8Array, start: number, end: number, record: number, line: number): void => {
      if (record !== wanted) return;
      this.found = { raw: decodeUtf8(buf.subarray(start, end)), line, fields: scanner.texts(buf, start, end) };
    };
    this.scanner = scanner;
    this.sink = { record: take, reject: take };
  }

  /** @returns bytes used up */
  scan(buf: Uint8Array, end: number, last: boolean): number {
    return this.scanner.scan(buf, end, last, this.sink, () => this.found !== null);
  }
}

/** How scanning starts at a point of the index, or at the start of the file. */
function optionsAt(
  settings: SourceSettings,
  index: RecordIndex,
  point: { readonly record: number; readonly line: number } | null,
): ScanOptions {
  return {
    dialect: dialectOf(settings),
    width: index.width > 0 ? index.width : null,
    rowsBefore: rowsBefore(settings),
    headerRows: settings.headerRow > 0 ? Math.max(1, settings.headerRows) : 0,
    host: textHost,
    ...(point ? { resume: { record: point.record, line: point.line, trailing: index.trailing } } : {}),
  };
}

async function fromTextFile(
  path: string,
  settings: SourceSettings,
  index: RecordIndex,
  record: number,
): Promise<RawRecord> {
  // A point before the first record may lie above the header: the file is then read from its start.
  const at = index.locate(record);
  const point = at && at.point.record > 1 ? at.point : null;
  const fd = openFile(path);
  try {
    const newline = settings.newline ?? 'lf';
    const encoding = settings.encoding ?? 'utf-8';
    const decoder = decoderFor(encoding, newline === 'cr' || newline === 'mixed');
    const feed = new TextFeed(path, encoding, decoder, tailOf(path, fd, point?.offset ?? 0));
    const finder = new Finder(optionsAt(settings, index, point), record);
    for (let last = false; !last && !finder.found;) {
      last = await feed.fill();
      const cut = feed.wholeLines(last);
      if (cut > 0) feed.drop(finder.scan(feed.text, cut, last));
    }
    if (!finder.found) throw noSuchRecord(path, record);
    return finder.found;
  } finally {
    fs.closeSync(fd);
  }
}

/** The bytes of a file from an offset on; not hashed. */
function tailOf(path: string, fd: number, offset: number): ByteSource {
  let position = offset;
  return {
    fileBytes: fs.fstatSync(fd).size,
    get position() {
      return position;
    },
    read(into) {
      try {
        const n = fs.readSync(fd, into, 0, into.length, position);
        position += n;
        return n;
      } catch (thrown) {
        throw readingFailed(path, thrown);
      }
    },
    sha256: () => Promise.reject(new Error('A part of a file has no hash.')),
    close: () => undefined,
  };
}

function fromTextBlocks(path: string, settings: SourceSettings, index: RecordIndex, record: number): RawRecord {
  const at = index.locate(record);
  if (!at) throw noSuchRecord(path, record);
  const start = at.point.record > 1 ? at : index.first();
  if (!start) throw noSuchRecord(path, record);
  const finder = new Finder(optionsAt(settings, index, at.point.record > 1 ? at.point : null), record);
  let { offset } = start.point;
  let { until } = start;
  let text: Buffer = Buffer.alloc(0);
  while (until !== null && !finder.found) {
    text = Buffer.concat([text, index.readBlock(offset, until)]);
    offset = until;
    until = index.after(offset);
    text = text.subarray(finder.scan(padded(text), text.length, until === null));
  }
  if (!finder.found) throw noSuchRecord(path, record);
  return finder.found;
}

/** The scanner needs one byte of room after the text. */
const padded = (text: Buffer): Buffer => Buffer.concat([text, Buffer.alloc(1)]);

/** Workbooks and JSON: blocks of `line,cell,cell,…` in canonical CSV, a row per record. */
function fromRowBlocks(path: string, settings: SourceSettings, index: RecordIndex, record: number): RawRecord {
  const at = index.locate(record);
  if (!at || at.until === null) throw noSuchRecord(path, record);
  const text = index.readBlock(at.point.offset, at.until);
  const scanner = new RecordScanner({
    dialect: { delimiter: ',', quote: '"', escape: '"', comment: null, newline: 'lf' },
    width: null,
    rowsBefore: 0,
    headerRows: 0,
    host: textHost,
    resume: { record: at.point.record, line: 1, trailing: false },
  });
  let found: RawRecord | null = null;
  const take = (buf: Uint8Array, start: number, end: number, number: number): void => {
    if (number !== record) return;
    const [line, ...fields] = scanner.texts(buf, start, end);
    const raw = settings.kind === 'json' ? (fields[0] ?? '') : fields.map((f) => f ?? '').join('\t');
    found = { raw, line: Number(line), fields };
  };
  scanner.scan(padded(text), text.length, true, { record: take, reject: take }, () => found !== null);
  if (!found) throw noSuchRecord(path, record);
  return found;
}

async function fromParquet(path: string, settings: SourceSettings, record: number): Promise<RawRecord> {
  if (settings.compression !== 'none') {
    throw new WaybillError('intake/raw-unavailable', 'Rows of a packed Parquet file are not shown. Unpack the file.', {
      place: { file: path },
    });
  }
  const engine = await IntakeEngine.open(null);
  try {
    const [row] = await engine.run(
      sql`SELECT COLUMNS(* EXCLUDE (file_row_number))::VARCHAR FROM read_parquet(${literal(enginePath(path))}, file_row_number=true, hive_partitioning=false) WHERE file_row_number = ${literal(String(record - 1))}::BIGINT`,
    );
    if (!row) throw noSuchRecord(path, record);
    const fields = row.map((value) => (value === null ? null : String(value)));
    return { raw: fields.map((f) => f ?? '').join('\t'), line: record, fields };
  } finally {
    engine.close();
  }
}

const noSuchRecord = (path: string, record: number): WaybillError =>
  new WaybillError('intake/no-such-record', `The source has no record ${record}.`, { place: { file: path, record } });
