/** Lines by route: from a country, perhaps over another, to a third. */
import { ident, sql, type Sql } from '../sql/sql.ts';
import { AMOUNT, AMOUNT_OF_GROUPS, linesSql, type Lens } from './lines.ts';

export interface RouteColumns {
  readonly from: string;
  /** Null: no country between. */
  readonly via: string | null;
  readonly to: string;
}

/**
 * Rows of two kinds, told by `kind`: `all` (one: lines, valued, usd, no_from, no_to), `route` (origin, via, target, lines,
 * valued, usd, first, last). A country between that is one of the ends is none.
 */
export function flowsSql(lens: Lens, { from, via, to }: RouteColumns): Sql {
  const columns = [...new Set([from, to, 'value_usd', 'decl_date', ...(via === null ? [] : [via])])];
  const between =
    via === null
      ? sql`NULL::VARCHAR`
      : sql`CASE WHEN ${ident(via)} IN (${ident(from)}, ${ident(to)}) THEN NULL ELSE ${ident(via)} END`;
  return sql`WITH routes AS MATERIALIZED (
      SELECT ${ident(from)} AS origin, ${between} AS via, ${ident(to)} AS target, ${AMOUNT}, min(decl_date) AS first, max(decl_date) AS last
      FROM ${linesSql(lens, columns)} GROUP BY 1, 2, 3)
    SELECT 'all' AS kind, coalesce(sum(lines), 0) AS lines, coalesce(sum(valued), 0) AS valued, sum(usd) AS usd,
      coalesce(sum(lines) FILTER (origin IS NULL), 0) AS no_from, coalesce(sum(lines) FILTER (target IS NULL), 0) AS no_to FROM routes
    UNION ALL BY NAME (
      SELECT 'route' AS kind, origin, via, target, ${AMOUNT_OF_GROUPS}, CAST(min(first) AS VARCHAR) AS first, CAST(max(last) AS VARCHAR) AS last
      FROM routes WHERE origin IS NOT NULL AND target IS NOT NULL GROUP BY ALL
      ORDER BY usd DESC NULLS LAST, lines DESC, origin, via, target)`;
}
