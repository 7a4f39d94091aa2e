import { DuckDBInstance } from '@duckdb/node-api';
import { strToU8, zipSync } from 'fflate';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import { csvSettings } from '../../shared/intake/settings-fixture.ts';
import { LoadBench } from './load-fixture.ts';
import { loadSource } from './load.ts';
import { textRows, workbookBytes } from './workbook-fixture.ts';

const bench = new LoadBench();
afterAll(() => bench.close());

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const kind = (headers: readonly string[], change: Partial<SourceSettings>): SourceSettings =>
  csvSettings(headers, { encoding: null, newline: null, delimiter: null, quote: null, escape: null, ...change });

describe('a workbook', () => {
  const bytes = workbookBytes([
    { name: 'Pivot', rows: '' },
    {
      name: 'Data',
      rows: textRows([
        ['Vendor export', null, null],
        ['code', null, 'name'],
        ['0012', null, 'two\nlines, "quoted"'],
        [null, null, null],
        ['0013', null, null],
        ['0014', 'stray', 'x'],
        ['code', null, 'name'],
        ['Total:', null, '12'],
      ]),
    },
  ]);

  it('gives the rows of the chosen sheet under its header, by the columns that the header names', async () => {
    const file = bench.file('book.xlsx', bytes);
    const settings = kind(['code', 'name'], { kind: 'xlsx', sheet: 'Data', headerRow: 2, skippedRows: 1 });
    const { rows: got, records, rejects, result } = await bench.load(file, settings);
    expect(got).toEqual([
      ['0012', 'two\nlines, "quoted"'],
      ['0013', null],
    ]);
    expect(records).toEqual([1, 2]);
    expect(rejects).toEqual([
      { record: 3, line: 6, reason: 'too many fields', raw: '0014\tstray\tx' },
      { record: 4, line: 7, reason: 'repeated header', raw: 'code\t\tname' },
      { record: 5, line: 8, reason: 'totals or footer', raw: 'Total:\t\t12' },
    ]);
    expect(result).toMatchObject({ read: 5, loaded: 2, rejected: 3, sha256: sha(bytes), columns: ['code', 'name'] });
  });

  it('inside a zip is read too, and the hash is that of the zip', async () => {
    const zip = zipSync({ 'in/book.xlsx': new Uint8Array(bytes) });
    const file = bench.file('book.zip', zip);
    const settings = kind(['code', 'name'], {
      kind: 'xlsx',
      compression: 'zip',
      member: 'in/book.xlsx',
      sheet: 'Data',
      headerRow: 2,
    });
    const { result } = await bench.load(file, settings);
    expect(result).toMatchObject({ read: 5, loaded: 2, sha256: sha(zip) });
  });

  it('without such a sheet, or damaged, is refused', async () => {
    const file = bench.file('book2.xlsx', bytes);
    await expect(loadSource(bench.request(file, kind(['a'], { kind: 'xlsx', sheet: 'Nope' })))).rejects.toMatchObject({
      code: 'intake/no-such-sheet',
    });
    const cut = bench.file('cut.xlsx', bytes.subarray(0, bytes.length - 200));
    await expect(loadSource(bench.request(cut, kind(['a'], { kind: 'xlsx' })))).rejects.toMatchObject({
      code: 'intake/workbook-damaged',
    });
  });
});

