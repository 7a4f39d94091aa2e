/**
 * Repaired rejects, as the custody log tells them. A repair gives rejected records of one source a new text; the log
 * keeps the old text, the new one, who, when and why. The cells of all repaired records of a source lie in one file,
 * `data/<source>.repairs-<n>.parquet`; each repair and each undoing writes the next one and never changes an old one.
 */
import { z } from 'zod';
import type { CustodyEntry } from '../custody/log.ts';

/** What one repaired record was and is. */
const repairedRecord = z.object({
  /** The number that the record had when it was read, and keeps. */
  record: z.number().int().min(1),
  /** Records after it that turned out to be parts of it. */
  joined: z.array(z.number().int()).default([]),
  line: z.number(),
  reason: z.string(),
  /** As in the file; of joined records one below the other. */
  original: z.string(),
  text: z.string(),
  /** The analyst says that it is a record although it looks like a total, a footer or a header. */
  as_is: z.boolean().default(false),
});
export type RepairedRecord = z.infer<typeof repairedRecord>;

const counts = { records_read: z.number(), records_loaded: z.number(), records_rejected: z.number() };

const repairedDetail = z.object({
  source_id: z.string(),
  /** Number of the repair of this source, from 1; undoings count too. */
  repair: z.number().int().min(1),
  repairs_sha256: z.string(),
  rule: z.string(),
  by: z.string(),
  why: z.string(),
  records: z.array(repairedRecord),
  ...counts,
});
const undoneDetail = z.object({
  source_id: z.string(),
  repair: z.number().int().min(1),
  /** Null: no repaired record is left. */
  repairs_sha256: z.string().nullable(),
  by: z.string(),
  why: z.string(),
  records: z.array(z.number().int()),
  ...counts,
});
export type RepairedDetail = z.infer<typeof repairedDetail>;
export type UndoneDetail = z.infer<typeof undoneDetail>;

/** A record's repair with its circumstances. */
export interface Repair extends RepairedRecord {
  readonly source_id: string;
  readonly repair: number;
  readonly rule: string;
  readonly by: string;
  readonly why: string;
  readonly at: string;
  readonly undone: { readonly at: string; readonly by: string } | null;
}

/** Where the repairs of one source stand. */
export interface RepairState {
  /** Number of the last repair or undoing. */
  readonly number: number;
  /** Hash of `data/<source>.repairs-<number>.parquet`; null where no record is repaired. */
  readonly sha256: string | null;
  /** Repairs in force, by record number. */
  readonly inForce: readonly Repair[];
  /** Every repair that was ever made, in order. */
  readonly history: readonly Repair[];
  /** Hashes of earlier files by their number: they may still lie there. */
  readonly earlier: ReadonlyMap<number, string>;
}

/** Entries are parsed once: one may hold megabytes of text, and the log is read at every change. */
const parsed = new WeakMap<CustodyEntry, RepairedDetail | UndoneDetail | null>();

function detailOf(entry: CustodyEntry): RepairedDetail | UndoneDetail | null {
  const known = parsed.get(entry);
  if (known !== undefined) return known;
  const read = (entry.event === 'reject_repaired' ? repairedDetail : undoneDetail).safeParse(entry.detail);
  const detail = read.success ? read.data : null;
  parsed.set(entry, detail);
  return detail;
}

const isRepair = (detail: RepairedDetail | UndoneDetail): detail is RepairedDetail => 'rule' in detail;

/** The repairs of each source that has any. */
export function repairsOf(entries: readonly CustodyEntry[]): Map<string, RepairState> {
  const states = new Map<string, RepairState>();
  for (const entry of entries) {
    if (entry.event === 'data_rebuilt') {
      noteRebuilt(states, entry);
      continue;
    }
    if (entry.event === 'source_reread') {
      noteReread(states, entry);
      continue;
    }
    if (entry.event !== 'reject_repaired' && entry.event !== 'repair_undone') continue;
    const detail = detailOf(entry);
    if (detail === null) continue;
    const before = states.get(detail.source_id);
    const earlier = new Map(before?.earlier);
    if (before?.sha256 != null) earlier.set(before.number, before.sha256);
    const { inForce, history } = isRepair(detail)
      ? addRepair(before, detail, entry.at)
      : undoRepair(before, detail, entry.at);
    states.set(detail.source_id, {
      number: detail.repair,
      sha256: detail.repairs_sha256,
      inForce,
      history,
      earlier,
    });
  }
  return states;
}

type Lists = Pick<RepairState, 'inForce' | 'history'>;

function addRepair(before: RepairState | undefined, detail: RepairedDetail, at: string): Lists {
  const { source_id, repair, rule, by, why } = detail;
  const made = detail.records.map((r): Repair => ({ ...r, source_id, repair, rule, by, why, at, undone: null }));
  return {
    inForce: [...(before?.inForce ?? []), ...made].sort((a, b) => a.record - b.record),
    history: [...(before?.history ?? []), ...made],
  };
}

function undoRepair(before: RepairState | undefined, detail: UndoneDetail, at: string): Lists {
  const gone = new Set(detail.records);
  const undone = { at, by: detail.by };
  return {
    inForce: (before?.inForce ?? []).filter((r) => !gone.has(r.record)),
    history: (before?.history ?? []).map((r) => (r.undone === null && gone.has(r.record) ? { ...r, undone } : r)),
  };
}

/** The records of a file that was read again are others: no repair of the reading before is in force any more. */
function noteReread(states: Map<string, RepairState>, entry: CustodyEntry): void {
  const read = z.object({ source_id: z.string(), by: z.string() }).safeParse(entry.detail);
  const state = read.success ? states.get(read.data.source_id) : undefined;
  if (!read.success || !state) return;
  const undone = { at: entry.at, by: read.data.by };
  const earlier = new Map(state.earlier);
  if (state.sha256 !== null) earlier.set(state.number, state.sha256);
  states.set(read.data.source_id, {
    number: state.number,
    sha256: null,
    inForce: [],
    history: state.history.map((r) => (r.undone === null ? { ...r, undone } : r)),
    earlier,
  });
}

/** A rebuilt file may have another hash (another version of the engine). */
function noteRebuilt(states: Map<string, RepairState>, entry: CustodyEntry): void {
  const read = z.object({ source_id: z.string(), repairs_sha256: z.string() }).safeParse(entry.detail);
  const state = read.success ? states.get(read.data.source_id) : undefined;
  if (read.success && state) states.set(read.data.source_id, { ...state, sha256: read.data.repairs_sha256 });
}

/** Records of a source, counted. `read = loaded + rejected`. */
export interface Counts {
  readonly read: number;
  readonly loaded: number;
  readonly rejected: number;
}

/** A record joined to the one before it was no record: it is neither read nor rejected any more. */
export function countsWith(counted: Counts, inForce: readonly RepairedRecord[]): Counts {
  const joined = inForce.reduce((sum, r) => sum + r.joined.length, 0);
  return {
    read: counted.read - joined,
    loaded: counted.loaded + inForce.length,
    rejected: counted.rejected - inForce.length - joined,
  };
}
