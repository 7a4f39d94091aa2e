/**
 * Repairing rejects: rejected records get a new text, which is read by the settings of their source; those that fit are
 * loaded under the record number that they always had. The file with their cells is moved into `data/`, and the repair
 * exists from the moment its entry is in the custody log: a crash before that leaves nothing, after that all of it.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import type { RejectFilter, RepairRequest } from '../../shared/contract/repair-calls.ts';
import { WaybillError } from '../../shared/errors.ts';
import { join, sql, type Sql } from '../../shared/sql/sql.ts';
import { copyToParquet, IntakeEngine, readCsv, selectAll } from '../intake/intake-engine.ts';
import { NumberedCsv } from '../intake/numbered-csv.ts';
import { rewrite, type Rejected } from '../intake/repair-rules.ts';
import { parseRepaired, shapeOf, type Cells, type RecordShape } from '../intake/repair-text.ts';
import { syncFile, syncFolder } from './atomic.ts';
import type { Case } from './case.ts';
import { sha256Of } from './export.ts';
import { countsWith, type RepairedDetail, type RepairedRecord, type UndoneDetail } from './repairs.ts';
import { repairsFile } from './source-sql.ts';
import type { CaseSource } from './sources.ts';

/** Characters of text that one repair may hold: its entry in the log has all of it. */
const MOST_TEXT = 64 * 1024 * 1024;
/** Longer raw texts are cut in the list of rejects (RejectList), so they cannot be repaired. */
const CUT = 1_000_000;

/** A reject with the text that it would get, and what comes of it. */
export interface Tried extends Rejected {
  readonly source_id: string;
  readonly joined: readonly number[];
  readonly text: string;
  readonly asIs: boolean;
  readonly fits: boolean;
  readonly problem: string | null;
  readonly cells: Cells;
  /** Raw texts of the record and of those joined to it, one below the other. */
  readonly original: string;
}

export interface RepairOptions {
  readonly why?: string;
  /** Who repairs; the user of the system where absent. */
  readonly by?: string;
}

export interface RepairOutcome {
  /** Every record that the request was about, by source and number. */
  readonly records: readonly Tried[];
  /** The sources that changed, with the number of the repair. */
  readonly sources: readonly { readonly source_id: string; readonly repair: number }[];
}

/** What a request would do. Nothing is changed. @throws WaybillError 'case/unknown-source', 'repair/…' */
export async function previewRepair(opened: Case, request: RepairRequest): Promise<readonly Tried[]> {
  return 'fixes' in request ? await tryFixes(opened, request.fixes) : await tryRule(opened, request);
}

/**
 * Loads the records that fit; the others stay rejected.
 * @throws WaybillError 'case/unknown-source', 'repair/not-rejected', 'repair/too-much', 'disk/…'
 */
export async function applyRepair(
  opened: Case,
  request: RepairRequest,
  options: RepairOptions = {},
): Promise<RepairOutcome> {
  const records = await previewRepair(opened, request);
  const rule = 'fixes' in request ? 'by hand' : ruleName(request);
  const sources: { source_id: string; repair: number }[] = [];
  try {
    for (const source of opened.sources) {
      const fitting = records.filter((r) => r.fits && r.source_id === source.source_id);
      if (fitting.length === 0) continue;
      const repair = await repairSource(opened, source, fitting, rule, options);
      sources.push({ source_id: source.source_id, repair });
    }
  } finally {
    if (sources.length > 0) await settle(opened);
  }
  return { records, sources };
}

const ruleName = (request: Exclude<RepairRequest, { fixes: unknown }>): string =>
  request.rule === 'replace'
    ? `replace ${JSON.stringify(request.find ?? '')} by ${JSON.stringify(request.replacement ?? '')}`
    : request.rule;

async function settle(opened: Case): Promise<void> {
  await opened.refresh();
  await opened.buildDerived();
}

// ---- trying ---------------------------------------------------------------------------------------------------------

