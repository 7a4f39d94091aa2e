/**
 * What every engine must do, as a list of named checks. They know no test runner: main/engine/conformance.test.ts runs
 * them on the native engine in Node, e2e/conformance.spec.ts on the sandbox engine in a real Chromium under the final
 * policy.
 */
import { CancelledError, WaybillError } from '../errors.ts';
import { ident, sql } from '../sql/sql.ts';
import type { ColumnFilter, Engine, Progress, ResultHandle } from './engine.ts';

/** An engine with what is needed around it. One harness serves all checks; relations are named apart. */
export interface Harness {
  readonly engine: Engine;
  /** Opens a source as a relation of the engine. */
  open(source: ConformanceSource, relation: string, onProgress?: (progress: Progress) => void): Promise<Opened>;
  /** A Parquet file of the rows of `PARQUET_QUERY`, made by native DuckDB. */
  parquet(): Promise<Uint8Array<ArrayBuffer>>;
  /** Resolves after so many milliseconds. */
  sleep(ms: number): Promise<void>;
  /** A controller of the platform. */
  abortController(): { readonly signal: AbortSignalForCheck; abort(): void };
}
type AbortSignalForCheck = NonNullable<NonNullable<Parameters<Engine['run']>[2]>['signal']>;

export interface ConformanceSource {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What a case's intake would detect, for engines that do not look by themselves. */
  readonly settings:
    | { readonly kind: 'parquet'; readonly columns: readonly string[] }
    | {
        readonly kind: 'csv';
        readonly delimiter: string;
        readonly encoding: string;
        readonly columns: readonly string[];
      };
}

export interface Opened {
  readonly rows: number;
  readonly rejected: number;
}

export interface Check {
  readonly name: string;
  run(harness: Harness): Promise<void>;
}

/** 300 rows of the types that files of the trade have; groups of 100, so that there are several. */
export const PARQUET_QUERY = `SELECT
  i::INTEGER AS i, (9007199254740993 + i)::BIGINT AS big, (i / 8.0)::DOUBLE AS ratio, i % 2 = 0 AS even,
  'товар ' || i AS words, (123456789012345678.0123456789 + i)::DECIMAL(38,10) AS exact, (i / 100.0)::DECIMAL(18,2) AS usd,
  DATE '2022-02-24' + i::INTEGER AS day, TIMESTAMP '2022-02-24 03:00:00.123456' + to_seconds(i) AS moment,
  CASE WHEN i % 3 = 0 THEN NULL ELSE i END::SMALLINT AS gap, [i, NULL] AS list, {'k': i, 'v': 'x'} AS pair, MAP {'m': i} AS map,
  '\\xAA\\x00'::BLOB AS bytes
  FROM range(300) t(i)`;
const PARQUET_COLUMNS = 'i,big,ratio,even,words,exact,usd,day,moment,gap,list,pair,map,bytes'.split(',');

// ---- plain asserts ---------------------------------------------------------------------------------------------

const show = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (typeof v === 'number' && !Number.isFinite(v) ? String(v) : v));

