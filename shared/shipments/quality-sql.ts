/**
 * What the data-quality page shows of `shipments`. Every figure comes with the condition that selects the rows behind it
 * (`rowsWhere`), so that a click can open them.
 */
import { ident, join, literal, sql, type Sql } from '../sql/sql.ts';
import { SHIPMENT_FIELDS } from './fields.ts';

const CURRENT = sql`version_status = 'current'`;
const ofSource = (source: string | null): Sql => (source === null ? sql`true` : sql`source_id = ${literal(source)}`);

/** Rows `month, lines, usd` of current lines, months without lines included, from the first to the last month. @param source null = the whole case */
export const coverageSql = (source: string | null): Sql => sql`WITH months AS (
    SELECT date_trunc('month', decl_date)::DATE AS month, count(*) AS lines, sum(value_usd) AS usd
    FROM shipments WHERE ${CURRENT} AND decl_date IS NOT NULL AND ${ofSource(source)} GROUP BY 1
  ), span AS (
    SELECT unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH))::DATE AS month FROM months
  )
  SELECT strftime(month, '%Y-%m') AS month, coalesce(lines, 0) AS lines, coalesce(usd, 0) AS usd FROM span LEFT JOIN months USING (month) ORDER BY month`;

/** Rows `field, empty, lines`: how many lines lack a value, in the order of the fields. */
export function emptyCellsSql(source: string | null): Sql {
  const counts = SHIPMENT_FIELDS.map((f) => sql`count(*) - count(${ident(f.name)})`);
  const names = SHIPMENT_FIELDS.map((f) => literal(f.name));
  return sql`WITH counted AS (SELECT [${join(names)}] AS fields, [${join(counts)}] AS empties, count(*) AS lines FROM shipments WHERE ${ofSource(source)})
    SELECT unnest(fields) AS field, unnest(empties) AS empty, lines FROM counted`;
}

/** Rows `source_id, status, lines, usd`; `possible duplicate` is a part of `current`. */
export const statusSql: Sql = sql`SELECT source_id, version_status AS status, count(*) AS lines, sum(value_usd) AS usd FROM shipments GROUP BY ALL
  UNION ALL SELECT source_id, 'possible duplicate', count(*), sum(value_usd) FROM shipments WHERE possible_duplicate GROUP BY ALL ORDER BY 1, 2`;

/** Rows `first_source, second_source, lines`: lines that two sources both have. */
export const sharedLinesSql: Sql = sql`WITH lines AS (
    SELECT DISTINCT source_id, upper(translate(decl_no, ${literal('/-. _')}, '')) AS declaration, line_no FROM shipments WHERE decl_no IS NOT NULL AND line_no IS NOT NULL
  )
  SELECT a.source_id AS first_source, b.source_id AS second_source, count(*) AS lines
  FROM lines a JOIN lines b USING (declaration, line_no) WHERE a.source_id < b.source_id GROUP BY ALL ORDER BY ALL`;

/** Rows `basis, currency, lines, total` of current lines. Totals of different currencies are never added. */
export const valueTotalsSql = (
  source: string | null,
): Sql => sql`SELECT 'statistical value' AS basis, 'USD' AS currency, count(value_usd) AS lines, sum(value_usd) AS total FROM shipments WHERE ${CURRENT} AND ${ofSource(source)}
  UNION ALL SELECT 'contract value', coalesce(currency, 'not stated'), count(*), sum(invoice_value) FROM shipments WHERE ${CURRENT} AND invoice_value IS NOT NULL AND ${ofSource(source)} GROUP BY currency
  UNION ALL SELECT 'customs value', 'national currency', count(*), sum(customs_value) FROM shipments WHERE ${CURRENT} AND customs_value IS NOT NULL AND ${ofSource(source)} HAVING count(*) > 0
  ORDER BY basis, lines DESC`;

/** Something that is wrong or odd in a line. */
export interface Check {
  readonly name: string;
  /** For the analyst. */
  readonly title: string;
  /** The lines, as a condition on `shipments`. */
  readonly where: Sql;
}

/** Chapters of the Harmonized System: 1 to 97 without 77; 98 and 99 are national. */
const UNKNOWN_CHAPTER = sql`hs_code IS NOT NULL AND (try_cast(left(hs_code, 2) AS INTEGER) NOT BETWEEN 1 AND 99 OR left(hs_code, 2) = '77')`;

