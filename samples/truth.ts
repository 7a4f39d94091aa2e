/** SYNTHETIC. What a right analysis of the sample case finds, counted from the story and not from the files. */
import type { Written } from './layouts.ts';
import { CLAIM, INVASION, type Row } from './model.ts';
import type { Layout, Party } from './parties.ts';
import type { Pair, Story } from './story.ts';
import type { ListEntry } from './watchlist.ts';

export interface BrandTruth {
  readonly brand: string;
  readonly value_usd: string;
  readonly share: number;
  readonly lines: number;
  readonly exporters: number;
  readonly first_date: string;
  readonly last_date: string;
}
export interface RecordKey {
  readonly file: string;
  readonly record: number;
}
export interface LegTruth extends RecordKey {
  readonly date: string;
  readonly quantity: number;
}
export interface SampleTruth {
  readonly notice: string;
  readonly rules: Readonly<Record<string, string>>;
  readonly headline: {
    readonly total_usd: string;
    readonly lines: number;
    readonly brands: number;
    readonly exporters: number;
    readonly importers: number;
    readonly first_date: string;
    readonly last_date: string;
    readonly by_month: readonly { readonly month: string; readonly lines: number; readonly value_usd: string }[];
  };
  readonly brands: readonly BrandTruth[];
  readonly exporters: readonly {
    readonly id: string;
    readonly name: string;
    readonly country: string;
    readonly value_usd: string;
    readonly lines: number;
    readonly new_since_invasion: boolean;
    readonly spellings: readonly string[];
  }[];
  readonly sisters: readonly (readonly [string, string])[];
  readonly homonyms: readonly { readonly name: string; readonly tax_ids: readonly [string, string] }[];
  readonly claim: {
    readonly group: string;
    readonly date: string;
    readonly sellers: readonly string[];
    readonly lines_after: number;
    readonly value_usd_after: string;
    readonly first_after: string;
    readonly last_after: string;
    readonly not_in_group: readonly string[];
  };
  readonly unknown_brand: { readonly lines: number; readonly value_usd: string };
  readonly traps: Readonly<Record<'third_party' | 'analog' | 'trap' | 'brand_other', number>>;
  readonly misdeclared: { readonly lines: number; readonly value_usd: string };
  readonly military: { readonly yes: number; readonly no: number };
  readonly outliers: readonly RecordKey[];
  readonly possible_duplicates: readonly RecordKey[];
  readonly pairs: readonly { readonly first: LegTruth; readonly second: LegTruth; readonly hub: string }[];
  readonly near_misses: readonly { readonly first: LegTruth; readonly second: LegTruth; readonly why: string }[];
  readonly screening: readonly {
    readonly entry_id: string;
    readonly party: string;
    readonly lines: number;
    readonly lines_while_listed: number;
  }[];
  readonly files: readonly {
    readonly file: string;
    readonly records: number;
    readonly good: number;
    readonly bad: readonly { readonly record: number; readonly reason: string }[];
    readonly status: Readonly<Record<Row['status'], number>>;
  }[];
}

export const NOTICE =
  'SYNTHETIC. Every company, shipment, price, address, number and date is invented by a program. Brand and model names ' +
  'are real so that recognition can be shown; nothing here says anything about what any real company did.';

export const FILES: Readonly<Record<Layout, string>> = {
  ru: 'synthetic-declarations-ru.csv',
  en: 'synthetic-vendor-feed-en.csv',
};

const money = (cents: number): string => (cents / 100).toFixed(2);
const sum = (rows: readonly Row[]): number => rows.reduce((total, row) => total + row.line.cents, 0);
const dates = (rows: readonly Row[]): string[] => rows.map((r) => r.declaration.date).sort();

function groupBy<K>(rows: readonly Row[], key: (row: Row) => K): Map<K, Row[]> {
  const groups = new Map<K, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}

export const isDrone = (row: Row): boolean => row.line.category === 'drone' || row.line.category === 'part';

/** Whether a row counts in the headline; the rule is in `rules.headline`. */
export const inHeadline = (row: Row): boolean =>
  row.status === 'current' &&
  isDrone(row) &&
  row.declaration.direction === 'import' &&
  row.declaration.buyer.country === 'RU' &&
  ['CN', 'HK'].includes(row.declaration.seller.country) &&
  row.declaration.date >= INVASION;

