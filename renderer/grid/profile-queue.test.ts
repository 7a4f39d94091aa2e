import { expect, test } from 'vitest';
import type { ColumnProfile } from '../../shared/contract/engine.ts';
import { ProfileQueue } from './profile-queue.ts';

const profile = (name: string): ColumnProfile => ({
  column: { name, type: 'VARCHAR', kind: 'text' },
  rows: 1,
  nulls: 0,
  empties: 0,
  distinct: 1,
  distinctIsExact: true,
  min: null,
  max: null,
  quantiles: null,
  top: [],
  histogram: [],
});

/** A queue whose questions are answered by hand. */
function byHand() {
  const asked: { column: string; signal: AbortSignal; answer: () => void }[] = [];
  const queue = new ProfileQueue(
    (column, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
        asked.push({ column, signal, answer: () => resolve(profile(column)) });
      }),
  );
  return { asked, queue };
}
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

test('asks one column at a time, the one looked at last first', async () => {
  const { asked, queue } = byHand();
  for (const column of ['a', 'b', 'c']) queue.watch(column, () => undefined);
  await turn();
  expect(asked.map((q) => q.column)).toEqual(['c']);
  asked[0]?.answer();
  await turn();
  expect(asked.map((q) => q.column)).toEqual(['c', 'b']);
  expect(queue.peek('c').phase).toBe('ready');
  expect(queue.peek('b').phase).toBe('waiting');
});

test('a column that nobody looks at any more is aborted and not asked again', async () => {
  const { asked, queue } = byHand();
  const leave = queue.watch('a', () => undefined);
  await turn();
  leave();
  await turn();
  expect(asked[0]?.signal.aborted).toBe(true);
  expect(asked).toHaveLength(1);
});

test('another result on screen asks again for what is looked at, and drops the late answer', async () => {
  const { asked, queue } = byHand();
  queue.watch('a', () => undefined);
  await turn();
  queue.clear();
  asked[0]?.answer();
  await turn();
  await turn();
  expect(asked).toHaveLength(2);
  expect(queue.peek('a').phase).toBe('waiting');
  asked[1]?.answer();
  await turn();
  expect(queue.peek('a').phase).toBe('ready');
});

test('while it is held nothing is asked, and what was under way is asked again afterwards', async () => {
  const { asked, queue } = byHand();
  queue.watch('a', () => undefined);
  await turn();
  queue.hold(true);
  await turn();
  expect(asked[0]?.signal.aborted).toBe(true);
  expect(asked).toHaveLength(1);
  queue.hold(false);
  await turn();
  expect(asked.map((q) => q.column)).toEqual(['a', 'a']);
});
