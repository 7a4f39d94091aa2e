/**
 * The derived tables of the data model (docs/data-model.md), in `work.duckdb` under the schema `derived`. They exist,
 * empty, from the first moment of a case, and each is shown under its bare name.
 */
import { createHash } from 'node:crypto';
import { hsLabelsSql } from '../../shared/shipments/labels-sql.ts';
import { ident, literal, qualified, sql, type Sql } from '../../shared/sql/sql.ts';

/** Column definitions by table; types are DuckDB's. */
export const DERIVED_TABLES: Readonly<Record<string, readonly (readonly [name: string, type: string])[]>> = {
  shipments: [
    ['decl_no', 'VARCHAR'], ['line_no', 'INTEGER'], ['decl_date', 'DATE'], ['release_date', 'DATE'], ['direction', 'VARCHAR'],
    ['procedure', 'VARCHAR'], ['record_status', 'VARCHAR'],
    ['exporter_name', 'VARCHAR'], ['exporter_address', 'VARCHAR'], ['exporter_id', 'VARCHAR'], ['exporter_country', 'VARCHAR'],
    ['importer_name', 'VARCHAR'], ['importer_address', 'VARCHAR'], ['importer_id', 'VARCHAR'], ['importer_country', 'VARCHAR'],
    ['manufacturer', 'VARCHAR'], ['brand', 'VARCHAR'], ['model', 'VARCHAR'], ['description', 'VARCHAR'], ['description_en', 'VARCHAR'],
    ['hs_code', 'VARCHAR'], ['origin_country', 'VARCHAR'], ['dispatch_country', 'VARCHAR'], ['destination_country', 'VARCHAR'],
    ['trading_country', 'VARCHAR'], ['gross_kg', 'DOUBLE'], ['net_kg', 'DOUBLE'], ['quantity', 'DOUBLE'], ['quantity_unit', 'VARCHAR'],
    ['packages', 'DOUBLE'], ['invoice_value', 'DECIMAL(18,2)'], ['currency', 'VARCHAR'], ['exchange_rate', 'DOUBLE'],
    ['customs_value', 'DECIMAL(18,2)'], ['value_usd', 'DECIMAL(18,2)'], ['incoterm', 'VARCHAR'], ['customs_office', 'VARCHAR'],
    ['container_no', 'VARCHAR'], ['vessel', 'VARCHAR'], ['port_loading', 'VARCHAR'], ['port_unloading', 'VARCHAR'],
    ['record_version', 'VARCHAR'], ['source_id', 'VARCHAR'], ['source_record', 'BIGINT'], ['version_status', 'VARCHAR'],
    ['possible_duplicate', 'BOOLEAN'], ['exporter_country_inferred', 'BOOLEAN'], ['value_usd_derived', 'BOOLEAN'],
  ],
  shipment_brands: [
    ['source_id', 'VARCHAR'], ['source_record', 'BIGINT'], ['brand', 'VARCHAR'], ['owner_group', 'VARCHAR'], ['evidence', 'VARCHAR'],
    ['matched_text', 'VARCHAR'], ['confidence', 'DOUBLE'], ['decided_by', 'VARCHAR'],
  ],
  parties: [['party_id', 'VARCHAR'], ['name', 'VARCHAR'], ['country', 'VARCHAR'], ['role', 'VARCHAR'], ['identifiers', 'VARCHAR'], ['spellings', 'INTEGER']],
  party_names: [
    ['role', 'VARCHAR'], ['raw_name', 'VARCHAR'], ['raw_id', 'VARCHAR'], ['party_id', 'VARCHAR'], ['via_party_id', 'VARCHAR'],
    ['method', 'VARCHAR'], ['score', 'DOUBLE'], ['decided_by', 'VARCHAR'], ['strict_party_id', 'VARCHAR'], ['loose_party_id', 'VARCHAR'],
  ],
  party_review: [
    ['left_role', 'VARCHAR'], ['left_name', 'VARCHAR'], ['left_id', 'VARCHAR'], ['left_party_id', 'VARCHAR'], ['right_role', 'VARCHAR'],
    ['right_name', 'VARCHAR'], ['right_id', 'VARCHAR'], ['right_party_id', 'VARCHAR'], ['score', 'DOUBLE'], ['reasons', 'VARCHAR'],
  ],
  party_decisions: [
    ['decision', 'VARCHAR'], ['left_role', 'VARCHAR'], ['left_name', 'VARCHAR'], ['left_id', 'VARCHAR'], ['right_role', 'VARCHAR'],
    ['right_name', 'VARCHAR'], ['right_id', 'VARCHAR'], ['who', 'VARCHAR'], ['decided_at', 'VARCHAR'], ['why', 'VARCHAR'],
  ],
  list_entries: [
    ['list_id', 'VARCHAR'], ['entry_id', 'VARCHAR'], ['name', 'VARCHAR'], ['aliases', 'VARCHAR[]'], ['country', 'VARCHAR'],
    ['addresses', 'VARCHAR[]'], ['listed_from', 'DATE'], ['listed_to', 'DATE'], ['source', 'VARCHAR'], ['identifiers', 'VARCHAR[]'],
  ],
  screening: [
    ['raw_name', 'VARCHAR'], ['party_id', 'VARCHAR'], ['list_id', 'VARCHAR'], ['entry_id', 'VARCHAR'], ['score', 'DOUBLE'],
    ['verdict', 'VARCHAR'], ['reasons', 'VARCHAR'], ['rule_verdict', 'VARCHAR'], ['decided_by', 'VARCHAR'],
  ],
  party_owners: [
    ['party_id', 'VARCHAR'], ['brand', 'VARCHAR'], ['owner_group', 'VARCHAR'], ['statement_source', 'VARCHAR'], ['statement_date', 'DATE'],
    ['list_id', 'VARCHAR'], ['entry_id', 'VARCHAR'], ['score', 'DOUBLE'],
  ],
  screening_lines: [['source_id', 'VARCHAR'], ['source_record', 'BIGINT'], ['role', 'VARCHAR'], ['list_id', 'VARCHAR'], ['entry_id', 'VARCHAR']],
  diversion_pairs: [
    ['first_source_id', 'VARCHAR'], ['first_record', 'BIGINT'], ['second_source_id', 'VARCHAR'], ['second_record', 'BIGINT'],
    ['lag_days', 'INTEGER'], ['score', 'DOUBLE'],
  ],
  nomenclatures: [
    ['nomenclature_id', 'VARCHAR'], ['edition', 'VARCHAR'], ['file', 'VARCHAR'], ['sha256', 'VARCHAR'], ['codes', 'BIGINT'], ['place', 'INTEGER'], ['imported_at', 'TIMESTAMP'],
  ],
  nomenclature_codes: [['nomenclature_id', 'VARCHAR'], ['code', 'VARCHAR'], ['text', 'VARCHAR'], ['level', 'INTEGER']],
}; // prettier-ignore

