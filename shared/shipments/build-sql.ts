/** SQL of the table `shipments`: the rows of one source from its plan, and what did not parse. */
import { ident, join, literal, sql, type Sql } from '../sql/sql.ts';
import { fieldSpec, SHIPMENT_FIELDS, type ShipmentField } from './fields.ts';
import { addressPart, type FieldPlan, type SourcePlan } from './plan.ts';
import {
  dateSql, declarationSql, doubleSql, hsSql, integerSql, isNullCell, moneySql, partyIdSql, textSql, versionSql, weightSql,
} from './typing-sql.ts'; // prettier-ignore

/** Fields where "no trademark" and the like mean no value. */
const BRAND_FIELDS: readonly ShipmentField[] = ['brand', 'manufacturer', 'model'];

/**
 * Meaning of a cell by its exact text, without a join, which would lose the order of the records: a cast to an enum is
 * a hash look-up.
 */
export function lookupSql(x: Sql, lookup: ReadonlyMap<string, string>): Sql {
  if (lookup.size === 0) return sql`NULL::VARCHAR`;
  const keys = [...lookup.keys()];
  return sql`list_extract([${join(keys.map((k) => literal(lookup.get(k)!)))}], (enum_code(try_cast(${x} AS ENUM (${join(keys.map(literal))})))::BIGINT + 1))`;
}

/** The typed value of a field of a source. */
export function typedSql(plan: SourcePlan, part: FieldPlan): Sql {
  const x = ident(part.column);
  const own = plan.nullTokens;
  const number = part.number ?? { decimal: '.', factor: 1 };
  const date = part.date ?? { main: 'other', order: 'dmy' };
  switch (fieldSpec(part.field).kind) {
    case 'integer':
      return integerSql(x);
    case 'date':
      return dateSql(x, date);
    case 'version':
      return versionSql(x, part.date ?? null, own);
    case 'double':
      return doubleSql(x, number);
    case 'weight':
      return weightSql(x, number);
    case 'money':
      return moneySql(x, number);
    case 'country':
    case 'direction':
    case 'currency':
      return lookupSql(x, part.lookup ?? new Map());
    case 'hs':
      return hsSql(x);
    case 'declaration':
      return declarationSql(x, own);
    case 'party-id':
      return partyIdSql(x, own);
    case 'text':
      return textSql(x, BRAND_FIELDS.includes(part.field), own);
  }
}

/** Country of the exporter read from its address: the end first, then the beginning. */
function inferredCountry(plan: SourcePlan): Sql | undefined {
  const address = plan.fields.find((f) => f.field === 'exporter_address');
  if (address === undefined || plan.addressCountries.size === 0) return undefined;
  const from = (end: 'first' | 'last') => lookupSql(addressPart(ident(address.column), end), plan.addressCountries);
  return sql`coalesce(${from('last')}, ${from('first')})`;
}

/**
 * US dollars of a row of which no column states them: the customs value at the rate of the contract's currency, where
 * that is the dollar. That is what the statistical value of a declaration is. The rate must be one for a single dollar,
 * which the contract value shows; otherwise nothing is certain, and there is no value. Undefined where columns lack.
 */
function derivedUsd(byField: ReadonlyMap<ShipmentField, FieldPlan>, plan: SourcePlan): Sql | undefined {
  if (byField.has('value_usd')) return undefined;
  const parts = (['customs_value', 'exchange_rate', 'invoice_value', 'currency'] as const).map((f) => byField.get(f));
  if (parts.some((p) => p === undefined)) return undefined;
  const [customs, rate, invoice, currency] = parts.map((p) => typedSql(plan, p!)) as [Sql, Sql, Sql, Sql];
  return sql`CASE WHEN ${currency} = 'USD' THEN list_transform([{c: (${customs})::DOUBLE, r: (${rate})::DOUBLE, i: (${invoice})::DOUBLE}], lambda v:
    CASE WHEN v.c > 0 AND v.r > 0 AND v.i > 0 AND v.c / (v.i * v.r) BETWEEN 0.5 AND 2 THEN try_cast(v.c / v.r AS DECIMAL(18,2)) END)[1] END`;
}

