/**
 * How one source becomes rows of `shipments`: which column feeds which field, in which format, and what the values of
 * its small columns (countries, directions, currencies, statuses) mean. Made from the mapping, the settings of the source
 * and a look at its data; `build-sql.ts` turns it into SQL.
 */
import { WaybillError } from '../errors.ts';
import type { ColumnSettings, ColumnType, SourceSettings } from '../intake/settings.ts';
import { ident, join, literal, sql, type Sql } from '../sql/sql.ts';
import { countryOf } from './countries.ts';
import { currencyOf } from './currencies.ts';
import { directionOf } from './directions.ts';
import { fieldSpec, isShipmentField, SHIPMENT_FIELDS, type FieldSpec, type ShipmentField } from './fields.ts';
import { readHeaderConcepts } from './header-concepts.ts';
import { isNullToken } from './null-tokens.ts';
import { judgeStatuses, type StatusJudgement } from './status-words.ts';
import { strptimeFormats, type DateFormat, type NumberFormat } from './typing-sql.ts';

/** Runs reading SQL and returns its rows as text. */
export type TextQuery = (statement: Sql) => Promise<readonly (readonly (string | null)[])[]>;

export interface SourceInput {
  readonly sourceId: string;
  /** All text columns plus `source_record`: a view, table or bracketed query. */
  readonly relation: Sql;
  readonly settings: Pick<SourceSettings, 'columns' | 'decimal' | 'thousands' | 'decided' | 'nullTokens' | 'kind'>;
  /** Canonical field by name of the column, or by header. */
  readonly mapping: Readonly<Record<string, string>>;
  /** What the values of the status column mean, judged from more than this source; absent: judged from this source alone. */
  readonly statuses?: StatusJudgement;
}

/** One field of one source. */
export interface FieldPlan {
  readonly field: ShipmentField;
  /** Column of the relation. */
  readonly column: string;
  readonly header: string;
  readonly number?: NumberFormat;
  readonly date?: DateFormat | null;
  /** Meaning by exact cell text, for small columns. */
  readonly lookup?: ReadonlyMap<string, string>;
}

export interface SourcePlan {
  readonly sourceId: string;
  readonly relation: Sql;
  readonly fields: readonly FieldPlan[];
  readonly nullTokens: readonly string[];
  /** Exact texts of the status column that mean "deleted". */
  readonly deletedStatuses: readonly string[];
  /** Country by the last or first part of the exporter's address, where the file names no country of the exporter. */
  readonly addressCountries: ReadonlyMap<string, string>;
  /** For the analyst: what was assumed, what stays unclear. */
  readonly remarks: readonly string[];
}

/** Distinct values of a small column are looked at one by one; more than this is no small column. */
const MOST_DISTINCT = 20_000;
const SAMPLE_ROWS = 3000;

/**
 * Checks a mapping against a source's columns.
 * @throws WaybillError 'shipments/mapping' where it names an unknown header or field, or one field twice
 */
export function checkMapping(
  settings: Pick<SourceSettings, 'columns'>,
  mapping: Readonly<Record<string, string>>,
): { field: ShipmentField; column: string; header: string }[] {
  const used = new Map<ShipmentField, string>();
  return Object.entries(mapping).map(([header, field]) => {
    const column =
      settings.columns.find((c) => c.name === header) ??
      settings.columns.find((c) => c.header === header) ??
      settings.columns.find((c) => c.header.trim() === header.trim());
    if (column === undefined) {
      throw new WaybillError(
        'shipments/mapping',
        `The file has no column "${header}". Its columns are: ${settings.columns.map((c) => c.header).join(', ')}.`,
      );
    }
    if (!isShipmentField(field)) {
      throw new WaybillError(
        'shipments/mapping',
        `There is no field "${field}". The fields are: ${SHIPMENT_FIELDS.map((f) => f.name).join(', ')}.`,
      );
    }
    const other = used.get(field);
    if (other !== undefined) {
      throw new WaybillError(
        'shipments/mapping',
        `The mapping names the field ${field} twice: for "${other}" and for "${header}". Choose one of them.`,
      );
    }
    used.set(field, header);
    return { field, column: column.name, header };
  });
}

