import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../../shared/sql/sql.ts';
import { Case } from '../case/case.ts';
import { analyzeDiversion } from './analyze.ts';

let folder: string;
let opened: Case;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-diversion-'));
  opened = await Case.create(path.join(folder, 'case'));
});
afterEach(async () => {
  await opened.close();
  rmSync(folder, { recursive: true });
});

interface Leg {
  readonly date: string;
  readonly exporter: string;
  readonly exporterId?: string;
  readonly from: string;
  readonly importer: string;
  readonly importerId?: string;
  readonly to: string;
  readonly hs?: string;
  readonly quantity?: number;
  readonly status?: string;
}
let record = 0;
async function ship(...legs: readonly Leg[]): Promise<void> {
  for (const l of legs)
    await opened.engine
      .internal(sql`INSERT INTO work.derived.shipments (source_id, source_record, decl_date, exporter_name, exporter_id,
      exporter_country, importer_name, importer_id, importer_country, hs_code, quantity, version_status) VALUES ('s1', ${(record += 1)},
      ${l.date}::DATE, ${l.exporter}, ${l.exporterId ?? null}, ${l.from}, ${l.importer}, ${l.importerId ?? null}, ${l.to},
      ${l.hs ?? '8806220009'}, ${l.quantity ?? 100}, ${l.status ?? 'current'})`);
}
const into: Leg = { date: '2022-06-01', exporter: 'A CO., LTD', from: 'CN', importer: 'ТОО "АЛАТАУ ТРЕЙД"', to: 'KZ' };
const onward: Leg = {
  date: '2022-06-25',
  exporter: 'ALATAU TREYD LLP',
  from: 'KZ',
  importer: 'ООО "ВЕКТОР"',
  to: 'RU',
};

describe('analyzeDiversion', () => {
  it('finds the company of the hub in two spellings', async () => {
    await ship(into, { ...onward, quantity: 97 });
    expect(await analyzeDiversion(opened)).toEqual({ pairs: 1, candidates: 1 });
    const { rows } = await opened.engine.internal(
      sql`SELECT first_source_id, second_source_id, second_record - first_record, lag_days, score > 0.5 FROM diversion_pairs`,
    );
    expect(rows).toEqual([['s1', 's1', '1', 24, true]]);
  });

  it.each<[string, Leg, Leg]>([
    ['too late', into, { ...onward, date: '2022-08-01' }],
    ['before the first', into, { ...onward, date: '2022-05-20' }],
    ['of another quantity', into, { ...onward, quantity: 94 }],
    ['of other goods', into, { ...onward, hs: '8507600000' }],
    ['of another company', into, { ...onward, exporter: 'TULPAR AERO LLP' }],
    [
      'of a namesake with another number',
      { ...into, importerId: '200840905760' },
      { ...onward, exporterId: '050440003337' },
    ],
    ['superseded', into, { ...onward, status: 'superseded' }],
    ['to another country', into, { ...onward, to: 'KG' }],
  ])('takes no second leg %s', async (_why, first, second) => {
    await ship(first, second);
    expect((await analyzeDiversion(opened)).pairs).toBe(0);
  });

  it('uses each leg once, the nearest quantity first, and starts anew each time', async () => {
    await ship(into, { ...onward, quantity: 96 }, { ...onward, quantity: 100 });
    await analyzeDiversion(opened);
    expect((await analyzeDiversion(opened)).pairs).toBe(1);
    const { rows } = await opened.engine.internal(
      sql`SELECT quantity FROM shipments JOIN diversion_pairs ON source_record = second_record`,
    );
    expect(rows).toEqual([[100]]);
  });

  it('takes the number before the name', async () => {
    await ship(
      { ...into, importerId: '200840905760' },
      { ...onward, exporter: 'SOMETHING ELSE', exporterId: '200840905760' },
    );
    expect((await analyzeDiversion(opened)).pairs).toBe(1);
  });
});
