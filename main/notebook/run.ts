/**
 * Runs a notebook on a case. What a cell needs is kept as a result of the engine and put before it as a WITH query;
 * inputs are bound. A cell that fails stops what depends on it and nothing else.
 *
 * Invariant: the result of a cell holds as long as its key (cell-keys.ts) is the one that it was made with, and no cell
 * that it needs gave other values since. Several runs may be under way: a cell waits for those that it depends on or that
 * depend on it, and every cell runs by the text that the notebook has when its turn comes.
 */
import type { ResultHandle, RunOptions } from '../../shared/contract/engine.ts';
import { CancelledError, throwIfAborted, toErrorData, WaybillError, type ErrorData } from '../../shared/errors.ts';
import type { Notebook, SqlBlock } from '../../shared/notebook/document.ts';
import { offsetInText } from '../../shared/notebook/drafts.ts';
import { dependentsOf, dependOnEachOther, graphOf, neededFor, shareTable } from '../../shared/notebook/graph.ts';
import type { Graph, Node, NodeKind } from '../../shared/notebook/graph.ts';
import type { InputValues } from '../../shared/notebook/inputs.ts';
import type { Readings } from '../../shared/notebook/readings.ts';
import { madeBy, prepareStatement, type OwnTables } from '../../shared/notebook/statement.ts';
import type { Sql } from '../../shared/sql/sql.ts';
import { keyword, splitStatements } from '../../shared/sql/tokens.ts';
import type { NativeEngine } from '../engine/native.ts';
import { cellKeys, NO_DATA, type CellKey, type DataState } from './cell-keys.ts';
import { checkChart } from './chart.ts';
import { fillText } from './figures.ts';
import type { ResultCache } from './result-cache.ts';
import { hashOfRelation } from './result-hash.ts';
import { readingsOf } from './sql-readings.ts';
import { turnsOf, type Turns } from './turns.ts';

/** What became of one cell. */
export interface CellOutcome {
  readonly cell: string;
  readonly kind: NodeKind;
  /** Rows of its result; those of its data for a chart; null for text and where there is no result. */
  readonly rows: number | null;
  readonly seconds: number;
  /** When it had run, ISO 8601, UTC. */
  readonly at: string;
  /** What the result follows from; null for a cell of a circle. */
  readonly key: string | null;
  readonly error?: ErrorData;
  /** What the analyst should know although the cell ran. */
  readonly remarks: readonly string[];
  /** SQL cells that ran: the kept result, and its hash. */
  readonly result?: { readonly handle: ResultHandle; readonly hash: string };
  /** Text cells: the Markdown with its figures. */
  readonly markdown?: string;
}

export interface SessionOptions {
  /** What the tables of the case follow from; a session without it takes them as unchanging. */
  readonly data?: DataState;
  /** Where results of earlier runs are taken from, and these are kept. */
  readonly cache?: ResultCache;
  /** Other names for the analyst's own tables, so that a check does not change them. */
  readonly renamed?: OwnTables['renamed'];
  /** Tables in `work` (lower case) with the cell that made each in an earlier run: that cell may make it anew. */
  readonly made?: ReadonlyMap<string, string>;
}

export interface CellRunOptions extends RunOptions {
  readonly onStart?: (cell: string) => void;
  readonly onCell?: (outcome: CellOutcome) => void;
}

/** A notebook as it is at one moment, with what follows from its text. */
export interface Standing {
  readonly notebook: Notebook;
  readonly inputs: InputValues;
  readonly readings: Readings;
  readonly graph: Graph;
  readonly keys: ReadonlyMap<string, CellKey>;
}

/** A run under way. */
interface Run {
  /** Cells that another run ran since this one began. */
  readonly ranElsewhere: Set<string>;
}

/** A notebook that is open on an engine, with the results of its cells. */
export class NotebookSession {
  readonly #engine: NativeEngine;
  readonly #outcomes = new Map<string, CellOutcome>();
  /** Cells whose needed cells gave other values since, although their text did not change. */
  readonly #outdated = new Set<string>();
  readonly #runs = new Set<Run>();
  readonly #turns: Turns;
  /**
   * Results that another took the place of; freed when the next run begins and no other is under way, since a window may
   * still show them and a cell may still read them.
   */
  #replaced: ResultHandle[] = [];
  readonly #lent = new Map<string, ResultHandle>();
  #now: Standing;
  #known: ReadonlySet<string>;
  #data: DataState;
  readonly #cache: ResultCache | undefined;
  readonly #renamed: OwnTables['renamed'];
  readonly #made: Map<string, string>;

