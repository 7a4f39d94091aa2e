/**
 * SYNTHETIC. The story of the sample case, in the shape of a news report of March 2023: nearly seventy sellers, 26 brands,
 * a little over 12 million USD of drones and parts from China to Russia after the invasion; one brand with about half of
 * it, some of it sold by a company of its own group after it said that it had stopped; a second brand with about two
 * million; small middlemen; goods that cannot be attributed; legs through third countries.
 */
import { brandLine, otherLine, trapLine, unknownLine } from './lines.ts';
import {
  AUTEL_LAST,
  CLAIM,
  FIRST_DAY,
  INVASION,
  LAST_DAY,
  addDays,
  daysBetween,
  type Declaration,
  type Line,
} from './model.ts';
import {
  chineseParty,
  cores,
  distinct,
  namedParty,
  otherParty,
  otherWord,
  russianParty,
  russianWord,
  type Layout,
  type Party,
} from './parties.ts';
import type { Random } from './prng.ts';
import { BRANDS, DELETED_BRAND, FOREIGN, type BrandWords } from './vocabulary.ts';

/** A leg into a hub country and the leg on to Russia. */
export interface Pair {
  readonly first: Declaration;
  readonly second: Declaration;
  readonly why: 'planted' | 'too late' | 'other quantity' | 'second before first';
}

export interface Story {
  readonly declarations: readonly Declaration[];
  readonly pairs: readonly Pair[];
  /** Declarations that exist only in deleted rows. */
  readonly annulled: readonly Declaration[];
  readonly sellers: readonly Party[];
  readonly sisters: readonly (readonly [Party, Party])[];
  readonly homonyms: readonly (readonly [Party, Party])[];
  readonly parties: readonly Party[];
}

const OFFICES = ['10702070', '10719110', '10418010', '10228010', '10612050', '10805010'];
const CURRENCIES = [
  ['USD', 1, 74.2],
  ['CNY', 0.145, 10.7],
  ['EUR', 1.06, 79.3],
  ['RUB', 0.0135, 1],
] as const;

