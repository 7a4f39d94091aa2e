/**
 * The runs of one open notebook. Cells run in the case process, which records them; here is what the window knows of
 * each cell. Results are the process's: a handle is shown as long as it is the cell's, and let go of over there.
 *
 * Invariants: at most one run is under way; what a run says of a cell that was edited meanwhile is shown, marked stale.
 */
import type { CallIn } from '../../shared/contract/calls.ts';
import { cellNews, type CellResult, type StaleCell } from '../../shared/contract/notebook-calls.ts';
import type { ResultHandle } from '../../shared/contract/engine.ts';
import { CancelledError, toErrorData, type ErrorData } from '../../shared/errors.ts';
import type { Notebook } from '../../shared/notebook/document.ts';
import { offsetInSource } from '../../shared/notebook/drafts.ts';
import { staleAfterEdit, upTo, type Graph } from '../../shared/notebook/graph.ts';
import type { Client } from '../app/client.ts';

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

/** The part of the notebook's model that runs need. */
export interface RunHost {
  readonly name: string;
  readonly notebook: Notebook;
  readonly graph: Graph;
  cell(id: string): CellState;
  patch(changes: ReadonlyMap<string, Partial<CellState>>): void;
  /** Whether a result holds although the case process cannot know. */
  isTrusted(id: string): boolean;
  setRunning(running: boolean): void;
}

export class NotebookRuns {
  private abort: AbortController | null = null;
  private queued: RunWhat[] = [];
  private readonly opening = new Map<string, Promise<void>>();
  private stopped = false;

  constructor(
    private readonly client: Client,
    private readonly host: RunHost,
  ) {}

  /** Asks what every cell gave when it last ran, and what would be other now. Runs nothing. */
  async refresh(): Promise<void> {
    const { name, notebook } = this.host;
    if (this.abort || this.stopped) return;
    try {
      const { cells, stale } = await this.client.call('notebook/status', { name, text: notebook.text });
      // An answer about another text than the one on screen is worth nothing; the next save asks again.
      if (this.stopped || this.abort !== null || this.host.notebook.text !== notebook.text) return;
      const known = new Set(this.host.graph.nodes.map((node) => node.id));
      this.host.patch(
        new Map(
          cells
            .filter((cell) => known.has(cell.cell) && !this.host.isTrusted(cell.cell))
            .map((cell) => [cell.cell, this.seen(cell, false)]),
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

  readonly cancel = (): void => {
    this.queued = [];
    this.abort?.abort();
  };

  /**
   * Runs cells; what is asked for during a run follows it.
   * @returns what kept it from running, where nothing could run at all
   */
  async run(what: RunWhat): Promise<ErrorData | null> {
    if (this.abort) {
      this.queued.push(what);
      for (const id of this.asked(what)) if (this.host.cell(id).phase !== 'running') this.patch(id, WAITING);
      return null;
    }
    this.host.setRunning(true);
    let error: ErrorData | null = null;
    for (let next: RunWhat | undefined = what; next && error === null; next = this.queued.shift())
      error = await this.runOne(next);
    this.queued = [];
    if (!this.stopped) this.host.setRunning(false);
    return error;
  }

  private async runOne(what: RunWhat): Promise<ErrorData | null> {
    const abort = new AbortController();
    this.abort = abort;
    const { name, notebook, graph } = this.host;
    const of = { notebook, graph, inputs: notebook.front.inputs };
    const before = new Map(this.asked(what).map((id) => [id, this.host.cell(id)]));
    this.host.patch(new Map([...before.keys()].map((id) => [id, WAITING])));
    const began = new Set<string>();
    const hear = (detail: unknown): void => {
      const news = cellNews.safeParse(detail);
      if (!news.success || this.stopped || abort.signal.aborted) return;
      const id = 'begins' in news.data ? news.data.begins : news.data.ended.cell;
      if (!this.isHere(id)) return;
      if ('begins' in news.data) {
        began.add(id);
        this.patch(id, { phase: 'running', error: null });
      } else {
        began.delete(id);
        before.delete(id);
        const edited = this.host.notebook.text !== notebook.text && staleAfterEdit(of, this.now()).includes(id);
        this.patch(id, this.seen(news.data.ended, edited));
      }
    };
    try {
      const options = { signal: abort.signal, onProgress: ({ detail }: { detail?: unknown }) => hear(detail) };
      const { stale } = await this.client.call('notebook/run', { name, text: notebook.text, what }, options);
      if (!this.stopped && this.host.notebook.text === notebook.text) this.mark(stale);
      return null;
    } catch (thrown) {
      return thrown instanceof CancelledError ? null : toErrorData(thrown);
    } finally {
      if (!this.stopped) {
        // What did not come to its turn is as it was.
        for (const [id, { phase }] of before)
          if (this.isHere(id) && !began.has(id)) this.patch(id, { phase: abort.signal.aborted ? 'cancelled' : phase });
        for (const id of began) if (this.isHere(id)) this.patch(id, { phase: 'cancelled' });
      }
      this.abort = null;
    }
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
    this.queued = [];
    this.abort?.abort();
    // A process that has gone has forgotten them already.
    void this.client.call('notebook/close', { name: this.host.name }).catch(() => undefined);
  }

  private now(): { notebook: Notebook; graph: Graph; inputs: Notebook['front']['inputs'] } {
    const { notebook, graph } = this.host;
    return { notebook, graph, inputs: notebook.front.inputs };
  }

  private isHere(id: string): boolean {
    return this.host.graph.nodes.some((node) => node.id === id);
  }

  private patch(id: string, change: Partial<CellState>): void {
    this.host.patch(new Map([[id, change]]));
  }

  /** A cell as the case process tells it. */
  private seen(result: CellResult, edited: boolean): Partial<CellState> {
    const before = this.host.cell(result.cell);
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
      error: result.error ? this.errorOf(result.cell, result.error) : null,
      markdown: result.markdown,
    };
  }

  private errorOf(id: string, error: NonNullable<CellResult['error']>): ErrorData {
    const { notebook, graph } = this.host;
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
      const why = this.host.isTrusted(id) ? [] : (reasons.get(id) ?? []);
      const isStale = why.length > 0 && cell.phase !== 'idle';
      if (cell.stale !== isStale || cell.why.join() !== why.join()) changes.set(id, { stale: isStale, why });
    }
    if (changes.size > 0) this.host.patch(changes);
  }
}
