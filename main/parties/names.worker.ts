/** The thread that clusters and screens names (see jobs.ts). */
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorData } from '../../shared/errors.ts';
import { doNamesJob, type NamesJob } from './jobs.ts';
import type { NamesMessage } from './workers.ts';

const send = (message: NamesMessage): void => parentPort?.postMessage(message);

try {
  send({ done: doNamesJob(workerData as NamesJob) });
} catch (thrown) {
  send({ failed: toErrorData(thrown) });
}
