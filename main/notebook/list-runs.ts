/** The recorded runs of a notebook, for the window: when, by what, and which cells gave other values than before. */
import path from 'node:path';
import type { RecordedRun } from '../../shared/contract/notebook-calls.ts';
import type { Case } from '../case/case.ts';
import { runsOf, type CellRecord } from './record.ts';

/** Runs that are shown; the log keeps all. */
const SHOWN = 200;

export function listRuns(opened: Case, name: string): RecordedRun[] {
  const shown: RecordedRun[] = [];
  /** Cells of later runs that wait for an earlier run to be compared with. */
  const waiting = new Map<string, { same: boolean | null; hash: string | null; error: string | null }>();
  for (const { entry, record } of runsOf(opened, path.join(opened.folder.notebooks, name))) {
    for (const cell of record.cells) {
      const later = waiting.get(cell.cell);
      if (later && later.hash !== null) later.same = cell.hash === later.hash;
      waiting.delete(cell.cell);
    }
    if (shown.length === SHOWN) {
      if (waiting.size === 0) break;
      continue;
    }
    const cells = record.cells.map((cell) => ({ ...compared(cell), same: null as boolean | null }));
    for (const cell of cells) waiting.set(cell.cell, cell);
    shown.push({
      seq: entry.seq,
      at: entry.at,
      by: record.by,
      notebook_sha256: record.notebook_sha256,
      engine: record.engine,
      inputs: record.inputs,
      sources: record.sources.length,
      seconds: record.cells.reduce((sum, cell) => sum + cell.seconds, 0),
      cells,
    });
  }
  return shown;
}

const compared = ({ cell, kind, rows, hash, seconds, error }: CellRecord): Omit<CellRecord, 'sql' | 'key' | 'at'> => ({
  cell,
  kind,
  rows,
  hash,
  seconds,
  error,
});
