/** The thread that scans a source file (see scan.ts). */
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorData } from '../../shared/errors.ts';
import { scanSource, type ScanJob } from './scan.ts';
import type { ScanMessage } from './workers.ts';

const send = (message: ScanMessage): void => parentPort?.postMessage(message);

try {
  const job = workerData as ScanJob;
  send({ done: await scanSource(job, { onProgress: (progress) => send({ progress }) }) });
} catch (thrown) {
  send({ failed: toErrorData(thrown) });
}