export async function planSource(query: TextQuery, input: SourceInput): Promise<SourcePlan> {
  const remarks: string[] = [];
  const chosen = new Map(input.settings.columns.filter((c) => c.chosen === true).map((c) => [c.name, c]));
  const mapped = checkMapping(input.settings, input.mapping).filter((part) => {
    const type = chosen.get(part.column)?.type;
    if (type === undefined || takesType(fieldSpec(part.field), type)) return true;
    remarks.push(`“${part.header}” was decided to be ${type}, so ${part.field} stays empty.`);
    return false;
  });
  const signs = decidedSigns(input.settings);
  const samples = await sampleColumns(
    query,
    input.relation,
    mapped.map((m) => m.column),
  );
  const fileDecimal =
    input.settings.decimal ??
    decimalOf(mapped.flatMap((m) => (isNumeric(fieldSpec(m.field)) ? (samples.get(m.column) ?? []) : []))) ??
    '.';
  const fields: FieldPlan[] = [];
  let deletedStatuses: string[] = [];
  for (const part of mapped) {
    const spec = fieldSpec(part.field);
    const values = samples.get(part.column) ?? [];
    if (isNumeric(spec)) {
      fields.push({
        ...part,
        number: {
          decimal: signs.decimal ?? decimalOf(values) ?? fileDecimal,
          factor: factorOf(spec, part.header),
          ...(signs.thousands === undefined ? {} : { thousands: signs.thousands }),
          ...(chosen.get(part.column)?.type === 'integer' ? { whole: true } : {}),
        },
      });
    } else if (spec.kind === 'date' || spec.kind === 'version') {
      const own = chosen.get(part.column);
      const date =
        spec.kind === 'version' && own !== undefined && own.type !== 'date' && own.type !== 'timestamp'
          ? null
          : await dateFormat(query, input.relation, part, values, spec, remarks, own);
      fields.push({ ...part, date });
    } else if (spec.kind === 'country' || spec.kind === 'direction' || spec.kind === 'currency') {
      const meaning = { country: countryOf, direction: directionOf, currency: currencyOf }[spec.kind];
      const lookup = new Map<string, string>();
      for (const value of (await distinctValues(query, input.relation, part.column)).keys()) {
        const found = isNullToken(value.trim()) ? undefined : meaning(value.trim());
        if (found !== undefined) lookup.set(value, found);
      }
      fields.push({ ...part, lookup });
    } else {
      fields.push(part);
    }
    if (part.field === 'record_status') {
      const judged = input.statuses ?? judgeStatuses(await distinctValues(query, input.relation, part.column));
      deletedStatuses = [...judged.states].filter(([, state]) => state === 'deleted').map(([value]) => value);
      const unclear = judged.unclear.filter((value) => !isNullToken(value.trim()));
      if (unclear.length > 0) {
        remarks.push(
          `The status values ${unclear
            .slice(0, 8)
            .map((v) => `“${v}”`)
            .join(', ')} are not understood; their records count as in force.`,
        );
      }
    }
  }
  return {
    sourceId: input.sourceId,
    relation: input.relation,
    fields: SHIPMENT_FIELDS.flatMap((spec) => fields.filter((f) => f.field === spec.name)),
    nullTokens: input.settings.nullTokens,
    deletedStatuses,
    addressCountries: await addressCountries(query, input, fields),
    remarks,
  };
}

/** Whether a column that was decided to be of a type can give a field its value. */
function takesType(spec: FieldSpec, type: ColumnType): boolean {
  if (type === 'empty') return false;
  if (isNumeric(spec) || spec.kind === 'integer') return type === 'integer' || type === 'decimal';
  if (spec.kind === 'date') return type === 'date' || type === 'timestamp' || type === 'integer';
  return true;
}

