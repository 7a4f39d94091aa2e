/** Cases with shipments for tests of what is concluded from them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ident, join, sql } from '../../shared/sql/sql.ts';
import { Case } from '../case/case.ts';
import { derived } from '../case/schema.ts';

/** Columns of `shipments` that matter to a test; the rest is empty. */
export type ShipmentValues = Readonly<Record<string, string | number | null>>;

export interface CaseWithShipments {
  readonly opened: Case;
  readonly folder: string;
  close(): Promise<void>;
}

/** A case in a temporary folder whose `shipments` hold the given lines, all `current` unless they say otherwise. */
export async function caseWith(lines: readonly ShipmentValues[]): Promise<CaseWithShipments> {
  const folder = mkdtempSync(path.join(tmpdir(), 'waybill-parties-'));
  const opened = await Case.create(path.join(folder, 'case'));
  for (const [i, line] of lines.entries()) {
    const values: ShipmentValues = { source_id: 's1', source_record: i + 1, version_status: 'current', ...line };
    const names = Object.keys(values);
    await opened.engine.internal(
      sql`INSERT INTO ${derived('shipments')} (${join(names.map(ident))}) VALUES (${join(names.map((n) => sql`${values[n] ?? null}`))})`,
    );
  }
  return {
    opened,
    folder,
    async close() {
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
