/** What an exported script begins with: the tables of the case that its cells name, by their place on this machine. */
import { isCell, type Notebook } from '../../shared/notebook/document.ts';
import type { Readings } from '../../shared/notebook/readings.ts';
import { ident, literal } from '../../shared/sql/sql.ts';
import { splitStatements } from '../../shared/sql/tokens.ts';
import type { Case } from '../case/case.ts';
import { DERIVED_TABLES } from '../case/schema.ts';
import { partsOf } from '../case/source-sql.ts';
import { rawViewName } from '../case/views.ts';

interface Used {
  readonly names: ReadonlySet<string>;
  readonly work: boolean;
  readonly writes: boolean;
}

/** Bare names of relations that the cells read, in lower case, and whether they use tables of `work`. */
function relationsOf(notebook: Notebook, readings: Readings): Used {
  const names = new Set<string>();
  let work = false;
  let writes = false;
  for (const cell of notebook.blocks.filter(isCell))
    if (cell.kind === 'sql')
      for (const statement of splitStatements(cell.source))
        for (const { path: name, access } of readings.of(statement).references) {
          if (name.length === 1) names.add(name[0]!.toLowerCase());
          else if (name[0]!.toLowerCase() === 'work') work = true;
          if (access === 'write') writes = true;
        }
  return { names, work, writes };
}

const derivedOf = (names: ReadonlySet<string>): string[] =>
  Object.keys(DERIVED_TABLES).filter((table) => names.has(table));

/** Without a case the script cannot know where its tables are, so it says how to show them. */
export function commentedPrelude(notebook: Notebook, readings: Readings): string {
  const used = relationsOf(notebook, readings);
  const views = derivedOf(used.names).map((table) => `CREATE TEMP VIEW ${table} AS FROM work.derived.${table};`);
  if (views.length === 0 && !used.work) return '';
  return [
    '-- The tables of a Waybill case. To use them, run this in the folder of the case without the dashes of these lines',
    '-- (or export with --case, which adds the raw views too):',
    ...["ATTACH 'work.duckdb' AS work;", ...views].map((line) => `-- ${line}`),
  ].join('\n');
}

/** Statements that show the case's tables under their names. */
export function preludeOf(opened: Case, notebook: Notebook, readings: Readings): string {
  const used = relationsOf(notebook, readings);
  const { folder, sources } = opened;
  const lines: string[] = [];
  const derived = derivedOf(used.names);
  if (derived.length > 0 || used.work)
    lines.push(`ATTACH IF NOT EXISTS ${literal(folder.workFile).text} AS work${used.writes ? '' : ' (READ_ONLY)'};`);
  for (const table of derived) lines.push(`CREATE OR REPLACE TEMP VIEW ${table} AS FROM work.derived.${table};`);
  for (const layout of new Set(sources.map((source) => source.layout))) {
    const name = rawViewName(layout);
    if (!used.names.has(name.toLowerCase())) continue;
    const selects = sources
      .filter((source) => source.layout === layout)
      .flatMap((source) =>
        partsOf(folder, source).map((part) => {
          const record = part.numbered ? '' : ', file_row_number + 1 AS source_record';
          const columns = part.numbered ? '*' : '* EXCLUDE (file_row_number)';
          const file = literal(part.file).text;
          return `SELECT ${literal(source.source_id).text} AS source_id${record}, ${columns} FROM read_parquet(${file}${part.numbered ? '' : ', file_row_number = true'})`;
        }),
      );
    lines.push(`CREATE OR REPLACE TEMP VIEW ${ident(name).text} AS\n${selects.join('\nUNION ALL BY NAME ')};`);
  }
  const rejecting = sources.filter((source) => source.rejects_sha256 !== null);
  if (used.names.has('rejects') && rejecting.length > 0) {
    const selects = rejecting.map((source) => {
      const { source_id: id, repairs } = source;
      const repaired = (repairs?.inForce ?? []).flatMap((r) => [r.record, ...r.joined]);
      const open = repaired.length === 0 ? '' : ` WHERE record NOT IN (${repaired.join(', ')})`;
      return `SELECT ${literal(id).text} AS source_id, * FROM read_parquet(${literal(folder.rejectsFile(source)).text})${open}`;
    });
    lines.push(`CREATE OR REPLACE TEMP VIEW rejects AS\n${selects.join('\nUNION ALL BY NAME ')};`);
  }
  if (used.names.has('sources')) {
    const values = sources.map(
      (s) =>
        `(${[s.source_id, s.path, s.sha256].map((text) => literal(text).text).join(', ')}, ${s.bytes}, ${[s.kind, s.layout].map((text) => literal(text).text).join(', ')}, ${s.records_read}, ${s.records_loaded}, ${s.records_rejected}, TIMESTAMP ${literal(s.loaded_at.replace('T', ' ').replace('Z', '')).text})`,
    );
    const names =
      'source_id, path, sha256, bytes, kind, layout, records_read, records_loaded, records_rejected, loaded_at';
    if (values.length > 0)
      lines.push(`CREATE OR REPLACE TEMP VIEW sources AS\nFROM (VALUES ${values.join(',\n')}) AS s(${names});`);
  }
  return lines.length === 0 ? '' : `-- The tables of the case ${folder.root}\n${lines.join('\n')}`;
}
