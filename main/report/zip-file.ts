/**
 * A ZIP archive written as it grows: one entry after the other, each deflated by zlib's own threads. The sizes and the
 * checksum are patched into the local header when an entry ends, so there are no data descriptors and no ZIP64 records:
 * spreadsheet programs are picky about both.
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { once } from 'node:events';
import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { WaybillError } from '../../shared/errors.ts';

/** What fits the 32-bit fields of an archive without ZIP64. */
const LIMIT = 0xffff_ffff;
/** Version 2.0: deflate. */
const VERSION = 20;
/** Bit 11: names are UTF-8. */
const FLAGS = 0x0800;
/** 1980-01-01 00:00: archives of the same data are the same bytes. */
const DOS_DATE = 0x0021;
const LOCAL_HEADER = 30;
/** Text is handed to zlib in pieces of about this many characters. */
const BATCH = 1 << 16;

interface Finished {
  readonly name: Buffer;
  readonly crc: number;
  readonly packed: number;
  readonly plain: number;
  readonly offset: number;
}

export class ZipFile {
  readonly #file: FileHandle;
  readonly #entries: Finished[] = [];
  #position = 0;
  #open = false;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Makes the file, which must not exist. */
  static async create(path: string): Promise<ZipFile> {
    return new ZipFile(await open(path, 'wx'));
  }

  /** Begins an entry; the one before must have ended. */
  async entry(name: string): Promise<ZipEntry> {
    if (this.#open) throw new Error('The entry before has not ended.');
    this.#open = true;
    const offset = this.#position;
    const bytes = Buffer.from(name, 'utf8');
    await this.#append(localHeader({ name: bytes, crc: 0, packed: 0, plain: 0, offset }));
    const start = this.#position;
    return new ZipEntry(
      (chunk) => this.#append(chunk),
      async (crc, plain) => {
        const done: Finished = { name: bytes, crc, packed: this.#position - start, plain, offset };
        const header = localHeader(done);
        await this.#file.write(header, 0, header.length, offset);
        this.#entries.push(done);
        this.#open = false;
      },
    );
  }

  /** Writes the directory, waits until all is on disk, and closes. */
  async finish(): Promise<void> {
    const start = this.#position;
    for (const entry of this.#entries) await this.#append(centralHeader(entry));
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.#entries.length, 8);
    end.writeUInt16LE(this.#entries.length, 10);
    end.writeUInt32LE(this.#position - start, 12);
    end.writeUInt32LE(start, 16);
    await this.#append(end);
    await this.#file.sync();
    await this.#file.close();
  }

  /** Closes without a directory: the file is not an archive. For use after a failure. */
  async abandon(): Promise<void> {
    await this.#file.close();
  }

  async #append(bytes: Buffer): Promise<void> {
    if (this.#position + bytes.length > LIMIT)
      throw new WaybillError(
        'export/too-large',
        'The workbook would be larger than 4 GB, which no spreadsheet program opens. Export it as Parquet or CSV instead.',
      );
    let written = 0;
    while (written < bytes.length) {
      const step = await this.#file.write(bytes, written, bytes.length - written, this.#position + written);
      written += step.bytesWritten;
    }
    this.#position += bytes.length;
  }
}

/** One entry that is being written. */
export class ZipEntry {
  readonly #deflate: DeflateRaw = createDeflateRaw({ level: 6 });
  readonly #pump: Promise<void>;
  readonly #ended: (crc: number, plain: number) => Promise<void>;
  #pending: string[] = [];
  #pendingLength = 0;
  #crc = 0;
  #plain = 0;
  #failure: unknown;

  constructor(append: (bytes: Buffer) => Promise<void>, ended: (crc: number, plain: number) => Promise<void>) {
    this.#ended = ended;
    this.#pump = this.#drain(append).catch((cause: unknown) => {
      this.#failure = cause;
      this.#deflate.destroy();
    });
  }

  /** Bytes handed over so far, before compression; the current batch is counted by its characters. */
  get plainBytes(): number {
    return this.#plain + this.#pendingLength;
  }

  /** Adds text; resolves when there is room for more. */
  async write(text: string): Promise<void> {
    this.#pending.push(text);
    this.#pendingLength += text.length;
    if (this.#pendingLength >= BATCH) await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
    this.#deflate.end();
    await this.#pump;
    this.#check();
    await this.#ended(this.#crc, this.#plain);
  }

  /** Gives up the entry and frees zlib. */
  async abandon(): Promise<void> {
    this.#deflate.destroy();
    await this.#pump;
  }

  async #flush(): Promise<void> {
    this.#check();
    if (this.#pendingLength === 0) return;
    const bytes = Buffer.from(this.#pending.join(''), 'utf8');
    this.#pending = [];
    this.#pendingLength = 0;
    this.#crc = crc32(bytes, this.#crc);
    this.#plain += bytes.length;
    if (!this.#deflate.write(bytes)) await Promise.race([once(this.#deflate, 'drain'), this.#pump]);
    this.#check();
  }

  async #drain(append: (bytes: Buffer) => Promise<void>): Promise<void> {
    for await (const chunk of this.#deflate) await append(chunk as Buffer);
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

function localHeader(entry: Finished): Buffer {
  const header = Buffer.alloc(LOCAL_HEADER);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(DOS_DATE, 12);
  header.writeUInt32LE(entry.crc, 14);
  header.writeUInt32LE(entry.packed, 18);
  header.writeUInt32LE(entry.plain, 22);
  header.writeUInt16LE(entry.name.length, 26);
  return Buffer.concat([header, entry.name]);
}

function centralHeader(entry: Finished): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(VERSION, 6);
  header.writeUInt16LE(FLAGS, 8);
  header.writeUInt16LE(8, 10);
  header.writeUInt16LE(DOS_DATE, 14);
  header.writeUInt32LE(entry.crc, 16);
  header.writeUInt32LE(entry.packed, 20);
  header.writeUInt32LE(entry.plain, 24);
  header.writeUInt16LE(entry.name.length, 28);
  header.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([header, entry.name]);
}
