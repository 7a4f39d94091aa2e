/** SYNTHETIC. Makes single goods lines: what is sold, how its brand shows, what it is declared as. */
import {
  ANALOG_TEXTS,
  BRAND_OTHER_TEXTS,
  DRONE_TEXTS,
  MILITARY,
  MODEL_TEXTS,
  NOT_MILITARY,
  OTHER_TEXTS,
  PART_TEXTS,
  THIRD_PARTY_TEXTS,
  TRAP_TEXTS,
  VAGUE_TEXTS,
  type Text,
} from './goods.ts';
import type { Evidence, Line } from './model.ts';
import { lookAlike, type Layout } from './parties.ts';
import type { Random } from './prng.ts';
import { BRANDS, type BrandWords } from './vocabulary.ts';

const EMPTY_BRAND: Readonly<Record<Layout, readonly string[]>> = {
  ru: ['', '', 'ОТСУТСТВУЕТ', 'НЕ ОБОЗНАЧЕН', 'БЕЗ ТОВАРНОГО ЗНАКА', 'NULL'],
  en: ['', '', 'NO BRAND', 'N/A', 'NULL', '-0-'],
};

const fill = (random: Random, text: Text, layout: Layout, brand: string, model: string, kg: number): string =>
  text[layout]
    .replace('{b}', brand)
    .replace('{m}', model)
    .replace('{w}', String(kg))
    .replace('{n}', `${random.pick(['BT', 'KR', 'SN', 'VL'])}-${random.int(1000, 9999)}`);

/** How the brand shows on a line, and the spelling used. Chinese letters exist in the UTF-8 file only. */
function showBrand(random: Random, words: BrandWords, layout: Layout, alone: boolean): [Evidence, string] {
  const kind = random.weighted<Evidence>([
    ['declared', 20],
    ['manufacturer', 9],
    ['latin', 38],
    ['cyrillic', words.cyrillic.length > 0 ? 10 : 0],
    ['chinese', layout === 'en' && words.chinese.length > 0 ? 8 : 0],
    ['variant', words.variants.length > 0 ? 6 : 0],
    ['misspelled', words.misspelled.length > 0 ? 5 : 0],
    ['look_alike', /[ABCEHKMOPTX]/.test(words.latin[0]!.toUpperCase()) ? 5 : 0],
    ['model', alone ? 8 : 0],
  ]);
  switch (kind) {
    case 'cyrillic':
      return [kind, random.pick(words.cyrillic)];
    case 'chinese':
      return [kind, random.pick(words.chinese)];
    case 'variant':
      return [kind, random.pick(words.variants)];
    case 'misspelled':
      return [kind, random.pick(words.misspelled)];
    case 'look_alike':
      return [kind, lookAlike(random, words.latin[0]!.toUpperCase())];
    case 'model':
      return [kind, ''];
    default:
      return [kind, random.pick(words.latin)];
  }
}

/** The ten-digit heading of a drone by weight and date. Source: headings 8806.21–8806.24 of HS 2022; before that 8802.11. */
function droneHeading(random: Random, kg: number, date: string, toy: boolean): string {
  if (toy && random.chance(0.4)) return '9503009909';
  if (date < '2022-01-01') return random.pick(['8802110003', '8525803000']);
  if (random.chance(0.09)) return random.pick(['9503009909', '8525890000', '8802110003', '8543709000']);
  if (kg <= 0.25) return '8806210009';
  if (kg <= 7) return '8806220009';
  return kg <= 25 ? '8806230000' : '8806240000';
}

const money = (random: Random, usd: number, quantity: number, sigma: number): number =>
  Math.max(100, Math.round(usd * quantity * random.skewed(sigma) * 100));

const blank = { military: '', outlier: false, misdeclared: false } as const;

