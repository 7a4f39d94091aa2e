/** What was concluded of a case so far, and whether it still holds. */
import { userInfo } from 'node:os';
import type { CallOut } from '../../shared/contract/calls.ts';
import { WaybillError } from '../../shared/errors.ts';
import { sql } from '../../shared/sql/sql.ts';
import { brandsAreCurrent } from '../brands/analyze.ts';
import type { Case } from '../case/case.ts';
import { derived } from '../case/schema.ts';
import type { CustodyEvent } from '../custody/log.ts';
import { countRange, unapplied } from '../parties/review.ts';
import { partyDecisions } from '../parties/decisions.ts';

type State = CallOut<'analysis/state'>;

/** Events after which an analysis is of yesterday, in words. Verdicts on hits are followed at once. */
const CHANGES: readonly (readonly [CustodyEvent, (n: number) => string])[] = [
  ['source_added', (n) => `${n === 1 ? 'A file was' : `${n} files were`} added.`],
  ['layout_changed', (n) => `The mapping of ${n === 1 ? 'a layout was' : 'layouts was'} changed.`],
  ['source_reread', (n) => `${n === 1 ? 'A file was' : `${n} files were`} read again with other settings.`],
  ['reject_repaired', (n) => `${n === 1 ? 'A rejected record was' : `${n} rejected records were`} repaired.`],
  ['repair_undone', () => 'A repair of rejected records was taken back.'],
  ['lead_chosen', () => 'Another source leads where two have the same line.'],
];

/** The user of the computer: who signs decisions unless told otherwise. */
export function analystName(): string {
  try {
    return userInfo().username || 'analyst';
  } catch {
    return 'analyst'; // a system that knows no user of this number
  }
}

export async function analysisState(opened: Case): Promise<State> {
  const { custody, engine } = opened;
  const done = custody.of('analyzed').at(-1);
  const stale: string[] = [];
  if (done !== undefined) {
    for (const [event, say] of CHANGES) {
      const since = custody.of(event).filter((entry) => entry.seq > done.seq).length;
      if (since > 0) stale.push(say(since));
    }
    const brands = await brandChange(opened, done.seq);
    if (brands !== null) stale.push(brands);
  }
  const { rows } = await engine.internal(sql`SELECT
    (SELECT count(*) FROM ${derived('shipments')} WHERE version_status = 'current'),
    (SELECT count(*) FROM ${derived('party_names')}), (SELECT count(*) FROM ${derived('parties')}),
    (SELECT count(DISTINCT brand) FROM ${derived('shipment_brands')}), (SELECT count(*) FROM ${derived('shipment_brands')}),
    (SELECT count(*) FROM ${derived('diversion_pairs')}), (SELECT count(*) FROM ${derived('party_review')}),
    (SELECT count(DISTINCT (party_id, list_id, entry_id)) FROM ${derived('screening')} WHERE verdict = 'review' AND decided_by IS NULL),
    (SELECT count(DISTINCT (party_id, list_id, entry_id)) FROM ${derived('screening')} WHERE verdict = 'match'),
    (SELECT count(DISTINCT (source_id, source_record)) FROM ${derived('screening_lines')})`);
  const [lines, spellings, parties, brands, branded, pairs, reviewParties, reviewHits, matches, linesListed] = (
    rows[0] ?? []
  ).map(Number);
  // An older edition's tables were dropped when the case was opened; what was concluded is gone until it is made again.
  if (done !== undefined && (lines ?? 0) > 0 && (spellings ?? 0) === 0 && stale.length === 0) {
    stale.push('The tables were made by another edition of Waybill, or rebuilt.');
  }
  const lists = await listsOf(opened);
  for (const { list_id, entries: screened } of lists) {
    if (screened === 0 && (spellings ?? 0) > 0) stale.push(`No party was screened against the list ${list_id} yet.`);
  }
  const waiting = await unapplied(opened);
  if (waiting > 0 && partyDecisions(opened).length > 0) {
    stale.push(
      `${waiting === 1 ? 'A decision about parties is' : `${waiting} decisions about parties are`} not applied yet.`,
    );
  }
  return {
    analyzed: done?.at ?? null,
    stale,
    lines: lines ?? 0,
    exporters: await countRange(opened, 'exporter'),
    importers: await countRange(opened, 'importer'),
    spellings: spellings ?? 0,
    parties: parties ?? 0,
    brands: brands ?? 0,
    branded: branded ?? 0,
    pairs: pairs ?? 0,
    unapplied: waiting,
    reviewParties: reviewParties ?? 0,
    reviewHits: reviewHits ?? 0,
    matches: matches ?? 0,
    linesListed: linesListed ?? 0,
    lists,
    analyst: analystName(),
  };
}

/** What about brands is not as it was when the case was analyzed; null if nothing is. Owners of parties come of the dictionary too. */
async function brandChange(opened: Case, analyzed: number): Promise<string | null> {
  try {
    if (opened.custody.of('dictionary_changed').some((entry) => entry.seq > analyzed)) {
      return 'The brand dictionary was changed.';
    }
    return (await brandsAreCurrent(opened)) ? null : 'The brand dictionary or a decision about brands was changed.';
  } catch (error) {
    if (error instanceof WaybillError) return error.message;
    throw error;
  }
}

async function listsOf(opened: Case): Promise<State['lists']> {
  const { rows } = await opened.engine.internal(
    sql`SELECT list_id, count(*) FROM ${derived('list_entries')} GROUP BY 1`,
  );
  const entries = new Map(rows.map(([id, count]) => [String(id), Number(count)]));
  const lists = new Map<string, State['lists'][number]>();
  for (const { at, detail } of opened.custody.of('list_imported')) {
    const id = String(detail['list_id'] ?? '');
    lists.set(id, { list_id: id, from: String(detail['from'] ?? ''), imported: at, entries: entries.get(id) ?? 0 });
  }
  return [...lists.values()];
}
