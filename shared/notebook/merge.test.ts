import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, mergeNotebooks } from './merge.ts';

const cell = (name: string, source: string): string => `\`\`\`sql name=${name}\n${source}\n\`\`\`\n\n`;
const base = `# Title\n\n${cell('a', 'select 1')}${cell('b', 'select 2')}Text.\n\n${cell('c', 'select 3')}`;

describe('mergeNotebooks', () => {
  it('takes both sides where they changed different cells', () => {
    const mine = base.replace('select 1', 'select 10');
    const theirs = `${base.replace('Text.', 'Other text.')}${cell('d', 'select 4')}`;
    expect(mergeNotebooks(base, mine, theirs)).toEqual({
      kind: 'merged',
      text: `${mine.replace('Text.', 'Other text.')}${cell('d', 'select 4')}`,
    });
  });

  it('asks where both changed the same cell', () => {
    const merge = mergeNotebooks(base, base.replace('select 2', 'select 20'), base.replace('select 2', 'select 21'));
    expect(merge).toMatchObject({
      kind: 'conflict',
      parts: expect.arrayContaining([
        { base: expect.stringContaining('select 2\n'), mine: expect.stringContaining('select 20'), theirs: expect.stringContaining('select 21') },
      ]),
    }); // prettier-ignore
  });

  it('is one side where only one changed, and loses nothing anywhere', () => {
    const piece = fc.constantFrom(
      '# A\n',
      'text\n',
      cell('a', 'select 1'),
      cell('b', 'from a'),
      '\n',
      '---\n',
      '```sql\n',
      '<!--\n',
    );
    const text = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, text, (b, m, t) => {
        expect(mergeNotebooks(b, m, b)).toEqual({ kind: 'merged', text: m });
        expect(mergeNotebooks(b, b, t)).toEqual({ kind: 'merged', text: t });
        expect(mergeNotebooks(b, m, m)).toEqual({ kind: 'merged', text: m });
        const merge = mergeNotebooks(b, m, t);
        const side = (which: 'mine' | 'theirs'): string =>
          merge.kind === 'merged' ? merge.text : merge.parts.map((p) => (typeof p === 'string' ? p : p[which])).join('');
        const added = (x: string): string[] => blocksOf(x).filter((block) => !blocksOf(b).includes(block));
        for (const block of added(m)) expect(side('mine')).toContain(block);
        for (const block of added(t)) expect(side('theirs')).toContain(block);
      }),
    ); // prettier-ignore
  });
});