async function tryFixes(
  opened: Case,
  fixes: Extract<RepairRequest, { fixes: unknown }>['fixes'],
): Promise<readonly Tried[]> {
  const wanted = fixes.flatMap(({ source_id, record, joined }) =>
    [record, ...(joined ?? [])].map((each) => ({ source_id, record: each })),
  );
  const rejects = await rejectsAt(opened, wanted);
  const taken = new Set<string>();
  const take = (sourceId: string, record: number): Rejected => {
    const reject = rejects.get(key(sourceId, record));
    if (reject === undefined) throw notRejected(opened, sourceId, record);
    if (taken.has(key(sourceId, record)))
      throw new WaybillError('repair/twice', `Record ${record} of ${sourceId} is in the request twice.`);
    taken.add(key(sourceId, record));
    return reject;
  };
  return fixes.map(({ source_id, record, text, joined = [], as_is: asIs = false }) => {
    const reject = take(source_id, record);
    const parts = joined.map((each) => take(source_id, each));
    const shape = shapeOfSource(opened.source(source_id));
    const base = { ...reject, source_id, joined, text, asIs, original: originalOf([reject, ...parts]) };
    const judged = judge(shape, reject, text, asIs);
    // A repeated header parses like any record: without a change it is what it was.
    if (judged.fits && text === reject.raw && joined.length === 0 && !asIs)
      return { ...base, ...judged, fits: false, problem: `The text is as it was: ${reject.reason}.` };
    return { ...base, ...judged };
  });
}

function notRejected(opened: Case, sourceId: string, record: number): WaybillError {
  const { repairs } = opened.source(sourceId);
  const isRepaired = repairs?.inForce.some((r) => r.record === record || r.joined.includes(record)) === true;
  return new WaybillError(
    'repair/not-rejected',
    isRepaired
      ? `Record ${record} of ${sourceId} is repaired already. Undo that repair first.`
      : `Record ${record} of ${sourceId} is not among the rejects. "waybill rejects" lists them.`,
  );
}

const originalOf = (rejects: readonly Rejected[]): string => rejects.map((r) => r.raw).join('\n');
const key = (sourceId: string, record: number): string => `${sourceId}/${record}`;
const shapeOfSource = (source: CaseSource): RecordShape => shapeOf(source.settings, source.columns);

function judge(
  shape: RecordShape,
  reject: Rejected,
  text: string,
  asIs: boolean,
): Pick<Tried, 'fits' | 'problem' | 'cells'> {
  if (reject.raw.length > CUT || reject.reason === 'too long')
    return { fits: false, cells: [], problem: 'The record is too long to be repaired here.' };
  const parsed = parseRepaired(shape, text, asIs);
  return { fits: parsed.fits, cells: parsed.cells, problem: parsed.fits ? null : parsed.problem };
}

async function tryRule(opened: Case, request: Exclude<RepairRequest, { fixes: unknown }>): Promise<readonly Tried[]> {
  const { target } = request;
  const chosen =
    'records' in target
      ? [...(await rejectsAt(opened, target.records)).entries()]
      : await rejectsWhere(opened, rejectCondition(target));
  if ('records' in target && chosen.length < target.records.length) {
    const found = new Set(chosen.map(([at]) => at));
    const missing = target.records.find((r) => !found.has(key(r.source_id, r.record)));
    if (missing) throw notRejected(opened, missing.source_id, missing.record);
  }
  const asIs = request.rule === 'as-is';
  const tried: Tried[] = [];
  const sources = new Map(opened.sources.map((s) => [s.source_id, shapeOfSource(s)]));
  // What a record may be joined with need not be chosen itself, but it must be a reject.
  const all = request.rule === 'join-next' ? new Map(await rejectsWhere(opened, sql``)) : new Map(chosen);
  const taken = new Set<string>();
  const inOrder = chosen
    .map(([, reject]) => reject)
    .sort((a, b) => a.source_id.localeCompare(b.source_id, 'en', { numeric: true }) || a.record - b.record);
  for (const reject of inOrder) {
    const { source_id } = reject;
    if (taken.has(key(source_id, reject.record))) continue;
    const shape = sources.get(source_id)!;
    const rejectAt = (record: number): Rejected | undefined =>
      taken.has(key(source_id, record)) ? undefined : all.get(key(source_id, record));
    const found = rewrite(request, shape, reject, rejectAt);
    if (found === null) {
      const problem = 'The rule has nothing to change in this record.';
      tried.push({
        ...reject,
        joined: [],
        text: reject.raw,
        asIs,
        fits: false,
        problem,
        cells: [],
        original: reject.raw,
      });
      continue;
    }
    const judged = judge(shape, reject, found.text, asIs);
    const joined = judged.fits ? found.joined : [];
    for (const record of joined) taken.add(key(source_id, record));
    const parts = joined.flatMap((record) => all.get(key(source_id, record)) ?? []);
    tried.push({ ...reject, joined, text: found.text, asIs, ...judged, original: originalOf([reject, ...parts]) });
  }
  return tried;
}

