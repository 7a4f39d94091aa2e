/**
 * A layout: how a kind of file is read and what its columns mean, as YAML that a person can read and edit
 * (`layouts/<name>.yml` of a case). A file belongs to a layout by its headers, in any order: vendors swap columns from
 * month to month.
 */
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { WaybillError } from '../errors.ts';
import {
  columnTypes,
  headerKey,
  READ_PARTS,
  readParts,
  type ReadChoice,
  type ReadPart,
} from '../intake/read-choice.ts';
import type { SourceSettings } from '../intake/settings.ts';
import { isShipmentField } from './fields.ts';
import type { ColumnMapping } from './map-columns.ts';

/** Settings that an analyst may have decided for a kind of file; encoding and dialect are found anew in each file otherwise. */
const readSchema = z
  .object({ kind: z.enum(['csv', 'xlsx', 'parquet', 'json']), ...readParts })
  .partial()
  .strict();

const columnSchema = z
  .object({
    header: z.string(),
    type: z.enum(columnTypes).optional(),
    format: z.string().max(120).nullable().optional(),
    /** Type and format were decided by the analyst: they hold for every file of the layout. */
    typed: z.boolean().optional(),
    field: z.string().refine(isShipmentField, 'is no field of shipments').nullable(),
    /** Decided by the analyst: goes before every proposal. */
    chosen: z.boolean().optional(),
  })
  .strict();

const layoutSchema = z
  .object({
    'waybill-layout': z.literal(1),
    // It becomes the name of a file and of a view.
    name: z
      .string()
      .max(120)
      .regex(/^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ .()-]*$/u, 'may have letters, digits, blanks, _ . ( ) -'),
    read: readSchema,
    /** The parts of `read` that the analyst decided: they hold for every file of the layout. */
    decided: z.array(z.enum(READ_PARTS as [ReadPart, ...ReadPart[]])).optional(),
    columns: z.array(columnSchema),
  })
  .strict()
  .superRefine((layout, context) => {
    const fields = layout.columns.flatMap((c) => (c.field === null ? [] : [c.field]));
    const twice = fields.find((f, i) => fields.indexOf(f) !== i);
    if (twice !== undefined)
      context.addIssue({ code: 'custom', message: `the field ${twice} is given to two columns` });
  });

export type Layout = z.infer<typeof layoutSchema>;
export type LayoutColumn = Layout['columns'][number];
export { headerKey };

/** @param where the file, for the message @throws WaybillError 'layout/invalid' */
export function parseLayout(text: string, where: string): Layout {
  let data: unknown;
  try {
    data = parse(text);
  } catch (cause) {
    throw new WaybillError(
      'layout/invalid',
      `The layout ${where} is not valid YAML. Correct it, or delete it to have it made anew.`,
      { cause },
    );
  }
  const parsed = layoutSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new WaybillError(
    'layout/invalid',
    `The layout ${where} cannot be used: ${z.prettifyError(parsed.error)}. Correct it, or delete it to have it made anew.`,
  );
}

export const formatLayout = (layout: Layout): string => stringify(layoutSchema.parse(layout), { lineWidth: 0 });

/** The same for every file of a kind, whatever the order of its columns. */
export const signature = (headers: readonly string[]): string => JSON.stringify(headers.map(headerKey).sort());

/** The layout that a file with these headers belongs to. */
export function findLayout(layouts: readonly Layout[], headers: readonly string[]): Layout | undefined {
  const wanted = signature(headers);
  return layouts.find((layout) => signature(layout.columns.map((c) => c.header)) === wanted);
}

/**
 * One key for each column: its header, and which of the columns with that header it is. Columns without a name, or with
 * the name of another one, are told apart by their order.
 */
export function columnKeys(columns: readonly { readonly header: string }[]): string[] {
  const seen = new Map<string, number>();
  return columns.map(({ header }) => {
    const key = headerKey(header);
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return `${nth} ${key}`;
  });
}

/** Whether a column is the first one with its header: what is decided for a header is decided for that one. */
const isFirst = (key: string): boolean => key.startsWith('1 ');

export function makeLayout(
  name: string,
  settings: SourceSettings,
  mapping: readonly ColumnMapping[],
  chosen: ReadonlySet<string>,
  decided: readonly ReadPart[] = [],
): Layout {
  const {
    kind,
    encoding,
    newline,
    delimiter,
    quote,
    escape,
    comment,
    sheet,
    headerRow,
    headerRows,
    skippedRows,
    decimal,
    thousands,
  } = settings;
  const keysOfMapping = columnKeys(mapping);
  const fields = new Map(mapping.map((m, i) => [keysOfMapping[i], m.field]));
  const keys = columnKeys(settings.columns);
  return {
    'waybill-layout': 1,
    name,
    read: {
      kind,
      encoding,
      ...(decided.includes('newline') ? { newline } : {}),
      delimiter,
      quote,
      escape,
      comment,
      sheet,
      headerRow,
      headerRows,
      skippedRows,
      decimal,
      thousands,
      nullTokens: [...settings.nullTokens],
    },
    ...(decided.length > 0 ? { decided: READ_PARTS.filter((part) => decided.includes(part)) } : {}),
    columns: settings.columns.map(({ header, type, format, chosen: typed }, i) => ({
      header,
      type,
      format,
      ...(typed === true ? { typed } : {}),
      field: fields.get(keys[i]!) ?? null,
      ...(isFirst(keys[i]!) && chosen.has(header) ? { chosen: true } : {}),
    })),
  };
}

