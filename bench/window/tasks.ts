/**
 * Tasks of the window's main thread with their **processor time**, from Chromium's own trace. A wall clock also counts
 * the time in which other programs had the processor: on a shared machine that is most of what it counts.
 */
import type { Browser } from '@playwright/test';

export interface Task {
  /** Milliseconds from beginning to end. */
  readonly wall: number;
  /** Milliseconds in which the thread ran. */
  readonly cpu: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds, by the clock and by the thread's own. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** @returns what ends the trace and gives the tasks of the busiest page, in the order in which they ran */
export async function traceTasks(browser: Browser): Promise<() => Promise<readonly Task[]>> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline'] },
  });
  return async () => {
    const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
    await session.send('Tracing.end');
    await complete;
    await session.detach();
    return tasksOf(events);
  };
}

/** Tasks of the main thread that worked most: that of the window. */
function tasksOf(events: readonly TraceEvent[]): readonly Task[] {
  const thread = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const mains = new Set(
    events.filter((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain').map((e) => thread(e)),
  );
  const byThread = new Map<string, Task[]>();
  for (const event of events) {
    if (event.name !== 'RunTask' || event.ph !== 'X' || !mains.has(thread(event))) continue;
    const tasks = byThread.get(thread(event)) ?? [];
    tasks.push({ wall: (event.dur ?? 0) / 1000, cpu: (event.tdur ?? 0) / 1000 });
    byThread.set(thread(event), tasks);
  }
  const work = (tasks: readonly Task[]): number => tasks.reduce((sum, { cpu }) => sum + cpu, 0);
  return [...byThread.values()].reduce((most, tasks) => (work(tasks) > work(most) ? tasks : most), []);
}

export const longest = (tasks: readonly Task[], by: 'wall' | 'cpu'): number =>
  tasks.reduce((most, task) => Math.max(most, task[by]), 0);
export const longerThan = (tasks: readonly Task[], ms: number, by: 'wall' | 'cpu'): number =>
  tasks.filter((task) => task[by] > ms).length;
