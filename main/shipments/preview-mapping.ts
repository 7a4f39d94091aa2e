/**
 * What would become of a file's columns: the field proposed for each, what the analyst decided, and the rows of
 * `shipments` that its first records would give. The SQL is that of the real build, run on a table of the sample.
 */
import { WaybillError } from '../../shared/errors.ts';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import { failedCellsSql, shipmentsSelect } from '../../shared/shipments/build-sql.ts';
import { isShipmentField, type ShipmentField } from '../../shared/shipments/fields.ts';
import { decideMapping, type Layout } from '../../shared/shipments/layout.ts';
import type { Lexicon } from '../../shared/shipments/lexicon.ts';
import { mapColumns, type ColumnMapping } from '../../shared/shipments/map-columns.ts';
import { planSource, type TextQuery } from '../../shared/shipments/plan.ts';
import { totalsReason } from '../../shared/shipments/totals.ts';
import { ident, join, literal, sql } from '../../shared/sql/sql.ts';
import { IntakeEngine } from '../intake/intake-engine.ts';
import { parquetRows, previewFile } from '../intake/preview.ts';
import { sampleRows, type SampleRow } from './samples.ts';

export interface MappedColumn extends ColumnMapping {
  /** Name in `raw_*`; unique in the file. */
  readonly name: string;
  /** What Waybill proposes by itself. */
  readonly proposed: ShipmentField | null;
  readonly samples: readonly string[];
  /** Share of cells of the sample that hold something. */
  readonly filled: number;
}

export interface FieldConflict {
  readonly field: ShipmentField;
  readonly headers: readonly string[];
}

export interface ShipmentCell {
  readonly value: string | null;
  readonly raw: string | null;
  /** The cell holds something that did not become a value. */
  readonly failed: boolean;
}

export interface ShipmentsPreview {
  /** Fields with a column, in the order of `shipments`. */
  readonly fields: readonly { readonly field: ShipmentField; readonly header: string; readonly failures: number }[];
  readonly rows: readonly { readonly record: number; readonly cells: readonly ShipmentCell[] }[];
  /** Records that the failures were counted in. */
  readonly looked: number;
  /** What was assumed. */
  readonly remarks: readonly string[];
  /** Why the file would add no shipments. */
  readonly none: string | null;
}

export interface MappingPreview {
  readonly columns: readonly MappedColumn[];
  readonly conflicts: readonly FieldConflict[];
  readonly shipments: ShipmentsPreview;
}

/** Records that are typed, and of these the ones shown. */
const LOOKED = 300;
const SHOWN = 40;
const SAMPLES = 3;
/** Enough to know a column. */
const MOST_ROWS = 2000;

export async function previewMapping(
  path: string,
  settings: SourceSettings,
  lexicon: Lexicon,
  given: Readonly<Record<string, string>>,
  layout?: Layout,
): Promise<MappingPreview> {
  const rows = await rowsOf(path, settings);
  const columns = settings.columns
    .map((column, i) => ({ column, samples: rows.map((row) => row[i] ?? null) }))
    .filter(({ column }) => column.implied !== true);
  const proposed = mapColumns(
    columns.map(({ column, samples }) => ({ header: column.header, samples })),
    lexicon,
  );
  const { conflicts, once } = takeOnce(given);
  const decided = decideMapping(proposed, once, layout);
  return {
    columns: decided.map((mapping, i) => {
      const { column, samples } = columns[i]!;
      const filled = samples.filter((cell): cell is string => cell !== null && cell.trim() !== '');
      return {
        ...mapping,
        name: column.name,
        proposed: proposed[i]?.field ?? null,
        samples: [...new Set(filled)].slice(0, SAMPLES),
        filled: samples.length === 0 ? 0 : filled.length / samples.length,
      };
    }),
    conflicts,
    shipments: await previewShipments(
      path,
      settings,
      Object.fromEntries(decided.flatMap((m, i) => (m.field === null ? [] : [[columns[i]!.column.name, m.field]]))),
    ),
  };
}

async function rowsOf(path: string, settings: SourceSettings): Promise<readonly SampleRow[]> {
  return settings.kind === 'parquet' && settings.compression === 'none'
    ? await parquetRows(path, settings, MOST_ROWS)
    : await sampleRows(path, settings);
}

