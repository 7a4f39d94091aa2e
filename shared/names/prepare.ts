/**
 * A name made ready for comparing: words with weights, in forms that can meet across scripts. Made once per name;
 * comparing two prepared names is fast.
 */
import { pinyin } from 'pinyin-pro';
import { fold, skeleton, toAscii } from './fold.ts';
import { letterMask } from './edit-distance.ts';
import { hash32 } from './hash.ts';
import { CJK_FORMS, stripLegalForms, type FormClass } from './legal-forms.ts';
import { CHINESE_PLACES, placeAt, REGIONS } from './places.ts';
import { pinyinFromPalladius, pinyinSyllables, spokenLetters } from './pinyin.ts';
import { CHINESE_TRADE_WORDS, LIGHT_CONCEPTS, tradePhraseAt } from './trade-words.ts';
import { cleanText } from './text.ts';

export type NameKind = 'organisation' | 'person' | 'vessel';

/** What a word does in a name. `number` and `place` tell sister companies apart; `trade` words are shared by many. */
export type Role = 'core' | 'trade' | 'place' | 'number' | 'minor' | 'initial';

export interface NameWord {
  readonly role: Role;
  /** As it stands in the cleaned name. */
  readonly shown: string;
  /** What equal words share: the concept of a trade word, the place, else the first form. */
  readonly key: string;
  /** Role and key as a number: equal words have equal codes, and nearly always only they. */
  readonly code: number;
  /** Latin forms that a word of the other name may meet; at least one. */
  readonly forms: readonly string[];
  /** The letters of each form as bits: forms that share too few need not be compared. */
  readonly masks: readonly number[];
  /** The pinyin syllables of the word; null if it is not Chinese. */
  readonly syllables: readonly string[] | null;
  /** True for scripts that write no vowels: compared by consonants. */
  readonly bare: boolean;
  /** How much the word says about which party it is, 0–1. */
  readonly weight: number;
}

export interface PreparedName {
  readonly raw: string;
  readonly kind: NameKind | null;
  readonly words: readonly NameWord[];
  readonly forms: readonly FormClass[];
  /** All core words and trade words run together, folded: equal for names that differ in spaces only. */
  readonly compact: string;
  /** Legal form and words, for telling truly equal names: `limited|dongguan sixin trade`. Order of words kept. */
  readonly canonical: string;
  readonly weight: number;
  /** The Chinese characters of its core words, in order; empty if it has none. */
  readonly han: string;
  /** Every core word reads as pinyin. */
  readonly chinese: boolean;
  /** All words as they stand, without legal form, run together: for names cut at the width of a column. */
  readonly plain: string;
  /** May be a name that was cut: long and without a legal form. */
  readonly cut: boolean;
  /** A word stands in it twice. */
  readonly repeats: boolean;
}

const WEIGHTS: Readonly<Record<Role, number>> = {
  core: 1,
  trade: 0.4,
  place: 0.6,
  number: 0.6,
  minor: 0.1,
  initial: 0.4,
};

/** No more words than this are compared: an attack, or text that is no name. */
export const MAX_WORDS = 24;

const MINOR = new Set(
  `the of and for in on at to by de del la le les du des di da do dos das y e i und et der die das von van zu el al ul ur ud as ad an ar os un bin ben ibn bint abu abou abd na ve va
  mr mrs ms dr prof sir shaikh sheikh sheik mullah mawlawi maulvi haji hajji monsieur madame mme gospodin gn gna
  s c imeni filial branch office dba aka fka`.split(/\s+/),
);

const NUMBER_WORDS = new Map<string, string>();
const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
units.forEach((w, i) => NUMBER_WORDS.set(w, String(i)));
const ordinals = '- first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');
ordinals.forEach((w, i) => i > 0 && NUMBER_WORDS.set(w, String(i)));
const TENS = new Map<string, number>();
'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').forEach((w, i) => TENS.set(w, (i + 2) * 10));
TENS.set('fourty', 40);

const ROMAN = /^(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})$/;
const romanValue = (text: string): number => {
  const value: Record<string, number> = { i: 1, v: 5, x: 10 };
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    const here = value[text.charAt(i)] ?? 0;
    sum += here < (value[text.charAt(i + 1)] ?? 0) ? -here : here;
  }
  return sum;
};

