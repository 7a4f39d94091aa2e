/** Figures of a few parties, from their lines in current version: read once into a scratch table, then asked many ways. */
import type { CallOut } from '../../shared/contract/calls.ts';
import type { RunOptions } from '../../shared/contract/engine.ts';
import type { PartyPlace } from '../../shared/parties/lines-sql.ts';
import { HS_DIGITS } from '../../shared/parties/lines-sql.ts';
import { ident, join, literal, qualified, sql, type Sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';
import { derived } from '../case/schema.ts';

export type PartySide = NonNullable<CallOut<'party/pair'>['a']>;
export type PartyRef = PartySide['party'];
type Rows = readonly (readonly unknown[])[];

export const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/** Spellings, addresses and the like that a card shows. */
const MOST_SHOWN = 40;
let scratchNumber = 1;

/** The lines of one side of the trade for the parties in question, with how each stands there. */
const sideLines = (role: 'exporter' | 'importer', wanted: Sql): Sql => sql`
  SELECT n.pid, n.place, ${literal(role)} AS role, s.source_id, s.source_record, s.decl_date, s.value_usd, ${HS_DIGITS} AS hs,
    s.${ident(`${role}_name`)} AS raw_name, s.${ident(`${role}_id`)} AS raw_id, s.${ident(`${role}_address`)} AS address,
    s.${ident(`${role}_country`)} AS country, s.exporter_country, s.importer_country, s.origin_country, s.dispatch_country, s.destination_country,
    ${literal(role === 'exporter' ? 'importer' : 'exporter')} AS other_role,
    s.${ident(role === 'exporter' ? 'importer_name' : 'exporter_name')} AS other_name, s.${ident(role === 'exporter' ? 'importer_id' : 'exporter_id')} AS other_id
  FROM (
    SELECT party_id AS pid, role AS place, raw_name, raw_id FROM ${derived('party_names')} WHERE role = ${literal(role)} AND party_id IN (${wanted})
    UNION ALL
    SELECT via_party_id, 'go-between', raw_name, raw_id FROM ${derived('party_names')} WHERE role = ${literal(role)} AND via_party_id IN (${wanted})
  ) n
  JOIN ${derived('shipments')} s ON s.${ident(`${role}_name`)} = n.raw_name AND s.${ident(`${role}_id`)} IS NOT DISTINCT FROM n.raw_id
  WHERE s.version_status = 'current'`;

/** Asks about the lines of parties. */
export interface LinesOfParties {
  /** The scratch table: `pid, place, role, source_id, …`. */
  readonly table: Sql;
  rows(statement: Sql): Promise<Rows>;
}

/** Reads the lines of parties, does work with them, and leaves nothing behind. */
export async function withLinesOf<T>(
  opened: Case,
  partyIds: readonly string[],
  options: RunOptions,
  work: (lines: LinesOfParties) => Promise<T>,
): Promise<T> {
  const schema = `scratch_parties_${scratchNumber++}`;
  const table = qualified('memory', schema, 'lines');
  const wanted = join(partyIds.map((id) => literal(id.replaceAll('\0', ''))));
  const run = async (statement: Sql): Promise<Rows> => (await opened.engine.internal(statement, options)).rows;
  await run(sql`CREATE SCHEMA ${qualified('memory', schema)}`);
  try {
    await run(
      sql`CREATE TABLE ${table} AS ${sideLines('exporter', wanted)} UNION ALL ${sideLines('importer', wanted)}`,
    );
    return await work({ table, rows: run });
  } finally {
    // Without the caller's signal: a cancelled question leaves no table either.
    await opened.engine.internal(sql`DROP SCHEMA ${qualified('memory', schema)} CASCADE`);
  }
}

/** A party as it is named; null if there is none of that identifier. */
export async function partyRef(opened: Case, partyId: string): Promise<(PartyRef & { role: string }) | null> {
  const { rows } = await opened.engine.internal(
    sql`SELECT party_id, name, country, role FROM ${derived('parties')} WHERE party_id = ${partyId}`,
  );
  const [row] = rows;
  return row === undefined
    ? null
    : { party_id: String(row[0]), name: String(row[1]), country: textOf(row[2]), role: String(row[3]) };
}

const placeOf = (value: unknown): PartyPlace =>
  value === 'importer' ? 'importer' : value === 'go-between' ? 'go-between' : 'exporter';

/** How a party stands in the trade, most value first. */
export async function placesOf({ table, rows }: LinesOfParties, pid: string): Promise<PartySide['places']> {
  const found = await rows(
    sql`SELECT place, count(*), sum(value_usd), min(decl_date), max(decl_date) FROM ${table} WHERE pid = ${pid} GROUP BY 1 ORDER BY 3 DESC NULLS LAST, 1`,
  );
  return found.map(([place, lines, usd, first, last]) => ({
    place: placeOf(place),
    lines: Number(lines),
    usd: textOf(usd),
    first: textOf(first),
    last: textOf(last),
  }));
}

export async function addressesOf({ table, rows }: LinesOfParties, pid: string): Promise<PartySide['addresses']> {
  const found = await rows(
    sql`SELECT trim(address), count(*) FROM ${table} WHERE pid = ${pid} AND place <> 'go-between' AND trim(address) <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MOST_SHOWN}`,
  );
  return found.map(([address, lines]) => ({ address: String(address), lines: Number(lines) }));
}

export async function goodsOf(
  { table, rows }: LinesOfParties,
  pid: string,
  most = MOST_SHOWN,
): Promise<PartySide['goods']> {
  const found = await rows(
    sql`SELECT left(hs, 6), count(*), sum(value_usd) FROM ${table} WHERE pid = ${pid} GROUP BY 1 ORDER BY 3 DESC NULLS LAST, 2 DESC, 1 LIMIT ${most}`,
  );
  return found.map(([hs, lines, usd]) => ({ hs: String(hs), lines: Number(lines), usd: textOf(usd) }));
}

export async function identifiersOf(opened: Case, pid: string): Promise<string[]> {
  const { rows } = await opened.engine.internal(
    sql`SELECT identifiers FROM ${derived('parties')} WHERE party_id = ${pid}`,
  );
  const text = textOf(rows[0]?.[0]);
  return text === null || text === '' ? [] : text.split('; ');
}

/** One side of a card. */
export async function sideOf(opened: Case, lines: LinesOfParties, pid: string): Promise<PartySide | null> {
  const party = await partyRef(opened, pid);
  if (party === null) return null;
  const { table, rows } = lines;
  const spellings = await rows(sql`
    SELECT n.role, n.raw_name, n.raw_id, coalesce(l.lines, 0)
    FROM ${derived('party_names')} n
    LEFT JOIN (SELECT role, raw_name, raw_id, count(*) AS lines FROM ${table} WHERE pid = ${pid} GROUP BY ALL) l
      ON l.role = n.role AND l.raw_name = n.raw_name AND l.raw_id IS NOT DISTINCT FROM n.raw_id
    WHERE n.party_id = ${pid} OR n.via_party_id = ${pid}
    ORDER BY 4 DESC, 2, 1`);
  const countries = await rows(
    sql`SELECT country, count(*) FROM ${table} WHERE pid = ${pid} AND place <> 'go-between' GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
  const { role: _role, ...ref } = party;
  return {
    party: ref,
    identifiers: await identifiersOf(opened, pid),
    spellings: spellings.slice(0, MOST_SHOWN).map(([role, name, id, count]) => ({
      role: role === 'importer' ? 'importer' : 'exporter',
      name: String(name),
      id: textOf(id),
      lines: Number(count),
    })),
    spellingCount: spellings.length,
    addresses: await addressesOf(lines, pid),
    countries: countries.map(([country, count]) => ({ country: textOf(country), lines: Number(count) })),
    places: await placesOf(lines, pid),
    goods: await goodsOf(lines, pid, 6),
  };
}

/** Value and lines of parties, as exporter, importer or go-between, in one pass. */
export async function worthOf(
  opened: Case,
  /** A query that gives `party_id`s. */
  wanted: Sql,
  options: RunOptions = {},
): Promise<ReadonlyMap<string, { readonly lines: number; readonly usd: string | null; readonly weight: number }>> {
  const side = (role: 'exporter' | 'importer'): Sql => sql`
    SELECT n.party_id, n.via_party_id, s.value_usd FROM ${derived('party_names')} n
    JOIN ${derived('shipments')} s ON n.role = ${literal(role)} AND s.${ident(`${role}_name`)} = n.raw_name AND s.${ident(`${role}_id`)} IS NOT DISTINCT FROM n.raw_id
    WHERE s.version_status = 'current'`;
  const { rows } = await opened.engine.internal(
    sql`WITH wanted AS (${wanted}), lines AS (${side('exporter')} UNION ALL ${side('importer')}),
      own AS (SELECT party_id AS pid, value_usd FROM lines UNION ALL SELECT via_party_id, value_usd FROM lines WHERE via_party_id IS NOT NULL)
      SELECT pid, count(*), sum(value_usd) FROM own WHERE pid IN (SELECT party_id FROM wanted) GROUP BY 1`,
    options,
  );
  return new Map(
    rows.map(([pid, lines, usd]) => [
      String(pid),
      { lines: Number(lines), usd: textOf(usd), weight: usd === null ? 0 : Number(usd) },
    ]),
  );
}
