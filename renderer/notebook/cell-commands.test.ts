import { expect, test } from 'vitest';
import { CELL_COMMANDS, chordOf, KeyReader, type Press } from './cell-commands.ts';

const press = (key: string, change: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...change,
});

test('no two commands have one key', () => {
  const keys = CELL_COMMANDS.flatMap((command) => command.keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test('D must be pressed twice, soon', () => {
  const reader = new KeyReader();
  expect(reader.read(press('d'), 0)).toBe('half');
  expect(reader.read(press('d'), 100)).toMatchObject({ id: 'delete' });
  expect(reader.read(press('d'), 200)).toBe('half');
  expect(reader.read(press('j'), 250)).toMatchObject({ id: 'down' });
  expect(reader.read(press('d'), 300)).toBe('half');
  expect(reader.read(press('d'), 3000)).toBe('half');
});

test('reads modifiers in one order, and capital letters as Shift', () => {
  expect(chordOf(press('M', { shiftKey: true }))).toBe('Shift+M');
  expect(chordOf(press('ArrowUp', { ctrlKey: true, shiftKey: true }))).toBe('Mod+Shift+ArrowUp');
  expect(new KeyReader().read(press('q'), 0)).toBeNull();
});
