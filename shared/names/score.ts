/**
 * How likely two names are one party. Words are aligned; rare words weigh more than the words of a trade; a number, a
 * place or a business word that differs keeps sister companies apart however alike the rest is.
 */
import { editDistance } from './edit-distance.ts';
import { formsAgree } from './legal-forms.ts';
import { REGIONS } from './places.ts';
import { MAX_WORDS, prepareName, type NameKind, type NameWord, type PreparedName } from './prepare.ts';
import { otherSyllables, wordSimilarity } from './similarity.ts';

/** `match`: score ≥ 0.85. `review`: 0.60 to 0.85, a person decides. `none`: below. */
export type Verdict = 'match' | 'review' | 'none';

export const MATCH_FROM = 0.85;
export const REVIEW_FROM = 0.6;

/** The highest score of a pair that something speaks against: it goes to a person. */
const REVIEW_AT_MOST = 0.84;
const ALIKE_AT_MOST = 0.8;
const CONFLICT_AT_MOST = 0.78;

export const verdictOf = (score: number): Verdict =>
  score >= MATCH_FROM ? 'match' : score >= REVIEW_FROM ? 'review' : 'none';

export interface NameScore {
  /** 0–1, three decimals. */
  readonly score: number;
  readonly verdict: Verdict;
  /** Something speaks against one party (a number, a place, a word that differs): never to be taken as one by itself. */
  readonly doubt: boolean;
  /** Why, in words for the analyst; the weightiest first. */
  readonly reasons: readonly string[];
}

interface Aligned {
  /** Pairs of words (indexes into a and b) with their likeness; joined words share a pair. */
  readonly pairs: readonly { readonly a: readonly number[]; readonly b: readonly number[]; readonly like: number }[];
  readonly restA: readonly number[];
  readonly restB: readonly number[];
}

const LIKE_ENOUGH = 0.72;

/** `[i]` for every index of a word: pairs of single words are most pairs, and need no list of their own. */
const ONLY: readonly (readonly number[])[] = Array.from({ length: MAX_WORDS }, (_, i) => [i]);
const only = (i: number): readonly number[] => ONLY[i] ?? [i];

type Pair = Aligned['pairs'][number];

function align(a: PreparedName, b: PreparedName): Aligned {
  const usedA = new Array<boolean>(a.words.length).fill(false);
  const usedB = new Array<boolean>(b.words.length).fill(false);
  const pairs: Pair[] = [];
  // Equal words first: most of them, and cheap.
  for (let i = 0; i < a.words.length; i++) {
    for (let j = 0; j < b.words.length; j++) {
      if (usedB[j] || a.words[i]?.code !== b.words[j]?.code) continue;
      usedA[i] = true;
      usedB[j] = true;
      pairs.push({ a: only(i), b: only(j), like: 1 });
      break;
    }
  }
  const open = (used: readonly boolean[]): number[] => {
    const out: number[] = [];
    for (let i = 0; i < used.length; i++) if (used[i] === false) out.push(i);
    return out;
  };
  const [restA, restB] = [open(usedA), open(usedB)];
  if (restA.length === 0 || restB.length === 0) return { pairs, restA, restB };
  const likely: { i: number; j: number; like: number }[] = [];
  for (const i of restA) {
    const x = a.words[i];
    if (!x) continue;
    for (const j of restB) {
      const y = b.words[j];
      if (!y) continue;
      const like = wordSimilarity(x, y);
      if (like >= LIKE_ENOUGH) likely.push({ i, j, like });
    }
  }
  likely.sort((x, y) => y.like - x.like || x.i - y.i || x.j - y.j);
  for (const { i, j, like } of likely) {
    if (like < 0.9) break;
    if (usedA[i] || usedB[j]) continue;
    usedA[i] = true;
    usedB[j] = true;
    pairs.push({ a: only(i), b: only(j), like });
  }
  // Then words written apart or together (`DA SHUN` / `DASHUN`), before weak likenesses take them.
  joinRuns(a, b, usedA, usedB, pairs);
  for (const { i, j, like } of likely) {
    if (usedA[i] || usedB[j]) continue;
    usedA[i] = true;
    usedB[j] = true;
    pairs.push({ a: only(i), b: only(j), like });
  }
  return { pairs, restA: open(usedA), restB: open(usedB) };
}

/** Longest run of words that may be one word on the other side. */
const LONGEST_RUN = 5;

