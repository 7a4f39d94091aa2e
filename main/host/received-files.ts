/**
 * Files that come from the window piece by piece, because it has them and we have no path: a file dropped on a browser's
 * window. They become evidence of the case.
 */
import { mkdirSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { WaybillError } from '../../shared/errors.ts';
import { TEMPORARY, syncFolder, writeError } from '../case/atomic.ts';

interface Incoming {
  readonly handle: FileHandle;
  readonly temporary: string;
  readonly folder: string;
  readonly name: string;
  readonly bytes: number;
  received: number;
}

/** A name without folders and without what file systems refuse; the analyst still recognises it. */
export function safeFileName(name: string): string {
  const base = name
    .replace(/^.*[\\/]/, '')
    .replaceAll(/[<>:"|?*\p{Cc}]/gu, '_')
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '');
  return [...base].slice(-120).join('') || 'file';
}

export class ReceivedFiles {
  readonly #incoming = new Map<string, Incoming>();
  #next = 1;

  /** @param folder where the file will lie (made if needed) */
  async begin(folder: string, name: string, bytes: number): Promise<string> {
    const id = String(this.#next++);
    const temporary = path.join(folder, `${id}.${process.pid}${TEMPORARY}`);
    try {
      mkdirSync(folder, { recursive: true });
      const handle = await open(temporary, 'wx');
      this.#incoming.set(id, { handle, temporary, folder, name: safeFileName(name), bytes, received: 0 });
    } catch (cause) {
      throw writeError(cause, folder);
    }
    return id;
  }

  async piece(id: string, offset: number, bytes: Uint8Array): Promise<void> {
    const file = this.#get(id);
    if (offset !== file.received || offset + bytes.length > file.bytes) {
      await this.abandon(id);
      throw new WaybillError('file/out-of-order', `${file.name} did not arrive whole. Drop it again.`);
    }
    try {
      await file.handle.write(bytes, 0, bytes.length, offset);
      file.received += bytes.length;
    } catch (cause) {
      await this.abandon(id);
      throw writeError(cause, path.join(file.folder, file.name));
    }
  }

  /** @returns the path of the whole file; an existing file of the same name stays, this one gets a number */
  async end(id: string): Promise<string> {
    const file = this.#get(id);
    if (file.received !== file.bytes) {
      await this.abandon(id);
      throw new WaybillError('file/out-of-order', `${file.name} did not arrive whole. Drop it again.`);
    }
    try {
      await file.handle.sync();
      await file.handle.close();
      const target = await freeName(file.folder, file.name);
      await rename(file.temporary, target);
      syncFolder(file.folder);
      this.#incoming.delete(id);
      return target;
    } catch (cause) {
      await this.abandon(id);
      throw writeError(cause, path.join(file.folder, file.name));
    }
  }

  /** Forgets a file that will not be finished; unknown ids are ignored. */
  async abandon(id: string): Promise<void> {
    const file = this.#incoming.get(id);
    if (file === undefined) return;
    this.#incoming.delete(id);
    await file.handle.close().catch(() => undefined);
    await rm(file.temporary, { force: true });
  }

  async abandonAll(): Promise<void> {
    for (const id of [...this.#incoming.keys()]) await this.abandon(id);
  }

  #get(id: string): Incoming {
    const file = this.#incoming.get(id);
    if (file === undefined) throw new WaybillError('file/unknown', 'This file is not being received. Drop it again.');
    return file;
  }
}

/** The name itself, or with ` (2)`, ` (3)`, … before its ending; the place is taken at once. */
async function freeName(folder: string, name: string): Promise<string> {
  const { name: stem, ext } = path.parse(name);
  for (let n = 1; ; n += 1) {
    const target = path.join(folder, n === 1 ? name : `${stem} (${n})${ext}`);
    try {
      await (await open(target, 'wx')).close();
      return target;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