describe('JSON', () => {
  const json = (headers: readonly string[]): SourceSettings => kind(headers, { kind: 'json', encoding: 'utf-8' });
  it.each([
    ['an array', '[{"id": 9007199254740993, "v": 8.640000000000001, "n": null},\n {"id": "007", "v": {"x": [1, 2]}}]'],
    ['lines', '{"id": 9007199254740993, "v": 8.640000000000001}\n\n{"v": {"x": [1, 2]}, "id": "007", "n": null}\n'],
    ['values in a row', '{"id": 9007199254740993,\n"v": 8.640000000000001}\n{"id": "007",\n"v": {"x": [1, 2]}}'],
    [
      'an object around them',
      '{"meta": {"list": [{"a": 1}]}, "tags": ["x"], "rows": [{"id": 9007199254740993, "v": 8.640000000000001}, {"id": "007", "v": {"x": [1, 2]}}]}',
    ],
  ])('as %s keeps every digit and nested values as their text', async (_, text) => {
    const { rows, result } = await bench.load(bench.file('a.json', text), json(['id', 'v']));
    expect(rows.map((r) => r.slice(0, 2))).toEqual([
      ['9007199254740993', '8.640000000000001'],
      ['007', '{"x": [1, 2]}'],
    ]);
    expect(result).toMatchObject({ read: 2, loaded: 2 });
  });

  it('in one of several lists reads the list of the settings, else the first of objects', async () => {
    const text = '{"tags":["x"],"parties":[{"id":"p"}],"sh\\u0069ps é":[5,{"id":"1"},{"id":"2"}]}';
    const file = bench.file('lists.json', text);
    const first = await bench.load(file, json(['id']));
    expect(first.rows).toEqual([['p']]);
    const { rows, result } = await bench.load(file, { ...json(['id']), sheet: 'ships é' });
    expect(result).toMatchObject({ read: 3, rejected: 1 });
    expect(rows.map(([id]) => id)).toEqual(['1', '2']);
    await expect(bench.load(file, { ...json(['id']), sheet: 'none' })).rejects.toMatchObject({
      code: 'intake/no-such-sheet',
    });
  });

  it('in lines of which the first is damaged loses only that one', async () => {
    const { rows, result } = await bench.load(
      bench.file('cut.jsonl', '{"id":"1\n{"id":"2"}\n{"id":"3"}\n'),
      json(['id']),
    );
    expect(result).toMatchObject({ read: 3, loaded: 2, rejected: 1 });
    expect(rows.map(([id]) => id)).toEqual(['2', '3']);
  });

  it('with keys that only later records have gets their columns', async () => {
    const text = '{"id":1}\n{"id":2,"late":"x"}\n';
    const { rows, result } = await bench.load(bench.file('late.json', text), json(['id']));
    expect(result.columns).toEqual(['id', 'late']);
    expect(rows).toEqual([
      ['1', null],
      ['2', 'x'],
    ]);
  });

  it('rejects what is no object, in lines and in an array, and keeps the columns as they are', async () => {
    const values = ['{"id":1}', '5', '"x"', '[1,2]', 'null', '{"id":2}'];
    for (const text of [values.join('\n'), `[${values.join(',\n')}]`]) {
      const { rows, rejects, result } = await bench.load(bench.file('mixed.json', text), json(['id']));
      expect(rows).toEqual([['1'], ['2']]);
      expect(rejects.map((r) => [r.record, r.reason, r.raw])).toEqual(
        values.slice(1, 5).map((raw, i) => [i + 2, 'not an object', raw]),
      );
      expect(result).toMatchObject({ columns: ['id'], read: 6, loaded: 2, rejected: 4 });
    }
  });

  it.each([3_500_000, 6_000_000])('rejects a record of more than 16 MB and reads on after it (%i)', async (parts) => {
    const long = `{"id":1,"text":"${'a}]\\"'.repeat(parts)}"}`;
    for (const text of [`{"id":0}\n${long}\n{"id":2}\n`, `[{"id":0},${long},\n{"id":2}]`]) {
      const { rows, rejects, result } = await bench.load(bench.file('long.json', text), json(['id']));
      expect(rows.map((r) => r[0]?.slice(0, 9))).toEqual(['0', '2']);
      expect(rejects.map((r) => [r.record, r.reason])).toEqual([[2, 'too long']]);
      expect(result).toMatchObject({ read: 3, loaded: 2, rejected: 1 });
    }
  });

  it('with a line that is no JSON rejects that line', async () => {
    const text = '{"id":1}\n{"id":\n{"id":3,"id":4}\n{"id":"\\u0000"}\n{"id":5}';
    const { rows, rejects } = await bench.load(bench.file('bad.json', text), json(['id']));
    expect(rows).toEqual([['1'], ['5']]);
    expect(rejects.map((r) => [r.record, r.line, r.reason, r.raw])).toEqual([
      [2, 2, 'unreadable value', '{"id":'],
      [3, 3, 'unreadable value', '{"id":3,"id":4}'],
      [4, 4, 'nul byte', '{"id":"\\u0000"}'],
    ]);
  });

  it('that is cut off, or holds no records, is refused', async () => {
    const cut = bench.file('cut.json', '[{"id":1},{"id":2}');
    await expect(loadSource(bench.request(cut, json(['id'])))).rejects.toMatchObject({ code: 'intake/truncated' });
    const none = bench.file('none.json', '"just a text"');
    await expect(loadSource(bench.request(none, json(['id'])))).rejects.toMatchObject({ code: 'intake/not-json' });
  });
});

