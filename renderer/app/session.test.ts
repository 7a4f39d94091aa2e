import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, readSettings } from './session.ts';

test('a damaged settings file costs only the damaged fields', () => {
  expect(readSettings({ theme: 'dark', sideBarWidth: -5, inspectorOpen: 'yes' })).toEqual({
    ...DEFAULT_SETTINGS,
    theme: 'dark',
  });
});

test('anything that is not an object gives the defaults', () => {
  for (const saved of [null, 'x', 7, []]) expect(readSettings(saved)).toEqual(DEFAULT_SETTINGS);
});
