import { describe, expect, test } from 'vitest';
import { guessDialect } from './guess-dialect.ts';

const guess = (...lines: string[]): [string, string, number] => {
  const { dialect, width } = guessDialect(lines.join('\n'), true);
  return [dialect.delimiter, dialect.quote, width];
};

describe('delimiter and quote', () => {
  test('decimal commas do not make the comma a delimiter', () => {
    expect(guess('name;kg;usd', 'pump;1,5;20,25', 'valve;0,7;3,10')).toEqual([';', '"', 3]);
    expect(guess('1;2,5', '2;3,5', '4;1,0')).toEqual([';', '"', 2]);
  });
  test('commas and line breaks inside quoted cells do not count', () => {
    expect(guess('a,b,c', '1,"x, y","two', 'lines"', '2,"z",w')).toEqual([',', '"', 3]);
  });
  test('rarer delimiters', () => {
    expect(guess('a|b|c', '1|2|x, y', '3|4|z')).toEqual(['|', '"', 3]);
    expect(guess('a\tb', '1\tx, y', '2\tz; w')).toEqual(['\t', '"', 2]);
    expect(guess('a^b^c', '1^2^3', '4^5^6')).toEqual(['^', '"', 3]);
    expect(guess('a b c d', '1 2 3 4', '5 6 7 8')).toEqual([' ', '"', 4]);
  });
  test('times and dates are not cut at colons and blanks', () => {
    expect(guess('when', '2022-03-01 10:00', '2022-03-02 11:30')).toEqual([',', '"', 1]);
    expect(guess('time', '05:40', '21:30')).toEqual([',', '"', 1]);
  });
  test('apostrophes that wrap cells are the quote, those in words are not', () => {
    expect(guess("1,'a,b','x'", "2,'c,d','y'", "3,'e','z'")).toEqual([',', "'", 3]);
    expect(guess('name,city', "O'Neil,Cork", "D'Arcy,Galway")).toEqual([',', '"', 2]);
  });
  test('quotes that are part of the text switch quoting off', () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i}\t"Big" pump ${i}\tsteel`);
    expect(guess('id\tname\tkind', ...rows)).toEqual(['\t', '', 3]);
  });
  test('two cells in apostrophes, one of which needs them', () => {
    expect(guess('1\tx\tplain', "2\ty\t'te\txt'", "'3'\tz\tplain")).toEqual(['\t', "'", 3]);
  });
  test('apostrophes around a few cells of many are text', () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i};${i % 20 === 0 ? "'NORD'" : 'SUED'};x`);
    expect(guess('no;name;z', ...rows)).toEqual([';', '"', 3]);
  });
  test('a backslash that escapes quotes', () => {
    const { dialect } = guessDialect('1|"a \\"b\\" | c"|x\n2|d|y\n', true);
    expect(dialect).toMatchObject({ delimiter: '|', quote: '"', escape: '\\' });
  });
  test('a long preamble and damaged lines do not hide the table', () => {
    const preamble = ['Report of the customs service', 'Period: 2022, all offices', ''];
    const rows = Array.from({ length: 50 }, (_, i) => (i % 10 === 3 ? `${i};x` : `${i};a;b, c;d`));
    expect(guess(...preamble, 'no;p;q;r', ...rows)).toEqual([';', '"', 4]);
  });
  test('remarks with # among the data are comments; a header that begins with # is none', () => {
    expect(guessDialect('a,b\n1,2\n# checked\n3,4\n5,6\n', true).dialect.comment).toBe('#');
    expect(guessDialect('#,b\n1,2\n3,4\n', true).dialect.comment).toBeNull();
  });
  test('what the analyst has decided stays', () => {
    expect(guessDialect('a,b;c\n1,2;3\n', true, { delimiter: ';' }).dialect.delimiter).toBe(';');
  });
});
