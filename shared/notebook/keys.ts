/**
 * Which block of a notebook is which after an edit. The text is the truth and is read anew each time, so a block has no
 * identity of its own; a window needs one to keep a cell's result, selection and editor with the cell.
 */
import type { Block, Notebook } from './document.ts';

/** One per block, in order; null for what is no cell (front matter, white space). */
export type BlockKeys = readonly (string | null)[];

const isShown = (block: Block): boolean => block.kind !== 'front' && block.kind !== 'blank';
const nameOf = (block: Block): string | null => ('name' in block ? (block.name?.toLowerCase() ?? null) : null);

let made = 0;
const fresh = (): string => `k${(made += 1)}`;

export const firstKeys = (notebook: Notebook): BlockKeys =>
  notebook.blocks.map((block) => (isShown(block) ? fresh() : null));

interface Entry {
  readonly index: number;
  readonly raw: string;
  readonly block: Block;
}

const entriesOf = (notebook: Notebook): Entry[] =>
  notebook.blocks.flatMap((block, index) =>
    isShown(block) ? [{ index, block, raw: notebook.text.slice(block.from, block.to).trimEnd() }] : [],
  );

/**
 * The keys after an edit. A block keeps its key if it is the same text, else if it carries the same name, else if it is
 * what stands between the same neighbours and is of the same kind, else of any kind; all others are new.
 */
export function keysAfter(before: Notebook, keys: BlockKeys, after: Notebook): BlockKeys {
  let old = entriesOf(before);
  let now = entriesOf(after);
  const result: (string | null)[] = after.blocks.map(() => null);
  const match = (a: Entry, b: Entry): void => {
    result[b.index] = keys[a.index] ?? null;
  };
  let head = 0;
  while (head < old.length && head < now.length && old[head]!.raw === now[head]!.raw) {
    match(old[head]!, now[head]!);
    head += 1;
  }
  old = old.slice(head);
  now = now.slice(head);
  while (old.length > 0 && now.length > 0 && old.at(-1)!.raw === now.at(-1)!.raw) match(old.pop()!, now.pop()!);
  const rules: ((a: Entry, b: Entry) => boolean)[] = [
    (a, b) => a.raw === b.raw && a.block.kind === b.block.kind,
    (a, b) => nameOf(a.block) !== null && nameOf(a.block) === nameOf(b.block),
    (a, b) => a.block.kind === b.block.kind,
    () => true,
  ];
  for (const same of rules) {
    now = now.filter((entry) => {
      const at = old.findIndex((candidate) => same(candidate, entry));
      if (at < 0) return true;
      match(old[at]!, entry);
      old.splice(at, 1);
      return false;
    });
  }
  for (const entry of now) result[entry.index] = fresh();
  return result;
}
