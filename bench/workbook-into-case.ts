/**
 * A workbook of many rows into a source: time and peak memory of the process, against unpacking its sheet and doing no
 * more (the least that any reader must do).
 *
 *   npm run bench -- workbook-into-case [rows]        (500,000 rows x 20 columns if not given)
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSource } from '../main/intake/load.ts';
import { openMember } from '../main/intake/zip-member.ts';
import { writeXlsx } from '../main/report/xlsx-writer.ts';
import type { ColumnPage } from '../shared/contract/values.ts';
import type { SourceSettings } from '../shared/intake/settings.ts';

const OUT = path.resolve('bench/out');
const COLUMNS = 20;
const headers = Array.from({ length: COLUMNS }, (_, i) => `Column ${i + 1}`);

function* pages(rows: number): Generator<ColumnPage> {
  const size = 10_000;
  for (let from = 0; from < rows; from += size) {
    const count = Math.min(size, rows - from);
    const columns = headers.map((_, c) =>
      Array.from({ length: count }, (_, r) =>
        c % 3 === 0 ? `Поставщик ${(from + r) * (c + 7)} LTD` : String(((from + r) * 7919 + c) % 100_003),
      ),
    );
    yield { from, rows: count, columns };
  }
}

async function load(file: string): Promise<number> {
  const settings: SourceSettings = {
    kind: 'xlsx',
    compression: 'none',
    member: null,
    encoding: null,
    bom: false,
    newline: null,
    delimiter: null,
    quote: null,
    escape: null,
    comment: null,
    sheet: 'Sheet',
    headerRow: 1,
    headerRows: 1,
    skippedRows: 0,
    decimal: null,
    thousands: null,
    nullTokens: [],
    columns: headers.map((header) => ({ header, name: header, type: 'text', format: null })),
  };
  const outData = path.join(OUT, 'workbook.parquet');
  const loaded = await loadSource({
    path: file,
    settings,
    outData,
    outRejects: `${outData}.rejects`,
    outIndex: `${outData}.index`,
    scratch: path.join(OUT, 'scratch'),
  });
  return loaded.loaded;
}

async function unpack(file: string): Promise<number> {
  let bytes = 0;
  for await (const chunk of await openMember(file, 'xl/worksheets/sheet1.xml', { position: 0 })) {
    bytes += (chunk as Buffer).length;
  }
  return bytes;
}

if (process.argv[2] === '--child') {
  const [what = '', file = ''] = process.argv.slice(3);
  const start = performance.now();
  const result = what === 'load' ? await load(file) : await unpack(file);
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  const cpu = ((userCPUTime + systemCPUTime) / 1e6).toFixed(2);
  console.log(`${what}: ${result}  ${seconds} s, ${cpu} s of processor time, peak ${(maxRSS / 1024).toFixed(0)} MB`);
} else {
  const rows = /^\d+$/.test(process.argv[2] ?? '') ? Number(process.argv[2]) : 500_000;
  fs.mkdirSync(OUT, { recursive: true });
  const file = path.join(OUT, `workbook-${rows}.xlsx`);
  const columns = headers.map((name) => ({ name, type: 'VARCHAR', kind: 'text' as const }));
  if (!fs.existsSync(file)) await writeXlsx(file, [{ name: 'Sheet', columns, pages: pages(rows) }]);
  console.log(`${rows} rows x ${COLUMNS}, ${(fs.statSync(file).size / 1e6).toFixed(0)} MB`);
  for (const what of ['unpack', 'load']) {
    spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--child', what, file], { stdio: 'inherit' });
  }
  if (!process.argv.includes('--keep')) fs.rmSync(file);
}
