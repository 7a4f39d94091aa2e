/** Fills `parties`, `party_names`, `party_review` and `party_decisions` from the shipments of a case. */
import type { RunOptions } from '../../shared/contract/engine.ts';
import type { Clustering, CountRange, PartyMention, PartyName } from '../../shared/names/clustering.ts';
import type { Contradiction } from '../../shared/names/decisions.ts';
import { sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';
import { fillTables, type FilledTable } from '../case/fill.ts';
import { derived } from '../case/schema.ts';
import { partyDecisions } from './decisions.ts';
import { runNamesJob } from './workers.ts';

export interface PartySummary {
  /** The number of exporters as a range: `strict` ≤ true number ≤ `loose`. */
  readonly strict: number;
  readonly loose: number;
  readonly importers: CountRange;
  readonly all: CountRange;
  /** Parties as clustered, go-betweens included. */
  readonly parties: number;
  /** Distinct spellings. */
  readonly names: number;
  /** Pairs that wait for a person. */
  readonly review: number;
  readonly contradictions: readonly Contradiction[];
}

/** The distinct spellings of all records, whatever their version: every line must find its party. */
const MENTIONS = sql`
  SELECT role, raw_name, raw_id, arg_max(country, lines) AS country, CAST(sum(lines) AS INTEGER) AS lines, CAST(sum(current) AS INTEGER) AS current
  FROM (
    SELECT 'exporter' AS role, exporter_name AS raw_name, exporter_id AS raw_id, exporter_country AS country, count(*) AS lines,
      count(*) FILTER (version_status = 'current') AS current
    FROM ${derived('shipments')} WHERE trim(exporter_name) <> '' GROUP BY ALL
    UNION ALL
    SELECT 'importer', importer_name, importer_id, importer_country, count(*), count(*) FILTER (version_status = 'current')
    FROM ${derived('shipments')} WHERE trim(importer_name) <> '' GROUP BY ALL
  )
  GROUP BY role, raw_name, raw_id
  ORDER BY ALL`;

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/** The spellings of a case, as the clusterer takes them. */
export async function readMentions(opened: Case, options: RunOptions = {}): Promise<PartyMention[]> {
  const { rows } = await opened.engine.internal(MENTIONS, options);
  return rows.map(([role, rawName, rawId, country, lines, current]): PartyMention => ({
    role: role === 'importer' ? 'importer' : 'exporter',
    rawName: String(rawName),
    rawId: text(rawId),
    country: text(country),
    rows: Number(lines),
    currentRows: Number(current),
  }));
}

/**
 * Clusters the spellings of a case into parties. All or nothing: cancelled or failed, the tables are as they were.
 */
export async function analyzeParties(opened: Case, options: RunOptions = {}): Promise<PartySummary> {
  const mentions = await readMentions(opened, options);
  const decisions = partyDecisions(opened);
  options.onProgress?.({ fraction: null, phase: `clustering ${mentions.length.toLocaleString('en')} spellings` });
  const clustering = await runNamesJob({ job: 'cluster', mentions, decisions }, options.signal);
  const decisionRows: FilledTable = {
    table: 'party_decisions',
    rows: decisions.map((d) => [
      d.decision, d.a.role, d.a.rawName, d.a.rawId, d.b.role, d.b.rawName, d.b.rawId, d.by, d.at, d.why,
    ]), // prettier-ignore
  };
  await fillTables(opened, [...clusteringTables(clustering), decisionRows], [], options);
  return {
    ...clustering.counts.exporters,
    importers: clustering.counts.importers,
    all: clustering.counts.all,
    parties: clustering.parties.length,
    names: clustering.names.length,
    review: clustering.review.length,
    contradictions: clustering.contradictions,
  };
}

function clusteringTables(clustering: Clustering): FilledTable[] {
  const roles = new Map<string, Set<string>>();
  const spellings = new Map<string, Set<string>>();
  for (const name of clustering.names) {
    roles.set(name.partyId, (roles.get(name.partyId) ?? new Set()).add(name.role));
    spellings.set(name.partyId, (spellings.get(name.partyId) ?? new Set()).add(name.rawName));
  }
  const roleOf = (partyId: string): string => {
    const has = roles.get(partyId);
    return has === undefined ? 'go-between' : has.size > 1 ? 'both' : ([...has][0] ?? '');
  };
  const side = (name: PartyName): readonly (string | null)[] => [name.role, name.rawName, name.rawId, name.partyId];
  return [
    {
      table: 'parties',
      rows: clustering.parties.map((p) => [
        p.partyId, p.name, p.country, roleOf(p.partyId), p.identifiers.join('; ') || null, spellings.get(p.partyId)?.size ?? 0,
      ]), // prettier-ignore
    },
    {
      table: 'party_names',
      rows: clustering.names.map((n) => [
        n.role, n.rawName, n.rawId, n.partyId, n.viaPartyId, n.method, n.score, n.decidedBy, n.strictId, n.looseId,
      ]), // prettier-ignore
    },
    {
      table: 'party_review',
      rows: clustering.review.map((r) => [...side(r.a), ...side(r.b), r.score, r.reasons.join('; ')]),
    },
  ];
}