// ---- the rejects of a case ------------------------------------------------------------------------------------------

type Placed = Rejected & { readonly source_id: string };

/** A condition on `rejects`; empty where everything is meant. */
export function rejectCondition(filter: RejectFilter): Sql {
  const parts = [
    ...(filter.source_id === null ? [] : [sql`source_id = ${filter.source_id}`]),
    ...(filter.reason === null ? [] : [sql`reason = ${filter.reason}`]),
    ...(filter.search === '' ? [] : [sql`contains(lower(raw), lower(${filter.search}))`]),
  ];
  return parts.length === 0 ? sql`` : sql` WHERE ${join(parts, ' AND ')}`;
}

async function rejectsWhere(opened: Case, where: Sql): Promise<[string, Placed][]> {
  const { rows } = await opened.engine.internal(
    sql`SELECT source_id, record, line, reason, raw FROM rejects${where} ORDER BY source_id, record`,
  );
  return rows.map(([id, record, line, reason, raw]) => [
    key(String(id), Number(record)),
    { source_id: String(id), record: Number(record), line: Number(line), reason: String(reason), raw: String(raw) },
  ]);
}

async function rejectsAt(
  opened: Case,
  places: readonly { readonly source_id: string; readonly record: number }[],
): Promise<Map<string, Placed>> {
  const found = new Map<string, Placed>();
  for (const id of new Set(places.map((p) => p.source_id))) {
    opened.source(id);
    const records = places.filter((p) => p.source_id === id).map((p) => p.record);
    const numbers: Sql = { text: records.map((n) => String(Math.trunc(n))).join(', '), binds: [] };
    for (const [at, reject] of await rejectsWhere(opened, sql` WHERE source_id = ${id} AND record IN (${numbers})`))
      found.set(at, reject);
  }
  return found;
}

// ---- writing --------------------------------------------------------------------------------------------------------

async function repairSource(
  opened: Case,
  source: CaseSource,
  fitting: readonly Tried[],
  rule: string,
  options: RepairOptions,
): Promise<number> {
  const size = fitting.reduce((sum, r) => sum + r.original.length + r.text.length, 0);
  if (size > MOST_TEXT)
    throw new WaybillError(
      'repair/too-much',
      `${fitting.length} records at once are too many for one entry of the custody log. Repair them in parts: choose a reason, or a part of the list.`,
    );
  const records = fitting.map((r): RepairedRecord => ({
    record: r.record,
    joined: [...r.joined],
    line: r.line,
    reason: r.reason,
    original: r.original,
    text: r.text,
    as_is: r.asIs,
  }));
  const { repairs } = source;
  const repair = (repairs?.number ?? 0) + 1;
  const inForce = [...(repairs?.inForce ?? []), ...records].sort((a, b) => a.record - b.record);
  await keep(opened, source, repair, inForce, (repairs_sha256) => {
    const detail: RepairedDetail = {
      source_id: source.source_id,
      repair,
      repairs_sha256: repairs_sha256 ?? '',
      rule,
      by: options.by ?? userInfo().username,
      why: options.why ?? '',
      records,
      ...countsOf(source, inForce),
    };
    opened.custody.append('reject_repaired', detail);
  });
  return repair;
}

function countsOf(
  source: CaseSource,
  inForce: readonly RepairedRecord[],
): Pick<CaseSource, 'records_read' | 'records_loaded' | 'records_rejected'> {
  const { read, loaded, rejected } = countsWith(source.counted, inForce);
  return { records_read: read, records_loaded: loaded, records_rejected: rejected };
}

/** Writes the file of repaired records, then calls `commit` with its hash: from then on the file counts. */
async function keep(
  opened: Case,
  source: CaseSource,
  repair: number,
  inForce: readonly RepairedRecord[],
  commit: (sha256: string | null) => void,
): Promise<void> {
  const { folder } = opened;
  const file = folder.repairsFile(source.source_id, repair);
  if (inForce.length > 0) await writeRepairs(opened, source, inForce, file);
  // Where the entry fails to be written the file stays: whether the entry is there is known when the case is next
  // opened, and the file goes then if it is not.
  commit(inForce.length > 0 ? await sha256Of(file) : null);
  opened.noteSources();
}

