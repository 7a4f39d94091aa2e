import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCell, parseNotebook, type Notebook } from './document.ts';
import {
  applyEdits,
  deleteBlock,
  insertCell,
  mergeWithNext,
  moveBlock,
  renameCell,
  replaceSource,
  splitCell,
} from './edit.ts';
import { parseInfo, setAttribute } from './fence.ts';
import { setInputValue } from './front-matter.ts';

const text = `---
title: T # a remark
inputs:
  since: { type: date, value: 2022-02-24 } # when it began
---
# One

\`\`\`sql name=a other=kept
select 1
\`\`\`

Between.

~~~sql
select 2
~~~
`;
const index = (notebook: Notebook, source: string): number =>
  notebook.blocks.findIndex((block) => 'source' in block && block.source.includes(source));
const after = (edits: (notebook: Notebook) => ReturnType<typeof replaceSource>, of = text): string => {
  const notebook = parseNotebook(of);
  return applyEdits(notebook, edits(notebook)).text;
};

describe('edits', () => {
  it('change a source and nothing else', () => {
    expect(after((n) => replaceSource(n, index(n, 'select 1'), 'select 10\n  + 1'))).toBe(
      text.replace('select 1\n', 'select 10\n  + 1\n'),
    );
  });

  it('lengthen the fence when the source holds one', () => {
    const edited = after((n) => replaceSource(n, index(n, 'select 1'), "select '\n```\n'"));
    expect(edited).toContain("````sql name=a other=kept\nselect '\n```\n'\n````\n");
  });

  it('keep the newline of the file', () => {
    const edited = after((n) => replaceSource(n, index(n, 'select 1'), 'a\nb'), text.replaceAll('\n', '\r\n'));
    expect(edited).toBe(text.replace('select 1', 'a\nb').replaceAll('\n', '\r\n'));
  });

  it('rename, keeping unknown words', () => {
    expect(after((n) => renameCell(n, index(n, 'select 1'), 'by exporter'))).toBe(
      text.replace('name=a', 'name="by exporter"'),
    );
    expect(after((n) => renameCell(n, index(n, 'select 2'), 'b'))).toBe(text.replace('~~~sql', '~~~sql name=b'));
    expect(after((n) => renameCell(n, index(n, 'select 1'), null))).toBe(text.replace(' name=a', ''));
    expect(() => after((n) => renameCell(n, index(n, 'select 2'), 'A'))).toThrow(
      expect.objectContaining({ code: 'notebook/name-taken' }),
    );
  });

  it('insert, delete and move', () => {
    expect(after((n) => insertCell(n, n.blocks.length, { kind: 'sql', name: 'c', source: 'select 3' }))).toBe(
      `${text}\n\`\`\`sql name=c\nselect 3\n\`\`\`\n`,
    );
    expect(after((n) => deleteBlock(n, index(n, 'select 2')))).toBe(text.slice(0, text.indexOf('~~~')));
    const moved = after((n) => moveBlock(n, index(n, 'select 2'), index(n, 'One')));
    expect(parseNotebook(moved).blocks.flatMap((b) => (isCell(b) ? b.source : []))).toEqual(['select 2', 'select 1']);
  });

  it('split a cell and merge it again', () => {
    const one = '```sql name=a\nselect 1;\nselect 2\n```\n';
    const parted = after((n) => splitCell(n, 0, 10), one);
    expect(parted).toBe('```sql name=a\nselect 1;\n```\n\n```sql\nselect 2\n```\n');
    expect(after((n) => mergeWithNext(n, 0), parted)).toBe('```sql name=a\nselect 1;\n\nselect 2\n```\n');
  });

  it('close a fence before something is put after it', () => {
    expect(after((n) => insertCell(n, 1, { kind: 'markdown', source: 'x' }), '```sql\nselect 1')).toBe(
      '```sql\nselect 1\n```\n\nx\n',
    );
  });

  it('refuse what would swallow another cell', () => {
    expect(() => after((n) => replaceSource(n, index(n, 'One'), '<!-- not closed'))).toThrow(
      expect.objectContaining({ code: 'notebook/edit-refused' }),
    );
  });

  it('set an input where it stands', () => {
    expect(after((n) => [setInputValue(n.text, n.front, 'since', '2023-01-01')])).toBe(
      text.replace('2022-02-24', '2023-01-01'),
    );
    expect(() => after((n) => [setInputValue(n.text, n.front, 'since', '2023-02-30')])).toThrow(/calendar/);
    const words = '---\ninputs: { a: { type: text, value: x }, b: { type: multi, value: [p, q] } }\n---\n';
    for (const value of ['', '- a', '"quoted"', 'a: b', '}, c: {', '42', 'true', '#', 'Ж\n中'])
      expect(
        parseNotebook(after((n) => [setInputValue(n.text, n.front, 'a', value)], words)).front.inputs.get('a'),
      ).toMatchObject({ value });
    for (const value of [[], ['a, b', ']'], ['1', 'null']])
      expect(
        parseNotebook(after((n) => [setInputValue(n.text, n.front, 'b', value)], words)).front.inputs.get('b'),
      ).toMatchObject({ value });
  });

  it('leave every other cell byte for byte, whatever is written', () => {
    const source = fc
      .array(fc.constantFrom('select 1', '```', '~~~~', ' ```sql', '', '\t', '-- x', '$a', '<!--'))
      .map((l) => l.join('\n'));
    fc.assert(
      fc.property(
        source,
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('select 1', 'select 2'),
        (s, newline, which) => {
          const notebook = parseNotebook(text.replaceAll('\n', newline));
          const at = index(notebook, which);
          const edited = applyEdits(notebook, replaceSource(notebook, at, s));
          const cells = edited.blocks.filter(isCell);
          expect(cells).toHaveLength(2);
          expect(cells[which === 'select 1' ? 0 : 1]!.source).toBe(s);
          const block = notebook.blocks[at]!;
          expect(edited.text.startsWith(notebook.text.slice(0, block.from))).toBe(true);
          expect(edited.text.endsWith(notebook.text.slice(block.to))).toBe(true);
        },
      ),
    );
  });
});

describe('the opening line', () => {
  it('gives back any value that was set', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((v) => !/[{}\r\n`\0]/.test(v)),
        (value) => {
          expect(parseInfo(setAttribute('sql name=old x=1', 'name', value)).attributes.get('name')).toBe(value);
        },
      ),
    );
  });
});
