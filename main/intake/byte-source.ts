/** The bytes of a source file, unpacked where it is compressed, with the SHA-256 of the file itself. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { ZstdErrorCode } from 'fzstd';
import { WaybillError } from '../../shared/errors.ts';
import type { Compression } from '../../shared/intake/settings.ts';
import { isDiskFull, isFolder, readingFailed, truncated } from './errors.ts';
import { unzstd } from './zstd.ts';
import { openMember } from './zip-member.ts';

export interface ByteSource {
  /** Size of the file on disk. */
  readonly fileBytes: number;
  /** How many bytes of the file were read so far. */
  readonly position: number;
  /** Fills `into` from its start; 0 = the end. */
  read(into: Buffer): number | Promise<number>;
  /** SHA-256 of the file, in hex; only after the end was reached. */
  sha256(): Promise<string>;
  close(): void;
}

const READ_SIZE = 1024 * 1024;
/** Unpacked sizes below this are never a bomb; above it a ratio beyond `BOMB_RATIO` is one. */
const BOMB_FLOOR = 128 * 1024 * 1024;
const BOMB_RATIO = 400;

/** @throws WaybillError 'intake/not-found', 'intake/unreadable', 'intake/folder', 'intake/not-a-file', 'intake/truncated', 'intake/bomb' */
export async function openBytes(path: string, compression: Compression, member: string | null): Promise<ByteSource> {
  const fd = openFile(path);
  try {
    const stat = fs.fstatSync(fd);
    if (compression === 'none') return plainSource(path, fd, stat);
    return await packedSource(path, fd, stat, compression, member);
  } catch (thrown) {
    fs.closeSync(fd);
    throw thrown;
  }
}

/** Opens a regular file for reading. */
export function openFile(path: string): number {
  let fd: number;
  try {
    // Not blocking: opening a named pipe would wait for a writer.
    fd = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
  } catch (thrown) {
    throw readingFailed(path, thrown);
  }
  const stat = fs.fstatSync(fd);
  if (stat.isFile()) return fd;
  fs.closeSync(fd);
  throw stat.isDirectory()
    ? isFolder(path)
    : new WaybillError(
        'intake/not-a-file',
        'This is not an ordinary file (a device or a pipe). Copy its content to a file and add that.',
        { place: { file: path } },
      );
}

/** Throws where the file is not the one that was opened any more. */
export function assertUnchanged(path: string, fd: number, before: fs.Stats): void {
  let now: fs.Stats;
  try {
    now = fs.statSync(path);
  } catch (cause) {
    throw new WaybillError(
      'intake/source-vanished',
      'The file disappeared while it was being read. Put it back, then add it again.',
      { cause, place: { file: path } },
    );
  }
  const same = [now, fs.fstatSync(fd)].every(
    (s) => s.size === before.size && s.mtimeMs === before.mtimeMs && s.ino === before.ino,
  );
  if (!same) throw changed(path);
}

const changed = (path: string): WaybillError =>
  new WaybillError(
    'intake/source-changed',
    'The file changed while it was being read. Wait until it is complete, then add it again.',
    { place: { file: path } },
  );

function plainSource(path: string, fd: number, before: fs.Stats): ByteSource {
  const hash = createHash('sha256');
  let position = 0;
  let open = true;
  return {
    fileBytes: before.size,
    get position() {
      return position;
    },
    read(into) {
      let n: number;
      try {
        n = fs.readSync(fd, into, 0, into.length, position);
      } catch (thrown) {
        throw readingFailed(path, thrown);
      }
      if (n > 0) hash.update(into.subarray(0, n));
      position += n;
      if (position > before.size) throw changed(path);
      return n;
    },
    async sha256() {
      if (position !== before.size) throw changed(path);
      assertUnchanged(path, fd, before);
      return hash.digest('hex');
    },
    close() {
      if (open) fs.closeSync(fd);
      open = false;
    },
  };
}

async function packedSource(
  path: string,
  fd: number,
  before: fs.Stats,
  compression: Compression,
  member: string | null,
): Promise<ByteSource> {
  const tap = { position: 0 };
  const stream =
    compression === 'zip' ? await openMember(path, member, tap) : unpackStream(path, fd, before, compression, tap);
  const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let left: Buffer = Buffer.alloc(0);
  let unpacked = 0;
  let open = true;
  return {
    fileBytes: before.size,
    get position() {
      return Math.min(tap.position, before.size);
    },
    async read(into) {
      let filled = 0;
      while (filled < into.length) {
        if (left.length === 0) {
          const step = await iterator.next().catch((thrown: unknown) => {
            throw unpackingFailed(path, thrown);
          });
          if (step.done) break;
          left = step.value;
          unpacked += left.length;
          if (unpacked > BOMB_FLOOR && unpacked > tap.position * BOMB_RATIO) throw bomb(path);
        }
        const n = left.copy(into, filled);
        left = left.subarray(n);
        filled += n;
      }
      return filled;
    },
    async sha256() {
      const digest = hashFile(path, fd, before.size);
      assertUnchanged(path, fd, before);
      return digest;
    },
    close() {
      stream.destroy();
      if (open) fs.closeSync(fd);
      open = false;
    },
  };
}

function unpackStream(
  path: string,
  fd: number,
  before: fs.Stats,
  compression: Compression,
  tap: { position: number },
): Readable {
  if (before.size === 0) throw truncated(path);
  const file = fs.createReadStream(path, { fd, autoClose: false, start: 0, highWaterMark: READ_SIZE });
  file.on('data', (chunk) => {
    tap.position += chunk.length;
  });
  if (compression === 'gzip') {
    const gunzip = zlib.createGunzip({ chunkSize: READ_SIZE });
    file.on('error', (thrown) => gunzip.destroy(thrown));
    return file.pipe(gunzip);
  }
  const stream = unzstd();
  file.on('error', (thrown) => stream.destroy(thrown));
  return file.pipe(stream);
}

/** SHA-256 of an open file, in hex. */
export function hashFile(path: string, fd: number, size: number): string {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(READ_SIZE);
  let position = 0;
  for (;;) {
    const n = fs.readSync(fd, block, 0, block.length, position);
    if (n === 0) break;
    position += n;
    hash.update(block.subarray(0, n));
  }
  if (position !== size) throw changed(path);
  return hash.digest('hex');
}

function unpackingFailed(path: string, thrown: unknown): unknown {
  if (thrown instanceof WaybillError || isDiskFull(thrown)) return thrown;
  const { code = '', cause } = thrown as { code?: string; cause?: { code?: unknown } };
  if (code === 'Z_BUF_ERROR' || cause?.code === ZstdErrorCode.UnexpectedEOF) return truncated(path, thrown);
  if (code.startsWith('Z_') || code.startsWith('ZSTD_')) {
    return new WaybillError(
      'intake/damaged-archive',
      'The compressed data is damaged and cannot be unpacked. Get the file again from its sender.',
      { cause: thrown, place: { file: path } },
    );
  }
  return readingFailed(path, thrown);
}

const bomb = (path: string): WaybillError =>
  new WaybillError(
    'intake/bomb',
    'The file unpacks to hundreds of times its size, as a decompression bomb does. If you trust it, unpack it yourself and add the result.',
    { place: { file: path } },
  );
