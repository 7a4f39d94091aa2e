import { DuckDBInstance } from '@duckdb/node-api';
import iconv from 'iconv-lite';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { csvSettings } from '../../shared/intake/settings-fixture.ts';
import { LoadBench } from './load-fixture.ts';
import { rawRecord } from './raw-record.ts';
import { textRows, workbookBytes } from './workbook-fixture.ts';

const bench = new LoadBench();
afterAll(() => bench.close());

/** Rows enough for several points of an index; every thousandth has two lines, every 999th is too wide. */
const ROWS = 60_000;
const lineOf = (i: number): string => {
  if (i % 999 === 0) return `${i};Товар;too;wide`;
  if (i % 1000 === 0) return `${i};"Товар ""${i}""\nвторая строка";x`;
  return `${i};Товар номер ${i}, ${'описание '.repeat(i % 7)};x`;
};
const lines = Array.from({ length: ROWS }, (_, k) => lineOf(k + 1));
const text = `код;описание;z\n${lines.join('\n')}\n`;
const headers = ['код', 'описание', 'z'];
const wanted = [1, 2, 999, 1000, 1001, 2500, 31_999, 59_000, ROWS];
const physicalLine = (record: number): number =>
  2 +
  lines
    .slice(0, record - 1)
    .join('\n')
    .split('\n').length -
  (record === 1 ? 1 : 0);

describe('the raw text of a record', () => {
  it.each([
    ['utf-8', 'none'],
    ['windows-1251', 'none'],
    ['utf-16le', 'none'],
    ['utf-8', 'gzip'],
    ['windows-1251', 'gzip'],
  ] as const)('is found in %s (packing: %s), good or rejected', async (encoding, compression) => {
    const bytes = iconv.encode(text, encoding);
    const file = bench.file(`raw-${encoding}-${compression}`, compression === 'gzip' ? zlib.gzipSync(bytes) : bytes);
    const settings = csvSettings(headers, { delimiter: ';', encoding, compression });
    const { result, index, rejects } = await bench.load(file, settings);
    expect(result).toMatchObject({ read: ROWS, rejected: Math.floor(ROWS / 999) });
    expect(rejects[0]).toMatchObject({ record: 999, raw: lineOf(999) });
    for (const record of wanted) {
      const raw = await rawRecord(file, settings, index, record);
      expect([record, raw.raw, raw.line]).toEqual([record, lineOf(record), physicalLine(record)]);
    }
    expect((await rawRecord(file, settings, index, 1000)).fields).toEqual(['1000', 'Товар "1000"\nвторая строка', 'x']);
    for (const record of [0, ROWS + 1, 1.5]) {
      await expect(rawRecord(file, settings, index, record)).rejects.toMatchObject({ code: 'intake/no-such-record' });
    }
  });

  it('of a workbook is its shown cells', async () => {
    const rows = [
      ['a', 'b'],
      ...Array.from({ length: 30_000 }, (_, i) => [String(i + 1), `Cell, "${i + 1}" ${'y'.repeat(20)}`]),
    ];
    const file = bench.file('raw.xlsx', workbookBytes([{ name: 'S', rows: textRows([...rows, ['x', 'y', 'z']]) }]));
    const settings = csvSettings(['a', 'b'], { kind: 'xlsx', sheet: 'S' });
    const { index } = await bench.load(file, settings);
    expect(await rawRecord(file, settings, index, 29_999)).toEqual({
      raw: `29999\tCell, "29999" ${'y'.repeat(20)}`,
      line: 30_000,
      fields: ['29999', `Cell, "29999" ${'y'.repeat(20)}`],
    });
    expect((await rawRecord(file, settings, index, 30_001)).raw).toBe('x\ty\tz');
  });

  it('of JSON is its own text', async () => {
    const values = Array.from({ length: 5000 }, (_, i) => `{"id": ${i + 1},\n "t": "Ё, \\"${i}\\""}`);
    const file = bench.file('raw.json', `[${values.join(',\n')}]`);
    const settings = csvSettings(['id', 't'], { kind: 'json' });
    const { index } = await bench.load(file, settings);
    expect(await rawRecord(file, settings, index, 4321)).toMatchObject({ raw: values[4320], line: 8641 });
  });

  it('of Parquet is its values', async () => {
    const file = path.join(bench.folder, 'raw.parquet');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT i AS a, 'x' || i AS b FROM range(1000) t(i)) TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    const settings = csvSettings(['a', 'b'], { kind: 'parquet' });
    const { index } = await bench.load(file, settings);
    expect(await rawRecord(file, settings, index, 778)).toEqual({
      raw: '777\tx777',
      line: 778,
      fields: ['777', 'x777'],
    });
  });

  it('is refused with advice where the index is gone or damaged, or the source is gone', async () => {
    const file = bench.file('gone.csv', 'a,b\n1,2\n');
    const settings = csvSettings(['a', 'b']);
    const { index } = await bench.load(file, settings);
    fs.rmSync(file);
    await expect(rawRecord(file, settings, index, 1)).rejects.toMatchObject({ code: 'intake/not-found' });
    fs.truncateSync(index, 9);
    await expect(rawRecord(file, settings, index, 1)).rejects.toMatchObject({ code: 'intake/index-damaged' });
    fs.rmSync(index);
    await expect(rawRecord(file, settings, index, 1)).rejects.toMatchObject({ code: 'intake/index-damaged' });
  });
});
