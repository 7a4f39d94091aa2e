import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitStatements } from '../sql/tokens.ts';
import { referencesOf } from './references.ts';

const reads = (text: string): string[] =>
  splitStatements(text).flatMap((statement) =>
    referencesOf(statement)
      .filter((r) => r.access === 'read')
      .map((r) => r.path.join('.')),
  );

describe('referencesOf', () => {
  it.each([
    ['from a', ['a']],
    ['select 1 from a, b as x, "c d" y where a.b = 1 and x in (select d from e)', ['a', 'b', 'c d', 'e']],
    ['from a join b using (i) left join (from c) d on d.i = a.i, e', ['a', 'b', 'c', 'e']],
    ['with x as (from a), y as materialized (from x) from y join z on true', ['a', 'z']],
    ['with x as (from x) from x', ['x']],
    ['with recursive x as (from a union all from x) from x', ['a']],
    ['with "X" (i) as (select 1) from x', []],
    ['from (with x as (from a) from x), x', ['a', 'x']],
    ['pivot a on b using sum(c) group by d', ['a']],
    ['from (pivot a on b)', ['a']],
    ['from a pivot (sum(c) for b in (1, 2)) as p, q', ['a', 'q']],
    ['unpivot (from a) on b, c', ['a']],
    ['with x as (from a) pivot x on b', ['a']],
    ['from (with x as (from a) pivot b on c) s', ['a', 'b']],
    ['from (unpivot (select i, x from a) on i, x), b', ['a', 'b']],
    ['from (pivot a on c, d using sum(e), sum(f) group by g, h) s, j', ['a', 'j']],
    ['summarize a', ['a']],
    ['summarize from a', ['a']],
    ['describe a', ['a']],
    ['show tables', []],
    ['table a', ['a']],
    ['select extract(year from d), trim(both from s), substring(s from 2) from a', ['a']],
    ['select x is distinct from y, x is not distinct from z from a', ['a']],
    ["from query_table('a') union all by name from query_table(['b', 'c'])", ['a', 'b', 'c']],
    ['from histogram(a, usd)', ['a']],
    ["from range(10) t(i), unnest([1, 2]) u, 'b'", ['b']],
    ['from t: a join u: b on true', ['a', 'b']],
    ['select (select max(x) from a), lag(b) over (partition by c, d order by e) from f, lateral (from g)', ['a', 'f', 'g']],
    ["select 'from x', $$ from y $$ /* from z */ -- from w\nfrom a", ['a']],
    ['create table work.t as with x as (from a) from x, b', ['a', 'b']],
    ['insert into work.t (c, d) select c, d from a', ['a']],
    ['insert into work.t by name from a', ['a']],
    ['delete from work.t using a, b where t.i = a.i', ['a', 'b']],
    ['update work.t set x = (select max(y) from a) from b', ['a', 'b']],
    ['explain analyze select * from a', ['a']],
    ['from s.a join c.s.b on true', ['s.a', 'c.s.b']],
    ['from a; from b', ['a', 'b']],
    ['select * exclude (x) replace (1 as y), columns(c -> c like \'a%\') from a order by all limit 3', ['a']],
    ['from a select b, c where d', ['a']],
    ['from a asof join b on a.t >= b.t semi join c using (i)', ['a', 'b', 'c']],
    ['select cast(d as timestamp with time zone) from a', ['a']],
    ['values (1, 2), (3, 4)', []],
    ['from (values (1, 2)) v(a, b), c', ['c']],
    ['select * from a where x = any(from b) group by cube (x, y) having count(*) > (select n from c)', ['a', 'b', 'c']],
    ['from', []],
    ['select * from a where (', ['a']],
  ])('%s', (text, expected) => {
    expect(reads(text)).toEqual(expected);
  }); // prettier-ignore

  it('knows what is written', () => {
    for (const text of [
      'create or replace table work.t as from a',
      'insert into work.t from a',
      'drop table if exists work.t',
      'delete from work.t',
    ])
      expect(referencesOf(splitStatements(text)[0]!)).toContainEqual(
        expect.objectContaining({ path: ['work', 't'], access: 'write' }),
      );
  });

  it('knows where a name stands and whether it has an alias', () => {
    const text = 'from a x join "b" on true, c as y where true';
    const found = referencesOf(splitStatements(text)[0]!);
    expect(found.map((r) => [text.slice(r.from, r.to), r.hasAlias])).toEqual([
      ['a', true],
      ['"b"', false],
      ['c', true],
    ]);
  });

  it('refuses nesting without end', () => {
    expect(() => reads(`from a where ${'('.repeat(100_000)}`)).toThrow(
      expect.objectContaining({ code: 'sql/too-deep' }),
    );
  });
});

