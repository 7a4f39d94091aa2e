/**
 * The first step of every name: one Unicode form, no invisible characters, and letters of one alphabet per word.
 * Customs files are full of words typed on the wrong keyboard layout (`СО., LIМIТED` with Cyrillic С, О, М, Т).
 */

/** Longer texts are cut before anything else is done with them: a name field of 10,000 characters is not a name. */
export const MAX_NAME_LENGTH = 400;

/** Letters that look the same in Latin, by the Cyrillic or Greek letter (upper case; lower case is derived). */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  Е: 'E',
  Ѕ: 'S',
  І: 'I',
  Ї: 'I',
  Ј: 'J',
  К: 'K',
  М: 'M',
  Н: 'H',
  О: 'O',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Ү: 'Y',
  Х: 'X',
  З: '3',
  Ԛ: 'Q',
  Ԝ: 'W',
  Ԁ: 'D',
  Һ: 'H',
  Ӏ: 'I',
  Ԍ: 'G',
  Α: 'A',
  Β: 'B',
  Ε: 'E',
  Ζ: 'Z',
  Η: 'H',
  Ι: 'I',
  Κ: 'K',
  Μ: 'M',
  Ν: 'N',
  Ο: 'O',
  Ρ: 'P',
  Τ: 'T',
  Υ: 'Y',
  Χ: 'X',
};

const toLatin = new Map<string, string>();
const toCyrillic = new Map<string, string>();
for (const [letter, latin] of Object.entries(LOOK_ALIKES)) {
  toLatin.set(letter, latin);
  // Small letters: only those whose small forms are alike too.
  if ('АЕЅІЈКОРСУХМТВН'.includes(letter) || 'ΑΟΡΥΧΙΚΝ'.includes(letter)) {
    toLatin.set(letter.toLowerCase(), latin.toLowerCase());
  }
  if (/\p{Script=Cyrillic}/u.test(letter) && /[АВЕКМНОРСТУХІЈЅ]/.test(letter)) {
    toCyrillic.set(latin, letter);
    toCyrillic.set(latin.toLowerCase(), letter.toLowerCase());
  }
}

const CYRILLIC = /\p{Script=Cyrillic}/u;
const GREEK = /\p{Script=Greek}/u;
const LATIN = /\p{Script=Latin}/u;

const count = (text: string, kind: RegExp): number => {
  let n = 0;
  for (const c of text) if (kind.test(c)) n++;
  return n;
};

const translate = (word: string, table: ReadonlyMap<string, string>): string => {
  let out = '';
  for (const c of word) out += table.get(c) ?? c;
  return out;
};

const foreignLeft = (word: string): boolean => CYRILLIC.test(word) || GREEK.test(word);

/** A Cyrillic word of this many look-alike letters may well be meant as it stands (`СЕВЕР`, `МАРКЕТ`). */
const SHORT = 3;

/** One word in one alphabet. `latinAround`: the name is a Latin one by its longer words. */
function unmixWord(word: string, latinAround: boolean): string {
  if (!foreignLeft(word)) return word;
  const asLatin = translate(word, toLatin);
  if (!LATIN.test(word)) {
    // A word all of look-alikes inside a Latin name (`СО` for CO). Alone, a Cyrillic word stays Cyrillic.
    return (latinAround || word.length <= SHORT) && !foreignLeft(asLatin) ? asLatin : word;
  }
  if (!foreignLeft(asLatin)) return asLatin;
  const asCyrillic = translate(word, toCyrillic);
  if (!LATIN.test(asCyrillic)) return asCyrillic;
  return count(word, LATIN) >= count(word, CYRILLIC) ? asLatin : asCyrillic;
}

/** Words that mix alphabets, written in one alphabet. Words of one alphabet are left alone. */
export function foldLookAlikes(text: string): string {
  if (!foreignLeft(text) || !LATIN.test(text)) return text;
  // Letters that exist in one alphabet only tell which one the name is in; a legal form of three letters does not.
  const onlyCyrillic = [...text].filter((c) => CYRILLIC.test(c) && !toLatin.has(c)).length;
  const latin = [...text.matchAll(/\p{L}{4,}/gu)].reduce((sum, [word]) => sum + count(word, LATIN), 0);
  const latinAround = latin > onlyCyrillic;
  return text.replace(/[\p{L}\p{M}\p{N}]+/gu, (word) => unmixWord(word, latinAround));
}

/** All of ASCII that can be seen, but for the grave accent: it is taken for an apostrophe. */
const ASCII = /^[ -_a-~]*$/;

/**
 * A name in one Unicode form: NFKC, no control, format or bidirectional characters, plain quotes and dashes, single
 * spaces, look-alike letters folded, cut to `MAX_NAME_LENGTH`. Letters keep their case.
 */
export function cleanText(raw: string): string {
  let text = raw.slice(0, MAX_NAME_LENGTH * 2);
  // Most names: of what follows only the spaces can concern them.
  if (ASCII.test(text)) return text.replace(/\s+/g, ' ').trim().slice(0, MAX_NAME_LENGTH);
  // Cut twice: NFKC can make one character into eighteen.
  text = text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}\p{Co}\p{Cs}]/gu, (c) => (c === '\n' || c === '\t' || c === '\r' ? ' ' : ''))
    .replace(/[‘’ʼ`´ʹʻ′]/g, "'")
    .replace(/[“”„«»‹›″]/g, '"')
    .replace(/[‐‑‒–—―−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
  return foldLookAlikes(text.slice(0, MAX_NAME_LENGTH));
}
