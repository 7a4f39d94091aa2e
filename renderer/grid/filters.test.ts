import { describe, expect, test } from 'vitest';
import { cycleSort, describeFilter, keepKnown, withFilter } from './filters.ts';

describe('sort by clicking a header', () => {
  test('goes up, down, off', () => {
    const up = cycleSort([], 'a', false);
    const down = cycleSort(up, 'a', false);
    expect(up).toEqual([{ column: 'a', descending: false }]);
    expect(down).toEqual([{ column: 'a', descending: true }]);
    expect(cycleSort(down, 'a', false)).toEqual([]);
  });
  test('with shift keeps the other keys and their order', () => {
    const both = cycleSort(cycleSort([], 'a', false), 'b', true);
    expect(both.map((k) => k.column)).toEqual(['a', 'b']);
    expect(cycleSort(both, 'a', true)).toEqual([
      { column: 'a', descending: true },
      { column: 'b', descending: false },
    ]);
    expect(cycleSort(cycleSort(both, 'a', true), 'a', true)).toEqual([{ column: 'b', descending: false }]);
  });
  test('without shift replaces them', () => {
    expect(cycleSort(cycleSort([], 'a', false), 'b', false)).toEqual([{ column: 'b', descending: false }]);
  });
});

test('a filter replaces the one of its column in place', () => {
  const a = { column: 'a', op: 'isNull' } as const;
  const b = { column: 'b', op: 'isNull' } as const;
  const a2 = { column: 'a', op: 'contains', value: 'x' } as const;
  expect(withFilter([a, b], 'a', a2)).toEqual([a2, b]);
  expect(withFilter([a, b], 'a', null)).toEqual([b]);
});

test('chips read as sentences, NULL and empty are told apart', () => {
  expect(describeFilter({ column: 'a', op: 'in', values: [null, '', 'x', 'y'] })).toBe('is NULL, (empty) and 2 more');
  expect(describeFilter({ column: 'a', op: 'range', min: '1', max: null })).toBe('≥ 1');
  expect(describeFilter({ column: 'a', op: 'range', min: null, max: '9' })).toBe('≤ 9');
  expect(describeFilter({ column: 'a', op: 'starts', value: '8806' })).toBe('starts with 8806');
});

test('a saved view loses what the table no longer has, and a column called __proto__ is a column', () => {
  const sort = [
    { column: '__proto__', descending: false },
    { column: 'gone', descending: true },
  ];
  expect(keepKnown(sort, new Set(['__proto__']))).toEqual([{ column: '__proto__', descending: false }]);
});
