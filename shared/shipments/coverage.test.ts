import { expect, it } from 'vitest';
import { coverageOf } from './coverage.ts';

it('shows months without lines between those with', () => {
  expect(
    coverageOf([
      { month: '2022-12', lines: 3 },
      { month: '2022-10', lines: 2 },
    ]),
  ).toEqual({
    months: ['2022-10', '2022-11', '2022-12'],
    before: null,
    after: null,
  });
});

it('sets apart a few lines years away, and keeps a large part that is', () => {
  const main = { month: '2022-01', lines: 1000 };
  const stray = coverageOf([
    { month: '1970-01', lines: 1 },
    { month: '1971-05', lines: 2 },
    main,
    { month: '2099-12', lines: 1 },
  ]);
  expect(stray).toEqual({ months: ['2022-01'], before: ['1970-01', '1971-05'], after: ['2099-12', '2099-12'] });
  expect(coverageOf([{ month: '2020-01', lines: 500 }, main]).months).toHaveLength(25);
  expect(coverageOf([]).months).toEqual([]);
});
