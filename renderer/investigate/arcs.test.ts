import { describe, expect, it } from 'vitest';
import { arcLabel, arcsOf, filtersOfRoutes, type Route } from './arcs.ts';

const route = (from: string, via: string | null, to: string, usd: string | null = '10.05'): Route => ({
  from,
  via,
  to,
  lines: 2,
  valued: usd === null ? 0 : 2,
  usd,
  first: null,
  last: null,
});
const columns = { from: 'origin_country', via: 'dispatch_country', to: 'destination_country' };
const routes = [
  route('CN', null, 'RU'),
  route('CN', 'KZ', 'RU'),
  route('US', 'KZ', 'RU', null),
  route('RU', null, 'RU'),
];

describe('arcs', () => {
  it('are straight, or the legs over a third country; within a country there is none', () => {
    const arcs = arcsOf(routes, 'usd');
    expect(arcs.map((a) => [a.kind, a.from, a.to, a.lines, a.usd]).toSorted()).toEqual([
      ['direct', 'CN', 'RU', 2, '10.05'],
      ['first', 'CN', 'KZ', 2, '10.05'],
      ['first', 'US', 'KZ', 2, null],
      ['second', 'KZ', 'RU', 4, '10.05'],
    ]);
    expect(arcs.filter((a) => a.kind === 'second').map(arcLabel)).toEqual([
      'Kazakhstan → Russia, coming from China, United States',
    ]);
  });

  it('add money to the cent', () => {
    const many = Array.from({ length: 3 }, (_, i) => route(['A', 'B', 'C'][i] ?? '', 'KZ', 'RU', '90071992547409.91'));
    expect(arcsOf(many, 'usd').find((a) => a.kind === 'second')?.usd).toBe('270215977642229.73');
  });

  it('are filters of the table', () => {
    const second = arcsOf(routes, 'lines').find((a) => a.kind === 'second');
    expect(filtersOfRoutes(second?.routes ?? [], columns)).toEqual([
      { column: 'origin_country', op: 'in', values: ['CN', 'US'] },
      { column: 'destination_country', op: 'in', values: ['RU'] },
      { column: 'dispatch_country', op: 'in', values: ['KZ'] },
    ]);
    expect(filtersOfRoutes([route('CN', null, 'RU')], columns)[2]).toEqual({
      column: 'dispatch_country',
      op: 'in',
      values: [null, 'CN', 'RU'],
    });
    expect(filtersOfRoutes([], columns)).toEqual([]);
  });
});
