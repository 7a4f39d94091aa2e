/**
 * What an analyst does with cells, made of the splices of edit.ts: several cells at once, pasted cells, another kind.
 * Each takes a notebook and returns the notebook after it; all that it does not name stays byte for byte.
 */
import { WaybillError } from '../errors.ts';
import { isCell, MARKDOWN_BREAK, parseNotebook, type Block, type Notebook } from './document.ts';
import { arrange, newPiece, piecesOf, type Piece } from './arrange.ts';
import { applyEdits, mergeWithNext, replaceSource, type NewCell } from './edit.ts';
import { graphOf } from './graph.ts';
import { renameEverywhere } from './rename.ts';

/** A Markdown cell as it is written: what parts it from the text before, what a person writes, and the white space after. */
export interface MarkdownParts {
  readonly head: string;
  readonly body: string;
  readonly tail: string;
}

export function markdownParts(source: string): MarkdownParts {
  const head =
    /^(?:\s*\n)?<!-- %% -->[ \t]*(?:\n|$)(?:[ \t]*\n)*/.exec(source)?.[0] ?? /^(?:[ \t]*\n)*/.exec(source)![0];
  const rest = source.slice(head.length);
  const body = rest.trimEnd();
  return { head, body, tail: rest.slice(body.length) };
}

/** What a person writes in a block. */
export const bodyOf = (block: Block): string =>
  block.kind === 'markdown' ? markdownParts(block.source).body : 'source' in block ? block.source : '';

/** Writes what a person wrote in a block; a text cell without text stays a cell, as a line that no forge shows. */
export function writeBody(notebook: Notebook, index: number, body: string): Notebook {
  const block = notebook.blocks[index];
  if (block?.kind !== 'markdown') return applyEdits(notebook, replaceSource(notebook, index, body));
  const { head, tail } = markdownParts(block.source);
  const written = body.trim() === '' ? (head.includes(MARKDOWN_BREAK) ? head : `${MARKDOWN_BREAK}\n`) : head + body;
  return applyEdits(notebook, replaceSource(notebook, index, written + (tail === '' ? '\n' : tail)));
}

/** The blocks that are cells or text, by index. */
export const shownBlocks = (notebook: Notebook): number[] =>
  notebook.blocks.flatMap((block, index) => (block.kind === 'front' || block.kind === 'blank' ? [] : [index]));

/** Where among the cells block `at` stands; one that is no cell stands before the next that is. */
const placeOf = (pieces: readonly Piece[], at: number): number => {
  const place = pieces.findIndex((piece) => piece.index! >= at);
  return place < 0 ? pieces.length : place;
};

const withPieces = (notebook: Notebook, at: number, added: readonly Piece[]): Notebook => {
  const pieces = piecesOf(notebook);
  return arrange(notebook, pieces.toSpliced(placeOf(pieces, at), 0, ...added));
};

/** Takes cells away. */
export const deleteBlocks = (notebook: Notebook, indexes: readonly number[]): Notebook =>
  arrange(
    notebook,
    piecesOf(notebook).filter((piece) => !indexes.includes(piece.index!)),
  );

/** Puts a new cell before block `at` (`blocks.length` = at the end). */
export const addCell = (notebook: Notebook, at: number, cell: NewCell): Notebook =>
  withPieces(notebook, at, [newPiece(notebook, cell)]);

/** The cells as text, to be pasted elsewhere. */
export function textOfBlocks(notebook: Notebook, indexes: readonly number[]): string {
  const pieces = piecesOf(notebook).filter((piece) => indexes.includes(piece.index!));
  return arrange(
    parseNotebook(''),
    pieces.map((piece) => ({ ...piece, blank: '', index: null })),
  ).text;
}

/** The names of cells, in lower case. */
export const namesOf = (notebook: Notebook): Set<string> =>
  new Set(notebook.blocks.flatMap((block) => (isCell(block) && block.name !== null ? [block.name.toLowerCase()] : [])));

/** `base`, or `base_2`, `base_3` … if it is taken (in lower case). */
export function freeName(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base.toLowerCase())) return base;
  const stem = base.replace(/_\d+$/, '');
  let n = 2;
  while (taken.has(`${stem}_${n}`.toLowerCase())) n += 1;
  return `${stem}_${n}`;
}

