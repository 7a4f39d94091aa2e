/** Delimited text into Parquet. */
import fs from 'node:fs';
import { CancelledError, WaybillError } from '../../shared/errors.ts';
import { columnNames, type SourceSettings } from '../../shared/intake/settings.ts';
import type { Dialect } from '../../shared/intake/row-parser.ts';
import { decoderFor } from './decoders.ts';
import { copyToParquet, countsDisagree, readCsv, selectAll, type EngineText } from './intake-engine.ts';
import type { LoadContext, LoadedSource, LoadProgress } from './load.ts';
import { writeRejects } from './load-rejects.ts';
import type { ScanProgress } from './pacer.ts';
import type { ScanJob, ScanOutcome } from './scan.ts';
import { openPipe, type Pipe } from './pipe.ts';
import { runJob, runsBeside } from './workers.ts';

/** How the scanner reads what the settings say. */
export const dialectOf = (settings: SourceSettings): Dialect => ({
  delimiter: settings.delimiter ?? ',',
  quote: settings.quote ?? '"',
  escape: settings.escape ?? settings.quote ?? '"',
  comment: settings.comment,
  newline: settings.newline ?? 'lf',
});

/** Parsed rows before the first record. */
export const rowsBefore = (settings: SourceSettings): number =>
  settings.headerRow > 0 ? settings.headerRow : settings.skippedRows;

export function scanJob(context: LoadContext, mode: ScanJob['mode'], textOut: string | null): ScanJob {
  const { settings } = context;
  return {
    kind: 'text',
    path: context.path,
    compression: settings.compression,
    member: settings.member,
    encoding: settings.encoding ?? 'utf-8',
    dialect: dialectOf(settings),
    width: settings.columns.length > 0 ? settings.columns.length : null,
    rowsBefore: rowsBefore(settings),
    headerRows: settings.headerRow > 0 ? Math.max(1, settings.headerRows) : 0,
    mode,
    textOut,
    rejectsOut: context.scratchFile('rejects.csv'),
    indexOut: context.outIndex,
  };
}

/**
 * A clean file in UTF-8 is read by the engine itself while the scanner counts beside it; a clean file in another
 * encoding or packed is unpacked and decoded by the scanner, which hands the text to the engine (see pipe.ts). Where the scanner finds anything that the engine would refuse or
 * read in another way, the text is rewritten: good records only, in one canonical dialect, with their numbers.
 */
export async function loadText(context: LoadContext): Promise<LoadedSource> {
  const { settings } = context;
  const columns = settings.columns.map((c) => c.name);
  const direct = settings.compression === 'none' && decoderFor(settings.encoding ?? 'utf-8', false).identity;
  const newline = settings.newline ?? 'lf';
  // Where the engine has to find CRLF by itself, a line break inside the first quoted cell would mislead it; a header
  // with one is read the other way in any case.
  const sure = newline !== 'mixed' && (newline !== 'crlf' || rowsBefore(settings) > 0);
  if (columns.length > 0 && settings.comment === null && sure) {
    const clean = direct
      ? await loadBeside(context, newline, columns, null)
      : await loadDecoded(context, newline, columns);
    if (clean) return clean;
  }
  return await loadRewritten(context, columns);
}

const engineText = (
  settings: SourceSettings,
  newline: EngineText['newline'],
  path: string,
  columns: readonly string[],
): EngineText => ({
  path,
  ...dialectOf(settings),
  newline,
  skip: rowsBefore(settings),
  columns,
});

/**
 * The scanner and the engine work at the same time. Null: the file is not clean.
 * @param pipe through which the scanner gives the engine the decoded text; null = the engine reads the file itself
 */
async function loadBeside(
  context: LoadContext,
  newline: EngineText['newline'],
  columns: readonly string[],
  pipe: Pipe | null,
): Promise<LoadedSource | null> {
  const stop = new AbortController();
  const signal = context.signal ? AbortSignal.any([context.signal, stop.signal]) : stop.signal;
  const statement = copyToParquet(
    selectAll(readCsv(engineText(context.settings, newline, pipe?.path ?? context.path, columns))),
    context.outData,
  );
  // The scanner says how far it is in bytes and rows; how far the whole is says the slower of the two.
  let seen = { bytes: 0, totalBytes: 1, rows: 0 };
  let done = 0;
  const tell = (): void => {
    const read = seen.bytes / seen.totalBytes;
    // The engine does not know how much will come through a pipe.
    const fraction = pipe === null ? Math.min(done, read) : read;
    context.onProgress?.({ ...seen, phase: 'reading', fraction });
  };
  const onProgress = (progress: ScanProgress): void => {
    seen = progress;
    tell();
  };
  signal.addEventListener('abort', () => pipe?.end(), { once: true });
  const scan = runJob(scanJob(context, 'check', pipe?.path ?? null), { signal, onProgress })
    .then(
      (outcome) => {
        if (!outcome.finished) stop.abort();
        return outcome;
      },
      (thrown: unknown) => {
        stop.abort();
        throw thrown;
      },
    )
    .finally(() => pipe?.end());
  const onShare = (share: number): void => {
    done = share;
    tell();
  };
  const load = context.engine
    .copy(statement, signal, onShare)
    .catch((thrown: unknown) => {
      stop.abort();
      throw thrown;
    })
    .finally(() => pipe?.end());
  const [scanned, loaded] = await Promise.allSettled([scan, load]);
  if (context.signal?.aborted) throw new CancelledError('Adding the file');
  // What is wrong with the file itself comes from the scanner, in words for the analyst.
  if (scanned.status === 'rejected' && !(scanned.reason instanceof CancelledError)) throw scanned.reason;
  if (loaded.status === 'rejected' && isFinal(loaded.reason)) throw loaded.reason;
  if (scanned.status === 'rejected' || loaded.status === 'rejected') return null;
  if (!scanned.value.finished || loaded.value !== scanned.value.records) return null;
  return cleanResult(scanned.value, columns);
}

