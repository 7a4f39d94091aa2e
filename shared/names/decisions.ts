/** What people decided about parties. Decisions are only ever added; of two about one pair the later counts. */

/** A spelling as `party_names` knows it. */
export interface MentionKey {
  readonly role: 'exporter' | 'importer';
  readonly rawName: string;
  readonly rawId: string | null;
}

export interface PartyDecision {
  /** `open` takes back what was decided about the pair before: the rules judge it again. */
  readonly decision: 'merge' | 'apart' | 'open';
  readonly a: MentionKey;
  readonly b: MentionKey;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly why: string;
}

/** A decision that could not be followed, because a later one says the opposite. */
export interface Contradiction {
  readonly decision: PartyDecision;
  readonly reason: string;
}

export const mentionKey = (m: MentionKey): string => `${m.role}\u0000${m.rawName}\u0000${m.rawId ?? ''}`;

/** The same for a pair of spellings, whichever stands first. */
export function pairKey(a: MentionKey, b: MentionKey): string {
  const [x, y] = [mentionKey(a), mentionKey(b)];
  return x < y ? `${x}\u0001${y}` : `${y}\u0001${x}`;
}

export interface AppliedDecisions {
  readonly merges: readonly { readonly a: number; readonly b: number; readonly by: string }[];
  readonly aparts: readonly (readonly [number, number])[];
  readonly contradictions: readonly Contradiction[];
}

/**
 * Sorts decisions out: the latest first, each followed unless it contradicts a later one, directly or through others
 * (A = B and B = C against A ≠ C). Decisions about spellings that are not in the case are left out.
 * @param nodeOf the number of each spelling
 */
export function applyDecisions(
  decisions: readonly PartyDecision[],
  nodeOf: ReadonlyMap<string, number>,
): AppliedDecisions {
  const group = new Map<number, number>();
  const find = (i: number): number => {
    let at = i;
    for (let up = group.get(at); up !== undefined && up !== at; up = group.get(at)) at = up;
    return at;
  };
  const merges: { a: number; b: number; by: string }[] = [];
  const aparts: [number, number][] = [];
  const contradictions: Contradiction[] = [];
  const said = new Set<string>();
  for (const decision of [...decisions].reverse()) {
    const a = nodeOf.get(mentionKey(decision.a));
    const b = nodeOf.get(mentionKey(decision.b));
    if (a === undefined || b === undefined) continue;
    const pair = a < b ? `${a} ${b}` : `${b} ${a}`;
    // An earlier decision about the same pair is replaced, not contradicted.
    if (said.has(pair)) continue;
    said.add(pair);
    if (decision.decision === 'open') continue;
    const [x, y] = [find(a), find(b)];
    if (decision.decision === 'apart') {
      if (x === y) contradictions.push({ decision, reason: 'later decisions make these one party' });
      else aparts.push([a, b]);
      continue;
    }
    const barred = aparts.some(([p, q]) => {
      const [r, s] = [find(p), find(q)];
      return (r === x && s === y) || (r === y && s === x);
    });
    if (barred) contradictions.push({ decision, reason: 'later decisions keep these apart' });
    else {
      group.set(x, y);
      merges.push({ a, b, by: decision.by });
    }
  }
  return { merges, aparts, contradictions };
}
