/**
 * The brand dictionary: plain YAML that an analyst can edit, read with errors that say what to mend and where, and made
 * ready for matching.
 */
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { WaybillError } from '../errors.ts';
import { compact, fold, type Atom } from './fold.ts';
import { isMisspelling, isRealWord } from './misspell.ts';
import { soundings } from './sounding.ts';

const words = z.array(z.string().trim().min(1).max(80)).max(2000);

const BrandSchema = z.strictObject({
  brand: z.string().trim().min(1).max(80),
  aliases: words.min(1),
  weak: words.default([]),
  models: words.default([]),
  parts: words.default([]),
  other_goods: words.default([]),
  common_word: z.boolean().default(false),
  exclusions: words.default([]),
  owner: z
    .strictObject({
      group: z.string().min(1),
      source: z.string().min(1),
      date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date like 2022-04-16'),
    })
    .optional(),
});

const DictionarySchema = z.strictObject({
  waybill: z.literal(1),
  name: z.string().min(1),
  context: z.strictObject({
    hs: z.array(z.string().regex(/^\d{2,10}$/, 'must be digits of an HS code')),
    words,
    parts: words.default([]),
  }),
  phrases: z.strictObject({
    for: words,
    like: words,
    with: words,
    component: words,
    not_original: words,
    stated: words,
  }),
  brands: z.array(BrandSchema).min(1).max(5000),
});

/** The file's content after checking. */
export type Dictionary = z.infer<typeof DictionarySchema>;
export type BrandEntry = Dictionary['brands'][number];

interface NearName {
  readonly key: string;
  readonly term: Term;
}

/** Looks words up by likeness. Words of a data set repeat, so each is compared once. */
export class NearNames {
  readonly #byLength = new Map<number, NearName[]>();
  readonly #seen = new Map<string, readonly Term[]>();
  readonly #given: ReadonlySet<string>;
  /** Longest word that can be meant, in characters. */
  readonly longest: number;
  /** First letters of the names of more than one word. */
  readonly #ofSeveral = new Set<string>();

  constructor(names: readonly NearName[], given: ReadonlySet<string>) {
    this.#given = given;
    let longest = 0;
    for (const name of names) {
      longest = Math.max(longest, name.key.length + 2);
      if (name.term.runs > 1) this.#ofSeveral.add(name.key[0]!);
      const there = this.#byLength.get(name.key.length);
      if (there === undefined) this.#byLength.set(name.key.length, [name]);
      else there.push(name);
    }
    this.longest = longest;
  }

  /** Whether a name of several words may begin with the letter. */
  mayGoOn(letter: string): boolean {
    return this.#ofSeveral.has(letter);
  }

  /** Terms of which the compact word is a misspelling. */
  of(word: string): readonly Term[] {
    const known = this.#seen.get(word);
    if (known !== undefined) return known;
    const terms: Term[] = [];
    if (!this.#given.has(word)) {
      for (let length = word.length - 2; length <= word.length + 2; length += 1) {
        for (const { key, term } of this.#byLength.get(length) ?? []) {
          if (terms.every((t) => t.brand !== term.brand || t.kind !== term.kind) && isMisspelling(key, word)) {
            terms.push(isRealWord(word) ? { ...term, realWord: true } : term);
          }
        }
      }
    }
    // The bound is for hostile input.
    if (this.#seen.size < 300_000) this.#seen.set(word, terms);
    return terms;
  }
}

/** What a piece of text can stand for. */
export type TermKind = 'alias' | 'model' | 'part' | 'other_goods';

export interface Term {
  readonly kind: TermKind;
  readonly brand: BrandEntry;
  /** As in the dictionary. */
  readonly text: string;
  /** Counts only in context. */
  readonly weak: boolean;
  /** A misspelling of `text`: always weak, and never longer evidence than the right spelling. */
  readonly misspelled: boolean;
  /** Letter runs of the term; more of them in a text mean that the name is split. */
  readonly runs: number;
  /** A guessed spelling that is also a word of its own: it needs a product of the brand beside it. */
  readonly realWord: boolean;
}

/** A list of phrases, looked up by the word with which they begin. */
export class Phrases {
  readonly #exact = new Map<string, Phrase[]>();
  /** By the first three letters of the stem. */
  readonly #open = new Map<string, Phrase[]>();

  /** @param list phrases; `*` at the end stands for any ending of the last word */
  constructor(list: readonly string[]) {
    for (const entry of list) {
      const open = entry.endsWith('*');
      const keys = fold(entry).atoms.map((a) => a.key);
      const first = keys[0];
      if (first === undefined) continue;
      const byStem = open && keys.length === 1 && first.length >= STEM;
      const [map, key] = byStem ? [this.#open, first.slice(0, STEM)] : [this.#exact, first];
      map.set(key, [...(map.get(key) ?? []), { keys, open }]);
    }
  }

  /** Phrases that may begin with the word. */
  #from(word: string): readonly Phrase[] {
    const exact = this.#exact.get(word);
    const open = this.#open.get(word.slice(0, STEM));
    return exact === undefined || open === undefined ? (exact ?? open ?? NO_PHRASES) : [...exact, ...open];
  }

