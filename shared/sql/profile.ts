/**
 * The profile of a column and its distinct values, asked of whatever engine runs the statements: what each position of a
 * row means stands here once, beside the statements of view-sql.ts.
 */
import type { ColumnProfile, DistinctValue } from '../contract/engine.ts';
import type { ColumnInfo } from '../contract/values.ts';
import type { Sql } from './sql.ts';
import { sql } from './sql.ts';
import { distinctSql, hasMagnitude, histogramSql, profileSql, type SourcedSpec } from './view-sql.ts';

type Scalar = string | number | boolean | null;

/** Runs trusted SQL and gives its rows. */
export type Ask = (statement: Sql) => Promise<readonly (readonly Scalar[])[]>;

/** A view with what it is read from and the columns found there. */
export interface Sourced {
  readonly spec: SourcedSpec & { readonly from: Sql };
  readonly columns: readonly ColumnInfo[];
}

/** Values that the top of a profile shows. */
const TOP_VALUES = 20;

const text = (value: Scalar | undefined): string | null => (value == null ? null : String(value));

/** @throws WaybillError 'view/unknown-column' */
export async function readProfile(ask: Ask, { spec, columns }: Sourced, column: string): Promise<ColumnProfile> {
  const [counted] = await ask(sql`SELECT count(*) FROM ${spec.from}`);
  const { statement, distinctIsExact } = profileSql(spec, columns, column, Number(counted?.[0]));
  const [row] = await ask(statement);
  const top = await readDistinct(ask, { spec, columns }, column, '', TOP_VALUES);
  const info = columns.find((c) => c.name === column)!;
  const bins = hasMagnitude(info) ? await ask(histogramSql(spec, columns, column)) : [];
  const quantiles = row!.slice(6, 11).map(text);
  return {
    column: info,
    rows: Number(row![0]),
    nulls: Number(row![1]),
    empties: Number(row![2]),
    distinct: Number(row![3]),
    distinctIsExact,
    min: text(row![4]),
    max: text(row![5]),
    quantiles: quantiles.every((q) => q !== null) ? quantiles : null,
    top,
    histogram: bins.map(([, from, to, n]) => ({ from: String(from), to: String(to), count: Number(n) })),
  };
}

/** @throws WaybillError 'view/unknown-column' */
export async function readDistinct(
  ask: Ask,
  { spec, columns }: Sourced,
  column: string,
  search: string,
  limit: number,
): Promise<DistinctValue[]> {
  const rows = await ask(distinctSql(spec, columns, column, search, limit));
  return rows.map(([value, n]) => ({ value: text(value), count: Number(n) }));
}
