/** The jobs that a scan worker can do. */
import type { ScanHooks } from './pacer.ts';
import { scanText, type ScanJob, type ScanOutcome } from './scan.ts';
import { scanJson, type JsonJob } from './scan-json.ts';
import { scanWorkbook, type WorkbookJob } from './scan-workbook.ts';

export type IntakeJob = ScanJob | JsonJob | WorkbookJob;

/** Does a job in this thread. */
export async function doJob(job: IntakeJob, hooks: ScanHooks = {}): Promise<ScanOutcome> {
  switch (job.kind) {
    case 'text':
      return await scanText(job, hooks);
    case 'json':
      return await scanJson(job, hooks);
    case 'xlsx':
      return await scanWorkbook(job, hooks);
  }
}
