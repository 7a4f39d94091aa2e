/**
 * Which pairs of many names are worth scoring. Every name gets some keys (its own words, its words run together with one
 * letter left out, its beginning where it may be cut); names that share a key are candidates. Keys of very many names are
 * made narrower instead of dropped.
 */
import { hash32 } from './hash.ts';
import type { PreparedName } from './prepare.ts';

/** Names per key beyond which a key says too little by itself. */
const LARGEST_BLOCK = 60;
/** Names that one key of a looked-up name brings at most. */
const MOST_PER_KEY = 2 * LARGEST_BLOCK;
/** Names are packed with their key's hash into one float: at most 2^21 of them. */
export const MOST_NAMES = 2 ** 21;

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

/**
 * The words that name the party, in order, run together: in their first (folded) form, as written, and with the small words
 * that may be syllables of theirs (`SHUN AN`).
 */
export function coreCompacts(name: PreparedName): ReadonlySet<string> {
  let folded = '';
  let written = '';
  let whole = '';
  for (const word of name.words) {
    const first = word.forms[0] ?? '';
    if (word.role === 'core' || word.role === 'number') {
      folded += first;
      written += word.forms[word.syllables === null ? word.forms.length - 1 : 0] ?? '';
    }
    if (word.role !== 'place' && word.role !== 'trade') whole += first;
  }
  return new Set([folded, written, whole]);
}

/** Every text that has one letter less; for two words one letter apart (one left out, added, changed, exchanged). */
function* withoutOne(text: string): Generator<string> {
  yield text;
  for (let i = 0; i < text.length; i++) {
    if (i > 0 && text.charCodeAt(i) === text.charCodeAt(i - 1)) continue;
    yield text.slice(0, i) + text.slice(i + 1);
  }
}

/** Keys of one name: `near` are narrow, `words` may be wide. */
export interface BlockKeys {
  readonly near: readonly string[];
  readonly words: readonly string[];
  /** Added to a wide key to make it narrower. */
  readonly narrower: readonly string[];
  /** The beginning of a longer name: a name that was cut meets the whole one by it. */
  readonly start: string | null;
  readonly cut: boolean;
}

const START = 14;

export function blockKeys(name: PreparedName): BlockKeys {
  const near: string[] = [];
  for (const compact of coreCompacts(name)) {
    if (compact.length >= 5 && compact.length <= 40) for (const key of withoutOne(compact)) near.push(`n${key}`);
    else if (compact !== '') near.push(`n${compact.slice(0, 60)}`);
  }
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
  const start = name.plain.length >= 16 ? name.plain.slice(0, START) : null;
  return { near, words: [...new Set(words)].slice(0, 12), narrower, start, cut: name.cut };
}

/** The keys by which one name is found, wide ones made narrower. @param sizeOf names that share a key, by its hash */
function* keyHashes(keys: BlockKeys, sizeOf: ReadonlyMap<number, number>): Generator<number> {
  for (const key of keys.near) yield hash32(key);
  for (const key of keys.words) {
    const hash = hash32(key);
    if ((sizeOf.get(hash) ?? 0) <= LARGEST_BLOCK) yield hash;
    else for (const other of keys.narrower) if (`w${other}` !== key) yield hash32(`${key}+${other}`);
  }
}

/** How many names share each of the wide keys, by hash. */
function keySizes(keysOf: readonly BlockKeys[]): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const keys of keysOf) {
    for (const key of keys.words) sizes.set(hash32(key), (sizes.get(hash32(key)) ?? 0) + 1);
  }
  return sizes;
}

/** Names that stay, to be looked up by others that come: a list against the spellings of a case. */
export class NameIndex {
  private readonly entries: Float64Array;
  private readonly sizes: ReadonlyMap<number, number>;
  private readonly seen: Int32Array;
  private round = 0;

  /** @param names at most MOST_NAMES */
  constructor(names: readonly PreparedName[]) {
    if (names.length >= MOST_NAMES) throw new RangeError(`No more than ${MOST_NAMES} names can be compared at once.`);
    const keysOf = names.map(blockKeys);
    this.sizes = keySizes(keysOf);
    const entries = new NumberList();
    keysOf.forEach((keys, index) => {
      for (const hash of keyHashes(keys, this.sizes)) entries.push(hash * MOST_NAMES + index);
      if (keys.start !== null) entries.push(hash32(`p${keys.start}`) * MOST_NAMES + index);
      if (keys.start !== null && keys.cut) entries.push(hash32(`c${keys.start}`) * MOST_NAMES + index);
    });
    this.entries = entries.sorted();
    this.seen = new Int32Array(names.length);
  }

  /** Indexes of the names that may be `name`, each once. */
  candidates(name: PreparedName): number[] {
    this.round++;
    const found: number[] = [];
    const look = (hash: number): void => {
      const first = hash * MOST_NAMES;
      const from = this.lowest(first);
      for (let at = from; at < this.entries.length && at < from + MOST_PER_KEY; at++) {
        const index = (this.entries[at] ?? 0) - first;
        if (index >= MOST_NAMES) break;
        if (this.seen[index] === this.round) continue;
        this.seen[index] = this.round;
        found.push(index);
      }
    };
    const keys = blockKeys(name);
    for (const hash of keyHashes(keys, this.sizes)) look(hash);
    // A cut name meets those that begin like it, a whole one the cut names that it begins with.
    if (keys.start !== null) look(hash32(`${keys.cut ? 'p' : 'c'}${keys.start}`));
    return found;
  }

  private lowest(value: number): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Pairs of indexes worth scoring, each once, as `first * MOST_NAMES + second` with first < second, sorted.
 * @param names at most MOST_NAMES
 */
export function candidatePairs(names: readonly PreparedName[]): Float64Array {
  if (names.length >= MOST_NAMES) throw new RangeError(`No more than ${MOST_NAMES} names can be compared at once.`);
  const entries = new NumberList();
  const keysOf = names.map(blockKeys);
  const sizes = keySizes(keysOf);
  const cuts = new Set(keysOf.filter((keys) => keys.cut).map((keys) => keys.start));
  keysOf.forEach((keys, index) => {
    for (const hash of keyHashes(keys, sizes)) entries.push(hash * MOST_NAMES + index);
    if (keys.start !== null && cuts.has(keys.start)) entries.push(hash32(`p${keys.start}`) * MOST_NAMES + index);
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
