/**
 * The Vega-Lite cells: what a chart may say. A chart draws the rows of its cell and reaches for nothing else: no data,
 * images or links from anywhere, no options of the embedding page, no expression beyond what the AST interpreter
 * computes. Everything that is not drawing is refused by name, with its path, before Vega sees it.
 */
import type { ColumnInfo, ColumnPage } from '../contract/values.ts';
import { WaybillError } from '../errors.ts';
import { usesWorld, worldCountries, worldDatasets } from './world.ts';

/** Text of one specification, in UTF-16 units. */
const MAX_SPEC = 1_000_000;
const MAX_DEPTH = 40;
/** Rows that a chart is drawn from; more belongs into `group by`. */
export const MAX_CHART_ROWS = 50_000;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type ChartSpec = { readonly [key: string]: Json };

/** Keys that reach outside, and why they are refused. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['url', 'loads data or images from outside'],
  ['href', 'makes the chart a link'],
  ['usermeta', 'sets options of the page that shows the chart'],
  ['loader', 'sets options of the page that shows the chart'],
  ['element', 'reaches into the page that shows the chart'],
  ['__proto__', 'is no part of a chart'],
  ['constructor', 'is no part of a chart'],
  ['prototype', 'is no part of a chart'],
]);
/** Keys whose texts are expressions. */
const EXPRESSIONS = new Set([
  'expr',
  'calculate',
  'filter',
  'test',
  'signal',
  'update',
  'labelExpr',
  'init',
  'on',
  'events',
]);
/** Words that no honest expression needs; they are how sandboxes of JavaScript are left. */
const TRICKS = /\b(?:constructor|prototype|__\w+__)\b|\\[ux]/;

const refuse = (path: string, why: string): WaybillError =>
  new WaybillError('chart/refused', `${path} ${why}, which a chart may not do. Remove it.`);

/**
 * Reads the text of a chart cell.
 * @throws WaybillError 'chart/unreadable', 'chart/refused'
 */
export function parseChart(source: string): ChartSpec {
  if (source.length > MAX_SPEC)
    throw new WaybillError('chart/unreadable', 'The chart is too long. Rows belong into a SQL cell, named by data=.');
  let spec: unknown;
  try {
    // Plain data without a prototype's help: `__proto__` arrives as a key of its own and is refused below.
    spec = JSON.parse(source);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new WaybillError('chart/unreadable', `The chart is not JSON: ${message}`, { cause });
  }
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec))
    throw new WaybillError('chart/unreadable', 'A chart is an object, as in { "mark": "bar", "encoding": { … } }.');
  check(spec as Json, 'the chart', 0, '');
  const { $schema } = spec as { $schema?: unknown };
  if (typeof $schema === 'string' && !/\/vega-lite\//.test($schema))
    throw new WaybillError(
      'chart/unreadable',
      'Only Vega-Lite charts are drawn; this one says that it is something else.',
    );
  usesWorld(spec as ChartSpec);
  return spec as ChartSpec;
}

function check(value: Json, path: string, depth: number, key: string): void {
  if (depth > MAX_DEPTH) throw new WaybillError('chart/refused', 'The chart is nested too deeply.');
  if (typeof value === 'string') {
    if (EXPRESSIONS.has(key) && TRICKS.test(value)) throw refuse(path, 'reaches beyond the chart');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) check(item as Json, `${path}[${i}]`, depth + 1, key);
    return;
  }
  const object = value as { readonly [key: string]: Json };
  // Rows written into the chart are values, whatever their columns are called.
  if (key === 'values' || key === 'datasets') return;
  if (object['type'] === 'image' || object['mark'] === 'image') throw refuse(path, 'draws images from outside');
  for (const [name, part] of Object.entries(object)) {
    const why = REFUSED.get(name);
    if (why !== undefined) throw refuse(`${path}.${name}`, why);
    check(part, `${path}.${name}`, depth + 1, name);
  }
}

