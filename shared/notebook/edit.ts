/**
 * Operations on a notebook, each a splice of its text. What an operation does not name stays byte for byte; the result
 * is read again, and an operation that would change what another block is (an unclosed comment above, say) is refused.
 * An editor can apply the splices to its own document, so undo works across cells.
 */
import { WaybillError } from '../errors.ts';
import { isCell, MARKDOWN_BREAK, parseNotebook, type Block, type CellBlock, type Notebook } from './document.ts';
import { fenceFor, setAttribute } from './fence.ts';
import type { TextEdit } from './front-matter.ts';

/** A cell that is not in a notebook yet. */
export interface NewCell {
  readonly kind: 'sql' | 'vega-lite' | 'markdown';
  readonly source: string;
  readonly name?: string;
  readonly data?: string;
}

/** Applies splices that do not overlap; offsets are those of the text before. */
export function splice(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (edit.from < at) throw new RangeError('The edits overlap.');
    result += text.slice(at, edit.from) + edit.insert;
    at = edit.to;
  }
  return result + text.slice(at);
}

/** Applies splices to a notebook and reads it again. */
export const applyEdits = (notebook: Notebook, edits: readonly TextEdit[]): Notebook =>
  parseNotebook(splice(notebook.text, edits));

const blockAt = (notebook: Notebook, index: number): Block => {
  const block = notebook.blocks[index];
  if (!block) throw new RangeError(`There is no block ${index}.`);
  return block;
};

const cellAt = (notebook: Notebook, index: number): CellBlock => {
  const block = blockAt(notebook, index);
  if (!isCell(block)) throw new RangeError(`Block ${index} is no cell.`);
  return block;
};

const raw = (notebook: Notebook, block: Block): string => notebook.text.slice(block.from, block.to);
const withNewlines = (notebook: Notebook, text: string): string => text.replace(/\r\n?|\n/g, notebook.newline);

/**
 * Throws unless the cells other than those of the `touched` blocks are the same, in the same order, after the edits.
 * @throws WaybillError 'notebook/edit-refused'
 */
function checked(
  notebook: Notebook,
  edits: readonly TextEdit[],
  touched: readonly number[],
  moved = false,
): TextEdit[] {
  const kept = (n: Notebook, skip: readonly number[]): string[] =>
    n.blocks.flatMap((block, i) =>
      isCell(block) && !skip.includes(i) ? n.text.slice(block.from, block.bodyTo).trimEnd() : [],
    );
  const before = kept(notebook, moved ? [] : touched);
  const after = kept(applyEdits(notebook, edits), []);
  if (moved) {
    before.sort();
    after.sort();
  }
  let found = 0;
  for (const cell of after) if (cell === before[found]) found += 1;
  if (found < before.length)
    throw new WaybillError(
      'notebook/edit-refused',
      'This change would swallow another cell, because a comment or a block above it is not closed. Close it first.',
    );
  return [...edits];
}

/** The text of a new cell, its final newline included. */
export function writeCell(notebook: Notebook, cell: NewCell): string {
  if (cell.kind === 'markdown') return withNewlines(notebook, cell.source.replace(/\n*$/, '\n'));
  let info: string = cell.kind;
  if (cell.name !== undefined) info = setAttribute(info, 'name', cell.name);
  if (cell.data !== undefined) info = setAttribute(info, 'data', cell.data);
  const fence = fenceFor(cell.source);
  const body = cell.source === '' ? '' : `${cell.source}\n`;
  return withNewlines(notebook, `${fence}${info}\n${body}${fence}\n`);
}

