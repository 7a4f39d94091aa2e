/**
 * Starts the scan in a thread of its own, but for small files. In the bundle workers lie beside the entry
 * (`scan.worker.js`); run from the TypeScript source (tests), the same function runs in this thread.
 */
import fs from 'node:fs';
import { Worker } from 'node:worker_threads';
import { CancelledError, fromErrorData, type ErrorData } from '../../shared/errors.ts';
import { doJob, type IntakeJob } from './jobs.ts';
import type { ScanHooks, ScanProgress } from './pacer.ts';
import type { ScanOutcome } from './scan.ts';

/** What the worker sends. */
export type ScanMessage =
  { readonly progress: ScanProgress } | { readonly done: ScanOutcome } | { readonly failed: ErrorData };

/** A file of up to this many bytes is read faster than a thread is started. Packed ones may hold anything. */
const SMALL = 256 * 1024;

const isSmall = (job: IntakeJob): boolean =>
  job.kind !== 'xlsx' &&
  job.compression === 'none' &&
  (fs.statSync(job.path, { throwIfNoEntry: false })?.size ?? Infinity) <= SMALL;

const fromSource = import.meta.url.endsWith('.ts');

/** Whether a job gets a thread of its own. */
export const runsBeside = (job: IntakeJob): boolean => !fromSource && !isSmall(job);

/** `doJob`, beside this thread. Cancelling ends the worker at once. */
export async function runJob(job: IntakeJob, hooks: ScanHooks = {}): Promise<ScanOutcome> {
  if (!runsBeside(job)) return await doJob(job, hooks);
  const { signal } = hooks;
  if (signal?.aborted) throw new CancelledError('Reading the file');
  const worker = new Worker(new URL('./scan.worker.js', import.meta.url), { workerData: job });
  let cancel: (() => void) | undefined;
  try {
    return await new Promise<ScanOutcome>((resolve, reject) => {
      worker.on('message', (message: ScanMessage) => {
        if ('progress' in message) hooks.onProgress?.(message.progress);
        else if ('done' in message) resolve(message.done);
        else reject(fromErrorData(message.failed));
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`The scan worker ended early (exit code ${code}).`)));
      cancel = () => reject(new CancelledError('Reading the file'));
      signal?.addEventListener('abort', cancel, { once: true });
    });
  } finally {
    if (cancel) signal?.removeEventListener('abort', cancel);
    await worker.terminate();
  }
}
