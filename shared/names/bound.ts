/** A quick look whether two names can be alike at all: most candidates share one word and nothing else. */
import { allowedEdits, bitCount } from './edit-distance.ts';
import type { NameWord, PreparedName } from './prepare.ts';

/** Persons may leave out middle names: what only one side has costs little then. */
const PERSON_EXTRA = 0.25;

/**
 * Whether the score of two names may reach `least`. True where in doubt; false only where too much of them has no
 * counterpart: words that share no key, too few letters, and are no part of each other.
 */
export function mayReach(a: PreparedName, b: PreparedName, least: number): boolean {
  // The second of two equal words may meet a misspelt one, which the count of twins does not see. Such names are rare.
  if (a.compact === b.compact || a.repeats || b.repeats) return true;
  if ((a.cut || b.cut) && (a.plain.startsWith(b.plain) || b.plain.startsWith(a.plain))) return true;
  const countA = withoutTwin(a.words, b.words, leftA);
  const countB = withoutTwin(b.words, a.words, leftB);
  const lostA = lost(leftA, countA, leftB, countB);
  const lostB = lost(leftB, countB, leftA, countA);
  const conflict = Math.min(lostA, lostB);
  const extra = Math.max(lostA, lostB) - conflict;
  const shared = Math.max(a.weight - lostA, b.weight - lostB);
  const organisations = a.kind === 'organisation' || b.kind === 'organisation';
  const whole = shared + conflict + (extra * (organisations ? 1 : PERSON_EXTRA)) / 2;
  return whole === 0 || shared / whole >= least;
}

// Scratch space: this runs many million times, and must leave nothing to be collected.
const leftA: NameWord[] = [];
const leftB: NameWord[] = [];

/** Puts the words that have no word of the same key on the other side into `left`. @returns how many */
function withoutTwin(words: readonly NameWord[], others: readonly NameWord[], left: NameWord[]): number {
  let count = 0;
  for (const word of words) {
    let twin = false;
    for (const other of others) {
      if (other.code === word.code) {
        twin = true;
        break;
      }
    }
    if (!twin) left[count++] = word;
  }
  return count;
}

/** The weight of the words that nothing on the other side can meet. */
function lost(words: readonly NameWord[], count: number, others: readonly NameWord[], otherCount: number): number {
  let weight = 0;
  for (let i = 0; i < count; i++) {
    const word = words[i];
    if (!word) continue;
    let met = false;
    for (let j = 0; j < otherCount && !met; j++) {
      const other = others[j];
      met = other !== undefined && canMeet(word, other);
    }
    if (!met) weight += word.weight;
  }
  return weight;
}

function canMeet(a: NameWord, b: NameWord): boolean {
  if (a.bare || b.bare || a.role === 'initial' || b.role === 'initial') return true;
  if (a.role === 'number' || b.role === 'number') return a.role === b.role;
  for (let i = 0; i < a.forms.length; i++) {
    const x = a.forms[i] ?? '';
    for (let j = 0; j < b.forms.length; j++) {
      const y = b.forms[j] ?? '';
      const limit = allowedEdits(Math.max(x.length, y.length));
      const near = Math.abs(x.length - y.length) <= limit;
      if (near && bitCount((a.masks[i] ?? 0) ^ (b.masks[j] ?? 0)) <= 2 * limit) return true;
    }
  }
  // Words written apart on one side: one is a part of the other, but for a slip at its ends.
  const x = a.forms[0] ?? '';
  const y = b.forms[0] ?? '';
  const [short, long] = x.length < y.length ? [a, b] : [b, a];
  if (bitCount((short.masks[0] ?? 0) & ~(long.masks[0] ?? 0)) > 2) return false;
  return x.length < y.length ? y.includes(x.slice(1, -1)) : x.includes(y.slice(1, -1));
}
