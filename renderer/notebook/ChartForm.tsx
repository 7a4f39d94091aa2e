/** The form of a chart: its choices write the specification at once; what it did not write it does not touch unasked. */
import { useMemo, useState } from 'react';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { ColumnInfo } from '../../shared/contract/values.ts';
import {
  AGGREGATES,
  CHART_KINDS,
  chartText,
  fieldTypes,
  readChart,
  SORTS,
  suggestForm,
  TIME_UNITS,
  type Aggregate,
  type ChartForm as Form,
  type ChartKind,
  type Sort,
  type TimeUnit,
} from '../../shared/notebook/chart-form.ts';
import { chartQuery } from '../../shared/notebook/chart-sql.ts';
import { formatCount } from '../grid/format.ts';
import type { NotebookDesk } from './notebook-desk.ts';

const KIND_TEXT: Readonly<Record<ChartKind, string>> = {
  bar: 'Bars',
  line: 'Line',
  area: 'Area',
  scatter: 'Scatter',
  histogram: 'Histogram',
  box: 'Box plot',
  heat: 'Heat map',
  map: 'World map',
};
const AGGREGATE_TEXT: Readonly<Record<Aggregate, string>> = {
  none: 'as it is',
  sum: 'sum',
  count: 'number of rows',
  mean: 'mean',
  median: 'median',
  min: 'least',
  max: 'most',
  distinct: 'number of different',
};
const TIME_TEXT: Readonly<Record<TimeUnit, string>> = {
  none: 'as it is',
  year: 'by year',
  yearquarter: 'by quarter',
  yearmonth: 'by month',
  yearweek: 'by week',
  yearmonthdate: 'by day',
};
const SORT_TEXT: Readonly<Record<Sort, string>> = {
  none: 'by name',
  descending: 'largest first',
  ascending: 'smallest first',
};

/** Rows beyond which the summing belongs into SQL. */
const MANY_ROWS = 5_000;

interface ChartFormProps {
  readonly desk: NotebookDesk;
  readonly cellKey: string;
  readonly label: string;
  readonly source: string;
  /** The cell that gives the rows. */
  readonly data: string | null;
  readonly columns: readonly ColumnInfo[] | null;
  readonly rowCount: number | null;
}

const options = <T extends string>(
  all: readonly T[],
  text: Readonly<Record<T, string>>,
): { value: T; label: string }[] => all.map((value) => ({ value, label: text[value] }));

