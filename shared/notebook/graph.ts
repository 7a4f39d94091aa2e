/**
 * What depends on what in a notebook, derived from its text: SQL cells on the cells and inputs that they name, charts on
 * their data, sentences on their figures. Pure: the same for the window and the command line.
 *
 * Whom a name means: the nearest cell above with that name, else a relation of the case, else a cell below. A cell may
 * carry the name of a relation of the case; it then reads that relation itself, and the cells below it read the cell.
 */
import type { Notebook, Problem } from './document.ts';
import { draftsOf, type Draft, type NodeKind } from './drafts.ts';
import type { InputValues } from './inputs.ts';
import { WORDS, type Readings } from './readings.ts';

export type { NodeKind };

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
  /** Dotted names, lower case, of the analyst's own tables (`work.x`) that it reads, and that it makes or changes. */
  readonly readsWork: readonly string[];
  readonly writes: readonly string[];
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

/** Relations that the engine itself provides. */
const ENGINE_RELATION = /^(duckdb_|pragma_|pg_|sqlite_)/;

/**
 * @param known names of the case's tables and views, in lower case; null if they are not known, and then no name is
 *   called unknown
 * @param readings what the SQL names, as the engine reads it; by its words where there is no engine to ask
 */
export function graphOf(
  notebook: Notebook,
  known: ReadonlySet<string> | null = null,
  readings: Readings = WORDS,
): Graph {
  const drafts = draftsOf(notebook, readings);
  const lookup = new Lookup(drafts, known);
  return orderOf(drafts.map((draft, i) => resolve(draft, i, lookup)));
}

interface Placed {
  readonly draft: Draft;
  readonly index: number;
}

/** Finds cells by name. */
class Lookup {
  readonly #named = new Map<string, Placed[]>();
  readonly #writers = new Map<string, Placed[]>();
  readonly #position = new Map<string, number>();

