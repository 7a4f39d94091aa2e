/**
 * The notebooks of a case on disk: listed, read, and saved so that a crash leaves the old file or the new one, that an
 * edit from outside is never written over, and that earlier versions can be had again (`notebooks/.history/`).
 */
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, existsSync } from 'node:fs';
import path from 'node:path';
import { WaybillError } from '../../shared/errors.ts';
import { parseNotebook } from '../../shared/notebook/document.ts';
import { writeAtomic } from '../case/atomic.ts';
import { readText } from './file.ts';
import { sha256 } from './record.ts';

export interface StoredNotebook {
  /** File name within `notebooks/`, e.g. `who-sold.md`. */
  readonly name: string;
  readonly text: string;
  /** SHA-256 of the text, hex. */
  readonly hash: string;
}

export interface NotebookVersion {
  /** Names the version; its order is that of time. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly savedAt: string;
}

/** Saves closer to each other than this make one version: autosave must not fill the disk. */
const VERSION_MS = 2 * 60_000;
const MAX_VERSIONS = 200;
const HISTORY = '.history';

/** A plain file name on every system, with the ending of a notebook. */
const NAME = /^[^\p{Cc}<>:"/\\|?*.][^\p{Cc}<>:"/\\|?*]{0,180}\.md$/u;

function fileOf(folder: string, name: string): string {
  if (!NAME.test(name) || /^(con|prn|aux|nul|com\d|lpt\d)\./i.test(name))
    throw new WaybillError(
      'notebook/name',
      `“${name}” cannot be the name of a notebook. Use letters, digits, spaces and dashes, ending in .md.`,
    );
  return path.join(folder, name);
}

/** The notebooks of a folder, by name; titles of those that can be read. */
export function listNotebooks(folder: string): { name: string; title: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && NAME.test(entry.name))
    .map(({ name }) => {
      try {
        return { name, title: parseNotebook(readStored(folder, name).text).front.title || name.replace(/\.md$/, '') };
      } catch (error) {
        if (!(error instanceof WaybillError)) throw error;
        return { name, title: name };
      }
    })
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/**
 * @throws WaybillError 'notebook/name', 'notebook/not-found', 'notebook/too-large', 'notebook/not-text'
 */
export function readStored(folder: string, name: string): StoredNotebook {
  const file = fileOf(folder, name);
  // A link could show any file of the machine as a notebook of a case that came from someone else.
  if (!lstatSync(file, { throwIfNoEntry: false })?.isFile())
    throw new WaybillError('notebook/not-found', `The notebook ${name} does not exist, or is no plain file.`);
  const text = readText(file);
  return { name, text, hash: sha256(text) };
}

/**
 * Saves a notebook.
 * @param expectedHash hash of the text that was edited; null for a new notebook
 * @throws WaybillError 'notebook/changed' if the file is another one by now, or there is one already; 'disk/…'
 */
export function saveNotebook(
  folder: string,
  name: string,
  text: string,
  expectedHash: string | null,
  now = new Date(),
): { hash: string } {
  const file = fileOf(folder, name);
  parseNotebook(text);
  if (existsSync(file)) {
    const before = readStored(folder, name);
    if (expectedHash === null)
      throw new WaybillError('notebook/changed', `There is a notebook named ${name} already. Choose another name.`);
    if (before.hash !== expectedHash)
      throw new WaybillError(
        'notebook/changed',
        `${name} was changed by another program since it was opened. Nothing was written over.`,
      );
    if (before.text === text) return { hash: before.hash };
    keepVersion(folder, before, now);
  } else if (expectedHash !== null) {
    throw new WaybillError(
      'notebook/changed',
      `${name} was moved or deleted since it was opened. Save it under a new name.`,
    );
  }
  mkdirSync(folder, { recursive: true });
  writeAtomic(file, text);
  return { hash: sha256(text) };
}

const historyOf = (folder: string, name: string): string => path.join(folder, HISTORY, name.replace(/\.md$/, ''));

/** The kept versions of a notebook, latest first. */
export function versionsOf(folder: string, name: string): NotebookVersion[] {
  fileOf(folder, name);
  const history = historyOf(folder, name);
  if (!existsSync(history)) return [];
  return readdirSync(history)
    .filter((file) => /^\d{13,}-[0-9a-f]{12}\.md$/.test(file))
    .sort()
    .reverse()
    .map((file) => ({ id: file.replace(/\.md$/, ''), savedAt: new Date(Number.parseInt(file, 10)).toISOString() }));
}

/** The text of a kept version. @throws WaybillError 'notebook/not-found' */
export function readVersion(folder: string, name: string, id: string): string {
  if (!versionsOf(folder, name).some((version) => version.id === id))
    throw new WaybillError('notebook/not-found', `This version of ${name} is no longer kept.`);
  return readFileSync(path.join(historyOf(folder, name), `${id}.md`), 'utf8');
}

/** Keeps the text that is about to be replaced. */
function keepVersion(folder: string, before: StoredNotebook, now: Date): void {
  const [latest, ...older] = versionsOf(folder, before.name);
  if (latest && now.getTime() - Date.parse(latest.savedAt) < VERSION_MS) return;
  const history = historyOf(folder, before.name);
  mkdirSync(history, { recursive: true });
  writeAtomic(path.join(history, `${now.getTime()}-${before.hash.slice(0, 12)}.md`), before.text);
  for (const version of older.slice(MAX_VERSIONS - 2)) rmSync(path.join(history, `${version.id}.md`), { force: true });
}
