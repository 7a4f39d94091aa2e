/**
 * The canonical fields of `shipments` (docs/data-model.md). The order is the order of the table's columns and the order
 * in which the mapping screen offers them.
 */

/** What an analyst groups fields by when reading a grid: who, what, from–to, how much, which record. */
export type FieldGroup = 'record' | 'who' | 'what' | 'where' | 'how much' | 'transport';

/** How the text of a cell becomes the typed value. */
export type FieldKind =
  | 'text'
  | 'integer'
  | 'date'
  | 'double'
  | 'weight'
  | 'money'
  | 'country'
  | 'direction'
  | 'hs'
  | 'currency'
  | 'declaration'
  | 'party-id'
  | 'version';

export interface FieldSpec {
  readonly name: string;
  /** DuckDB type of the column. */
  readonly type: 'VARCHAR' | 'DATE' | 'INTEGER' | 'DOUBLE' | 'DECIMAL(18,2)';
  readonly kind: FieldKind;
  readonly group: FieldGroup;
  readonly description: string;
}

const field = <N extends string>(
  name: N,
  type: FieldSpec['type'],
  kind: FieldKind,
  group: FieldGroup,
  description: string,
) => ({ name, type, kind, group, description }) as const;

const text = <N extends string>(name: N, group: FieldGroup, description: string) =>
  field(name, 'VARCHAR', 'text', group, description);

const country = <N extends string>(name: N, description: string) =>
  field(name, 'VARCHAR', 'country', 'where', `${description} (ISO 3166-1 alpha-2).`);

export const SHIPMENT_FIELDS = [
  field(
    'decl_no',
    'VARCHAR',
    'declaration',
    'record',
    'Number of the declaration; of the bill of lading where there is no declaration.',
  ),
  field('line_no', 'INTEGER', 'integer', 'record', 'Number of the goods line within the declaration.'),
  field('decl_date', 'DATE', 'date', 'record', 'Date of registration of the declaration.'),
  field('release_date', 'DATE', 'date', 'record', 'Date of release of the goods.'),
  field('direction', 'VARCHAR', 'direction', 'record', 'import, export or transit, as seen by the declaring country.'),
  text('procedure', 'record', 'Customs procedure, as in the file (code preferred).'),
  text('record_status', 'record', 'Status of the record in the source, as in the file.'),
  text('exporter_name', 'who', 'Sender, exporter, shipper, supplier or seller, as declared.'),
  text('exporter_address', 'who', 'Address of the exporter.'),
  field('exporter_id', 'VARCHAR', 'party-id', 'who', 'Tax or registration number of the exporter.'),
  country('exporter_country', 'Country of the exporter; see exporter_country_inferred'),
  text('importer_name', 'who', 'Recipient, importer, consignee or buyer, as declared.'),
  text('importer_address', 'who', 'Address of the importer.'),
  field('importer_id', 'VARCHAR', 'party-id', 'who', 'Tax or registration number of the importer.'),
  country('importer_country', 'Country of the importer'),
  text('manufacturer', 'what', 'Maker of the goods, as declared.'),
  text('brand', 'what', 'Trademark, as declared.'),
  text('model', 'what', 'Model or article, as declared.'),
  text('description', 'what', 'Description of the goods, in the original language where there is one.'),
  text('description_en', 'what', 'English rendering of the description, where the file has one.'),
  field(
    'hs_code',
    'VARCHAR',
    'hs',
    'what',
    'Code of the goods in the Harmonized System or a longer national code; digits only.',
  ),
  country('origin_country', 'Country of origin of the goods'),
  country('dispatch_country', 'Country from which the goods were sent'),
  country('destination_country', 'Country of destination'),
  country('trading_country', 'Country of the other party of the contract'),
  field('gross_kg', 'DOUBLE', 'weight', 'how much', 'Gross weight in kilograms.'),
  field('net_kg', 'DOUBLE', 'weight', 'how much', 'Net weight in kilograms.'),
  field('quantity', 'DOUBLE', 'double', 'how much', 'Quantity in quantity_unit; not the number of packages.'),
  text('quantity_unit', 'how much', 'Unit of the quantity, as in the file.'),
  field('packages', 'DOUBLE', 'double', 'how much', 'Number of packages.'),
  field('invoice_value', 'DECIMAL(18,2)', 'money', 'how much', 'Value of the line in the currency of the contract.'),
  field('currency', 'VARCHAR', 'currency', 'how much', 'Currency of invoice_value (ISO 4217).'),
  field('exchange_rate', 'DOUBLE', 'double', 'how much', 'Exchange rate stated in the declaration.'),
  field(
    'customs_value',
    'DECIMAL(18,2)',
    'money',
    'how much',
    'Customs value of the line in the currency of the declaring country.',
  ),
  field(
    'value_usd',
    'DECIMAL(18,2)',
    'money',
    'how much',
    'Statistical value of the line in US dollars, where the file states one.',
  ),
  text('incoterm', 'how much', 'Terms of delivery.'),
  text('customs_office', 'transport', 'Customs office of the declaration.'),
  text('container_no', 'transport', 'Container number or numbers.'),
  text('vessel', 'transport', 'Vessel.'),
  text('port_loading', 'transport', 'Port of loading.'),
  text('port_unloading', 'transport', 'Port of unloading.'),
  field(
    'record_version',
    'VARCHAR',
    'version',
    'record',
    'Date (ISO) or number of the edition of the record, where the file has one.',
  ),
] as const;

export type ShipmentField = (typeof SHIPMENT_FIELDS)[number]['name'];

const BY_NAME: ReadonlyMap<string, FieldSpec> = new Map(SHIPMENT_FIELDS.map((f) => [f.name, f]));

export const isShipmentField = (name: string): name is ShipmentField => BY_NAME.has(name);

export function fieldSpec(name: ShipmentField): FieldSpec {
  const spec = BY_NAME.get(name);
  if (spec === undefined) throw new RangeError(`No such field: ${name}`);
  return spec;
}

/** `current | superseded | deleted | duplicate`: what a row is among all rows of the case. */
export const VERSION_STATUSES = ['current', 'superseded', 'deleted', 'duplicate'] as const;
export type VersionStatus = (typeof VERSION_STATUSES)[number];

/** Columns of `shipments` after the canonical fields, in order, with their types. */
export const SHIPMENT_EXTRA_COLUMNS = [
  { name: 'source_id', type: 'VARCHAR', description: 'The source of the row (see sources).' },
  {
    name: 'source_record',
    type: 'BIGINT',
    description: '1-based record number within the source, rejected records counted.',
  },
  { name: 'version_status', type: 'VARCHAR', description: 'current, superseded, deleted or duplicate.' },
  {
    name: 'possible_duplicate',
    type: 'BOOLEAN',
    description: 'Identical to another row that has no line number either.',
  },
  {
    name: 'exporter_country_inferred',
    type: 'BOOLEAN',
    description: 'exporter_country was read from the address, not from a column.',
  },
  {
    name: 'value_usd_derived',
    type: 'BOOLEAN',
    description: 'value_usd is the customs value at the rate of the dollar that the row itself states.',
  },
] as const;
