import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEmptyRow, parseDelimited, type Dialect, type ParseOptions } from './parse-delimited.ts';

const RFC: Dialect = { delimiter: ',', quote: '"', escape: null, comment: null };
const fields = (text: string, dialect: Partial<Dialect> = {}, options: ParseOptions = {}): string[][] =>
  parseDelimited(text, { ...RFC, ...dialect }, options).map((row) => row.fields);

describe('parseDelimited', () => {
  test('any table written out comes back cell for cell', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', "'", ',', ';', '\t', '\\', '\n', '\r', ' ', 'ж'),
      maxLength: 8,
    });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((n) => fc.array(fc.array(cell, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 6 }));
    const dialect = fc.constantFrom<Dialect>(
      RFC,
      { ...RFC, delimiter: ';', quote: "'" },
      { ...RFC, delimiter: '\t', escape: '\\' },
      { ...RFC, delimiter: '||' },
    );
    fc.assert(
      fc.property(table, dialect, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), (rows, d, end, ended) => {
        const escape = d.escape ?? d.quote;
        const written = (text: string): string => {
          const body = escape === d.quote ? text : text.replaceAll(escape, escape + escape);
          return d.quote + body.replaceAll(d.quote, escape + d.quote) + d.quote;
        };
        const text = rows.map((row) => row.map(written).join(d.delimiter)).join(end) + (ended ? end : '');
        expect(parseDelimited(text, d).map((row) => row.fields)).toEqual(rows);
      }),
    );
  });

  test('rows know their line, their place in the text, and what was quoted', () => {
    const text = 'a,"b\r\nb"\r\n\r\nc,d';
    const rows = parseDelimited(text, RFC);
    expect(rows.map((row) => [row.line, row.lines, text.slice(row.start, row.end), row.quoted])).toEqual([
      [1, 2, 'a,"b\r\nb"', [false, true]],
      [3, 1, '', [false]],
      [4, 1, 'c,d', [false, false]],
    ]);
  });

  test('text after a closing quote and a quote that never closes are said, the text is kept', () => {
    const rows = parseDelimited('a,"b"x,c\nd,"e', RFC);
    expect(rows.map((row) => [row.fields, row.fault])).toEqual([
      [['a', 'bx', 'c'], 'text after a closing quote'],
      [['d', 'e'], 'unclosed quote'],
    ]);
  });

  test('an unclosed quote costs one record where the lines after it parse alone', () => {
    const text = 'a,b,c,d\n1,"x,2,3\n4,5,6,7\n8,"y,z",9,0\n';
    const rows = parseDelimited(text, RFC, { width: 4 });
    expect(rows.map((row) => [row.line, row.fault])).toEqual([
      [1, null],
      [2, 'unclosed quote'],
      [3, null],
      [4, null],
    ]);
  });

  test('a line break inside a quoted cell is no such case, even beside a stray quote', () => {
    const rows = parseDelimited('1,"two\nlines "quoted" here",3,4\n5,6,7,8\n', RFC, { width: 4 });
    expect(rows.map((row) => [row.lines, row.fault])).toEqual([
      [2, 'text after a closing quote'],
      [1, null],
    ]);
  });

  test('escapes, comments, no quoting', () => {
    expect(fields('"a\\"b"|c\n', { delimiter: '|', escape: '\\' })).toEqual([['a"b', 'c']]);
    expect(fields('#x\n1,2\n# "y\n3,4\n', { comment: '#' })).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(fields('"a,b"\n', { quote: '' })).toEqual([['"a', 'b"']]);
  });

  test('of a text that was cut off the last row is left out', () => {
    expect(fields('1,2\n3,"4\n', {}, { complete: false })).toEqual([['1', '2']]);
    expect(fields('1,2\n3,4', {}, { complete: false })).toEqual([['1', '2']]);
  });

  test('a row of white space is empty', () => {
    expect(isEmptyRow(['', ' \u00a0', null])).toBe(true);
    expect(isEmptyRow(['', '0'])).toBe(false);
  });
});
