/** Replaces the content of derived tables by rows made in this process, all or nothing. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { ident, join, literal, sql, type Sql } from '../../shared/sql/sql.ts';
import { writeError } from './atomic.ts';
import type { Case } from './case.ts';
import { DERIVED_TABLES, derived } from './schema.ts';

export type FilledValue = string | number | boolean | null | readonly string[];

/** Rows of one derived table, values in the order of its columns. */
export interface FilledTable {
  readonly table: string;
  readonly rows: Iterable<readonly FilledValue[]>;
}

/** Bytes gathered before they are written. */
const CHUNK = 1 << 20;

/**
 * Replaces tables in one transaction; `after` runs in it too. The rows go through a file in `.waybill/out/`, which the
 * locked engine may read: binding them one by one takes minutes for 200,000.
 */
export async function fillTables(
  opened: Case,
  tables: readonly FilledTable[],
  after: readonly Sql[] = [],
  options: RunOptions = {},
): Promise<void> {
  const files: string[] = [];
  try {
    const statements: Sql[] = [];
    for (const { table, rows } of tables) {
      const file = path.join(opened.folder.out, `fill-${process.pid}-${table}.jsonl`);
      files.push(file);
      const count = writeLines(file, rows);
      statements.push(sql`DELETE FROM ${derived(table)}`);
      if (count > 0) statements.push(insertFrom(table, file));
    }
    await opened.engine.transaction([...statements, ...after], options);
  } finally {
    for (const file of files) rmSync(file, { force: true });
  }
  await opened.refreshDerived();
}

function insertFrom(table: string, file: string): Sql {
  const columns = DERIVED_TABLES[table] ?? [];
  // Each row is a JSON array in one column; lists stay JSON until they are cast.
  const values = columns.map(([, type], i): Sql => {
    const at: Sql = { text: String(i), binds: [] };
    const cast: Sql = { text: type, binds: [] };
    return type.endsWith('[]') ? sql`CAST(v->${at} AS ${cast})` : sql`CAST(v->>${at} AS ${cast})`;
  });
  return sql`INSERT INTO ${derived(table)} (${join(columns.map(([name]) => ident(name)))})
    SELECT ${join(values)} FROM read_json(${literal(file)}, format = 'newline_delimited', columns = {v: 'JSON'})`;
}

/** U+0000 cannot be kept in a text of the engine's JSON reader; it is no part of a name. */
const line = (row: readonly FilledValue[]): string => `${JSON.stringify({ v: row }).replaceAll('\\u0000', '')}\n`;

function writeLines(file: string, rows: Iterable<readonly FilledValue[]>): number {
  let count = 0;
  try {
    const handle = openSync(file, 'w');
    try {
      let text = '';
      const flush = (): void => {
        const bytes = Buffer.from(text, 'utf8');
        for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
        text = '';
      };
      for (const row of rows) {
        text += line(row);
        count++;
        if (text.length > CHUNK) flush();
      }
      flush();
    } finally {
      closeSync(handle);
    }
  } catch (cause) {
    throw writeError(cause, file);
  }
  return count;
}
