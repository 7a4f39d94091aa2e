import { expect, test } from 'vitest';
import { parseNotebook } from './document.ts';
import { cellMarks } from './marks.ts';

const cell = (body: string, name?: string): string => `\`\`\`sql${name ? ` name=${name}` : ''}\n${body}\n\`\`\`\n`;
const marksOf = (...cells: string[]): string[] =>
  cellMarks(parseNotebook(cells.join('\n'))).filter((mark) => mark !== null);

test('a named cell keeps its mark when its text or its place changes', () => {
  const [first] = marksOf(cell('select 1', 'a'), cell('select 2', 'b'));
  expect(marksOf(cell('select 2', 'b'), cell('select 3', 'a'))[1]).toBe(first);
});

test('a cell without a name is known by its text, and equal ones are told apart', () => {
  const marks = marksOf('# Title\n', cell('select 1'), cell('select 1'), cell('select 2'));
  expect(new Set(marks).size).toBe(4);
  expect(marksOf(cell('select 2'), cell('select 1'))).toEqual([marks[3], marks[1]]);
});
