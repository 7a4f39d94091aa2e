import { expect, it } from 'vitest';
import { SHIPMENT_EXTRA_COLUMNS, SHIPMENT_FIELDS } from '../../shared/shipments/fields.ts';
import { placesOf } from '../grid/presentation.ts';
import { presentationOf, SHIPMENTS } from './shipments-presentation.ts';

it('has a place for every column of shipments, once', () => {
  const placed = SHIPMENTS.headings.flatMap((h) => [...h.shown, ...h.more]);
  const columns = [...SHIPMENT_FIELDS, ...SHIPMENT_EXTRA_COLUMNS].map((c) => c.name);
  expect(placed.toSorted()).toEqual(columns.toSorted());
  expect(placesOf(SHIPMENTS).get('net_kg')).toMatchObject({ heading: 'How much', shown: true });
  expect(presentationOf('parties')).toBeNull();
});

it('names countries and marks lines that do not count; what it does not know stays as it is', () => {
  const parts = (column: string, value: string) => SHIPMENTS.cells.get(column)?.(value);
  expect(parts('origin_country', 'CN')).toMatchObject({ text: 'CN', beside: 'China' });
  expect(parts('origin_country', '<b>')).toEqual({ text: '<b>' });
  expect(parts('version_status', 'duplicate')).toMatchObject({ badge: 'duplicate' });
  expect(parts('hs_code', '8806220000')).toEqual({ text: '8806220000' });
});
