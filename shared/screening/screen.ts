/** Screens the parties of a case against lists: by name, alias and identifier, whatever the date. */
import { mayReach } from '../names/bound.ts';
import { NameIndex } from '../names/blocking.ts';
import { idsConflict, readPartyId, type PartyId } from '../names/identifiers.ts';
import { prepareName, type PreparedName } from '../names/prepare.ts';
import { MATCH_FROM, REVIEW_FROM, scorePrepared, verdictOf, type Verdict } from '../names/score.ts';
import { mentionKey, type MentionKey } from '../names/decisions.ts';
import type { ListEntry } from './entry.ts';

/** One spelling of a party. */
export interface ScreenedName extends MentionKey {
  readonly partyId: string;
  /** The name without number, address and go-between. */
  readonly name: string;
  /** ISO alpha-2; null if unknown. */
  readonly country: string | null;
  readonly identifiers: readonly string[];
}

export interface ScreenedList {
  readonly listId: string;
  readonly entries: readonly ListEntry[];
}

/** One row of `screening`. */
export interface Hit {
  readonly rawName: string;
  readonly partyId: string;
  readonly listId: string;
  readonly entryId: string;
  readonly score: number;
  /** `none`: looked like it, and something proves that it is not. */
  readonly verdict: Verdict;
  /** What the rules alone say: the verdict again when a decision is taken back. */
  readonly ruleVerdict: Verdict;
  /** Who gave the verdict; null: the rules. */
  readonly decidedBy: string | null;
  readonly reasons: readonly string[];
}

/** What a person said about a hit; of two about one hit the later counts. */
export interface HitDecision {
  /** A spelling of the party: parties may be clustered anew, spellings stay. */
  readonly spelling: MentionKey;
  readonly listId: string;
  readonly entryId: string;
  /** `review`: looked at, not sure. `open`: what was said before is taken back. */
  readonly verdict: Verdict | 'open';
  readonly by: string;
  readonly why: string;
}

/** The first reason of a hit that a person decided. */
export const decidedReason = (decision: Pick<HitDecision, 'by' | 'why'>): string =>
  `decided by ${decision.by}: ${decision.why || 'no reason given'}`;

/** A name of a list with the entry that it belongs to. */
interface Listed {
  readonly name: PreparedName;
  readonly list: ScreenedList;
  readonly entry: ListEntry;
  readonly alias: boolean;
}

/** A doubt caps a hit: a person decides. */
const DOUBTED = MATCH_FROM - 0.01;

/** What one spelling has in common with one entry. Plain data: it crosses threads. */
export interface Found {
  readonly listId: string;
  readonly entryId: string;
  readonly score: number;
  /** An identifier proves it: the same, or another. */
  readonly proven: 'same' | 'other' | null;
  readonly reasons: readonly string[];
}

interface Candidate {
  readonly listed: Listed;
  score: number;
  proven: 'same' | 'other' | null;
  reasons: readonly string[];
}

const keyOf = (listId: string, entryId: string): string => `${listId}\u0000${entryId}`;

/** All of a spelling that looking it up depends on. */
export const lookupKey = (name: ScreenedName): string =>
  [name.name, name.country ?? '', name.identifiers.join(' ')].join('\u0000');

/** An index over lists; made once, used for all names. */
export class Screener {
  private readonly listed: Listed[] = [];
  private readonly index: NameIndex;
  private readonly byId = new Map<string, Listed[]>();
  private readonly idsOf = new Map<ListEntry, readonly PartyId[]>();

  constructor(lists: readonly ScreenedList[]) {
    for (const list of lists) {
      for (const entry of list.entries) {
        const kind = entry.kind === 'organisation' ? null : entry.kind;
        [entry.name, ...entry.aliases].forEach((text, i) => {
          const name = prepareName(text, kind);
          if (name.words.length > 0) this.listed.push({ name, list, entry, alias: i > 0 });
        });
        const ids = entry.identifiers.map((id) => readPartyId(id, entry.country)).filter((id) => id !== null);
        this.idsOf.set(entry, ids);
        const main = this.listed.findLast((l) => l.entry === entry && !l.alias);
        if (main) for (const id of ids) this.byId.set(id.value, [...(this.byId.get(id.value) ?? []), main]);
      }
    }
    this.index = new NameIndex(this.listed.map((l) => l.name));
  }

