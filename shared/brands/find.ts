/** Finds in a folded text what a dictionary knows, and what stands around it. */
import type { BrandEntry, CompiledDictionary, ListName, Term, TermKind } from './dictionary.ts';
import type { Atom, Folded } from './fold.ts';

/** A term in a text: atoms [from, to). */
export interface Found {
  readonly term: Term;
  readonly from: number;
  readonly to: number;
  /** Written in more pieces than in the dictionary ("D J I", "AU TEL"): counts only in context. */
  readonly split: boolean;
}

/** Why a brand in a text is not the maker of the goods. */
export type Trap = 'for' | 'like' | 'component' | 'excluded';

/** Names are short; this bounds the walk on hostile text. */
const MAX_ATOMS = 12;
/** A misspelled name is not also split: a few words at most. */
const MAX_RUNS = 3;
/** A variant that may be glued to a model's number: MAVIC 3T, HS720E, X8SE. */
const MAX_VARIANT = 3;
/** Digits of a number that `#` stands for ("Phantom 4", "TB60"). Longer ones are article and serial numbers. */
export const MAX_MODEL_DIGITS = 5;

const startsName = (atoms: readonly Atom[], i: number): boolean => {
  const atom = atoms[i]!;
  return atom.gap !== 'none' || atom.kind === 'han' || atoms[i - 1]?.kind === 'han';
};

function endsName(atoms: readonly Atom[], last: number, kind: TermKind): boolean {
  const next = atoms[last + 1];
  const atom = atoms[last]!;
  if (next === undefined || next.gap !== 'none' || next.kind === 'han' || atom.kind === 'han') return true;
  if (kind === 'alias') return false;
  if (atom.kind === 'digits') return next.kind === 'letters' && next.end - next.start <= MAX_VARIANT;
  return next.kind === 'digits';
}

/** All terms of a text. Of terms of one brand and kind that begin at one place the longest is given. */
export function findTerms(dictionary: CompiledDictionary, { atoms }: Folded): Found[] {
  const found: Found[] = [];
  const take = (terms: readonly Term[] | undefined, i: number, j: number, letters: number, here: Found[]): void => {
    for (const term of terms ?? []) {
      if (!endsName(atoms, j, term.kind)) continue;
      const shorter = here.findIndex((f) => f.term.brand === term.brand && f.term.kind === term.kind);
      if (shorter >= 0) here.splice(shorter, 1);
      here.push({ term, from: i, to: j + 1, split: letters > term.runs });
    }
  };
  for (let i = 0; i < atoms.length; i += 1) {
    if (!dictionary.beginnings.has(atoms[i]!.key) || !startsName(atoms, i)) continue;
    const here: Found[] = [];
    let key = '';
    let letters = 0;
    for (let j = i; j < atoms.length && j < i + MAX_ATOMS; j += 1) {
      const atom = atoms[j]!;
      if (j > i && atom.gap === 'hard') break;
      if (atom.kind === 'letters') letters += 1;
      if (atom.kind === 'digits' && atom.end - atom.start <= MAX_MODEL_DIGITS)
        take(dictionary.terms.get(`${key}#`), i, j, letters, here);
      key += atom.key;
      take(dictionary.terms.get(key), i, j, letters, here);
      if (!dictionary.beginnings.has(key)) break;
    }
    found.push(...here);
  }
  return found;
}

/** Words of a text that may be misspelled names. Only for texts in context that name nothing rightly spelled. */
export function findMisspelled(dictionary: CompiledDictionary, { atoms }: Folded): Found[] {
  const found: Found[] = [];
  const longest = dictionary.near.longest;
  for (let i = 0; i < atoms.length; i += 1) {
    if (!startsName(atoms, i)) continue;
    let key = '';
    for (let j = i, runs = 0; j < atoms.length && j < i + MAX_RUNS; j += 1) {
      const atom = atoms[j]!;
      if ((j > i && atom.gap === 'hard') || atom.kind === 'han') break;
      if (atom.kind === 'letters') runs += 1;
      key += atom.key;
      if (key.length > longest) break;
      if (key.length < 3) continue;
      for (const term of dictionary.near.of(key)) {
        if (term.runs === runs && endsName(atoms, j, term.kind)) found.push({ term, from: i, to: j + 1, split: false });
      }
      if (runs === 1 && !dictionary.near.mayGoOn(key[0]!)) break;
    }
  }
  return found;
}

