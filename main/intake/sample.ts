/** Enough of a source to judge it: all of a small one; of a large one the beginning and places further on. */
import fs from 'node:fs';
import { openFile } from './byte-source.ts';
import { readUpTo, type Container } from './container.ts';

export interface ByteSample {
  readonly head: Buffer;
  /** Whether `head` is the whole source, unpacked. */
  readonly complete: boolean;
  /** From deeper in the source, in order; they begin and end anywhere, at even offsets. */
  readonly pieces: readonly Buffer[];
}

/** A source of at most this many bytes, unpacked, is looked at whole. */
export const WHOLE_BYTES = 32 * 1024 * 1024;
const HEAD_BYTES = 1024 * 1024;
const PIECE_BYTES = 64 * 1024;
const PIECES = 24;

export async function sampleSource(source: Container): Promise<ByteSample> {
  if (source.compression === 'none' && source.bytes > WHOLE_BYTES) return samplePlaces(source);
  const { bytes, complete } = await readUpTo(source, WHOLE_BYTES);
  if (complete) return { head: bytes, complete, pieces: [] };
  const pieces = places(bytes.length).map((at) => bytes.subarray(at, at + PIECE_BYTES));
  return { head: bytes.subarray(0, HEAD_BYTES), complete, pieces };
}

function places(size: number): number[] {
  const step = 2 * Math.floor((size - HEAD_BYTES - PIECE_BYTES) / (PIECES - 1) / 2);
  return Array.from({ length: PIECES }, (_, i) => HEAD_BYTES + i * step);
}

function samplePlaces(source: Container): ByteSample {
  const fd = openFile(source.path);
  try {
    const read = (at: number, size: number): Buffer => {
      const buffer = Buffer.alloc(size);
      return buffer.subarray(0, fs.readSync(fd, buffer, 0, size, at));
    };
    return {
      head: read(0, HEAD_BYTES),
      complete: false,
      pieces: places(source.bytes).map((at) => read(at, PIECE_BYTES)),
    };
  } finally {
    fs.closeSync(fd);
  }
}
