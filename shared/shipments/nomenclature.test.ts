import { describe, expect, it } from 'vitest';
import { codeDigits, readNomenclature } from './nomenclature.ts';
import { CHAPTER_LABELS, OWN_LABELS } from './hs-labels.ts';

const plain = ['0101', '0102', '0103', '0104', '0105', '0106'];
const texts = ['Horses', 'Cattle', 'Swine', 'Sheep and goats', 'Poultry', 'Other animals'];

describe('a nomenclature', () => {
  it('is read from the column of codes and the column of texts, whatever else there is', () => {
    const read = readNomenclature({
      headers: ['section', 'hscode', 'description', 'parent', 'level'],
      rows: plain.map((code, i) => ['I', code, texts[i]!, '01', '4']),
    });
    expect(read).toMatchObject({ codeColumn: 'hscode', textColumn: 'description', skipped: 0 });
    expect(read.codes[1]).toEqual({ code: '0102', text: 'Cattle' });
  });

  it('needs no header, takes blanks and dots out of codes, and gives back a lost zero', () => {
    const read = readNomenclature({
      headers: [],
      rows: [...plain.map((code, i) => [texts[i]!, `${code.slice(1)}.21`]), ['A note', ''], ['', '0107']],
    });
    expect(read.codes.map((c) => c.code)).toEqual(plain.map((c) => `${c}21`));
    expect(read.skipped).toBe(2);
    expect([codeDigits('8806 22 000 0'), codeDigits("'0101"), codeDigits('2022-01'), codeDigits('x')]).toEqual([
      '8806220000', '0101', '202201', null,
    ]); // prettier-ignore
  });

  it('puts codes together from chapter, heading and rest', () => {
    const rows = plain.map((code, i) => ['01', code.slice(2), '210000', texts[i]!]);
    const read = readNomenclature({ headers: ['GRUPPA', 'TOV_POZ', 'SUB_POZ', 'KR_NAIM'], rows });
    expect(read.codeColumn).toBe('GRUPPA + TOV_POZ + SUB_POZ');
    expect(read.codes[0]).toEqual({ code: '0101210000', text: 'Horses' });
  });

  it('lets indented texts stand alone', () => {
    const rows = [
      ['0101', 'Live horses:'],
      [null, '- Horses:'],
      ['010121', '- - Pure-bred'],
      ['010129', '– – Other'],
      ['010130', '- Asses'],
      ['0102', 'Cattle'],
      ['010221', '- Pure-bred'],
    ];
    const { codes } = readNomenclature({ headers: ['Code', 'Text'], rows });
    expect(Object.fromEntries(codes.map((c) => [c.code, c.text]))).toEqual({
      '0101': 'Live horses', '010121': 'Live horses: Horses: Pure-bred', '010129': 'Live horses: Horses: Other',
      '010130': 'Live horses: Asses', '0102': 'Cattle', '010221': 'Cattle: Pure-bred',
    }); // prettier-ignore
  });

  it('drops the mark of the line from codes of a tariff', () => {
    const rows = plain.map((code, i) => [`${code}0000 00 80`, texts[i]!]);
    expect(readNomenclature({ headers: ['Goods code', 'Description'], rows }).codes[0]?.code).toBe('0101000000');
  });

  it('is refused where there are no codes, and takes the columns that it is told', () => {
    const rows = texts.map((t, i) => [t, `Text ${i}`, plain[i]!, 'x']);
    expect(() => readNomenclature({ headers: ['a', 'b'], rows: rows.map((r) => r.slice(0, 2)) })).toThrow(
      /no nomenclature/,
    );
    const given = { headers: ['a', 'b', 'c', 'd'], rows, codeColumn: 'C', textColumn: 'b' };
    expect(readNomenclature(given).codes[0]?.text).toBe('Text 0');
    expect(() => readNomenclature({ ...given, textColumn: 'z' })).toThrow(/no column "z"/);
  });
});

it('has a label of its own for each chapter that exists', () => {
  const chapters = Array.from({ length: 99 }, (_, i) => String(i + 1).padStart(2, '0')).filter((c) => c !== '77');
  expect(Object.keys(CHAPTER_LABELS).sort()).toEqual(chapters);
  expect(OWN_LABELS.every(([code, text]) => /^\d{2}(\d\d)?$/.test(code) && text.length <= 60)).toBe(true);
});