/** Replaces what a block says; its name, language and fence marks stay (the marks grow if the text needs it). */
export function replaceSource(notebook: Notebook, index: number, source: string): TextEdit[] {
  const block = blockAt(notebook, index);
  if (block.kind === 'front' || block.kind === 'blank') throw new RangeError(`Block ${index} has no source.`);
  if (block.kind === 'markdown') {
    const insert = withNewlines(notebook, source.endsWith('\n') ? source : `${source}\n`);
    return checked(notebook, [{ from: block.from, to: block.to, insert }], [index]);
  }
  const opening = notebook.text.slice(block.from, block.bodyFrom);
  const parts = /^( {0,3})(`+|~+)(.*?)(\r\n?|\n)?$/s.exec(opening)!;
  const [indent, marks, info] = [parts[1]!, parts[2]!, parts[3]!];
  const fence = fenceFor(source, marks[0] as '`' | '~', marks.length);
  const body = source === '' ? '' : `${source.replace(/^(?=.)/gm, indent)}\n`;
  const same = fence.length === marks.length || fenceFor(source, marks[0] as '`' | '~') <= marks;
  const insertBody = withNewlines(notebook, body);
  if (same && block.closed && parts[4] !== undefined)
    return checked(notebook, [{ from: block.bodyFrom, to: block.bodyTo, insert: insertBody }], [index]);
  const whole = `${indent}${same ? marks : fence}${info}${notebook.newline}${insertBody}${indent}${same ? marks : fence}`;
  const tail = block.to < notebook.text.length || /[\r\n]$/.test(notebook.text) ? notebook.newline : '';
  return checked(notebook, [{ from: block.from, to: block.to, insert: whole + tail }], [index]);
}

/** Puts a cell before block `index` (`blocks.length` = at the end), with an empty line to either side. */
export function insertCell(notebook: Notebook, index: number, cell: NewCell): TextEdit[] {
  const { blocks, text, newline } = notebook;
  const at = blocks[index]?.from ?? text.length;
  const before = blocks[index - 1];
  const after = blocks[index];
  let insert = writeCell(notebook, cell);
  if (cell.kind === 'markdown' && (before?.kind === 'markdown' || after?.kind === 'markdown')) {
    const mark = MARKDOWN_BREAK + newline;
    insert = (before?.kind === 'markdown' ? mark : '') + insert + (after?.kind === 'markdown' ? mark : '');
  }
  const head = before === undefined ? '' : separator(notebook, before, text.slice(0, at));
  const tail = after === undefined || after.kind === 'blank' ? '' : newline;
  return checked(notebook, [{ from: at, to: at, insert: head + insert + tail }], []);
}

/** What must stand between a block and a cell put after it. */
function separator(notebook: Notebook, before: Block, textBefore: string): string {
  const { newline } = notebook;
  const ended = /[\r\n]$/.test(textBefore) || /^\uFEFF?$/.test(textBefore);
  let head = ended ? '' : newline;
  if (isCell(before) && !before.closed) {
    const marks = /^ {0,3}(`+|~+)/.exec(raw(notebook, before))![1]!;
    head += marks + newline;
  }
  return before.kind === 'blank' || before.kind === 'front' ? head : head + newline;
}

/** Takes a block away, and the white space after it. */
export function deleteBlock(notebook: Notebook, index: number): TextEdit[] {
  const block = blockAt(notebook, index);
  const next = notebook.blocks[index + 1];
  const to = next?.kind === 'blank' && index > 0 ? next.to : block.to;
  return checked(notebook, [{ from: block.from, to, insert: '' }], [index]);
}

/** Moves a block before block `target` (indexes before the move; `blocks.length` = to the end). */
export function moveBlock(notebook: Notebook, index: number, target: number): TextEdit[] {
  const block = blockAt(notebook, index);
  if (block.kind === 'front') throw new RangeError('The front matter stays at the top.');
  if (target === index || target === index + 1) return [];
  const { blocks, text, newline } = notebook;
  const place = target === 0 && blocks[0]?.kind === 'front' ? 1 : target;
  const at = blocks[place]?.from ?? text.length;
  const before = blocks[place - 1];
  const after = blocks[place];
  let moving = raw(notebook, block);
  if (!/[\r\n]$/.test(moving)) moving += newline;
  if (isCell(block) && !block.closed) moving += /^ {0,3}(`+|~+)/.exec(moving)![1]! + newline;
  const head = before === undefined ? '' : separator(notebook, before, text.slice(0, at));
  const tail = after === undefined || after.kind === 'blank' ? '' : newline;
  const edits = [...deleteBlock(notebook, index), { from: at, to: at, insert: head + moving + tail }];
  return checked(notebook, edits, [], true);
}

/** Parts a cell in two at an offset of its source; the first part keeps the name. */
export function splitCell(notebook: Notebook, index: number, offset: number): TextEdit[] {
  const block = blockAt(notebook, index);
  if (block.kind !== 'sql' && block.kind !== 'markdown') throw new RangeError('Only SQL and text can be split.');
  const first = block.source.slice(0, offset).trimEnd();
  const second = block.source.slice(offset).replace(/^\s*\n/, '');
  const kind = block.kind;
  const [kept] = replaceSource(notebook, index, first);
  const mark = kind === 'markdown' ? MARKDOWN_BREAK + notebook.newline : '';
  const insert = `${kept!.insert}${kept!.to < block.to ? notebook.text.slice(kept!.to, block.to) : ''}`;
  const ended = /[\r\n]$/.test(insert) ? insert : insert + notebook.newline;
  return checked(
    notebook,
    [
      {
        from: kept!.from,
        to: block.to,
        insert: `${ended}${notebook.newline}${mark}${writeCell(notebook, { kind, source: second })}`,
      },
    ],
    [index],
  );
}

/** Joins a cell with the next cell of its kind; the name of the first stays. Only white space may stand between. */
export function mergeWithNext(notebook: Notebook, index: number): TextEdit[] {
  const first = blockAt(notebook, index);
  const nextIndex = notebook.blocks.findIndex((block, i) => i > index && block.kind !== 'blank');
  const next = notebook.blocks[nextIndex];
  if (next === undefined || next.kind !== first.kind || (first.kind !== 'sql' && first.kind !== 'markdown'))
    throw new WaybillError('notebook/edit-refused', 'A cell can be merged with a next cell of the same kind only.');
  const second = next as typeof first;
  const glue = first.kind === 'sql' && !/;\s*$/.test(first.source) ? ';\n\n' : '\n\n';
  const source = first.source.trimEnd() + glue + second.source.replace(/^<!-- %% -->\s*/, '');
  const [edit] = replaceSource({ ...notebook, text: notebook.text }, index, source);
  const rest = edit!.to < first.to ? notebook.text.slice(edit!.to, first.to) : '';
  return checked(notebook, [{ from: edit!.from, to: next.to, insert: edit!.insert + rest }], [index, nextIndex]);
}

/**
 * Gives a cell another name (null: none). References stay; `renameEverywhere` changes them too.
 * @throws WaybillError 'notebook/name-taken'
 */
export function renameCell(notebook: Notebook, index: number, name: string | null): TextEdit[] {
  return setCellAttribute(notebook, index, 'name', name);
}

/** Sets one word of a cell's opening line, e.g. `data` of a chart. */
export function setCellAttribute(notebook: Notebook, index: number, key: string, value: string | null): TextEdit[] {
  const block = cellAt(notebook, index);
  const taken = notebook.blocks.some(
    (other) => other !== block && isCell(other) && other.name?.toLowerCase() === value?.toLowerCase(),
  );
  if (key === 'name' && value !== null && taken)
    throw new WaybillError('notebook/name-taken', `Another cell is named “${value}”. Choose another name.`);
  if (value !== null && /[\r\n`\0]/.test(value))
    throw new WaybillError('notebook/edit-refused', 'A name is one line without back quotes.');
  const opening = notebook.text.slice(block.from, block.bodyFrom);
  const parts = /^( {0,3}(?:`+|~+))(.*?)((?:\r\n?|\n)?)$/s.exec(opening)!;
  const insert = `${parts[1]}${setAttribute(parts[2]!, key, value)}${parts[3]}`;
  return checked(notebook, [{ from: block.from, to: block.bodyFrom, insert }], [index]);
}
