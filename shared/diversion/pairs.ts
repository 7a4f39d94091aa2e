/**
 * Pairs of legs that look like goods passed on through a third country: from the origin to a company of a hub country, and
 * within weeks from the same company to the destination, the same heading and about the same quantity. A pair is an
 * indicator, never a proof: two purchases and two sales of an ordinary trader can look the same.
 */
import { readPartyText } from '../names/party-text.ts';
import { readPartyId, idsConflict, type PartyId } from '../names/identifiers.ts';
import { prepareName } from '../names/prepare.ts';
import { MATCH_FROM, scorePrepared } from '../names/score.ts';

/** What the indicator means by "within weeks" and "about the same". */
export interface DiversionRule {
  /** ISO 3166 alpha-2. */
  readonly origins: readonly string[];
  readonly destination: string;
  /** Days from the first leg to the second, both ends included. */
  readonly minDays: number;
  readonly maxDays: number;
  /** Largest difference of the quantities, as a share of the first; half a piece more, since pieces are whole. */
  readonly tolerance: number;
}

export const DIVERSION_RULE: DiversionRule = {
  origins: ['CN', 'HK'],
  destination: 'RU',
  minDays: 15,
  maxDays: 45,
  tolerance: 0.05,
};

/** A company as two records name it: the consignee of the first leg and the consignor of the second. */
export interface Mention {
  readonly name: string;
  readonly id: string | null;
  readonly country: string;
}

/** Two legs that agree in heading, hub country, days and quantity; whether in company is decided here. */
export interface Candidate {
  readonly first: string;
  readonly second: string;
  readonly importer: Mention;
  readonly exporter: Mention;
  readonly lagDays: number;
  /** Second quantity over first. */
  readonly ratio: number;
}

export interface Pair {
  readonly first: string;
  readonly second: string;
  readonly lagDays: number;
  /** 0..1: how well company and quantity agree. */
  readonly score: number;
}

interface ReadMention {
  readonly id: PartyId | null;
  readonly name: string;
  readonly country: string;
}

/** Chooses pairs: each leg is in at most one, the best first. */
export function choosePairs(candidates: readonly Candidate[], rule: DiversionRule = DIVERSION_RULE): Pair[] {
  const read = memo((key: string): ReadMention => {
    const [name = '', id = '', country = ''] = key.split('\u0000');
    const text = readPartyText(name);
    return { id: readPartyId(id, country) ?? text.id, name: text.name, country };
  });
  const prepared = memo((name: string) => prepareName(name, 'organisation'));
  const alike = memo((key: string): number => {
    const [left = '', right = ''] = key.split('\u0001');
    const a = read(left);
    const b = read(right);
    if (a.id !== null && b.id !== null && a.id.value === b.id.value) return 1;
    if (idsConflict(a.id, b.id)) return 0;
    const { score, doubt } = scorePrepared(prepared(a.name), prepared(b.name), false);
    return doubt || score < MATCH_FROM ? 0 : score;
  });
  const keyOf = (m: Mention): string => `${m.name}\u0000${m.id ?? ''}\u0000${m.country}`;
  const scored = candidates.flatMap((c): Pair[] => {
    const company = alike(`${keyOf(c.importer)}\u0001${keyOf(c.exporter)}`);
    if (company === 0) return [];
    const quantity = Math.max(0.5, 1 - Math.abs(1 - c.ratio) / (2 * rule.tolerance));
    return [{ first: c.first, second: c.second, lagDays: c.lagDays, score: Number((company * quantity).toFixed(3)) }];
  });
  scored.sort(
    (a, b) => b.score - a.score || a.lagDays - b.lagDays || (a.first + a.second < b.first + b.second ? -1 : 1),
  );
  const taken = new Set<string>();
  return scored.filter(({ first, second }) => {
    if (taken.has(`1${first}`) || taken.has(`2${second}`)) return false;
    taken.add(`1${first}`).add(`2${second}`);
    return true;
  });
}

function memo<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const there = known.get(key);
    if (there !== undefined) return there;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
