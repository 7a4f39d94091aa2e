/**
 * Proposes a canonical field for each column of a file: code of the form before label, then the words of the header,
 * then what its values look like, then the row as a whole. A wrong mapping is worse than none: what is not clear stays
 * open, with the reason in words.
 */
import { directionOf } from './directions.ts';
import { codeMeaning, formCode, isTotalBox, type CodeMeaning } from './form-codes.ts';
import { fieldSpec, isShipmentField, type ShipmentField } from './fields.ts';
import { EXPORT_SIDE, IMPORT_SIDE, readHeader, senseOf, type HeaderSense, type Reading } from './header-rules.ts';
import { defaultLexicon, type Lexicon } from './lexicon.ts';
import { profileColumn, type Profile } from './profile.ts';
import { valuesFit } from './value-fit.ts';

export interface ColumnInput {
  /** Exactly as in the file. */
  readonly header: string;
  /** Cells of the first records, null or blank where empty; the same records for every column. */
  readonly samples: readonly (string | null)[];
}

export interface ColumnMapping {
  readonly header: string;
  readonly field: ShipmentField | null;
  /** 0..1; of the proposal, or of the best idea where the column stays open. */
  readonly confidence: number;
  /** In words, for the analyst. */
  readonly reason: string;
}

/** From here on a mapping is used without asking. */
export const THRESHOLD = 0.6;

