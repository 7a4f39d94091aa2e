import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import { sql, literal } from '../../shared/sql/sql.ts';
import { detectFile } from './detect.ts';
import { detectReport, type DetectReport } from './detect-report.ts';
import { IntakeEngine } from './intake-engine.ts';
import { textRows, workbookBytes, type FixtureOptions, type FixtureSheet } from './workbook-fixture.ts';

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-detect-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

let serial = 0;
function file(content: string | Uint8Array, name = 'x.bin'): string {
  serial += 1;
  const at = path.join(folder, `${serial}-${name}`);
  fs.writeFileSync(at, content);
  return at;
}

async function report(content: string | Uint8Array, overrides?: Partial<SourceSettings>): Promise<DetectReport> {
  const at = file(content);
  return detectReport('x', await detectFile(at, overrides ? { overrides } : {}));
}

const names = (r: DetectReport): string[] => r.columns.map((column) => column.name);
const code = (content: string | Uint8Array): Promise<unknown> =>
  detectFile(file(content)).then(
    () => 'read',
    (error: { code?: string }) => error.code ?? error,
  );

const RUSSIAN = 'Номер;Дата; Вес \r\n1;01.02.2022;1,5\r\n2;03.02.2022;0,25\r\n';

describe('delimited text', () => {
  test('everything that the report promises', async () => {
    expect(await report(iconv.encode(RUSSIAN, 'windows-1251'))).toEqual({
      file: 'x',
      kind: 'csv',
      compression: 'none',
      encoding: 'windows-1251',
      bom: false,
      newline: 'crlf',
      delimiter: ';',
      quote: '"',
      sheet: null,
      headerRow: 1,
      skippedRows: 0,
      decimal: ',',
      columns: [
        { name: 'Номер', type: 'integer', format: null },
        { name: 'Дата', type: 'date', format: 'dd.mm.yyyy' },
        { name: ' Вес ', type: 'decimal', format: null },
      ],
      records: 2,
    });
  });

  test.each([
    ['utf-8', Buffer.from(`\ufeff${RUSSIAN}`), 'utf-8', true],
    ['utf-16le', Buffer.from(`\ufeff${RUSSIAN}`, 'utf16le'), 'utf-16le', true],
    ['utf-16be without a mark', iconv.encode(RUSSIAN, 'utf-16be'), 'utf-16be', false],
    ['koi8-r', iconv.encode(RUSSIAN, 'koi8-r'), 'koi8-r', false],
  ])('%s', async (_, bytes, encoding, bom) => {
    expect(await report(bytes)).toMatchObject({ encoding, bom, headerRow: 1, records: 2, delimiter: ';' });
  });

  test('line ends: CR alone, mixed, and line breaks inside cells that do not make them mixed', async () => {
    expect(await report('a,b\r1,2\r3,4\r')).toMatchObject({ newline: 'cr', records: 2 });
    expect(await report('a,b\n1,2\r\n3,4\r5,6\n')).toMatchObject({ newline: 'mixed', records: 3 });
    expect(await report('a,b\r\n1,"x\ny"\r\n2,z\r\n')).toMatchObject({ newline: 'crlf', records: 2 });
  });

  test('empty rows, a last 0x1A and rows of delimiters are no records', async () => {
    expect(await report('a,b\n\n1,2\n,\n"",\n3,4\n\n\u001a')).toMatchObject({ records: 2 });
  });

  test('rows above the header are counted as parsed, a line break in quotes starts none', async () => {
    const text = '"A report\nof two lines"\n\nno,weight,date\n1,2.5,2022-01-02\n2,3.5,2022-01-03\n';
    expect(await report(text)).toMatchObject({ headerRow: 3, skippedRows: 2, records: 2 });
  });

  test('no header', async () => {
    const r = await report('36,"NORTH CO",-0- ,5.5\n37,"SOUTH CO",-0- ,6.5\n');
    expect(r).toMatchObject({ headerRow: 0, records: 2 });
    expect(names(r)).toEqual(['', '', '', '']);
  });

  test('records that end with one delimiter too many have no column more', async () => {
    const r = await report('a;b\n1;2;\n3;4;\n5;6;\n');
    expect(r).toMatchObject({ records: 3 });
    expect(names(r)).toEqual(['a', 'b']);
  });

  test('a header with a delimiter too many or too few, by what is quoted', async () => {
    const body = Array.from({ length: 9 }, (_, i) => `${i},x${i},"text, ${i}","more",\n`).join('');
    expect(names(await report(`no,code,,"words","rest",last\n${body}`))).toEqual([
      'no',
      'code',
      'words',
      'rest',
      'last',
    ]);
    expect(names(await report(`nocode,"words","rest",last\n${body}`))).toEqual(['nocode', '', 'words', 'rest', 'last']);
  });

  test('damaged records are counted, and said', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `${i};${i}.0;"text; ${i}"`);
    lines[5] = '5;5.0;"never closed';
    lines[9] = '9;9.0;too;many;fields';
    const detection = await detectFile(file(`no;usd;what\n${lines.join('\n')}\n`));
    expect(detection.records).toBe(30);
    expect(detection.remarks.join(' ')).toMatch(/unclosed quote.*too many fields|too many fields.*unclosed quote/);
  });

  test('quotes further down that belong to the text switch quoting off; one that never closes is damage', async () => {
    const rows = Array.from({ length: 6000 }, (_, i) => `${i}\tpump number ${i} of the series, with a long name`);
    const text = (last: string): string => `no\twhat\n${rows.join('\n')}\n${last}\n`;
    expect(await report(text('7000\t"Big" pump'))).toMatchObject({ quote: '', records: 6001 });
    expect(await report(text('7000\t"Big pump'))).toMatchObject({ quote: '"', records: 6001 });
  });

  test('what the analyst has decided stays, the rest follows', async () => {
    const r = await report('title\na;b,c\n1;2,3\n', { delimiter: ';', headerRow: 2, encoding: 'windows-1252' });
    expect(r).toMatchObject({ delimiter: ';', headerRow: 2, skippedRows: 1, encoding: 'windows-1252', records: 1 });
    expect(names(r)).toEqual(['a', 'b,c']);
  });

  test('a large file is sampled: the same answer, no count', async () => {
    const line = '12;01.02.2022;НАСОС ВОДЯНОЙ "ЭКО";1 234,50\r\n'
      .replace('"ЭКО"', '""ЭКО""')
      .replace('НАСОС', '"НАСОС')
      .replace('"";', '""";');
    const bytes = iconv.encode(`№;Дата;Товар;Сумма\r\n${line.repeat(850_000)}`, 'windows-1251');
    expect(bytes.length).toBeGreaterThan(32 * 1024 * 1024);
    const r = await report(bytes);
    expect(r).toMatchObject({ encoding: 'windows-1251', delimiter: ';', headerRow: 1, records: null, decimal: ',' });
    expect(r.columns.map((column) => column.type)).toEqual(['integer', 'date', 'text', 'decimal']);
  });

  test('an empty file', async () => {
    expect(await report('')).toMatchObject({ kind: 'csv', records: 0, headerRow: 0, columns: [] });
  });
});