  constructor(
    drafts: readonly Draft[],
    readonly known: ReadonlySet<string> | null,
  ) {
    const add = (to: Map<string, Placed[]>, key: string, draft: Draft, index: number): void => {
      to.set(key, [...(to.get(key) ?? []), { draft, index }]);
    };
    drafts.forEach((draft, index) => {
      this.#position.set(draft.id, index);
      if (draft.kind === 'sql' && draft.name !== null) add(this.#named, draft.name.toLowerCase(), draft, index);
      for (const name of draft.writes) add(this.#writers, name, draft, index);
    });
  }

  /** The nearest cell above `index` with the name. */
  above(name: string, index: number): Draft | undefined {
    return this.#named.get(name)?.findLast((entry) => entry.index < index)?.draft;
  }

  /** The first cell with the name, from `index` on. */
  below(name: string, index: number): Draft | undefined {
    return this.#named.get(name)?.find((entry) => entry.index >= index)?.draft;
  }

  /** The last cell above `index` that makes or changes the object. */
  writer(name: string, index: number): Draft | undefined {
    return this.#writers.get(name)?.findLast((entry) => entry.index < index)?.draft;
  }

  inOrder(ids: Iterable<string>): string[] {
    return [...ids].sort((a, b) => this.#position.get(a)! - this.#position.get(b)!);
  }
}

function resolve(draft: Draft, index: number, lookup: Lookup): Node {
  const { known } = lookup;
  const names = new Map<string, string>();
  const needs = new Set<string>();
  const errors = [...draft.errors];
  const remarks = [...draft.remarks];
  for (const use of draft.uses) {
    const key = use.name.toLowerCase();
    const above = lookup.above(key, index);
    const inCase = draft.kind === 'sql' && known?.has(key) === true;
    const cell = above ?? (inCase ? undefined : lookup.below(key, index));
    if (cell?.id === draft.id) {
      const message = `The cell “${use.name}” reads itself. Rename it, or read something else.`;
      errors.push({ code: 'notebook/cycle', message, offset: draft.place(use.offset) });
    } else if (cell) {
      names.set(key, cell.id);
      needs.add(cell.id);
    } else if (draft.kind !== 'sql')
      errors.push({
        code: 'notebook/unknown-cell',
        message: `There is no SQL cell named “${use.name}”.`,
        offset: draft.place(use.offset),
      });
    else if (known !== null && !inCase && !ENGINE_RELATION.test(key) && !/[./\\]/.test(key)) {
      const message = `There is no cell, table or view named “${use.name}”.`;
      remarks.push({ code: 'notebook/unknown-name', message, offset: draft.place(use.offset) });
    }
  }
  if (draft.name !== null && known?.has(draft.name.toLowerCase())) {
    const message = `“${draft.name}” is also a table of the case: cells below this one read this cell instead.`;
    remarks.push({ code: 'notebook/hides-table', message, offset: 0 });
  }
  for (const name of [...draft.readsWork, ...draft.writes]) {
    const writer = lookup.writer(name, index);
    if (writer) needs.add(writer.id);
  }
  return {
    id: draft.id,
    kind: draft.kind,
    block: draft.block,
    names,
    inputs: draft.inputs,
    readsCase: draft.uses.some((use) => !names.has(use.name.toLowerCase())) || draft.readsWork.length > 0,
    readsWork: draft.readsWork,
    writes: draft.writes,
    errors,
    remarks,
    needs: lookup.inOrder(needs),
  };
}

/** Puts the nodes in order: always the first of the notebook whose needs are met. */
function orderOf(nodes: readonly Node[]): Graph {
  const position = new Map(nodes.map((node, i) => [node.id, i]));
  const missing = nodes.map((node) => node.needs.length);
  const users = new Map<string, number[]>();
  nodes.forEach((node, i) => {
    for (const need of node.needs) {
      const list = users.get(need);
      if (list) list.push(i);
      else users.set(need, [i]);
    }
  });
  const order: string[] = [];
  const done = new Set<string>();
  // Cells freed by one that stands below them; all others come in the order of the notebook.
  const freed: number[] = [];
  const finish = (index: number): void => {
    const { id } = nodes[index]!;
    order.push(id);
    done.add(id);
    for (const user of users.get(id) ?? []) {
      missing[user]! -= 1;
      if (missing[user] === 0 && user < position.get(id)!) freed.push(user);
    }
  };
  nodes.forEach((node, i) => {
    if (missing[i] === 0 && !done.has(node.id)) finish(i);
    while (freed.length > 0) {
      freed.sort((x, y) => y - x);
      finish(freed.pop()!);
    }
  });
  const waiting = nodes.filter((node) => !done.has(node.id));
  if (waiting.length === 0) return { nodes, order };
  // What is left is in a cycle, or needs one that is.
  const left = new Map(waiting.map((node) => [node.id, node]));
  const inCycle = new Set(waiting.filter((node) => reaches(node, node.id, left)).map((node) => node.id));
  const marked = nodes.map((node) => {
    if (done.has(node.id)) return node;
    const others = node.needs.filter((id) => inCycle.has(id)).map((id) => `“${id}”`);
    const message = inCycle.has(node.id)
      ? `“${node.id}” needs ${others.join(' and ')}, which needs “${node.id}” again. Break the circle.`
      : `“${node.id}” needs cells that need each other in a circle.`;
    return { ...node, errors: [...node.errors, { code: 'notebook/cycle', message, offset: 0 }] };
  });
  return { nodes: marked, order };
}

function reaches(from: Node, id: string, nodes: ReadonlyMap<string, Node>): boolean {
  const seen = new Set<string>();
  const open = [...from.needs];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(nodes.get(next)?.needs ?? []));
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
  const nodes = byId(graph);
  const stale = new Set(ids);
  for (const id of graph.order) if (nodes.get(id)!.needs.some((need) => stale.has(need))) stale.add(id);
  return graph.order.filter((id) => stale.has(id));
}

/** Whether two cells share a table of the analyst's own (`work.x`) that one of them makes or changes. */
export const shareTable = (a: Node, b: Node): boolean =>
  a.writes.some((name) => b.writes.includes(name) || b.readsWork.includes(name)) ||
  b.writes.some((name) => a.readsWork.includes(name));

/** Whether one of two cells needs the other, also by way of others; a cell needs itself. */
export const dependOnEachOther = (graph: Graph, a: string, b: string): boolean =>
  a === b || neededFor(graph, [a]).includes(b) || neededFor(graph, [b]).includes(a);

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
