/** Reports of a run: written whole or not at all, and noted in the custody log with their hash. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { WaybillError } from '../../shared/errors.ts';
import { writeAtomic } from '../case/atomic.ts';
import type { Case } from '../case/case.ts';
import { sha256Of } from '../case/export.ts';
import type { CustodyEntry } from '../custody/log.ts';
import type { NotebookFile } from '../notebook/file.ts';
import { sha256 } from '../notebook/hash.ts';
import type { NotebookSession } from '../notebook/run.ts';
import { coverageOf } from './coverage.ts';
import { evidenceOf } from './evidence.ts';
import { htmlReport } from './html-report.ts';
import { xlsxReport } from './xlsx-report.ts';

export interface ReportRequest {
  readonly file: NotebookFile;
  /** The custody entry of the run. */
  readonly entry: CustodyEntry;
  /** `.html` or `.xlsx`. */
  readonly target: string;
}

/**
 * Checks the target of a report before hours of work are spent on it.
 * @throws WaybillError 'usage/report', 'export/folder-missing', 'export/evidence'
 */
export function checkTarget(opened: Case, target: string): { file: string; format: 'html' | 'xlsx' } {
  const file = path.resolve(target);
  const ending = path.extname(file).toLowerCase();
  const format = ending === '.xlsx' ? 'xlsx' : ending === '.html' || ending === '.htm' ? 'html' : null;
  if (format === null)
    throw new WaybillError('usage/report', `A report is written as .html or .xlsx; “${target}” ends in neither.`);
  const folder = path.dirname(file);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new WaybillError(
      'export/folder-missing',
      `The folder ${folder} does not exist. Make it, or choose another one.`,
    );
  if (existsSync(file) && statSync(file).isDirectory())
    throw new WaybillError('export/is-folder', `${file} is a folder. Give the name of a file.`);
  const { data, evidence, lists, layouts, cache } = opened.folder;
  const isOwn = [data, evidence, lists, layouts, cache].some((own) => file.startsWith(own + path.sep));
  if (isOwn || opened.sources.some((source) => path.resolve(opened.folder.root, source.path) === file))
    throw new WaybillError(
      'export/evidence',
      `${file} belongs to the case's evidence and is never written over. Choose another name.`,
    );
  return { file, format };
}

/**
 * The HTML report as text, for printing; noted in the custody log as what it is.
 * @returns the text of one HTML file
 */
export async function reportText(
  opened: Case,
  session: NotebookSession,
  { file, entry }: Omit<ReportRequest, 'target'>,
  options: RunOptions = {},
): Promise<string> {
  const evidence = await evidenceOf(opened, session, file, entry);
  const text = await htmlReport(opened.engine, session, evidence, await coverageOf(opened), options);
  const noted = { path: null, format: 'report/print', sql: null, rows: null, run: entry.hash, sha256: sha256(text) };
  opened.custody.append('export_made', noted);
  return text;
}

/** Writes the report of a session that has run. */
export async function writeReport(
  opened: Case,
  session: NotebookSession,
  request: ReportRequest,
  options: RunOptions = {},
): Promise<void> {
  const { file, format } = checkTarget(opened, request.target);
  const evidence = await evidenceOf(opened, session, request.file, request.entry);
  const coverage = await coverageOf(opened);
  if (format === 'xlsx') await xlsxReport(opened.engine, session, evidence, coverage, file, options);
  else writeAtomic(file, await htmlReport(opened.engine, session, evidence, coverage, options));
  opened.custody.append('export_made', {
    path: file,
    format: `report/${format}`,
    sql: null,
    rows: null,
    run: request.entry.hash,
    sha256: await sha256Of(file),
  });
}
