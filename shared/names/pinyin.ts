/**
 * Chinese words in Latin and in Cyrillic. Russian declarations write Chinese names in the Palladius system
 * (`ЦЯНЬХАО` = Qianhao), which is regular: it is read back into pinyin here, syllable by syllable.
 * Source of the table: the Palladius system as used in Russia for geographic and company names.
 */

/** Pinyin finals with their Palladius spelling after an initial. */
const INITIALS: Readonly<Record<string, string>> = {
  b: 'б',
  p: 'п',
  m: 'м',
  f: 'ф',
  d: 'д',
  t: 'т',
  n: 'н',
  l: 'л',
  g: 'г',
  k: 'к',
  h: 'х',
  zh: 'чж',
  ch: 'ч',
  sh: 'ш',
  r: 'ж',
  z: 'цз',
  c: 'ц',
  s: 'с',
  j: 'цз',
  q: 'ц',
  x: 'с',
};

/** initial set → pinyin final → Palladius final. Sets of initials are given as space-separated lists. */
const FINALS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['b p m f d t n l g k h zh ch sh r z c s', { an: 'ань', ang: 'ан', en: 'энь', eng: 'эн', u: 'у' }],
  ['b p m f d t n l g k h zh ch sh z c s', { a: 'а' }],
  ['b p m d t n l g k h zh ch sh z c s', { ai: 'ай', ao: 'ао' }],
  ['r', { ao: 'ао' }],
  ['b p m f d n l g h zh sh z', { ei: 'эй' }],
  ['m d t n l g k h zh ch sh r z c s', { e: 'э' }],
  ['p m f d t n l g k h zh ch sh r z c s', { ou: 'оу' }],
  ['b p m f', { o: 'о' }],
  ['d t n l g k h zh ch r z c s', { ong: 'ун' }],
  ['d t n l g k h zh ch sh r z c s', { uo: 'о', uan: 'уань' }],
  ['d t l g k h zh ch sh r z c s', { un: 'унь' }],
  ['d t zh ch sh r z c s', { ui: 'уй' }],
  ['g k h', { ui: 'уэй' }],
  ['g k h zh ch sh', { ua: 'уа', uai: 'уай', uang: 'уан' }],
  ['zh ch sh r', { i: 'и' }],
  ['z c s', { i: 'ы' }],
  ['b p m d t n l j q x', { i: 'и', ie: 'е', iao: 'яо', ian: 'янь', ing: 'ин' }],
  ['b p m n l j q x', { in: 'инь' }],
  ['m d n l j q x', { iu: 'ю' }],
  ['l j q x', { ia: 'я' }],
  ['n l j q x', { iang: 'ян' }],
  ['j q x', { u: 'юй', ue: 'юэ', uan: 'юань', un: 'юнь', iong: 'юн' }],
  ['n l', { v: 'юй', ve: 'юэ' }],
];

const ZERO: Readonly<Record<string, string>> = {
  a: 'а',
  ai: 'ай',
  an: 'ань',
  ang: 'ан',
  ao: 'ао',
  e: 'э',
  en: 'энь',
  er: 'эр',
  ou: 'оу',
  ya: 'я',
  yan: 'янь',
  yang: 'ян',
  yao: 'яо',
  ye: 'е',
  yi: 'и',
  yin: 'инь',
  ying: 'ин',
  yong: 'юн',
  you: 'ю',
  yu: 'юй',
  yuan: 'юань',
  yue: 'юэ',
  yun: 'юнь',
  wa: 'ва',
  wai: 'вай',
  wan: 'вань',
  wang: 'ван',
  wei: 'вэй',
  wen: 'вэнь',
  weng: 'вэн',
  wo: 'во',
  wu: 'у',
};

const SYLLABLES = new Set<string>();
const FROM_PALLADIUS = new Map<string, string>();

