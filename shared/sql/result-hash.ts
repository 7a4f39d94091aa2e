/**
 * The hash of a result: what a report states and `verify` recomputes. It does not depend on the order of rows, on the
 * engine's number of threads or on column types that hold the same values; a changed, missing or doubled row changes it.
 *
 * Each row becomes canonical text (each value as `length:text`, NULL as `N`; doubles to 12 significant digits, since
 * sums over threads differ in the last bits; points in time in UTC). The MD5 of each row text is read as a 128-bit
 * number, and the upper and lower halves are each summed: sums do not depend on order and, unlike XOR, keep doubled
 * rows apart. The hash is the SHA-256 of names, row count and both sums (`resultHashText`).
 */
import type { ColumnInfo } from '../contract/values.ts';
import { ident, join, sql, type Sql } from './sql.ts';

/** One value as canonical text; not null for NULL. */
function canonicalText(column: ColumnInfo): Sql {
  const value = ident(column.name);
  const text = ((): Sql => {
    // Adding zero makes -0 and 0 the same text.
    if (column.kind === 'float') return sql`printf('%.12g', ${value}::DOUBLE + 0.0)`;
    if (column.kind === 'decimal')
      return sql`regexp_replace(regexp_replace(${value}::VARCHAR, '(\\.[0-9]*[1-9])0+$', '\\1'), '\\.0*$', '')`;
    if (/WITH TIME ZONE/i.test(column.type) && column.kind === 'timestamp') return sql`epoch_us(${value})::VARCHAR`;
    return sql`${value}::VARCHAR`;
  })();
  return sql`CASE WHEN ${value} IS NULL THEN 'N' ELSE concat(strlen(${text}), ':', ${text}) END`;
}

/**
 * One row: count, sum of upper halves, sum of lower halves (the sums as text).
 * @param columns columns of the relation; their names must differ
 */
export function resultHashSql(relation: Sql, columns: readonly ColumnInfo[]): Sql {
  const row = join(columns.map(canonicalText));
  return sql`SELECT count(*), coalesce(sum((n >> 64)::HUGEINT), 0)::VARCHAR, coalesce(sum((n & 18446744073709551615::UHUGEINT)::HUGEINT), 0)::VARCHAR
    FROM (SELECT md5_number(concat(${row}))::UHUGEINT AS n FROM ${relation})`;
}

/** The text whose SHA-256 is the hash of the result. */
export const resultHashText = (
  names: readonly string[],
  [count, upper, lower]: readonly [count: string, upper: string, lower: string],
): string => JSON.stringify(['waybill-result-1', names, count, upper, lower]);
