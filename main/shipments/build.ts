/**
 * Keeps `shipments` in step with the sources of a case: a source whose mapping or build changed is built anew, one that
 * is gone is dropped, and the editions of lines are judged across all of them, in one transaction.
 */
import { existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import type { RunOptions } from '../../shared/contract/engine.ts';
import type { OrderChange } from '../../shared/contract/quality-calls.ts';
import { CancelledError, WaybillError } from '../../shared/errors.ts';
import { shipmentsSelect } from '../../shared/shipments/build-sql.ts';
import { isShipmentField } from '../../shared/shipments/fields.ts';
import { checkMapping, planSource, type SourcePlan, type TextQuery } from '../../shared/shipments/plan.ts';
import type { StatusJudgement } from '../../shared/shipments/status-words.ts';
import { totalsReason } from '../../shared/shipments/totals.ts';
import {
  arrivalStatements,
  orderChangesSql,
  possibleDuplicatesSql,
  type Arrival,
} from '../../shared/shipments/version-sql.ts';
import { ident, join, literal, qualified, sql, type Sql } from '../../shared/sql/sql.ts';
import type { CaseFolder } from '../case/folder.ts';
import { sourceRelation } from '../case/source-sql.ts';
import type { CaseSource } from '../case/sources.ts';
import type { NativeEngine } from '../engine/native.ts';
import { judgeSources } from './statuses.ts';

/** To be raised when the same data and mapping give other rows than before. */
const BUILD = 3;

const SHIPMENTS = qualified('work', 'derived', 'shipments');
const BUILDS = qualified('work', 'derived', 'shipment_builds');
const MAKE_BUILDS = sql`CREATE TABLE IF NOT EXISTS ${BUILDS} (source_id VARCHAR, fingerprint VARCHAR, added BOOLEAN, reason VARCHAR, remarks VARCHAR[])`;
/** The order of the sources that `version_status` follows: one row. */
const ORDER = qualified('work', 'derived', 'shipment_order');
const MAKE_ORDER = sql`CREATE TABLE IF NOT EXISTS ${ORDER} (sources VARCHAR)`;

/** What became of a source. */
export interface SourceBuild {
  readonly source_id: string;
  /** Whether its rows are in `shipments`. */
  readonly added: boolean;
  /** Why not, in a sentence for the analyst. */
  readonly reason: string | null;
  /** What was assumed. */
  readonly remarks: readonly string[];
}

export interface BuildOutcome {
  /** What became of the sources that were built now. */
  readonly builds: readonly SourceBuild[];
  /** Sources that could not be read, in sentences; they are tried again at the next opportunity. */
  readonly problems: readonly string[];
  /** Whether another source leads than before. */
  readonly reordered: boolean;
}

/** What is needed of a case. */
export interface BuildTarget {
  readonly engine: NativeEngine;
  readonly folder: CaseFolder;
  readonly sources: readonly CaseSource[];
  /** Ids of the sources, the one that leads first. */
  readonly sourceOrder: readonly string[];
}

/** Reading SQL on the case's engine, all values as text. */
export const textQuery =
  (engine: NativeEngine, options?: RunOptions): TextQuery =>
  async (statement) =>
    (await engine.internal(statement, options)).rows.map((row) => row.map((v) => (v == null ? null : String(v))));

/**
 * How a source becomes shipments.
 * @param statuses what the values of its status column mean; absent: judged from this source alone
 * @throws WaybillError 'shipments/mapping'
 */
export const planOf = (
  target: BuildTarget,
  source: CaseSource,
  options?: RunOptions,
  statuses?: StatusJudgement,
): Promise<SourcePlan> =>
  planSource(textQuery(target.engine, options), {
    sourceId: source.source_id,
    relation: sourceRelation(target.folder, source),
    settings: source.settings,
    mapping: source.mapping,
    ...(statuses === undefined ? {} : { statuses }),
  });

/** What a source's rows are made from. It ends with the reading: the numbers of the records are those of one reading. */
const fingerprint = (source: CaseSource, statuses: StatusJudgement | undefined): string =>
  `${hashOfBuild(source, statuses)}${source.reading > 1 ? `@${source.reading}` : ''}`;

const readingOf = (print: string): string => print.split('@')[1] ?? '1';

const hashOfBuild = (source: CaseSource, statuses: StatusJudgement | undefined): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        BUILD,
        source.data_sha256,
        source.mapping,
        source.settings.decimal,
        source.settings.nullTokens,
        ...(source.repairs?.sha256 == null ? [] : [source.repairs.sha256]),
        ...chosenFormats(source),
        ...(source.settings.decided === undefined ? [] : [source.settings.decided, source.settings.thousands]),
        ...(statuses === undefined ? [] : [[...statuses.states].sort(), [...statuses.unclear].sort()]),
      ]),
    )
    .digest('hex');

