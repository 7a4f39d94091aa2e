/**
 * The figures of the data-quality page, for one source or the whole case, in two calls: `qualitySummary` scans
 * `shipments` a few times, `qualityDetail` also looks at raw cells and compares lines with their like.
 */
import path from 'node:path';
import type { RunOptions } from '../../shared/contract/engine.ts';
import type { QualityDetail, QualitySummary } from '../../shared/contract/quality-calls.ts';
import { CancelledError, WaybillError } from '../../shared/errors.ts';
import { failedCellsSql, parses } from '../../shared/shipments/build-sql.ts';
import { coverageOf } from '../../shared/shipments/coverage.ts';
import { isShipmentField, SHIPMENT_FIELDS, type ShipmentField } from '../../shared/shipments/fields.ts';
import { readHeaderConcepts } from '../../shared/shipments/header-concepts.ts';
import { mapColumns } from '../../shared/shipments/map-columns.ts';
import {
  CHECKS,
  contractValuesSql,
  countOutliersSql,
  monthsSql,
  ofSource,
  OUTLIERS,
  outliersSql,
  OVERVIEW,
  overviewSql,
  rejectsOfSource,
  rowsInsideUnion,
  rowsOfMonth,
  rowsOfSource,
  rowsOfStatus,
  rowsOfUnknownCodes,
  rowsShared,
  rowsWhere,
  rowsWithout,
  saidCellsSql,
  sharedLinesSql,
  unionDeclarationSql,
  unknownCodesSql,
  unparsedRowsSql,
} from '../../shared/shipments/quality-sql.ts';
import { ident, join, literal, sql, type Sql } from '../../shared/sql/sql.ts';
import type { CaseSource } from '../case/sources.ts';
import { rawViewName } from '../case/views.ts';
import { planOf, sourceBuilds, textQuery, type BuildTarget } from './build.ts';
import { sourceRelation } from '../case/source-sql.ts';
import { caseLexicon } from './map-file.ts';
import { nomenclatureNames } from './nomenclature.ts';

type Overview = Record<(typeof OVERVIEW)[number], string | null> & {
  readonly source_id: string;
  readonly fields: ReadonlyMap<ShipmentField, number>;
  readonly checks: readonly number[];
};

const fileName = (source: CaseSource): string => path.posix.basename(source.path.replaceAll('\\', '/'));

/** Decimal texts of two digits, added without losing a cent. */
function addMoney(values: readonly (string | null | undefined)[]): string {
  const cents = values.reduce((sum, v) => sum + (v == null ? 0n : BigInt(v.replace('.', ''))), 0n);
  const text = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
}

async function readOverview(target: BuildTarget, scope: string | null, options?: RunOptions): Promise<Overview[]> {
  const rows = await textQuery(target.engine, options)(overviewSql(scope));
  return rows.map((row) => {
    const figures = Object.fromEntries(OVERVIEW.map((name, i) => [name, row[i + 1] ?? null]));
    const fields = row.slice(1 + OVERVIEW.length);
    return {
      ...(figures as Record<(typeof OVERVIEW)[number], string | null>),
      source_id: row[0]!,
      fields: new Map(SHIPMENT_FIELDS.map((f, i) => [f.name, Number(fields[i])])),
      checks: fields.slice(SHIPMENT_FIELDS.length).map(Number),
    };
  });
}

/** @throws WaybillError 'case/unknown-source' */
function sourcesIn(target: QualityTarget, scope: string | null): readonly CaseSource[] {
  return scope === null ? target.sources : [target.source(scope)];
}

export interface QualityTarget extends BuildTarget {
  source(id: string): CaseSource;
  /** Ids of the sources, the one that leads first. */
  readonly sourceOrder: readonly string[];
}

/**
 * @param scope id of a source; null = the whole case
 * @throws WaybillError 'case/unknown-source'
 */
