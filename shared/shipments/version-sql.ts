/**
 * `version_status` and `possible_duplicate` across all sources of a case (docs/data-model.md). A line is a number of a
 * declaration, compared without separators, and a line number.
 */
import { ident, join, literal, qualified, sql, type Sql } from '../sql/sql.ts';
import { SHIPMENT_FIELDS } from './fields.ts';

/**
 * A declaration number without separators, upper case. Numbers of capitals, digits and slashes, which most are, are
 * spared the walk through every letter.
 */
export const declarationKey = (x: Sql): Sql =>
  sql`CASE WHEN regexp_full_match(${x}, '[0-9A-Z/]*') THEN replace(${x}, '/', '') ELSE upper(translate(${x}, ${literal("/-. _–—\\:'№#\u00a0")}, '')) END`;

/**
 * A number that orders the editions of a line. Blank, 0, 1 and the date of the declaration are the original, which is
 * 0; then numbers of editions, then dates.
 */
const editionSql: Sql = sql`CASE
  WHEN record_version IS NULL THEN 0
  WHEN regexp_full_match(record_version, '\\d{4}-\\d{2}-\\d{2}') THEN CASE WHEN decl_date IS NOT NULL AND try_cast(record_version AS DATE) <= decl_date THEN 0 ELSE coalesce(date_diff('day', DATE '1900-01-01', try_cast(record_version AS DATE)), 0) END
  ELSE coalesce(nullif(try_cast(regexp_extract(record_version, '(\\d{1,6})(?:[.]0+)?$', 1) AS INTEGER), 1), 0) END`;

/** Place of a row's source, from 1. */
const sourceOrder = (sources: readonly string[]): Sql =>
  sql`coalesce(list_position(${sources.length === 0 ? sql`[]::VARCHAR[]` : sql`[${join(sources.map(literal))}]`}, source_id), 2147483647)`;

const lineKey: Sql = sql`hash(${declarationKey(sql`decl_no`)}, line_no)`;
const isLine: Sql = sql`decl_no IS NOT NULL AND line_no IS NOT NULL`;
const isDeleted: Sql = sql`version_status = 'deleted'`;

/** A source that is about to be added to `shipments`. */
export interface Arrival {
  readonly sourceId: string;
  /** Its rows with all columns of `shipments`; `version_status` is `deleted` or `current`. */
  readonly select: Sql;
  /** Its records are numbered from 1 to this. */
  readonly records: number;
}

const ARRIVING = qualified('temp', 'main', 'arriving_lines');
const JUDGED = qualified('temp', 'main', 'judged_lines');
const COPIES = 'waybill_duplicate';
const EARLIER = 'waybill_superseded';

/**
 * `WITH … judged AS (…)`: `row, place, source_record, was, status` of lines that occur more than once; `row` is NULL for
 * those that arrive. What orders the editions of a line is worked out for these only: in most files few are repeated.
 * @param arriving whether the table of arriving lines takes part
 * @param touched of the lines that are there only those that arrive once more
 */
const judgedSql = (
  table: Sql,
  sources: readonly string[],
  arriving: boolean,
  touched: boolean,
): Sql => sql`WITH there AS MATERIALIZED (
      SELECT row, line FROM (SELECT rowid AS row, ${lineKey} AS line FROM ${table} WHERE ${isLine})${touched ? sql` SEMI JOIN (SELECT DISTINCT line FROM ${ARRIVING}) USING (line)` : sql``}
    ), repeated AS MATERIALIZED (
      SELECT line FROM (SELECT line FROM there${arriving ? sql` UNION ALL SELECT line FROM ${ARRIVING}` : sql``}) GROUP BY line HAVING count(*) > 1
    ), lines AS (
      SELECT there.row, line, ${sourceOrder(sources)} AS place, source_record, version_status AS was, ${editionSql} AS edition
      FROM ${table} t JOIN there ON t.rowid = there.row SEMI JOIN repeated USING (line)
      ${arriving ? sql`UNION ALL SELECT NULL, line, place, source_record, was, edition FROM ${ARRIVING} SEMI JOIN repeated USING (line)` : sql``}
    ), ranked AS (
      SELECT row, place, source_record, was, edition,
        row_number() OVER (PARTITION BY line, edition, was = 'deleted' ORDER BY place, source_record) AS copy,
        max(edition) OVER (PARTITION BY line) AS latest,
        bool_or(was = 'deleted') OVER (PARTITION BY line, edition) AS annulled
      FROM lines
    ), judged AS (
      SELECT row, place, source_record, was, CASE
        WHEN was = 'deleted' THEN 'deleted'
        WHEN copy > 1 THEN 'duplicate'
        WHEN edition < latest OR annulled THEN 'superseded'
        ELSE 'current' END AS status
      FROM ranked
    )`;

/**
 * Sets `version_status` of all lines that occur more than once. Rows that are `deleted` stay so; what the others were
 * does not matter.
 * @param table the table of all shipments
 * @param sources ids of the sources, the one that leads first: of equal editions the first stays
 */