/** Whether the text speaks of the goods of the dictionary. */
export const hasContext = (dictionary: CompiledDictionary, { atoms }: Folded): boolean =>
  dictionary.lists.isIn('context', atoms);

/** Whether the text begins with what may be a part of them. */
export const speaksOfParts = (dictionary: CompiledDictionary, { atoms }: Folded): boolean =>
  dictionary.lists.isIn('parts', atoms, HEAD);
/** How many words in is still the head of a description. */
const HEAD = 3;

/** Where the text says that the goods are not of the brand that it names. */
export const saysNotOriginal = (dictionary: CompiledDictionary, { atoms }: Folded): boolean =>
  dictionary.lists.isIn('not_original', atoms);

export const saysExcluded = (dictionary: CompiledDictionary, brand: BrandEntry, { atoms }: Folded): boolean => {
  const phrases = dictionary.exclusions.get(brand);
  return phrases !== undefined && phrases.isIn(atoms);
};

/** Words within which "like" before a brand, or "with" before a component, still belongs to it. */
const REACH = 4;

export class Surroundings {
  readonly #atoms: readonly Atom[];
  /** Per atom: how many atoms of context, of a between-word, of the brand's own terms begin here. */
  readonly #context: readonly number[];
  readonly #between: readonly number[];
  readonly #stated: readonly number[];

  constructor(
    readonly dictionary: CompiledDictionary,
    folded: Folded,
    readonly found: readonly Found[],
  ) {
    this.#atoms = folded.atoms;
    const lengths = (list: ListName): readonly number[] =>
      this.#atoms.map((_, i) => dictionary.lists.lengthAt(list, this.#atoms, i));
    this.#context = lengths('context');
    this.#stated = lengths('stated');
    this.#between = lengths('between');
  }

  /** Length of the phrase of a list that ends just before atom `end`, in the same clause; 0 where none does. */
  #endsBefore(list: ListName, end: number): number {
    for (let length = 4; length >= 1; length -= 1) {
      const start = end - length;
      if (start >= 0 && this.dictionary.lists.lengthAt(list, this.#atoms, start) === length) return length;
    }
    return 0;
  }

  /** Steps back over one context word or between-word that ends just before `end`; null where there is none. */
  #stepBack(end: number): number | null {
    for (let length = 3; length >= 1; length -= 1) {
      const start = end - length;
      if (
        start >= 0 &&
        (this.#context[start] === length || this.#between[start] === length || this.#stated[start] === length)
      )
        return start;
    }
    return null;
  }

  /** Whether the term is followed by a term of the same brand and one of the kinds (itself may be such a one). */
  followedBy(of: Found, kinds: readonly TermKind[]): boolean {
    return this.found.some(
      (f) =>
        f.term.brand === of.term.brand &&
        kinds.includes(f.term.kind) &&
        f.from >= of.from &&
        f.from <= of.to &&
        (f === of || f.from > of.from || f.to > of.to || f.term.kind !== of.term.kind) &&
        (f.from === of.from || this.#atoms[f.from]!.gap !== 'hard'),
    );
  }

  /** Whether the text itself declares the term as trademark ("ТОВ. ЗНАК: …", "BRAND …"). */
  isStated(of: Found): boolean {
    return this.#endsBefore('stated', of.from) > 0;
  }

  /** Whether the text declares a trademark that the dictionary does not know ("brand STARTEC"). */
  statesAnother(text: string): boolean {
    return this.#stated.some((length, i) => {
      const next = i + length;
      const atom = this.#atoms[next];
      if (length === 0 || atom === undefined || this.found.some((f) => f.from === next)) return false;
      const word = text.slice(atom.start, atom.end);
      return /^[A-Za-z]{3,}$/.test(word) && !NO_TRADEMARK.has(word.toUpperCase());
    });
  }

