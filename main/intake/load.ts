/** One source file into one immutable Parquet file, with its rejects, its index and its hash. */
import fs from 'node:fs';
import path from 'node:path';
import { assertNever, CancelledError, throwIfAborted, WaybillError } from '../../shared/errors.ts';
import type { Reject, SourceSettings } from '../../shared/intake/settings.ts';
import { assertUnchanged, openFile } from './byte-source.ts';
import { diskFull, isDiskFull } from './errors.ts';
import { IntakeEngine } from './intake-engine.ts';
import { loadParquet } from './load-parquet.ts';
import { loadJson, loadWorkbook } from './load-rows.ts';
import { loadText } from './load-text.ts';

export interface LoadRequest {
  readonly path: string;
  readonly settings: SourceSettings;
  /** Parquet file to write (a temporary name; the case moves it into place). */
  readonly outData: string;
  /** Parquet file of the rejects; written only where there are any. */
  readonly outRejects: string;
  /** Index from record number to raw text. */
  readonly outIndex: string;
  /** Folder in the case for transcoded text and spilling; never the system's temporary folder. */
  readonly scratch: string;
  /** An engine that outlives the load, where many files are loaded one after the other; else the load has its own. */
  readonly engine?: IntakeEngine | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

export interface LoadProgress {
  /** Bytes of the file read so far. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Records counted so far. */
  readonly rows: number;
  /** 0..1 of the whole load. */
  readonly fraction: number;
  readonly phase: 'reading' | 'rewriting' | 'loading';
}

export interface LoadedSource {
  /** Of the file as it lies on disk (packed, where it is packed). */
  readonly sha256: string;
  readonly bytes: number;
  /** Names in the Parquet file, without `source_record`. */
  readonly columns: readonly string[];
  /** read = loaded + rejected; counted apart from the loader. */
  readonly read: number;
  readonly loaded: number;
  readonly rejected: number;
  /** The first rejects. */
  readonly rejectsSample: readonly Reject[];
  /** Whether the Parquet file has `source_record` first; else the record is `file_row_number + 1`. */
  readonly numbered: boolean;
}

/** What a loader of one kind gets: the request, an engine, and names of scratch files. */
export interface LoadContext extends Omit<LoadRequest, 'engine'> {
  readonly engine: IntakeEngine;
  scratchFile(name: string): string;
}

let serial = 0;

/**
 * Loads a source. On failure or cancel no output and no scratch file is left.
 * @throws WaybillError 'intake/…', CancelledError
 */
export async function loadSource(request: LoadRequest): Promise<LoadedSource> {
  throwIfAborted(request.signal, 'Adding the file');
  // Before the engine touches it: it would wait for ever at a pipe.
  const fd = openFile(request.path);
  const before = fs.fstatSync(fd);
  serial += 1;
  const own = path.join(request.scratch, `load-${process.pid}-${serial}`);
  let ownEngine: IntakeEngine | undefined;
  try {
    fs.mkdirSync(own, { recursive: true });
    const engine = request.engine ?? (ownEngine = await IntakeEngine.open(own));
    const context: LoadContext = { ...request, engine, scratchFile: (name) => path.join(own, name) };
    const loaded = await loadKind(context);
    // The engine may read on after the scanner has ended.
    assertUnchanged(request.path, fd, before);
    throwIfAborted(request.signal, 'Adding the file');
    return loaded;
  } catch (thrown) {
    for (const file of [request.outData, request.outRejects, request.outIndex]) fs.rmSync(file, { force: true });
    if (request.signal?.aborted) throw new CancelledError('Adding the file');
    // It was there a moment ago.
    if (thrown instanceof WaybillError && thrown.code === 'intake/not-found') assertUnchanged(request.path, fd, before);
    throw isDiskFull(thrown) ? diskFull(thrown) : thrown;
  } finally {
    ownEngine?.close();
    fs.closeSync(fd);
    fs.rmSync(own, { recursive: true, force: true });
  }
}

async function loadKind(context: LoadContext): Promise<LoadedSource> {
  const { kind } = context.settings;
  switch (kind) {
    case 'csv':
      return await loadText(context);
    case 'parquet':
      return await loadParquet(context);
    case 'xlsx':
      return await loadWorkbook(context);
    case 'json':
      return await loadJson(context);
    default:
      return assertNever(kind);
  }
}
