/**
 * One table on screen, outside React: what was asked (filters, sort), the live result behind it, its pages, profiles of
 * its columns, and the focused row. Components subscribe; nothing in here knows a component.
 *
 * Invariants: at most one query is under way, and a newer one aborts it; an answer that is no longer wanted is released
 * and dropped; the result shown stays until the next one is there; `stop` aborts and releases everything.
 */
import { CancelledError, toErrorData, type ErrorData } from '../../shared/errors.ts';
import type {
  ColumnFilter,
  ColumnProfile,
  Progress,
  ResultHandle,
  RunOptions,
  SortKey,
  ViewSpec,
} from '../../shared/contract/engine.ts';
import type { ColumnInfo, ColumnPage } from '../../shared/contract/values.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import { keepKnown } from './filters.ts';
import type { CellValue } from './format.ts';
import { ProfileQueue, type ProfileState } from './profile-queue.ts';

export type GridSource =
  | { readonly kind: 'relation'; readonly relation: string }
  /** What an analyst wrote; run again to sort or filter it. */
  | { readonly kind: 'statement'; readonly text: string }
  /** A live result that someone else made and will release, e.g. that of a notebook's cell. */
  | { readonly kind: 'result'; readonly handle: ResultHandle };

export interface GridQuery {
  readonly filters: readonly ColumnFilter[];
  readonly sort: readonly SortKey[];
}

export interface FocusedCell {
  /** 0-based row of the result. */
  readonly row: number;
  readonly column: string;
  readonly values: readonly CellValue[];
  readonly columns: readonly ColumnInfo[];
}

export interface GridState {
  readonly phase: 'loading' | 'ready' | 'failed' | 'cancelled';
  /** The result on screen: while `loading` the one before, marked stale. */
  readonly shown: Shown | null;
  readonly query: GridQuery;
  readonly error: ErrorData | null;
  readonly progress: Progress | null;
  /** Rows without any filter, once known. */
  readonly total: number | null;
  /** Seconds that the last query took. */
  readonly seconds: number | null;
}

export interface Shown {
  readonly handle: ResultHandle;
  readonly firstPage: ColumnPage;
  /** The query that made it. */
  readonly query: GridQuery;
}

/** Rows that the grid draws in one task. Each costs some milliseconds, and a task over 50 ms is felt as a jerk. */
export const ROWS_AT_ONCE = 10;

/** Rows of a page that the engine is asked for: fewer of wide tables, so that a page stays small; whole slices of drawing. */
export const pageRows = (columns: number): number => {
  const rows = Math.max(20, Math.min(200, Math.floor(24_000 / Math.max(1, columns))));
  return rows - (rows % ROWS_AT_ONCE);
};

export class GridModel {
  private state: GridState;
  private readonly listeners = new Set<() => void>();
  private readonly focusListeners = new Set<() => void>();
  private run: AbortController | null = null;
  private focus: FocusedCell | null = null;
  private lastColumn: string | null = null;
  /** The result of the statement itself: kept so that sorting and filtering need not run it again. */
  private ran: ResultHandle | null = null;
  readonly profiles: ProfileQueue;

  constructor(
    readonly engine: WindowEngine,
    readonly source: GridSource,
    query: GridQuery,
  ) {
    if (source.kind === 'result') this.ran = source.handle;
    this.state = { phase: 'loading', shown: null, query, error: null, progress: null, total: null, seconds: null };
    this.profiles = new ProfileQueue((column, signal) => engine.profile(this.spec(), column, { signal }));
  }

  readonly subscribe = (wake: () => void): (() => void) => {
    this.listeners.add(wake);
    return () => this.listeners.delete(wake);
  };
  readonly getState = (): GridState => this.state;

  readonly subscribeFocus = (wake: () => void): (() => void) => {
    this.focusListeners.add(wake);
    return () => this.focusListeners.delete(wake);
  };
  readonly getFocus = (): FocusedCell | null => this.focus;

  /** The column focused last; another result does not take it away. */
  readonly getColumn = (): string | null => this.lastColumn;

  /** The view as the engine is asked for it. */
  spec(query: GridQuery = this.state.query): ViewSpec {
    return {
      ...(this.source.kind === 'relation'
        ? { relation: this.source.relation }
        : {
            relation: '',
            statement: this.source.kind === 'statement' ? this.source.text : this.source.handle.statement,
            ...(this.ran ? { result: this.ran.id } : {}),
          }),
      ...(query.filters.length > 0 ? { filters: query.filters } : {}),
      ...(query.sort.length > 0 ? { sort: query.sort } : {}),
    };
  }

