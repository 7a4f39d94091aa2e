/** What a set of concepts in a header says about the field: the grammar of column headers. */
import type { ShipmentField } from './fields.ts';
import type { Concept, HeaderPart } from './lexicon.ts';

/** A field that a header may stand for. */
export interface Reading {
  readonly field: ShipmentField;
  /** 0..1, before the values of the column and the other columns are looked at. */
  readonly score: number;
  /** Which word for a party was used (`shipper`, `seller`, …), so that two parties are never mixed. */
  readonly party?: string;
  /** Other words for the same party in the same header (`Shipper/Exporter`): in this file they are one. */
  readonly alias?: readonly string[];
  /** The header is clear only together with its values: without values that fit, the reading is dropped. */
  readonly needsValues?: boolean;
}

/** Why a header that was understood is no field; in words for the analyst. */
export interface Refusal {
  readonly refused: string;
}

export const EXPORT_SIDE = ['exporter', 'shipper', 'supplier', 'seller'] as const;
export const IMPORT_SIDE = ['importer', 'consignee', 'buyer'] as const;

/** Concepts that make a column something else, whatever its other words say. */
const BLOCKERS: ReadonlyMap<Concept, string> = new Map([
  [
    'other_party',
    'a party that is neither exporter nor importer (declarant, broker, contract holder, notify party, …)',
  ],
  ['contact', 'contact details or a region, no field of shipments'],
  ['tax', 'a tax, duty or payment'],
  ['freight', 'freight, insurance or an adjustment'],
  ['percent', 'a share'],
  ['per', 'a ratio'],
  ['document', 'another document'],
  ['heading', 'only the chapter or heading of the code'],
  ['junk', 'a key or tag of the vendor'],
  ['prior', 'a preceding procedure or document'],
  ['second', 'a second or third value of the same kind'],
  ['method', 'a method or an indicator'],
  ['border', 'the border office, not the office of the declaration'],
  ['volume', 'a size or volume'],
  ['pound', 'a weight in another unit'],
  ['estimated', 'an estimate'],
]);

/** Say nothing about the meaning. */
const NEUTRAL = new Set<Concept>([
  'original',
  'standardised',
  'raw',
  'english',
  'into',
  'name',
  'code',
  'number',
  'id',
]);

interface Rule {
  readonly field: ShipmentField;
  /** Each must be present; `a|b` = either. */
  readonly all: readonly string[];
  /** None of these. */
  readonly none?: readonly Concept[];
  /** With `only`, no other concept but these and the neutral ones. */
  readonly only?: readonly Concept[];
  readonly score: number;
  readonly needsValues?: boolean;
}

const MEASURES: readonly Concept[] = [
  'weight',
  'value',
  'price',
  'unit_price',
  'quantity',
  'packages',
  'currency',
  'unit',
];
const PARTIES: readonly Concept[] = [...EXPORT_SIDE, ...IMPORT_SIDE, 'maker'];
const NOT_DATE: readonly Concept[] = [
  'invoice',
  'contract',
  'transport',
  'exchange',
  'rate',
  'container',
  'vessel',
  'type',
  'number',
  'value',
  'dispatch',
  'tax',
  'loading',
  'model',
];

