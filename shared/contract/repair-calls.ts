/** The calls by which rejected records are listed, repaired, and repairs undone. */
import { z } from 'zod';

/** How many records are changed alike (docs/cases.md says what each rule does). */
export const REPAIR_RULES = [
  'join-next',
  'drop-trailing-empty',
  'pad-end',
  'literal-quotes',
  'drop-nul',
  'replace',
  'as-is',
] as const;
export type RepairRule = (typeof REPAIR_RULES)[number];

const record = z.number().int().min(1);
const place = z.object({ source_id: z.string(), record });

/** Which rejects are meant: those named, or all that a filter finds. */
export const rejectFilter = z.object({
  source_id: z.string().nullable().default(null),
  reason: z.string().nullable().default(null),
  /** Text that the raw text contains, in any case. */
  search: z.string().default(''),
});
export type RejectFilter = z.infer<typeof rejectFilter>;

export const repairRequest = z.union([
  z.object({
    /** New texts, written by hand. */
    fixes: z
      .array(place.extend({ text: z.string(), joined: z.array(record).optional(), as_is: z.boolean().optional() }))
      .min(1)
      .max(100_000),
  }),
  z.object({
    rule: z.enum(REPAIR_RULES),
    /** For the rule `replace`: what is replaced, and by what. */
    find: z.string().optional(),
    replacement: z.string().optional(),
    target: z.union([z.object({ records: z.array(place).min(1) }), rejectFilter]),
  }),
]);
export type RepairRequest = z.infer<typeof repairRequest>;

const reject = z.object({
  source_id: z.string(),
  file: z.string(),
  record: z.number(),
  line: z.number(),
  reason: z.string(),
  raw: z.string(),
});
const tried = reject.extend({
  joined: z.array(z.number()),
  /** The new text. */
  text: z.string(),
  fits: z.boolean(),
  /** Why it does not fit. */
  problem: z.string().nullable(),
  cells: z.array(z.string().nullable()),
});
const outcome = z.object({
  repaired: z.number(),
  refused: z.number(),
  /** The first ones. */
  records: z.array(tried),
  /** Columns of the sources that occur in `records`. */
  columns: z.record(z.string(), z.array(z.string())),
});
const repair = z.object({
  source_id: z.string(),
  file: z.string(),
  repair: z.number(),
  record: z.number(),
  joined: z.array(z.number()),
  line: z.number(),
  reason: z.string(),
  original: z.string(),
  text: z.string(),
  rule: z.string(),
  by: z.string(),
  why: z.string(),
  at: z.string(),
  undone: z.object({ at: z.string(), by: z.string() }).nullable(),
});

/** In the trace of a record: how it was repaired. */
export const rowRepair = z.object({
  record: z.number(),
  joined: z.array(z.number()),
  reason: z.string(),
  original: z.string(),
  text: z.string(),
  rule: z.string(),
  by: z.string(),
  why: z.string(),
  at: z.string(),
});

export const repairCalls = {
  'repair/list': {
    in: rejectFilter.extend({ from: z.number().int().min(0), count: z.number().int().min(1).max(10_000) }),
    out: z.object({
      /** How many the filter finds. */
      total: z.number(),
      /** How many there are by reason, whatever the reason asked for. */
      reasons: z.array(z.object({ reason: z.string(), count: z.number() })),
      rejects: z.array(reject),
    }),
  },
  'repair/preview': { in: z.object({ request: repairRequest, limit: z.number().int().max(1000) }), out: outcome },
  'repair/apply': { in: z.object({ request: repairRequest, why: z.string() }), out: outcome },
  'repair/history': {
    in: z.object({
      source_id: z.string().nullable(),
      from: z.number().int().min(0),
      count: z.number().int().max(10_000),
    }),
    out: z.object({ total: z.number(), repairs: z.array(repair) }),
  },
  'repair/undo': {
    in: z.object({ records: z.array(place).min(1), why: z.string() }),
    out: z.object({ undone: z.number() }),
  },
} as const;
