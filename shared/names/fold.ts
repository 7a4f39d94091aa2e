/**
 * Latin spellings of one word made alike. A Russian word reaches a customs file in a handful of transliteration systems
 * (`Tsentrdistributsiia`, `CENTRDISTRIBUCIYA`), an Arabic or Ukrainian one in more. The folded form is for comparing,
 * never for showing.
 */
import anyAscii from 'any-ascii';
import { pinyinSyllables } from './pinyin.ts';

const asciiOf = new Map<string, string>();

/** A word in lower-case ASCII letters and digits, whatever its script. `Дальмодель` → `dalmodel`. */
export function toAscii(word: string): string {
  const known = asciiOf.get(word);
  if (known !== undefined) return known;
  const ascii = anyAscii(word.replaceAll('ё', 'е').replaceAll('Ё', 'Е'))
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  if (asciiOf.size > 200_000) asciiOf.clear();
  asciiOf.set(word, ascii);
  return ascii;
}

const RULES: readonly (readonly [RegExp, string])[] = [
  [/shch|sch(?=[aeiouy])|shh/g, 'sh'],
  [/kh/g, 'h'],
  [/ph/g, 'f'],
  [/th(?=[rmn])/g, 't'],
  [/ck/g, 'k'],
  [/tch/g, 'ch'],
  [/tz|tc|ts/g, 'c'],
  [/x/g, 'ks'],
  [/w/g, 'v'],
  [/^y(?=e)|^j(?=e)/g, ''],
  [/oo|ou/g, 'u'],
  [/ee/g, 'i'],
  [/[yj]/g, 'i'],
  [/i(?=[aou])/g, 'i'],
  [/q(?!u)/g, 'k'],
  [/(.)\1+/g, '$1'],
];

const foldOf = new Map<string, string>();

/**
 * The folded form of a lower-case ASCII word. Pinyin is left as it is: there, `j` and `y`, `x` and `ks`, `q` and `k`
 * tell words apart.
 */
export function fold(ascii: string): string {
  const known = foldOf.get(ascii);
  if (known !== undefined) return known;
  let text = ascii;
  if (text.length > 2 && !/^\d/.test(text) && pinyinSyllables(text) === null) {
    for (const [from, to] of RULES) text = text.replace(from, to);
  }
  if (foldOf.size > 200_000) foldOf.clear();
  foldOf.set(ascii, text);
  return text;
}

/** Consonants of a folded word, for scripts that write no vowels (Arabic, Hebrew): `frnandw` meets `fernando`. */
export const skeleton = (folded: string): string => {
  const bare = folded
    .replace(/[aeiouwyh']/g, '')
    .replace(/p/g, 'b')
    .replace(/v/g, 'f')
    .replace(/(.)\1+/g, '$1');
  return bare.length >= 2 ? bare : folded;
};
