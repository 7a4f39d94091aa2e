/** The views over `data/`: made when a case is opened, since they name absolute paths and a case can be moved. */
import { WaybillError } from '../../shared/errors.ts';
import { ident, join, literal, sql, type Sql } from '../../shared/sql/sql.ts';
import type { NativeEngine, PlainPart } from '../engine/native.ts';
import type { CaseFolder } from './folder.ts';
import { NO_REJECTS, SOURCES_TABLE } from './schema.ts';
import type { CaseSource } from './sources.ts';

export const rawViewName = (layout: string): string => `raw_${layout}`;

/** Columns of all sources of a layout, in order of first appearance, without regard to case. */
function unionColumns(sources: readonly CaseSource[]): string[] {
  const seen = new Map<string, string>();
  for (const source of sources)
    for (const column of source.columns) if (!seen.has(column.toLowerCase())) seen.set(column.toLowerCase(), column);
  return [...seen.values()];
}

/** One source's rows in the shape of its layout's view; `position` adds `file_row_number` for paging. */
function partSelect(folder: CaseFolder, source: CaseSource, columns: readonly string[], position: boolean): Sql {
  const own = new Set(source.columns.map((c) => c.toLowerCase()));
  const shown = columns.map((c) => (own.has(c.toLowerCase()) ? sql`${ident(c)}` : sql`NULL::VARCHAR AS ${ident(c)}`));
  const record = source.numbered ? sql`source_record` : sql`file_row_number + 1 AS source_record`;
  const extra = position ? sql`, file_row_number` : sql``;
  return sql`SELECT ${literal(source.source_id)} AS source_id, ${record}, ${join(shown)}${extra} FROM read_parquet(${literal(folder.dataFile(source.source_id))}, file_row_number = true)`;
}

/**
 * Makes `sources`, `rejects` and `raw_<layout>` anew. A data file that cannot be read is left out of its view.
 * @param whole ids of sources that need not be looked at again; those that are found readable are added
 * @returns what was left out, in sentences
 */
export async function refreshViews(
  engine: NativeEngine,
  folder: CaseFolder,
  all: readonly CaseSource[],
  whole: Set<string> = new Set(),
): Promise<string[]> {
  const problems: string[] = [];
  const sources: CaseSource[] = [];
  for (const source of all) {
    const problem = whole.has(source.source_id) ? null : await unreadable(engine, folder, source);
    if (problem === null) {
      whole.add(source.source_id);
      sources.push(source);
    } else problems.push(problem);
  }
  await engine.internal(SOURCES_TABLE);
  for (const s of all) {
    await engine.internal(
      sql`INSERT INTO sources VALUES (${s.source_id}, ${s.path}, ${s.sha256}, ${s.bytes}, ${s.kind}, ${s.layout}, ${s.records_read}, ${s.records_loaded}, ${s.records_rejected}, ${s.loaded_at}::TIMESTAMP)`,
    );
  }
  engine.registerPlain('sources', [{ relation: sql`sources`, position: 'rowid', rows: all.length }]);

  const rejecting = sources.filter((s) => s.records_rejected > 0);
  const rejects = rejecting.map(
    (s) =>
      sql`SELECT ${literal(s.source_id)} AS source_id, record, line, column_name, reason, raw FROM read_parquet(${literal(folder.rejectsFile(s.source_id))})`,
  );
  await engine.internal(
    rejects.length === 0 ? NO_REJECTS : sql`CREATE OR REPLACE VIEW rejects AS ${join(rejects, ' UNION ALL ')}`,
  );

  for (const layout of new Set(sources.map((s) => s.layout))) {
    const members = sources.filter((s) => s.layout === layout);
    const columns = unionColumns(members);
    const name = rawViewName(layout);
    await engine.internal(
      sql`CREATE OR REPLACE VIEW ${ident(name)} AS ${join(
        members.map((s) => partSelect(folder, s, columns, false)),
        ' UNION ALL ',
      )}`,
    );
    const parts = members.map((s): PlainPart => ({
      relation: sql`(${partSelect(folder, s, columns, true)})`,
      position: 'file_row_number',
      rows: s.records_loaded,
    }));
    engine.registerPlain(name, parts);
  }
  return problems;
}

/** Why the files of a source in `data/` cannot be used; null if they can. */
async function unreadable(engine: NativeEngine, folder: CaseFolder, source: CaseSource): Promise<string | null> {
  const files = [
    folder.dataFile(source.source_id),
    ...(source.records_rejected > 0 ? [folder.rejectsFile(source.source_id)] : []),
  ];
  for (const file of files) {
    try {
      await engine.internal(sql`SELECT 1 FROM read_parquet(${literal(file)}) LIMIT 0`);
    } catch (error) {
      if (!(error instanceof WaybillError)) throw error;
      return `${file} is missing or damaged, so the rows of ${source.source_id} (${source.path}) are not shown. Run "waybill rebuild" to make it again from the source.`;
    }
  }
  return null;
}
