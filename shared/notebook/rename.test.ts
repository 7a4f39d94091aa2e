import { describe, expect, it } from 'vitest';
import { parseNotebook } from './document.ts';
import { applyEdits } from './edit.ts';
import { graphOf } from './graph.ts';
import { renameEverywhere } from './rename.ts';

const renamed = (text: string, name: string, index = 0): string => {
  const notebook = parseNotebook(text);
  const keywords = (word: string): boolean => word === 'select';
  return applyEdits(
    notebook,
    renameEverywhere(notebook, graphOf(notebook, new Set(['shipments'])), index, name, keywords),
  ).text;
};
const cell = (name: string, source: string): string => `\`\`\`sql name=${name}\r\n${source}\r\n\`\`\`\r\n`;

describe('renameEverywhere', () => {
  it('changes what means the cell, and nothing else', () => {
    const text =
      cell('a', 'from shipments') +
      cell('b', "select a.x, 'a' from A\r\n  join shipments a2 using (x) -- from a") +
      cell('c', 'with a as (select 1) from a') +
      '```vega-lite data=a\r\n{}\r\n```\r\nSee {{ a.x | usd }} and a, {{ "a".y }} {{ b.a }}.\r\n';
    expect(renamed(text, 'new name')).toBe(
      text
        .replace('name=a', 'name="new name"')
        .replace('from A', 'from "new name" AS "a"')
        .replace('data=a', 'data="new name"')
        .replace('{{ a.x', '{{ "new name".x')
        .replace('{{ "a".y', '{{ "new name".y'),
    );
  });

  it('quotes keywords, and keeps aliases', () => {
    expect(renamed(cell('a', 'select 1') + cell('b', 'from a as z, "A" y'), 'select')).toBe(
      cell('select', 'select 1') + cell('b', 'from "select" as z, "select" y'),
    );
  });

  it('leaves the cells of another name’s owner alone', () => {
    const text = cell('x', 'select 1') + cell('shipments', 'from shipments') + cell('y', 'from shipments');
    expect(renamed(text, 'z', 1)).toBe(cell('x', 'select 1') + cell('z', 'from shipments') + cell('y', 'from z'));
    expect(() => renamed(text, 'x', 1)).toThrow(expect.objectContaining({ code: 'notebook/name-taken' }));
  });
});
