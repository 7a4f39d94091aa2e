import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideBrand, namesNobody, type BrandDecision, type BrandInput } from './decide.ts';
import { defaultDictionary } from './default.ts';
import { MAX_TEXT, fold } from './fold.ts';

const record = (input: Partial<BrandInput>): BrandDecision | null =>
  decideBrand(defaultDictionary(), {
    brand: null,
    manufacturer: null,
    model: null,
    description: null,
    descriptionEn: null,
    hsCode: null,
    ...input,
  });
const brandOf = (description: string, more: Partial<BrandInput> = {}): string | null =>
  record({ description, ...more })?.brand ?? null;

describe('evidence', () => {
  it('takes the declared trademark before the manufacturer before the description', () => {
    const all = { brand: 'AUTEL', manufacturer: 'SHENZHEN HUBSAN TECHNOLOGY', description: 'QUADCOPTER DJI MAVIC 3' };
    expect(record(all)).toMatchObject({ brand: 'Autel', evidence: 'declared', matchedText: 'AUTEL' });
    expect(record({ ...all, brand: 'N/A' })).toMatchObject({ brand: 'Hubsan', evidence: 'manufacturer' });
    expect(record({ ...all, brand: '-', manufacturer: '' })).toMatchObject({ brand: 'DJI', evidence: 'description' });
  });

  it('shows the matched text as it stands', () => {
    expect(record({ description: 'Дрон ДжиАй Мавик' })?.matchedText).toBe('ДжиАй');
    expect(record({ description: 'DRONE D.J.I MINI 2' })?.matchedText).toBe('D.J.I');
  });

  it('gives the owner group of the dictionary and keeps the brand', () => {
    expect(record({ brand: 'iFlight', description: 'FPV DRONE' })).toMatchObject({
      brand: 'iFlight',
      ownerGroup: 'DJI',
    });
  });

  it('makes no row of a trademark that it does not know, whatever the text mentions', () => {
    expect(brandOf('QUADCOPTER PROPELLERS DJI MAVIC 3', { brand: 'STARTEK' })).toBeNull();
  });
});

describe('spellings', () => {
  it.each([
    ['DRONE D J I MAVIC', 'DJI'],
    ['DRONE D-J-I', 'DJI'],
    ['КВАДРОКОПТЕР АУТЕЛЬ ЭВО 2', 'Autel'],
    ['QUADCOPTER EVO-II PRO', 'Autel'],
    ['QUADCOPTER EVOII PRO', 'Autel'],
    ['КВАДРОКОПТЕР МАВИК-3', 'DJI'],
    ['大疆御3无人机', 'DJI'],
    ['UAV DЈІ', 'DJI'],
    ['БПЛА НUВSАN', 'Hubsan'],
    ['ДРОН ＤＪＩ', 'DJI'],
    ['ДРОН D\u0332J\u0332I\u0332', 'DJI'],
    ['DRONE AUTLE', 'Autel'],
    ['DRONE DIJ', 'DJI'],
    ['DRONE HOLLY STONE HS720', 'Holy Stone'],
    ['КВАДРОКОПТЕР ДЖЕЙ ДЖЕЙ АР СИ', 'JJRC'],
    ['КВАДРОКОПТЕР ПОТЕНСИК', 'Potensic'],
  ])('%s is %s', (text, brand) => expect(brandOf(text)).toBe(brand));

  it('keeps to word boundaries', () => {
    for (const text of ['COFFEE DJIBOUTI', 'РУКОЯТКА ДРОНА', 'SEMAX DRONE', 'КАССА ЭВОТОР'])
      expect(brandOf(text)).toBeNull();
  });

  it('meets a misspelling only where the text is about such goods', () => {
    expect(brandOf('FURNITURE AUTLE')).toBeNull();
    expect(brandOf('A U T E L WOODEN TABLE')).toBeNull();
  });
});

