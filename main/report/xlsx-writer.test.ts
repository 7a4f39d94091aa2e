import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kindOfType, type ColumnInfo, type ColumnPage } from '../../shared/contract/values.ts';
import { CancelledError } from '../../shared/errors.ts';
import { sheetName, xmlText } from './xlsx-cells.ts';
import { writeXlsx } from './xlsx-writer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-xlsx-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const column = (name: string, type = 'VARCHAR'): ColumnInfo => ({ name, type, kind: kindOfType(type) });
const page = (...columns: (string | number | boolean | null)[][]): ColumnPage => ({
  from: 0,
  rows: columns[0]?.length ?? 0,
  columns,
});

/** The cells of a sheet as `ref → [type, style, text]`, read with an XML parser of its own. */
function cellsOf(xml: string): Map<string, [type: string, style: string, text: string]> {
  const cells = new Map<string, [string, string, string]>();
  const parser = new SaxesParser();
  let ref = '';
  let collecting = false;
  parser.on('opentag', (tag) => {
    if (tag.name === 'c') {
      ref = String(tag.attributes['r']);
      cells.set(ref, [String(tag.attributes['t'] ?? 'n'), String(tag.attributes['s'] ?? '0'), '']);
    }
    expect(tag.name).not.toBe('f');
    collecting = tag.name === 'v' || tag.name === 't';
  });
  parser.on('text', (text) => {
    if (collecting) cells.get(ref)![2] += text;
  });
  parser.on('closetag', () => (collecting = false));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return cells;
}

