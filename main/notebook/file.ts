/** Notebooks on disk: read with a limit, with the hash that a run records. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { WaybillError } from '../../shared/errors.ts';
import { parseNotebook, type Notebook } from '../../shared/notebook/document.ts';
import { importIpynb, importSqlScript } from '../../shared/notebook/imports.ts';
import { sha256 } from './record.ts';

/** Bytes; more than any analysis that a person writes. */
const MAX_BYTES = 20_000_000;

export interface NotebookFile {
  readonly path: string;
  readonly notebook: Notebook;
  /** The file as it is, before any import. */
  readonly text: string;
  /** SHA-256 of the file (UTF-8), hex. */
  readonly sha256: string;
}

/** What a file says as a notebook, by its ending: `.sql` with `-- %%` and `.ipynb` are imported, all else is Markdown. */
export function notebookText(file: string, text: string): string {
  switch (path.extname(file).toLowerCase()) {
    case '.sql':
      return importSqlScript(text, path.basename(file, path.extname(file)));
    case '.ipynb':
      return importIpynb(text, path.basename(file, path.extname(file)));
    default:
      return text;
  }
}

/**
 * The text of a notebook file, byte order mark and newlines as they are.
 * @throws WaybillError 'notebook/not-found', 'notebook/too-large', 'notebook/not-text'
 */
export function readText(file: string): string {
  let bytes: Buffer;
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES)
      throw new WaybillError(
        'notebook/too-large',
        `${file} has ${Math.round(size / 1e6)} MB; a notebook is text of at most ${MAX_BYTES / 1e6} MB. Add data with "waybill add" instead.`,
      );
    bytes = readFileSync(file);
  } catch (cause) {
    if (cause instanceof WaybillError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new WaybillError('notebook/not-found', `The notebook ${file} ${reason}.`, { cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new WaybillError('notebook/not-text', `${file} is not UTF-8 text. Save it as UTF-8 and run again.`, {
      cause,
    });
  }
}

/**
 * Reads a notebook; `.sql` and `.ipynb` are imported.
 * @throws WaybillError 'notebook/not-found', 'notebook/too-large', 'notebook/not-text', 'notebook/import'
 */
export function readNotebook(file: string): NotebookFile {
  const resolved = path.resolve(file);
  const text = readText(resolved);
  return { path: resolved, notebook: parseNotebook(notebookText(resolved, text)), text, sha256: sha256(text) };
}

/** `line 12` of an offset in a text, from 1. */
export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split(/\r\n?|\n/).length;
