/** Workbooks and JSON into Parquet: read record by record, written as canonical text, loaded by the engine. */
import fs from 'node:fs';
import { WaybillError } from '../../shared/errors.ts';
import { columnNames } from '../../shared/intake/settings.ts';
import { openBytes } from './byte-source.ts';
import { countsDisagree } from './intake-engine.ts';
import { writeRejects } from './load-rejects.ts';
import { loadNumbered, report } from './load-text.ts';
import type { LoadContext, LoadedSource } from './load.ts';
import { writeAll } from './numbered-csv.ts';
import { Pacer } from './pacer.ts';
import type { JobFiles, ScanOutcome } from './scan.ts';
import type { IntakeJob } from './jobs.ts';
import { runJob } from './workers.ts';

export async function loadWorkbook(context: LoadContext): Promise<LoadedSource> {
  const { settings } = context;
  return await unpacked(context, async (path) => {
    const outcome = await runJob(
      {
        kind: 'xlsx',
        ...files(context),
        path,
        sheet: settings.sheet,
        headerRow: settings.headerRow,
        headerRows: settings.headerRow > 0 ? Math.max(1, settings.headerRows) : 0,
        skippedRows: settings.skippedRows,
        width: settings.columns.length,
      },
      { signal: context.signal, onProgress: report(context, 'reading', 0, 0.8) },
    );
    return await finish(context, outcome, namesOf(context, outcome.header));
  });
}

export async function loadJson(context: LoadContext): Promise<LoadedSource> {
  const { settings } = context;
  const job = (keys: readonly string[]): IntakeJob => ({
    kind: 'json',
    ...files(context),
    compression: settings.compression,
    member: settings.member,
    encoding: settings.encoding ?? 'utf-8',
    keys,
    list: settings.sheet,
  });
  const onProgress = report(context, 'reading', 0, 0.8);
  let outcome = await runJob(job(settings.columns.map((c) => c.header)), { signal: context.signal, onProgress });
  // Keys that the sample did not show: once more, now that all are known.
  if (!outcome.finished) outcome = await runJob(job(outcome.header), { signal: context.signal, onProgress });
  return await finish(context, outcome, namesOf(context, outcome.header));
}

/** The names of the settings, and for columns beyond these names made from their headers. */
function namesOf(context: LoadContext, headers: readonly string[]): string[] {
  const known = context.settings.columns;
  const made = columnNames(headers.map((header, i) => known[i]?.name ?? header));
  return made.map((name, i) => known[i]?.name ?? name);
}

const files = (context: LoadContext): JobFiles => ({
  path: context.path,
  compression: 'none',
  member: null,
  textOut: context.scratchFile('numbered.csv'),
  rejectsOut: context.scratchFile('rejects.csv'),
  indexOut: context.outIndex,
});

async function finish(context: LoadContext, outcome: ScanOutcome, columns: readonly string[]): Promise<LoadedSource> {
  if (columns.length === 0) {
    throw new WaybillError('intake/no-columns', 'No table was found in this file: it has no columns.', {
      place: { file: context.path },
    });
  }
  const { records, rejected } = outcome;
  const text = context.scratchFile('numbered.csv');
  const loaded = await loadNumbered(context, outcome, text, columns, 0.8);
  if (loaded !== records - rejected) throw countsDisagree(context.path, records - rejected, loaded);
  if (rejected > 0) await writeRejects(context, context.scratchFile('rejects.csv'));
  return {
    sha256: outcome.sha256,
    bytes: outcome.bytes,
    columns,
    read: records,
    loaded,
    rejected,
    rejectsSample: outcome.sample,
    numbered: true,
  };
}

/** Where a file must be read from the middle, a packed one is unpacked first; hash and size stay those of the source. */
export async function unpacked(
  context: LoadContext,
  load: (path: string) => Promise<LoadedSource>,
): Promise<LoadedSource> {
  const { compression, member } = context.settings;
  if (compression === 'none') return await load(context.path);
  const plain = context.scratchFile('unpacked');
  const source = await openBytes(context.path, compression, member);
  try {
    const out = fs.openSync(plain, 'w', 0o600);
    try {
      const block = Buffer.allocUnsafe(1024 * 1024);
      const pacer = new Pacer({ signal: context.signal }, 'Unpacking the file');
      for (let n = -1; n !== 0;) {
        n = await source.read(block);
        writeAll(out, block.subarray(0, n));
        await pacer.step(() => ({ bytes: source.position, totalBytes: source.fileBytes, rows: 0 }));
      }
    } finally {
      fs.closeSync(out);
    }
    const sha256 = await source.sha256();
    return { ...(await load(plain)), sha256, bytes: source.fileBytes };
  } finally {
    source.close();
  }
}
