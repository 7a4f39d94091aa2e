/**
 * The calls of a notebook. The window has the text; cells run in the case process, so that every run is recorded, and so
 * that the window and the command line run the same way. A run tells each cell as `progress.detail` (`cellNews`).
 */
import { z } from 'zod';
import { columnInfo, empty, handle } from './shapes.ts';

const named = z.object({ name: z.string() });
/** A notebook of the case with the text that the window shows; what is not saved yet counts too. */
const open = z.object({ name: z.string(), text: z.string() });
const cellError = z.object({ code: z.string(), message: z.string(), offset: z.number().nullable() });

const said = z.object({ code: z.string(), message: z.string(), offset: z.number() });
const reading = z.object({
  references: z.array(
    z.object({
      path: z.array(z.string()),
      from: z.number(),
      to: z.number(),
      access: z.enum(['read', 'write']),
      takesAlias: z.boolean(),
      hasAlias: z.boolean(),
    }),
  ),
  parameters: z.array(z.object({ name: z.string(), from: z.number(), to: z.number() })),
  error: said.nullable(),
  remark: said.nullable(),
});

/** A cell that has a result: what is known of it without its rows. */
export const cellResult = z.object({
  cell: z.string(),
  kind: z.enum(['sql', 'vega-lite', 'markdown']),
  rows: z.number().nullable(),
  /** Null for a cell that was not run by itself. */
  seconds: z.number().nullable(),
  /** When it ran, ISO 8601, UTC. */
  at: z.string(),
  error: cellError.nullable(),
  /** The live result; null if it is kept on disk only (`notebook/result` opens it) or there is none. */
  handle: handle.nullable(),
  /** Columns of a result that is kept on disk. */
  columns: z.array(columnInfo).nullable(),
  /** Text cells: the Markdown with its figures. */
  markdown: z.string().nullable(),
});
export type CellResult = z.infer<typeof cellResult>;

/** What `progress.detail` of a run says: a cell begins, or has ended. */
export const cellNews = z.union([z.object({ begins: z.string() }), z.object({ ended: cellResult })]);
export type CellNews = z.infer<typeof cellNews>;

/** A cell that would give another result now, with the reasons as sentences. */
const stale = z.object({ cell: z.string(), reasons: z.array(z.string()) });
export type StaleCell = z.infer<typeof stale>;

const runOf = z.object({
  seq: z.number().int(),
  at: z.string(),
  /** `window` or `command line`. */
  by: z.string(),
  notebook_sha256: z.string(),
  engine: z.string(),
  inputs: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
  sources: z.number().int(),
  seconds: z.number(),
  cells: z.array(
    z.object({
      cell: z.string(),
      kind: z.string(),
      rows: z.number().nullable(),
      hash: z.string().nullable(),
      seconds: z.number(),
      error: z.string().nullable(),
      /** Whether it gave the same values as the run before; null where that cannot be said. */
      same: z.boolean().nullable(),
    }),
  ),
});
export type RecordedRun = z.infer<typeof runOf>;

export const notebookCalls = {
  'notebook/list': { in: empty, out: z.array(z.object({ name: z.string(), title: z.string() })) },
  'notebook/read': { in: named, out: z.object({ name: z.string(), text: z.string(), hash: z.string() }) },
  'notebook/save': {
    in: z.object({ name: z.string(), text: z.string(), expectedHash: z.string().nullable() }),
    out: z.object({ hash: z.string() }),
  },

  /**
   * What statements name, as the engine's own parser reads them: what a window draws the same graph from as a run does
   * (shared/notebook/readings.ts). In the order of the statements.
   */
  'notebook/readings': {
    in: z.object({ statements: z.array(z.string()).max(20_000) }),
    out: z.object({ readings: z.array(reading) }),
  },
  /** What every cell gave when it last ran, and which would give something else now. Runs nothing. */
  'notebook/status': { in: open, out: z.object({ cells: z.array(cellResult), stale: z.array(stale) }) },
  /** Opens the kept result of one cell, also of one that is stale; null if it is no longer kept. */
  'notebook/result': { in: open.extend({ cell: z.string() }), out: handle.nullable() },
  /**
   * Runs cells with what they need and has no result that holds; records the run. After a cancel what had finished is
   * recorded too.
   */
  'notebook/run': {
    in: open.extend({
      what: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('all') }),
        z.object({ kind: z.literal('stale') }),
        z.object({ kind: z.literal('to'), cell: z.string() }),
        z.object({ kind: z.literal('cells'), cells: z.array(z.string()) }),
      ]),
    }),
    out: z.object({ stale: z.array(stale) }),
  },
  /** Lets go of the live results of a notebook. */
  'notebook/close': { in: named, out: empty },
  /** Recorded runs, latest first. */
  'notebook/runs': { in: named, out: z.array(runOf) },
  /** Runs what is stale, and writes the report; the format follows the ending, .html or .xlsx. */
  'notebook/report': { in: open.extend({ path: z.string() }), out: z.object({ path: z.string(), failed: z.number() }) },
  /** The same report as text, for printing. */
  'notebook/reportText': { in: open, out: z.object({ html: z.string() }) },
  /** Kept versions of the file, latest first. */
  'notebook/versions': { in: named, out: z.array(z.object({ id: z.string(), savedAt: z.string() })) },
  'notebook/version': { in: z.object({ name: z.string(), id: z.string() }), out: z.object({ text: z.string() }) },
  /** The choices of an input that has a `query`. */
  'notebook/choices': { in: open.extend({ input: z.string() }), out: z.object({ choices: z.array(z.string()) }) },
} as const;
