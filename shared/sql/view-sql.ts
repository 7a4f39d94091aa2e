/**
 * The statements behind the grid: sort, filter, profile and distinct values of a relation, pushed down to the engine.
 * Both engines use these builders. Text filters are regular expressions over an escaped literal, because on DuckDB
 * those take a fifth to a tenth of the time of ILIKE on Cyrillic text (docs/decisions/004-text-filters.md).
 */
import type { ColumnFilter, ViewSpec } from '../contract/engine.ts';
import { kindOfType, type ColumnInfo } from '../contract/values.ts';
import { WaybillError, assertNever } from '../errors.ts';
import { empty, escapeRegExp, ident, join, literal, sql, type Sql } from './sql.ts';
import { tokenize } from './tokens.ts';

/** Name of a case relation as SQL; a dot is part of the name (relations of the analyst are given as `work.name`). */
export function relationName(relation: string): Sql {
  return relation.startsWith('work.') ? sql`work.${ident(relation.slice('work.'.length))}` : ident(relation);
}

/** A view with what an engine reads it from, where that is not the relation of its name. */
export type SourcedSpec = ViewSpec & { readonly from?: Sql };

/** What an analyst wrote, as something to select from. On a line of its own, so that a final comment ends before the `)`. */
export const statementSource = (statement: string): Sql => ({ text: `(${statement}\n)`, binds: [] });

const fromSql = (spec: SourcedSpec): Sql => spec.from ?? relationName(spec.relation);

const isText = (column: ColumnInfo): boolean => column.type.toUpperCase() === 'VARCHAR';
const asText = (column: ColumnInfo): Sql =>
  isText(column) ? ident(column.name) : sql`CAST(${ident(column.name)} AS VARCHAR)`;

function findColumn(columns: readonly ColumnInfo[], name: string): ColumnInfo {
  const found = columns.find((c) => c.name === name);
  if (!found)
    throw new WaybillError(
      'view/unknown-column',
      `There is no column "${name}" any more. Remove its filter or sort and try again.`,
    );
  return found;
}

/** Type names come from the engine's own catalogue; anything else is a bug, never pasted. */
function typeName(column: ColumnInfo): Sql {
  if (!/^[A-Z0-9_ (),]+$/i.test(column.type))
    throw new WaybillError('view/type', `A range cannot be asked of a column of type ${column.type}.`);
  return { text: column.type, binds: [] };
}

/** One condition, as SQL. Null-safe: a NULL never satisfies `notContains`, `notEquals` but is kept by `notIn`. */
export function condition(filter: ColumnFilter, columns: readonly ColumnInfo[]): Sql {
  const column = findColumn(columns, filter.column);
  const name = ident(column.name);
  const text = asText(column);
  switch (filter.op) {
    case 'contains':
      return sql`regexp_matches(${text}, ${literal(escapeRegExp(filter.value))}, 'i')`;
    case 'notContains':
      return sql`NOT regexp_matches(${text}, ${literal(escapeRegExp(filter.value))}, 'i')`;
    case 'starts':
      return sql`regexp_matches(${text}, ${literal(`^${escapeRegExp(filter.value)}`)}, 'i')`;
    case 'ends':
      return sql`regexp_matches(${text}, ${literal(`${escapeRegExp(filter.value)}$`)}, 'i')`;
    case 'regexp':
      return sql`regexp_matches(${text}, ${literal(filter.value)}, 'i')`;
    case 'equals':
      return sql`${text} = ${filter.value}`;
    case 'notEquals':
      return sql`${text} <> ${filter.value}`;
    case 'range': {
      const bound = (value: string): Sql => sql`CAST(${value} AS ${typeName(column)})`;
      const parts = [
        ...(filter.min === null ? [] : [sql`${name} >= ${bound(filter.min)}`]),
        ...(filter.max === null ? [] : [sql`${name} <= ${bound(filter.max)}`]),
      ];
      return parts.length === 0 ? sql`TRUE` : sql`(${join(parts, ' AND ')})`;
    }
    case 'in':
    case 'notIn': {
      const some = filter.values.filter((v): v is string => v !== null);
      const parts = [
        ...(some.length > 0 ? [sql`${text} IN (${join(some.map((v) => sql`${v}`))})`] : []),
        ...(filter.values.includes(null) ? [sql`${name} IS NULL`] : []),
      ];
      const any = parts.length === 0 ? sql`FALSE` : sql`(${join(parts, ' OR ')})`;
      return filter.op === 'in' ? any : sql`NOT coalesce(${any}, FALSE)`;
    }
    case 'isNull':
      return sql`${name} IS NULL`;
    case 'isNotNull':
      return sql`${name} IS NOT NULL`;
    case 'isEmpty':
      return sql`${text} = ''`;
    case 'isNotEmpty':
      return sql`${text} <> ''`;
    default:
      return assertNever(filter);
  }
}

