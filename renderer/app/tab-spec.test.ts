import { expect, test } from 'vitest';
import { readSavedState, sameTab } from './tab-spec.ts';

test('what was saved is read back; what is damaged is not', () => {
  const state = {
    version: 1 as const,
    tabs: [{ id: 't1', spec: { kind: 'table', workspace: 'case', relation: 'shipments' }, view: null }],
    layout: {},
  };
  expect(readSavedState(state)).toEqual(state);
  for (const bad of [null, {}, { version: 2, tabs: [], layout: {} }, { ...state, tabs: [{ id: 1 }] }]) {
    expect(readSavedState(bad)).toBeNull();
  }
});

test('a damaged view costs the view, not the tab', () => {
  const saved = readSavedState({
    version: 1,
    tabs: [{ id: 't1', spec: { kind: 'notebook', name: 'a' }, view: { filters: 'x' } }],
    layout: null,
  });
  expect(saved?.tabs[0]).toEqual({ id: 't1', spec: { kind: 'notebook', name: 'a' }, view: null });
});

test('a table is opened once, SQL tabs as often as wanted', () => {
  const table = { kind: 'table', workspace: 'case', relation: 'a' } as const;
  const sql = { kind: 'sql', workspace: 'case', title: 'q', text: '' } as const;
  expect(sameTab(table, { ...table })).toBe(true);
  expect(sameTab(table, { ...table, workspace: 'look' })).toBe(false);
  expect(sameTab(sql, { ...sql })).toBe(false);
});
