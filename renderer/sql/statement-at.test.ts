import { expect, test } from 'vitest';
import { partToRun } from './statement-at.ts';

const script = "select ';' ;\n\n-- note\nselect 2;\n";

test('the statement at the cursor, quotes and comments respected', () => {
  expect(partToRun(script, 3, 3)).toEqual({ text: "select ';'", start: 0 });
  expect(partToRun(script, 26, 26)).toEqual({ text: 'select 2', start: 22 });
});

test('behind the last semicolon it is the last statement; before a statement the next one', () => {
  expect(partToRun(script, script.length, script.length)?.text).toBe('select 2');
  expect(partToRun(script, 13, 13)?.text).toBe('select 2');
});

test('a selection wins, and nothing gives nothing', () => {
  expect(partToRun(script, 0, 6)).toEqual({ text: 'select', start: 0 });
  expect(partToRun(' -- only a comment', 2, 2)).toBeNull();
  expect(partToRun('   ', 0, 2)).toBeNull();
});
