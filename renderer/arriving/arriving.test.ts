import { expect, test } from 'vitest';
import type { CallOut } from '../../shared/contract/calls.ts';
import { firstRowsOf } from './arriving.ts';

const item = (kind: 'record' | 'reject' | 'header', cells: (string | null)[] | null) =>
  ({ kind, cells, line: 1, offset: 0, record: 1, raw: '', reason: null }) as const;

test('the records of a preview are a page; what is no record is not in it, and a short one ends in NULL', () => {
  const preview = {
    settings: { columns: [{ name: '__proto__' }, { name: 'b' }] },
    items: [item('header', ['a', 'b']), item('record', ['1', null]), item('reject', null), item('record', ['2'])],
  } as unknown as CallOut<'intake/preview'>;
  expect(firstRowsOf(preview)).toEqual({
    columns: [
      { name: '__proto__', type: 'VARCHAR', kind: 'text' },
      { name: 'b', type: 'VARCHAR', kind: 'text' },
    ],
    page: {
      from: 0,
      rows: 2,
      columns: [
        ['1', '2'],
        [null, null],
      ],
    },
  });
});