const RULES: readonly Rule[] = [
  { field: 'decl_no', all: ['declaration', 'number|id|registration'], none: ['date', 'line', 'goods', 'type', 'status', 'version', 'office', 'value', 'price', 'country', 'total', ...PARTIES], score: 0.95 },
  { field: 'decl_no', all: ['declaration'], none: ['code', 'name'], only: ['customs'], score: 0.82 },
  { field: 'decl_no', all: ['registration', 'number'], only: ['customs', 'tax_id'], score: 0.8 },
  { field: 'decl_no', all: ['customs', 'number'], only: ['customs'], score: 0.62, needsValues: true },
  { field: 'decl_no', all: ['bill'], none: ['master', 'type', 'date', 'status', ...PARTIES], score: 0.7 },
  { field: 'line_no', all: ['line'], none: ['description', 'hs', 'name', 'country', 'date', 'type', 'status', ...MEASURES], score: 0.9 },
  { field: 'line_no', all: ['goods', 'number'], none: ['hs', 'description', 'name', 'container', 'date', ...MEASURES], score: 0.88 },
  { field: 'decl_date', all: ['declaration', 'date'], none: ['release', 'version', 'prior', ...NOT_DATE], score: 0.95 },
  { field: 'decl_date', all: ['registration', 'date'], none: ['release', 'version', ...NOT_DATE], score: 0.93 },
  { field: 'decl_date', all: ['date'], only: ['customs', 'goods'], score: 0.85 },
  { field: 'decl_date', all: ['issue', 'date'], none: ['release', 'version', ...NOT_DATE], score: 0.75 },
  { field: 'decl_date', all: ['import|export', 'date'], none: ['release', 'version', 'arrival', ...NOT_DATE], score: 0.82 },
  { field: 'decl_date', all: ['arrival', 'date'], none: ['version', ...NOT_DATE], score: 0.7 },
  { field: 'decl_date', all: ['dispatch', 'date'], only: ['loading', 'export'], score: 0.62 },
  { field: 'decl_date', all: ['bill', 'date'], none: ['version', 'master', ...NOT_DATE], score: 0.66 },
  { field: 'decl_date', all: ['month'], only: ['year', 'date'], score: 0.62, needsValues: true },
  { field: 'release_date', all: ['release', 'date'], none: ['version', ...NOT_DATE], score: 0.94 },
  { field: 'release_date', all: ['release'], only: ['customs'], score: 0.72, needsValues: true },
  { field: 'record_version', all: ['version', 'date|number'], none: ['exchange', 'hs', 'value', 'price', 'type', 'status'], score: 0.92 },
  { field: 'record_version', all: ['version'], only: ['declaration', 'status'], score: 0.85 },
  { field: 'direction', all: ['direction'], none: ['date', 'value', 'weight', 'country', 'port'], score: 0.92, needsValues: true },
  { field: 'direction', all: ['import', 'export'], only: ['type', 'trade', 'direction', 'declaration'], score: 0.92, needsValues: true },
  { field: 'direction', all: ['type', 'trade|declaration|procedure'], only: ['customs', 'direction', 'procedure'], score: 0.8, needsValues: true },
  { field: 'procedure', all: ['procedure'], none: ['date', 'value', 'tax', 'direction'], score: 0.92 },
  { field: 'procedure', all: ['import|export', 'type'], only: ['trade', 'import', 'export'], score: 0.7 },
  { field: 'procedure', all: ['declaration', 'type'], only: ['customs', 'procedure'], score: 0.62 },
  { field: 'record_status', all: ['status'], none: ['container', 'type', 'value', 'loading', 'country', ...PARTIES], score: 0.9 },
  { field: 'record_status', all: ['state_word'], only: ['contact', 'state_word'], score: 0.5 },
  { field: 'manufacturer', all: ['maker'], none: ['address', 'country', 'code', 'tax_id', 'date', 'number', 'id', 'origin'], score: 0.93 },
  { field: 'brand', all: ['brand'], none: ['number', 'date', 'type', 'country'], score: 0.93 },
  { field: 'model', all: ['model'], none: ['year', 'date', 'quantity', 'description'], score: 0.9 },
  { field: 'description', all: ['goods', 'description'], none: ['hs', 'code', 'procedure', 'type', 'status', ...MEASURES, ...PARTIES], score: 0.95 },
  { field: 'description', all: ['goods', 'name'], none: ['hs', 'code', 'brand', 'number', ...MEASURES, ...PARTIES], score: 0.92 },
  { field: 'description', all: ['description'], none: ['hs', 'code', 'procedure', 'type', 'status', 'container', 'office', 'country', 'month', 'customs', 'line', ...MEASURES, ...PARTIES], score: 0.88 },
  { field: 'description', all: ['goods'], none: ['number', 'code', 'id'], only: [], score: 0.7 },
  { field: 'hs_code', all: ['hs'], none: ['description', 'version', 'country', 'date', 'year', ...MEASURES], score: 0.95 },
  { field: 'hs_code', all: ['goods', 'code'], only: ['customs', 'hs'], score: 0.86, needsValues: true },
  { field: 'origin_country', all: ['origin'], none: ['port', 'region', 'loading', 'date', 'description', ...MEASURES, ...PARTIES], score: 0.93 },
  { field: 'dispatch_country', all: ['dispatch', 'country'], none: ['port', 'date', ...PARTIES], score: 0.93 },
  { field: 'dispatch_country', all: ['country', 'export'], none: ['port', 'import', 'date', ...PARTIES], score: 0.85 },
  { field: 'dispatch_country', all: ['dispatch'], only: ['loading', 'export'], score: 0.8, needsValues: true },
  { field: 'destination_country', all: ['destination', 'country'], none: ['port', 'date', ...PARTIES], score: 0.93 },
  { field: 'destination_country', all: ['country', 'import'], none: ['port', 'export', 'date', ...PARTIES], score: 0.8 },
  { field: 'destination_country', all: ['destination'], only: ['unloading', 'import', 'arrival'], score: 0.8, needsValues: true },
  { field: 'trading_country', all: ['trading'], none: ['port', 'date', 'value', 'type', ...PARTIES], score: 0.92 },
  { field: 'trading_country', all: ['trade', 'country'], only: ['trading', 'contract'], score: 0.8 },
  { field: 'gross_kg', all: ['weight', 'gross'], none: ['net', 'unit', 'value', 'price', 'currency'], score: 0.95 },
  { field: 'gross_kg', all: ['gross', 'kg'], none: ['net', 'unit', 'value', 'price', 'currency'], score: 0.93 },
  { field: 'gross_kg', all: ['gross'], only: ['goods'], score: 0.8 },
  { field: 'gross_kg', all: ['weight', 'kg'], only: ['into', 'goods', 'total'], score: 0.68 },
  { field: 'net_kg', all: ['weight', 'net'], none: ['gross', 'unit', 'value', 'price', 'currency'], score: 0.95 },
  { field: 'net_kg', all: ['net', 'kg'], none: ['gross', 'unit', 'value', 'price', 'currency'], score: 0.93 },
  { field: 'net_kg', all: ['net'], only: ['goods'], score: 0.8 },
  { field: 'packages', all: ['packages'], none: ['weight', 'type', 'value', 'price', 'container', 'description', 'code', 'unit', 'model'], score: 0.92 },
  { field: 'currency', all: ['currency', 'contract|invoice'], none: ['rate', 'exchange', 'date', 'value', 'price', 'unit_price'], score: 0.95 },
  { field: 'currency', all: ['currency'], none: ['rate', 'exchange', 'date', 'value', 'price', 'unit_price'], score: 0.93 },
  { field: 'exchange_rate', all: ['exchange'], none: ['date', 'value', 'price', 'type'], score: 0.94 },
  { field: 'exchange_rate', all: ['rate', 'currency'], none: ['date', 'value', 'price', 'type'], score: 0.94 },
  { field: 'incoterm', all: ['incoterm'], none: ['place', 'port', 'date', 'value', 'tax', 'contact'], score: 0.93, needsValues: false },
  { field: 'customs_office', all: ['office'], none: ['value', 'declaration', 'procedure', 'date', 'tax_id', 'port', 'country', ...PARTIES], score: 0.9 },
  { field: 'customs_office', all: ['customs', 'code|name|place|id'], only: ['customs', 'office', 'place', 'registration'], score: 0.88 },
  { field: 'customs_office', all: ['customs'], only: ['customs', 'office'], score: 0.8 },
  { field: 'container_no', all: ['container'], none: ['count', 'type', 'status', 'transport', 'loading', ...MEASURES], score: 0.9 },
  { field: 'vessel', all: ['vessel'], none: ['code', 'country', 'date', 'type', 'number', 'id'], score: 0.92 },
  { field: 'port_loading', all: ['port', 'loading'], none: ['country', 'date', 'unloading'], score: 0.93 },
  { field: 'port_loading', all: ['port', 'dispatch|origin'], none: ['country', 'date', 'unloading'], score: 0.85 },
  { field: 'port_loading', all: ['port', 'export'], none: ['country', 'date', 'import'], score: 0.66 },
  { field: 'port_loading', all: ['loading', 'place'], only: ['dispatch', 'place'], score: 0.72 },
  { field: 'port_unloading', all: ['port', 'unloading'], none: ['country', 'date', 'loading'], score: 0.93 },
  { field: 'port_unloading', all: ['port', 'destination|arrival'], none: ['country', 'date', 'loading'], score: 0.86 },
  { field: 'port_unloading', all: ['port', 'import'], none: ['country', 'date', 'export'], score: 0.66 },
  { field: 'port_unloading', all: ['unloading', 'place'], only: ['arrival', 'place', 'destination'], score: 0.72 },
]; // prettier-ignore

