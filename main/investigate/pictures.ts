/** The network, the flows and the timeline of a case: asks with the statements of shared/investigate, reads the rows. */
import type { CallIn, CallOut } from '../../shared/contract/calls.ts';
import type { ColumnFilter, RunOptions } from '../../shared/contract/engine.ts';
import { kindOfType, type ColumnInfo } from '../../shared/contract/values.ts';
import { flowsSql } from '../../shared/investigate/flows-sql.ts';
import { linesSql, type Lens, type Side } from '../../shared/investigate/lines.ts';
import { findPartiesSql, networkSql, spellingsSql } from '../../shared/investigate/network-sql.ts';
import { sumUsd } from '../../shared/investigate/sum-usd.ts';
import { coveredMonthsSql, listingsSql, timelineSql } from '../../shared/investigate/timeline-sql.ts';
import { sql, type Sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';
import { DERIVED_TABLES } from '../case/schema.ts';
import type { Scalar } from '../engine/values.ts';

const COLUMNS: readonly ColumnInfo[] = (DERIVED_TABLES['shipments'] ?? []).map(([name, type]) => ({
  name,
  type,
  kind: kindOfType(type),
}));

const lensOf = (filters: readonly ColumnFilter[]): Lens => ({ filters, columns: COLUMNS });

/** One row by the names of its columns. */
class Row {
  constructor(
    private readonly at: ReadonlyMap<string, number>,
    private readonly values: readonly Scalar[],
  ) {}
  text(name: string): string | null {
    const value = this.values[this.at.get(name) ?? -1] ?? null;
    return value === null ? null : String(value);
  }
  count(name: string): number {
    return Number(this.text(name) ?? 0);
  }
  flag(name: string): boolean {
    return this.values[this.at.get(name) ?? -1] === true;
  }
  amount(prefix = ''): { lines: number; valued: number; usd: string | null } {
    return {
      lines: this.count(`${prefix}lines`),
      valued: this.count(`${prefix}valued`),
      usd: this.text(`${prefix}usd`),
    };
  }
}

async function ask(opened: Case, statement: Sql, options: RunOptions): Promise<Row[]> {
  const { columns, rows } = await opened.engine.internal(statement, options);
  const at = new Map(columns.map((column, i) => [column.name, i]));
  return rows.map((values) => new Row(at, values));
}

const ofKind = (rows: readonly Row[], kind: string): Row[] => rows.filter((row) => row.text('kind') === kind);

/** @throws WaybillError 'view/unknown-column' for a filter of a column that is not there */
export async function network(
  opened: Case,
  { filters, ...wish }: CallIn<'investigate/network'>,
  options: RunOptions = {},
): Promise<CallOut<'investigate/network'>> {
  const rows = await ask(opened, networkSql(lensOf(filters), wish), options);
  const [all] = ofKind(rows, 'all');
  const hit = (row: Row): 'match' | 'review' | 'owned' | null => {
    const value = row.text('hit');
    return value === 'match' || value === 'review' || value === 'owned' ? value : null;
  };
  return {
    nodes: ofKind(rows, 'node').map((row) => ({
      key: row.text('a') ?? '',
      name: row.text('name') ?? '',
      country: row.text('country'),
      brand: row.text('brand'),
      hit: hit(row),
      out: row.amount('out_'),
      in: row.amount('in_'),
    })),
    links: ofKind(rows, 'link').map((row) => ({
      from: row.text('a') ?? '',
      to: row.text('b') ?? '',
      ...row.amount(),
      first: row.text('first'),
      last: row.text('last'),
    })),
    all: {
      ...(all?.amount() ?? { lines: 0, valued: 0, usd: null }),
      links: all?.count('links') ?? 0,
      parties: all?.count('parties') ?? 0,
      noExporter: all?.count('no_exporter') ?? 0,
      noImporter: all?.count('no_importer') ?? 0,
      unknownNames: all?.count('unknown_names') ?? 0,
    },
  };
}

export async function findParties(
  opened: Case,
  { filters, text }: CallIn<'investigate/find'>,
  options: RunOptions = {},
): Promise<CallOut<'investigate/find'>> {
  const rows = await ask(opened, findPartiesSql(lensOf(filters), text), options);
  return rows.map((row) => ({
    key: row.text('key') ?? '',
    name: row.text('name') ?? '',
    lines: row.count('lines'),
  }));
}

/**
 * Filters of columns cannot say "this party", so they say its spellings, and its identifiers where a spelling is another
 * party's too. How many lines they give is counted, so that a difference can be said.
 */
export async function linesOfParties(
  opened: Case,
  { filters, ends }: CallIn<'investigate/linesOf'>,
  options: RunOptions = {},
): Promise<CallOut<'investigate/linesOf'>> {
  const lens = lensOf(filters);
  const found: ColumnFilter[] = [];
  let lines = 0;
  for (const side of new Set(ends.map((end): Side => end.side))) {
    const rows = await ask(opened, spellingsSql(lens, ends, side), options);
    lines = rows.reduce((sum, row) => sum + row.count('lines'), 0);
    found.push({ column: `${side}_name`, op: 'in', values: distinct(rows.map((row) => row.text('name'))) });
    if (rows.some((row) => row.flag('shared'))) {
      found.push({ column: `${side}_id`, op: 'in', values: distinct(rows.map((row) => row.text('id'))) });
    }
  }
  const taken = new Set(found.map((filter) => filter.column));
  const both = [...filters.filter((filter) => !taken.has(filter.column)), ...found];
  const [counted] = await ask(opened, sql`SELECT count(*) AS n FROM ${linesSql(lensOf(both), ['source_id'])}`, options);
  return { filters: found.map(crossing), lines, filtered: counted?.count('n') ?? 0 };
}

type CrossingFilter = CallOut<'investigate/linesOf'>['filters'][number];
const crossing = (filter: ColumnFilter): CrossingFilter => filter as CrossingFilter;
const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

export async function flows(
  opened: Case,
  { filters, ...columns }: CallIn<'investigate/flows'>,
  options: RunOptions = {},
): Promise<CallOut<'investigate/flows'>> {
  const rows = await ask(opened, flowsSql(lensOf(filters), columns), options);
  const [all] = ofKind(rows, 'all');
  return {
    routes: ofKind(rows, 'route').map((row) => ({
      from: row.text('origin') ?? '',
      via: row.text('via'),
      to: row.text('target') ?? '',
      ...row.amount(),
      first: row.text('first'),
      last: row.text('last'),
    })),
    all: {
      ...(all?.amount() ?? { lines: 0, valued: 0, usd: null }),
      noFrom: all?.count('no_from') ?? 0,
      noTo: all?.count('no_to') ?? 0,
    },
  };
}

export async function timeline(
  opened: Case,
  { filters, split, measure, series: most }: CallIn<'investigate/timeline'>,
  options: RunOptions = {},
): Promise<CallOut<'investigate/timeline'>> {
  const rows = await ask(opened, timelineSql(lensOf(filters), split, measure, most), options);
  const covered = await ask(opened, coveredMonthsSql(), options);
  const listings = await ask(opened, listingsSql(), options);
  const series = ofKind(rows, 'series').toSorted((a, b) => a.count('place') - b.count('place'));
  const index = new Map(series.map((row, i) => [row.count('place'), i]));
  const cells = ofKind(rows, 'cell').map((row) => ({
    month: row.text('month'),
    series: index.get(row.count('place')) ?? 0,
    ...row.amount(),
  }));
  return {
    series: series.map((row) => ({ name: row.text('member'), rest: row.flag('rest'), members: row.count('members') })),
    cells: cells.flatMap(({ month, ...cell }) => (month === null ? [] : [{ month, ...cell }])),
    covered: covered.map((row) => ({ month: row.text('month') ?? '', lines: row.count('lines') })),
    listings: listings.map((row) => ({
      date: row.text('date') ?? '',
      names: (row.text('names') ?? '').split('\u001f'),
      count: row.count('n'),
    })),
    all: {
      lines: cells.reduce((sum, cell) => sum + cell.lines, 0),
      valued: cells.reduce((sum, cell) => sum + cell.valued, 0),
      usd: sumUsd(cells.map((cell) => cell.usd)),
      undated: cells.filter((cell) => cell.month === null).reduce((sum, cell) => sum + cell.lines, 0),
    },
  };
}
