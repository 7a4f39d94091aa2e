import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addFiles } from '../case/add.ts';
import { Case } from '../case/case.ts';
import { unknownCodesSql } from '../../shared/shipments/quality-sql.ts';
import { sql } from '../../shared/sql/sql.ts';
import { chooseLead, orderWithLead, previewLead } from './lead.ts';
import { qualityDetail, qualitySummary, unparsedCells } from './quality.ts';

let folder: string;
let opened: Case;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-quality-'));
  opened = await Case.create(path.join(folder, 'case'));
  const head =
    'Declaration number,Item no,Registration date,HS code,Net weight kg,Gross weight kg,Invoice value,Currency,Statistical value USD,G12 total customs value';
  const rows = [
    '10702070/010122/0000001,1,2022-01-01,8806220001,10,12,100,USD,100,900',
    '10702070/010122/0000001,2,2022-01-01,8806220001,10,9,100,,100,900',
    '10702070/010322/0000002,1,2022-03-01,7701000000,10,12,100,EUR,-5,900',
    '10702070/010322/0000003,1,31.02.2022,8806220001,10,12,100,EUR,many,900',
    ...Array.from(
      { length: 30 },
      (_, i) => `10702070/020322/00001${i + 10},1,2022-03-02,8525890000,10,12,100,USD,${100 + i},900`,
    ),
    '10702070/020322/0000099,1,2022-03-02,8525890000,10,12,100,USD,90000,900',
    'one,cell,more,than,the,header,has,so,it,is,rejected',
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

const rowsOf = async (statement: string): Promise<readonly (readonly unknown[])[]> =>
  (await opened.engine.internal({ text: statement, binds: [] })).rows;

it('shows gaps, empty cells, totals by currency, and odd lines; every figure opens its rows', async () => {
  const quality = await qualitySummary(opened, null);
  expect(quality.coverage.months.map((c) => [c.month, c.lines])).toEqual([
    ['2022-01', 2],
    ['2022-02', 0],
    ['2022-03', 32],
  ]);
  expect(quality.coverage.outside).toMatchObject([{ title: 'Without a date', lines: 1 }]);
  expect(quality.empty.find((e) => e.field === 'currency')).toMatchObject({ empty: 1, lines: 36 });
  expect(quality.statuses.find((s) => s.status === 'duplicate')).toMatchObject({ lines: 1, usd: '100.00' });
  expect(quality.values).toMatchObject([
    { basis: 'statistical value', currency: 'USD', lines: 34 },
    { basis: 'contract value', currency: 'USD', lines: 32 },
    { basis: 'contract value', currency: 'EUR', lines: 2, total: '200.00' },
    { basis: 'contract value', currency: 'not stated', lines: 1, total: '100.00' },
  ]);
  expect(Object.fromEntries(quality.checks.map((c) => [c.name, c.lines]))).toMatchObject({
    negative: 1,
    'net-above-gross': 1,
    'no-currency': 1,
    'hs-unknown-chapter': 1,
    'rate-off': 1,
  });
  const figures = [
    ...quality.coverage.months.map((m) => ({ ...m, what: m.month })),
    ...quality.coverage.outside.map((o) => ({ ...o, what: o.title })),
    ...quality.statuses.map((s) => ({ ...s, what: s.status })),
    ...quality.values.map((v) => ({ ...v, what: `${v.basis} ${v.currency}` })),
    ...quality.checks.map((c) => ({ ...c, what: c.name })),
    ...quality.empty.map((e) => ({ ...e, lines: e.empty, what: e.field })),
    ...quality.blindSpots.filter((b) => b.sql !== '').map((b) => ({ ...b, what: b.text })),
    ...quality.sources.flatMap((s) =>
      (['lines', 'current', 'superseded', 'deleted', 'duplicate', 'rejected'] as const).map((name) => ({
        what: `${name} of ${s.source_id}`,
        lines: s[name],
        sql: s.sql[name],
      })),
    ),
  ];
  expect(quality.sources[0]).toMatchObject({ rejected: 1 });
  for (const { what, lines, sql } of figures) expect((await rowsOf(sql)).length, what).toBe(lines);
  expect(quality.blindSpots.map((b) => b.text).join(' ')).toMatch(/Eurasian Economic Union.*not zero.*US dollars/s);
});

it('lists cells that do not parse, lines of two sources, and columns that are totals or stay open', async () => {
  const detail = await qualityDetail(opened, null);
  expect(detail.unparsed).toMatchObject([
    { source_id: 's1', field: 'decl_date', header: 'Registration date', cells: 1 },
    { source_id: 's1', field: 'value_usd', cells: 1 },
  ]);
  for (const figure of detail.unparsed) expect((await rowsOf(figure.sql)).length, figure.field).toBe(figure.cells);
  expect((await rowsOf(detail.unparsed[1]!.sql))[0]![0]).toBe('many');
  expect(await unparsedCells(opened, 's1', 'value_usd', 5)).toEqual([{ record: 4, raw: 'many' }]);
  expect(detail.shared).toMatchObject([{ first: 's1', second: 's2', lines: 1, copies: 1, differing: 0 }]);
  expect(await rowsOf(detail.shared[0]!.sql)).toHaveLength(2);
  expect(await rowsOf(detail.shared[0]!.copies_sql)).toHaveLength(2);
  expect(await rowsOf(detail.shared[0]!.differing_sql)).toHaveLength(0);
  expect(detail.open).toMatchObject([
    { source_id: 's1', header: 'G12 total customs value', total: true },
    { source_id: 's2', header: 'G12 total customs value', total: true },
  ]);
});

it('finds unit values far from those of the same code, and codes that a nomenclature lacks', async () => {
  const { outliers } = await qualityDetail(opened, null);
  expect(outliers.map((o) => [o.name, o.lines])).toEqual([
    ['unit-price', 1],
    ['unit-weight', 0],
  ]);
  const rows = await rowsOf(outliers[0]!.sql);
  expect(rows.map((r) => [Number(r[0]) > 3.5, r[1]])).toEqual([[true, 9000]]);
  const codes = sql`(SELECT unnest(['880622', '8525890000']) AS code)`;
  expect((await opened.engine.internal(unknownCodesSql(codes))).rows.map((r) => r[0])).toEqual(['7701000000']);
  const prefix = sql`(SELECT unnest(['88062200011', '85', '7701']) AS code)`;
  expect((await opened.engine.internal(unknownCodesSql(prefix))).rows.map((r) => r[0])).toEqual([
    '8525890000',
    '7701000000',
  ]);
});

it('looks at one source, and says that there is no such source', async () => {
  const quality = await qualitySummary(opened, 's2');
  expect(quality.sources).toMatchObject([{ source_id: 's2', lines: 1, current: 0, duplicate: 1 }]);
  expect(quality.coverage.months).toEqual([]);
  await expect(qualitySummary(opened, 's9')).rejects.toMatchObject({ code: 'case/unknown-source' });
});

it('lets another source lead: what would change is told first, then recorded, and stays', async () => {
  const order = orderWithLead(opened, ['s2']);
  expect(order).toEqual(['s2', 's1']);
  const changes = [
    { source_id: 's1', gained: 0, lost: 1, usd_gained: '0.00', usd_lost: '100.00' },
    { source_id: 's2', gained: 1, lost: 0, usd_gained: '100.00', usd_lost: '0.00' },
  ];
  const current = async (): Promise<unknown> =>
    (
      await rowsOf(
        "SELECT source_id FROM shipments WHERE version_status = 'current' AND line_no = 1 AND decl_no = '10702070/010122/0000001'",
      )
    ).flat();
  expect(await previewLead(opened, order)).toEqual(changes);
  expect(await current()).toEqual(['s1']);
  expect(await chooseLead(opened, order)).toEqual(changes);
  expect(await current()).toEqual(['s2']);
  expect(await chooseLead(opened, order)).toEqual([]);
  expect(opened.custody.of('lead_chosen')).toHaveLength(1);
  expect((await qualityDetail(opened, null)).shared).toMatchObject([{ first: 's2', second: 's1' }]);
  expect(() => orderWithLead(opened, ['s1', 's1'])).toThrow(/named twice/);

  const root = opened.folder.root;
  await opened.close();
  opened = await Case.open(root);
  expect(opened.sourceOrder).toEqual(['s2', 's1']);
  expect(await current()).toEqual(['s2']);
});
