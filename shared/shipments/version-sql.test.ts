import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql, type Sql } from '../sql/sql.ts';
import { SHIPMENT_FIELDS } from './fields.ts';
import { arrivalStatements, declarationKey, versionStatusSql, type Arrival } from './version-sql.ts';

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

const run = async (statement: Sql): Promise<string[]> =>
  (await connection.runAndReadAll(statement.text)).getRows().map((row) => row.map(String).join(' '));

interface Line {
  readonly decl: string;
  readonly item: number;
  readonly version: string | null;
  readonly deleted: boolean;
}

const columns = SHIPMENT_FIELDS.map((f) => `${f.name} ${f.type}`).join(', ');
const DATE = `DATE '2022-03-01'`;

/** The rows of a source as `shipmentsSelect` gives them; without lines, no rows. */
function arrivalOf(sourceId: string, lines: readonly Line[]): Arrival {
  const row = ({ decl, item, version, deleted }: Line, i: number): string =>
    `SELECT '${decl}' AS decl_no, ${item} AS line_no, ${version === null ? 'NULL' : `'${version}'`} AS record_version, '${deleted ? 'deleted' : 'current'}' AS version_status, ${i + 1}::BIGINT AS source_record`;
  const all = lines.length === 0 ? `${row({ decl: '', item: 0, version: null, deleted: false }, 0)} LIMIT 0` : lines.map(row).join(' UNION ALL '); // prettier-ignore
  return {
    sourceId,
    records: lines.length,
    select: { text: `SELECT *, ${DATE} AS decl_date, '${sourceId}' AS source_id FROM (${all})`, binds: [] },
  };
}

const SHIPMENTS = sql`shipments`;
const empty = async (): Promise<unknown> =>
  connection.run(
    `CREATE OR REPLACE TABLE shipments (${columns}, source_id VARCHAR, source_record BIGINT, version_status VARCHAR)`,
  );
const found = (): Promise<string[]> =>
  run(sql`SELECT source_id, source_record, version_status FROM shipments ORDER BY rowid`);

const line = fc.record({
  decl: fc.constantFrom('10/1', '10-1', '101', '102', 'x1', 'X 1'),
  item: fc.integer({ min: 1, max: 2 }),
  version: fc.constantFrom(null, '', '1', '2', '3', '2022-03-01', '2022-03-05', '2022-04-01'),
  deleted: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
});

it('gives each line the same status whether the sources come at once, one by one, or lie there when they are judged', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(line, { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (files, reversed) => {
        const arrivals = files.map((lines, i) => arrivalOf(`s${i + 1}`, lines));
        const order = arrivals.map((a) => a.sourceId);
        if (reversed) order.reverse();

        await empty();
        for (const { select } of arrivals) await run(sql`INSERT INTO shipments BY NAME ${select}`);
        await run(versionStatusSql(SHIPMENTS, order));
        const judged = await found();

        await empty();
        for (const statement of arrivalStatements(SHIPMENTS, order, arrivals, false)) await run(statement);
        expect(await found()).toEqual(judged);

        await empty();
        for (const arrival of arrivals)
          for (const statement of arrivalStatements(SHIPMENTS, order, [arrival], true)) await run(statement);
        expect(await found()).toEqual(judged);
      },
    ),
    { numRuns: 15 },
  );
});

it('leaves lines that do not arrive again as they are', async () => {
  await empty();
  const plain = { version: null, deleted: false };
  const first = arrivalOf('s1', [{ decl: '1', item: 1, ...plain }, { decl: '2', item: 1, ...plain }]); // prettier-ignore
  for (const statement of arrivalStatements(SHIPMENTS, ['s1', 's2'], [first], true)) await run(statement);
  await connection.run(`UPDATE shipments SET version_status = 'kept' WHERE decl_no = '1'`);
  const second = arrivalOf('s2', [{ decl: '2', item: 1, version: '2022-05-01', deleted: false }]);
  for (const statement of arrivalStatements(SHIPMENTS, ['s1', 's2'], [second], true)) await run(statement);
  expect(await found()).toEqual(['s1 1 kept', 's1 2 superseded', 's2 1 current']);
});

it('compares numbers of declarations without separators and case', async () => {
  const texts = ['10702070/010122/0000001', '10702070-010122-0000001', '10702070 010122 0000001', 'ab/1', 'AB-1', 'АБ№1', 'аб 1']; // prettier-ignore
  const keys = await run(
    sql`SELECT ${declarationKey(sql`x`)} FROM (SELECT unnest([${{ text: texts.map((t) => `'${t}'`).join(', '), binds: [] }}]) AS x)`,
  );
  expect(keys).toEqual(['107020700101220000001', '107020700101220000001', '107020700101220000001', 'AB1', 'AB1', 'АБ1', 'АБ1']); // prettier-ignore
});
