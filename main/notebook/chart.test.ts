import { describe, expect, it } from 'vitest';
import { chartRows, parseChart } from '../../shared/notebook/chart-spec.ts';
import { kindOfType, type ColumnInfo } from '../../shared/contract/values.ts';
import { checkChart, drawChart } from './chart.ts';

const column = (name: string, type = 'VARCHAR'): ColumnInfo => ({ name, type, kind: kindOfType(type) });
const bars = (extra: object = {}): string =>
  JSON.stringify({
    mark: 'bar',
    encoding: { x: { field: 'name' }, y: { field: 'usd', type: 'quantitative' } },
    ...extra,
  });
const rows = [
  { name: '<b>&"Ж', usd: 12 },
  { name: 'two', usd: 30 },
];

describe('drawChart', () => {
  it('draws bars as one SVG that refers to nothing, with text escaped', async () => {
    const svg = await drawChart(bars(), rows);
    expect(svg).toMatch(/^<svg/);
    expect(svg).toContain('&lt;b&gt;&amp;');
    expect(svg.match(/<path aria-label="[^"]*usd/g)).toHaveLength(2);
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '').replaceAll('http://www.w3.org/1999/xlink', '')).not.toMatch(
      /http/,
    );
  });

  it.each([
    ['lines over time', { mark: 'line', encoding: { x: { field: 'd', type: 'temporal' }, y: { field: 'usd', type: 'quantitative' } } }],
    ['heat maps', { mark: 'rect', encoding: { x: { field: 'd', type: 'ordinal' }, y: { field: 'name' }, color: { field: 'usd', type: 'quantitative' } } }],
    ['box plots', { mark: 'boxplot', encoding: { y: { field: 'usd', type: 'quantitative' } } }],
    ['histograms', { mark: 'bar', encoding: { x: { field: 'usd', bin: true }, y: { aggregate: 'count' } } }],
    ['layers with computed fields', { transform: [{ calculate: 'datum.usd * 2', as: 'twice' }], layer: [{ mark: 'point', encoding: { x: { field: 'twice', type: 'quantitative' } } }, { mark: 'rule', encoding: { x: { datum: 3 } } }] }],
    ['side by side', { hconcat: [{ mark: 'bar', encoding: { x: { field: 'name' } } }, { mark: 'bar', encoding: { y: { field: 'name' } } }] }],
  ])('draws %s', async (_, spec) => {
    const data = [{ name: 'a', usd: 1, d: '2022-02-24T00:00:00' }, { name: 'b', usd: 5, d: '2022-03-24T00:00:00' }];
    expect(await drawChart(JSON.stringify(spec), data)).toMatch(/^<svg.*<\/svg>$/s);
  }); // prettier-ignore

  it('draws a chart with rows of its own', async () => {
    expect(await drawChart(bars({ data: { values: rows } }), null)).toMatch(/^<svg/);
  });
});

