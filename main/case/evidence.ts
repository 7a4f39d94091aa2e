/** Copies of sources in the case's `evidence/`: byte for byte, their hash checked, not to be written any more. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { AbortSignalLike } from '../../shared/contract/engine.ts';
import { throwIfAborted, WaybillError } from '../../shared/errors.ts';
import { readingFailed } from '../intake/errors.ts';
import { writeAll } from '../intake/numbered-csv.ts';
import { syncFolder, TEMPORARY, writeAtomic, writeError } from './atomic.ts';
import { sha256Of } from './export.ts';
import type { CaseFolder } from './folder.ts';
import type { CaseSource } from './sources.ts';

const CHUNK = 4 * 1024 * 1024;

/** A copy that is not in its place yet. */
export interface EvidenceCopy {
  /** Puts it into `evidence/`. @returns its path */
  keep(): string;
  /** The custody log knows it: it stays. */
  logged(): void;
  /** Removes it where it was not kept. */
  drop(): void;
}

export const isEvidence = (folder: CaseFolder, file: string): boolean =>
  path.resolve(file).startsWith(folder.evidence + path.sep);

/**
 * Copies a file beside its place in `evidence/`.
 * @param sha256 what the bytes must hash to: those that were loaded
 * @throws WaybillError 'intake/source-changed', 'intake/unreadable', 'disk/…'; CancelledError
 */
export async function copyToEvidence(
  folder: CaseFolder,
  file: string,
  sha256: string,
  signal?: AbortSignalLike,
): Promise<EvidenceCopy> {
  const name = path.basename(file);
  const temporary = path.join(folder.evidence, `${process.pid}-${sha256.slice(0, 12)}${TEMPORARY}`);
  const drop = (): void => rmSync(temporary, { force: true });
  try {
    const copied = await copyBytes(file, temporary, signal);
    if (copied !== sha256)
      throw new WaybillError(
        'intake/source-changed',
        'The file changed while it was being copied into evidence/. Wait until it is complete, then add it again.',
        { place: { file } },
      );
  } catch (error) {
    drop();
    throw error;
  }
  return {
    keep: () => {
      try {
        const target = freeName(folder.evidence, name);
        writeAtomic(folder.pendingCopy, JSON.stringify({ name: path.basename(target), sha256 }));
        chmodSync(temporary, 0o444);
        renameSync(temporary, target);
        syncFolder(folder.evidence);
        return target;
      } catch (cause) {
        throw writeError(cause, path.join(folder.evidence, name));
      }
    },
    logged: () => rmSync(folder.pendingCopy, { force: true }),
    drop,
  };
}

const pending = z.object({ name: z.string(), sha256: z.string() });

/** A copy that was put into `evidence/` by an add that did not come to its entry in the log is taken away again. */
export async function settleCopy(folder: CaseFolder, sources: readonly CaseSource[]): Promise<void> {
  if (!existsSync(folder.pendingCopy)) return;
  let parsed;
  try {
    parsed = pending.safeParse(JSON.parse(readFileSync(folder.pendingCopy, 'utf8')));
  } catch {
    parsed = null; // half a file: the copy was not in its place yet
  }
  if (parsed?.success === true) {
    // The name may be a stranger's: it stays inside the folder, and only what has the bytes of the copy goes.
    const file = path.join(folder.evidence, path.basename(parsed.data.name));
    const isKnown = sources.some((s) => path.resolve(folder.root, s.path) === file);
    const isFile = lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
    if (!isKnown && isFile && (await sha256Of(file)) === parsed.data.sha256) rmSync(file, { force: true });
  }
  rmSync(folder.pendingCopy, { force: true });
}

/** @returns SHA-256 of the bytes, in hex */
async function copyBytes(file: string, target: string, signal?: AbortSignalLike): Promise<string> {
  const hash = createHash('sha256');
  const from = openForReading(file);
  try {
    const to = openForWriting(target);
    try {
      const chunk = Buffer.allocUnsafe(CHUNK);
      for (;;) {
        throwIfAborted(signal, 'Copying the file');
        const n = readSome(file, from, chunk);
        if (n === 0) break;
        hash.update(chunk.subarray(0, n));
        writeSome(target, to, chunk.subarray(0, n));
        await setImmediate();
      }
      fsyncSync(to);
    } finally {
      closeSync(to);
    }
  } finally {
    closeSync(from);
  }
  return hash.digest('hex');
}

function openForReading(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (cause) {
    throw readingFailed(file, cause);
  }
}

function openForWriting(file: string): number {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    return openSync(file, 'w', 0o600);
  } catch (cause) {
    throw writeError(cause, file);
  }
}

function readSome(file: string, handle: number, chunk: Buffer): number {
  try {
    return readSync(handle, chunk);
  } catch (cause) {
    throw readingFailed(file, cause);
  }
}

function writeSome(file: string, handle: number, bytes: Buffer): void {
  try {
    writeAll(handle, bytes);
  } catch (cause) {
    throw writeError(cause, file);
  }
}

/** The name itself, or with ` (2)`, ` (3)`, … before its ending. */
function freeName(folder: string, name: string): string {
  const { name: stem, ext } = path.parse(name);
  for (let n = 1; ; n += 1) {
    const target = path.join(folder, n === 1 ? name : `${stem} (${n})${ext}`);
    if (!existsSync(target)) return target;
  }
}
