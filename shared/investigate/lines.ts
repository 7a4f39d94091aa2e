/** The lines that a picture counts: current lines of `shipments` that pass the filters of the analyst. */
import type { ColumnFilter } from '../contract/engine.ts';
import type { ColumnInfo } from '../contract/values.ts';
import { condition } from '../sql/view-sql.ts';
import { ident, join, sql, type Sql } from '../sql/sql.ts';

/** What is looked at. */
export interface Lens {
  readonly filters: readonly ColumnFilter[];
  /** The columns of `shipments`. */
  readonly columns: readonly ColumnInfo[];
}

/**
 * A subquery of the lines with the named columns. The filters stand inside, where no other table's columns have the
 * names that they mean.
 * @throws WaybillError 'view/unknown-column'
 */
export function linesSql({ filters, columns }: Lens, wanted: readonly string[]): Sql {
  const conditions = [sql`version_status = 'current'`, ...filters.map((filter) => condition(filter, columns))];
  return sql`(SELECT ${join(wanted.map(ident))} FROM shipments WHERE ${join(conditions, ' AND ')})`;
}

/** `lines`, `valued`, `usd` of a group. */
export const AMOUNT: Sql = sql`count(*) AS lines, count(value_usd) AS valued, sum(value_usd) AS usd`;
/** The same of groups that have them already. */
export const AMOUNT_OF_GROUPS: Sql = sql`sum(lines) AS lines, sum(valued) AS valued, sum(usd) AS usd`;

export type Measure = 'usd' | 'lines';
export type Side = 'exporter' | 'importer';

/** Greatest first; what has no value comes last. */
export const byMeasure = (measure: Measure): Sql =>
  measure === 'usd' ? sql`usd DESC NULLS LAST, lines DESC` : sql`lines DESC, usd DESC NULLS LAST`;

/**
 * The key of the party at one side of `s`, given the joined row `p` of `party_names`: `p:` and the party's id, else `n:`
 * and the name as it is written; NULL where no name is.
 */
export const keySql = (p: string, s: string, side: Side): Sql =>
  sql`CASE WHEN ${ident(p)}.party_id IS NOT NULL THEN 'p:' || ${ident(p)}.party_id WHEN nullif(${ident(s)}.${ident(`${side}_name`)}, '') IS NOT NULL THEN 'n:' || ${ident(s)}.${ident(`${side}_name`)} END`;

/** Joins `party_names` as `p` to the side of `s`. A spelling and its identifier are one row there. */
export const partyJoin = (p: string, s: string, side: Side): Sql =>
  sql`LEFT JOIN party_names AS ${ident(p)} ON ${ident(p)}.role = ${side} AND ${ident(p)}.raw_name = ${ident(s)}.${ident(`${side}_name`)} AND ${ident(p)}.raw_id IS NOT DISTINCT FROM ${ident(s)}.${ident(`${side}_id`)}`;
