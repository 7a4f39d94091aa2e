/** Reads lists of restricted parties: recognises the layout from the header, asks nothing. */
import { guessDelimiter, parseCsv } from '../csv/parse.ts';
import { WaybillError } from '../errors.ts';
import type { NameKind } from '../names/prepare.ts';
import { countryOf } from '../shipments/countries.ts';
import { listDate, listDates } from './dates.ts';
import type { ListEntry, ParsedList } from './entry.ts';
import { headerKey, listColumns, type ListColumns, type ListField } from './list-columns.ts';
import { ofacEntries, ofacPart, type OfacPart } from './ofac.ts';

/** Rows above the header that are passed over in search of it. */
const MOST_PREAMBLE = 10;

/** One file of a list. */
export interface ListText {
  readonly file: string;
  readonly text: string;
}

/** A part of the OFAC list, which is spread over several files; or a list of its own. */
export type ReadList = { readonly ofac: OfacPart; readonly rows: readonly string[][] } | { readonly list: ParsedList };

/**
 * Reads one file.
 * @throws WaybillError 'list/empty', 'list/no-names'
 */
export function readList({ file, text }: ListText): ReadList {
  const rows = parseCsv(text, guessDelimiter(text));
  if (rows.length === 0)
    throw new WaybillError('list/empty', `${file} is empty: there is no list in it.`, { place: { file } });
  const ofac = ofacPart(rows);
  if (ofac) return { ofac, rows };
  for (let at = 0; at < Math.min(rows.length, MOST_PREAMBLE); at++) {
    const header = rows[at] ?? [];
    const columns = listColumns(header);
    if (columns) return { list: readRows(file, header, columns, rows.slice(at + 1)) };
  }
  throw new WaybillError(
    'list/no-names',
    `No column of ${file} is called "name" or the like, so it cannot be read as a list. Its first row is: ${(rows[0] ?? []).slice(0, 8).join(' | ').slice(0, 200)}. Rename the column that holds the names to "name".`,
    { place: { file } },
  );
}

/**
 * Puts parts together that belong together.
 * @throws WaybillError 'list/ofac-incomplete' if there are aliases or addresses of the SDN list without its names
 */
export function combineOfac(
  parts: readonly { readonly file: string; readonly ofac: OfacPart; readonly rows: readonly string[][] }[],
): ParsedList {
  const of = (part: OfacPart): readonly string[][] | undefined => parts.find((p) => p.ofac === part)?.rows;
  const sdn = of('sdn');
  if (sdn === undefined) {
    const files = parts.map((p) => p.file).join(', ');
    throw new WaybillError(
      'list/ofac-incomplete',
      `${files} holds aliases or addresses of the OFAC SDN list, not its names. Give sdn.csv together with it.`,
    );
  }
  const entries = ofacEntries({ sdn, alt: of('alt') ?? [], add: of('add') ?? [] });
  return {
    layout: 'OFAC SDN',
    entries: entries.map((e) => ({ ...e, country: e.country === null ? null : (countryOf(e.country) ?? null) })),
    notices: [
      ...(of('alt') ? [] : ['alt.csv was not given: entries are screened by their main names and remarks only.']),
      'This list carries no dates of listing: its hits are shown by name, and no line counts as listed.',
    ],
  };
}

const layoutName = (header: readonly string[]): string => {
  const keys = new Set(header.map(headerKey));
  if (keys.has('alt_names') && keys.has('entity_number')) return 'Consolidated Screening List';
  if (keys.has('schema') && keys.has('first_seen')) return 'OpenSanctions targets.simple';
  if (keys.has('federal_register')) return 'BIS Entity List';
  return 'CSV with names';
};

const kindOf = (text: string): NameKind | null => {
  const type = text.trim().toLowerCase();
  if (/^(?:individual|person|persons?|физ|физическое лицо|个人|natural person)/.test(type)) return 'person';
  if (/^(?:vessel|ship|судно|船)/.test(type)) return 'vessel';
  return /^(?:entity|company|organi[sz]ation|legalentity|legal entity|юр|enterprise|实体|企业)/.test(type)
    ? 'organisation'
    : null;
};

/** Separators between names or addresses in one cell. A comma is part of a company's name and separates nothing. */
const several = (cell: string): string[] =>
  cell
    .split(/\s*[;|\n]\s*/)
    .flatMap((part) => part.split(/,?\s*\b(?:a\.?k\.?a\.?|f\.?k\.?a\.?|also known as)[,:]?\s+/i))
    .map(tidy)
    .filter((part) => part !== '' && !isAddress(part));

/** Addresses strayed into the names of lists that were made from PDF. */
const isAddress = (text: string): boolean =>
  /\d/.test(text) && text.split(',').length > 2 && !/\b(?:ltd|inc|llc|co)\b/i.test(text);

