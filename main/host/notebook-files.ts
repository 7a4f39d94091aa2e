/** Notebooks of a case as the window reads and writes them. Nobody's change is overwritten unseen. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { CallOut } from '../../shared/contract/calls.ts';
import { WaybillError } from '../../shared/errors.ts';
import { writeAtomic } from '../case/atomic.ts';
import { readNotebook } from '../notebook/file.ts';
import { sha256 } from '../notebook/record.ts';

/** @throws WaybillError 'notebook/name' */
function fileOf(folder: string, name: string): string {
  const isPlain = !/[\\/\p{Cc}]/u.test(name) && !name.startsWith('.') && name.length < 200;
  if (!isPlain || !/\.(md|sql|ipynb)$/i.test(name)) {
    throw new WaybillError(
      'notebook/name',
      `"${name}" cannot be the name of a notebook. Use a plain name that ends in .md.`,
    );
  }
  return path.join(folder, name);
}

export function listNotebooks(folder: string): CallOut<'notebook/list'> {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.toLowerCase().endsWith('.md') && !name.startsWith('.'))
    .sort()
    .map((name) => ({ name, title: titleOf(path.join(folder, name)) ?? name.replace(/\.md$/i, '') }));
}

/** The title of a notebook that can be read; a damaged one is listed by its name. */
function titleOf(file: string): string | null {
  try {
    return readNotebook(file).notebook.front.title || null;
  } catch (error) {
    if (error instanceof WaybillError) return null;
    throw error;
  }
}

/** @throws WaybillError 'notebook/…' */
export function readNotebookText(folder: string, name: string): CallOut<'notebook/read'> {
  const { text } = readNotebook(fileOf(folder, name));
  return { name, text, hash: sha256(text) };
}

/**
 * @param expectedHash of the text that the window has read; null = a new notebook
 * @throws WaybillError 'notebook/changed' where the file is another by now; 'disk/…'
 */
export function saveNotebookText(
  folder: string,
  name: string,
  text: string,
  expectedHash: string | null,
): CallOut<'notebook/save'> {
  const file = fileOf(folder, name);
  const current = existsSync(file) ? sha256(readNotebook(file).text) : null;
  if (current !== expectedHash) {
    throw new WaybillError(
      'notebook/changed',
      current === null
        ? `${name} is gone: somebody removed it while you had it open. Save it under another name.`
        : `${name} was changed by somebody else while you had it open. Save yours under another name, or read theirs again.`,
    );
  }
  if (!existsSync(folder)) mkdirSync(folder);
  writeAtomic(file, text);
  return { hash: sha256(text) };
}
