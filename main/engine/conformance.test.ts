import { DuckDBInstance } from '@duckdb/node-api';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { PARQUET_QUERY, checks, type Harness } from '../../shared/contract/conformance.ts';
import { ident, literal, sql } from '../../shared/sql/sql.ts';
import { csvSettings } from '../../shared/intake/settings-fixture.ts';
import { loadSource } from '../intake/load.ts';
import { NativeEngine } from './native.ts';

let folder: string;
let engine: NativeEngine;
let harness: Harness;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-conformance-'));
  for (const sub of ['data', 'out', 'spill', 'sources']) mkdirSync(path.join(folder, sub));
  engine = await NativeEngine.open({
    allowedFolders: [path.join(folder, 'data'), path.join(folder, 'out')],
    spillFolder: path.join(folder, 'spill'),
    workFile: path.join(folder, 'work.duckdb'),
  });
  let sources = 0;
  harness = {
    engine,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    abortController: () => new AbortController(),
    async parquet() {
      const file = path.join(folder, 'types.parquet');
      const instance = await DuckDBInstance.create();
      const connection = await instance.connect();
      await connection.run(
        sql`COPY (${{ text: PARQUET_QUERY, binds: [] }}) TO ${literal(file)} (ROW_GROUP_SIZE 100)`.text,
      );
      connection.closeSync();
      instance.closeSync();
      return new Uint8Array(readFileSync(file));
    },
    async open({ name, bytes, settings }, relation, onProgress) {
      sources += 1;
      // The name of a source is the analyst's; where it is kept here is ours.
      const file = path.join(folder, 'sources', `${sources}-${name.replaceAll(/[^\p{L}\p{N}.]/gu, '_')}`);
      writeFileSync(file, bytes);
      const data = path.join(folder, 'data', `s${sources}.parquet`);
      const loaded = await loadSource({
        path: file,
        settings:
          settings.kind === 'csv'
            ? csvSettings(settings.columns, { delimiter: settings.delimiter, encoding: settings.encoding })
            : csvSettings(settings.columns, { kind: 'parquet', encoding: null }),
        outData: data,
        outRejects: path.join(folder, 'data', `s${sources}.rejects.parquet`),
        outIndex: path.join(folder, 'out', `s${sources}.index`),
        scratch: path.join(folder, 'spill'),
        onProgress,
      });
      const read = sql`read_parquet(${literal(data)}, file_row_number = true)`;
      await engine.internal(sql`CREATE VIEW ${ident(relation)} AS SELECT * EXCLUDE (file_row_number) FROM ${read}`);
      engine.registerPlain(relation, [
        { relation: sql`(SELECT * FROM ${read})`, position: 'file_row_number', rows: loaded.loaded },
      ]);
      return { rows: loaded.loaded, rejected: loaded.rejected };
    },
  };
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

describe('the native engine', () => {
  for (const check of checks) it(check.name, () => check.run(harness));
});
