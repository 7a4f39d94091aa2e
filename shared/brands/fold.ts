/**
 * Folding of text for brand matching. Every letter is mapped to a skeleton in which look-alike letters of Latin, Cyrillic
 * and Greek are one, so that a brand hidden behind another alphabet is the same string; then text is cut into atoms (runs
 * of letters, digits or Han characters), so that spacing, hyphens and dots inside a name do not matter.
 */

/** Upper-case letters that look the same, all mapped to the Latin one. Source: Unicode confusables, the capital subset. */
export const LOOK_ALIKES: Readonly<Record<string, string>> = {
  А: 'A', В: 'B', С: 'C', Е: 'E', Ғ: 'F', Н: 'H', І: 'I', Ј: 'J', К: 'K', М: 'M', О: 'O', Р: 'P', Ѕ: 'S', Т: 'T',
  Ү: 'Y', У: 'Y', Х: 'X', Ѵ: 'V', Ԛ: 'Q', Ԝ: 'W', Ӏ: 'I', Α: 'A', Β: 'B', Ε: 'E', Ζ: 'Z', Η: 'H', Ι: 'I', Κ: 'K',
  Μ: 'M', Ν: 'N', Ο: 'O', Ρ: 'P', Τ: 'T', Υ: 'Y', Χ: 'X', Ϲ: 'C', Ϳ: 'J',
}; // prettier-ignore

export type AtomKind = 'letters' | 'digits' | 'han';

/** A run of characters of one kind. Positions are in the normalised text (`Folded.text`). */
export interface Atom {
  /** Skeleton, upper case; roman numerals II, III and IV as digits. */
  readonly key: string;
  readonly kind: AtomKind;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** What stands between the atom before and this one: nothing, a soft gap (part of a name), or a hard one. */
  readonly gap: 'none' | 'soft' | 'hard';
  /** The gap is only brackets and quotes: it ends a name, but not what is said of the next one. */
  readonly opening: boolean;
}

export interface Folded {
  /** The text after compatibility normalisation, without marks and invisible characters: what positions refer to. */
  readonly text: string;
  readonly atoms: readonly Atom[];
}

const ROMAN: Readonly<Record<string, string>> = { II: '2', III: '3', IV: '4' };
/** Longest gap that may stand inside a name, in characters. */
const SOFT_GAP = 3;
const SOFT = /^[\s.\-‐-―_/'’`"«»“”+*·•]*$/u;
const OPENING = /^[\s(（\[:"«“]*$/u;
const LETTER = /\p{L}/u;
const DIGIT = /\p{Nd}/u;
const HAN = /\p{Script=Han}/u;
const MARK = /\p{M}/u;

/** Compatibility forms as plain letters (full-width and such), nothing invisible; marks stay, so that text can be shown. */
export const normalise = (raw: string): string =>
  /^[\t\n\r -~А-яЁё№«»—–]*$/.test(raw) ? raw : raw.normalize('NFKC').replace(/\p{Cf}/gu, '');

function skeletonOf(ch: string): string {
  // Marks do not count: Й is И, Ё is Е, É is E.
  const bare = ch.normalize('NFKD').replace(/\p{M}/gu, '');
  let out = '';
  for (const one of bare) {
    const upper = one.toUpperCase();
    out += LOOK_ALIKES[upper] ?? upper;
  }
  return out;
}

const enum Class {
  Unknown = 0,
  Other = 1,
  Letters = 2,
  Digits = 3,
  Han = 4,
  /** Belongs to the run that it stands in. */
  Mark = 5,
}
const KINDS: Readonly<Record<number, AtomKind>> = { 2: 'letters', 3: 'digits', 4: 'han' };
// Filled as characters are met; characters beyond the first plane are rare and are not kept.
const classes = new Uint8Array(0x10000);

function classify(ch: string): Class {
  if (HAN.test(ch)) return Class.Han;
  if (LETTER.test(ch)) return Class.Letters;
  if (DIGIT.test(ch)) return Class.Digits;
  return MARK.test(ch) ? Class.Mark : Class.Other;
}

/** Longer texts are cut: what names a brand stands at the beginning, and no text may take unbounded time. */
export const MAX_TEXT = 4000;

// Words of a data set repeat: one look-up gives a key whose hash is known, which later look-ups use.
const keys = new Map<string, string>();
const MAX_KEYS = 200_000;

function keyOf(raw: string): string {
  const known = keys.get(raw);
  if (known !== undefined) return known;
  let skeleton = '';
  for (const ch of raw) skeleton += skeletonOf(ch);
  const key = ROMAN[skeleton] ?? skeleton;
  // The bound is for hostile input.
  if (keys.size < MAX_KEYS) keys.set(raw, key);
  return key;
}

/** Folds a text. */
export function fold(raw: string): Folded {
  const text = normalise(raw.length > MAX_TEXT ? raw.slice(0, MAX_TEXT) : raw);
  const atoms: Atom[] = [];
  let kind: Class = Class.Other;
  let start = 0;
  let lastEnd = 0;
  const close = (end: number): void => {
    const name = KINDS[kind];
    if (name === undefined) return;
    const between = start - lastEnd;
    let gap: Atom['gap'] = 'none';
    let opening = false;
    if (between > 0 || atoms.length === 0) {
      const there = between > SOFT_GAP ? null : text.slice(lastEnd, start);
      gap = atoms.length > 0 && there !== null && (there === ' ' || SOFT.test(there)) ? 'soft' : 'hard';
      opening = gap === 'hard' && there !== null && OPENING.test(there);
    }
    atoms.push({ key: keyOf(text.slice(start, end)), kind: name, start, end, gap, opening });
    lastEnd = end;
  };
  for (let at = 0, size = 1; at < text.length; at += size) {
    const code = text.charCodeAt(at);
    const wide = code >= 0xd800 && code < 0xdc00 && at + 1 < text.length;
    size = wide ? 2 : 1;
    let next: Class = wide ? Class.Unknown : classes[code]!;
    if (next === Class.Unknown) {
      next = classify(text.slice(at, at + size));
      if (!wide) classes[code] = next;
    }
    if (next === Class.Mark) continue;
    // Han text has no spaces between words: each character is an atom, and a name may begin at any of them.
    if (next !== kind || next === Class.Han) {
      close(at);
      kind = next;
      start = at;
    }
  }
  close(text.length);
  return { text, atoms };
}

/** The skeleton of a name with everything but letters and digits left out: `D.J.I` and `dji` are `DJI`. */
export const compact = (name: string): string =>
  fold(name)
    .atoms.map((a) => a.key)
    .join('');
