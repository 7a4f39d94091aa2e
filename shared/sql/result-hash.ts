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

/** One value as canonical text; NULL for NULL. */
function canonicalText(column: ColumnInfo): Sql {
  const value = ident(column.name);
  // Adding zero makes -0 and 0 the same text. A whole number of up to 12 digits is the same text as a BIGINT, which is made much faster.
  if (column.kind === 'float')
    return sql`CASE WHEN ${value} = trunc(${value}) AND abs(${value}) < 1e12 THEN ${value}::BIGINT::VARCHAR ELSE printf('%.12g', ${value}::DOUBLE + 0.0) END`;
  // A scale that is not 0 always gives a point, so that zeros at the end are places.
  if (column.kind === 'decimal')
    return /,\s*0*[1-9]\d*\s*\)/.test(column.type)
      ? sql`rtrim(rtrim(${value}::VARCHAR, '0'), '.')`
      : sql`${value}::VARCHAR`;
  if (/WITH TIME ZONE/i.test(column.type) && column.kind === 'timestamp') return sql`epoch_us(${value})::VARCHAR`;
  return sql`${value}::VARCHAR`;
}

/**
 * One row: count, sum of upper halves, sum of lower halves (the sums as text).
 * @param columns columns of the relation; their names must differ
 */
export function resultHashSql(relation: Sql, columns: readonly ColumnInfo[]): Sql {
  // The texts are made below the place that uses each of them twice, so that each is made once.
  const texts = columns.map((column, i) => sql`${canonicalText(column)} AS ${ident(`t${i}`)}`);
  const row = columns.map((_, i) => {
    const text = ident(`t${i}`);
    // Of a NULL, `concat` takes the N and passes over the text.
    return sql`coalesce(strlen(${text})::VARCHAR || ':', 'N'), ${text}`;
  });
  return sql`SELECT count(*), coalesce(sum((n >> 64)::HUGEINT), 0)::VARCHAR, coalesce(sum((n & 18446744073709551615::UHUGEINT)::HUGEINT), 0)::VARCHAR
    FROM (SELECT md5_number(concat(${join(row)}))::UHUGEINT AS n FROM (SELECT ${join(texts)} FROM ${relation}))`;
}

/** The text whose SHA-256 is the hash of the result. */
export const resultHashText = (
  names: readonly string[],
  [count, upper, lower]: readonly [count: string, upper: string, lower: string],
): string => JSON.stringify(['waybill-result-1', names, count, upper, lower]);
