import { expect, test } from 'vitest';
import { keysText, matchesKeys, searchCommands } from './commands.ts';

const press = (key: string, more: object = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

test('Mod is Ctrl on one system and Cmd on the other, and other modifiers do not slip through', () => {
  expect(matchesKeys('Mod+K', press('k', { ctrlKey: true }), false)).toBe(true);
  expect(matchesKeys('Mod+K', press('k', { metaKey: true }), true)).toBe(true);
  expect(matchesKeys('Mod+K', press('k', { metaKey: true }), false)).toBe(false);
  expect(matchesKeys('Mod+K', press('K', { ctrlKey: true, shiftKey: true }), false)).toBe(false);
  expect(matchesKeys('Mod+Shift+P', press('P', { ctrlKey: true, shiftKey: true }), false)).toBe(true);
  expect(matchesKeys('?', press('?', { shiftKey: true }), false)).toBe(true);
});

test('with Option a Mac gives another character: the place of the key counts', () => {
  expect(matchesKeys('Alt+W', press('∑', { altKey: true, code: 'KeyW' }), true)).toBe(true);
  expect(matchesKeys('Alt+W', press('w', { altKey: true, code: 'KeyW' }), false)).toBe(true);
  expect(matchesKeys('Alt+ArrowDown', press('ArrowDown', { altKey: true, code: 'ArrowDown' }), true)).toBe(true);
});

test('keys are written as people know them', () => {
  expect(keysText('Mod+Shift+P', false)).toBe('Ctrl+Shift+P');
  expect(keysText('Mod+Shift+P', true)).toBe('⌘ ⇧ P');
  expect(keysText('Mod+Home / Mod+End', true)).toBe('⌘ Home / ⌘ End');
  expect(keysText('Enter on a header', true)).toBe('Enter on a header');
});

test('every word must be found, and the beginning of a title comes first', () => {
  const commands = [
    { title: 'Close the case', group: 'Case' },
    { title: 'Open a case', group: 'Case' },
    { title: 'Case folder', group: 'File', words: 'directory' },
  ];
  expect(searchCommands(commands, 'case').map((c) => c.title)).toEqual([
    'Case folder',
    'Close the case',
    'Open a case',
  ]);
  expect(searchCommands(commands, 'case open').map((c) => c.title)).toEqual(['Open a case']);
  expect(searchCommands(commands, 'directory')).toHaveLength(1);
  expect(searchCommands(commands, 'zzz')).toHaveLength(0);
  expect(searchCommands(commands, ' ')).toBe(commands);
});