describe('held against the parser of DuckDB', () => {
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
  });
  afterAll(() => connection.closeSync());

  /** Relations by the engine's own syntax tree; null if the engine does not read the text. */
  async function engineReads(text: string): Promise<Set<string> | null> {
    const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [text]);
    const tree = JSON.parse(String(reader.getRows()[0]![0])) as Tree;
    if (tree['error'] === true) return null;
    const found = new Set<string>();
    visit(tree, new Set(), found);
    return found;
  }

  type Tree = { [key: string]: unknown };
  function visit(node: unknown, hidden: ReadonlySet<string>, found: Set<string>): void {
    if (Array.isArray(node)) return node.forEach((child) => visit(child, hidden, found));
    if (typeof node !== 'object' || node === null) return;
    const tree = node as Tree;
    if (tree['type'] === 'BASE_TABLE') {
      const name = String(tree['table_name']).toLowerCase();
      if (tree['schema_name'] !== '' || !hidden.has(name)) found.add(name);
    }
    const ctes = (tree['cte_map'] as { map?: { key: string; value: Tree }[] } | undefined)?.map ?? [];
    let names = hidden;
    for (const { key, value } of ctes) {
      const recursive = JSON.stringify(value).includes('RECURSIVE_CTE_NODE');
      const own = new Set([...names, key.toLowerCase()]);
      visit(value, recursive ? own : names, found);
      names = own;
    }
    for (const [key, child] of Object.entries(tree)) if (key !== 'cte_map') visit(child, names, found);
  }

  const names = fc.constantFrom('a', 'b', 'c', '"D e"', 'f');
  const query: fc.Memo<string> = fc.memo((depth) => {
    const relation =
      depth <= 1
        ? names
        : fc.oneof(
            names,
            query(depth - 1).map((q) => `(${q}) s`),
            names.map((n) => `${n} as z`),
          );
    const condition =
      depth <= 1
        ? fc.constantFrom('x = 1', "y is not distinct from 'from b'", 'extract(year from d) = 2')
        : query(depth - 1).map((q) => `x in (${q})`);
    const from = fc.oneof(
      relation,
      fc.tuple(relation, relation).map(([l, r]) => `${l} join ${r} on l = r`),
      fc.tuple(relation, relation).map((both) => both.join(', ')),
      fc.tuple(relation, relation, relation).map(([l, m, r]) => `${l} left join ${m} using (i), ${r}`),
      names.map((n) => `${n} pivot (sum(x) for y in (1, 2))`),
    );
    const select = fc.oneof(
      from.map((f) => `from ${f}`),
      fc
        .tuple(from, condition)
        .map(([f, c]) => `select x, (y), f(z) from ${f} where ${c} group by all order by x, y desc limit 3`),
      fc.tuple(from, condition).map(([f, c]) => `from ${f} select x where ${c}`),
    );
    const united = fc.oneof(
      select,
      fc.tuple(select, select).map(([l, r]) => `(${l}) union all by name (${r})`),
    );
    if (depth <= 1) return select;
    return fc.oneof(
      united,
      fc.tuple(names, query(depth - 1), united).map(([n, body, q]) => `with ${n} as (${body}) ${q}`),
      fc.tuple(names, query(depth - 1), names, query(depth - 1), select)
        .map(([n, b, m, c, q]) => n === m ? q : `with ${n} as materialized (${b}), ${m}(k) as (${c}) ${q}`),
    ); // prettier-ignore
  });

  it('finds the same relations in generated queries', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(query(3), async (text) => {
        const expected = await engineReads(text);
        if (expected === null) return;
        read += 1;
        expect([...new Set(reads(text).map((n) => n.toLowerCase()))].sort(), text).toEqual([...expected].sort());
      }),
      { numRuns: 600 },
    );
    expect(read).toBeGreaterThan(400);
  });
});
