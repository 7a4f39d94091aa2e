/**
 * The native files of the OFAC SDN list: `sdn.csv`, `alt.csv` and `add.csv`, without a header, `-0-` for nothing.
 * Source of the layout: the data specification of the US Treasury (sdn: 12 columns, alt: 5, add: 6).
 */
import type { ListEntry } from './entry.ts';

export type OfacPart = 'sdn' | 'alt' | 'add';

const AKA = /^(?:aka|fka|nka)$/i;
const isNumber = (cell: string | undefined): boolean => /^\d+$/.test((cell ?? '').trim());

/** Which of the three files rows without a header are of; null if of none. */
export function ofacPart(rows: readonly (readonly string[])[]): OfacPart | null {
  const sample = rows.slice(0, 50);
  if (sample.length === 0) return null;
  const share = (test: (row: readonly string[]) => boolean): number => sample.filter(test).length / sample.length;
  if (share((r) => r.length === 5 && isNumber(r[0]) && isNumber(r[1]) && AKA.test((r[2] ?? '').trim())) > 0.9)
    return 'alt';
  if (share((r) => r.length === 6 && isNumber(r[0]) && isNumber(r[1])) > 0.9) return 'add';
  if (share((r) => r.length === 12 && isNumber(r[0]) && !isNumber(r[1])) > 0.9) return 'sdn';
  return null;
}

/** Nothing is written `-0-`, with blanks around it. */
const given = (cell: string | undefined): string => {
  const text = (cell ?? '').trim();
  return text === '-0-' ? '' : text;
};

const IDENTIFIER =
  /(?:Tax ID No\.?|Registration (?:ID|Number|No\.?)|Company Number|Business Registration (?:Number|Document #)|Unified Social Credit Code \(USCC\)|Identification Number|Government Gazette Number|Legal Entity Number|Enterprise Number|Trade License No\.?|V\.A\.T\. Number|RUC #|NIT #|C\.R\. No\.?|Chinese Commercial Code|Vessel Registration Identification IMO)\s+([A-Z0-9][A-Z0-9./-]{4,24})/giu;

/** `a.k.a. 'NAME'` in remarks. */
const REMARK_ALIAS = /(?:a|f|n)\.k\.a\. '([^']{3,120})'/giu;

/** Puts the three files together; `alt` and `add` may be missing. */
export function ofacEntries(parts: Readonly<Partial<Record<OfacPart, readonly (readonly string[])[]>>>): ListEntry[] {
  const aliases = new Map<string, string[]>();
  const addresses = new Map<string, { text: string; country: string }[]>();
  for (const row of parts.alt ?? []) {
    const [id, alias] = [given(row[0]), given(row[3])];
    if (alias !== '') aliases.set(id, [...(aliases.get(id) ?? []), alias]);
  }
  for (const row of parts.add ?? []) {
    const [id, country] = [given(row[0]), given(row[4])];
    const text = [given(row[2]), given(row[3]), country].filter((p) => p !== '').join(', ');
    if (text !== '') addresses.set(id, [...(addresses.get(id) ?? []), { text, country }]);
  }
  return (parts.sdn ?? []).flatMap((row): ListEntry[] => {
    const [id, name, type] = [given(row[0]), given(row[1]), given(row[2]).toLowerCase()];
    if (name === '') return [];
    const remarks = given(row[11]);
    const places = addresses.get(id) ?? [];
    const countries = new Set(places.map((p) => p.country).filter((c) => c !== ''));
    return [
      {
        entryId: id,
        name,
        aliases: [
          ...new Set([...(aliases.get(id) ?? []), ...[...remarks.matchAll(REMARK_ALIAS)].map((m) => m[1] ?? '')]),
        ],
        country: countries.size === 1 ? ([...countries][0] ?? null) : null,
        addresses: places.map((p) => p.text),
        identifiers: [...remarks.matchAll(IDENTIFIER)].map((m) => m[1] ?? ''),
        listedFrom: null,
        listedTo: null,
        source: 'OFAC SDN',
        kind: type === 'individual' ? 'person' : type === 'vessel' ? 'vessel' : 'organisation',
      },
    ];
  });
}