function equal(actual: unknown, expected: unknown, what: string): void {
  if (show(actual) !== show(expected)) throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}`);
}

function truth(value: boolean, what: string): void {
  if (!value) throw new Error(what);
}

/** @param code the code, or its beginning up to the slash */
async function fails(promise: Promise<unknown>, code: string, what: string): Promise<WaybillError> {
  try {
    await promise;
  } catch (error) {
    truth(error instanceof WaybillError, `${what}: threw no WaybillError but ${String(error)}`);
    const thrown = error as WaybillError;
    truth(thrown.code.startsWith(code), `${what}: expected ${code}, got ${thrown.code} (${thrown.advice})`);
    return thrown;
  }
  throw new Error(`${what}: should have failed with ${code}`);
}

async function rowsOf(engine: Engine, handle: ResultHandle, from = 0, count = 1000): Promise<unknown[][]> {
  const page = await engine.page(handle.id, from, count);
  return Array.from({ length: page.rows }, (_, row) => page.columns.map((column) => column[row]));
}

const ask = async (engine: Engine, text: string, binds = {}): Promise<unknown[][]> =>
  rowsOf(engine, await engine.run(text, binds));

// ---- sources ---------------------------------------------------------------------------------------------------

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Cyrillic in windows-1251, ASCII as it is. */
const windows1251 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (char) => {
    const code = char.codePointAt(0)!;
    return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
  });
/** Little-endian, with a byte order mark. */
const utf16 = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Uint16Array.from(`\ufeff${text}`, (char) => char.charCodeAt(0)).buffer);

/** A million is too many for a test and ten too few: `n` rows `key;group;text;amount`. */
const table = (n: number): string =>
  `key;group;text;amount\n${Array.from(
    { length: n },
    (_, i) =>
      `${String(i).padStart(6, '0')};g${i % 7};${i % 5 === 0 ? '' : i % 11 === 0 ? '""' : `ДРОН ${i % 13}`};${(i * 37) % n}\n`,
  ).join('')}`;
const TABLE_COLUMNS = ['key', 'group', 'text', 'amount'];
const csv = (
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  delimiter = ';',
  encoding = 'utf-8',
  columns: readonly string[] = TABLE_COLUMNS,
): ConformanceSource => ({ name, bytes, settings: { kind: 'csv', delimiter, encoding, columns } });

const ROWS = 5000;
let opened = false;
/** The table that several checks use, opened once. */
async function shared(harness: Harness): Promise<string> {
  if (!opened) await harness.open(csv('shared.csv', utf8(table(ROWS))), 'conf_shared');
  opened = true;
  return 'conf_shared';
}

/** Runs for minutes where nobody stops it. */
const SLOW = 'select count(*) from range(1000000) a, range(1000000) b where (a.range * b.range) % 7 = 3';

export const checks: readonly Check[] = [
  {
    name: 'says which DuckDB it is',
    run: async ({ engine }) => equal(await engine.version(), 'v1.5.6', 'version'),
  },
  {
    name: 'opens a CSV file: every record, unquoted empty is NULL, quoted empty is empty',
    run: async (harness) => {
      const text = 'код,имя\n007,"a ""b"", c"\n008,\n009,""\n';
      const source = csv('плохое имя\'";--.csv', utf8(text), ',', 'utf-8', ['код', 'имя']);
      equal(await harness.open(source, 'conf_csv'), { rows: 3, rejected: 0 }, 'counts');
      const handle = await harness.engine.view({ relation: 'conf_csv', columns: ['код', 'имя'] });
      equal(handle.columns.map(({ name, type }) => [name, type]), [['код', 'VARCHAR'], ['имя', 'VARCHAR']], 'columns'); // prettier-ignore
      equal(await rowsOf(harness.engine, handle), [['007', 'a "b", c'], ['008', null], ['009', '']], 'rows'); // prettier-ignore
    },
  },
  {
    name: 'counts what it rejects, and loads the rest',
    run: async (harness) => {
      const source = csv('rejects.csv', utf8('a,b\n1,2\n1,2,3\n3,4\n"5"x,6\n'), ',', 'utf-8', ['a', 'b']);
      equal(await harness.open(source, 'conf_rejects'), { rows: 2, rejected: 2 }, 'counts');
      equal(await ask(harness.engine, 'select a from conf_rejects order by a'), [['1'], ['3']], 'rows');
    },
  },
  {
    name: 'opens windows-1251 and UTF-16 with tabs',
    run: async (harness) => {
      const text = 'КОД\tНАЗВАНИЕ\n1\tДрон\n2\tЧасть\n';
      const columns = ['КОД', 'НАЗВАНИЕ'];
      for (const [name, bytes, encoding] of [
        ['conf_1251', windows1251(text), 'windows-1251'],
        ['conf_utf16', utf16(text), 'utf-16le'],
      ] as const) {
        await harness.open(csv(`${name}.tsv`, bytes, '\t', encoding, columns), name);
        equal(await ask(harness.engine, `select "НАЗВАНИЕ" from ${name} order by 1`), [['Дрон'], ['Часть']], encoding);
      }
    },
  },
  {
    name: 'opens a Parquet file of several row groups without losing a digit',
    run: async (harness) => {
      const settings = { kind: 'parquet' as const, columns: PARQUET_COLUMNS };
      const source = { name: 'types.parquet', bytes: await harness.parquet(), settings };
      equal(await harness.open(source, 'conf_parquet'), { rows: 300, rejected: 0 }, 'counts');
      const handle = await harness.engine.view({ relation: 'conf_parquet', columns: PARQUET_COLUMNS });
      const texts = (row: unknown[]): unknown[] => row.map((value) => (value === null ? null : String(value)));
      const [first] = await rowsOf(harness.engine, handle, 0, 1);
      const [last] = await rowsOf(harness.engine, handle, 299, 1);
      equal(texts(first!).filter((_, i) => i !== 2), ['0', '9007199254740993', 'true', 'товар 0', '123456789012345678.0123456789', '0.00', '2022-02-24',
        '2022-02-24 03:00:00.123456', null, '[0, NULL]', "{'k': 0, 'v': x}", '{m=0}', '\\xAA\\x00'], 'first row'); // prettier-ignore
      equal(texts(last!), ['299', '9007199254741292', '37.375', 'false', 'товар 299', '123456789012345977.0123456789', '2.99', '2022-12-20',
        '2022-02-24 03:04:59.123456', '299', '[299, NULL]', "{'k': 299, 'v': x}", '{m=299}', '\\xAA\\x00'], 'last row'); // prettier-ignore
      equal(await ask(harness.engine, 'select count(*) from conf_parquet where gap is null'), [['100']], 'nulls');
    },
  },
  {
    name: 'tells progress while it opens a source',
    run: async (harness) => {
      const seen: Progress[] = [];
      await harness.open(csv('progress.csv', windows1251(table(100_000)), ';', 'windows-1251'), 'conf_progress', (p) =>
        seen.push(p),
      );
      truth(seen.length > 0, 'no progress was told');
      truth(
        seen.every((p) => p.fraction === null || (p.fraction >= 0 && p.fraction <= 1)),
        'a fraction is out of range',
      );
    },
  },
  {
    name: 'binds named values, whatever is in them',
    run: async ({ engine }) => {
      const nasty = `x'; drop table conf_shared; --"$a`;
      equal(
        await ask(engine, `select $a, $b + 1, $c, $d, $e is null, '$a'`, { a: nasty, b: 41, c: 0.5, d: true, e: null }),
        [[nasty, '42', 0.5, true, true, '$a']],
        'values',
      );
      equal(await ask(engine, `select 1 where $day::date > date '2022-01-01'`, { day: '2022-02-24' }), [[1]], 'a date'); // prettier-ignore
      await fails(engine.run('select $missing'), 'sql/unbound', 'a name without a value');
    },
  },
  {
    name: 'keeps every digit',
    run: async ({ engine }) => {
      equal(
        await ask(engine, `select 9223372036854775807, (-9223372036854775808)::bigint, 18446744073709551615::ubigint, 170141183460469231731687303715884105727::hugeint,
          1234567890123456789012345678.0123456789::decimal(38,10), 0.1::double, 2147483647, true, timestamp '2022-02-24 03:00:00.123456',
          date '2022-02-24', time '03:04:05.5', null, '', [1, null], {'a': 'x'}, map {'k': 1}, '\\xAA\\x41'::blob, '00000000-0000-0000-0000-00000000000a'::uuid`), // prettier-ignore
        [['9223372036854775807', '-9223372036854775808', '18446744073709551615', '170141183460469231731687303715884105727', '1234567890123456789012345678.0123456789',
          0.1, 2147483647, true, '2022-02-24 03:00:00.123456', '2022-02-24', '03:04:05.5', null, '', '[1, NULL]', "{'a': x}", '{k=1}', '\\xAAA',
          '00000000-0000-0000-0000-00000000000a']], // prettier-ignore
        'values',
      );
      const [[nan, infinite]] = (await ask(engine, `select 'nan'::double, '-inf'::double`)) as [[number, number]];
      truth(Number.isNaN(nan) && infinite === -Infinity, 'NaN and infinity');
    },
  },
  {
    name: 'describes columns with the type of the engine and the kind of the contract',
    run: async ({ engine }) => {
      const { columns, rowCount } = await engine.run(`select 'x' a, 1::bigint b, 1.5::decimal(18,2) c, 1::double d, true e, date '2022-01-01' f, timestamp '2022-01-01' g, [1] h, '\\x00'::blob i`); // prettier-ignore
      equal(columns.map(({ name, type, kind }) => `${name} ${type} ${kind}`), ['a VARCHAR text', 'b BIGINT integer', 'c DECIMAL(18,2) decimal', 'd DOUBLE float',
        'e BOOLEAN boolean', 'f DATE date', 'g TIMESTAMP timestamp', 'h INTEGER[] nested', 'i BLOB blob'], 'columns'); // prettier-ignore
      equal(rowCount, 1, 'row count');
    },
  },
  {
    name: 'shows columns under the names given, doubled, empty-looking and hostile ones too',
    run: async ({ engine }) => {
      const { columns } = await engine.run(`select 1 a, 2 a, 3 "__proto__", 4 "a""b", 5 "имя", 6 " "`);
      equal(
        columns.map((c) => c.name),
        ['a', 'a', '__proto__', 'a"b', 'имя', ' '],
        'names',
      );
    },
  },
  {
    name: 'pages a result at any offset, in order, short at the end and empty beyond',
    run: async ({ engine }) => {
      const handle = await engine.run('select i, i * 2 j from range(100000) t(i)');
      equal(handle.rowCount, 100_000, 'row count');
      equal((await engine.page(handle.id, 77_777, 3)).columns, [['77777', '77778', '77779'], ['155554', '155556', '155558']], 'middle'); // prettier-ignore
      const end = await engine.page(handle.id, 99_999, 10);
      equal([end.from, end.rows, end.columns], [99_999, 1, [['99999'], ['199998']]], 'end');
      equal((await engine.page(handle.id, 100_000, 10)).rows, 0, 'beyond');
    },
  },
  {
    name: 'forgets a released result, twice without harm',
    run: async ({ engine }) => {
      const handle = await engine.run('select 1');
      await engine.release(handle.id);
      await engine.release(handle.id);
      await fails(engine.page(handle.id, 0, 1), 'result/gone', 'a released result');
    },
  },
  {
    name: 'opens a relation as a view, sorts and filters in the engine, and shows the statement',
    run: async (harness) => {
      const { engine } = harness;
      const relation = await shared(harness);
      equal((await engine.view({ relation })).rowCount, ROWS, 'all rows');
      const spec = {
        relation,
        columns: ['key', 'text'],
        filters: [{ column: 'text', op: 'contains', value: 'дрон 1' } as const],
        sort: [{ column: 'key', descending: true }],
      };
      const handle = await engine.view(spec);
      const rows = await rowsOf(engine, handle, 0, 2);
      truth(
        rows.every(([, text]) => String(text).startsWith('ДРОН 1')),
        'the filter does not hold',
      );
      truth(String(rows[0]![0]) > String(rows[1]![0]), 'the sort does not hold');
      equal(
        await rowsOf(engine, await engine.run(handle.statement), 0, 2),
        rows,
        'the statement shown gives other rows',
      );
    },
  },
  {
    name: 'counts the same with every filter as plain SQL does',
    run: async (harness) => {
      const { engine } = harness;
      const relation = await shared(harness);
      const pairs: [ColumnFilter, string][] = [
        [{ column: 'text', op: 'contains', value: 'н 12' }, `text ilike '%н 12%'`],
        [{ column: 'text', op: 'notContains', value: '1' }, `text not like '%1%'`],
        [{ column: 'text', op: 'equals', value: 'ДРОН 3' }, `text = 'ДРОН 3'`],
        [{ column: 'text', op: 'notEquals', value: 'ДРОН 3' }, `text <> 'ДРОН 3'`],
        [{ column: 'text', op: 'starts', value: 'дрон 1' }, `text ilike 'дрон 1%'`],
        [{ column: 'text', op: 'ends', value: '1' }, `text like '%1'`],
        [{ column: 'text', op: 'contains', value: '.*' }, `false`],
        [{ column: 'text', op: 'regexp', value: '^дрон [12]$' }, `text in ('ДРОН 1', 'ДРОН 2')`],
        [{ column: 'text', op: 'in', values: ['ДРОН 1', null] }, `text = 'ДРОН 1' or text is null`],
        [{ column: 'text', op: 'notIn', values: ['ДРОН 1', null] }, `text <> 'ДРОН 1' and text is not null`],
        [{ column: 'text', op: 'isNull' }, `text is null`],
        [{ column: 'text', op: 'isNotNull' }, `text is not null`],
        [{ column: 'text', op: 'isEmpty' }, `text = ''`],
        [{ column: 'text', op: 'isNotEmpty' }, `text <> ''`],
        [{ column: 'key', op: 'range', min: '000100', max: '000200' }, `key between '000100' and '000200'`],
        [{ column: 'key', op: 'range', min: null, max: '000200' }, `key <= '000200'`],
      ];
      for (const [filter, where] of pairs) {
        const { rowCount } = await engine.view({ relation, filters: [filter] });
        const [[expected]] = (await ask(engine, `select count(*) from ${relation} where ${where}`)) as [[string]];
        equal(rowCount, Number(expected), `${filter.op} against ${where}`);
      }
    },
  },
  {
    name: 'sorts, filters and profiles the result of a statement, live or run again, and shows the statement',
    run: async ({ engine }) => {
      const text = 'select i % 7 as "what?", i from range(700) t(i) -- a comment at the end';
      const live = await engine.run(text);
      const filters = [{ column: 'what?', op: 'in', values: ['3', '5'] } as const];
      const sort = [{ column: 'i', descending: true }];
      const specs = [
        { relation: '', statement: text, filters, sort },
        { relation: '', statement: text, result: live.id, filters, sort },
        { relation: '', statement: text, result: 'r999999', filters, sort },
      ];
      for (const spec of specs) {
        const handle = await engine.view(spec);
        equal(handle.rowCount, 200, 'rows');
        equal(await rowsOf(engine, handle, 0, 2), [['5', '698'], ['3', '696']], 'order'); // prettier-ignore
        equal((await engine.run(handle.statement)).rowCount, 200, 'the statement shown');
        equal((await engine.profile(spec, 'what?')).distinct, 2, 'distinct');
        equal((await engine.distinct(spec, 'what?', '', 10)).length, 2, 'values');
      }
    },
  },
  {
    name: 'refuses a view of what is not one reading statement',
    run: async ({ engine }) => {
      for (const statement of ['select 1; select 2', 'create table work.x as select 1', "copy (select 1) to 'x'", '']) {
        await fails(
          engine.view({ relation: '', statement, sort: [{ column: 'a', descending: false }] }),
          'sql/',
          statement,
        );
      }
      await fails(engine.view({ relation: '', statement: 'select 1) union (select 2' }), 'sql/', 'parentheses');
    },
  },
  {
    name: 'says which column is not there',
    run: async (harness) => {
      const relation = await shared(harness);
      const filters = [{ column: 'nope', op: 'isNull' } as const];
      await fails(harness.engine.view({ relation, filters }), 'view/unknown-column', 'a filter');
    },
  },
  {
    name: 'lists its relations with their columns',
    run: async (harness) => {
      const relation = await shared(harness);
      const found = (await harness.engine.relations()).find((r) => r.name === relation);
      truth(found !== undefined, 'the relation is missing');
      const names = found!.columns.map((c) => c.name);
      truth(
        TABLE_COLUMNS.every((name) => names.includes(name)),
        `columns are missing: ${names.join(', ')}`,
      );
      equal(found!.rowCount, ROWS, 'row count');
    },
  },
  {
    name: 'profiles a text column and a number column',
    run: async (harness) => {
      const { engine } = harness;
      const relation = await shared(harness);
      const text = await engine.profile({ relation }, 'text');
      const [[nulls, empties, distinct]] = (await ask(engine, `select count(*) filter (text is null), count(*) filter (text = ''), count(distinct text) from ${relation}`)) as [string[]]; // prettier-ignore
      equal([text.rows, text.nulls, text.empties, text.distinct, text.distinctIsExact, text.quantiles], [ROWS, Number(nulls), Number(empties), Number(distinct), true, null], 'text'); // prettier-ignore
      equal(
        text.top.reduce((sum, { count }) => sum + count, 0),
        ROWS,
        'top values of few distinct ones cover all rows',
      );
      await engine.run('create or replace table work.conf_numbers as select i::bigint i, (i / 4)::decimal(18,2) d, date \'2022-01-01\' + (i % 100)::integer as day from range(1000) t(i)'); // prettier-ignore
      const number = await engine.profile({ relation: 'work.conf_numbers' }, 'i');
      equal([number.min, number.max, number.quantiles], ['0', '999', ['49', '249', '499', '749', '949']], 'numbers');
      equal(
        number.histogram.reduce((sum, { count }) => sum + count, 0),
        1000,
        'the histogram covers all rows',
      );
      const day = await engine.profile({ relation: 'work.conf_numbers' }, 'day');
      equal([day.min, day.max, day.histogram.length > 1], ['2022-01-01', '2022-04-10', true], 'dates');
    },
  },
  {
    name: 'lists distinct values with counts, most frequent first, searched without regard to case',
    run: async (harness) => {
      const relation = await shared(harness);
      const all = await harness.engine.distinct({ relation }, 'group', '', 3);
      equal(
        all.map((v) => v.value),
        ['g0', 'g1', 'g2'],
        'order',
      );
      const found = await harness.engine.distinct({ relation }, 'text', 'дрон 12', 10);
      equal(
        found.map((v) => v.value),
        ['ДРОН 12'],
        'search',
      );
    },
  },
  {
    name: 'stops a statement at any moment, also before it begins, and goes on',
    run: async (harness) => {
      const { engine } = harness;
      for (const after of [0, 50, 400]) {
        const controller = harness.abortController();
        const running = engine.run(SLOW, {}, { signal: controller.signal });
        if (after > 0) await harness.sleep(after);
        controller.abort();
        const thrown = await fails(running, 'app/cancelled', `after ${after} ms`);
        truth(thrown instanceof CancelledError, 'not a CancelledError');
        await fails(engine.run('select 1', {}, { signal: controller.signal }), 'app/cancelled', 'an old signal');
        equal(await ask(engine, 'select 1'), [[1]], 'the next statement');
      }
    },
  },
  {
    name: 'answers while a long statement runs',
    run: async (harness) => {
      const { engine } = harness;
      const controller = harness.abortController();
      const running = engine.run(SLOW, {}, { signal: controller.signal });
      running.catch(() => undefined);
      equal(await ask(engine, 'select 2'), [[2]], 'a second statement');
      const relation = await shared(harness);
      equal((await engine.view({ relation })).rowCount, ROWS, 'a view');
      controller.abort();
      await fails(running, 'app/cancelled', 'the long one');
    },
  },
  {
    name: 'runs two statements at once, each with its own answer',
    run: async ({ engine }) => {
      const both = await Promise.all([ask(engine, 'select sum(i) from range(300000) t(i)'), ask(engine, 'select 2')]);
      equal(both, [[['44999850000']], [[2]]], 'answers');
    },
  },
  {
    name: 'says where a syntax error and an unknown name are, in the script as written',
    run: async ({ engine }) => {
      const script = `select 1;\n-- ещё\nselect $a,\n  frm_ from nothing_here`;
      const unknown = await fails(engine.run(script, { a: 'a long value, longer than its name' }), 'sql/unknown-name', 'an unknown table'); // prettier-ignore
      equal(unknown.place.offset, script.indexOf('nothing_here'), 'place of the unknown table');
      const wrong = 'select 1;\nselect 1 2 3 from range(3)';
      const syntax = await fails(engine.run(wrong), 'sql/syntax', 'a syntax error');
      equal(syntax.place.offset, wrong.indexOf('2 3'), 'place of the syntax error');
    },
  },
  {
    name: 'leaves nothing behind when a statement fails',
    run: async ({ engine }) => {
      const count = async (): Promise<unknown> =>
        (await engine.internal(sql`SELECT count(*) FROM duckdb_tables()`)).rows[0]?.[0];
      const before = await count();
      await fails(engine.run(`create table work.conf_failed as select cast('x' || i as integer) from range(3) t(i)`), 'sql/', 'a cast'); // prettier-ignore
      await fails(engine.run(`select cast('x' || i as integer) from range(100000) t(i)`), 'sql/', 'a select');
      equal(await count(), before, 'number of tables');
    },
  },
  {
    name: 'writes only to work',
    run: async (harness) => {
      const { engine } = harness;
      const relation = await shared(harness);
      await engine.run('create or replace table work.conf_mine as select 1 a; insert into work.conf_mine values (2)');
      equal(await ask(engine, 'select sum(a) from work.conf_mine'), [['3']], 'an own table');
      for (const text of [
        `drop table ${relation}`,
        `delete from ${relation}`,
        `update ${relation} set key = '1'`,
        'create table mine as select 1',
      ]) {
        await fails(engine.run(text), 'sql/refused', text);
      }
      await engine.run('drop table work.conf_mine');
    },
  },
  {
    name: 'is locked: no file, no network, no setting, no extension, no other database',
    run: async ({ engine }) => {
      for (const text of [
        `copy (select 1) to 'conf_out.csv'`,
        `attach ':memory:' as other`,
        'install httpfs',
        'load httpfs',
        'set threads = 1',
        'reset threads',
        'pragma database_list',
        'call pragma_version()',
        `export database 'x'`,
        `import database 'x'`,
        'checkpoint',
        `create secret s (type s3, key_id 'x', secret 'y')`,
        'create function abs(x) as x',
        'create macro m(x) as x',
        'use work',
        'begin',
        'vacuum',
        `select * from read_csv('/etc/passwd')`,
        `select * from read_text('/etc/passwd')`,
        `select * from glob('*')`,
        `select * from enable_logging(storage = 'file')`,
        `select * from query('select 1')`,
        `select getenv('HOME')`,
        `explain copy (select 1) to 'conf_out.csv'`,
        `with x as (select 1) insert into conf_shared select 1`,
      ]) {
        await fails(engine.run(text), 'sql/', text);
      }
      for (const text of [
        `select * from '/etc/passwd'`,
        `select * from 'https://example.org/x.csv'`,
        `from "conf_out.csv"`,
      ]) {
        await fails(engine.run(text), 'sql/', text);
      }
      equal(await ask(engine, 'select 1'), [[1]], 'afterwards');
    },
  },
  {
    name: 'stays locked for trusted SQL, too',
    run: async ({ engine }) => {
      const path = '/etc/passwd';
      await fails(engine.internal(sql`SELECT * FROM read_csv(${path})`), 'sql/', 'a file');
      await fails(engine.internal(sql`SET threads = 1`), 'sql/', 'a setting');
      await fails(engine.internal(sql`LOAD httpfs`), 'sql/', 'an extension');
      await fails(engine.internal(sql`ATTACH 'conf.db'`), 'sql/', 'another database');
    },
  },
  {
    name: 'reads names as names, whatever they are made of',
    run: async ({ engine }) => {
      for (const name of ['a"b', '"x"', 'a.b', '%', 'line\nbreak', 'Имя', 'select', "it's"]) {
        const { columns } = await engine.internal(sql`SELECT 1 AS ${ident(name)}`);
        equal(columns[0]?.name, name, 'name');
      }
    },
  },
];