/** Builds the story. All randomness comes from `random`. */
export function tell(random: Random): Story {
  const core = cores(random);
  const next = () => core.next().value;
  const direct = namedParty(
    {
      id: 'S001',
      name: 'IFLIGHT DIRECT SALES (HK) CO., LIMITED',
      country: 'HK',
      address: 'UNIT 9, 9/F, 9 INVENTED ROAD, HONG KONG',
      taxId: '',
      group: 'DJI',
    },
    ['IFLIGHT DIRECT SALES (HK) CO.,LTD.', 'Iflight Direct Sales (Hk) Co., Limited'],
  );
  const maker = namedParty(
    {
      id: 'S000',
      name: 'DJI EXPORT HOUSE (ZHUHAI) CO., LTD',
      country: 'CN',
      address: 'NO. 1 INVENTED ROAD, ZHUHAI, CHINA',
      taxId: '',
      group: 'DJI',
    },
    [],
  );
  const namesake = namedParty({
    id: 'N001',
    name: 'GUANGZHOU IFLIGHT FREIGHT CO., LTD',
    country: 'CN',
    address: 'NO. 77 INVENTED ROAD, GUANGZHOU, CHINA',
    taxId: '',
    group: '',
  });

  const middlemen: Party[] = [];
  const sisters: [Party, Party][] = [];
  const seller = (hongKong: boolean, word = next()): Party => {
    const party = chineseParty(random, `S${String(middlemen.length + 2).padStart(3, '0')}`, word, hongKong);
    middlemen.push(party);
    return party;
  };
  for (let i = 0; i < 5; i += 1) {
    const word = next();
    sisters.push([seller(false, word), seller(true, word)]);
  }
  while (middlemen.length < 68) seller(random.chance(0.2));
  const sellers = [direct, ...middlemen];
  const early = Array.from({ length: 5 }, (_, i) => chineseParty(random, `P${i + 1}`, next(), false));
  const forwarders = Array.from({ length: 4 }, (_, i) => chineseParty(random, `F${i + 1}`, next(), false));

  const russian = distinct(() => russianWord(random));
  const other = distinct(() => otherWord(random));
  const buyers = Array.from({ length: 150 }, (_, i) =>
    russianParty(random, `B${String(i + 1).padStart(3, '0')}`, russian()),
  );
  const homonyms: [Party, Party][] = [];
  for (const twin of buyers.slice(0, 3)) {
    const namesakeOf = russianParty(random, `H${twin.id}`, /"(.*)"/.exec(twin.name)?.[1] ?? twin.name);
    homonyms.push([twin, namesakeOf]);
    buyers.push(namesakeOf);
  }
  const hubs = (['KZ', 'KZ', 'KZ', 'BY', 'BY', 'PK'] as const).map((country, i) =>
    namedParty({
      id: `T${i + 1}`,
      name: `${['ALATAU', 'TULPAR', 'ZHETISU', 'POLESYE', 'NARACH', 'RAVI'][i]} AERO ${country === 'PK' ? '(PVT.) LTD' : 'LLP'}`,
      country,
      address: `INVENTED STREET ${i + 1}, ${{ KZ: 'ALMATY', BY: 'MINSK', PK: 'LAHORE' }[country]}`,
      taxId: `${i + 1}0${random.digits(10)}`,
      group: '',
    }),
  );
  const others = Array.from({ length: 160 }, (_, i) => otherParty(random, `O${i + 1}`, other()));
  const abroad = others.filter((party) => party.country !== 'CN');
  const thirds = ['AE', 'TR', 'AE'].map((country, i) => otherParty(random, `O${i + 201}`, other(), country));

  const declarations: Declaration[] = [];
  const numbers = new Set<string>();
  const number = (office: string, date: string): string => {
    for (;;) {
      const no = `${office}/${date.slice(8)}${date.slice(5, 7)}${date.slice(2, 4)}/${random.digits(7)}`;
      if (numbers.has(no)) continue;
      numbers.add(no);
      return no;
    }
  };
  const dayIn = (from: string, to: string): string => addDays(from, random.int(0, daysBetween(from, to)));
  const layoutOf = (): Layout => (random.chance(0.62) ? 'ru' : 'en');
  const declare = (
    of: Pick<Declaration, 'date' | 'seller' | 'buyer'> & Partial<Declaration>,
    lines: readonly Line[],
  ): Declaration => {
    const layout = of.layout ?? layoutOf();
    const [currency, usdPer, rate] = random.pick(CURRENCIES);
    const office = of.office ?? random.pick(OFFICES);
    const made: Declaration = {
      no: number(office, of.date),
      layout,
      direction: 'import',
      reporter: 'RU',
      via: null,
      currency,
      usdPer,
      rate,
      office,
      numbered: true,
      ...of,
      lines,
    };
    declarations.push(made);
    return made;
  };

  // The headline: each brand is sold until its target is met.
  const range = new Map(sellers.map((s) => [s.id, new Set<string>()]));
  for (const s of middlemen) {
    if (random.chance(0.6)) range.get(s.id)?.add('DJI');
    for (let n = random.int(1, 5); n > 0; n -= 1) range.get(s.id)?.add(random.pick(BRANDS).brand);
  }
  const sellersOf = (brand: string): Party[] => middlemen.filter((s) => range.get(s.id)?.has(brand));
  const brandOf = (brand: string): BrandWords => BRANDS.find((b) => b.brand === brand) ?? BRANDS[0]!;
  const sell = (words: BrandWords, from: Party, date: string): number => {
    const layout = layoutOf();
    const lines = Array.from({ length: random.int(1, 3) }, () => brandLine(random, words, layout, date));
    const buyer = random.pick(buyers);
    const via = random.chance(0.04) ? random.pick(forwarders) : null;
    declare({ date, seller: from, buyer, layout, via, numbered: layout === 'ru' || random.chance(0.93) }, lines);
    return lines.reduce((sum, line) => sum + line.cents, 0);
  };
  const sold = new Map(BRANDS.map((b) => [b.brand, 0]));
  const add = (words: BrandWords, from: Party, date: string): void => {
    sold.set(words.brand, (sold.get(words.brand) ?? 0) + sell(words, from, date));
  };
  for (const s of middlemen) {
    add(brandOf(random.pick([...(range.get(s.id) ?? ['DJI'])])), s, dayIn(INVASION, AUTEL_LAST));
  }
  for (let i = 0; i < 60; i += 1)
    add(brandOf('DJI'), direct, i < 12 ? dayIn(INVASION, CLAIM) : dayIn(addDays(CLAIM, 4), '2023-02-14'));
  add(brandOf('Autel'), random.pick(middlemen), AUTEL_LAST);
  for (const words of BRANDS) {
    const list = sellersOf(words.brand);
    const from = list.length > 0 ? list : middlemen.slice(0, 3);
    const last = words.brand === 'Autel' ? addDays(AUTEL_LAST, -3) : LAST_DAY;
    while ((sold.get(words.brand) ?? 0) < words.target * 100_000) add(words, random.pick(from), dayIn(INVASION, last));
  }

  // Beside the headline: before the invasion, unknown makers, other countries, other makers, Russian exports.
  const before = [...middlemen.slice(0, 24), ...early, direct];
  for (let i = 0; i < 190; i += 1)
    sell(random.pick(BRANDS.slice(0, 12)), random.pick(before), dayIn(FIRST_DAY, addDays(INVASION, -1)));
  for (let i = 0; i < 14; i += 1) sell(brandOf('DJI'), maker, dayIn(FIRST_DAY, '2022-02-08'));
  for (let i = 0; i < 240; i += 1) {
    const layout = layoutOf();
    const date = dayIn(INVASION, LAST_DAY);
    declare({ date, seller: random.pick(middlemen), buyer: random.pick(buyers), layout }, [
      unknownLine(random, layout, date),
    ]);
  }
  for (let i = 0; i < 45; i += 1) sell(random.pick(BRANDS.slice(0, 3)), random.pick(thirds), dayIn(INVASION, LAST_DAY));
  for (let i = 0; i < 25; i += 1) {
    const layout = layoutOf();
    const date = dayIn(FIRST_DAY, LAST_DAY);
    const line = {
      ...brandLine(random, random.pick(FOREIGN), layout, date),
      category: 'foreign',
      origin: 'FR',
    } as const;
    declare({ date, seller: random.pick(abroad), buyer: random.pick(buyers), layout }, [line]);
  }
  for (let i = 0; i < 15; i += 1) {
    const date = dayIn(FIRST_DAY, LAST_DAY);
    const line = brandLine(random, brandOf('DJI'), 'ru', date);
    declare({ date, seller: random.pick(buyers), buyer: random.pick(others), layout: 'ru', direction: 'export' }, [
      line,
    ]);
  }
  for (let i = 0; i < 620; i += 1) {
    const layout = layoutOf();
    const from = random.chance(0.1) ? namesake : random.pick([...middlemen, ...others]);
    declare({ date: dayIn(FIRST_DAY, LAST_DAY), seller: from, buyer: random.pick(buyers), layout }, [
      trapLine(random, layout),
    ]);
  }

  // Two legs through a hub: what came in goes on to Russia within weeks. Some look alike and are not a pair.
  const pairs: Pair[] = [];
  const planted: Pair['why'][] = [
    ...Array.from({ length: 40 }, () => 'planted' as const),
    ...(['too late', 'other quantity', 'second before first'] as const).flatMap((why) => [why, why, why, why, why]),
  ];
  for (const why of planted) {
    const hub = random.pick(hubs);
    const date = dayIn('2022-05-01', '2022-11-30');
    const line = brandLine(random, random.pick(BRANDS.slice(0, 4)), 'en', date);
    const lag =
      why === 'too late'
        ? random.int(75, 88)
        : why === 'second before first'
          ? -random.int(15, 40)
          : random.int(15, 45);
    const share = why === 'other quantity' ? 0.4 : random.real(0.96, 1);
    // From 25 pieces on, the rounding of a quantity cannot push it out of the five per cent.
    const quantity = Math.max(25, line.quantity * 3) + pairs.length;
    const onward = Math.round(quantity * share);
    const unit = line.cents / line.quantity;
    const first = declare(
      { date, seller: random.pick(middlemen), buyer: hub, layout: 'en', reporter: hub.country, office: '55302' },
      [{ ...line, quantity, cents: Math.round(unit * quantity), netKg: (line.netKg / line.quantity) * quantity }],
    );
    const second = declare(
      {
        date: addDays(date, lag),
        seller: hub,
        buyer: random.pick(buyers),
        layout: 'en',
        direction: hub.country === 'PK' ? 'import' : 'export',
        reporter: hub.country === 'PK' ? 'RU' : hub.country,
        office: hub.country === 'PK' ? random.pick(OFFICES) : '55302',
      },
      [
        {
          ...line,
          quantity: onward,
          cents: Math.round(unit * 1.3 * onward),
          netKg: (line.netKg / line.quantity) * onward,
        },
      ],
    );
    pairs.push({ first, second, why });
  }

  // Everything else that crosses a border, until the files are full.
  const count = (): number => declarations.reduce((sum, d) => sum + d.lines.length, 0);
  for (let lines = count(); lines < 18_950;) {
    const layout = layoutOf();
    const from = random.pick(random.chance(0.1) ? middlemen : others);
    const size = random.int(1, 6);
    declare(
      { date: dayIn(FIRST_DAY, LAST_DAY), seller: from, buyer: random.pick(buyers), layout },
      Array.from({ length: size }, () => otherLine(random, layout, from.country)),
    );
    lines += size;
  }

  const ghosts = Array.from({ length: 3 }, (_, i) => chineseParty(random, `G${i + 1}`, next(), false));
  const annulled = Array.from({ length: 40 }, (_, i) => {
    const date = i === 0 ? addDays(AUTEL_LAST, 5) : dayIn(INVASION, LAST_DAY);
    const words = i === 0 ? brandOf('Autel') : i < 12 ? DELETED_BRAND : brandOf('DJI');
    return declare({ date, seller: random.pick([...ghosts, ...middlemen]), buyer: random.pick(buyers), layout: 'ru' }, [
      brandLine(random, words, 'ru', date),
    ]);
  });

  const parties = [
    direct,
    maker,
    namesake,
    ...middlemen,
    ...early,
    ...forwarders,
    ...buyers,
    ...hubs,
    ...others,
    ...thirds,
    ...ghosts,
  ];
  return { declarations, pairs, annulled, sellers, sisters, homonyms, parties };
}
