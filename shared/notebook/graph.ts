/**
 * What depends on what in a notebook, derived from its text: SQL cells on the cells and inputs that they name, charts on
 * their data, sentences on their figures. Pure: the same for the window and the command line.
 *
 * Whom a name means: the nearest cell above with that name, else a relation of the case, else a cell below. A cell may
 * carry the name of a relation of the case; it then reads that relation itself, and the cells below it read the cell.
 */
import { WaybillError } from '../errors.ts';
import { splitStatements, type Statement } from '../sql/tokens.ts';
import { cellIds, isCell, type Notebook, type Problem, type SqlBlock } from './document.ts';
import { parametersOf, type InputValues } from './inputs.ts';
import { placeholdersOf } from './placeholders.ts';
import { referencesOf } from './references.ts';
import { inputNamed, unknownInput } from './statement.ts';

export type NodeKind = 'sql' | 'vega-lite' | 'markdown';

export interface Node {
  readonly id: string;
  readonly kind: NodeKind;
  /** Index of its block in the notebook. */
  readonly block: number;
  /** Ids of the cells that it needs, in the order of the notebook. */
  readonly needs: readonly string[];
  /** For each name that it uses for a cell, in lower case: the id of that cell. */
  readonly names: ReadonlyMap<string, string>;
  /** Inputs that it names. */
  readonly inputs: readonly string[];
  /** Whether it reads relations that are no cells. */
  readonly readsCase: boolean;
  /** What is wrong and keeps it from running. */
  readonly errors: readonly Problem[];
  /** What the analyst should know. */
  readonly remarks: readonly Problem[];
}

export interface Graph {
  /** In the order of the notebook. */
  readonly nodes: readonly Node[];
  /** Ids in the order of running: what is needed first, else as in the notebook; cells of a cycle are left out. */
  readonly order: readonly string[];
}

/** What a node says before names are resolved. */
interface Draft {
  readonly id: string;
  readonly kind: NodeKind;
  readonly block: number;
  readonly name: string | null;
  readonly uses: readonly { readonly name: string; readonly offset: number }[];
  /** Names of `work` objects that it makes or changes, and reads. */
  readonly writes: readonly string[];
  readonly readsWork: readonly string[];
  readonly inputs: readonly string[];
  readonly errors: Problem[];
  readonly remarks: Problem[];
}

/** Relations that the engine itself provides. */
const ENGINE_RELATION = /^(duckdb_|pragma_|pg_|sqlite_)/;

/**
 * @param known names of the case's tables and views, in lower case; null if they are not known, and then no name is
 *   called unknown
 */
export function graphOf(notebook: Notebook, known: ReadonlySet<string> | null = null): Graph {
  const drafts = draftsOf(notebook);
  const nodes = drafts.map((draft, i) => resolve(draft, i, drafts, known));
  return orderOf(nodes);
}

function draftsOf(notebook: Notebook): Draft[] {
  const ids = cellIds(notebook);
  const taken = new Set<string>();
  const drafts: Draft[] = [];
  let texts = 0;
  notebook.blocks.forEach((block, index) => {
    if (block.kind === 'markdown') {
      texts += 1;
      const placeholders = placeholdersOf(block.source);
      const errors: Problem[] = [];
      const uses = placeholders.flatMap((p) =>
        p.target.kind === 'cell' ? [{ name: p.target.cell, offset: block.from + p.from }] : [],
      );
      const inputs = placeholders.flatMap((p) => (p.target.kind === 'input' ? [p.target.input] : []));
      for (const name of inputs)
        if (!inputNamed(notebook.front.inputs, name))
          errors.push({ code: 'notebook/unknown-input', message: unknownInput(name), offset: block.from });
      drafts.push({
        id: `text-${texts}`, kind: 'markdown', block: index, name: null, uses, writes: [], readsWork: [], inputs, errors, remarks: [],
      }); // prettier-ignore
    } else if (isCell(block)) {
      const errors: Problem[] = [];
      const key = block.name?.toLowerCase();
      if (key !== undefined && taken.has(key)) {
        const message = `Another cell above is named “${block.name}”. Rename one of them.`;
        errors.push({ code: 'notebook/name-taken', message, offset: block.from });
      }
      if (key !== undefined) taken.add(key);
      const base = { id: ids.get(block)!, block: index, errors, remarks: [] };
      if (block.kind === 'sql')
        drafts.push({ ...base, kind: 'sql', name: block.name, ...usesOf(block, notebook, errors) });
      else {
        if (block.data === null && !/"data"\s*:/.test(block.source)) {
          const message = 'The chart does not say whose rows it shows. Write data=cell after vega-lite.';
          errors.push({ code: 'notebook/chart-data', message, offset: block.from });
        }
        const uses = block.data === null ? [] : [{ name: block.data, offset: block.from }];
        drafts.push({ ...base, kind: 'vega-lite', name: null, uses, writes: [], readsWork: [], inputs: [] });
      }
    }
  });
  return drafts;
}

