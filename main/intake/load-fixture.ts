/** For tests: a folder with source files, their settings, and what came of loading them. */
import { DuckDBInstance } from '@duckdb/node-api';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import { loadSource, type LoadedSource, type LoadRequest } from './load.ts';

export interface Loaded {
  readonly result: LoadedSource;
  /** Rows without `source_record`. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Record number of each row. */
  readonly records: readonly number[];
  readonly rejects: readonly { record: number; line: number; reason: string; raw: string }[];
  readonly index: string;
}

export class LoadBench {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-load-'));
  private serial = 0;

  file(name: string, content: string | Uint8Array): string {
    const full = path.join(this.folder, name);
    fs.writeFileSync(full, content);
    return full;
  }

  request(file: string, settings: SourceSettings, more: Partial<LoadRequest> = {}): LoadRequest {
    this.serial += 1;
    const out = path.join(this.folder, `out-${this.serial}`);
    fs.mkdirSync(out);
    return {
      path: file,
      settings,
      outData: path.join(out, 'data.parquet'),
      outRejects: path.join(out, 'data.rejects.parquet'),
      outIndex: path.join(out, 'data.index'),
      scratch: path.join(out, 'scratch'),
      ...more,
    };
  }

  async load(file: string, settings: SourceSettings, more: Partial<LoadRequest> = {}): Promise<Loaded> {
    const request = this.request(file, settings, more);
    const result = await loadSource(request);
    const data = await readParquet(request.outData);
    const rejects = fs.existsSync(request.outRejects) ? await readParquet(request.outRejects) : [];
    return {
      result,
      rows: data.map((row) => (result.numbered ? row.slice(1) : row) as (string | null)[]),
      records: data.map((row, i) => (result.numbered ? Number(row[0]) : i + 1)),
      rejects: rejects.map((row) => ({
        record: Number(row[0]),
        line: Number(row[1]),
        reason: String(row[3]),
        raw: String(row[4]),
      })),
      index: request.outIndex,
    };
  }

  close(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function readParquet(file: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet('${file.replaceAll("'", "''")}')`);
    return reader.getRowsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
