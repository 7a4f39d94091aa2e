/**
 * Editions of a file compared record by record. A record is the same line where declaration number and line number agree;
 * a record without them is known by its whole content only. Statements stand by themselves, so that they can be shown
 * to the analyst and run as they are.
 */
import { ident, join, literal, sql, type Sql } from '../sql/sql.ts';
import { declarationKey } from './version-sql.ts';

/** Sources of one layout, as one relation with `source_id, source_record` and the columns. */
export interface EditionShape {
  /** Name of the raw view. */
  readonly view: string;
  readonly columns: readonly string[];
  /** Whether lines are known by declaration and line number, as `shipments` has them. */
  readonly byLine: boolean;
}

/** What became of records between editions. */
export type EditionClass = 'new' | 'changed' | 'gone' | 'same';

const ids = (list: readonly string[]): Sql => sql`(${join(list.map(literal))})`;

/** `WITH k AS (…)`: source, record, key of the line, hash of the content. */
function keysSql(shape: EditionShape, sources: readonly string[]): Sql {
  const content = sql`hash(${join(shape.columns.map((name) => sql`r.${ident(name)}`))})`;
  const rows = sql`FROM ${ident(shape.view)} r`;
  const where = sql`WHERE r.source_id IN ${ids(sources)}`;
  if (!shape.byLine) {
    return sql`WITH k AS (SELECT r.source_id, r.source_record, ${content} AS h, ${content} AS line ${rows} ${where})`;
  }
  const line = sql`hash(${declarationKey(sql`s.decl_no`)}, s.line_no)`;
  return sql`WITH k AS (
  SELECT r.source_id, r.source_record, ${content} AS h,
    CASE WHEN s.decl_no IS NULL OR s.line_no IS NULL THEN ${content} ELSE ${line} END AS line
  ${rows} LEFT JOIN shipments s ON s.source_id = r.source_id AND s.source_record = r.source_record
  ${where})`;
}

/** Rows `source_id, other_id, shared`: lines that a later source shares with an earlier one; then `source_id, NULL, lines`. */
export const sharedSql = (shape: EditionShape, sources: readonly string[]): Sql => sql`${keysSql(shape, sources)},
l AS (SELECT DISTINCT source_id, line, list_position([${join(sources.map(literal))}], source_id) AS place FROM k)
SELECT b.source_id, a.source_id AS other_id, count(*) FROM l a JOIN l b ON a.line = b.line AND a.place < b.place GROUP BY ALL
UNION ALL SELECT source_id, NULL, count(*) FROM l GROUP BY source_id`;

const isOf = (list: readonly string[]): Sql => sql`source_id IN ${ids(list)}`;
const lineIn = (list: readonly string[]): Sql => sql`line IN (SELECT line FROM k WHERE ${isOf(list)})`;
const sameIn = (list: readonly string[]): Sql =>
  sql`EXISTS (SELECT 1 FROM k o WHERE o.line = k.line AND o.h = k.h AND o.${isOf(list)})`;

/** The condition on `k` for the records of a class. Those of `gone` are records of the earlier editions. */
function classCondition(kind: EditionClass, source: string, earlier: readonly string[]): Sql {
  switch (kind) {
    case 'new':
      return sql`${isOf([source])} AND NOT ${lineIn(earlier)}`;
    case 'same':
      return sql`${isOf([source])} AND ${sameIn(earlier)}`;
    case 'changed':
      return sql`${isOf([source])} AND ${lineIn(earlier)} AND NOT ${sameIn(earlier)}`;
    case 'gone':
      return sql`${isOf(earlier)} AND NOT ${lineIn([source])}`;
  }
}

/** One row: new, changed, gone, same. `new + changed + same` are the loaded records of `source`. */
export function editionCountsSql(shape: EditionShape, source: string, earlier: readonly string[]): Sql {
  const classes: EditionClass[] = ['new', 'changed', 'gone', 'same'];
  const counts = classes.map((kind) => sql`(SELECT count(*) FROM k WHERE ${classCondition(kind, source, earlier)})`);
  return sql`${keysSql(shape, [source, ...earlier])} SELECT ${join(counts)}`;
}

/** One row: for each column, how many of the changed records differ in it from their earlier edition. */
export function changedColumnsSql(shape: EditionShape, source: string, earlier: readonly string[]): Sql {
  const differs = shape.columns.map(
    (name) => sql`count(*) FILTER (WHERE a.${ident(name)} IS DISTINCT FROM b.${ident(name)})`,
  );
  return sql`${keysSql(shape, [source, ...earlier])},
n AS (SELECT line, source_record FROM k WHERE ${classCondition('changed', source, earlier)}),
pairs AS (SELECT n.source_record AS new_record, min(o.source_record) AS old_record, arg_min(o.source_id, o.source_record) AS old_source
  FROM n JOIN k o ON o.line = n.line AND o.${isOf(earlier)} GROUP BY n.source_record)
SELECT ${join(differs)} FROM pairs
  JOIN ${ident(shape.view)} a ON a.source_id = ${literal(source)} AND a.source_record = pairs.new_record
  JOIN ${ident(shape.view)} b ON b.source_id = pairs.old_source AND b.source_record = pairs.old_record`;
}

/** The rows of a class, whole; of changed ones both editions, one below the other. */
export function editionRowsSql(
  shape: EditionShape,
  kind: EditionClass,
  source: string,
  earlier: readonly string[],
): Sql {
  const keys = keysSql(shape, [source, ...earlier]);
  const columns = join(shape.columns.map((name) => sql`r.${ident(name)}`));
  const rows = sql`SELECT r.source_id, r.source_record, ${columns} FROM ${ident(shape.view)} r`;
  const same = sql`r.source_id = k.source_id AND r.source_record = k.source_record`;
  if (kind !== 'changed')
    return sql`${keys},
p AS (SELECT source_id, source_record FROM k WHERE ${classCondition(kind, source, earlier)})
${rows} JOIN p ON p.source_id = r.source_id AND p.source_record = r.source_record
ORDER BY r.source_id, r.source_record`;
  return sql`${keys},
c AS (SELECT line, min(source_record) AS place FROM k WHERE ${classCondition('changed', source, earlier)} GROUP BY line)
SELECT CASE WHEN r.source_id = ${literal(source)} THEN 'after' ELSE 'before' END AS edition, r.source_id, r.source_record, ${columns}
FROM ${ident(shape.view)} r JOIN k ON ${same} JOIN c ON c.line = k.line
ORDER BY c.place, edition DESC, r.source_id, r.source_record`;
}
