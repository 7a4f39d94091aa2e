/** Decisions about parties and hits: kept in the custody log, read back from it, only ever added. */
import { z } from 'zod';
import { WaybillError } from '../../shared/errors.ts';
import type { PartyDecision } from '../../shared/names/decisions.ts';
import type { HitDecision } from '../../shared/screening/screen.ts';
import type { CustodyEntry } from '../custody/log.ts';
import type { Case } from '../case/case.ts';

const spelling = z.object({
  role: z.enum(['exporter', 'importer']),
  rawName: z.string(),
  rawId: z.string().nullable(),
});
const partyDetail = z.object({
  decision: z.enum(['merge', 'apart', 'open']),
  a: spelling,
  b: spelling,
  by: z.string(),
  why: z.string(),
});
const hitDetail = z.object({
  spelling,
  listId: z.string(),
  entryId: z.string(),
  verdict: z.enum(['match', 'none', 'review', 'open']),
  by: z.string(),
  why: z.string(),
});

/** @throws WaybillError 'custody/unreadable-decision' naming the entry */
function read<T>(schema: z.ZodType<T>, entry: CustodyEntry): T {
  const parsed = schema.safeParse(entry.detail);
  if (parsed.success) return parsed.data;
  throw new WaybillError(
    'custody/unreadable-decision',
    `Custody entry ${entry.seq} should hold a decision, but does not: ${parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ')}`,
  );
}

/** Decisions about parties, in the order in which they were made. */
export const partyDecisions = (opened: Case): PartyDecision[] =>
  opened.custody.of('party_decided').map((entry) => ({ ...read(partyDetail, entry), at: entry.at }));

/** Verdicts on hits, in the order in which they were given. */
export const hitDecisions = (opened: Case): (HitDecision & { readonly at: string })[] =>
  opened.custody.of('screening_decided').map((entry) => ({ ...read(hitDetail, entry), at: entry.at }));

/**
 * Records that two spellings are one party, or two; or (`open`) takes back what was decided about them.
 * @param decision.by who decided
 */
export function decideParty(opened: Case, decision: Omit<PartyDecision, 'at'>): PartyDecision {
  const detail = partyDetail.parse(decision);
  const entry = opened.custody.append('party_decided', detail);
  return { ...detail, at: entry.at };
}

/** Records a verdict on a hit, or (`open`) takes the one before back. The later counts. */
export function decideHit(opened: Case, decision: HitDecision): HitDecision {
  const detail = hitDetail.parse(decision);
  opened.custody.append('screening_decided', detail);
  return detail;
}
