/**
 * East Asian double-byte encodings told by their structure: which bytes may follow which, and how many of the pairs
 * fall into the zone of the common characters. Text of a single-byte encoding breaks the pairing or misses the zone.
 */

export interface MultibyteGuess {
  readonly encoding: 'gb18030' | 'big5' | 'shift_jis' | 'euc-jp' | 'euc-kr';
  /** 0..1 */
  readonly confidence: number;
}

interface Tally {
  pairs: number;
  broken: number;
  common: number;
}

type Pair = (lead: number, trail: number) => 'common' | 'rare' | 'broken';

const between = (b: number, from: number, to: number): boolean => b >= from && b <= to;

const gbPair: Pair = (lead, trail) => {
  if (!between(trail, 0x40, 0xfe) || trail === 0x7f) return 'broken';
  if (trail < 0xa1) return 'rare';
  // Characters of level 1, signs and full-width forms, and the Cyrillic letters of row 7.
  return between(lead, 0xb0, 0xd7) || between(lead, 0xa1, 0xa3) || lead === 0xa7 ? 'common' : 'rare';
};
const big5Pair: Pair = (lead, trail) => {
  if (!between(trail, 0x40, 0x7e) && !between(trail, 0xa1, 0xfe)) return 'broken';
  return between(lead, 0xa4, 0xc6) || between(lead, 0xa1, 0xa2) ? 'common' : lead > 0xf9 ? 'broken' : 'rare';
};
const sjisPair: Pair = (lead, trail) => {
  if (!between(trail, 0x40, 0xfc) || trail === 0x7f) return 'broken';
  if (lead === 0x81 || (lead === 0x82 && trail >= 0x4f) || (lead === 0x83 && trail <= 0x96)) return 'common';
  return between(lead, 0x88, 0x97) ? 'common' : 'rare';
};
const eucPair =
  (common: (lead: number) => boolean): Pair =>
  (lead, trail) => {
    if (!between(trail, 0xa1, 0xfe) || lead < 0xa1) return 'broken';
    return common(lead) ? 'common' : 'rare';
  };
const eucJpPair = eucPair((lead) => between(lead, 0xa1, 0xa5) || between(lead, 0xb0, 0xcf));
const eucKrPair = eucPair((lead) => between(lead, 0xb0, 0xc8) || lead === 0xa1 || lead === 0xa3);

function tally(bytes: Uint8Array, pair: Pair, isLead: (b: number) => boolean): Tally {
  const result: Tally = { pairs: 0, broken: 0, common: 0 };
  for (let i = 0; i < bytes.length; i += 1) {
    const b = bytes[i]!;
    if (b < 0x80) continue;
    if (!isLead(b)) {
      // Half-width katakana of Shift_JIS stand alone and say little.
      if (pair === sjisPair && between(b, 0xa1, 0xdf)) continue;
      result.broken += 1;
      continue;
    }
    if (i + 1 >= bytes.length) break;
    const kind = pair(b, bytes[i + 1]!);
    result.pairs += 1;
    if (kind === 'common') result.common += 1;
    if (kind === 'broken') result.broken += 1;
    else i += 1;
  }
  return result;
}

const worth = (t: Tally): number =>
  t.pairs === 0 ? 0 : (t.common / t.pairs) * Math.max(0, 1 - (20 * t.broken) / t.pairs);

/** The likeliest double-byte encoding, or null where none fits. */
export function guessMultibyte(bytes: Uint8Array): MultibyteGuess | null {
  const lead = (b: number): boolean => between(b, 0x81, 0xfe);
  const gb = worth(tally(bytes, gbPair, lead));
  const big5 = worth(tally(bytes, big5Pair, lead)) * (lowTrails(bytes) > 0.1 ? 1 : 0);
  const sjis = worth(tally(bytes, sjisPair, (b) => between(b, 0x81, 0x9f) || between(b, 0xe0, 0xfc)));
  const kana = eucKana(bytes);
  const eucJp = worth(tally(bytes, eucJpPair, lead)) * (kana > 0.15 ? 1 : 0.5);
  // Hangul fills leads B0–C8 evenly; Chinese text goes on to D7.
  const eucKr = worth(tally(bytes, eucKrPair, lead)) * (beyondHangul(bytes) < 0.08 ? 1.05 : 0.3);
  const ranked: MultibyteGuess[] = [
    { encoding: 'gb18030' as const, confidence: gb * (kana > 0.15 ? 0.5 : 1) },
    { encoding: 'big5' as const, confidence: big5 },
    { encoding: 'shift_jis' as const, confidence: sjis },
    { encoding: 'euc-jp' as const, confidence: eucJp },
    { encoding: 'euc-kr' as const, confidence: eucKr },
  ].sort((a, b) => b.confidence - a.confidence);
  const best = ranked[0]!;
  return best.confidence >= 0.7 ? { ...best, confidence: Math.min(1, best.confidence) } : null;
}

/** Share of pairs whose second byte is below 0xA1: half of Big5's, none of GB 2312's. */
function lowTrails(bytes: Uint8Array): number {
  let pairs = 0;
  let low = 0;
  for (let i = 0; i + 1 < bytes.length; i += 1) {
    if (bytes[i]! < 0x81) continue;
    pairs += 1;
    if (bytes[i + 1]! < 0xa1) low += 1;
    i += 1;
  }
  return pairs === 0 ? 0 : low / pairs;
}

/** Share of pairs in the rows of kana of EUC-JP (A4, A5). */
function eucKana(bytes: Uint8Array): number {
  let pairs = 0;
  let kana = 0;
  for (let i = 0; i + 1 < bytes.length; i += 1) {
    const b = bytes[i]!;
    if (b < 0x81) continue;
    pairs += 1;
    if (b === 0xa4 || b === 0xa5) kana += 1;
    i += 1;
  }
  return pairs === 0 ? 0 : kana / pairs;
}

function beyondHangul(bytes: Uint8Array): number {
  let pairs = 0;
  let beyond = 0;
  for (let i = 0; i + 1 < bytes.length; i += 1) {
    const b = bytes[i]!;
    if (b < 0x81) continue;
    if (b >= 0xb0) pairs += 1;
    if (b > 0xc8) beyond += 1;
    i += 1;
  }
  return pairs === 0 ? 1 : beyond / pairs;
}
