import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellIds, isCell, MAX_NOTEBOOK, parseNotebook, printNotebook } from './document.ts';

const kinds = (text: string): string[] => parseNotebook(text).blocks.map((block) => block.kind);
const sources = (text: string): string[] =>
  parseNotebook(text)
    .blocks.filter(isCell)
    .map((cell) => cell.source);

/** Pieces of which notebooks, broken ones too, are made. */
const piece = fc.constantFrom(
  '---', '...', '```', '```sql', '```sql name=a', '````sql name="b c"', '~~~sql', '~~~~', '```python', '```vega-lite data=a', '   ```sql', '    ```sql',
  '> ```sql', '- ```sql', '<!--', '-->', '<!-- %% -->', '<script>', '</script>', 'inputs: { a: 1 }', '# title', 'select 1;', '\uFEFF', '', ' ', '\t', '\0',
); // prettier-ignore
const anyText = fc
  .array(
    fc.tuple(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 12 })), fc.constantFrom('\n', '\r\n', '\r', '')),
    {
      maxLength: 30,
    },
  )
  .map((parts) => parts.map(([a, b]) => a + b).join(''));

describe('parseNotebook', () => {
  it('prints every text as it was, in blocks without gaps', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const notebook = parseNotebook(text);
        expect(printNotebook(notebook)).toBe(text);
        let at = 0;
        for (const block of notebook.blocks) {
          expect(block.from).toBe(at);
          expect(block.to).toBeGreaterThan(block.from);
          at = block.to;
        }
        expect(at).toBe(text.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('knows the cells, their names and their text', () => {
    const text =
      '---\nwaybill: 1\ntitle: T\n---\n# Who\n\n```sql name=a\nselect 1\n```\n\n~~~~SQL name="b c"\nselect 2;\n~~~\nselect 3\n~~~~\n```vega-lite data=a\n{}\n```\n';
    const notebook = parseNotebook(text);
    expect(notebook.front.title).toBe('T');
    expect(notebook.blocks.map((b) => b.kind)).toEqual(['front', 'markdown', 'sql', 'blank', 'sql', 'vega-lite']);
    expect([...cellIds(notebook).values()]).toEqual(['a', 'b c', 'cell-3']);
    expect(sources(text)).toEqual(['select 1', 'select 2;\n~~~\nselect 3', '{}']);
  });

  it('reads files of any newline, with or without one at the end', () => {
    for (const newline of ['\n', '\r\n', '\r']) {
      const text = ['# a', '```sql', 'select', '1', '```'].join(newline);
      expect(sources(text)).toEqual(['select\n1']);
      expect(sources(text + newline)).toEqual(['select\n1']);
      expect(parseNotebook(text).newline).toBe(newline);
    }
  });

  it('leaves alone what a forge does not show as a block of its own', () => {
    expect(kinds('    ```sql\n    select 1\n    ```\n')).toEqual(['markdown']);
    expect(kinds('> ```sql\n> select 1\n> ```\n')).toEqual(['markdown']);
    expect(kinds('- ```sql\n  select 1\n  ```\n')).toEqual(['markdown']);
    expect(kinds('<!--\n```sql\nselect 1\n```\n-->\n')).toEqual(['markdown']);
    expect(kinds('````md\n```sql\nselect 1\n```\n````\n')).toEqual(['markdown']);
    expect(kinds('```python\nprint(1)\n```\n')).toEqual(['markdown']);
  });

  it('takes the indentation of a fence from its lines', () => {
    expect(sources('  ```sql\n  select 1\n    from t\n ```\n')).toEqual(['select 1\n  from t']);
  });

  it('reads a fence that is never closed to the end', () => {
    const cell = parseNotebook('```sql name=a\nselect 1\n').blocks[0]!;
    expect(cell).toMatchObject({ kind: 'sql', source: 'select 1', closed: false });
  });

  it('starts after a byte order mark', () => {
    expect(parseNotebook('\uFEFF---\ntitle: T\n---\n').front.title).toBe('T');
    expect(kinds('\uFEFF```sql\nselect 1\n```\n')).toEqual(['blank', 'sql']);
  });

  it('parts Markdown where the file says so', () => {
    expect(kinds('one\n\n<!-- %% -->\ntwo\n')).toEqual(['markdown', 'markdown']);
  });

  it('says that front matter is not YAML, and opens the rest', () => {
    const notebook = parseNotebook('---\ntitle: [\n---\n```sql\nselect 1\n```\n');
    expect(notebook.front.problems).toEqual([expect.objectContaining({ code: 'notebook/front-matter' })]);
    expect(notebook.blocks.map((b) => b.kind)).toEqual(['front', 'sql']);
  });

  it('does not take a rule for front matter', () => {
    expect(kinds('---\nno end\n')).toEqual(['markdown']);
  });

  it('refuses a file that is too large, and survives deep nesting', () => {
    expect(() => parseNotebook('x'.repeat(MAX_NOTEBOOK + 1))).toThrow(
      expect.objectContaining({ code: 'notebook/too-large' }),
    );
    expect(() => parseNotebook('```sql\n```\n'.repeat(5_001))).toThrow(
      expect.objectContaining({ code: 'notebook/too-large' }),
    );
    for (const deep of ['> ', '- ', '[', '<b>', '* a\n '])
      expect(printNotebook(parseNotebook(deep.repeat(50_000)))).toBe(deep.repeat(50_000));
    expect(parseNotebook(`---\n${'['.repeat(50_000)}\n---\n`).front.problems).toHaveLength(1);
    expect(
      parseNotebook(`---\na: &a [1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]\n---\n`).front
        .problems,
    ).toHaveLength(1);
  });
});