describe('containers', () => {
  const csv = 'no,what\n1,pump\n2,valve\n';
  // Made once by the zstd program from the text above.
  const zst = Buffer.from('KLUv/QRYuQAAbm8sd2hhdAoxLHB1bXAKMix2YWx2ZQqVG+Rk', 'base64');

  test('gzip and zstd', async () => {
    expect(await report(zlib.gzipSync(csv))).toMatchObject({ compression: 'gzip', kind: 'csv', records: 2 });
    expect(await report(zst)).toMatchObject({ compression: 'zstd', kind: 'csv', records: 2 });
  });

  test('of a zip the member with records is read, the others can be chosen', async () => {
    const readme = strToU8('A long explanation of everything. '.repeat(100));
    const zip = zipSync({ 'README.txt': readme, 'data/part.csv': strToU8(csv), '__MACOSX/._part.csv': strToU8('x') });
    const detection = await detectFile(file(zip));
    expect(detection.settings).toMatchObject({ compression: 'zip', member: 'data/part.csv', kind: 'csv' });
    expect(detection.records).toBe(2);
    expect(detection.choices).toEqual(['data/part.csv', 'README.txt']);
    const other = await detectFile(file(zip), { overrides: { member: 'README.txt' } });
    expect(other.settings.member).toBe('README.txt');
  });

  test('a workbook in a zip', async () => {
    const book = workbookBytes([
      {
        name: 'D',
        rows: textRows([
          ['no', 'kg'],
          ['1', '2.5'],
          ['2', '3.5'],
        ]),
      },
    ]);
    expect(await report(zipSync({ 'a.xlsx': new Uint8Array(book) }))).toMatchObject({
      compression: 'zip',
      kind: 'xlsx',
      records: 2,
    });
  });

  test('a file that is no text in the encoding asked for is not called binary', async () => {
    const utf16 = file(Buffer.from(`\ufeff${RUSSIAN}`, 'utf16le'));
    const asked = (encoding: string): Promise<unknown> => detectFile(utf16, { overrides: { encoding } });
    await expect(asked('koi8-r')).rejects.toMatchObject({
      code: 'intake/not-in-encoding',
      advice: expect.stringMatching(/koi8-r.*Choose another encoding/),
    });
    expect(await asked('utf-16le')).toMatchObject({ records: 2 });
  });

  test('what is no table is refused with advice', async () => {
    expect(await code(zipSync({ '../evil.csv': strToU8(csv) }))).toBe('intake/unsafe-archive');
    expect(await code(zipSync({}))).toBe('intake/no-member');
    expect(await code(zlib.gzipSync(csv).subarray(0, 30))).toBe('intake/truncated');
    expect(await code(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))).toBe('intake/not-a-table');
    expect(await code('%PDF-1.7\n%…')).toBe('intake/not-text');
    expect(await code(Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7) % 32)))).toBe('intake/not-text');
    expect(await code(`${','.repeat(30_000)}\n`)).toBe('intake/too-wide');
    expect(await code('<!DOCTYPE html><html><table></table></html>')).toBe('intake/not-a-table');
    expect(await code('PAR1 but nothing more')).toBe('intake/damaged-parquet');
    expect(await detectFile(path.join(folder, 'none.csv')).catch((e: { code: string }) => e.code)).toBe(
      'intake/not-found',
    );
    expect(await detectFile(folder).catch((e: { code: string }) => e.code)).toBe('intake/folder');
  });

  test('lines of JSON are taken for that also where one of few is damaged', async () => {
    for (const bad of ['{"a":"2","b":oops}', '5', '{"a":"2","b"']) {
      const good = '{"a":"1","b":"x,y"}';
      expect(await detectFile(file(`${good}\n${bad}\n${good}\n`))).toMatchObject({
        settings: { kind: 'json' },
        records: 3,
      });
    }
    expect(await detectFile(file('{"a":"1","b\n{"a":"2"}\n'))).toMatchObject({
      settings: { kind: 'json' },
      records: 2,
    });
  });
});

