import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addFiles } from '../case/add.ts';
import { Case } from '../case/case.ts';
import { outliersSql, unknownCodesSql } from '../../shared/shipments/quality-sql.ts';
import { sql } from '../../shared/sql/sql.ts';
import { dataQuality, unparsedCells } from './quality.ts';

let folder: string;
let opened: Case;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-quality-'));
  opened = await Case.create(path.join(folder, 'case'));
  const head =
    'Declaration number,Item no,Registration date,HS code,Net weight kg,Gross weight kg,Invoice value,Currency,Statistical value USD';
  const rows = [
    '10702070/010122/0000001,1,2022-01-01,8806220001,10,12,100,USD,100',
    '10702070/010122/0000001,2,2022-01-01,8806220001,10,9,100,,100',
    '10702070/010322/0000002,1,2022-03-01,7701000000,10,12,100,EUR,-5',
    '10702070/010322/0000003,1,31.02.2022,8806220001,10,12,100,EUR,many',
    ...Array.from(
      { length: 30 },
      (_, i) => `10702070/020322/00001${i + 10},1,2022-03-02,8525890000,10,12,100,USD,${100 + i}`,
    ),
    '10702070/020322/0000099,1,2022-03-02,8525890000,10,12,100,USD,90000',
  ];
  const file = path.join(folder, 'a.csv');
  fs.writeFileSync(file, [head, ...rows].join('\n'));
  const copy = path.join(folder, 'b.csv');
  fs.writeFileSync(copy, [head, rows[0]].join('\n'));
  await addFiles(opened, [file, copy]);
});
afterAll(async () => {
  await opened.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

it('shows gaps, empty cells, what does not parse, shared lines, totals by currency, and odd lines', async () => {
  const quality = await dataQuality(opened, null);
  expect(quality.coverage.map((c) => [c.month, c.lines])).toEqual([
    ['2022-01', 2],
    ['2022-02', 0],
    ['2022-03', 32],
  ]);
  expect(quality.empty.find((e) => e.field === 'currency')).toEqual({ field: 'currency', empty: 1, lines: 36 });
  expect(quality.unparsed).toEqual([
    { source_id: 's1', field: 'decl_date', cells: 1 },
    { source_id: 's1', field: 'value_usd', cells: 1 },
  ]);
  expect(await unparsedCells(opened, 's1', 'value_usd', 5)).toEqual([{ record: 4, raw: 'many' }]);
  expect(quality.shared).toEqual([{ first: 's1', second: 's2', lines: 1 }]);
  expect(quality.statuses).toContainEqual({ source_id: 's2', status: 'duplicate', lines: 1, usd: '100.00' });
  expect(quality.values).toContainEqual({ basis: 'contract value', currency: 'EUR', lines: 2, total: '200.00' });
  expect(quality.values).toContainEqual({ basis: 'contract value', currency: 'not stated', lines: 1, total: '100.00' });
  const found = Object.fromEntries(quality.checks.map((c) => [c.name, c.lines]));
  expect(found).toMatchObject({
    negative: 1,
    'net-above-gross': 1,
    'no-currency': 1,
    'hs-unknown-chapter': 1,
    'rate-off': 1,
  });
  for (const check of quality.checks) {
    const { rows } = await opened.engine.internal({ text: check.sql, binds: [] });
    expect(rows.length, check.name).toBe(check.lines);
  }
  expect(quality.blindSpots.join(' ')).toMatch(/Eurasian Economic Union.*not zero.*US dollars/s);
});

it('finds unit values far from those of the same code, and codes that a nomenclature lacks', async () => {
  const { rows } = await opened.engine.internal(outliersSql(20, 10));
  expect(rows.map((r) => [Number(r[1]), r[3]])).toEqual([[35, 9000]]);
  const codes = sql`(SELECT unnest(['880622', '8525890000']) AS code)`;
  expect((await opened.engine.internal(unknownCodesSql(codes))).rows.map((r) => r[0])).toEqual(['7701000000']);
});
