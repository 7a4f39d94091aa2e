/**
 * The cells of a notebook in another order, with more or fewer of them. A cell is taken as it is written, with the white
 * space after it; only where two cells meet that did not meet before is anything put between them.
 */
import { WaybillError } from '../errors.ts';
import { isCell, MARKDOWN_BREAK, parseNotebook, type Block, type Notebook } from './document.ts';
import { writeCell, type NewCell } from './edit.ts';

/** A cell as text. */
export interface Piece {
  readonly kind: NewCell['kind'];
  readonly raw: string;
  /** White space after it. */
  readonly blank: string;
  /** Its block in the notebook that it was taken from; null for a new one. */
  readonly index: number | null;
}

/** The cells of a notebook, in order. */
export function piecesOf(notebook: Notebook): Piece[] {
  const { blocks, text } = notebook;
  return blocks.flatMap((block, index) => {
    if (block.kind === 'front' || block.kind === 'blank') return [];
    const next = blocks[index + 1];
    const blank = next?.kind === 'blank' ? text.slice(next.from, next.to) : '';
    return [{ kind: block.kind, raw: text.slice(block.from, block.to), blank, index }];
  });
}

/** A new cell; a text cell without text is written as a line that no forge shows. */
export function newPiece(notebook: Notebook, cell: NewCell): Piece {
  const empty = cell.kind === 'markdown' && cell.source.trim() === '';
  const raw = writeCell(notebook, empty ? { ...cell, source: MARKDOWN_BREAK } : cell);
  return { kind: cell.kind, raw, blank: cell.kind === 'markdown' ? '' : notebook.newline, index: null };
}

const BREAK = /^\s*<!-- %% -->[ \t]*(?:\r|\n|$)/;

/**
 * The notebook with these cells.
 * @throws WaybillError 'notebook/edit-refused' where a cell would swallow another (an unclosed comment, say)
 */
export function arrange(notebook: Notebook, pieces: readonly Piece[]): Notebook {
  const { blocks, newline } = notebook;
  const first = blocks.findIndex((block) => block.kind !== 'front' && block.kind !== 'blank');
  const leadTo = first < 0 ? notebook.text.length : blocks[first]!.from;
  let text = notebook.text.slice(0, leadTo);
  let before: Piece | null = null;
  for (const piece of pieces) {
    text += between(notebook, text, before, piece) + piece.raw + piece.blank;
    before = piece;
  }
  if (before && !/[\r\n]$/.test(text) && before.index !== blocks.length - 1) text += newline;
  const after = parseNotebook(text);
  const kinds = piecesOf(after).map((piece) => piece.kind);
  if (kinds.length !== pieces.length || kinds.some((kind, i) => kind !== pieces[i]!.kind))
    throw new WaybillError(
      'notebook/edit-refused',
      'This change would swallow another cell, because a comment or a block above it is not closed. Close it first.',
    );
  return after;
}

/** What must stand between two cells; nothing where they stood beside each other before. */
function between(notebook: Notebook, text: string, before: Piece | null, piece: Piece): string {
  const { newline } = notebook;
  if (before === null) return text === '' || /[\r\n]$/.test(text) ? '' : newline;
  const neighbours =
    before.index !== null && piece.index !== null && nextShown(notebook.blocks, before.index) === piece.index;
  if (neighbours) return '';
  let gap = /[\r\n]$/.test(text) ? '' : newline;
  const block = before.index === null ? null : notebook.blocks[before.index];
  if (block && isCell(block) && !block.closed) gap += /^ {0,3}(`+|~+)/.exec(before.raw)![1]! + newline;
  if (!/(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)$/.test(text + gap)) gap += newline;
  if (before.kind === 'markdown' && piece.kind === 'markdown' && !BREAK.test(piece.raw))
    gap += MARKDOWN_BREAK + newline;
  return gap;
}

const nextShown = (blocks: readonly Block[], index: number): number =>
  blocks.findIndex((block, i) => i > index && block.kind !== 'blank');
