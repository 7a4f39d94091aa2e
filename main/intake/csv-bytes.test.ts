import { describe, expect, test } from 'vitest';
import { CsvBytes } from './csv-bytes.ts';

const written = (cells: readonly (string | null)[], width?: number): string => {
  const row = new CsvBytes(',');
  row.cells(cells, width);
  return row.bytes.subarray(0, row.used).toString('utf8');
};

describe('a row of canonical CSV', () => {
  test('null is nothing, an empty text is two quotes, a missing cell is null', () => {
    expect(written([null, '', 'a'], 4)).toBe(',"",a,');
  });

  test.each([
    ['a,b', '"a,b"'],
    ['say "yes"', '"say ""yes"""'],
    ['two\nlines', '"two\nlines"'],
    [' padded', '" padded"'],
    ['padded\u00a0', '"padded\u00a0"'],
    ['\u3000', '"\u3000"'],
    ['a b', 'a b'],
  ])('%j is written as %j', (text, csv) => {
    expect(written(['x', text])).toBe(`x,${csv}`);
  });

  test.each(['ASCII', 'ü', 'Поставщик', '合計', '👍🏽 of two units', 'ﬀ', '\u07ff\u0800\uffff', 'x'.repeat(200_000)])(
    '%.20s is UTF-8',
    (text) => {
      expect(written([text])).toBe(text);
    },
  );

  test('half of a surrogate pair becomes the replacement character', () => {
    expect(written(['a\ud83db'])).toBe('a\ufffdb');
  });
});
