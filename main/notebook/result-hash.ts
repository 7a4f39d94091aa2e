/** The hash of a result on an engine (shared/sql/result-hash.ts): one pass over the rows, in memory that does not grow. */
import type { RunOptions } from '../../shared/contract/engine.ts';
import type { ColumnInfo } from '../../shared/contract/values.ts';
import { resultHashSql, resultHashText } from '../../shared/sql/result-hash.ts';
import type { Sql } from '../../shared/sql/sql.ts';
import type { NativeEngine } from '../engine/native.ts';
import { sha256 } from './hash.ts';

/** @param columns columns as shown; the relation may hold a doubled name under another one, in the same place */
export async function hashOfRelation(
  engine: NativeEngine,
  relation: Sql,
  columns: readonly ColumnInfo[],
  options: RunOptions = {},
): Promise<string> {
  const inner = columns.map((column, i) => ({ ...column, name: `c${i}` }));
  const numbered: Sql = {
    text: `${relation.text} AS r(${inner.map((c) => c.name).join(', ')})`,
    binds: relation.binds,
  };
  const { rows } = await engine.internal(resultHashSql(numbered, inner), options);
  const [count, upper, lower] = rows[0]!.map(String) as [string, string, string];
  return sha256(
    resultHashText(
      columns.map((column) => column.name),
      [count, upper, lower],
    ),
  );
}