  /** How many atoms a phrase takes that begins at `at`; 0 where none does. The longest counts. */
  lengthAt(atoms: readonly Atom[], at: number): number {
    let length = 0;
    for (const { keys, open } of this.#from(atoms[at]!.key)) {
      if (keys.length <= length || at + keys.length > atoms.length) continue;
      const fits = keys.every((key, k) => {
        const atom = atoms[at + k]!;
        if (!(open && k === keys.length - 1 ? atom.key.startsWith(key) : atom.key === key)) return false;
        return k === 0 || atom.gap !== 'hard';
      });
      if (fits) length = keys.length;
    }
    return length;
  }

  /** Whether a phrase may begin with the word. */
  mayBegin(word: string): boolean {
    return (this.#exact.get(word) ?? this.#open.get(word.slice(0, STEM))) !== undefined;
  }

  /** Whether a phrase begins at any of the first `head` atoms. */
  isIn(atoms: readonly Atom[], head = atoms.length): boolean {
    for (let i = 0; i < head && i < atoms.length; i += 1) if (this.lengthAt(atoms, i) > 0) return true;
    return false;
  }
}
const STEM = 3;
interface Phrase {
  readonly keys: readonly string[];
  readonly open: boolean;
}
const NO_PHRASES: readonly Phrase[] = [];

const LIST_NAMES = [
  'context', 'parts', 'between', 'for', 'like', 'with', 'component', 'not_original', 'stated',
] as const; // prettier-ignore
/** The lists of a dictionary that are asked at every word. */
export type ListName = (typeof LIST_NAMES)[number];

/** Words that may stand between "for" and a brand without changing what it says. */
const BETWEEN =
  'модели модель моделей серии серия марки бренда фирмы компании model models series brand the all всех'.split(' ');

/**
 * The lists of a dictionary. Words of a data set repeat and most begin no phrase of any list, so each is asked once which
 * lists it may begin a phrase of.
 */
export class Lists {
  readonly #lists: Readonly<Record<ListName, Phrases>>;
  /** By word: the lists as bits, in the order of `LIST_NAMES`. */
  readonly #seen = new Map<string, number>();

  constructor({ context, phrases }: Dictionary) {
    const words: Readonly<Record<ListName, readonly string[]>> = {
      ...phrases,
      context: context.words,
      parts: context.parts,
      between: BETWEEN,
    };
    const lists = LIST_NAMES.map((name) => [name, new Phrases(words[name])] as const);
    this.#lists = Object.fromEntries(lists) as Record<ListName, Phrases>;
  }

