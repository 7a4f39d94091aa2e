/**
 * Adding source files to a case. A file is detected, loaded into `.waybill/incoming/`, moved into `data/`, and exists
 * from the moment its entry is in the custody log: a crash before that leaves nothing, after that leaves all of it.
 */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { AbortSignalLike, Progress } from '../../shared/contract/engine.ts';
import type { Edition } from '../../shared/contract/edition-calls.ts';
import { CancelledError, WaybillError, toErrorData, type ErrorData } from '../../shared/errors.ts';
import type { ReadChoice } from '../../shared/intake/read-choice.ts';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import type { ColumnMapping } from '../../shared/shipments/map-columns.ts';
import { isShipmentField, SHIPMENT_FIELDS } from '../../shared/shipments/fields.ts';
import { decideMapping, findLayout, headerKey } from '../../shared/shipments/layout.ts';
import { IntakeEngine } from '../intake/intake-engine.ts';
import { loadSource, type LoadedSource } from '../intake/load.ts';
import type { SourceBuild } from '../shipments/build.ts';
import { readLayout, readLayouts } from '../shipments/layouts.ts';
import type { Case } from './case.ts';
import { editionsOf } from './editions.ts';
import { copyToEvidence, isEvidence, type EvidenceCopy } from './evidence.ts';
import { sha256Of } from './export.ts';
import { keepLayout, layoutName } from './keep-layout.ts';
import { sourceFile, storedPath, type CaseSource, type StatedSource } from './sources.ts';
import { readAs } from './read-file.ts';
import { dropIncoming, dropReading, fieldsOf, mapSource, moveIntoData } from './take-in.ts';

export interface AddOptions {
  /** What the analyst decided about how the files are read; the rest is detected. */
  readonly settings?: ReadChoice;
  /** Canonical field by header, exactly as in the file; goes before what is proposed. `''` leaves a column open. */
  readonly map?: Readonly<Record<string, string>>;
  /** Name of a layout of the case, or a layout file, by which the files are read and mapped. */
  readonly layout?: string;
  /** Name for the layout of files that fit none; by default made from the file's name. */
  readonly layoutName?: string;
  /** Whether the files are copied into `evidence/`; the copies are the sources then. */
  readonly copy?: boolean;
  readonly signal?: AbortSignalLike;
  readonly onProgress?: (file: string, progress: Progress) => void;
}

export interface Added {
  readonly file: string;
  readonly source_id: string;
  readonly sha256: string;
  readonly read: number;
  readonly loaded: number;
  readonly rejected: number;
  /** From the first byte read to the custody entry on disk. */
  readonly seconds: number;
  /** Other members of the same zip, which were not loaded. */
  readonly others: readonly string[];
  /** The same bytes were there already: nothing was added. */
  readonly existed: boolean;
  /** Exactly as in the file. */
  readonly headers: readonly string[];
  /** The columns with the field each got; empty for a source that existed. */
  readonly mapping: readonly ColumnMapping[];
  /** What became of it in `shipments`; absent where that was not looked at. */
  readonly build?: SourceBuild;
  /** What it replaces, where it is a newer edition of files that were there. */
  readonly edition?: Edition;
}

export interface Refused {
  readonly file: string;
  readonly error: ErrorData;
}

/**
 * Adds files one after the other; one that is refused does not stop the others.
 * @throws CancelledError; files added before it stay
 */
export async function addFiles(
  opened: Case,
  files: readonly string[],
  options: AddOptions = {},
): Promise<(Added | Refused)[]> {
  checkGiven(options.map ?? {});
  const outcomes: (Added | Refused)[] = [];
  // Starting an engine takes longer than loading a small file.
  const engine = files.length > 1 ? await IntakeEngine.open(opened.folder.spill) : undefined;
  try {
    for (const file of files) {
      try {
        outcomes.push(await addFile(opened, file, options, engine));
      } catch (error) {
        if (error instanceof CancelledError) throw error;
        outcomes.push({ file, error: toErrorData(error) });
      }
    }
  } finally {
    engine?.close();
    await opened.refresh();
  }
  const builds = new Map((await opened.buildDerived()).map((b) => [b.source_id, b]));
  const fresh = new Set(outcomes.flatMap((o) => ('error' in o || o.existed ? [] : [o.source_id])));
  const found = fresh.size > MOST_COMPARED ? [] : await editionsOf(opened, fresh, signalOf(options));
  const editions = new Map(found.map((e) => [e.source_id, e]));
  return outcomes.map((o) => {
    if ('error' in o) return o;
    const build = builds.get(o.source_id);
    const edition = editions.get(o.source_id);
    return { ...o, ...(build === undefined ? {} : { build }), ...(edition === undefined ? {} : { edition }) };
  });
}

