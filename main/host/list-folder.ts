import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { CallOut } from '../../shared/contract/calls.ts';
import { WaybillError } from '../../shared/errors.ts';

type Listing = CallOut<'file/list'>;
type Entry = Listing['entries'][number];

/** More would not help anyone to choose. */
const MOST_ENTRIES = 5000;

/**
 * What a folder holds, for choosing a file in a window that has no dialog of the system. Hidden entries are left out;
 * folders come first, cases among them.
 * @param folder absolute; null = the person's home
 * @throws WaybillError 'file/no-folder'
 */
export async function listFolder(folder: string | null): Promise<Listing> {
  const at = path.resolve(folder ?? homedir());
  let names;
  try {
    names = await readdir(at, { withFileTypes: true });
  } catch (cause) {
    throw new WaybillError('file/no-folder', `The folder ${at} cannot be read. Choose another one.`, { cause });
  }
  const visible = names.filter((entry) => !entry.name.startsWith('.')).slice(0, MOST_ENTRIES);
  const entries = await Promise.all(visible.map((entry) => describe(path.join(at, entry.name), entry.name)));
  const parent = path.dirname(at);
  const order = (entry: Entry): string => (entry.kind === 'file' ? '1' : '0');
  return {
    folder: at,
    parent: parent === at ? null : parent,
    entries: entries
      .filter((entry) => entry !== null)
      .sort((a, b) => order(a).localeCompare(order(b)) || a.name.localeCompare(b.name, undefined, { numeric: true })),
  };
}

async function describe(file: string, name: string): Promise<Entry | null> {
  try {
    const info = await stat(file);
    if (info.isFile()) return { name, path: file, kind: 'file', bytes: info.size };
    if (!info.isDirectory()) return null;
    const isCase = await stat(path.join(file, 'case.yml')).then(
      (inner) => inner.isFile(),
      () => false,
    );
    return { name, path: file, kind: isCase ? 'case' : 'folder', bytes: null };
  } catch {
    return null; // a broken link, or gone since
  }
}
