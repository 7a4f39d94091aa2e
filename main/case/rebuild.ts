/**
 * `rebuild`: makes `data/` and `work.duckdb` again from the sources, their recorded settings and the log. A data file that is
 * as it was stays; one that is missing or damaged is made again from its source.
 */
import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { AbortSignalLike, Progress } from '../../shared/contract/engine.ts';
import { toErrorData, WaybillError } from '../../shared/errors.ts';
import { ident } from '../../shared/sql/sql.ts';
import { resultHashSql, resultHashText } from '../../shared/sql/result-hash.ts';
import { analyzeCase } from '../analyze.ts';
import { loadSource } from '../intake/load.ts';
import type { NativeEngine } from '../engine/native.ts';
import { fillNomenclatures } from '../shipments/nomenclature.ts';
import { syncFile, syncFolder } from './atomic.ts';
import { Case } from './case.ts';
import { derive } from './derive.ts';
import { sha256Of } from './export.ts';
import { CaseFolder } from './folder.ts';
import { DERIVED_TABLES } from './schema.ts';
import { rebuildRepairs } from './repair.ts';
import { sourceFile, stated, type CaseSource } from './sources.ts';
import { rawViewName } from './views.ts';

export interface TableHash {
  readonly name: string;
  readonly rows: number;
  /** Independent of the order of rows (shared/sql/result-hash.ts). */
  readonly hash: string;
}

export interface Rebuilt {
  readonly ok: boolean;
  readonly tables: readonly TableHash[];
  /** What could not be made again, in sentences. */
  readonly problems: readonly string[];
  /** What the analyst should know of. */
  readonly notices: readonly string[];
}

