/** What each cell of a notebook says for itself, before names are resolved: the first half of the graph. */
import {
  cellIds,
  isCell,
  type ChartBlock,
  type MarkdownBlock,
  type Notebook,
  type Problem,
  type SqlBlock,
} from './document.ts';
import { placeholdersOf } from './placeholders.ts';
import { inputNamed, unknownInput } from './statement.ts';
import type { Readings, Use } from './readings.ts';

export type NodeKind = 'sql' | 'vega-lite' | 'markdown';

/** What a node says before names are resolved. */
export interface Draft {
  readonly id: string;
  readonly kind: NodeKind;
  readonly block: number;
  readonly name: string | null;
  readonly uses: readonly Use[];
  /** The offset in the notebook of an offset of `uses`. */
  readonly place: (offset: number) => number;
  /** Names of `work` objects that it makes or changes, and reads. */
  readonly writes: readonly string[];
  readonly readsWork: readonly string[];
  readonly inputs: readonly string[];
  readonly errors: readonly Problem[];
  readonly remarks: readonly Problem[];
}

/** The drafts of all cells and texts, in the order of the notebook. */
export function draftsOf(notebook: Notebook, readings: Readings): Draft[] {
  const ids = cellIds(notebook);
  const taken = new Set<string>();
  const drafts: Draft[] = [];
  let texts = 0;
  notebook.blocks.forEach((block, index) => {
    if (block.kind === 'markdown') {
      texts += 1;
      drafts.push(sentences(notebook, block, `text-${texts}`, index));
    } else if (isCell(block)) {
      const draft = block.kind === 'sql' ? statements(notebook, block, readings) : chart(block);
      const key = block.name?.toLowerCase();
      const errors = [...draft.errors];
      if (key !== undefined && taken.has(key)) {
        const message = `Another cell above is named “${block.name}”. Rename one of them.`;
        errors.unshift({ code: 'notebook/name-taken', message, offset: block.from });
      }
      if (key !== undefined) taken.add(key);
      drafts.push({ ...draft, id: ids.get(block)!, block: index, errors });
    }
  });
  return drafts;
}

const EMPTY = {
  name: null,
  uses: [],
  writes: [],
  readsWork: [],
  inputs: [],
  errors: [],
  remarks: [],
  place: (offset: number) => offset,
};

function sentences(notebook: Notebook, block: MarkdownBlock, id: string, index: number): Draft {
  const placeholders = placeholdersOf(block.source);
  const inputs = placeholders.flatMap(({ target }) => (target.kind === 'input' ? [target.input] : []));
  const unknown = inputs.filter((name) => !inputNamed(notebook.front.inputs, name));
  return {
    ...EMPTY,
    id,
    kind: 'markdown',
    block: index,
    uses: placeholders.flatMap(({ target, from }) =>
      target.kind === 'cell' ? [{ name: target.cell, offset: block.from + from }] : [],
    ),
    inputs,
    errors: unknown.map((name) => ({
      code: 'notebook/unknown-input',
      message: unknownInput(name),
      offset: block.from,
    })),
  };
}

type Unplaced = Omit<Draft, 'id' | 'block'>;

function chart(block: ChartBlock): Unplaced {
  const base = { ...EMPTY, kind: 'vega-lite' as const };
  if (block.data !== null) return { ...base, uses: [{ name: block.data, offset: block.from }] };
  if (/"data"\s*:/.test(block.source)) return base;
  const message = 'The chart does not say whose rows it shows. Write data=cell after vega-lite.';
  return { ...base, errors: [{ code: 'notebook/chart-data', message, offset: block.from }] };
}

function statements(notebook: Notebook, block: SqlBlock, readings: Readings): Unplaced {
  const { relations, writes, readsWork, parameters, errors, remarks } = readings.usesOf(block.source);
  const place = (offset: number): number => offsetInText(block, notebook.text, offset);
  const inputs = new Set<string>();
  const problems: Problem[] = errors.map((error) => ({ ...error, offset: place(error.offset) }));
  for (const { name, offset } of parameters) {
    const found = inputNamed(notebook.front.inputs, name);
    if (found) inputs.add(found[0]);
    else problems.push({ code: 'notebook/unknown-input', message: unknownInput(name), offset: place(offset) });
  }
  return {
    kind: 'sql',
    name: block.name,
    uses: relations,
    writes,
    readsWork,
    inputs: [...inputs],
    errors: problems,
    remarks: remarks.map((remark) => ({ ...remark, offset: place(remark.offset) })),
    place,
  };
}

/** The offset in the notebook's text of an offset in a cell's source (which has other newlines, no indentation). */
export function offsetInText(block: SqlBlock, text: string, offset: number): number {
  const line = block.source.slice(0, offset).split('\n').length - 1;
  const column = offset - (block.source.lastIndexOf('\n', offset - 1) + 1);
  const body = text.slice(block.bodyFrom, block.bodyTo);
  let start = 0;
  const breaks = [...body.matchAll(/\r\n?|\n/g)];
  if (line > 0) {
    const last = breaks[line - 1];
    start = last ? last.index + last[0].length : body.length;
  }
  const raw = body.slice(start, breaks[line]?.index ?? body.length);
  const sourceLine = block.source.split('\n')[line] ?? '';
  return block.bodyFrom + start + Math.max(0, raw.length - sourceLine.length) + column;
}

/** The other way: the offset in a cell's source of an offset in the notebook's text. */
export function offsetInSource(block: SqlBlock, text: string, offset: number): number {
  const before = text.slice(block.bodyFrom, Math.max(block.bodyFrom, offset)).replace(/\r\n?/g, '\n');
  const line = before.split('\n').length - 1;
  const lines = block.source.split('\n');
  const start = lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
  const raw = text.slice(block.bodyFrom, block.bodyTo).split(/\r\n?|\n/)[line] ?? '';
  const indentation = Math.max(0, raw.length - (lines[line] ?? '').length);
  const column = before.length - (before.lastIndexOf('\n') + 1);
  return Math.min(block.source.length, start + Math.max(0, column - indentation));
}
