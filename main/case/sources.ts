/** What a case knows of its sources: the entries `source_added` of the custody log, the only truth about them. */
import path from 'node:path';
import { z } from 'zod';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import type { CustodyEntry } from '../custody/log.ts';
import { countsWith, repairsOf, type Counts, type RepairState } from './repairs.ts';

/** One loaded source file. */
export interface CaseSource {
  readonly source_id: string;
  /** Absolute, or relative to the case folder for a file that lies in it. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly kind: string;
  readonly layout: string;
  /** The three counts are as they stand now, repairs included. */
  readonly records_read: number;
  readonly records_loaded: number;
  readonly records_rejected: number;
  readonly loaded_at: string;
  readonly settings: SourceSettings;
  /** Column names of `data/<source_id>.parquet`, in order, without `source_record`. */
  readonly columns: readonly string[];
  /** Whether the data file carries `source_record` (sources with rejects or read record by record). */
  readonly numbered: boolean;
  readonly data_sha256: string;
  readonly rejects_sha256: string | null;
  /** Canonical field by header, as decided when the source was added. */
  readonly mapping: Readonly<Record<string, string>>;
  /** What was counted when the file was read: the rows of the data file and of the list of rejects. */
  readonly counted: Counts;
  /** Rejects that were repaired; null where none ever was. */
  readonly repairs: RepairState | null;
  /** Which reading of the file is loaded: 1 = as it was added, one more each time that it was read with other settings. */
  readonly reading: number;
  /** Readings before: their files go when the case is next opened. */
  readonly earlier: readonly EarlierReading[];
}

export interface EarlierReading {
  readonly source_id: string;
  readonly reading: number;
  readonly data_sha256: string;
  readonly rejects_sha256: string | null;
}

/** What the log states of a source by itself. */
export type StatedSource = Omit<CaseSource, 'loaded_at' | 'counted' | 'repairs' | 'earlier'>;

/** A source as the log states it: with the counts of its reading. */
export function stated(source: CaseSource): StatedSource {
  const { loaded_at: _loadedAt, repairs: _repairs, earlier: _earlier, counted, ...rest } = source;
  return {
    ...rest,
    records_read: counted.read,
    records_loaded: counted.loaded,
    records_rejected: counted.rejected,
  };
}

const detail = z.object({
  source_id: z.string().regex(/^s[1-9][0-9]*$/),
  path: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  kind: z.string(),
  layout: z.string(),
  records_read: z.number(),
  records_loaded: z.number(),
  records_rejected: z.number(),
  settings: z.custom<SourceSettings>((value) => typeof value === 'object' && value !== null && 'columns' in value),
  columns: z.array(z.string()),
  numbered: z.boolean(),
  data_sha256: z.string(),
  rejects_sha256: z.string().nullable(),
  mapping: z.record(z.string(), z.string()).default({}),
  reading: z.number().int().min(1).default(1),
});

/** Entries that state everything about a source; a later one replaces the earlier. */
const CARRIES_SOURCE: ReadonlySet<CustodyEntry['event']> = new Set(['source_added', 'source_reread', 'data_rebuilt']);

/** The sources of a log, in the order of adding. */
export function sourcesOf(entries: readonly CustodyEntry[]): CaseSource[] {
  const sources = new Map<string, StatedSource & Pick<CaseSource, 'loaded_at' | 'earlier'>>();
  for (const entry of entries) {
    if (CARRIES_SOURCE.has(entry.event)) {
      const parsed = detail.safeParse(entry.detail);
      if (parsed.success)
        sources.set(parsed.data.source_id, follow(sources.get(parsed.data.source_id), parsed.data, entry.at));
    }
    if (entry.event === 'source_copied') {
      const copied = z.object({ source_id: z.string(), path: z.string() }).safeParse(entry.detail);
      const source = copied.success ? sources.get(copied.data.source_id) : undefined;
      if (copied.success && source) sources.set(source.source_id, { ...source, path: copied.data.path });
    }
    if (entry.event === 'layout_changed') {
      const change = z
        .object({ source_id: z.string(), mapping: z.record(z.string(), z.string()) })
        .safeParse(entry.detail);
      const source = change.success ? sources.get(change.data.source_id) : undefined;
      if (change.success && source) sources.set(source.source_id, { ...source, mapping: change.data.mapping });
    }
  }
  const repairs = repairsOf(entries);
  return [...sources.values()].map((source) => {
    const counted = {
      read: source.records_read,
      loaded: source.records_loaded,
      rejected: source.records_rejected,
    };
    const state = repairs.get(source.source_id) ?? null;
    const { read, loaded, rejected } = state === null ? counted : countsWith(counted, state.inForce);
    return {
      ...source,
      records_read: read,
      records_loaded: loaded,
      records_rejected: rejected,
      counted,
      repairs: state,
    };
  });
}

/** A source as an entry states it, after what was known of it before. */
function follow(
  before: (StatedSource & Pick<CaseSource, 'loaded_at' | 'earlier'>) | undefined,
  now: StatedSource,
  at: string,
): StatedSource & Pick<CaseSource, 'loaded_at' | 'earlier'> {
  if (before === undefined) return { ...now, loaded_at: at, earlier: [] };
  if (before.reading === now.reading) return { ...now, loaded_at: before.loaded_at, earlier: before.earlier };
  const { source_id, reading, data_sha256, rejects_sha256 } = before;
  return {
    ...now,
    loaded_at: at,
    earlier: [...before.earlier, { source_id, reading, data_sha256, rejects_sha256 }],
  };
}

const leadDetail = z.object({ order: z.array(z.string()) });

/** Ids of the sources, the one that leads first: the order that was chosen last, then the others in the order of adding. */
export function leadingOrder(entries: readonly CustodyEntry[], sources: readonly CaseSource[]): string[] {
  const ids = sources.map((s) => s.source_id);
  const last = entries.findLast((entry) => entry.event === 'lead_chosen');
  const chosen = leadDetail.safeParse(last?.detail).data?.order ?? [];
  return [...new Set([...chosen.filter((id) => ids.includes(id)), ...ids])];
}

/** Where the source's file is now. */
export const sourceFile = (root: string, source: { readonly path: string }): string => path.resolve(root, source.path);

/** How a source's path is written down: relative where it lies inside the case, so that the case can be moved. */
export function storedPath(root: string, file: string): string {
  const relative = path.relative(root, file);
  const inside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return inside ? relative.split(path.sep).join('/') : path.resolve(file);
}
