/**
 * The runs of one open notebook. Cells run in the case process, which records them; here is what the window knows of
 * each cell. Results are the process's: a handle is shown as long as it is the cell's, and let go of over there.
 *
 * Invariants: several runs may be under way, and the case process says whose turn it is; what a run says of a cell goes to
 * that cell wherever it stands now, and is marked stale if it was edited meanwhile.
 */
import type { CallIn } from '../../shared/contract/calls.ts';
import { cellNews, type CellResult, type StaleCell } from '../../shared/contract/notebook-calls.ts';
import type { ResultHandle } from '../../shared/contract/engine.ts';
import { CancelledError, toErrorData, type ErrorData } from '../../shared/errors.ts';
import type { Notebook } from '../../shared/notebook/document.ts';
import { offsetInSource } from '../../shared/notebook/drafts.ts';
import { dependentsOf, upTo, type Graph } from '../../shared/notebook/graph.ts';
import type { BlockKeys } from '../../shared/notebook/keys.ts';
import type { Client } from '../app/client.ts';
import { changedNodes } from './changed-cells.ts';

export type CellPhase = 'idle' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface CellState {
  readonly phase: CellPhase;
  /** It would give another result now. */
  readonly stale: boolean;
  /** Why, as sentences. */
  readonly why: readonly string[];
  readonly handle: ResultHandle | null;
  /** Rows of a result that is kept on disk and not opened yet. */
  readonly kept: number | null;
  readonly seconds: number | null;
  /** When it ran, ISO 8601, UTC. */
  readonly at: string | null;
  readonly error: ErrorData | null;
  /** Of a Markdown cell: its text with the figures in it. */
  readonly markdown: string | null;
}

export const IDLE: CellState = {
  phase: 'idle',
  stale: false,
  why: [],
  handle: null,
  kept: null,
  seconds: null,
  at: null,
  error: null,
  markdown: null,
};

/** What is said of a cell between its edit and the answer of the case process. */
export const EDITED: readonly string[] = ['Its text, an input or a cell that it needs was changed since it was run.'];

const WAITING: Partial<CellState> = { phase: 'waiting' };

export type RunWhat = CallIn<'notebook/run'>['what'];

/** A notebook as the window has it at one moment. */
interface Version {
  readonly notebook: Notebook;
  readonly graph: Graph;
  readonly keys: BlockKeys;
}

/** The part of the notebook's model that runs need. */
export interface RunHost extends Version {
  readonly name: string;
  cell(id: string): CellState;
  patch(changes: ReadonlyMap<string, Partial<CellState>>): void;
  /** Whether a result holds although the case process cannot know. */
  isTrusted(id: string): boolean;
  setRunning(running: boolean): void;
}

/** A run under way. Its cells are known by their keys, since ids may change while it goes on. */
interface Run {
  readonly abort: AbortController;
  /** The notebook as it was sent. */
  readonly of: Version;
  /** Cells that it was asked for, or has begun, and has not told the end of. */
  readonly open: Set<string>;
  readonly begun: Set<string>;
}

const isUnderWay = (phase: CellPhase): boolean => phase === 'waiting' || phase === 'running';

export class NotebookRuns {
  private readonly active = new Set<Run>();
  /** What the cells of runs were before, by key. */
  private readonly before = new Map<string, CellPhase>();
  private readonly opening = new Map<string, Promise<void>>();
  private stopped = false;

  constructor(
    private readonly client: Client,
    private readonly host: RunHost,
  ) {}

  /** Asks what every cell gave when it last ran, and what would be other now. Runs nothing. */
  async refresh(): Promise<void> {
    const { name, notebook } = this.host;
    if (this.active.size > 0 || this.stopped) return;
    try {
      const { cells, stale } = await this.client.call('notebook/status', { name, text: notebook.text });
      // An answer about another text than the one on screen is worth nothing; the next save asks again.
      if (this.stopped || this.active.size > 0 || this.host.notebook.text !== notebook.text) return;
      const known = new Set(this.host.graph.nodes.map((node) => node.id));
      this.host.patch(
        new Map(
          cells
            .filter((cell) => known.has(cell.cell) && !this.host.isTrusted(cell.cell))
            .map((cell) => [cell.cell, this.seen(cell, cell.cell, this.host, false)]),
        ),
      );
      this.mark(stale);
      for (const node of this.host.graph.nodes) {
        if (node.kind === 'vega-lite') for (const need of node.needs) await this.openKept(need);
      }
    } catch (thrown) {
      // Without an answer the cells look as if they had not run; running them says what is wrong.
      if (toErrorData(thrown).kind === 'bug') throw thrown;
    }
  }

