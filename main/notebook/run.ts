/**
 * Runs a notebook on a case. What a cell needs is kept as a result of the engine and put before it as a WITH query;
 * inputs are bound. A cell that fails stops what depends on it and nothing else.
 */
import { createHash } from 'node:crypto';
import type { ColumnInfo } from '../../shared/contract/values.ts';
import type { ResultHandle, RunOptions } from '../../shared/contract/engine.ts';
import { CancelledError, throwIfAborted, toErrorData, WaybillError, type ErrorData } from '../../shared/errors.ts';
import type { Notebook, SqlBlock } from '../../shared/notebook/document.ts';
import { offsetInText } from '../../shared/notebook/drafts.ts';
import {
  dependentsOf,
  graphOf,
  neededFor,
  staleAfterEdit,
  type Graph,
  type Node,
  type NodeKind,
} from '../../shared/notebook/graph.ts';
import type { InputValues } from '../../shared/notebook/inputs.ts';
import {
  fillPlaceholders,
  isNumeric,
  type Amount,
  type Figure,
  type Placeholder,
} from '../../shared/notebook/placeholders.ts';
import { inputNamed, prepareStatement } from '../../shared/notebook/statement.ts';
import { resultHashSql, resultHashText } from '../../shared/sql/result-hash.ts';
import type { Sql } from '../../shared/sql/sql.ts';
import { keyword, splitStatements } from '../../shared/sql/tokens.ts';
import type { NativeEngine } from '../engine/native.ts';
import { checkChart } from './chart.ts';

/** Results with more values than this are not hashed: it would take as long as making them. */
export const MAX_HASHED_VALUES = 5_000_000;

/** What became of one cell. */
export interface CellOutcome {
  readonly cell: string;
  readonly kind: NodeKind;
  /** Rows of its result; those of its data for a chart; null for text and where there is no result. */
  readonly rows: number | null;
  readonly seconds: number;
  readonly error?: ErrorData;
  /** What the analyst should know although the cell ran. */
  readonly remarks: readonly string[];
  /** SQL cells that ran: the kept result, and its hash (null if it is too large to be hashed). */
  readonly result?: { readonly handle: ResultHandle; readonly hash: string | null };
  /** Text cells: the Markdown with its figures. */
  readonly markdown?: string;
}

/** A notebook that is open on an engine, with the results of its cells. */
export class NotebookSession {
  readonly #engine: NativeEngine;
  readonly #outcomes = new Map<string, CellOutcome>();
  #graph: Graph;

  #notebook: Notebook;
  #inputs: InputValues;
  readonly #known: ReadonlySet<string>;

  private constructor(engine: NativeEngine, notebook: Notebook, inputs: InputValues, known: ReadonlySet<string>) {
    this.#engine = engine;
    this.#notebook = notebook;
    this.#inputs = inputs;
    this.#known = known;
    this.#graph = graphOf(notebook, known);
  }

  static async open(engine: NativeEngine, notebook: Notebook, inputs: InputValues): Promise<NotebookSession> {
    const relations = await engine.relations();
    const known = new Set(relations.map((relation) => relation.name.toLowerCase()));
    return new NotebookSession(engine, notebook, inputs, known);
  }

  get notebook(): Notebook {
    return this.#notebook;
  }

  get inputs(): InputValues {
    return this.#inputs;
  }

