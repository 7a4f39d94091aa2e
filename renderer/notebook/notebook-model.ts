/**
 * One open notebook, outside React: its text, what its cells depend on, what they gave, and saving. Results are never in
 * the file.
 *
 * Invariants: what depends on a changed cell or input is marked stale and keeps its old rows; the text is saved a moment
 * after the last change, and never over a file that someone else has changed: other cells of theirs are taken in, and
 * where both changed the same a person is asked. Runs are in notebook-runs.ts.
 */
import { toErrorData } from '../../shared/errors.ts';
import { parseNotebook, type Notebook } from '../../shared/notebook/document.ts';
import { applyEdits } from '../../shared/notebook/edit.ts';
import { writeBody } from '../../shared/notebook/edit-cells.ts';
import { setInputValue } from '../../shared/notebook/front-matter.ts';
import { dependentsOf, graphOf, type Graph, type Node } from '../../shared/notebook/graph.ts';
import { EditHistory } from '../../shared/notebook/history.ts';
import { firstKeys, keysAfter, type BlockKeys } from '../../shared/notebook/keys.ts';
import { mergeNotebooks } from '../../shared/notebook/merge.ts';
import { Readings } from '../../shared/notebook/readings.ts';
import type { Client } from '../app/client.ts';
import { changedNodes, firstChangedKey } from './changed-cells.ts';
import { EDITED, IDLE, NotebookRuns, type CellState, type RunHost, type RunWhat } from './notebook-runs.ts';

export type { CellPhase, CellState } from './notebook-runs.ts';

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
  /** Counts runs that have ended. */
  readonly runs: number;
  /** Why nothing could run. */
  readonly runError: string | null;
  /** Something that happened to the text without the analyst's doing. */
  readonly notice: string | null;
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

const SAVE_DELAY_MS = 700;
/** How long after the last change of SQL the engine is asked what it names. */
const READ_DELAY_MS = 300;

const sourceOf = (notebook: Notebook, block: number): string => {
  const found = notebook.blocks[block];
  return found && 'source' in found ? found.source : '';
};

const sameNeeds = (a: Graph, b: Graph): boolean => {
  const needs = (graph: Graph): string => JSON.stringify(graph.nodes.map((node) => [node.id, node.needs, node.inputs]));
  return needs(a) === needs(b);
};

export class NotebookModel {
  private state: NotebookState;
  private readonly listeners = new Set<() => void>();
  private readonly runs: NotebookRuns;
  /** Cells whose results hold although the case process cannot know: their cells were renamed. */
  private readonly trusted = new Set<string>();
  /** The text of the file when it was last read or saved. */
  private base: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What the SQL names, as the engine reads it: the graph of the window is that of a run. */
  readonly readings = new Readings();
  private reading: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private readonly history = new EditHistory();