function usesOf(
  block: SqlBlock,
  notebook: Notebook,
  errors: Problem[],
): Pick<Draft, 'uses' | 'writes' | 'readsWork' | 'inputs'> {
  const uses: { name: string; offset: number }[] = [];
  const writes: string[] = [];
  const readsWork: string[] = [];
  const inputs = new Set<string>();
  const place = (statement: Statement, offset: number): number =>
    offsetInText(block, notebook.text, statement.start + offset);
  for (const statement of splitStatements(block.source)) {
    try {
      for (const reference of referencesOf(statement)) {
        const [first, second] = reference.path.map((part) => part.toLowerCase());
        if (reference.access === 'write') writes.push(reference.path.join('.').toLowerCase());
        else if (second === undefined)
          uses.push({ name: reference.path[0]!, offset: place(statement, reference.from) });
        else if (first === 'work') readsWork.push(reference.path.join('.').toLowerCase());
      }
    } catch (error) {
      if (!(error instanceof WaybillError)) throw error;
      errors.push({ code: error.code, message: error.advice, offset: place(statement, 0) });
    }
    for (const parameter of parametersOf(statement)) {
      const found = inputNamed(notebook.front.inputs, parameter.name);
      if (found) inputs.add(found[0]);
      else
        errors.push({
          code: 'notebook/unknown-input',
          message: unknownInput(parameter.name),
          offset: place(statement, parameter.from),
        });
    }
  }
  return { uses, writes, readsWork, inputs: [...inputs] };
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

function resolve(draft: Draft, index: number, drafts: readonly Draft[], known: ReadonlySet<string> | null): Node {
  const names = new Map<string, string>();
  const needs = new Set<string>();
  const errors = [...draft.errors];
  const remarks = [...draft.remarks];
  const named = (name: string, among: readonly Draft[]): Draft | undefined =>
    among.find((d) => d.kind === 'sql' && d.name?.toLowerCase() === name);
  for (const use of draft.uses) {
    const key = use.name.toLowerCase();
    const above = named(key, drafts.slice(0, index).reverse());
    const inCase = draft.kind === 'sql' && known?.has(key) === true;
    const cell = above ?? (inCase ? undefined : named(key, drafts.slice(index)));
    if (cell?.id === draft.id) {
      const message = `The cell “${use.name}” reads itself. Rename it, or read something else.`;
      errors.push({ code: 'notebook/cycle', message, offset: use.offset });
    } else if (cell) {
      names.set(key, cell.id);
      needs.add(cell.id);
    } else if (draft.kind !== 'sql')
      errors.push({
        code: 'notebook/unknown-cell',
        message: `There is no SQL cell named “${use.name}”.`,
        offset: use.offset,
      });
    else if (known !== null && !inCase && !ENGINE_RELATION.test(key) && !/[./\\]/.test(key)) {
      const message = `There is no cell, table or view named “${use.name}”.`;
      remarks.push({ code: 'notebook/unknown-name', message, offset: use.offset });
    }
  }
  if (draft.name !== null && known?.has(draft.name.toLowerCase())) {
    const message = `“${draft.name}” is also a table of the case: cells below this one read this cell instead.`;
    remarks.push({ code: 'notebook/hides-table', message, offset: 0 });
  }
  for (const name of [...draft.readsWork, ...draft.writes]) {
    const writer = drafts.slice(0, index).findLast((d) => d.writes.includes(name));
    if (writer) needs.add(writer.id);
  }
  const position = new Map(drafts.map((d, i) => [d.id, i]));
  return {
    id: draft.id,
    kind: draft.kind,
    block: draft.block,
    names,
    inputs: draft.inputs,
    readsCase: draft.uses.some((use) => !names.has(use.name.toLowerCase())) || draft.readsWork.length > 0,
    errors,
    remarks,
    needs: [...needs].sort((a, b) => position.get(a)! - position.get(b)!),
  };
}

/** Puts the nodes in order: always the first of the notebook whose needs are met. */
function orderOf(nodes: readonly Node[]): Graph {
  const order: string[] = [];
  const done = new Set<string>();
  const waiting = [...nodes];
  for (;;) {
    const next = waiting.findIndex((node) => node.needs.every((id) => done.has(id)));
    if (next < 0) break;
    const [node] = waiting.splice(next, 1);
    order.push(node!.id);
    done.add(node!.id);
  }
  if (waiting.length === 0) return { nodes, order };
  // What is left is in a cycle, or needs one that is.
  const inCycle = new Set(waiting.filter((node) => reaches(node, node.id, waiting)).map((node) => node.id));
  const marked = nodes.map((node) => {
    if (!waiting.includes(node)) return node;
    const others = node.needs.filter((id) => inCycle.has(id)).map((id) => `“${id}”`);
    const message = inCycle.has(node.id)
      ? `“${node.id}” needs ${others.join(' and ')}, which needs “${node.id}” again. Break the circle.`
      : `“${node.id}” needs cells that need each other in a circle.`;
    return { ...node, errors: [...node.errors, { code: 'notebook/cycle', message, offset: 0 }] };
  });
  return { nodes: marked, order };
}

function reaches(from: Node, id: string, nodes: readonly Node[]): boolean {
  const seen = new Set<string>();
  const open = [...from.needs];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(nodes.find((node) => node.id === next)?.needs ?? []));
  }
  return false;
}

