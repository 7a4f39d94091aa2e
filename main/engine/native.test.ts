import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { literal, sql } from '../../shared/sql/sql.ts';
import { NativeEngine } from './native.ts';

let folder: string;
let engine: NativeEngine;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-engine-'));
  for (const sub of ['data', 'out', 'spill']) mkdirSync(path.join(folder, sub));
  engine = await NativeEngine.open({
    allowedFolders: [path.join(folder, 'data'), path.join(folder, 'out')],
    spillFolder: path.join(folder, 'spill'),
    workFile: path.join(folder, 'work.duckdb'),
  });
});

afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const one = async (text: string, binds = {}): Promise<unknown[]> => {
  const handle = await engine.run(text, binds);
  const page = await engine.page(handle.id, 0, 10);
  return page.columns.map((c) => c[0]);
};

describe('NativeEngine', () => {
  it('keeps every digit', async () => {
    expect(
      await one(`select 9223372036854775807, 170141183460469231731687303715884105727::hugeint, 1234567890123456789012345678.0123456789::decimal(38,10),
        0.1::double, 7, true, timestamp '2022-02-24 03:00:00.123456', date '2022-02-24', null, [1, null], {'a': 'x'}, map {'k': 1}, '\\xAA'::blob`),
    ).toEqual(['9223372036854775807', '170141183460469231731687303715884105727', '1234567890123456789012345678.0123456789', 0.1, 7, true,
      '2022-02-24 03:00:00.123456', '2022-02-24', null, '[1, NULL]', "{'a': x}", '{k=1}', '\\xAA']); // prettier-ignore
  });

  it('binds named values and refuses a missing one', async () => {
    expect(await one('select $a::int + 1, $b', { a: 2, b: "x'; drop" })).toEqual([3, "x'; drop"]);
    await expect(engine.run('select $nope')).rejects.toMatchObject({ code: 'sql/unbound' });
  });

  it('shows columns under the names they were given, doubled ones too', async () => {
    const handle = await engine.run('select 1 a, 2 a');
    expect(handle.columns.map((c) => c.name)).toEqual(['a', 'a']);
  });

  it('runs PIVOT, EXPLAIN, SHOW and scripts', async () => {
    const handle = await engine.run('create table work.t as select 1 k, 2 v; pivot work.t on k using sum(v)');
    expect(handle.columns.map((c) => c.name)).toEqual(['1']);
    expect((await engine.run('explain select 1')).rowCount).toBeGreaterThan(0);
    expect((await engine.run('describe work.t')).rowCount).toBe(2);
    expect(await one('insert into work.t values (3, 4), (5, 6)')).toEqual(['2']);
  });

  it.each(["select * from 'x.csv'", 'select * from enable_logging()', 'select 1 from duckdb_settings()'])(
    'refuses %s',
    async (text) => {
      await expect(engine.run(text)).rejects.toMatchObject({ name: 'WaybillError' });
      expect(await one('select 1')).toEqual([1]);
    },
  );

  it('stays locked for trusted SQL too: no file outside the folders, no setting, no extension', async () => {
    const outside = path.join(folder, 'secret.csv');
    writeFileSync(outside, 'a\n1\n');
    await expect(engine.internal(sql`select * from read_csv(${literal(outside)})`)).rejects.toThrow();
    await expect(engine.internal(sql`copy (select 1) to ${literal(path.join(folder, 'x.csv'))}`)).rejects.toThrow();
    await expect(engine.internal(sql`set threads = 1`)).rejects.toThrow();
    await expect(engine.internal(sql`load httpfs`)).rejects.toThrow();
    expect(existsSync(path.join(folder, 'x.csv'))).toBe(false);
  });

  it('cancels at any moment, also before the start, and goes on', async () => {
    const slow = 'select count(*) from range(1000000) a, range(1000000) b where (a.range * b.range) % 7 = 3';
    const stop = new AbortController();
    const running = engine.run(slow, {}, { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(running).rejects.toMatchObject({ code: 'app/cancelled' });
    await expect(engine.run('select 1', {}, { signal: stop.signal })).rejects.toMatchObject({ code: 'app/cancelled' });
    expect(await one('select 1')).toEqual([1]);
  });

  it('leaves nothing behind when a statement fails', async () => {
    await expect(
      engine.run("create table work.t as select cast('x' || range as int) from range(3)"),
    ).rejects.toMatchObject({ code: 'sql/failed' });
    await expect(engine.run('from work.t')).rejects.toMatchObject({ code: 'sql/unknown-name' });
    const { rows } = await engine.internal(sql`select count(*) from duckdb_tables() where schema_name = 'results'`);
    expect(rows).toEqual([['0']]);
  });

  it('pages a plain relation across its parts', async () => {
    await engine.internal(
      sql`copy (select range a from range(5)) to ${literal(path.join(folder, 'data', '1.parquet'))}`,
    );
    await engine.internal(
      sql`copy (select range + 5 a from range(5)) to ${literal(path.join(folder, 'data', '2.parquet'))}`,
    );
    const part = (n: number) =>
      sql`(SELECT * FROM read_parquet(${literal(path.join(folder, 'data', `${n}.parquet`))}, file_row_number = true))`;
    await engine.internal(sql`create view t as select a from ${part(1)} union all select a from ${part(2)}`);
    engine.registerPlain(
      't',
      [1, 2].map((n) => ({ relation: part(n), position: 'file_row_number' as const, rows: 5 })),
    );
    const handle = await engine.run('from t');
    expect(handle.rowCount).toBe(10);
    expect((await engine.page(handle.id, 3, 4)).columns).toEqual([['3', '4', '5', '6']]);
  });

  it('sorts, filters, profiles and lists distinct values in the engine', async () => {
    await engine.run(
      "create table work.t as select i, case when i % 10 = 0 then null else 'ДРОН ' || (i % 3) end s from range(100) r(i)",
    );
    const spec = {
      relation: 'work.t',
      filters: [{ column: 's', op: 'contains', value: 'дрон 1' } as const],
      sort: [{ column: 'i', descending: true }],
    };
    const handle = await engine.view(spec);
    expect([handle.rowCount, (await engine.page(handle.id, 0, 1)).columns]).toEqual([30, [['97'], ['ДРОН 1']]]);
    expect(await one(handle.statement)).toEqual(['97', 'ДРОН 1']);
    expect(await engine.distinct({ relation: 'work.t' }, 's', '', 2)).toEqual([
      { value: 'ДРОН 0', count: 30 },
      { value: 'ДРОН 1', count: 30 },
    ]);
    const profile = await engine.profile({ relation: 'work.t' }, 'i');
    expect(profile).toMatchObject({
      rows: 100,
      nulls: 0,
      distinct: 100,
      min: '0',
      max: '99',
      quantiles: ['4', '24', '49', '74', '94'],
    });
    expect(profile.histogram.reduce((sum, b) => sum + b.count, 0)).toBe(100);
  });

  it.each(["select 'жжж' frm x", "select 1;\nselect '数数',\n 'ж' frm x", "select 'ж', x from (select 1)"])(
    'places an error: %s',
    async (text) => {
      await expect(engine.run(text)).rejects.toMatchObject({ place: { offset: text.indexOf('x') } });
    },
  );

  it('runs two statements at once', async () => {
    const both = await Promise.all([one('select sum(range) from range(1000000)'), one('select 2')]);
    expect(both).toEqual([['499999500000'], [2]]);
  });
});
