import { describe, expect, test } from 'vitest';
import { guessHeader } from './guess-header.ts';

/** Rows written with `|`; header row, rows of it, row of names, rows above. */
function guess(...lines: string[]): [number, number, number, number] {
  const rows = lines.map((line) => line.split('|'));
  const width = Math.max(...rows.map((row) => row.length));
  const { headerRow, headerRows, nameRow, skippedRows } = guessHeader(rows, width);
  return [headerRow, headerRows, nameRow, skippedRows];
}

describe('where the header is', () => {
  test('names over numbers and dates', () => {
    expect(guess('Дата|Вес|Товар', '01.02.2022|1,5|насос', '02.02.2022|2|клапан')).toEqual([1, 1, 1, 0]);
  });
  test('names over text alone, where the words name columns', () => {
    expect(guess('Shipper Name|Country', 'NORDIC TRADE|NORWAY', 'ALPINE GMBH|AUSTRIA')).toEqual([1, 1, 1, 0]);
  });
  test('below titles and empty rows', () => {
    expect(
      guess('Customs report||', '||', 'Period: 2022||', 'no|date|usd', '1|2022-01-02|5.5', '2|2022-01-03|6'),
    ).toEqual([4, 1, 4, 3]);
  });
  test('rows of values have none', () => {
    expect(guess('123|north|5.5', '124|south|6.5')).toEqual([0, 0, 0, 0]);
    expect(guess('Ann|Oslo', 'Bob|Rome', 'Cid|Riga')).toEqual([0, 0, 0, 0]);
  });
  test('titles above records without a header, bare or padded to their width', () => {
    const records = ['17|2023-03-01|Ann Ltd|5.5|CN', '18|2023-03-02|Bob Ltd|6.5|HK', '19|2023-03-03|Cid Ltd|7|CN'];
    expect(guess('Export 2023||||', '||||', 'drones||||', ...records)).toEqual([0, 0, 0, 3]);
    expect(guess('Export 2023', ...records)).toEqual([0, 0, 0, 1]);
  });
  test('years name columns', () => {
    expect(guess('Country|2019|2020|2021', 'Norway|5.5|6|7', 'Austria|1|2.5|3')).toEqual([1, 1, 1, 0]);
  });
  test('groups above the names', () => {
    expect(guess('Import||Export|', 'kg|usd|kg|usd', '1.5|2|3|4', '5|6.5|7|8')).toEqual([2, 2, 2, 0]);
  });
  test('names that go on in the row below', () => {
    expect(guess('Reporter|Value|||Growth', '|2019|2020|All|', 'Norway|5|6|11|1.5', 'Austria|7|8|15|0.5')).toEqual([
      2, 2, 1, 0,
    ]);
  });
  test('the same header twice', () => {
    expect(guess('no|usd', 'no|usd', '1|2', '3|4')).toEqual([2, 2, 1, 0]);
  });
  test('a header without records, and one line that is none', () => {
    expect(guess('Date|Shipper|Quantity|Unit')).toEqual([1, 1, 1, 0]);
    expect(guess('Ann|Oslo')).toEqual([0, 0, 0, 0]);
  });
  test('empty and repeated names', () => {
    expect(guess('a||a', '1|x|2', '3|y|4')).toEqual([1, 1, 1, 0]);
    expect(guess('||', '1|x|2', '3|y|4')).toEqual([1, 1, 1, 0]);
  });
});
