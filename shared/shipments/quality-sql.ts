/**
 * What the data-quality page shows of `shipments`. Every figure comes with the statement that lists the rows behind it,
 * so that a click can open them. Names of sources are ids, fields are those of the data model: nothing here is typed by
 * an analyst.
 */
import { ident, join, literal, sql, type Sql } from '../sql/sql.ts';
import { SHIPMENT_FIELDS, type ShipmentField } from './fields.ts';
import { isNullCell } from './typing-sql.ts';
import { declarationKey } from './version-sql.ts';

const CURRENT = sql`version_status = 'current'`;
/** @param source null = the whole case */
export const ofSource = (source: string | null): Sql =>
  source === null ? sql`true` : sql`source_id = ${literal(source)}`;
const integer = (n: number): Sql => ({ text: String(Math.trunc(n)), binds: [] });

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
  { name: 'negative', title: 'A negative value, weight or quantity', where: sql`(least(value_usd, invoice_value, customs_value) < 0 OR least(gross_kg, net_kg, quantity) < 0)` },
  { name: 'zero-value', title: 'A value of zero', where: sql`value_usd = 0` },
  { name: 'absurd-value', title: 'A line of more than a billion dollars', where: sql`value_usd > 1000000000` },
  { name: 'net-above-gross', title: 'Net weight above gross weight', where: sql`net_kg > gross_kg * 1.001` },
  { name: 'zero-weight', title: 'A net weight of zero', where: sql`net_kg = 0` },
  { name: 'absurd-weight', title: 'A line of more than 100,000 tonnes', where: sql`greatest(net_kg, gross_kg) > 100000000` },
  { name: 'no-currency', title: 'A contract value without a currency', where: sql`invoice_value IS NOT NULL AND currency IS NULL` },
  { name: 'released-before', title: 'Released before it was declared', where: sql`release_date < decl_date` },
  { name: 'date-off', title: 'A date before 1990, or a month after the file was loaded', where: sql`(decl_date < DATE '1990-01-01' OR decl_date > (SELECT max(loaded_at)::DATE + 31 FROM sources))` },
  { name: 'hs-short', title: 'An HS code of fewer than six digits', where: sql`strlen(hs_code) < 6` },
  { name: 'hs-unknown-chapter', title: 'An HS code whose chapter does not exist', where: UNKNOWN_CHAPTER },
  { name: 'rate-off', title: 'The statistical value differs tenfold from the contract value in US dollars', where: sql`currency = 'USD' AND invoice_value > 0 AND (value_usd > invoice_value * 10 OR value_usd < invoice_value / 10)` },
  { name: 'no-line', title: 'No line number: other editions cannot be recognised', where: sql`line_no IS NULL` },
  { name: 'country-inferred', title: "The exporter's country was read from its address", where: sql`exporter_country_inferred` },
  { name: 'usd-derived', title: 'US dollars worked out from the customs value and the rate in the row', where: sql`value_usd_derived` },
]; // prettier-ignore

/** Figures of one source, as `overviewSql` gives them before the counts of fields and checks. */
export const OVERVIEW = [
  'lines', 'current', 'superseded', 'deleted', 'duplicate', 'possible_duplicate', 'usd', 'usd_superseded', 'usd_deleted', 'usd_duplicate', 'usd_possible_duplicate',
  'usd_lines', 'customs_lines', 'customs', 'no_line', 'inside_union', 'undated', 'inferred',
] as const; // prettier-ignore

/** Members of the Eurasian Economic Union: no declaration is made for trade among them. */
const UNION = sql`('RU', 'BY', 'KZ', 'AM', 'KG')`;
const INSIDE_UNION = sql`exporter_country IN ${UNION} AND importer_country IN ${UNION}`;
const of = (status: string): Sql => sql`FILTER (WHERE version_status = ${literal(status)})`;

/**
 * One row per source, in one scan: `source_id`, the figures of `OVERVIEW`, then how many lines have a value of each
 * field, then how many current lines each check finds.
 */