describe('workbooks', () => {
  const data = textRows([
    ['no', 'date', 'kg'],
    ...Array.from({ length: 20 }, (_, i) => [`${i + 1}`, '2022-01-02', '1.5']),
  ]);
  const book = (sheets: readonly FixtureSheet[], options?: FixtureOptions): Promise<DetectReport> =>
    report(workbookBytes(sheets, options));

  test('the sheet with records is chosen, summaries and contacts are passed over', async () => {
    const r = await book([
      { name: 'Contacts', rows: textRows(Array.from({ length: 40 }, (_, i) => [`Name ${i}`, 'Oslo', 'x@y.example'])) },
      {
        name: 'Pivot',
        rows: textRows([
          ['Row Labels', 'Sum'],
          ['A', '1'],
          ['B', '2'],
        ]),
      },
      { name: 'Data', rows: data },
      { name: 'Empty', rows: '' },
    ]);
    expect(r).toMatchObject({
      kind: 'xlsx',
      sheet: 'Data',
      headerRow: 1,
      records: 20,
      encoding: null,
      newline: null,
      delimiter: null,
      quote: null,
    });
  });

  test('header below a preamble and right of an empty column; rows that the file leaves out are counted', async () => {
    const cell = (at: string, text: string): string => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
    const r = await book([
      {
        name: 'S',
        rows:
          `<row r="2">${cell('B2', 'DATA')}</row><row r="6">${cell('B6', 'no')}${cell('C6', 'usd')}</row>` +
          `<row r="7"><c r="B7"><v>1</v></c><c r="C7"><v>8.640000000000001</v></c></row><row r="9"><c r="B9"><v>2</v></c><c r="C9"><v>5</v></c></row>`,
      },
    ]);
    expect(r).toMatchObject({ headerRow: 6, skippedRows: 5, records: 2 });
    expect(names(r)).toEqual(['no', 'usd']);
  });

  test('a column without a name but with cells is kept for loading', async () => {
    const bytes = workbookBytes([
      {
        name: 'S',
        rows: textRows([
          ['no', null, 'kg'],
          ['1', 'x', '2.5'],
          ['2', null, '3.5'],
        ]),
      },
    ]);
    const { settings } = await detectFile(file(bytes));
    expect(settings.columns.map((column) => [column.name, column.implied === true])).toEqual([
      ['no', false],
      ['column_2', true],
      ['kg', false],
    ]);
  });

  test('dates are dates, whatever the workbook calls them', async () => {
    const rows = `<row><c t="inlineStr"><is><t>Date</t></is></c><c t="inlineStr"><is><t>Release date</t></is></c></row>${'<row><c s="1"><v>44621</v></c><c><v>44622</v></c></row>'.repeat(3)}`;
    const r = await book([{ name: 'S', rows }], { formats: ['dd.mm.yyyy'] });
    expect(r.columns.map((column) => column.format)).toEqual(['yyyy-mm-dd', 'excel-serial']);
  });
});

