/** What adding a file and reading it again have in common: loaded files go into `data/`, columns get their fields. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import { decideMapping, type Layout } from '../../shared/shipments/layout.ts';
import { mapColumns, type ColumnMapping } from '../../shared/shipments/map-columns.ts';
import { ident, join, literal, sql } from '../../shared/sql/sql.ts';
import type { LoadedSource } from '../intake/load.ts';
import { caseLexicon } from '../shipments/map-file.ts';
import { syncFile, syncFolder } from './atomic.ts';
import type { Case } from './case.ts';
import type { CaseFolder, SourceReading } from './folder.ts';

/** Endings of the files that a load leaves in `.waybill/incoming/`. */
const ENDINGS = ['.parquet', '.rejects.parquet', '.index'];

/** Moves the files of a load to where they count once the custody log names them. */
export function moveIntoData(folder: CaseFolder, source: SourceReading, incoming: string, loaded: LoadedSource): void {
  if (loaded.rejected > 0) {
    syncFile(`${incoming}.rejects.parquet`);
    renameSync(`${incoming}.rejects.parquet`, folder.rejectsFile(source));
  }
  if (existsSync(`${incoming}.index`)) renameSync(`${incoming}.index`, folder.indexFile(source));
  syncFile(`${incoming}.parquet`);
  renameSync(`${incoming}.parquet`, folder.dataFile(source));
  syncFolder(folder.data);
}

export function dropIncoming(incoming: string): void {
  for (const end of ENDINGS) rmSync(`${incoming}${end}`, { force: true });
}

/** Removes the files of one reading of a source, where they are there. */
export function dropReading(folder: CaseFolder, source: SourceReading): void {
  for (const file of [folder.dataFile(source), folder.rejectsFile(source), folder.indexFile(source)])
    rmSync(file, { force: true });
}

/** Rows from which a column's content is judged for the mapping. */
const SAMPLE_ROWS = 2000;

/** The fields of the columns: what the analyst said, what the layout says, then what is proposed above the threshold. */
export async function mapSource(
  opened: Case,
  source: SourceReading,
  settings: SourceSettings,
  loaded: LoadedSource,
  given: Readonly<Record<string, string>>,
  layout: Layout | undefined,
): Promise<ColumnMapping[]> {
  const columns = loaded.columns;
  if (columns.length === 0) return [];
  const data = literal(opened.folder.dataFile(source));
  const { rows } = await opened.engine.internal(
    sql`SELECT ${join(columns.map(ident))} FROM read_parquet(${data}) LIMIT ${SAMPLE_ROWS}`,
  );
  const inputs = columns.map((name, i) => ({
    header: settings.columns.find((c) => c.name === name)?.header ?? name,
    samples: rows.map((row) => (row[i] === null || row[i] === undefined ? null : String(row[i]))),
  }));
  return decideMapping(mapColumns(inputs, caseLexicon(opened.folder.layouts)), given, layout);
}

/** Field by column, as sources keep it. */
export const fieldsOf = (columns: readonly string[], mapping: readonly ColumnMapping[]): Record<string, string> =>
  Object.fromEntries(mapping.flatMap((m, i) => (m.field === null ? [] : [[columns[i]!, m.field]])));
