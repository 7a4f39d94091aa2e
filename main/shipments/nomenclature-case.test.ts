import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addFiles } from '../case/add.ts';
import { Case } from '../case/case.ts';
import { rebuildCase } from '../case/rebuild.ts';
import { verifyCase } from '../custody/verify.ts';
import { importNomenclature, shipmentLabels } from './nomenclature.ts';
import { qualityDetail } from './quality.ts';

let folder: string;
let opened: Case;
const rows = async (statement: string): Promise<readonly (readonly unknown[])[]> =>
  (await opened.engine.internal({ text: statement, binds: [] })).rows;
const label = async (code: string): Promise<unknown> =>
  (await rows(`SELECT text, edition, level FROM hs_labels WHERE code = '${code}'`))[0];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-nomenclature-'));
  opened = await Case.create(path.join(folder, 'case'));
  const head = 'Declaration number,Item no,Registration date,HS code,Statistical value USD';
  const codes = ['8806229000', '8806220000', '0101210000', '2600000000', '6913100000'];
  const lines = codes.map((code, i) => `10702070/010122/000000${i},1,2022-01-0${i + 1},${code},10`);
  fs.writeFileSync(path.join(folder, 'a.csv'), [head, ...lines].join('\n'));
  await addFiles(opened, [path.join(folder, 'a.csv')]);
});
afterAll(async () => {
  await opened.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

it('has short labels of its own for chapters and some headings', async () => {
  expect(await label('8806229000')).toEqual(['Unmanned aircraft', 'Short labels of Waybill', 4]);
  expect(await label('2600000000')).toEqual(['Ores, slag, ash', 'Short labels of Waybill', 2]);
});

it('takes a file of few codes where the columns are named, and no endless name of an edition', async () => {
  const file = path.join(folder, 'few.csv');
  fs.writeFileSync(file, iconv.encode('код;текст\n8806;дроны\n8525;камеры\n', 'windows-1251'));
  await expect(importNomenclature(opened, file)).rejects.toMatchObject({ code: 'nomenclature/no-codes' });
  await expect(importNomenclature(opened, file, { edition: 'x'.repeat(121) })).rejects.toMatchObject({
    code: 'usage/edition',
  });
  const other = await Case.create(path.join(folder, 'few'));
  try {
    expect(await importNomenclature(other, file, { codeColumn: 'код', textColumn: 'текст' })).toMatchObject({
      codes: 2,
    });
  } finally {
    await other.close();
  }
});

it('takes any file of codes and texts; the text of the longest known beginning speaks', async () => {
  const file = path.join(folder, 'Товары 2022.csv');
  const text = [
    'Код;Наименование',
    '0101 21;лошади чистопородные',
    '8806;беспилотные',
    '8806 22;до 7 кг',
    '26;руды',
    '8806 22 000 0;весь код',
  ];
  fs.writeFileSync(file, iconv.encode(text.join('\r\n'), 'windows-1251'));
  expect(await importNomenclature(opened, file, { edition: 'TN VED 2022' })).toMatchObject({
    nomenclature_id: 'товары_2022',
    edition: 'TN VED 2022',
    codes: 5,
    code_column: 'Код',
    text_column: 'Наименование',
  });
  expect(await label('8806229000')).toEqual(['до 7 кг', 'TN VED 2022', 6]);
  expect(await label('8806220000')).toEqual(['весь код', 'TN VED 2022', 10]);
  expect(await label('0101210000')).toEqual(['лошади чистопородные', 'TN VED 2022', 6]);
  expect(await label('6913100000')).toEqual(['Ceramics', 'Short labels of Waybill', 2]);
  expect(await shipmentLabels(opened)).toHaveLength(5);
  const { hs } = await qualityDetail(opened, null);
  expect(hs).toMatchObject({ nomenclature: 'TN VED 2022', codes: 2, lines: 2 });
  expect((await rows(hs.sql)).map((r) => r[0])).toEqual(['2600000000', '6913100000']);
  expect(await rows(hs.lines_sql)).toHaveLength(2);
});

it('refuses what is no nomenclature and keeps what was there', async () => {
  const file = path.join(folder, 'letters.csv');
  fs.writeFileSync(file, 'a,b\nx,one\ny,two\nz,three\nw,four\nv,five\n');
  await expect(importNomenclature(opened, file)).rejects.toMatchObject({ code: 'nomenclature/no-codes' });
  await expect(importNomenclature(opened, path.join(folder, 'none.csv'))).rejects.toThrow();
  expect(await rows('SELECT nomenclature_id FROM nomenclatures ORDER BY place')).toEqual([['товары_2022']]);
});

it('is made again from lists/ by a rebuild, checked by verify, and missed when it is gone', async () => {
  const root = opened.folder.root;
  await opened.close();
  const rebuilt = await rebuildCase(root);
  expect(rebuilt.tables.find((t) => t.name === 'nomenclature_codes')?.rows).toBe(5);
  expect(await verifyCase(root)).toMatchObject({ ok: true });
  opened = await Case.open(root);
  expect(await label('8806229000')).toEqual(['до 7 кг', 'TN VED 2022', 6]);
  await opened.close();
  const [kept] = fs.readdirSync(path.join(root, 'lists')).filter((name) => name.startsWith('nomenclature-'));
  fs.appendFileSync(path.join(root, 'lists', kept!), '8807;новое\r\n');
  expect((await verifyCase(root)).problems.join()).toMatch(/lists\/nomenclature-.*changed/);
  const again = await rebuildCase(root);
  expect(again.ok).toBe(false);
  expect(again.problems.join()).toMatch(/TN VED 2022.*not the file that was imported/);
  fs.rmSync(path.join(root, 'work.duckdb'));
  opened = await Case.open(root);
  expect(opened.notices.join()).toMatch(/TN VED 2022.*not the file that was imported.*Import it again/);
  expect(await label('8806229000')).toEqual(['Unmanned aircraft', 'Short labels of Waybill', 4]);
});
