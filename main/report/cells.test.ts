import { describe, expect, it } from 'vitest';
import { kindOfType } from '../../shared/contract/values.ts';
import { shownBy } from './cells.ts';

const shown = (name: string, type: string, ...values: (string | number | null)[]): string[] =>
  values.map(shownBy({ name, type, kind: kindOfType(type) }, values));

describe('shownBy', () => {
  it('groups amounts, and leaves names that look like numbers alone', () => {
    expect(shown('usd', 'DECIMAL(18,2)', '1234567.80', null)).toEqual(['1,234,567.80', '']);
    expect(shown('lines', 'BIGINT', '12345', '-1000000')).toEqual(['12,345', '-1,000,000']);
    expect(shown('importer_id', 'BIGINT', '7707083893')).toEqual(['7707083893']);
    expect(shown('month', 'INTEGER', 2022)).toEqual(['2022']);
    expect(shown('hs_code', 'VARCHAR', '8806220000')).toEqual(['8806220000']);
  });

  it('gives the doubles of a column the same places', () => {
    expect(shown('mean', 'DOUBLE', 19412.51, 7.5, null)).toEqual(['19,412.51', '7.50', '']);
    expect(shown('n', 'DOUBLE', 3, 4)).toEqual(['3', '4']);
    expect(shown('share', 'DOUBLE', 0.123456789, 0.5)).toEqual(['0.12346', '0.50000']);
    expect(shown('x', 'DOUBLE', 1e20, 0.00000001, NaN)).toEqual(['1.00000e+20', '1.00000e-8', 'NaN']);
  });
});
