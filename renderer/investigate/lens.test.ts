import { describe, expect, it } from 'vitest';
import type { ColumnFilter } from '../../shared/contract/engine.ts';
import {
  CURRENT_ONLY,
  filtersFor,
  fromGrid,
  gridFilters,
  NO_LENS,
  sameFilters,
  select,
  type Selection,
} from './lens.ts';

const country: ColumnFilter = { column: 'origin_country', op: 'in', values: ['CN'] };
const name = (value: string): ColumnFilter => ({ column: 'exporter_name', op: 'in', values: [value] });
const days: ColumnFilter = { column: 'decl_date', op: 'range', min: '2022-03-01', max: '2022-03-31' };
const party: Selection = { label: 'A', thing: 'p:1', filters: [name('A')] };
const period: Selection = { label: 'March', thing: '2022-03', filters: [days] };
const looked = { ...NO_LENS, base: [country] };

describe('the lens', () => {
  it('gives the table all filters, and a picture all but those of its own selection', () => {
    const lens = select(select(looked, 'network', party), 'timeline', period);
    expect(gridFilters(lens)).toEqual([country, name('A'), days, CURRENT_ONLY]);
    expect(filtersFor(lens, 'network')).toEqual([country, days]);
    expect(filtersFor(lens, 'timeline')).toEqual([country, name('A')]);
    expect(filtersFor(lens, 'flows')).toEqual([country, name('A'), days]);
  });

  it('is as before when a selection is taken back, a filter of the same column too', () => {
    const before = { ...NO_LENS, base: [name('either')] };
    const lens = select(before, 'network', party);
    expect(gridFilters(lens)).toEqual([name('A'), CURRENT_ONLY]);
    expect(select(lens, 'network', null)).toEqual(before);
    expect(gridFilters(select(lens, 'network', null))).toEqual([name('either')]);
  });

  it('keeps a selection while its filters are in the table', () => {
    const lens = select(looked, 'network', party);
    const next = fromGrid(lens, [name('A'), days, CURRENT_ONLY]);
    expect(next.selections).toEqual({ network: party });
    expect(next.base).toEqual([days]);
    expect(sameFilters(gridFilters(next), [days, name('A'), CURRENT_ONLY])).toBe(true);
  });

  it('drops a selection whose filter was removed or changed; what was changed is the analyst’s own', () => {
    const lens = select(looked, 'network', party);
    expect(fromGrid(lens, [country])).toEqual(looked);
    expect(fromGrid(lens, [country, name('B'), CURRENT_ONLY])).toEqual({ ...NO_LENS, base: [country, name('B')] });
  });

  it('lets the analyst see lines of any status beside a selection', () => {
    const lens = fromGrid(select(looked, 'network', party), [country, name('A')]);
    expect(gridFilters(lens)).toEqual([country, name('A')]);
    expect(lens.selections).toEqual({ network: party });
    expect(select(lens, 'network', null)).toEqual(looked);
  });

  it('does not change where the table already shows it', () => {
    const lens = select(looked, 'network', party);
    expect(fromGrid(lens, gridFilters(lens))).toBe(lens);
  });
});
