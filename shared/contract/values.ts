/**
 * Results as they cross from an engine to whoever shows them: columns of a page, never row objects. No digit is lost:
 * what does not fit a JavaScript number exactly travels as text.
 */

/** What a column is for alignment, filters and formats; `type` keeps the engine's exact name. */
export type ColumnKind =
  'text' | 'integer' | 'decimal' | 'float' | 'boolean' | 'date' | 'timestamp' | 'time' | 'blob' | 'nested' | 'other';

export interface ColumnInfo {
  readonly name: string;
  /** Engine type, e.g. `DECIMAL(18,2)`. */
  readonly type: string;
  readonly kind: ColumnKind;
}

/**
 * The values of one column of a page. `float` and small integers are numbers, booleans are booleans, all else is the
 * engine's own text of the value; null is null, never a marker.
 */
export type ColumnValues = readonly (string | number | boolean | null)[];

export interface ColumnPage {
  /** 0-based index of the first row of the page within the result. */
  readonly from: number;
  readonly rows: number;
  readonly columns: readonly ColumnValues[];
}

/** The kind of an engine type name. */
export function kindOfType(type: string): ColumnKind {
  const upper = type.toUpperCase();
  if (/(\[\d*\]|^STRUCT|^MAP|^UNION|^LIST)/.test(upper) || upper.endsWith(']')) return 'nested';
  const base = upper.replace(/\(.*$/, '').trim();
  switch (base) {
    case 'VARCHAR':
    case 'TEXT':
    case 'UUID':
    case 'ENUM':
    case 'JSON':
    case 'BIT':
      return 'text';
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
    case 'HUGEINT':
    case 'UTINYINT':
    case 'USMALLINT':
    case 'UINTEGER':
    case 'UBIGINT':
    case 'UHUGEINT':
    case 'BIGNUM':
    case 'VARINT':
      return 'integer';
    case 'DECIMAL':
      return 'decimal';
    case 'FLOAT':
    case 'DOUBLE':
      return 'float';
    case 'BOOLEAN':
      return 'boolean';
    case 'DATE':
      return 'date';
    case 'TIME':
    case 'TIME WITH TIME ZONE':
      return 'time';
    case 'BLOB':
      return 'blob';
    default:
      return base.startsWith('TIMESTAMP') ? 'timestamp' : 'other';
  }
}

/** Types whose every value is exact as a JavaScript number. */
export const isNumberExact = (type: string): boolean =>
  /^(TINYINT|SMALLINT|INTEGER|UTINYINT|USMALLINT|UINTEGER|FLOAT|DOUBLE)$/.test(type.toUpperCase());
