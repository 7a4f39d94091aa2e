/** `verify`: does everything still say what it said? Reads the folder only; needs neither the lock nor the engine. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { CaseFile } from '../case/case-file.ts';
import { sha256Of } from '../case/export.ts';
import { CaseFolder } from '../case/folder.ts';
import { dataFiles, repairsFile } from '../case/source-sql.ts';
import { sourceFile, sourcesOf, type CaseSource } from '../case/sources.ts';
import { GENESIS, readChain, type CustodyEntry } from './log.ts';

export interface Verification {
  readonly ok: boolean;
  /** Entries of the custody log. */
  readonly entries: number;
  readonly problems: readonly string[];
}

/**
 * Checks the custody chain against its head, every source's bytes and every file of `data/`.
 * @throws WaybillError 'case/not-a-case', 'case/newer', 'case/damaged'
 */
export async function verifyCase(root: string): Promise<Verification> {
  const folder = new CaseFolder(root);
  const { settings } = CaseFile.read(folder.caseFile);
  const { entries, problems, tornTail } = readChain(folder.custodyFile);
  const { head, entries: length, pending } = settings.custody;
  const last = entries.at(-1)?.hash ?? GENESIS;
  const isKilledBetween =
    pending !== null &&
    ((last === pending && entries.length === length + 1) || (last === head && entries.length === length));
  if (!isKilledBetween && (last !== head || entries.length !== length)) {
    problems.push(
      `The custody log has ${entries.length} entries; case.yml knows of ${length}${entries.length === length ? ' with another end' : ''}: entries were removed from its end or added to it.`,
    );
  }
  if (tornTail !== '' && !isKilledBetween) problems.push('The custody log ends in the middle of an entry.');
  const sources = sourcesOf(entries);
  problems.push(...strangersIn(folder, sources));
  for (const source of sources) {
    const name = `${source.source_id} (${source.path})`;
    await check(sourceFile(folder.root, source), source.sha256, `The source ${name}`, problems);
    await check(folder.dataFile(source), source.data_sha256, `The data file of ${name}`, problems);
    if (source.rejects_sha256 !== null)
      await check(folder.rejectsFile(source), source.rejects_sha256, `The list of rejects of ${name}`, problems);
    await checkEarlier(folder, source, name, problems);
    await checkRepairs(folder, source, name, problems);
    if (source.records_read !== source.records_loaded + source.records_rejected)
      problems.push(`${name}: records read, loaded and rejected do not add up.`);
  }
  await checkLists(folder, entries, problems);
  return { ok: problems.length === 0, entries: entries.length, problems };
}

/** The files in `lists/` as they were imported last under their names. */
async function checkLists(folder: CaseFolder, entries: readonly CustodyEntry[], problems: string[]): Promise<void> {
  const latest = new Map<string, string>();
  for (const { event, detail } of entries) {
    if (event !== 'list_imported' && event !== 'nomenclature_imported') continue;
    if (typeof detail['file'] === 'string' && typeof detail['sha256'] === 'string')
      latest.set(path.basename(detail['file']), detail['sha256']);
  }
  for (const [name, sha256] of latest)
    await check(path.join(folder.lists, name), sha256, `The list lists/${name}`, problems);
}

async function check(file: string, sha256: string, what: string, problems: string[]): Promise<void> {
  if (!existsSync(file)) problems.push(`${what} is gone: ${file} does not exist.`);
  else if ((await sha256Of(file)) !== sha256) problems.push(`${what} was changed after it was added.`);
}

/** The file of repaired records in force; of earlier ones, which go when the case is next opened, those still there. */
async function checkRepairs(folder: CaseFolder, source: CaseSource, name: string, problems: string[]): Promise<void> {
  const { repairs } = source;
  if (repairs === null) return;
  const file = repairsFile(folder, source);
  if (file !== null && repairs.sha256 !== null)
    await check(file, repairs.sha256, `The file of repaired records of ${name}`, problems);
  for (const [number, sha256] of repairs.earlier) {
    const earlier = folder.repairsFile(source.source_id, number);
    if (existsSync(earlier)) await check(earlier, sha256, `An earlier file of repaired records of ${name}`, problems);
  }
}

/** Files of earlier readings, which go when the case is next opened, where they are still there. */
async function checkEarlier(folder: CaseFolder, source: CaseSource, name: string, problems: string[]): Promise<void> {
  for (const earlier of source.earlier) {
    const data = folder.dataFile(earlier);
    if (existsSync(data)) await check(data, earlier.data_sha256, `An earlier data file of ${name}`, problems);
    const rejects = folder.rejectsFile(earlier);
    if (earlier.rejects_sha256 !== null && existsSync(rejects))
      await check(rejects, earlier.rejects_sha256, `An earlier list of rejects of ${name}`, problems);
  }
}

/** Links and files in `data/` that no entry of the log knows. */
function strangersIn(folder: CaseFolder, sources: readonly CaseSource[]): string[] {
  if (!existsSync(folder.data)) return [];
  const known = new Set(
    sources.flatMap((s) => [
      ...dataFiles(folder, s),
      ...s.earlier.flatMap((e) => [folder.dataFile(e), ...(e.rejects_sha256 === null ? [] : [folder.rejectsFile(e)])]),
      ...[...(s.repairs?.earlier.keys() ?? [])].map((number) => folder.repairsFile(s.source_id, number)),
    ]),
  );
  return readdirSync(folder.data, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder.data, entry.name);
    if (entry.isSymbolicLink()) return [`${file} is a link: data files lie in the case itself.`];
    return known.has(file) ? [] : [`${file} is not of any source of the case.`];
  });
}
