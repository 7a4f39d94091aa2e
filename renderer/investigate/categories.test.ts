import { describe, expect, it } from 'vitest';
import { categoryOf, hitCategories, NONE, OTHER, roleCategories, valueCategories } from './categories.ts';

describe('categories', () => {
  it('of values: the commonest six, the others as one, and those without', () => {
    const values = ['CN', 'CN', 'HK', 'AE', 'KZ', 'TR', 'KG', 'UZ', 'AM', null];
    const all = valueCategories(values, (v) => v.toLowerCase(), 'not stated');
    expect(all.map((c) => [c.label, c.count])).toEqual([
      ['cn', 2],
      ['ae', 1],
      ['am', 1],
      ['hk', 1],
      ['kg', 1],
      ['kz', 1],
      ['2 others', 2],
      ['not stated', 1],
    ]);
    expect(categoryOf(all, 'UZ')?.key).toBe(OTHER);
    expect(categoryOf(all, null)?.key).toBe(NONE);
  });

  it('never look alike: each pair differs in shape', () => {
    for (const all of [
      roleCategories(['exporter', 'importer', 'both']),
      hitCategories(['match', 'review', 'owned', null]),
      valueCategories(['a', 'b', 'c', 'd', 'e', 'f', 'g', null], (v) => v, 'none'),
    ]) {
      expect(new Set(all.map((c) => c.shape)).size).toBe(all.length);
    }
  });

  it('that nothing is of are not there', () => {
    expect(roleCategories(['importer']).map((c) => c.key)).toEqual(['importer']);
    expect(valueCategories([], (v) => v, 'none')).toEqual([]);
  });
});
