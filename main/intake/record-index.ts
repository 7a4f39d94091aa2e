/**
 * The way back from a record number to its raw text. An index file has points (record, line, offset): the places where
 * a record begins, about one per megabyte. Offsets are into the source itself where it can be read from the middle;
 * else (packed files, workbooks) into blocks of raw text that the index file keeps, deflated.
 *
 * Layout: magic, blocks, points as little-endian doubles in threes, a JSON head, its length as a 32-bit number.
 */
import fs from 'node:fs';
import zlib from 'node:zlib';
import { z } from 'zod';
import { WaybillError } from '../../shared/errors.ts';
import { writeAll } from './numbered-csv.ts';

const MAGIC = Buffer.from('WBINDEX1', 'latin1');

const headSchema = z.object({
  /** Where the offsets lead: into the source file, or to blocks in this file. */
  target: z.enum(['source', 'blocks']),
  points: z.number().int().min(0),
  records: z.number().int().min(0),
  width: z.number().int().min(0),
  trailing: z.boolean(),
});
export type IndexHead = z.infer<typeof headSchema>;

/** A record begins here. */
export interface IndexPoint {
  /** Number of the first record at or after this point. */
  readonly record: number;
  readonly line: number;
  readonly offset: number;
}

export class IndexWriter {
  private readonly fd: number;
  private readonly points: number[] = [];
  private offset = MAGIC.length;
  private open = true;

  constructor(
    readonly path: string,
    readonly target: IndexHead['target'],
  ) {
    this.fd = fs.openSync(path, 'w', 0o600);
    writeAll(this.fd, MAGIC);
  }

  /** @param offset of the source; of no meaning where blocks are kept */
  point(record: number, line: number, offset: number): void {
    this.points.push(record, line, offset);
  }

  /** Keeps the raw text of the records from `record` on. */
  block(record: number, line: number, bytes: Uint8Array): void {
    const packed = zlib.deflateRawSync(bytes, { level: 1 });
    writeAll(this.fd, packed);
    this.points.push(record, line, this.offset);
    this.offset += packed.length;
  }

  finish(head: Pick<IndexHead, 'records' | 'width' | 'trailing'>): void {
    if (this.target === 'blocks') this.points.push(head.records + 1, 0, this.offset);
    const points = Float64Array.from(this.points);
    writeAll(this.fd, Buffer.from(points.buffer));
    const json = Buffer.from(JSON.stringify({ ...head, target: this.target, points: points.length / 3 }), 'utf8');
    const size = Buffer.alloc(4);
    size.writeUInt32LE(json.length);
    writeAll(this.fd, Buffer.concat([json, size]));
    this.close();
  }

  close(): void {
    if (this.open) fs.closeSync(this.fd);
    this.open = false;
  }
}

export interface RecordIndex extends IndexHead {
  /** The last point at or before a record, and the offset of the point after it (null = none). */
  locate(record: number): { readonly point: IndexPoint; readonly until: number | null } | null;
  /** The first point. */
  first(): { readonly point: IndexPoint; readonly until: number | null } | null;
  /** Where the block after the one at `offset` ends; null = there is none. */
  after(offset: number): number | null;
  /** The raw text kept in the block at `offset`. */
  readBlock(offset: number, until: number): Buffer;
  close(): void;
}

/** @throws WaybillError 'intake/index-damaged' */
export function openIndex(path: string): RecordIndex {
  let fd: number;
  try {
    fd = fs.openSync(path, 'r');
  } catch (cause) {
    throw damaged(path, cause);
  }
  try {
    const size = fs.fstatSync(fd).size;
    const tail = read(fd, Math.max(0, size - 4), 4);
    const headSize = tail.length === 4 ? tail.readUInt32LE() : 0;
    if (headSize === 0 || headSize > size) throw new RangeError('No head.');
    const head = headSchema.parse(JSON.parse(read(fd, size - 4 - headSize, headSize).toString('utf8')));
    const pointBytes = read(fd, size - 4 - headSize - head.points * 24, head.points * 24);
    const points = new Float64Array(
      pointBytes.buffer.slice(pointBytes.byteOffset, pointBytes.byteOffset + pointBytes.length),
    );
    const pointAt = (i: number): { point: IndexPoint; until: number | null } => ({
      point: { record: points[i * 3]!, line: points[i * 3 + 1]!, offset: points[i * 3 + 2]! },
      until: i + 1 < head.points ? points[(i + 1) * 3 + 2]! : null,
    });
    return {
      ...head,
      first: () => (head.points > 0 ? pointAt(0) : null),
      after(offset) {
        for (let i = 0; i < head.points; i += 1) if (points[i * 3 + 2] === offset) return pointAt(i).until;
        return null;
      },
      locate(record) {
        if (record < 1 || record > head.records || head.points === 0) return null;
        let low = 0;
        let high = head.points - 1;
        while (low < high) {
          const middle = (low + high + 1) >> 1;
          if (points[middle * 3]! <= record) low = middle;
          else high = middle - 1;
        }
        const found = pointAt(low);
        return found.point.record > record ? null : found;
      },
      readBlock: (offset, until) => zlib.inflateRawSync(read(fd, offset, until - offset)),
      close: () => fs.closeSync(fd),
    };
  } catch (cause) {
    fs.closeSync(fd);
    throw damaged(path, cause);
  }
}

function read(fd: number, position: number, length: number): Buffer {
  const out = Buffer.alloc(length);
  const n = fs.readSync(fd, out, 0, length, position);
  return out.subarray(0, n);
}

const damaged = (path: string, cause: unknown): WaybillError =>
  new WaybillError(
    'intake/index-damaged',
    'The index of this source is missing or damaged. Rebuild the case to make it anew.',
    { cause, place: { file: path } },
  );
