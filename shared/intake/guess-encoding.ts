/**
 * The encoding of a text from its bytes: byte order mark, NUL pattern of UTF-16, validity as UTF-8, structure of
 * double-byte sets, and for single-byte sets the likelihood of the letters that each would make of the bytes.
 */
import { LATIN, likelihood, SCRIPTS } from './letter-models.ts';
import { guessMultibyte } from './multibyte.ts';

export interface EncodingGuess {
  /** WHATWG label, lower case. */
  readonly encoding: string;
  readonly bom: boolean;
  /** 0..1; 1 where a mark or the structure proves it. */
  readonly confidence: number;
  /** Nothing but ASCII was seen: any superset of it fits. */
  readonly ascii: boolean;
  /** UTF-8 sequences that are broken, where the rest is sound. */
  readonly brokenSequences: number;
}

/** Decodes bytes by WHATWG label; never throws, unmappable bytes become U+FFFD. */
export type Decode = (bytes: Uint8Array, encoding: string) => string;

/** How many bytes around characters beyond ASCII are looked at. */
const MOST_CONTEXT = 64 * 1024;

/**
 * @param bytes  a sample: the whole file, or pieces of it in order of importance
 * @param decode given by the caller, since this module has no tables of its own
 */
export function guessEncoding(bytes: Uint8Array, decode: Decode): EncodingGuess {
  const sure = { confidence: 1, ascii: false, brokenSequences: 0 };
  const marked = byteOrderMark(bytes);
  if (marked) return { encoding: marked.encoding, bom: true, ...sure };
  const wide = unmarkedUtf16(bytes);
  if (wide) return { encoding: wide, bom: false, ...sure, confidence: 0.95 };
  const utf8 = scanUtf8(bytes);
  if (utf8.sequences === 0 && utf8.broken === 0) {
    return { encoding: 'utf-8', bom: false, confidence: 0.9, ascii: true, brokenSequences: 0 };
  }
  if (utf8.broken === 0) return { encoding: 'utf-8', bom: false, ...sure };
  if (utf8.sequences >= 20 && utf8.broken <= utf8.sequences / 10) {
    return { encoding: 'utf-8', bom: false, confidence: 0.8, ascii: false, brokenSequences: utf8.broken };
  }
  const context = aroundHighBytes(bytes);
  const multibyte = guessMultibyte(context);
  const single = guessSingleByte(context, decode);
  const chosen = multibyte && multibyte.confidence >= 0.85 ? multibyte : single;
  return { encoding: chosen.encoding, bom: false, confidence: chosen.confidence, ascii: false, brokenSequences: 0 };
}

/** The byte order mark at the start of a file, with its length in bytes. */
export function byteOrderMark(bytes: Uint8Array): { encoding: string; length: number } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return null;
}

/** UTF-16 without a mark: digits, delimiters and line ends have a zero byte on one side only. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(bytes.length, 64 * 1024) & ~1;
  if (length < 4) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even += 1;
    if (bytes[i + 1] === 0) odd += 1;
  }
  const units = length / 2;
  // One stray NUL in a few bytes of plain text is dirt: UTF-16 has them by the dozen.
  if (odd > 2 && odd / units > 0.15 && even / units < 0.02) return 'utf-16le';
  if (even > 2 && even / units > 0.15 && odd / units < 0.02) return 'utf-16be';
  return null;
}

/** Multi-byte sequences and breaks. A sequence cut off by the end of the sample is no break. */
function scanUtf8(bytes: Uint8Array): { sequences: number; broken: number } {
  let sequences = 0;
  let broken = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const b = bytes[i]!;
    if (b < 0x80) continue;
    const follow = b >= 0xc2 && b <= 0xdf ? 1 : b >= 0xe0 && b <= 0xef ? 2 : b >= 0xf0 && b <= 0xf4 ? 3 : 0;
    if (follow === 0) {
      broken += 1;
      continue;
    }
    let good = 0;
    while (good < follow && i + good + 1 < bytes.length && (bytes[i + good + 1]! & 0xc0) === 0x80) good += 1;
    if (good === follow) sequences += 1;
    else if (i + good + 1 < bytes.length) broken += 1;
    i += good;
  }
  return { sequences, broken };
}

/**
 * The different words that hold bytes beyond ASCII, with one byte on each side: what tells encodings apart, densely.
 * A word that comes a thousand times says no more than once.
 */
function aroundHighBytes(bytes: Uint8Array): Uint8Array {
  const found = new Uint8Array(MOST_CONTEXT);
  const seen = new Set<string>();
  let length = 0;
  let next = 0;
  for (let i = 0; i < bytes.length && length < MOST_CONTEXT - 128; i += 1) {
    if (bytes[i]! < 0x80) continue;
    let start = i;
    while (start > next && i - start < 16 && isLetterByte(bytes[start - 1]!)) start -= 1;
    let end = i + 1;
    while (end < bytes.length && end - i < 64 && (bytes[end]! >= 0x80 || isLetterByte(bytes[end]!))) end += 1;
    const word = String.fromCharCode(...bytes.subarray(start, end));
    if (!seen.has(word)) {
      seen.add(word);
      for (let j = Math.max(start - 1, 0); j < Math.min(end + 1, bytes.length); j += 1) found[length++] = bytes[j]!;
    }
    next = end;
    i = end - 1;
  }
  return found.subarray(0, length);
}

function isLetterByte(b: number): boolean {
  return (b >= 65 && b <= 90) || (b >= 97 && b <= 122);
}

interface SingleByteGuess {
  readonly encoding: string;
  readonly confidence: number;
}

function guessSingleByte(context: Uint8Array, decode: Decode): SingleByteGuess {
  const scored = [...SCRIPTS, ...LATIN]
    .flatMap((model) =>
      model.encodings.map(([encoding, prior]) => ({
        encoding,
        score: likelihood(decode(context, encoding), model) + prior,
      })),
    )
    .sort((a, b) => b.score - a.score);
  const best = scored[0]!;
  const second = scored.find((other) => other.encoding !== best.encoding)!;
  const encoding = best.encoding === 'windows-1252' ? western(context) : best.encoding;
  return { encoding, confidence: Math.max(0.4, Math.min(0.98, 0.5 + (best.score - second.score) / 20)) };
}

/** Windows-1252 and ISO-8859-1 differ only in 0x80–0x9F, where the latter has control characters. */
function western(bytes: Uint8Array): string {
  return bytes.some((b) => b >= 0x80 && b <= 0x9f) ? 'windows-1252' : 'iso-8859-1';
}
