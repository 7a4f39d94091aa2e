/**
 * `version_status` and `possible_duplicate` across all sources of a case (docs/data-model.md). A line is a number of a
 * declaration, compared without separators, and a line number.
 */
import { ident, join, literal, sql, type Sql } from '../sql/sql.ts';
import { SHIPMENT_FIELDS } from './fields.ts';

/** A declaration number without separators, upper case. */
export const declarationKey = (x: Sql): Sql => sql`upper(translate(${x}, ${literal("/-. _–—\\:'№#\u00a0")}, ''))`;

/**
 * A number that orders the editions of a line. Blank, 0, 1 and the date of the declaration are the original, which is
 * 0; then numbers of editions, then dates.
 */
const editionSql: Sql = sql`CASE
  WHEN record_version IS NULL THEN 0
  WHEN regexp_full_match(record_version, '\\d{4}-\\d{2}-\\d{2}') THEN CASE WHEN decl_date IS NOT NULL AND try_cast(record_version AS DATE) <= decl_date THEN 0 ELSE coalesce(date_diff('day', DATE '1900-01-01', try_cast(record_version AS DATE)), 0) END
  ELSE coalesce(nullif(try_cast(regexp_extract(record_version, '(\\d{1,6})(?:[.]0+)?$', 1) AS INTEGER), 1), 0) END`;

const sourceOrder = (sources: readonly string[]): Sql =>
  sql`coalesce(list_position(${sources.length === 0 ? sql`[]::VARCHAR[]` : sql`[${join(sources.map(literal))}]`}, source_id), 2147483647)`;

/** `WITH … judged AS (…)`: `row, status` of all lines that occur more than once. */
const judgedSql = (table: Sql, sources: readonly string[]): Sql => sql`WITH lines AS (
      SELECT rowid AS row, hash(${declarationKey(sql`decl_no`)}, line_no) AS line, version_status = 'deleted' AS deleted,
        ${editionSql} AS edition, ${sourceOrder(sources)} AS place, source_record
      FROM ${table} WHERE decl_no IS NOT NULL AND line_no IS NOT NULL
    ), repeated AS (
      SELECT line FROM lines GROUP BY line HAVING count(*) > 1
    ), ranked AS (
      SELECT row, deleted, edition,
        row_number() OVER (PARTITION BY line, edition, deleted ORDER BY place, source_record) AS copy,
        max(edition) OVER (PARTITION BY line) AS latest,
        bool_or(deleted) OVER (PARTITION BY line, edition) AS annulled
      FROM lines SEMI JOIN repeated USING (line)
    ), judged AS (
      SELECT row, CASE
        WHEN deleted THEN 'deleted'
        WHEN copy > 1 THEN 'duplicate'
        WHEN edition < latest OR annulled THEN 'superseded'
        ELSE 'current' END AS status
      FROM ranked
    )`;

/**
 * Sets `version_status` of all lines that occur more than once. Rows are expected to be `deleted` or anything else, as
 * `shipmentsSelect` leaves them: deleted ones stay so.
 * @param table the table of all shipments
 * @param sources ids of the sources, the one that leads first: of equal editions the first stays
 */
export const versionStatusSql = (table: Sql, sources: readonly string[]): Sql => sql`${judgedSql(table, sources)}
    UPDATE ${table} AS t SET version_status = judged.status FROM judged
    WHERE t.rowid = judged.row AND t.version_status IS DISTINCT FROM judged.status`;

/**
 * What another order of the sources would change, nothing being written. Rows `source_id, gained, lost, usd_gained,
 * usd_lost`: lines that would become current or cease to be, with their statistical values.
 */
export const orderChangesSql = (table: Sql, sources: readonly string[]): Sql => sql`${judgedSql(table, sources)}
    SELECT source_id, count(*) FILTER (WHERE status = 'current'), count(*) FILTER (WHERE version_status = 'current'),
      coalesce(sum(value_usd) FILTER (WHERE status = 'current'), 0), coalesce(sum(value_usd) FILTER (WHERE version_status = 'current'), 0)
    FROM ${table} t JOIN judged ON t.rowid = judged.row
    WHERE t.version_status <> judged.status GROUP BY source_id ORDER BY source_id`;

/** Flags rows without a line number that are identical in every field to another such row. None is dropped. */
export function possibleDuplicatesSql(table: Sql): Sql {
  const fields = join(SHIPMENT_FIELDS.map((f) => ident(f.name)));
  return sql`WITH rows AS (
      SELECT rowid AS row, hash(${fields}) AS content FROM ${table} WHERE line_no IS NULL AND decl_no IS NOT NULL
    ), twice AS (
      SELECT content FROM rows GROUP BY content HAVING count(*) > 1
    ), judged AS (
      SELECT row FROM rows SEMI JOIN twice USING (content)
    )
    UPDATE ${table} AS t SET possible_duplicate = true FROM judged WHERE t.rowid = judged.row AND NOT t.possible_duplicate`;
}