  /** @param id ends the runs that this cell waits for or runs in; without it, all */
  cancel(id?: string): void {
    const key = id === undefined ? null : this.keyOf(this.host, id);
    for (const run of this.active) if (key === null || run.open.has(key)) run.abort.abort();
  }

  /**
   * Runs cells, beside what else runs.
   * @returns what kept it from running, where nothing could run at all
   */
  async run(what: RunWhat): Promise<ErrorData | null> {
    const { notebook, graph, keys } = this.host;
    const of: Version = { notebook, graph, keys };
    const asked = this.asked(what);
    const run: Run = {
      abort: new AbortController(),
      of,
      open: new Set(asked.map((id) => this.keyOf(of, id))),
      begun: new Set(),
    };
    const idle = asked.filter((id) => !isUnderWay(this.host.cell(id).phase));
    for (const id of idle) this.before.set(this.keyOf(of, id), this.host.cell(id).phase);
    this.active.add(run);
    this.host.setRunning(true);
    this.host.patch(new Map(idle.map((id) => [id, WAITING])));
    const options = {
      signal: run.abort.signal,
      onProgress: ({ detail }: { detail?: unknown }) => this.hear(run, detail),
    };
    let stale: readonly StaleCell[] | null = null;
    let error: ErrorData | null = null;
    try {
      ({ stale } = await this.client.call(
        'notebook/run',
        { name: this.host.name, text: notebook.text, what },
        options,
      ));
    } catch (thrown) {
      error = thrown instanceof CancelledError ? null : toErrorData(thrown);
    }
    this.active.delete(run);
    if (this.stopped) return error;
    this.settle(run);
    const isEdited = this.host.notebook.text !== notebook.text;
    if (stale && !isEdited) this.mark(stale);
    if (this.active.size > 0) return error;
    this.host.setRunning(false);
    if (isEdited) void this.refresh();
    return error;
  }

  private hear(run: Run, detail: unknown): void {
    const news = cellNews.safeParse(detail);
    if (!news.success || this.stopped || run.abort.signal.aborted) return;
    const key = this.keyOf(run.of, 'begins' in news.data ? news.data.begins : news.data.ended.cell);
    const id = this.idOf(key);
    if ('begins' in news.data) {
      run.open.add(key);
      run.begun.add(key);
      if (id !== undefined) this.patch(id, { phase: 'running', error: null });
      return;
    }
    run.open.delete(key);
    run.begun.delete(key);
    if (id === undefined) return;
    const isEdited =
      this.host.notebook.text !== run.of.notebook.text &&
      dependentsOf(this.host.graph, changedNodes(run.of, this.host)).includes(id);
    this.patch(id, this.seen(news.data.ended, id, run.of, isEdited));
  }

  /** What a run that has ended did not come to is as it was, unless another run is at it. */
  private settle(run: Run): void {
    const isCancelled = run.abort.signal.aborted;
    const changes = new Map<string, Partial<CellState>>();
    for (const key of run.open) {
      const id = this.idOf(key);
      const others = [...this.active].filter((other) => other.open.has(key));
      if (id === undefined || !isUnderWay(this.host.cell(id).phase)) continue;
      if (others.length > 0) {
        if (!others.some((other) => other.begun.has(key))) changes.set(id, WAITING);
      } else if (isCancelled || run.begun.has(key)) changes.set(id, { phase: 'cancelled' });
      else changes.set(id, { phase: this.before.get(key) ?? 'idle' });
    }
    if (changes.size > 0) this.host.patch(changes);
    if (this.active.size === 0) this.before.clear();
  }

