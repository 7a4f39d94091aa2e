import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitStatements } from '../sql/tokens.ts';
import { sql } from '../sql/sql.ts';
import { parseNotebook } from './document.ts';
import { withValues } from './inputs.ts';
import { prepareStatement } from './statement.ts';

const front = parseNotebook(`---
inputs:
  since: { type: date, value: 2022-02-24 }
  top: { type: number, value: 2 }
  share: { type: number, value: 0.5 }
  word: { type: text, value: "x' or true --" }
  code: { type: choice, value: "8806", options: ["8806", "8807"] }
  few: { type: multi, value: ["1", "3"] }
  none: { type: multi, value: [] }
---
`).front;
const cells = new Map([
  ['drones', sql`results."r1"`],
  ['select', sql`results."r2"`],
]);

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run('create schema results; create table results.r1 as select range i, range % 3 g from range(6)');
  await connection.run('create table results.r2 as select 7 x; create schema work');
});
afterAll(() => connection.closeSync());

async function rows(text: string): Promise<string> {
  let last: unknown[][] = [];
  for (const statement of splitStatements(text)) {
    const prepared = prepareStatement(statement, front.inputs, cells);
    const reader = await connection.runAndReadAll(prepared.text, prepared.binds as Record<string, string>);
    last = reader.getRowsJson();
  }
  return JSON.stringify(last).replaceAll('"', '');
}

