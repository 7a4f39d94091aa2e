import { expect, test } from 'vitest';
import { findInRaw } from './find-in-raw.ts';

const raw = '10612050/010621;2;01.06.2021;"ООО ""ОПТ""";1234,5;12';
const found = (value: string): string | null => {
  const at = findInRaw(raw, value);
  return at ? raw.slice(at.at, at.end) : null;
};

test('a value is found however the file spells it', () => {
  expect(found('2021-06-01')).toBe('01.06.2021');
  expect(found('1234.50')).toBe('1234,5');
  expect(found('ООО "ОПТ"')).toBe('ООО ""ОПТ""');
  expect(found('2')).toBe('2');
});

test('a number inside another number is not it, and nothing is not found', () => {
  expect(findInRaw(raw, '123')).toBeNull();
  expect(findInRaw(raw, '')).toBeNull();
  expect(findInRaw(raw, 'absent')).toBeNull();
});