  /**
   * Takes an edited notebook, or other values of its inputs: results that still hold stay, the others are forgotten.
   * @returns ids of the cells that must run again, in order of running
   */
  async update(notebook: Notebook, inputs: InputValues): Promise<readonly string[]> {
    const graph = graphOf(notebook, this.#known);
    const before = { notebook: this.#notebook, graph: this.#graph, inputs: this.#inputs };
    const stale = staleAfterEdit(before, { notebook, graph, inputs });
    const ids = new Set(graph.nodes.map((node) => node.id));
    for (const id of [...this.#outcomes.keys()]) if (!ids.has(id) || stale.includes(id)) await this.#forget(id);
    this.#notebook = notebook;
    this.#inputs = inputs;
    this.#graph = graph;
    return graph.order.filter((id) => !this.#outcomes.has(id));
  }

  get graph(): Graph {
    return this.#graph;
  }

  /** Outcomes so far, in the order of the notebook. */
  get outcomes(): readonly CellOutcome[] {
    return this.#graph.nodes.flatMap((node) => this.#outcomes.get(node.id) ?? []);
  }

  outcome(id: string): CellOutcome | undefined {
    return this.#outcomes.get(id);
  }

  /**
   * Runs cells with what they need and has no result yet; all cells if none are named. Results of cells that depend on
   * a cell that runs again are forgotten first.
   * @throws CancelledError; what finished before stays
   */
  async run(
    ids: readonly string[] = this.#graph.nodes.map((node) => node.id),
    options: RunOptions & { readonly onCell?: (outcome: CellOutcome) => void } = {},
  ): Promise<readonly CellOutcome[]> {
    for (const id of dependentsOf(this.#graph, ids)) await this.#forget(id);
    const order = neededFor(this.#graph, ids);
    // Cells of a circle have no place in the order; each says so.
    const [asked, placed] = [new Set(ids), new Set(order)];
    const nodes = new Map(this.#graph.nodes.map((node) => [node.id, node]));
    const left = [...nodes.keys()].filter((id) => asked.has(id) && !placed.has(id));
    for (const id of [...order, ...left]) {
      const there = this.#outcomes.get(id);
      if (there && there.error === undefined) continue;
      throwIfAborted(options.signal, 'The run');
      const outcome = await this.#runNode(nodes.get(id)!, options);
      this.#outcomes.set(id, outcome);
      options.onCell?.(outcome);
    }
    return this.outcomes;
  }

  /** Frees all results. */
  async close(): Promise<void> {
    for (const id of [...this.#outcomes.keys()]) await this.#forget(id);
  }

  async #forget(id: string): Promise<void> {
    const handle = this.#outcomes.get(id)?.result?.handle;
    this.#outcomes.delete(id);
    if (handle) await this.#engine.release(handle.id);
  }

  async #runNode(node: Node, options: RunOptions): Promise<CellOutcome> {
    const started = performance.now();
    const base = { cell: node.id, kind: node.kind, remarks: node.remarks.map((r) => r.message) };
    const seconds = (): number => Math.round(performance.now() - started) / 1000;
    try {
      const [problem] = node.errors;
      if (problem) {
        const options = { place: { offset: problem.offset } };
        throw new WaybillError(problem.code as `${string}/${string}`, problem.message, options);
      }
      const failed = node.needs.find((id) => this.#outcomes.get(id)?.error !== undefined || !this.#outcomes.has(id));
      if (failed !== undefined)
        throw new WaybillError('notebook/not-run', `Not run, because it needs “${failed}”, which failed.`);
      switch (node.kind) {
        case 'sql': {
          const result = await this.#runSql(node, options);
          return { ...base, rows: result.handle.rowCount, seconds: seconds(), result };
        }
        case 'vega-lite': {
          const block = this.#notebook.blocks[node.block]!;
          const data = node.needs.map((id) => this.#outcomes.get(id)?.result?.handle)[0];
          await checkChart('source' in block ? block.source : '', data?.columns ?? null);
          return { ...base, rows: data?.rowCount ?? null, seconds: seconds() };
        }
        case 'markdown': {
          const markdown = await this.#fill(node, options);
          return { ...base, rows: null, seconds: seconds(), markdown };
        }
      }
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      return { ...base, rows: null, seconds: seconds(), error: toErrorData(error) };
    }
  }

  async #runSql(node: Node, options: RunOptions): Promise<NonNullable<CellOutcome['result']>> {
    const block = this.#notebook.blocks[node.block] as SqlBlock;
    const cells = new Map<string, Sql>();
    for (const [name, id] of node.names)
      cells.set(name, this.#engine.relationOf(this.#outcomes.get(id)!.result!.handle.id));
    const statements = splitStatements(block.source);
    if (statements.length === 0) throw new WaybillError('sql/empty', 'There is no statement to run.');
    let kept: { handle: ResultHandle; reads: boolean } | null = null;
    for (const statement of statements) {
      const toText = (offset: number): number => offsetInText(block, this.#notebook.text, statement.start + offset);
      let prepared;
      try {
        prepared = prepareStatement(statement, this.#inputs, cells);
      } catch (error) {
        throw relocated(error, (offset) => toText(offset - statement.start));
      }
      let handle: ResultHandle;
      try {
        handle = await this.#engine.run(prepared.text, prepared.binds, options);
      } catch (error) {
        if (kept) await this.#engine.release(kept.handle.id);
        throw relocated(error, (offset) => toText(prepared.originalOffset(offset)));
      }
      const reads = !['CREATE', 'INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER', 'TRUNCATE'].includes(
        keyword(statement.tokens[0]),
      );
      // The rows of a cell are those of its last statement that reads.
      const replaces: boolean = kept === null || reads || !kept.reads;
      const drop: ResultHandle | undefined = replaces ? kept?.handle : handle;
      if (replaces) kept = { handle, reads };
      if (drop) await this.#engine.release(drop.id);
    }
    const { handle } = kept!;
    return { handle, hash: await this.hashOf(handle, options) };
  }

  /** The hash of a live result (shared/sql/result-hash.ts); null if it is too large. */
  async hashOf(handle: ResultHandle, options: RunOptions = {}): Promise<string | null> {
    if (handle.rowCount * handle.columns.length > MAX_HASHED_VALUES) return null;
    return hashOfRelation(this.#engine, this.#engine.relationOf(handle.id), handle.columns, options);
  }

  async #fill(node: Node, options: RunOptions): Promise<string> {
    const block = this.#notebook.blocks[node.block]!;
    const source = 'source' in block ? block.source : '';
    const figures = new Map<string, Figure[]>();
    for (const id of node.needs) {
      const handle = this.#outcomes.get(id)!.result!.handle;
      const page = await this.#engine.page(handle.id, 0, 1000, options);
      handle.columns.forEach((column, i) => figures.set(`${id}\0${column.name}`, [...(page.columns[i] ?? [])]));
    }
    const filled = fillPlaceholders(source, (placeholder) => this.#figure(node, placeholder, figures));
    const [problem] = filled.problems;
    if (problem)
      throw new WaybillError('notebook/figure', problem.message, { place: { offset: block.from + problem.offset } });
    return filled.text;
  }

  #figure(node: Node, { target, text }: Placeholder, figures: ReadonlyMap<string, readonly Figure[]>): Figure | Amount {
    if (target.kind === 'input') {
      const value = inputNamed(this.#inputs, target.input)?.[1].value;
      if (value === undefined) throw new WaybillError('notebook/figure', `There is no input for ${text}.`);
      return Array.isArray(value) ? value.join(', ') : (value as Figure);
    }
    const id = node.names.get(target.cell.toLowerCase())!;
    const { columns, rowCount } = this.#outcomes.get(id)!.result!.handle;
    const column =
      columns.find((c) => c.name === target.column) ??
      columns.find((c) => c.name.toLowerCase() === target.column.toLowerCase());
    if (!column)
      throw new WaybillError('notebook/figure', `The cell “${target.cell}” has no column “${target.column}”.`);
    const value = figures.get(`${id}\0${column.name}`)?.[target.row - 1];
    if (value === undefined)
      throw new WaybillError(
        'notebook/figure',
        `The cell “${target.cell}” has ${rowCount} rows; ${text} asks for row ${target.row}.`,
      );
    // A number that is text in the engine's exact form is still a number to a reader.
    return isNumeric(column) ? { amount: String(value), exact: column.kind !== 'float' } : value;
  }
}

/** @param columns columns as shown; the relation may hold a doubled name under another one, in the same place */
export async function hashOfRelation(
  engine: NativeEngine,
  relation: Sql,
  columns: readonly ColumnInfo[],
  options: RunOptions = {},
): Promise<string> {
  const inner = columns.map((column, i) => ({ ...column, name: `c${i}` }));
  const numbered: Sql = {
    text: `${relation.text} AS r(${inner.map((c) => c.name).join(', ')})`,
    binds: relation.binds,
  };
  const { rows } = await engine.internal(resultHashSql(numbered, inner), options);
  const [count, upper, lower] = rows[0]!.map(String) as [string, string, string];
  const text = resultHashText(
    columns.map((column) => column.name),
    [count, upper, lower],
  );
  return createHash('sha256').update(text).digest('hex');
}

/** The error with its place told in the notebook's text. */
function relocated(error: unknown, toText: (offset: number) => number): unknown {
  if (!(error instanceof WaybillError) || error instanceof CancelledError) return error;
  const { offset, ...place } = error.place;
  if (offset === undefined) return error;
  return new WaybillError(error.code, error.advice, {
    cause: error.cause,
    place: { ...place, offset: toText(offset) },
  });
}
