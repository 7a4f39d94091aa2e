import type { CallOut } from '../../shared/contract/calls.ts';
import { WaybillError } from '../../shared/errors.ts';
import { ident, sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';
import { derived } from '../case/schema.ts';
import { sourceFile } from '../case/sources.ts';
import { rawViewName } from '../case/views.ts';
import { rawRecord } from '../intake/raw-record.ts';

/**
 * Everything about one record: where it stands, its raw text, its cells, what was made of it.
 * @param record 1-based, rejected records counted
 * @throws WaybillError 'case/unknown-source', 'case/no-such-record', 'intake/…'
 */
export async function rowOf(opened: Case, sourceId: string, record: number): Promise<CallOut<'case/row'>> {
  const source = opened.source(sourceId);
  const file = sourceFile(opened.folder.root, source);
  const { raw } = await rawRecord(file, source.settings, opened.folder.indexFile(sourceId), record);
  const cells = await opened.engine.internal(
    sql`SELECT * FROM ${ident(rawViewName(source.layout))} WHERE source_id = ${sourceId} AND source_record = ${record}`,
  );
  const shipments = await opened.engine.internal(
    sql`SELECT * FROM ${derived('shipments')} WHERE source_id = ${sourceId} AND source_record = ${record}`,
  );
  if (record < 1 || record > source.records_read) {
    throw new WaybillError('case/no-such-record', `${file} has ${source.records_read} records; there is no ${record}.`);
  }
  // A rejected record has raw text but no cells.
  const values = cells.columns
    .map(({ name }, i) => [name, cells.rows[0]?.[i] ?? null] as const)
    .filter(([name]) => name !== 'source_id' && name !== 'source_record')
    .map(([name, value]) => [name, value === null ? null : String(value)]);
  const [shipment] = shipments.rows;
  return {
    file,
    sha256: source.sha256,
    record,
    raw,
    values: cells.rows.length === 0 ? {} : (Object.fromEntries(values) as Record<string, string | null>),
    shipment: shipment ? Object.fromEntries(shipments.columns.map(({ name }, i) => [name, shipment[i] ?? null])) : null,
  };
}
