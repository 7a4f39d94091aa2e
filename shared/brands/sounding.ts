/**
 * How a Latin brand name is likely to be written in Cyrillic by a declarant who heard or read it. Two ways: short names of
 * consonants are spelled letter by letter (JJRC: ДЖЕЙ ДЖЕЙ АР СИ), longer ones are transliterated (Potensic: ПОТЕНСИК). They
 * are guesses: they count only in a text about the goods.
 */

const LETTER_NAMES: Readonly<Record<string, readonly string[]>> = {
  A: ['ЭЙ', 'А'], B: ['БИ'], C: ['СИ', 'ЦЕ'], D: ['ДИ', 'ДЕ'], E: ['И', 'Е'], F: ['ЭФ'], G: ['ДЖИ'], H: ['ЭЙЧ', 'ХА'], I: ['АЙ'],
  J: ['ДЖЕЙ', 'ДЖИ'], K: ['КЕЙ', 'КА'], L: ['ЭЛ'], M: ['ЭМ'], N: ['ЭН'], O: ['О'], P: ['ПИ'], Q: ['КЬЮ'], R: ['АР', 'ЭР'], S: ['ЭС'],
  T: ['ТИ'], U: ['Ю'], V: ['ВИ'], W: ['ДАБЛЮ'], X: ['ИКС', 'ЭКС'], Y: ['УАЙ'], Z: ['ЗИ', 'ЗЕТ'],
}; // prettier-ignore

const PAIRS: readonly (readonly [string, string])[] = [
  ['SCH', 'Ш'], ['SH', 'Ш'], ['CH', 'Ч'], ['PH', 'Ф'], ['TH', 'Т'], ['CK', 'К'], ['QU', 'КВ'], ['EE', 'И'], ['EA', 'И'],
  ['OO', 'У'], ['OU', 'ОУ'], ['YA', 'Я'], ['YU', 'Ю'], ['AI', 'ЕЙ'], ['IGHT', 'АЙТ'],
]; // prettier-ignore
const SINGLE: Readonly<Record<string, string>> = {
  A: 'А', B: 'Б', C: 'К', D: 'Д', E: 'Е', F: 'Ф', G: 'Г', H: 'Х', I: 'И', J: 'ДЖ', K: 'К', L: 'Л', M: 'М', N: 'Н', O: 'О', P: 'П',
  Q: 'К', R: 'Р', S: 'С', T: 'Т', U: 'У', V: 'В', W: 'В', X: 'КС', Y: 'И', Z: 'З',
}; // prettier-ignore

/** Guessed Cyrillic spellings, upper case; none for a name that is not plain Latin. */
export function soundings(name: string): readonly string[] {
  const plain = name.toUpperCase().replace(/[\s.-]/g, '');
  if (!/^[A-Z]{3,}$/.test(plain)) return [];
  const out = new Set<string>();
  if (plain.length <= 4 && name === name.toUpperCase()) {
    let spelled = [''];
    for (const letter of plain) spelled = spelled.flatMap((s) => LETTER_NAMES[letter]!.map((n) => s + n));
    for (const s of spelled) out.add(s);
  }
  if (plain.length >= 5) {
    let text = plain;
    for (const [latin, cyrillic] of PAIRS) text = text.replaceAll(latin, cyrillic);
    const base = [...text].map((ch) => SINGLE[ch] ?? ch).join('');
    out.add(base);
    out.add([...plain].map((ch) => SINGLE[ch]!).join(''));
    if (plain.endsWith('E')) out.add(base.slice(0, -1));
    if (plain.includes('W')) out.add([...text].map((ch) => (ch === 'W' ? 'У' : (SINGLE[ch] ?? ch))).join(''));
    if (plain.includes('C')) out.add([...text].map((ch) => (ch === 'C' ? 'С' : (SINGLE[ch] ?? ch))).join(''));
  }
  return [...out];
}
