/**
 * The beginning of a file as it would be loaded: raw text and parsed cells of each record, with what would be rejected
 * and why. It uses the scanners of the load, so that what is shown is what will happen; it reads a sample only.
 */
import iconv from 'iconv-lite';
import { JsonSplitter, jsonShape, readableMembers } from '../../shared/intake/json-records.ts';
import { RecordScanner, type RecordSink } from '../../shared/intake/record-scanner.ts';
import type { RejectReason, SourceSettings } from '../../shared/intake/settings.ts';
import { ident, join, literal, sql } from '../../shared/sql/sql.ts';
import { openContainer, readWhole } from './container.ts';
import { decoderFor, decodeUtf8, textHost } from './decoders.ts';
import { enginePath, IntakeEngine } from './intake-engine.ts';
import { dialectOf, rowsBefore } from './load-text.ts';
import { sampleSource } from './sample.ts';
import { SheetPass, type SheetRecords } from './scan-workbook.ts';
import { bomLength } from './text-feed.ts';
import { Workbook } from './xlsx-workbook.ts';
import { sampleRows } from '../shipments/samples.ts';

export interface PreviewItem {
  /** `before`: above the header; `skipped`: an empty or comment line among the records; `gap`: records left out. */
  readonly kind: 'before' | 'header' | 'record' | 'reject' | 'skipped' | 'gap';
  /** 1-based physical line; of a workbook the row of the sheet. */
  readonly line: number;
  /** Where it begins in the file, in bytes; null where that is not known (packed files, workbooks). */
  readonly offset: number | null;
  /** 1-based, rejected records counted; of a gap the first record left out. */
  readonly record: number | null;
  readonly raw: string;
  /** null = empty. Absent where the text is no row of the table. */
  readonly cells: readonly (string | null)[] | null;
  readonly reason: RejectReason | null;
}

export interface Preview {
  readonly items: readonly PreviewItem[];
  /** Records in the sample. */
  readonly records: number;
  /** Whether the sample is the whole file. */
  readonly complete: boolean;
  /** Rejects in the sample by reason. */
  readonly rejects: readonly { readonly reason: RejectReason; readonly count: number }[];
}

export interface PreviewOptions {
  /** First record to show. Default 1. */
  readonly from?: number;
  /** How many records to show. */
  readonly count: number;
}

/** Rejects shown besides the records asked for. */
const MORE_REJECTS = 100;
/** Longer texts are cut: they are shown, not used. */
const LONGEST_RAW = 8000;
const MOST_CELLS = 300;
/** Records of a workbook or JSON that are looked through for rejects. */
const MOST_ROWS = 20_000;

const cut = (text: string): string => (text.length > LONGEST_RAW ? `${text.slice(0, LONGEST_RAW)}…` : text);
const cutCells = (cells: readonly (string | null)[]): (string | null)[] =>
  cells.slice(0, MOST_CELLS).map((cell) => (cell === null ? null : cut(cell)));

/** @throws as `detectFile` */
export async function previewFile(path: string, settings: SourceSettings, options: PreviewOptions): Promise<Preview> {
  switch (settings.kind) {
    case 'csv':
      return await previewText(path, settings, options);
    case 'xlsx':
      return await previewWorkbook(path, settings, options);
    case 'json':
      return await previewJson(path, settings, options);
    case 'parquet':
      return await previewParquet(path, settings, options);
  }
}

/** Chooses what is shown: the records asked for, and the first rejects after them. */
class Shown {
  readonly items: PreviewItem[] = [];
  records = 0;
  private readonly counts = new Map<RejectReason, number>();
  private more = 0;
  private readonly from: number;
  private readonly to: number;

  constructor({ from = 1, count }: PreviewOptions) {
    this.from = from;
    this.to = from + count;
  }

  /** Whether lines that are no records are shown at this place. */
  get here(): boolean {
    return this.records + 1 >= this.from && this.records + 1 < this.to;
  }

  get fromStart(): boolean {
    return this.from <= 1;
  }

  record(reason: RejectReason | null, make: (record: number) => PreviewItem): void {
    this.records += 1;
    const number = this.records;
    if (reason !== null) this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
    if (number < this.from) return;
    if (number >= this.to) {
      if (reason === null || this.more >= MORE_REJECTS) return;
      this.more += 1;
      this.gapBefore(number);
    }
    this.items.push(make(number));
  }

