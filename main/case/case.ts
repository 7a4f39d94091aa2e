/** An open case: its folder, its lock, its locked engine, its custody log. Everything that works on a case gets one. */
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';
import { CancelledError, WaybillError } from '../../shared/errors.ts';
import { sql } from '../../shared/sql/sql.ts';
import { CustodyLog, EMPTY_HEAD } from '../custody/log.ts';
import { NativeEngine } from '../engine/native.ts';
import { buildShipments, type SourceBuild } from '../shipments/build.ts';
import { layoutProblems } from '../shipments/layouts.ts';
import { fillNomenclatures } from '../shipments/nomenclature.ts';
import { writeError } from './atomic.ts';
import { CaseFile } from './case-file.ts';
import { CaseFolder } from './folder.ts';
import { settleCopy } from './evidence.ts';
import { takeLock } from './lock.ts';
import { DERIVED_TABLES, derived, dropStatements, isThisEdition, tableStatements, viewStatements } from './schema.ts';
import { contentKey, dataFiles } from './source-sql.ts';
import { leadingOrder, sourcesOf, type CaseSource } from './sources.ts';
import { refreshViews } from './views.ts';

export class Case {
  #sources: readonly CaseSource[];
  #damage: readonly string[] = [];
  /** Sources whose files in `data/` were found readable; those are never changed. */
  readonly #whole = new Set<string>();
  #unbuilt: readonly string[] = [];
  readonly #beforeClose: (() => Promise<void>)[] = [];

  private constructor(
    readonly folder: CaseFolder,
    readonly file: CaseFile,
    readonly custody: CustodyLog,
    readonly engine: NativeEngine,
    private readonly openingNotices: readonly string[],
    /** Whether `work.duckdb` was made anew and what is derived must be built again. */
    readonly derivedIsMissing: boolean,
    private readonly unlock: () => void,
  ) {
    this.#sources = sourcesOf(custody.entries);
  }

  get name(): string {
    return this.file.settings.name;
  }

