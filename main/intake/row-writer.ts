/**
 * Takes the records of a source that is no delimited text (a workbook, JSON) one by one: good ones go to the engine's
 * text, bad ones to the list of rejects, and the raw text of all into the index.
 */
import type { Reject, RejectReason } from '../../shared/intake/settings.ts';
import { CsvBytes } from './csv-bytes.ts';
import { NumberedCsv } from './numbered-csv.ts';
import { IndexWriter } from './record-index.ts';
import { RejectList } from './reject-list.ts';
import type { JobFiles } from './scan.ts';

const LF = 10;

/** Raw text, in bytes, gathered before a block of the index is written. */
const BLOCK = 512 * 1024;

export class RowWriter {
  readonly delimiter = ',';
  records = 0;
  private readonly text: NumberedCsv | null;
  private readonly list: RejectList;
  private readonly index: IndexWriter;
  private readonly row = new CsvBytes(this.delimiter);
  private readonly block = new CsvBytes(this.delimiter);
  private blockStart = { record: 1, line: 1 };

  constructor(files: JobFiles) {
    this.text = files.textOut === null ? null : new NumberedCsv(files.textOut, this.delimiter);
    this.list = new RejectList(files.rejectsOut);
    this.index = new IndexWriter(files.indexOut, 'blocks');
  }

  get rejected(): number {
    return this.list.count;
  }

  get sample(): readonly Reject[] {
    return this.list.sample;
  }

  /** Bytes of the longest good record. */
  get longest(): number {
    return this.text?.longest ?? 0;
  }

  /** @param raw the record's raw text as cells of the index; by default its cells */
  good(line: number, cells: readonly (string | null)[], raw?: readonly string[]): void {
    this.records += 1;
    this.row.clear();
    this.row.cells(cells);
    this.text?.copy(this.records, this.row.bytes, 0, this.row.used);
    this.remember(line, raw);
  }

  reject(line: number, reason: RejectReason, raw: readonly (string | null)[], column: string | null = null): void {
    this.records += 1;
    const text = raw.map((cell) => cell ?? '').join('\t');
    this.list.add({ record: this.records, line, column, reason, raw: text });
    this.remember(line, raw);
  }

  finish(width: number): void {
    this.flushBlock();
    this.index.finish({ records: this.records, width, trailing: false });
    this.close();
  }

  close(): void {
    this.text?.close();
    this.list.close();
    this.index.close();
  }

  /** @param raw by default what lies in `row` */
  private remember(line: number, raw: readonly (string | null)[] | undefined): void {
    const { block } = this;
    if (block.used === 0) this.blockStart = { record: this.records, line };
    block.text(`${line},`);
    if (raw === undefined) block.copy(this.row);
    else block.cells(raw);
    block.byte(LF);
    if (block.used >= BLOCK) this.flushBlock();
  }

  private flushBlock(): void {
    if (this.block.used === 0) return;
    this.index.block(this.blockStart.record, this.blockStart.line, this.block.bytes.subarray(0, this.block.used));
    this.block.clear();
  }
}
