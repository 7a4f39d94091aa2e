/** Calls of the intake screen: what files are, how they would be read, what would become of their columns, adding them, layouts. */
import { z } from 'zod';
import { columnTypes, READ_PARTS, readChoice, type ReadPart } from '../intake/read-choice.ts';

const settings = z.object({
  kind: z.enum(['csv', 'xlsx', 'parquet', 'json']),
  compression: z.enum(['none', 'gzip', 'zip', 'zstd']),
  member: z.string().nullable(),
  encoding: z.string().nullable(),
  bom: z.boolean(),
  newline: z.enum(['lf', 'crlf', 'cr', 'mixed']).nullable(),
  delimiter: z.string().nullable(),
  quote: z.string().nullable(),
  escape: z.string().nullable(),
  comment: z.string().nullable(),
  sheet: z.string().nullable(),
  headerRow: z.number(),
  headerRows: z.number(),
  skippedRows: z.number(),
  decimal: z.enum(['.', ',']).nullable(),
  thousands: z.string().nullable(),
  nullTokens: z.array(z.string()),
  decided: z.array(z.enum(['decimal', 'thousands'])).optional(),
  columns: z.array(
    z.object({
      header: z.string(),
      name: z.string(),
      type: z.enum(columnTypes),
      format: z.string().nullable(),
      implied: z.boolean().optional(),
      chosen: z.boolean().optional(),
    }),
  ),
});

/** Canonical field by header; `''` leaves a column open. */
const mapping = z.record(z.string(), z.string());

const group = z.object({
  id: z.string(),
  files: z.array(z.object({ file: z.string(), bytes: z.number() })).min(1),
  settings,
  /** 0..1, the lowest of the files. */
  confidence: z.number(),
  remarks: z.array(z.string()),
  /** Of all files together; null where one was only sampled. */
  records: z.number().nullable(),
  /** The layout that the files fit; null = the first of their kind. */
  layout: z.string().nullable(),
  /** What should be looked at before loading, in sentences; none = it can be loaded without a question. */
  questions: z.array(z.string()),
});

const layoutColumn = z.object({
  header: z.string(),
  type: z.string().nullable(),
  format: z.string().nullable(),
  field: z.string().nullable(),
  chosen: z.boolean(),
});