export function ChartForm({ desk, cellKey, label, source, data, columns, rowCount }: ChartFormProps) {
  const read = useMemo(() => readChart(source), [source]);
  const suggested = useMemo(() => (columns ? suggestForm(columns) : null), [columns]);
  const cells = desk.dataCells();
  const form = read ?? suggested;
  const types = useMemo(() => fieldTypes(columns ?? []), [columns]);
  // A specification that a person wrote is left alone until the form is asked to replace it.
  const [replace, setReplace] = useState(false);
  const own = read === null && !/^\s*\{\s*"mark":\s*"bar"\s*\}\s*$/.test(source) && source.trim() !== '';
  const may = !own || replace;

  const set = (change: Partial<Form>): void => {
    if (form) desk.setChart(cellKey, chartText(fitted({ ...form, ...change }), types));
  };
  const names = (columns ?? []).map((column) => column.name);
  const column = (empty: string | null): { value: string; label: string }[] => [
    ...(empty === null ? [] : [{ value: '', label: empty }]),
    ...names.map((name) => ({ value: name, label: name })),
  ];
  const kind = form?.kind ?? 'bar';
  const query = form && data !== null ? chartQuery(form, data, types) : null;
  const isTime = form !== null && types.get(form.x) === 'temporal';

  return (
    <div className="wb-chart-form" role="group" aria-label={`Form of ${label}`}>
      <NativeSelect
        label="Rows of"
        value={data ?? ''}
        data={[
          ...(data === null ? [{ value: '', label: 'choose a cell' }] : []),
          ...cells.map((name) => ({ value: name, label: name })),
        ]}
        onChange={(event) => desk.setChartData(cellKey, event.currentTarget.value)}
      />
      {columns === null && data !== null && (
        <Button variant="default" onClick={() => desk.runNamed(data)}>
          Run {data} to see its columns
        </Button>
      )}
      {own && !replace && (
        <p className="wb-note">
          This chart was written by hand.{' '}
          <button type="button" className="wb-link" onClick={() => setReplace(true)}>
            Write it anew with the form
          </button>
        </p>
      )}
      {form && columns && may && (
        <>
          <NativeSelect
            label="Kind"
            value={kind}
            data={options(CHART_KINDS, KIND_TEXT)}
            onChange={(event) => set({ kind: event.currentTarget.value as ChartKind })}
          />
          <NativeSelect
            label={kind === 'map' ? 'Country (two letters)' : kind === 'scatter' ? 'Across' : 'By'}
            value={form.x}
            data={column(kind === 'box' ? 'all together' : null)}
            onChange={(event) => set({ x: event.currentTarget.value })}
          />
          {isTime && kind !== 'scatter' && kind !== 'histogram' && (
            <NativeSelect
              label="Time"
              value={form.timeUnit}
              data={options(TIME_UNITS, TIME_TEXT)}
              onChange={(event) => set({ timeUnit: event.currentTarget.value as TimeUnit })}
            />
          )}
          {kind !== 'histogram' && (
            <NativeSelect
              label={kind === 'heat' ? 'And by' : kind === 'scatter' ? 'Upwards' : 'Value'}
              value={form.y}
              data={column(kind === 'heat' || kind === 'box' || kind === 'map' || kind === 'scatter' ? null : 'rows')}
              onChange={(event) => set({ y: event.currentTarget.value })}
            />
          )}
          {kind !== 'map' && kind !== 'box' && (
            <NativeSelect
              label={kind === 'heat' ? 'Value' : 'Colour'}
              value={form.colour}
              data={column(kind === 'heat' ? 'rows' : 'one')}
              onChange={(event) => set({ colour: event.currentTarget.value })}
            />
          )}
          {!['scatter', 'histogram', 'box', 'map'].includes(kind) && (
            <NativeSelect
              label="Taken"
              value={form.aggregate}
              data={options(AGGREGATES, AGGREGATE_TEXT)}
              onChange={(event) => set({ aggregate: event.currentTarget.value as Aggregate })}
            />
          )}
          {kind === 'bar' && (
            <NativeSelect
              label="Order"
              value={form.sort}
              data={options(SORTS, SORT_TEXT)}
              onChange={(event) => set({ sort: event.currentTarget.value as Sort })}
            />
          )}
          <TextInput
            label="Title"
            value={form.title}
            placeholder="none"
            onChange={(event) => set({ title: event.currentTarget.value })}
          />
          {query && form.binEnd === '' && (
            <div className="wb-chart-form-sql">
              <Button variant="default" onClick={() => desk.aggregateChart(cellKey, query, types)}>
                {query.what}
              </Button>
              <span className="wb-note">
                {(rowCount ?? 0) > MANY_ROWS
                  ? `${formatCount(rowCount ?? 0)} rows: a query above the chart makes it fast.`
                  : kind === 'map'
                    ? 'A map needs one row for each country: a query above the chart makes them.'
                    : 'Adds a query above the chart.'}
              </span>
            </div>
          )}
        </>
      )}
    </div>
  );
}

/** What a change of kind leaves without meaning is taken away. */
function fitted(form: Form): Form {
  const { kind } = form;
  return {
    ...form,
    sort: kind === 'bar' ? form.sort : 'none',
    colour: kind === 'map' || kind === 'box' ? '' : form.colour,
    aggregate: kind === 'histogram' ? 'count' : ['scatter', 'box', 'map'].includes(kind) ? 'none' : form.aggregate,
    timeUnit: kind === 'scatter' || kind === 'histogram' || kind === 'map' ? 'none' : form.timeUnit,
    binEnd: kind === 'histogram' ? form.binEnd : '',
  };
}
