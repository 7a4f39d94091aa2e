import { expect, test } from 'vitest';
import { cellCount, contains, extendTo, moveHead, rectOf, selectCell, selectRow } from './selection.ts';

test('a rectangle is the same from whichever corner it is drawn', () => {
  const down = rectOf(extendTo(selectCell({ row: 2, column: 1 }), { row: 5, column: 3 }), 10);
  const up = rectOf(extendTo(selectCell({ row: 5, column: 3 }), { row: 2, column: 1 }), 10);
  expect(down).toEqual(up);
  expect(cellCount(down)).toBe(12);
  expect(contains(down, 5, 3)).toBe(true);
  expect(contains(down, 6, 3)).toBe(false);
});

test('whole rows take every column', () => {
  expect(rectOf(selectRow(4), 7)).toEqual({ top: 4, bottom: 4, left: 0, right: 6 });
});

test('the keyboard cannot leave the table', () => {
  const s = moveHead(selectCell({ row: 0, column: 0 }), -1, -1, 3, 3);
  expect(s.head).toEqual({ row: 0, column: 0 });
  expect(moveHead(s, 99, 99, 3, 3).head).toEqual({ row: 2, column: 2 });
});
