/** The table of shipments as an analyst wants it: who, what, from–to, how much, and where each line comes from. */
import { visibleText } from '../grid/visible-text.ts';
import type { CellParts, Presentation } from '../grid/presentation.ts';
import { hsText, onHsTexts } from './hs-texts.ts';

const regions = new Intl.DisplayNames(undefined, { type: 'region', fallback: 'none' });

/** The name of an ISO 3166 code in the analyst's language. */
function countryName(code: string): string | undefined {
  // `of` throws for what has not the form of a code.
  return /^[A-Z]{2}$/.test(code) ? regions.of(code) : undefined;
}

function country(code: string): CellParts {
  const name = countryName(code);
  return name === undefined ? { text: visibleText(code, 40) } : { text: code, beside: name, title: `${code}: ${name}` };
}

function hsCode(code: string): CellParts {
  const found = hsText(code);
  if (found === undefined) return { text: code };
  const text = visibleText(found.text, 200);
  const of = found.level < code.length ? `\nText of ${code.slice(0, found.level)}` : '';
  return { text: code, beside: text, title: `${visibleText(found.text, 1000)}${of}\n${found.edition}` };
}

const STATUS_TITLES: Readonly<Record<string, string>> = {
  current: 'Counts',
  superseded: 'Replaced by a later edition; does not count',
  deleted: 'Annulled in the source; does not count',
  duplicate: 'The same line once more; does not count',
};
function status(value: string): CellParts {
  const title = STATUS_TITLES[value];
  return title === undefined ? { text: visibleText(value, 40) } : { text: value, badge: value, title };
}

const COUNTRIES = ['exporter_country', 'importer_country', 'origin_country', 'dispatch_country', 'destination_country', 'trading_country']; // prettier-ignore

export const SHIPMENTS: Presentation = {
  headings: [
    {
      title: 'Record',
      shown: ['decl_no', 'line_no', 'decl_date', 'direction', 'version_status'],
      more: ['release_date', 'procedure', 'record_status', 'record_version', 'possible_duplicate'],
    },
    {
      title: 'Who',
      shown: ['exporter_name', 'exporter_country', 'importer_name', 'importer_id'],
      more: ['exporter_id', 'exporter_address', 'exporter_country_inferred', 'importer_address', 'importer_country'],
    },
    { title: 'What', shown: ['hs_code', 'brand', 'description'], more: ['manufacturer', 'model', 'description_en'] },
    {
      title: 'From–to',
      shown: ['origin_country', 'dispatch_country', 'destination_country'],
      more: ['trading_country', 'port_loading', 'port_unloading', 'vessel', 'container_no', 'customs_office'],
    },
    {
      title: 'How much',
      shown: ['value_usd', 'invoice_value', 'currency', 'net_kg', 'quantity', 'quantity_unit'],
      more: ['customs_value', 'exchange_rate', 'gross_kg', 'packages', 'incoterm', 'value_usd_derived'],
    },
    { title: 'Provenance', shown: ['source_id', 'source_record'], more: [] },
  ],
  cells: new Map<string, (value: string) => CellParts>([
    ...COUNTRIES.map((name) => [name, country] as const),
    ['hs_code', hsCode],
    ['version_status', status],
  ]),
  widths: new Map([
    ...COUNTRIES.map((name) => [name, 150] as const),
    ['decl_no', 205],
    ['line_no', 95],
    ['decl_date', 112],
    ['hs_code', 270],
    ['description', 340],
    ['exporter_name', 230],
    ['importer_name', 230],
    ['version_status', 138],
  ]),
  suggestions: [
    {
      label: 'Only lines that count',
      title: 'Leaves out lines that are superseded, deleted or duplicates: version_status = current',
      filter: { column: 'version_status', op: 'in', values: ['current'] },
    },
  ],
  subscribe: onHsTexts,
};

/** @param relation a table of the case */
export const presentationOf = (relation: string): Presentation | null => (relation === 'shipments' ? SHIPMENTS : null);