export async function qualitySummary(
  target: QualityTarget,
  scope: string | null,
  options?: RunOptions,
): Promise<QualitySummary> {
  const sources = sourcesIn(target, scope);
  const query = textQuery(target.engine, options);
  const builds = new Map((await sourceBuilds(target)).map((b) => [b.source_id, b]));
  const overview = await readOverview(target, scope, options);
  const sum = (name: (typeof OVERVIEW)[number]): number => overview.reduce((n, o) => n + Number(o[name] ?? 0), 0);
  const money = (name: (typeof OVERVIEW)[number]): string => addMoney(overview.map((o) => o[name]));
  const lines = sum('lines');
  return {
    source_id: scope,
    sources: sources.map((source) => {
      const own = overview.find((o) => o.source_id === source.source_id);
      const figure = (name: (typeof OVERVIEW)[number]): number => Number(own?.[name] ?? 0);
      const build = builds.get(source.source_id);
      return {
        source_id: source.source_id,
        file: fileName(source),
        layout: source.layout,
        added: build?.added ?? false,
        reason: build === undefined ? 'It was not built yet.' : build.reason,
        remarks: [...(build?.remarks ?? [])],
        read: source.records_read,
        rejected: source.records_rejected,
        lines: figure('lines'),
        current: figure('current'),
        superseded: figure('superseded'),
        deleted: figure('deleted'),
        duplicate: figure('duplicate'),
        possible_duplicate: figure('possible_duplicate'),
        sql: {
          lines: rowsOfSource(source.source_id).text,
          current: rowsOfStatus('current', source.source_id).text,
          superseded: rowsOfStatus('superseded', source.source_id).text,
          deleted: rowsOfStatus('deleted', source.source_id).text,
          duplicate: rowsOfStatus('duplicate', source.source_id).text,
          rejected: rejectsOfSource(source.source_id).text,
        },
        usd: own?.usd ?? '0.00',
      };
    }),
    order: [...target.sourceOrder],
    statuses: (['current', 'superseded', 'deleted', 'duplicate', 'possible_duplicate'] as const).map((name) => {
      const status = name.replace('_', ' ');
      return {
        status,
        lines: sum(name),
        usd: money(name === 'current' ? 'usd' : `usd_${name}`),
        sql: rowsOfStatus(status, scope).text,
      };
    }),
    coverage: coverage(await query(monthsSql(scope)), sum('undated'), sources, scope),
    empty: SHIPMENT_FIELDS.map((f) => ({
      field: f.name,
      group: f.group,
      empty: lines - overview.reduce((n, o) => n + (o.fields.get(f.name) ?? 0), 0),
      lines,
      sql: rowsWithout(f.name, scope).text,
    })),
    values: [
      {
        basis: 'statistical value',
        currency: 'USD',
        lines: sum('usd_lines'),
        total: money('usd'),
        note: null,
        sql: rowsWhere(sql`value_usd IS NOT NULL`, scope).text,
      },
      ...(await query(contractValuesSql(scope))).map(([currency, n, total]) => ({
        basis: 'contract value',
        currency: currency ?? 'not stated',
        lines: Number(n),
        total: total ?? '0.00',
        note: currency === null ? 'Its currency is not known.' : null,
        sql: rowsWhere(
          sql`invoice_value IS NOT NULL AND currency ${currency === null ? sql`IS NULL` : sql`= ${literal(currency!)}`}`,
          scope,
        ).text,
      })),
      ...(sum('customs_lines') === 0
        ? []
        : [
            {
              basis: 'customs value',
              currency: 'national',
              lines: sum('customs_lines'),
              total: money('customs'),
              note: 'In the currency of the declaring country, which may differ between sources.',
              sql: rowsWhere(sql`customs_value IS NOT NULL`, scope).text,
            },
          ]),
    ],
    checks: CHECKS.map((check, i) => ({
      name: check.name,
      title: check.title,
      lines: overview.reduce((n, o) => n + (o.checks[i] ?? 0), 0),
      sql: rowsWhere(check.where, scope).text,
    })),
    blindSpots: blindSpots(scope, {
      union: lines > 0 && (await query(unionDeclarationSql(scope))).length > 0,
      inside: sum('inside_union'),
      current: sum('current'),
      withUsd: sum('usd_lines'),
      noLine: sum('no_line'),
      directions: lines === 0 ? [] : (await query(directionsSql(scope))).map(([d]) => d ?? null),
    }),
  };
}

const directionsSql = (scope: string | null): Sql =>
  sql`SELECT DISTINCT direction FROM shipments WHERE version_status = 'current' AND ${ofSource(scope)}`;

function coverage(
  rows: readonly (readonly (string | null)[])[],
  undated: number,
  sources: readonly CaseSource[],
  scope: string | null,
): QualitySummary['coverage'] {
  const counted = rows.map(([id, month, n, usd]) => ({ id: id!, month: month!, lines: Number(n), usd }));
  const { months, before, after } = coverageOf(counted);
  const outside: QualitySummary['coverage']['outside'] = [];
  const linesIn = (from: string, to: string): number =>
    counted.filter((c) => c.month >= from && c.month <= to).reduce((n, c) => n + c.lines, 0);
  if (before !== null)
    outside.push({
      title: `Far before the rest, ${before[0]} to ${before[1]}`,
      lines: linesIn(...before),
      sql: rowsWhere(sql`decl_date < ${literal(`${months[0]!}-01`)}::DATE`, scope).text,
    });
  if (after !== null)
    outside.push({
      title: `Far after the rest, ${after[0]} to ${after[1]}`,
      lines: linesIn(...after),
      sql: rowsWhere(sql`decl_date >= ${literal(`${months.at(-1)!}-01`)}::DATE + INTERVAL 1 MONTH`, scope).text,
    });
  if (undated > 0)
    outside.push({ title: 'Without a date', lines: undated, sql: rowsWhere(sql`decl_date IS NULL`, scope).text });
  const at = new Map(months.map((month, i) => [month, i]));
  return {
    months: months.map((month) => {
      const own = counted.filter((c) => c.month === month);
      return {
        month,
        lines: own.reduce((n, c) => n + c.lines, 0),
        usd: addMoney(own.map((c) => c.usd)),
        sql: rowsOfMonth(month, scope).text,
      };
    }),
    bySource: sources
      .map((source) => {
        const lines = months.map(() => 0);
        for (const c of counted) {
          const i = at.get(c.month);
          if (c.id === source.source_id && i !== undefined) lines[i] = c.lines;
        }
        return { source_id: source.source_id, lines };
      })
      .filter((s) => s.lines.some((n) => n > 0)),
    outside,
  };
}

