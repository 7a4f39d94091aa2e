/** Where everything of a case lies (DESIGN §4). The layout is fixed: acceptance checks and people read it. */
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { WaybillError } from '../../shared/errors.ts';
import { TEMPORARY } from './atomic.ts';

/** A source in one of its readings; the first one where it is not said. */
export interface SourceReading {
  readonly source_id: string;
  /** 1 = as it was added; each time that the file is read again with other settings is one more. */
  readonly reading?: number;
}

const readingName = ({ source_id, reading = 1 }: SourceReading): string =>
  reading === 1 ? source_id : `${source_id}.reading-${reading}`;

export class CaseFolder {
  constructor(readonly root: string) {}
  readonly #in = (...parts: string[]): string => path.join(this.root, ...parts);

  get caseFile(): string {
    return this.#in('case.yml');
  }
  get custodyFile(): string {
    return this.#in('custody.jsonl');
  }
  get workFile(): string {
    return this.#in('work.duckdb');
  }
  get data(): string {
    return this.#in('data');
  }
  get notebooks(): string {
    return this.#in('notebooks');
  }
  get layouts(): string {
    return this.#in('layouts');
  }
  get lists(): string {
    return this.#in('lists');
  }
  /** Copies of sources, where the analyst asked for them. */
  get evidence(): string {
    return this.#in('evidence');
  }
  /** Caches, results, lock, spill: safe to delete while the case is closed. */
  get cache(): string {
    return this.#in('.waybill');
  }
  /** The analyst's own dictionary of brands, if there is one. */
  get brandsFile(): string {
    return this.#in('brands.yml');
  }
  get lockFile(): string {
    return this.#in('.waybill', 'lock');
  }
  /** Exports are written here by the engine, then moved to where the analyst chose. */
  get out(): string {
    return this.#in('.waybill', 'out');
  }
  get spill(): string {
    return this.#in('.waybill', 'spill');
  }
  /** Results of notebooks, to be shown at once when they are opened again. */
  get results(): string {
    return this.#in('.waybill', 'results');
  }
  /** What the spellings have in common with the lists. */
  get screenedFile(): string {
    return this.#in('.waybill', 'screened.json');
  }
  /** Files of an add under way. */
  get incoming(): string {
    return this.#in('.waybill', 'incoming');
  }
  /** The copy that is being put into `evidence/`, until the log knows it. */
  get pendingCopy(): string {
    return this.#in('.waybill', 'evidence-pending.json');
  }
  /** Sparse byte indexes of sources; made again when missing. */
  get indexes(): string {
    return this.#in('.waybill', 'index');
  }
  /** Window state, query history. */
  get stateFile(): string {
    return this.#in('.waybill', 'state.json');
  }
  get historyFile(): string {
    return this.#in('.waybill', 'history.jsonl');
  }

  dataFile(source: SourceReading): string {
    return path.join(this.data, `${readingName(source)}.parquet`);
  }
  rejectsFile(source: SourceReading): string {
    return path.join(this.data, `${readingName(source)}.rejects.parquet`);
  }
  /** Cells of the repaired records of a source, as its repair of that number left them. */
  repairsFile(sourceId: string, repair: number): string {
    return path.join(this.data, `${sourceId}.repairs-${repair}.parquet`);
  }
  indexFile(source: SourceReading): string {
    return path.join(this.indexes, `${readingName(source)}.index`);
  }

  /** Makes the folders that are missing, the root included. */
  ensure(): void {
    makeFolder(this.root);
    for (const folder of [
      this.data,
      this.notebooks,
      this.layouts,
      this.lists,
      this.out,
      this.results,
      this.spill,
      this.incoming,
      this.indexes,
    ]) {
      mkdirSync(folder, { recursive: true });
    }
  }

  /**
   * A case comes from strangers: none of its own parts may be a link, or opening it would write and delete elsewhere.
   * @throws WaybillError 'case/link'
   */
  refuseLinks(): void {
    const parts = [
      this.cache,
      this.out,
      this.results,
      this.spill,
      this.incoming,
      this.indexes,
      this.data,
      this.notebooks,
      this.layouts,
      this.lists,
      this.evidence,
    ];
    const files = [
      this.caseFile,
      this.custodyFile,
      this.workFile,
      `${this.workFile}.wal`,
      this.lockFile,
      this.pendingCopy,
      this.brandsFile,
      this.stateFile,
      this.historyFile,
    ];
    for (const part of [...parts, ...files]) {
      if (lstatSync(part, { throwIfNoEntry: false })?.isSymbolicLink())
        throw new WaybillError(
          'case/link',
          `${part} is a link that leads out of the case, so the case is not opened: it could change files elsewhere. Put the real file or folder in its place.`,
        );
    }
  }

  /** Removes what a killed process left behind: half-written temporaries, spill, files of an unfinished add. */
  sweep(): void {
    this.ensure();
    for (const folder of [this.out, this.spill, this.incoming]) {
      rmSync(folder, { recursive: true, force: true });
    }
    for (const folder of [this.root, this.data, this.notebooks, this.layouts, this.lists, this.evidence]) {
      if (!existsSync(folder)) continue;
      for (const name of readdirSync(folder)) {
        if (name.endsWith(TEMPORARY)) rmSync(path.join(folder, name), { force: true });
      }
    }
    this.ensure();
  }
}

/** Makes a folder and its parents. Step by step, since Node's recursive mkdir never ends on a file system that answers ENOENT (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder);
}