/** A piece of notebook text whose cells have names of their own; what its cells say of each other follows. */
export function withFreeNames(fragment: Notebook, taken: ReadonlySet<string>): Notebook {
  let now = fragment;
  const used = new Set([...taken, ...namesOf(fragment)]);
  for (const [index, block] of fragment.blocks.entries()) {
    if (!isCell(block) || block.name === null || !taken.has(block.name.toLowerCase())) continue;
    const name = freeName(block.name, used);
    used.add(name.toLowerCase());
    now = applyEdits(now, renameEverywhere(now, graphOf(now), index, name));
  }
  return now;
}

/**
 * Puts cells, as notebook text (its front matter is left out), before block `at`. Names that are taken get a number.
 * @throws WaybillError 'notebook/edit-refused'
 */
export function pasteCells(notebook: Notebook, at: number, text: string): { notebook: Notebook; count: number } {
  const fragment = withFreeNames(parseNotebook(text), namesOf(notebook));
  const pieces = piecesOf(fragment).map((piece): Piece => {
    const raw =
      piece.raw.replace(/(?:[ \t]*(?:\r\n?|\n))*$/, '').replace(/\r\n?|\n/g, notebook.newline) + notebook.newline;
    return { kind: piece.kind, raw, blank: piece.kind === 'markdown' ? '' : notebook.newline, index: null };
  });
  return { notebook: withPieces(notebook, at, pieces), count: pieces.length };
}

/** Puts a copy of the cells below the last of them, with names of their own. */
export const duplicateBlocks = (notebook: Notebook, indexes: readonly number[]): Notebook =>
  pasteCells(notebook, Math.max(...indexes) + 1, textOfBlocks(notebook, indexes)).notebook;

/** Moves cells before block `target` (indexes before the move; `blocks.length` = to the end). */
export function moveTo(notebook: Notebook, indexes: readonly number[], target: number): Notebook {
  const pieces = piecesOf(notebook);
  const moving = pieces.filter((piece) => indexes.includes(piece.index!));
  const staying = pieces.filter((piece) => !indexes.includes(piece.index!));
  return arrange(notebook, staying.toSpliced(placeOf(staying, target), 0, ...moving));
}

/** Moves cells over the next cell above or below; at the edge nothing happens. */
export function stepBlocks(notebook: Notebook, indexes: readonly number[], step: -1 | 1): Notebook {
  const shown = shownBlocks(notebook);
  const order = [...indexes].sort((a, b) => a - b);
  const neighbour = shown[shown.indexOf(step < 0 ? order[0]! : order.at(-1)!) + step];
  if (neighbour === undefined) return notebook;
  return moveTo(notebook, order, step < 0 ? neighbour : neighbour + 1);
}

/** Parts a cell at an offset of what a person writes in it; the first part keeps the name. */
export function splitAt(notebook: Notebook, index: number, offset: number): Notebook {
  const block = notebook.blocks[index];
  if (block?.kind !== 'sql' && block?.kind !== 'markdown')
    throw new WaybillError('notebook/edit-refused', 'Only queries and text can be split.');
  const body = bodyOf(block);
  const below = addCell(notebook, index + 1, {
    kind: block.kind,
    source: body
      .slice(offset)
      .replace(/^\s*\n/, '')
      .trimStart(),
  });
  return writeBody(below, index, body.slice(0, offset).trimEnd());
}

/** Joins cells that follow each other; one cell is joined with the next. The name of the first stays. */
export function mergeBlocks(notebook: Notebook, indexes: readonly number[]): Notebook {
  const first = Math.min(...indexes);
  let now = notebook;
  for (let n = Math.max(1, indexes.length - 1); n > 0; n -= 1) now = applyEdits(now, mergeWithNext(now, first));
  return now;
}

/**
 * Makes text of a query, a query of text, a chart of either; what was written stays.
 * @throws WaybillError 'notebook/edit-refused'
 */
export function changeKind(notebook: Notebook, index: number, kind: NewCell['kind']): Notebook {
  const block = notebook.blocks[index];
  if (!block || block.kind === 'front' || block.kind === 'blank')
    throw new WaybillError('notebook/edit-refused', 'This is no cell.');
  if (block.kind === kind) return notebook;
  const piece = newPiece(notebook, { kind, source: bodyOf(block) });
  return arrange(
    notebook,
    piecesOf(notebook).map((each) => (each.index === index ? piece : each)),
  );
}

/** Writes several cells in one go. @param bodies what is written, by index of the block */
export const writeBodies = (notebook: Notebook, bodies: ReadonlyMap<number, string>): Notebook =>
  [...bodies].sort(([a], [b]) => b - a).reduce((now, [index, body]) => writeBody(now, index, body), notebook);