export const CHECKS: readonly Check[] = [
  { name: 'negative', title: 'A negative value, weight or quantity', where: sql`least(value_usd, invoice_value, customs_value) < 0 OR least(gross_kg, net_kg, quantity) < 0` },
  { name: 'zero-value', title: 'A value of zero', where: sql`value_usd = 0` },
  { name: 'net-above-gross', title: 'Net weight above gross weight', where: sql`net_kg > gross_kg * 1.001` },
  { name: 'no-currency', title: 'A contract value without a currency', where: sql`invoice_value IS NOT NULL AND currency IS NULL` },
  { name: 'released-before', title: 'Released before it was declared', where: sql`release_date < decl_date` },
  { name: 'date-off', title: 'A date before 1990, or a month after the file was loaded', where: sql`decl_date < DATE '1990-01-01' OR decl_date > (SELECT max(loaded_at)::DATE + 31 FROM sources)` },
  { name: 'hs-short', title: 'An HS code of fewer than six digits', where: sql`strlen(hs_code) < 6` },
  { name: 'hs-unknown-chapter', title: 'An HS code whose chapter does not exist', where: UNKNOWN_CHAPTER },
  { name: 'rate-off', title: 'The statistical value differs tenfold from the contract value in US dollars', where: sql`currency = 'USD' AND invoice_value > 0 AND (value_usd > invoice_value * 10 OR value_usd < invoice_value / 10)` },
  { name: 'country-inferred', title: "The exporter's country was read from its address", where: sql`exporter_country_inferred` },
]; // prettier-ignore

/** One row: how many current lines each check finds, columns named as the checks. */
export const checksSql = (source: string | null): Sql =>
  sql`SELECT ${join(CHECKS.map((c) => sql`count(*) FILTER (WHERE ${c.where}) AS ${ident(c.name)}`))} FROM shipments WHERE ${CURRENT} AND ${ofSource(source)}`;

/** The lines behind a figure. */
export const rowsWhere = (where: Sql, source: string | null): Sql =>
  sql`FROM shipments WHERE ${CURRENT} AND (${where}) AND ${ofSource(source)} ORDER BY source_id, source_record`;

/**
 * Rows `hs_code, lines, usd` of codes that a nomenclature does not have, most lines first. A code is known if the
 * nomenclature has it, or one that it begins with, of at least six digits.
 * @param nomenclature a relation with a column `code` of digits
 */
export const unknownCodesSql = (nomenclature: Sql): Sql => sql`WITH codes AS (
    SELECT hs_code, count(*) AS lines, sum(value_usd) AS usd FROM shipments WHERE ${CURRENT} AND hs_code IS NOT NULL GROUP BY hs_code
  )
  SELECT hs_code, lines, usd FROM codes WHERE NOT EXISTS (
    SELECT 1 FROM ${nomenclature} n WHERE codes.hs_code = n.code OR (strlen(n.code) >= 6 AND starts_with(codes.hs_code, n.code)) OR starts_with(n.code, codes.hs_code)
  ) ORDER BY lines DESC, hs_code`;

/**
 * Unit values far from those of the same code: a robust z of the logarithm of USD per kilogram, by code of six digits
 * with at least `least` lines. Rows `source_id, source_record, hs6, usd_per_kg, typical, z`, most distant first.
 */
export const outliersSql = (least: number, limit: number): Sql => sql`WITH priced AS (
    SELECT source_id, source_record, left(hs_code, 6) AS hs6, ln(value_usd / net_kg) AS price FROM shipments
    WHERE ${CURRENT} AND value_usd > 0 AND net_kg > 0 AND strlen(hs_code) >= 6
  ), middle AS (
    SELECT hs6, median(price) AS centre, mad(price) AS spread FROM priced GROUP BY hs6 HAVING count(*) >= ${literal(String(Math.trunc(least)))}::BIGINT AND mad(price) > 0
  )
  SELECT source_id, source_record, hs6, round(exp(price), 2) AS usd_per_kg, round(exp(centre), 2) AS typical, round((price - centre) / (1.4826 * spread), 1) AS z
  FROM priced JOIN middle USING (hs6) WHERE abs(price - centre) > 3.5 * 1.4826 * spread ORDER BY abs(price - centre) / spread DESC, source_id, source_record LIMIT ${literal(String(Math.trunc(limit)))}::BIGINT`;
