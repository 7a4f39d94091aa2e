/**
 * The form for those who do not know Vega-Lite: what a chart shows, as a few choices. It writes a specification, which is
 * a text like any other afterwards, and reads back those that it wrote. Pure.
 */
import type { ColumnInfo } from '../contract/values.ts';
import type { ChartSpec, Json } from './chart-spec.ts';
import { ROWS, WORLD } from './world.ts';

export const CHART_KINDS = ['bar', 'line', 'area', 'scatter', 'histogram', 'box', 'heat', 'map'] as const;
export type ChartKind = (typeof CHART_KINDS)[number];
export const AGGREGATES = ['none', 'sum', 'count', 'mean', 'median', 'min', 'max', 'distinct'] as const;
export type Aggregate = (typeof AGGREGATES)[number];
export const TIME_UNITS = ['none', 'year', 'yearquarter', 'yearmonth', 'yearweek', 'yearmonthdate'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];
export const SORTS = ['none', 'descending', 'ascending'] as const;
export type Sort = (typeof SORTS)[number];

export interface ChartForm {
  readonly kind: ChartKind;
  /** Column of the categories, times or amounts; of a map that of the countries (ISO alpha-2). */
  readonly x: string;
  /** Column of the values; of a heat map that of the other categories; empty where rows are counted. */
  readonly y: string;
  /** Column that parts by colour; of a heat map that of the values. Empty: none. */
  readonly colour: string;
  readonly aggregate: Aggregate;
  /** Of `x`, if it is a time. */
  readonly timeUnit: TimeUnit;
  /** Of bars, by value. */
  readonly sort: Sort;
  readonly title: string;
  /** Of a histogram: the column where each bar ends, if the rows are counted already. Else empty. */
  readonly binEnd: string;
}

type FieldType = 'quantitative' | 'temporal' | 'nominal';
/** The type of each column as a chart takes it. */
export type FieldTypes = ReadonlyMap<string, FieldType>;

export const fieldTypes = (columns: readonly ColumnInfo[]): FieldTypes =>
  new Map(
    columns.map(({ name, kind }) => [
      name,
      kind === 'date' || kind === 'timestamp'
        ? 'temporal'
        : kind === 'integer' || kind === 'decimal' || kind === 'float'
          ? 'quantitative'
          : 'nominal',
    ]),
  );

/** What a first look at some columns suggests. */
export function suggestForm(columns: readonly ColumnInfo[]): ChartForm {
  const types = fieldTypes(columns);
  const first = (type: FieldType): string => columns.find((column) => types.get(column.name) === type)?.name ?? '';
  const time = first('temporal');
  const name = first('nominal');
  const x = time || name || columns[0]?.name || '';
  const y = columns.find((column) => types.get(column.name) === 'quantitative' && column.name !== x)?.name ?? '';
  return {
    kind: time === '' ? 'bar' : 'line',
    x,
    y,
    colour: time !== '' && name !== '' ? name : '',
    aggregate: y === '' ? 'count' : 'none',
    timeUnit: 'none',
    sort: time === '' ? 'descending' : 'none',
    title: '',
    binEnd: '',
  };
}

type Part = { readonly [key: string]: Json };

/** A field name as Vega-Lite reads it: dots and brackets are no paths. */
const fieldName = (name: string): string => name.replace(/[.[\]\\]/g, '\\$&');
const plainName = (field: string): string => field.replace(/\\(.)/g, '$1');

