import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseNotebook } from '../../shared/notebook/document.ts';
import { graphOf } from '../../shared/notebook/graph.ts';
import { Readings, type Reading } from '../../shared/notebook/readings.ts';
import { splitStatements } from '../../shared/sql/tokens.ts';
import { NativeEngine } from '../engine/native.ts';
import { readingsAlone, readingsOf, readStatements } from './sql-readings.ts';

let folder: string;
let engine: NativeEngine;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-readings-'));
  engine = await NativeEngine.open({ allowedFolders: [folder], spillFolder: folder });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

async function reading(text: string): Promise<Reading> {
  const [[, found] = []] = await readStatements(engine, [text]);
  return found!;
}
/** What is read, by where it stands in the text. */
async function reads(text: string): Promise<string[]> {
  const { references, remark, error } = await reading(text);
  expect([remark, error], text).toEqual([null, null]);
  return references.filter((r) => r.access === 'read').map(({ from, to }) => text.slice(from, to));
}

describe('what a statement reads, by the tree of the engine', () => {
  it.each([
    // Names that a WITH hides, and those that it does not.
    ['with a as (from b) from a', ['b']],
    ['with a as (from a) from a', ['a']],
    ['with recursive a as (from a) from a', ['a']],
    ['with recursive a as (from b union all from a) from a', ['b']],
    ['with recursive a as (with k as (from c) from k union all from a, d) from a', ['c', 'd']],
    ['with A as (select 1) select (select max(x) from a), (from B)', ['B']],
    ['with x as (from y), y as (select 1) from x, y', ['y']],
    ['from (with a as (select 1) from a) s, a', ['a']],
    ['with a as materialized (from b), c as not materialized (from a) from c', ['b']],
    // What only looks like a name.
    ["select 'from a', $$ from b $$, /* from c */ 1 -- from d\nfrom e", ['e']],
    ['select a, a.b, b.c.d, {"x": a} from "e f" as a where a.b.c > 1', ['"e f"']],
    ['select extract(year from d), trim(both from s), substring(s from 2) from a', ['a']],
    ['select x is distinct from y from a', ['a']],
    ['from drones(1), range(3) t(i), unnest([1]) u', []],
    // Where a name can stand.
    ['from a', ['a']],
    ['from a select b where c', ['a']],
    ['from t: a join u: b on true', ['a', 'b']],
    ['select * from a, lateral (select a.x, (from b)) z', ['a', 'b']],
    ['select * from a where x = any(from b) and exists (from c) and y in (select z from d)', ['a', 'b', 'c', 'd']],
    ['from a asof join b on a.t >= b.t semi join c using (i) positional join d', ['a', 'b', 'c', 'd']],
    ['from a union all by name from b except (from c intersect from d)', ['a', 'b', 'c', 'd']],
    ['select lag(x) over (partition by y order by (select max(z) from b)) from a qualify true', ['b', 'a']],
    ["from query_table(['a', 'b']), histogram(c, x), query_table('d'), 'e'", ["'a'", "'b'", 'c', "'d'", "'e'"]],
    ['table a', ['a']],
    ['summarize a', ['a']],
    ['summarize from a', ['a']],
    ['describe (from a)', ['a']],
    ['show tables', []],
    ['explain analyze with x as (from a) from x', ['a']],
    ['values (1, (select 2 from a))', ['a']],
    ['select * exclude (x) replace ((select 1 from b) as y), columns(c -> c like \'a%\') from a limit (select 1 from c)', ['b', 'a', 'c']],
    ['from s.a, c.s.b, "S"."q ""r"""', ['s.a', 'c.s.b', '"S"."q ""r"""']],
    ['select \'ü€😀\', x from ä, "ö 😀" , b', ['ä', '"ö 😀"', 'b']],
    // Pivots, also those of which the engine makes two statements.
    ['pivot a on b using sum(c)', ['a']],
    ['pivot a on b in (1, 2) using sum(c) group by d', ['a']],
    ['pivot (from a join b using (i)) on c || d, e using sum(f) order by g', ['a', 'b']],
    ['with x as (from a) pivot x on y using count(*)', ['a']],
    ['from (pivot a on c, d using sum(e), sum(f) group by g, h) s, j', ['a', 'j']],
    ['with p as (pivot a on b) from p join c on p.i = (select 1 from d)', ['a', 'c', 'd']],
    ['from a pivot (sum(c) for b in (1, 2)) as p join q on p.x = (select max(x) from r)', ['a', 'q', 'r']],
    ['unpivot (from a) on b, c', ['a']],
    ['pivot é_a on "ö" using sum(c)', ['é_a']],
    // Queries inside statements that write.
    ['create table work.t as with x as (from a) from x, b', ['a', 'b']],
    ['create or replace view work."as" as from a', ['a']],
    ['create table work.t as pivot a on b using sum(c)', ['a']],
    ['create table work.t (i int default 3)', []],
    ['insert into work.t (c, d) select c, d from a', ['a']],
    ['insert into work.values by name from a', ['a']],
    ['insert into work.t (select x from a) union all select y from b', ['a', 'b']],
    ['update work.t set x = (select max(y) from a), z = 1 from b where t.i = b.i and k in (from c)', ['a', 'b', 'c']],
    ['delete from work.t using a, b where t.i = a.i', ['a', 'b']],
    ['delete from work.t where i in (select i from a)', ['a']],
    ['delete from work.t', []],
    ['drop table if exists work.t', []],
    ['alter table work.t add column x int', []],
  ])('%s', async (text, expected) => {
    expect(await reads(text)).toEqual(expected);
  }); // prettier-ignore

  it('knows what is written, and the inputs', async () => {
    const { references, parameters } = await reading(
      "update work.t set x = $Since, y = '$no' /* $no */ where z = $codes and w = $$ $no $$",
    );
    expect(references.map(({ path: name, access }) => [name.join('.'), access])).toEqual([['work.t', 'write']]);
    expect(parameters.map(({ name }) => name)).toEqual(['Since', 'codes']);
  });

  it('reads by its words what cannot be parsed, and says what the engine has against it', async () => {
    const found = await reading('select * from a where (');
    expect(found.references.map((r) => r.path)).toEqual([['a']]);
    expect(found.remark).toEqual({
      code: 'sql/syntax',
      message: 'The statement cannot be read: syntax error at end of input',
      offset: expect.any(Number),
    });
  });

  it('reads by its words, and says so, what the engine gives no tree of', async () => {
    const found = await reading('insert into work.t select i from a on conflict do nothing');
    expect(found.references.map((r) => [r.path.join('.'), r.access])).toEqual([
      ['work.t', 'write'],
      ['a', 'read'],
    ]);
    expect(found.remark?.code).toBe('notebook/read-by-words');
    const long = await reading(`select ${'1 + '.repeat(40)} 1 from a -- ${'x'.repeat(200)}`);
    expect(long.remark).toBeNull();
    const tooLong = await reading(`from a where x in (${'1, '.repeat(60_000)}1)`);
    expect(tooLong.references.map((r) => r.path)).toEqual([['a']]);
    expect(tooLong.remark?.message).toContain('too long');
  });

  it.each([
    ['parentheses', `from a where ${'('.repeat(50_000)}`],
    ['operators', `select ${'1+'.repeat(40_000)}1`],
    ['a chain of unions', Array.from({ length: 3_000 }, () => 'from a').join(' union all ')],
    ['two statements', 'from a; from b'],
    ['nothing', '-- from a'],
    ['another database', `import database '${'/etc'}'`],
  ])('lives through %s', async (_, text) => {
    const found = await readStatements(engine, [text]);
    expect(found).toHaveLength(1);
  });
});

