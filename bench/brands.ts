/**
 * Brands of many lines, against one raw DuckDB scan of the same column with all aliases as one alternation, in the same run.
 *
 *   npm run bench -- brands [lines] [share of lines about drones, 0..1]        (10,000,000 and 0.05 if not given)
 *
 * Every description is distinct: the lines of the sample, each with an article number of its own, among other goods.
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { sql, literal, type Sql } from '../shared/sql/sql.ts';
import { analyzeBrands } from '../main/brands/analyze.ts';
import { caseDictionary } from '../main/brands/dictionary-file.ts';
import { Case } from '../main/case/case.ts';
import { ensureSampleCase } from '../main/case/sample.ts';

const out = path.resolve('bench/out/brands');
const lines = Number(process.argv[2] ?? 10_000_000);
const share = Number(process.argv[3] ?? 0.05);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const sampleRoot = await ensureSampleCase(out);
const sample = await Case.open(sampleRoot);
const texts = (
  await sample.engine.internal(
    sql`SELECT DISTINCT description, brand, manufacturer, hs_code FROM shipments WHERE description IS NOT NULL`,
  )
).rows;
await sample.close();

const opened = await Case.create(path.join(out, 'case'));
const engine = opened.engine;
const run = (statement: Sql): Promise<unknown> => engine.internal(statement);
const timed = async (work: () => Promise<unknown>): Promise<{ wall: number; cpu: number }> => {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await work();
  const used = process.cpuUsage(cpu);
  return { wall: performance.now() - started, cpu: (used.user + used.system) / 1000 };
};

await run(
  sql`CREATE TABLE seeds AS SELECT row_number() OVER () - 1 AS n, r.* FROM (SELECT unnest(from_json(${JSON.stringify(
    texts.map(([d, b, m, h]) => ({ d, b, m, h })),
  )}::JSON, '[{"d":"VARCHAR","b":"VARCHAR","m":"VARCHAR","h":"VARCHAR"}]')) AS r)`,
);
// The other goods of a border: as long as the sample's lines, none of them a drone.
await run(sql`INSERT INTO work.derived.shipments (source_id, source_record, description, brand, manufacturer, hs_code)
  SELECT 's1', i, CASE WHEN about THEN d ELSE 'ЧАСТИ ДЛЯ АВТОМОБИЛЕЙ ЛЕГКОВЫХ, КОЛОДКИ ТОРМОЗНЫЕ ПЕРЕДНИЕ, В УПАКОВКЕ ПРОИЗВОДИТЕЛЯ, ДЛЯ РОЗНИЧНОЙ ПРОДАЖИ, МАТЕРИАЛ СТАЛЬ' END || ' АРТ. ' || (i * 7919 % 99999989),
    CASE WHEN about THEN b ELSE 'ABSENT' END, CASE WHEN about THEN m ELSE 'QINGDAO AUTO PARTS ' || (i % 5003) || ' CO., LTD' END,
    CASE WHEN about THEN h ELSE '8708309109' END
  FROM (SELECT i, hash(i) % 1000 < ${Math.round(share * 1000)} AS about, d, b, m, h FROM range(${lines}) t(i) JOIN seeds ON n = i % (SELECT count(*) FROM seeds))`);

const { dictionary } = caseDictionary(opened.folder.root);
const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
const alternation = dictionary.source.brands
  .flatMap((b) => [...b.aliases, ...b.weak])
  .map(escape)
  .join('|');
const scan = sql`SELECT count(*) FROM work.derived.shipments WHERE regexp_matches(description, ${literal(alternation)}, 'i')`;
const raw = await timed(() => run(scan));
const rawAgain = await timed(() => run(scan));
const ours = await timed(() => analyzeBrands(opened));
const again = await timed(() => analyzeBrands(opened));
await opened.close();
const best = { wall: Math.min(raw.wall, rawAgain.wall), cpu: Math.min(raw.cpu, rawAgain.cpu) };
const report = [
  ['lines', lines.toLocaleString('en')],
  ['about drones', `${(share * 100).toFixed(1)} %`],
  [
    'brands, ratio to the raw scan (wall, processor)',
    `${(ours.wall / best.wall).toFixed(2)}, ${(ours.cpu / best.cpu).toFixed(2)}`,
  ],
  ['brands again, nothing new, ratio to the raw scan', (again.wall / best.wall).toFixed(2)],
  ['peak memory', `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`],
] as const;
for (const [what, value] of report) process.stdout.write(`${what.padEnd(60)}${value}\n`);
rmSync(out, { recursive: true, force: true });
