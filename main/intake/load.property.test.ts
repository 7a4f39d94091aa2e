/** Any table, written in any supported dialect and encoding, comes back cell for cell. */
import fc from 'fast-check';
import iconv from 'iconv-lite';
import zlib from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import { csvSettings } from '../../shared/intake/settings-fixture.ts';
import { LoadBench } from './load-fixture.ts';
import { rawRecord } from './raw-record.ts';

const bench = new LoadBench();
afterAll(() => bench.close());

type Table = readonly (readonly (string | null)[])[];

interface Written {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  readonly eol: string;
  readonly quoteAll: boolean;
  readonly finalBreak: boolean;
}

/** null is written as nothing, '' as two quotes; what must be quoted is. */
function write(table: Table, how: Written): string {
  const cell = (text: string | null): string => {
    if (text === null) return '';
    const special = [how.delimiter, how.quote, '\n', '\r', how.escape].some((c) => text.includes(c));
    if (text !== '' && !special && !how.quoteAll) return text;
    const escaped = [...text].map((c) => (c === how.quote || c === how.escape ? how.escape + c : c)).join('');
    return how.quote + escaped + how.quote;
  };
  const body = table.map((row) => row.map(cell).join(how.delimiter)).join(how.eol);
  return body + (how.finalBreak ? how.eol : '');
}

/** Characters that every one of the encodings below has, and all that could trip a reader of CSV. */
const alphabet: Readonly<Record<string, string>> = {
  'utf-8': 'abЖё中𐍈\u00a0é"\';,|\t\\ \n\r.01',
  'utf-16le': 'abЖё中𐍈\u00a0é"\';,|\t\\ \n\r.01\u0a0a\u0d0d\u2c2c',
  'utf-16be': 'abЖё中𐍈\u00a0é"\';,|\t\\ \n\r.01\u0a0a\u0d0d\u2c2c',
  'windows-1251': 'abЖёЯ\u00a0«"\';,|\t\\ \n\r.01',
  'koi8-r': 'abЖёЯ"\';,|\t\\ \n\r.01',
  ibm866: 'abЖёЯ"\';,|\t\\ \n\r.01',
  'windows-1252': 'abéß€"\';,|\t\\ \n\r.01',
  'iso-8859-2': 'abčł"\';,|\t\\ \n\r.01',
  gb18030: 'ab中文Ж𐍈"\';,|\t\\ \n\r.01',
  big5: 'ab中文功"\';,|\t\\ \n\r.01',
  shift_jis: 'abソ表ア"\';,|\t\\ \n\r.01',
  'euc-kr': 'ab한글"\';,|\t\\ \n\r.01',
};

const dialects = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  quoting: fc.constantFrom('""', "''", '"\\'),
  eol: fc.constantFrom('\n', '\r\n', '\r'),
  quoteAll: fc.boolean(),
  finalBreak: fc.boolean(),
  header: fc.boolean(),
  packed: fc.boolean(),
});

const tables = (letters: string): fc.Arbitrary<(string | null)[][]> => {
  const cell = fc.option(
    fc.array(fc.constantFrom(...letters), { maxLength: 8 }).map((chars) => chars.join('')),
    { freq: 6 },
  );
  return fc
    .integer({ min: 1, max: 4 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
    );
};

const isBlankRow = (row: readonly (string | null)[]): boolean => row.every((c) => (c ?? '').trim() === '');

describe.each(Object.keys(alphabet))('a table in %s', (encoding) => {
  it('comes back cell for cell, with its record numbers and raw text', async () => {
    await fc.assert(
      fc.asyncProperty(tables(alphabet[encoding]!), dialects, async (table, d) => {
        const [quote = '"', escape = '"'] = [...d.quoting];
        const how = { ...d, quote, escape };
        const width = table[0]!.length;
        const headers = Array.from({ length: width }, (_, i) => `column ${i}`);
        const text = write(d.header ? [headers, ...table] : table, how);
        const bytes = iconv.encode(text, encoding, { addBOM: false });
        const settings: SourceSettings = csvSettings(headers, {
          encoding,
          delimiter: d.delimiter,
          quote,
          escape,
          newline: d.eol === '\n' ? 'lf' : d.eol === '\r\n' ? 'crlf' : 'cr',
          compression: d.packed ? 'gzip' : 'none',
          ...(d.header ? {} : { headerRow: 0, headerRows: 0 }),
        });
        const file = bench.file('table', d.packed ? zlib.gzipSync(bytes) : bytes);
        const expected = table.filter((row) => !isBlankRow(row));
        fc.pre(expected.length > 0);
        const { rows, result, records, index } = await bench.load(file, settings);
        expect(rows).toEqual(expected);
        expect(result).toMatchObject({ read: expected.length, loaded: expected.length, rejected: 0 });
        expect(records).toEqual(expected.map((_, i) => i + 1));
        const last = await rawRecord(file, settings, index, expected.length);
        expect(last.fields).toEqual(expected.at(-1));
      }),
      { numRuns: 12 },
    );
  });
});
