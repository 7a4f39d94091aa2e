import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasHiddenCharacters, visibleText } from './visible-text.ts';

test('ordinary text in any script is left alone', () => {
  for (const text of ['Quadrocopter', 'Квадрокоптер', '无人机', 'طائرة', '']) expect(visibleText(text, 100)).toBe(text);
});

test('what shows nothing or turns the direction becomes a mark', () => {
  expect(visibleText('D\u200bJI', 100)).toBe('D‹ZWSP›JI');
  expect(visibleText('abc\u202Egpj.exe', 100)).toBe('abc‹RLO›gpj.exe');
  expect(visibleText('a\nb\tc', 100)).toBe('a⏎b⇥c');
  expect(hasHiddenCharacters('D\u200bJI')).toBe(true);
  expect(hasHiddenCharacters('a b')).toBe(false);
});

test('long text is cut with a sign, and never in the middle of a character', () => {
  expect(visibleText('abcdef', 3)).toBe('abc…');
  expect(visibleText('ab😀cd', 3)).toBe('ab…');
});

test('no control or direction character ever comes through', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(hasHiddenCharacters(visibleText(text, 50))).toBe(false);
    }),
  );
});