  private gapBefore(record: number): void {
    const last = this.items.findLast((item) => item.record !== null);
    const next = (last?.record ?? this.from - 1) + 1;
    if (next >= record) return;
    const text = next === record - 1 ? `record ${next}` : `records ${next} to ${record - 1}`;
    this.items.push({ kind: 'gap', line: 0, offset: null, record: next, raw: text, cells: null, reason: null });
  }

  result(complete: boolean): Preview {
    return {
      items: this.items,
      records: this.records,
      complete,
      rejects: [...this.counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
    };
  }
}

async function previewText(path: string, settings: SourceSettings, options: PreviewOptions): Promise<Preview> {
  const source = await openContainer(path, settings.member);
  const sample = await sampleSource(source);
  const encoding = settings.encoding ?? 'utf-8';
  const newline = settings.newline ?? 'lf';
  const decoder = decoderFor(encoding, newline === 'cr' || newline === 'mixed');
  const mark = bomLength(encoding, sample.head);
  const bytes = sample.head.subarray(mark);
  const piece = sample.complete ? bytes : bytes.subarray(0, decoder.afterLastBreak(bytes) || bytes.length);
  const decoded = decoder.decode(piece);
  const text = Buffer.concat([decoded, Buffer.alloc(1)]);
  const scanner = new RecordScanner({
    dialect: dialectOf(settings),
    width: settings.columns.length > 0 ? settings.columns.length : null,
    rowsBefore: rowsBefore(settings),
    headerRows: settings.headerRow > 0 ? Math.max(1, settings.headerRows) : 0,
    host: textHost,
  });
  const shown = new Shown(options);
  const place = source.compression === 'none' ? new Offsets(text, encoding, decoder.identity, mark) : null;
  let end = 0;
  const item = (
    kind: PreviewItem['kind'],
    start: number,
    stop: number,
    line: number,
    record: number | null,
    reason: RejectReason | null,
    cells: boolean,
  ): PreviewItem => ({
    kind,
    line,
    offset: place?.at(start) ?? null,
    record,
    raw: cut(decodeUtf8(text.subarray(start, stop))),
    cells: cells ? cutCells(scanner.texts(text, start, stop)) : null,
    reason,
  });
  const between = (start: number, line: number): void => {
    if (!shown.here) return;
    for (const found of linesBetween(text, end, start, line))
      shown.items.push(item('skipped', found.start, found.end, found.line, null, null, false));
  };
  const sink: RecordSink = {
    before(_buf, start, stop, line, isHeader) {
      if (shown.fromStart) {
        between(start, line);
        shown.items.push(item(isHeader ? 'header' : 'before', start, stop, line, null, null, isHeader));
      }
      end = stop;
    },
    record(_buf, start, stop, _record, line) {
      between(start, line);
      shown.record(null, (number) => item('record', start, stop, line, number, null, true));
      end = stop;
    },
    reject(_buf, start, stop, _record, line, reason) {
      between(start, line);
      shown.record(reason, (number) => item('reject', start, stop, line, number, reason, true));
      end = stop;
    },
  };
  scanner.scan(text, decoded.length, sample.complete, sink);
  return shown.result(sample.complete);
}

/** The lines between two rows, empty ones and comments: what the scanner passed over. */
function linesBetween(
  text: Buffer,
  end: number,
  start: number,
  nextLine: number,
): { start: number; end: number; line: number }[] {
  const afterBreak = (at: number): number => {
    if (at >= start) return start;
    return text[at] === 13 && text[at + 1] === 10 ? at + 2 : at + 1;
  };
  const found: { start: number; end: number }[] = [];
  // What stands right after a row is its own line break.
  for (let at = end > 0 ? afterBreak(end) : 0; at < start;) {
    let stop = at;
    while (stop < start && text[stop] !== 10 && text[stop] !== 13) stop += 1;
    found.push({ start: at, end: stop });
    at = afterBreak(stop);
  }
  return found.map((each, i) => ({ ...each, line: nextLine - found.length + i }));
}

/** Offsets in the file of places in the decoded text; asked for in rising order. */
class Offsets {
  private last = 0;
  private bytes: number;

  constructor(
    private readonly text: Buffer,
    private readonly encoding: string,
    private readonly identity: boolean,
    private readonly mark: number,
  ) {
    this.bytes = mark;
  }

