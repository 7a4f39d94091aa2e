/** One pass over a sheet of a workbook: its records as rows of text. */
import fs from 'node:fs';
import { isTotalsOrFooter } from '../../shared/intake/footers.ts';
import { WaybillError } from '../../shared/errors.ts';
import { assertUnchanged, hashFile, openFile } from './byte-source.ts';
import { emptyFile } from './errors.ts';
import { Pacer, type ScanHooks } from './pacer.ts';
import { RowWriter } from './row-writer.ts';
import type { JobFiles, ScanOutcome } from './scan.ts';
import { Workbook, type SheetRow } from './xlsx-workbook.ts';

export interface WorkbookJob extends JobFiles {
  readonly kind: 'xlsx';
  /** Null = the first one. */
  readonly sheet: string | null;
  /** Row of the sheet that holds the (last) header row; 0 = none. */
  readonly headerRow: number;
  readonly headerRows: number;
  readonly skippedRows: number;
  /** Number of columns; 0 = as many as the header has cells. */
  readonly width: number;
}

type Cells = (string | null)[];

/** What a cell takes in the sheet's XML besides its text, roughly; only for progress. */
const CELL_OVERHEAD = 32;

/** @throws WaybillError 'intake/no-such-sheet', 'intake/workbook-…', … */
export async function scanWorkbook(job: WorkbookJob, hooks: ScanHooks = {}): Promise<ScanOutcome> {
  const fd = openFile(job.path);
  const rows = new RowWriter(job);
  let workbook: Workbook | undefined;
  try {
    const before = fs.fstatSync(fd);
    if (before.size === 0) throw emptyFile(job.path);
    const sha256 = hashFile(job.path, fd, before.size);
    workbook = await Workbook.open(job.path);
    const info = job.sheet === null ? workbook.sheets[0] : workbook.sheets.find((s) => s.name === job.sheet);
    if (!info) {
      throw new WaybillError('intake/no-such-sheet', `The workbook has no sheet “${job.sheet ?? ''}”.`, {
        place: { file: job.path },
      });
    }
    const sheet = new SheetPass(job, rows);
    const pacer = new Pacer(hooks, 'Reading the workbook');
    let seen = 0;
    for await (const batch of workbook.batches(info.name)) {
      for (const row of batch) seen += sheet.take(row);
      const share = Math.min(0.99, seen / Math.max(1, info.bytes));
      await pacer.step(() => ({ bytes: before.size * share, totalBytes: before.size, rows: rows.records }));
    }
    sheet.end();
    rows.finish(sheet.width);
    assertUnchanged(job.path, fd, before);
    return {
      finished: true,
      sha256,
      bytes: before.size,
      records: rows.records,
      rejected: rows.rejected,
      sample: rows.sample,
      header: sheet.header,
      width: sheet.width,
      longest: rows.longest,
      delimiter: rows.delimiter,
    };
  } finally {
    rows.close();
    workbook?.close();
    fs.closeSync(fd);
  }
}

/** How many rows are looked at to find the columns of a sheet whose header does not name them all. */
const LOOKAHEAD = 200;

/** Takes the records of a sheet. */
export type SheetRecords = Pick<RowWriter, 'good' | 'reject'>;

export class SheetPass {
  header: string[] = [];
  private readonly headerRows: Cells[] = [];
  /** Sheet columns (from 0) of the table's columns; null until known. */
  private columns: number[] | null = null;
  private waiting: SheetRow[] = [];

  constructor(
    private readonly job: Pick<WorkbookJob, 'headerRow' | 'headerRows' | 'skippedRows' | 'width'>,
    private readonly rows: SheetRecords,
  ) {}

  get width(): number {
    return this.columns?.length ?? 0;
  }

