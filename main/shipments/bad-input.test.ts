/** What files of the trade do to those who add them up. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addFiles, type Added, type AddOptions } from '../case/add.ts';
import { Case } from '../case/case.ts';
import { qualitySummary } from './quality.ts';

let folder: string;
let opened: Case;
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-bad-'));
  opened = await Case.create(path.join(folder, 'case'));
});
afterEach(async () => {
  await opened.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function add(name: string, rows: readonly string[], options: AddOptions = {}): Promise<Added> {
  const file = path.join(folder, name);
  fs.writeFileSync(file, `${rows.join('\n')}\n`);
  const [outcome] = await addFiles(opened, [file], options);
  if (outcome === undefined || 'error' in outcome) throw new Error(outcome?.error.message);
  return outcome;
}
const query = async (text: string): Promise<string[]> =>
  (await opened.engine.internal({ text, binds: [] })).rows.map((row) => row.map((v) => String(v)).join(' '));
const checks = async (): Promise<Record<string, number>> =>
  Object.fromEntries((await qualitySummary(opened, null)).checks.map((c) => [c.name, c.lines]));

const HEAD =
  'Declaration number;Item no;Registration date;HS code;Net weight kg;Invoice value;Currency;Statistical value USD';
const line = (n: number, date = '2022-03-01', usd = '100', currency = 'USD', net = '10'): string =>
  `10702070/0103${String(n).padStart(2, '0')}/0000001;1;${date};8806220001;${net};90;${currency};${usd}`;

describe('a file', () => {
  it('with its header once more in the middle: that record is rejected, the others are shipments', async () => {
    const { read, loaded, rejected } = await add('a.csv', [HEAD, line(1), line(2), HEAD, line(3)]);
    expect([read, loaded, rejected]).toEqual([4, 3, 1]);
    expect(await query('SELECT reason FROM rejects')).toEqual(['repeated header']);
    expect(await query('SELECT count(*), sum(value_usd), max(source_record) FROM shipments')).toEqual(['3 300.00 4']);
  });

  it('whose columns are swapped from one month to the next: one layout, the same fields', async () => {
    const swap = (row: string): string => row.split(';').toReversed().join(';');
    await add('march.csv', [HEAD, line(1), line(2)]);
    await add('april.csv', [HEAD, line(3, '2022-04-01', '7'), line(4, '2022-04-02', '8')].map(swap));
    expect(await query('SELECT count(DISTINCT layout) FROM sources')).toEqual(['1']);
    expect(await query("SELECT decl_date, net_kg, invoice_value, value_usd FROM shipments WHERE source_id = 's2' ORDER BY 1")).toEqual([
      '2022-04-01 10 90.00 7.00',
      '2022-04-02 10 90.00 8.00',
    ]); // prettier-ignore
  });

  it("with the sender's tax number before the recipient's, and names in the other order", async () => {
    await add('a.csv', [
      'Номер декларации;Номер товара;Дата регистрации;ИНН отправителя;ИНН получателя;Наименование получателя;Наименование отправителя',
      '10702070/010322/0000001;1;01.03.2022;7707083893;7728168971;ООО ПОКУПАТЕЛЬ;ООО ПРОДАВЕЦ',
    ]);
    expect(await query('SELECT exporter_name, exporter_id, importer_name, importer_id FROM shipments')).toEqual([
      'ООО ПРОДАВЕЦ 7707083893 ООО ПОКУПАТЕЛЬ 7728168971',
    ]);
  });

  it('of totals only: it is loaded raw and adds no shipments, and the page says why', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `2022-${String(i + 1).padStart(2, '0')};China;8806;${1000 + i}`);
    await add('totals.csv', ['Month;Partner country;HS code;Value USD', ...rows]);
    const { sources } = await qualitySummary(opened, null);
    expect(sources).toMatchObject([{ added: false, lines: 0, read: 12 }]);
    expect(sources[0]?.reason).toMatch(/adds no shipments/);
  });

  it('with dates of several forms in one column, and days that do not exist', async () => {
    const dates = [
      '2022-03-01',
      '02.03.2022',
      '03/03/2022',
      '44624',
      '31.02.2022',
      '00.00.0000',
      '2022-13-01',
      '1 April 2022',
    ];
    await add('a.csv', [HEAD, ...dates.map((date, i) => line(i + 1, date))]);
    expect(await query('SELECT decl_date FROM shipments ORDER BY source_record')).toEqual([
      '2022-03-01', '2022-03-02', '2022-03-03', '2022-03-04', 'null', 'null', 'null', '2022-04-01',
    ]); // prettier-ignore
  });

  it('with negative and absurd values and weights, and no currency: kept as they are, and named', async () => {
    await add('a.csv', [
      HEAD,
      line(1, '2022-03-01', '-5'),
      line(2, '2022-03-01', '99999999999'),
      line(3, '2022-03-01', '0', ''),
      line(4, '1950-03-01', '10', 'USD', '999999999'),
      line(5, '2099-03-01', '10', 'USD', '-1'),
    ]);
    expect(await checks()).toMatchObject({
      negative: 2,
      'absurd-value': 1,
      'zero-value': 1,
      'no-currency': 1,
      'absurd-weight': 1,
      'date-off': 2,
    });
    expect(await query('SELECT count(*) FROM shipments')).toEqual(['5']);
  });

  it('with a mapping that names one field twice is refused', async () => {
    const map = { 'Invoice value': 'value_usd', 'Statistical value USD': 'value_usd' };
    await expect(add('a.csv', [HEAD, line(1)], { map })).rejects.toThrow(/names the field value_usd twice/);
  });
});

it('works dollars out of the customs value only where the row states the rate of the dollar', async () => {
  await add('a.csv', [
    'Declaration number;Item no;Registration date;HS code;Invoice value;Currency;Exchange rate;Customs value',
    '10702070/010322/0000001;1;2022-03-01;8806220001;100;USD;80;8400',
    '10702070/010322/0000002;1;2022-03-01;8806220001;100;EUR;90;9400',
    '10702070/010322/0000003;1;2022-03-01;8806220001;100;USD;8000;8400',
    '10702070/010322/0000004;1;2022-03-01;8806220001;100;USD;;8400',
  ]);
  expect(await query('SELECT value_usd, value_usd_derived FROM shipments ORDER BY source_record')).toEqual([
    '105.00 true',
    'null false',
    'null false',
    'null false',
  ]);
  expect((await checks())['usd-derived']).toBe(1);
});