export interface RebuildOptions {
  readonly signal?: AbortSignalLike;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Rebuilds a case that is not open.
 * @throws WaybillError as `Case.open`; CancelledError (the case is as it was, or further)
 */
export async function rebuildCase(root: string, options: RebuildOptions = {}): Promise<Rebuilt> {
  const problems: string[] = [];
  const own = await rebuildData(root, problems, options);
  setWorkAside(new CaseFolder(path.resolve(root)));
  const opened = await Case.open(root);
  try {
    // Again, for what it has to say: opening the case fills these tables as well, and keeps the reasons to itself.
    problems.push(...(await fillNomenclatures(opened)));
    await derive(opened, options);
    if (opened.custody.of('analyzed').length > 0) await analyzeCase(opened, [], options);
    const tables = await hashTables(opened.engine, [
      ...new Set(opened.sources.map((s) => rawViewName(s.layout))),
      'rejects',
      'repairs',
      ...Object.keys(DERIVED_TABLES),
    ]);
    opened.custody.append('rebuilt', { tables, problems });
    const notices =
      own.length === 0
        ? []
        : [
            `Your own tables were not made again: ${own.join(', ')}. Run their notebooks; the old file is .waybill/${OLD_WORK} until the next rebuild.`,
          ];
    return { ok: problems.length === 0, tables, problems, notices };
  } finally {
    await opened.close();
  }
}

/** @returns the analyst's own tables, `work.<name>` */
async function rebuildData(root: string, problems: string[], options: RebuildOptions): Promise<string[]> {
  const opened = await Case.open(root);
  try {
    for (const source of opened.sources) {
      try {
        await rebuildRepairs(opened, source);
        await rebuildSource(opened, source, options);
      } catch (error) {
        const data = toErrorData(error);
        if (data.kind === 'cancelled') throw error;
        problems.push(`${source.source_id} (${source.path}): ${data.message}`);
      }
    }
    return (await opened.engine.relations()).map((r) => r.name).filter((name) => name.startsWith('work.'));
  } finally {
    await opened.close();
  }
}

/** Loads the source again beside `data/`, checks it against the log, and replaces what is missing or was changed. */
async function rebuildSource(opened: Case, source: CaseSource, options: RebuildOptions): Promise<void> {
  const { folder } = opened;
  const file = sourceFile(folder.root, source);
  const isWhole = await isUnchanged(folder.dataFile(source), source.data_sha256);
  if (!existsSync(file)) {
    throw new WaybillError(
      'rebuild/source',
      isWhole
        ? `the file ${file} is gone; its data file is whole and was kept.`
        : `the file ${file} is gone and its data file is damaged: put the file back and rebuild again.`,
    );
  }
  if (statSync(file).size !== source.bytes || (await sha256Of(file)) !== source.sha256) {
    throw new WaybillError(
      'rebuild/source',
      `the file ${file} is not the one that was added (its hash differs)${isWhole ? '; its data file is whole and was kept.' : ', and its data file is damaged: put the original back and rebuild again.'}`,
    );
  }
  const incoming = path.join(folder.incoming, source.source_id);
  const loaded = await loadSource({
    path: file,
    settings: source.settings,
    outData: `${incoming}.parquet`,
    outRejects: `${incoming}.rejects.parquet`,
    outIndex: `${incoming}.index`,
    scratch: folder.spill,
    signal: options.signal as AbortSignal | undefined,
    onProgress: options.onProgress,
  });
  const { counted } = source;
  if (loaded.read !== counted.read || loaded.loaded !== counted.loaded) {
    throw new WaybillError(
      'rebuild/source',
      `the file gives ${loaded.loaded} of ${loaded.read} records now, and gave ${counted.loaded} of ${counted.read} when it was added. Nothing was replaced.`,
    );
  }
  renameSync(`${incoming}.index`, folder.indexFile(source));
  if (
    isWhole &&
    (source.rejects_sha256 === null || (await isUnchanged(folder.rejectsFile(source), source.rejects_sha256)))
  )
    return;
  const pairs: [string, string][] = [[`${incoming}.parquet`, folder.dataFile(source)]];
  if (loaded.rejected > 0) pairs.push([`${incoming}.rejects.parquet`, folder.rejectsFile(source)]);
  const data_sha256 = await sha256Of(`${incoming}.parquet`);
  const rejects_sha256 = loaded.rejected > 0 ? await sha256Of(`${incoming}.rejects.parquet`) : null;
  for (const [from, to] of pairs) {
    syncFile(from);
    renameSync(from, to);
  }
  syncFolder(folder.data);
  if (data_sha256 !== source.data_sha256 || rejects_sha256 !== source.rejects_sha256) {
    opened.custody.append('data_rebuilt', { ...stated(source), data_sha256, rejects_sha256 });
  }
}

const isUnchanged = async (file: string, sha256: string): Promise<boolean> =>
  existsSync(file) && (await sha256Of(file)) === sha256;

const OLD_WORK = 'work-before-rebuild.duckdb';

/** The old file is kept in `.waybill/` until the next rebuild: tables of the analyst's own may be wanted from it. */
function setWorkAside(folder: CaseFolder): void {
  // What was remembered may not be what the lists say: a rebuild asks them anew.
  rmSync(folder.screenedFile, { force: true });
  if (!existsSync(folder.workFile)) return;
  const aside = path.join(folder.cache, OLD_WORK);
  rmSync(aside, { force: true });
  renameSync(folder.workFile, aside);
  rmSync(`${folder.workFile}.wal`, { force: true });
}

/** Rows and hash of each relation, in the order given. */
export async function hashTables(engine: NativeEngine, names: readonly string[]): Promise<TableHash[]> {
  const relations = await engine.relations();
  const hashes: TableHash[] = [];
  for (const name of names) {
    const relation = relations.find((r) => r.name === name);
    if (!relation) continue;
    const { rows } = await engine.internal(resultHashSql(ident(name), relation.columns));
    const [count, upper, lower] = (rows[0] ?? []).map(String) as [string, string, string];
    const hash = createHash('sha256')
      .update(
        resultHashText(
          relation.columns.map((c) => c.name),
          [count, upper, lower],
        ),
      )
      .digest('hex');
    hashes.push({ name, rows: Number(count), hash });
  }
  return hashes;
}