function joinRuns(a: PreparedName, b: PreparedName, usedA: boolean[], usedB: boolean[], pairs: Pair[]): void {
  let free = 0;
  for (const used of usedA) if (!used) free++;
  const freeA = free;
  for (const used of usedB) if (!used) free++;
  if (freeA === 0 || free === freeA || free < 3) return;
  const runs = (
    words: readonly NameWord[],
    used: readonly boolean[],
  ): { at: number; length: number; text: string }[] => {
    const out: { at: number; length: number; text: string }[] = [];
    for (let i = 0; i < words.length; i++) {
      let text = '';
      for (let k = i; k < words.length && k < i + LONGEST_RUN && used[k] === false; k++) {
        text += words[k]?.forms[0] ?? '';
        out.push({ at: i, length: k - i + 1, text });
      }
    }
    return out;
  };
  const left = runs(a.words, usedA);
  const right = runs(b.words, usedB);
  const found: { x: (typeof left)[number]; y: (typeof left)[number]; like: number }[] = [];
  for (const x of left) {
    for (const y of right) {
      if (x.length === 1 && y.length === 1) continue;
      if (x.text.length < 4 || y.text.length < 4 || Math.abs(x.text.length - y.text.length) > 1) continue;
      const like = x.text === y.text ? 1 : near(x.text, y.text) ? (x.text.length < 8 ? 0.85 : 0.9) : 0;
      if (like > 0) found.push({ x, y, like });
    }
  }
  found.sort((p, q) => q.like - p.like || q.x.text.length - p.x.text.length);
  for (const { x, y, like } of found) {
    const ia = Array.from({ length: x.length }, (_, k) => x.at + k);
    const ib = Array.from({ length: y.length }, (_, k) => y.at + k);
    if (ia.some((i) => usedA[i]) || ib.some((j) => usedB[j])) continue;
    for (const i of ia) usedA[i] = true;
    for (const j of ib) usedB[j] = true;
    pairs.push({ a: ia, b: ib, like });
  }
}

/** One letter more, less or other, in five letters or more. */
function near(x: string, y: string): boolean {
  if (x.length < 5 || y.length < 5) return false;
  let i = 0;
  while (i < x.length && i < y.length && x.charAt(i) === y.charAt(i)) i++;
  return x.slice(i + 1) === y.slice(i + 1) || x.slice(i + 1) === y.slice(i) || x.slice(i) === y.slice(i + 1);
}

/** What speaks against one party, with the highest score that it leaves. */
interface Objection {
  readonly atMost: number;
  readonly reason: string;
}

const isPersonPair = (a: PreparedName, b: PreparedName): 'yes' | 'maybe' | 'no' => {
  if (a.kind === 'organisation' || b.kind === 'organisation')
    return a.kind === 'person' || b.kind === 'person' ? 'maybe' : 'no';
  if (a.kind === 'vessel' || b.kind === 'vessel') return 'no';
  if (a.kind === 'person' || b.kind === 'person') return 'yes';
  return a.words.length > 1 && b.words.length > 1 ? 'maybe' : 'no';
};

function sum(words: readonly NameWord[], indexes: readonly number[]): number {
  let total = 0;
  for (const i of indexes) total += words[i]?.weight ?? 0;
  return total;
}

/**
 * Scores two prepared names.
 * @param explain false in bulk work: no reasons are made
 * @param least a score below this need not be exact: it is no lower than the exact one, and below `least` too
 */
export function scorePrepared(a: PreparedName, b: PreparedName, explain = true, least = 0): NameScore {
  const reasons: string[] = [];
  if (a.words.length === 0 || b.words.length === 0) {
    return { score: 0, verdict: 'none', doubt: true, reasons: ['one name is empty'] };
  }
  const agree = formsAgree(a.forms, b.forms);
  const same = a.compact !== '' && a.compact === b.compact;
  if (same && agree && !otherCharacters(a, b)) {
    const exact = a.canonical === b.canonical;
    return done(1, false, explain ? [exact ? 'same name' : 'same name after legal form, spaces and spelling'] : []);
  }
  const aligned = align(a, b);
  const objections: Objection[] = [];
  const score = Math.max(weigh(a, b, aligned), cutScore(a, b));
  // Objections only lower it.
  if (!explain && round(score) < least) return done(score, false, []);
  object(a, b, aligned, agree, objections, score, explain);
  let capped = score;
  for (const objection of objections) capped = Math.min(capped, objection.atMost);
  if (explain) {
    if (same) reasons.push('same name after legal form');
    reasons.push(...objections.map((o) => o.reason), ...describe(a, b, aligned));
  }
  return done(capped, objections.length > 0, [...new Set(reasons)]);
}

