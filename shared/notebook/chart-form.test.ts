import { describe, expect, test } from 'vitest';
import type { ColumnInfo } from '../contract/values.ts';
import {
  AGGREGATES,
  CHART_KINDS,
  chartText,
  fieldTypes,
  readChart,
  SORTS,
  suggestForm,
  TIME_UNITS,
  type ChartForm,
} from './chart-form.ts';
import { chartQuery } from './chart-sql.ts';
import { parseChart } from './chart-spec.ts';
import { splitStatements } from '../sql/tokens.ts';
import { referencesOf } from './references.ts';

const columns: ColumnInfo[] = [
  { name: 'day', type: 'DATE', kind: 'date' },
  { name: 'Seller "A".x', type: 'VARCHAR', kind: 'text' },
  { name: 'usd', type: 'DECIMAL(18,2)', kind: 'decimal' },
  { name: 'country', type: 'VARCHAR', kind: 'text' },
];
const types = fieldTypes(columns);

const forms: ChartForm[] = CHART_KINDS.flatMap((kind) =>
  ['day', 'Seller "A".x', 'usd'].flatMap((x) =>
    AGGREGATES.flatMap((aggregate) =>
      SORTS.map((sort, i): ChartForm => ({
        kind,
        x,
        y: kind === 'heat' ? 'country' : x === 'usd' ? 'day' : 'usd',
        colour: kind === 'heat' ? 'usd' : i === 0 && kind !== 'map' && kind !== 'box' ? 'country' : '',
        aggregate,
        timeUnit: TIME_UNITS[i]!,
        sort,
        title: i === 1 ? 'A title' : '',
        binEnd: '',
      })),
    ),
  ),
);

describe('the form of a chart', () => {
  test('writes what may be drawn, and reads back what it wrote to the same text', () => {
    for (const form of forms) {
      const text = chartText(form, types);
      parseChart(text);
      const back = readChart(text);
      if (back) expect(chartText(back, types)).toBe(text);
      else expect(`${form.kind} ${form.x} ${form.y}`).toBe('read back');
    }
  });

  test('leaves colours to the page that draws it, light or dark', () => {
    for (const form of forms) expect(chartText(form, types)).not.toContain('scheme');
  });

  test('does not claim what a person changed or wrote', () => {
    const [form] = forms;
    const spec = JSON.parse(chartText(form!, types)) as Record<string, unknown>;
    expect(readChart(JSON.stringify({ ...spec, width: 200 }))).toBeNull();
    expect(readChart('{"mark":"bar","encoding":{"x":{"field":"a"}}}')).toBeNull();
    expect(readChart('{"layer":[]}')).toBeNull();
    expect(readChart('not json')).toBeNull();
  });

  test('suggests a line for times, bars for names, counts where nothing can be summed', () => {
    expect(suggestForm(columns)).toMatchObject({ kind: 'line', x: 'day', y: 'usd' });
    expect(suggestForm(columns.slice(1, 3))).toMatchObject({
      kind: 'bar',
      x: 'Seller "A".x',
      y: 'usd',
      sort: 'descending',
    });
    expect(suggestForm(columns.slice(1, 2))).toMatchObject({ kind: 'bar', y: '', aggregate: 'count' });
  });
});

describe('the query of a chart', () => {
  test('names columns safely and reads the data cell alone', () => {
    for (const form of forms) {
      const query = chartQuery(
        { ...form, aggregate: form.aggregate === 'none' ? 'sum' : form.aggregate },
        'my "cell"',
        types,
      );
      if (!query) continue;
      const statements = splitStatements(query.source);
      expect(statements).toHaveLength(1);
      const read = new Set(referencesOf(statements[0]!).map((reference) => reference.path.join('.')));
      expect([...read]).toEqual(['my "cell"']);
    }
  });

  test('sums by month and gives a chart of its rows', () => {
    const query = chartQuery(
      { ...suggestForm(columns), colour: '', aggregate: 'sum', timeUnit: 'yearmonth' },
      'lines',
      types,
    );
    expect(query?.source).toBe(
      "select date_trunc('month', day)::date as day, sum(usd) as usd\nfrom lines\ngroup by all\norder by all",
    );
    expect(query?.form).toMatchObject({ aggregate: 'none', y: 'usd' });
    expect(query?.name).toBe('lines_by_day');
  });
});
