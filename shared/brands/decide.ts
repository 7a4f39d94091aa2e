/**
 * Decides which brand a record is of. Evidence in order: the declared trademark, the manufacturer, the description (with the
 * model column). The brand is the maker of the goods: not what they are for, compatible with or like, and not a component.
 */
import type { BrandEntry, CompiledDictionary } from './dictionary.ts';
import {
  findMisspelled,
  findTerms,
  hasContext,
  saysExcluded,
  saysNotOriginal,
  speaksOfParts,
  Surroundings,
  type Found,
} from './find.ts';
import { fold, type Folded } from './fold.ts';

/** What a record says about its goods. Null and empty are the same. */
export interface BrandInput {
  readonly brand: string | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly description: string | null;
  readonly descriptionEn: string | null;
  readonly hsCode: string | null;
}

export interface BrandDecision {
  readonly brand: string;
  readonly ownerGroup: string | null;
  readonly evidence: 'declared' | 'manufacturer' | 'description';
  /** As it stands in the record (after compatibility normalisation). */
  readonly matchedText: string;
  /** 0..1: how sure the rule is; not a probability. */
  readonly confidence: number;
}

/** Tokens that say "no trademark". Skeleton-free: compared after upper-casing. */
const NOTHING =
  /ОТСУТСТВ|НЕ УКАЗАН|НЕ ОБОЗНАЧ|НЕ ОПРЕДЕЛ|НЕ МАРКИР|НЕ ИМЕЕТ|НЕ ЗАРЕГ|БЕЗ ТОВ|БЕЗ ТОРГ|БЕЗ МАРК|БЕЗ БРЕНД|БЕЗ ОБОЗН|НЕТ ДАННЫХ|НЕИЗВЕСТ|НЕТ ИНФ|NO ?BRAND|NO ?NAME|NO ?TRADE|NO ?MARK|NOT SPEC|NOT STATED|NOT AVAIL|NOT APPL|UNBRAND|UNKNOWN|UNSPEC|ABSENT|MISSING|WITHOUT|GENERIC|无牌|无品牌|无商标|^无$|未知/u;
const NOTHING_WHOLE = new Set('НЕТ NULL NONE NIL N A NA OEM ODM NO NAN Б Н БН КИТАЙ CHINA PRC КНР'.split(' '));

/** Whether a trademark or manufacturer cell names nobody. */
export function namesNobody(cell: string | null): boolean {
  if (cell === null) return true;
  const upper = cell.toUpperCase();
  const words = upper.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.every((w) => NOTHING_WHOLE.has(w) || /^\d+$/.test(w)) || NOTHING.test(upper);
}

/** Trades that a company of the same name is in, and legal forms of other countries: a namesake, not the maker. */
const NAMESAKE =
  /\b(?:CARGO|LOGISTICS?|FREIGHT|FORWARD\w*|EXPRESS|SHIPPING|TRANSPORT\w*|FOODS?|TEXTILES?|GARMENTS?|FURNITURE|OPTICS?|PHARM\w*|CHEMICALS?|COSMETICS?|MEDICAL|JEWELRY|SEAFOOD|RESTAURANT|HOTEL|TRAVEL|GMBH|S\.?R\.?L|S\.?P\.?A|S\.?A\.?S|PTY|A\.?S|OY|AB|AG|B\.?V)\b|ЛОГИСТИК|КАРГО|ЭКСПРЕСС/;

interface Reading {
  readonly folded: Folded;
  readonly found: readonly Found[];
}

/** Cells of trademarks and manufacturers repeat; each is read once per dictionary. */
const cells = new WeakMap<CompiledDictionary, Map<string, Reading | null>>();
const MAX_CELLS = 50_000;

function readText(dictionary: CompiledDictionary, text: string | null): Reading | null {
  if (text === null || text === '') return null;
  const folded = fold(text);
  return { folded, found: findTerms(dictionary, folded) };
}

/** The reading of a cell of its own; null where it names nobody. */
function readCell(dictionary: CompiledDictionary, cell: string | null): Reading | null {
  if (cell === null || cell === '') return null;
  let seen = cells.get(dictionary);
  if (seen === undefined) cells.set(dictionary, (seen = new Map()));
  const known = seen.get(cell);
  if (known !== undefined) return known;
  const read = namesNobody(cell) ? null : readText(dictionary, cell);
  if (seen.size < MAX_CELLS) seen.set(cell, read);
  return read;
}

/** Decides one record. The same input gives the same answer. */
export function decideBrand(dictionary: CompiledDictionary, input: BrandInput): BrandDecision | null {
  const description = readText(dictionary, input.description);
  const english = readText(dictionary, input.descriptionEn);
  const texts = [description, english].filter((t) => t !== null);
  const hs = (input.hsCode ?? '').replace(/\D/g, '');
  const inContext =
    dictionary.source.context.hs.some((code) => hs.startsWith(code)) ||
    texts.some((t) => hasContext(dictionary, t.folded));
  const ofParts = texts.some((t) => speaksOfParts(dictionary, t.folded));
  const excluded = (brand: BrandEntry): boolean => texts.some((t) => saysExcluded(dictionary, brand, t.folded));
  const mood: Mood = { inContext, ofParts, excluded };
  const decided = choose(dictionary, input, description, english, mood);
  // Asked last: most records name nothing.
  return decided !== null && texts.some((t) => saysNotOriginal(dictionary, t.folded)) ? null : decided;
}

