/** What a cell is known by after its notebook was closed and opened again. Within a session it has a key (keys.ts). */
import type { Block, Notebook } from './document.ts';

/** So much of a cell without a name tells it from the others; what is the same is counted. */
const MOST_TEXT = 200;

function textOf(block: Block): string | null {
  switch (block.kind) {
    case 'sql':
    case 'vega-lite':
      return `${block.kind}:${block.name ?? `:${block.source.trim().slice(0, MOST_TEXT)}`}`;
    case 'markdown':
      return `markdown:${block.source.trim().slice(0, MOST_TEXT)}`;
    case 'front':
    case 'blank':
      return null;
  }
}

/** A mark per block, each another one; null for what is no cell. It follows a named cell, and any cell that is moved. */
export function cellMarks(notebook: Notebook): (string | null)[] {
  const seen = new Map<string, number>();
  return notebook.blocks.map((block) => {
    const text = textOf(block);
    if (text === null) return null;
    const times = seen.get(text) ?? 0;
    seen.set(text, times + 1);
    return `${times}:${text}`;
  });
}