/** The specification that a form stands for. */
export function writeChart(form: ChartForm, types: FieldTypes): ChartSpec {
  const { kind, x, y, colour, aggregate, timeUnit, sort, title, binEnd } = form;
  const typeOf = (name: string): FieldType => types.get(name) ?? 'nominal';
  const field = (name: string): Part => ({ field: fieldName(name), type: typeOf(name) });
  const dimension = (name: string, withTime = false): Part => {
    const type = typeOf(name);
    if (type === 'temporal') return { ...field(name), ...(withTime && timeUnit !== 'none' ? { timeUnit } : {}) };
    return { field: fieldName(name), type: type === 'quantitative' && kind !== 'scatter' ? 'ordinal' : type };
  };
  const measure = (name: string): Part =>
    aggregate === 'count' || name === ''
      ? { aggregate: 'count', type: 'quantitative' }
      : { ...(aggregate === 'none' ? {} : { aggregate }), field: fieldName(name), type: 'quantitative' };
  const series: Part = colour === '' ? {} : { color: dimension(colour) };
  const head: Part = title === '' ? {} : { title };
  const wrap = (mark: Json, encoding: Part): ChartSpec => ({ ...head, mark, encoding });
  switch (kind) {
    case 'bar': {
      const order = (channel: string): Part =>
        sort === 'none' ? {} : { sort: `${sort === 'descending' ? '-' : ''}${channel}` };
      // Names are read from left to right: bars of names lie.
      if (typeOf(x) === 'nominal')
        return wrap(
          { type: 'bar', tooltip: true },
          { y: { ...dimension(x), ...order('x') }, x: measure(y), ...series },
        );
      return wrap(
        { type: 'bar', tooltip: true },
        { x: { ...dimension(x, true), ...order('y') }, y: measure(y), ...series },
      );
    }
    case 'line':
      return wrap({ type: 'line', point: true, tooltip: true }, { x: dimension(x, true), y: measure(y), ...series });
    case 'area':
      return wrap({ type: 'area', tooltip: true }, { x: dimension(x, true), y: measure(y), ...series });
    case 'scatter':
      return wrap({ type: 'point', tooltip: true }, { x: dimension(x), y: dimension(y), ...series });
    case 'histogram':
      return binEnd === ''
        ? wrap(
            { type: 'bar', tooltip: true },
            {
              x: { field: fieldName(x), type: 'quantitative', bin: { maxbins: 40 } },
              y: { aggregate: 'count', type: 'quantitative' },
              ...series,
            },
          )
        : wrap(
            { type: 'bar', tooltip: true },
            {
              x: { field: fieldName(x), type: 'quantitative', bin: { binned: true } },
              x2: { field: fieldName(binEnd) },
              y: measure(y),
            },
          );
    case 'box':
      return wrap(
        { type: 'boxplot' },
        { ...(x === '' ? {} : { x: dimension(x) }), y: { field: fieldName(y), type: 'quantitative' } },
      );
    case 'heat':
      return wrap({ type: 'rect', tooltip: true }, { x: dimension(x, true), y: dimension(y), color: measure(colour) });
    case 'map':
      return {
        ...head,
        projection: { type: 'equalEarth', pointRadius: 2.5 },
        height: 340,
        layer: [
          {
            data: { name: WORLD },
            mark: { type: 'geoshape', fill: '#8a94a033', stroke: '#8a94a066', strokeWidth: 0.5 },
          },
          {
            data: { name: WORLD },
            transform: [
              { lookup: 'id', from: { data: { name: ROWS }, key: fieldName(x), fields: [fieldName(y)] } },
              { filter: { field: fieldName(y), valid: true } },
            ],
            mark: { type: 'geoshape', stroke: '#8a94a066', strokeWidth: 0.5, tooltip: true },
            encoding: {
              color: { field: fieldName(y), type: 'quantitative' },
              tooltip: [
                { field: 'properties.name', type: 'nominal', title: 'country' },
                { field: fieldName(y), type: 'quantitative', format: ',' },
              ],
            },
          },
        ],
      };
  }
}

export const chartText = (form: ChartForm, types: FieldTypes): string =>
  JSON.stringify(writeChart(form, types), null, 2);

const record = (value: Json | undefined): Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Part) : {};
const nameIn = (part: Part): string => (typeof part['field'] === 'string' ? plainName(part['field']) : '');

/**
 * The form that wrote a specification.
 * @returns null for what the form did not write, or what was changed since beyond it
 */
export function readChart(source: string): ChartForm | null {
  let spec: ChartSpec;
  try {
    spec = JSON.parse(source) as ChartSpec;
  } catch {
    return null;
  }
  const encoding = record(spec['encoding']);
  const [x, y, color] = [record(encoding['x']), record(encoding['y']), record(encoding['color'])];
  const mark = record(spec['mark'])['type'];
  const kinds: Readonly<Record<string, ChartKind>> = {
    bar: 'bar',
    line: 'line',
    area: 'area',
    point: 'scatter',
    boxplot: 'box',
    rect: 'heat',
  };
  const isMap = Array.isArray(spec['layer']);
  const kind = isMap ? 'map' : 'bin' in x ? 'histogram' : typeof mark === 'string' ? kinds[mark] : undefined;
  if (kind === undefined) return null;
  const lying = kind === 'bar' && y['type'] === 'nominal';
  const [dim, value] = lying ? [y, x] : [x, kind === 'heat' ? color : y];
  const timeUnit = TIME_UNITS.find((unit) => unit === dim['timeUnit']) ?? 'none';
  const aggregate = AGGREGATES.find((each) => each === value['aggregate']) ?? 'none';
  const order = dim['sort'];
  const layer = isMap ? record((spec['layer'] as readonly Json[])[1]) : {};
  const transform = Array.isArray(layer['transform']) ? record((layer['transform'] as readonly Json[])[0]) : {};
  const from = record(transform['from']);
  const fields = Array.isArray(from['fields']) ? (from['fields'] as readonly Json[]) : [];
  const text = (json: Json | undefined): string => (typeof json === 'string' ? plainName(json) : '');
  const form: ChartForm = {
    kind,
    x: isMap ? text(from['key']) : nameIn(dim),
    y: isMap ? text(fields[0]) : lying ? nameIn(x) : nameIn(y),
    colour: nameIn(color),
    aggregate: kind === 'histogram' && !('x2' in encoding) ? 'count' : aggregate,
    timeUnit,
    sort: typeof order === 'string' ? (order.startsWith('-') ? 'descending' : 'ascending') : 'none',
    title: typeof spec['title'] === 'string' ? spec['title'] : '',
    binEnd: nameIn(record(encoding['x2'])),
  };
  const types = new Map<string, FieldType>();
  for (const part of [x, y, color]) {
    const type = part['type'];
    const known = type === 'ordinal' ? 'quantitative' : type;
    if (known === 'temporal' || known === 'nominal' || known === 'quantitative') types.set(nameIn(part), known);
  }
  return JSON.stringify(writeChart(form, types)) === JSON.stringify(spec) ? form : null;
}
