/** Lines by month, split into series; which months the files cover; when hits were listed. */
import { ident, sql, type Sql } from '../sql/sql.ts';
import { AMOUNT, AMOUNT_OF_GROUPS, byMeasure, keySql, linesSql, partyJoin, type Lens, type Measure } from './lines.ts';

export const SPLITS = ['none', 'brand', 'exporter', 'source', 'origin_country', 'direction'] as const;
export type Split = (typeof SPLITS)[number];

const MONTH = sql`CAST(date_trunc('month', decl_date) AS DATE) AS month`;

/** `base`: one row for each month and member of the split. */
function baseSql(lens: Lens, split: Split): Sql {
  const dated = ['decl_date', 'value_usd'];
  switch (split) {
    case 'none':
      return sql`base AS (SELECT ${MONTH}, '' AS member, ${AMOUNT} FROM ${linesSql(lens, dated)} GROUP BY 1)`;
    case 'brand':
      return sql`base AS (SELECT ${MONTH}, b.brand AS member, ${AMOUNT}
        FROM ${linesSql(lens, [...dated, 'source_id', 'source_record'])} AS l
        LEFT JOIN shipment_brands AS b ON b.source_id = l.source_id AND b.source_record = l.source_record GROUP BY 1, 2)`;
    case 'exporter':
      return sql`spelled AS (SELECT ${MONTH}, exporter_name, exporter_id, ${AMOUNT} FROM ${linesSql(lens, [...dated, 'exporter_name', 'exporter_id'])} GROUP BY 1, 2, 3),
        keyed AS (SELECT g.month, ${keySql('e', 'g', 'exporter')} AS key, ${sql`g.lines, g.valued, g.usd`} FROM spelled AS g ${partyJoin('e', 'g', 'exporter')}),
        base AS (SELECT k.month, coalesce(p.name, substr(k.key, 3)) AS member, ${AMOUNT_OF_GROUPS}
          FROM keyed AS k LEFT JOIN parties AS p ON k.key = 'p:' || p.party_id GROUP BY k.month, k.key, p.name)`;
    case 'source':
      return sql`base AS (SELECT ${MONTH}, regexp_replace(f.path, '^.*[/\\\\]', '') AS member, ${AMOUNT}
        FROM ${linesSql(lens, [...dated, 'source_id'])} AS l LEFT JOIN sources AS f ON f.source_id = l.source_id GROUP BY 1, 2)`;
    case 'origin_country':
    case 'direction':
      return sql`base AS (SELECT ${MONTH}, ${ident(split)} AS member, ${AMOUNT} FROM ${linesSql(lens, [...dated, split])} GROUP BY 1, 2)`;
  }
}

/**
 * Rows of two kinds, told by `kind`: `series` (place from 0, member, members: how many it stands for; the rest has the
 * last place and `rest`), `cell` (month, place, lines, valued, usd). Lines without a date have a cell without a month.
 * @param series how many members are series of their own
 */
export const timelineSql = (lens: Lens, split: Split, measure: Measure, series: number): Sql => {
  const order = byMeasure(measure);
  return sql`WITH ${baseSql(lens, split)},
    members AS (SELECT member, ${AMOUNT_OF_GROUPS} FROM base GROUP BY member),
    ranked AS MATERIALIZED (
      SELECT member, least(row_number() OVER (ORDER BY member IS NULL, ${order}, member) - 1, ${series}) AS place, row_number() OVER (ORDER BY member IS NULL, ${order}, member) > ${series} AND member IS NOT NULL AS rest
      FROM members),
    placed AS (SELECT member, rest, CASE WHEN member IS NULL THEN ${series} + 1 ELSE place END AS place FROM ranked)
    SELECT 'series' AS kind, place, CASE WHEN rest THEN NULL ELSE any_value(member) END AS member, rest, count(*) AS members
    FROM placed GROUP BY place, rest
    UNION ALL BY NAME
    SELECT 'cell' AS kind, place, CAST(month AS VARCHAR) AS month, ${AMOUNT_OF_GROUPS}
    FROM base JOIN placed ON base.member IS NOT DISTINCT FROM placed.member GROUP BY place, month
    ORDER BY kind DESC, place, month`;
};

/** Rows `(month, lines)` of the whole case, whatever the filters: what the files cover. */
export const coveredMonthsSql = (): Sql =>
  sql`SELECT CAST(CAST(date_trunc('month', decl_date) AS DATE) AS VARCHAR) AS month, count(*) AS lines FROM shipments WHERE decl_date IS NOT NULL GROUP BY 1 ORDER BY 1`;

/** Rows `(date, names, count)`: when entries that matched a party were listed. Five names of each date are given, with U+001F between them. */
export const listingsSql = (): Sql =>
  sql`SELECT CAST(listed_from AS VARCHAR) AS date, array_to_string(list_sort(list(name))[1:5], chr(31)) AS names, count(*) AS n
    FROM (SELECT DISTINCT e.list_id, e.entry_id, e.name, e.listed_from FROM screening AS s
      JOIN list_entries AS e ON e.list_id = s.list_id AND e.entry_id = s.entry_id WHERE s.verdict = 'match' AND e.listed_from IS NOT NULL)
    GROUP BY listed_from ORDER BY listed_from LIMIT 500`;
