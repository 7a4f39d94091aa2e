/** Values of the native engine in the form in which they cross: exact, see shared/contract/values.ts. */

export type Scalar = string | number | boolean | null;

/**
 * A value as read through node-api, without a lost digit: booleans, doubles and integers up to 32 bits stay; 64-bit and
 * larger integers, decimals, dates, blobs and nested values become DuckDB's text for them.
 */
export function exactValue(value: unknown): Scalar {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return String(value);
}