  /** Why the term at this place does not name the maker; null where it does. */
  trap(of: Found): Trap | null {
    const atoms = this.#atoms;
    // "for": directly before, over words of the goods. A part or payload of the brand's own is not "for" it.
    let steppedOver = false;
    for (let end: number | null = of.from; end !== null && end > 0;) {
      if (atoms[end]!.gap === 'hard' && !atoms[end]!.opening) break;
      if (this.#endsBefore('for', end) > 0) {
        if (steppedOver && this.followedBy(of, ['part'])) break;
        return 'for';
      }
      end = this.#stepBack(end);
      steppedOver = true;
    }
    // "like": a few words before in the same clause, or right after the name and its models.
    if (this.isStated(of)) return null;
    for (let back = 0, end = of.from; back < REACH && end > 0; back += 1, end -= 1) {
      if (this.#endsBefore('like', end) > 0) return 'like';
      if (atoms[end]!.gap === 'hard') break;
    }
    let after = of.to;
    while (after < atoms.length && atoms[after]!.gap !== 'hard' && this.#isOwn(of, after)) after += 1;
    if (after < atoms.length && (atoms[after]!.gap !== 'hard' || atoms[after]!.opening)) {
      const length = this.dictionary.lists.lengthAt('like', atoms, after);
      const next = after + length;
      // "DJI Mavic 3 compatible with …" and "(no analogues)" speak of something else.
      const goesOn =
        next < atoms.length &&
        (this.dictionary.lists.lengthAt('with', atoms, next) > 0 || NEGATION.has(atoms[next]!.key));
      if (length > 0 && !goesOn) return 'like';
    }
    // A component inside somebody else's goods: "with (video system) DJI", unless a whole product of the brand follows.
    if (!this.followedBy(of, ['model']) || this.followedBy(of, ['part'])) {
      for (let end = of.from, back = 0; end > 1 && back < REACH; back += 1) {
        const length = this.#endsBefore('with', end);
        if (length > 0 && end - length > 0) return 'component';
        if (atoms[end]!.gap === 'hard') break;
        const noun = this.#endsBefore('component', end);
        // The noun stands next to the brand; before it there may be adjectives ("with digital video system …").
        if (noun === 0 && back === 0) break;
        end -= Math.max(1, noun);
      }
    }
    return null;
  }

  #isOwn(of: Found, at: number): boolean {
    if (this.#atoms[at]!.kind === 'digits') return true;
    return this.found.some((f) => f.term.brand === of.term.brand && f.from <= at && at < f.to);
  }

  /** Whether between two terms stand only separators, numbers, "and", and what belongs to a list. */
  inOneList(a: Found, b: Found): boolean {
    for (let i = a.to; i < b.from; i += 1) {
      const atom = this.#atoms[i]!;
      if (atom.kind !== 'digits' && !LIST_WORDS.has(atom.key) && !this.#isOwn(a, i)) return false;
    }
    return true;
  }
}

/** Latin words that may follow "brand" and name nobody. */
const NO_TRADEMARK = new Set('NEW NAME NONE NOT ABSENT UNKNOWN CHINA CHINESE PRC OEM ODM NULL MISSING'.split(' '));
/** Skeletons of НЕТ, NO, NONE. */
const NEGATION = new Set(['HET', 'NO', 'NONE']);
const LIST_WORDS = new Set(['AND', 'OR', 'И', 'ИЛИ', 'PRO', 'ПPO', 'MINI', 'AIR', 'PLUS', 'RTK', 'SERIES']);