export const overviewSql = (source: string | null): Sql => sql`SELECT source_id, count(*),
    count(*) ${of('current')}, count(*) ${of('superseded')}, count(*) ${of('deleted')}, count(*) ${of('duplicate')}, count(*) FILTER (WHERE possible_duplicate),
    sum(value_usd) ${of('current')}, sum(value_usd) ${of('superseded')}, sum(value_usd) ${of('deleted')}, sum(value_usd) ${of('duplicate')}, sum(value_usd) FILTER (WHERE possible_duplicate),
    count(value_usd) ${of('current')}, count(customs_value) ${of('current')}, sum(customs_value) ${of('current')},
    count(*) FILTER (WHERE ${CURRENT} AND line_no IS NULL), count(*) FILTER (WHERE ${CURRENT} AND ${INSIDE_UNION}),
    count(*) FILTER (WHERE ${CURRENT} AND decl_date IS NULL), count(*) FILTER (WHERE exporter_country_inferred),
    ${join(SHIPMENT_FIELDS.map((f) => sql`count(${ident(f.name)})`))},
    ${join(CHECKS.map((c) => sql`count(*) FILTER (WHERE ${CURRENT} AND ${c.where})`))}
  FROM shipments WHERE ${ofSource(source)} GROUP BY source_id`;

/** Rows `source_id, month (yyyy-mm), lines, usd` of current lines with a date. */
export const monthsSql = (
  source: string | null,
): Sql => sql`SELECT source_id, strftime(month, '%Y-%m'), lines, usd FROM (
    SELECT source_id, date_trunc('month', decl_date) AS month, count(*) AS lines, sum(value_usd) AS usd
    FROM shipments WHERE ${CURRENT} AND decl_date IS NOT NULL AND ${ofSource(source)} GROUP BY ALL) ORDER BY ALL`;

/** Rows `currency, lines, total` of the contract values of current lines, most lines first. */
export const contractValuesSql = (source: string | null): Sql => sql`SELECT currency, count(*), sum(invoice_value)
  FROM shipments WHERE ${CURRENT} AND invoice_value IS NOT NULL AND ${ofSource(source)} GROUP BY currency ORDER BY 2 DESC, 1`;

/** Whether any number of a declaration is one of the Russian or Kazakh form: one row, or none. */
export const unionDeclarationSql = (source: string | null): Sql =>
  sql`SELECT 1 FROM shipments WHERE regexp_matches(decl_no, '^(\\d{8}|\\d{5})/\\d{6}/\\d{7}') AND ${ofSource(source)} LIMIT 1`;

const linesWhere = (where: Sql, source: string | null): Sql =>
  sql`FROM shipments\nWHERE ${where}${source === null ? sql`` : sql` AND ${ofSource(source)}`}\nORDER BY source_id, source_record`;

/** The current lines behind a figure. */
export const rowsWhere = (where: Sql, source: string | null): Sql => linesWhere(sql`${CURRENT} AND ${where}`, source);
/** Lines of a status. @param status as in `version_status`, or `possible duplicate` */
export const rowsOfStatus = (status: string, source: string | null): Sql =>
  linesWhere(
    status === 'possible duplicate' ? sql`possible_duplicate` : sql`version_status = ${literal(status)}`,
    source,
  );
/** Lines of a source, whatever their status. */
export const rowsOfSource = (source: string): Sql => linesWhere(sql`true`, source);
/** Records of a source that were not loaded. */
export const rejectsOfSource = (source: string): Sql => sql`FROM rejects\nWHERE ${ofSource(source)}\nORDER BY record`;
/** Current lines between members of the Eurasian Economic Union. */
export const rowsInsideUnion = (source: string | null): Sql => rowsWhere(INSIDE_UNION, source);
/** Current lines of a month. @param month yyyy-mm */
export const rowsOfMonth = (month: string, source: string | null): Sql =>
  rowsWhere(
    sql`decl_date >= ${literal(`${month}-01`)}::DATE AND decl_date < ${literal(`${month}-01`)}::DATE + INTERVAL 1 MONTH`,
    source,
  );
/** Lines without a value of a field, whatever their status. */
export const rowsWithout = (field: ShipmentField, source: string | null): Sql =>
  linesWhere(sql`${ident(field)} IS NULL`, source);

/** Lines of two sources that are the same line of the same declaration. */
const repeatedLines = sql`SELECT DISTINCT ${declarationKey(sql`decl_no`)} AS declaration, line_no FROM shipments WHERE NOT ${CURRENT} AND decl_no IS NOT NULL AND line_no IS NOT NULL`;

/**
 * Rows `first, second, lines, copies, differing` of lines that two sources both have, by pair of ids. Of a line that
 * occurs twice at most one row is current, so only lines with another status need a look.
 */