interface Column extends ColumnInput {
  readonly index: number;
  readonly profile: Profile;
  readonly sense: HeaderSense;
  field: ShipmentField | null;
  score: number;
  party: string | undefined;
  alias: readonly string[];
  reason: string;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const words = (sense: HeaderSense): string =>
  sense.parts
    .filter((p) => p.concepts.length > 0)
    .map((p) => `“${p.words}”`)
    .join(' + ');

/** Fields whose values can have any form: the name alone decides. */
const isPlainText = (field: ShipmentField): boolean =>
  ['text', 'declaration', 'party-id'].includes(fieldSpec(field).kind);

/** What the header and the column's own values say, without the other columns. */
function firstIdea(column: Column, lexicon: Lexicon): void {
  const own = lexicon.whole(column.header);
  if (own !== undefined) {
    set(column, { field: own, score: 1 }, 'a synonym of your own');
    return;
  }
  const named = column.header.trim();
  if (named.includes('_') && isShipmentField(named) && isPlainText(named)) {
    set(column, { field: named, score: 0.95 }, 'The header is the name of the field.');
    return;
  }
  const coded = formCode(column.header);
  if (coded !== undefined && codeIdea(column, coded.code)) return;
  const { readings, refused } = readHeader(column.sense);
  for (const reading of readings) {
    const verdict = judged(column, reading);
    if (verdict.score > column.score) {
      set(column, { ...reading, score: verdict.score }, verdict.reason);
    } else if (column.field === null && column.reason === '') {
      column.reason = verdict.reason;
    }
  }
  if (refused !== undefined && (column.field === null || column.score < THRESHOLD)) {
    column.field = null;
    column.score = 0;
    column.reason = `The header names ${refused}.`;
    return;
  }
  if (readings.length === 0) valueIdea(column);
}

function set(column: Column, reading: Reading, reason: string): void {
  column.field = reading.field;
  column.score = reading.score;
  column.party = reading.party;
  column.alias = reading.alias ?? [];
  column.reason = reason;
}

/** A reading of the header, weighed with the values. */
function judged(column: Column, reading: Reading): { score: number; reason: string } {
  const { profile } = column;
  const fit = valuesFit(reading.field, profile);
  const said = words(column.sense);
  const say = said === '' ? 'the header' : said;
  if (profile.filled === 0) {
    const score = reading.needsValues === true ? reading.score - 0.25 : reading.score - 0.15;
    return { score, reason: `${say} in the header; the column is empty in the sample.` };
  }
  if (fit === undefined) return { score: reading.score, reason: `${say} in the header.` };
  if (fit.share < fit.least) {
    return {
      score: Math.min(0.3, reading.score),
      reason: `${say} in the header, but the values do not look like ${fit.what} (${percent(fit.share)}).`,
    };
  }
  const bonus = fit.share >= 0.95 && fit.strong ? 0.02 : 0;
  return {
    score: Math.min(reading.score + bonus, 0.99),
    reason: `${say} in the header; ${percent(fit.share)} of the values look like ${fit.what}.`,
  };
}

/** The code of a box of the declaration form. True where that settles the matter. */
function codeIdea(column: Column, code: string): boolean {
  const { readings, refused } = readHeader(column.sense);
  const meaning = boxMeaning(code, column.sense, readings);
  const box = code.toUpperCase();
  if (meaning === 'none' && isTotalBox(code) && (column.profile.filled === 0 || column.profile.number >= 0.9)) {
    column.reason = `Box ${box} of the declaration form holds a total of the declaration, repeated on each of its lines: never to be summed.`;
    return true;
  }
  if (meaning === 'none') {
    column.reason = `Box ${box} of the declaration form holds no field of shipments${refused === undefined ? '' : `: ${refused}`}.`;
    return true;
  }
  if (meaning === 'label') return false;
  if (refused !== undefined && readings.length === 0 && column.sense.parts.length > 0 && !sameMatter(column.sense)) {
    column.reason = `Box ${box}, but the label names ${refused}.`;
    return true;
  }
  const fit = valuesFit(meaning, column.profile);
  if (fit !== undefined && column.profile.filled > 0 && fit.share < fit.least) {
    column.reason = `Box ${box} of the declaration form, but the values do not look like ${fit.what} (${percent(fit.share)}).`;
    return false;
  }
  const contrary = readings[0] !== undefined && readings[0].field !== meaning && readings[0].score >= 0.85;
  const party = meaning.startsWith('exporter') ? 'shipper' : meaning.startsWith('importer') ? 'consignee' : undefined;
  set(
    column,
    { field: meaning, score: contrary ? 0.8 : 0.98, ...(party === undefined ? {} : { party }) },
    `Box ${box} of the declaration form${contrary ? ', although the label reads differently' : ''}.`,
  );
  return true;
}

/** What a box holds; some hold several things, and their label says which. */
function boxMeaning(code: string, sense: HeaderSense, readings: readonly Reading[]): CodeMeaning {
  const meaning = codeMeaning(code);
  const side = /^0?2(_|$)/.test(code) ? 'exporter' : /^0?8(_|$)/.test(code) ? 'importer' : undefined;
  if (side !== undefined) {
    if (sense.has('tax_id')) return `${side}_id`;
    if (sense.has('address')) return `${side}_address`;
    if (sense.has('country')) return `${side}_country`;
    return `${side}_name`;
  }
  if (code === '22') return sense.has('currency') && !sense.has('value') ? 'currency' : 'none';
  return code === '31' && (readings[0]?.score ?? 0) >= THRESHOLD ? 'label' : meaning;
}

/** Labels of boxes say "name of the goods", "brand, patent": only a total or another party contradicts the box. */
const sameMatter = (sense: HeaderSense): boolean =>
  !['total', 'other_party', 'border', 'second', 'tax'].some(sense.has);

/** A header that says nothing: only values that can hardly be anything else. */
function valueIdea(column: Column): void {
  const { profile: p } = column;
  const clear = column.sense.parts.every((part) => part.concepts.length === 0);
  if (!clear || p.filled < 5) {
    column.reason ||= clear
      ? 'Nothing known in the header.'
      : `${words(column.sense)} in the header, which is no field of shipments.`;
    return;
  }
  const ideas: [boolean, ShipmentField, number, string][] = [
    [p.container >= 0.9, 'container_no', 0.78, 'container numbers with a right check digit'],
    [p.declaration >= 0.95 && p.meanLength >= 18, 'decl_no', 0.75, 'numbers of declarations'],
    [p.currency >= 0.98 && p.meanLength <= 3.2 && p.number === 0, 'currency', 0.65, 'codes of currencies'],
    [p.incoterm >= 0.98 && p.meanLength <= 3.5, 'incoterm', 0.65, 'terms of delivery'],
    [
      p.direction >= 0.99 && p.meanLength >= 2 && p.distinct >= 2 && p.country < 0.9,
      'direction',
      0.65,
      'import and export',
    ],
    [p.hs >= 0.98 && p.meanLength >= 8 && p.taxId < 0.2 && p.date < 0.2, 'hs_code', 0.5, 'HS codes'],
    [p.country >= 0.98 && p.number === 0, 'origin_country', 0.3, 'countries, but not which'],
    [p.taxId >= 0.8, 'importer_id', 0.3, 'tax numbers, but not whose'],
  ];
  const idea = ideas.find(([test]) => test);
  if (idea === undefined) {
    column.reason = 'Nothing known in the header.';
    return;
  }
  set(column, { field: idea[1], score: idea[2] }, `Nothing known in the header; the values look like ${idea[3]}.`);
}

/** The side of the trade that a Chinese header names by its place only, and what of it. */
const PLACED_PARTY = /^境([内外])收发货人(.*)$/u;
const LEAVES = /出口|出境|运抵|离境/u;
const ENTERS = /进口|进境|启运|入境/u;

/**
 * `境内收发货人` is the exporter of an export and the importer of an import: the direction of the file decides, from its
 * column or else from what other headers are of. A file of both directions stays open.
 */
function partiesByPlace(columns: readonly Column[]): void {
  const placed = columns.flatMap((column) => {
    const match = PLACED_PARTY.exec(column.header.replace(/[\s（(）)]/gu, ''));
    return match === null ? [] : [{ column, inside: match[1] === '内', what: match[2] ?? '' }];
  });
  if (placed.length === 0) return;
  const direction = directionOfFile(columns.filter((c) => !placed.some((p) => p.column === c)));
  for (const { column, inside, what } of placed) {
    if (direction === undefined) {
      column.reason = 'The exporter of exports and the importer of imports: the direction of the file must be decided.';
      continue;
    }
    const side = inside === (direction === 'export') ? 'exporter' : 'importer';
    const part = /代码|编码|编号|代碼|税号/u.test(what)
      ? 'id'
      : /地址/u.test(what)
        ? 'address'
        : /国/u.test(what)
          ? 'country'
          : 'name';
    const party = side === 'exporter' ? 'shipper' : 'consignee';
    set(
      column,
      { field: `${side}_${part}`, score: 0.85, party },
      `“${inside ? '境内' : '境外'}收发货人” of a file of ${direction}s.`,
    );
  }
}

function directionOfFile(columns: readonly Column[]): 'import' | 'export' | undefined {
  const own = columns.find((c) => c.field === 'direction' && c.score >= THRESHOLD);
  if (own !== undefined) {
    const said = new Set(own.samples.filter((v) => v !== null && v !== '').map((v) => directionOf(v!)));
    const [only] = said;
    return said.size === 1 && (only === 'import' || only === 'export') ? only : undefined;
  }
  const leaves = columns.some((c) => LEAVES.test(c.header) && !ENTERS.test(c.header));
  const enters = columns.some((c) => ENTERS.test(c.header) && !LEAVES.test(c.header));
  return leaves === enters ? undefined : leaves ? 'export' : 'import';
}

/** All parties of one side must be the same one: the seller's number never goes to the shipper. */
function keepPartiesApart(columns: readonly Column[]): void {
  for (const side of [EXPORT_SIDE, IMPORT_SIDE]) {
    const mine = columns.filter((c) => c.party !== undefined && (side as readonly string[]).includes(c.party));
    const same = samePartyIn(mine);
    const weight = (party: string) => {
      const own = mine.filter((c) => c.field !== null && same(c.party!) === party);
      const names = own.filter((c) => c.field?.endsWith('_name'));
      return Math.max(0, ...names.map((c) => c.score + (c.profile.filled > 0 ? 0.1 : 0))) + own.length * 0.001;
    };
    const present = [...new Set(side.filter((p) => mine.some((c) => c.party === p && c.field !== null)).map(same))];
    if (present.length < 2) continue;
    const lead = present.reduce((best, party) => (weight(party) > weight(best) + 0.05 ? party : best));
    for (const column of mine) {
      if (column.field === null || same(column.party!) === lead) continue;
      column.reason = `Belongs to the ${column.party}; this file also names the ${lead}, whose columns are used.`;
      column.field = null;
      column.score = Math.min(column.score, 0.5);
    }
  }
}

/** Words that a header puts side by side (`Shipper/Exporter`) mean one party in this file. */
function samePartyIn(columns: readonly Column[]): (party: string) => string {
  const leader = new Map<string, string>();
  const find = (party: string): string => {
    const next = leader.get(party);
    return next === undefined || next === party ? party : find(next);
  };
  for (const column of columns) {
    for (const other of column.alias) {
      const [a, b] = [find(column.party!), find(other)];
      if (a !== b) leader.set(b, a);
    }
  }
  return find;
}

/** A column called "state" is a status if its values are. */
function statesOfRecords(columns: readonly Column[]): void {
  for (const c of columns) {
    if (c.field === 'record_status' && c.score < THRESHOLD && c.profile.status >= 0.9) {
      c.score = 0.8;
      c.reason += ' Its values are states of a record.';
    }
  }
}

/** Where most countries of a file exist only in English, the others are taken in English too. */
function countriesInOneLanguage(columns: readonly Column[]): void {
  const groups = new Map<ShipmentField, Column[]>();
  for (const c of columns)
    if (c.field?.endsWith('_country') === true) groups.set(c.field, [...(groups.get(c.field) ?? []), c]);
  const english = (c: Column) => c.sense.has('english');
  const lists = [...groups.values()];
  const onlyEnglish = lists.filter((l) => l.every(english)).length;
  const onlyOriginal = lists.filter((l) => l.every((c) => !english(c))).length;
  if (onlyEnglish < 2 || onlyEnglish <= onlyOriginal) return;
  for (const list of lists) for (const c of list) if (english(c) && list.length > 1) c.score += 0.15;
}

/**
 * A value that is the same on all lines of a declaration, while descriptions or weights differ, is the declaration's
 * total: summing it would count it once per line.
 */
function dropTotals(columns: readonly Column[]): void {
  const key = columns.find((c) => c.field === 'decl_no' && c.score >= THRESHOLD);
  if (key === undefined) return;
  const groups = new Map<string, number[]>();
  key.samples.forEach((value, row) => {
    if (value !== null && value !== '') groups.set(value, [...(groups.get(value) ?? []), row]);
  });
  const many = [...groups.values()].filter((rows) => rows.length > 1);
  const constant = (c: Column) => {
    const tested = many.filter((rows) => rows.every((row) => (c.samples[row] ?? '') !== ''));
    return {
      tested: tested.length,
      same: tested.filter((rows) => new Set(rows.map((row) => c.samples[row])).size === 1).length,
    };
  };
  const witness = columns.some((c) => {
    if (!['net_kg', 'gross_kg', 'description', 'quantity'].includes(c.field ?? '')) return false;
    const { tested, same } = constant(c);
    return tested >= 5 && same / tested < 0.5;
  });
  if (!witness) return;
  for (const column of columns) {
    if (!['invoice_value', 'customs_value', 'value_usd'].includes(column.field ?? '')) continue;
    const { tested, same } = constant(column);
    if (tested >= 5 && same / tested >= 0.95) {
      column.reason = `The same value on every line of a declaration (${same} of ${tested}): a total of the declaration, never to be summed.`;
      column.field = null;
      column.score = 0.2;
    }
  }
}

/** The value of a column that says only "value", where the file has a currency and nothing else is the invoice value. */
function lonelyValue(columns: readonly Column[]): void {
  const has = (field: ShipmentField) => columns.some((c) => c.field === field && c.score >= THRESHOLD);
  const open = columns.filter((c) => c.field === 'invoice_value' && c.score < THRESHOLD && c.score >= 0.4);
  if (open.length === 1 && has('currency') && !has('invoice_value')) {
    open[0]!.score = 0.66;
    open[0]!.reason += ' The file has a currency and no other value in it.';
  }
  const national = columns.filter(
    (c) => c.field === 'invoice_value' && c.sense.has('local_money') && c.score >= THRESHOLD,
  );
  if (has('currency')) {
    for (const c of national) {
      c.score = 0.5;
      c.reason =
        'An invoice value in the national currency, while the file has a currency of the contract: which one the column is in must be decided.';
    }
  }
}

/** One text column is the description, whatever its language. */
function lonelyDescription(columns: readonly Column[]): void {
  const has = (field: ShipmentField) => columns.some((c) => c.field === field && c.score >= THRESHOLD);
  if (has('description') || !has('description_en')) return;
  const best = columns.filter((c) => c.field === 'description_en').reduce((a, b) => (b.score > a.score ? b : a));
  best.field = 'description';
  best.reason += ' It is the only text of the goods.';
}

/** `shipper code` may hold a country. */
function codesOfCountries(columns: readonly Column[]): void {
  for (const c of columns) {
    if (c.field !== 'exporter_id' && c.field !== 'importer_id') continue;
    const { profile: p } = c;
    if (p.filled > 0 && p.country >= 0.9 && p.meanLength <= 3 && !c.sense.has('tax_id')) {
      c.field = c.field === 'exporter_id' ? 'exporter_country' : 'importer_country';
      c.score -= 0.1;
      c.reason += ' Its values are codes of countries.';
    }
  }
}

/** At most one column per field: the clearest, best filled one. */
function onePerField(columns: readonly Column[]): void {
  const fields = new Set(columns.map((c) => c.field).filter((f) => f !== null));
  for (const field of fields) {
    const rivals = columns.filter((c) => c.field === field);
    if (rivals.length < 2) continue;
    const fullest = Math.max(...rivals.map((c) => useful(c)));
    const rank = (c: Column) =>
      c.score - (useful(c) < fullest * 0.2 ? 0.2 : 0) + (useful(c) / Math.max(fullest, 1)) * 0.001 - c.index * 1e-6;
    const sorted = [...rivals].sort((a, b) => rank(b) - rank(a));
    const [first, second] = sorted as [Column, Column];
    const money = ['invoice_value', 'customs_value', 'value_usd'].includes(field);
    const basis = (c: Column) => ['fob', 'cif', 'customs', 'invoice'].filter(c.sense.has).join();
    if (money && Math.abs(first.score - second.score) < 0.02 && basis(first) !== basis(second)) {
      for (const c of [first, second]) {
        c.reason = `“${first.header.trim()}” and “${second.header.trim()}” could both be the ${field}: decide which.`;
        c.field = null;
        c.score = 0.5;
      }
      continue;
    }
    for (const c of sorted.slice(1)) {
      c.reason = `A second column of ${field}; “${first.header.trim()}” is used.`;
      c.field = null;
      c.score = Math.min(c.score, 0.55);
    }
  }
}

/** Filled cells; zeros of a value do not count. */
const useful = (c: Column): number => {
  const numeric = ['invoice_value', 'customs_value', 'value_usd', 'quantity', 'gross_kg', 'net_kg'].includes(
    c.field ?? '',
  );
  return numeric ? c.profile.filled * (1 - c.profile.zero) : c.profile.filled;
};

/**
 * @param columns in the order of the file; `samples` of all columns must be of the same records
 * @returns one mapping per column, in order; `field` null where it stays open
 */
export function mapColumns(columns: readonly ColumnInput[], lexicon: Lexicon = defaultLexicon()): ColumnMapping[] {
  const work: Column[] = columns.map((column, index) => {
    const coded = formCode(column.header);
    return {
      ...column,
      index,
      profile: profileColumn(column.samples),
      sense: senseOf(lexicon.read(coded?.label ?? column.header)),
      field: null,
      score: 0,
      party: undefined,
      alias: [],
      reason: '',
    };
  });
  for (const column of work) firstIdea(column, lexicon);
  codesOfCountries(work);
  partiesByPlace(work);
  statesOfRecords(work);
  keepPartiesApart(work);
  dropTotals(work);
  lonelyValue(work);
  lonelyDescription(work);
  countriesInOneLanguage(work);
  onePerField(work);
  return work.map(({ header, field, score, reason }) => ({
    header,
    field: field !== null && score >= THRESHOLD ? field : null,
    confidence: Math.round(Math.min(Math.max(score, 0), 1) * 100) / 100,
    reason: field !== null && score < THRESHOLD ? `${reason} Perhaps ${field}; not clear enough.` : reason,
  }));
}