/** ` WHERE …`, or nothing. */
export function whereClause(filters: readonly ColumnFilter[] | undefined, columns: readonly ColumnInfo[]): Sql {
  if (!filters || filters.length === 0) return empty;
  return sql` WHERE ${join(
    filters.map((f) => condition(f, columns)),
    ' AND ',
  )}`;
}

/** Columns that give any source row its own place; they break ties where a relation has them. */
const TIE_BREAKERS = ['source_id', 'source_record'];

function orderClause(spec: SourcedSpec, columns: readonly ColumnInfo[]): Sql {
  const keys = spec.sort ?? [];
  if (keys.length === 0) return empty;
  const named = new Set(keys.map((k) => k.column));
  const ties = TIE_BREAKERS.filter((t) => !named.has(t) && columns.some((c) => c.name === t));
  const parts = [
    ...keys.map((k) => {
      const name = ident(findColumn(columns, k.column).name);
      return k.descending ? sql`${name} DESC NULLS LAST` : sql`${name} ASC NULLS LAST`;
    }),
    ...ties.map((t) => sql`${ident(t)} ASC`),
  ];
  return sql` ORDER BY ${join(parts)}`;
}

/** The statement of a view, as the analyst could run it but for its binds. */
export function viewSql(spec: SourcedSpec, columns: readonly ColumnInfo[]): Sql {
  const shown = spec.columns ? join(spec.columns.map((c) => ident(findColumn(columns, c).name))) : sql`*`;
  return sql`SELECT ${shown} FROM ${fromSql(spec)}${whereClause(spec.filters, columns)}${orderClause(spec, columns)}`;
}

/**
 * The statement with its binds written as literals: shown as "open as SQL". Only a `?` that is a parameter is replaced,
 * not one inside a name, a string or a comment.
 */
export function inlined(statement: Sql): string {
  const { text, binds } = statement;
  if (binds.length === 0) return text;
  let result = '';
  let copied = 0;
  let i = 0;
  for (const token of tokenize(text)) {
    if (token.kind !== 'parameter' || text.slice(token.start, token.end) !== '?') continue;
    const bind = binds[i++] ?? null;
    const value = bind === null ? 'NULL' : typeof bind === 'string' ? literal(bind).text : String(bind);
    result += text.slice(copied, token.start) + value;
    copied = token.end;
  }
  return result + text.slice(copied);
}

/** Exact counting of distinct values is affordable up to here. */
const EXACT_DISTINCT_ROWS = 2_000_000;

/**
 * One row: rows, nulls, empties, distinct, min, max, q05, q25, q50, q75, q95 (null where the column has no order of
 * magnitude), all text or BIGINT.
 */
export function profileSql(
  spec: SourcedSpec,
  columns: readonly ColumnInfo[],
  columnName: string,
  rows: number,
): { statement: Sql; distinctIsExact: boolean } {
  const column = findColumn(columns, columnName);
  const name = ident(column.name);
  const text = asText(column);
  const distinctIsExact = rows <= EXACT_DISTINCT_ROWS;
  const distinct = distinctIsExact ? sql`count(DISTINCT ${name})` : sql`approx_count_distinct(${name})`;
  const quantiles = hasMagnitude(column)
    ? join(
        [0.05, 0.25, 0.5, 0.75, 0.95].map(
          (q) => sql`CAST(quantile_disc(${name}, ${{ text: String(q), binds: [] }}) AS VARCHAR)`,
        ),
      )
    : sql`NULL, NULL, NULL, NULL, NULL`;
  const empties = column.kind === 'text' ? sql`count(*) FILTER (${text} = '')` : sql`0`;
  const statement = sql`SELECT count(*), count(*) - count(${name}), ${empties}, ${distinct}, CAST(min(${name}) AS VARCHAR), CAST(max(${name}) AS VARCHAR), ${quantiles} FROM ${fromSql(spec)}${whereClause(spec.filters, columns)}`;
  return { statement, distinctIsExact };
}