export const sharedLinesSql: Sql = sql`WITH repeated AS (${repeatedLines}), lines AS (
    SELECT source_id, ${declarationKey(sql`decl_no`)} AS declaration, line_no, max(value_usd) AS usd, bool_or(version_status = 'duplicate') AS copy
    FROM shipments WHERE decl_no IS NOT NULL AND line_no IS NOT NULL AND (${declarationKey(sql`decl_no`)}, line_no) IN (FROM repeated) GROUP BY ALL
  )
  SELECT a.source_id, b.source_id, count(*), count(*) FILTER (WHERE a.copy OR b.copy), count(*) FILTER (WHERE a.usd IS DISTINCT FROM b.usd)
  FROM lines a JOIN lines b USING (declaration, line_no) WHERE a.source_id < b.source_id GROUP BY ALL ORDER BY 3 DESC, 1, 2`;

/**
 * The rows of lines that both sources have, those of a line one below the other.
 * @param only of them, the lines of which one row is a copy, or whose statistical values differ
 */
export function rowsShared(first: string, second: string, only?: 'copies' | 'differing'): Sql {
  const line = sql`OVER (PARTITION BY ${declarationKey(sql`decl_no`)}, line_no)`;
  const usd = (source: string) => sql`max(value_usd) FILTER (WHERE ${ofSource(source)}) ${line}`;
  const kept = {
    all: sql``,
    copies: sql`\nQUALIFY bool_or(version_status = 'duplicate') ${line}`,
    differing: sql`\nQUALIFY ${usd(first)} IS DISTINCT FROM ${usd(second)}`,
  }[only ?? 'all'];
  const lines = (source: string) =>
    sql`SELECT ${declarationKey(sql`decl_no`)}, line_no FROM shipments WHERE ${ofSource(source)} AND decl_no IS NOT NULL AND line_no IS NOT NULL`;
  return sql`SELECT version_status, source_id, * EXCLUDE (version_status, source_id) FROM shipments
WHERE source_id IN (${literal(first)}, ${literal(second)})
  AND (${declarationKey(sql`decl_no`)}, line_no) IN (${lines(first)} INTERSECT ${lines(second)})${kept}
ORDER BY decl_no, line_no, version_status, source_id`;
}

/**
 * Rows `hs_code, lines, usd` of codes that a nomenclature does not have, most lines first. A code is known if the
 * nomenclature has it, or one that it begins with, of at least six digits, or one that begins with it.
 * @param nomenclature a relation with a column `code` of digits
 */
export const unknownCodesSql = (nomenclature: Sql, source: string | null = null): Sql => sql`WITH codes AS (
  SELECT hs_code, count(*) AS lines, sum(value_usd) AS usd FROM shipments WHERE ${CURRENT} AND hs_code IS NOT NULL AND ${ofSource(source)} GROUP BY hs_code
), known AS (
  SELECT DISTINCT left(code, length) AS code FROM ${nomenclature} n CROSS JOIN (VALUES (4), (6), (8), (10), (12)) v(length) WHERE strlen(code) >= length
), ends AS (
  SELECT DISTINCT code FROM ${nomenclature} n WHERE strlen(code) >= 6
)
SELECT hs_code, lines, usd FROM codes
WHERE hs_code NOT IN (SELECT code FROM known)
  AND left(hs_code, 6) NOT IN (SELECT code FROM ends) AND left(hs_code, 8) NOT IN (SELECT code FROM ends) AND left(hs_code, 10) NOT IN (SELECT code FROM ends)
ORDER BY lines DESC, hs_code`;

/** The current lines of codes that a nomenclature does not have. @param nomenclature as for `unknownCodesSql` */
export const rowsOfUnknownCodes = (nomenclature: Sql, source: string | null): Sql =>
  rowsWhere(sql`hs_code IN (SELECT hs_code FROM (${unknownCodesSql(nomenclature, source)}))`, source);

/** What is compared with its like: the logarithm of a ratio, within a group of lines. */
export interface OutlierKind {
  readonly name: string;
  readonly title: string;
  readonly ratio: Sql;
  /** Name of the ratio's column in the statement. */
  readonly unit: string;
  readonly group: Sql;
  readonly where: Sql;
}

