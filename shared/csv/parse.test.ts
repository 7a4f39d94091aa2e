import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { guessDelimiter, parseCsv } from './parse.ts';

const cell = (text: string): string =>
  /[",\r\n]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;

describe('parseCsv', () => {
  it('reads back what was written, whatever the cells hold', () => {
    const rows = fc.array(
      fc.array(
        fc.string({ unit: 'grapheme' }).filter((s) => !s.includes('\u001a') && !s.includes('\ufeff')),
        {
          minLength: 2,
          maxLength: 5,
        },
      ),
    );
    fc.assert(
      fc.property(rows, (table) => {
        expect(parseCsv(table.map((r) => r.map(cell).join(',')).join('\r\n'))).toEqual(table);
      }),
    );
  });

  it('skips empty lines and what follows a final 0x1A', () => {
    expect(parseCsv('a,b\r\n\r\n1,2\r\n\u001a')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('keeps an empty last cell', () => {
    expect(parseCsv('a,\n,b\n')).toEqual([
      ['a', ''],
      ['', 'b'],
    ]);
  });

  it('loses one row, not the rest, to a quote that is never closed', () => {
    expect(parseCsv('a,"b,c\nd,e')).toEqual([
      ['a', '"b', 'c'],
      ['d', 'e'],
    ]);
  });
});

describe('guessDelimiter', () => {
  it('takes the one that splits the lines evenly', () => {
    expect(guessDelimiter('id;name;address\n1;"A, B";x, y, z\n')).toBe(';');
    expect(guessDelimiter('id\tname\n1\tA, B\n')).toBe('\t');
    expect(guessDelimiter('name\nA\n')).toBe(',');
  });
});
