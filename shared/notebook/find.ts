/** Finding and replacing in what a person writes in the cells of a notebook. */
import { WaybillError } from '../errors.ts';
import type { Notebook } from './document.ts';
import { bodyOf, shownBlocks, writeBodies } from './edit-cells.ts';

export interface Search {
  readonly text: string;
  readonly matchCase: boolean;
  /** The text is a regular expression of JavaScript. */
  readonly regex: boolean;
}

export interface Match {
  /** Index of the block. */
  readonly block: number;
  /** Place in what a person writes there. */
  readonly from: number;
  readonly to: number;
}

/** More are not counted. */
export const MAX_MATCHES = 10_000;

/** @throws WaybillError 'notebook/find' for an expression that cannot be read */
function patternOf({ text, matchCase, regex }: Search): RegExp {
  const flags = matchCase ? 'gu' : 'giu';
  try {
    return new RegExp(regex ? text : text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), flags + (regex ? 'm' : ''));
  } catch (cause) {
    throw new WaybillError('notebook/find', 'This regular expression cannot be read.', { cause });
  }
}

/** The matches in order of the notebook. @throws WaybillError 'notebook/find' */
export function findIn(notebook: Notebook, search: Search): Match[] {
  if (search.text === '') return [];
  const pattern = patternOf(search);
  const found: Match[] = [];
  for (const block of shownBlocks(notebook)) {
    for (const match of bodyOf(notebook.blocks[block]!).matchAll(pattern)) {
      if (match[0] === '') continue;
      found.push({ block, from: match.index, to: match.index + match[0].length });
      if (found.length >= MAX_MATCHES) return found;
    }
  }
  return found;
}

/**
 * Replaces matches; in a regular expression `$1` stands for a group.
 * @param only one match; null for all
 */
export function replaceIn(notebook: Notebook, search: Search, replacement: string, only: Match | null): Notebook {
  if (search.text === '') return notebook;
  const pattern = patternOf(search);
  const literal = search.regex ? replacement : replacement.replaceAll('$', '$$$$');
  const bodies = new Map<number, string>();
  for (const block of only ? [only.block] : shownBlocks(notebook)) {
    const body = bodyOf(notebook.blocks[block]!);
    let now: string;
    if (only) {
      const part = body.slice(only.from, only.to);
      now =
        body.slice(0, only.from) +
        part.replace(new RegExp(pattern, pattern.flags.replace('g', '')), literal) +
        body.slice(only.to);
    } else now = body.replace(pattern, literal);
    if (now !== body) bodies.set(block, now);
  }
  return writeBodies(notebook, bodies);
}
