import { describe, expect, it } from 'vitest';
import {
  changeChoice,
  changeMap,
  chooseColumn,
  nextReject,
  rowNumberOf,
  unchooseColumn,
  type Preview,
  type PreviewItem,
} from './intake-model.ts';

const item = (kind: PreviewItem['kind'], raw = ''): PreviewItem => ({
  kind,
  line: 1,
  offset: 0,
  record: null,
  raw,
  cells: null,
  reason: null,
});
const settings = { kind: 'csv', comment: '#' } as Preview['settings'];

describe('decisions', () => {
  it('are taken back one by one', () => {
    const choice = changeChoice({ delimiter: ',' }, { quote: "'" });
    expect(choice).toEqual({ delimiter: ',', quote: "'" });
    expect(changeChoice(choice, { delimiter: undefined })).toEqual({ quote: "'" });
    const typed = chooseColumn(chooseColumn({}, { header: 'a', type: 'date', format: 'd/m/yyyy' }), {
      header: 'a',
      type: 'text',
      format: null,
    });
    expect(typed.columns).toEqual([{ header: 'a', type: 'text', format: null }]);
    expect(unchooseColumn(typed, 'a')).toEqual({});
    expect(changeMap({ a: 'brand', b: '' }, 'b', undefined)).toEqual({ a: 'brand' });
  });
});

describe('rows of the preview', () => {
  it('are counted as the header row is: empty lines are rows, comments are none', () => {
    const items = [item('before'), item('skipped', '# said'), item('skipped', ''), item('record')];
    expect(items.map((_, i) => rowNumberOf({ items, settings }, i, true))).toEqual([1, null, 2, 3]);
    expect(rowNumberOf({ items, settings }, 3, false)).toBeNull();
  });

  it('the next reject goes round', () => {
    const items = [item('reject'), item('record'), item('reject')];
    expect([nextReject(items, 0), nextReject(items, 2), nextReject([item('record')], 0)]).toEqual([2, 0, null]);
  });
});