describe('traps', () => {
  it.each([
    'БАТАРЕЯ, СОВМЕСТИМАЯ С DJI MAVIC 3',
    'BATTERY COMPATIBLE WITH DJI MAVIC 3 DRONE',
    'ЧЕХОЛ ДЛЯ КВАДРОКОПТЕРА DJI AIR 2S',
    'CASE FOR DRONES PARROT, DJI AND AUTEL',
    'ПРОПЕЛЛЕРЫ ДЛЯ MAVIC 3',
    'КВАДРОКОПТЕР, АНАЛОГ DJI MAVIC',
    'DRONE SIMILAR TO AUTEL EVO II',
    'QUADCOPTER MAVIC-STYLE',
    'DJI-COMPATIBLE DRONE BATTERY',
    'FPV DRONE WITH DJI O3 AIR UNIT',
    'КВАДРОКОПТЕР С ЦИФРОВОЙ ВИДЕОСИСТЕМОЙ DJI',
    'БАТАРЕЯ DJI MAVIC, НЕОРИГИНАЛЬНАЯ, ДЛЯ ДРОНА',
    '适用于大疆御3的电池',
    'ПРОПЕЛЛЕРЫ ДРОНА MAVIC 3, ТОВ. ЗНАК: STARTEK',
  ])('%s names no maker', (text) => expect(brandOf(text)).toBeNull());

  it.each([
    ['BICYCLE WHEELS MAVIC COSMIC', { brand: 'MAVIC' }],
    ['INDUSTRIAL COMPRESSOR', { brand: 'EMAX' }],
    ['ENGINE OIL EVO II 5W-40', {}],
    ['SNEAKERS AIR 2S', {}],
    ['SEA SALT, DJIBOUTI (DJI)', {}],
    ['LED BULB', { brand: 'POWER VISION' }],
    ['PALLETS', { manufacturer: 'GUANGZHOU IFLIGHT CARGO LOGISTICS CO., LTD' }],
  ])('%s is no drone maker', (description, more) => expect(brandOf(description, more)).toBeNull());

  it('leaves the brand with the maker of the whole', () => {
    expect(brandOf('QUADCOPTER BETAFPV PAVO30 WITH DJI O3 AIR UNIT')).toBe('BetaFPV');
    expect(brandOf('КВАДРОКОПТЕР С КАМЕРОЙ, DJI MAVIC 3')).toBe('DJI');
  });

  it('keeps original parts and other goods of a brand', () => {
    expect(brandOf('АККУМУЛЯТОР DJI TB60 ДЛЯ БПЛА')).toBe('DJI');
    expect(brandOf('ГРОМКОГОВОРИТЕЛЬ ДЛЯ БПЛА CZI MP130')).toBe('CZI');
    expect(brandOf('СТАБИЛИЗАТОР DJI OSMO MOBILE')).toBe('DJI');
    expect(brandOf('CAR SCANNER', { brand: 'AUTEL' })).toBe('Autel');
    expect(brandOf('КВАДРОКОПТЕР DJI MINI 3 (АНАЛОГОВ НЕТ)')).toBe('DJI');
  });
});

describe('hostile text', () => {
  it('never throws, and matches what is in the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (noise) => {
        const decision = record({ description: `DRONE ${noise} DJI MAVIC 3` });
        if (decision !== null)
          expect(`DRONE ${noise} DJI MAVIC 3`.normalize('NFKC').replace(/\p{Cf}/gu, '')).toContain(
            decision.matchedText,
          );
      }),
      { numRuns: 300 },
    );
  });

  it('reads a bounded part of a very long text', () => {
    expect(fold('D J I '.repeat(100_000)).text.length).toBeLessThanOrEqual(MAX_TEXT);
    expect(brandOf(`DRONE DJI ${'a.'.repeat(100_000)}`)).toBe('DJI');
  });
});

it('knows what names nobody', () => {
  for (const cell of [
    null,
    '',
    '-',
    'N/A',
    'NULL',
    '-0-',
    'ОТСУТСТВУЕТ',
    'Без товарного знака',
    'no brand',
    '无品牌',
    'КИТАЙ',
  ])
    expect(namesNobody(cell)).toBe(true);
  for (const cell of ['DJI', 'NONEXX', 'CHINA AUTEL']) expect(namesNobody(cell)).toBe(false);
});
