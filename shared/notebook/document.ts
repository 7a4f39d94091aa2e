/**
 * A notebook file as a document. The text is the truth: blocks are ranges of it, so that parse → print is the identity
 * for every input, and an edit is a splice that leaves every other character alone. Which lines are a fenced block is
 * decided by a CommonMark parser: what a forge shows as code is what runs here, and what is commented out does not run.
 */
import MarkdownIt from 'markdown-it';
import { WaybillError } from '../errors.ts';
import { parseInfo, type FenceInfo } from './fence.ts';
import { readFrontMatter, type FrontMatter } from './front-matter.ts';

/** Longest notebook, in UTF-16 units. An analysis is text that a person reads; larger is a mistake or an attack. */
export const MAX_NOTEBOOK = 4_000_000;

/** Cells of one notebook; more than a person reads. */
export const MAX_CELLS = 5_000;

/** Something that the analyst should know, said at a place of the text. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** Offset in the notebook's text. */
  readonly offset: number;
}

interface Range {
  /** Offsets in the text: `from` inclusive, `to` exclusive, the final newline included. */
  readonly from: number;
  readonly to: number;
}

export interface MarkdownBlock extends Range {
  readonly kind: 'markdown';
  readonly source: string;
}
/** White space between cells. */
export interface BlankBlock extends Range {
  readonly kind: 'blank';
}
export interface FrontBlock extends Range {
  readonly kind: 'front';
}
interface FenceBlock extends Range {
  readonly info: FenceInfo;
  /** What is between the fences, without the fence's own indentation; lines end in `\n`, none at the end. */
  readonly source: string;
  /** Offset of the first character after the opening line. */
  readonly bodyFrom: number;
  /** Offset where the closing line begins, or the end of the block if it is not closed. */
  readonly bodyTo: number;
  readonly closed: boolean;
}
export interface SqlBlock extends FenceBlock {
  readonly kind: 'sql';
  /** Null: the cell runs and is shown, and no other cell can refer to it. */
  readonly name: string | null;
}
export interface ChartBlock extends FenceBlock {
  readonly kind: 'vega-lite';
  /** The SQL cell that gives the rows. */
  readonly data: string | null;
  readonly name: string | null;
}
export type CellBlock = SqlBlock | ChartBlock;
export type Block = FrontBlock | MarkdownBlock | BlankBlock | CellBlock;

export interface Notebook {
  readonly text: string;
  /** The newline of the file, for what an edit adds. */
  readonly newline: '\n' | '\r\n' | '\r';
  readonly front: FrontMatter;
  /** In order, without gaps; together they are the text. */
  readonly blocks: readonly Block[];
}

export const isCell = (block: Block): block is CellBlock => block.kind === 'sql' || block.kind === 'vega-lite';

const markdown = new MarkdownIt({ html: true });

/** A line that begins a new Markdown cell where no other cell stands between; no forge shows it. */
export const MARKDOWN_BREAK = '<!-- %% -->';

/** The last notebook that was read: an edit is checked and then taken, which would read the same text twice. */
let lastRead: Notebook | null = null;

/**
 * Reads a notebook. Never fails on content: what is wrong is kept with the text (`front.problems`, `problemsOf`).
 * @throws WaybillError 'notebook/too-large'
 */
export function parseNotebook(text: string): Notebook {
  if (lastRead?.text === text) return lastRead;
  lastRead = readNotebook(text);
  return lastRead;
}

function readNotebook(text: string): Notebook {
  if (text.length > MAX_NOTEBOOK)
    throw new WaybillError(
      'notebook/too-large',
      `The notebook has ${text.length} characters; at most ${MAX_NOTEBOOK} are read. Data belongs into sources, not into a notebook.`,
    );
  const lines = lineStarts(text);
  const front = readFrontMatter(text);
  const blocks: Block[] = [];
  if (front.to > 0) blocks.push({ kind: 'front', from: 0, to: front.to });
  else if (lines[0]! > 0) blocks.push({ kind: 'blank', from: 0, to: lines[0]! });
  let at = blocks[0]?.to ?? 0;
  const firstLine = lines.findIndex((start) => start >= at);
  const fences = firstLine < 0 ? [] : cellsIn(text, lines, firstLine);
  if (fences.length > MAX_CELLS)
    throw new WaybillError(
      'notebook/too-large',
      `The notebook has ${fences.length} cells; at most ${MAX_CELLS} are read. Part it into several.`,
    );
  for (const fence of fences) {
    blocks.push(...prose(text, at, fence.from), fence);
    at = fence.to;
  }
  blocks.push(...prose(text, at, text.length));
  const newline = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  return { text, newline: newline as Notebook['newline'], front, blocks };
}

