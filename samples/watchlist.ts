/** SYNTHETIC. A restricted-party list that exists nowhere, with entries for some companies of the sample case. */
import { russianParty, type Party } from './parties.ts';
import type { Random } from './prng.ts';
import type { Story } from './story.ts';

export interface ListEntry {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly country: string;
  readonly address: string;
  /** ISO date, inclusive. */
  readonly listedFrom: string;
  /** ISO date, exclusive; '' = still listed. */
  readonly listedTo: string;
  readonly taxId: string;
  /** The company of the story, or null for one that the files never show. */
  readonly party: Party | null;
}

/** Some sellers, buyers and one hub company, among entries that nothing must match. */
export function makeWatchlist(random: Random, story: Story): ListEntry[] {
  const seen = [
    ...random.shuffle(story.sellers.slice(11)).slice(0, 5),
    ...story.parties.filter((p) => p.id === 'B010' || p.id === 'B020' || p.id === 'B030' || p.id === 'T1'),
  ];
  const unseen = Array.from({ length: 14 }, (_, i) =>
    russianParty(
      random,
      `W${i}`,
      `ВЫМЫСЕЛ-${['ЗАРЯ', 'ЛУЧ', 'ГРАНИТ', 'ПРИБОЙ', 'КЕДР', 'ЯКОРЬ', 'РУБИН'][i % 7]}-${i + 1}`,
    ),
  );
  return [...seen, ...unseen].map((party, i): ListEntry => {
    const han = party.spellings.en.filter((s) => /\p{Script=Han}/u.test(s));
    return {
      id: `SYN-${String(i + 1).padStart(4, '0')}`,
      name: party.country === 'RU' ? party.spellings.en[0]! : party.name,
      aliases: party.country === 'RU' ? [party.name] : han,
      country: party.country,
      address: party.address,
      listedFrom: random.pick(['2020-06-01', '2022-06-30', '2022-10-21']),
      listedTo: i === 2 ? '2022-12-15' : '',
      taxId: party.taxId,
      party: i < seen.length ? party : null,
    };
  });
}

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The list as CSV, UTF-8. */
export function watchlistCsv(list: readonly ListEntry[]): string {
  const rows = list.map((e) => [
    e.id,
    e.name,
    e.aliases.join('; '),
    e.country,
    e.address,
    e.listedFrom,
    e.listedTo,
    e.taxId,
    'SYNTHETIC LIST OF THE SAMPLE CASE',
  ]);
  const header = [
    'entry_id',
    'name',
    'aliases',
    'country',
    'addresses',
    'listed_from',
    'listed_to',
    'tax_id',
    'source',
  ];
  return [header, ...rows].map((row) => row.map(cell).join(',')).join('\n') + '\n';
}
