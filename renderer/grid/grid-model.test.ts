import { describe, expect, test } from 'vitest';
import { WaybillError } from '../../shared/errors.ts';
import type { ResultHandle, RunOptions, ViewSpec } from '../../shared/contract/engine.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import { GridModel, pageRows, ROWS_AT_ONCE } from './grid-model.ts';

const COLUMNS = [
  { name: 'a', type: 'VARCHAR', kind: 'text' as const },
  { name: '__proto__', type: 'VARCHAR', kind: 'text' as const },
];

/** An engine whose questions are answered by hand, in any order. */
function byHand() {
  const asked: {
    what: 'view' | 'run';
    spec: ViewSpec | string;
    options?: RunOptions | undefined;
    answer: (rows?: number) => void;
    fail: (e: Error) => void;
  }[] = [];
  const released: string[] = [];
  let next = 1;
  const ask = (what: 'view' | 'run', spec: ViewSpec | string, options?: RunOptions): Promise<ResultHandle> =>
    new Promise((resolve, reject) => {
      const id = `r${next++}`;
      asked.push({
        what,
        spec,
        options,
        answer: (rows = 3) => resolve({ id, columns: COLUMNS, rowCount: rows, statement: id }),
        fail: reject,
      });
    });
  const engine = {
    run: (text: string, _: unknown, options?: RunOptions) => ask('run', text, options),
    view: (spec: ViewSpec, options?: RunOptions) => ask('view', spec, options),
    page: (_: string, from: number) =>
      Promise.resolve({
        from,
        rows: 3,
        columns: [
          ['x', 'y', 'z'],
          ['1', null, ''],
        ],
      }),
    release: (id: string) => {
      released.push(id);
      return Promise.resolve();
    },
    profile: () => new Promise(() => undefined),
  } as unknown as WindowEngine;
  return { asked, released, engine };
}
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
const NOTHING = { filters: [], sort: [] };
const FILTER = { column: 'a', op: 'isNull' } as const;

describe('a table', () => {
  test('shows its first page, and remembers how many rows it has without filters', async () => {
    const { asked, engine } = byHand();
    const model = new GridModel(engine, { kind: 'relation', relation: 't' }, NOTHING);
    model.start();
    asked[0]?.answer();
    await turn();
    model.setQuery({ filters: [FILTER] });
    asked[1]?.answer(1);
    await turn();
    expect(asked.map((q) => q.spec)).toEqual([{ relation: 't' }, { relation: 't', filters: [FILTER] }]);
    expect(model.getState()).toMatchObject({ phase: 'ready', total: 3 });
    expect(model.getState().shown?.handle.rowCount).toBe(1);
  });

  test('drops and releases an answer that is no longer wanted', async () => {
    const { asked, released, engine } = byHand();
    const model = new GridModel(engine, { kind: 'relation', relation: 't' }, NOTHING);
    model.start();
    model.setQuery({ filters: [FILTER] });
    asked[1]?.answer(1);
    await turn();
    asked[0]?.answer(3);
    await turn();
    expect(asked[0]?.options?.signal?.aborted).toBe(true);
    expect(model.getState().shown?.handle.rowCount).toBe(1);
    expect(released).toEqual(['r1']);
  });

  test('keeps the old rows while new ones come, and goes back to them on cancel', async () => {
    const { asked, engine } = byHand();
    const model = new GridModel(engine, { kind: 'relation', relation: 't' }, NOTHING);
    model.start();
    asked[0]?.answer();
    await turn();
    model.setQuery({ filters: [FILTER] });
    expect(model.getState()).toMatchObject({ phase: 'loading', query: { filters: [FILTER] } });
    expect(model.getState().shown?.handle.id).toBe('r1');
    model.cancel();
    expect(model.getState()).toMatchObject({ phase: 'ready', query: { filters: [] } });
    expect(asked[1]?.options?.signal?.aborted).toBe(true);
  });

  test('says why it failed, and can be asked again', async () => {
    const { asked, engine } = byHand();
    const model = new GridModel(engine, { kind: 'relation', relation: 't' }, NOTHING);
    model.start();
    asked[0]?.fail(new WaybillError('sql/failed', 'No.'));
    await turn();
    expect(model.getState()).toMatchObject({ phase: 'failed', error: { code: 'sql/failed', message: 'No.' } });
    model.start();
    asked[1]?.answer();
    await turn();
    expect(model.getState()).toMatchObject({ phase: 'ready', error: null });
  });

  test('releases everything when it is left', async () => {
    const { asked, released, engine } = byHand();
    const model = new GridModel(engine, { kind: 'relation', relation: 't' }, NOTHING);
    model.start();
    asked[0]?.answer();
    await turn();
    model.stop();
    expect(released).toEqual(['r1']);
    expect(model.getState().shown).toBeNull();
  });
});

describe('a statement', () => {
  test('is run once: sort and filter read its live result', async () => {
    const { asked, released, engine } = byHand();
    const model = new GridModel(engine, { kind: 'statement', text: 'select 1' }, NOTHING);
    model.start();
    asked[0]?.answer();
    await turn();
    model.setQuery({ filters: [FILTER] });
    asked[1]?.answer(1);
    await turn();
    expect(asked[1]).toMatchObject({
      what: 'view',
      spec: { relation: '', statement: 'select 1', result: 'r1', filters: [FILTER] },
    });
    model.setQuery(NOTHING);
    await turn();
    expect(asked).toHaveLength(2);
    expect(model.getState().shown?.handle.id).toBe('r1');
    expect(released).toEqual(['r2']);
    model.stop();
    expect(released).toEqual(['r2', 'r1']);
  });
});

test('pages of wide tables have fewer rows', () => {
  expect(pageRows(12)).toBe(200);
  expect(pageRows(5000)).toBe(20);
});

test('a page is a whole number of the slices that the grid draws', () => {
  for (const columns of [0, 1, 130, 131, 333, 999, 1300]) expect(pageRows(columns) % ROWS_AT_ONCE).toBe(0);
});
