/** The lists of a case: imported once, kept as they came in `lists/`, recorded in the custody log. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { WaybillError } from '../../shared/errors.ts';
import { combineOfac, readList, type ReadList } from '../../shared/screening/parse-list.ts';
import type { ParsedList } from '../../shared/screening/entry.ts';
import { writeAtomic } from '../case/atomic.ts';
import type { Case } from '../case/case.ts';
import { decodeText } from '../parties/decode.ts';

export interface CaseList extends ParsedList {
  readonly listId: string;
}

/** One file of a list, as the log knows it. The latest import under a name counts. */
const importedFile = z.object({ list_id: z.string(), file: z.string(), sha256: z.string() });
type ImportedFile = z.infer<typeof importedFile>;

/** The list that the three files of OFAC make together. */
const OFAC_LIST = 'ofac_sdn';

/** No more than this is read: a list of restricted parties is not larger. */
const LARGEST = 400 * 1024 * 1024;

/** `Watch List (2023).csv` → `watch_list_2023`. */
export const listIdOf = (file: string): string =>
  path
    .basename(file)
    .replace(/\.[^.]{1,5}$/, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60) || 'list';

function readBytes(file: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new WaybillError('list/unreadable', `The list ${file} cannot be read. Check that the file is there.`, {
      cause,
      place: { file },
    });
  }
  if (bytes.length > LARGEST) {
    throw new WaybillError('list/too-large', `The list ${file} is larger than 400 MB.`, { place: { file } });
  }
  return bytes;
}

const parse = (file: string, bytes: Uint8Array): ReadList =>
  readList({ file, text: decodeText(bytes, `The list ${file}`) });

/**
 * Imports lists into a case: checks that each can be read before anything is kept.
 * @throws WaybillError 'list/…', 'csv/encoding'; nothing was imported then
 */
export function importLists(opened: Case, files: readonly string[]): void {
  const known = currentFiles(opened);
  const read = files.map((file) => {
    const bytes = readBytes(file);
    const parsed = parse(file, bytes);
    const listId = 'ofac' in parsed ? OFAC_LIST : listIdOf(file);
    const name = 'ofac' in parsed ? `${OFAC_LIST}.${parsed.ofac}.csv` : `${listId}.csv`;
    return { file, bytes, parsed, listId, name, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  const parts = read.filter((r) => 'ofac' in r.parsed && r.parsed.ofac !== 'sdn');
  const sdn = read.some((r) => r.name === `${OFAC_LIST}.sdn.csv`) || known.has(`${OFAC_LIST}.sdn.csv`);
  if (parts.length > 0 && !sdn) combineOfac(parts.map((p) => ({ file: p.file, ofac: 'alt', rows: [] })));
  const names = new Map<string, string>();
  for (const { name, file } of read) {
    const other = names.get(name);
    if (other !== undefined && other !== file) {
      throw new WaybillError(
        'list/same-name',
        `${other} and ${file} would both be kept as ${name}. Rename one of them.`,
      );
    }
    names.set(name, file);
  }
  for (const { file, bytes, listId, name, sha256 } of read) {
    if (known.get(name)?.sha256 === sha256) continue;
    writeAtomic(path.join(opened.folder.lists, name), bytes);
    opened.custody.append('list_imported', {
      list_id: listId,
      file: name,
      sha256,
      bytes: bytes.length,
      from: path.basename(file),
    });
  }
}

/** What a file would be as a list of the case. */
export interface ListLook {
  readonly file: string;
  readonly list_id: string;
  readonly layout: string;
  readonly entries: number;
  /** Entries with a date of listing. */
  readonly dated: number;
  /** The first names. */
  readonly sample: string[];
  readonly notices: string[];
  /** The case has a list of this name, with other content. */
  readonly replaces: boolean;
  /** Why it cannot be imported; null if it can. */
  readonly error: string | null;
}

/** Looks at files as lists; keeps nothing. A file that is no list gives its error, the others their content. */
export function lookAtLists(opened: Case, files: readonly string[]): ListLook[] {
  const known = currentFiles(opened);
  return files.map((file): ListLook => {
    const none = { file, list_id: listIdOf(file), layout: '', entries: 0, dated: 0, sample: [], notices: [] };
    try {
      const bytes = readBytes(file);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const parsed = parse(file, bytes);
      if ('ofac' in parsed) {
        const { ofac, rows } = parsed;
        const before = known.get(`${OFAC_LIST}.${ofac}.csv`);
        const entries = ofac === 'sdn' ? combineOfac([{ file, ofac, rows }]).entries : [];
        return {
          ...none,
          list_id: OFAC_LIST,
          layout: { sdn: 'OFAC SDN', alt: 'OFAC SDN: aliases', add: 'OFAC SDN: addresses' }[ofac],
          entries: ofac === 'sdn' ? entries.length : rows.length,
          sample: entries.slice(0, SAMPLE_NAMES).map((e) => e.name),
          notices:
            ofac === 'sdn'
              ? ['Carries no dates of listing: hits are shown by name, and no line counts as listed.']
              : [],
          replaces: before !== undefined && before.sha256 !== sha256,
          error: null,
        };
      }
      const before = known.get(`${none.list_id}.csv`);
      return {
        ...none,
        layout: parsed.list.layout,
        entries: parsed.list.entries.length,
        dated: parsed.list.entries.filter((e) => e.listedFrom !== null).length,
        sample: parsed.list.entries.slice(0, SAMPLE_NAMES).map((e) => e.name),
        notices: [...parsed.list.notices],
        replaces: before !== undefined && before.sha256 !== sha256,
        error: null,
      };
    } catch (thrown) {
      if (!(thrown instanceof WaybillError)) throw thrown;
      return { ...none, replaces: false, error: thrown.advice };
    }
  });
}

const SAMPLE_NAMES = 5;

/** The files of the lists by name, the latest import of each. */
function currentFiles(opened: Case): Map<string, ImportedFile> {
  const files = new Map<string, ImportedFile>();
  for (const entry of opened.custody.of('list_imported')) {
    const found = importedFile.safeParse(entry.detail);
    if (found.success) files.set(found.data.file, found.data);
  }
  return files;
}

/**
 * Reads the lists of a case.
 * @throws WaybillError 'list/changed' if a file in `lists/` is gone or is not what was imported
 */
export function caseLists(opened: Case): CaseList[] {
  const ofac: { file: string; ofac: 'sdn' | 'alt' | 'add'; rows: readonly string[][] }[] = [];
  const lists: CaseList[] = [];
  for (const { file, list_id: listId, sha256 } of currentFiles(opened).values()) {
    // Names come from the log, which a stranger may have written: they stay inside the folder.
    const kept = path.join(opened.folder.lists, path.basename(file));
    const bytes = existsSync(kept) ? readFileSync(kept) : null;
    if (bytes === null || createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new WaybillError(
        'list/changed',
        `lists/${path.basename(file)} is ${bytes === null ? 'gone' : 'not the file that was imported'}. Import the list again.`,
      );
    }
    const parsed = parse(file, bytes);
    if ('ofac' in parsed) ofac.push({ file, ofac: parsed.ofac, rows: parsed.rows });
    else lists.push({ listId, ...parsed.list });
  }
  if (ofac.length > 0) lists.push({ listId: OFAC_LIST, ...combineOfac(ofac) });
  return lists.sort((a, b) => (a.listId < b.listId ? -1 : 1));
}
