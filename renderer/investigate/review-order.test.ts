import { describe, expect, it } from 'vitest';
import { keepPlace, nextOpen, stepFrom } from './review-order.ts';

const items = (text: string): { key: string; done: boolean }[] =>
  [...text].map((key) => ({ key: key.toLowerCase(), done: key === key.toUpperCase() }));

describe('the order of a queue', () => {
  it('goes to the next card that waits, round the end, skipped ones last', () => {
    expect(nextOpen(items('aBcd'), 'a', new Set())).toBe('c');
    expect(nextOpen(items('aBcd'), 'd', new Set())).toBe('a');
    expect(nextOpen(items('aBcd'), 'a', new Set(['c']))).toBe('d');
    expect(nextOpen(items('aBcd'), 'a', new Set(['c', 'd']))).toBe('c');
    expect(nextOpen(items('ABC'), 'b', new Set())).toBe('b');
    expect(nextOpen([], null, new Set())).toBeNull();
  });
  it('steps to any card and stops at the ends', () => {
    expect(stepFrom(items('aBc'), 'a', 1)).toBe('b');
    expect(stepFrom(items('aBc'), 'c', 1)).toBe('c');
    expect(stepFrom(items('aBc'), 'a', -1)).toBe('a');
    expect(stepFrom(items('aBc'), 'gone', 1)).toBe('a');
  });
  it('keeps its place when the queue is read again', () => {
    expect(keepPlace(items('aBc'), 'b')).toBe('b');
    expect(keepPlace(items('ABc'), 'gone')).toBe('c');
    expect(keepPlace([], 'x')).toBeNull();
  });
});
