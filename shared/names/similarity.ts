/** How alike two words are, by the letters that would have to change. */
import type { NameWord } from './prepare.ts';

const rows: [Int32Array, Int32Array, Int32Array] = [new Int32Array(128), new Int32Array(128), new Int32Array(128)];

/**
 * Edit distance with neighbouring letters exchanged counted once (optimal string alignment).
 * @returns the distance, or `limit + 1` as soon as it is sure to be larger than `limit`
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  if (a.length > 120 || b.length > 120) return limit + 1;
  let start = 0;
  let endA = a.length;
  let endB = b.length;
  while (start < endA && start < endB && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  while (endA > start && endB > start && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA--;
    endB--;
  }
  const n = endA - start;
  const m = endB - start;
  if (n === 0) return m > limit ? limit + 1 : m;
  if (m === 0) return n > limit ? limit + 1 : n;
  let [before, previous, current] = rows;
  for (let j = 0; j <= m; j++) previous[j] = j;
  for (let i = 1; i <= n; i++) {
    current[0] = i;
    let lowest = i;
    const ca = a.charCodeAt(start + i - 1);
    for (let j = 1; j <= m; j++) {
      const cb = b.charCodeAt(start + j - 1);
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (ca === cb ? 0 : 1),
      );
      if (i > 1 && j > 1 && ca === b.charCodeAt(start + j - 2) && a.charCodeAt(start + i - 2) === cb) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      current[j] = cost;
      if (cost < lowest) lowest = cost;
    }
    if (lowest > limit) return limit + 1;
    [before, previous, current] = [previous, current, before];
  }
  return previous[m] ?? limit + 1;
}

/** Letters that may differ in a word of this length before it is another word. */
const allowed = (length: number): number => (length < 3 ? 0 : length < 7 ? 1 : length < 12 ? 2 : 3);

/** Likeness of two spellings, 0–1; 0 where more letters differ than a slip explains. One letter in eight costs 0.09. */
export function spellingSimilarity(a: string, b: string): number {
  if (a === b) return 1;
  const length = Math.max(a.length, b.length);
  const limit = allowed(length);
  if (limit === 0) return 0;
  const distance = editDistance(a, b, limit);
  return distance > limit ? 0 : 1 - (0.75 * distance) / length;
}

/** A stroke of a Roman numeral is easily lost (`VII`, `VIII`): alike, but said as a difference. Digits never are. */
export const ONE_STROKE = 0.8;

const isRoman = (word: NameWord): boolean => word.role === 'number' && /^[ivx]+$/.test(word.forms[0] ?? '');

const isDictionary = (word: NameWord): boolean => word.role === 'trade' || word.role === 'place';

/** Likeness of two words of two names, 0–1. Two different numbers, places or trade words are never alike. */
export function wordSimilarity(a: NameWord, b: NameWord): number {
  if (a.key === b.key && a.role === b.role) return 1;
  if (a.role === 'initial' || b.role === 'initial') {
    if (a.key === b.key) return 1;
    const [initial, other] = a.role === 'initial' ? [a, b] : [b, a];
    return other.role === 'core' && other.forms.some((f) => f.startsWith(initial.key)) ? 0.95 : 0;
  }
  if (a.role === 'number' || b.role === 'number') {
    if (a.forms[0] === b.forms[0]) return 1;
    return isRoman(a) && isRoman(b) && editDistance(a.forms[0] ?? '', b.forms[0] ?? '', 1) === 1 ? ONE_STROKE : 0;
  }
  if (a.role === 'minor' || b.role === 'minor') return a.key === b.key ? 1 : 0;
  if (isDictionary(a) && isDictionary(b)) return a.forms[0] === b.forms[0] ? 1 : 0;
  let best = 0;
  for (const x of a.forms) {
    for (const y of b.forms) {
      const like = spellingSimilarity(x, y);
      if (like > best) best = like;
      if (best === 1) return 1;
    }
  }
  if (best < 0.9 && (a.bare || b.bare)) best = Math.max(best, bareSimilarity(a, b));
  // A dictionary word misspelt is still rather itself, but only when the misspelling is small.
  return isDictionary(a) || isDictionary(b) ? (best >= 0.84 ? best : 0) : best;
}

const consonants = (text: string): string =>
  text
    .replace(/[aeiouwyh]/g, '')
    .replace(/p/g, 'b')
    .replace(/v/g, 'f')
    .replace(/[ckq]/g, 'k')
    .replace(/[zs]/g, 's');

function bareSimilarity(a: NameWord, b: NameWord): number {
  const x = consonants(a.forms[0] ?? '');
  const y = consonants(b.forms[0] ?? '');
  if (x.length < 2 || y.length < 2) return 0;
  return x === y ? 0.95 : spellingSimilarity(x, y) * 0.9;
}

/** Two pinyin words of equally many syllables that differ in one or more: rather two names than a slip of one. */
export function otherSyllables(a: NameWord, b: NameWord): boolean {
  return (
    a.syllables !== null &&
    b.syllables !== null &&
    a.key !== b.key &&
    a.syllables.length >= 2 &&
    a.syllables.length === b.syllables.length
  );
}
