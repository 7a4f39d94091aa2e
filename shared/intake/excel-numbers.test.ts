import { describe, expect, test } from 'vitest';
import { isoDay, numberKind, shownNumber } from './excel-numbers.ts';

describe('what a number format makes of a number', () => {
  test.each([
    [14, undefined, 'date'],
    [22, undefined, 'timestamp'],
    [46, undefined, 'elapsed'],
    [0, undefined, 'number'],
    [164, 'dd.mm.yyyy', 'date'],
    [164, '[$-419]d mmmm yyyy "г.";@', 'date'],
    [164, 'yyyy-mm-dd h:mm:ss', 'timestamp'],
    [164, 'mmm-yy', 'date'],
    [164, 'h:mm AM/PM', 'time'],
    [164, '[h]:mm', 'elapsed'],
    [164, '#,##0.00\\ "dry"', 'number'],
    [164, '[Red]0.00', 'number'],
    [164, '_-* #,##0.00_-;\\-* #,##0.00_-', 'number'],
    [164, 'General', 'number'],
    [164, '0000000000', 'padded'],
  ])('%s %s is %s', (id, code, is) => {
    expect(numberKind(id, code).is).toBe(is);
  });
});

describe('shown numbers', () => {
  test('dates and times are ISO text', () => {
    expect(shownNumber('44621', { is: 'date' }, false)).toBe('2022-03-01');
    expect(shownNumber('44621.75', { is: 'date' }, false)).toBe('2022-03-01 18:00:00');
    expect(shownNumber('44621', { is: 'timestamp' }, false)).toBe('2022-03-01 00:00:00');
    expect(shownNumber('0.5', { is: 'time' }, false)).toBe('12:00:00');
    expect(shownNumber('1.5', { is: 'elapsed' }, false)).toBe('36:00:00');
    expect(shownNumber('43159', { is: 'date' }, true)).toBe('2022-03-01');
  });

  test('the day that never was keeps its name, and the days before it are not shifted', () => {
    expect([isoDay(59, false), isoDay(60, false), isoDay(61, false)]).toEqual([
      '1900-02-28',
      '1900-02-29',
      '1900-03-01',
    ]);
  });

  test('what lies outside the calendar, or is no number, stays as stored', () => {
    expect(shownNumber('99999999', { is: 'date' }, false)).toBe('99999999');
    expect(shownNumber('-3', { is: 'date' }, false)).toBe('-3');
    expect(shownNumber('n/a', { is: 'date' }, false)).toBe('n/a');
  });

  test('numbers are not touched, codes get the zeros of their format', () => {
    expect(shownNumber('8.640000000000001', { is: 'number' }, false)).toBe('8.640000000000001');
    expect(shownNumber('101210000', { is: 'padded', width: 10 }, false)).toBe('0101210000');
    expect(shownNumber('1.5', { is: 'padded', width: 4 }, false)).toBe('1.5');
  });
});
