/** The relation `repairs`: the history of repaired rejects, made from the custody log when a case is opened or repaired. */
import { closeSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { literal, sql, type Sql } from '../../shared/sql/sql.ts';
import type { NativeEngine } from '../engine/native.ts';
import { writeAll } from '../intake/numbered-csv.ts';
import type { CaseFolder } from './folder.ts';
import type { Repair } from './repairs.ts';
import { REPAIRS_TABLE } from './schema.ts';
import type { CaseSource } from './sources.ts';

/** U+0000 cannot be kept in a text of the engine's JSON reader; its picture stands for it. */
const shown = (text: string): string => text.replaceAll('\0', '\u2400');

const row = (r: Repair): readonly unknown[] => [
  r.source_id,
  r.record,
  r.joined,
  r.line,
  r.reason,
  shown(r.original),
  shown(r.text),
  r.repair,
  r.rule,
  r.by,
  r.why,
  r.at,
  r.undone?.at ?? null,
  r.undone?.by ?? null,
];

const TYPES = [
  'VARCHAR', 'BIGINT', 'BIGINT[]', 'BIGINT', 'VARCHAR', 'VARCHAR', 'VARCHAR', 'INTEGER', 'VARCHAR', 'VARCHAR', 'VARCHAR',
  'TIMESTAMP', 'TIMESTAMP', 'VARCHAR',
]; // prettier-ignore

/** Makes `repairs` anew. The rows go through a file, since binding them one by one takes minutes for many. */
export async function fillRepairs(
  engine: NativeEngine,
  folder: CaseFolder,
  sources: readonly CaseSource[],
): Promise<void> {
  await engine.internal(REPAIRS_TABLE);
  const repairs = sources.flatMap((s) => s.repairs?.history ?? []);
  engine.registerPlain('repairs', [{ relation: sql`repairs`, position: 'rowid', rows: repairs.length }]);
  if (repairs.length === 0) return;
  const file = path.join(folder.out, `repairs-${process.pid}.jsonl`);
  try {
    const handle = openSync(file, 'w', 0o600);
    try {
      for (const r of repairs) writeAll(handle, Buffer.from(`${JSON.stringify({ v: row(r) })}\n`, 'utf8'));
    } finally {
      closeSync(handle);
    }
    const columns = TYPES.map((type, i) => {
      const at: Sql = { text: String(i), binds: [] };
      const cast: Sql = { text: type, binds: [] };
      return type.endsWith('[]') ? sql`CAST(v->${at} AS ${cast})` : sql`CAST(v->>${at} AS ${cast})`;
    });
    const values = columns.reduce((all, each) => sql`${all}, ${each}`);
    await engine.internal(
      sql`INSERT INTO repairs SELECT ${values} FROM read_json(${literal(file)}, format = 'newline_delimited', columns = {v: 'JSON'}, maximum_object_size = 268435456)`,
    );
  } finally {
    rmSync(file, { force: true });
  }
}
