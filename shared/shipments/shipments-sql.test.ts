import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ident, literal, sql, type Sql } from '../sql/sql.ts';
import { failedCellsSql, parseFailuresSql, shipmentsSelect } from './build-sql.ts';
import { countryOf } from './countries.ts';
import { checkMapping, decimalOf, planSource, type SourceInput, type SourcePlan } from './plan.ts';
import {
  dateSql,
  doubleSql,
  hsSql,
  integerSql,
  moneySql,
  partyIdSql,
  weightSql,
  declarationSql,
} from './typing-sql.ts';
import { possibleDuplicatesSql, versionStatusSql } from './version-sql.ts';

let connection: DuckDBConnection;
let instance: DuckDBInstance;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

const rows = async (statement: Sql): Promise<(string | null)[][]> => {
  const reader = await connection.runAndReadAll(statement.text);
  return reader.getRows().map((row) => row.map((v) => (v === null ? null : String(v))));
};

/** Types each text with one expression. */
async function typed(expression: (x: Sql) => Sql, ...texts: (string | null)[]): Promise<(string | null)[]> {
  const result: (string | null)[] = [];
  for (const text of texts) {
    const value = text === null ? sql`NULL::VARCHAR` : literal(text);
    // A column, as in use: the engine must not fold the expression into a constant.
    const [row] = await rows(sql`SELECT ${expression(sql`x`)}::VARCHAR FROM (SELECT ${value} AS x)`);
    result.push(row?.[0] ?? null);
  }
  return result;
}

const point = { decimal: '.', factor: 1 } as const;
const comma = { decimal: ',', factor: 1 } as const;