  at(place: number): number | null {
    if (this.identity) return this.mark + place;
    const between = this.text.subarray(this.last, place);
    this.bytes += iconv.encode(decodeUtf8(between), this.encoding, { addBOM: false }).length;
    this.last = place;
    return this.bytes;
  }
}

async function previewWorkbook(path: string, settings: SourceSettings, options: PreviewOptions): Promise<Preview> {
  const source = await openContainer(path, settings.member);
  const book = await Workbook.open(source.compression === 'none' ? path : await readWhole(source));
  const shown = new Shown(options);
  const raw = (cells: readonly (string | null)[]): string => cut(cells.map((cell) => cell ?? '').join('\t'));
  const base = { offset: null, record: null, reason: null };
  const sink: SheetRecords = {
    good: (line, cells) =>
      shown.record(null, (record) => ({
        ...base,
        kind: 'record',
        line,
        record,
        raw: raw(cells),
        cells: cutCells(cells),
      })),
    reject: (line, reason, cells) =>
      shown.record(reason, (record) => ({
        ...base,
        kind: 'reject',
        line,
        record,
        raw: raw(cells),
        cells: cutCells(cells),
        reason,
      })),
  };
  const { headerRow, skippedRows } = settings;
  const headerRows = headerRow > 0 ? Math.max(1, settings.headerRows) : 0;
  const pass = new SheetPass({ headerRow, headerRows, skippedRows, width: settings.columns.length }, sink);
  let complete = true;
  let seen = 0;
  try {
    for await (const batch of book.batches(settings.sheet ?? book.sheets[0]?.name ?? '')) {
      for (const row of batch) {
        const cells = Array.from(row.cells, (cell) => cell?.shown ?? null);
        if (row.row <= (headerRow > 0 ? headerRow : skippedRows) && shown.fromStart) {
          const isHeader = headerRow > 0 && row.row > headerRow - headerRows;
          const kind = isHeader ? 'header' : 'before';
          shown.items.push({
            ...base,
            kind,
            line: row.row,
            raw: raw(cells),
            cells: isHeader ? cutCells(cells) : null,
          });
        }
        pass.take(row);
        seen += 1;
      }
      if (seen >= MOST_ROWS) {
        complete = false;
        break;
      }
    }
    pass.end();
  } finally {
    book.close();
  }
  return shown.result(complete);
}

async function previewJson(path: string, settings: SourceSettings, options: PreviewOptions): Promise<Preview> {
  const source = await openContainer(path, settings.member);
  const sample = await sampleSource(source);
  const encoding = settings.encoding ?? 'utf-8';
  const bytes = sample.head.subarray(bomLength(encoding, sample.head));
  const decoded = decoderFor(encoding, false).decode(bytes);
  const text = Buffer.concat([decoded, Buffer.alloc(1)]);
  const shown = new Shown(options);
  const headers = settings.columns.map((column) => column.header);
  const shape = jsonShape(decoded, sample.complete);
  if (shape === null) return shown.result(sample.complete);
  new JsonSplitter(shape, settings.sheet).scan(
    text,
    decoded.length,
    (start, end, line) => {
      const raw = decodeUtf8(text.subarray(start, end));
      const members = readableMembers(raw);
      const item = { line, offset: null, raw: cut(raw) };
      if (members === null) {
        const reason = 'unreadable value';
        shown.record(reason, (record) => ({ ...item, kind: 'reject', record, cells: null, reason }));
      } else {
        const cells = cutCells(headers.map((header) => members.get(header) ?? null));
        shown.record(null, (record) => ({ ...item, kind: 'record', record, cells, reason: null }));
      }
    },
    sample.complete,
  );
  return shown.result(sample.complete);
}

async function previewParquet(path: string, settings: SourceSettings, options: PreviewOptions): Promise<Preview> {
  const rows =
    settings.compression === 'none'
      ? await parquetRows(path, settings, (options.from ?? 1) + options.count)
      : await sampleRows(path, settings);
  const shown = new Shown(options);
  for (const row of rows)
    shown.record(null, (record) => ({
      kind: 'record',
      line: record,
      offset: null,
      record,
      raw: cut(row.map((cell) => cell ?? '').join('\t')),
      cells: cutCells(row),
      reason: null,
    }));
  return shown.result(false);
}

/** The first rows of a Parquet file, read in place. */
export async function parquetRows(path: string, settings: SourceSettings, most: number): Promise<(string | null)[][]> {
  const engine = await IntakeEngine.open(null);
  try {
    const columns = settings.columns.map((c) => sql`${ident(c.header)}::VARCHAR`);
    if (columns.length === 0) return [];
    const rows = await engine.run(
      sql`SELECT ${join(columns)} FROM read_parquet(${literal(enginePath(path))}, hive_partitioning=false) LIMIT ${literal(String(Math.trunc(most)))}::BIGINT`,
    );
    return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
  } finally {
    engine.close();
  }
}
