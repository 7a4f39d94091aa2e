/** One record, traced: the file and its hash, the raw text, the loaded values, the shipment made of it. */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { toErrorData, WaybillError } from '../../shared/errors.ts';
import { ident, join, sql } from '../../shared/sql/sql.ts';
import { loadSource } from '../intake/load.ts';
import { rawRecord } from '../intake/raw-record.ts';
import type { Case } from './case.ts';
import { sha256Of } from './export.ts';
import { partsOf, readPart } from './source-sql.ts';
import { sourceFile, type CaseSource } from './sources.ts';

/**
 * Bytes of the largest file that is hashed before a record of it is shown. Of a larger one the size is compared and the
 * cells of the record itself, since a row has to be there at once; `verify` hashes all.
 */
const LARGEST_HASHED = 32_000_000;

type Scalar = string | number | boolean | null;

export interface TracedRow {
  readonly file: string;
  /** Of the whole file, as recorded when it was added. */
  readonly sha256: string;
  readonly record: number;
  /** As in the file; null where the file is gone or was changed (see `problem`). */
  readonly raw: string | null;
  /** 1-based physical line (workbooks: sheet row) where the record begins; null with `raw`. */
  readonly line: number | null;
  /** Cells of the raw record in the order of the columns; null with `raw`. */
  readonly cells: readonly (string | null)[] | null;
  /** Loaded text by column; empty for a rejected record. */
  readonly values: Readonly<Record<string, string | null>>;
  /** Canonical field by column. */
  readonly mapping: Readonly<Record<string, string>>;
  readonly shipment: Readonly<Record<string, Scalar>> | null;
  /** Why the record was rejected, if it was. */
  readonly rejected: string | null;
  /** The repair by which the record was loaded, or in whose record it is a part. */
  readonly repair: RowRepair | null;
  /** Why the raw text cannot be shown, in a sentence. */
  readonly problem: string | null;
}

export interface RowRepair {
  /** The record that was repaired: another number where this one was joined to it. */
  readonly record: number;
  readonly joined: readonly number[];
  /** Why it was rejected. */
  readonly reason: string;
  readonly original: string;
  /** The text that was loaded in its place. */
  readonly text: string;
  readonly rule: string;
  readonly by: string;
  readonly why: string;
  readonly at: string;
}

/**
 * @param record 1-based, rejected records counted
 * @throws WaybillError 'case/unknown-source', 'case/unknown-record'
 */
export async function traceRow(opened: Case, sourceId: string, record: number): Promise<TracedRow> {
  const source = opened.source(sourceId);
  if (!Number.isInteger(record) || record < 1 || record > source.counted.read) {
    throw new WaybillError(
      'case/unknown-record',
      `${sourceId} has the records 1 to ${source.counted.read}; there is no record ${record}.`,
    );
  }
  const file = sourceFile(opened.folder.root, source);
  const loaded = await loadedValues(opened, source, record);
  const shipments = await opened.engine.internal(
    sql`SELECT * FROM shipments WHERE source_id = ${sourceId} AND source_record = ${record}`,
  );
  const rejects =
    loaded === null
      ? await opened.engine.internal(
          sql`SELECT reason FROM rejects WHERE source_id = ${sourceId} AND record = ${record}`,
        )
      : null;
  const found = await rawOf(opened, source, file, record, repairOf(source, record) === null ? loaded : null);
  return {
    file,
    sha256: source.sha256,
    record,
    ...found,
    values: loaded ?? {},
    mapping: source.mapping,
    shipment: shipments.rows[0]
      ? Object.fromEntries(shipments.columns.map((c, i) => [c.name, shipments.rows[0]![i] ?? null]))
      : null,
    rejected: rejects?.rows[0] ? String(rejects.rows[0][0]) : null,
    repair: repairOf(source, record),
  };
}

function repairOf(source: CaseSource, record: number): RowRepair | null {
  const found = source.repairs?.inForce.find((r) => r.record === record || r.joined.includes(record));
  if (found === undefined) return null;
  const { joined, reason, original, text, rule, by, why, at } = found;
  return { record: found.record, joined, reason, original, text, rule, by, why, at };
}

async function loadedValues(
  opened: Case,
  source: CaseSource,
  record: number,
): Promise<Record<string, string | null> | null> {
  for (const part of partsOf(opened.folder, source)) {
    const where = part.numbered ? sql`source_record = ${record}` : sql`file_row_number = ${record - 1}`;
    const { rows } = await opened.engine.internal(
      sql`SELECT ${join(source.columns.map(ident))} FROM ${readPart(part)} WHERE ${where}`,
    );
    const [row] = rows;
    if (row) return Object.fromEntries(source.columns.map((name, i) => [name, row[i] == null ? null : String(row[i])]));
  }
  return null;
}

type Raw = Pick<TracedRow, 'raw' | 'line' | 'cells' | 'problem'>;

/** @param loaded values by column, as they were in the file; null where the record was rejected */
async function rawOf(
  opened: Case,
  source: CaseSource,
  file: string,
  record: number,
  loaded: Readonly<Record<string, string | null>> | null,
): Promise<Raw> {
  const missing = (problem: string): Raw => ({ raw: null, line: null, cells: null, problem });
  if (!existsSync(file)) return missing(`The file ${file} is no longer there, so its raw text cannot be shown.`);
  const isOther =
    statSync(file).size !== source.bytes ||
    (source.bytes <= LARGEST_HASHED && (await sha256Of(file)) !== source.sha256);
  const wasChanged = (): Raw =>
    missing(`The file ${file} was changed after it was added, so its raw text cannot be shown. Put the original back.`);
  if (isOther) return wasChanged();
  try {
    const index = await indexOf(opened, source, file);
    const { raw, line, fields } = await rawRecord(file, source.settings, index, record);
    const isSame = (name: string, i: number): boolean => (fields[i] ?? '') === (loaded?.[name] ?? '');
    if (source.kind === 'csv' && loaded !== null && !source.columns.every(isSame)) return wasChanged();
    return { raw, line, cells: fields, problem: null };
  } catch (error) {
    const data = toErrorData(error);
    if (data.kind !== 'expected') throw error;
    return missing(data.message);
  }
}

/** The index of a source; made again where `.waybill/` was emptied. */
async function indexOf(opened: Case, source: CaseSource, file: string): Promise<string> {
  const index = opened.folder.indexFile(source);
  if (existsSync(index)) return index;
  const again = path.join(opened.folder.incoming, `${source.source_id}-index`);
  try {
    await loadSource({
      path: file,
      settings: source.settings,
      outData: `${again}.parquet`,
      outRejects: `${again}.rejects`,
      outIndex: `${again}.index`,
      scratch: opened.folder.spill,
    });
    renameSync(`${again}.index`, index);
  } finally {
    for (const end of ['.parquet', '.rejects', '.index']) rmSync(`${again}${end}`, { force: true });
  }
  return index;
}
