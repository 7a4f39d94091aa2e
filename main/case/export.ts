/**
 * Exports: all rows of a view or of a statement to a file of the analyst's choice. The engine, which may write only
 * under `.waybill/out/`, writes CSV and Parquet there and Node moves them; XLSX is streamed. Texts that a spreadsheet
 * would take for a formula are neutralised in CSV and XLSX.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ResultId, RunOptions, ViewSpec } from '../../shared/contract/engine.ts';
import { assertNever, WaybillError } from '../../shared/errors.ts';
import { csvHeader, csvRow } from '../../shared/sql/csv.ts';
import type { StreamedResult } from '../engine/native.ts';
import { writeXlsx } from '../report/xlsx-writer.ts';
import { syncFile, TEMPORARY, writeError } from './atomic.ts';
import type { Case } from './case.ts';

export type ExportFormat = 'csv' | 'parquet' | 'xlsx';

let counter = 0;

/**
 * Writes the rows of a reading statement to `target`, whole or not at all, and notes it in the custody log.
 * @throws WaybillError 'export/folder-missing', 'disk/…', 'sql/…'; CancelledError
 */
export async function exportStatement(
  opened: Case,
  text: string,
  format: ExportFormat,
  target: string,
  options: RunOptions = {},
): Promise<{ path: string; rows: number }> {
  const file = checkExportTarget(opened, target);
  counter += 1;
  const scratch = path.join(opened.folder.out, `export-${counter}.${format}`);
  try {
    const rows = await write(opened, text, format, scratch, options);
    moveInto(scratch, file);
    opened.custody.append('export_made', { path: file, format, rows, sql: text, sha256: await sha256Of(file) });
    return { path: file, rows };
  } finally {
    rmSync(scratch, { force: true });
  }
}

/** Exports a view as the grid shows it, or a live result. */
export async function exportView(
  opened: Case,
  source: { spec: ViewSpec } | { id: string },
  format: ExportFormat,
  target: string,
  options: RunOptions = {},
): Promise<{ path: string; rows: number }> {
  const handle = 'spec' in source ? await opened.engine.view(source.spec, options) : null;
  try {
    const id = handle?.id ?? ('id' in source ? (source.id as ResultId) : null);
    if (id === null) throw new WaybillError('result/gone', 'This result is no longer kept. Run its statement again.');
    return await exportStatement(opened, opened.engine.selectOf(id), format, target, options);
  } finally {
    if (handle) await opened.engine.release(handle.id);
  }
}

/** Where a path leads once links are followed; its last part may not exist yet. */
function realTarget(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  return path.join(realpathSync(path.dirname(file)), path.basename(file));
}

/**
 * What was loaded is never changed: an export must not fall on the case's own files or on a source, also not through a link.
 * @returns the absolute path
 * @throws WaybillError 'export/folder-missing', 'export/is-folder', 'export/evidence'
 */
export function checkExportTarget(opened: Case, target: string): string {
  const file = path.resolve(target);
  if (!existsSync(path.dirname(file)))
    throw new WaybillError(
      'export/folder-missing',
      `The folder ${path.dirname(file)} does not exist. Make it, or choose another one.`,
    );
  if (existsSync(file) && statSync(file).isDirectory())
    throw new WaybillError('export/is-folder', `${file} is a folder. Give the name of a file.`);
  const { folder } = opened;
  const real = realTarget(file);
  const folders = [folder.data, folder.evidence, folder.lists, folder.layouts, folder.cache];
  const files = [
    folder.caseFile,
    folder.custodyFile,
    folder.workFile,
    `${folder.workFile}.wal`,
    ...opened.sources.map((s) => path.resolve(folder.root, s.path)),
  ];
  const resolved = (known: string): string => (existsSync(known) ? realpathSync(known) : known);
  if (folders.some((f) => real.startsWith(resolved(f) + path.sep)) || files.some((f) => resolved(f) === real))
    throw new WaybillError(
      'export/evidence',
      `${file} belongs to the case's evidence and is never written over. Choose another name.`,
    );
  return file;
}

async function write(
  opened: Case,
  text: string,
  format: ExportFormat,
  scratch: string,
  options: RunOptions,
): Promise<number> {
  switch (format) {
    case 'parquet':
      return opened.engine.copyToParquet(text, scratch, options);
    case 'xlsx': {
      let rows = 0;
      await opened.engine.stream(
        text,
        {},
        async (result) => {
          const table = { name: 'Waybill', columns: result.columns, pages: result.pages };
          rows = (await writeXlsx(scratch, [table], { signal: options.signal })).rows;
        },
        options,
      );
      return rows;
    }
    case 'csv': {
      let rows = 0;
      await opened.engine.stream(
        text,
        {},
        async (result) => {
          rows = await writeCsv(result, scratch);
        },
        options,
      );
      return rows;
    }
    default:
      return assertNever(format);
  }
}

/** UTF-8 with a byte order mark, without which Excel misreads Cyrillic. */
async function writeCsv(result: StreamedResult, file: string): Promise<number> {
  const stream = createWriteStream(file);
  let rows = 0;
  const failed = once(stream, 'error').then(([cause]) => Promise.reject(writeError(cause, file)));
  failed.catch(() => undefined);
  const put = async (text: string): Promise<void> => {
    if (!stream.write(text)) await Promise.race([once(stream, 'drain'), failed]);
  };
  await put(`\uFEFF${csvHeader(result.columns, true)}`);
  for await (const page of result.pages) {
    let text = '';
    for (let r = 0; r < page.rows; r += 1)
      text += csvRow(
        page.columns.map((c) => c[r] ?? null),
        true,
      );
    rows += page.rows;
    await put(text);
  }
  stream.end();
  await Promise.race([once(stream, 'close'), failed]);
  return rows;
}

/** Rename where both lie on one disk, else copy beside the target first: the target is whole or absent. */
function moveInto(scratch: string, file: string): void {
  try {
    syncFile(scratch);
    renameSync(scratch, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw writeError(error, file);
    const beside = `${file}.${process.pid}${TEMPORARY}`;
    try {
      copyFileSync(scratch, beside);
      syncFile(beside);
      renameSync(beside, file);
    } catch (cause) {
      rmSync(beside, { force: true });
      throw writeError(cause, file);
    }
  }
}

/** SHA-256 of a file, hex. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