async function parts(path: string): Promise<Record<string, string>> {
  const files = unzipSync(new Uint8Array(await readFile(path)));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

/** What a spreadsheet shows for escaped text. */
const unescapeCell = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

describe('writeXlsx', () => {
  it('writes a package of which every part is well-formed', async () => {
    const path = join(folder, 'a.xlsx');
    const result = await writeXlsx(path, [
      { name: 'One & <two>', columns: [column('a'), column('b', 'INTEGER')], pages: [page(['x', 'y'], [1, null])] },
      { name: 'one & <TWO>', columns: [column('a')], pages: [] },
    ]);
    expect(result).toEqual({ rows: 2, sheets: ['One & <two>', 'one & <TWO> (2)'], cutCells: 0 });
    const all = await parts(path);
    expect(Object.keys(all).sort()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
      'xl/worksheets/sheet2.xml',
    ]);
    for (const text of Object.values(all)) expect(() => cellsOf(text)).not.toThrow();
  });

  it('keeps every digit: what a spreadsheet would round stays text', async () => {
    const path = join(folder, 'a.xlsx');
    await writeXlsx(path, [
      {
        name: 't',
        columns: [column('d', 'DECIMAL(38,2)'), column('i', 'HUGEINT'), column('code'), column('f', 'DOUBLE')],
        pages: [
          page(
            ['1234567890123.45', '12345678901234567890.12'],
            ['42', '9007199254740993'],
            ['0012', '8806'],
            [0.1, Infinity],
          ),
        ],
      },
    ]);
    const cells = cellsOf((await parts(path))['xl/worksheets/sheet1.xml']!);
    expect(cells.get('A2')).toEqual(['n', '0', '1234567890123.45']);
    expect(cells.get('A3')).toEqual(['inlineStr', '0', '12345678901234567890.12']);
    expect(cells.get('B2')).toEqual(['n', '0', '42']);
    expect(cells.get('B3')).toEqual(['inlineStr', '0', '9007199254740993']);
    expect(cells.get('C2')).toEqual(['inlineStr', '0', '0012']);
    expect(cells.get('D2')).toEqual(['n', '0', '0.1']);
    expect(cells.get('D3')).toEqual(['inlineStr', '0', 'Infinity']);
  });

  it('writes dates as dates, and as text where a spreadsheet has no such date', async () => {
    const path = join(folder, 'a.xlsx');
    await writeXlsx(path, [
      {
        name: 't',
        columns: [column('d', 'DATE'), column('t', 'TIMESTAMP')],
        pages: [
          page(
            ['1900-03-01', '2023-02-28', '1899-12-31', '12023-01-01'],
            ['2023-02-28 12:00:00', '2023-02-28 18:00:00.5', '2023-02-28 12:00:00.123456', null],
          ),
        ],
      },
    ]);
    const cells = cellsOf((await parts(path))['xl/worksheets/sheet1.xml']!);
    expect(cells.get('A2')).toEqual(['n', '2', '61']);
    expect(cells.get('A3')).toEqual(['n', '2', '44985']);
    expect(cells.get('A4')![0]).toBe('inlineStr');
    expect(cells.get('A5')![0]).toBe('inlineStr');
    expect(cells.get('B2')).toEqual(['n', '3', '44985.5']);
    expect(Number(cells.get('B3')![2])).toBeCloseTo(44985 + 18.5 / 24 - 0.5 / 24 + 0.5 / 86400, 9);
    expect(cells.get('B4')![0]).toBe('inlineStr');
    expect(cells.has('B5')).toBe(false);
  });

  it('never writes a formula, and marks text that would become one when edited', async () => {
    const path = join(folder, 'a.xlsx');
    const hostile = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\t=1', 'plain'];
    await writeXlsx(path, [{ name: 't', columns: [column('=header')], pages: [page(hostile)] }]);
    const cells = cellsOf((await parts(path))['xl/worksheets/sheet1.xml']!);
    expect(cells.get('A1')).toEqual(['inlineStr', '1', '=header']);
    hostile.forEach((text, i) =>
      expect(cells.get(`A${i + 2}`)).toEqual(['inlineStr', text === 'plain' ? '0' : '4', text]),
    );
  });

  it('goes on in a next sheet when one is full, with the header again', async () => {
    const path = join(folder, 'a.xlsx');
    const result = await writeXlsx(
      path,
      [{ name: 'rows', columns: [column('n', 'INTEGER')], pages: [page([1, 2, 3]), page([4, 5, 6])] }],
      { maxSheetRows: 3 },
    );
    expect(result.sheets).toEqual(['rows', 'rows (2)', 'rows (3)']);
    const all = await parts(path);
    const values = [1, 2, 3].map((n) => [...cellsOf(all[`xl/worksheets/sheet${n}.xml`]!).values()].map((c) => c[2]));
    expect(values).toEqual([
      ['n', '1', '2'],
      ['n', '3', '4'],
      ['n', '5', '6'],
    ]);
  });

  it('makes no next sheet for a table that fills its sheet exactly', async () => {
    const result = await writeXlsx(
      join(folder, 'a.xlsx'),
      [{ name: 'rows', columns: [column('n', 'INTEGER')], pages: [page([1, 2])] }],
      { maxSheetRows: 3 },
    );
    expect(result.sheets).toEqual(['rows']);
  });

  it('cuts texts that no cell holds, and counts them', async () => {
    const path = join(folder, 'a.xlsx');
    const result = await writeXlsx(path, [{ name: 't', columns: [column('a')], pages: [page(['x'.repeat(40_000)])] }]);
    expect(result.cutCells).toBe(1);
    expect(cellsOf((await parts(path))['xl/worksheets/sheet1.xml']!).get('A2')![2]).toHaveLength(32_767);
  });

  it('leaves nothing behind when it fails or is cancelled, and keeps the file that was there', async () => {
    const path = join(folder, 'a.xlsx');
    await writeXlsx(path, [{ name: 'old', columns: [column('a')], pages: [page(['old'])] }]);
    const before = await readFile(path);
    const broken = async function* (): AsyncIterable<ColumnPage> {
      yield page(['x'.repeat(200_000)]);
      throw new Error('the engine failed');
    };
    await expect(writeXlsx(path, [{ name: 't', columns: [column('a')], pages: broken() }])).rejects.toThrow(/engine/);
    const controller = new AbortController();
    controller.abort();
    await expect(
      writeXlsx(path, [{ name: 't', columns: [column('a')], pages: [page(['x'])] }], { signal: controller.signal }),
    ).rejects.toThrow(CancelledError);
    expect(await readdir(folder)).toEqual(['a.xlsx']);
    expect(await readFile(path)).toEqual(before);
  });

  it('writes the same bytes for the same data', async () => {
    const table = () => [{ name: 't', columns: [column('a')], pages: [page(['x', 'y'])] }];
    await writeXlsx(join(folder, 'a.xlsx'), table());
    await writeXlsx(join(folder, 'b.xlsx'), table());
    expect(await readFile(join(folder, 'a.xlsx'))).toEqual(await readFile(join(folder, 'b.xlsx')));
  });

  it('streams more than fits its buffers', async () => {
    const path = join(folder, 'a.xlsx');
    const pages = function* (): Iterable<ColumnPage> {
      for (let p = 0; p < 50; p += 1)
        yield page(Array.from({ length: 1000 }, (_, i) => `row ${p * 1000 + i} ${Math.sin(i)}`));
    };
    const result = await writeXlsx(path, [{ name: 't', columns: [column('a')], pages: pages() }]);
    expect(result.rows).toBe(50_000);
    expect((await parts(path))['xl/worksheets/sheet1.xml']).toContain('row 49999 ');
  });
});

describe('xmlText', () => {
  it('gives back any text through an XML parser and the spreadsheet escape', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', '_x0041_', '_x005F_', '\u0000', '\r\n'),
        (a, b) => {
          const text = a + b + a;
          const cells = cellsOf(`<c r="A1"><t>${xmlText(text)}</t></c>`);
          expect(unescapeCell(cells.get('A1')![2])).toBe(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
        },
      ),
    );
  });
});

describe('sheetName', () => {
  it('is accepted by spreadsheets and never taken twice', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 12 }), (names) => {
        const taken = new Set<string>();
        const sheets = names.map((name) => sheetName(name, taken));
        expect(new Set(sheets.map((s) => s.toLowerCase())).size).toBe(names.length);
        for (const sheet of sheets) {
          expect(sheet.length).toBeGreaterThan(0);
          expect(sheet.length).toBeLessThanOrEqual(31);
          expect(sheet).not.toMatch(/[[\]:*?/\\]|^'|'$/);
        }
      }),
    );
  });
});
