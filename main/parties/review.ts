/** The queue of pairs that may be one party, and what follows from the decisions about them. */
import type { CallOut } from '../../shared/contract/calls.ts';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { WaybillError } from '../../shared/errors.ts';
import {
  mentionKey,
  pairKey,
  type Contradiction,
  type MentionKey,
  type PartyDecision,
} from '../../shared/names/decisions.ts';
import { readPartyText } from '../../shared/names/party-text.ts';
import { scoreNames } from '../../shared/names/score.ts';
import { sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';
import { derived } from '../case/schema.ts';
import { screenParties } from '../screening/analyze.ts';
import { analyzeParties } from './analyze.ts';
import { decideParty, partyDecisions } from './decisions.ts';
import { sideOf, textOf, withLinesOf, worthOf } from './figures.ts';

type Queue = CallOut<'party/queue'>;
export type PairItem = Queue['items'][number];
type Range = Queue['exporters'];

/** Spellings up to which parties are made again after every decision: it takes well under a second. */
const LIVE_UP_TO = 4000;

const spellingOf = (role: unknown, name: unknown, id: unknown): MentionKey => ({
  role: role === 'importer' ? 'importer' : 'exporter',
  rawName: String(name),
  rawId: textOf(id),
});

/** The number of parties of a role as a range, from the tables as they stand: strict over current lines, loose over all. */
export async function countRange(opened: Case, role: 'exporter' | 'importer'): Promise<Range> {
  const [name, id] =
    role === 'exporter' ? [sql`exporter_name`, sql`exporter_id`] : [sql`importer_name`, sql`importer_id`];
  const { rows } = await opened.engine.internal(sql`
    SELECT (SELECT count(DISTINCT n.strict_party_id) FROM ${derived('party_names')} n
        SEMI JOIN (SELECT DISTINCT ${name} AS name, ${id} AS id FROM ${derived('shipments')} WHERE version_status = 'current') s
        ON s.name = n.raw_name AND s.id IS NOT DISTINCT FROM n.raw_id WHERE n.role = ${role}),
      (SELECT count(DISTINCT loose_party_id) FROM ${derived('party_names')} WHERE role = ${role})`);
  const [strict, loose] = (rows[0] ?? []).map(Number);
  return { strict: strict ?? 0, loose: loose ?? 0 };
}

/** Decisions in the log that the tables do not know yet. */
export async function unapplied(opened: Case): Promise<number> {
  const { rows } = await opened.engine.internal(sql`SELECT count(*) FROM ${derived('party_decisions')}`);
  return Math.max(0, partyDecisions(opened).length - Number(rows[0]?.[0] ?? 0));
}

export async function spellingCount(opened: Case): Promise<number> {
  const { rows } = await opened.engine.internal(sql`SELECT count(*) FROM ${derived('party_names')}`);
  return Number(rows[0]?.[0] ?? 0);
}

/** The latest decision about each pair, unless it was taken back. */
export function standingDecisions(decisions: readonly PartyDecision[]): Map<string, PartyDecision> {
  const latest = new Map<string, PartyDecision>();
  for (const decision of decisions) {
    const key = pairKey(decision.a, decision.b);
    latest.delete(key);
    if (decision.decision !== 'open') latest.set(key, decision);
  }
  return latest;
}

/**
 * Pairs that wait, those first that move most money; then pairs that were decided.
 * @param most pairs of each of the two
 */
export async function partyQueue(opened: Case, most: number, options: RunOptions = {}): Promise<Queue> {
  const { engine } = opened;
  const standing = standingDecisions(partyDecisions(opened));
  const open = await engine.internal(
    sql`SELECT left_role, left_name, left_id, left_party_id, right_role, right_name, right_id, right_party_id, score, reasons FROM ${derived('party_review')}`,
    options,
  );
  const parties = await partiesOf(
    opened,
    [...standing.values()].flatMap((d) => [d.a, d.b]),
  );
  const items: (Omit<PairItem, 'aParty' | 'bParty' | 'stake'> & { readonly aId: string; readonly bId: string })[] = [];
  for (const row of open.rows) {
    const a = spellingOf(row[0], row[1], row[2]);
    const b = spellingOf(row[4], row[5], row[6]);
    const key = pairKey(a, b);
    // Decided, and not applied yet: it stands below with its decision.
    if (standing.has(key)) continue;
    const reasons =
      textOf(row[9])
        ?.split('; ')
        .filter((r) => r !== '') ?? [];
    items.push({
      key,
      a,
      b,
      aId: String(row[3]),
      bId: String(row[7]),
      score: Number(row[8]),
      reasons,
      decision: null,
      decided: null,
    });
  }
  for (const [key, { a, b, decision, by, why, at }] of standing) {
    const [aId, bId] = [parties.get(mentionKey(a)), parties.get(mentionKey(b))];
    // A spelling that is in no line any more: nothing to look at.
    if (aId === undefined || bId === undefined || decision === 'open') continue;
    const { score, reasons } = scoreNames(readPartyText(a.rawName).name, readPartyText(b.rawName).name);
    items.push({ key, a, b, aId, bId, score, reasons: [...reasons], decision, decided: { by, why, at } });
  }
  const refs = await refsOf(opened);
  const worth = await worthOf(opened, sql`SELECT party_id FROM ${derived('parties')}`, options);
  const all = items.map(({ aId, bId, ...item }) => {
    const [x, y] = [worth.get(aId), worth.get(bId)];
    // Of a merged pair nobody can tell any more what was whose.
    const merged = aId === bId;
    const smaller = merged ? undefined : (x?.weight ?? 0) <= (y?.weight ?? 0) ? x : y;
    return {
      item: { ...item, aParty: refs(aId), bParty: refs(bId), stake: smaller?.usd ?? null },
      weight: smaller?.weight ?? 0,
      both: (x?.weight ?? 0) + (y?.weight ?? 0),
    };
  });
  const madeAt = (entry: (typeof all)[number]): string => entry.item.decided?.at ?? '';
  all.sort(
    (p, q) =>
      // What waits comes first; then what was decided, the latest first.
      Number(p.item.decided !== null) - Number(q.item.decided !== null) ||
      (madeAt(p) < madeAt(q) ? 1 : madeAt(p) > madeAt(q) ? -1 : 0) ||
      q.weight - p.weight ||
      q.both - p.both ||
      q.item.score - p.item.score ||
      (p.item.key < q.item.key ? -1 : 1),
  );
  const waiting = all.filter(({ item }) => item.decided === null);
  const decided = all.slice(waiting.length);
  return {
    items: [...waiting.slice(0, most), ...decided.slice(0, most)].map(({ item }) => item),
    waiting: waiting.length,
    decided: decided.length,
    more: Math.max(0, waiting.length - most),
    exporters: await countRange(opened, 'exporter'),
    importers: await countRange(opened, 'importer'),
    unapplied: await unapplied(opened),
    live: (await spellingCount(opened)) <= LIVE_UP_TO,
  };
}

/** The party that each spelling belongs to now. */
async function partiesOf(opened: Case, spellings: readonly MentionKey[]): Promise<Map<string, string>> {
  const out = new Map<string, string>();
  for (const spelling of new Map(spellings.map((s) => [mentionKey(s), s])).values()) {
    const found = await findParty(opened, spelling);
    if (found !== null) out.set(mentionKey(spelling), found);
  }
  return out;
}

async function refsOf(opened: Case): Promise<(partyId: string) => PairItem['aParty']> {
  const { rows } = await opened.engine.internal(sql`SELECT party_id, name, country FROM ${derived('parties')}`);
  const byId = new Map(
    rows.map(([id, name, country]) => [
      String(id),
      { party_id: String(id), name: String(name), country: textOf(country) },
    ]),
  );
  return (id) => byId.get(id) ?? { party_id: id, name: '', country: null };
}

/** The party of a spelling; null if no line has it. */
export async function findParty(opened: Case, { role, rawName, rawId }: MentionKey): Promise<string | null> {
  const { rows } = await opened.engine.internal(
    sql`SELECT party_id FROM ${derived('party_names')} WHERE role = ${role} AND raw_name = ${rawName} AND raw_id IS NOT DISTINCT FROM ${rawId}`,
  );
  return textOf(rows[0]?.[0]);
}

/** The two sides of a card. */
export function pairCard(
  opened: Case,
  aParty: string,
  bParty: string,
  options: RunOptions = {},
): Promise<CallOut<'party/pair'>> {
  return withLinesOf(opened, [aParty, bParty], options, async (lines) => {
    const { table, rows } = lines;
    const shared = await rows(sql`
      SELECT n.party_id, any_value(p.name), any_value(p.country), count(*)
      FROM ${table} l
      JOIN ${derived('party_names')} n ON n.role = l.other_role AND n.raw_name = l.other_name AND n.raw_id IS NOT DISTINCT FROM l.other_id
      JOIN ${derived('parties')} p ON p.party_id = n.party_id
      WHERE ${aParty} <> ${bParty} AND n.party_id NOT IN (${aParty}, ${bParty})
      GROUP BY 1 HAVING count(DISTINCT l.pid) = 2 ORDER BY 4 DESC, 1 LIMIT 12`);
    return {
      a: await sideOf(opened, lines, aParty),
      b: await sideOf(opened, lines, bParty),
      shared: shared.map(([id, name, country, count]) => ({
        party_id: String(id),
        name: String(name),
        country: textOf(country),
        lines: Number(count),
      })),
    };
  });
}

/**
 * Records a decision about two spellings of the case.
 * @throws WaybillError 'party/unknown-spelling', 'party/same-spelling'
 */
export async function recordDecision(opened: Case, decision: Omit<PartyDecision, 'at'>): Promise<PartyDecision> {
  if (mentionKey(decision.a) === mentionKey(decision.b)) {
    throw new WaybillError('party/same-spelling', 'A spelling cannot be decided against itself. Choose two spellings.');
  }
  for (const side of [decision.a, decision.b]) {
    if ((await findParty(opened, side)) === null) {
      throw new WaybillError(
        'party/unknown-spelling',
        `No line of the case has "${side.rawName.slice(0, 120)}" as its ${side.role}. Analyze the case again, then decide.`,
      );
    }
  }
  return decideParty(opened, decision);
}

const shown = (name: string): string => (name.length > 80 ? `${name.slice(0, 79)}…` : name);

/** A decision that could not be followed, in words. */
export const contradictionText = ({ decision: d, reason }: Contradiction): string =>
  `“${shown(d.a.rawName)}” and “${shown(d.b.rawName)}” were ${d.decision === 'merge' ? 'merged' : 'kept apart'} by ${d.by} on ${d.at.slice(0, 10)}, but ${reason}. The later decisions count.`;

/** Makes parties and hits again from the decisions. All or nothing for each of the two. */
export async function applyDecisionsTo(opened: Case, options: RunOptions = {}): Promise<CallOut<'party/apply'>> {
  const parties = await analyzeParties(opened, options);
  await screenParties(opened, [], options);
  return {
    exporters: { strict: parties.strict, loose: parties.loose },
    importers: parties.importers,
    contradictions: parties.contradictions.map(contradictionText),
  };
}

/** Parties whose name, spelling or number holds a text, most spellings first. */
export async function searchParties(opened: Case, text: string, limit: number): Promise<CallOut<'party/search'>> {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== '');
  const every = words.map(
    (w) =>
      sql`contains(lower(coalesce(n.raw_name, '') || ' ' || coalesce(n.raw_id, '') || ' ' || p.name || ' ' || coalesce(p.identifiers, '')), ${w})`,
  );
  const where = every.reduce((all, each) => sql`${all} AND ${each}`, sql`true`);
  const { rows } = await opened.engine.internal(sql`
    SELECT p.party_id, any_value(p.name), any_value(p.country), any_value(p.role), any_value(p.spellings)
    FROM ${derived('parties')} p LEFT JOIN ${derived('party_names')} n ON n.party_id = p.party_id
    WHERE ${where} GROUP BY 1 ORDER BY 5 DESC, 2, 1 LIMIT ${limit}`);
  return rows.map(([id, name, country, role, spellings]) => ({
    party_id: String(id),
    name: String(name),
    country: textOf(country),
    role: String(role),
    spellings: Number(spellings),
  }));
}
