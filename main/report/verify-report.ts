/**
 * `verify --report`: runs the notebook that a report carries on a case, with the inputs that it states, and names every
 * difference: of the report's own bytes, of sources, of rows, of result hashes.
 */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { WaybillError } from '../../shared/errors.ts';
import { parseNotebook } from '../../shared/notebook/document.ts';
import { restoreValues } from '../../shared/notebook/inputs.ts';
import type { Case } from '../case/case.ts';
import { sha256Of } from '../case/export.ts';
import { notebookText } from '../notebook/file.ts';
import { sha256 } from '../notebook/record.ts';
import { NotebookSession } from '../notebook/run.ts';
import { evidenceSchema, type Evidence } from './evidence.ts';
import { withScratchTables } from './scratch-tables.ts';
import { EVIDENCE_CLOSE, EVIDENCE_OPEN } from './html-report.ts';

/** Bytes of the largest report that is read. */
const MAX_REPORT = 512_000_000;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/**
 * The evidence that a report carries, and whether the rest of the file is as it was written.
 * @throws WaybillError 'report/unreadable'
 */
export function readEvidence(file: string): { evidence: Evidence; bodyIsWhole: boolean } {
  const bad = (why: string, cause?: unknown): WaybillError =>
    new WaybillError('report/unreadable', `${file} is not a report of Waybill: ${why}.`, { cause });
  let text: string;
  try {
    if (statSync(file).size > MAX_REPORT) throw bad('it is too large');
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw cause instanceof WaybillError ? cause : bad('it cannot be read', cause);
  }
  const from = text.lastIndexOf(EVIDENCE_OPEN);
  const to = text.indexOf(EVIDENCE_CLOSE, from);
  if (from < 0 || to < 0) throw bad('it carries no evidence');
  const json = text
    .slice(from + EVIDENCE_OPEN.length, to)
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name]!);
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw bad('its evidence is damaged', cause);
  }
  const checked = evidenceSchema.safeParse(parsed);
  if (!checked.success) throw bad('its evidence has another form', checked.error);
  const body = text.slice(0, from) + text.slice(to + EVIDENCE_CLOSE.length);
  return { evidence: checked.data, bodyIsWhole: (parsed as { body_sha256?: unknown }).body_sha256 === sha256(body) };
}

/**
 * Checks a report against a case.
 * @returns the differences, one sentence each; none if the report holds
 * @throws WaybillError 'report/unreadable'; CancelledError
 */
export async function verifyReport(opened: Case, reportPath: string, options: RunOptions = {}): Promise<string[]> {
  const file = path.resolve(reportPath);
  const made = opened.custody.of('export_made').map((entry) => entry.detail['sha256']);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new WaybillError('report/unreadable', `${file} is no file. Check the name and the folder of the report.`);
  const isMadeHere = made.includes(await sha256Of(file));
  if (path.extname(file).toLowerCase() === '.xlsx')
    return isMadeHere
      ? []
      : ['The workbook is not one that this case wrote, or it was changed since. Verify the .html report instead.'];
  const { evidence, bodyIsWhole } = readEvidence(file);
  const problems: string[] = [];
  const isOfThisCase = opened.custody.entries.some((entry) => entry.hash === evidence.custody_head);
  if (!bodyIsWhole)
    problems.push('The report was changed after it was written: what it shows is not what its evidence was made with.');
  else if (isOfThisCase && !isMadeHere)
    problems.push(
      'The custody log of this case knows the run of this report, but not these bytes: the report was changed after it was written.',
    );
  if (sha256(evidence.notebook.text) !== evidence.notebook.sha256)
    problems.push('The notebook in the report is not the one whose SHA-256 it states.');
  problems.push(...sourceProblems(opened, evidence), ...(await resultProblems(opened, evidence, options)));
  return problems;
}

function sourceProblems(opened: Case, evidence: Evidence): string[] {
  const here = new Map(opened.sources.map((source) => [source.sha256, source]));
  const missing = evidence.sources.filter((source) => !here.has(source.sha256));
  const extra = opened.sources.filter((source) => !evidence.sources.some((s) => s.sha256 === source.sha256));
  const counts = evidence.sources.flatMap((source) => {
    const own = here.get(source.sha256);
    if (!own || (own.records_loaded === source.records_loaded && own.records_rejected === source.records_rejected))
      return [];
    return [
      `${source.file}: the report states ${source.records_loaded} loaded and ${source.records_rejected} rejected records, the case has ${own.records_loaded} and ${own.records_rejected}.`,
    ];
  });
  return [
    ...missing.map((s) => `The case has no source with the SHA-256 of ${s.file} (${s.sha256}).`),
    ...extra.map((s) => `The case has a source that the report was made without: ${s.source_id} (${s.sha256}).`),
    ...counts,
  ];
}

async function resultProblems(opened: Case, evidence: Evidence, options: RunOptions): Promise<string[]> {
  const notebook = parseNotebook(notebookText(evidence.notebook.file, evidence.notebook.text));
  const inputs = restoreValues(notebook.front.inputs, evidence.inputs);
  return withScratchTables(opened.engine, notebook, async (renamed) => {
    const session = await NotebookSession.open(opened.engine, notebook, inputs, { renamed });
    try {
      await session.run(undefined, options);
      return differences(session, evidence);
    } finally {
      await session.close();
    }
  });
}

/** What a run gave otherwise than a report says. */
function differences(session: NotebookSession, evidence: Evidence): string[] {
  return evidence.cells.flatMap((cell) => {
    const now = session.outcome(cell.cell);
    if (!now) return [`The cell “${cell.cell}” of the report is not in its notebook.`];
    if (now.error) return cell.error === null ? [`The cell “${cell.cell}” fails now: ${now.error.message}`] : [];
    if (cell.error !== null)
      return [`The cell “${cell.cell}” failed in the report and gives ${now.rows ?? 0} rows now.`];
    // A chart has the rows of its cell, which is named already.
    if (cell.kind !== 'sql') return [];
    if (now.rows !== cell.rows)
      return [`The cell “${cell.cell}” had ${cell.rows ?? 0} rows in the report and has ${now.rows ?? 0} now.`];
    if ((now.result?.hash ?? null) !== cell.hash)
      return [
        `The cell “${cell.cell}” gives other values now (${now.rows ?? 0} rows): ${cell.hash ?? 'not hashed'} in the report, ${now.result?.hash ?? 'not hashed'} now.`,
      ];
    return [];
  });
}
