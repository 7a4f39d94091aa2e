/** What a report carries so that a stranger can check it: for people in its evidence part, for `verify` as JSON. */
import { z } from 'zod';
import type { Case } from '../case/case.ts';
import type { CustodyEntry } from '../custody/log.ts';
import type { NotebookFile } from '../notebook/file.ts';
import { runRecord } from '../notebook/record.ts';
import type { NotebookSession } from '../notebook/run.ts';
import packageJson from '../../package.json' with { type: 'json' };

export const evidenceSchema = z.object({
  format: z.literal('waybill-report-1'),
  waybill: z.string(),
  engine: z.string(),
  case_name: z.string(),
  synthetic: z.boolean(),
  /** When the run ended, ISO 8601, UTC. */
  run_at: z.string(),
  /** The custody entry of the run: the head of the log when the report was made. */
  custody_head: z.string(),
  custody_entries: z.number().int(),
  notebook: z.object({ file: z.string(), sha256: z.string(), text: z.string() }),
  inputs: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
  sources: z.array(
    z.object({
      source_id: z.string(),
      file: z.string(),
      sha256: z.string(),
      bytes: z.number(),
      kind: z.string(),
      layout: z.string(),
      records_read: z.number(),
      records_loaded: z.number(),
      records_rejected: z.number(),
      loaded_at: z.string(),
      /** Canonical field by column: how the file was read as shipments. */
      mapping: z.record(z.string(), z.string()).default({}),
      /** Whether a person decided on it. */
      mapped_by_hand: z.boolean().default(false),
    }),
  ),
  /** Watchlists of the case. */
  lists: z.array(z.object({ file: z.string(), sha256: z.string() })).default([]),
  cells: z.array(
    z.object({
      cell: z.string(),
      kind: z.string(),
      sql: z.string(),
      rows: z.number().nullable(),
      hash: z.string().nullable(),
      seconds: z.number(),
      error: z.string().nullable(),
      /** When it had run, ISO 8601, UTC. */
      at: z.string().default(''),
    }),
  ),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** The evidence of a run that has been recorded as `entry`. */
export async function evidenceOf(
  opened: Case,
  session: NotebookSession,
  file: NotebookFile,
  entry: CustodyEntry,
): Promise<Evidence> {
  const record = await runRecord(opened, session, file, 'command line', session.outcomes);
  const byHand = new Set(
    opened.custody.of('layout_changed').flatMap(({ detail }) => [detail['source_id'], detail['layout']]),
  );
  return {
    format: 'waybill-report-1',
    waybill: packageJson.version,
    engine: record.engine,
    case_name: opened.name,
    synthetic: opened.file.settings.synthetic === true,
    run_at: entry.at,
    custody_head: entry.hash,
    custody_entries: entry.seq,
    notebook: { file: file.path.split(/[\\/]/).at(-1)!, sha256: file.sha256, text: file.text },
    inputs: Object.fromEntries(
      Object.entries(record.inputs).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
    ),
    sources: opened.sources.map((s) => ({
      source_id: s.source_id,
      // The folder says where someone keeps their material; the name and the hash are what identifies it.
      file: s.path.split(/[\\/]/).at(-1)!,
      sha256: s.sha256,
      bytes: s.bytes,
      kind: s.kind,
      layout: s.layout,
      records_read: s.records_read,
      records_loaded: s.records_loaded,
      records_rejected: s.records_rejected,
      loaded_at: s.loaded_at,
      mapping: { ...s.mapping },
      mapped_by_hand: byHand.has(s.source_id) || (s.layout !== null && byHand.has(s.layout)),
    })),
    lists: listsOf(opened),
    cells: record.cells.map(({ key: _, ...cell }) => cell),
  };
}

/** The lists as they were imported last, by name. */
function listsOf(opened: Case): Evidence['lists'] {
  const lists = new Map<string, string>();
  for (const { detail } of opened.custody.of('list_imported'))
    lists.set(String(detail['file']), String(detail['sha256']));
  return [...lists].map(([file, sha256]) => ({ file, sha256 }));
}