  constructor(
    private readonly client: Client,
    readonly name: string,
    text: string,
    private hash: string | null,
    private known: ReadonlySet<string>,
  ) {
    this.base = text;
    this.runs = new NotebookRuns(client, this.host());
    const notebook = parseNotebook(text);
    this.state = {
      notebook,
      graph: graphOf(notebook, known, this.readings),
      keys: firstKeys(notebook),
      cells: new Map(),
      running: false,
      save: 'saved',
      saveError: null,
      runs: 0,
      runError: null,
      notice: null,
      undo: null,
      redo: null,
    };
    void this.read();
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
    if (this.timer !== undefined) void this.saveNow();
    clearTimeout(this.reading);
    this.stopped = true;
    this.runs.stop();
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
    const graph = graphOf(notebook, this.known, this.readings);
    const keys = keysAfter(before.notebook, before.keys, notebook);
    const after = { notebook, graph, keys };
    const idOf = new Map(graph.nodes.map((node) => [keys[node.block], node.id]));
    const touched = new Set(fresh ? [] : dependentsOf(graph, changedNodes(before, after)));
    const cells = new Map<string, CellState>();
    for (const node of before.graph.nodes) {
      const cell = before.cells.get(node.id);
      if (!cell) continue;
      const id = idOf.get(before.keys[node.block] ?? null);
      if (id === undefined) continue;
      const at = graph.nodes.find((each) => each.id === id)!.block;
      const isSameText = sourceOf(before.notebook, node.block) === sourceOf(notebook, at);
      // A text that was rewritten does not show its old words.
      const shown = isSameText ? cell : { ...cell, markdown: null };
      cells.set(id, touched.has(id) ? { ...shown, stale: cell.phase !== 'idle', why: EDITED } : shown);
      if (fresh && cell.phase === 'done' && !cell.stale) this.trusted.add(id);
    }
    for (const id of touched) this.trusted.delete(id);
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
    clearTimeout(this.reading);
    if (this.readings.missing(notebook).length > 0) this.reading = setTimeout(() => void this.read(), READ_DELAY_MS);
    if (save === 'saved') return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.saveNow(), SAVE_DELAY_MS);
  }

  /** Asks the engine what the SQL names that it was not asked about, and draws the graph of that. */
  private async read(): Promise<void> {
    const statements = this.readings.missing(this.state.notebook);
    if (statements.length === 0) return;
    try {
      const { readings } = await this.client.call('notebook/readings', { statements });
      this.readings.learn(statements.map((text, i) => [text, readings[i]!]));
    } catch (thrown) {
      // Without an answer the words of the SQL have to do; the next change asks again.
      if (toErrorData(thrown).kind === 'bug') throw thrown;
      return;
    }
    if (this.stopped) return;
    const graph = graphOf(this.state.notebook, this.known, this.readings);
    const isSame = sameNeeds(graph, this.state.graph);
    this.set({ graph });
    // What holds is for the case process to say.
    if (!isSame) void this.runs.refresh();
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
      this.base = text;
      this.set({ save: this.state.notebook.text === text ? 'saved' : 'changed', saveError: null });
      void this.runs.refresh();
    } catch (thrown) {
      const error = toErrorData(thrown);
      if (error.code === 'notebook/changed' && !over && (await this.merge())) return;
      this.set({ save: error.code === 'notebook/changed' ? 'conflict' : 'failed', saveError: error.message });
    }
  }

  /** Looks whether another program changed the file: its changes are taken in, or a person is asked. */
  async lookOutside(): Promise<void> {
    if (this.state.save === 'saving' || this.state.save === 'conflict') return;
    const before = this.hash;
    try {
      const { hash } = await this.client.call('notebook/read', { name: this.name });
      if (hash === before && this.state.save === 'saved' && this.state.saveError !== null)
        this.set({ saveError: null });
      // Our own save may have come between.
      if (hash === before || this.hash !== before) return;
      if (!(await this.merge()))
        this.set({ save: 'conflict', saveError: 'Another program changed the same cells as you.' });
    } catch (thrown) {
      this.set({ saveError: toErrorData(thrown).message });
    }
  }

  /** Brings the file as it is now and the text on screen together. @returns false if a person must decide */
  private async merge(): Promise<boolean> {
    const { text, hash } = await this.client.call('notebook/read', { name: this.name });
    const mine = this.state.notebook.text;
    const merged = mergeNotebooks(this.base, mine, text);
    if (merged.kind === 'conflict') return false;
    this.hash = hash;
    this.base = text;
    const isTheirs = merged.text === text;
    if (merged.text !== mine) {
      this.history.push(mine, merged.text, 'Take in changes of the file', null, Date.now());
      this.show(parseNotebook(merged.text), false, isTheirs ? 'saved' : 'changed');
      this.set({ notice: 'Changes that another program made to the file were taken in.' });
    } else this.set({ save: isTheirs ? 'saved' : 'changed' });
    if (isTheirs) void this.runs.refresh();
    else await this.saveNow();
    return true;
  }

  /** Takes the file as it is now in place of what is on screen. */
  async reload(): Promise<void> {
    try {
      const { text, hash } = await this.client.call('notebook/read', { name: this.name });
      this.hash = hash;
      this.base = text;
      this.history.push(this.state.notebook.text, text, 'Take the file', null, Date.now());
      this.show(parseNotebook(text), false, 'saved');
      this.set({ saveError: null });
      void this.runs.refresh();
    } catch (thrown) {
      this.set({ saveError: toErrorData(thrown).message });
    }
  }

  // ---- running -------------------------------------------------------------------------------------------------

  readonly cancel = (): void => this.runs.cancel();
  /** Ends the run that a cell runs in or waits in; others go on. */
  cancelCell(id: string): void {
    this.runs.cancel(id);
  }
  readonly runAll = (): void => void this.run({ kind: 'all' });
  readonly runStale = (): void => void this.run({ kind: 'stale' });
  /** Runs the cells of the notebook down to this one. */
  runTo(id: string): void {
    void this.run({ kind: 'to', cell: id });
  }
  /** Runs a cell anew, with what it needs and has no fresh result. */
  runCell(id: string): void {
    void this.run({ kind: 'cells', cells: [id] });
  }
  private async run(what: RunWhat): Promise<void> {
    const error = await this.runs.run(what);
    this.set({ runError: error?.message ?? null, runs: this.state.runs + 1 });
  }
  /** Takes the tables and views that the case has now: after an add, an analysis, a cell that made a table. */
  setKnown(known: ReadonlySet<string>): void {
    const isSame = known.size === this.known.size && [...known].every((name) => this.known.has(name));
    if (!isSame) {
      this.known = known;
      this.set({ graph: graphOf(this.state.notebook, known, this.readings) });
    }
    void this.runs.refresh();
  }
  /** The choices of an input that takes them from the case. */
  async choices(input: string, signal: AbortSignal): Promise<readonly string[]> {
    const { text } = this.state.notebook;
    return (await this.client.call('notebook/choices', { name: this.name, text, input }, { signal })).choices;
  }
  readonly dismissNotice = (): void => this.set({ notice: null });
  /** Asks again which results hold. */
  refresh(): Promise<void> {
    return this.runs.refresh();
  }
  /** Opens a result that is kept on disk. */
  openKept(id: string): void {
    void this.runs.openKept(id);
  }

  private host(): RunHost {
    const state = (): NotebookState => this.state;
    return {
      name: this.name,
      get notebook() {
        return state().notebook;
      },
      get graph() {
        return state().graph;
      },
      get keys() {
        return state().keys;
      },
      cell: (id) => this.cell(id),
      patch: (changes) => {
        const cells = new Map(this.state.cells);
        for (const [id, change] of changes) {
          if (change.phase !== undefined) this.trusted.delete(id);
          cells.set(id, { ...(cells.get(id) ?? IDLE), ...change });
        }
        this.set({ cells });
      },
      isTrusted: (id) => this.trusted.has(id),
      setRunning: (running) => this.set({ running, ...(running ? { runError: null } : {}) }),
    };
  }

  private set(change: Partial<NotebookState>): void {
    this.state = { ...this.state, ...change };
    for (const wake of this.listeners) wake();
  }
}