  /** The cells that a run is asked for, as far as they are known here. */
  private asked(what: RunWhat): string[] {
    const { graph } = this.host;
    switch (what.kind) {
      case 'all':
        return graph.nodes.map((node) => node.id);
      case 'to':
        return upTo(graph, what.cell);
      case 'cells':
        return what.cells.filter((id) => this.isHere(id));
      case 'stale':
        return graph.nodes.map((node) => node.id).filter((id) => this.host.cell(id).why.length > 0);
    }
  }

  /** Opens the result of a cell that is kept on disk, so that its rows can be seen. */
  openKept(id: string): Promise<void> {
    const cell = this.host.cell(id);
    if (cell.handle !== null || cell.kept === null) return Promise.resolve();
    const under = this.opening.get(id);
    if (under) return under;
    const { name, notebook } = this.host;
    const opened = this.client
      .call('notebook/result', { name, text: notebook.text, cell: id })
      .then((handle) => {
        if (this.stopped || !this.isHere(id) || this.host.cell(id).handle !== null) return;
        this.patch(id, handle ? { handle: handle as ResultHandle, kept: null } : { kept: null });
      })
      .catch((thrown: unknown) => {
        if (!this.stopped && this.isHere(id)) this.patch(id, { kept: null, error: toErrorData(thrown) });
      })
      .finally(() => this.opening.delete(id));
    this.opening.set(id, opened);
    return opened;
  }

  /** Ends a run and lets go of all results. */
  stop(): void {
    this.stopped = true;
    this.cancel();
    // A process that has gone has forgotten them already.
    void this.client.call('notebook/close', { name: this.host.name }).catch(() => undefined);
  }

  private keyOf({ graph, keys }: Version, id: string): string {
    return keys[graph.nodes.find((node) => node.id === id)?.block ?? -1] ?? '';
  }

  /** The id that a cell has now, if it is still there. */
  private idOf(key: string): string | undefined {
    const block = this.host.keys.indexOf(key);
    return block < 0 ? undefined : this.host.graph.nodes.find((node) => node.block === block)?.id;
  }

  private isHere(id: string): boolean {
    return this.host.graph.nodes.some((node) => node.id === id);
  }

  private patch(id: string, change: Partial<CellState>): void {
    this.host.patch(new Map([[id, change]]));
  }

  /** A cell as the case process tells it. @param of the notebook that it speaks of */
  private seen(result: CellResult, id: string, of: Version, edited: boolean): Partial<CellState> {
    const before = this.host.cell(id);
    const handle = result.handle as ResultHandle | null;
    const isKept = handle === null && result.columns !== null;
    return {
      phase: result.error ? 'failed' : 'done',
      stale: edited,
      why: edited ? EDITED : [],
      // What is on screen stays there while it is the same run's.
      handle: isKept && before.at === result.at ? before.handle : handle,
      kept: isKept && !(before.at === result.at && before.handle) ? result.rows : null,
      seconds: result.seconds,
      at: result.at,
      error: result.error ? this.errorOf(of, result.cell, result.error) : null,
      markdown: result.markdown,
    };
  }

  private errorOf({ notebook, graph }: Version, id: string, error: NonNullable<CellResult['error']>): ErrorData {
    const block = notebook.blocks[graph.nodes.find((node) => node.id === id)?.block ?? -1];
    const isPlaced = error.offset !== null && block?.kind === 'sql';
    const place = isPlaced ? { offset: offsetInSource(block, notebook.text, error.offset!) } : {};
    return { kind: 'expected', code: error.code as `${string}/${string}`, message: error.message, place, causes: [] };
  }

  /** Shows which cells would give something else, and which hold. */
  private mark(stale: readonly StaleCell[]): void {
    const reasons = new Map(stale.map((each) => [each.cell, each.reasons]));
    const changes = new Map<string, Partial<CellState>>();
    for (const { id } of this.host.graph.nodes) {
      const cell = this.host.cell(id);
      if (isUnderWay(cell.phase)) continue;
      const why = this.host.isTrusted(id) ? [] : (reasons.get(id) ?? []);
      const isStale = why.length > 0 && cell.phase !== 'idle';
      if (cell.stale !== isStale || cell.why.join() !== why.join()) changes.set(id, { stale: isStale, why });
    }
    if (changes.size > 0) this.host.patch(changes);
  }
}
