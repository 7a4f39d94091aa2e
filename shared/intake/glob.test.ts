import { describe, expect, it } from 'vitest';
import { globRegExp, isGlob, splitGlob } from './glob.ts';

describe('file patterns', () => {
  it.each([
    ['*.csv', 'a.csv', true],
    ['*.csv', 'sub/a.csv', false],
    ['**/*.csv', 'a.csv', true],
    ['**/*.csv', 'x/y/a.csv', true],
    ['2023-0?.csv', '2023-03.csv', true],
    ['*.{csv,xlsx}', 'march.xlsx', true],
    ['*.{csv,xlsx}', 'march.txt', false],
    ['[a-c]*.csv', 'b1.csv', true],
    ['[!a-c]*.csv', 'b1.csv', false],
    ['ДТ*.csv', 'ДТ (1).csv', true],
    ['a.c', 'abc', false],
    ['a[b', 'a[b', true],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(globRegExp(pattern).test(path)).toBe(expected);
  });

  it('finds the folder to begin in', () => {
    expect(splitGlob('/data/2023/*.csv')).toEqual({ folder: '/data/2023', rest: '*.csv' });
    expect(splitGlob('*.csv')).toEqual({ folder: '', rest: '*.csv' });
    expect(splitGlob('/*.csv')).toEqual({ folder: '/', rest: '*.csv' });
    expect(splitGlob('x/**/a?.csv')).toEqual({ folder: 'x', rest: '**/a?.csv' });
  });

  it('tells patterns from names', () => {
    expect(isGlob('march.csv')).toBe(false);
    expect(isGlob('mar*.csv')).toBe(true);
  });
});
