import { expect, test } from 'vitest';
import { lookRelationName } from './look-file.ts';

test('a table name is short, plain and its own', () => {
  expect(lookRelationName('March 2023 (final).csv', new Set())).toBe('march_2023_final');
  expect(lookRelationName('2023-03.csv.gz', new Set())).toBe('t_2023_03');
  expect(lookRelationName('декларации.parquet', new Set())).toBe('декларации');
  expect(lookRelationName('a.csv', new Set(['a', 'a_2']))).toBe('a_3');
});

test('a hostile file name still gives a name', () => {
  for (const name of ['', '../../', '";drop table x;--.csv', '\u202e\u200b.csv', '.csv']) {
    expect(lookRelationName(name, new Set())).toMatch(/^[\p{L}\p{N}_]+$/u);
  }
});
