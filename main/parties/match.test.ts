import { describe, expect, it } from 'vitest';
import { matchPairs } from './match.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('matchPairs', () => {
  it('gives one result per row, in order, with and without a header', () => {
    const rows = 'Kestrel Ltd,KESTREL LIMITED\nKestrel Ltd,Rook Ltd\n';
    const expected = [
      { name1: 'Kestrel Ltd', name2: 'KESTREL LIMITED', score: 1, verdict: 'match' },
      { name1: 'Kestrel Ltd', name2: 'Rook Ltd', verdict: 'none' },
    ];
    expect(matchPairs(bytes(`name1,name2\n${rows}`), 'The file')).toMatchObject(expected);
    expect(matchPairs(bytes(rows), 'The file')).toMatchObject(expected);
  });

  it('finds the two columns among others, in any order', () => {
    const [row] = matchPairs(bytes('id;name2;name1\n7;B Ltd;A Ltd\n'), 'The file');
    expect(row).toMatchObject({ name1: 'A Ltd', name2: 'B Ltd' });
  });

  it('keeps a row whose second name is missing', () => {
    expect(matchPairs(bytes('name1,name2\nKestrel\n'), 'The file')).toEqual([
      { name1: 'Kestrel', name2: '', score: 0, verdict: 'none' },
    ]);
  });

  it('takes an empty file as no pairs', () => {
    expect(matchPairs(bytes(''), 'The file')).toEqual([]);
  });

  it('says so when there is one column only', () => {
    expect(() => matchPairs(bytes('Kestrel\nRook\n'), 'The file')).toThrow(/two names/);
  });
});