const HAN = /\p{Script=Han}/u;
const BARE = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}\p{Script=Devanagari}]/u;
const CYRILLIC = /^\p{Script=Cyrillic}+$/u;
const SMALL = /\p{Ll}/u;
/** Most words: what is asked of other scripts need not be asked of them. */
const ASCII = /^[ -~]*$/;

/** A word of the cleaned text with its script-independent spellings. */
interface Word {
  readonly shown: string;
  readonly ascii: string;
  readonly folded: string;
  /** Set where the dictionary of Chinese words already knows it. */
  readonly known?: { readonly role: 'trade' | 'place'; readonly key: string };
}

/** A person by what stands before the name, or a surname with two initials (`Иванов И.И.`). */
const PERSONAL =
  /(?<![\p{L}])(?:ИП|ЧП|ФОП|IP|индивидуальн\p{L}+ предпринимател\p{L}+|individual entrepreneur)(?![\p{L}])|^\p{L}{3,}\s+\p{L}\.\s?\p{L}\.$/iu;

/** `L.L.C.` and `A.B.C` are one word, a person's initials are not; `O'Neil` is one word, `&` is `and`. */
function splitWords(text: string, person: boolean): string[] {
  let split = text;
  if (!person && split.includes('.')) {
    split = split.replace(
      /(?<![\p{L}\p{N}])(?:\p{L}\.){2,}\p{L}?(?![\p{L}\p{N}])/gu,
      (m) => ` ${m.replaceAll('.', '')} `,
    );
  }
  if (split.includes("'")) split = split.replace(/(?<=\p{L})'(?=\p{L})/gu, '');
  if (split.includes('/')) split = split.replace(/(?<=\p{Lu})\/(?=\p{Lu}\b)/gu, '');
  if (split.includes('&')) split = split.replaceAll('&', ' and ');
  if (split.includes('%')) split = split.replace(/(\d)%/g, '$1 per cent');
  if (SMALL.test(split)) split = split.replace(/(?<=\p{Ll})(?=\p{Lu}\p{Ll}{3})/gu, ' ');
  return split.split(/[^\p{L}\p{M}\p{N}]+/u).filter((w) => w !== '');
}

/** Takes a Chinese run apart: legal form, places, trade words; what is left is read as pinyin, in one word. */
function readHan(text: string, forms: FormClass[]): Word[] {
  let rest = text;
  for (const [form, kind] of CJK_FORMS) {
    if (rest.endsWith(form) || rest.startsWith(form)) {
      rest = rest.endsWith(form) ? rest.slice(0, -form.length) : rest.slice(form.length);
      forms.push(kind);
      break;
    }
  }
  const out: Word[] = [];
  let core = '';
  const flush = (): void => {
    if (core === '') return;
    const ascii = HAN.test(core)
      ? pinyin(core, { toneType: 'none', type: 'array', v: false })
          .join('')
          .toLowerCase()
          .replace(/[^a-z0-9]/g, '')
      : toAscii(core);
    if (ascii !== '') out.push({ shown: core, ascii, folded: fold(ascii) });
    core = '';
  };
  for (let i = 0; i < rest.length;) {
    const place = CHINESE_PLACES.find(([word]) => rest.startsWith(word, i));
    const trade = place ? undefined : CHINESE_TRADE_WORDS.find(([word]) => rest.startsWith(word, i));
    const hit = place ?? trade;
    if (hit) {
      flush();
      out.push({
        shown: hit[0],
        ascii: hit[1],
        folded: hit[1],
        known: { role: place ? 'place' : 'trade', key: hit[1] },
      });
      i += hit[0].length;
      // 市 (city) and 省 (province) belong to the place before them.
      if (place && (rest[i] === '市' || rest[i] === '省')) i++;
    } else {
      core += rest[i] ?? '';
      i++;
    }
  }
  flush();
  return out;
}

function numberKey(folded: string, ascii: string): string | null {
  if (/^\d+(?:st|nd|rd|th)?$/.test(ascii)) return String(Number.parseInt(ascii, 10));
  const named = NUMBER_WORDS.get(ascii);
  if (named !== undefined) return named;
  const tens = TENS.get(ascii);
  if (tens !== undefined) return String(tens);
  if (ascii.length > 1 && ROMAN.test(ascii)) return String(romanValue(ascii));
  // `AR16`, `9A`: letters and digits together.
  return /\d/.test(folded) && folded.length <= 6 ? folded : null;
}

type Spelling = Pick<NameWord, 'forms' | 'syllables' | 'bare'>;

const wordOf = new Map<string, NameWord>();

/**
 * A word of a name, made once for all names that have it: they share most of their words.
 * @param folded tells apart what is shown alike and spelt otherwise
 * @param key null: the first form
 */
function sharedWord(
  role: Role,
  shown: string,
  folded: string,
  key: string | null,
  weight: number,
  spell: () => Spelling,
): NameWord {
  const id = `${role} ${weight} ${key ?? ''}\u0000${shown}\u0000${folded}`;
  const known = wordOf.get(id);
  if (known !== undefined) return known;
  const { forms, syllables, bare } = spell();
  const own = key ?? forms[0] ?? '';
  const made: NameWord = {
    role,
    shown,
    key: own,
    code: hash32(`${role} ${own}`),
    forms,
    masks: forms.map(letterMask),
    syllables,
    bare,
    weight,
  };
  if (wordOf.size > 200_000) wordOf.clear();
  wordOf.set(id, made);
  return made;
}

function toWord(word: Word, last: boolean, total: number, kind: NameKind | null): NameWord {
  const { shown, ascii, folded, known } = word;
  const plain = (role: Role, key: string, form: string): NameWord =>
    sharedWord(role, shown, folded, key, WEIGHTS[role], () => ({
      forms: [form],
      syllables: null,
      bare: BARE.test(shown),
    }));
  if (known) return plain(known.role, known.key, known.key);
  // `Fund X`: one letter is a numeral only at the end of a company's name.
  const numeral = last && total > 1 && kind === 'organisation' && /^[ivx]$/.test(ascii);
  const number = numeral ? String(romanValue(ascii)) : numberKey(folded, ascii);
  if (number !== null) return plain('number', number, ascii);
  if (ascii.length === 1 && kind !== 'organisation' && total > 1) return plain('initial', ascii, ascii);
  if (MINOR.has(ascii) && !HAN.test(shown)) return plain('minor', ascii, ascii);
  return sharedWord('core', shown, folded, null, WEIGHTS.core, () => spellCore(word));
}

function spellCore({ shown, ascii, folded }: Word): Spelling {
  const forms = new Set<string>();
  const cyrillic = CYRILLIC.test(shown);
  const bare = BARE.test(shown);
  if (cyrillic) {
    const lower = shown.toLowerCase();
    const palladius = pinyinFromPalladius(lower);
    if (palladius !== null) forms.add(palladius);
    const letters = spokenLetters(lower);
    if (letters !== null) forms.add(letters);
  }
  forms.add(folded);
  forms.add(ascii);
  // A Russian adjective of a place: `Муромский` is what `Murom` is in English.
  const stem = cyrillic ? /^(.{4,}?)s[kc](?:iy|aya|oe)$/.exec(ascii)?.[1] : undefined;
  if (stem !== undefined) forms.add(fold(stem));
  if (bare) forms.add(skeleton(folded));
  const list = [...forms];
  return { forms: list, syllables: pinyinSyllables(list[0] ?? ''), bare };
}

/** Runs of single letters are one word in a company's name (`A B C Ltd`). */
function joinLetters(words: readonly Word[]): Word[] {
  const out: Word[] = [];
  for (let i = 0; i < words.length; i++) {
    let end = i;
    while ((words[end]?.ascii.length ?? 0) === 1 && words[end]?.known === undefined) end++;
    if (end - i >= 2) {
      const run = words.slice(i, end);
      const ascii = run.map((w) => w.ascii).join('');
      out.push({ shown: run.map((w) => w.shown).join(''), ascii, folded: ascii });
      i = end - 1;
    } else {
      const word = words[i];
      if (word) out.push(word);
    }
  }
  return out;
}

/** Guesses what a name without a legal form is: two to six plain words and nothing commercial look like a person. */
function guessKind(words: readonly NameWord[], forms: readonly FormClass[]): NameKind | null {
  if (forms.length > 0) return 'organisation';
  if (words.some((w) => w.role === 'trade' || w.role === 'place' || w.role === 'number')) return 'organisation';
  return null;
}

/**
 * Prepares a name. What surrounds it in a party field (numbers, addresses, "on behalf of") must be off already: see
 * `readPartyText`.
 * @param kind where the caller knows it; else it is guessed from legal forms and words
 */
export function prepareName(raw: string, kind: NameKind | null = null): PreparedName {
  const text = cleanText(raw);
  const forms: FormClass[] = [];
  let words: Word[] = [];
  const person = kind === 'person' || (kind === null && PERSONAL.test(text));
  for (const part of splitWords(text, person)) {
    if (words.length >= MAX_WORDS) break;
    if (!ASCII.test(part) && (HAN.test(part) || /[주유]식?회사|\(주\)/u.test(part)))
      words.push(...readHan(part, forms));
    else {
      const ascii = toAscii(part);
      if (ascii !== '') words.push({ shown: part, ascii, folded: fold(ascii) });
    }
  }
  words = words.slice(0, MAX_WORDS);
  // `Lastname, Firstname SA`: a comma form of a person keeps its words; order does not matter for persons.
  if (kind === 'vessel' && /^(?:mv|mt|mts|ss|ms|fv|motor|vessel)$/.test(words[0]?.ascii ?? '') && words.length > 1) {
    words = words.slice(1);
  }
  const stripped = stripLegalForms(
    words.map((w) => w.folded),
    words.map((w) => w.ascii),
  );
  forms.push(...stripped.forms);
  const left = stripped.kept.map((i) => words[i]).filter((w): w is Word => w !== undefined);
  const kept = person ? left : joinLetters(left);
  const folded = kept.map((w) => w.folded);
  const out: NameWord[] = [];
  const early: NameKind | null =
    kind ?? (person || forms.includes('person') ? 'person' : forms.length > 0 ? 'organisation' : null);
  for (let i = 0; i < kept.length; i++) {
    const word = kept[i];
    if (!word) continue;
    const phrase = (role: 'trade' | 'place', key: string, length: number): void => {
      const run = kept.slice(i, i + length);
      const weight = LIGHT_CONCEPTS.has(key) ? 0.25 : REGIONS.has(key) ? 0.3 : WEIGHTS[role];
      const form = run.map((w) => w.folded).join('');
      const shown = run.map((w) => w.shown).join(' ');
      out.push(sharedWord(role, shown, form, key, weight, () => ({ forms: [form], syllables: null, bare: false })));
      i += length - 1;
    };
    if (word.known === undefined && early !== 'person') {
      const place = placeAt(folded, i);
      const trade = tradePhraseAt(folded, i);
      if (place && place.length >= (trade?.length ?? 0)) {
        phrase('place', place.place, place.length);
        continue;
      }
      if (trade) {
        phrase('trade', trade.concept, trade.length);
        continue;
      }
    }
    // `forty` `four` is 44.
    const tens = TENS.get(word.ascii);
    const unit = NUMBER_WORDS.get(kept[i + 1]?.ascii ?? '') ?? kept[i + 1]?.ascii;
    if (tens !== undefined && unit !== undefined && /^[1-9]$/.test(unit)) {
      const key = String(tens + Number(unit));
      const shown = `${word.shown} ${kept[i + 1]?.shown ?? ''}`;
      const spell = (): Spelling => ({ forms: [key], syllables: null, bare: false });
      out.push(sharedWord('number', shown, key, key, WEIGHTS.number, spell));
      i++;
      continue;
    }
    out.push(toWord(word, i === kept.length - 1, kept.length, early));
  }
  if (!out.some((w) => w.role === 'core')) promote(out);
  const decided = early ?? guessKind(out, forms);
  const speaking = out.filter((w) => w.role !== 'minor');
  return {
    raw,
    kind: decided,
    words: out,
    forms,
    compact: speaking.map((w) => (w.role === 'core' ? (w.forms[0] ?? '') : w.key)).join(''),
    canonical: `${[...new Set(forms)].sort().join('+')}|${speaking.map((w) => w.key).join(' ')}`,
    weight: out.reduce((sum, w) => sum + w.weight, 0),
    han: out
      .filter((w) => w.role === 'core' && HAN.test(w.shown))
      .map((w) => w.shown)
      .join(''),
    chinese: out.every((w) => w.role !== 'core' || w.syllables !== null),
    plain: kept.map((w) => w.ascii).join(''),
    cut: raw.length >= 24 && forms.length === 0,
    repeats: new Set(out.map((w) => w.code)).size < out.length,
  };
}

/** A name of nothing but common words (`Management Company`, `China Steel`): these words are all that it has. */
function promote(words: NameWord[]): void {
  words.forEach((word, i) => {
    if (word.role === 'trade' && !LIGHT_CONCEPTS.has(word.key)) words[i] = { ...word, weight: 0.7 };
    if (word.role === 'minor' || word.role === 'initial') words[i] = { ...word, weight: 0.4 };
  });
}