/** A whole drone (or, one time in five, an original part) of a brand. */
export function brandLine(random: Random, words: BrandWords, layout: Layout, date: string): Line {
  const [model, usd, kg, alone] = random.pick(words.models);
  const part = random.chance(0.2) ? random.pick(PART_TEXTS) : null;
  const [evidence, spelling] = showBrand(random, words, layout, alone === 'alone' && part === null);
  const cellOnly = evidence === 'declared' || evidence === 'manufacturer';
  const military =
    part !== null
      ? ''
      : random.weighted<Line['military']>([
          ['', 80],
          ['no', 18],
          ['yes', 2],
        ]);
  const suffix = military === '' ? '' : (military === 'yes' ? MILITARY : NOT_MILITARY)[layout];
  const text =
    part !== null
      ? part[0]
      : cellOnly
        ? random.pick(VAGUE_TEXTS)
        : evidence === 'model'
          ? random.pick(MODEL_TEXTS)
          : random.pick(DRONE_TEXTS);
  const unit = part?.[2] ?? usd;
  const quantity = Math.max(1, Math.round((3200 / unit) * random.skewed(0.8)));
  const hs = part?.[1] ?? droneHeading(random, kg, date, words.toy ?? false);
  const shown = cellOnly ? '' : spelling;
  return {
    ...blank,
    category: part === null ? 'drone' : 'part',
    brand: words.brand,
    evidence,
    description: (fill(random, text, layout, shown, cellOnly ? '' : model, kg) + suffix).replace(/ {2,}/g, ' ').trim(),
    brandCell: evidence === 'declared' ? spelling : random.pick(EMPTY_BRAND[layout]),
    makerCell: evidence === 'manufacturer' ? words.maker : '',
    modelCell: evidence === 'declared' && random.chance(0.3) ? model : '',
    hs,
    origin: 'CN',
    quantity,
    cents: money(random, unit, quantity, 0.18),
    netKg: (part === null ? kg : 0.15) * quantity,
    military,
    misdeclared: part === null && !words.toy && kg >= 0.249 && date >= '2022-01-01' && !hs.startsWith('8806'),
  };
}

/** A drone whose maker the record does not tell; one in six is said to be like a known one. */
export function unknownLine(random: Random, layout: Layout, date: string): Line {
  const analog = random.chance(0.17);
  const like = random.pick(BRANDS.slice(0, 2));
  const kg = random.pick([0.249, 0.6, 0.9, 1.4]);
  const quantity = Math.max(1, Math.round(4 * random.skewed(0.7)));
  return {
    ...blank,
    category: analog ? 'analog' : 'unknown',
    brand: '',
    evidence: '',
    description: fill(
      random,
      random.pick(analog ? ANALOG_TEXTS : VAGUE_TEXTS),
      layout,
      like.latin[0]!,
      like.models[0]![0],
      kg,
    ),
    brandCell: random.pick(EMPTY_BRAND[layout]),
    makerCell: '',
    modelCell: '',
    hs: droneHeading(random, kg, date, true),
    origin: 'CN',
    quantity,
    cents: money(random, 700, quantity, 0.4),
    netKg: kg * quantity,
  };
}

/** A line that a careless rule takes for a drone brand: third-party parts, other goods of a brand, look-alike words. */
export function trapLine(random: Random, layout: Layout): Line {
  const words = random.pick(BRANDS.slice(0, 5));
  const quantity = random.int(5, 200);
  const make = (
    category: Line['category'],
    brand: string,
    text: Text,
    spelling: string,
    hs: string,
    usd: number,
    model: string,
  ): Line => ({
    ...blank,
    category,
    brand,
    evidence: brand === '' ? '' : 'latin',
    description: fill(random, text, layout, spelling, model, 1),
    brandCell: random.pick(EMPTY_BRAND[layout]),
    makerCell: '',
    modelCell: '',
    hs,
    origin: 'CN',
    quantity,
    cents: money(random, usd, quantity, 0.2),
    netKg: quantity * 0.5,
  });
  switch (random.int(0, 5)) {
    case 0: {
      const [text, hs, usd] = random.pick(THIRD_PARTY_TEXTS);
      return make('third_party', '', text, words.latin[0]!, hs, usd, random.pick(words.models)[0]);
    }
    case 1: {
      const [brand, text, hs, usd] = random.pick(BRAND_OTHER_TEXTS);
      return make('brand_other', brand, text, brand.toUpperCase(), hs, usd, '');
    }
    default: {
      const [text, hs, usd] = random.pick(TRAP_TEXTS);
      return make('trap', '', text, '', hs, usd, '');
    }
  }
}

/** Anything else that is traded. */
export function otherLine(random: Random, layout: Layout, origin: string): Line {
  const [text, hs, usd, kg, mark] = random.pick(OTHER_TEXTS);
  const outlier = random.chance(0.0016);
  const quantity = Math.max(1, Math.round((20_000 / usd) * 0.2 * random.skewed(0.6)));
  return {
    ...blank,
    category: 'other',
    brand: '',
    evidence: '',
    description: fill(random, text, layout, '', '', kg),
    brandCell: mark === '' ? random.pick(EMPTY_BRAND[layout]) : mark,
    makerCell: '',
    modelCell: '',
    hs,
    origin,
    quantity,
    cents: money(random, outlier ? usd * random.pick([40, 0.02]) : usd, quantity, 0.15),
    netKg: kg * quantity,
    outlier,
  };
}