const round = (score: number): number => Math.round(Math.min(1, Math.max(0, score)) * 1000) / 1000;

const done = (score: number, doubt: boolean, reasons: readonly string[]): NameScore => {
  const rounded = round(score);
  return { score: rounded, verdict: verdictOf(rounded), doubt, reasons };
};

/** Twice the shared weight over all weight (Dice), where persons may leave out middle names. */
function weigh(a: PreparedName, b: PreparedName, { pairs, restA, restB }: Aligned): number {
  let shared = 0;
  let strong = 0;
  let total = 0;
  for (const pair of pairs) {
    const wa = sum(a.words, pair.a);
    const wb = sum(b.words, pair.b);
    // Words written apart: the pair weighs as much as its heavier side, once.
    const weight = pair.a.length === pair.b.length ? (wa + wb) / 2 : Math.min(wa, wb);
    shared += weight * pair.like;
    total += weight;
    if (pair.like >= 0.8 && pair.a.some((i) => a.words[i]?.role === 'core')) strong++;
  }
  const left = sum(a.words, restA);
  const right = sum(b.words, restB);
  const conflict = Math.min(left, right);
  const extra = Math.max(left, right) - conflict;
  const person = isPersonPair(a, b);
  const extraCost = person === 'no' || strong < 2 ? 1 : person === 'yes' ? 0.25 : 0.35;
  const conflictCost = person === 'no' ? 1 : 1.4;
  const whole = 2 * total + 2 * conflict * conflictCost + extra * extraCost;
  return whole === 0 ? 0 : (2 * shared) / whole;
}

/** Both names are in Chinese and their own words are not the same characters: the same sound is not the same name. */
function otherCharacters(a: PreparedName, b: PreparedName): boolean {
  return a.han !== '' && b.han !== '' && a.han !== b.han;
}

/** A name cut at the width of a column (`… AVIATION TECH`): all there is of it begins the other name. */
function cutScore(a: PreparedName, b: PreparedName): number {
  return Math.max(cutOf(a, b), cutOf(b, a));
}

/** Beginnings of legal forms that a cut can leave behind. */
const CUT_FORMS = ['coltd', 'colimited', 'companylimited', 'limited', 'ltd', 'limitedliabilitycompany'];

/** @param short the name that may be cut */
function cutOf(short: PreparedName, long: PreparedName): number {
  if (!short.cut || short.plain.length < 16 || !short.words.some((w) => w.role === 'core')) return 0;
  if (long.plain.startsWith(short.plain)) return 0.92;
  const left = short.plain.startsWith(long.plain) ? short.plain.slice(long.plain.length) : '';
  return left !== '' && CUT_FORMS.some((form) => form.startsWith(left)) ? 0.92 : 0;
}

const isNumber = (word: NameWord): boolean => word.role === 'number';
const isTelling = (word: NameWord): boolean => word.weight >= 0.25 && word.role !== 'minor' && word.role !== 'initial';
const isTown = (word: NameWord): boolean => word.role === 'place' && !REGIONS.has(word.key);

