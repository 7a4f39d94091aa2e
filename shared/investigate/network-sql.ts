/** The network of exporters and importers, as one statement: lines are grouped by spelling once, then named and linked. */
import { escapeRegExp, ident, join, literal, sql, type Sql } from '../sql/sql.ts';
import {
  AMOUNT,
  AMOUNT_OF_GROUPS,
  byMeasure,
  keySql,
  linesSql,
  partyJoin,
  type Lens,
  type Measure,
  type Side,
} from './lines.ts';

export interface NetworkWish {
  readonly measure: Measure;
  /** Links, strongest first. */
  readonly limit: number;
  readonly brands: boolean;
  /** Key of a party: only its links, and the links of those that it trades with. */
  readonly focus: string | null;
}

const PARTY_COLUMNS = ['exporter_name', 'exporter_id', 'importer_name', 'importer_id'];

/** `groups`: one row for each pair of spellings; `named`: with the keys `a` (exporter) and `b` (importer). */
function namedSql(lens: Lens, brands: boolean): Sql {
  const keys = [...PARTY_COLUMNS, 'exporter_country', 'importer_country'];
  const wanted = [...keys, 'value_usd', 'decl_date', ...(brands ? ['source_id', 'source_record'] : [])];
  const maker = brands
    ? sql` LEFT JOIN shipment_brands AS m ON m.source_id = l.source_id AND m.source_record = l.source_record`
    : sql``;
  const brand = brands ? sql`m.brand` : sql`NULL::VARCHAR`;
  return sql`groups AS (
      SELECT ${join(keys.map(ident))}, ${brand} AS maker, ${AMOUNT}, min(decl_date) AS first, max(decl_date) AS last
      FROM ${linesSql(lens, wanted)} AS l${maker} GROUP BY ALL),
    named AS MATERIALIZED (
      SELECT ${keySql('e', 'g', 'exporter')} AS a, ${keySql('i', 'g', 'importer')} AS b, g.*
      FROM groups AS g ${partyJoin('e', 'g', 'exporter')} ${partyJoin('i', 'g', 'importer')})`;
}

/** Names, countries and hits of the parties whose keys `ends` has. */
const NODES: Sql = sql`
    sides AS (
      SELECT a AS key, 'out' AS way, exporter_country AS country, maker, lines, valued, usd FROM named WHERE a IN (FROM ends)
      UNION ALL SELECT b, 'in', importer_country, maker, lines, valued, usd FROM named WHERE b IN (FROM ends)),
    totals AS (
      SELECT key,
        coalesce(sum(lines) FILTER (way = 'out'), 0) AS out_lines, coalesce(sum(valued) FILTER (way = 'out'), 0) AS out_valued, sum(usd) FILTER (way = 'out') AS out_usd,
        coalesce(sum(lines) FILTER (way = 'in'), 0) AS in_lines, coalesce(sum(valued) FILTER (way = 'in'), 0) AS in_valued, sum(usd) FILTER (way = 'in') AS in_usd
      FROM sides GROUP BY key),
    countries AS (SELECT key, arg_max(country, (n, country)) AS country FROM (SELECT key, country, sum(lines) AS n FROM sides WHERE country IS NOT NULL GROUP BY ALL) GROUP BY key),
    makers AS (SELECT key, arg_max(maker, (n, maker)) AS brand FROM (SELECT key, maker, sum(lines) AS n FROM sides WHERE maker IS NOT NULL GROUP BY ALL) GROUP BY key),
    hits AS (SELECT party_id, bool_or(verdict = 'match') AS matched FROM screening WHERE verdict IN ('match', 'review') GROUP BY party_id),
    nodes AS (
      SELECT t.*, coalesce(p.name, substr(t.key, 3)) AS name, coalesce(p.country, c.country) AS country, m.brand,
        CASE WHEN h.matched THEN 'match' WHEN h.party_id IS NOT NULL THEN 'review' WHEN t.key IN (SELECT 'p:' || party_id FROM party_owners) THEN 'owned' END AS hit
      FROM totals AS t
      LEFT JOIN parties AS p ON t.key = 'p:' || p.party_id
      LEFT JOIN countries AS c ON c.key = t.key LEFT JOIN makers AS m ON m.key = t.key
      LEFT JOIN hits AS h ON t.key = 'p:' || h.party_id)`;

/**
 * Rows of three kinds, told by `kind`: `all` (one), `link` (`a`, `b`, lines, valued, usd, first, last), `node` (`a`, name,
 * country, brand, hit, out_*, in_*).
 */
