/** The rejects of one source, written as they are found; the engine makes a Parquet file of them at the end. */
import type { Reject } from '../../shared/intake/settings.ts';
import { csvCell } from './csv-bytes.ts';
import { BufferedFile } from './numbered-csv.ts';

/** How many rejects are handed back at once, for a first look. */
const SAMPLE = 20;
/** Raw text kept of one reject, in UTF-16 units; only a reject for its length can have more. */
const MOST_RAW = 1_000_000;

export class RejectList {
  private file: BufferedFile | null = null;
  readonly sample: Reject[] = [];
  count = 0;

  constructor(readonly path: string) {}

  add(reject: Reject): void {
    this.file ??= new BufferedFile(this.path);
    this.count += 1;
    const raw = reject.raw.length > MOST_RAW ? `${reject.raw.slice(0, MOST_RAW)}…` : reject.raw;
    if (this.sample.length < SAMPLE) this.sample.push({ ...reject, raw });
    const cells = [String(reject.record), String(reject.line), reject.column, reject.reason, raw];
    this.file.text(`${cells.map((cell) => csvCell(cell, ',')).join(',')}\n`);
  }

  close(): void {
    this.file?.close();
  }
}
