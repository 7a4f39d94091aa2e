/**
 * A notebook of 30 cells over one large Parquet file, against the same statements in bare DuckDB, each kept as a table as a
 * notebook keeps it. Counts also what one changed input runs again, and times the opening of a notebook of 200 kept cells.
 *
 *   npm run bench -- notebook [rows]        (10,000,000 rows if not given)
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parseNotebook } from '../shared/notebook/document.ts';
import { restoreValues } from '../shared/notebook/inputs.ts';
import { ident, literal, sql } from '../shared/sql/sql.ts';
import { Case } from '../main/case/case.ts';
import { NativeEngine } from '../main/engine/native.ts';
import { roomOf } from '../main/notebook/rooms.ts';
import { NotebookSession } from '../main/notebook/run.ts';

const out = path.resolve('bench/out/notebook');
const rows = Number(process.argv[2] ?? 10_000_000);

/** Declaration lines with types, as `shipments` has them. */
const generator = `SELECT (i % 999999)::VARCHAR AS decl_no, (DATE '2021-01-01' + (i * 31 % 900)::INTEGER) AS decl_date,
  'SHENZHEN TRADING ' || (i * 104729 % 9973) || ' CO LTD' AS exporter, 'ООО "ИМПОРТЕР ' || (i * 7919 % 20011) || '"' AS importer,
  (8800000000 + i * 31 % 99999999)::VARCHAR AS hs_code, CASE i % 4 WHEN 0 THEN 'CN' WHEN 1 THEN 'HK' WHEN 2 THEN 'TR' ELSE 'DE' END AS origin,
  CASE WHEN i % 97 = 0 THEN 'КВАДРОКОПТЕР ' ELSE 'ТОРМОЗНЫЕ КОЛОДКИ ' END || (i * 7919 % 10000019) AS description,
  (i % 250)::DOUBLE AS quantity, ((i * 17 % 1000003) / 100.0)::DECIMAL(18,2) AS value_usd FROM range(${rows}) t(i)`;

