import { describe, expect, test } from 'vitest';
import { formatBytes, formatSeconds, formatterFor } from './format.ts';

describe('numbers', () => {
  test('a decimal beyond 2^53 keeps every digit', () => {
    const f = formatterFor({ kind: 'decimal', type: 'DECIMAL(38,2)' }, 'en');
    expect(f('123456789012345678901234.56')).toBe('123,456,789,012,345,678,901,234.56');
  });
  test('a decimal shows the digits that its type promises', () => {
    expect(formatterFor({ kind: 'decimal', type: 'DECIMAL(18,2)' }, 'de')('1234.5')).toBe('1.234,50');
  });
  test('a 64-bit integer keeps every digit, and a year is not grouped', () => {
    const f = formatterFor({ kind: 'integer', type: 'BIGINT' }, 'en');
    expect(f('9007199254740993')).toBe('9,007,199,254,740,993');
    expect(f(2023)).toBe('2,023');
    expect(formatterFor({ name: 'decl_year', kind: 'integer', type: 'BIGINT' }, 'en')(2023)).toBe('2023');
    expect(formatterFor({ name: 'source_record', kind: 'integer', type: 'BIGINT' }, 'en')(12345)).toBe('12345');
  });
  test('what is not a number stays as it is', () => {
    expect(formatterFor({ kind: 'float', type: 'DOUBLE' }, 'en')('nan')).toBe('nan');
    expect(formatterFor({ kind: 'float', type: 'DOUBLE' }, 'en')(null)).toBe('');
  });
});

test('dates follow the locale; what is outside the calendar stays', () => {
  const f = formatterFor({ kind: 'date', type: 'DATE' }, 'de');
  expect(f('2023-03-01')).toBe('01.03.2023');
  expect(f('infinity')).toBe('infinity');
  expect(formatterFor({ kind: 'timestamp', type: 'TIMESTAMP' }, 'de')('2023-03-01 10:20:30')).toBe(
    '01.03.2023 10:20:30',
  );
});

test('text is one visible line', () => {
  expect(formatterFor({ kind: 'text', type: 'VARCHAR' })('a\nb')).toBe('a⏎b');
});

test('sizes and times read as people say them', () => {
  expect(formatBytes(0)).toBe('0 B');
  expect(formatBytes(999_999)).toBe('1.0 MB');
  expect(formatBytes(2_500_000_000)).toBe('2.5 GB');
  expect([0.004, 1.25, 42, 200, 7300].map(formatSeconds)).toEqual(['4 ms', '1.3 s', '42 s', '3 min 20 s', '2 h 1 min']);
});
