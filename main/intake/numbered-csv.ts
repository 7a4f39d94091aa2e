/** Plain CSV written by Waybill for its own engine: one canonical dialect, whatever the source had. */
import fs from 'node:fs';
import { CsvBytes } from './csv-bytes.ts';

const FLUSH_AT = 1024 * 1024;

/** A file written through one buffer, synchronously: writers run in a worker or once per chunk. */
export class BufferedFile {
  private readonly fd: number;
  private buffer = Buffer.allocUnsafe(FLUSH_AT + 64 * 1024);
  private used = 0;
  private open = true;
  /** Bytes written so far, buffered ones included. */
  length = 0;

  constructor(readonly path: string) {
    this.fd = fs.openSync(path, 'w', 0o600);
  }

  bytes(source: Uint8Array, start: number, end: number): void {
    const size = end - start;
    if (this.used + size > this.buffer.length) {
      this.flush();
      if (size > this.buffer.length) {
        writeAll(this.fd, source.subarray(start, end));
        this.length += size;
        return;
      }
    }
    this.buffer.set(source.subarray(start, end), this.used);
    this.used += size;
    this.length += size;
  }

  text(text: string): void {
    if (text.length * 3 > this.buffer.length - this.used) {
      const bytes = Buffer.from(text, 'utf8');
      this.bytes(bytes, 0, bytes.length);
      return;
    }
    const n = this.buffer.write(text, this.used, 'utf8');
    this.used += n;
    this.length += n;
  }

  byte(value: number): void {
    if (this.used === this.buffer.length) this.flush();
    this.buffer[this.used] = value;
    this.used += 1;
    this.length += 1;
  }

  /** A non-negative whole number, in digits. */
  number(value: number): void {
    if (this.used + 20 > this.buffer.length) this.flush();
    let digits = 1;
    for (let limit = 10; value >= limit; limit *= 10) digits += 1;
    let rest = value;
    for (let i = this.used + digits - 1; i >= this.used; i -= 1) {
      const quotient = Math.floor(rest / 10);
      this.buffer[i] = 48 + (rest - quotient * 10);
      rest = quotient;
    }
    this.used += digits;
    this.length += digits;
  }

  flush(): void {
    writeAll(this.fd, this.buffer.subarray(0, this.used));
    this.used = 0;
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    try {
      this.flush();
    } finally {
      fs.closeSync(this.fd);
    }
  }
}

/** Writes every byte: a single write may be short. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += fs.writeSync(fd, bytes, done, bytes.length - done);
}

/** Records with their numbers in the first column, in UTF-8, `"` quoting, LF. */
export class NumberedCsv {
  private readonly file: BufferedFile;
  private readonly row: CsvBytes;
  rows = 0;
  /** Longest row in bytes. */
  longest = 0;

  constructor(
    path: string,
    readonly delimiter: string,
  ) {
    this.file = new BufferedFile(path);
    this.row = new CsvBytes(delimiter);
  }

  /** The bytes of a record that reads the same in this dialect. */
  copy(record: number, buf: Uint8Array, start: number, end: number): void {
    const { file } = this;
    file.number(record);
    file.text(this.delimiter);
    file.bytes(buf, start, end);
    file.byte(10);
    this.rows += 1;
    if (end - start > this.longest) this.longest = end - start;
  }

  /** Cells; fewer than `width` are filled up with null (for kinds where a missing cell is no damage). */
  cells(record: number, cells: readonly (string | null)[], width = cells.length): void {
    const { row } = this;
    row.clear();
    row.cells(cells, width);
    this.copy(record, row.bytes, 0, row.used);
  }

  close(): void {
    this.file.close();
  }
}
