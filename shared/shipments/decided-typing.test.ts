/** What an analyst decides about types, signs and formats acts on the rows of `shipments`. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyChoice, type ReadChoice } from '../intake/read-choice.ts';
import type { SourceSettings } from '../intake/settings.ts';
import { join, literal, sql, type Sql } from '../sql/sql.ts';
import { shipmentsSelect } from './build-sql.ts';
import { planSource } from './plan.ts';
import { strptimeFormats } from './typing-sql.ts';

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

const base: SourceSettings = {
  kind: 'csv', compression: 'none', member: null, encoding: 'utf-8', bom: false, newline: 'lf', delimiter: ';', quote: '"',
  escape: '"', comment: null, sheet: null, headerRow: 1, headerRows: 1, skippedRows: 0, decimal: null, thousands: null,
  nullTokens: [], columns: [{ header: 'c', name: 'c', type: 'text', format: null }],
}; // prettier-ignore

/** The values of one field of a file with one column, read as decided. */
async function shipped(
  field: string,
  choice: ReadChoice,
  ...cells: string[]
): Promise<{ values: (string | null)[]; remarks: readonly string[] }> {
  const values = join(cells.map((cell, i) => sql`(${literal(cell)}, ${{ text: String(i + 1), binds: [] }})`));
  const plan = await planSource(rows, {
    sourceId: 's1',
    relation: sql`(SELECT * FROM (VALUES ${values}) v(c, source_record))`,
    settings: applyChoice(base, choice),
    mapping: { c: field },
  });
  const name: Sql = { text: field, binds: [] };
  const found = await rows(sql`SELECT ${name}::VARCHAR FROM (${shipmentsSelect(plan)}) ORDER BY source_record`);
  return { values: found.map(([value]) => value ?? null), remarks: plan.remarks };
}
const valuesOf = async (...given: Parameters<typeof shipped>): Promise<(string | null)[]> =>
  (await shipped(...given)).values;

describe('what is decided about numbers', () => {
  it('a decimal sign holds whatever the values look like', async () => {
    const cells = ['1.5', '2.5', '1,234', '12,5'];
    expect(await valuesOf('value_usd', {}, ...cells)).toEqual(['1.50', '2.50', '1234.00', '12.50']);
    expect(await valuesOf('value_usd', { decimal: ',' }, ...cells)).toEqual(['1.50', '2.50', '1.23', '12.50']);
    expect(await valuesOf('net_kg', { decimal: '.' }, '1,5', '2,5', '1,234')).toEqual(['1.5', '2.5', '1234.0']);
  });

  it('a thousands sign says what a single comma or point is', async () => {
    const cells = ['1.234', '12,5', '1.234.567,8', '0.5'];
    expect(await valuesOf('value_usd', { thousands: '.' }, ...cells)).toEqual([
      '1234.00',
      '12.50',
      '1234567.80',
      '0.50',
    ]);
    expect(await valuesOf('net_kg', { thousands: ',', decimal: '.' }, '1,234', '12,34,567', '1.234')).toEqual([
      '1234.0',
      '1234567.0',
      '1.234',
    ]);
    // Nothing stands between groups of digits: a single comma is the decimal sign.
    expect(await valuesOf('net_kg', { thousands: null, decimal: '.' }, '1,234', '5.25')).toEqual(['1.234', '5.25']);
    expect(await valuesOf('net_kg', { thousands: ' ', decimal: ',' }, '1 234,5', '1 234')).toEqual([
      '1234.5',
      '1234.0',
    ]);
  });

  it('one sign is not both', async () => {
    expect(await valuesOf('net_kg', { thousands: ',', decimal: ',' }, '1,25')).toEqual(['1.25']);
  });
});

describe('what is decided about types', () => {
  const of = (type: 'integer' | 'text' | 'empty' | 'date' | 'timestamp', format: string | null = null): ReadChoice => ({
    columns: [{ header: 'c', type, format }],
  });

  it('whole numbers have no decimals', async () => {
    expect(await valuesOf('quantity', of('integer'), '1.234', '1,234', '1.234.567', '12')).toEqual([
      '1234.0',
      '1234.0',
      '1234567.0',
      '12.0',
    ]);
  });

  it('a column that is text gives no number, and that is said', async () => {
    const { values, remarks } = await shipped('net_kg', of('text'), '12', 'x');
    expect(values).toEqual([null, null]);
    expect(remarks).toEqual(['“c” was decided to be text, so net_kg stays empty.']);
    expect(await valuesOf('importer_name', of('text'), 'A')).toEqual(['A']);
    expect(await valuesOf('importer_name', of('empty'), 'A')).toEqual([null]);
  });

  it('the edition of a record that is text is no date', async () => {
    expect(await valuesOf('record_version', {}, '01.02.2023')).toEqual(['2023-02-01']);
    expect(await valuesOf('record_version', of('text'), '01.02.2023')).toEqual(['01.02.2023']);
  });

  it.each([
    ['d/m/yyyy', '3/4/2023', '2023-04-03'],
    ['m/d/yyyy', '3/4/2023', '2023-03-04'],
    ['yyyymmdd', '20230403', '2023-04-03'],
    ['ddmmyyyy', '03042023', '2023-04-03'],
    ['d-mmm-yy', '3-Apr-23', '2023-04-03'],
    ['excel-serial', '45019', '2023-04-03'],
    ['dd.mm.yy hh:mm', '03.04.23 12:30', '2023-04-03'],
    ['yyyy-dd-mm', '2023-03-04', '2023-04-03'],
  ])('dates are read as %s', async (format, cell, date) => {
    expect(await valuesOf('decl_date', of(format.includes('hh') ? 'timestamp' : 'date', format), cell)).toEqual([date]);
  });

  it('a format that the engine cannot express decides nothing', () => {
    expect(strptimeFormats('ambiguous d/m or m/d')).toEqual([]);
    expect(strptimeFormats('dd.mm.yyyy | yyyy-mm-dd hh:mm:ss')).toEqual(['%d.%m.%Y', '%Y-%m-%d %H:%M:%S']);
  });
});
