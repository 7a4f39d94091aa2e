/** The loaded records of a source as something to select from: its data file, and its repaired records. */
import { ident, join, literal, sql, type Sql } from '../../shared/sql/sql.ts';
import type { CaseFolder } from './folder.ts';
import type { CaseSource } from './sources.ts';

/** Rows of one file in `data/`, found by `file_row_number`. */
export interface SourcePart {
  readonly file: string;
  /** Whether the file carries `source_record`. */
  readonly numbered: boolean;
  readonly rows: number;
}

/** The file of repaired records that is in force; null where there is none. */
export const repairsFile = (folder: CaseFolder, source: CaseSource): string | null =>
  source.repairs === null || source.repairs.sha256 === null
    ? null
    : folder.repairsFile(source.source_id, source.repairs.number);

/** Names a source together with its reading and the state of its repairs: what was found of one holds as long as the name does. */
export const contentKey = (source: CaseSource): string =>
  `${source.source_id}/${source.reading}/${source.repairs?.number ?? 0}`;

/** The files that hold the loaded records of a source, in the order in which they are shown. */
export function partsOf(folder: CaseFolder, source: CaseSource): SourcePart[] {
  const data = { file: folder.dataFile(source), numbered: source.numbered, rows: source.counted.loaded };
  const repairs = repairsFile(folder, source);
  return repairs === null
    ? [data]
    : [data, { file: repairs, numbered: true, rows: source.repairs?.inForce.length ?? 0 }];
}

/** Every file of a source in `data/`. */
export const dataFiles = (folder: CaseFolder, source: CaseSource): string[] => [
  ...partsOf(folder, source).map((part) => part.file),
  ...(source.rejects_sha256 === null ? [] : [folder.rejectsFile(source)]),
];

/** `source_record` of a part, as a column. */
export const recordOf = (part: SourcePart): Sql =>
  part.numbered ? sql`source_record` : sql`file_row_number + 1 AS source_record`;

/** One part, with `file_row_number`. */
export const readPart = (part: SourcePart): Sql => sql`read_parquet(${literal(part.file)}, file_row_number = true)`;

/** The records of one source as text, with `source_record`. */
export function sourceRelation(folder: CaseFolder, source: CaseSource): Sql {
  const columns = join(source.columns.map(ident));
  const selects = partsOf(folder, source).map(
    (part) => sql`SELECT ${recordOf(part)}, ${columns} FROM ${readPart(part)}`,
  );
  return sql`(${join(selects, ' UNION ALL ')})`;
}

/** The rejects of a source that are not repaired; `repairs` is the table of that name. */
export const rejectsSelect = (folder: CaseFolder, source: CaseSource): Sql => {
  const list = sql`SELECT ${literal(source.source_id)} AS source_id, record, line, column_name, reason, raw FROM read_parquet(${literal(folder.rejectsFile(source))})`;
  return source.repairs === null || source.repairs.inForce.length === 0
    ? list
    : sql`${list} WHERE record NOT IN (SELECT unnest(list_prepend(record, joined)) FROM repairs WHERE source_id = ${literal(source.source_id)} AND undone_at IS NULL)`;
};
