/**
 * The native engine over one large Parquet file: pages anywhere, a sort, a group-by and a text filter, against raw DuckDB doing the
 * same work in the same run.
 *
 *   npm run bench -- pages [rows]        (10,000,000 rows if not given)
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { ident, literal, sql } from '../shared/sql/sql.ts';
import { NativeEngine } from '../main/engine/native.ts';

const out = path.resolve('bench/out/pages');
const rows = Number(process.argv[2] ?? 10_000_000);

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

const best = async (times: number, work: () => Promise<unknown>): Promise<number> => {
  let least = Infinity;
  for (let i = 0; i < times; i += 1) least = Math.min(least, await timed(work));
  return least;
};

const p95 = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)]!;

/** Twelve text columns: codes, dates, names in two scripts, free text, numbers as text. */
const generator = `SELECT '10' || lpad((i % 999999)::VARCHAR, 6, '0') AS decl_no, (i % 7 + 1)::VARCHAR AS line_no,
  (DATE '2021-01-01' + (i % 900)::INTEGER)::VARCHAR AS decl_date, 'ООО "ИМПОРТЕР ' || (i * 7919 % 20011) || '"' AS importer,
  'SHENZHEN TRADING ' || (i * 104729 % 9973) || ' CO LTD' AS exporter, (8800000000 + i * 31 % 99999999)::VARCHAR AS hs_code,
  CASE WHEN i % 97 = 0 THEN 'БЕСПИЛОТНЫЙ ЛЕТАТЕЛЬНЫЙ АППАРАТ, КВАДРОКОПТЕР ' ELSE 'ЧАСТИ ДЛЯ АВТОМОБИЛЕЙ, ТОРМОЗНЫЕ КОЛОДКИ ' END || 'МОДЕЛЬ ' || (i * 7919 % 10000019) || ' НОВЫЙ, В УПАКОВКЕ ПРОИЗВОДИТЕЛЯ' AS description,
  (i % 250)::VARCHAR AS quantity, ((i * 17 % 1000003) / 100.0)::VARCHAR AS value_usd, ((i * 13 % 50021) / 1000.0)::VARCHAR AS net_kg,
  CASE i % 4 WHEN 0 THEN 'CN' WHEN 1 THEN 'HK' WHEN 2 THEN 'TR' ELSE 'DE' END AS origin, 'ШТ' AS unit FROM range(${rows}) t(i)`;

rmSync(out, { recursive: true, force: true });
for (const folder of ['data', 'out', 'spill']) mkdirSync(path.join(out, folder), { recursive: true });
const file = path.join(out, 'data', 's1.parquet');

const instance = await DuckDBInstance.create(':memory:');
const raw = await instance.connect();
await raw.run(`COPY (${generator}) TO ${literal(file).text} (FORMAT parquet, COMPRESSION zstd)`);

const engine = await NativeEngine.open({
  allowedFolders: [path.join(out, 'data')],
  spillFolder: path.join(out, 'spill'),
});
const part = sql`(SELECT 's1' AS source_id, file_row_number + 1 AS source_record, * FROM read_parquet(${literal(file)}, file_row_number = true))`;
await engine.internal(sql`CREATE VIEW ${ident('raw_bench')} AS SELECT * EXCLUDE (file_row_number) FROM ${part}`);
engine.registerPlain('raw_bench', [{ relation: part, position: 'file_row_number', rows }]);

const pagesOf = async (id: string): Promise<number> => {
  const times: number[] = [];
  for (let i = 0; i < 60; i += 1)
    times.push(await timed(() => engine.page(id, Math.floor((rows - 200) * ((i * 0.618) % 1)), 200)));
  return p95(times);
};

const report: [string, string][] = [['rows', rows.toLocaleString('en')]];
const plain = await engine.view({ relation: 'raw_bench' });
report.push(['page of 200 rows anywhere, p95', `${(await pagesOf(plain.id)).toFixed(0)} ms`]);

const sorted = { relation: 'raw_bench', sort: [{ column: 'exporter', descending: false }] };
let sortedId = '';
const sortTime = await timed(async () => (sortedId = (await engine.view(sorted)).id));
const rawSort = await timed(() =>
  raw.run(`CREATE TABLE sorted AS SELECT * FROM read_parquet(${literal(file).text}) ORDER BY exporter`),
);
report.push(['sort, kept, ratio to raw CREATE TABLE … ORDER BY', (sortTime / rawSort).toFixed(2)]);
report.push(['page of 200 rows of the sort, p95', `${(await pagesOf(sortedId)).toFixed(0)} ms`]);
await engine.release(sortedId);
await raw.run('DROP TABLE sorted');

const groupBy = 'SELECT exporter, count(*) n, sum(value_usd::DOUBLE) usd FROM';
const ours = await best(3, async () => engine.release((await engine.run(`${groupBy} raw_bench GROUP BY ALL`)).id));
const theirs = await best(3, () => raw.runAndReadAll(`${groupBy} read_parquet(${literal(file).text}) GROUP BY ALL`));
report.push(['group-by of 10 k keys, ratio to raw', (ours / theirs).toFixed(2)]);

const filter = {
  relation: 'raw_bench',
  filters: [{ column: 'description', op: 'contains' as const, value: 'квадрокоптер' }],
};
const contains = await best(2, async () => engine.release((await engine.view(filter)).id));
const ilike = await best(2, () =>
  raw.run(
    `CREATE OR REPLACE TABLE filtered AS SELECT * FROM read_parquet(${literal(file).text}) WHERE description ILIKE '%квадрокоптер%'`,
  ),
);
report.push(['filter "contains" with its rows kept, ratio to raw ILIKE', (contains / ilike).toFixed(2)]);
await engine.close();

for (const [what, value] of report) process.stdout.write(`${what.padEnd(60)}${value}\n`);
rmSync(out, { recursive: true, force: true });