describe('Parquet and JSON', () => {
  test('Parquet: columns and records from its own description, nested columns as one', async () => {
    const engine = await IntakeEngine.open(folder);
    const at = path.join(folder, 'x.parquet');
    try {
      await engine.run(
        sql`COPY (SELECT i::INTEGER AS "No", DATE '2022-01-01' AS d, [i] AS list, {'a': i, 'b': 2} AS pair FROM range(5) t(i)) TO ${literal(at)} (FORMAT parquet)`,
      );
    } finally {
      engine.close();
    }
    const r = detectReport('x', await detectFile(at));
    expect(r).toMatchObject({ kind: 'parquet', encoding: null, headerRow: 0, records: 5 });
    expect(r.columns.map((column) => [column.name, column.type])).toEqual([
      ['No', 'integer'],
      ['d', 'date'],
      ['list', 'text'],
      ['pair', 'text'],
    ]);
  });

  test('an array of objects, lines of objects, an object with an array', async () => {
    const records = [
      { no: 1, name: 'Ärger' },
      { no: 2, name: null, extra: [1] },
    ];
    const shape = {
      kind: 'json',
      encoding: 'utf-8',
      records: 2,
      headerRow: 0,
      delimiter: null,
      quote: null,
      newline: null,
      sheet: null,
    };
    for (const text of [
      JSON.stringify(records),
      records.map((r) => JSON.stringify(r)).join('\n'),
      JSON.stringify({ made: 'today', tags: ['x'], items: records }, null, 2),
    ]) {
      const r = await report(text);
      expect(r).toMatchObject(shape);
      expect(names(r)).toEqual(['no', 'name', 'extra']);
    }
    expect((await detectFile(file(JSON.stringify({ items: records })))).settings.sheet).toBe('items');
  });

  test('of several lists in an object all are choices, the longest is read, another one may be asked for', async () => {
    const parties = { parties: [{ name: 'A' }], 'ships "x"': [{ no: 1 }, { no: 2 }], empty: [] };
    const at = file(JSON.stringify(parties));
    const found = await detectFile(at);
    expect(found).toMatchObject({ settings: { sheet: 'ships "x"' }, records: 2, choices: ['ships "x"', 'parties'] });
    const asked = await detectFile(at, { overrides: { sheet: 'parties' } });
    expect(asked).toMatchObject({ settings: { sheet: 'parties', columns: [{ header: 'name' }] }, records: 1 });
    await expect(detectFile(at, { overrides: { sheet: 'none' } })).rejects.toMatchObject({
      code: 'intake/no-such-sheet',
    });
  });

  test('text that only begins like JSON is delimited text', async () => {
    expect(await report('[{a};b\n1;2\n')).toMatchObject({ kind: 'csv', delimiter: ';' });
  });
});
