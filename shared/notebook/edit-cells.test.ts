import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseNotebook, type Notebook } from './document.ts';
import {
  addCell,
  bodyOf,
  changeKind,
  deleteBlocks,
  duplicateBlocks,
  mergeBlocks,
  pasteCells,
  shownBlocks,
  splitAt,
  stepBlocks,
  textOfBlocks,
  writeBody,
} from './edit-cells.ts';
import { difference, EditHistory } from './history.ts';
import { firstKeys, keysAfter } from './keys.ts';
import { splice } from './edit.ts';

const TEXT = `---
waybill: 1
---
# One

\`\`\`sql name=a report=no
select 1
\`\`\`

\`\`\`sql name=b
from a
\`\`\`

Two {{ b.x }}
`;
const notebook = parseNotebook(TEXT);
const at = (n: Notebook, i: number): number => shownBlocks(n)[i]!;
const bodies = (n: Notebook): string[] => shownBlocks(n).map((i) => bodyOf(n.blocks[i]!));
const names = (n: Notebook): (string | null)[] => n.blocks.flatMap((b) => ('name' in b ? [b.name] : []));

describe('cells', () => {
  test('a copy has names of its own, its cells mean each other, and keeps words that are not known', () => {
    const twice = duplicateBlocks(notebook, [at(notebook, 1), at(notebook, 2)]);
    expect(names(twice)).toEqual(['a', 'b', 'a_2', 'b_2']);
    expect(bodies(twice)).toEqual(['# One', 'select 1', 'from a', 'select 1', 'from a_2', 'Two {{ b.x }}']);
    expect(twice.text).toContain('```sql name=a_2 report=no');
    expect(duplicateBlocks(twice, [at(twice, 1)]).text).toContain('name=a_3');
  });

  test('cut and pasted, the cells are what they were', () => {
    const cut = [at(notebook, 1), at(notebook, 2)];
    const text = textOfBlocks(notebook, cut);
    const rest = deleteBlocks(notebook, cut);
    expect(bodies(rest)).toEqual(['# One', 'Two {{ b.x }}']);
    const back = pasteCells(rest, rest.blocks.length, text);
    expect(back.count).toBe(2);
    expect(names(back.notebook)).toEqual(['a', 'b']);
  });

  test('several cells move together over their neighbour and no further than the edge', () => {
    const moved = stepBlocks(notebook, [at(notebook, 1), at(notebook, 2)], 1);
    expect(bodies(moved)).toEqual(['# One', 'Two {{ b.x }}', 'select 1', 'from a']);
    const up = stepBlocks(moved, [at(moved, 0)], -1);
    expect(up.text).toBe(moved.text);
  });

  test('text cells without text stay cells, in the file as a line that no forge shows', () => {
    const emptied = writeBody(notebook, at(notebook, 0), '');
    expect(bodies(emptied)).toEqual(['', 'select 1', 'from a', 'Two {{ b.x }}']);
    expect(bodies(writeBody(emptied, at(emptied, 0), 'New'))).toEqual(['New', 'select 1', 'from a', 'Two {{ b.x }}']);
    const added = addCell(notebook, at(notebook, 1), { kind: 'markdown', source: '' });
    expect(bodies(added)).toEqual(['# One', '', 'select 1', 'from a', 'Two {{ b.x }}']);
  });

  test('split and merged, and of another kind', () => {
    const parted = splitAt(notebook, at(notebook, 3), 4);
    expect(bodies(parted)).toEqual(['# One', 'select 1', 'from a', 'Two', '{{ b.x }}']);
    expect(bodies(mergeBlocks(parted, [at(parted, 3)]))).toEqual(['# One', 'select 1', 'from a', 'Two\n\n{{ b.x }}']);
    expect(bodies(mergeBlocks(notebook, [at(notebook, 1), at(notebook, 2)]))[1]).toBe('select 1;\n\nfrom a');
    const text = changeKind(notebook, at(notebook, 2), 'markdown');
    expect(text.blocks[at(text, 2)]?.kind).toBe('markdown');
    expect(bodies(text)).toEqual(['# One', 'select 1', 'from a', 'Two {{ b.x }}']);
    expect(changeKind(text, at(text, 3), 'sql').blocks.filter((b) => b.kind === 'sql')).toHaveLength(2);
  });
});

describe('keys', () => {
  const keysOf = (n: Notebook, keys = firstKeys(n)): string[] => keys.filter((key) => key !== null);

  test('stay with their cells through typing, moving, deleting and renaming', () => {
    const keys = firstKeys(notebook);
    const [one, a, b, two] = keysOf(notebook, keys);
    const after = (n: Notebook): string[] => keysOf(n, keysAfter(notebook, keys, n));
    expect(after(writeBody(notebook, at(notebook, 1), 'select 12'))).toEqual([one, a, b, two]);
    expect(after(stepBlocks(notebook, [at(notebook, 1)], 1))).toEqual([one, b, a, two]);
    expect(after(deleteBlocks(notebook, [at(notebook, 1)]))).toEqual([one, b, two]);
    expect(after(parseNotebook(TEXT.replace('name=a', 'name=z').replace('from a', 'from z')))).toEqual([
      one,
      a,
      b,
      two,
    ]);
    const added = after(addCell(notebook, at(notebook, 2), { kind: 'sql', source: 'select 3' }));
    expect(added).toEqual([one, a, added[2], b, two]);
    expect(new Set(added).size).toBe(5);
  });
});

describe('history', () => {
  test('typing in one place is one step, and rests part it', () => {
    const history = new EditHistory();
    history.push('a', 'ab', 'Typing', 'x', 0);
    history.push('ab', 'abc', 'Typing', 'x', 100);
    history.push('abc', 'abcd', 'Typing', 'x', 5000);
    history.push('abcd', 'Zabcd', 'Insert', null, 5001);
    expect(history.labels).toEqual({ undo: 'Insert', redo: null });
    let text = history.undo('Zabcd')!;
    expect(text).toBe('abcd');
    text = history.undo(text)!;
    expect(text).toBe('abc');
    text = history.undo(text)!;
    expect(text).toBe('a');
    expect(history.undo(text)).toBeNull();
    expect(history.redo(history.redo('a')!)).toBe('abcd');
  });

  test('any walk back and forth ends where it began', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.boolean()), { minLength: 1, maxLength: 20 }), (texts) => {
        const history = new EditHistory();
        let now = '';
        let time = 0;
        for (const [text, typing] of texts) {
          history.push(now, text, 'x', typing ? 'g' : null, (time += 500));
          now = text;
        }
        const last = now;
        for (let back = history.undo(now); back !== null; back = history.undo(now)) now = back;
        expect(now).toBe('');
        for (let forth = history.redo(now); forth !== null; forth = history.redo(now)) now = forth;
        expect(now).toBe(last);
      }),
    );
  });

  test('the difference makes the one of the other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const edit = difference(a, b);
        expect(edit === null ? a : splice(a, [edit])).toBe(b);
      }),
    );
  });
});
