import { expect, test } from 'vitest';
import { draftsOf } from './drafts.ts';
import { isCell, parseNotebook } from './document.ts';
import { WORDS } from './readings.ts';
import { lookNotebook, type LookedAtFile } from './look-notebook.ts';

const file = (more: Partial<LookedAtFile> = {}): LookedAtFile => ({
  name: 'March 2023.csv',
  bytes: 1234,
  sha256: 'ab'.repeat(32),
  relation: 'march_2023',
  columns: [
    { name: 'a', type: 'VARCHAR' },
    { name: 'b "x"', type: 'VARCHAR' },
  ],
  ...more,
});

const cellsOf = (text: string) =>
  parseNotebook(text)
    .blocks.filter(isCell)
    .map((block) => [block.name, block.source]);

test('the file, the view and each statement of each query are there, under names of their own', () => {
  const text = lookNotebook({
    files: [file()],
    view: `SELECT * FROM "march_2023" WHERE "a" = '1'`,
    queries: [
      { title: 'Query 1', text: 'select 1;\n-- second\nselect 2 -- end' },
      { title: 'Query 1', text: 'from march_2023' },
      { title: 'empty', text: ' ;\n' },
    ],
  });
  expect(text).toContain(`- \`March 2023.csv\`: 1,234 bytes, SHA-256 ${'ab'.repeat(32)}`);
  expect(cellsOf(text)).toEqual([
    ['march_2023', 'SELECT "a", "b ""x""" FROM "raw_march_2023"'],
    ['shown', `SELECT * FROM "march_2023" WHERE "a" = '1'`],
    ['query_1', 'select 1'],
    ['query_1_2', expect.stringContaining('select 2')],
    ['query_1_3', 'from march_2023'],
  ]);
  expect(parseNotebook(text).front.title).toBe('March 2023.csv');
  expect(draftsOf(parseNotebook(text), WORDS).flatMap((draft) => draft.errors)).toEqual([]);
});

test('types that a Parquet file gave are given back to the text of a case', () => {
  const columns = [{ name: 'usd', type: 'DECIMAL(18,2)' }];
  const text = lookNotebook({ files: [file({ columns, sha256: null })], view: null, queries: [] });
  expect(cellsOf(text)).toEqual([
    ['march_2023', 'SELECT TRY_CAST("usd" AS DECIMAL(18,2)) AS "usd" FROM "raw_march_2023"'],
  ]);
  expect(text).toContain('not hashed, since it is large');
});

test('a hostile file name or statement makes no cell, no heading and no markup', () => {
  const name = '```sql name=x\nselect 1\n```\n# <img src=x> `\u202e.csv';
  const text = lookNotebook({
    files: [file({ name })],
    view: null,
    queries: [{ title: '# <b>\n```', text: "select '\n```\n```sql name=evil\nselect 2\n```\n'" }],
  });
  expect(cellsOf(text).map(([cell]) => cell)).toEqual(['march_2023', 'b']);
  expect(text.split('\n').filter((line) => line.startsWith('# '))).toEqual(['# What was looked at']);
  expect(text).not.toContain('\u202e');
});
