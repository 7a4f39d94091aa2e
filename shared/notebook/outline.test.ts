import { expect, test } from 'vitest';
import { parseNotebook } from './document.ts';
import { bodyOf, shownBlocks } from './edit-cells.ts';
import { findIn, replaceIn } from './find.ts';
import { hiddenBlocks, outlineOf } from './outline.ts';

const notebook = parseNotebook(`# Top *one*

\`\`\`sql name=a
select 1 -- # no heading
\`\`\`

Plain

## Part

\`\`\`vega-lite data=a
{}
\`\`\`

# Next

\`\`\`sql
select A
\`\`\`
`);

test('the outline has headings and cells that can be named, each at its level', () => {
  expect(outlineOf(notebook).map(({ level, text }) => `${level} ${text}`)).toEqual([
    '1 Top one',
    '2 a',
    '2 Part',
    '3 chart of a',
    '1 Next',
  ]);
});

test('a folded section hides what is below its heading, up to the next of its level', () => {
  const [top, a, part, chart, next, last] = shownBlocks(notebook);
  expect([...hiddenBlocks(notebook, (i) => i === top)]).toEqual(expect.arrayContaining([a, part, chart]));
  expect(hiddenBlocks(notebook, (i) => i === top).has(next!)).toBe(false);
  expect(hiddenBlocks(notebook, (i) => i === part).has(chart!)).toBe(true);
  expect(hiddenBlocks(notebook, (i) => i === part).has(last!)).toBe(false);
});

test('finds across cells, with and without capitals, plain and as an expression', () => {
  const search = { text: 'a', matchCase: true, regex: false };
  expect(findIn(notebook, search)).toHaveLength(3);
  expect(findIn(notebook, { ...search, matchCase: false })).toHaveLength(4);
  expect(findIn(notebook, { ...search, text: '.', regex: false })).toHaveLength(0);
  expect(findIn(notebook, { ...search, text: '^select', regex: true })).toHaveLength(2);
  expect(findIn(notebook, { ...search, text: 'z*', regex: true })).toHaveLength(0);
  expect(() => findIn(notebook, { ...search, text: '(', regex: true })).toThrow('cannot be read');
});

test('replaces one match or all of them, and nothing else', () => {
  const search = { text: 'select (\\w)', matchCase: false, regex: true };
  const all = replaceIn(notebook, search, 'from $1', null);
  expect(
    shownBlocks(all)
      .map((i) => bodyOf(all.blocks[i]!))
      .filter((b) => b.startsWith('from')),
  ).toEqual(['from 1 -- # no heading', 'from A']);
  const [first] = findIn(notebook, search);
  expect(replaceIn(notebook, search, '$1', first!).text).toBe(notebook.text.replace('select 1', '1'));
  const plain = { text: 'Plain', matchCase: true, regex: false };
  expect(replaceIn(notebook, plain, '$& $1', null).text).toBe(notebook.text.replace('Plain', () => '$& $1'));
});
