/**
 * Profiles of columns, one at a time and only of columns that someone looks at: the headers on screen and the inspector.
 * The column looked at last comes first. A column that nobody looks at any more is not asked for, and its question is
 * aborted if it is under way.
 */
import { toErrorData, type ErrorData } from '../../shared/errors.ts';
import type { ColumnProfile } from '../../shared/contract/engine.ts';

export type ProfileState =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'ready'; readonly profile: ColumnProfile }
  | { readonly phase: 'failed'; readonly error: ErrorData };

const WAITING: ProfileState = { phase: 'waiting' };

export class ProfileQueue {
  private readonly results = new Map<string, ProfileState>();
  private readonly watchers = new Map<string, Set<() => void>>();
  private held = false;
  private wanted: string[] = [];
  private running: { readonly column: string; readonly abort: AbortController } | null = null;

  constructor(private readonly ask: (column: string, signal: AbortSignal) => Promise<ColumnProfile>) {}

  peek(column: string): ProfileState {
    return this.results.get(column) ?? WAITING;
  }

  /** @returns the end of the interest */
  watch(column: string, wake: () => void): () => void {
    const set = this.watchers.get(column) ?? new Set();
    this.watchers.set(column, set.add(wake));
    this.want(column);
    return () => {
      set.delete(wake);
      if (set.size > 0) return;
      this.watchers.delete(column);
      this.wanted = this.wanted.filter((name) => name !== column);
      if (this.running?.column === column) this.running.abort.abort();
    };
  }

  /** While the view itself is being asked for, profiles wait: they would take the engine from it. */
  hold(on: boolean): void {
    this.held = on;
    if (on) this.running?.abort.abort();
    else void this.next();
  }

  /** Forgets what is known (another result is on screen); what is still looked at is asked again. */
  clear(): void {
    this.running?.abort.abort();
    this.results.clear();
    this.wanted = [];
    for (const [column, wakes] of this.watchers) {
      this.want(column);
      for (const wake of wakes) wake();
    }
  }

  private want(column: string): void {
    if (this.results.has(column) || this.running?.column === column) return;
    this.wanted = [...this.wanted.filter((name) => name !== column), column];
    queueMicrotask(() => void this.next());
  }

  private async next(): Promise<void> {
    if (this.running || this.held) return;
    const column = this.wanted.pop();
    if (column === undefined) return;
    const abort = new AbortController();
    this.running = { column, abort };
    let state: ProfileState | null;
    try {
      state = { phase: 'ready', profile: await this.ask(column, abort.signal) };
    } catch (thrown) {
      state = { phase: 'failed', error: toErrorData(thrown) };
    }
    this.running = null;
    if (!abort.signal.aborted) {
      this.results.set(column, state);
      for (const wake of this.watchers.get(column) ?? []) wake();
    } else if (this.watchers.has(column)) {
      this.want(column);
    }
    void this.next();
  }
}
