import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIFF_LIMIT, diffNames, type DiffPart } from './review-diff.ts';

const marked = (parts: readonly DiffPart[]): string => parts.map((p) => (p.same ? p.text : `[${p.text}]`)).join('');

describe('diffNames', () => {
  it.each([
    ['KESTREL OPTICS CO., LTD', 'Kestrel Optics Co., Ltd', 'KESTREL OPTICS CO., LTD', 'Kestrel Optics Co., Ltd'],
    ['KESTREL OPTICS LTD', 'KESTREL OPTCIS LTD', 'KESTREL OPT[I]CS LTD', 'KESTREL OPTC[I]S LTD'],
    ['NINGBO ROOK LTD', 'YIWU ROOK LTD', '[NINGBO] ROOK LTD', '[YIWU] ROOK LTD'],
    ['ROOK 2 LTD', 'ROOK LTD', 'ROOK [2 ]LTD', 'ROOK LTD'],
    ['', 'ROOK', '', 'ROOK'],
    ['ООО "РУБИН"', 'RUBIN LLC', 'ООО "РУБИН"', 'RUBIN LLC'],
  ])('%s / %s', (a, b, left, right) => {
    const found = diffNames(a, b);
    expect([marked(found.a), marked(found.b)]).toEqual([left, right]);
  });

  it('loses no character of either name, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const found = diffNames(a, b);
        expect(found.a.map((p) => p.text).join('')).toBe(a.slice(0, DIFF_LIMIT));
        expect(found.b.map((p) => p.text).join('')).toBe(b.slice(0, DIFF_LIMIT));
      }),
    );
    expect(diffNames('A'.repeat(10_000), 'B'.repeat(10_000)).a).toEqual([{ text: 'A'.repeat(DIFF_LIMIT), same: true }]);
  });
});
