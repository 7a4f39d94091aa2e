// Beside the Node side because it needs encoders; the module itself is shared/intake/guess-encoding.ts.
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { guessEncoding } from '../../shared/intake/guess-encoding.ts';

const decode = (bytes: Uint8Array, label: string): string =>
  iconv.decode(Buffer.from(bytes), label, { stripBOM: false });
const guess = (bytes: Uint8Array): string => guessEncoding(bytes, decode).encoding;

const RUSSIAN = 'Номер декларации;Отправитель;Описание товара\r\n1;ООО "Север";Вертолёты беспилотные с камерой\r\n';
const CAPITALS = 'ОПИСАНИЕ;СТРАНА ПРОИСХОЖДЕНИЯ\r\nНАСОСЫ ЦЕНТРОБЕЖНЫЕ ДЛЯ ВОДЫ;КИТАЙ\r\n';

describe('encodings', () => {
  test.each([
    ['windows-1251', RUSSIAN],
    ['windows-1251', CAPITALS],
    ['windows-1251', 'Відправник;Країна походження;Вага нетто\r\nТОВ «Їжак»;Україна;5\r\n'],
    ['koi8-r', RUSSIAN],
    ['koi8-r', CAPITALS],
    ['ibm866', RUSSIAN],
    ['ibm866', CAPITALS],
    ['iso-8859-5', RUSSIAN],
    ['gb18030', '申报单号,商品名称,原产国\r\n1,无人驾驶航空器,中国\r\n2,深圳市某某科技有限公司,日本\r\n'],
    ['big5', '申報單號,商品名稱,原產國\r\n1,無人機與零件,台灣\r\n2,新北市某某科技股份有限公司,日本\r\n'],
    ['shift_jis', '申告番号,品名,原産国\r\n1,無人航空機のカメラ,日本\r\n'],
    ['euc-jp', '申告番号,品名,原産国\r\n1,無人航空機のカメラとバッテリー,日本のもの\r\n'],
    ['euc-kr', '신고번호,품목명,원산지\r\n1,무인기와 부품,대한민국\r\n'],
    ['iso-8859-1', 'Numéro;Désignation;Pays d origine\r\n1;Hélicoptère télécommandé;Chine\r\n'],
    ['windows-1252', 'Numéro;Désignation;Pays d’origine\r\n1;Hélicoptère – modèle réduit;Chine\r\n'],
    ['windows-1250', 'Číslo;Země původu;Množství zboží\r\n1;Čína;Říční písek\r\n'],
    ['windows-1254', 'Gümrük idaresi;Eşya tanımı;Menşe ülke\r\n1;İnsansız hava aracı ağırlığı;Çin\r\n'],
    ['windows-1253', 'Αριθμός;Περιγραφή;Χώρα προέλευσης\r\n1;Αντλία νερού;Κίνα\r\n'],
  ])('%s: %s', (label, text) => {
    expect(guess(iconv.encode(text, label))).toBe(label);
  });

  test.each(['utf-16le', 'utf-16be'])('%s with and without a mark', (label) => {
    const bytes = iconv.encode(RUSSIAN, label);
    expect(guessEncoding(bytes, decode)).toMatchObject({ encoding: label, bom: false });
    const mark = label === 'utf-16le' ? [0xff, 0xfe] : [0xfe, 0xff];
    expect(guessEncoding(Buffer.concat([Buffer.from(mark), bytes]), decode)).toMatchObject({
      encoding: label,
      bom: true,
    });
  });

  test('UTF-8 with a mark, without, cut in the middle of a character, and with a few broken places', () => {
    expect(guessEncoding(Buffer.from(`\ufeff${RUSSIAN}`), decode)).toMatchObject({ encoding: 'utf-8', bom: true });
    expect(guessEncoding(Buffer.from(RUSSIAN), decode)).toMatchObject({ encoding: 'utf-8', bom: false, confidence: 1 });
    expect(guess(Buffer.from('№;Ж').subarray(0, -1))).toBe('utf-8');
    const broken = Buffer.concat([Buffer.from(RUSSIAN.repeat(5)), Buffer.from([0xcf, 0xd0]), Buffer.from(RUSSIAN)]);
    expect(guessEncoding(broken, decode)).toMatchObject({ encoding: 'utf-8', brokenSequences: 2 });
  });

  test('ASCII is UTF-8, and said to be ASCII', () => {
    expect(guessEncoding(Buffer.from('a;b\n1;2\n'), decode)).toMatchObject({ encoding: 'utf-8', ascii: true });
  });

  test('a few Cyrillic letters in an ASCII file are Cyrillic, not Greek', () => {
    expect(guess(iconv.encode('id;name\r\n1;NORD XXK\r\n2;ТДК TRADING\r\n', 'windows-1251'))).toBe('windows-1251');
  });
});
