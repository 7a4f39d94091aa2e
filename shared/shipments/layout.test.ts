import { describe, expect, test } from 'vitest';
import { csvSettings } from '../intake/settings-fixture.ts';
import { decideMapping, makeLayout } from './layout.ts';
import type { ShipmentField } from './fields.ts';
import type { ColumnMapping } from './map-columns.ts';

const proposal = (header: string, field: ShipmentField | null): ColumnMapping => ({
  header,
  field,
  confidence: 0.7,
  reason: '',
});
const PROPOSED = [
  proposal('', 'container_no'),
  proposal('x', 'currency'),
  proposal('', 'decl_no'),
  proposal('x', null),
];

const settings = csvSettings(PROPOSED.map(({ header }) => header));

const fields = (columns: readonly { readonly field?: string | null }[]): unknown[] => columns.map((c) => c.field);

describe('columns without a name, or with the same one', () => {
  test('are told apart by their order in a layout, and in the next file of the layout', () => {
    const layout = makeLayout('l', settings, PROPOSED, new Set());
    expect(fields(layout.columns)).toEqual(['container_no', 'currency', 'decl_no', null]);
    const unsure = PROPOSED.map(({ header }) => proposal(header, null));
    expect(fields(decideMapping(unsure, {}, layout))).toEqual(['container_no', 'currency', 'decl_no', null]);
  });

  test('what is decided for a header is decided for the first of them, and kept so', () => {
    const decided = decideMapping(PROPOSED, { x: 'incoterm' });
    expect(fields(decided)).toEqual(['container_no', 'incoterm', 'decl_no', null]);
    const layout = makeLayout('l', settings, decided, new Set(['x']));
    expect(layout.columns.map((c) => c.chosen === true)).toEqual([false, true, false, false]);
  });

  test('have no field twice', () => {
    const twice = [proposal('x', 'currency'), proposal('x', 'currency')];
    expect(fields(decideMapping(twice, {}))).toEqual(['currency', null]);
    expect(fields(decideMapping([proposal('x', null), proposal('y', 'currency')], { x: 'currency' }))).toEqual([
      'currency',
      null,
    ]);
  });
});