/** Everything that the rules need to know of a header. */
export interface HeaderSense {
  readonly parts: readonly HeaderPart[];
  readonly has: (concept: Concept) => boolean;
  readonly all: ReadonlySet<Concept>;
  readonly unknown: number;
}

export function senseOf(parts: readonly HeaderPart[]): HeaderSense {
  const all = new Set(parts.flatMap((part) => part.concepts));
  // `HS code 4`: the number of digits.
  if (all.has('hs') && parts.some((part) => /^[24]$/.test(part.words))) all.add('heading');
  const unknown = parts.filter((part) => part.concepts.length === 0 && !/^\d+$/.test(part.words)).length;
  return { parts, has: (concept) => all.has(concept), all, unknown };
}

const matches = (sense: HeaderSense, needed: string): boolean => needed.split('|').some((c) => sense.has(c));

/** The concept that makes the header something else, if any: one whose words mean nothing else. */
function blockerOf(sense: HeaderSense): string | undefined {
  if (sense.has('heading') && sense.has('hs')) return BLOCKERS.get('heading');
  for (const part of sense.parts) {
    if (part.concepts.length > 0 && part.concepts.every((c) => BLOCKERS.has(c))) return BLOCKERS.get(part.concepts[0]!);
  }
  return undefined;
}

function partyReading(sense: HeaderSense): Reading | Refusal | undefined {
  const exporters = EXPORT_SIDE.filter(sense.has);
  const importers = IMPORT_SIDE.filter(sense.has);
  if (exporters.length > 0 && importers.length > 0) return { refused: 'both the exporter and the importer' };
  const side = exporters.length > 0 ? 'exporter' : importers.length > 0 ? 'importer' : undefined;
  if (side === undefined) {
    for (const [word, party] of [
      ['export', 'exporter'],
      ['import', 'importer'],
    ] as const) {
      if (sense.has(word) && sense.has('address') && sense.all.size <= 3)
        return { field: `${party}_address`, score: 0.7, party };
    }
    return undefined;
  }
  const [party, ...alias] = exporters.length > 0 ? exporters : importers;
  if (party === undefined) return undefined;
  const read = (what: 'name' | 'address' | 'id' | 'country', score: number): Reading => ({
    field: `${side}_${what}`,
    score,
    party,
    ...(alias.length > 0 ? { alias } : {}),
  });
  const alien = [
    'date',
    'value',
    'price',
    'weight',
    'quantity',
    'description',
    'type',
    'status',
    'port',
    'method',
    'declaration',
    'goods',
    'currency',
    'contract',
    'month',
    'origin',
    'state_word',
  ].find(sense.has);
  if (alien !== undefined)
    return { refused: `something of the ${party}, but not its name, address, number or country` };
  if (sense.has('country'))
    return sense.has('address') ? { refused: 'address and country of a party in one' } : read('country', 0.95);
  if (sense.has('address')) return sense.has('name') ? read('name', 0.85) : read('address', 0.96);
  if (sense.has('tax_id')) return read('id', 0.97);
  if (sense.has('name')) return read('name', 0.97);
  if (['code', 'number', 'id', 'registration'].some(sense.has)) return read('id', 0.9);
  return read('name', 0.9);
}

