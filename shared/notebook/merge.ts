/**
 * Two edits of one notebook, brought together: the file was changed from outside while it was open. Works block by
 * block, so a merged cell is always one side's whole cell; where both changed the same blocks, a person decides.
 */
import { parseNotebook } from './document.ts';

/** A stretch that both sides changed, each in another way. */
export interface Conflict {
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

export type Merge =
  | { readonly kind: 'merged'; readonly text: string }
  /** `parts` in order: text that is agreed, and conflicts. */
  | { readonly kind: 'conflict'; readonly parts: readonly (string | Conflict)[] };

/** The texts of the blocks of a notebook. */
export const blocksOf = (text: string): string[] =>
  parseNotebook(text).blocks.map((block) => text.slice(block.from, block.to));

/** Comparisons of blocks, for 5,000 blocks on each side. */
const MAX_PAIRS = 25_000_000;

/** Pairs of equal elements, in order, as many as there can be (longest common subsequence). */
function matches(a: readonly string[], b: readonly string[]): Map<number, number> {
  // Beyond any notebook that a person writes nothing is matched, and the person is asked.
  if (a.length * b.length > MAX_PAIRS) return new Map();
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        a[i] === b[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
  const pairs = new Map<number, number>();
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.set(i++, j++);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i += 1;
    else j += 1;
  }
  return pairs;
}

/**
 * @param base   the text that both began with
 * @param mine   the text in the editor
 * @param theirs the text on disk
 */
export function mergeNotebooks(base: string, mine: string, theirs: string): Merge {
  if (mine === base || mine === theirs) return { kind: 'merged', text: theirs };
  if (theirs === base) return { kind: 'merged', text: mine };
  const [b, m, t] = [blocksOf(base), blocksOf(mine), blocksOf(theirs)];
  const [toMine, toTheirs] = [matches(b, m), matches(b, t)];
  const parts: (string | Conflict)[] = [];
  let [atBase, atMine, atTheirs] = [0, 0, 0];
  const settle = (endBase: number, endMine: number, endTheirs: number): void => {
    const [was, own, other] = [
      b.slice(atBase, endBase).join(''),
      m.slice(atMine, endMine).join(''),
      t.slice(atTheirs, endTheirs).join(''),
    ];
    if (own === was || own === other) parts.push(other);
    else if (other === was) parts.push(own);
    else parts.push({ base: was, mine: own, theirs: other });
  };
  for (let i = 0; i < b.length; i += 1) {
    const [j, k] = [toMine.get(i), toTheirs.get(i)];
    if (j === undefined || k === undefined) continue;
    settle(i, j, k);
    parts.push(b[i]!);
    [atBase, atMine, atTheirs] = [i + 1, j + 1, k + 1];
  }
  settle(b.length, m.length, t.length);
  if (parts.some((part) => typeof part !== 'string')) return { kind: 'conflict', parts };
  return { kind: 'merged', text: parts.join('') };
}
