/** Imports lists from the window: the parties that are there are screened with them at once. */
import type { RunOptions } from '../../shared/contract/engine.ts';
import { sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';
import { derived } from '../case/schema.ts';
import { screenParties } from './analyze.ts';

export interface ImportedLists {
  readonly matches: number;
  readonly review: number;
  readonly lines: number;
  /** False where there are no parties yet: the analysis will screen them. */
  readonly screened: boolean;
}

/** @throws WaybillError 'list/…', 'csv/encoding'; nothing was imported then */
export async function importAndScreen(
  opened: Case,
  files: readonly string[],
  options: RunOptions = {},
): Promise<ImportedLists> {
  const { matches, review, lines } = await screenParties(opened, files, options);
  const { rows } = await opened.engine.internal(sql`SELECT count(*) > 0 FROM ${derived('party_names')}`);
  return { matches, review, lines, screened: rows[0]?.[0] === true };
}