describe('the graph of a notebook', () => {
  const cell = (name: string, source: string): string => `\`\`\`sql name=${name}\n${source}\n\`\`\`\n\n`;
  const text =
    cell('a', 'with recursive a as (from shipments) from a') +
    cell('B', 'pivot a on x using sum(y)') +
    cell('c', 'with b as (select 1 i) from b') +
    cell('d', 'from b, c') +
    cell('e', 'select d from nowhere');

  it('follows the engine where words mislead', async () => {
    const notebook = parseNotebook(text);
    const graph = graphOf(notebook, new Set(['shipments']), await readingsOf(engine, notebook));
    expect(graph.nodes.map((node) => node.needs)).toEqual([[], ['a'], [], ['B', 'c'], []]);
    expect(graph.nodes.map((node) => node.remarks.map((r) => r.code))).toEqual([[], [], [], [], ['notebook/unknown-name']]);
  }); // prettier-ignore

  it('is the same in a window that was told the readings', async () => {
    const notebook = parseNotebook(text);
    const told = new Readings();
    const missing = told.missing(notebook);
    expect(missing).toHaveLength(5);
    told.learn(structuredClone(await readStatements(engine, missing)));
    expect(told.missing(notebook)).toEqual([]);
    expect(graphOf(notebook, null, told)).toEqual(graphOf(notebook, null, await readingsAlone(notebook)));
    const edited = parseNotebook(text.replace('select d', 'select d, 1'));
    expect(told.missing(edited)).toEqual(['select d, 1 from nowhere']);
  });

  it('reads every statement of the same text once', async () => {
    const notebook = parseNotebook(cell('x', 'from a; from b') + cell('y', 'from b'));
    const known = await readingsOf(engine, notebook);
    expect(known.missing(notebook)).toEqual([]);
    expect(splitStatements('from b').map((s) => known.of(s).references.length)).toEqual([1]);
  });
});