  /** @returns roughly the bytes of XML that the row took */
  take(row: SheetRow): number {
    let size = 0;
    for (const cell of row.cells) if (cell) size += CELL_OVERHEAD + (cell.shown?.length ?? 0);
    const { headerRow, headerRows, skippedRows } = this.job;
    if (row.row <= headerRow) {
      if (row.row > headerRow - headerRows) this.headerRows.push(shown(row));
    } else if (headerRow > 0 || row.row > skippedRows) {
      if (this.columns) this.record(row, this.columns);
      else {
        this.waiting.push(row);
        if (this.waiting.length >= LOOKAHEAD || this.headerIsEnough()) this.settle();
      }
    }
    return size;
  }

  end(): void {
    if (!this.columns) this.settle();
  }

  private named(): number[] {
    const named = new Set<number>();
    for (const row of this.headerRows) row.forEach((text, i) => isFilled(text) && named.add(i));
    return [...named].sort((a, b) => a - b);
  }

  private headerIsEnough(): boolean {
    const named = this.named().length;
    return named > 0 && (this.job.width === 0 || named === this.job.width);
  }

  /** Decides which columns of the sheet the table has, and lets the rows through that waited for it. */
  private settle(): void {
    const columns = new Set(this.named());
    if (columns.size === 0 || columns.size < this.job.width) {
      const used = new Set<number>();
      for (const row of this.waiting) shown(row).forEach((text, i) => isFilled(text) && used.add(i));
      const wanted = this.job.width === 0 ? Infinity : this.job.width;
      for (const i of [...used].sort((a, b) => a - b)) if (columns.size < wanted) columns.add(i);
      for (let i = 0; columns.size < this.job.width; i += 1) columns.add(i);
    }
    let found = [...columns].sort((a, b) => a - b);
    if (this.job.width > 0) found = found.slice(0, this.job.width);
    this.columns = found;
    this.header = found.map((i) =>
      this.headerRows
        .map((row) => (row[i] ?? '').trim())
        .filter((text) => text !== '')
        .join(' '),
    );
    for (const row of this.waiting) this.record(row, found);
    this.waiting = [];
  }

  private record(row: SheetRow, columns: readonly number[]): void {
    const all = shown(row);
    const cells: Cells = [];
    let filled = 0;
    for (const i of columns) {
      const text = all[i] ?? null;
      if (isFilled(text)) filled += 1;
      cells.push(text);
    }
    let others = -filled;
    for (const text of all) if (isFilled(text)) others += 1;
    if (filled === 0 && others === 0) return;
    if (isTotalsOrFooter(all, columns.length)) this.rows.reject(row.row, 'totals or footer', all);
    else if (others > 0) {
      const outside = all.findIndex((text, i) => isFilled(text) && !columns.includes(i));
      this.rows.reject(row.row, 'too many fields', all, columnLetters(outside));
    } else if (this.isHeaderAgain(all)) this.rows.reject(row.row, 'repeated header', all);
    else this.rows.good(row.row, cells);
  }

  private isHeaderAgain(cells: Cells): boolean {
    return this.headerRows.some((header) => {
      let same = 0;
      const length = Math.max(header.length, cells.length);
      for (let i = 0; i < length; i += 1) {
        const name = (header[i] ?? '').trim();
        if (name !== (cells[i] ?? '').trim()) return false;
        if (name !== '') same += 1;
      }
      return same > 0;
    });
  }
}

function isFilled(text: string | null | undefined): boolean {
  if (text == null || text === '') return false;
  const first = text.charCodeAt(0);
  // Most texts begin with a letter or digit: then there is nothing to trim.
  return (first > 0x20 && first < 0x1680 && first !== 0xa0) || text.trim() !== '';
}

/** The texts of a row by sheet column, holes as null. */
function shown(row: SheetRow): Cells {
  const out: Cells = [];
  for (let i = 0; i < row.cells.length; i += 1) out.push(row.cells[i]?.shown ?? null);
  return out;
}

/** `A`, `B`, …, `AA` for 0, 1, …, 26. */
function columnLetters(index: number): string {
  let out = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) out = String.fromCharCode(65 + ((n - 1) % 26)) + out;
  return out;
}
