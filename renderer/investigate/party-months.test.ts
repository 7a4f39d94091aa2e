import { describe, expect, it } from 'vitest';
import { everyMonth, MOST_MONTHS } from './party-months.ts';

const month = (m: string) => ({ month: m, lines: 1, usd: '1.00' });

describe('everyMonth', () => {
  it('fills the gaps, over the end of a year', () => {
    expect(everyMonth([month('2021-11'), month('2022-02')]).map((m) => [m.month, m.lines])).toEqual([
      ['2021-11', 1],
      ['2021-12', 0],
      ['2022-01', 0],
      ['2022-02', 1],
    ]);
    expect(everyMonth([])).toEqual([]);
  });
  it('draws no more than it can, the last months of a wrong date', () => {
    const months = everyMonth([month('0001-01'), month('2022-02')]);
    expect(months).toHaveLength(MOST_MONTHS);
    expect(months.at(-1)?.month).toBe('2022-02');
  });
});