function object(
  a: PreparedName,
  b: PreparedName,
  { pairs, restA, restB }: Aligned,
  agree: boolean,
  out: Objection[],
  score: number,
  explain: boolean,
): void {
  if (otherCharacters(a, b)) {
    out.push({ atMost: REVIEW_AT_MOST, reason: 'other Chinese characters that sound the same' });
  }
  if (!agree) out.push({ atMost: CONFLICT_AT_MOST, reason: 'another kind of legal form' });
  const pick = (words: readonly NameWord[], rest: readonly number[], test: (word: NameWord) => boolean): NameWord[] => {
    const out: NameWord[] = [];
    for (const i of rest) {
      const word = words[i];
      if (word && test(word)) out.push(word);
    }
    return out;
  };
  const shown = (words: readonly NameWord[]): string => (explain ? words.map((w) => w.shown).join(' ') : '');

  const numbersA = pick(a.words, restA, isNumber);
  const numbersB = pick(b.words, restB, isNumber);
  if (numbersA.length + numbersB.length > 0) {
    out.push({
      atMost: numbersA.length > 0 && numbersB.length > 0 ? CONFLICT_AT_MOST : REVIEW_AT_MOST,
      reason: `another number: ${shown(numbersA) || 'none'} / ${shown(numbersB) || 'none'}`,
    });
  }
  for (const pair of pairs) {
    if (pair.like < 1 && a.words[pair.a[0] ?? -1]?.role === 'number') {
      const strokes = [...pair.a.map((i) => a.words[i]), ...pair.b.map((j) => b.words[j])];
      out.push({
        atMost: 0.87,
        reason: `Roman numerals one stroke apart: ${strokes.map((w) => w?.shown).join(' / ')}`,
      });
    }
  }
  const cut = score >= 0.92 && cutScore(a, b) > 0;
  if (cut) return;
  const tellingA = pick(a.words, restA, isTelling);
  const tellingB = pick(b.words, restB, isTelling);
  if (tellingA.length > 0 && tellingB.length > 0) {
    const atMost = ratherAlike(tellingA, tellingB) ? ALIKE_AT_MOST : CONFLICT_AT_MOST;
    out.push({ atMost, reason: `other words: ${shown(tellingA)} / ${shown(tellingB)}` });
  }
  const placesA = pick(a.words, restA, isTown);
  const placesB = pick(b.words, restB, isTown);
  if (placesA.length > 0 !== placesB.length > 0) {
    out.push({ atMost: REVIEW_AT_MOST, reason: `a place in one name only: ${shown(placesA) || shown(placesB)}` });
  }
  if (!a.chinese || !b.chinese) return;
  for (const pair of pairs) {
    if (pair.like === 1) continue;
    const x = pair.a.map((i) => a.words[i]).filter((w): w is NameWord => w !== undefined);
    const y = pair.b.map((j) => b.words[j]).filter((w): w is NameWord => w !== undefined);
    if (otherSyllables(x, y))
      out.push({ atMost: REVIEW_AT_MOST, reason: `another syllable: ${shown(x)} / ${shown(y)}` });
  }
}

/** One word each, with more letters in common than not: perhaps two slips, perhaps two companies. */
function ratherAlike(a: readonly NameWord[], b: readonly NameWord[]): boolean {
  const [x, y] = [a[0], b[0]];
  if (a.length !== 1 || b.length !== 1 || x?.role !== 'core' || y?.role !== 'core') return false;
  const [p, q] = [x.forms[0] ?? '', y.forms[0] ?? ''];
  const limit = Math.floor(Math.max(p.length, q.length) * 0.4);
  return editDistance(p, q, limit) <= limit;
}

function describe(a: PreparedName, b: PreparedName, { pairs, restA, restB }: Aligned): string[] {
  const out: string[] = [];
  const text = (name: PreparedName, indexes: readonly number[]): string =>
    indexes.map((i) => name.words[i]?.shown ?? '').join(' ');
  const unlike = pairs.filter((p) => p.like < 1);
  for (const pair of unlike) out.push(`spelt differently: ${text(a, pair.a)} / ${text(b, pair.b)}`);
  const joined = pairs.filter((p) => p.like === 1 && p.a.length !== p.b.length);
  for (const pair of joined) out.push(`written apart: ${text(a, pair.a)} / ${text(b, pair.b)}`);
  const crossed = pairs.filter((p) => p.like === 1 && script(text(a, p.a)) !== script(text(b, p.b)));
  if (crossed.length > 0) out.push(`same in another script: ${crossed.map((p) => text(b, p.b)).join(' ')}`);
  if (cutScore(a, b) > 0) out.push('one name is cut short');
  const speaking = (name: PreparedName, rest: readonly number[]): readonly number[] =>
    rest.filter((i) => name.words[i]?.role !== 'minor');
  const onlyA = speaking(a, restA);
  const onlyB = speaking(b, restB);
  if (onlyA.length > 0) out.push(`only in the first: ${text(a, onlyA)}`);
  if (onlyB.length > 0) out.push(`only in the second: ${text(b, onlyB)}`);
  if (out.length === 0) out.push('same words');
  return out;
}

const script = (text: string): string =>
  /\p{Script=Han}/u.test(text)
    ? 'Han'
    : /\p{Script=Cyrillic}/u.test(text)
      ? 'Cyrillic'
      : /[A-Za-z]/.test(text)
        ? 'Latin'
        : 'other';

/**
 * Scores two names as they stand in a file or list.
 * @param kind what both are, where known
 */
export function scoreNames(a: string, b: string, kind: NameKind | null = null): NameScore {
  return scorePrepared(prepareName(a, kind), prepareName(b, kind));
}