/** Values, prices, quantities and units: what they are depends on the order and company of the words. */
function amountReading(sense: HeaderSense): Reading | Refusal | undefined {
  const { has } = sense;
  const place = (concept: Concept) => sense.parts.findIndex((part) => part.concepts.includes(concept));
  if (has('unit') && !has('weight') && !has('packages')) {
    const money = has('value') || has('price') || has('unit_price') || has('currency');
    if (money)
      return has('currency') && !has('value') && !has('price')
        ? { field: 'currency', score: 0.85 }
        : { refused: 'a price per unit' };
    const counted = has('quantity') && place('quantity') < place('unit') && (has('into') || has('supplementary'));
    return counted ? { field: 'quantity', score: 0.92 } : { field: 'quantity_unit', score: has('code') ? 0.88 : 0.92 };
  }
  if (has('unit_price')) return { refused: 'a price per unit' };
  const isValue =
    ['value', 'price', 'fob', 'cif', 'assessed'].some(has) ||
    (has('statistical') && !has('quantity')) ||
    (has('total') && (has('usd') || has('invoice')));
  if (!isValue) {
    if (!has('quantity')) return undefined;
    const other = [
      'packages',
      'container',
      'weight',
      'currency',
      'line',
      'transport',
      'type',
      'code',
      'declaration',
      'name',
      'document',
    ].find(has);
    if (other === 'packages' && place('packages') >= 0) return undefined;
    return other === undefined
      ? { field: 'quantity', score: 0.93 }
      : { refused: `a number of something else (${other})` };
  }
  if (['weight', 'quantity', 'date', 'kg', 'tonne', 'gram', 'pound'].some(has))
    return { refused: 'a ratio or a date of a value' };
  const local = has('local_money');
  const price = has('price') && !has('value');
  if (has('statistical')) {
    return local && !has('usd')
      ? { refused: 'a statistical value that is not in US dollars' }
      : { field: 'value_usd', score: 0.96 };
  }
  if (has('total') && !has('usd') && !(price && has('currency')))
    return { refused: 'a total, perhaps of the whole declaration' };
  if (has('total') && has('declaration')) return { refused: 'a total of the whole declaration' };
  const contractual = has('invoice') || has('contract');
  if (price && !has('total') && !contractual && !has('customs')) {
    return has('currency') && !has('into')
      ? { field: 'currency', score: 0.8, needsValues: true }
      : { refused: 'a price, probably per unit' };
  }
  if (has('customs') || has('assessed'))
    return has('usd')
      ? { field: 'value_usd', score: 0.86 }
      : { field: 'customs_value', score: has('value') || has('price') ? 0.93 : 0.7 };
  if (contractual) {
    if (has('usd')) return { field: 'invoice_value', score: 0.64 };
    if (local) return { field: 'invoice_value', score: 0.66 };
    if (has('currency') && price) return { field: 'currency', score: 0.95, needsValues: true };
    return { field: 'invoice_value', score: 0.93 };
  }
  if (has('usd')) return { field: 'value_usd', score: has('fob') || has('cif') ? 0.75 : has('total') ? 0.88 : 0.9 };
  if (has('currency') && !local) return { field: 'invoice_value', score: 0.9 };
  if (local) return { refused: 'a value in the national currency that is not said to be the customs value' };
  if (has('fob') || has('cif')) return { refused: 'a value without a currency' };
  return { field: 'invoice_value', score: 0.45 };
}