/** `work.derived.<table>`. */
export const derived = (table: string): Sql => qualified('work', 'derived', table);

const columnsSql = (columns: readonly (readonly [string, string])[]): Sql => ({
  text: columns.map(([name, type]) => `${ident(name).text} ${type}`).join(', '),
  binds: [],
});

/** Schemas of `work.duckdb` that are Waybill's: the derived tables, and what their builders remember. */
export const OWN_SCHEMAS = ['derived', 'derived_state'] as const;

/** Which edition of the derived tables a `work.duckdb` holds. */
export const EDITION_TABLE = qualified('work', 'derived', 'edition');
const edition = (): string => createHash('sha256').update(JSON.stringify(DERIVED_TABLES)).digest('hex');

/** One row `(true)` if the tables are of this edition. Fails where there is no edition yet. */
export const isThisEdition = (): Sql => sql`SELECT 1 FROM ${EDITION_TABLE} WHERE fingerprint = ${edition()}`;

/** Removes derived tables of another edition: they are made again from `data/`. */
export const dropStatements = (): Sql[] =>
  OWN_SCHEMAS.map((name) => sql`DROP SCHEMA IF EXISTS ${qualified('work', name)} CASCADE`);

/** Makes the derived tables that are missing. */
export const tableStatements = (): Sql[] => [
  sql`CREATE SCHEMA IF NOT EXISTS work.derived`,
  sql`CREATE TABLE IF NOT EXISTS ${EDITION_TABLE} AS SELECT ${literal(edition())} AS fingerprint`,
  ...Object.entries(DERIVED_TABLES).map(
    ([table, columns]) => sql`CREATE TABLE IF NOT EXISTS ${derived(table)} (${columnsSql(columns)})`,
  ),
];

/** Shows each derived table under its bare name. A transaction of their own: DuckDB writes to one database in each. */
export const viewStatements = (): Sql[] => [
  ...Object.keys(DERIVED_TABLES).map((table) => sql`CREATE OR REPLACE VIEW ${ident(table)} AS FROM ${derived(table)}`),
  sql`CREATE OR REPLACE VIEW hs_labels AS ${hsLabelsSql(derived('nomenclature_codes'), derived('nomenclatures'), derived('shipments'))}`,
];

/** `sources` and the empty `rejects`: they live in memory and are filled from the custody log and `data/`. */
export const SOURCES_TABLE = sql`CREATE OR REPLACE TABLE sources (source_id VARCHAR, path VARCHAR, sha256 VARCHAR, bytes BIGINT, kind VARCHAR, layout VARCHAR, records_read BIGINT, records_loaded BIGINT, records_rejected BIGINT, loaded_at TIMESTAMP)`;
export const NO_REJECTS = sql`CREATE OR REPLACE VIEW rejects AS SELECT NULL::VARCHAR AS source_id, NULL::BIGINT AS record, NULL::BIGINT AS line, NULL::VARCHAR AS column_name, NULL::VARCHAR AS reason, NULL::VARCHAR AS raw WHERE false`;

/** Every repair of a reject that was ever made, from the custody log (docs/data-model.md). */
export const REPAIRS_TABLE = sql`CREATE OR REPLACE TABLE repairs (source_id VARCHAR, record BIGINT, joined BIGINT[], line BIGINT, reason VARCHAR, raw VARCHAR, text VARCHAR, repair INTEGER, rule VARCHAR, who VARCHAR, why VARCHAR, repaired_at TIMESTAMP, undone_at TIMESTAMP, undone_by VARCHAR)`;
