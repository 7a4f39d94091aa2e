/**
 * The query that does a chart's summing where its rows are many: millions of rows become as many as the chart has marks.
 * The text goes into a cell of the notebook, where it is read and changed like any other.
 */
import { ident } from '../sql/sql.ts';
import type { ChartForm, FieldTypes, TimeUnit } from './chart-form.ts';

const PERIOD: Readonly<Record<TimeUnit, string | null>> = {
  none: null,
  year: 'year',
  yearquarter: 'quarter',
  yearmonth: 'month',
  yearweek: 'week',
  yearmonthdate: 'day',
};
const BINS = 40;
/** Rows of a sample; the same each time. */
const SAMPLE = 20_000;

const written = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : ident(name).text);

export interface ChartQuery {
  /** Name for the new cell, if it is free. */
  readonly name: string;
  readonly source: string;
  /** The chart of its rows. */
  readonly form: ChartForm;
  /** What it does, for people. */
  readonly what: string;
}

/** @param data the cell that gives the rows @returns null where nothing can be summed up */
export function chartQuery(form: ChartForm, data: string, types: FieldTypes): ChartQuery | null {
  const { kind, x, y, colour, aggregate } = form;
  const from = written(data);
  if (kind === 'scatter' || kind === 'box') {
    return {
      name: `${data}_sample`,
      source: `from ${from} using sample reservoir(${SAMPLE} rows) repeatable (1)`,
      form,
      what: `Draw a sample of ${SAMPLE} rows`,
    };
  }
  if (x === '') return null;
  const column = written(x);
  if (kind === 'histogram') {
    return {
      name: `${data}_bins`,
      source: [
        `with bounds as (select min(${column})::double as lo, max(${column})::double as hi from ${from}),`,
        `  binned as (select lo, hi, least(${BINS - 1}, coalesce(floor(${BINS} * (${column}::double - lo) / nullif(hi - lo, 0)), 0)) as bin`,
        `    from ${from}, bounds where ${column} is not null)`,
        `select lo + (hi - lo) * bin / ${BINS} as ${written(x)}, lo + (hi - lo) * (bin + 1) / ${BINS} as bin_end, count(*) as rows`,
        'from binned',
        'group by all',
        'order by all',
      ].join('\n'),
      form: { ...form, y: 'rows', colour: '', aggregate: 'none', binEnd: 'bin_end' },
      what: `Count in ${BINS} bins`,
    };
  }
  const measured = kind === 'heat' ? colour : y;
  const how = aggregate === 'none' ? (kind === 'map' ? 'sum' : null) : aggregate;
  if (how === null) return null;
  const period = types.get(x) === 'temporal' ? PERIOD[form.timeUnit] : null;
  const dimensions = [
    period === null ? column : `date_trunc('${period}', ${column})::date as ${column}`,
    ...(kind === 'heat' ? [written(y)] : kind === 'map' || colour === '' ? [] : [written(colour)]),
  ];
  const taken = new Set([x, kind === 'heat' ? y : colour]);
  const counted = how === 'count' || measured === '';
  const name = counted ? 'rows' : taken.has(measured) ? `${measured}_${how}` : measured;
  const call = how === 'distinct' ? `count(distinct ${written(measured)})` : `${how}(${written(measured)})`;
  const value = counted ? 'count(*)' : call;
  return {
    name: `${data}_by_${x}`.toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, '_'),
    source: [
      `select ${[...dimensions, `${value} as ${written(name)}`].join(', ')}`,
      `from ${from}`,
      'group by all',
      'order by all',
    ].join('\n'),
    form: { ...form, aggregate: 'none', ...(kind === 'heat' ? { colour: name } : { y: name }) },
    what: counted ? 'Count in SQL' : `Take the ${how} in SQL`,
  };
}
