/**
 * What it costs to build `shipments` from a source, against a bare `CREATE TABLE AS` with the same casts over the same
 * Parquet file in the same run; what a further file of a twelfth of the lines costs, of whose lines one in ten is there
 * already; and how long the figures of the data-quality page take.
 *
 *   npm run bench -- shipments [rows] [--runs 3]        (10,000,000 rows if not given)
 */
import { DuckDBInstance } from '@duckdb/node-api';
import fs from 'node:fs';
import path from 'node:path';
import { qualified, sql, type Sql } from '../shared/sql/sql.ts';
import { addFiles } from '../main/case/add.ts';
import { Case } from '../main/case/case.ts';
import type { InternalRows } from '../main/engine/native.ts';
import { buildShipments } from '../main/shipments/build.ts';
import { qualityDetail, qualitySummary } from '../main/shipments/quality.ts';

const OUT = path.resolve('bench/out');
const rows = /^\d+$/.test(process.argv[2] ?? '') ? Number(process.argv[2]) : 10_000_000;
const at = process.argv.indexOf('--runs');
const runs = at < 0 ? 3 : Number(process.argv[at + 1]);
/** The target of issue "Shipments". */
const TARGET = 2.5;

interface Cost {
  /** Seconds by the clock. */
  readonly wall: number;
  /** Seconds of processor time of this process, all threads. */
  readonly cpu: number;
}

const costOf = async (work: () => Promise<unknown>): Promise<Cost> => {
  const began = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - began) / 1000, cpu: (user + system) / 1e6 };
};
const told = ({ wall, cpu }: Cost): string => `${wall.toFixed(2)} s (processor ${cpu.toFixed(2)} s)`;
const against = (a: Cost, b: Cost): string =>
  `${(a.wall / b.wall).toFixed(2)} (processor ${(a.cpu / b.cpu).toFixed(2)})`;

