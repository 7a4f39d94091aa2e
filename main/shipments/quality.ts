/** The figures of the data-quality page, for one source or the whole case. */
import type { RunOptions } from '../../shared/contract/engine.ts';
import { failedCellsSql, parseFailuresSql } from '../../shared/shipments/build-sql.ts';
import { isShipmentField } from '../../shared/shipments/fields.ts';
import {
  CHECKS,
  checksSql,
  coverageSql,
  emptyCellsSql,
  rowsWhere,
  sharedLinesSql,
  statusSql,
  valueTotalsSql,
} from '../../shared/shipments/quality-sql.ts';
import { sql } from '../../shared/sql/sql.ts';
import { planOf, sourceBuilds, textQuery, type BuildTarget, type SourceBuild } from './build.ts';

export interface Quality {
  /** What became of each source, with what was assumed. */
  readonly sources: readonly SourceBuild[];
  /** Current lines by month; months without lines are there with 0. */
  readonly coverage: readonly { readonly month: string; readonly lines: number; readonly usd: string }[];
  readonly empty: readonly { readonly field: string; readonly empty: number; readonly lines: number }[];
  /** Cells that have a text but no value. */
  readonly unparsed: readonly { readonly source_id: string; readonly field: string; readonly cells: number }[];
  readonly statuses: readonly {
    readonly source_id: string;
    readonly status: string;
    readonly lines: number;
    readonly usd: string;
  }[];
  readonly shared: readonly { readonly first: string; readonly second: string; readonly lines: number }[];
  readonly values: readonly {
    readonly basis: string;
    readonly currency: string;
    readonly lines: number;
    readonly total: string;
  }[];
  /** `sql` opens the lines. */
  readonly checks: readonly {
    readonly name: string;
    readonly title: string;
    readonly lines: number;
    readonly sql: string;
  }[];
  /** What the data cannot show, in sentences. */
  readonly blindSpots: readonly string[];
}

/** @param source null = the whole case */
export async function dataQuality(target: BuildTarget, source: string | null, options?: RunOptions): Promise<Quality> {
  const query = textQuery(target.engine, options);
  const builds = (await sourceBuilds(target)).filter((b) => source === null || b.source_id === source);
  const [checks] = await query(checksSql(source));
  return {
    sources: builds,
    coverage: (await query(coverageSql(source))).map(([month, lines, usd]) => ({
      month: month!,
      lines: Number(lines),
      usd: usd!,
    })),
    empty: (await query(emptyCellsSql(source))).map(([field, empty, lines]) => ({
      field: field!,
      empty: Number(empty),
      lines: Number(lines),
    })),
    unparsed: await unparsed(target, builds, options),
    statuses: (await query(statusSql))
      .map(([id, status, lines, usd]) => ({ source_id: id!, status: status!, lines: Number(lines), usd: usd ?? '0' }))
      .filter((s) => source === null || s.source_id === source),
    shared: (await query(sharedLinesSql)).map(([first, second, lines]) => ({
      first: first!,
      second: second!,
      lines: Number(lines),
    })),
    values: (await query(valueTotalsSql(source))).map(([basis, currency, lines, total]) => ({
      basis: basis!,
      currency: currency!,
      lines: Number(lines),
      total: total ?? '0',
    })),
    checks: CHECKS.map((check, i) => ({
      name: check.name,
      title: check.title,
      lines: Number(checks?.[i] ?? 0),
      sql: rowsWhere(check.where, source).text,
    })),
    blindSpots: await blindSpots(target, options),
  };
}

async function unparsed(
  target: BuildTarget,
  builds: readonly SourceBuild[],
  options?: RunOptions,
): Promise<Quality['unparsed']> {
  const found: { source_id: string; field: string; cells: number }[] = [];
  for (const build of builds.filter((b) => b.added)) {
    const source = target.sources.find((s) => s.source_id === build.source_id);
    if (source === undefined) continue;
    const statement = parseFailuresSql(await planOf(target, source, options));
    if (statement === undefined) continue;
    const { columns, rows } = await target.engine.internal(statement, options);
    columns.forEach((column, i) => {
      const cells = Number(rows[0]?.[i] ?? 0);
      if (cells > 0) found.push({ source_id: build.source_id, field: column.name, cells });
    });
  }
  return found;
}

/** The cells of a field that did not parse, in record order, at most `limit`. */
export async function unparsedCells(
  target: BuildTarget,
  sourceId: string,
  field: string,
  limit: number,
  options?: RunOptions,
): Promise<{ record: number; raw: string }[]> {
  const source = target.sources.find((s) => s.source_id === sourceId);
  if (source === undefined || !isShipmentField(field)) return [];
  const rows = await textQuery(
    target.engine,
    options,
  )(failedCellsSql(await planOf(target, source, options), field, limit));
  return rows.map(([record, raw]) => ({ record: Number(record), raw: raw ?? '' }));
}

/** Members of the Eurasian Economic Union: no declaration is made for trade among them. */
const UNION = "('RU', 'BY', 'KZ', 'AM', 'KG')";

async function blindSpots(target: BuildTarget, options?: RunOptions): Promise<string[]> {
  const [row] = await textQuery(
    target.engine,
    options,
  )(sql`SELECT
    count(*) FILTER (WHERE regexp_matches(decl_no, '^(\\d{8}|\\d{5})/\\d{6}/\\d{7}')), count(*) FILTER (WHERE value_usd IS NULL), count(*) FILTER (WHERE line_no IS NULL), count(*),
    count(*) FILTER (WHERE exporter_country IN ${{ text: UNION, binds: [] }} AND importer_country IN ${{ text: UNION, binds: [] }}) FROM shipments WHERE version_status = 'current'`);
  const [union, noUsd, noLine, all, inside] = (row ?? []).map(Number) as [number, number, number, number, number];
  const said: string[] = [];
  if (union > 0)
    said.push(
      `Trade inside the Eurasian Economic Union is made without declarations: it is not observable here${inside > 0 ? `, except for ${inside.toLocaleString('en')} lines that were declared all the same` : ''}. Its absence is not zero.`,
    );
  if (noUsd > 0)
    said.push(
      `${noUsd.toLocaleString('en')} of ${all.toLocaleString('en')} current lines state no value in US dollars; sums of value_usd leave them out.`,
    );
  if (noLine > 0)
    said.push(
      `${noLine.toLocaleString('en')} of ${all.toLocaleString('en')} current lines have no line number: the same line in another file, or a later edition of it, cannot be recognised.`,
    );
  return said;
}
