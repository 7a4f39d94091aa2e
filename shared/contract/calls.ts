/**
 * The only list of calls between the renderer and the case process. Nothing crosses that it does not name; each side
 * parses what it receives (zod). Handlers (main/host), the client (renderer/host) and the test double derive from it.
 * A call may be cancelled by its call number, and may report progress: both belong to the protocol (protocol.ts).
 */
import { z } from 'zod';
import { brandCalls } from './brand-calls.ts';
import { partyCalls } from './party-calls.ts';
import { qualityCalls } from './quality-calls.ts';
import { intakeCalls } from './intake-calls.ts';
import { notebookCalls } from './notebook-calls.ts';
import { writingCalls } from './writing-calls.ts';
import { investigateCalls } from './investigate-calls.ts';
import { lookCalls } from './look-calls.ts';
import { columnFilter, columnInfo, empty, handle, page, scalar } from './shapes.ts';

export { columnInfo };
import { editionCalls } from './edition-calls.ts';
import { repairCalls, rowRepair } from './repair-calls.ts';

export const bindSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const viewSpec = z.object({
  relation: z.string(),
  statement: z.string().optional(),
  result: z.string().optional(),
  filters: z.array(columnFilter).optional(),
  sort: z.array(z.object({ column: z.string(), descending: z.boolean() })).optional(),
  columns: z.array(z.string()).optional(),
});

const source = z.object({
  source_id: z.string(),
  path: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  kind: z.string(),
  layout: z.string(),
  records_read: z.number(),
  records_loaded: z.number(),
  records_rejected: z.number(),
  loaded_at: z.string(),
});
const caseInfo = z.object({
  path: z.string(),
  name: z.string(),
  created: z.string(),
  synthetic: z.boolean(),
  sources: z.array(source),
});
const relation = z.object({
  name: z.string(),
  kind: z.enum(['table', 'view']),
  columns: z.array(columnInfo),
  rowCount: z.number().nullable(),
});
const addResult = z.union([
  z.object({
    file: z.string(),
    source_id: z.string(),
    sha256: z.string(),
    read: z.number(),
    loaded: z.number(),
    rejected: z.number(),
    seconds: z.number(),
  }),
  z.object({ file: z.string(), error: z.string() }),
]);
const pieceBytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= 16 * 1024 * 1024);

/** Every request with its answer. */
export const calls = {
  ...brandCalls,
  ...partyCalls,

  'app/info': {
    in: empty,
    out: z.object({
      version: z.string(),
      host: z.enum(['electron', 'chromium']),
      duckdb: z.string(),
      notices: z.array(z.string()),
      platform: z.string(),
    }),
  },
  'app/settings': { in: empty, out: z.record(z.string(), z.unknown()) },
  'app/saveSettings': { in: z.object({ settings: z.record(z.string(), z.unknown()) }), out: empty },

  'case/recent': {
    in: empty,
    out: z.object({ cases: z.array(z.object({ path: z.string(), name: z.string(), opened: z.string() })) }),
  },
  'case/new': { in: z.object({ path: z.string(), name: z.string() }), out: caseInfo },
  'case/open': { in: z.object({ path: z.string() }), out: caseInfo },
  'case/sample': { in: empty, out: caseInfo },
  'case/info': { in: empty, out: caseInfo.nullable() },
  'case/close': { in: empty, out: empty },
  'case/add': { in: z.object({ files: z.array(z.string()).min(1) }), out: z.array(addResult) },
  'case/rejects': {
    in: z.object({ source_id: z.string().nullable(), from: z.number(), count: z.number() }),
    out: z.array(
      z.object({ file: z.string(), record: z.number(), line: z.number(), reason: z.string(), raw: z.string() }),
    ),
  },
  'case/row': {
    in: z.object({ source_id: z.string(), record: z.number() }),
    out: z.object({
      file: z.string(),
      sha256: z.string(),
      record: z.number(),
      raw: z.string(),
      values: z.record(z.string(), z.string().nullable()),
      shipment: z.record(z.string(), scalar).nullable(),
      repair: rowRepair.nullable(),
    }),
  },
  'case/verify': { in: empty, out: z.object({ ok: z.boolean(), entries: z.number(), problems: z.array(z.string()) }) },
  'case/state': { in: empty, out: z.record(z.string(), z.unknown()) },
  'case/saveState': { in: z.object({ state: z.record(z.string(), z.unknown()) }), out: empty },
  'case/history': {
    in: empty,
    out: z.array(
      z.object({
        sql: z.string(),
        at: z.string(),
        seconds: z.number(),
        rows: z.number().nullable(),
        error: z.string().nullable(),
      }),
    ),
  },

  'file/list': {
    in: z.object({ folder: z.string().nullable() }),
    out: z.object({
      folder: z.string(),
      parent: z.string().nullable(),
      entries: z.array(
        z.object({
          name: z.string(),
          path: z.string(),
          kind: z.enum(['file', 'folder', 'case']),
          bytes: z.number().nullable(),
        }),
      ),
    }),
  },

  /** A file that the window has and the disk does not (dropped on a browser's window): sent in pieces into the case's evidence. */
  'file/begin': {
    in: z.object({ name: z.string(), bytes: z.number().int().min(0) }),
    out: z.object({ id: z.string() }),
  },
  /** Pieces come in order; `offset` is where this one begins. At most 16 MB each. */
  'file/piece': { in: z.object({ id: z.string(), offset: z.number().int().min(0), bytes: pieceBytes }), out: empty },
  /** `path` is for 'case/add'. */
  'file/end': { in: z.object({ id: z.string() }), out: z.object({ path: z.string() }) },
  'file/abandon': { in: z.object({ id: z.string() }), out: empty },

  'engine/relations': { in: empty, out: z.array(relation) },
  'engine/run': { in: z.object({ text: z.string(), binds: z.record(z.string(), bindSchema).optional() }), out: handle },
  'engine/view': { in: viewSpec, out: handle },
  'engine/page': {
    in: z.object({ id: z.string(), from: z.number().int().min(0), count: z.number().int().min(1).max(10_000) }),
    out: page,
  },
  'engine/release': { in: z.object({ id: z.string() }), out: empty },
  'engine/profile': {
    in: z.object({ spec: viewSpec, column: z.string() }),
    out: z.object({
      column: columnInfo,
      rows: z.number(),
      nulls: z.number(),
      empties: z.number(),
      distinct: z.number(),
      distinctIsExact: z.boolean(),
      min: z.string().nullable(),
      max: z.string().nullable(),
      quantiles: z.array(z.string()).nullable(),
      top: z.array(z.object({ value: z.string().nullable(), count: z.number() })),
      histogram: z.array(z.object({ from: z.string(), to: z.string(), count: z.number() })),
    }),
  },
  'engine/distinct': {
    in: z.object({ spec: viewSpec, column: z.string(), search: z.string(), limit: z.number().int().max(10_000) }),
    out: z.array(z.object({ value: z.string().nullable(), count: z.number() })),
  },
  'engine/export': {
    in: z.object({
      source: z.union([z.object({ spec: viewSpec }), z.object({ id: z.string() })]),
      format: z.enum(['csv', 'parquet', 'xlsx']),
      path: z.string(),
    }),
    out: z.object({ path: z.string(), rows: z.number() }),
  },

  ...qualityCalls,
  ...intakeCalls,
  ...notebookCalls,
  ...writingCalls,
  ...investigateCalls,
  ...lookCalls,
  ...repairCalls,
  ...editionCalls,
} as const;

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallIn<C extends CallName> = z.infer<Calls[C]['in']>;
export type CallOut<C extends CallName> = z.infer<Calls[C]['out']>;