interface Seen {
  readonly union: boolean;
  readonly inside: number;
  readonly current: number;
  readonly withUsd: number;
  readonly noLine: number;
  readonly directions: readonly (string | null)[];
}

const grouped = (n: number): string => n.toLocaleString('en');

/** What the data cannot show, in sentences. */
function blindSpots(
  scope: string | null,
  { union, inside, current, withUsd, noLine, directions }: Seen,
): QualitySummary['blindSpots'] {
  const spots: QualitySummary['blindSpots'] = [];
  const say = (text: string, lines = 0, rows?: Sql): void => {
    spots.push({ text, lines, sql: lines === 0 ? '' : (rows?.text ?? '') });
  };
  if (union)
    say(
      `Trade inside the Eurasian Economic Union is made without declarations: it is not observable here${inside > 0 ? `, except for ${grouped(inside)} lines that were declared all the same` : ''}. Its absence is not zero.`,
      inside,
      rowsInsideUnion(scope),
    );
  const [only] = directions;
  if (directions.length === 1 && only != null)
    say(`All current lines are of the direction ${only}: the other directions cannot be seen.`);
  if (current > withUsd)
    say(
      `${grouped(current - withUsd)} of ${grouped(current)} current lines state no value in US dollars; sums of value_usd leave them out.`,
      current - withUsd,
      rowsWhere(sql`value_usd IS NULL`, scope),
    );
  if (noLine > 0)
    say(
      `${grouped(noLine)} of ${grouped(current)} current lines have no line number: the same line in another file, or a later edition of it, cannot be recognised.`,
      noLine,
      rowsWhere(sql`line_no IS NULL`, scope),
    );
  return spots;
}

/**
 * @param scope id of a source; null = the whole case
 * @throws WaybillError 'case/unknown-source'
 */
export async function qualityDetail(
  target: QualityTarget,
  scope: string | null,
  options?: RunOptions,
): Promise<QualityDetail> {
  const sources = sourcesIn(target, scope);
  const query = textQuery(target.engine, options);
  const progress = (phase: string, fraction: number): void => options?.onProgress?.({ fraction, phase });
  progress('cells that do not parse', 0);
  const overview = await readOverview(target, scope, options);
  const unparsed = await unparsedCounts(target, sources, overview, options);
  progress('lines of two sources', 0.4);
  const repeats = overview.some((o) => Number(o.superseded) + Number(o.deleted) + Number(o.duplicate) > 0);
  const shared = repeats && target.sources.length > 1 ? await query(sharedLinesSql) : [];
  const place = (id: string): number => target.sourceOrder.indexOf(id);
  const outliers: QualityDetail['outliers'] = [];
  for (const kind of OUTLIERS) {
    progress('outliers', 0.6);
    const [row] = await query(countOutliersSql(kind, scope));
    outliers.push({
      name: kind.name,
      title: kind.title,
      lines: Number(row?.[0] ?? 0),
      sql: outliersSql(kind, scope).text,
    });
  }
  return {
    source_id: scope,
    unparsed,
    shared: shared
      .map(([a, b, n, copies, differing]) => {
        const [first, second] = place(a!) <= place(b!) ? [a!, b!] : [b!, a!];
        return {
          first,
          second,
          lines: Number(n),
          copies: Number(copies),
          differing: Number(differing),
          sql: rowsShared(first, second).text,
          copies_sql: rowsShared(first, second, 'copies').text,
          differing_sql: rowsShared(first, second, 'differing').text,
        };
      })
      .filter((s) => scope === null || s.first === scope || s.second === scope),
    outliers,
    hs: await unknownCodes(target, scope, options),
    open: await openColumns(target, sources, options),
  };
}