/** Counts the truth. */
export function truthOf(
  story: Story,
  rows: Readonly<Record<Layout, readonly Row[]>>,
  written: Readonly<Record<Layout, Written>>,
  list: readonly ListEntry[],
): SampleTruth {
  const key = new Map<Row, RecordKey[]>();
  for (const layout of ['ru', 'en'] as const) {
    rows[layout].forEach((row, i) => {
      const keys = key.get(row) ?? [];
      keys.push({ file: FILES[layout], record: written[layout].records[i]! });
      key.set(row, keys);
    });
  }
  const all = [...rows.ru, ...rows.en];
  const current = all.filter((row) => row.status === 'current');
  const head = current.filter(inHeadline);
  const total = sum(head);
  const byBrand = [...groupBy(head, (r) => r.line.brand)].map(([brand, of]): BrandTruth => ({
    brand,
    value_usd: money(sum(of)),
    share: Number((sum(of) / total).toFixed(5)),
    lines: of.length,
    exporters: new Set(of.map((r) => r.declaration.seller.id)).size,
    first_date: dates(of)[0]!,
    last_date: dates(of).at(-1)!,
  }));
  const earlyDrones = new Set(
    current
      .filter((r) => isDrone(r) && r.declaration.date < INVASION && r.declaration.direction === 'import')
      .map((r) => r.declaration.seller.id),
  );
  const bySeller = [...groupBy(head, (r) => r.declaration.seller)].map(([party, of]) => ({
    id: party.id,
    name: party.name,
    country: party.country,
    value_usd: money(sum(of)),
    lines: of.length,
    new_since_invasion: !earlyDrones.has(party.id),
    spellings: [...new Set(of.map((r) => r.sellerName))].sort(),
  }));
  const claimed = head.filter((r) => r.declaration.seller.group === 'DJI' && r.declaration.date > CLAIM);
  const unknown = current.filter(
    (r) =>
      ['unknown', 'analog'].includes(r.line.category) &&
      r.declaration.date >= INVASION &&
      ['CN', 'HK'].includes(r.declaration.seller.country),
  );
  const misdeclared = current.filter((r) => r.line.misdeclared);
  const keyOf = (row: Row): RecordKey => key.get(row)![0]!;
  const rowOf = new Map(current.filter((r) => r.lineNo === 1).map((r) => [r.declaration, r]));
  const leg = (declaration: Pair['first']): LegTruth => {
    const row = rowOf.get(declaration)!;
    return { ...keyOf(row), date: declaration.date, quantity: row.line.quantity };
  };
  const byUsd = (a: { readonly value_usd: string }, b: { readonly value_usd: string }): number =>
    Number(b.value_usd) - Number(a.value_usd);
  const partyLines = (party: Party): Row[] =>
    current.filter((r) => r.declaration.seller === party || r.declaration.buyer === party);
  return {
    notice: NOTICE,
    rules: {
      record: 'Record 1 is the first record after the header; damaged records count.',
      headline:
        'Current rows; whole drones and original parts of one of the 26 brands; direction import, consignee in RU, seller in CN or HK, declaration date >= 2022-02-24; statistical value in USD.',
      seller: 'In "A on behalf of B" the seller is B.',
      brand: 'The maker of the goods; parts "for" or "compatible with" a brand and "analogs" have none.',
      misdeclared: 'Whole drones that are no toys, 249 g or heavier, on or after 2022-01-01, outside heading 8806.',
      pairs:
        'China to a hub company, then the same company to Russia, same HS6, 15 to 45 days later, quantity within 5 %.',
      screening: 'Lines of the listed party in either role; while listed: listed_from <= date < listed_to.',
    },
    headline: {
      total_usd: money(total),
      lines: head.length,
      brands: byBrand.length,
      exporters: bySeller.length,
      importers: new Set(head.map((r) => r.declaration.buyer.id)).size,
      first_date: dates(head)[0]!,
      last_date: dates(head).at(-1)!,
      by_month: [...groupBy(head, (r) => r.declaration.date.slice(0, 7))]
        .map(([month, of]) => ({ month, lines: of.length, value_usd: money(sum(of)) }))
        .sort((a, b) => (a.month < b.month ? -1 : 1)),
    },
    brands: byBrand.sort(byUsd),
    exporters: bySeller.sort(byUsd),
    sisters: story.sisters.map(([a, b]) => [a.name, b.name]),
    homonyms: story.homonyms.map(([a, b]) => ({ name: a.name, tax_ids: [a.taxId, b.taxId] })),
    claim: {
      group: 'DJI',
      date: CLAIM,
      sellers: [...new Set(claimed.map((r) => r.declaration.seller.name))],
      lines_after: claimed.length,
      value_usd_after: money(sum(claimed)),
      first_after: dates(claimed)[0]!,
      last_after: dates(claimed).at(-1)!,
      not_in_group: story.parties.filter((p) => p.group === '' && p.name.includes('IFLIGHT')).map((p) => p.name),
    },
    unknown_brand: { lines: unknown.length, value_usd: money(sum(unknown)) },
    traps: {
      third_party: current.filter((r) => r.line.category === 'third_party').length,
      analog: current.filter((r) => r.line.category === 'analog').length,
      trap: current.filter((r) => r.line.category === 'trap').length,
      brand_other: current.filter((r) => r.line.category === 'brand_other').length,
    },
    misdeclared: { lines: misdeclared.length, value_usd: money(sum(misdeclared)) },
    military: {
      yes: current.filter((r) => r.line.military === 'yes').length,
      no: current.filter((r) => r.line.military === 'no').length,
    },
    outliers: current.filter((r) => r.line.outlier).map(keyOf),
    possible_duplicates: [...new Set(all.filter((r) => r.possibleDuplicate))].flatMap((r) => key.get(r)!),
    pairs: story.pairs
      .filter((p) => p.why === 'planted')
      .map((p) => ({ first: leg(p.first), second: leg(p.second), hub: p.second.seller.name })),
    near_misses: story.pairs
      .filter((p) => p.why !== 'planted')
      .map((p) => ({ first: leg(p.first), second: leg(p.second), why: p.why })),
    screening: list.flatMap((entry) => {
      if (entry.party === null) return [];
      const lines = partyLines(entry.party);
      const listed = lines.filter(
        ({ declaration: { date } }) => entry.listedFrom <= date && (entry.listedTo === '' || date < entry.listedTo),
      );
      const found = { entry_id: entry.id, party: entry.party.name, lines: lines.length };
      return lines.length === 0 ? [] : [{ ...found, lines_while_listed: listed.length }];
    }),
    files: (['ru', 'en'] as const).map((layout) => ({
      file: FILES[layout],
      records: written[layout].total,
      good: rows[layout].length,
      bad: written[layout].bad,
      status: {
        current: rows[layout].filter((r) => r.status === 'current').length,
        superseded: rows[layout].filter((r) => r.status === 'superseded').length,
        deleted: rows[layout].filter((r) => r.status === 'deleted').length,
        duplicate: rows[layout].filter((r) => r.status === 'duplicate').length,
      },
    })),
  };
}
