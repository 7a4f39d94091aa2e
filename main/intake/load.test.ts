import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from 'vitest';
import { CancelledError } from '../../shared/errors.ts';
import { loadSource } from './load.ts';
import { csvSettings } from '../../shared/intake/settings-fixture.ts';
import { LoadBench } from './load-fixture.ts';

const bench = new LoadBench();
afterAll(() => bench.close());

const headers = ['номер', 'name', 'value'];
const table = [
  ['0012', 'ООО «Маяк»', '8.640000000000001'],
  ['0013', 'He said "hi", twice', ''],
  ['0014', 'two\nlines', '1'],
];
const csv = (delimiter: string, eol = '\n'): string =>
  [headers, ...table].map((row) => row.map((c) => cell(c, delimiter)).join(delimiter)).join(eol) + eol;
const cell = (text: string, delimiter: string): string =>
  /["\n\r]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
const expected = table.map((row) => row.map((c) => (c === '' ? null : c)));
const sha = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a clean file', () => {
  it('is loaded cell for cell, hashed and counted', async () => {
    const text = csv(',');
    const file = bench.file('clean.csv', text);
    const { result, rows } = await bench.load(file, csvSettings(headers));
    expect(rows).toEqual(expected);
    expect(result).toMatchObject({ read: 3, loaded: 3, rejected: 0, columns: headers, numbered: false });
    expect(result.sha256).toBe(sha(text));
    expect(result.bytes).toBe(Buffer.byteLength(text));
  });

  it.each([
    ['windows-1251', ';', '\r\n', ''],
    ['utf-16le', '\t', '\r\n', '\ufeff'],
    ['utf-16be', ';', '\n', '\ufeff'],
    ['koi8-r', '|', '\n', ''],
    ['utf-8', ',', '\r\n', '\ufeff'],
    ['gb18030', ',', '\n', ''],
  ] as const)('in %s with %j is loaded alike', async (encoding, delimiter, eol, bom) => {
    const text = csv(delimiter, eol).replace(/[«»]/g, encoding === 'koi8-r' ? '*' : '$&');
    const bytes = iconv.encode(bom + text, encoding, { addBOM: false });
    const file = bench.file(`enc-${encoding}.csv`, bytes);
    const newline = eol === '\n' ? 'lf' : 'crlf';
    const { result, rows } = await bench.load(file, csvSettings(headers, { encoding, delimiter, newline }));
    const want = expected.map((row) => row.map((c) => (encoding === 'koi8-r' ? (c?.replace(/[«»]/g, '*') ?? c) : c)));
    expect(rows).toEqual(want);
    expect(result).toMatchObject({ sha256: sha(bytes), numbered: false });
  });

  it('packed with gzip is loaded, and the hash is that of the packed file', async () => {
    const bytes = zlib.gzipSync(csv(','));
    const file = bench.file('clean.csv.gz', bytes);
    const { result, rows } = await bench.load(file, csvSettings(headers, { compression: 'gzip' }));
    expect(rows).toEqual(expected);
    expect(result.sha256).toBe(sha(bytes));
  });

  it('with CR only, with no line break at the end, with an end-of-file mark', async () => {
    const text = 'a,b\r1,2\r3,4';
    const cr = await bench.load(bench.file('cr.csv', text), csvSettings(['a', 'b'], { newline: 'cr' }));
    expect(cr.rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    for (const end of ['\u001a', '\n\u001a', '\r\n\u001a\r\n']) {
      const dos = await bench.load(bench.file('dos.csv', `a,b\r\n1,2\r\n3,4${end}`), csvSettings(['a', 'b']));
      expect(dos.rows).toEqual([
        ['1', '2'],
        ['3', '4'],
      ]);
      expect(dos.result.read).toBe(2);
    }
  });

  it('with only a header has no records', async () => {
    const { result, rows } = await bench.load(bench.file('head.csv', 'a,b\n'), csvSettings(['a', 'b']));
    expect(rows).toEqual([]);
    expect(result).toMatchObject({ read: 0, loaded: 0, rejected: 0 });
  });

  it('under a preamble, with a header of two rows', async () => {
    const text = 'Report "of the day\n\n;;\na;b\n(x);(y)\n1;2\n';
    const settings = csvSettings(['a (x)', 'b (y)'], { delimiter: ';', headerRow: 5, headerRows: 2, skippedRows: 3 });
    const { rows, result } = await bench.load(bench.file('pre.csv', text), settings);
    expect(rows).toEqual([['1', '2']]);
    expect(result.read).toBe(1);
  });
});