/** Whether quantiles and equal-width bins make sense. */
export const hasMagnitude = (column: ColumnInfo): boolean =>
  ['integer', 'decimal', 'float', 'date', 'timestamp'].includes(kindOfType(column.type));

export const HISTOGRAM_BINS = 20;

/**
 * Rows `(bin, from, to, count)`, bins 0..19 from min to max (equal width; in days or seconds for dates). Only for
 * columns with `hasMagnitude`; empty bins are left out.
 */
export function histogramSql(spec: SourcedSpec, columns: readonly ColumnInfo[], columnName: string): Sql {
  const column = findColumn(columns, columnName);
  const name = ident(column.name);
  const temporal = column.kind === 'date' || column.kind === 'timestamp';
  const number = temporal ? sql`CAST(epoch(CAST(${name} AS TIMESTAMP)) AS DOUBLE)` : sql`CAST(${name} AS DOUBLE)`;
  const back = (edge: Sql): Sql => {
    if (column.kind === 'date') return sql`CAST(CAST(to_timestamp(${edge}) AS TIMESTAMP) AS DATE)`;
    return temporal ? sql`CAST(to_timestamp(${edge}) AS TIMESTAMP)` : edge;
  };
  const bins = { text: String(HISTOGRAM_BINS), binds: [] };
  return sql`WITH v AS (SELECT ${number} AS x FROM ${fromSql(spec)}${whereClause(spec.filters, columns)}),
    r AS (SELECT min(x) AS lo, max(x) AS hi FROM v WHERE isfinite(x)),
    b AS (SELECT CASE WHEN hi > lo THEN least(CAST(floor((x - lo) / (hi - lo) * ${bins}) AS INTEGER), ${bins} - 1) ELSE 0 END AS bin, count(*) AS n, any_value(lo) AS lo, any_value(hi) AS hi FROM v, r WHERE isfinite(x) GROUP BY 1)
    SELECT bin, CAST(${back(sql`(lo + (hi - lo) * bin / ${bins})`)} AS VARCHAR), CAST(${back(sql`(lo + (hi - lo) * (bin + 1) / ${bins})`)} AS VARCHAR), n FROM b ORDER BY bin`;
}

/** Rows `(value text, count)`, most frequent first, ties by value; those that contain `search` where it is not empty. */
export function distinctSql(
  spec: SourcedSpec,
  columns: readonly ColumnInfo[],
  columnName: string,
  search: string,
  limit: number,
): Sql {
  const column = findColumn(columns, columnName);
  const text = asText(column);
  const where = whereClause(spec.filters, columns);
  const matching = search === '' ? empty : sql` WHERE regexp_matches(value, ${literal(escapeRegExp(search))}, 'i')`;
  return sql`SELECT value, n FROM (SELECT ${text} AS value, count(*) AS n FROM ${fromSql(spec)}${where} GROUP BY 1)${matching} ORDER BY n DESC, value NULLS FIRST LIMIT ${limit}`;
}

/**
 * A page of a relation with every column in the form in which it crosses (contract/values.ts): exact numbers and
 * booleans as they are, all else as the engine's text.
 * @param range a condition on the position, e.g. `rowid >= 200 AND rowid < 400`
 */
export function pageSql(relation: Sql, columns: readonly ColumnInfo[], range: Sql, order: Sql): Sql {
  const shown = columns.map((c, i) => {
    const exact = c.kind === 'boolean' || /^(U?TINYINT|U?SMALLINT|U?INTEGER|FLOAT|DOUBLE)$/.test(c.type.toUpperCase());
    return exact || isText(c)
      ? sql`${ident(c.name)} AS ${ident(`c${i}`)}`
      : sql`CAST(${ident(c.name)} AS VARCHAR) AS ${ident(`c${i}`)}`;
  });
  return sql`SELECT ${join(shown)} FROM ${relation} WHERE ${range} ORDER BY ${order}`;
}
