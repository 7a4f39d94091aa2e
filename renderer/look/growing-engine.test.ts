import { expect, test } from 'vitest';
import type { ColumnInfo } from '../../shared/contract/values.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import { GridModel } from '../grid/grid-model.ts';
import { GrowingEngine } from './growing-engine.ts';

const columns: readonly ColumnInfo[] = [{ name: 'a', type: 'VARCHAR', kind: 'text' }];
const first = { columns, page: { from: 0, rows: 5, columns: [['a', 'b', 'c', 'd', 'e']] } };
const whole = (): WindowEngine => ({
  ...new GrowingEngine(first),
  capabilities: { canSpill: false, canKeepTables: false, canExport: false, maxSourceBytes: 10 },
  view: () => Promise.resolve({ id: 'r1', columns, rowCount: 100, statement: 'SELECT * FROM t' }),
  page: (_id, from, count) =>
    Promise.resolve({ from, rows: count, columns: [Array.from({ length: count }, () => 'x')] }),
  release: () => Promise.resolve(),
});

test('a page of the first rows is the part that was asked for', async () => {
  const engine = new GrowingEngine(first);
  const { id } = await engine.view({ relation: 't' });
  expect(await engine.page(id, 1, 2)).toEqual({ from: 1, rows: 2, columns: [['b', 'c']] });
  expect(await engine.page(id, 4, 20)).toEqual({ from: 4, rows: 1, columns: [['e']] });
  expect(await engine.page(id, 9, 20)).toEqual({ from: 9, rows: 0, columns: [[]] });
});

test('before the file is complete sorting and filtering say so', async () => {
  const engine = new GrowingEngine(first);
  await expect(engine.view({ relation: 't', sort: [{ column: 'a', descending: false }] })).rejects.toThrow(
    'The file is still being read',
  );
  await expect(engine.profile({ relation: 't' }, 'a')).rejects.toThrow('The file is still being read');
});

test('a table on screen goes over to the whole file without being empty in between', async () => {
  const engine = new GrowingEngine(first);
  const model = new GridModel(engine, { kind: 'relation', relation: 't' }, { filters: [], sort: [] });
  const seen: (number | null)[] = [];
  model.subscribe(() => seen.push(model.getState().shown?.handle.rowCount ?? null));
  model.start();
  await expect.poll(() => model.getState().phase).toBe('ready');
  engine.become(whole());
  model.start();
  await expect.poll(() => model.getState().shown?.handle.rowCount).toBe(100);
  expect(seen.slice(seen.indexOf(5))).not.toContain(null);
  // What still asks for the rows before gets them.
  expect((await engine.page('first-rows', 0, 5)).rows).toBe(5);
});
