/**
 * Runs work on names in a thread of its own, so that the case process answers meanwhile and the work can be cancelled. In the
 * bundle the worker lies beside the entry; run from the TypeScript source (tests), the work is done in this thread.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { AbortSignalLike } from '../../shared/contract/engine.ts';
import { CancelledError, fromErrorData, throwIfAborted, type ErrorData } from '../../shared/errors.ts';
import { doNamesJob, type NamesJob, type NamesResult } from './jobs.ts';

/** What the worker sends. */
export type NamesMessage = { readonly done: NamesResult<NamesJob> } | { readonly failed: ErrorData };

const fromSource = import.meta.url.endsWith('.ts');
const WORKER = new URL('./names.worker.js', import.meta.url);
const WHAT = 'The work on the parties';

/** Of the code that compares names: what was made by other code may be otherwise. From source there is one code only. */
export function namesCodeHash(): string {
  if (fromSource) return 'source';
  return createHash('sha256').update(readFileSync(WORKER)).digest('hex');
}

/**
 * Does a job beside this thread.
 * @throws CancelledError as soon as the signal fires
 */
export async function runNamesJob<J extends NamesJob>(job: J, signal?: AbortSignalLike): Promise<NamesResult<J>> {
  throwIfAborted(signal, WHAT);
  if (fromSource) return doNamesJob(job);
  // 200,000 names with their candidates take more than the default heap of a small machine.
  const worker = new Worker(WORKER, {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: 2048 },
  });
  const cancel = (): void => void worker.emit('error', new CancelledError(WHAT));
  signal?.addEventListener('abort', cancel);
  try {
    return await new Promise<NamesResult<J>>((resolve, reject) => {
      worker.on('message', (message: NamesMessage) => {
        if ('done' in message) resolve(message.done as NamesResult<J>);
        else reject(fromErrorData(message.failed));
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`The worker on names ended early (exit code ${code}).`)));
    });
  } finally {
    signal?.removeEventListener('abort', cancel);
    await worker.terminate();
  }
}