  /** What the analyst should know: a damaged file set aside when the case was opened, data that cannot be read. */
  get notices(): readonly string[] {
    return [...this.openingNotices, ...this.#damage, ...this.#unbuilt, ...layoutProblems(this.folder.layouts)];
  }

  get sources(): readonly CaseSource[] {
    return this.#sources;
  }

  source(id: string): CaseSource {
    const found = this.#sources.find((s) => s.source_id === id);
    if (!found)
      throw new WaybillError(
        'case/unknown-source',
        `The case has no source "${id}". Its sources are: ${this.#sources.map((s) => s.source_id).join(', ') || 'none yet'}.`,
      );
    return found;
  }

  /** Ids of all sources, the one that leads first: what the analyst chose, then the others in the order of adding. */
  get sourceOrder(): readonly string[] {
    return leadingOrder(this.custody.entries, this.#sources);
  }

  /** Whether the data files of a source could be read when the views were made. */
  isReadable(id: string): boolean {
    const source = this.#sources.find((s) => s.source_id === id);
    return source !== undefined && this.#whole.has(contentKey(source));
  }

  /**
   * Makes an empty case.
   * @throws WaybillError 'case/exists' if the folder is there and is not empty; 'disk/…'
   */
  static async create(root: string, options: { name?: string; synthetic?: boolean } = {}): Promise<Case> {
    const resolved = path.resolve(root);
    if (existsSync(resolved) && (!statSync(resolved).isDirectory() || readdirSync(resolved).length > 0)) {
      throw new WaybillError(
        'case/exists',
        `${resolved} already exists and is not an empty folder. Choose another name.`,
      );
    }
    const folder = new CaseFolder(resolved);
    try {
      folder.ensure();
    } catch (cause) {
      throw writeError(cause, resolved);
    }
    const unlock = takeLock(folder.lockFile);
    try {
      const file = CaseFile.create(
        folder.caseFile,
        options.name ?? path.basename(resolved),
        EMPTY_HEAD,
        options.synthetic ?? false,
      );
      const custody = openLog(folder, file);
      custody.append('case_created', { name: file.settings.name, format: file.settings.waybill });
    } finally {
      unlock();
    }
    return Case.open(resolved);
  }

  /**
   * Opens a case for reading and writing; what a killed process left behind is settled first.
   * @throws WaybillError 'case/not-a-case', 'case/newer', 'case/damaged', 'case/locked', 'case/read-only'
   */
  static async open(root: string): Promise<Case> {
    const folder = new CaseFolder(path.resolve(root));
    folder.refuseLinks();
    const probe = CaseFile.read(folder.caseFile);
    const unlock = lockForWriting(folder);
    try {
      const file = CaseFile.read(probe.file);
      folder.sweep();
      const custody = openLog(folder, file);
      removeOrphans(folder, sourcesOf(custody.entries));
      await settleCopy(folder, sourcesOf(custody.entries));
      const { engine, notices, isNew } = await openEngine(folder);
      try {
        if (!isNew && (await dropOtherEdition(engine))) notices.push(OTHER_EDITION);
        await engine.transaction(tableStatements());
        await engine.transaction(viewStatements());
        const opened = new Case(folder, file, custody, engine, notices, isNew, unlock);
        await opened.refresh();
        await opened.buildDerived();
        opened.#unbuilt = [...opened.#unbuilt, ...(await fillNomenclatures(opened))];
        return opened;
      } catch (error) {
        await engine.close();
        throw error;
      }
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** Takes in what the log says of the sources; their views are made by `refresh`, once for many. */
  noteSources(): void {
    this.#sources = sourcesOf(this.custody.entries);
  }

  /** Shows what the log says now: to be called after every change of sources or derived tables. */
  async refresh(): Promise<void> {
    this.noteSources();
    this.#damage = await refreshViews(this.engine, this.folder, this.#sources, this.#whole);
    await this.refreshDerived();
  }

  /**
   * Brings `shipments` up to date with the sources: after an add, a changed mapping, or a crash between the two. What
   * cannot be built is said among the notices; it never keeps a case from being opened.
   */
  async buildDerived(): Promise<readonly SourceBuild[]> {
    try {
      const { builds, problems, reordered } = await buildShipments(this);
      if (builds.length > 0 || reordered) await this.refreshDerived();
      this.#unbuilt = problems;
      return builds;
    } catch (error) {
      if (!(error instanceof WaybillError) || error instanceof CancelledError) throw error;
      this.#unbuilt = [`The table shipments could not be brought up to date: ${error.advice}`];
      return [];
    }
  }

  /** Tells the engine how long the derived tables are, so that their pages need no scan. */
  async refreshDerived(): Promise<void> {
    for (const table of Object.keys(DERIVED_TABLES)) {
      const { rows } = await this.engine.internal(
        sql`SELECT count(*), coalesce(max(rowid) + 1, 0) FROM ${derived(table)}`,
      );
      const [count, end] = (rows[0] ?? []).map(Number);
      // After deletes row ids have gaps, and a position is no longer a row id.
      if (count === end)
        this.engine.registerPlain(table, [{ relation: derived(table), position: 'rowid', rows: count ?? 0 }]);
      else this.engine.forgetPlain(table);
    }
  }

  /** Work that must end before the engine goes, e.g. results that are being kept. It must not fail. */
  beforeClose(work: () => Promise<void>): void {
    this.#beforeClose.push(work);
  }

  async close(): Promise<void> {
    for (const work of this.#beforeClose.splice(0)) await work();
    await this.engine.close();
    this.unlock();
  }
}

/** @throws WaybillError 'case/locked', 'case/read-only' */
function lockForWriting(folder: CaseFolder): () => void {
  try {
    return takeLock(folder.lockFile);
  } catch (error) {
    if (!(error instanceof WaybillError) || error.code !== 'disk/read-only') throw error;
    throw new WaybillError(
      'case/read-only',
      `The case ${folder.root} lies where nothing can be written (a read-only disk, or a folder of someone else), and an open case keeps its lock and its scratch files in itself. Copy the folder to a place of your own and open the copy. "waybill verify" checks it where it is.`,
      { cause: error },
    );
  }
}

const OTHER_EDITION =
  'The derived tables were made by another edition of Waybill; shipments are made again now. Run "waybill analyze" again for brands, parties and screening.';

/** @returns whether `work.duckdb` held tables of another edition, which are gone now */
async function dropOtherEdition(engine: NativeEngine): Promise<boolean> {
  const { rows: schemas } = await engine.internal(
    sql`SELECT 1 FROM duckdb_tables() WHERE database_name = 'work' AND schema_name = 'derived' AND table_name = 'edition'`,
  );
  if (schemas.length > 0 && (await engine.internal(isThisEdition())).rows.length > 0) return false;
  await engine.transaction(dropStatements());
  return true;
}

function openLog(folder: CaseFolder, file: CaseFile): CustodyLog {
  return CustodyLog.open(folder.custodyFile, {
    read: () => file.settings.custody,
    write: (head) => file.setCustody(head),
  });
}

/** A data file without an entry in the log is of an add, a reading or a repair that did not finish, or of an earlier one. */
function removeOrphans(folder: CaseFolder, sources: readonly CaseSource[]): void {
  const known = new Set(sources.flatMap((s) => dataFiles(folder, s).map((file) => path.basename(file))));
  for (const name of readdirSync(folder.data)) {
    if (/^s[0-9]+(\.reading-[0-9]+)?(\.rejects|\.repairs-[0-9]+)?\.parquet$/.test(name) && !known.has(name))
      rmSync(path.join(folder.data, name), { force: true });
  }
}

async function openEngine(folder: CaseFolder): Promise<{ engine: NativeEngine; notices: string[]; isNew: boolean }> {
  const isNew = !existsSync(folder.workFile);
  const options = {
    allowedFolders: [folder.data, folder.out, folder.results],
    spillFolder: folder.spill,
    workFile: folder.workFile,
    memoryLimit: Math.floor(totalmem() / 2),
  };
  try {
    return { engine: await NativeEngine.open(options), notices: [], isNew };
  } catch (error) {
    if (!(error instanceof WaybillError) || error.code !== 'case/work-damaged') throw error;
    const aside = path.join(folder.cache, `damaged-${Date.now()}.duckdb`);
    renameSync(folder.workFile, aside);
    rmSync(`${folder.workFile}.wal`, { force: true });
    const notice = `work.duckdb was damaged and has been set aside as ${path.relative(folder.root, aside)}. It holds only what is derived; it is made again from data/ and the log. Tables of your own under work.* must be made again by their notebooks.`;
    return { engine: await NativeEngine.open(options), notices: [notice], isNew: true };
  }
}
