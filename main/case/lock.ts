/** One writer per case: a lock file with the pid of the process that holds it. */
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { WaybillError } from '../../shared/errors.ts';
import { writeError } from './atomic.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readHolder(file: string): Holder | null {
  try {
    const parsed = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return typeof parsed.pid === 'number'
      ? { pid: parsed.pid, host: String(parsed.host), since: String(parsed.since) }
      : null;
  } catch {
    // Unreadable: written half before a crash. Nobody holds it.
    return null;
  }
}

/**
 * Takes the lock, also from a process that died without giving it back.
 * @returns what gives it back
 * @throws WaybillError 'case/locked' naming the holder
 */
export function takeLock(file: string): () => void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
  } catch (cause) {
    throw writeError(cause, file);
  }
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const handle = openSync(file, 'wx');
      try {
        const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
        writeSync(handle, JSON.stringify(holder));
      } finally {
        closeSync(handle);
      }
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw writeError(error, file);
      const holder = readHolder(file);
      if (holder && (holder.host !== hostname() || isAlive(holder.pid))) {
        const where = holder.host === hostname() ? `process ${holder.pid}` : `process ${holder.pid} on ${holder.host}`;
        throw new WaybillError(
          'case/locked',
          `The case is open in another window or command (${where}, since ${holder.since}). Close it there, or use it there.`,
        );
      }
      // The name that it is moved to is ours alone, so of two processes that find a dead lock only one moves it.
      const dead = `${file}.${process.pid}.dead`;
      try {
        renameSync(file, dead);
      } catch (raced) {
        if ((raced as NodeJS.ErrnoException).code !== 'ENOENT') throw writeError(raced, file);
      }
      rmSync(dead, { force: true });
    }
  }
  throw new WaybillError(
    'case/locked',
    'The case could not be locked: other processes are opening it at the same time. Try again.',
  );
}