/** What a layout says of how a file is read, for `--layout`: everything that is not told by the file itself. */
export const choiceOf = (layout: Layout): ReadChoice => ({
  ...pick(layout, (part) => layout.read[part] != null),
  ...typedColumns(layout),
});

/** What the analyst decided for all files of a layout; the rest is found anew in each. */
export const decidedChoice = (layout: Layout): ReadChoice => ({
  ...pick(layout, (part) => layout.decided?.includes(part) === true),
  ...typedColumns(layout),
});

const pick = (layout: Layout, wanted: (part: ReadPart) => boolean): ReadChoice =>
  Object.fromEntries(READ_PARTS.filter(wanted).map((part) => [part, layout.read[part]]));

function typedColumns(layout: Layout): ReadChoice {
  const columns = layout.columns
    .filter((c) => c.typed === true)
    .map(({ header, type, format }) => ({ header, type: type ?? 'text', format: format ?? null }) as const);
  return columns.length > 0 ? { columns } : {};
}

/**
 * Proposals with what is decided already: by the analyst now (`given`, field by header, `''` leaves a column open), by
 * the analyst before (in the layout), by the layout's earlier proposals, in this order. A field that is decided for one
 * column is taken from any other.
 * @throws WaybillError 'shipments/mapping' where two columns of the file are given the same field
 */
export function decideMapping(
  proposed: readonly ColumnMapping[],
  given: Readonly<Record<string, string>>,
  layout?: Layout,
): ColumnMapping[] {
  const keptKeys = columnKeys(layout?.columns ?? []);
  const kept = new Map(layout?.columns.map((c, i) => [keptKeys[i], c]));
  const keys = columnKeys(proposed);
  const givenTo = (i: number): string | undefined =>
    isFirst(keys[i]!) ? givenFor(given, proposed[i]!.header) : undefined;
  const decide = (column: ColumnMapping, i: number): ColumnMapping => {
    const now = givenTo(i);
    if (now !== undefined)
      return {
        ...column,
        field: now === '' || !isShipmentField(now) ? null : now,
        confidence: 1,
        reason: now === '' ? 'Left open by the analyst.' : 'Given by the analyst.',
      };
    const before = kept.get(keys[i]);
    const field = before?.field != null && isShipmentField(before.field) ? before.field : null;
    if (before?.chosen === true)
      return { ...column, field, confidence: 1, reason: 'Decided by the analyst; kept in the layout.' };
    if (field !== null)
      return {
        ...column,
        field,
        confidence: Math.max(column.confidence, 0.9),
        reason: `As in the other files of the layout ${layout?.name ?? ''}.`,
      };
    return column;
  };
  const rank = (i: number): number => {
    if (givenTo(i) !== undefined) return 0;
    const before = kept.get(keys[i]);
    return before?.chosen === true ? 1 : before?.field != null ? 2 : 3;
  };
  const decided = proposed.map((column, i) => ({ column: decide(column, i), rank: rank(i) }));
  const owners = new Map<string, { index: number; rank: number; header: string }>();
  for (const [index, { column, rank: r }] of decided.entries()) {
    if (column.field === null) continue;
    const owner = owners.get(column.field);
    if (owner === undefined || r < owner.rank) owners.set(column.field, { index, rank: r, header: column.header });
    else if (r === 0 && owner.rank === 0) {
      throw new WaybillError(
        'shipments/mapping',
        `The mapping names the field ${column.field} twice: for "${owner.header}" and for "${column.header}". Choose one of them.`,
      );
    }
  }
  return decided.map(({ column }, index) => {
    const owner = column.field === null ? undefined : owners.get(column.field);
    return owner !== undefined && owner.index !== index
      ? { ...column, field: null, reason: `The field ${column.field ?? ''} is given to “${owner.header}”.` }
      : column;
  });
}

const givenFor = (given: Readonly<Record<string, string>>, header: string): string | undefined => {
  if (Object.hasOwn(given, header)) return given[header];
  const key = Object.keys(given).find((k) => headerKey(k) === headerKey(header));
  return key === undefined ? undefined : given[key];
};
