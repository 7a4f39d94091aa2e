/** The thread that reads a source file (see jobs.ts). */
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorData } from '../../shared/errors.ts';
import { doJob, type IntakeJob } from './jobs.ts';
import type { ScanMessage } from './workers.ts';

const send = (message: ScanMessage): void => parentPort?.postMessage(message);

try {
  const job = workerData as IntakeJob;
  send({ done: await doJob(job, { onProgress: (progress) => send({ progress }) }) });
} catch (thrown) {
  send({ failed: toErrorData(thrown) });
}
