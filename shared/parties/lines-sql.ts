/**
 * The lines of a party as a statement that an analyst can read and change: every figure of the party's page opens its rows
 * by one. The same text makes the figures, so that they cannot differ.
 */
import { ident, literal, sql, type Sql } from '../sql/sql.ts';

/** How a party stands in a line; `go-between` is A of "A on behalf of B". */
export type PartyPlace = 'exporter' | 'importer' | 'go-between';

/** What narrows the lines of a party; each is one figure of its page. */
export interface PartyLines {
  readonly partyId: string;
  /** Absent: wherever it stands. */
  readonly place?: PartyPlace | undefined;
  /** `2022-03`. */
  readonly month?: string | undefined;
  /** Digits at the beginning of the HS code. */
  readonly hs?: string | undefined;
  /** null = lines without a brand. */
  readonly brand?: string | null | undefined;
  readonly counterparty?: { readonly partyId: string; readonly place: 'exporter' | 'importer' } | undefined;
  /** A column of countries with its value; null = not stated. */
  readonly country?: { readonly column: CountryColumn; readonly value: string | null } | undefined;
  readonly spelling?: { readonly role: 'exporter' | 'importer'; readonly name: string; readonly id: string | null };
  /** Lines while an entry of a list was listed. */
  readonly listed?: { readonly from: string | null; readonly to: string | null } | undefined;
}

export const COUNTRY_COLUMNS = [
  'exporter_country',
  'importer_country',
  'origin_country',
  'dispatch_country',
  'destination_country',
] as const;
export type CountryColumn = (typeof COUNTRY_COLUMNS)[number];

/** HS code without separators. */
export const HS_DIGITS: Sql = sql`regexp_replace(coalesce(s.hs_code, ''), '[^0-9]', '', 'g')`;

/** Whether the party stands on one side of line `s`. @param id `party_id`, or `via_party_id` for a go-between */
const standsAt = (partyId: string, role: 'exporter' | 'importer', id: 'party_id' | 'via_party_id'): Sql =>
  sql`EXISTS (FROM party_names n WHERE n.${ident(id)} = ${literal(partyId)} AND n.role = ${literal(role)} AND n.raw_name = s.${ident(`${role}_name`)} AND n.raw_id IS NOT DISTINCT FROM s.${ident(`${role}_id`)})`;

/** Text that cannot stand in a literal cannot stand in a table either: U+0000 is taken out. */
const text = (value: string): Sql => literal(value.replaceAll('\0', ''));

const isNullOr = (column: Sql, value: string | null): Sql =>
  value === null ? sql`${column} IS NULL` : sql`${column} = ${text(value)}`;

function placeSql(partyId: string, place: PartyPlace | undefined): Sql {
  if (place === 'exporter' || place === 'importer') return standsAt(partyId, place, 'party_id');
  const between = sql`(${standsAt(partyId, 'exporter', 'via_party_id')}\n    OR ${standsAt(partyId, 'importer', 'via_party_id')})`;
  if (place === 'go-between') return between;
  return sql`(${standsAt(partyId, 'exporter', 'party_id')}\n    OR ${standsAt(partyId, 'importer', 'party_id')}\n    OR ${between})`;
}

/** Conditions on `shipments s`, without binds; lines in their current version only. */
export function partyWhere(lines: PartyLines): Sql {
  const out: Sql[] = [sql`s.version_status = 'current'`, placeSql(lines.partyId, lines.place)];
  if (lines.month !== undefined) out.push(sql`strftime(s.decl_date, '%Y-%m') = ${text(lines.month)}`);
  if (lines.hs !== undefined)
    out.push(lines.hs === '' ? sql`${HS_DIGITS} = ''` : sql`starts_with(${HS_DIGITS}, ${text(lines.hs)})`);
  if (lines.brand !== undefined) {
    const found = sql`FROM shipment_brands b WHERE b.source_id = s.source_id AND b.source_record = s.source_record`;
    out.push(
      lines.brand === null ? sql`NOT EXISTS (${found})` : sql`EXISTS (${found} AND b.brand = ${text(lines.brand)})`,
    );
  }
  if (lines.counterparty !== undefined)
    out.push(standsAt(lines.counterparty.partyId, lines.counterparty.place, 'party_id'));
  if (lines.country !== undefined) out.push(isNullOr(sql`s.${ident(lines.country.column)}`, lines.country.value));
  if (lines.spelling !== undefined) {
    const { role, name, id } = lines.spelling;
    out.push(sql`s.${ident(`${role}_name`)} = ${text(name)}`, isNullOr(sql`s.${ident(`${role}_id`)}`, id));
  }
  if (lines.listed !== undefined) {
    const { from, to } = lines.listed;
    out.push(from === null ? sql`false` : sql`s.decl_date >= ${text(from)}::DATE`);
    if (to !== null) out.push(sql`s.decl_date < ${text(to)}::DATE`);
  }
  return { text: out.map((o) => o.text).join('\n  AND '), binds: out.flatMap((o) => o.binds) };
}

/** The statement that shows the lines. */
export const partyLinesStatement = (lines: PartyLines): string =>
  `SELECT s.*\nFROM shipments s\nWHERE ${partyWhere(lines).text}\nORDER BY s.decl_date, s.source_id, s.source_record`;
