/**
 * Which pairs of many names are worth scoring. Every name gets some keys (its own words, its words run together with one
 * letter left out, its beginning where it may be cut); names that share a key are candidates. Keys of very many names are
 * made narrower instead of dropped.
 */
import type { PreparedName } from './prepare.ts';

/** Names per key beyond which a key says too little by itself. */
const LARGEST_BLOCK = 60;
/** Names are packed with their key's hash into one float: at most 2^21 of them. */
export const MOST_NAMES = 2 ** 21;

/** 32-bit FNV-1a. Two keys with one hash only make a pair that scores low. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  return h >>> 0;
}

/** A growing list of numbers in one typed array. */
export class NumberList {
  private items = new Float64Array(1024);
  length = 0;
  push(value: number): void {
    if (this.length === this.items.length) {
      const larger = new Float64Array(this.items.length * 2);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = value;
  }
  /** Sorted, without repeats. The list must not be used afterwards. */
  sortedUnique(): Float64Array {
    const sorted = this.items.subarray(0, this.length).sort();
    let kept = 0;
    for (let i = 0; i < sorted.length; i++) {
      const value = sorted[i] ?? 0;
      if (i === 0 || value !== sorted[kept - 1]) sorted[kept++] = value;
    }
    return sorted.subarray(0, kept);
  }
  sorted(): Float64Array {
    return this.items.subarray(0, this.length).sort();
  }
}

/** The words that name the party, in order, run together: as written, and in their first (folded) form. */
export function coreCompacts(name: PreparedName): ReadonlySet<string> {
  let folded = '';
  let written = '';
  for (const word of name.words) {
    if (word.role !== 'core' && word.role !== 'number') continue;
    folded += word.forms[0] ?? '';
    written += word.forms[word.syllables === null ? word.forms.length - 1 : 0] ?? '';
  }
  return new Set([folded, written]);
}

/** Every text that has one letter less; for two words one letter apart (one left out, added, changed, exchanged). */
function* withoutOne(text: string): Generator<string> {
  yield text;
  for (let i = 0; i < text.length; i++) {
    if (i > 0 && text.charCodeAt(i) === text.charCodeAt(i - 1)) continue;
    yield text.slice(0, i) + text.slice(i + 1);
  }
}

/** Keys of one name, by how telling they are. `exact` and `near` are narrow; `words` may be wide. */
export interface BlockKeys {
  readonly near: readonly string[];
  readonly words: readonly string[];
  /** Added to a wide key to make it narrower. */
  readonly narrower: readonly string[];
}

const START = 14;

export function blockKeys(name: PreparedName): BlockKeys {
  const near: string[] = [];
  for (const compact of coreCompacts(name)) {
    if (compact.length >= 5 && compact.length <= 40) for (const key of withoutOne(compact)) near.push(`n${key}`);
    else near.push(`n${compact.slice(0, 60)}`);
  }
  if (name.plain.length >= 16) near.push(`p${name.plain.slice(0, START)}`);
  const words: string[] = [];
  const narrower: string[] = [];
  const cores = name.words.filter((w) => w.role === 'core');
  for (const word of cores) {
    for (const form of word.forms) if (form.length >= 3) words.push(`w${form}`);
    if (word.bare) words.push(`b${(word.forms[0] ?? '').replace(/[aeiouwyh]/g, '').replace(/p/g, 'b')}`);
  }
  for (const word of name.words) {
    if (word.role === 'minor' || word.role === 'initial') continue;
    narrower.push(word.key);
  }
  if (cores.length === 0) words.push(`t${narrower.join('+')}`);
  return { near, words: [...new Set(words)].slice(0, 12), narrower };
}

/**
 * Pairs of indexes worth scoring, each once, as `first * MOST_NAMES + second` with first < second, sorted.
 * @param names at most MOST_NAMES
 */
export function candidatePairs(names: readonly PreparedName[]): Float64Array {
  if (names.length >= MOST_NAMES) throw new RangeError(`No more than ${MOST_NAMES} names can be compared at once.`);
  const entries = new NumberList();
  const sizes = new Map<number, number>();
  const keysOf = names.map(blockKeys);
  keysOf.forEach((keys) => {
    for (const key of keys.words) sizes.set(hash32(key), (sizes.get(hash32(key)) ?? 0) + 1);
  });
  keysOf.forEach((keys, index) => {
    const add = (key: string): void => entries.push(hash32(key) * MOST_NAMES + index);
    for (const key of keys.near) add(key);
    for (const key of keys.words) {
      if ((sizes.get(hash32(key)) ?? 0) <= LARGEST_BLOCK) add(key);
      else for (const other of keys.narrower) if (`w${other}` !== key) add(`${key}+${other}`);
    }
  });
  const pairs = new NumberList();
  forEachBlock(entries.sorted(), (members) => {
    for (let i = 0; i < members.length; i++) {
      for (let j = i + 1; j < members.length; j++) pairs.push((members[i] ?? 0) * MOST_NAMES + (members[j] ?? 0));
    }
  });
  return pairs.sortedUnique();
}

/** Calls `visit` with the names of each key that 2 to LARGEST_BLOCK names share. A larger block is visited in slices. */
function forEachBlock(entries: Float64Array, visit: (members: readonly number[]) => void): void {
  for (let start = 0; start < entries.length;) {
    const key = Math.floor((entries[start] ?? 0) / MOST_NAMES);
    const members: number[] = [];
    let end = start;
    while (end < entries.length && Math.floor((entries[end] ?? 0) / MOST_NAMES) === key) {
      const index = (entries[end] ?? 0) % MOST_NAMES;
      if (members[members.length - 1] !== index) members.push(index);
      end++;
    }
    for (let i = 0; i < members.length; i += LARGEST_BLOCK) {
      const slice = members.slice(i, i + LARGEST_BLOCK);
      if (slice.length > 1) visit(slice);
    }
    start = end;
  }
}
