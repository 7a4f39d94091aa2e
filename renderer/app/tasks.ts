/** Long work that the analyst can watch and cancel. Kept outside React: it goes on when a panel is closed. */
import { create } from 'zustand';
import type { Progress } from '../../shared/contract/engine.ts';

export interface Task {
  readonly id: number;
  readonly title: string;
  readonly progress: Progress | null;
  /** Of `performance.now()`. */
  readonly began: number;
  readonly cancel: () => void;
}

export const useTasks = create<{ readonly tasks: readonly Task[] }>(() => ({ tasks: [] }));

let next = 1;

/**
 * Runs work under a title, cancellable from the window.
 * @throws what the work throws
 */
export async function runTask<T>(
  title: string,
  work: (options: { signal: AbortSignal; onProgress: (progress: Progress) => void }) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const id = next++;
  const patch = (change: Partial<Task>): void =>
    useTasks.setState(({ tasks }) => ({ tasks: tasks.map((t) => (t.id === id ? { ...t, ...change } : t)) }));
  const task: Task = { id, title, progress: null, began: performance.now(), cancel: () => abort.abort() };
  useTasks.setState(({ tasks }) => ({ tasks: [...tasks, task] }));
  try {
    return await work({ signal: abort.signal, onProgress: (progress) => patch({ progress }) });
  } finally {
    useTasks.setState(({ tasks }) => ({ tasks: tasks.filter((t) => t.id !== id) }));
  }
}