export const OUTLIERS: readonly OutlierKind[] = [
  {
    name: 'unit-price',
    title: 'USD per kilogram far from the usual of the code',
    ratio: sql`value_usd / net_kg`,
    unit: 'usd_per_kg',
    group: sql`left(hs_code, 6)`,
    where: sql`value_usd > 0 AND net_kg > 0 AND strlen(hs_code) >= 6`,
  },
  {
    name: 'unit-weight',
    title: 'Kilograms per unit far from the usual of the code',
    ratio: sql`net_kg / quantity`,
    unit: 'kg_per_unit',
    group: sql`left(hs_code, 6) || coalesce(' ' || lower(quantity_unit), '')`,
    where: sql`quantity > 0 AND net_kg > 0 AND strlen(hs_code) >= 6`,
  },
];

/** Lines from which a code's usual figure is known. */
export const OUTLIER_LEAST = 20;
/** Robust z from which a line is far from the usual (Iglewicz and Hoaglin). */
const FAR = sql`3.5`;

const outlierParts = (kind: OutlierKind, source: string | null): Sql => sql`WITH measured AS (
  SELECT source_id, source_record, ${kind.group} AS alike, ln(${kind.ratio}) AS ratio FROM shipments
  WHERE ${CURRENT} AND ${kind.where} AND ${ofSource(source)}
), usual AS (
  SELECT alike, median(ratio) AS centre, 1.4826 * mad(ratio) AS spread FROM measured
  GROUP BY alike HAVING count(*) >= ${integer(OUTLIER_LEAST)} AND mad(ratio) > 0
)`;

/** One row: how many current lines are far from the usual of their like. */
export const countOutliersSql = (kind: OutlierKind, source: string | null): Sql =>
  sql`${outlierParts(kind, source)} SELECT count(*) FROM measured JOIN usual USING (alike) WHERE abs(ratio - centre) > ${FAR} * spread`;

/**
 * The lines far from the usual, most distant first: a robust z of the logarithm, by code of six digits with at least
 * `OUTLIER_LEAST` lines.
 */
export const outliersSql = (kind: OutlierKind, source: string | null): Sql => sql`${outlierParts(kind, source)}
SELECT round((ratio - centre) / spread, 1) AS robust_z, round(exp(ratio), 4) AS ${ident(kind.unit)}, round(exp(centre), 4) AS usual, s.*
FROM measured JOIN usual USING (alike) JOIN shipments s USING (source_id, source_record)
WHERE abs(ratio - centre) > ${FAR} * spread
ORDER BY abs(ratio - centre) / spread DESC, source_id, source_record`;

/** A parsed field of a source: its column in the raw view. */
export interface RawField {
  readonly field: ShipmentField;
  readonly column: string;
}

const isZero = (x: Sql): Sql => sql`regexp_full_match(${x}, '\\s*0+([.,]0*)?\\s*')`;

/** Whether a raw cell says something, as a condition. A line number of 0 says nothing. */
const says = ({ field, column }: RawField, raw: Sql, nullTokens: readonly string[]): Sql => {
  const x = sql`${raw}.${ident(column)}`;
  const zero = field === 'line_no' ? sql` AND NOT ${isZero(x)}` : sql``;
  return sql`${x} IS NOT NULL AND NOT ${isNullCell(x, false, nullTokens)}${zero}`;
};

/** One row: how many cells of each column of a source say something. @param relation the source's raw rows */
export const saidCellsSql = (relation: Sql, fields: readonly RawField[], nullTokens: readonly string[]): Sql =>
  sql`SELECT ${join(fields.map((f) => sql`count(*) FILTER (WHERE ${says(f, sql`r`, nullTokens)})`))} FROM ${relation} r`;

/** The cells of a field that have a text but no value, with their lines. @param rawView view of the layout, by name */
export const unparsedRowsSql = (rawView: string, source: string, part: RawField, nullTokens: readonly string[]): Sql =>
  sql`SELECT r.${ident(part.column)} AS raw_text, s.*
FROM ${ident(rawView)} r JOIN shipments s USING (source_id, source_record)
WHERE source_id = ${literal(source)} AND ${part.field === 'exporter_country' ? sql`(s.exporter_country IS NULL OR s.exporter_country_inferred)` : sql`s.${ident(part.field)} IS NULL`}
  AND ${says(part, sql`r`, nullTokens)}
ORDER BY source_record`;
