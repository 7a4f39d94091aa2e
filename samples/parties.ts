/**
 * SYNTHETIC. The invented companies of the sample case and the ways in which their names are spelled. Tax numbers have
 * right check digits and belong to nobody that this program knows of.
 */
import type { Random } from './prng.ts';
import {
  CN_CITIES,
  CN_TRADES,
  OTHER_PLACES,
  OTHER_SYLLABLES,
  OTHER_TAILS,
  RU_CITIES,
  RU_HEADS,
  RU_STREETS,
  RU_TAILS,
  SYLLABLES,
} from './vocabulary.ts';

export type Layout = 'ru' | 'en';

export interface Party {
  /** Key in the truth; never in the data. */
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly address: string;
  readonly taxId: string;
  /** Owner group by a sourced statement that the story invents; '' where none. */
  readonly group: string;
  /** Spellings by file; the first is by far the commonest. */
  readonly spellings: Readonly<Record<Layout, readonly string[]>>;
}

const LOOK_ALIKE: Readonly<Record<string, string>> = {
  A: 'А',
  B: 'В',
  C: 'С',
  E: 'Е',
  H: 'Н',
  K: 'К',
  M: 'М',
  O: 'О',
  P: 'Р',
  T: 'Т',
  X: 'Х',
};

/** Replaces some Latin letters with the Cyrillic letters that look the same; at least one where any can be. */
export function lookAlike(random: Random, text: string): string {
  const at = [...text].flatMap((ch, i) => (ch in LOOK_ALIKE ? [i] : []));
  if (at.length === 0) return text;
  const must = random.pick(at);
  return [...text].map((ch, i) => (i === must || random.chance(0.3) ? (LOOK_ALIKE[ch] ?? ch) : ch)).join('');
}

/** One inner letter doubled, dropped or swapped with the next. */
export function typo(random: Random, text: string): string {
  const word = random.pick([...text.matchAll(/\p{L}{5,}/gu)].map((m) => m.index + 2)) ?? 2;
  const a = text[word] ?? '';
  switch (random.int(0, 2)) {
    case 0:
      return text.slice(0, word) + a + text.slice(word);
    case 1:
      return text.slice(0, word) + text.slice(word + 1);
    default:
      return text.slice(0, word) + (text[word + 1] ?? '') + a + text.slice(word + 2);
  }
}

/** A ten-digit Russian tax number (INN) with its check digit. Source: order of the tax service on the INN's structure. */
export function inn(random: Random, region: string): string {
  const body = region + random.digits(7);
  const weights = [2, 4, 10, 3, 5, 9, 4, 6, 8];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(body[i]), 0);
  return body + String((sum % 11) % 10);
}

