/** Hits on lists for a person: what waits, what was said, and what follows from a verdict at once. */
import type { CallOut } from '../../shared/contract/calls.ts';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { WaybillError } from '../../shared/errors.ts';
import { mentionKey, type MentionKey } from '../../shared/names/decisions.ts';
import { decidedReason, type HitDecision } from '../../shared/screening/screen.ts';
import { sql, type Sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';
import { derived } from '../case/schema.ts';
import { decideHit, hitDecisions } from '../parties/decisions.ts';
import { sideOf, textOf, withLinesOf, worthOf } from '../parties/figures.ts';
import { FILL_LINES } from './analyze.ts';

type HitQueue = CallOut<'hit/queue'>;
export type HitItem = HitQueue['items'][number];
type Entry = NonNullable<CallOut<'hit/card'>['entry']>;
type Owned = HitQueue['owned'][number];
type Verdict = HitItem['verdict'];

/** Companies of groups that one answer holds. */
const MOST_OWNED = 500;
/** Hits with lines while listed come before all others, whatever their value in USD. */
const LISTED_FIRST = 1e15;
/** Verdicts that the log shows, the latest. */
const MOST_LOG = 200;

const verdictFrom = (value: unknown): Verdict => (value === 'match' || value === 'none' ? value : 'review');

export const hitKey = (partyId: string, listId: string, entryId: string): string =>
  [partyId, listId, entryId].join('\u0000');

const listOf = (value: unknown): string[] => {
  const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : null;
  return Array.isArray(parsed) ? parsed.map(String) : [];
};

/** Lines of parties by hit: all of them, and those while the entry was listed. */
const listedWorth = (where: Sql): Sql => sql`
  WITH hits AS (SELECT DISTINCT s.party_id, s.list_id, s.entry_id FROM ${derived('screening')} s WHERE ${where}),
  lines AS (
    SELECT n.party_id, n.via_party_id, s.decl_date, s.value_usd FROM ${derived('party_names')} n JOIN ${derived('shipments')} s
      ON n.role = 'exporter' AND s.exporter_name = n.raw_name AND s.exporter_id IS NOT DISTINCT FROM n.raw_id WHERE s.version_status = 'current'
    UNION ALL
    SELECT n.party_id, n.via_party_id, s.decl_date, s.value_usd FROM ${derived('party_names')} n JOIN ${derived('shipments')} s
      ON n.role = 'importer' AND s.importer_name = n.raw_name AND s.importer_id IS NOT DISTINCT FROM n.raw_id WHERE s.version_status = 'current'),
  own AS (SELECT party_id AS pid, decl_date, value_usd FROM lines UNION ALL SELECT via_party_id, decl_date, value_usd FROM lines WHERE via_party_id IS NOT NULL)
  SELECT h.party_id, h.list_id, h.entry_id, count(*), sum(o.value_usd)
  FROM hits h JOIN ${derived('list_entries')} e ON e.list_id = h.list_id AND e.entry_id = h.entry_id JOIN own o ON o.pid = h.party_id
  WHERE e.listed_from <= o.decl_date AND (e.listed_to IS NULL OR o.decl_date < e.listed_to)
  GROUP BY ALL`;

/**
 * Hits with what is known of each, those first that concern most money.
 * @param where on `screening`; of several spellings of a party the best speaks
 */
export async function hitItems(opened: Case, where: Sql, options: RunOptions = {}): Promise<HitItem[]> {
  const { engine } = opened;
  const { rows } = await engine.internal(
    sql`SELECT s.party_id, s.list_id, s.entry_id, any_value(p.name), any_value(p.country), any_value(e.name), max(s.score),
        arg_max(s.verdict, s.score), arg_max(s.rule_verdict, s.score)
      FROM ${derived('screening')} s
      LEFT JOIN ${derived('parties')} p ON p.party_id = s.party_id
      LEFT JOIN ${derived('list_entries')} e ON e.list_id = s.list_id AND e.entry_id = s.entry_id
      WHERE ${where} GROUP BY 1, 2, 3`,
    options,
  );
  if (rows.length === 0) return [];
  const said = await standingVerdicts(opened);
  const worth = await worthOf(opened, sql`SELECT party_id FROM ${derived('screening')} s WHERE ${where}`, options);
  const during = await engine.internal(listedWorth(where), options);
  const listed = new Map(
    during.rows.map(([party, list, entry, lines, usd]) => [
      hitKey(String(party), String(list), String(entry)),
      { lines: Number(lines), usd: textOf(usd) },
    ]),
  );
  const items = rows.map(([party, list, entry, name, country, entryName, score, verdict, rule]) => {
    const key = hitKey(String(party), String(list), String(entry));
    const inTime = listed.get(key) ?? { lines: 0, usd: null };
    const all = worth.get(String(party));
    const decision = said.get(key);
    const stake = inTime.lines > 0 ? inTime.usd : (all?.usd ?? null);
    return {
      weight: inTime.lines > 0 ? LISTED_FIRST + Number(inTime.usd ?? 0) : (all?.weight ?? 0),
      item: {
        key,
        party: { party_id: String(party), name: String(name ?? ''), country: textOf(country) },
        list_id: String(list),
        entry_id: String(entry),
        entry_name: String(entryName ?? ''),
        score: Number(score),
        verdict: verdictFrom(verdict),
        rule_verdict: verdictFrom(rule),
        decided:
          decision === undefined
            ? null
            : { verdict: decision.verdict, by: decision.by, why: decision.why, at: decision.at },
        stake,
        lines: all?.lines ?? 0,
        lines_listed: inTime.lines,
        usd_listed: inTime.usd,
      },
    };
  });
  return items
    .sort((p, q) => q.weight - p.weight || q.item.score - p.item.score || (p.item.key < q.item.key ? -1 : 1))
    .map(({ item }) => item);
}

const ALL = sql`true`;

/** What was said last about each hit, by the party that the spelling belongs to now. */
async function standingVerdicts(
  opened: Case,
): Promise<Map<string, { verdict: Verdict; by: string; why: string; at: string }>> {
  const out = new Map<string, { verdict: Verdict; by: string; why: string; at: string }>();
  const decisions = hitDecisions(opened);
  const parties = await partiesOfSpellings(
    opened,
    decisions.map((d) => d.spelling),
  );
  for (const { spelling, listId, entryId, verdict, by, why, at } of decisions) {
    for (const party of parties.get(mentionKey(spelling)) ?? []) {
      const key = hitKey(party, listId, entryId);
      if (verdict === 'open') out.delete(key);
      else out.set(key, { verdict, by, why, at });
    }
  }
  return out;
}

/** The party of each spelling, and its go-between. */
async function partiesOfSpellings(
  opened: Case,
  spellings: readonly MentionKey[],
): Promise<Map<string, readonly string[]>> {
  const out = new Map<string, readonly string[]>();
  for (const s of new Map(spellings.map((each) => [mentionKey(each), each])).values()) {
    const { rows } = await opened.engine.internal(
      sql`SELECT party_id, via_party_id FROM ${derived('party_names')} WHERE role = ${s.role} AND raw_name = ${s.rawName} AND raw_id IS NOT DISTINCT FROM ${s.rawId}`,
    );
    out.set(mentionKey(s), (rows[0] ?? []).filter((id) => id !== null).map(String));
  }
  return out;
}

/**
 * Hits for a person, the matches, all hits: those that concern most money of each.
 * @param most hits of each of the three
 */
export async function hitQueue(opened: Case, most: number, options: RunOptions = {}): Promise<HitQueue> {
  const items = await hitItems(opened, ALL, options);
  const review = items.filter(({ rule_verdict }) => rule_verdict === 'review');
  const matches = items.filter(({ verdict }) => verdict === 'match');
  const shown = new Set([review, matches, items].flatMap((part) => part.slice(0, most)));
  const { rows } = await opened.engine.internal(sql`SELECT count(DISTINCT list_id) FROM ${derived('list_entries')}`);
  return {
    items: items.filter((item) => shown.has(item)),
    counts: {
      review: review.length,
      decided: review.filter(({ decided }) => decided !== null).length,
      match: matches.length,
      all: items.length,
    },
    owned: await ownedItems(opened, ALL),
    lists: Number(rows[0]?.[0] ?? 0),
    log: hitDecisions(opened)
      .slice(-MOST_LOG)
      .reverse()
      .map(({ verdict, spelling, listId, entryId, by, why, at }) => ({
        verdict,
        name: spelling.rawName.slice(0, 500),
        list_id: listId,
        entry_id: entryId,
        by,
        why,
        at,
      })),
  };
}

const ENTRY_COLUMNS = sql`e.list_id, e.entry_id, e.name, CAST(to_json(e.aliases) AS VARCHAR), e.country, CAST(to_json(e.addresses) AS VARCHAR), e.listed_from, e.listed_to, e.source, CAST(to_json(e.identifiers) AS VARCHAR)`;

const entryFrom = (row: readonly unknown[]): Entry => ({
  list_id: String(row[0]),
  entry_id: String(row[1]),
  name: String(row[2]),
  aliases: listOf(row[3]),
  country: textOf(row[4]),
  addresses: listOf(row[5]),
  listed_from: textOf(row[6]),
  listed_to: textOf(row[7]),
  source: textOf(row[8]) ?? '',
  identifiers: listOf(row[9]),
});

/** Parties whose name says that they belong to a group. @param where on `party_owners o` */
export async function ownedItems(opened: Case, where: Sql): Promise<Owned[]> {
  const { rows } = await opened.engine.internal(sql`
    SELECT o.party_id, p.name, p.country, o.brand, o.owner_group, o.statement_source, o.statement_date, ${ENTRY_COLUMNS}
    FROM ${derived('party_owners')} o
    JOIN ${derived('parties')} p ON p.party_id = o.party_id
    LEFT JOIN ${derived('list_entries')} e ON e.list_id = o.list_id AND e.entry_id = o.entry_id
    WHERE ${where} ORDER BY o.list_id NULLS LAST, p.name, o.party_id, o.entry_id LIMIT ${MOST_OWNED}`);
  return rows.map(([id, name, country, brand, group, source, date, ...entry]) => ({
    party: { party_id: String(id), name: String(name), country: textOf(country) },
    brand: String(brand),
    owner_group: String(group),
    statement_source: String(source),
    statement_date: textOf(date),
    entry: entry[0] === null ? null : entryFrom(entry),
  }));
}

/** Our party beside the entry of the list. */
export async function hitCard(
  opened: Case,
  { party_id, list_id, entry_id }: { party_id: string; list_id: string; entry_id: string },
  options: RunOptions = {},
): Promise<CallOut<'hit/card'>> {
  const { engine } = opened;
  const entry = await engine.internal(
    sql`SELECT ${ENTRY_COLUMNS} FROM ${derived('list_entries')} e WHERE e.list_id = ${list_id} AND e.entry_id = ${entry_id}`,
  );
  const names = await engine.internal(
    sql`SELECT DISTINCT raw_name, score, reasons FROM ${derived('screening')} WHERE party_id = ${party_id} AND list_id = ${list_id} AND entry_id = ${entry_id} ORDER BY score DESC, raw_name LIMIT 20`,
  );
  return {
    side: await withLinesOf(opened, [party_id], options, (lines) => sideOf(opened, lines, party_id)),
    entry: entry.rows[0] === undefined ? null : entryFrom(entry.rows[0]),
    names: names.rows.map(([name, score, reasons]) => ({
      raw_name: String(name),
      score: Number(score),
      reasons:
        textOf(reasons)
          ?.split('; ')
          .filter((r) => r !== '') ?? [],
    })),
  };
}

/**
 * Records a verdict and follows it at once: `screening` and `screening_lines` are as a whole analysis would make them.
 * @throws WaybillError 'screening/no-hit' where the tables know no such hit
 */
export async function recordVerdict(
  opened: Case,
  {
    party_id,
    list_id,
    entry_id,
    verdict,
    by,
    why,
  }: {
    party_id: string;
    list_id: string;
    entry_id: string;
    verdict: HitDecision['verdict'];
    by: string;
    why: string;
  },
): Promise<CallOut<'hit/decide'>> {
  const { engine } = opened;
  const same = sql`party_id = ${party_id} AND list_id = ${list_id} AND entry_id = ${entry_id}`;
  const found = await engine.internal(
    sql`SELECT n.role, s.raw_name, n.raw_id, s.rule_verdict FROM ${derived('screening')} s
      JOIN ${derived('party_names')} n ON n.raw_name = s.raw_name AND (n.party_id = s.party_id OR n.via_party_id = s.party_id)
      WHERE s.party_id = ${party_id} AND s.list_id = ${list_id} AND s.entry_id = ${entry_id} ORDER BY s.score DESC, s.raw_name, n.role, n.raw_id LIMIT 1`,
  );
  const [row] = found.rows;
  if (row === undefined) {
    throw new WaybillError(
      'screening/no-hit',
      'This party has no hit on this entry any more. Read the queue again, then decide.',
    );
  }
  const before = (await standingVerdicts(opened)).get(hitKey(party_id, list_id, entry_id));
  const spelling: MentionKey = {
    role: row[0] === 'importer' ? 'importer' : 'exporter',
    rawName: String(row[1]),
    rawId: textOf(row[2]),
  };
  decideHit(opened, { spelling, listId: list_id, entryId: entry_id, verdict, by, why });
  const at = hitDecisions(opened).at(-1)?.at ?? '';
  // The reasons of the rules stand behind that of the decision before.
  const old = before === undefined ? '' : decidedReason(before);
  const rules = sql`CASE WHEN decided_by IS NOT NULL AND starts_with(reasons, ${old}) THEN ltrim(substr(reasons, length(${old}) + 1), '; ') ELSE reasons END`;
  const change =
    verdict === 'open'
      ? sql`UPDATE ${derived('screening')} SET verdict = rule_verdict, decided_by = NULL, reasons = ${rules} WHERE ${same}`
      : sql`UPDATE ${derived('screening')} SET verdict = ${verdict}, decided_by = ${by}, reasons = concat_ws('; ', ${decidedReason({ by, why })}, nullif(${rules}, '')) WHERE ${same}`;
  await engine.transaction([change, ...FILL_LINES]);
  await opened.refreshDerived();
  const after = await engine.internal(
    sql`SELECT (SELECT arg_max(verdict, score) FROM ${derived('screening')} WHERE ${same}), (SELECT count(DISTINCT (source_id, source_record)) FROM ${derived('screening_lines')})`,
  );
  return { at, verdict: verdictFrom(after.rows[0]?.[0]), lines: Number(after.rows[0]?.[1] ?? 0) };
}
