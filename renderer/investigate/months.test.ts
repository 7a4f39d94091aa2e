import { describe, expect, it } from 'vitest';
import { axisOf, dayShare, lastDay, monthNumber, monthOf, niceTicks, periodFilter, stacksOf } from './months.ts';

const cell = (month: string, series: number, lines: number, usd: string | null) => ({
  month,
  series,
  lines,
  valued: usd === null ? 0 : lines,
  usd,
});
const covered = [
  { month: '2022-01-01', lines: 5 },
  { month: '2022-03-01', lines: 5 },
  { month: '2022-04-01', lines: 5 },
];

describe('months', () => {
  it('are counted over years', () => {
    expect(monthOf(monthNumber('2021-12-01') + 1)).toBe('2022-01-01');
    expect([lastDay('2024-02-01'), lastDay('2023-02-01'), lastDay('1900-02-01'), lastDay('2022-11-01')]).toEqual([
      '2024-02-29',
      '2023-02-28',
      '1900-02-28',
      '2022-11-30',
    ]);
    expect(dayShare('2022-02-01')).toBe(0);
    expect(dayShare('2022-02-15')).toBe(0.5);
  });

  it('that no file covers are gaps; a covered month without such lines is zero', () => {
    const cells = [cell('2022-01-01', 1, 1, '5.00'), cell('2022-01-01', 0, 2, '1.50'), cell('2022-04-01', 0, 1, null)];
    const stacks = stacksOf({ covered, cells }, axisOf(covered, cells), 'usd');
    expect(stacks.map((s) => [s.month, s.gap, s.size, s.usd])).toEqual([
      ['2022-01-01', false, 6.5, '6.50'],
      ['2022-02-01', true, 0, null],
      ['2022-03-01', false, 0, null],
      ['2022-04-01', false, 0, null],
    ]);
    expect(stacks[0]?.parts.map((p) => p.series)).toEqual([0, 1]);
  });

  it('of slips of the year do not stretch the axis', () => {
    const dirty = [{ month: '0202-01-01', lines: 1 }, ...covered, { month: '2922-01-01', lines: 1 }];
    const axis = axisOf(dirty, [cell('0202-01-01', 0, 1, null), cell('2022-01-01', 0, 1, null)]);
    expect([axis.months[0], axis.months.at(-1), axis.outside]).toEqual(['2022-01-01', '2022-04-01', 1]);
    expect(axisOf([], []).months).toEqual([]);
  });
});

describe('a period', () => {
  it('is a filter of days, within the one that is there', () => {
    const period = { from: '2022-02-01', to: '2022-03-01' };
    expect(periodFilter(period, [])).toMatchObject({ min: '2022-02-01', max: '2022-03-31' });
    const own = { column: 'decl_date', op: 'range', min: '2022-02-24', max: null } as const;
    expect(periodFilter(period, [own])).toMatchObject({ min: '2022-02-24', max: '2022-03-31' });
  });
});

describe('the marks of an axis', () => {
  it('are round and reach over the greatest', () => {
    expect(niceTicks(930)).toEqual([0, 250, 500, 750, 1000]);
    expect(niceTicks(3)).toEqual([0, 1, 2, 3]);
    expect(niceTicks(0)).toEqual([0]);
  });
});
