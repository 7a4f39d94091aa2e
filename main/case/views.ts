/** The views over `data/`: made when a case is opened, since they name absolute paths and a case can be moved. */
import { WaybillError } from '../../shared/errors.ts';
import { ident, join, literal, sql, type Sql } from '../../shared/sql/sql.ts';
import type { NativeEngine, PlainPart } from '../engine/native.ts';
import type { CaseFolder } from './folder.ts';
import { fillRepairs } from './repairs-table.ts';
import { NO_REJECTS, SOURCES_TABLE } from './schema.ts';
import { contentKey, dataFiles, partsOf, readPart, recordOf, rejectsSelect, type SourcePart } from './source-sql.ts';
import type { CaseSource } from './sources.ts';

export const rawViewName = (layout: string): string => `raw_${layout}`;

/** Columns of all sources of a layout, in order of first appearance, without regard to case. */
export function unionColumns(sources: readonly CaseSource[]): string[] {
  const seen = new Map<string, string>();
  for (const source of sources)
    for (const column of source.columns) if (!seen.has(column.toLowerCase())) seen.set(column.toLowerCase(), column);
  return [...seen.values()];
}

/** The rows of one file of a source in the shape of its layout's view; `position` adds `file_row_number` for paging. */
function partSelect(source: CaseSource, part: SourcePart, columns: readonly string[], position: boolean): Sql {
  const own = new Set(source.columns.map((c) => c.toLowerCase()));
  const shown = columns.map((c) => (own.has(c.toLowerCase()) ? sql`${ident(c)}` : sql`NULL::VARCHAR AS ${ident(c)}`));
  const extra = position ? sql`, file_row_number` : sql``;
  return sql`SELECT ${literal(source.source_id)} AS source_id, ${recordOf(part)}, ${join(shown)}${extra} FROM ${readPart(part)}`;
}

/**
 * Makes `sources`, `rejects`, `repairs` and `raw_<layout>` anew. A data file that cannot be read is left out of its view.
 * @param whole names sources (with their repair) that need not be looked at again; those found readable are added
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
    const key = contentKey(source);
    const problem = whole.has(key) ? null : await unreadable(engine, folder, source);
    if (problem === null) {
      whole.add(key);
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

  await fillRepairs(engine, folder, all);
  const rejects = sources.filter((s) => s.rejects_sha256 !== null).map((s) => rejectsSelect(folder, s));
  await engine.internal(
    rejects.length === 0 ? NO_REJECTS : sql`CREATE OR REPLACE VIEW rejects AS ${join(rejects, ' UNION ALL ')}`,
  );

  for (const layout of new Set(sources.map((s) => s.layout))) {
    const members = sources.filter((s) => s.layout === layout);
    const columns = unionColumns(members);
    const name = rawViewName(layout);
    const all = members.flatMap((source) => partsOf(folder, source).map((part) => ({ source, part })));
    await engine.internal(
      sql`CREATE OR REPLACE VIEW ${ident(name)} AS ${join(
        all.map(({ source, part }) => partSelect(source, part, columns, false)),
        ' UNION ALL ',
      )}`,
    );
    const parts = all.map(({ source, part }): PlainPart => ({
      relation: sql`(${partSelect(source, part, columns, true)})`,
      position: 'file_row_number',
      rows: part.rows,
    }));
    engine.registerPlain(name, parts);
  }
  return problems;
}

/** Why the files of a source in `data/` cannot be used; null if they can. */
async function unreadable(engine: NativeEngine, folder: CaseFolder, source: CaseSource): Promise<string | null> {
  for (const file of dataFiles(folder, source)) {
    try {
      await engine.internal(sql`SELECT 1 FROM read_parquet(${literal(file)}) LIMIT 0`);
    } catch (error) {
      if (!(error instanceof WaybillError)) throw error;
      return `${file} is missing or damaged, so the rows of ${source.source_id} (${source.path}) are not shown. Run "waybill rebuild" to make it again from the source.`;
    }
  }
  return null;
}