function choose(
  dictionary: CompiledDictionary,
  input: BrandInput,
  description: Reading | null,
  english: Reading | null,
  mood: Mood,
): BrandDecision | null {
  const bold: Mood = { ...mood, inContext: mood.inContext || mood.ofParts };
  const inFull = (reading: Reading): Reading =>
    !bold.inContext || reading.found.some((f) => f.term.kind === 'alias')
      ? reading
      : { ...reading, found: [...reading.found, ...findMisspelled(dictionary, reading.folded)] };

  const declared = readCell(dictionary, input.brand);
  if (declared !== null) {
    const best = bestIn(dictionary, inFull(declared), bold, 'cell');
    if (best !== null) return decision(best, declared.folded, 'declared', 0.99);
  }
  const maker = NAMESAKE.test((input.manufacturer ?? '').toUpperCase())
    ? null
    : readCell(dictionary, input.manufacturer);
  if (maker !== null) {
    const found = maker.found.filter((f) => f.term.kind === 'alias');
    const best = bestIn(dictionary, { folded: maker.folded, found }, bold, 'cell');
    if (best !== null) return decision(best, maker.folded, 'manufacturer', 0.97);
  }
  // A trademark that is not in the dictionary is evidence too: whatever the text mentions, the goods are of somebody else.
  if (declared !== null) return null;

  const full = description === null ? null : inFull(description);
  const inText = full === null ? null : bestIn(dictionary, full, mood, 'text');
  if (inText !== null) return decision(inText, description!.folded, 'description', 0.95);
  const model = readCell(dictionary, input.model);
  const inModel = model === null ? null : bestIn(dictionary, inFull(model), mood, 'cell');
  if (inModel !== null) return decision(inModel, model!.folded, 'description', 0.93);
  // The translation is asked only where the original names nothing: what it calls "for" must not become "of".
  if (english === null || (full !== null && full.found.length > 0)) return null;
  const inEnglish = bestIn(dictionary, inFull(english), mood, 'text');
  return inEnglish === null ? null : decision(inEnglish, english.folded, 'description', 0.9);
}

/** What the record is about. */
interface Mood {
  /** The goods of the dictionary. */
  readonly inContext: boolean;
  /** Something that may be a part of them. */
  readonly ofParts: boolean;
  /** Whether a word stands beside which the brand is not meant. */
  readonly excluded: (brand: BrandEntry) => boolean;
}

/**
 * The term that names the maker.
 * @param where in a cell of its own a name stands for itself; in a text it must be long or stand beside a product of its brand
 *   where the text is not about the dictionary's goods
 */
function bestIn(
  dictionary: CompiledDictionary,
  { folded, found }: Reading,
  mood: Mood,
  where: 'cell' | 'text',
): Found | null {
  if (found.length === 0) return null;
  const around = new Surroundings(dictionary, folded, found);
  if (where === 'text' && around.statesAnother(folded.text)) return null;
  const trapped = new Set<Found>();
  for (const one of found) if (around.trap(one) !== null) trapped.add(one);
  // "for Parrot, DJI and Autel": what holds for one holds for the list.
  for (const one of found) {
    const before = [...trapped].filter((t) => t.to <= one.from);
    if (!around.isStated(one) && before.some((t) => around.inOneList(t, one))) trapped.add(one);
    // A model of a trapped brand beside it is trapped with it.
    if (before.some((t) => t.term.brand === one.term.brand && one.from - t.to <= 3)) trapped.add(one);
  }
  const usable = found.filter((one) => {
    const { term } = one;
    if (trapped.has(one) || term.kind === 'part' || term.kind === 'other_goods' || mood.excluded(term.brand))
      return false;
    // A model that two brands have tells neither.
    if (term.kind === 'model' && isShared(found, one)) return false;
    if (term.realWord && !around.followedBy(one, ['model', 'part'])) return false;
    if (mood.inContext) return true;
    // A name with its own product beside it needs no other words around it; split or misspelled, it needs some.
    if (term.kind === 'alias' && around.followedBy(one, ['model'])) {
      if (mood.ofParts || !(one.split || term.misspelled)) return true;
    }
    if (term.weak || one.split || term.kind === 'model') return false;
    if (where === 'cell' || mood.ofParts) return true;
    return (
      folded.text.slice(folded.atoms[one.from]!.start, folded.atoms[one.to - 1]!.end).length >= 5 ||
      around.followedBy(one, ['model', 'part', 'other_goods'])
    );
  });
  const declaredInText = found.filter((one) => around.isStated(one));
  const pool = usable.some((u) => declaredInText.includes(u))
    ? usable.filter((u) => declaredInText.includes(u))
    : usable;
  return pool.reduce<Found | null>((best, one) => (best === null || rank(one) < rank(best) ? one : best), null);
}

const isShared = (found: readonly Found[], one: Found): boolean =>
  found.some(
    (f) => f.term.kind === 'model' && f.from === one.from && f.to === one.to && f.term.brand !== one.term.brand,
  );

/** Names before models, right spellings before wrong ones, then the first in the text, then the longest. */
const rank = (one: Found): number =>
  (one.term.kind === 'alias' ? 0 : 2e6) + (one.term.misspelled ? 1e6 : 0) + one.from * 100 - (one.to - one.from);

function decision(best: Found, folded: Folded, evidence: BrandDecision['evidence'], confidence: number): BrandDecision {
  const { term } = best;
  const less = (term.misspelled ? 0.12 : 0) + (term.kind === 'model' ? 0.08 : 0) + (best.split ? 0.03 : 0);
  return {
    brand: term.brand.brand,
    ownerGroup: term.brand.owner?.group ?? null,
    evidence,
    matchedText: folded.text.slice(folded.atoms[best.from]!.start, folded.atoms[best.to - 1]!.end),
    confidence: Number((confidence - less).toFixed(2)),
  };
}
