import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineDiff, shortDiff } from './line-diff.ts';

const shown = (a: string, b: string): string =>
  lineDiff(a, b)
    .map(({ kind, text }) => `${{ same: ' ', removed: '-', added: '+' }[kind]}${text}`)
    .join('|');

describe('lineDiff', () => {
  it('shows what was taken away before what came instead', () => {
    expect(shown('a\nb\nc', 'a\nB\nc')).toBe(' a|-b|+B| c');
    expect(shown('a\nb', 'a\nx\nb\ny')).toBe(' a|+x| b|+y');
    expect(shown('a\r\nb', 'a\nb')).toBe(' a| b');
  });

  it('gives back both texts', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const lines = lineDiff(a.join('\n'), b.join('\n'));
        expect(lines.filter((l) => l.kind !== 'added').map((l) => l.text)).toEqual(a);
        expect(lines.filter((l) => l.kind !== 'removed').map((l) => l.text)).toEqual(b);
      }),
    );
  });

  it('leaves long same stretches out', () => {
    const lines = lineDiff('1\n2\n3\n4\n5\n6\n7\n8', '1\n2\n3\n4\n5\n6\n7\nx');
    expect(shortDiff(lines, 1).map((line) => line?.text ?? '…')).toEqual(['…', '7', '8', 'x']);
  });
});