/** Of columns that were given the same field the first keeps it; that it was given twice is said. */
function takeOnce(given: Readonly<Record<string, string>>): {
  conflicts: FieldConflict[];
  once: Record<string, string>;
} {
  const byField = new Map<ShipmentField, string[]>();
  const once: Record<string, string> = {};
  for (const [header, field] of Object.entries(given)) {
    if (field !== '' && !isShipmentField(field)) throw new WaybillError('usage/map', `There is no field "${field}".`);
    const headers = isShipmentField(field) ? (byField.get(field) ?? []) : [];
    if (isShipmentField(field)) byField.set(field, [...headers, header]);
    once[header] = headers.length > 0 ? '' : field;
  }
  const conflicts = [...byField].filter(([, headers]) => headers.length > 1);
  return { conflicts: conflicts.map(([field, headers]) => ({ field, headers })), once };
}

async function previewShipments(
  path: string,
  settings: SourceSettings,
  mapping: Readonly<Record<string, string>>,
): Promise<ShipmentsPreview> {
  const nothing = { fields: [], rows: [], looked: 0, remarks: [] };
  const mapped = settings.columns.flatMap((column, index) =>
    mapping[column.name] === undefined ? [] : [{ column, index }],
  );
  const sample = await previewFile(path, settings, { count: LOOKED });
  const records = sample.items.filter((item) => item.kind === 'record' && item.cells !== null);
  const dateHeader = Object.entries(mapping).find(([, field]) => field === 'decl_date')?.[0];
  const dateIndex = settings.columns.findIndex((c) => c.name === dateHeader);
  const none =
    totalsReason({
      headers: settings.columns.map((c) => c.header),
      fields: new Set(Object.values(mapping).filter(isShipmentField)),
      dates: records.flatMap((r) => r.cells?.[dateIndex]?.trim() || []).filter((d) => d.toUpperCase() !== 'NULL'),
    }) ?? null;
  if (mapped.length === 0 || records.length === 0) return { ...nothing, none };
  const engine = await IntakeEngine.open(null);
  try {
    const cell = (text: string | null | undefined) => (text == null ? sql`NULL` : literal(text.replaceAll('\0', '')));
    const tuples = records.map(
      (r) => sql`(${join([literal(String(r.record)), ...mapped.map(({ index }) => cell(r.cells?.[index]))])})`,
    );
    const names = join([ident('source_record'), ...mapped.map(({ column }) => ident(column.name))]);
    await engine.run(
      sql`CREATE TABLE sample AS SELECT source_record::BIGINT AS source_record, ${join(
        mapped.map(({ column }) => sql`${ident(column.name)}::VARCHAR AS ${ident(column.name)}`),
      )} FROM (VALUES ${join(tuples)}) v(${names})`,
    );
    const query: TextQuery = async (statement) =>
      (await engine.run(statement)).map((row) => row.map((value) => (value == null ? null : String(value))));
    const plan = await planSource(query, { sourceId: '', relation: sql`sample`, settings, mapping });
    const fields = plan.fields;
    const typed = await query(
      sql`SELECT source_record::VARCHAR, ${join(fields.map((f) => sql`${ident(f.field)}::VARCHAR`))} FROM (${shipmentsSelect(plan)}) ORDER BY source_record LIMIT ${literal(String(SHOWN))}::BIGINT`,
    );
    const failed = new Map<ShipmentField, Set<string>>();
    for (const f of fields) {
      const bad = await query(failedCellsSql(plan, f.field, LOOKED));
      failed.set(f.field, new Set(bad.map(([record]) => record ?? '')));
    }
    const indexOf = new Map(settings.columns.map((c, i) => [c.name, i]));
    const byRecord = new Map(records.map((r) => [String(r.record), r.cells ?? []]));
    return {
      fields: fields.map((f) => ({ field: f.field, header: f.header, failures: failed.get(f.field)?.size ?? 0 })),
      rows: typed.map(([record, ...values]) => ({
        record: Number(record),
        cells: values.map((value, i) => ({
          value,
          raw: byRecord.get(record ?? '')?.[indexOf.get(fields[i]!.column) ?? -1] ?? null,
          failed: failed.get(fields[i]!.field)?.has(record ?? '') ?? false,
        })),
      })),
      looked: records.length,
      remarks: plan.remarks,
      none,
    };
  } finally {
    engine.close();
  }
}