for (const [initials, finals] of FINALS) {
  for (const initial of initials.split(' ')) {
    for (const [final, cyrillic] of Object.entries(finals)) {
      SYLLABLES.add(initial + final);
      const key = (INITIALS[initial] ?? '') + cyrillic;
      // `цзи` is ji and never zi (`цзы`), `си` xi and never si: j, q, x come last and win where spellings meet.
      FROM_PALLADIUS.set(key, initial + final.replace('v', 'u'));
    }
  }
}
for (const [pinyin, cyrillic] of Object.entries(ZERO)) {
  SYLLABLES.add(pinyin);
  FROM_PALLADIUS.set(cyrillic, pinyin);
}
// Irregular: hui is written both ways, `хой` avoids a rude word.
for (const [cyrillic, pinyin] of Object.entries({ хой: 'hui', хуй: 'hui', ху: 'hu' })) {
  FROM_PALLADIUS.set(cyrillic, pinyin);
}
SYLLABLES.add('lv').add('nv').add('lue').add('nue');

const VOWEL_START = /^[aeoаэо]/;

/** Splits `text` into the fewest table entries; null if it cannot be. A syllable that begins with a vowel comes last in choice. */
function segment(text: string, has: (part: string) => boolean, longest: number): string[] | null {
  if (text.length > 40) return null;
  const best: (string[] | undefined)[] = [[]];
  for (let end = 1; end <= text.length; end++) {
    for (let length = Math.min(longest, end); length > 0; length--) {
      const before = best[end - length];
      const part = text.slice(end - length, end);
      if (before === undefined || !has(part)) continue;
      // Without an apostrophe a syllable inside a word does not begin with a vowel, unless nothing else reads.
      const cost = (parts: readonly string[]): number =>
        parts.reduce((sum, p, i) => sum + 1 + (i > 0 && VOWEL_START.test(p) ? 0.6 : 0), 0);
      const candidate = [...before, part];
      const known = best[end];
      if (known === undefined || cost(candidate) < cost(known)) best[end] = candidate;
    }
  }
  return best[text.length] ?? null;
}

const syllablesOf = new Map<string, readonly string[] | null>();

/**
 * A lower-case Latin word as pinyin syllables, or null if it is not pinyin. A single syllable counts too.
 * `qianhao` → `['qian', 'hao']`; `technology` → null.
 */
export function pinyinSyllables(word: string): readonly string[] | null {
  const known = syllablesOf.get(word);
  if (known !== undefined) return known;
  const parts = /^[a-z]+$/.test(word) ? segment(word, (p) => SYLLABLES.has(p), 6) : null;
  if (syllablesOf.size > 200_000) syllablesOf.clear();
  syllablesOf.set(word, parts);
  return parts;
}

/** A lower-case Cyrillic word read as Palladius, in pinyin; null where it does not read. `цяньхао` → `qianhao`. */
export function pinyinFromPalladius(word: string): string | null {
  if (!/^[а-яё]+$/.test(word)) return null;
  const parts = segment(word.replaceAll('ъ', ''), (p) => FROM_PALLADIUS.has(p), 6);
  return parts === null ? null : parts.map((p) => FROM_PALLADIUS.get(p) ?? '').join('');
}

/** English names of letters as Russian hears them. */
const LETTER_NAMES = new Map(
  Object.entries({
    эй: 'a',
    би: 'b',
    си: 'c',
    ди: 'd',
    эф: 'f',
    джи: 'g',
    эйч: 'h',
    ай: 'i',
    джей: 'j',
    кей: 'k',
    эл: 'l',
    эль: 'l',
    эм: 'm',
    эн: 'n',
    оу: 'o',
    пи: 'p',
    кью: 'q',
    ар: 'r',
    эс: 's',
    ти: 't',
    ю: 'u',
    ви: 'v',
    дабл: 'w',
    экс: 'x',
    икс: 'x',
    уай: 'y',
    зет: 'z',
    зед: 'z',
  }),
);

/** A lower-case Cyrillic word that spells out Latin letters (`айбиэм` = `ibm`); null if it does not, or one letter only. */
export function spokenLetters(word: string): string | null {
  const parts = segment(word, (p) => LETTER_NAMES.has(p), 4);
  return parts === null || parts.length < 2 ? null : parts.map((p) => LETTER_NAMES.get(p) ?? '').join('');
}
