/**
 * Reading a source again with other settings. The new files lie beside the old ones in `data/`, and count from the
 * moment that the entry is in the custody log: a crash before that leaves the old reading, after that the new one.
 */
import { existsSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import type { AbortSignalLike, Progress } from '../../shared/contract/engine.ts';
import { CancelledError, toErrorData, WaybillError } from '../../shared/errors.ts';
import { mergeChoices, type ReadChoice } from '../../shared/intake/read-choice.ts';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import { decidedChoice, findLayout, makeLayout, signature, type Layout } from '../../shared/shipments/layout.ts';
import type { ColumnMapping } from '../../shared/shipments/map-columns.ts';
import { isShipmentField } from '../../shared/shipments/fields.ts';
import { canonical } from '../custody/log.ts';
import { loadSource, type LoadedSource } from '../intake/load.ts';
import type { SourceBuild } from '../shipments/build.ts';
import { readLayouts } from '../shipments/layouts.ts';
import { checkFile, checkGiven, type Refused } from './add.ts';
import type { Case } from './case.ts';
import { sha256Of } from './export.ts';
import { keepLayout, layoutName } from './keep-layout.ts';
import { detectAs } from './read-file.ts';
import { sourceFile, stated, type CaseSource } from './sources.ts';
import { dropIncoming, dropReading, fieldsOf, mapSource, moveIntoData } from './take-in.ts';
import type { Counts } from './repairs.ts';

export interface RereadOptions {
  /** What is decided now; what the source's layout keeps as decided holds besides. */
  readonly settings?: ReadChoice;
  /** Canonical field by header, as for `addFiles`. */
  readonly map?: Readonly<Record<string, string>>;
  readonly why?: string;
  /** Who decides; the user of the system where absent. */
  readonly by?: string;
  readonly signal?: AbortSignalLike;
  readonly onProgress?: (file: string, progress: Progress) => void;
}

export interface Reread {
  readonly file: string;
  readonly source_id: string;
  readonly sha256: string;
  readonly read: number;
  readonly loaded: number;
  readonly rejected: number;
  readonly seconds: number;
  /** Counts of the reading that is replaced, repairs included. */
  readonly before: Counts;
  /** Repaired records of the reading before; they do not count any more, the log keeps them. */
  readonly repairs: number;
  readonly layout: string;
  /** False: these are the settings and fields that it has; nothing was done. */
  readonly changed: boolean;
  /** Exactly as in the file. */
  readonly headers: readonly string[];
  readonly mapping: readonly ColumnMapping[];
  /** What became of it in `shipments`; absent where nothing had to be made again. */
  readonly build?: SourceBuild;
}

/**
 * Reads sources again, one after the other; one that cannot be read so stays as it was and does not stop the others.
 * @throws WaybillError 'case/unknown-source', 'usage/map' before anything is read; CancelledError (sources read before it
 *   have their new reading)
 */
export async function rereadSources(
  opened: Case,
  ids: readonly string[],
  options: RereadOptions = {},
): Promise<(Reread | Refused)[]> {
  checkGiven(options.map ?? {});
  const sources = [...new Set(ids)].map((id) => opened.source(id));
  const outcomes: (Reread | Refused)[] = [];
  const replaced: CaseSource[] = [];
  try {
    for (const source of sources) {
      try {
        const outcome = await rereadSource(opened, source, new Set(ids), options);
        if (outcome.changed) replaced.push(source);
        outcomes.push(outcome);
      } catch (error) {
        if (error instanceof CancelledError) throw error;
        outcomes.push({ file: sourceFile(opened.folder.root, source), error: toErrorData(error) });
      }
    }
  } finally {
    if (replaced.length > 0) await opened.refresh();
  }
  if (replaced.length === 0) return outcomes;
  const builds = new Map((await opened.buildDerived()).map((b) => [b.source_id, b]));
  for (const source of replaced) dropReading(opened.folder, source);
  return outcomes.map((o) => {
    const build = 'error' in o ? undefined : builds.get(o.source_id);
    return build === undefined ? o : { ...o, build };
  });
}

async function rereadSource(
  opened: Case,
  source: CaseSource,
  together: ReadonlySet<string>,
  options: RereadOptions,
): Promise<Reread> {
  const { folder } = opened;
  const started = performance.now();
  const file = sourceFile(folder.root, source);
  checkFile(file);
  if (statSync(file).size !== source.bytes) throw notTheSame(source, file);
  const layouts = readLayouts(folder.layouts);
  const own = layouts.find((l) => l.name === source.layout);
  // Of a zip the member that was loaded is meant.
  const kept: ReadChoice = source.settings.member === null ? {} : { member: source.settings.member };
  const decided = mergeChoices(own ? decidedChoice(own) : {}, options.settings ?? {});
  const { settings } = await detectAs(file, mergeChoices(kept, decided));
  const outcome = {
    file,
    source_id: source.source_id,
    sha256: source.sha256,
    before: { read: source.records_read, loaded: source.records_loaded, rejected: source.records_rejected },
    headers: settings.columns.map((c) => c.header),
  };
  const isAsBefore = canonical(settings) === canonical(source.settings);
  if (isAsBefore && Object.keys(options.map ?? {}).length === 0) {
    const { before: counts, ...rest } = outcome;
    const none = { seconds: 0, repairs: 0, layout: source.layout, changed: false, mapping: [] };
    return { ...rest, before: counts, ...counts, ...none };
  }

  const now = { source_id: source.source_id, reading: source.reading + 1 };
  const incoming = path.join(folder.incoming, `${now.source_id}.reading-${now.reading}`);
  let loaded: LoadedSource;
  let mapping: ColumnMapping[];
  const known = layoutFor(source, layouts, own, outcome.headers);
  try {
    loaded = await loadSource({
      path: file,
      settings,
      outData: `${incoming}.parquet`,
      outRejects: `${incoming}.rejects.parquet`,
      outIndex: `${incoming}.index`,
      scratch: folder.spill,
      signal: options.signal as AbortSignal | undefined,
      onProgress: (progress) => options.onProgress?.(file, progress),
    });
    if (loaded.sha256 !== source.sha256) throw notTheSame(source, file);
    moveIntoData(folder, now, incoming, loaded);
    mapping = await mapSource(opened, now, settings, loaded, options.map ?? {}, known);
  } catch (error) {
    dropReading(folder, now);
    throw error;
  } finally {
    dropIncoming(incoming);
  }
  const name = nameOf(opened, source, together, known, file, loaded.columns);
  // Where the entry fails to be written the files stay: whether it is there is known when the case is next opened.
  await commit(opened, source, now.reading, { settings, loaded, mapping, name }, options);
  const isOwn = known !== undefined && known.name === name;
  keepLayout(opened, name, settings, mapping, { map: options.map ?? {}, settings: decided }, isOwn ? known : undefined);
  const { read, rejected } = loaded;
  return {
    ...outcome,
    read,
    loaded: loaded.loaded,
    rejected,
    seconds: Math.round(performance.now() - started) / 1000,
    repairs: source.repairs?.inForce.length ?? 0,
    layout: name,
    changed: true,
    mapping,
  };
}

const notTheSame = (source: CaseSource, file: string): WaybillError =>
  new WaybillError(
    'intake/source-changed',
    `The file ${file} is not the one that was added as ${source.source_id}: its bytes differ. Put the original back, or add this one as a file of its own.`,
    { place: { file } },
  );

/** The layout whose columns the file has now: its own, another one of the case, or none. */
function layoutFor(
  source: CaseSource,
  layouts: readonly Layout[],
  own: Layout | undefined,
  headers: readonly string[],
): Layout | undefined {
  const isOfOwn = signature(source.settings.columns.map((c) => c.header)) === signature(headers);
  if (!isOfOwn) return findLayout(layouts, headers);
  return own ?? makeLayout(source.layout, source.settings, mappingOf(source), new Set());
}

/** The mapping that a source has, as proposals are worded. */
export const mappingOf = (source: Pick<CaseSource, 'settings' | 'mapping'>): ColumnMapping[] =>
  source.settings.columns.map((c): ColumnMapping => {
    const field = source.mapping[c.name];
    const known = field !== undefined && isShipmentField(field) ? field : null;
    return { header: c.header, field: known, confidence: 1, reason: 'As before.' };
  });

/** A layout keeps its name where all its sources are read anew; a source that parts from others gets another one. */
function nameOf(
  opened: Case,
  source: CaseSource,
  together: ReadonlySet<string>,
  known: Layout | undefined,
  file: string,
  columns: readonly string[],
): string {
  if (known !== undefined) return known.name;
  const stays = opened.sources.some((s) => s.layout === source.layout && !together.has(s.source_id));
  return stays ? layoutName(opened, file, columns) : source.layout;
}

interface NewReading {
  readonly settings: SourceSettings;
  readonly loaded: LoadedSource;
  readonly mapping: readonly ColumnMapping[];
  readonly name: string;
}

/** The commit point: after this the new reading is the source. */
async function commit(
  opened: Case,
  source: CaseSource,
  reading: number,
  { settings, loaded, mapping, name }: NewReading,
  options: RereadOptions,
): Promise<void> {
  const { folder } = opened;
  const now = { source_id: source.source_id, reading };
  const rejects = folder.rejectsFile(now);
  opened.custody.append('source_reread', {
    ...stated(source),
    reading,
    kind: settings.kind,
    layout: name,
    records_read: loaded.read,
    records_loaded: loaded.loaded,
    records_rejected: loaded.rejected,
    settings,
    columns: loaded.columns,
    numbered: loaded.numbered,
    data_sha256: await sha256Of(folder.dataFile(now)),
    rejects_sha256: loaded.rejected > 0 && existsSync(rejects) ? await sha256Of(rejects) : null,
    mapping: fieldsOf(loaded.columns, mapping),
    decided: options.settings ?? {},
    by: options.by ?? userInfo().username,
    why: options.why ?? '',
    before: { read: source.records_read, loaded: source.records_loaded, rejected: source.records_rejected },
    repairs_dropped: source.repairs?.inForce.map((r) => r.record) ?? [],
  });
  opened.noteSources();
}