describe('what a chart may not say', () => {
  it.each([
    ['data from outside', bars({ data: { url: 'http://example.org/x.json' } })],
    ['files', bars({ data: { url: 'file:///etc/passwd' } })],
    ['links', JSON.stringify({ mark: 'bar', encoding: { href: { field: 'name' } } })],
    ['links on marks', JSON.stringify({ mark: { type: 'bar', href: 'javascript:alert(1)' } })],
    ['images', JSON.stringify({ mark: 'image', encoding: { x: { field: 'name' } } })],
    ['images of a layer', JSON.stringify({ layer: [{ mark: { type: 'image' } }] })],
    ['lookups from outside', bars({ transform: [{ lookup: 'name', from: { data: { url: 'x.csv' }, key: 'k' } }] })],
    ['options of the page', bars({ usermeta: { embedOptions: { ast: false } } })],
    ['elements of the page', bars({ params: [{ name: 'p', bind: { element: '#x' } }] })],
    ['a way out of expressions', bars({ transform: [{ calculate: "datum.constructor.constructor('return 1')()", as: 'x' }] })],
    ['a hidden way out', bars({ transform: [{ filter: 'datum["\\u0063onstructor"]' }] })],
    ['prototypes', '{"mark":"bar","__proto__":{"url":"x"}}'],
  ])('refuses %s', async (_, source) => {
    await expect(checkChart(source, null)).rejects.toMatchObject({ code: 'chart/refused' });
  }); // prettier-ignore

  it.each([
    "datum['con'+'structor']['con'+'structor']('return process')()",
    "toString.call(1)",
    "[].map",
    "open('http://example.org')",
    "(function(){return 1})()",
    "datum['__pro'+'to__']['x'] = 1",
  ])('computes no code: %s', async (calculate) => {
    const source = bars({ transform: [{ calculate, as: 'x' }] });
    const drawn = await drawChart(source, rows).catch((error: Error) => error);
    if (typeof drawn === 'string') expect(drawn).not.toMatch(/process|native code/);
    else expect(drawn).toMatchObject({ code: 'chart/unreadable' });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  }); // prettier-ignore

  it('says what is no chart', async () => {
    for (const source of [
      '',
      '{',
      '[]',
      '1',
      '{"mark":"nothing"}',
      '{"$schema":"https://vega.github.io/schema/vega/v6.json"}',
    ])
      await expect(checkChart(source, null), source).rejects.toMatchObject({ code: 'chart/unreadable' });
    await expect(checkChart('['.repeat(100_000) + ']'.repeat(100_000), null)).rejects.toMatchObject({
      code: /chart\//,
    });
    await expect(checkChart(`{"a":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`, null)).rejects.toMatchObject({
      code: 'chart/refused',
    });
  });

  it('says that the data has no such column', async () => {
    await expect(checkChart(bars(), [column('name'), column('eur')])).rejects.toMatchObject({
      code: 'chart/unknown-field',
    });
    await expect(checkChart(bars(), [column('name'), column('usd')])).resolves.toBeUndefined();
  });
});

describe('chartRows', () => {
  it('gives numbers as numbers and days as days in every time zone', () => {
    const spec = parseChart('{"encoding":{"x":{"field":"d","type":"temporal"},"y":{"field":"e"}}}');
    const columns = [column('d', 'DATE'), column('e', 'DATE'), column('v', 'DECIMAL(18,2)'), column('code')];
    const page = { from: 0, rows: 1, columns: [['2022-02-24'], ['2022-02-24'], ['12.50'], ['0012']] };
    expect(chartRows(spec, columns, [page])).toEqual([
      { d: '2022-02-24T00:00:00', e: '2022-02-24', v: 12.5, code: '0012' },
    ]);
  });
});

describe('the map', () => {
  const map = (extra: object = {}): string =>
    JSON.stringify({
      projection: { type: 'equalEarth' },
      layer: [
        { data: { name: 'world' }, mark: { type: 'geoshape', fill: '#eee' } },
        {
          data: { name: 'world' },
          transform: [{ lookup: 'id', from: { data: { name: 'rows' }, key: 'country', fields: ['usd'] } }],
          mark: 'geoshape',
          encoding: { color: { field: 'usd', type: 'quantitative' } },
        },
      ],
      ...extra,
    });

  it('draws the countries of the rows, small ones as points, and reads nothing from outside', async () => {
    const svg = await drawChart(map(), [
      { country: 'RU', usd: 30 },
      { country: 'HK', usd: 70 },
    ]);
    const fills = new Set([...svg.matchAll(/<path [^>]*fill="(#[0-9a-f]{6}|rgb[^"]*)"/g)].map((match) => match[1]));
    expect(svg.match(/<path [^>]*d="M/g)!.length).toBeGreaterThan(190);
    expect(fills.size).toBeGreaterThanOrEqual(2);
  });

  it('is the only map that there is', async () => {
    await expect(drawChart(map({ data: { url: 'world.json' } }), [])).rejects.toMatchObject({ code: 'chart/refused' });
    await expect(
      drawChart(map({ transform: [{ lookup: 'id', from: { data: { url: 'x' }, key: 'k' } }] }), []),
    ).rejects.toMatchObject({ code: 'chart/refused' });
    const elsewhere = { layer: [{ data: { name: 'roads' }, mark: 'geoshape' }] };
    await expect(drawChart(JSON.stringify(elsewhere), [])).rejects.toMatchObject({ code: 'chart/unknown-data' });
    await expect(
      drawChart(map({ data: { name: 'world', format: { type: 'topojson' }, url: '//x' } }), []),
    ).rejects.toMatchObject({ code: 'chart/refused' });
  });
});