  /** Asks the engine (again); a statement is run anew. */
  readonly start = (): void => {
    const { ran } = this;
    if (this.source.kind === 'statement') {
      this.ran = null;
      if (ran && ran !== this.state.shown?.handle) this.release(ran);
    }
    void this.load(this.state.query);
  };

  setQuery(change: Partial<GridQuery>): void {
    void this.load({ ...this.state.query, ...change });
  }

  /** The analyst's cancel: what was shown before is shown again, with its own filters and sort. */
  readonly cancel = (): void => {
    if (this.state.phase !== 'loading') return;
    this.run?.abort();
    const { shown } = this.state;
    this.set({ phase: shown ? 'ready' : 'cancelled', query: shown?.query ?? this.state.query, progress: null });
  };

  readonly stop = (): void => {
    this.run?.abort();
    this.run = null;
    this.profiles.clear();
    const { shown } = this.state;
    if (shown) this.release(shown.handle);
    const { ran } = this;
    if (this.source.kind !== 'result') {
      this.ran = null;
      if (ran) this.release(ran);
    }
    this.state = { ...this.state, shown: null, phase: 'loading' };
  };

  /** Rows of the result on screen. */
  page(shown: Shown, from: number, count: number, signal?: AbortSignal): Promise<ColumnPage> {
    const { firstPage } = shown;
    if (from === 0 && (firstPage.rows >= count || firstPage.rows === shown.handle.rowCount)) {
      return Promise.resolve(firstPage);
    }
    return this.engine.page(shown.handle.id, from, count, signal ? { signal } : {});
  }

  setFocus(focus: FocusedCell | null): void {
    this.focus = focus;
    if (focus) this.lastColumn = focus.column;
    for (const wake of this.focusListeners) wake();
  }

  profile(column: string): ProfileState {
    return this.profiles.peek(column);
  }
  profileNow(column: string, signal: AbortSignal): Promise<ColumnProfile> {
    return this.engine.profile(this.spec(), column, { signal });
  }

  private async load(query: GridQuery): Promise<void> {
    this.run?.abort();
    const run = new AbortController();
    this.run = run;
    const began = performance.now();
    this.profiles.hold(true);
    this.set({ phase: 'loading', query, error: null, progress: null });
    const options = {
      signal: run.signal,
      onProgress: (progress: Progress) => {
        if (this.run === run) this.set({ progress });
      },
    };
    try {
      const handle = await this.ask(query, options);
      if (this.run !== run || run.signal.aborted) {
        this.release(handle);
        return;
      }
      const known = new Set(handle.columns.map((c) => c.name));
      const kept = { filters: keepKnown(query.filters, known), sort: keepKnown(query.sort, known) };
      const firstPage = await this.engine.page(handle.id, 0, pageRows(handle.columns.length), { signal: run.signal });
      if (this.run !== run || run.signal.aborted) {
        this.release(handle);
        return;
      }
      const old = this.state.shown;
      this.profiles.clear();
      this.setFocus(null);
      this.set({
        phase: 'ready',
        shown: { handle, firstPage, query: kept },
        progress: null,
        seconds: (performance.now() - began) / 1000,
        ...(query.filters.length === 0 ? { total: handle.rowCount } : {}),
      });
      if (old) this.release(old.handle);
    } catch (thrown) {
      if (this.run !== run || run.signal.aborted || thrown instanceof CancelledError) return;
      this.set({ phase: 'failed', error: toErrorData(thrown), progress: null });
    } finally {
      if (this.run === run) this.profiles.hold(false);
    }
  }

  private async ask(query: GridQuery, options: RunOptions): Promise<ResultHandle> {
    const { source } = this;
    if (source.kind === 'relation') return this.engine.view(this.spec(query), options);
    const asWritten = query.filters.length === 0 && query.sort.length === 0;
    if (asWritten && this.ran) return this.ran;
    if (!asWritten || source.kind === 'result') return this.engine.view(this.spec(query), options);
    const handle = await this.engine.run(source.text, undefined, options);
    this.ran = handle;
    return handle;
  }

  /** An engine that has gone has forgotten the result already. */
  private release(handle: ResultHandle): void {
    if (handle !== this.ran) void this.engine.release(handle.id).catch(() => undefined);
  }

  private set(change: Partial<GridState>): void {
    this.state = { ...this.state, ...change };
    for (const wake of this.listeners) wake();
  }
}