describe('prepareStatement', () => {
  it.each([
    ['from drones where i > 4', '[[5,2]]'],
    ['select drones.i from DRONES where drones.i = 1', '[[1]]'],
    ['with x as (from drones) select count(*) from x, drones', '[[36]]'],
    ['with recursive t(n) as (select 1 union all select n + 1 from t where n < 3) select max(n) + count(*) from t, drones', '[[21]]'],
    ['with drones as (select 9 i) from drones', '[[9]]'],
    ['with drones as (from drones where i = 1) select i from drones', '[[1]]'],
    ['pivot drones on g using count(*)', null],
    ['select count(*) from (pivot drones on g in (0, 1) using count(*) group by i)', '[[6]]'],
    ['from "select"', '[[7]]'],
    ['table "select"', '[[7]]'],
    ['describe "select"', '[[x,INTEGER,YES,null,null,null]]'],
    ["select count(*) from query_table('drones')", '[[6]]'],
    ['(select 1) union all (select x from "select") order by 1', '[[1],[7]]'],
    ['create table work.t as with y as (from drones) from y; insert into work.t from drones d; select count(*) from work.t', '[[12]]'],
    ['delete from work.t using drones where t.i = drones.i; select count(*) from work.t', '[[0]]'],
    ['select typeof($since), $since + interval 1 day, year($since)', '[[DATE,2022-02-25 00:00:00,2022]]'],
    ['select count(*) from (from drones limit $top)', '[[2]]'],
    ['select $share * 2, $TOP + 1', '[[1,3]]'],
    ['select $word', "[[x' or true --]]"],
    ["select '$word' || $code", '[[$word8806]]'],
    ['select count(*) from drones where i::varchar in $few', '[[2]]'],
    ['select count(*) from drones where list_contains($none, i::varchar)', '[[0]]'],
    ['select drones from drones where i = 0', '[[{i: 0, g: 0}]]'],
    ['summarize "select"', null],
  ])('%s', async (text, expected) => {
    const found = await rows(text);
    if (expected === null) expect(found).not.toBe('[]');
    else expect(found.replaceAll(/([{,])(\w+):/g, '$1 $2: ').replaceAll('{ ', '{').replaceAll(',  ', ', ').replaceAll(':  ', ': ')).toBe(expected);
  }); // prettier-ignore

  it('tells places in the prepared text as places in the cell', () => {
    const [statement] = splitStatements('with y as (from drones) select $since, nowhere from y');
    const prepared = prepareStatement(statement!, front.inputs, cells);
    expect(prepared.originalOffset(prepared.text.indexOf('nowhere'))).toBe(statement!.text.indexOf('nowhere'));
    expect(prepared.originalOffset(prepared.text.indexOf('select'))).toBe(statement!.text.indexOf('select'));
  });

  it('refuses inputs that are not there and views over cells', () => {
    const prepare = (text: string) => () => prepareStatement(splitStatements(text)[0]!, front.inputs, cells);
    expect(prepare('select $nope')).toThrow(expect.objectContaining({ code: 'notebook/unknown-input' }));
    expect(prepare('select ?')).toThrow(expect.objectContaining({ code: 'notebook/unknown-input' }));
    expect(prepare('create view work.v as from drones')).toThrow(
      expect.objectContaining({ code: 'notebook/view-over-cell' }),
    );
  });
});

describe('withValues', () => {
  it('takes values from outside in the type of the input', () => {
    const values = withValues(front.inputs, { since: '2023-01-31', top: '10', few: 'a, b', code: '8807' });
    expect([...values].map(([, input]) => input.value)).toEqual([
      '2023-01-31', 10, 0.5, "x' or true --", '8807', ['a', 'b'], [],
    ]); // prettier-ignore
  });

  it.each([
    { since: '31.01.2023' },
    { since: '2023-02-30' },
    { top: 'ten' },
    { top: '' },
    { code: '9999' },
    { other: '1' },
  ] as Record<string, string>[])('refuses %o', (set) => {
    expect(() => withValues(front.inputs, set)).toThrow(expect.objectContaining({ code: 'usage/set' }));
  });
});

describe('cells put before a statement', () => {
  it('read the same as tables of the same names, in generated queries', async () => {
    const plain = await (await DuckDBInstance.create(':memory:')).connect();
    const split = await (await DuckDBInstance.create(':memory:')).connect();
    await split.run('create schema results');
    const relations = new Map<string, { text: string; binds: [] }>();
    for (const [at, name] of ['a', 'b', 'c', 'D e'].entries()) {
      const rows = `select r.i, r.i % ${at + 2} x, 'v' || (r.i * ${at + 1} % 4) y from range(${6 + at}) r(i)`;
      await plain.run(`create table "${name}" as ${rows}`);
      await split.run(`create table results.t${at} as ${rows}`);
      relations.set(name.toLowerCase(), { text: `results.t${at}`, binds: [] });
    }
    const found = async (on: DuckDBConnection, text: string): Promise<string> => {
      try {
        const reader = await on.runAndReadAll(text);
        return [reader.columnNames().join(), ...reader.getRowsJson().map((row) => JSON.stringify(row)).sort()].join('\n');
      } catch (error) {
        return `failed: ${(error as Error).message.split(':')[0]}`;
      }
    }; // prettier-ignore
    const name = fc.constantFrom('a', 'B', 'c', '"D e"');
    const query: fc.Memo<string> = fc.memo((depth) => {
      const relation = depth <= 1 ? name : fc.oneof(name, query(depth - 1).map((q) => `(${q}) s`), name.map((n) => `${n} z`));
      const from = fc.oneof(
        relation,
        fc.tuple(name, name).map(([l, r]) => `${l} l join ${r} r using (i)`),
        fc.tuple(name, relation).map(([l, r]) => `${l} k semi join ${r} on true`),
      );
      const where = depth <= 1 ? fc.constant('true') : query(depth - 1).map((q) => `exists (${q})`);
      const select = fc.oneof(
        from.map((f) => `from ${f}`),
        fc.tuple(from, where).map(([f, w]) => `select i, count(*) n from ${f} where ${w} group by all order by i limit 4`),
        name.map((n) => `select ${n}.i, ${n}.y from ${n}`),
        // Without a list DuckDB 1.5.6 may look up the values in a WITH of another arm of a union.
        name.map((n) => `pivot ${n} on y in ('v0', 'v1') using count(*) group by x`),
        name.map((n) => `from (unpivot (select i, x from ${n}) on i, x)`),
        name.map((n) => `select i from ${n} union all by name select x i from ${n}`),
      );
      if (depth <= 1) return select;
      const nested = fc.tuple(name, query(depth - 1), select);
      return fc.oneof(
        select,
        nested.map(([n, body, q]) => `with ${n} as (${body}) ${q}`),
        nested.map(([n, body, q]) => `with k as materialized (${body}), ${n} as (from k) ${q}`),
        name.map((n) => `with recursive t(i) as (select 0 union all select t.i + 1 from t join ${n} on ${n}.i = t.i) from t`),
        fc.tuple(query(depth - 1), query(depth - 1)).map(([l, r]) => `(${l}) union all by name (${r})`),
      );
    }); // prettier-ignore
    let same = 0;
    await fc.assert(
      fc.asyncProperty(query(3), async (text) => {
        const expected = await found(plain, text);
        if (expected.startsWith('failed')) return;
        const prepared = prepareStatement(splitStatements(text)[0]!, new Map(), relations);
        const rows = await found(split, prepared.text);
        // DuckDB 1.5.6 refuses some kept WITH queries inside EXISTS, and says so; what must not be is other rows.
        if (rows === 'failed: Not implemented Error') return;
        expect(rows, `${text}\n→ ${prepared.text}`).toBe(expected);
        same += 1;
      }),
      { numRuns: 400 },
    );
    expect(same).toBeGreaterThan(200);
    plain.closeSync();
    split.closeSync();
  });
});