/**
 * SELECT of all columns of `shipments` for one source, in record order. `version_status` is `deleted` or `current` and
 * `possible_duplicate` false until `version-sql.ts` has looked at the whole case.
 */
export function shipmentsSelect(plan: SourcePlan): Sql {
  const byField = new Map(plan.fields.map((f) => [f.field, f]));
  const inferred = inferredCountry(plan);
  const usd = derivedUsd(byField, plan);
  const columns = SHIPMENT_FIELDS.map((spec) => {
    const part = byField.get(spec.name);
    const type = { text: spec.type, binds: [] };
    const typed = part === undefined ? undefined : typedSql(plan, part);
    if (spec.name === 'value_usd' && usd !== undefined) return sql`${usd} AS value_usd`;
    if (spec.name === 'exporter_country' && inferred !== undefined) {
      return sql`${typed === undefined ? inferred : sql`coalesce(${typed}, ${inferred})`} AS exporter_country`;
    }
    return typed === undefined ? sql`NULL::${type} AS ${ident(spec.name)}` : sql`${typed} AS ${ident(spec.name)}`;
  });
  const country = byField.get('exporter_country');
  const isInferred =
    inferred === undefined
      ? sql`false`
      : sql`(${country === undefined ? sql`true` : sql`${typedSql(plan, country)} IS NULL`} AND ${inferred} IS NOT NULL)`;
  return sql`SELECT ${join(columns)}, ${literal(plan.sourceId)} AS source_id, source_record::BIGINT AS source_record, ${statusAtFirst(plan)} AS version_status, false AS possible_duplicate, ${isInferred} AS exporter_country_inferred, ${usd === undefined ? sql`false` : sql`(${usd}) IS NOT NULL`} AS value_usd_derived FROM ${plan.relation}`;
}

function statusAtFirst(plan: SourcePlan): Sql {
  const status = plan.fields.find((f) => f.field === 'record_status');
  if (status === undefined || plan.deletedStatuses.length === 0) return sql`'current'`;
  return sql`CASE WHEN ${ident(status.column)} IN (${join(plan.deletedStatuses.map(literal))}) THEN 'deleted' ELSE 'current' END`;
}

/** Whether cells of a field can fail to parse. */
export const parses = ({ field }: { readonly field: ShipmentField }): boolean =>
  fieldSpec(field).kind !== 'text' && !['declaration', 'party-id', 'version'].includes(fieldSpec(field).kind);

/** Whether a cell has a text that is no "no value" and did not become a value. A line number 0 is no failure. */
function failed(plan: SourcePlan, part: FieldPlan): Sql {
  const x = ident(part.column);
  const zero = part.field === 'line_no' ? sql` AND NOT regexp_full_match(${x}, '\\s*0+\\s*')` : sql``;
  return sql`(${x} IS NOT NULL AND ${typedSql(plan, part)} IS NULL AND NOT ${isNullCell(x, false, plan.nullTokens)}${zero})`;
}

/** One row: the number of cells that did not parse, one column per field. Undefined where no field is parsed. */
export function parseFailuresSql(plan: SourcePlan): Sql | undefined {
  const parts = plan.fields.filter(parses);
  if (parts.length === 0) return undefined;
  return sql`SELECT ${join(parts.map((part) => sql`count(*) FILTER (WHERE ${failed(plan, part)}) AS ${ident(part.field)}`))} FROM ${plan.relation}`;
}

/** The cells of one field that did not parse: `source_record, raw`, in record order. */
export function failedCellsSql(plan: SourcePlan, field: ShipmentField, limit: number): Sql {
  const part = plan.fields.find((f) => f.field === field);
  if (part === undefined || !parses(part))
    return sql`SELECT NULL::BIGINT AS source_record, NULL::VARCHAR AS raw WHERE false`;
  return sql`SELECT source_record, ${ident(part.column)} AS raw FROM ${plan.relation} WHERE ${failed(plan, part)} ORDER BY 1 LIMIT ${literal(String(Math.trunc(limit)))}::BIGINT`;
}
