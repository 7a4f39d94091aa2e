import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { fillPlaceholders, formatFigure, placeholdersOf, roundDecimal } from './placeholders.ts';

describe('placeholdersOf', () => {
  it('knows figures, inputs and formats, and leaves other braces alone', () => {
    const found = placeholdersOf('{{ a.b }} {{a."c d"[2] | money:1}} {{ $since }} {{ other thing }} {{ }} { a.b }');
    expect(found.map((p) => [p.target, p.format])).toEqual([
      [{ kind: 'cell', cell: 'a', column: 'b', row: 1 }, null],
      [{ kind: 'cell', cell: 'a', column: 'c d', row: 2 }, 'money:1'],
      [{ kind: 'input', input: 'since' }, null],
    ]);
  });
});

describe('fillPlaceholders', () => {
  it('lets a value bring no Markdown and no HTML', () => {
    const markdown = new MarkdownIt({ html: true, linkify: true });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('![x](http://y)', '<b>', '[a](b)', '`c`', '# d', 'http://e.org', '&lt;')), (value) => {
        const shown = markdown.render(`a ${fillPlaceholders('{{ a.b }}', () => value).text} z`);
        const text = shown.replace(/^<p>|<\/p>\n$/g, '').replace(/&(lt|gt|amp|quot);/g, (_, n: string) => ({ lt: '<', gt: '>', amp: '&', quot: '"' })[n]!);
        const plain = (t: string): string => t.replaceAll('\0', '\uFFFD').replace(/\s+/g, ' ');
        expect(plain(text)).toBe(plain(`a ${value} z`));
      }),
    ); // prettier-ignore
  });
});

describe('formatFigure', () => {
  it.each([
    ['12345678.905', 'money', '12,345,678.91'],
    ['-0.004', 'money', '0.00'],
    ['12345678901234567890.5', 'integer', '12,345,678,901,234,567,891'],
    [12345.678, null, '12,345.678'],
    [0.1 + 0.2, null, '0.3'],
    ['0.4837', 'percent', '48.4%'],
    ['-1', 'percent:0', '-100%'],
    ['12340000.00', 'million', '12.3 million'],
    ['-1999.5', 'usd', '-$2,000'],
    ['2022-02-24 00:00:00', 'date', '2022-02-24'],
    ['0012', null, '0012'],
    [{ amount: '1262.50', exact: true }, null, '1,262.50'],
    [{ amount: '2022', exact: true }, null, '2022'],
    [{ amount: '-12345', exact: true }, null, '-12,345'],
    [{ amount: '1262.5000000000002', exact: false }, null, '1,262.5'],
    [{ amount: '1262.50', exact: true }, 'integer', '1,263'],
    [{ amount: 'NaN', exact: false }, null, 'NaN'],
    [null, 'money', '–'],
    [true, null, 'true'],
    [1e21, 'integer', '1,000,000,000,000,000,000,000'],
  ] as const)('%s as %s is %s', (value, format, expected) => {
    expect(formatFigure(value, format)).toBe(expected);
  });

  it('says what it cannot show', () => {
    expect(() => formatFigure('abc', 'money')).toThrow(/not a number/);
    expect(() => formatFigure('1', 'roman')).toThrow(/no format/);
  });

  it('rounds as arithmetic does', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.integer({ min: 0, max: 6 }), (n, places) => {
        const text = `${n < 0n ? '-' : ''}${(n < 0n ? -n : n)
          .toString()
          .padStart(9, '0')
          .replace(/(\d{8})$/, '.$1')}`;
        const unit = 10n ** BigInt(8 - places);
        const rounded = ((n < 0n ? -n : n) + unit / 2n) / unit;
        expect(
          roundDecimal(text, places)
            .replace(/[-.]/g, '')
            .replace(/^0+(?=\d)/, ''),
        ).toBe(rounded.toString());
      }),
    );
  });
});