  /** The best hit of one spelling on each entry. */
  private find(name: ScreenedName): Found[] {
    const found = new Map<string, Candidate>();
    const own = name.identifiers.map((id) => readPartyId(id, name.country)).filter((id) => id !== null);
    for (const id of own) {
      for (const listed of this.byId.get(id.value) ?? []) {
        const reasons = [`same identifier: ${id.value}`];
        found.set(keyOf(listed.list.listId, listed.entry.entryId), { listed, score: 1, proven: 'same', reasons });
      }
    }
    const prepared = prepareName(name.name);
    for (const at of this.index.candidates(prepared)) {
      const listed = this.listed[at];
      if (!listed || !mayReach(prepared, listed.name, REVIEW_FROM)) continue;
      const { score } = scorePrepared(prepared, listed.name, false, REVIEW_FROM);
      if (score < REVIEW_FROM) continue;
      const key = keyOf(listed.list.listId, listed.entry.entryId);
      const before = found.get(key);
      if (before && (before.proven === 'same' || before.score >= score)) continue;
      found.set(key, { listed, score, proven: null, reasons: [] });
    }
    for (const hit of found.values()) if (hit.proven === null) this.judge(name, prepared, own, hit);
    return [...found.values()].map(({ listed, score, proven, reasons }) => ({
      listId: listed.list.listId,
      entryId: listed.entry.entryId,
      score,
      proven,
      reasons,
    }));
  }

  /** Gives a hit by name its reasons, and takes from its score what speaks against it. */
  private judge(name: ScreenedName, prepared: PreparedName, own: readonly PartyId[], hit: Candidate): void {
    const { listed } = hit;
    const scored = scorePrepared(prepared, listed.name);
    const reasons = [...scored.reasons];
    if (listed.alias) reasons.push(`an alias of the entry: ${listed.name.raw}`);
    if (scored.doubt) hit.score = Math.min(hit.score, DOUBTED);
    const listedIds = this.idsOf.get(listed.entry) ?? [];
    const other = own.find((mine) => listedIds.some((theirs) => idsConflict(mine, theirs)));
    if (other && hit.score >= MATCH_FROM) {
      hit.proven = 'other';
      reasons.unshift(`another identifier: ${other.value} is not ${listedIds.map((i) => i.value).join(', ')}`);
    }
    const country = listed.entry.country;
    if (country !== null && name.country !== null && group(country) !== group(name.country)) {
      const cores = prepared.words.filter((w) => w.role === 'core').length;
      // A rare name of several words is the same company abroad; a single word may well be another.
      if (cores < 2 || scored.score < 0.97) hit.score = Math.min(hit.score, DOUBTED);
      reasons.push(`another country: ${name.country} / ${country}`);
    }
    hit.reasons = reasons;
  }

  /** What each spelling has in common with the lists, in the order of the spellings. */
  findAll(names: readonly ScreenedName[]): (readonly Found[])[] {
    const known = new Map<string, readonly Found[]>();
    return names.map((name) => {
      const key = lookupKey(name);
      const found = known.get(key) ?? this.find(name);
      known.set(key, found);
      return found;
    });
  }

  /** Screens spellings: `findAll` and `settleHits` in one. */
  screen(names: readonly ScreenedName[], decisions: readonly HitDecision[] = []): Hit[] {
    return settleHits(names, this.findAll(names), decisions);
  }
}

/**
 * The hits of parties from what their spellings have in common with the lists. What one spelling of a party proves holds for
 * all of them.
 * @param names those of one party need not stand together
 * @param found in the order of `names`
 */
