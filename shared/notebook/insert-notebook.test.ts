import { describe, expect, test } from 'vitest';
import { RECIPES } from '../recipes/recipes.ts';
import { isCell, parseNotebook } from './document.ts';
import { graphOf } from './graph.ts';
import { insertNotebook } from './insert-notebook.ts';

const RECIPE = `---
waybill: 1
title: Recipe
inputs:
  since: { type: date, value: 2022-02-24, label: 'From: the first day' }
  words: { type: text, value: "a|b, c" }
---
Since {{ $since }}, like {{ $words }}: {{ hits.n }}.

\`\`\`sql name=hits
select count(*) as n from lines where d >= $since and t ~ $words -- $since
\`\`\`
`;

const whole = (front: string): string => `${front}# Mine

\`\`\`sql name=hits
select 1
\`\`\`
`;

describe('a notebook put into another', () => {
  test.each([
    ['no front matter', ''],
    ['no inputs', '---\nwaybill: 1 # one\ntitle: T\n---\n'],
    ['inputs with nothing', '---\ninputs:\ntitle: T\n---\n'],
    ['inputs to a line', '---\ninputs:\n    top: { type: number, value: 3 } # three\n\ntitle: T\n---\n'],
    ['inputs over lines', '---\ninputs:\n  top:\n    type: number\n    value: 3\n# end\n---\n'],
    ['inputs in braces', '---\ninputs: { top: { type: number, value: 3 } }\n---\n'],
    ['empty front matter', '---\n---\n'],
    ['Windows newlines', '---\r\ninputs:\r\n  top: { type: number, value: 3 }\r\n---\r\n'],
  ])('with %s keeps what was there and adds its inputs', (_, front) => {
    const before = parseNotebook(whole(front));
    const { notebook, count } = insertNotebook(before, before.blocks.length, RECIPE);
    expect(count).toBe(2);
    expect(notebook.front.problems).toEqual([]);
    expect(notebook.front.inputs.get('words')).toEqual({ type: 'text', value: 'a|b, c' });
    expect(notebook.front.inputs.get('since')).toMatchObject({ value: '2022-02-24', label: 'From: the first day' });
    for (const line of front.split(/\r?\n/).filter((each) => each.includes(': ') && !each.startsWith('inputs: {')))
      expect(notebook.text).toContain(line);
    expect(notebook.text).toContain('# Mine');
    const names = notebook.blocks.filter(isCell).map((cell) => cell.name);
    expect(names).toEqual(['hits', 'hits_2']);
    expect(notebook.text).toContain('{{ hits_2.n }}');
  });

  test('shares an input of the same type and renames one of another', () => {
    const front =
      '---\ninputs:\n  Since: { type: date, value: 2020-01-01 }\n  words: { type: number, value: 1 }\n---\n';
    const before = parseNotebook(whole(front));
    const { notebook } = insertNotebook(before, before.blocks.length, RECIPE);
    expect([...notebook.front.inputs].map(([name, input]) => [name, input.value])).toEqual([
      ['Since', '2020-01-01'],
      ['words', 1],
      ['words_2', 'a|b, c'],
    ]);
    expect(notebook.text).toContain('t ~ $words_2 -- $since');
    expect(notebook.text).toContain('like {{ $words_2 }}');
  });

  test('every recipe goes in twice, each cell meaning its own', () => {
    for (const recipe of RECIPES) {
      const once = insertNotebook(parseNotebook('# Mine\n'), 1, recipe.text).notebook;
      const twice = insertNotebook(once, once.blocks.length, recipe.text).notebook;
      const graph = graphOf(twice);
      expect(
        graph.nodes.flatMap((node) => node.errors),
        recipe.id,
      ).toEqual([]);
      const cells = twice.blocks.filter(isCell);
      const names = cells.flatMap((cell) => cell.name ?? []);
      expect(new Set(names).size, recipe.id).toBe(names.length);
      expect(cells.length, recipe.id).toBe(2 * parseNotebook(recipe.text).blocks.filter(isCell).length);
      expect(twice.front.inputs.size).toBe(parseNotebook(recipe.text).front.inputs.size);
    }
  });
});
