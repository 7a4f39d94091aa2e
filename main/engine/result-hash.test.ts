import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kindOfType, type ColumnInfo } from '../../shared/contract/values.ts';
import { resultHashSql } from '../../shared/sql/result-hash.ts';
import { sql } from '../../shared/sql/sql.ts';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => connection.closeSync());

async function hash(query: string): Promise<string> {
  const described = await connection.runAndReadAll(`DESCRIBE ${query}`);
  const columns = described.getRows().map((row): ColumnInfo => {
    const type = String(row[1]);
    return { name: String(row[0]), type, kind: kindOfType(type) };
  });
  const reader = await connection.runAndReadAll(resultHashSql(sql`(${{ text: query, binds: [] }})`, columns).text);
  return reader.getRows()[0]!.map(String).join(' ');
}

describe('resultHashSql', () => {
  it('does not depend on the order of rows', async () => {
    expect(await hash('select range i, range % 7 j from range(1000)')).toBe(
      await hash('select range i, range % 7 j from range(1000) order by j, i desc'),
    );
  });

  it('does not see the last digits of a double, nor a type that holds the same values', async () => {
    expect(await hash('select 0.1::double + 0.2::double x')).toBe(await hash('select 0.3::double x'));
    expect(await hash('select -0.0::double x')).toBe(await hash('select 0::double x'));
    expect(await hash('select 1.50::decimal(18,2) x')).toBe(await hash('select 1.5::decimal(38,6) x'));
    expect(await hash('select 100::decimal(18,2) x')).toBe(await hash('select 100::integer x'));
    expect(await hash('select 0::decimal(18,2) x')).toBe(await hash('select 0::bigint x'));
  });

  it.each([
    ["select 'a' x, 'b' y", "select 'ab' x, '' y"],
    ["select null::varchar x", "select 'N' x"],
    ["select null::varchar x, '1:N' y", "select '' x, null::varchar y"],
    ['select unnest([1, 1, 2]) x', 'select unnest([1, 2, 2]) x'],
    ['select unnest([1, 1]) x', 'select unnest([1, 1, 1, 1]) x'],
    ['select unnest([1, 1]) x', 'select unnest([2, 2]) x'],
    ["select '1' x", "select '1 ' x"],
    ['select 1e-300::double x', 'select 0::double x'],
    ["select 'nan'::double x", "select 'inf'::double x"],
    ['select 1 x', 'select 1 x where false'],
    ['select 100::decimal(18,2) x', 'select 1::decimal(18,2) x'],
  ])('tells apart %s and %s', async (a, b) => {
    expect(await hash(a)).not.toBe(await hash(b));
  }); // prettier-ignore

  it('gives what it gave in earlier versions, since reports and logs hold it', async () => {
    const floats = "[0, -0.0, 5, -250, 0.1, 1e-300, 999999999999, 1e12, 123456789012345, 1e300, null, 'nan', '-inf']";
    expect(await hash(`select unnest(${floats}::double[]) f`)).toBe('13 124290012290895860673 132171973815686186788');
    const rows = "(null, '', 1.50::decimal(18,2), date '2022-02-24'), (7, 'Ёж \uD83D\uDE81', null, null)";
    expect(await hash(`select * from (values ${rows}) t(i, s, d, day)`)).toBe(
      '2 8628410568255061251 34828711178132854139',
    );
  });

  it('reads points in time in UTC', async () => {
    const query = "select timestamptz '2022-02-24 03:00:00+00' x, [1, 2] l, {'a': 1} s, 'x'::blob b";
    await connection.run("set timezone = 'UTC'");
    const utc = await hash(query);
    await connection.run("set timezone = 'Asia/Almaty'");
    expect(await hash(query)).toBe(utc);
  });
});