export function settleHits(
  names: readonly ScreenedName[],
  found: readonly (readonly Found[])[],
  decisions: readonly HitDecision[] = [],
): Hit[] {
  const hit = new Set<string>();
  names.forEach((name, i) => {
    if ((found[i]?.length ?? 0) > 0) hit.add(name.partyId);
  });
  const byParty = new Map<string, Spelling[]>();
  names.forEach((name, i) => {
    if (!hit.has(name.partyId)) return;
    const own = new Map((found[i] ?? []).map((f) => [keyOf(f.listId, f.entryId), f]));
    const before = byParty.get(name.partyId);
    if (before) before.push({ name, found: own });
    else byParty.set(name.partyId, [{ name, found: own }]);
  });
  const bearers = exactBearers(byParty);
  const said = new Map(
    decisions.map((d, i) => [`${mentionKey(d.spelling)}\u0000${keyOf(d.listId, d.entryId)}`, { decision: d, at: i }]),
  );
  const hits: Hit[] = [];
  for (const [partyId, spellings] of byParty) {
    const entries = new Set(spellings.flatMap((s) => [...s.found.keys()]));
    for (const entry of entries) {
      const bearer = bearers.get(entry);
      const taken = bearer !== undefined && !bearer.has(partyId);
      // The latest word on any spelling of the party counts.
      const latest = spellings
        .flatMap((s) => said.get(`${mentionKey(s.name)}\u0000${entry}`) ?? [])
        .sort((a, b) => b.at - a.at)[0]?.decision;
      hits.push(...partyHits(partyId, entry, spellings, taken, latest?.verdict === 'open' ? undefined : latest));
    }
  }
  return hits;
}

const group = (country: string): string => (country === 'HK' || country === 'MO' || country === 'TW' ? 'CN' : country);

interface Spelling {
  readonly name: ScreenedName;
  readonly found: ReadonlyMap<string, Found>;
}

/** From here a name is the entry's own, letter for letter or nearly. */
const EXACT_FROM = 0.97;

/** The parties that bear the very name (or number) of an entry, by entry. */
function exactBearers(byParty: ReadonlyMap<string, readonly Spelling[]>): Map<string, Set<string>> {
  const bearers = new Map<string, Set<string>>();
  for (const [partyId, spellings] of byParty) {
    for (const { found } of spellings) {
      for (const [entry, { score, proven }] of found) {
        if (score < EXACT_FROM || proven === 'other') continue;
        bearers.set(entry, (bearers.get(entry) ?? new Set()).add(partyId));
      }
    }
  }
  return bearers;
}

/**
 * The hits of one party on one entry, a row per spelling.
 * @param taken another party of the case bears the very name: one that is only alike is for a person
 */
function partyHits(
  partyId: string,
  entry: string,
  spellings: readonly Spelling[],
  taken: boolean,
  decision: HitDecision | undefined,
): Hit[] {
  const all = spellings.map((s) => s.found.get(entry)).filter((f) => f !== undefined);
  const [best] = [...all].sort((a, b) => b.score - a.score);
  if (!best) return [];
  const same = all.some((f) => f.proven === 'same');
  const other = !same && all.some((f) => f.proven === 'other');
  const seen = new Set<string>();
  return spellings.flatMap(({ name, found }): Hit[] => {
    if (seen.has(name.rawName)) return [];
    seen.add(name.rawName);
    const own = found.get(entry);
    // Below a match a spelling does not speak for the others.
    if (!own && best.score < MATCH_FROM) return [];
    const lent = !own || (own.score < best.score && best.score >= MATCH_FROM);
    const full = lent ? best.score : own.score;
    const doubted = taken && !same && full >= MATCH_FROM;
    const score = doubted ? DOUBTED : full;
    const reasons = [
      ...(decision ? [decidedReason(decision)] : []),
      ...(doubted ? ['another party of this case bears the very name'] : []),
      ...(lent ? [`a spelling of the same party: ${best.reasons.join('; ')}`] : []),
      ...(own?.reasons ?? []),
    ];
    const ruleVerdict = other ? 'none' : same ? 'match' : verdictOf(score);
    const verdict = decision === undefined || decision.verdict === 'open' ? ruleVerdict : decision.verdict;
    const { listId, entryId } = best;
    const decidedBy = decision?.by ?? null;
    return [{ rawName: name.rawName, partyId, listId, entryId, score, verdict, ruleVerdict, decidedBy, reasons }];
  });
}
