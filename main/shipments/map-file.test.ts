import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textRows, workbookBytes } from '../intake/workbook-fixture.ts';
import { run } from '../commands/test-io.ts';
import { caseLexicon, mapFile } from './map-file.ts';

let folder: string;
beforeAll(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-map-'))));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const write = (name: string, bytes: Buffer | string): string => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, bytes);
  return file;
};
const fields = async (file: string): Promise<Record<string, string | null>> =>
  Object.fromEntries((await mapFile(file)).columns.map((c) => [c.header, c.field]));

const RECORDS = Array.from({ length: 30 }, (_, i) => [
  `1070207${i % 10}/010322/00000${10 + i}`,
  `0${(i % 9) + 1}.03.2022`,
  'ООО РОМАШКА',
  '8806220001',
  `${i},5`,
]);
const HEADER = ['Номер декларации', 'Дата', 'Получатель', 'Код ТН ВЭД', 'Вес нетто, кг'];
const EXPECTED = {
  'Номер декларации': 'decl_no',
  Дата: 'decl_date',
  Получатель: 'importer_name',
  'Код ТН ВЭД': 'hs_code',
  'Вес нетто, кг': 'net_kg',
};

describe('map', () => {
  it('maps delimited text in a Cyrillic code page, below a preamble', async () => {
    const text = [['Выгрузка за март'], HEADER, ...RECORDS].map((row) => row.join(';')).join('\r\n');
    expect(await fields(write('a.csv', iconv.encode(text, 'windows-1251')))).toEqual(EXPECTED);
  });

  it('maps a workbook and lines of JSON', async () => {
    expect(
      await fields(
        write(
          'a.xlsx',
          workbookBytes([{ name: 'Данные', rows: textRows([HEADER, ...RECORDS]) }], {
            parts: { '[Content_Types].xml': '<Types/>' },
          }),
        ),
      ),
    ).toEqual(EXPECTED);
    const lines = RECORDS.map((row) => JSON.stringify(Object.fromEntries(HEADER.map((h, i) => [h, row[i]]))));
    expect(await fields(write('a.jsonl', lines.join('\n')))).toEqual(EXPECTED);
    expect(await fields(write('a.json', `[${lines.join(',\n')}]`))).toEqual(EXPECTED);
  });

  it('finds a field although its columns were swapped, and leaves columns of one name to the first', async () => {
    const swapped = [4, 0, 3, 1, 2];
    const text = [HEADER, ...RECORDS].map((row) => swapped.map((i) => row[i]).join('\t')).join('\n');
    expect(await fields(write('b.tsv', text))).toEqual(EXPECTED);
    const twice = await mapFile(
      write('c.csv', 'HS code,HS code,Importer\n8806220001,8806220001,X LLC\n8806220002,8806220002,Y LLC\n'),
    );
    expect(twice.columns.map((c) => c.field)).toEqual(['hs_code', null, 'importer_name']);
  });

  it('takes synonyms that lie in the layouts of a case', async () => {
    fs.writeFileSync(path.join(folder, 'synonyms.yml'), 'concepts:\n  shipper:\n    pl: [nadawca]\n');
    const file = write('pl.csv', 'Nadawca,Kod HS\nA,8806220001\nB,8806220002\n');
    expect((await mapFile(file, caseLexicon(folder))).columns[0]!.field).toBe('exporter_name');
    expect((await mapFile(file)).columns[0]!.field).toBeNull();
  });

  it('prints a stable JSON, and says of a file that cannot be read why', async () => {
    const good = write('d.csv', 'Declaration number,Gross weight (kg)\n1/2,3.5\n4/5,6.5\n');
    const result = await run(['map', '--json', good, path.join(folder, 'missing.csv')]);
    expect(result.code).toBe(1);
    expect(result.json).toEqual([
      {
        file: good,
        columns: [
          expect.objectContaining({ header: 'Declaration number', field: 'decl_no' }),
          { header: 'Gross weight (kg)', field: 'gross_kg', confidence: 0.95, reason: expect.any(String) as string },
        ],
      },
      expect.objectContaining({ error: expect.stringContaining('no such file') as string }),
    ]);
  });
});