const byId = (graph: Graph): Map<string, Node> => new Map(graph.nodes.map((node) => [node.id, node]));

/** The cells that must run for these to run, themselves included, in order of running. */
export function neededFor(graph: Graph, ids: readonly string[]): string[] {
  const nodes = byId(graph);
  const wanted = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (wanted.has(id)) continue;
    wanted.add(id);
    open.push(...(nodes.get(id)?.needs ?? []));
  }
  return graph.order.filter((id) => wanted.has(id));
}

/** The cells whose results no longer hold when these change, themselves included, in order of running. */
export function dependentsOf(graph: Graph, ids: readonly string[]): string[] {
  const stale = new Set(ids);
  for (const id of graph.order)
    if (
      byId(graph)
        .get(id)!
        .needs.some((need) => stale.has(need))
    )
      stale.add(id);
  return graph.order.filter((id) => stale.has(id));
}

/** "Run to here": the cells of the notebook down to this one, in order of running, with what they need. */
export function upTo(graph: Graph, id: string): string[] {
  const index = graph.nodes.findIndex((node) => node.id === id);
  return neededFor(
    graph,
    graph.nodes.slice(0, index + 1).map((node) => node.id),
  );
}

/** What an input's change makes stale. */
export const usersOfInput = (graph: Graph, input: string): string[] =>
  dependentsOf(
    graph,
    graph.nodes.filter((node) => node.inputs.includes(input)).map((node) => node.id),
  );

/** A notebook with its graph and the values that its inputs have. */
export interface State {
  readonly notebook: Notebook;
  readonly graph: Graph;
  readonly inputs: InputValues;
}

/**
 * What is stale after an edit or a change of inputs: cells that are new, whose text changed or that now mean other
 * cells, and all that depends on them.
 */
export function staleAfterEdit(before: State, after: State): string[] {
  const saying = ({ notebook, graph, inputs }: State): Map<string, string> =>
    new Map(
      graph.nodes.map((node) => {
        const block = notebook.blocks[node.block]!;
        const source = 'source' in block ? block.source : '';
        const values = node.inputs.map((name) => [name, inputs.get(name)?.value]);
        return [node.id, JSON.stringify([node.kind, source, [...node.names], values, node.needs, node.errors.length])];
      }),
    );
  const old = saying(before);
  const changed = [...saying(after)].filter(([id, text]) => old.get(id) !== text).map(([id]) => id);
  return dependentsOf(after.graph, changed);
}
