import { expect, test } from 'vitest';
import { toTsv } from './tsv.ts';

test('a field with a tab, a break or a quote is quoted; NULL and empty are both empty', () => {
  expect(
    toTsv(
      ['a', 'b'],
      [
        ['x\ty', null],
        ['say "hi"', ''],
        [12.5, true],
      ],
    ),
  ).toBe('a\tb\n"x\ty"\t\n"say ""hi"""\t\n12.5\ttrue');
});

test('without headers there are only the rows', () => {
  expect(toTsv(null, [['1'], ['2']])).toBe('1\n2');
});
