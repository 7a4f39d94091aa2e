/**
 * One open notebook, outside React: its text, what its cells depend on, what they gave, and saving. Results are never in
 * the file.
 *
 * Invariants: at most one run is under way; a result belongs to the model until its cell runs again, then it is released;
 * what depends on a changed cell or input is marked stale and keeps its old rows; the text is saved a moment after the
 * last change, and never over a file that someone else has changed.
 */
import type { ResultHandle } from '../../shared/contract/engine.ts';
import { CancelledError, toErrorData, WaybillError, type ErrorData } from '../../shared/errors.ts';
import { parseNotebook, type Notebook, type SqlBlock } from '../../shared/notebook/document.ts';
import { applyEdits } from '../../shared/notebook/edit.ts';
import { writeBody } from '../../shared/notebook/edit-cells.ts';
import { setInputValue } from '../../shared/notebook/front-matter.ts';
import { dependentsOf, graphOf, neededFor, type Graph, type Node } from '../../shared/notebook/graph.ts';
import { EditHistory } from '../../shared/notebook/history.ts';
import { firstKeys, keysAfter, type BlockKeys } from '../../shared/notebook/keys.ts';
import { fillPlaceholders } from '../../shared/notebook/placeholders.ts';
import { prepareStatement } from '../../shared/notebook/statement.ts';
import { ident, type Sql } from '../../shared/sql/sql.ts';
import { keyword, splitStatements } from '../../shared/sql/tokens.ts';
import type { Client } from '../app/client.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import { changedNodes, firstChangedKey } from './changed-cells.ts';
import { figureOf, readFigures } from './figures.ts';

export type CellPhase = 'idle' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface CellState {
  readonly phase: CellPhase;
  /** What it depends on has changed since. */
  readonly stale: boolean;
  readonly handle: ResultHandle | null;
  readonly seconds: number | null;
  readonly error: ErrorData | null;
  /** Of a Markdown cell: its text with the figures in it. */
  readonly markdown: string | null;
}

export interface NotebookState {
  readonly notebook: Notebook;
  readonly graph: Graph;
  /** Who each block is, through all edits. */
  readonly keys: BlockKeys;
  /** By the id of the node in the graph. */
  readonly cells: ReadonlyMap<string, CellState>;
  readonly running: boolean;
  readonly save: 'saved' | 'changed' | 'saving' | 'conflict' | 'failed';
  readonly saveError: string | null;
  /** What undo and redo would do; null where there is nothing. */
  readonly undo: string | null;
  readonly redo: string | null;
}

/** How an edit is kept. */
interface EditOptions {
  /** Names the place of typing: what is typed there without rest is undone together. */
  readonly group?: string;
  /** The results still hold, as after a name was changed everywhere. */
  readonly fresh?: boolean;
}

const IDLE: CellState = { phase: 'idle', stale: false, handle: null, seconds: null, error: null, markdown: null };
const SAVE_DELAY_MS = 700;

/** Where the rows of a live result lie: engines keep them under the result's own name, or read a plain relation. */
const rowsOf = (handle: ResultHandle): Sql =>
  handle.id.startsWith('r')
    ? { text: `results.${ident(handle.id).text}`, binds: [] }
    : { text: `(${handle.statement}\n)`, binds: [] };

export class NotebookModel {
  private state: NotebookState;
  private readonly listeners = new Set<() => void>();
  private run: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly history = new EditHistory();

  constructor(
    private readonly client: Client,
    private readonly engine: WindowEngine,
    readonly name: string,
    text: string,
    private hash: string | null,
    private readonly known: ReadonlySet<string>,
  ) {
    const notebook = parseNotebook(text);
    this.state = {
      notebook,
      graph: graphOf(notebook, known),
      keys: firstKeys(notebook),
      cells: new Map(),
      running: false,
      save: 'saved',
      saveError: null,
      undo: null,
      redo: null,
    };
  }

  readonly subscribe = (wake: () => void): (() => void) => {
    this.listeners.add(wake);
    return () => this.listeners.delete(wake);
  };
  readonly getState = (): NotebookState => this.state;
  cell(id: string): CellState {
    return this.state.cells.get(id) ?? IDLE;
  }
  nodeOfBlock(block: number): Node | undefined {
    return this.state.graph.nodes.find((node) => node.block === block);
  }

  /** Ends a run, saves what is not saved, and lets go of all results. */
  readonly stop = (): void => {
    this.run?.abort();
    if (this.timer !== undefined) void this.saveNow();
    for (const { handle } of this.state.cells.values()) if (handle) this.release(handle);
    this.state = { ...this.state, cells: new Map(), running: false };
  };

  // ---- editing -------------------------------------------------------------------------------------------------

  /** The block that has a key, or -1. */
  blockOf(key: string): number {
    return this.state.keys.indexOf(key);
  }

