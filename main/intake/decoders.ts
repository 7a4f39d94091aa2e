/**
 * Text in any encoding to UTF-8 bytes, piece by piece. What cannot be decoded becomes the byte 0xFF, which is never
 * part of UTF-8: the record scanner finds it and rejects the record, instead of a replacement character slipping in.
 */
import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { WaybillError } from '../../shared/errors.ts';

export interface Decoder {
  /** Bytes of one code unit: pieces and the line breaks between them are aligned to it. */
  readonly unit: 1 | 2;
  /** Whether the bytes are UTF-8 already and need no decoding. */
  readonly identity: boolean;
  /** Offset after the last line break in `bytes`, 0 if there is none. */
  afterLastBreak(bytes: Buffer): number;
  /** Decodes a piece that ends at a line break or with the file. */
  decode(piece: Buffer): Buffer;
}

/** Never part of UTF-8. */
export const UNDECODABLE = 0xff;

const LF = 10;
const CR = 13;

const afterLastByteBreak = (bytes: Buffer, cr: boolean): number => {
  const lf = bytes.lastIndexOf(LF);
  // A CR as the very last byte may be half of CRLF: it is no safe place to cut, the scanner asks for more by itself.
  const at = cr ? Math.max(lf, bytes.lastIndexOf(CR)) : lf;
  return at + 1;
};

/**
 * @param label   WHATWG label (`utf-8`, `windows-1251`, `utf-16le`, …)
 * @param crEnds  whether a lone CR ends a line
 * @throws WaybillError 'intake/encoding-unknown'
 */
export function decoderFor(label: string, crEnds: boolean): Decoder {
  const name = label.toLowerCase();
  if (name === 'utf-8' || name === 'utf8' || name === 'ascii' || name === 'us-ascii') {
    return {
      unit: 1,
      identity: true,
      afterLastBreak: (bytes) => afterLastByteBreak(bytes, crEnds),
      decode: (piece) => piece,
    };
  }
  if (name === 'utf-16le' || name === 'utf-16be') return utf16(name === 'utf-16be', crEnds);
  if (!iconv.encodingExists(name)) {
    throw new WaybillError(
      'intake/encoding-unknown',
      `The encoding “${label}” is not known. Choose another one in the settings of the file.`,
    );
  }
  return isSingleByte(name) ? singleByte(name, crEnds) : multiByte(name, crEnds);
}

function isSingleByte(name: string): boolean {
  // A single-byte table decodes each byte to one character, whatever precedes it.
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  return (
    iconv.decode(all, name, { stripBOM: false }).length === 256 && !/^(utf|ucs|gb|big5|shift|euc|cp9[345])/.test(name)
  );
}

function singleByte(name: string, crEnds: boolean): Decoder {
  const lengths = new Uint8Array(256);
  const bytes = new Uint8Array(256 * 4);
  for (let byte = 0; byte < 256; byte += 1) {
    const char = iconv.decode(Buffer.from([byte]), name, { stripBOM: false });
    const encoded = char === '\ufffd' ? Buffer.from([UNDECODABLE]) : Buffer.from(char, 'utf8');
    lengths[byte] = encoded.length;
    bytes.set(encoded, byte * 4);
  }
  // Two-byte UTF-8 (Latin, Cyrillic, Greek, …) as one lookup.
  const b0 = Uint8Array.from({ length: 256 }, (_, i) => bytes[i * 4]!);
  const b1 = Uint8Array.from({ length: 256 }, (_, i) => bytes[i * 4 + 1]!);
  const b2 = Uint8Array.from({ length: 256 }, (_, i) => bytes[i * 4 + 2]!);
  return {
    unit: 1,
    identity: false,
    afterLastBreak: (piece) => afterLastByteBreak(piece, crEnds),
    decode(piece) {
      const out = Buffer.allocUnsafe(piece.length * 3 + 1);
      let o = 0;
      for (let i = 0; i < piece.length; i += 1) {
        const byte = piece[i]!;
        const length = lengths[byte]!;
        out[o] = b0[byte]!;
        if (length > 1) {
          out[o + 1] = b1[byte]!;
          if (length > 2) out[o + 2] = b2[byte]!;
        }
        o += length;
      }
      return out.subarray(0, o);
    },
  };
}

function utf16(bigEndian: boolean, crEnds: boolean): Decoder {
  return {
    unit: 2,
    identity: false,
    afterLastBreak(bytes) {
      const low = bigEndian ? 1 : 0;
      for (let i = (bytes.length & ~1) - 2; i >= 0; i -= 2) {
        const unit = bytes[i + low]!;
        if (bytes[i + 1 - low] === 0 && (unit === LF || (crEnds && unit === CR))) return i + 2;
      }
      return 0;
    },
    decode(piece) {
      const even = piece.subarray(0, piece.length & ~1);
      const text = bigEndian ? Buffer.from(even).swap16().toString('utf16le') : even.toString('utf16le');
      const half = piece.length % 2 === 1 ? Buffer.from([UNDECODABLE]) : Buffer.alloc(0);
      const encoded = Buffer.from(text, 'utf8');
      // Node writes U+FFFD for half of a surrogate pair; one that was in the text is fine.
      if (!encoded.includes(REPLACEMENT)) return half.length === 0 ? encoded : Buffer.concat([encoded, half]);
      const parts = text
        .split(/(\p{Surrogate})/u)
        .map((part, k) => (k % 2 === 1 ? Buffer.from([UNDECODABLE]) : Buffer.from(part, 'utf8')));
      return Buffer.concat([...parts, half]);
    },
  };
}

const REPLACEMENT = Buffer.from('\ufffd', 'utf8');

function multiByte(name: string, crEnds: boolean): Decoder {
  return {
    unit: 1,
    identity: false,
    // LF and CR are never the second byte of a character in GB18030, Big5, Shift_JIS, EUC-*.
    afterLastBreak: (bytes) => afterLastByteBreak(bytes, crEnds),
    decode(piece) {
      const out = Buffer.from(iconv.decode(piece, name, { stripBOM: false }), 'utf8');
      if (!out.includes(REPLACEMENT)) return out;
      const parts: Buffer[] = [];
      let from = 0;
      for (let at = out.indexOf(REPLACEMENT); at >= 0; at = out.indexOf(REPLACEMENT, from)) {
        parts.push(out.subarray(from, at), Buffer.from([UNDECODABLE]));
        from = at + REPLACEMENT.length;
      }
      return Buffer.concat([...parts, out.subarray(from)]);
    },
  };
}

const lenient = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** UTF-8 bytes as text, U+FFFD for what is no UTF-8. */
export const decodeUtf8 = (bytes: Uint8Array): string => lenient.decode(bytes);

export const textHost = { decode: decodeUtf8, isUtf8: (bytes: Uint8Array): boolean => isUtf8(bytes) };
