/**
 * Takes the records of a source that is no delimited text (a workbook, JSON) one by one: good ones go to the engine's
 * text, bad ones to the list of rejects, and the raw text of all into the index.
 */
import type { Reject, RejectReason } from '../../shared/intake/settings.ts';
import { BufferedFile, csvCell } from './numbered-csv.ts';
import { IndexWriter } from './record-index.ts';
import { RejectList } from './reject-list.ts';
import type { JobFiles } from './scan.ts';

/** Raw text gathered before a block of the index is written. */
const BLOCK = 512 * 1024;

export class RowWriter {
  readonly delimiter = ',';
  records = 0;
  longest = 0;
  private readonly text: BufferedFile | null;
  private readonly list: RejectList;
  private readonly index: IndexWriter;
  private block: string[] = [];
  private blockSize = 0;
  private blockStart = { record: 1, line: 1 };

  constructor(files: JobFiles) {
    this.text = files.textOut === null ? null : new BufferedFile(files.textOut);
    this.list = new RejectList(files.rejectsOut);
    this.index = new IndexWriter(files.indexOut, 'blocks');
  }

  get rejected(): number {
    return this.list.count;
  }

  get sample(): readonly Reject[] {
    return this.list.sample;
  }

  /** @param raw the record's raw text as cells of the index; by default its cells */
  good(line: number, cells: readonly (string | null)[], raw?: readonly string[]): void {
    this.records += 1;
    const row = this.csv(cells);
    this.text?.text(`${this.records},${row}\n`);
    if (row.length > this.longest) this.longest = row.length;
    this.remember(line, raw === undefined ? row : this.csv(raw));
  }

  reject(line: number, reason: RejectReason, raw: readonly (string | null)[], column: string | null = null): void {
    this.records += 1;
    const text = raw.map((cell) => cell ?? '').join('\t');
    this.list.add({ record: this.records, line, column, reason, raw: text });
    this.remember(line, this.csv(raw));
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

  private csv(cells: readonly (string | null)[]): string {
    let out = '';
    for (let i = 0; i < cells.length; i += 1) out += (i === 0 ? '' : ',') + csvCell(cells[i] ?? null, ',');
    return out;
  }

  private remember(line: number, row: string): void {
    if (this.block.length === 0) this.blockStart = { record: this.records, line };
    this.block.push(`${line},${row}\n`);
    this.blockSize += row.length;
    if (this.blockSize >= BLOCK) this.flushBlock();
  }

  private flushBlock(): void {
    if (this.block.length === 0) return;
    this.index.block(this.blockStart.record, this.blockStart.line, Buffer.from(this.block.join(''), 'utf8'));
    this.block = [];
    this.blockSize = 0;
  }
}
