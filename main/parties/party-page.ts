/** All that the case knows of one party. Figures are of lines in their current version. */
import type { CallOut } from '../../shared/contract/calls.ts';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { COUNTRY_COLUMNS } from '../../shared/parties/lines-sql.ts';
import { ident, literal, sql } from '../../shared/sql/sql.ts';
import { mentionKey } from '../../shared/names/decisions.ts';
import type { Case } from '../case/case.ts';
import { derived } from '../case/schema.ts';
import { hitItems, ownedItems } from '../screening/review.ts';
import { partyDecisions } from './decisions.ts';
import {
  addressesOf,
  goodsOf,
  identifiersOf,
  partyRef,
  placesOf,
  textOf,
  withLinesOf,
  type LinesOfParties,
} from './figures.ts';
import { standingDecisions } from './review.ts';

type Page = NonNullable<CallOut<'party/page'>>;

const MOST = 100;
const MOST_SPELLINGS = 500;

/** @returns null if there is no party of this identifier: they change when parties are merged or parted */
export async function partyPage(opened: Case, partyId: string, options: RunOptions = {}): Promise<Page | null> {
  const party = await partyRef(opened, partyId);
  if (party === null) return null;
  return withLinesOf(opened, [partyId], options, async (lines) => {
    const spellings = await spellingsOf(opened, lines, partyId);
    return {
      party,
      identifiers: await identifiersOf(opened, partyId),
      places: await placesOf(lines, partyId),
      spellings,
      months: await monthsOf(lines),
      goods: await goodsOf(lines, partyId, MOST),
      brands: await brandsOf(lines),
      counterparties: await counterpartiesOf(lines),
      countries: await countriesOf(lines),
      addresses: await addressesOf(lines, partyId),
      hits: await hitItems(opened, sql`s.party_id = ${partyId}`, options),
      owned: await ownedItems(opened, sql`o.party_id = ${partyId}`),
      decisions: decisionsOf(opened, spellings),
    };
  });
}

async function spellingsOf(opened: Case, { table }: LinesOfParties, pid: string): Promise<Page['spellings']> {
  const { rows } = await opened.engine.internal(sql`
    SELECT n.role, n.raw_name, n.raw_id, n.method, n.score, n.decided_by, coalesce(l.lines, 0), l.usd, n.party_id = ${pid} AS own,
      o.party_id, o.name, o.country
    FROM ${derived('party_names')} n
    LEFT JOIN (SELECT role, raw_name, raw_id, count(*) AS lines, sum(value_usd) AS usd FROM ${table} GROUP BY ALL) l
      ON l.role = n.role AND l.raw_name = n.raw_name AND l.raw_id IS NOT DISTINCT FROM n.raw_id
    LEFT JOIN ${derived('parties')} o ON o.party_id = CASE WHEN n.party_id = ${pid} THEN n.via_party_id ELSE n.party_id END
    WHERE n.party_id = ${pid} OR n.via_party_id = ${pid}
    ORDER BY 7 DESC, 2, 1, 3 LIMIT ${MOST_SPELLINGS}`);
  return rows.map(([role, name, id, method, score, decidedBy, count, usd, own, otherId, otherName, otherCountry]) => ({
    role: role === 'importer' ? 'importer' : 'exporter',
    name: String(name),
    id: textOf(id),
    method: String(method),
    score: Number(score),
    decided_by: String(decidedBy),
    lines: Number(count),
    usd: textOf(usd),
    other:
      otherId === null ? null : { party_id: String(otherId), name: String(otherName), country: textOf(otherCountry) },
    as: own === true ? 'party' : 'go-between',
  }));
}

async function monthsOf({ table, rows }: LinesOfParties): Promise<Page['months']> {
  const found = await rows(
    sql`SELECT strftime(decl_date, '%Y-%m'), count(*), sum(value_usd) FROM ${table} WHERE decl_date IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  return found.map(([month, lines, usd]) => ({ month: String(month), lines: Number(lines), usd: textOf(usd) }));
}

async function brandsOf({ table, rows }: LinesOfParties): Promise<Page['brands']> {
  const found = await rows(sql`
    SELECT b.brand, any_value(b.owner_group), count(*), sum(l.value_usd)
    FROM ${table} l LEFT JOIN ${derived('shipment_brands')} b ON b.source_id = l.source_id AND b.source_record = l.source_record
    GROUP BY 1 ORDER BY 4 DESC NULLS LAST, 3 DESC, 1 LIMIT ${MOST}`);
  return found.map(([brand, group, lines, usd]) => ({
    brand: textOf(brand),
    owner_group: textOf(group),
    lines: Number(lines),
    usd: textOf(usd),
  }));
}

async function counterpartiesOf({ table, rows }: LinesOfParties): Promise<Page['counterparties']> {
  const found = await rows(sql`
    SELECT p.party_id, p.name, p.country, l.other_role, count(*), sum(l.value_usd)
    FROM ${table} l
    JOIN ${derived('party_names')} n ON n.role = l.other_role AND n.raw_name = l.other_name AND n.raw_id IS NOT DISTINCT FROM l.other_id
    JOIN ${derived('parties')} p ON p.party_id = n.party_id
    GROUP BY 1, 2, 3, 4 ORDER BY 6 DESC NULLS LAST, 5 DESC, 1 LIMIT ${MOST}`);
  return found.map(([id, name, country, place, lines, usd]) => ({
    party_id: String(id),
    name: String(name),
    country: textOf(country),
    place: place === 'importer' ? 'importer' : 'exporter',
    lines: Number(lines),
    usd: textOf(usd),
  }));
}

async function countriesOf({ table, rows }: LinesOfParties): Promise<Page['countries']> {
  const out: Page['countries'] = [];
  for (const column of COUNTRY_COLUMNS) {
    const found = await rows(
      sql`SELECT ${literal(column)}, ${ident(column)}, count(*), sum(value_usd) FROM ${table} GROUP BY 2 ORDER BY 4 DESC NULLS LAST, 3 DESC, 2 LIMIT 12`,
    );
    for (const [, country, lines, usd] of found)
      out.push({ column, country: textOf(country), lines: Number(lines), usd: textOf(usd) });
  }
  return out;
}

/** Decisions about any spelling of the party, the latest first; whether each still counts. */
function decisionsOf(opened: Case, spellings: Page['spellings']): Page['decisions'] {
  const own = new Set(spellings.map((s) => mentionKey({ role: s.role, rawName: s.name, rawId: s.id })));
  const all = partyDecisions(opened);
  const standing = new Set(standingDecisions(all).values());
  return all
    .filter((d) => own.has(mentionKey(d.a)) || own.has(mentionKey(d.b)))
    .reverse()
    .map((d) => ({
      decision: d.decision,
      a: { ...d.a },
      b: { ...d.b },
      by: d.by,
      why: d.why,
      at: d.at,
      counts: standing.has(d),
    }));
}