/** The signs in numbers that were decided; one sign cannot be both. */
function decidedSigns({ decided = [], decimal, thousands }: SourceInput['settings']): Partial<NumberFormat> {
  const group = decided.includes('thousands') ? thousands : undefined;
  const other = group === '.' ? ',' : group === ',' ? '.' : undefined;
  const sign = (decided.includes('decimal') ? decimal : null) ?? other;
  return {
    ...(sign === undefined ? {} : { decimal: sign }),
    ...(group === undefined || group === sign ? {} : { thousands: group }),
  };
}

const isNumeric = (spec: FieldSpec): boolean => ['double', 'weight', 'money'].includes(spec.kind);

async function sampleColumns(
  query: TextQuery,
  relation: Sql,
  columns: readonly string[],
): Promise<Map<string, string[]>> {
  const result = new Map<string, string[]>(columns.map((c) => [c, []]));
  if (columns.length === 0) return result;
  const rows = await query(
    sql`SELECT ${join(columns.map(ident))} FROM ${relation} LIMIT ${literal(String(SAMPLE_ROWS))}::INTEGER`,
  );
  for (const row of rows) {
    columns.forEach((column, i) => {
      const value = row[i]?.trim();
      if (value !== undefined && !isNullToken(value)) result.get(column)!.push(value);
    });
  }
  return result;
}

/** The values of a small column with the number of rows of each. */
export async function distinctValues(query: TextQuery, relation: Sql, column: string): Promise<Map<string, number>> {
  const rows = await query(
    sql`SELECT ${ident(column)}, count(*)::VARCHAR FROM ${relation} WHERE ${ident(column)} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${literal(String(MOST_DISTINCT))}::INTEGER`,
  );
  return new Map(rows.map(([value, count]) => [value ?? '', Number(count)]));
}