/** The cells of repaired records, by number, as `source_record` and the columns of the source. */
async function writeRepairs(
  opened: Case,
  source: CaseSource,
  inForce: readonly RepairedRecord[],
  file: string,
): Promise<void> {
  const { folder } = opened;
  const shape = shapeOfSource(source);
  const incoming = path.join(folder.incoming, `${source.source_id}.repairs`);
  const text = `${incoming}.csv`;
  const out = `${incoming}.parquet`;
  try {
    const csv = new NumberedCsv(text, ',');
    try {
      for (const r of inForce) {
        const parsed = parseRepaired(shape, r.text, r.as_is);
        if (!parsed.fits)
          throw new WaybillError(
            'repair/does-not-fit',
            `The repaired text of record ${r.record} of ${source.source_id} does not fit the source: ${parsed.problem}`,
          );
        csv.cells(r.record, parsed.cells, source.columns.length);
      }
    } finally {
      csv.close();
    }
    const rows = readCsv({
      path: text,
      delimiter: ',',
      quote: '"',
      escape: '"',
      newline: 'lf',
      skip: 0,
      columns: ['source_record', ...source.columns],
      types: { source_record: 'BIGINT' },
      longest: csv.longest,
    });
    const engine = await IntakeEngine.open(folder.spill);
    try {
      const written = await engine.copy(copyToParquet(selectAll(rows), out));
      if (written !== inForce.length)
        throw new WaybillError(
          'intake/counts-disagree',
          `${inForce.length} records were repaired but ${written} would be loaded. Nothing was changed.`,
        );
    } finally {
      engine.close();
    }
    syncFile(out);
    renameSync(out, file);
    syncFolder(folder.data);
  } finally {
    for (const left of [text, out]) rmSync(left, { force: true });
  }
}

/**
 * Takes repairs back: the records are rejects again, with the text that they had.
 * @returns how many were undone
 * @throws WaybillError 'repair/not-repaired', 'case/unknown-source', 'disk/…'
 */
export async function undoRepairs(
  opened: Case,
  places: readonly { readonly source_id: string; readonly record: number }[],
  options: RepairOptions = {},
): Promise<number> {
  const ids = new Set(places.map((p) => p.source_id));
  for (const { source_id, record } of places) {
    const { repairs } = opened.source(source_id);
    if (repairs?.inForce.some((r) => r.record === record) !== true)
      throw new WaybillError('repair/not-repaired', `Record ${record} of ${source_id} is not repaired.`);
  }
  let undone = 0;
  try {
    for (const id of ids) {
      const source = opened.source(id);
      const gone = new Set(places.filter((p) => p.source_id === id).map((p) => p.record));
      const inForce = (source.repairs?.inForce ?? []).filter((r) => !gone.has(r.record));
      const repair = (source.repairs?.number ?? 0) + 1;
      await keep(opened, source, repair, inForce, (repairs_sha256) => {
        const detail: UndoneDetail = {
          source_id: id,
          repair,
          repairs_sha256,
          by: options.by ?? userInfo().username,
          why: options.why ?? '',
          records: [...gone].sort((a, b) => a - b),
          ...countsOf(source, inForce),
        };
        opened.custody.append('repair_undone', detail);
      });
      undone += gone.size;
    }
  } finally {
    if (undone > 0) await settle(opened);
  }
  return undone;
}

/** Makes the file of repaired records again from the log where it is missing or was changed. */
export async function rebuildRepairs(opened: Case, source: CaseSource): Promise<void> {
  const file = repairsFile(opened.folder, source);
  const { repairs } = source;
  if (file === null || repairs === null) return;
  if (existsSync(file) && (await sha256Of(file)) === repairs.sha256) return;
  await writeRepairs(opened, source, repairs.inForce, file);
  const repairs_sha256 = await sha256Of(file);
  if (repairs_sha256 !== repairs.sha256)
    opened.custody.append('data_rebuilt', { source_id: source.source_id, repairs_sha256 });
}