/** Brackets that are left open, and remarks of the list's own about the name. */
function tidy(name: string): string {
  return name
    .replace(/\((?:parent organi[sz]ation|see|formerly|including)[^)]*\)?/gi, ' ')
    .replace(/\((?:a\.?k\.?a\.?|f\.?k\.?a\.?)[,:]?\s*/gi, ' ')
    .replace(/^and\s+(?=\S)|^and$/i, '')
    .replace(/^[\s"'“”–—-]+|[\s,;:–—-]+$/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^\(([^()]*)$/, '$1')
    .trim();
}

const isNothing = (cell: string): boolean => /^(?:-0-|null|n\/?a|none|-|нет|无)$/i.test(cell.trim());

function readRows(
  file: string,
  header: readonly string[],
  columns: ListColumns,
  rows: readonly (readonly string[])[],
): ParsedList {
  const cells = (row: readonly string[], field: ListField): string[] =>
    (columns[field] ?? []).map((at) => (row[at] ?? '').trim()).filter((c) => c !== '' && !isNothing(c));
  const cell = (row: readonly string[], field: ListField): string => cells(row, field)[0] ?? '';
  const entries = new Map<string, { -readonly [K in keyof ListEntry]: ListEntry[K] } & { primary: boolean }>();
  let nameless = 0;
  rows.forEach((row, i) => {
    const whole = [cell(row, 'firstName'), cell(row, 'name')].filter((p) => p !== '').join(' ');
    const [name = '', ...inName] = several(whole);
    if (name === '') {
      nameless++;
      return;
    }
    const id = cell(row, 'id') || String(i + 1);
    const aliases = [...inName, ...withoutAcronym(name), ...cells(row, 'aliases').flatMap(several)];
    const addresses = cells(row, 'addresses')
      .flatMap((a) => a.split(/\s*;\s*(?:and\s+)?/i))
      .filter((a) => a !== '');
    const city = cells(row, 'city').join(', ');
    if (city !== '') addresses.push(city);
    const country =
      countryIn(cell(row, 'country')) ?? countryIn(addresses.map((a) => a.split(',').at(-1) ?? '').join(';'));
    const sanctions = listDates(cell(row, 'sanctions'));
    const from =
      listDate(cell(row, 'from')) ??
      listDate(cell(row, 'citation')) ??
      sanctions[0] ??
      listDate(cell(row, 'firstSeen'));
    const made = {
      entryId: id,
      name,
      aliases,
      country,
      addresses,
      identifiers: cells(row, 'identifiers')
        .flatMap((c) => c.split(/\s*[;|\n]\s*|\s*,\s+/))
        .filter((c) => c !== ''),
      listedFrom: from,
      listedTo: listDate(cell(row, 'to')),
      source: cell(row, 'source'),
      kind: kindOf(cell(row, 'kind')),
      primary: /^(?:primary|main|strong|official)/i.test(cell(row, 'nameType')),
    };
    const before = entries.get(id);
    if (!before) {
      entries.set(id, made);
      return;
    }
    // One row per name: the first, or the one that is called primary, is the name; the others are aliases.
    const swap = made.primary && !before.primary;
    const [main, other] = swap ? [made, before] : [before, made];
    entries.set(id, {
      ...main,
      aliases: [...main.aliases, other.name, ...other.aliases],
      addresses: [...main.addresses, ...other.addresses],
      identifiers: [...main.identifiers, ...other.identifiers],
      country: main.country ?? other.country,
      listedFrom: [main.listedFrom, other.listedFrom].filter((d) => d !== null).sort()[0] ?? null,
      listedTo:
        main.listedTo === null || other.listedTo === null ? null : ([main.listedTo, other.listedTo].sort()[1] ?? null),
      kind: main.kind ?? other.kind,
    });
  });
  if (entries.size === 0) {
    throw new WaybillError('list/empty', `${file} has a header but no entry with a name.`, { place: { file } });
  }
  const list = [...entries.values()].map(({ primary: _primary, ...e }): ListEntry => ({
    ...e,
    aliases: [...new Set(e.aliases)].filter((a) => a !== e.name),
    addresses: [...new Set(e.addresses)],
    identifiers: [...new Set(e.identifiers)],
  }));
  const undated = list.filter((e) => e.listedFrom === null).length;
  return {
    layout: layoutName(header),
    entries: list,
    notices: [
      ...(nameless > 0 ? [`${nameless} row(s) without a name were left out.`] : []),
      ...(undated > 0
        ? [`${undated} of ${list.length} entries have no date of listing: no line counts as listed by them.`]
        : []),
    ],
  };
}

/** `Company Name (CN)` is also meant without its abbreviation. */
function withoutAcronym(name: string): string[] {
  const found = /^(.{6,}?)\s*\(([A-Z]{2,8})\)$/.exec(name);
  return found?.[1] !== undefined && found[2] !== 'HK' ? [found[1]] : [];
}

/** The one country that a cell names; null where it names none or several. */
function countryIn(cell: string): string | null {
  const found = new Set(
    cell
      .split(/[;|]/)
      .map((part) => countryOf(part.replace(/\.\s*$/, '').trim()))
      .filter((c) => c !== undefined),
  );
  return found.size === 1 ? ([...found][0] ?? null) : null;
}