  private constructor(
    engine: NativeEngine,
    notebook: Notebook,
    inputs: InputValues,
    known: ReadonlySet<string>,
    readings: Readings,
    options: SessionOptions,
  ) {
    this.#engine = engine;
    this.#turns = turnsOf(engine);
    this.#known = known;
    this.#data = options.data ?? NO_DATA;
    this.#cache = options.cache;
    this.#renamed = options.renamed;
    this.#made = new Map(options.made);
    this.#now = this.#stand(notebook, inputs, readings);
  }

  #stand(notebook: Notebook, inputs: InputValues, readings: Readings): Standing {
    const graph = graphOf(notebook, this.#known, readings);
    return { notebook, inputs, readings, graph, keys: cellKeys(notebook, graph, inputs, this.#data, readings) };
  }

  static async open(
    engine: NativeEngine,
    notebook: Notebook,
    inputs: InputValues,
    options: SessionOptions = {},
  ): Promise<NotebookSession> {
    const readings = await readingsOf(engine, notebook);
    return new NotebookSession(engine, notebook, inputs, await knownNames(engine), readings, options);
  }

  /** The notebook as it is now; an update gives another one, this stays. */
  get now(): Standing {
    return this.#now;
  }

  get notebook(): Notebook {
    return this.#now.notebook;
  }

  get inputs(): InputValues {
    return this.#now.inputs;
  }

  get graph(): Graph {
    return this.#now.graph;
  }

  get data(): DataState {
    return this.#data;
  }

  /** Outcomes so far, in the order of the notebook; also of cells whose text has changed since. */
  get outcomes(): readonly CellOutcome[] {
    return this.graph.nodes.flatMap((node) => this.#outcomes.get(node.id) ?? []);
  }

  outcome(id: string): CellOutcome | undefined {
    return this.#outcomes.get(id);
  }

  /**
   * Takes an edited notebook, other values of its inputs, or changed data: results that still hold stay, the others are
   * kept to be looked at until their cell runs again.
   * @returns ids of the cells that must run again, in order of running
   */
  async update(notebook: Notebook, inputs: InputValues, data: DataState = this.#data): Promise<readonly string[]> {
    const readings = await readingsOf(this.#engine, notebook);
    if (JSON.stringify(data) !== JSON.stringify(this.#data)) this.#known = await knownNames(this.#engine);
    this.#data = data;
    this.#now = this.#stand(notebook, inputs, readings);
    this.#follow();
    return this.stale();
  }

  /** Lets results follow their cells: one that was renamed, or stands elsewhere without a name, gives what it gave. */
  #follow(): void {
    const before = new Map(this.#outcomes);
    const byKey = new Map<string, CellOutcome>();
    for (const [id, outcome] of before)
      if (outcome.key !== null && !this.#outdated.has(id)) byKey.set(outcome.key, outcome);
    this.#outcomes.clear();
    for (const { id } of this.graph.nodes) {
      const key = this.#now.keys.get(id)?.key;
      const moved = before.get(id)?.key === key ? before.get(id) : key === undefined ? undefined : byKey.get(key);
      const taken = moved && [...this.#outcomes.values()].some((o) => o.result && o.result === moved.result);
      const outcome = moved && !taken ? { ...moved, cell: id } : before.get(id);
      if (outcome) this.#outcomes.set(id, outcome);
    }
    const kept = new Set([...this.#outcomes.values()].map((outcome) => outcome.result?.handle.id));
    for (const { result } of before.values())
      if (result && !kept.has(result.handle.id)) this.#replaced.push(result.handle);
    for (const id of this.#outdated) if (!this.#outcomes.has(id)) this.#outdated.delete(id);
  }

  /** Whether what the cell gave is what it would give now. */
  holds(id: string): boolean {
    const outcome = this.#outcomes.get(id);
    return (
      outcome !== undefined &&
      outcome.error === undefined &&
      !this.#outdated.has(id) &&
      outcome.key === this.#now.keys.get(id)?.key
    );
  }

  /** The cells that must run for all to hold, in order of running. */
  stale(): readonly string[] {
    return this.graph.order.filter((id) => !this.holds(id));
  }

  /**
   * Runs cells, with what they need and has no result that holds; all cells if none are named. A cell that was edited
   * since the call, or that another run has run since, is passed over.
   * @throws CancelledError; what finished before stays
   */
  async run(ids?: readonly string[], options: CellRunOptions = {}): Promise<readonly CellOutcome[]> {
    const { graph, keys } = this.#now;
    const asked = new Set(ids ?? graph.nodes.map((node) => node.id));
    const order = neededFor(graph, [...asked]);
    // Cells of a circle have no place in the order; each says so.
    const placed = new Set(order);
    const left = graph.nodes.map((node) => node.id).filter((id) => asked.has(id) && !placed.has(id));
    const run: Run = { ranElsewhere: new Set() };
    const isAlone = this.#runs.size === 0;
    this.#runs.add(run);
    try {
      if (isAlone) await this.#free();
      for (const id of [...order, ...left]) await this.#take(id, keys.get(id)?.key, asked.has(id), run, options);
    } finally {
      this.#runs.delete(run);
    }
    return this.outcomes;
  }

  /** Runs a cell of a run when its turn comes, if it still has to. @param key the key that it had when the run began */
  async #take(id: string, key: string | undefined, asked: boolean, run: Run, options: CellRunOptions): Promise<void> {
    const node = this.#nodeOf(id);
    if (!node) return;
    const end = await this.#turns.take({ of: this, node }, (other) => this.#isInTheWay(node, other), options.signal);
    try {
      const now = this.#nodeOf(id);
      if (!now || this.#now.keys.get(id)?.key !== key) return;
      const isDone = this.holds(id) && (!asked || run.ranElsewhere.has(id));
      if (isDone || (!asked && (await this.#fromCache(now, options)))) return;
      throwIfAborted(options.signal, 'The run');
      options.onStart?.(id);
      const outcome = await this.#runNode(now, options);
      this.#put(outcome);
      for (const other of this.#runs) if (other !== run) other.ranElsewhere.add(id);
      options.onCell?.(outcome);
    } finally {
      end();
    }
  }

  #isInTheWay(node: Node, other: { readonly of: object; readonly node: Node }): boolean {
    if (shareTable(node, other.node)) return true;
    return other.of === this && dependOnEachOther(this.graph, node.id, other.node.id);
  }

  #nodeOf(id: string): Node | undefined {
    return this.graph.nodes.find((node) => node.id === id);
  }

  /**
   * Takes the result that a cell had in an earlier run, if it is kept and holds.
   * @returns whether it did
   */
  async restore(id: string, options: RunOptions = {}): Promise<boolean> {
    const node = this.#nodeOf(id);
    return node !== undefined && (this.holds(id) || this.#fromCache(node, options));
  }

  /** A result of an earlier run that a window shows until the cell runs again. */
  lent(id: string): ResultHandle | undefined {
    return this.#lent.get(id);
  }
  lend(id: string, handle: ResultHandle): void {
    this.#lent.set(id, handle);
  }

  /** Frees all results. */
  async close(): Promise<void> {
    this.#replaced.push(...this.#lent.values());
    this.#lent.clear();
    await this.#free();
    for (const id of [...this.#outcomes.keys()]) await this.#forget(id);
  }

  #put(ran: CellOutcome): void {
    const outcome = { ...ran, cell: this.#placeOf(ran) };
    const { cell } = outcome;
    const before = this.#outcomes.get(cell);
    const lent = this.#lent.get(cell);
    this.#lent.delete(cell);
    if (lent) this.#replaced.push(lent);
    if (before?.result) this.#replaced.push(before.result.handle);
    this.#outcomes.set(cell, outcome);
    this.#outdated.delete(cell);
    if (!before) return;
    // Equal values are no reason to run again what was made of them; a cell that writes tables gives more than its rows.
    const isSame = before.result !== undefined && before.result.hash === outcome.result?.hash;
    if (isSame && before.key === outcome.key && this.#now.keys.get(cell)?.writes !== true) return;
    for (const id of dependentsOf(this.graph, [cell]))
      if (id !== cell && this.#outcomes.has(id)) this.#outdated.add(id);
  }

  /** The cell that a result is of: the notebook may have been edited while it was made, and the cell have another id. */
  #placeOf({ cell, key }: CellOutcome): string {
    const { keys } = this.#now;
    if (key === null || keys.get(cell)?.key === key) return cell;
    return [...keys].find(([id, now]) => now.key === key && !this.holds(id))?.[0] ?? cell;
  }

  async #free(): Promise<void> {
    const handles = this.#replaced;
    this.#replaced = [];
    for (const handle of handles) await this.#engine.release(handle.id);
  }

  async #forget(id: string): Promise<void> {
    const handle = this.#outcomes.get(id)?.result?.handle;
    this.#outcomes.delete(id);
    this.#outdated.delete(id);
    if (handle) await this.#engine.release(handle.id);
  }

  async #fromCache(node: Node, options: RunOptions): Promise<boolean> {
    const key = this.#now.keys.get(node.id);
    if (!this.#cache || !key || !key.certain || key.writes || this.#outdated.has(node.id)) return false;
    if (node.kind !== 'sql' || node.errors.length > 0) return false;
    const kept = await this.#cache.open(this.#engine, key.key, options);
    if (!kept) return false;
    const { handle, hash, seconds, at } = kept;
    const remarks = node.remarks.map((r) => r.message);
    this.#put({
      cell: node.id,
      kind: 'sql',
      rows: handle.rowCount,
      seconds,
      at,
      key: key.key,
      remarks,
      result: { handle, hash },
    });
    return true;
  }

  async #runNode(node: Node, options: RunOptions): Promise<CellOutcome> {
    const started = performance.now();
    // An edit that comes while the cell runs is not its own.
    const now = this.#now;
    const remarks = node.remarks.map((r) => r.message);
    const done = (): Omit<CellOutcome, 'rows'> => ({
      cell: node.id,
      kind: node.kind,
      remarks,
      key: now.keys.get(node.id)?.key ?? null,
      seconds: Math.round(performance.now() - started) / 1000,
      at: new Date().toISOString(),
    });
    try {
      const [problem] = node.errors;
      if (problem) {
        const options = { place: { offset: problem.offset } };
        throw new WaybillError(problem.code as `${string}/${string}`, problem.message, options);
      }
      const failed = node.needs.find((id) => this.#outcomes.get(id)?.error !== undefined || !this.#outcomes.has(id));
      if (failed !== undefined)
        throw new WaybillError('notebook/not-run', `Not run, because it needs “${failed}”, which failed.`);
      const block = now.notebook.blocks[node.block]!;
      switch (node.kind) {
        case 'sql': {
          const handle = await this.#runSql(node, now, options);
          // The time of a cell is that of its statements; the hash is bookkeeping.
          const ran = done();
          return { ...ran, rows: handle.rowCount, result: { handle, hash: await this.#hash(handle, options) } };
        }
        case 'vega-lite': {
          const data = node.needs.map((id) => this.#outcomes.get(id)?.result?.handle)[0];
          await checkChart('source' in block ? block.source : '', data?.columns ?? null);
          return { ...done(), rows: data?.rowCount ?? null };
        }
        case 'markdown':
          return { ...done(), rows: null, markdown: await this.#fill(node, now, options) };
      }
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      return { ...done(), rows: null, error: toErrorData(error) };
    }
  }

  async #runSql(node: Node, now: Standing, options: RunOptions): Promise<ResultHandle> {
    const { notebook, inputs, readings } = now;
    const block = notebook.blocks[node.block] as SqlBlock;
    const cells = new Map<string, Sql>();
    for (const [name, id] of node.names)
      cells.set(name, this.#engine.relationOf(this.#outcomes.get(id)!.result!.handle.id));
    const statements = splitStatements(block.source);
    if (statements.length === 0) throw new WaybillError('sql/empty', 'There is no statement to run.');
    let kept: { handle: ResultHandle; reads: boolean } | null = null;
    for (const statement of statements) {
      const toText = (offset: number): number => offsetInText(block, notebook.text, statement.start + offset);
      let prepared;
      try {
        const own = { renamed: this.#renamed, remade: this.#madeBefore(node.id) };
        prepared = prepareStatement(statement, inputs, cells, own, readings);
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
      const made = madeBy(statement);
      if (made !== null) this.#made.set(made, node.id);
      const reads = !['CREATE', 'INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER', 'TRUNCATE'].includes(
        keyword(statement.tokens[0]),
      );
      // The rows of a cell are those of its last statement that reads.
      const replaces: boolean = kept === null || reads || !kept.reads;
      const drop: ResultHandle | undefined = replaces ? kept?.handle : handle;
      if (replaces) kept = { handle, reads };
      if (drop) await this.#engine.release(drop.id);
    }
    return kept!.handle;
  }

  #madeBefore(cell: string): ReadonlySet<string> {
    return new Set([...this.#made].filter(([, maker]) => maker === cell).map(([name]) => name));
  }

  async #hash(handle: ResultHandle, options: RunOptions): Promise<string> {
    try {
      return await hashOfRelation(this.#engine, this.#engine.relationOf(handle.id), handle.columns, options);
    } catch (error) {
      await this.#engine.release(handle.id);
      throw error;
    }
  }

  async #fill(node: Node, { notebook, inputs }: Standing, options: RunOptions): Promise<string> {
    const block = notebook.blocks[node.block]!;
    const results = new Map(
      [...node.names].flatMap(([name, id]) => {
        const handle = this.#outcomes.get(id)?.result?.handle;
        return handle ? [[name, handle] as const] : [];
      }),
    );
    try {
      return await fillText(this.#engine, 'source' in block ? block.source : '', results, inputs, options);
    } catch (error) {
      throw relocated(error, (offset) => block.from + offset);
    }
  }
}

async function knownNames(engine: NativeEngine): Promise<ReadonlySet<string>> {
  const relations = await engine.relations();
  return new Set(relations.map((relation) => relation.name.toLowerCase()));
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