  /**
   * Changes the notebook; the step can be undone.
   * @param label what it does, for people: `Delete cell`
   * @returns the keys of cells that are new
   * @throws WaybillError what `change` throws; nothing is changed then
   */
  change(label: string, change: (notebook: Notebook) => Notebook, options: EditOptions = {}): readonly string[] {
    const before = this.state;
    const notebook = change(before.notebook);
    if (notebook.text === before.notebook.text) return [];
    this.history.push(before.notebook.text, notebook.text, label, options.group ?? null, Date.now());
    this.show(notebook, options.fresh === true);
    const old = new Set(before.keys);
    return this.state.keys.filter((key) => key !== null && !old.has(key)) as string[];
  }

  /** What a person wrote in a cell. @throws WaybillError 'notebook/edit-refused' */
  setBody(key: string, body: string): void {
    const block = this.blockOf(key);
    if (block >= 0) this.change('Typing', (notebook) => writeBody(notebook, block, body), { group: key });
  }
  /** @throws WaybillError 'notebook/input' */
  setInput(name: string, value: unknown): void {
    this.change(`Change of ${name}`, (notebook) =>
      applyEdits(notebook, [setInputValue(notebook.text, notebook.front, name, value)]),
    );
  }

  /** Takes the last step back, in whichever cell it was. @returns the key of the first cell that changed */
  undo(): string | null {
    return this.turn(this.history.undo(this.state.notebook.text));
  }
  redo(): string | null {
    return this.turn(this.history.redo(this.state.notebook.text));
  }
  private turn(text: string | null): string | null {
    if (text === null) return null;
    const before = this.state;
    this.show(parseNotebook(text), false);
    return firstChangedKey(before, this.state);
  }