async function unknownCodes(
  target: QualityTarget,
  scope: string | null,
  options?: RunOptions,
): Promise<QualityDetail['hs']> {
  const nomenclature = await nomenclatureNames(target.engine);
  if (nomenclature === null) return { nomenclature, codes: 0, sql: '', lines: 0, lines_sql: '' };
  const statement = unknownCodesSql(sql`nomenclature_codes`, scope);
  const [row] = await textQuery(
    target.engine,
    options,
  )(sql`SELECT count(*), coalesce(sum(lines), 0) FROM (${statement})`);
  return {
    nomenclature,
    codes: Number(row?.[0] ?? 0),
    sql: statement.text,
    lines: Number(row?.[1] ?? 0),
    lines_sql: rowsOfUnknownCodes(sql`nomenclature_codes`, scope).text,
  };
}

/** Cells that say something and gave no value: those that say something, less the values. */
async function unparsedCounts(
  target: QualityTarget,
  sources: readonly CaseSource[],
  overview: readonly Overview[],
  options?: RunOptions,
): Promise<QualityDetail['unparsed']> {
  const found: QualityDetail['unparsed'] = [];
  for (const source of sources) {
    const own = overview.find((o) => o.source_id === source.source_id);
    if (own === undefined) continue;
    const typed = (field: ShipmentField): number =>
      (own.fields.get(field) ?? 0) - (field === 'exporter_country' ? Number(own.inferred ?? 0) : 0);
    const parts = Object.entries(source.mapping).flatMap(([column, field]) =>
      isShipmentField(field) && parses({ field }) && source.columns.includes(column) && typed(field) < Number(own.lines)
        ? [{ field, column }]
        : [],
    );
    if (parts.length === 0 || !(await isReadable(target, source, options))) continue;
    const { nullTokens } = source.settings;
    const [said] = await textQuery(
      target.engine,
      options,
    )(saidCellsSql(sourceRelation(target.folder, source), parts, nullTokens));
    parts.forEach((part, i) => {
      const cells = Number(said?.[i] ?? 0) - typed(part.field);
      if (cells > 0)
        found.push({
          source_id: source.source_id,
          file: fileName(source),
          field: part.field,
          header: headerOf(source, part.column),
          cells,
          sql: unparsedRowsSql(rawViewName(source.layout), source.source_id, part, nullTokens).text,
        });
    });
  }
  return found;
}

/** Whether the data of a source can be read; that it cannot is told when the case is opened. */
async function isReadable(target: QualityTarget, source: CaseSource, options?: RunOptions): Promise<boolean> {
  try {
    await target.engine.internal(sql`SELECT 1 FROM ${sourceRelation(target.folder, source)} LIMIT 1`, options);
    return true;
  } catch (error) {
    if (error instanceof WaybillError && !(error instanceof CancelledError)) return false;
    throw error;
  }
}

const headerOf = (source: CaseSource, column: string): string =>
  source.settings.columns.find((c) => c.name === column)?.header ?? column;

/** Rows from which a column is judged, as when it was added. */
const SAMPLE_ROWS = 2000;

/** The columns without a field, with the reason why: judged again, since only the result is kept. */
async function openColumns(
  target: QualityTarget,
  sources: readonly CaseSource[],
  options?: RunOptions,
): Promise<QualityDetail['open']> {
  const open: QualityDetail['open'] = [];
  const lexicon = caseLexicon(target.folder.layouts);
  for (const source of sources) {
    if (source.columns.length === 0 || !(await isReadable(target, source, options))) continue;
    const rows = await textQuery(
      target.engine,
      options,
    )(
      sql`SELECT ${join(source.columns.map(ident))} FROM ${sourceRelation(target.folder, source)} LIMIT ${literal(String(SAMPLE_ROWS))}::INTEGER`,
    );
    const judged = mapColumns(
      source.columns.map((name, i) => ({ header: headerOf(source, name), samples: rows.map((row) => row[i] ?? null) })),
      lexicon,
    );
    judged.forEach(({ header, reason, field }, i) => {
      if (source.mapping[source.columns[i]!] !== undefined) return;
      open.push({
        source_id: source.source_id,
        file: fileName(source),
        header,
        ...whyOpen(header, field, reason),
      });
    });
  }
  return open.sort((a, b) => Number(b.total) - Number(a.total));
}

function whyOpen(header: string, field: ShipmentField | null, reason: string): { reason: string; total: boolean } {
  if (field !== null) return { reason: `Left open, although it may be ${field}.`, total: false };
  if (/\btotal of the declaration\b/.test(reason)) return { reason, total: true };
  const sense = readHeaderConcepts(header);
  return sense.has('total') && sense.has('declaration')
    ? { reason: 'A total of the whole declaration, repeated on each of its lines: never to be summed.', total: true }
    : { reason, total: /\btotal\b/.test(reason) };
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
