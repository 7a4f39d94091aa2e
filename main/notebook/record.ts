/** What the custody log keeps of a run: enough for a stranger to run it again and compare, and to see later what changed. */
import { z } from 'zod';
import type { InputValues } from '../../shared/notebook/inputs.ts';
import { madeBy } from '../../shared/notebook/statement.ts';
import { splitStatements } from '../../shared/sql/tokens.ts';
import type { Case } from '../case/case.ts';
import { storedPath } from '../case/sources.ts';
import type { CustodyEntry } from '../custody/log.ts';
import { dataStateOf } from './cell-keys.ts';
import { sha256 } from './hash.ts';
import type { CellOutcome, Standing } from './run.ts';

export { sha256 };

const cellRecord = z.object({
  cell: z.string(),
  kind: z.string(),
  /** The cell's text. */
  sql: z.string(),
  rows: z.number().nullable(),
  hash: z.string().nullable(),
  seconds: z.number(),
  error: z.string().nullable(),
  /** Hash of all that the result follows from (cell-keys.ts). */
  key: z.string().nullable().default(null),
  /** When the cell had run, ISO 8601, UTC. */
  at: z.string().default(''),
});
export type CellRecord = Readonly<z.infer<typeof cellRecord>>;

const runRecordSchema = z.object({
  /** Relative to the case where the notebook lies in it. */
  notebook: z.string(),
  notebook_sha256: z.string(),
  title: z.string().nullable(),
  /** What ran it: the window or the command line. */
  by: z.string().default('command line'),
  inputs: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
  engine: z.string(),
  sources: z.array(z.object({ source_id: z.string(), sha256: z.string() })),
  /** Entry of the log that last changed the tables of the case. */
  revision: z.string().default(''),
  cells: z.array(cellRecord),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/** A run with the entry of the log that keeps it. */
export interface KeptRun {
  readonly entry: CustodyEntry;
  readonly record: RunRecord;
}

/** The values of inputs as plain data. */
export const inputRecord = (inputs: InputValues): RunRecord['inputs'] =>
  Object.fromEntries(
    [...inputs].map(([name, { value }]) => [name, typeof value === 'object' ? [...value] : value] as const),
  );

/**
 * The record of a run that has ended.
 * @param of the notebook as it was run
 * @param outcomes the cells that are recorded; text cells are left out
 */
export async function runRecord(
  opened: Case,
  of: Pick<Standing, 'notebook' | 'graph' | 'inputs'>,
  file: { readonly path: string; readonly sha256: string },
  by: 'window' | 'command line',
  outcomes: readonly CellOutcome[],
): Promise<RunRecord> {
  return {
    notebook: storedPath(opened.folder.root, file.path),
    notebook_sha256: file.sha256,
    title: of.notebook.front.title,
    by,
    inputs: inputRecord(of.inputs),
    ...(await dataStateOf(opened)),
    sources: opened.sources.map(({ source_id, sha256 }) => ({ source_id, sha256 })),
    cells: outcomes.filter((o) => o.kind !== 'markdown').map((o) => recordOf(of, o)),
  };
}

function recordOf({ notebook, graph }: Pick<Standing, 'notebook' | 'graph'>, outcome: CellOutcome): CellRecord {
  const node = graph.nodes.find((n) => n.id === outcome.cell)!;
  const block = notebook.blocks[node.block]!;
  return {
    cell: outcome.cell,
    kind: outcome.kind,
    sql: 'source' in block ? block.source : '',
    rows: outcome.rows,
    hash: outcome.result?.hash ?? null,
    seconds: outcome.seconds,
    error: outcome.error?.message ?? null,
    key: outcome.key,
    at: outcome.at,
  };
}

/** Writes the record to the custody log. */
export const recordRun = (opened: Case, record: RunRecord): CustodyEntry =>
  opened.custody.append('notebook_run', { ...record });

/** The recorded runs of a notebook, latest first. @param file absolute path of the notebook */
export function* runsOf(opened: Case, file: string): Generator<KeptRun> {
  const notebook = storedPath(opened.folder.root, file);
  const { entries } = opened.custody;
  for (let i = entries.length - 1; i >= 0; i -= 1) {
    const entry = entries[i]!;
    if (entry.event !== 'notebook_run' || entry.detail['notebook'] !== notebook) continue;
    // A log is read as it is found; an entry of another form tells nothing.
    const parsed = runRecordSchema.safeParse(entry.detail);
    if (parsed.success) yield { entry, record: parsed.data };
  }
}

/** What is recorded of a cell when it last ran, with its run. */
export interface KeptCell extends KeptRun {
  readonly cell: CellRecord;
}

/** Runs that are looked through for a result that is wanted again, as after an undo. */
const LOOKED_THROUGH = 300;

/**
 * The record of each cell that counts now: the last one with the key that it has now, under whatever name, since equal
 * keys give equal results; else the last one under its name.
 * @param wanted keys by cell id
 */
export function lastCells(
  runs: Iterable<KeptRun>,
  wanted: ReadonlyMap<string, string | undefined>,
): ReadonlyMap<string, KeptCell> {
  const byName = new Map<string, KeptCell>();
  const byKey = new Map<string, KeptCell>();
  const keys = new Set([...wanted.values()].filter((key) => key !== undefined));
  let looked = 0;
  for (const run of runs) {
    for (const cell of run.record.cells) {
      if (wanted.has(cell.cell) && !byName.has(cell.cell)) byName.set(cell.cell, { ...run, cell });
      if (cell.key !== null && cell.error === null && keys.delete(cell.key)) byKey.set(cell.key, { ...run, cell });
    }
    looked += 1;
    if (keys.size === 0 || (looked >= LOOKED_THROUGH && byName.size === wanted.size)) break;
  }
  const found = new Map<string, KeptCell>();
  for (const [id, key] of wanted) {
    const kept = (key === undefined ? undefined : byKey.get(key)) ?? byName.get(id);
    if (kept) found.set(id, kept);
  }
  return found;
}

/** The hash of the result with a key, as it was recorded last; null if it was not. */
export function recordedHash(runs: Iterable<KeptRun>, key: string): string | null {
  for (const { record } of runs) {
    const cell = record.cells.find((each) => each.key === key && each.error === null);
    if (cell) return cell.hash;
  }
  return null;
}

/** Tables in `work` that cells made in recorded runs, with the cell that made each last. */
export function madeTables(runs: Iterable<KeptRun>): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  for (const { record } of runs)
    for (const { cell, kind, sql, error } of record.cells.toReversed()) {
      if (kind !== 'sql' || error !== null || !/\bcreate\b/i.test(sql)) continue;
      for (const statement of splitStatements(sql)) {
        const name = madeBy(statement);
        if (name !== null && !made.has(name)) made.set(name, cell);
      }
    }
  return made;
}