describe('records that are not sound', () => {
  it('are rejected with number, line, reason and text; the others are loaded with their numbers', async () => {
    const text = [
      'a;b;c;d;e',
      '1;2;3;4;5',
      '1;2;3;4;5;6',
      '',
      '1;2;3;4',
      '1;"open;3;4;5',
      '7;"x ""y""";3;4;5',
      '8;"x" y;3;4;5',
      ';;;;',
      'a;b;c;d;e',
      'Итого;;;;5',
      '9;"two\nlines";3;4;5',
      'Страница 2 из 7',
    ].join('\n');
    const { result, rows, records, rejects } = await bench.load(
      bench.file('dirty.csv', text),
      csvSettings(['a', 'b', 'c', 'd', 'e'], { delimiter: ';' }),
    );
    expect(rows.map((r) => r[0])).toEqual(['1', '7', '9']);
    expect(rows[1]?.[1]).toBe('x "y"');
    expect(rows[2]?.[1]).toBe('two\nlines');
    expect(records).toEqual([1, 5, 9]);
    expect(rejects).toEqual([
      { record: 2, line: 3, reason: 'too many fields', raw: '1;2;3;4;5;6' },
      { record: 3, line: 5, reason: 'too few fields', raw: '1;2;3;4' },
      { record: 4, line: 6, reason: 'unclosed quote', raw: '1;"open;3;4;5' },
      { record: 6, line: 8, reason: 'text after a closing quote', raw: '8;"x" y;3;4;5' },
      { record: 7, line: 10, reason: 'repeated header', raw: 'a;b;c;d;e' },
      { record: 8, line: 11, reason: 'totals or footer', raw: 'Итого;;;;5' },
      { record: 10, line: 14, reason: 'totals or footer', raw: 'Страница 2 из 7' },
    ]);
    expect(result).toMatchObject({ read: 10, loaded: 3, rejected: 7, numbered: true });
    expect(result.rejectsSample).toHaveLength(7);
  });

  it('with bytes that are no text of the encoding', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0xd0]), Buffer.from('\n2,x\0y\n3,ok\n')]);
    const { rows, records, rejects } = await bench.load(bench.file('bytes.csv', bytes), csvSettings(['a', 'b']));
    expect(rows).toEqual([['3', 'ok']]);
    expect(records).toEqual([3]);
    expect(rejects.map((r) => [r.record, r.reason, r.raw])).toEqual([
      [1, 'invalid bytes', '1,\ufffd'],
      [2, 'nul byte', '2,x\0y'],
    ]);
  });
});

describe('a Parquet file', () => {
  it('is loaded as text, nested values too', async () => {
    const file = path.join(bench.folder, 'in.parquet');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT i::INTEGER AS id, [i, i + 1] AS list, '0.30000000000000004'::DOUBLE AS v, NULL::DATE AS d
       FROM range(3) t(i)) TO '${file}' (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
    const { rows, result } = await bench.load(file, csvSettings(['id', 'list', 'v', 'd'], { kind: 'parquet' }));
    expect(rows[1]).toEqual(['1', '[1, 2]', '0.30000000000000004', null]);
    expect(result).toMatchObject({ read: 3, loaded: 3, rejected: 0 });
    fs.truncateSync(file, fs.statSync(file).size - 20);
    await expect(loadSource(bench.request(file, csvSettings([], { kind: 'parquet' })))).rejects.toMatchObject({
      code: 'intake/truncated',
    });
  });
});

describe('cancel', () => {
  it('leaves nothing behind', async () => {
    const file = bench.file('big.csv', `a,b\n${'1,x\n'.repeat(2_000_000)}`);
    const stop = new AbortController();
    const request = bench.request(file, csvSettings(['a', 'b']), { signal: stop.signal });
    const loading = loadSource(request);
    setTimeout(() => stop.abort(), 20);
    await expect(loading).rejects.toBeInstanceOf(CancelledError);
    expect(fs.readdirSync(path.dirname(request.outData))).toEqual(['scratch']);
    expect(fs.readdirSync(request.scratch)).toEqual([]);
  });
});
