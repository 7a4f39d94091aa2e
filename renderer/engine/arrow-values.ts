/** Arrow's answers in the form in which values cross: exact, see shared/contract/values.ts. */
import { DataType, type RecordBatch, type Schema, type Vector } from 'apache-arrow';

export type Scalar = string | number | boolean | null;

/** DuckDB's name for the plain types that trusted statements return; views and pages ask the engine itself. */
export function typeName(type: DataType): string {
  if (DataType.isUtf8(type)) return 'VARCHAR';
  if (DataType.isBool(type)) return 'BOOLEAN';
  if (DataType.isInt(type)) {
    const name = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' }[type.bitWidth as number] ?? 'BIGINT';
    return type.isSigned ? name : `U${name}`;
  }
  if (DataType.isFloat(type)) return type.precision === 1 ? 'FLOAT' : 'DOUBLE';
  return 'VARCHAR';
}

/** Decimals come as 128-bit integers in four 32-bit words, lowest first. */
function decimalText(words: Uint32Array, scale: number): string {
  let value = 0n;
  for (let i = words.length - 1; i >= 0; i -= 1) value = (value << 32n) | BigInt(words[i]!);
  value = BigInt.asIntN(words.length * 32, value);
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const cut = digits.length - scale;
  return `${value < 0n ? '-' : ''}${digits.slice(0, cut)}${scale > 0 ? `.${digits.slice(cut)}` : ''}`;
}

/**
 * Appends a column of a batch. Whatever has digits to lose arrives as text already (pageSql casts it), but for 64-bit
 * integers and decimals of trusted statements.
 */
export function appendColumn(vector: Vector, into: Scalar[]): void {
  const { type } = vector;
  if (DataType.isDecimal(type)) {
    for (const value of vector as Iterable<Uint32Array | null>) {
      into.push(value === null ? null : decimalText(value, type.scale));
    }
    return;
  }
  for (const value of vector as Iterable<unknown>) {
    if (value === null || value === undefined) into.push(null);
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') into.push(value);
    else into.push(String(value));
  }
}

/** All batches of an answer as columns. */
export function columnsOf(answer: { readonly schema: Schema; readonly batches: readonly RecordBatch[] }): Scalar[][] {
  const columns: Scalar[][] = answer.schema.fields.map(() => []);
  for (const batch of answer.batches) {
    columns.forEach((column, i) => appendColumn(batch.getChildAt(i)!, column));
  }
  return columns;
}
