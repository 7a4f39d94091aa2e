/**
 * How long a large CSV takes to become a source, against the engine's own bare statement in the same run.
 *
 *   npm run bench -- csv-into-case [rows] [--runs 3] [--keep]        (10,000,000 rows if not given)
 *
 * Every measurement is a process of its own, so that its peak memory is its own too. The files lie in bench/out.
 */
import { DuckDBInstance } from '@duckdb/node-api';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSource } from '../main/intake/load.ts';
import { rawRecord } from '../main/intake/raw-record.ts';
import type { SourceSettings } from '../shared/intake/settings.ts';
import { csvSettings } from '../shared/intake/settings-fixture.ts';
import { generate, HEADERS } from './generate-csv.ts';

const OUT = path.resolve('bench/out');

const settings = (encoding: string): SourceSettings => csvSettings(HEADERS, { encoding, delimiter: ';', decimal: ',' });

interface Measured {
  readonly seconds: number;
  /** Processor time, user and system: what counts where other programs share the machine. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly rows: number;
  readonly rawMs?: number;
}

async function raw(file: string, target: string): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:', { temp_directory: OUT });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    `COPY (FROM read_csv('${file}', all_varchar=true, auto_detect=false, header=true, delim=';', quote='"', escape='"', columns={${HEADERS.map((h) => `'${h}': 'VARCHAR'`).join(', ')}})) TO '${target}' (FORMAT parquet, COMPRESSION zstd)`,
  );
  connection.closeSync();
  instance.closeSync();
  return Number(reader.getRowsJS()[0]?.[0]);
}

/** One measurement, in the process that was started for it. */
async function measure(what: string, file: string): Promise<Measured> {
  const target = path.join(OUT, `${what}.parquet`);
  const index = `${target}.index`;
  const start = performance.now();
  let rows: number;
  if (what === 'raw') rows = await raw(file, target);
  else {
    const loaded = await loadSource({
      path: file,
      settings: settings(what),
      outData: target,
      outRejects: `${target}.rejects`,
      outIndex: index,
      scratch: path.join(OUT, 'scratch'),
    });
    rows = loaded.loaded;
  }
  const seconds = (performance.now() - start) / 1000;
  const usage = process.resourceUsage();
  const peakMb = usage.maxRSS / 1024;
  const cpuSeconds = (usage.userCPUTime + usage.systemCPUTime) / 1e6;
  if (what === 'raw') return { seconds, cpuSeconds, peakMb, rows };
  let rawMs = 0;
  for (const share of [0.01, 0.37, 0.63, 0.99]) {
    const began = performance.now();
    await rawRecord(file, settings(what), index, Math.max(1, Math.floor(rows * share)));
    rawMs = Math.max(rawMs, performance.now() - began);
  }
  return { seconds, cpuSeconds, peakMb, rows, rawMs };
}

function inOwnProcess(what: string, file: string): Measured {
  const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--child', what, file], {
    encoding: 'utf8',
    maxBuffer: 1 << 20,
  });
  if (run.status !== 0) throw new Error(`${what} failed: ${run.stderr}`);
  return JSON.parse(run.stdout) as Measured;
}

const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};

function main(): void {
  fs.mkdirSync(OUT, { recursive: true });
  const rows = /^\d+$/.test(process.argv[2] ?? '') ? Number(process.argv[2]) : 10_000_000;
  const runs = option('runs', 3);
  const utf8 = path.join(OUT, `lines-${rows}.csv`);
  const cp1251 = path.join(OUT, `lines-${rows}-1251.csv`);
  if (!fs.existsSync(utf8) || !fs.existsSync(cp1251)) generate(rows, utf8, cp1251);
  const plan = [
    ['raw', utf8, null],
    ['utf-8', utf8, 1.3],
    ['windows-1251', cp1251, 2.2],
  ] as const;
  const best = new Map<string, Measured>();
  for (let run = 0; run < runs; run += 1) {
    for (const [what, file] of plan) {
      const measured = inOwnProcess(what, file);
      console.error(
        `run ${run + 1} ${what}: ${measured.seconds.toFixed(2)} s, ${measured.cpuSeconds.toFixed(2)} s of processor time`,
      );
      const known = best.get(what);
      if (!known || measured.seconds < known.seconds) best.set(what, measured);
    }
  }
  const base = best.get('raw')?.seconds ?? NaN;
  const baseCpu = best.get('raw')?.cpuSeconds ?? NaN;
  console.log(
    `${rows} rows x ${HEADERS.length}, ${(fs.statSync(utf8).size / 1e6).toFixed(0)} MB in UTF-8; best of ${runs}`,
  );
  for (const [what, , target] of plan) {
    const m = best.get(what);
    if (!m) continue;
    const ratio =
      target === null
        ? ''
        : `  ${(m.seconds / base).toFixed(2)} x raw (target <= ${target}; processor time ${(m.cpuSeconds / baseCpu).toFixed(2)} x)`;
    const rawMs = m.rawMs === undefined ? '' : `  raw record in at most ${m.rawMs.toFixed(0)} ms`;
    console.log(`${what.padEnd(14)} ${m.seconds.toFixed(2)} s  peak ${m.peakMb.toFixed(0)} MB${ratio}${rawMs}`);
  }
  if (!process.argv.includes('--keep')) for (const file of [utf8, cp1251]) fs.rmSync(file);
}

if (process.argv[2] === '--child') {
  const [what = '', file = ''] = process.argv.slice(3);
  process.stdout.write(JSON.stringify(await measure(what, file)));
} else main();