/** Six steps that keep lines, and aggregates of the lines, of the steps and of other aggregates. */
const steps: [string, string][] = [
  ['drones', "from lines where contains(description, 'КВАДРОКОПТЕР')"],
  ['since', 'from drones where decl_date >= $since'],
  ['from_china', "from lines where origin = 'CN' and decl_date between date '2022-02-24' and date '2022-04-24'"],
  ['large', 'from lines where value_usd > 9900'],
  ['one_chapter', "from lines where hs_code like '88001%'"],
  ['few', 'from since where value_usd > 5000'],
];
const aggregates: [string, string][] = ['drones', 'since', 'from_china', 'large', 'one_chapter', 'lines'].flatMap(
  (from): [string, string][] => [
    [`${from}_by_exporter`, `select exporter, count(*) n, sum(value_usd) usd from ${from} group by all order by usd desc, exporter limit 100`],
    [`${from}_by_month`, `select date_trunc('month', decl_date) m, sum(value_usd) usd, sum(quantity) q from ${from} group by all order by m`],
    [`${from}_total`, `select count(*) n, sum(value_usd) usd, count(distinct importer) importers from ${from}`],
    [`${from}_top`, `select sum(usd) usd, max(n) n from ${from}_by_exporter`],
  ],
); // prettier-ignore
const cells = [...steps, ...aggregates];
const text = `---\nwaybill: 1\ninputs:\n  since: { type: date, value: 2022-02-24 }\n---\n${cells
  .map(([name, query]) => `\`\`\`sql name=${name}\n${query}\n\`\`\`\n`)
  .join('\n')}`;

/** Seconds of the processor, of all threads: what a busy machine does not change. */
const processor = async (work: () => Promise<unknown>): Promise<number> => {
  const started = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

rmSync(out, { recursive: true, force: true });
for (const folder of ['data', 'spill', 'bare']) mkdirSync(path.join(out, folder), { recursive: true });
const file = path.join(out, 'data', 's1.parquet');
const instance = await DuckDBInstance.create(':memory:');
const bare = await instance.connect();
await bare.run(`SET temp_directory = ${literal(path.join(out, 'bare')).text}`);
await bare.run(`COPY (${generator}) TO ${literal(file).text} (FORMAT parquet, COMPRESSION zstd)`);
await bare.run(`CREATE VIEW lines AS FROM read_parquet(${literal(file).text})`);

async function runBare(): Promise<number> {
  let sum = 0;
  for (const [name, query] of cells)
    sum += await timed(() => bare.run(`CREATE TABLE ${name} AS ${query.replace('$since', "DATE '2022-02-24'")}`));
  for (const [name] of cells) await bare.run(`DROP TABLE ${name}`);
  return sum;
}

const engine = await NativeEngine.open({
  allowedFolders: [path.join(out, 'data')],
  spillFolder: path.join(out, 'spill'),
});
await engine.internal(sql`CREATE VIEW ${ident('lines')} AS FROM read_parquet(${literal(file)})`);
const notebook = parseNotebook(text);
const inputs = restoreValues(notebook.front.inputs, {});

const ours: number[] = [];
const statements: number[] = [];
const theirs: number[] = [];
const [oursCpu, theirsCpu]: [number[], number[]] = [[], []];
let again: string[] = [];
// Turn about, so that a busy machine is busy for both.
for (let round = 0; round < 3; round += 1) {
  theirsCpu.push(await processor(async () => theirs.push(await runBare())));
  const session = await NotebookSession.open(engine, notebook, inputs);
  oursCpu.push(await processor(async () => ours.push(await timed(() => session.run()))));
  const failed = session.outcomes.find((outcome) => outcome.error);
  if (failed) throw new Error(`${failed.cell}: ${failed.error!.message}`);
  statements.push(session.outcomes.reduce((sum, outcome) => sum + outcome.seconds, 0));
  const changed = restoreValues(notebook.front.inputs, { since: '2023-01-01' });
  const stale = await session.update(notebook, changed);
  again = [];
  await session.run(stale, { onCell: (outcome) => void again.push(outcome.cell) });
  await session.close();
}
await engine.close();
bare.closeSync();
instance.closeSync();

const least = (values: readonly number[]): number => Math.min(...values);
const report: [string, string][] = [
  ['rows, cells', `${rows.toLocaleString('en')}, ${cells.length}`],
  ['bare DuckDB, sum of the statements', `${least(theirs).toFixed(2)} s`],
  ['run all, with the hash of every result', `${least(ours).toFixed(2)} s`],
  ['ratio to bare DuckDB (at most 1.15)', (least(ours) / least(theirs)).toFixed(2)],
  ['the same in processor time', (least(oursCpu) / least(theirsCpu)).toFixed(2)],
  ['of which statements alone, ratio', (least(statements) / least(theirs)).toFixed(2)],
  ['cells run again for one changed input', `${again.length} of ${cells.length}: ${again.join(', ')}`],
];

const folder = path.join(out, 'case');
const many = Array.from({ length: 200 }, (_, i) => `\`\`\`sql name=c${i}\nselect i, i % 7 g, 'row ' || i t from range(${100 + i}) r(i)\n\`\`\`\n`).join('\n'); // prettier-ignore
const made = await Case.create(folder, {});
writeFileSync(path.join(made.folder.notebooks, 'many.md'), many);
await roomOf(made, 'many.md').run(many, { kind: 'all' }, () => undefined, {});
await made.close();
const opened = await Case.open(folder);
const room = roomOf(opened, 'many.md');
let kept = 0;
const status = await timed(async () => (kept = (await room.status(many)).cells.filter((cell) => cell.columns).length));
const onScreen = await timed(async () => {
  for (let i = 0; i < 6; i += 1) {
    const handle = await room.result(many, `c${i}`, {});
    await opened.engine.page(handle!.id, 0, 100);
  }
});
report.push([`opening a notebook of 200 cells, ${kept} kept (at most 1 s)`, `${(status + onScreen).toFixed(2)} s`]);
await opened.close();

for (const [what, value] of report) process.stdout.write(`${what.padEnd(60)}${value}\n`);
rmSync(out, { recursive: true, force: true });