/** Declarations of three lines; every hundredth line is there once more in a later edition. */
async function writeLines(file: string, first: number, count: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (
    SELECT '10702070/' || strftime(DATE '2022-01-01' + (n % 700)::INTEGER, '%d%m%y') || '/' || lpad((n // 3)::VARCHAR, 7, '0') AS "Declaration number",
      1 + n % 3 AS "Item no", strftime(DATE '2022-01-01' + (n % 700)::INTEGER, '%d.%m.%Y') AS "Registration date",
      'SELLER ' || n % 5003 || ' LIMITED' AS "Exporter name", 'CN' AS "Exporter country", 'ООО ПОКУПАТЕЛЬ ' || n % 20011 AS "Importer name",
      '77' || lpad((n % 20011)::VARCHAR, 8, '0') AS "Importer tax number", 'КВАДРОКОПТЕР ДЛЯ ФОТОСЪЕМКИ, МОДЕЛЬ ' || n AS "Description of goods",
      ['8806220000', '8525890000', '8507600000', '8542319010'][1 + n % 4] AS "HS code", ['CN', 'HK', 'TR', 'DE'][1 + n % 4] AS "Country of origin",
      round(1 + (n * 7919 % 100000) / 100, 3) AS "Net weight kg", round(2 + (n * 7919 % 100000) / 100, 3) AS "Gross weight kg", n % 50 AS "Quantity",
      round((n * 104729 % 10000000) / 100, 2) AS "Statistical value USD", CASE WHEN again THEN '2' END AS "Version"
    FROM (SELECT i % 100 = 99 AS again, CASE WHEN again THEN i - 99 ELSE i END AS n FROM range(${first}, ${first + count}) t(i))
  ) TO '${file}' (FORMAT csv, HEADER, DELIMITER ';')`);
  connection.closeSync();
  instance.closeSync();
}

async function rawBuild(parquet: string, target: string): Promise<Cost> {
  fs.rmSync(target, { force: true });
  const instance = await DuckDBInstance.create(target, { temp_directory: OUT });
  const connection = await instance.connect();
  try {
    return await costOf(() =>
      connection.run(`CREATE TABLE shipments AS SELECT "Declaration number" AS decl_no, try_cast("Item no" AS INTEGER) AS line_no,
        try_strptime("Registration date", '%d.%m.%Y')::DATE AS decl_date, "Exporter name" AS exporter_name, "Exporter country" AS exporter_country,
        "Importer name" AS importer_name, "Importer tax number" AS importer_id, "Description of goods" AS description, "HS code" AS hs_code,
        "Country of origin" AS origin_country, try_cast("Net weight kg" AS DOUBLE) AS net_kg, try_cast("Gross weight kg" AS DOUBLE) AS gross_kg,
        try_cast("Quantity" AS DOUBLE) AS quantity, try_cast("Statistical value USD" AS DECIMAL(18,2)) AS value_usd, "Version" AS record_version,
        's1' AS source_id, file_row_number + 1 AS source_record, 'current' AS version_status, false AS possible_duplicate
        FROM read_parquet('${parquet}', file_row_number = true)`),
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
    fs.rmSync(target, { force: true });
  }
}

fs.mkdirSync(OUT, { recursive: true });
const file = path.join(OUT, `shipments-${rows}.csv`);
const further = path.join(OUT, `shipments-${rows}-further.csv`);
const root = path.join(OUT, 'shipments-case');
fs.rmSync(root, { recursive: true, force: true });
const month = Math.ceil(rows / 12);
await writeLines(file, 0, rows);
await writeLines(further, rows - Math.ceil(month / 10), month);
const opened = await Case.create(root);
const SHIPMENTS = qualified('work', 'derived', 'shipments');
const run = (statement: Sql): Promise<InternalRows> => opened.engine.internal(statement);
try {
  await addFiles(opened, [file, further]);
  const [first] = opened.sources;
  const onlyFirst = { engine: opened.engine, folder: opened.folder, sources: [first!], sourceOrder: ['s1'] };
  const ratios: number[] = [];
  for (let n = 1; n <= runs; n += 1) {
    const raw = await rawBuild(opened.folder.dataFile({ source_id: 's1' }), path.join(OUT, 'raw.duckdb'));
    await run(sql`CREATE OR REPLACE TABLE ${SHIPMENTS} AS FROM ${SHIPMENTS} LIMIT 0`);
    await run(sql`DELETE FROM ${qualified('work', 'derived', 'shipment_builds')}`);
    await run(sql`CHECKPOINT work`);
    const built = await costOf(() => buildShipments(onlyFirst));
    ratios.push(built.wall / raw.wall);
    console.log(`run ${n}: raw ${told(raw)}, shipments ${told(built)}, ratio ${against(built, raw)}`);
    const rawMonth = await rawBuild(opened.folder.dataFile({ source_id: 's2' }), path.join(OUT, 'raw.duckdb'));
    const added = await costOf(() => buildShipments(opened));
    console.log(
      `  a further file of ${month} lines: raw ${told(rawMonth)}, ratio ${against(added, rawMonth)}; against building all of the first ${against(added, built)}`,
    );
  }
  const { rows: statuses } = await run(
    sql`SELECT version_status || ' ' || count(*) FROM ${SHIPMENTS} GROUP BY version_status ORDER BY version_status`,
  );
  console.log(`lines: ${statuses.flat().join(', ')}`);
  const best = Math.min(...ratios);
  console.log(`${rows} rows: best ratio ${best.toFixed(2)}, target ${TARGET} ${best <= TARGET ? 'met' : 'MISSED'}`);
  const summary = await costOf(() => qualitySummary(opened, null));
  const detail = await costOf(() => qualityDetail(opened, null));
  console.log(`data quality: summary ${told(summary)}, detail ${told(detail)}`);
} finally {
  await opened.close();
  fs.rmSync(root, { recursive: true, force: true });
  for (const made of [file, further]) fs.rmSync(made, { force: true });
}
