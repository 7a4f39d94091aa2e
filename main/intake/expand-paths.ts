/** Files out of what an analyst named: files, folders, patterns. */
import { lstatSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { WaybillError } from '../../shared/errors.ts';
import { globRegExp, isGlob, splitGlob } from '../../shared/intake/glob.ts';

export interface ExpandOptions {
  /** Whether a folder stands for all files below it; else it is left as it is (and refused later). */
  readonly folders: boolean;
}

/** More in one go is a wrong folder rather than a wish. */
const MOST_FILES = 10_000;
/** What programs and systems leave beside the files that people mean. */
const NEVER = /^(?:\.|~\$|thumbs\.db$|desktop\.ini$|__MACOSX$)/i;

/**
 * @returns absolute or as given, in order, none twice; a name that nothing fits is kept, so that it is refused by name
 * @throws WaybillError 'intake/too-many-files', 'intake/empty-folder', 'intake/no-match'
 */
export function expandPaths(named: readonly string[], { folders }: ExpandOptions): string[] {
  const found = new Map<string, string>();
  const add = (file: string): void => {
    const key = path.resolve(file);
    if (!found.has(key)) found.set(key, file);
    if (found.size > MOST_FILES)
      throw new WaybillError(
        'intake/too-many-files',
        `These are more than ${MOST_FILES} files. Choose a folder further down, or a pattern such as *.csv.`,
      );
  };
  for (const name of named) {
    const kind = statSync(name, { throwIfNoEntry: false });
    if (kind?.isDirectory() === true && folders) {
      const files = filesBelow(name);
      if (files.length === 0)
        throw new WaybillError('intake/empty-folder', `The folder ${name} holds no files. Choose another one.`);
      for (const file of files) add(path.join(name, file));
    } else if (kind === undefined && isGlob(name)) {
      const pattern = name.split(path.sep).join('/');
      const { folder, rest } = splitGlob(pattern);
      const matches = globRegExp(rest);
      const files = filesBelow(folder === '' ? '.' : folder, rest.includes('/') ? Infinity : 0).filter((file) =>
        matches.test(file.split(path.sep).join('/')),
      );
      if (files.length === 0)
        throw new WaybillError('intake/no-match', `No file fits ${name}. Check the folder and the pattern.`);
      for (const file of files) add(path.join(folder, file));
    } else add(name);
  }
  return [...found.values()];
}

/** Relative paths of the files below a folder, by name. Links to folders are not followed: they may lead round in a ring. */
function filesBelow(folder: string, depth = Infinity, under = ''): string[] {
  let entries;
  try {
    entries = readdirSync(path.join(folder, under), { withFileTypes: true });
  } catch {
    // A folder without permission, or none: what can be read is taken, and nothing found is said.
    return [];
  }
  const files: string[] = [];
  const byName = entries.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const isCase = byName.some((e) => e.name === 'case.yml') && byName.some((e) => e.name === 'custody.jsonl');
  // The parts of a case are no sources.
  if (isCase) return [];
  for (const entry of byName) {
    if (NEVER.test(entry.name)) continue;
    const at = path.join(under, entry.name);
    if (entry.isDirectory()) {
      if (depth > 0) files.push(...filesBelow(folder, depth - 1, at));
    } else if (entry.isFile() || isFileLink(path.join(folder, at))) files.push(at);
    if (files.length > MOST_FILES) return files;
  }
  return files;
}

function isFileLink(file: string): boolean {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return false;
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