export const versionStatusSql = (
  table: Sql,
  sources: readonly string[],
): Sql => sql`${judgedSql(table, sources, false, false)}
    UPDATE ${table} AS t SET version_status = judged.status FROM judged
    WHERE t.rowid = judged.row AND judged.status <> judged.was`;

/**
 * Statements that add sources to `shipments`, to be run in this order, in one transaction on one connection. The rows
 * are written once, with their `version_status`: an update of a column afterwards would make the engine write all
 * columns again. A join with what was judged would lose the order of the records; so the statuses of a source are kept
 * in two strings of bits, one bit for each record.
 * @param sources ids of all sources, the one that leads first
 * @param touched only lines of the arriving sources are judged anew, the others being judged already
 */
export function arrivalStatements(
  table: Sql,
  sources: readonly string[],
  arrivals: readonly Arrival[],
  touched: boolean,
): Sql[] {
  if (arrivals.length === 0) return touched ? [] : [versionStatusSql(table, sources)];
  const keys = arrivals.map(
    ({ sourceId, select }) =>
      sql`SELECT ${place(sources, sourceId)} AS place, source_record, ${lineKey} AS line, version_status AS was, ${editionSql} AS edition FROM (${select}) WHERE ${isLine}`,
  );
  const bits = (name: string, status: string, { sourceId, records }: Arrival): Sql =>
    sql`SET VARIABLE ${ident(name)} = (SELECT bitstring_agg(source_record, 1, ${integer(Math.max(records, 1))}) FROM ${JUDGED} WHERE row IS NULL AND place = ${place(sources, sourceId)} AND status = ${literal(status)})`;
  const isSet = (name: string): Sql => sql`get_bit(getvariable(${literal(name)}), (source_record - 1)::INTEGER) = 1`;
  return [
    sql`CREATE OR REPLACE TEMP TABLE ${ARRIVING} AS ${join(keys, ' UNION ALL ')}`,
    sql`CREATE OR REPLACE TEMP TABLE ${JUDGED} AS ${judgedSql(table, sources, true, touched)} SELECT row, place, source_record, status FROM judged WHERE status <> was`,
    sql`DROP TABLE ${ARRIVING}`,
    sql`UPDATE ${table} AS t SET version_status = judged.status FROM ${JUDGED} judged WHERE t.rowid = judged.row`,
    ...arrivals.flatMap((arrival) => [
      bits(COPIES, 'duplicate', arrival),
      bits(EARLIER, 'superseded', arrival),
      sql`INSERT INTO ${table} BY NAME SELECT * REPLACE (CASE WHEN ${isDeleted} THEN 'deleted' WHEN ${isSet(COPIES)} THEN 'duplicate' WHEN ${isSet(EARLIER)} THEN 'superseded' ELSE 'current' END AS version_status) FROM (${arrival.select})`,
    ]),
    sql`RESET VARIABLE ${ident(COPIES)}`,
    sql`RESET VARIABLE ${ident(EARLIER)}`,
    sql`DROP TABLE ${JUDGED}`,
  ];
}

const integer = (n: number): Sql => ({ text: String(Math.trunc(n)), binds: [] });
const place = (sources: readonly string[], id: string): Sql => integer(sources.indexOf(id) + 1);

/**
 * What another order of the sources would change, nothing being written. Rows `source_id, gained, lost, usd_gained,
 * usd_lost`: lines that would become current or cease to be, with their statistical values.
 */
export const orderChangesSql = (
  table: Sql,
  sources: readonly string[],
): Sql => sql`${judgedSql(table, sources, false, false)}
    SELECT source_id, count(*) FILTER (WHERE status = 'current'), count(*) FILTER (WHERE version_status = 'current'),
      coalesce(sum(value_usd) FILTER (WHERE status = 'current'), 0), coalesce(sum(value_usd) FILTER (WHERE version_status = 'current'), 0)
    FROM ${table} t JOIN judged ON t.rowid = judged.row
    WHERE t.version_status <> judged.status GROUP BY source_id ORDER BY source_id`;

/**
 * Flags rows without a line number that are identical in every field to another such row. None is dropped.
 * @param arrived only rows of the declarations in these sources are compared; absent: all
 */
export function possibleDuplicatesSql(table: Sql, arrived?: readonly string[]): Sql {
  const fields = join(SHIPMENT_FIELDS.map((f) => ident(f.name)));
  const unnumbered = sql`line_no IS NULL AND decl_no IS NOT NULL`;
  const numbers =
    arrived === undefined
      ? sql`SELECT decl_no FROM ${table} WHERE ${unnumbered} GROUP BY decl_no HAVING count(*) > 1`
      : sql`SELECT decl_no FROM ${table} WHERE ${unnumbered} AND source_id IN (${join(arrived.map(literal))})`;
  return sql`WITH rows AS (
      SELECT rowid AS row, hash(${fields}) AS content FROM ${table} WHERE ${unnumbered} AND decl_no IN (${numbers})
    ), twice AS (
      SELECT content FROM rows GROUP BY content HAVING count(*) > 1
    ), judged AS (
      SELECT row FROM rows SEMI JOIN twice USING (content)
    )
    UPDATE ${table} AS t SET possible_duplicate = true FROM judged WHERE t.rowid = judged.row AND NOT t.possible_duplicate`;
}
