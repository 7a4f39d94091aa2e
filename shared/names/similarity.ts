/** How alike two words are, by the letters that would have to change. */
import { allowedEdits, bitCount, editDistance } from './edit-distance.ts';
import type { NameWord } from './prepare.ts';

/** Likeness of two spellings, 0–1; 0 where more letters differ than a slip explains. One letter in eight costs 0.09. */
export function spellingSimilarity(a: string, b: string): number {
  if (a === b) return 1;
  const length = Math.max(a.length, b.length);
  const limit = allowedEdits(length);
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
  for (let i = 0; i < a.forms.length; i++) {
    const x = a.forms[i] ?? '';
    for (let j = 0; j < b.forms.length; j++) {
      const y = b.forms[j] ?? '';
      // One edit changes the set of letters by two at most.
      const limit = allowedEdits(Math.max(x.length, y.length));
      if (bitCount((a.masks[i] ?? 0) ^ (b.masks[j] ?? 0)) > 2 * limit) continue;
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

/** Pinyin of equally many syllables that differs in one or more: rather two names than a slip of one. */
export function otherSyllables(a: readonly NameWord[], b: readonly NameWord[]): boolean {
  const all = (words: readonly NameWord[]): string[] | null =>
    words.every((w) => w.syllables !== null) ? words.flatMap((w) => w.syllables ?? []) : null;
  const [x, y] = [all(a), all(b)];
  return x !== null && y !== null && x.length >= 2 && x.length === y.length && x.join(' ') !== y.join(' ');
}