/** Walks the encodings of a chart, layers and facets included. */
function channels(spec: Json): { readonly [key: string]: Json }[] {
  if (typeof spec !== 'object' || spec === null) return [];
  if (Array.isArray(spec)) return spec.flatMap((part) => channels(part as Json));
  return Object.entries(spec as { readonly [key: string]: Json }).flatMap(([key, value]) => {
    if (key === 'data' || key === 'datasets' || key === 'transform' || key === 'config') return [];
    const own = typeof value === 'object' && value !== null && !Array.isArray(value) && 'field' in value;
    return [...(own ? [value as { readonly [key: string]: Json }] : []), ...channels(value)];
  });
}

const has = (spec: Json, key: string): boolean =>
  typeof spec === 'object' &&
  spec !== null &&
  (Array.isArray(spec)
    ? spec.some((part) => has(part as Json, key))
    : Object.entries(spec).some(([name, value]) => name === key || has(value as Json, key)));

/**
 * Says that a chart names a column that its data does not have; nothing is said of charts that transform their data.
 * @throws WaybillError 'chart/unknown-field'
 */
export function checkFields(spec: ChartSpec, columns: readonly ColumnInfo[]): void {
  if (['transform', 'repeat', 'datasets', 'values'].some((key) => has(spec, key))) return;
  const names = new Set(columns.map((column) => column.name));
  for (const { field } of channels(spec)) {
    if (typeof field !== 'string' || /[.[\]\\]/.test(field) || names.has(field)) continue;
    throw new WaybillError(
      'chart/unknown-field',
      `The chart shows “${field}”, but its data has no such column. It has: ${[...names].join(', ')}.`,
    );
  }
}

/**
 * The rows of a result as a chart takes them: numbers as numbers; dates and times, where the chart shows them on a time
 * scale, as local time, so that a day is that day in every time zone.
 */
export function chartRows(
  spec: ChartSpec,
  columns: readonly ColumnInfo[],
  pages: readonly ColumnPage[],
): Record<string, string | number | boolean | null>[] {
  const temporal = new Set(
    channels(spec)
      .filter((channel) => channel['type'] === 'temporal' || channel['timeUnit'] !== undefined)
      .map((channel) => channel['field']),
  );
  const convert = columns.map((column) => (value: string | number | boolean | null) => {
    if (typeof value !== 'string') return value;
    if (column.kind === 'integer' || column.kind === 'decimal' || column.kind === 'float') return Number(value);
    if (!temporal.has(column.name)) return value;
    if (column.kind === 'date') return `${value}T00:00:00`;
    return column.kind === 'timestamp' ? value.replace(' ', 'T') : value;
  });
  return pages.flatMap((page) =>
    Array.from({ length: page.rows }, (_, row) =>
      Object.fromEntries(columns.map((column, i) => [column.name, convert[i]!(page.columns[i]?.[row] ?? null)])),
    ),
  );
}

/**
 * The chart with its rows and a size, ready for Vega-Lite; where the chart has rows of its own, they stay. A chart of the
 * map gets the map as well.
 */
export async function withData(
  spec: ChartSpec,
  rows: readonly Record<string, unknown>[] | null,
  width: number,
): Promise<ChartSpec> {
  const data: ChartSpec = usesWorld(spec)
    ? { datasets: { ...(spec['datasets'] as ChartSpec | undefined), ...worldDatasets(await worldCountries(), rows) } }
    : rows === null
      ? {}
      : { data: { values: rows as unknown as Json } };
  const composed = ['hconcat', 'vconcat', 'concat', 'repeat', 'facet'].some((key) => key in spec);
  const size: ChartSpec = composed || (spec['width'] !== undefined && spec['width'] !== 'container') ? {} : { width };
  const height: ChartSpec = spec['height'] === 'container' ? { height: Math.round(width * 0.6) } : {};
  return { ...spec, ...data, ...size, ...height };
}
