/** Calls of the data-quality page. Every figure carries the statement that lists the rows behind it. */
import { z } from 'zod';

const scope = z.object({ /** Null = the whole case. */ source_id: z.string().nullable() });
const count = z.number().int().min(0);

const sourceSummary = z.object({
  source_id: z.string(),
  /** Name of the file, without its folder. */
  file: z.string(),
  layout: z.string(),
  /** Whether its rows are in `shipments`. */
  added: z.boolean(),
  /** Why not, in a sentence. */
  reason: z.string().nullable(),
  /** What was assumed when its cells were typed, in sentences. */
  remarks: z.array(z.string()),
  read: count,
  rejected: count,
  lines: count,
  current: count,
  superseded: count,
  deleted: count,
  duplicate: count,
  possible_duplicate: count,
  /** The statements that list the rows behind the counts. */
  sql: z.object({
    lines: z.string(),
    current: z.string(),
    superseded: z.string(),
    deleted: z.string(),
    duplicate: z.string(),
    rejected: z.string(),
  }),
  /** Statistical value of the current lines, decimal text. */
  usd: z.string(),
});
export type SourceSummary = z.infer<typeof sourceSummary>;

/** What a look at the table `shipments` tells. */
export const qualitySummary = z.object({
  source_id: z.string().nullable(),
  sources: z.array(sourceSummary),
  /** Ids of the sources, the one that leads first. */
  order: z.array(z.string()),
  statuses: z.array(z.object({ status: z.string(), lines: count, usd: z.string(), sql: z.string() })),
  coverage: z.object({
    /** Current lines by month of declaration; months without lines are there with 0. */
    months: z.array(z.object({ month: z.string(), lines: count, usd: z.string(), sql: z.string() })),
    /** Lines by source, in the order of `months`. */
    bySource: z.array(z.object({ source_id: z.string(), lines: z.array(count) })),
    /** Current lines far from the rest in time, or without a date: not among `months`. */
    outside: z.array(z.object({ title: z.string(), lines: count, sql: z.string() })),
  }),
  /** All lines of the scope, whatever their status. */
  empty: z.array(z.object({ field: z.string(), group: z.string(), empty: count, lines: count, sql: z.string() })),
  values: z.array(
    z.object({
      basis: z.string(),
      currency: z.string(),
      lines: count,
      total: z.string(),
      /** Whether totals of this kind may be added up to a figure in US dollars. */
      note: z.string().nullable(),
      sql: z.string(),
    }),
  ),
  checks: z.array(z.object({ name: z.string(), title: z.string(), lines: count, sql: z.string() })),
  /** What the data cannot show, in sentences; `lines` are those that a sentence counts, `sql` lists them (empty: none). */
  blindSpots: z.array(z.object({ text: z.string(), lines: count, sql: z.string() })),
});
export type QualitySummary = z.infer<typeof qualitySummary>;

/** What needs a second look at the data: raw cells, medians, lines of two sources. */
export const qualityDetail = z.object({
  source_id: z.string().nullable(),
  /** Cells that have a text but no value. */
  unparsed: z.array(
    z.object({
      source_id: z.string(),
      file: z.string(),
      field: z.string(),
      header: z.string(),
      cells: count,
      sql: z.string(),
    }),
  ),
  /** Lines that two sources both have; of equal editions that of `first` counts. */
  shared: z.array(
    z.object({
      first: z.string(),
      second: z.string(),
      lines: count,
      /** Of them, lines of which one is a copy (`duplicate`) and not another edition. */
      copies: count,
      copies_sql: z.string(),
      /** Of them, lines whose statistical values differ. */
      differing: count,
      differing_sql: z.string(),
      sql: z.string(),
    }),
  ),
  /** Figures far from those of the same code. */
  outliers: z.array(z.object({ name: z.string(), title: z.string(), lines: count, sql: z.string() })),
  hs: z.object({
    /** The nomenclatures that the codes were held against; null = none was imported. */
    nomenclature: z.string().nullable(),
    codes: count,
    /** Lists the codes. */
    sql: z.string(),
    lines: count,
    lines_sql: z.string(),
  }),
  /** Columns that are left open, and why; `total`: of a declaration, repeated on its lines and never summed. */
  open: z.array(
    z.object({ source_id: z.string(), file: z.string(), header: z.string(), reason: z.string(), total: z.boolean() }),
  ),
});
export type QualityDetail = z.infer<typeof qualityDetail>;

/** Lines of a source that become current, or cease to be, when another source leads. */
const orderChange = z.object({
  source_id: z.string(),
  gained: count,
  lost: count,
  usd_gained: z.string(),
  usd_lost: z.string(),
});
export type OrderChange = z.infer<typeof orderChange>;
const order = z.object({ /** Ids of sources, the one that leads first. */ order: z.array(z.string()) });

const nomenclature = z.object({
  nomenclature_id: z.string(),
  edition: z.string(),
  codes: count,
  /** Rows without a code or without a text. */
  skipped: count,
  code_column: z.string(),
  text_column: z.string(),
});

export const qualityCalls = {
  'quality/summary': { in: scope, out: qualitySummary },
  'quality/detail': { in: scope, out: qualityDetail },
  'quality/previewLead': { in: order, out: z.array(orderChange) },
  /** Recorded in the custody log; answers with what changed. */
  'quality/chooseLead': { in: order, out: z.array(orderChange) },
  /** Imports a file of codes and texts; the columns are found where they are not named. */
  'nomenclature/import': {
    in: z.object({
      file: z.string(),
      edition: z.string().optional(),
      code: z.string().optional(),
      text: z.string().optional(),
    }),
    out: nomenclature,
  },
  /** Texts of the codes of the shipments, at the level of the code or the nearest above it. */
  'nomenclature/labels': {
    in: z.object({}).strict(),
    out: z.array(z.object({ code: z.string(), text: z.string(), level: count, edition: z.string() })),
  },
} as const;
