/**
 * How long `shipments` takes to be built from a source, against a bare `CREATE TABLE AS` with the same casts over the same
 * Parquet file in the same run; and how long the figures of the data-quality page take.
 *
 *   npm run bench -- shipments [rows] [--runs 3]        (10,000,000 rows if not given)
 */
import { DuckDBInstance } from '@duckdb/node-api';
import fs from 'node:fs';
import path from 'node:path';
import { literal, qualified, sql } from '../shared/sql/sql.ts';
import { addFiles } from '../main/case/add.ts';
import { Case } from '../main/case/case.ts';
import { buildShipments } from '../main/shipments/build.ts';
import { qualityDetail, qualitySummary } from '../main/shipments/quality.ts';

const OUT = path.resolve('bench/out');
const rows = /^\d+$/.test(process.argv[2] ?? '') ? Number(process.argv[2]) : 10_000_000;
const at = process.argv.indexOf('--runs');
const runs = at < 0 ? 3 : Number(process.argv[at + 1]);
/** The target of issue "Shipments". */
const TARGET = 2.5;

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

/** Declarations of three lines; every hundredth line is there once more in a later edition. */
async function writeLines(file: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (
    SELECT '10702070/' || strftime(DATE '2022-01-01' + (n % 700)::INTEGER, '%d%m%y') || '/' || lpad((n // 3)::VARCHAR, 7, '0') AS "Declaration number",
      1 + n % 3 AS "Item no", strftime(DATE '2022-01-01' + (n % 700)::INTEGER, '%d.%m.%Y') AS "Registration date",
      'SELLER ' || n % 5003 || ' LIMITED' AS "Exporter name", 'CN' AS "Exporter country", 'ООО ПОКУПАТЕЛЬ ' || n % 20011 AS "Importer name",
      '77' || lpad((n % 20011)::VARCHAR, 8, '0') AS "Importer tax number", 'КВАДРОКОПТЕР ДЛЯ ФОТОСЪЕМКИ, МОДЕЛЬ ' || n AS "Description of goods",
      ['8806220000', '8525890000', '8507600000', '8542319010'][1 + n % 4] AS "HS code", ['CN', 'HK', 'TR', 'DE'][1 + n % 4] AS "Country of origin",
      round(1 + (n * 7919 % 100000) / 100, 3) AS "Net weight kg", round(2 + (n * 7919 % 100000) / 100, 3) AS "Gross weight kg", n % 50 AS "Quantity",
      round((n * 104729 % 10000000) / 100, 2) AS "Statistical value USD", CASE WHEN n % 100 = 0 THEN '2' END AS "Version"
    FROM (SELECT CASE WHEN i % 100 = 99 THEN i - 99 ELSE i END AS n FROM range(${rows}) t(i))
  ) TO '${file}' (FORMAT csv, HEADER, DELIMITER ';')`);
  connection.closeSync();
  instance.closeSync();
}

async function rawBuild(parquet: string, target: string): Promise<number> {
  fs.rmSync(target, { force: true });
  const instance = await DuckDBInstance.create(target, { temp_directory: OUT });
  const connection = await instance.connect();
  try {
    return await seconds(() =>
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
const root = path.join(OUT, 'shipments-case');
fs.rmSync(root, { recursive: true, force: true });
if (!fs.existsSync(file)) await writeLines(file);
const opened = await Case.create(root);
try {
  await addFiles(opened, [file]);
  const parquet = opened.folder.dataFile({ source_id: 's1' });
  const ratios: number[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const raw = await rawBuild(parquet, path.join(OUT, 'raw.duckdb'));
    await opened.engine.internal(sql`DELETE FROM ${qualified('work', 'derived', 'shipments')}`);
    await opened.engine.internal(
      sql`DELETE FROM ${qualified('work', 'derived', 'shipment_builds')} WHERE source_id = ${literal('s1')}`,
    );
    const built = await seconds(() => buildShipments(opened));
    ratios.push(built / raw);
    console.log(
      `run ${run}: raw ${raw.toFixed(2)} s, shipments ${built.toFixed(2)} s, ratio ${(built / raw).toFixed(2)}`,
    );
  }
  const best = Math.min(...ratios);
  console.log(`${rows} rows: best ratio ${best.toFixed(2)}, target ${TARGET} ${best <= TARGET ? 'met' : 'MISSED'}`);
  const summary = await seconds(() => qualitySummary(opened, null));
  const detail = await seconds(() => qualityDetail(opened, null));
  console.log(`data quality: summary ${summary.toFixed(2)} s, detail ${detail.toFixed(2)} s`);
} finally {
  await opened.close();
  fs.rmSync(root, { recursive: true, force: true });
  fs.rmSync(file, { force: true });
}
