/**
 * Writing so that a crash at any instant leaves the old file or the new one, never half of one: a temporary file beside
 * the target, fsync, rename, fsync of the folder.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { WaybillError } from '../../shared/errors.ts';

/** Ending of temporary files; what carries it after a crash may be deleted. */
export const TEMPORARY = '.waybill-tmp';

/** Makes the entries of a folder durable; a no-op where the system does not allow it (Windows). */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes the content of a file durable. */
export function syncFile(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Replaces `file` by `content`.
 * @throws WaybillError 'disk/full', 'disk/read-only' or 'disk/write-failed'; the old file is still there
 */
export function writeAtomic(file: string, content: string | Uint8Array): void {
  const temporary = `${file}.${process.pid}${TEMPORARY}`;
  try {
    const handle = openSync(temporary, 'w');
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
      for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
    syncFolder(path.dirname(file));
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw writeError(cause, file);
  }
}

/** What went wrong while writing, in words. */
export function writeError(cause: unknown, file: string): WaybillError {
  if (cause instanceof WaybillError) return cause;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device/i.test(message)) {
    return new WaybillError(
      'disk/full',
      `The disk is full: ${file} could not be written. Nothing was lost; free some space and try again.`,
      { cause },
    );
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new WaybillError(
      'disk/read-only',
      `${file} cannot be written: the folder is read-only or belongs to someone else. Choose another place.`,
      { cause },
    );
  }
  return new WaybillError('disk/write-failed', `${file} could not be written: ${message}`, { cause });
}