export const intakeCalls = {
  /** Finds the files behind paths, folders and patterns, looks at each, and groups those of the same shape. */
  'intake/inspect': {
    in: z.object({ paths: z.array(z.string()).min(1) }),
    out: z.object({
      groups: z.array(group),
      refused: z.array(z.object({ file: z.string(), error: z.string(), code: z.string() })),
    }),
  },

  /** The beginning of a file as it would be read. Reads a sample only, whatever the size. */
  'intake/preview': {
    in: z.object({
      file: z.string(),
      choice: readChoice,
      /** First record to show, from 1. */
      from: z.number().int().min(1),
      count: z.number().int().min(1).max(2000),
    }),
    out: z.object({
      settings,
      confidence: z.number(),
      remarks: z.array(z.string()),
      /** Sheets of a workbook, members of a zip, arrays of a JSON object. */
      choices: z.array(z.string()),
      layout: z.string().nullable(),
      items: z.array(
        z.object({
          kind: z.enum(['before', 'header', 'record', 'reject', 'skipped', 'gap']),
          line: z.number(),
          offset: z.number().nullable(),
          record: z.number().nullable(),
          raw: z.string(),
          cells: z.array(z.string().nullable()).nullable(),
          reason: z.string().nullable(),
        }),
      ),
      /** Records in the sample. */
      sampled: z.number(),
      complete: z.boolean(),
      rejects: z.array(z.object({ reason: z.string(), count: z.number() })),
    }),
  },

  /** The field of each column, and the rows of shipments that the first records give. */
  'intake/map': {
    in: z.object({ file: z.string(), choice: readChoice, map: mapping }),
    out: z.object({
      columns: z.array(
        z.object({
          header: z.string(),
          name: z.string(),
          field: z.string().nullable(),
          proposed: z.string().nullable(),
          confidence: z.number(),
          reason: z.string(),
          samples: z.array(z.string()),
          filled: z.number(),
        }),
      ),
      conflicts: z.array(z.object({ field: z.string(), headers: z.array(z.string()) })),
      shipments: z.object({
        fields: z.array(z.object({ field: z.string(), header: z.string(), failures: z.number() })),
        rows: z.array(
          z.object({
            record: z.number(),
            cells: z.array(z.object({ value: z.string().nullable(), raw: z.string().nullable(), failed: z.boolean() })),
          }),
        ),
        looked: z.number(),
        remarks: z.array(z.string()),
        none: z.string().nullable(),
      }),
    }),
  },

  /** Adds groups of files, each read and mapped as was decided; the decisions are kept in their layout. */
  'intake/add': {
    in: z.object({
      groups: z
        .array(
          z.object({
            files: z.array(z.string()).min(1),
            choice: readChoice,
            map: mapping,
            /** A name for the layout, where the files fit none. */
            name: z.string().max(120).nullable(),
          }),
        )
        .min(1),
    }),
    out: z.array(
      z.union([
        z.object({
          file: z.string(),
          source_id: z.string(),
          sha256: z.string(),
          read: z.number(),
          loaded: z.number(),
          rejected: z.number(),
          seconds: z.number(),
          layout: z.string(),
          /** The same bytes were there already: nothing was added. */
          existed: z.boolean(),
          /** Columns without a field. */
          open: z.array(z.string()),
          columns: z.number(),
          /** Other members of the zip, which were not loaded. */
          others: z.array(z.string()),
          /** Why no shipments came of it; null where they did. */
          noShipments: z.string().nullable(),
          remarks: z.array(z.string()),
        }),
        z.object({ file: z.string(), error: z.string(), code: z.string() }),
      ]),
    ),
  },

  'intake/layouts': {
    in: z.object({}).strict(),
    out: z.array(
      z.object({
        name: z.string(),
        /** Why it cannot be used; null where it can. */
        problem: z.string().nullable(),
        kind: z.string().nullable(),
        columns: z.number(),
        mapped: z.number(),
        decided: z.array(z.enum(READ_PARTS as [ReadPart, ...ReadPart[]])),
        /** Sources that were read by it. */
        sources: z.array(
          z.object({
            source_id: z.string(),
            file: z.string(),
            present: z.boolean(),
            /** It was read with other settings than the layout says now. */
            stale: z.boolean(),
          }),
        ),
      }),
    ),
  },

  'intake/layout': {
    in: z.object({ name: z.string() }),
    out: z.object({ name: z.string(), choice: readChoice, map: mapping, columns: z.array(layoutColumn) }),
  },

  /**
   * Changes a layout: what was decided is put over what it says. The new mapping is used for the sources of the layout
   * at once; how they were read stays as it was until they are read again.
   */
  'intake/saveLayout': {
    in: z.object({ name: z.string(), choice: readChoice, map: mapping }),
    out: z.object({
      /** Sources whose mapping was changed. */
      remapped: z.array(z.string()),
      /** Sources that were read with other settings than the layout says now. */
      stale: z.array(z.string()),
    }),
  },

  /**
   * Reads sources again as their layouts say, with what is decided here besides. Each has its new reading whole or stays
   * as it was; one that cannot be read so does not stop the others.
   */
  'intake/reread': {
    in: z.object({ sources: z.array(z.string()).min(1), choice: readChoice, map: mapping }),
    out: z.array(
      z.union([
        z.object({
          file: z.string(),
          source_id: z.string(),
          layout: z.string(),
          /** False: it is read so already. */
          changed: z.boolean(),
          read: z.number(),
          loaded: z.number(),
          rejected: z.number(),
          before: z.object({ read: z.number(), loaded: z.number(), rejected: z.number() }),
          /** Repaired records of the reading before, which do not count any more. */
          repairs: z.number(),
        }),
        z.object({ file: z.string(), error: z.string(), code: z.string() }),
      ]),
    ),
  },
} as const;