  /** Takes a notebook in place of the one on screen: each cell keeps its result, stale where it would be another. */
  private show(notebook: Notebook, fresh: boolean, save: NotebookState['save'] = 'changed'): void {
    const before = this.state;
    const graph = graphOf(notebook, this.known);
    const keys = keysAfter(before.notebook, before.keys, notebook);
    const after = { notebook, graph, keys };
    const idOf = new Map(graph.nodes.map((node) => [keys[node.block], node.id]));
    const touched = new Set(fresh ? [] : dependentsOf(graph, changedNodes(before, after)));
    const cells = new Map<string, CellState>();
    for (const node of before.graph.nodes) {
      const cell = before.cells.get(node.id);
      if (!cell) continue;
      const id = idOf.get(before.keys[node.block] ?? null);
      if (id !== undefined) cells.set(id, touched.has(id) ? { ...cell, stale: true } : cell);
      else if (cell.handle) this.release(cell.handle);
    }
    const { undo, redo } = this.history.labels;
    this.set({
      notebook,
      graph,
      keys,
      cells,
      save: before.save === 'conflict' && save === 'changed' ? 'conflict' : save,
      undo,
      redo,
    });
    if (save === 'saved') return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.saveNow(), SAVE_DELAY_MS);
  }

  // ---- saving --------------------------------------------------------------------------------------------------

  async saveNow(over = false): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.state.save === 'conflict' && !over) return;
    const { text } = this.state.notebook;
    this.set({ save: 'saving' });
    try {
      if (over) this.hash = (await this.client.call('notebook/read', { name: this.name })).hash;
      const { hash } = await this.client.call('notebook/save', { name: this.name, text, expectedHash: this.hash });
      this.hash = hash;
      this.set({ save: this.state.notebook.text === text ? 'saved' : 'changed', saveError: null });
    } catch (thrown) {
      const error = toErrorData(thrown);
      this.set({ save: error.code === 'notebook/changed' ? 'conflict' : 'failed', saveError: error.message });
    }
  }

  /** Takes the file as it is now in place of what is on screen. */
  async reload(): Promise<void> {
    try {
      const { text, hash } = await this.client.call('notebook/read', { name: this.name });
      this.hash = hash;
      this.history.push(this.state.notebook.text, text, 'Take the file', null, Date.now());
      this.show(parseNotebook(text), false, 'saved');
      this.set({ saveError: null });
    } catch (thrown) {
      this.set({ saveError: toErrorData(thrown).message });
    }
  }

  // ---- running -------------------------------------------------------------------------------------------------

  readonly cancel = (): void => this.run?.abort();
  readonly runAll = (): void => void this.runCells(this.state.graph.nodes.map((node) => node.id));
  /** Runs a cell anew, with what it needs and has no fresh result. */
  runCell(id: string): void {
    void this.runCells([id]);
  }

  private async runCells(ids: readonly string[]): Promise<void> {
    if (this.state.running) return;
    const run = new AbortController();
    this.run = run;
    const { graph } = this.state;
    const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    const wanted = new Set(ids);
    const order = neededFor(graph, ids);
    // What cannot be put in an order (a cycle) is run last: it says why it fails.
    const all = [...order, ...ids.filter((id) => !order.includes(id))].filter((id) => {
      const cell = this.cell(id);
      return wanted.has(id) || cell.phase !== 'done' || cell.stale;
    });
    const fresh = new Set(all);
    this.set({ running: true });
    for (const id of all) this.patch(id, { phase: 'waiting', error: null });
    for (const id of all) {
      if (run.signal.aborted) break;
      const node = nodes.get(id);
      if (node) await this.runNode(node, run.signal);
      for (const user of dependentsOf(this.state.graph, [id])) {
        if (!fresh.has(user) && this.cell(user).phase === 'done') this.patch(user, { stale: true });
      }
    }
    for (const id of all) if (this.cell(id).phase === 'waiting') this.patch(id, { phase: 'cancelled' });
    this.set({ running: false });
  }

  private async runNode(node: Node, signal: AbortSignal): Promise<void> {
    const began = performance.now();
    this.patch(node.id, { phase: 'running', error: null });
    try {
      const [problem] = node.errors;
      if (problem) throw new WaybillError(problem.code as `${string}/${string}`, problem.message);
      const failed = node.needs.find((id) => this.cell(id).handle === null || this.cell(id).phase === 'failed');
      if (failed !== undefined) {
        throw new WaybillError('notebook/not-run', `Not run, because it needs “${failed}”, which failed.`);
      }
      const before = this.cell(node.id).handle;
      const result = node.kind === 'sql' ? { handle: await this.runSql(node, signal) } : {};
      const filled = node.kind === 'markdown' ? { markdown: await this.fill(node) } : {};
      this.patch(node.id, {
        phase: 'done',
        stale: false,
        seconds: (performance.now() - began) / 1000,
        ...result,
        ...filled,
      });
      if (before && 'handle' in result) this.release(before);
    } catch (thrown) {
      if (signal.aborted || thrown instanceof CancelledError) this.patch(node.id, { phase: 'cancelled' });
      else
        this.patch(node.id, {
          phase: 'failed',
          error: toErrorData(thrown),
          seconds: (performance.now() - began) / 1000,
        });
    }
  }

  private async runSql(node: Node, signal: AbortSignal): Promise<ResultHandle> {
    const { notebook } = this.state;
    const block = notebook.blocks[node.block] as SqlBlock;
    const cells = new Map<string, Sql>();
    for (const [name, id] of node.names) {
      const { handle } = this.cell(id);
      if (handle) cells.set(name, rowsOf(handle));
    }
    const statements = splitStatements(block.source);
    if (statements.length === 0) throw new WaybillError('sql/empty', 'There is no statement to run.');
    let kept: ResultHandle | null = null;
    let keptReads = false;
    for (const statement of statements) {
      const prepared = prepareStatement(statement, notebook.front.inputs, cells);
      let handle: ResultHandle;
      try {
        handle = await this.engine.run(prepared.text, prepared.binds, { signal });
      } catch (thrown) {
        if (kept) this.release(kept);
        if (!(thrown instanceof WaybillError) || thrown.place.offset === undefined) throw thrown;
        const offset = statement.start + prepared.originalOffset(thrown.place.offset);
        throw new WaybillError(thrown.code, thrown.advice, { cause: thrown, place: { ...thrown.place, offset } });
      }
      // The rows of a cell are those of its last statement that reads.
      const reads = !['CREATE', 'INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER', 'TRUNCATE'].includes(
        keyword(statement.tokens[0]),
      );
      const replaces: boolean = kept === null || reads || !keptReads;
      const drop: ResultHandle | null = replaces ? kept : handle;
      if (replaces) {
        kept = handle;
        keptReads = reads;
      }
      if (drop) this.release(drop);
    }
    if (!kept) throw new WaybillError('sql/empty', 'There is no statement to run.');
    return kept;
  }

  private async fill(node: Node): Promise<string> {
    const block = this.state.notebook.blocks[node.block];
    const source = block && 'source' in block ? block.source : '';
    const results = new Map(
      [...node.names].flatMap(([name, id]) => {
        const { handle } = this.cell(id);
        return handle ? [[name, handle] as const] : [];
      }),
    );
    const figures = await readFigures(this.engine, source, results);
    const { text, problems } = fillPlaceholders(source, (placeholder) =>
      figureOf(placeholder, results, figures, this.state.notebook.front.inputs),
    );
    const [problem] = problems;
    if (problem) throw new WaybillError('notebook/figure', problem.message, { place: { offset: problem.offset } });
    return text;
  }

  private release(handle: ResultHandle): void {
    // An engine that has gone has forgotten the result already.
    void this.engine.release(handle.id).catch(() => undefined);
  }

  private patch(id: string, change: Partial<CellState>): void {
    this.set({ cells: new Map(this.state.cells).set(id, { ...this.cell(id), ...change }) });
  }
  private set(change: Partial<NotebookState>): void {
    this.state = { ...this.state, ...change };
    for (const wake of this.listeners) wake();
  }
}
