/** What the custody log keeps of a run: enough for a stranger to run it again and compare. */
import { createHash } from 'node:crypto';
import type { Notebook } from '../../shared/notebook/document.ts';
import type { InputValues } from '../../shared/notebook/inputs.ts';
import type { Case } from '../case/case.ts';
import { storedPath } from '../case/sources.ts';
import type { CustodyEntry } from '../custody/log.ts';
import type { CellOutcome, NotebookSession } from './run.ts';

export interface CellRecord {
  readonly cell: string;
  readonly kind: string;
  /** The cell's text. */
  readonly sql: string;
  readonly rows: number | null;
  readonly hash: string | null;
  readonly seconds: number;
  readonly error: string | null;
}

export interface RunRecord {
  /** Relative to the case where the notebook lies in it. */
  readonly notebook: string;
  readonly notebook_sha256: string;
  readonly title: string | null;
  readonly inputs: Readonly<Record<string, string | number | readonly string[]>>;
  readonly engine: string;
  readonly sources: readonly { readonly source_id: string; readonly sha256: string }[];
  readonly cells: readonly CellRecord[];
}

/** The values of inputs as plain data. */
export const inputRecord = (inputs: InputValues): RunRecord['inputs'] =>
  Object.fromEntries([...inputs].map(([name, input]) => [name, input.value]));

/** The record of a run that has ended. */
export async function runRecord(
  opened: Case,
  session: NotebookSession,
  file: { readonly path: string; readonly sha256: string },
): Promise<RunRecord> {
  return {
    notebook: storedPath(opened.folder.root, file.path),
    notebook_sha256: file.sha256,
    title: session.notebook.front.title,
    inputs: inputRecord(session.inputs),
    engine: await opened.engine.version(),
    sources: opened.sources.map(({ source_id, sha256 }) => ({ source_id, sha256 })),
    cells: session.outcomes.filter((o) => o.kind !== 'markdown').map((o) => cellRecord(session.notebook, session, o)),
  };
}

function cellRecord(notebook: Notebook, session: NotebookSession, outcome: CellOutcome): CellRecord {
  const node = session.graph.nodes.find((n) => n.id === outcome.cell)!;
  const block = notebook.blocks[node.block]!;
  return {
    cell: outcome.cell,
    kind: outcome.kind,
    sql: 'source' in block ? block.source : '',
    rows: outcome.rows,
    hash: outcome.result?.hash ?? null,
    seconds: outcome.seconds,
    error: outcome.error?.message ?? null,
  };
}

/** Writes the record to the custody log. */
export const recordRun = (opened: Case, record: RunRecord): CustodyEntry =>
  opened.custody.append('notebook_run', { ...record });

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
