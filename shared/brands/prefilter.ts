/**
 * A regular expression that finds, inside the engine and in one pass, every text that could name a brand; what it finds is
 * decided by `decideBrand`. It may find too much and must not find too little: an alias (short ones also letter by letter),
 * the word of a model, a word that makes a text one about the goods, or a sign of disguise (a word of two alphabets,
 * full-width letters, invisible characters).
 *
 * Disguise is looked for as such, and not by classes of look-alike letters in each alias: with those the automaton of RE2
 * outgrows its memory, and a scan of seconds takes hours.
 */
import type { Dictionary } from './dictionary.ts';
import { MAX_MODEL_DIGITS } from './find.ts';
import { LOOK_ALIKES, fold } from './fold.ts';

/** Shorter ones are left to the context. */
const MIN_MODEL_WORD = 4;
/** Aliases up to this length are also met with a separator between any two letters. */
const MAX_SPELLED = 5;

/** Two alphabets in one word, in either order; full-width forms; marks and invisible characters. */
const DISGUISE =
  '[a-z][\\x{370}-\\x{52f}]|[\\x{370}-\\x{52f}][a-z]|[\\x{ff10}-\\x{ff5a}]|[\\x{300}-\\x{36f}\\x{ad}\\x{200b}-\\x{200f}\\x{2060}\\x{feff}]';

const SHORT = /^(?!\p{Script=Han})\p{L}{2,4}$/u;
const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
const pieces = (text: string): readonly string[] => text.match(/\p{Script=Han}+|[\p{L}\p{M}]+|\p{Nd}+/gu) ?? [];
const isHan = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** Cyrillic letters that look like the Latin ones. */
const CYRILLIC: ReadonlyMap<string, string> = new Map(
  Object.entries(LOOK_ALIKES)
    .filter(([other]) => /[А-Я]/.test(other))
    .map(([other, latin]) => [latin, other]),
);

/** A name, its words joined or apart. */
const joined = (text: string): string => pieces(text).map(escape).join('[ .-]?');

function aliasPatterns(text: string): string[] {
  const out = [joined(text)];
  const letters = [...text.toUpperCase().replace(/[^\p{L}]/gu, '')];
  if (isHan(text) || letters.length > MAX_SPELLED) return out;
  out.push(letters.map(escape).join('[ .-]'));
  const other = letters.map((l) => CYRILLIC.get(l));
  // A Latin name may be written with Cyrillic letters alone (EMAX, and no word of two alphabets shows it).
  if (other.every((l) => l !== undefined)) out.push(other.join(''));
  return out;
}

function modelPattern(text: string): string | null {
  if (isHan(text)) return joined(text.replace('#', ''));
  const word = pieces(text).reduce((best, p) => (/^\p{L}/u.test(p) && p.length > best.length ? p : best), '');
  if (word.length >= MIN_MODEL_WORD) return escape(word);
  // Codes (X25 PRO, EVO II) are met whole; numerals also in the other script.
  const whole = pieces(text.replace('#', '')).map((p) => (/^II$/i.test(p) ? '(?:II|2)' : escape(p)));
  return whole.join('').length >= MIN_MODEL_WORD ? whole.join('[ .-]?') : null;
}

const phrasePattern = (text: string): string => pieces(text).map(escape).join('[ .,-]{1,3}');

/** Finds texts that may be about the goods of the dictionary; null where it has no words of context. For RE2, as below. */
export function contextPattern(dictionary: Dictionary): string | null {
  const words = dictionary.context.words.map(phrasePattern).filter((word) => word !== '');
  return words.length === 0 ? null : `(?:^|[^\\p{L}])(?:${words.join('|')})`;
}

/** Finds a name written as it stands in the dictionary, its words joined or apart, as words of their own. For RE2, as below. */
export const namePattern = (name: string): string =>
  `(?:^|[^\\p{L}\\p{N}])(?:${joined(name.replace(/#$/, ''))})${name.endsWith('#') ? '' : '(?:[^\\p{L}\\p{N}]|$)'}`;

/**
 * The pattern, for RE2 (DuckDB's `regexp_matches(x, …, 'i')`); RE2 knows no look-around and no back-references, and none is
 * used.
 */
export function prefilterPattern(dictionary: Dictionary): string {
  const parts = new Set<string>();
  for (const brand of dictionary.brands) {
    // Weak names count only in context, and the words of the context are in the pattern already.
    for (const alias of brand.aliases) {
      if (brand.common_word && /\p{Script=Cyrillic}/u.test(alias)) continue;
      for (const p of aliasPatterns(alias)) parts.add(p);
    }
    for (const model of brand.models) parts.add(modelPattern(model) ?? '');
  }
  for (const text of dictionary.context.words) parts.add(phrasePattern(text));
  const all = [...new Set([...parts].map((p) => p.toUpperCase()))].filter((p) => p !== '');
  // What contains another part finds nothing more.
  const kept = all.filter((p) => !all.some((q) => q !== p && !SHORT.test(q) && p.includes(q)));
  const short = kept.filter((p) => SHORT.test(p));
  const long = kept.filter((p) => !SHORT.test(p));
  // Short ones stand in the middle of many words (БЛА in ОБЛАСТЬ): they are met at the beginning of a word only.
  return [...long, `(?:^|[^\\p{L}])(?:${short.join('|')})`, DISGUISE].join('|');
}

/**
 * From how many digits on a number can be part of no name of the dictionary: texts that differ only in such numbers (article,
 * serial and declaration numbers) are decided alike.
 */
export function digitsOfNoName(dictionary: Dictionary): number {
  const words = [
    ...Object.values(dictionary.phrases).flat(),
    ...dictionary.context.words,
    ...dictionary.context.parts,
    ...dictionary.brands.flatMap((b) => [
      ...b.aliases, ...b.weak, ...b.models, ...b.parts, ...b.other_goods, ...b.exclusions,
    ]),
  ]; // prettier-ignore
  const longest = words.flatMap((word) => word.match(/\p{Nd}+/gu) ?? []).map((digits) => digits.length);
  return Math.max(MAX_MODEL_DIGITS, ...longest) + 1;
}

/** Whether folding changes more than case and separators: for tests of the pattern. */
export const isDisguised = (text: string): boolean =>
  fold(text)
    .atoms.map((a) => a.key)
    .join('') !== text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