/** All that may be made of a header's words, best first; or why it is no field. */
export function readHeader(sense: HeaderSense): { readings: Reading[]; refused?: string } {
  const blocker = blockerOf(sense);
  if (blocker !== undefined) return { readings: [], refused: blocker };
  const readings: Reading[] = [];
  let refused: string | undefined;
  const party = partyReading(sense);
  if (party !== undefined && 'refused' in party) return { readings, refused: party.refused };
  if (party !== undefined) readings.push(party);
  else {
    const amount = amountReading(sense);
    if (amount !== undefined) {
      if ('refused' in amount) refused = amount.refused;
      else readings.push(amount);
    }
    for (const rule of RULES) {
      if (!rule.all.every((needed) => matches(sense, needed))) continue;
      if (rule.none?.some(sense.has)) continue;
      if (rule.only !== undefined) {
        const allowed = new Set([...rule.only, ...rule.all.flatMap((n) => n.split('|'))]);
        if (sense.parts.some((p) => p.concepts.length > 0 && !p.concepts.some((c) => allowed.has(c) || NEUTRAL.has(c))))
          continue;
      }
      readings.push({
        field: rule.field,
        score: rule.score,
        ...(rule.needsValues === true ? { needsValues: true } : {}),
      });
    }
    if (sense.has('hs') && sense.has('description')) refused = 'the text of the tariff, not of the goods';
    if (sense.has('partner') && sense.has('country')) refused = 'a partner country without a role';
  }
  return {
    readings: readings.map((r) => tuned(r, sense)).sort((a, b) => b.score - a.score),
    ...(refused === undefined ? {} : { refused }),
  };
}

/** Words that weaken or strengthen any reading. */
function tuned(reading: Reading, sense: HeaderSense): Reading {
  let { score } = reading;
  let { field } = reading;
  score -= Math.min(sense.unknown, 3) * 0.06;
  if (sense.has('raw')) score -= 0.15;
  if (sense.has('standardised')) score -= 0.08;
  if (sense.has('original')) score += 0.01;
  if (sense.has('aggregate')) score -= 0.05;
  if (sense.has('english')) {
    if (field === 'description') field = 'description_en';
    else score -= 0.1;
  }
  const codeFirst =
    ['customs_office', 'procedure', 'currency', 'quantity_unit'].includes(field) || field.endsWith('_country');
  if (codeFirst && sense.has('name') && !sense.has('code')) score -= 0.06;
  if (['customs_office', 'procedure'].includes(field) && sense.has('code')) score += 0.03;
  if (['customs_office', 'procedure'].includes(field) && sense.has('description')) score -= 0.06;
  if (['gross_kg', 'net_kg'].includes(field) && (sense.has('tonne') || sense.has('gram')) && !sense.has('kg'))
    score -= 0.1;
  if (['quantity', 'gross_kg', 'net_kg', 'packages'].includes(field) && sense.has('total')) score -= 0.04;
  return { ...reading, field, score: Math.min(score, 0.99) };
}