const titled = (text: string): string => text.toLowerCase().replace(/(^|[\s(])\p{L}/gu, (m) => m.toUpperCase());

export interface ChineseNames {
  readonly latin: string;
  readonly han: string;
  readonly cyrillic: string;
}

/** A seller from China or Hong Kong. `core` fixes the invented word, so that sister companies can share it. */
export function chineseParty(
  random: Random,
  id: string,
  core: readonly (readonly [string, string, string])[],
  hongKong: boolean,
): Party {
  const city = hongKong ? (['HONG KONG', '香港', 'ГОНКОНГ'] as const) : random.pick(CN_CITIES);
  const trade = random.pick(CN_TRADES);
  const word = core.map((s) => s[0]).join('');
  const stem = hongKong ? `${word} ${trade[0]} (HK)` : `${city[0]} ${word} ${trade[0]}`;
  const name = `${stem} ${hongKong ? 'CO., LIMITED' : 'CO., LTD'}`;
  const cyrillic = `${hongKong ? 'ГОНКОНГ' : city[2]} ${core.map((s) => s[2]).join('')} ${trade[2]} КО., ЛТД`;
  const han = `${hongKong ? '香港' : city[1]}${core.map((s) => s[1]).join('')}${trade[1]}有限公司`;
  const variants = [`${stem} CO.,LTD.`, `${stem} COMPANY LIMITED`, `${stem} CO LTD`, titled(name)];
  return {
    id,
    name,
    country: hongKong ? 'HK' : 'CN',
    address: hongKong
      ? `UNIT ${random.int(1, 20)}, ${random.int(2, 30)}/F, ${random.int(3, 400)} INVENTED ROAD, HONG KONG`
      : `NO. ${random.int(1, 300)} INVENTED ROAD, ${city[0]}, CHINA`,
    taxId: '',
    group: '',
    spellings: {
      ru: [name, ...variants, lookAlike(random, name), typo(random, name), cyrillic, `${name}, ${city[0]}, CHINA`],
      en: [
        name,
        ...variants,
        typo(random, name),
        han,
        stem.replace(word, core.map((s) => s[0]).join(' ')) + ' CO., LTD',
      ],
    },
  };
}

/** Distinct invented words of two or three syllables. */
export function* cores(random: Random): Generator<readonly (readonly [string, string, string])[], never> {
  const seen = new Set<string>();
  for (;;) {
    const core = random.shuffle(SYLLABLES).slice(0, random.chance(0.6) ? 2 : 3);
    const word = core.map((s) => s[0]).join('');
    if (seen.has(word)) continue;
    seen.add(word);
    yield core;
  }
}

const LATIN: Readonly<Record<string, string>> = Object.fromEntries(
  [...'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ'].map((ch, i) => [
    ch,
    'A B V G D E ZH Z I Y K L M N O P R S T U F KH TS CH SH SHCH  Y  E YU YA'.split(' ')[i] ?? '',
  ]),
);
export const latinised = (text: string): string => [...text].map((ch) => LATIN[ch] ?? ch).join('');

/** An invented Russian company name. */
export const russianWord = (random: Random): string =>
  random.pick(RU_HEADS) + random.pick(RU_TAILS) + (random.chance(0.3) ? ' ПЛЮС' : '');

/** A Russian buyer. Two with one name and different tax numbers are two companies. */
export function russianParty(random: Random, id: string, word: string): Party {
  const [city, region] = random.pick(RU_CITIES);
  const taxId = inn(random, region);
  const latin = latinised(word);
  const full = `ООО "${word}"`;
  return {
    id,
    name: full,
    country: 'RU',
    address: `РОССИЯ, Г. ${city}, УЛ. ${random.pick(RU_STREETS)}, Д. ${random.int(1, 120)}`,
    taxId,
    group: '',
    spellings: {
      ru: [
        full,
        `ООО ${word}`,
        `"${word}" ООО`,
        `ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ "${word}"`,
        `${full} ИНН ${taxId}`,
      ],
      en: [`OOO "${latin}"`, `LLC ${latin}`, full, `${latin} LLC`],
    },
  };
}

/** Makes a generator of words give each word once. */
export function distinct(make: () => string): () => string {
  const seen = new Set<string>();
  return () => {
    for (;;) {
      const word = make();
      if (seen.has(word)) continue;
      seen.add(word);
      return word;
    }
  };
}

/** An invented word for a company anywhere else. */
export const otherWord = (random: Random): string =>
  random.pick(OTHER_SYLLABLES[0]) + random.pick(OTHER_SYLLABLES[1]) + random.pick(OTHER_SYLLABLES[2]);

/** A seller or buyer anywhere else. */
export function otherParty(random: Random, id: string, word: string, country?: string): Party {
  const place = OTHER_PLACES.find(([c]) => c === country) ?? random.pick(OTHER_PLACES);
  const name = `${word} ${random.pick(OTHER_TAILS)} ${place[2]}`;
  return {
    id,
    name,
    country: country ?? place[0],
    address: `${random.int(1, 200)} INVENTED STREET, ${place[1]}`,
    taxId: '',
    group: '',
    spellings: { ru: [name, titled(name)], en: [name, titled(name)] },
  };
}

/** A party with a name that the story fixes. */
export function namedParty(party: Omit<Party, 'spellings'>, more: readonly string[] = []): Party {
  return { ...party, spellings: { ru: [party.name, ...more], en: [party.name, ...more] } };
}

/** How the party is written on one declaration: mostly the first spelling. */
export function spelled(random: Random, party: Party, layout: Layout): string {
  const all = party.spellings[layout];
  return random.chance(0.6) ? all[0]! : random.pick(all);
}