describe('packed files', () => {
  const text = 'a,b\n1,Ёлка\n2,x\n';
  it('zip: the chosen member, or the only one', async () => {
    const zip = zipSync({ 'one.csv': strToU8(text), 'two.csv': strToU8('a,b\n9,9\n') });
    const file = bench.file('two.zip', zip);
    const settings = csvSettings(['a', 'b'], { compression: 'zip', member: 'one.csv' });
    expect((await bench.load(file, settings)).rows).toEqual([
      ['1', 'Ёлка'],
      ['2', 'x'],
    ]);
    await expect(loadSource(bench.request(file, { ...settings, member: null }))).rejects.toMatchObject({
      code: 'intake/no-member',
    });
    const only = bench.file('only.zip', zipSync({ 'one.csv': strToU8(text) }));
    expect((await bench.load(only, { ...settings, member: null })).result).toMatchObject({ read: 2, loaded: 2 });
  });

  it('zstd', async () => {
    const file = path.join(bench.folder, 't.csv.zst');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT i AS a, 'Ёлка ' || i AS b FROM range(300000) t(i)) TO '${file}' (FORMAT csv, COMPRESSION zstd)`,
    );
    connection.closeSync();
    instance.closeSync();
    const settings = csvSettings(['a', 'b'], { compression: 'zstd' });
    const { result, rows } = await bench.load(file, settings);
    expect(result).toMatchObject({ read: 300_000, loaded: 300_000, rejected: 0 });
    expect(rows[299_999]).toEqual(['299999', 'Ёлка 299999']);
    fs.truncateSync(file, fs.statSync(file).size - 100);
    await expect(loadSource(bench.request(file, settings))).rejects.toMatchObject({ code: 'intake/truncated' });
  });

  it('that are cut off or damaged are refused', async () => {
    const packed = zlib.gzipSync(text.repeat(1000));
    const settings = csvSettings(['a', 'b'], { compression: 'gzip' });
    const cut = bench.file('cut.gz', packed.subarray(0, packed.length - 12));
    await expect(loadSource(bench.request(cut, settings))).rejects.toMatchObject({ code: 'intake/truncated' });
    const broken = Buffer.from(packed);
    broken[20] = broken[20]! ^ 0xff;
    const file = bench.file('broken.gz', broken);
    await expect(loadSource(bench.request(file, settings))).rejects.toMatchObject({ code: 'intake/damaged-archive' });
    const zip = bench.file('no.zip', 'PK\u0003\u0004 but no zip');
    await expect(loadSource(bench.request(zip, { ...settings, compression: 'zip' }))).rejects.toMatchObject({
      code: 'intake/damaged-archive',
    });
  });

  it('whose names climb out of the archive are refused', async () => {
    for (const name of ['../evil.csv', '/etc/evil.csv', 'a/../../evil.csv']) {
      const file = bench.file('evil.zip', zipSync({ [name]: strToU8(text) }));
      const settings = csvSettings(['a', 'b'], { compression: 'zip', member: name });
      await expect(loadSource(bench.request(file, settings))).rejects.toMatchObject({ code: 'intake/unsafe-archive' });
    }
  });

  it('that are bombs are refused before they fill the disk', async () => {
    const gz = bench.file('bomb.gz', zlib.gzipSync(Buffer.alloc(140 * 1024 * 1024, `${'x'.repeat(4000)},b\n`)));
    const settings = csvSettings(['a', 'b'], { compression: 'gzip' });
    await expect(loadSource(bench.request(gz, settings))).rejects.toMatchObject({ code: 'intake/bomb' });
    // The directory of a zip says how large a member is; one that says a gigabyte for a few bytes is not even opened.
    const small = Buffer.from(zipSync({ 'a.csv': strToU8('a,b\n'.repeat(100)) }));
    small.writeUInt32LE(2 ** 30, small.indexOf('PK\u0001\u0002') + 24);
    const zip = bench.file('bomb.zip', small);
    const inZip = csvSettings(['a', 'b'], { compression: 'zip', member: 'a.csv' });
    await expect(loadSource(bench.request(zip, inZip))).rejects.toMatchObject({ code: 'intake/bomb' });
  });
});
