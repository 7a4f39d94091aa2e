/** The outline of a notebook: its headings and its named cells; and which cells a folded section hides. */
import type { Block, Notebook } from './document.ts';
import { headingsOf, type Heading } from './markdown.ts';

export interface OutlineEntry {
  /** Index of the block. */
  readonly block: number;
  readonly kind: 'heading' | 'sql' | 'vega-lite';
  /** Of a heading its own, from 1; of a cell one more than the heading above it. */
  readonly level: number;
  readonly text: string;
}

const memory = new Map<string, readonly Heading[]>();
/** Texts of some open notebooks; old ones are forgotten in the order of being added. */
const REMEMBERED = 2_000;

/** The headings of a block, remembered by its text, since typing changes one of many. */
function headingsIn(block: Block): readonly Heading[] {
  if (block.kind !== 'markdown') return [];
  const known = memory.get(block.source);
  if (known) return known;
  const found = headingsOf(block.source);
  if (memory.size >= REMEMBERED) memory.delete(memory.keys().next().value!);
  memory.set(block.source, found);
  return found;
}

export function outlineOf(notebook: Notebook): OutlineEntry[] {
  let level = 0;
  return notebook.blocks.flatMap((block, index): OutlineEntry[] => {
    if (block.kind === 'markdown') {
      return headingsIn(block).map((heading) => {
        level = heading.level;
        return { block: index, kind: 'heading', level, text: heading.text };
      });
    }
    if (block.kind !== 'sql' && block.kind !== 'vega-lite') return [];
    const text = block.name ?? (block.kind === 'vega-lite' && block.data !== null ? `chart of ${block.data}` : null);
    return text === null ? [] : [{ block: index, kind: block.kind, level: level + 1, text }];
  });
}

/** The level of the section that a block opens, by its first heading; null if it opens none. */
export const sectionLevel = (block: Block): number | null => headingsIn(block)[0]?.level ?? null;

/** Indexes of the blocks below a folded heading, down to the next heading of its level or above. */
export function hiddenBlocks(notebook: Notebook, isFolded: (block: number) => boolean): Set<number> {
  const hidden = new Set<number>();
  let folded: number | null = null;
  notebook.blocks.forEach((block, index) => {
    const levels = headingsIn(block).map((heading) => heading.level);
    if (folded !== null && levels.length > 0 && Math.min(...levels) <= folded) folded = null;
    if (folded !== null) hidden.add(index);
    else if (levels.length > 0 && isFolded(index)) folded = levels[0]!;
  });
  return hidden;
}
