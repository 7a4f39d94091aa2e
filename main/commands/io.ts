/** What commands share: where they write, how they print, how a case is opened for the length of a command. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../../shared/contract/engine.ts';
import { WaybillError } from '../../shared/errors.ts';
import { Case } from '../case/case.ts';

/** The surroundings of a command; tests give their own. */
export interface CommandIo {
  /** Results. Resolves when the reader has taken the text. */
  out(text: string): Promise<void>;
  /** Messages and progress. */
  err(text: string): void;
  readonly errIsTerminal: boolean;
  readonly outIsTerminal: boolean;
  /** All of standard input. */
  stdin(): Promise<Buffer>;
  readonly signal: AbortSignal;
}

/** What a command is given besides its own operands. */
export interface CommandContext {
  readonly io: CommandIo;
  /** Sets the exit code 1 ("the data or the check failed") without an error message of its own. */
  fail(): void;
}

/** JSON as the stable interface writes it: big integers as strings, indented for people. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part), 2);

/** How long a command waits for another one that holds the case. */
const LOCK_WAIT_MS = 10_000;

/** Opens a case, waiting a little for a command that is about to finish. */
export async function openCase(root: string, io: CommandIo): Promise<Case> {
  const started = Date.now();
  for (let waits = 0; ; waits += 1) {
    try {
      const opened = await Case.open(root);
      for (const notice of opened.notices) io.err(`${notice}\n`);
      return opened;
    } catch (error) {
      const isLocked = error instanceof WaybillError && error.code === 'case/locked';
      if (!isLocked || Date.now() - started > LOCK_WAIT_MS || io.signal.aborted) throw error;
      if (waits === 0) io.err('The case is in use; waiting for it …\n');
      await sleep(150);
    }
  }
}

/** Opens a case for the length of `work`. */
export async function withCase<T>(root: string, io: CommandIo, work: (opened: Case) => Promise<T>): Promise<T> {
  const opened = await openCase(root, io);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

const MIB = 1024 * 1024;

/** One line of progress that is written over itself; nothing at all where stderr is not a terminal. */
export function progressLine(io: CommandIo, label: string): { report(progress: Progress): void; done(): void } {
  if (!io.errIsTerminal) return { report: () => undefined, done: () => undefined };
  const started = Date.now();
  let last = 0;
  return {
    report(progress) {
      const now = Date.now();
      if (now - last < 100) return;
      last = now;
      const seconds = (now - started) / 1000;
      const parts = [label, progress.phase ?? ''];
      if (progress.bytes !== undefined) {
        const rate = progress.bytes / MIB / Math.max(seconds, 0.001);
        parts.push(`${(progress.bytes / MIB).toFixed(0)} MiB`, `${rate.toFixed(0)} MiB/s`);
        if (progress.totalBytes && progress.bytes > 0)
          parts.push(`${Math.ceil((seconds * (progress.totalBytes - progress.bytes)) / progress.bytes)} s left`);
      }
      if (progress.rows !== undefined) parts.push(`${progress.rows.toLocaleString('en')} rows`);
      if (progress.fraction !== null) parts.push(`${Math.round(progress.fraction * 100)} %`);
      io.err(`\r\x1b[K${parts.filter((p) => p !== '').join(' · ')}`);
    },
    done() {
      io.err('\r\x1b[K');
    },
  };
}