  #bitsOf(word: string): number {
    const known = this.#seen.get(word);
    if (known !== undefined) return known;
    const bits = LIST_NAMES.reduce((all, name) => (this.#lists[name].mayBegin(word) ? all | BIT[name] : all), 0);
    // The bound is for hostile input.
    if (this.#seen.size < 300_000) this.#seen.set(word, bits);
    return bits;
  }

  /** How many atoms a phrase of the list takes that begins at `at`; 0 where none does. The longest counts. */
  lengthAt(name: ListName, atoms: readonly Atom[], at: number): number {
    return (this.#bitsOf(atoms[at]!.key) & BIT[name]) === 0 ? 0 : this.#lists[name].lengthAt(atoms, at);
  }

  /** Whether a phrase of the list begins at any of the first `head` atoms. */
  isIn(name: ListName, atoms: readonly Atom[], head = atoms.length): boolean {
    for (let i = 0; i < head && i < atoms.length; i += 1) if (this.lengthAt(name, atoms, i) > 0) return true;
    return false;
  }
}
const BIT = Object.fromEntries(LIST_NAMES.map((name, i) => [name, 1 << i])) as Record<ListName, number>;

export interface CompiledDictionary {
  readonly source: Dictionary;
  /** By compact skeleton; `#` for a number at the end. */
  readonly terms: ReadonlyMap<string, readonly Term[]>;
  /** Every beginning of every key, so that a walk over atoms can stop early. */
  readonly beginnings: ReadonlySet<string>;
  /** Finds what a word may be a misspelling of. */
  readonly near: NearNames;
  readonly lists: Lists;
  readonly exclusions: ReadonlyMap<BrandEntry, Phrases>;
}

/**
 * Reads a dictionary.
 * @throws WaybillError 'brands/dictionary-unreadable' (no YAML), 'brands/dictionary-invalid' (not the right shape, an
 *   alias without a letter, one alias for two brands); the message names the line or the entry
 */
export function parseDictionary(text: string, file = 'the brand dictionary'): Dictionary {
  const document = parseDocument(text, { maxAliasCount: 0 } as never);
  const fault = document.errors[0];
  if (fault !== undefined) {
    const line = fault.linePos?.[0].line;
    throw new WaybillError(
      'brands/dictionary-unreadable',
      `${file} is no valid YAML${line === undefined ? '' : ` (line ${line})`}: ${fault.message.split('\n')[0]}`,
      { cause: fault, place: line === undefined ? {} : { line } },
    );
  }
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw new WaybillError('brands/dictionary-unreadable', `${file} uses YAML anchors, which are not allowed here.`, {
      cause,
    });
  }
  const read = DictionarySchema.safeParse(plain);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    const [first, index, ...rest] = issue.path;
    const named =
      first === 'brands' && typeof index === 'number'
        ? `brand ${nameOf(plain, index) ?? `no. ${index + 1}`}${rest.length > 0 ? `, ${rest.map(String).join('.')}` : ''}`
        : issue.path.map(String).join('.') || 'the file';
    throw new WaybillError('brands/dictionary-invalid', `${file}, ${named}: ${issue.message}.`);
  }
  checkAliases(read.data, file);
  return read.data;
}

function nameOf(plain: unknown, index: number): string | null {
  const brands = (plain as { readonly brands?: readonly unknown[] } | null)?.brands;
  const brand = (brands?.[index] as { readonly brand?: unknown } | null | undefined)?.brand;
  return typeof brand === 'string' ? `"${brand}"` : null;
}

function checkAliases(dictionary: Dictionary, file: string): void {
  const owners = new Map<string, string>();
  for (const entry of dictionary.brands) {
    for (const text of [...entry.models, ...entry.parts, ...entry.other_goods]) {
      if (/#./.test(text) || [...compact(text)].length < 2) {
        throw new WaybillError(
          'brands/dictionary-invalid',
          `${file}, brand "${entry.brand}": "${text}" cannot be used. A product needs two letters or digits, and "#" stands only at the end.`,
        );
      }
    }
    for (const alias of [...entry.aliases, ...entry.weak]) {
      const key = compact(alias);
      if ([...key].length < 2) {
        throw new WaybillError(
          'brands/dictionary-invalid',
          `${file}, brand "${entry.brand}": the alias "${alias}" has fewer than two letters or digits and would be found everywhere.`,
        );
      }
      const other = owners.get(key);
      if (other !== undefined && other !== entry.brand) {
        throw new WaybillError(
          'brands/dictionary-invalid',
          `${file}: "${alias}" is an alias of both "${other}" and "${entry.brand}". Leave it with one of them.`,
        );
      }
      owners.set(key, entry.brand);
    }
  }
}

/** Makes a dictionary ready for matching. */
export function compileDictionary(source: Dictionary): CompiledDictionary {
  const terms = new Map<string, Term[]>();
  const add = (key: string, term: Term): void => {
    if (key === '') return;
    const there = terms.get(key) ?? [];
    if (!there.some((t) => t.brand === term.brand && t.kind === term.kind)) terms.set(key, [...there, term]);
  };
  const enter = (brand: BrandEntry, kind: TermKind, list: readonly string[], weak: boolean): void => {
    for (const text of list) {
      const number = text.endsWith('#');
      const atoms = fold(number ? text.slice(0, -1) : text).atoms;
      const key = atoms.map((a) => a.key).join('') + (number ? '#' : '');
      const runs = atoms.filter((a) => a.kind === 'letters').length;
      const term: Term = { kind, brand, text, weak, misspelled: false, runs, realWord: false };
      add(key, term);
      // Roman numerals glued to the word before them ("EVOII") are letters like any other.
      const glued = compactLetters(text);
      if (!number && glued !== key) add(glued, term);
    }
  };
  for (const brand of source.brands) {
    enter(brand, 'alias', brand.aliases, brand.common_word);
    enter(brand, 'alias', brand.weak, true);
    enter(brand, 'model', brand.models, true);
    enter(brand, 'part', brand.parts, true);
    enter(brand, 'other_goods', brand.other_goods, true);
  }
  const given = new Set(terms.keys());
  const names: NearName[] = [];
  for (const brand of source.brands) {
    for (const [kind, list] of [
      ['alias', brand.aliases],
      ['model', brand.models],
    ] as const) {
      for (const text of list) {
        const runs = fold(text).atoms.filter((a) => a.kind === 'letters').length;
        const keys = [text, ...soundings(text)].map(compact);
        keys.slice(1).forEach((key) => {
          if (!given.has(key)) add(key, { kind, brand, text, weak: true, misspelled: false, runs, realWord: false });
        });
        for (const key of keys) {
          if (/[\p{Script=Han}\d]/u.test(key) || key.length < (kind === 'alias' ? 3 : 5)) continue;
          names.push({ key, term: { kind, brand, text, weak: true, misspelled: true, runs, realWord: false } });
        }
      }
    }
  }
  const beginnings = new Set<string>();
  for (const key of terms.keys()) for (let n = 1; n <= key.length; n += 1) beginnings.add(key.slice(0, n));
  return {
    source,
    terms,
    beginnings,
    near: new NearNames(names, given),
    lists: new Lists(source),
    exclusions: new Map(source.brands.map((b) => [b, new Phrases(b.exclusions)])),
  };
}

const compactLetters = (text: string): string =>
  fold(text.replaceAll(/[^\p{L}\p{N}]/gu, ''))
    .atoms.map((a) => a.key)
    .join('');