describe('typing of a cell', () => {
  it('rounds money to cents once, from its text', async () => {
    expect(await typed((x) => moneySql(x, point), '8.640000000000001', '231204.20999999996', '1,234.56', '1 234,56', '-12.5', '(7.00)', '$1,000', '12 USD', '1e3')).toEqual(
      ['8.64', '231204.21', '1234.56', '1234.56', '-12.50', '-7.00', '1000.00', '12.00', '1000.00'],
    ); // prettier-ignore
    expect(await typed((x) => moneySql(x, comma), '1 640 702,91', '1\u00a0640\u00a0702,91', '1.234,56', '1.234', '0.842', '73,2320', "1'234,5", '442,695')).toEqual(
      ['1640702.91', '1640702.91', '1234.56', '1234.00', '0.84', '73.23', '1234.50', '442.70'],
    ); // prettier-ignore
    expect(await typed((x) => moneySql(x, { decimal: ',', factor: 1000 }), '12,5', '0,00125')).toEqual([
      '12500.00',
      '1.25',
    ]);
    expect(await typed((x) => moneySql(x, point), 'abc', 'NULL', '12-13', 'nan', '0x10', '1_000', null)).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('reads weights in kilograms, also with a unit in the header or the cell', async () => {
    expect(
      await typed((x) => weightSql(x, point), '12.5', '12.5 kg', '1.5 t', '500 g', '100 lbs', '2 тн', '3 boxes'),
    ).toEqual(['12.5', '12.5', '1500.0', '0.5', '45.359237', '2000.0', null]);
    expect(await typed((x) => weightSql(x, { decimal: ',', factor: 1000 }), '1,5')).toEqual(['1500.0']);
    expect(await typed((x) => doubleSql(x, point), 'inf', '1e400', '5')).toEqual([null, null, '5.0']);
  });

  it('reads dates of several forms in one column, and refuses impossible ones', async () => {
    const texts = [
      '2022-03-01',
      '2022-03-01 00:00:00',
      '01.03.2022',
      '1.3.2022',
      '01.03.2022 12:30',
      '20220301',
      '44621',
      '44621.75',
      '2022/03/01',
      '2022年3月1日',
      '1-Mar-2022',
      'March 1, 2022',
      '01.03.22',
    ];
    for (const main of ['dotted', 'iso', 'serial', 'other'] as const) {
      expect(await typed((x) => dateSql(x, { main, order: 'dmy' }), ...texts)).toEqual(texts.map(() => '2022-03-01'));
    }
    expect(
      await typed(
        (x) => dateSql(x, { main: 'dotted', order: 'dmy' }),
        '30.02.2022',
        '32.01.2022',
        '00.00.0000',
        '01.01.0001',
        'soon',
        '123',
        '2022-13-01',
        '',
      ),
    ).toEqual(Array(8).fill(null));
    expect(await typed((x) => dateSql(x, { main: 'slashed', order: 'dmy' }), '03/01/2022', '12/31/2022')).toEqual([
      '2022-01-03',
      '2022-12-31',
    ]);
    expect(await typed((x) => dateSql(x, { main: 'slashed', order: 'mdy' }), '03/01/2022', '31/12/2022')).toEqual([
      '2022-03-01',
      '2022-12-31',
    ]);
  });

  it('cleans HS codes and gives a lost leading zero back', async () => {
    expect(await typed(hsSql, '8806 22 000 1', '8708.30.91', '603110000', '0603110000', '85258', '8806', 'NULL', '88', '8471300000-1')).toEqual(
      ['8806220001', '87083091', '0603110000', '0603110000', '085258', '8806', null, null, '084713000001'],
    ); // prettier-ignore
  });

  it('writes declaration numbers with slashes and repairs tax numbers by their check digit', async () => {
    expect(await typed((x) => declarationSql(x, []), '10702070-020122-0149207', '107020700201220149207', '57506/010122/0894328', 'AB 12', 'NULL')).toEqual(
      ['10702070/020122/0149207', '10702070/020122/0149207', '57506/010122/0894328', 'AB 12', null],
    ); // prettier-ignore
    expect(await typed((x) => partyIdSql(x, []), '7707083893', '274062111', '274062112', 'отсутствует')).toEqual([
      '7707083893',
      '0274062111',
      '274062112',
      null,
    ]);
  });

  it('reads line numbers, and takes 0 for none', async () => {
    expect(await typed(integerSql, '1', '007', '3.0', '0', '1.5', 'x', '-2')).toEqual([
      '1',
      '7',
      '3',
      null,
      null,
      null,
      null,
    ]);
  });

  it('tells the decimal mark from a column, not from a cell', () => {
    expect(decimalOf(['1,5', '2', '1,234'])).toBe(',');
    expect(decimalOf(['1,234.5'])).toBe('.');
    expect(decimalOf(['1,234', '12'])).toBeUndefined();
    expect(decimalOf(['73,2320'])).toBe(',');
  });
});

/** A source from rows of text, as intake leaves it. */
async function source(
  id: string,
  headers: readonly string[],
  mapping: Record<string, string>,
  data: readonly (readonly (string | null)[])[],
): Promise<SourcePlan> {
  const cells = data.map(
    (row, i) => `(${i + 1}, ${row.map((v) => (v === null ? 'NULL' : literal(v).text)).join(', ')})`,
  );
  const names = headers.map((h) => ident(h).text).join(', ');
  await connection.run(
    `CREATE OR REPLACE TABLE ${id} AS SELECT source_record, ${headers.map((h) => `${ident(h).text}::VARCHAR AS ${ident(h).text}`).join(', ')} FROM (VALUES ${cells.join(', ')}) AS v(source_record, ${names})`,
  );
  const input: SourceInput = {
    sourceId: id,
    relation: ident(id),
    mapping,
    settings: {
      columns: headers.map((name) => ({ header: name, name, type: 'text', format: null })),
      decimal: null,
      thousands: null,
      nullTokens: [],
      kind: 'csv',
    },
  };
  return planSource(rows, input);
}

async function build(plans: readonly SourcePlan[]): Promise<void> {
  await connection.run('DROP TABLE IF EXISTS shipments');
  for (const [i, plan] of plans.entries()) {
    const select = shipmentsSelect(plan).text;
    await connection.run(i === 0 ? `CREATE TABLE shipments AS ${select}` : `INSERT INTO shipments ${select}`);
  }
  await connection.run(
    versionStatusSql(
      sql`shipments`,
      plans.map((p) => p.sourceId),
    ).text,
  );
  await connection.run(possibleDuplicatesSql(sql`shipments`).text);
}

const statuses = async (): Promise<string[]> =>
  (
    await rows(
      sql`SELECT source_id || ':' || source_record || ' ' || version_status || CASE WHEN possible_duplicate THEN '?' ELSE '' END FROM shipments ORDER BY source_id, source_record`,
    )
  ).map((r) => r[0]!);

const LINES = {
  decl: 'decl_no',
  line: 'line_no',
  date: 'decl_date',
  version: 'record_version',
  status: 'record_status',
  usd: 'value_usd',
};
const HEAD = Object.keys(LINES);

describe('versions of a line', () => {
  it('keeps the latest edition; blank, 0, 1 and the date of the declaration are the original', async () => {
    const s1 = await source('s1', HEAD, LINES, [
      ['10/1', '1', '2022-03-01', '', 'Active', '5'],
      ['10/1', '1', '2022-03-01', '2022-03-09', 'Corrected', '6'],
      ['10/2', '1', '2022-03-01', '2022-03-01', 'Active', '7'],
      ['10/3', '1', '2022-03-01', null, 'Active', '8'],
    ]);
    const s2 = await source('s2', HEAD, LINES, [
      ['10-2', '01', '01.03.2022', '0', 'Active', '7'],
      ['103', '1', '01.03.2022', '2', 'Active', '9'],
      ['103', '1', '01.03.2022', '1', 'Active', '8'],
    ]);
    await build([s1, s2]);
    expect(await statuses()).toEqual([
      's1:1 superseded',
      's1:2 current',
      's1:3 current',
      's1:4 superseded',
      's2:1 duplicate',
      's2:2 current',
      's2:3 duplicate',
    ]);
  });

  it('lets the source that was added first lead', async () => {
    const s1 = await source('s1', HEAD, LINES, [['10/1', '1', '2022-03-01', '', '', '5']]);
    const s2 = await source('s2', HEAD, LINES, [['10/1', '1', '2022-03-01', '', '', '5']]);
    await connection.run(
      `CREATE OR REPLACE TABLE shipments AS ${shipmentsSelect(s1).text} UNION ALL ${shipmentsSelect(s2).text}`,
    );
    await connection.run(versionStatusSql(sql`shipments`, ['s2', 's1']).text);
    expect(await statuses()).toEqual(['s1:1 duplicate', 's2:1 current']);
    await connection.run(versionStatusSql(sql`shipments`, ['s1', 's2']).text);
    expect(await statuses()).toEqual(['s1:1 current', 's2:1 duplicate']);
  });

  it('annuls a line whose latest edition is deleted, and revives one that was issued again', async () => {
    const s1 = await source('s1', HEAD, LINES, [
      ['A', '1', '2022-03-01', '', 'A', '5'],
      ['A', '1', '2022-03-01', '2022-03-09', 'D', '5'],
      ['B', '1', '2022-03-01', '', 'A', '5'],
      ['B', '1', '2022-03-01', '2022-03-09', 'D', '5'],
      ['B', '1', '2022-03-01', '2022-03-10', 'C', '6'],
      ...Array.from({ length: 12 }, (_, i) => [`X${i}`, '1', '2022-03-01', '', 'A', '1']),
    ]);
    await build([s1]);
    expect((await statuses()).slice(0, 5)).toEqual([
      's1:1 superseded',
      's1:2 deleted',
      's1:3 superseded',
      's1:4 deleted',
      's1:5 current',
    ]);
  });

  it('flags identical rows without a line number and keeps them', async () => {
    const { line: _line, ...mapping } = LINES;
    const head = Object.keys(mapping);
    const s1 = await source('s1', head, mapping, [
      ['A', '2022-03-01', '', '', '5'],
      ['A', '2022-03-01', '', '', '5'],
      ['A', '2022-03-01', '', '', '6'],
    ]);
    await build([s1]);
    expect(await statuses()).toEqual(['s1:1 current?', 's1:2 current?', 's1:3 current']);
  });
});

describe('a source', () => {
  const mapping = {
    Дата: 'decl_date',
    Отправитель: 'exporter_name',
    'Адрес отправителя': 'exporter_address',
    Страна: 'origin_country',
    'Вес, тонн': 'net_kg',
    'Стоимость, тыс. USD': 'value_usd',
    Бренд: 'brand',
    Валюта: 'currency',
    'ИМ/ЭК': 'direction',
  };

  it('becomes typed rows, counts what does not parse, and marks an inferred country', async () => {
    const plan = await source('s1', Object.keys(mapping), mapping, [
      ['01.02.2022', ' ООО А ', 'ROOM 5, SHENZHEN, CHINA', 'КИТАЙ', '1,5', '2,25', 'ОТСУТСТВУЕТ', '840', 'ИМ'],
      ['31.02.2022', 'NULL', 'somewhere', 'Narnia', 'many', '3,5', 'DJI', 'RUR', 'ЭК'],
      ['02.02.2022', 'B', 'ТУРЦИЯ, СТАМБУЛ', 'TR', '0,5', '-1', 'no brand', 'юань', '?'],
    ]);
    await build([plan]);
    expect(
      await rows(
        sql`SELECT decl_date, exporter_name, exporter_country, exporter_country_inferred, origin_country, net_kg, value_usd, brand, currency, direction FROM shipments ORDER BY source_record`,
      ),
    ).toEqual([
      ['2022-02-01', 'ООО А', 'CN', 'true', 'CN', '1500', '2250.00', null, 'USD', 'import'],
      [null, null, null, 'false', null, null, '3500.00', 'DJI', 'RUB', 'export'],
      ['2022-02-02', 'B', 'TR', 'true', 'TR', '500', '-1000.00', null, 'CNY', null],
    ]);
    const counts = await connection.runAndReadAll(parseFailuresSql(plan)!.text);
    expect(counts.getRowObjectsJson()).toEqual([
      expect.objectContaining({
        decl_date: '1',
        origin_country: '1',
        net_kg: '1',
        value_usd: '0',
        currency: '0',
        direction: '0',
      }),
    ]);
    expect(await rows(failedCellsSql(plan, 'decl_date', 10))).toEqual([['2', '31.02.2022']]);
  });

  it('says what it assumes of ambiguous dates and unknown statuses', async () => {
    const head = { d: 'decl_date', s: 'record_status' };
    const plan = await source('s1', Object.keys(head), head, [
      ['01/02/2022', 'zzz'],
      ['03/04/2022', 'zzz'],
    ]);
    expect(plan.remarks.join(' ')).toMatch(/day first is assumed.*zzz/s);
    const mixed = await source('s1', ['d'], { d: 'decl_date' }, [['31/01/2022'], ['01/31/2022'], ['02/28/2022']]);
    expect(mixed.remarks.join(' ')).toContain('month first');
  });

  it('refuses a mapping that names a field twice, or what does not exist', () => {
    const settings = {
      columns: [
        { header: 'a', name: 'a', type: 'text', format: null },
        { header: 'b', name: 'b', type: 'text', format: null },
      ],
    } as const;
    expect(() => checkMapping(settings, { a: 'brand', b: 'brand' })).toThrow(/brand twice/);
    expect(() => checkMapping(settings, { c: 'brand' })).toThrow(/no column "c"/);
    expect(() => checkMapping(settings, { a: 'brandy' })).toThrow(/no field "brandy"/);
  });

  it('holds quotes and odd names in headers and cells', async () => {
    const plan = await source('s1', ['a"b; --', "it's"], { 'a"b; --': 'exporter_name', "it's": 'origin_country' }, [
      ['O\'Neil "x"', "Côte d'Ivoire"],
    ]);
    await build([plan]);
    expect(await rows(sql`SELECT exporter_name, origin_country FROM shipments`)).toEqual([['O\'Neil "x"', 'CI']]);
    expect(countryOf("Côte d'Ivoire")).toBe('CI');
  });
});