/** Of more files at once it is not looked for editions: `editions` does that when asked. */
export const MOST_COMPARED = 50;

const signalOf = ({ signal }: AddOptions): { signal?: AbortSignalLike } => (signal === undefined ? {} : { signal });

/** A field that does not exist is bad usage, before anything is read. */
export function checkGiven(map: Readonly<Record<string, string>>): void {
  for (const [header, field] of Object.entries(map)) {
    if (field !== '' && !isShipmentField(field))
      throw new WaybillError(
        'usage/map',
        `"${header}=${field}": there is no field "${field}". The fields are: ${SHIPMENT_FIELDS.map((f) => f.name).join(', ')}.`,
      );
  }
}

async function addFile(opened: Case, given: string, options: AddOptions, engine?: IntakeEngine): Promise<Added> {
  const file = path.resolve(given);
  const started = performance.now();
  const seconds = (): number => Math.round(performance.now() - started) / 1000;
  checkFile(file);
  const asked = options.layout === undefined ? undefined : readLayout(opened.folder.layouts, options.layout);
  const existing = await sameBytes(opened, file);
  if (existing) {
    if (options.copy === true) await copyExisting(opened, existing, file, options);
    return { ...alreadyThere(given, existing, seconds()), mapping: remap(opened, existing, options) };
  }
  const { detection, layout } = await readAs(file, readLayouts(opened.folder.layouts), options.settings, asked);
  const { settings, choices } = detection;
  const id = nextId(opened.sources);
  const incoming = path.join(opened.folder.incoming, id);
  const outIndex = `${incoming}.index`;
  const loaded = await loadSource({
    path: file,
    settings,
    outData: `${incoming}.parquet`,
    outRejects: `${incoming}.rejects.parquet`,
    outIndex,
    scratch: opened.folder.spill,
    engine,
    signal: options.signal as AbortSignal | undefined,
    onProgress: (progress) => options.onProgress?.(given, progress),
  });
  let copy: EvidenceCopy | undefined;
  try {
    // The file may have been changed to the bytes of another source after the first look.
    const same = opened.sources.find((s) => s.sha256 === loaded.sha256);
    if (same) return alreadyThere(given, same, seconds());
    if (options.copy === true && !isEvidence(opened.folder, file))
      copy = await copyToEvidence(opened.folder, file, loaded.sha256, options.signal);
    moveIntoData(opened.folder, { source_id: id }, incoming, loaded);
    const mapping = await mapSource(opened, { source_id: id }, settings, loaded, options.map ?? {}, layout);
    const name = layout?.name ?? layoutName(opened, options.layoutName ?? file, loaded.columns);
    await commit(opened, id, { path: copy?.keep() ?? file, from: file }, settings, loaded, mapping, name);
    copy?.logged();
    keepLayout(opened, name, settings, mapping, options, layout);
    return {
      file: given,
      source_id: id,
      sha256: loaded.sha256,
      read: loaded.read,
      loaded: loaded.loaded,
      rejected: loaded.rejected,
      seconds: seconds(),
      others: settings.compression === 'zip' ? choices.filter((name) => name !== settings.member) : [],
      existed: false,
      headers: settings.columns.map((c) => c.header),
      mapping,
    };
  } catch (error) {
    dropReading(opened.folder, { source_id: id });
    throw error;
  } finally {
    copy?.drop();
    dropIncoming(incoming);
  }
}

export function checkFile(file: string): void {
  if (!existsSync(file))
    throw new WaybillError('intake/not-found', `There is no file ${file}. Check the name and the path.`, {
      place: { file },
    });
  if (statSync(file).isDirectory())
    throw new WaybillError(
      'intake/folder',
      `${file} is a folder. Add the files in it, for example "${path.join(file, '*')}", or all of them with --recursive.`,
      { place: { file } },
    );
}

