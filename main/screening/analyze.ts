/**
 * Fills `list_entries`, `screening`, `screening_lines` and `party_owners`: who of the parties is on a list, which lines fall
 * under it, and whose name says that it belongs to a group.
 */
import type { RunOptions } from '../../shared/contract/engine.ts';
import { readPartyText } from '../../shared/names/party-text.ts';
import { caseDictionary } from '../brands/dictionary-file.ts';
import { ownersOf, statedOwners } from '../../shared/screening/owners.ts';
import { settleHits, type ScreenedName } from '../../shared/screening/screen.ts';
import { ident, literal, sql, type Sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';
import { fillTables } from '../case/fill.ts';
import { derived } from '../case/schema.ts';
import { hitDecisions } from '../parties/decisions.ts';
import { findOnLists } from './find.ts';
import { caseLists, importLists } from './lists.ts';

export interface ListSummary {
  readonly list_id: string;
  readonly layout: string;
  readonly entries: number;
  readonly notices: readonly string[];
}

export interface ScreeningSummary {
  readonly lists: readonly ListSummary[];
  /** Pairs of a party and an entry that match, whatever the date. */
  readonly matches: number;
  /** Pairs that wait for a person. */
  readonly review: number;
  /** Lines of matches while the entry was listed. */
  readonly lines: number;
}

/** Spellings with their parties and the countries of their lines; those in which A acts for B speak for B, and name A too. */
const NAMES = sql`
  WITH countries AS (
    SELECT 'exporter' AS role, exporter_name AS raw_name, exporter_id AS raw_id, mode(exporter_country) AS country
    FROM ${derived('shipments')} GROUP BY ALL
    UNION ALL
    SELECT 'importer', importer_name, importer_id, mode(importer_country) FROM ${derived('shipments')} GROUP BY ALL
  )
  SELECT n.role, n.raw_name, n.raw_id, n.party_id, n.via_party_id, coalesce(c.country, p.country) AS country
  FROM ${derived('party_names')} n
  LEFT JOIN countries c ON c.role = n.role AND c.raw_name = n.raw_name AND c.raw_id IS NOT DISTINCT FROM n.raw_id
  LEFT JOIN ${derived('parties')} p ON p.party_id = n.party_id
  ORDER BY n.role, n.raw_name, n.raw_id`;

/**
 * Lines of one side of the trade whose party is on a list at the date of the declaration.
 * @param as who of "A on behalf of B": the party B, or the go-between A
 */
const linesOf = (role: 'exporter' | 'importer', as: 'party' | 'go-between' = 'party'): Sql => sql`
  SELECT DISTINCT s.source_id, s.source_record, ${literal(as === 'party' ? role : as)} AS role, h.list_id, h.entry_id
  FROM ${derived('shipments')} s
  JOIN ${derived('party_names')} n ON n.role = ${literal(role)} AND n.raw_name = s.${ident(`${role}_name`)} AND n.raw_id IS NOT DISTINCT FROM s.${ident(`${role}_id`)}
  JOIN (SELECT DISTINCT party_id, list_id, entry_id FROM ${derived('screening')} WHERE verdict = 'match') h ON h.party_id = n.${ident(as === 'party' ? 'party_id' : 'via_party_id')}
  JOIN ${derived('list_entries')} e ON e.list_id = h.list_id AND e.entry_id = h.entry_id
  WHERE s.version_status = 'current' AND e.listed_from <= s.decl_date AND (e.listed_to IS NULL OR s.decl_date < e.listed_to)`;

/** Fills `screening_lines` from `screening` as it stands. */
export const FILL_LINES: readonly Sql[] = [
  sql`DELETE FROM ${derived('screening_lines')}`,
  ...[
    linesOf('exporter'),
    linesOf('importer'),
    linesOf('exporter', 'go-between'),
    linesOf('importer', 'go-between'),
  ].map((lines) => sql`INSERT INTO ${derived('screening_lines')} ${lines}`),
];

async function readNames(opened: Case, options: RunOptions): Promise<ScreenedName[]> {
  const { rows } = await opened.engine.internal(NAMES, options);
  return rows.flatMap(([role, rawName, rawId, partyId, via, country]): ScreenedName[] => {
    const text = readPartyText(String(rawName));
    // The number beside "A on behalf of B" may be either's.
    const own = via === null && rawId !== null ? [String(rawId)] : [];
    const spelling = {
      role: role === 'importer' ? ('importer' as const) : ('exporter' as const),
      rawName: String(rawName),
      rawId: rawId === null ? null : String(rawId),
    };
    const acting: ScreenedName = {
      ...spelling,
      partyId: String(partyId),
      name: text.name,
      country: country === null ? null : String(country),
      identifiers: text.id === null ? own : [...own, text.id.value],
    };
    if (via === null || text.via === null) return [acting];
    // Of the go-between the line tells the name only: country and number are those of the other.
    return [acting, { ...spelling, partyId: String(via), name: text.via, country: null, identifiers: [] }];
  });
}

async function readParties(opened: Case, options: RunOptions): Promise<{ partyId: string; name: string }[]> {
  const { rows } = await opened.engine.internal(
    sql`SELECT party_id, name FROM ${derived('parties')} ORDER BY party_id`,
    options,
  );
  return rows.map(([partyId, name]) => ({ partyId: String(partyId), name: String(name) }));
}

/**
 * Imports lists and screens the parties against all lists of the case. `analyzeParties` must have run.
 * @param files lists to import first; none: those that the case has
 * @throws WaybillError 'list/…' before anything is changed
 */
export async function screenParties(
  opened: Case,
  files: readonly string[] = [],
  options: RunOptions = {},
): Promise<ScreeningSummary> {
  importLists(opened, files);
  const lists = caseLists(opened);
  const names = lists.length === 0 ? [] : await readNames(opened, options);
  const entries = lists.reduce((sum, list) => sum + list.entries.length, 0);
  options.onProgress?.({ fraction: null, phase: `screening against ${entries.toLocaleString('en')} entries` });
  const hits = settleHits(
    names,
    await findOnLists(names, lists, opened.folder.screenedFile, options),
    hitDecisions(opened),
  );
  const owners = ownersOf(
    await readParties(opened, options),
    statedOwners(caseDictionary(opened.folder.root).dictionary),
    lists,
  );
  await fillTables(
    opened,
    [
      {
        table: 'party_owners',
        rows: owners.map((o) => [
          o.partyId, o.brand, o.group, o.source, o.date, o.listed?.listId ?? null, o.listed?.entryId ?? null, o.listed?.score ?? null,
        ]), // prettier-ignore
      },
      {
        table: 'list_entries',
        rows: lists.flatMap((list) =>
          list.entries.map((e) => [
            list.listId, e.entryId, e.name, e.aliases, e.country, e.addresses, e.listedFrom, e.listedTo, e.source || list.layout, e.identifiers,
          ]),
        ), // prettier-ignore
      },
      {
        table: 'screening',
        rows: hits.map((h) => [
          h.rawName, h.partyId, h.listId, h.entryId, h.score, h.verdict, h.reasons.join('; '), h.ruleVerdict, h.decidedBy,
        ]), // prettier-ignore
      },
    ],
    FILL_LINES,
    options,
  );
  const pairs = (verdict: string): number =>
    new Set(hits.filter((h) => h.verdict === verdict).map((h) => JSON.stringify([h.partyId, h.listId, h.entryId])))
      .size;
  const { rows } = await opened.engine.internal(
    sql`SELECT count(DISTINCT (source_id, source_record)) FROM ${derived('screening_lines')}`,
  );
  return {
    lists: lists.map((l) => ({ list_id: l.listId, layout: l.layout, entries: l.entries.length, notices: l.notices })),
    matches: pairs('match'),
    review: pairs('review'),
    lines: Number(rows[0]?.[0] ?? 0),
  };
}
