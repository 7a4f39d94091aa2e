import { expect, test } from 'vitest';
import { paceOf } from './progress.ts';

test('half of the bytes in ten seconds leaves ten seconds', () => {
  const pace = paceOf({ fraction: null, bytes: 500, totalBytes: 1000, rows: 50 }, 10);
  expect(pace).toEqual({ fraction: 0.5, bytesPerSecond: 50, rowsPerSecond: 5, secondsLeft: 10 });
});

test('at the beginning, and where the end is not known, nothing is guessed', () => {
  expect(paceOf({ fraction: 0.5, bytes: 500 }, 0.1).secondsLeft).toBeNull();
  expect(paceOf({ fraction: null, rows: 10 }, 5)).toEqual({
    fraction: null,
    bytesPerSecond: null,
    rowsPerSecond: 2,
    secondsLeft: null,
  });
  expect(paceOf(null, 5).fraction).toBeNull();
});