/** Errors of the engine that reading the file in another way does not cure. */
const isFinal = (thrown: unknown): boolean => thrown instanceof WaybillError && !(thrown instanceof CancelledError);

async function loadDecoded(
  context: LoadContext,
  newline: EngineText['newline'],
  columns: readonly string[],
): Promise<LoadedSource | null> {
  const text = context.scratchFile('text.csv');
  const pipe = runsBeside(scanJob(context, 'check', text)) ? openPipe(context.scratchFile('text.pipe')) : null;
  if (pipe !== null) {
    try {
      return await loadBeside(context, newline, columns, pipe);
    } finally {
      pipe.close();
    }
  }
  const outcome = await runJob(scanJob(context, 'check', text), {
    signal: context.signal,
    onProgress: report(context, 'reading', 0, 0.4),
  });
  if (!outcome.finished) return null;
  try {
    const statement = copyToParquet(
      selectAll(readCsv(engineText(context.settings, newline, text, columns))),
      context.outData,
    );
    const loaded = await context.engine.copy(statement, context.signal, loading(context, outcome, 0.4));
    if (loaded !== outcome.records) return null;
  } catch (thrown) {
    if (thrown instanceof WaybillError) throw thrown;
    return null;
  } finally {
    fs.rmSync(text, { force: true });
  }
  return cleanResult(outcome, columns);
}

const cleanResult = (outcome: ScanOutcome, columns: readonly string[]): LoadedSource => ({
  sha256: outcome.sha256,
  bytes: outcome.bytes,
  columns,
  read: outcome.records,
  loaded: outcome.records,
  rejected: 0,
  rejectsSample: [],
  numbered: false,
});

async function loadRewritten(context: LoadContext, known: readonly string[]): Promise<LoadedSource> {
  const text = context.scratchFile('numbered.csv');
  const job = scanJob(context, 'rewrite', text);
  const outcome = await runJob(job, {
    signal: context.signal,
    onProgress: report(context, 'rewriting', 0, 0.5),
  });
  const columns = known.length > 0 ? known : columnNames(headerOf(outcome));
  if (columns.length === 0) {
    throw new WaybillError('intake/no-columns', 'No table was found in this file: it has no columns.', {
      place: { file: context.path },
    });
  }
  const loaded = await loadNumbered(context, outcome, text, columns, 0.5);
  const expected = outcome.records - outcome.rejected;
  if (loaded !== expected) throw countsDisagree(context.path, expected, loaded);
  if (outcome.rejected > 0) await writeRejects(context, job.rejectsOut);
  return {
    sha256: outcome.sha256,
    bytes: outcome.bytes,
    columns,
    read: outcome.records,
    loaded,
    rejected: outcome.rejected,
    rejectsSample: outcome.sample,
    numbered: true,
  };
}

/**
 * Loads a text that Waybill wrote (NumberedCsv).
 * @param from how much of the whole load is done already, for progress
 * @returns the rows loaded
 */
export async function loadNumbered(
  context: LoadContext,
  outcome: ScanOutcome,
  text: string,
  columns: readonly string[],
  from: number,
): Promise<number> {
  const rows = readCsv({
    path: text,
    delimiter: outcome.delimiter,
    quote: '"',
    escape: '"',
    newline: 'lf',
    skip: 0,
    columns: ['source_record', ...columns],
    types: { source_record: 'BIGINT' },
    longest: outcome.longest,
  });
  const statement = copyToParquet(selectAll(rows), context.outData);
  return await context.engine.copy(statement, context.signal, loading(context, outcome, from));
}

const headerOf = (outcome: ScanOutcome): readonly string[] =>
  outcome.header.length > 0 ? outcome.header : Array.from({ length: outcome.width }, () => '');

/** Progress of the engine once the file has been read, as the rest of the whole. */
const loading =
  (context: LoadContext, { bytes, records }: ScanOutcome, from: number) =>
  (share: number): void =>
    context.onProgress?.({
      bytes,
      totalBytes: bytes,
      rows: records,
      phase: 'loading',
      fraction: from + (1 - from) * share,
    });

/** Progress of one phase as a share of the whole. */
export function report(
  context: LoadContext,
  phase: LoadProgress['phase'],
  from: number,
  to: number,
): (progress: { bytes: number; totalBytes: number; rows: number }) => void {
  return (progress) => {
    const share = progress.totalBytes > 0 ? Math.min(1, progress.bytes / progress.totalBytes) : 1;
    context.onProgress?.({ ...progress, phase, fraction: from + (to - from) * share });
  };
}