export function networkSql(lens: Lens, { measure, limit, brands, focus }: NetworkWish): Sql {
  const order = byMeasure(measure);
  const near =
    focus === null
      ? sql`SELECT *, 0 AS far FROM links`
      : sql`SELECT *, CASE WHEN ${focus} IN (a, b) THEN 0 ELSE 1 END AS far FROM links
          WHERE a IN (SELECT a FROM links WHERE b = ${focus} UNION ALL SELECT ${focus}) OR b IN (SELECT b FROM links WHERE a = ${focus} UNION ALL SELECT ${focus})`;
  return sql`WITH ${namedSql(lens, brands)},
    links AS MATERIALIZED (
      SELECT a, b, ${AMOUNT_OF_GROUPS}, min(first) AS first, max(last) AS last FROM named WHERE a IS NOT NULL AND b IS NOT NULL GROUP BY a, b),
    drawn AS MATERIALIZED (SELECT * EXCLUDE (far) FROM (${near}) ORDER BY far, ${order}, a, b LIMIT ${limit}),
    ends AS MATERIALIZED (SELECT a AS key FROM drawn UNION SELECT b FROM drawn),
    everyone AS (SELECT a AS key FROM named WHERE a IS NOT NULL UNION SELECT b FROM named WHERE b IS NOT NULL),
    ${NODES}
    SELECT 'all' AS kind, coalesce(sum(lines), 0) AS lines, coalesce(sum(valued), 0) AS valued, sum(usd) AS usd,
      (SELECT count(*) FROM links) AS links, (SELECT count(*) FROM everyone) AS parties,
      (SELECT count(*) FROM everyone WHERE starts_with(key, 'n:')) AS unknown_names,
      coalesce(sum(lines) FILTER (a IS NULL), 0) AS no_exporter, coalesce(sum(lines) FILTER (b IS NULL), 0) AS no_importer
    FROM named
    UNION ALL BY NAME SELECT 'link' AS kind, a, b, lines, valued, usd, CAST(first AS VARCHAR) AS first, CAST(last AS VARCHAR) AS last FROM drawn
    UNION ALL BY NAME SELECT 'node' AS kind, key AS a, name, country, brand, hit, out_lines, out_valued, out_usd, in_lines, in_valued, in_usd FROM nodes`;
}

/** Rows `(key, name, lines)` of the parties whose name or a spelling contains a text, most lines first, 20 at most. */
export const findPartiesSql = (lens: Lens, text: string): Sql => {
  const found = literal(escapeRegExp(text));
  const side = (role: Side): Sql =>
    sql`SELECT ${keySql('p', 'g', role)} AS key, g.${ident(`${role}_name`)} AS spelling, g.n FROM (SELECT ${ident(`${role}_name`)}, ${ident(`${role}_id`)}, count(*) AS n FROM ${linesSql(lens, PARTY_COLUMNS)} GROUP BY ALL) AS g ${partyJoin('p', 'g', role)}`;
  return sql`WITH s AS (${side('exporter')} UNION ALL ${side('importer')})
    SELECT s.key, coalesce(any_value(p.name), substr(s.key, 3)) AS name, sum(s.n) AS lines
    FROM s LEFT JOIN parties AS p ON s.key = 'p:' || p.party_id
    WHERE s.key IS NOT NULL GROUP BY s.key
    HAVING bool_or(regexp_matches(s.spelling, ${found}, 'i')) OR bool_or(regexp_matches(coalesce(p.name, ''), ${found}, 'i'))
    ORDER BY lines DESC, name, s.key LIMIT 20`;
};

/** One end of a link, or a party on one side. */
export interface PartyEnd {
  readonly side: Side;
  readonly key: string;
}

const withKeys = (lens: Lens): Sql =>
  sql`SELECT ${keySql('e', 'l', 'exporter')} AS exporter, ${keySql('i', 'l', 'importer')} AS importer, l.* FROM
    (SELECT *, count(*) AS n FROM ${linesSql(lens, PARTY_COLUMNS)} GROUP BY ALL) AS l ${partyJoin('e', 'l', 'exporter')} ${partyJoin('i', 'l', 'importer')}`;

/**
 * The spellings by which the ends stand in their lines: rows `(name, id, lines, shared)` of one side; `shared`: another
 * party among the filtered lines is written the same way.
 */
export function spellingsSql(lens: Lens, ends: readonly PartyEnd[], side: Side): Sql {
  const mine = join(
    ends.map((end) => sql`coalesce(${ident(end.side)} = ${end.key}, false)`),
    ' AND ',
  );
  const own = ends.find((end) => end.side === side)?.key ?? null;
  const [name, id] = [ident(`${side}_name`), ident(`${side}_id`)];
  return sql`WITH k AS MATERIALIZED (${withKeys(lens)})
    SELECT ${name} AS name, ${id} AS id, sum(n) AS lines,
      bool_or(${name} IN (SELECT ${name} FROM k WHERE ${ident(side)} IS DISTINCT FROM ${own} AND ${name} IS NOT NULL)) AS shared
    FROM k WHERE ${mine} GROUP BY ALL ORDER BY lines DESC, name, id`;
}
