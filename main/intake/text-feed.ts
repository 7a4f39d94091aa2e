/** A source's bytes as a growing stretch of UTF-8 text, whatever its packing and encoding; who reads it takes from the front. */
import { LONGEST_RECORD } from '../../shared/intake/record-scanner.ts';
import type { ByteSource } from './byte-source.ts';
import type { Decoder } from './decoders.ts';
import { assertText } from './looks-binary.ts';

export const CHUNK = 1024 * 1024;

export class TextFeed {
  /** The text lies at [0, filled); there is always one byte of room after it. */
  text = Buffer.allocUnsafe(2 * CHUNK);
  filled = 0;
  /** Offset in the source of the first byte of `text`; null where it is not known (within a decoded piece). */
  offset: number | null = 0;

  /** Bytes of the source not yet decoded, and where in the source they begin. */
  private raw: Buffer = Buffer.alloc(0);
  private rawOffset = 0;
  private atStart = true;

  constructor(
    private readonly path: string,
    private readonly encoding: string,
    private readonly decoder: Decoder,
    private readonly source: ByteSource,
  ) {}

  /** Reads one more piece. @returns whether the source has ended */
  async fill(): Promise<boolean> {
    return this.decoder.identity ? await this.fillPlain() : await this.fillDecoded();
  }

  /** How much of the text may be scanned: up to a line break, unless a line is longer than any record may be. */
  wholeLines(last: boolean): number {
    if (last || !this.decoder.identity) return this.filled;
    const cut = this.decoder.afterLastBreak(this.text.subarray(0, this.filled));
    return cut === 0 && this.filled > LONGEST_RECORD ? this.filled : cut;
  }

  /** Takes bytes from the front. */
  drop(bytes: number): void {
    if (bytes === 0) return;
    this.text.copyWithin(0, bytes, this.filled);
    this.filled -= bytes;
    this.offset = this.decoder.identity && this.offset !== null ? this.offset + bytes : null;
  }

  private async fillPlain(): Promise<boolean> {
    this.grow(this.filled + CHUNK);
    const n = await this.source.read(this.text.subarray(this.filled, this.filled + CHUNK));
    this.filled += n;
    if (this.atStart && n > 0) {
      this.atStart = false;
      assertText(this.path, this.text.subarray(0, n), this.encoding);
      this.drop(bomLength('utf-8', this.text.subarray(0, n)));
    }
    return n === 0;
  }

  private async fillDecoded(): Promise<boolean> {
    const block = Buffer.allocUnsafe(CHUNK);
    const n = await this.source.read(block);
    const last = n === 0;
    this.raw = this.raw.length === 0 ? block.subarray(0, n) : Buffer.concat([this.raw, block.subarray(0, n)]);
    if (this.atStart && n > 0) {
      this.atStart = false;
      this.rawOffset = bomLength(this.encoding, this.raw);
      this.raw = this.raw.subarray(this.rawOffset);
      const head = this.decoder.decode(this.raw.subarray(0, Math.min(this.raw.length & ~1, 64 * 1024)));
      assertText(this.path, head, this.encoding);
    }
    let cut = last ? this.raw.length : this.decoder.afterLastBreak(this.raw);
    // A line without end: what is there is decoded, so that memory stays bounded.
    if (cut === 0 && this.raw.length > LONGEST_RECORD) cut = this.raw.length - (this.raw.length % this.decoder.unit);
    if (cut === 0) return last;
    const piece = this.decoder.decode(this.raw.subarray(0, cut));
    if (this.filled === 0) this.offset = this.rawOffset;
    this.grow(this.filled + piece.length);
    piece.copy(this.text, this.filled);
    this.filled += piece.length;
    this.rawOffset += cut;
    this.raw = Buffer.from(this.raw.subarray(cut));
    return last;
  }

  private grow(size: number): void {
    if (size + 1 <= this.text.length) return;
    const bigger = Buffer.allocUnsafe(Math.max(size + CHUNK, this.text.length * 2));
    this.text.copy(bigger, 0, 0, this.filled);
    this.text = bigger;
  }
}

/** Length of the byte order mark that fits the encoding. */
export function bomLength(encoding: string, bytes: Uint8Array): number {
  const begins = (...mark: number[]): boolean => mark.every((byte, i) => bytes[i] === byte);
  switch (encoding.toLowerCase()) {
    case 'utf-8':
      return begins(0xef, 0xbb, 0xbf) ? 3 : 0;
    case 'utf-16le':
      return begins(0xff, 0xfe) ? 2 : 0;
    case 'utf-16be':
      return begins(0xfe, 0xff) ? 2 : 0;
    case 'gb18030':
      return begins(0x84, 0x31, 0x95, 0x33) ? 4 : 0;
    default:
      return 0;
  }
}
