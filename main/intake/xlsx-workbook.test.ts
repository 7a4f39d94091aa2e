import { describe, expect, test } from 'vitest';
import { Workbook } from './xlsx-workbook.ts';
import { textRows, workbookBytes, type FixtureOptions } from './workbook-fixture.ts';

type Plain = [row: number, cells: (string | null)[]];

async function read(rows: string, options?: FixtureOptions, value: 'shown' | 'stored' = 'shown'): Promise<Plain[]> {
  const book = await Workbook.open(workbookBytes([{ name: 'Data', rows }], options));
  const found: Plain[] = [];
  for await (const { row, cells } of book.rows('Data')) {
    found.push([row, Array.from(cells, (cell) => cell?.[value] ?? null)]);
  }
  book.close();
  return found;
}

describe('rows of a sheet', () => {
  test('cells stand where their reference says, and after the one before where they have none', async () => {
    expect(await read('<row r="3"><c r="B3"><v>1</v></c><c><v>2</v></c><c r="AA3"><v>3</v></c></row>')).toEqual([
      [3, [null, '1', '2', ...Array<null>(23).fill(null), '3']],
    ]);
    expect(await read('<row><c><v>1</v></c></row><row/><row><c><v>2</v></c></row>')).toEqual([
      [1, ['1']],
      [3, ['2']],
    ]);
  });

  test('shared, rich, phonetic and inline texts', async () => {
    const shared = [
      '<t>plain</t>',
      '<r><t>ri</t></r><r><rPr/><t>ch </t></r>',
      '<t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh>',
      '<t>a_x000D_\nb_x005F_x</t>',
    ];
    const cells = [0, 1, 2, 3].map((i) => `<c t="s"><v>${i}</v></c>`).join('');
    expect(
      await read(`<row>${cells}<c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c></row>`, { shared }),
    ).toEqual([[1, ['plain', 'rich ', '東京', 'a\r\nb_x', 'inline']]]);
  });

  test('numbers stay as stored, dates are ISO, booleans and errors are named', async () => {
    const rows =
      '<row><c><v>8.640000000000001</v></c><c s="1"><v>44621</v></c><c s="2"><v>44621.5</v></c><c s="3"><v>42</v></c>' +
      '<c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>A1</f><v>x</v></c><c t="d"><v>2022-03-01T00:00:00</v></c></row>';
    const formats = ['dd.mm.yyyy', 'yyyy-mm-dd hh:mm', '0000'];
    expect(await read(rows, { formats })).toEqual([
      [1, ['8.640000000000001', '2022-03-01', '2022-03-01 12:00:00', '0042', 'TRUE', '#N/A', 'x', '2022-03-01']],
    ]);
    expect((await read(rows, { formats }, 'stored'))[0]![1].slice(1, 5)).toEqual(['44621', '44621.5', '42', '1']);
    expect(await read('<row><c s="1"><v>43159</v></c></row>', { formats, date1904: true })).toEqual([
      [1, ['2022-03-01']],
    ]);
  });

  test('empty cells are no cells', async () => {
    expect(await read('<row><c/><c><v></v></c><c t="inlineStr"><is><t></t></is></c></row>')).toEqual([]);
  });

  test('parts of an unusual program: no styles, no shared texts, prefixed elements', async () => {
    const parts = {
      'xl/styles.xml': null,
      'xl/sharedStrings.xml': null,
      'xl/worksheets/sheet1.xml':
        '<x:worksheet><x:sheetData><x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    };
    expect(await read('', { parts })).toEqual([[1, ['7']]]);
  });
});

describe('the workbook', () => {
  test('lists its sheets in order, hidden ones marked, chart sheets left out', async () => {
    const bytes = workbookBytes(
      [
        { name: 'One', rows: textRows([['a']]) },
        { name: 'Two', rows: '', state: 'hidden' },
      ],
      {},
    );
    const book = await Workbook.open(bytes);
    expect(book.sheets.map((s) => [s.name, s.hidden])).toEqual([
      ['One', false],
      ['Two', true],
    ]);
    await expect(book.rows('Three').next()).rejects.toMatchObject({ code: 'intake/no-such-sheet' });
    book.close();
  });

  test('a reader may leave in the middle', async () => {
    const book = await Workbook.open(
      workbookBytes([{ name: 'D', rows: textRows(Array.from({ length: 50_000 }, (_, i) => [`${i}`])) }]),
    );
    for await (const row of book.rows('D')) if (row.row === 3) break;
    for await (const row of book.rows('D')) {
      expect(row.cells[0]?.shown).toBe('0');
      break;
    }
    book.close();
  });

  test.each([
    ['no zip at all', Buffer.from('name;value\n1;2\n'), 'intake/workbook-damaged'],
    ['a zip without a workbook', workbookBytes([], { parts: { 'xl/workbook.xml': null } }), 'intake/workbook-damaged'],
    ['a name that leaves the folder', workbookBytes([], { parts: { '../evil.xml': 'x' } }), 'intake/workbook-damaged'],
    [
      'a document type',
      workbookBytes([], { parts: { 'xl/workbook.xml': '<!DOCTYPE x><workbook/>' } }),
      'intake/xml-unreadable',
    ],
  ])('refuses %s', async (_, bytes, code) => {
    await expect(Workbook.open(bytes)).rejects.toMatchObject({ code });
  });

  test.each([
    ['shorter', 1],
    ['longer', -1],
  ])('a part that is %s than the file says is refused', async (_, difference) => {
    const bytes = workbookBytes([{ name: 'D', rows: textRows([['a', 'b']]) }]);
    const name = bytes.lastIndexOf('xl/worksheets/sheet1.xml');
    // Central directory of a zip file: the unpacked size lies at 24, the name at 46 (APPNOTE.TXT, 4.3.12).
    const size = name - 46 + 24;
    bytes.writeUInt32LE(bytes.readUInt32LE(size) + difference, size);
    const book = await Workbook.open(bytes);
    const readAll = async (): Promise<void> => {
      for await (const row of book.rows('D')) expect(row.row).toBe(1);
    };
    await expect(readAll()).rejects.toMatchObject({ code: 'intake/workbook-damaged' });
    book.close();
  });

  test('a text that is missing, a column that cannot be, a sheet cut off: said, never skipped', async () => {
    await expect(read('<row><c t="s"><v>5</v></c></row>')).rejects.toMatchObject({ code: 'intake/workbook-damaged' });
    await expect(read('<row><c r="ZZZ1"><v>5</v></c></row>')).rejects.toMatchObject({
      code: 'intake/workbook-damaged',
    });
    await expect(
      read('', { parts: { 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row>' } }),
    ).rejects.toMatchObject({
      code: 'intake/xml-unreadable',
    });
  });
});