/** The text of a notebook. */
export const printNotebook = (notebook: Notebook): string =>
  notebook.blocks.map((block) => notebook.text.slice(block.from, block.to)).join('');

/** Offsets of the first characters of all lines (a byte order mark belongs to none), and the end of the text. */
function lineStarts(text: string): number[] {
  const starts = [text.startsWith('\uFEFF') ? 1 : 0];
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  if (starts.at(-1) !== text.length) starts.push(text.length);
  return starts;
}

const unifyNewlines = (text: string): string => text.replace(/\r\n?/g, '\n');

function cellsIn(text: string, lines: readonly number[], firstLine: number): CellBlock[] {
  const base = lines[firstLine]!;
  // Line numbers must stay; the parser itself replaces U+0000, which it would do to a copy only.
  const body = unifyNewlines(text.slice(base));
  const tokens: ReturnType<typeof markdown.parse> = [];
  markdown.block.parse(body.replaceAll('\0', '\uFFFD'), markdown, {}, tokens);
  const cells: CellBlock[] = [];
  for (const token of tokens) {
    if (token.type !== 'fence' || token.level !== 0 || !token.map) continue;
    const info = parseInfo(token.info);
    const language = info.language.toLowerCase();
    if (language !== 'sql' && language !== 'vega-lite') continue;
    const [open, end] = [firstLine + token.map[0], firstLine + token.map[1]];
    const from = lines[open]!;
    const to = lines[end] ?? text.length;
    const bodyFrom = lines[open + 1] ?? text.length;
    const lastLine = text.slice(lines[end - 1] ?? from, to);
    const closed = end - 1 > open && isClosing(lastLine, token.markup);
    const bodyTo = closed ? lines[end - 1]! : to;
    const source = token.content.replace(/\n$/, '');
    const fence = { from, to, info, source, bodyFrom, bodyTo, closed };
    const name = info.attributes.get('name') || null;
    cells.push(
      language === 'sql'
        ? { kind: 'sql', ...fence, name }
        : { kind: 'vega-lite', ...fence, name, data: info.attributes.get('data') || null },
    );
  }
  return cells;
}

function isClosing(line: string, markup: string): boolean {
  const match = /^ {0,3}(`{3,}|~{3,})[ \t]*(?:\r\n?|\n)?$/.exec(line);
  return match !== null && match[1]![0] === markup[0] && match[1]!.length >= markup.length;
}

/** What is between cells: nothing, white space, or Markdown, parted at `MARKDOWN_BREAK` lines. */
function prose(text: string, from: number, to: number): Block[] {
  if (from === to) return [];
  const whole = text.slice(from, to);
  if (/^[\s\uFEFF]*$/u.test(whole)) return [{ kind: 'blank', from, to }];
  const starts = [from];
  for (const match of whole.matchAll(/(?<=^|\r|\n)<!-- %% -->[ \t]*(?=\r|\n|$)/g))
    if (match.index > 0) starts.push(from + match.index);
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? to;
    return { kind: 'markdown', from: start, to: end, source: unifyNewlines(text.slice(start, end)) };
  });
}

/**
 * What to call a cell: its name, or `cell-3` for the third cell of the file where it has none or another cell above has
 * the same (SQL does not tell capitals apart).
 */
export function cellIds(notebook: Notebook): Map<CellBlock, string> {
  const cells = notebook.blocks.filter(isCell);
  const names = new Set(cells.flatMap((cell) => cell.name?.toLowerCase() ?? []));
  const used = new Set<string>();
  const ids = new Map<CellBlock, string>();
  cells.forEach((cell, i) => {
    let id = cell.name ?? '';
    if (id === '' || used.has(id.toLowerCase())) {
      id = `cell-${i + 1}`;
      while (names.has(id) || used.has(id)) id += '+';
    }
    used.add(id.toLowerCase());
    ids.set(cell, id);
  });
  return ids;
}