/** A source with the same bytes; the hash is only made where a source has the same size. */
async function sameBytes(opened: Case, file: string): Promise<CaseSource | undefined> {
  const { size } = statSync(file);
  const alike = opened.sources.filter((s) => s.bytes === size);
  if (alike.length === 0) return undefined;
  const hash = await sha256Of(file);
  return alike.find((s) => s.sha256 === hash);
}

/** A source that lies elsewhere is copied after all; from then on the copy is the source. */
async function copyExisting(opened: Case, source: CaseSource, file: string, options: AddOptions): Promise<void> {
  if (isEvidence(opened.folder, sourceFile(opened.folder.root, source))) return;
  const copy = await copyToEvidence(opened.folder, file, source.sha256, options.signal);
  try {
    const kept = storedPath(opened.folder.root, copy.keep());
    opened.custody.append('source_copied', {
      source_id: source.source_id,
      path: kept,
      copied_from: file,
      sha256: source.sha256,
    });
    copy.logged();
    opened.noteSources();
  } finally {
    copy.drop();
  }
}

const alreadyThere = (file: string, source: CaseSource, seconds: number): Added => ({
  file,
  source_id: source.source_id,
  sha256: source.sha256,
  read: source.records_read,
  loaded: source.records_loaded,
  rejected: source.records_rejected,
  seconds,
  others: [],
  existed: true,
  headers: source.settings.columns.map((c) => c.header),
  mapping: [],
});

/** Ids count up and are never used again. */
const nextId = (sources: readonly CaseSource[]): string =>
  `s${1 + Math.max(0, ...sources.map((s) => Number(s.source_id.slice(1))))}`;

/** A mapping given for a source that is there already changes the source's mapping. */
function remap(opened: Case, source: CaseSource, options: AddOptions): ColumnMapping[] {
  const given = options.map ?? {};
  const known = source.settings.columns;
  if (!known.some((c) => Object.keys(given).some((h) => headerKey(h) === headerKey(c.header)))) return [];
  const before = known.map((c): ColumnMapping => {
    const field = source.mapping[c.name];
    return {
      header: c.header,
      field: field !== undefined && isShipmentField(field) ? field : null,
      confidence: 1,
      reason: 'As before.',
    };
  });
  const mapping = decideMapping(before, given);
  const fields = Object.fromEntries(mapping.flatMap((m, i) => (m.field === null ? [] : [[known[i]!.name, m.field]])));
  if (JSON.stringify(fields) === JSON.stringify(source.mapping)) return [];
  opened.custody.append('layout_changed', { source_id: source.source_id, mapping: fields });
  keepLayout(
    opened,
    source.layout,
    source.settings,
    mapping,
    { map: given },
    findLayout(
      readLayouts(opened.folder.layouts),
      known.map((c) => c.header),
    ),
  );
  return mapping;
}

/** The commit point: after this the source is part of the case. */
async function commit(
  opened: Case,
  id: string,
  place: { readonly path: string; readonly from: string },
  settings: SourceSettings,
  loaded: LoadedSource,
  mapping: readonly ColumnMapping[],
  layout: string,
): Promise<void> {
  const { folder } = opened;
  const source: StatedSource = {
    source_id: id,
    reading: 1,
    path: storedPath(folder.root, place.path),
    sha256: loaded.sha256,
    bytes: loaded.bytes,
    kind: settings.kind,
    layout,
    records_read: loaded.read,
    records_loaded: loaded.loaded,
    records_rejected: loaded.rejected,
    settings,
    columns: loaded.columns,
    numbered: loaded.numbered,
    data_sha256: await sha256Of(folder.dataFile({ source_id: id })),
    rejects_sha256: loaded.rejected > 0 ? await sha256Of(folder.rejectsFile({ source_id: id })) : null,
    mapping: fieldsOf(loaded.columns, mapping),
  };
  opened.custody.append('source_added', {
    ...source,
    ...(place.path === place.from ? {} : { copied_from: place.from }),
  });
  opened.noteSources();
}