/** Formats that were decided; where none was, the fingerprint is what it was before such decisions existed. */
const chosenFormats = (source: CaseSource): string[] =>
  source.settings.columns.flatMap((c) => (c.chosen === true ? [`${c.name}: ${c.type} ${c.format ?? ''}`] : []));

/** Brings `shipments` up to date. Nothing is written where nothing changed. */
export async function buildShipments(target: BuildTarget, options?: RunOptions): Promise<BuildOutcome> {
  const { engine, folder } = target;
  await engine.internal(MAKE_BUILDS);
  await engine.internal(MAKE_ORDER);
  const known = new Map(
    (await textQuery(engine)(sql`SELECT source_id, fingerprint FROM ${BUILDS}`)).map(([id, print]) => [id!, print!]),
  );
  const sources = target.sources.filter((s) => existsSync(folder.dataFile(s)));
  const statuses = await judgeSources(textQuery(engine, options), folder, sources);
  const printOf = (source: CaseSource): string => fingerprint(source, statuses.get(source.source_id));
  const changed = sources.filter((s) => known.get(s.source_id) !== printOf(s));
  const gone = [...known.keys()].filter((id) => !sources.some((s) => s.source_id === id));
  const built = new Set(sources.map((s) => s.source_id));
  const order = target.sourceOrder.filter((id) => built.has(id));
  const [orderBefore] = (await textQuery(engine)(sql`SELECT sources FROM ${ORDER}`)).flat();
  const reordered = orderBefore != null && isReordered(orderBefore.split(' '), order);
  if (changed.length === 0 && gone.length === 0 && !reordered) return { builds: [], problems: [], reordered };

  const builds: SourceBuild[] = [];
  const problems: string[] = [];
  const records: Sql[] = [];
  const arrivals: Arrival[] = [];
  for (const source of changed) {
    const made = await buildSource(target, source, statuses.get(source.source_id), options);
    if (typeof made === 'string') {
      problems.push(made);
      continue;
    }
    const { plan, ...build } = made;
    if (plan !== undefined)
      arrivals.push({ sourceId: source.source_id, select: shipmentsSelect(plan), records: source.records_read });
    builds.push(build);
    records.push(recordBuild(build, printOf(source)));
  }
  if (builds.length === 0 && gone.length === 0 && !reordered) return { builds, problems, reordered };
  const stale = [...gone, ...builds.map((b) => b.source_id).filter((id) => known.has(id))];
  const renumbered = builds.flatMap(({ source_id: id }) => {
    const [before, source] = [known.get(id), sources.find((s) => s.source_id === id)];
    return before !== undefined && source && readingOf(before) !== String(source.reading) ? [id] : [];
  });
  // Where rows only came, the lines that they do not touch are judged already.
  const onlyMore = stale.length === 0 && !reordered;
  const ids = arrivals.map((a) => a.sourceId);
  await engine.transaction(
    [
      ...(stale.length > 0 ? dropSources(stale) : []),
      ...(renumbered.length > 0 ? dropConclusions(renumbered) : []),
      ...arrivalStatements(SHIPMENTS, order, arrivals, onlyMore),
      ...(onlyMore && ids.length === 0 ? [] : [possibleDuplicatesSql(SHIPMENTS, onlyMore ? ids : undefined)]),
      ...records,
      sql`DELETE FROM ${ORDER}`,
      sql`INSERT INTO ${ORDER} VALUES (${literal(order.join(' '))})`,
    ],
    options,
  );
  return { builds, problems, reordered };
}

/** Whether sources that both orders know follow each other otherwise; new ones change nothing for the others. */
function isReordered(before: readonly string[], now: readonly string[]): boolean {
  const [a, b] = [new Set(before), new Set(now)];
  return before.filter((id) => b.has(id)).join(' ') !== now.filter((id) => a.has(id)).join(' ');
}

/** What another order of the sources would change, by source; see `orderChangesSql`. */
export async function previewOrder(
  target: BuildTarget,
  order: readonly string[],
  options?: RunOptions,
): Promise<OrderChange[]> {
  const rows = await textQuery(target.engine, options)(orderChangesSql(SHIPMENTS, order));
  return rows.map(([id, gained, lost, usdGained, usdLost]) => ({
    source_id: id!,
    gained: Number(gained),
    lost: Number(lost),
    usd_gained: usdGained!,
    usd_lost: usdLost!,
  }));
}