/** Which mark separates the decimals; undefined where nothing tells (`1,234` may be either). */
export function decimalOf(values: readonly string[]): '.' | ',' | undefined {
  let comma = 0;
  let point = 0;
  for (const value of values) {
    const match = /^[-+(]?[\d\s\u00a0\u202f.,'’]*?([.,])(\d+)\)?$/.exec(value);
    if (match === null) continue;
    const separators = value.replace(/[^.,]/g, '');
    const both = separators.includes(',') && separators.includes('.');
    const repeated = separators.length > 1 && !both;
    const grouping = match[2]!.length === 3 && separators.length === 1 && /^[1-9]\d{0,2}[.,]/.test(value);
    if (repeated || grouping) continue;
    if (match[1] === ',') comma += 1;
    else point += 1;
  }
  if (comma === point) return undefined;
  return comma > point ? ',' : '.';
}

/** 1000 for a header in tonnes or thousands, and so on. */
export function factorOf(spec: FieldSpec, header: string): number {
  const sense = readHeaderConcepts(header);
  if (spec.kind === 'weight' && !sense.has('kg')) return sense.has('tonne') ? 1000 : sense.has('gram') ? 0.001 : 1;
  if (spec.kind === 'money' && sense.has('thousand')) return /\b(mln|million|млн)/iu.test(header) ? 1_000_000 : 1000;
  return 1;
}

const FORMS: readonly (readonly [DateFormat['main'], RegExp])[] = [
  ['dotted', /^\d{2}\.\d{2}\.\d{4}$/],
  ['iso', /^\d{4}-\d{2}-\d{2}/],
  ['slashed', /^\d{1,2}[/-]\d{1,2}[/-]\d{2,4}/],
  ['serial', /^[2-7]\d{4}(\.\d+)?$/],
  ['compact', /^(19|20)\d{6}$/],
];

async function dateFormat(
  query: TextQuery,
  relation: Sql,
  part: { readonly column: string; readonly header: string },
  values: readonly string[],
  spec: FieldSpec,
  remarks: string[],
  chosen: ColumnSettings | undefined,
): Promise<DateFormat | null> {
  const exact = strptimeFormats(chosen?.format ?? '');
  if (chosen?.format === 'excel-serial') return { main: 'serial', order: 'dmy' };
  const counted = FORMS.map(([form, pattern]) => [form, values.filter((v) => pattern.test(v)).length] as const);
  const best = counted.reduce((a, b) => (b[1] > a[1] ? b : a));
  // Small numbers are editions, not days.
  const isDate = values.some((v) => FORMS.some(([, pattern]) => pattern.test(v)) || /\d.*\p{L}{3}|年/u.test(v));
  if (spec.kind === 'version' && !isDate && exact.length === 0) return null;
  const main = best[1] > 0 ? best[0] : 'other';
  const order = chosenOrder(chosen) ?? (await dayOrder(query, relation, part, values, remarks));
  return { main, order, ...(exact.length > 0 ? { exact } : {}) };
}

/** The order of day and month that the analyst decided for a column. */
function chosenOrder(column: ColumnSettings | undefined): DateFormat['order'] | undefined {
  if (column === undefined || !/^(?:dd?|mm?)[./-]/.test(column.format ?? '')) return undefined;
  return column.format?.startsWith('m') ? 'mdy' : 'dmy';
}

/** Day or month first, from the whole column: only numbers above twelve can tell. */
async function dayOrder(
  query: TextQuery,
  relation: Sql,
  part: { readonly column: string; readonly header: string },
  values: readonly string[],
  remarks: string[],
): Promise<DateFormat['order']> {
  const slashed = /^\d{1,2}[/-]\d{1,2}[/-]\d{2,4}/;
  if (!values.some((v) => slashed.test(v))) return 'dmy';
  const of = (group: 1 | 2) =>
    sql`try_cast(regexp_extract(${ident(part.column)}, '^\\s*(\\d{1,2})[/-](\\d{1,2})[/-]', ${literal(String(group))}::INTEGER) AS INTEGER) > 12`;
  const [row] = await query(
    sql`SELECT count(*) FILTER (WHERE ${of(1)})::VARCHAR, count(*) FILTER (WHERE ${of(2)})::VARCHAR FROM ${relation}`,
  );
  const first = Number(row?.[0] ?? 0);
  const second = Number(row?.[1] ?? 0);
  if (first === 0 && second === 0)
    remarks.push(`“${part.header}” may be day/month or month/day; day first is assumed.`);
  if (first > 0 && second > 0) {
    remarks.push(
      `“${part.header}” mixes day/month (${first} for certain) and month/day (${second}); cells that could be either are read as ${second > first ? 'month' : 'day'} first.`,
    );
  }
  return second > first ? 'mdy' : 'dmy';
}

/** Names in addresses must be this long: two letters are as often a state or a street. */
const SHORTEST_NAME = 4;

async function addressCountries(
  query: TextQuery,
  input: SourceInput,
  fields: readonly FieldPlan[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const address = fields.find((f) => f.field === 'exporter_address');
  if (address === undefined) return found;
  const country = fields.find((f) => f.field === 'exporter_country');
  const open =
    country === undefined
      ? sql`true`
      : sql`${ident(country.column)} IS NULL OR strlen(trim(${ident(country.column)})) < 2 OR upper(${ident(country.column)}) = 'NULL'`;
  for (const end of ['last', 'first'] as const) {
    const rows = await query(
      sql`SELECT DISTINCT ${addressPart(ident(address.column), end)} AS part FROM ${input.relation} WHERE (${open}) AND ${ident(address.column)} IS NOT NULL ORDER BY 1 LIMIT ${literal(String(MOST_DISTINCT))}::INTEGER`,
    );
    for (const [part] of rows) {
      if (part == null || part.trim().length < SHORTEST_NAME || /^\d+$/.test(part.trim())) continue;
      const code = countryOf(part);
      if (code !== undefined) found.set(part, code);
    }
  }
  return found;
}

/** The part of an address where a country stands. */
export const addressPart = (x: Sql, end: 'first' | 'last'): Sql =>
  end === 'last'
    ? sql`trim(regexp_extract(${x}, '([^,;]+)[,;.\\s]*$', 1))`
    : sql`trim(regexp_extract(${x}, '^\\s*([^,;-]+)', 1))`;