/** The plan of a source, or why it has no shipments, or (a sentence) why it cannot be read at all now. */
async function buildSource(
  target: BuildTarget,
  source: CaseSource,
  statuses: StatusJudgement | undefined,
  options?: RunOptions,
): Promise<(SourceBuild & { readonly plan?: SourcePlan }) | string> {
  const base = { source_id: source.source_id, remarks: [] };
  try {
    const reason = await whyNoShipments(target, source, options);
    if (reason !== undefined) return { ...base, added: false, reason };
    const plan = await planOf(target, source, options, statuses);
    return { ...base, added: true, reason: null, remarks: plan.remarks, plan };
  } catch (error) {
    if (!(error instanceof WaybillError) || error instanceof CancelledError) throw error;
    if (error.code === 'shipments/mapping') return { ...base, added: false, reason: error.advice };
    return `${source.source_id} (${source.path}) gave no shipments: ${error.advice}`;
  }
}

const idList = (ids: readonly string[]): Sql => sql`(${join(ids.map(literal))})`;

/** The rows that stay are written anew: after a DELETE row ids would have gaps, and pages would need a scan. */
function dropSources(ids: readonly string[]): Sql[] {
  return [
    sql`CREATE OR REPLACE TABLE ${SHIPMENTS} AS SELECT * REPLACE (CASE WHEN version_status = 'deleted' THEN 'deleted' ELSE 'current' END AS version_status, false AS possible_duplicate) FROM ${SHIPMENTS} WHERE source_id NOT IN ${idList(ids)}`,
    sql`DELETE FROM ${BUILDS} WHERE source_id IN ${idList(ids)}`,
  ];
}

/** What an analysis concluded of single records does not hold for those of another reading. */
const dropConclusions = (ids: readonly string[]): Sql[] =>
  (
    [
      ['shipment_brands', ['source_id']],
      ['screening_lines', ['source_id']],
      ['diversion_pairs', ['first_source_id', 'second_source_id']],
    ] as const
  ).map(([name, keys]) => {
    const table = qualified('work', 'derived', name);
    const others = keys.map((key) => sql`${ident(key)} NOT IN ${idList(ids)}`);
    return sql`CREATE OR REPLACE TABLE ${table} AS SELECT * FROM ${table} WHERE ${join(others, ' AND ')}`;
  });

const recordBuild = (build: SourceBuild, print: string): Sql =>
  sql`INSERT INTO ${BUILDS} VALUES (${literal(build.source_id)}, ${literal(print)}, ${{ text: String(build.added), binds: [] }}, ${build.reason === null ? sql`NULL` : literal(build.reason)}, [${join(build.remarks.map(literal))}]::VARCHAR[])`;

/** What is known of the sources that were built, in the order of adding. */
export async function sourceBuilds(target: Pick<BuildTarget, 'engine' | 'sources'>): Promise<SourceBuild[]> {
  await target.engine.internal(MAKE_BUILDS);
  const rows = await textQuery(target.engine)(
    sql`SELECT source_id, added::VARCHAR, reason, array_to_string(remarks, chr(10)) FROM ${BUILDS}`,
  );
  const byId = new Map(
    rows.map(([id, added, reason, remarks]) => [
      id,
      { source_id: id!, added: added === 'true', reason: reason ?? null, remarks: remarks ? remarks.split('\n') : [] },
    ]),
  );
  return target.sources.flatMap((s) => byId.get(s.source_id) ?? []);
}

async function whyNoShipments(
  target: BuildTarget,
  source: CaseSource,
  options?: RunOptions,
): Promise<string | undefined> {
  const mapped = checkMapping(source.settings, source.mapping);
  const date = mapped.find((m) => m.field === 'decl_date');
  const rows =
    date === undefined
      ? []
      : await textQuery(
          target.engine,
          options,
        )(
          sql`SELECT DISTINCT ${ident(date.column)} FROM ${sourceRelation(target.folder, source)} WHERE ${ident(date.column)} IS NOT NULL ORDER BY 1 LIMIT 500`,
        );
  return totalsReason({
    headers: source.settings.columns.map((c) => c.header),
    fields: new Set(mapped.map((m) => m.field).filter(isShipmentField)),
    dates: rows.map(([d]) => d?.trim() ?? '').filter((d) => d !== '' && d.toUpperCase() !== 'NULL'),
  });
}
