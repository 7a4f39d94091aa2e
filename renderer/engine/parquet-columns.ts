/**
 * From what hyparquet reads to columns that DuckDB takes without losing a digit. hyparquet would turn decimals into
 * floating point and times into milliseconds; so it is told that its leaves are plain numbers and bytes
 * (`plainMetadata`), and what they mean is applied here.
 */
import {
  Binary,
  Bool,
  DateDay,
  Float32,
  Float64,
  Int32,
  Int64,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  Uint32,
  Uint64,
  Utf8,
  makeData,
  makeVector,
  type DataType,
  type Vector,
} from 'apache-arrow';
import type { FileMetaData, ParquetParsers, SchemaElement, SchemaTree } from 'hyparquet';
import { nestedText } from './parquet-nested.ts';

type Values = ArrayLike<unknown>;

/** How one top-level column travels. */
export interface ParquetColumn {
  readonly name: string;
  /** DuckDB type of the column. */
  readonly type: string;
  /** Whether it arrives as text that DuckDB casts to `type`. */
  readonly cast: boolean;
  vector(values: Values): Vector;
}

/** Leaves give what is in the file: numbers, bigints, bytes. */
export const PLAIN_PARSERS: ParquetParsers = {
  timestampFromMilliseconds: (value) => value,
  timestampFromMicroseconds: (value) => value,
  timestampFromNanoseconds: (value) => value,
  dateFromDays: (value) => value,
  stringFromBytes: (bytes) => bytes,
  jsonFromBytes: (bytes) => bytes,
  geometryFromBytes: (bytes) => bytes,
  geographyFromBytes: (bytes) => bytes,
  uuidFromBytes: (bytes) => bytes,
};

/** The metadata with leaves that hyparquet does not convert lossily or refuse. */
export function plainMetadata(metadata: FileMetaData): FileMetaData {
  const lossy = new Set(['DECIMAL', 'INTERVAL', 'BSON', 'JSON']);
  return {
    ...metadata,
    schema: metadata.schema.map((element) => {
      if (element.num_children || !lossy.has(element.converted_type ?? '')) return element;
      const { converted_type: _converted, logical_type: _logical, ...plain } = element;
      return plain;
    }),
  };
}

/** The columns of a file. */
export const parquetColumns = (tree: SchemaTree): ParquetColumn[] =>
  tree.children.map((node) =>
    node.children.length > 0 || node.element.repetition_type === 'REPEATED' ? nested(node) : leaf(node.element),
  );

const nested = (node: SchemaTree): ParquetColumn => ({
  name: node.element.name,
  type: 'VARCHAR',
  cast: false,
  vector: (values) => textVector(mapped(values, (value) => nestedText(node, value))),
});

function leaf(element: SchemaElement): ParquetColumn {
  const { name, type, converted_type: converted, logical_type: logical } = element;
  const plain = (duck: string, vector: (values: Values) => Vector): ParquetColumn => ({
    name,
    type: duck,
    cast: false,
    vector,
  });
  const asText = (duck: string): ParquetColumn => ({
    name,
    type: duck,
    cast: duck !== 'VARCHAR',
    vector: (values) => textVector(mapped(values, (value) => leafText(element, value))),
  });

  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const precision = element.precision ?? 38;
    return asText(precision <= 38 ? `DECIMAL(${precision},${element.scale ?? 0})` : 'VARCHAR');
  }
  if (logical?.type === 'UUID') return asText('UUID');
  if (converted === 'INTERVAL') return asText('INTERVAL');
  if (converted === 'DATE' || logical?.type === 'DATE') return plain('DATE', numbers(new DateDay(), Int32Array));
  if (converted === 'TIME_MILLIS' || converted === 'TIME_MICROS' || logical?.type === 'TIME') return asText('TIME');
  if (type === 'INT96') return plain('TIMESTAMP', bigints(new TimestampNanosecond(null)));
  const time = timestampOf(element);
  if (time !== null) {
    const zone = time.utc ? 'UTC' : null;
    const duck = time.utc ? 'TIMESTAMP WITH TIME ZONE' : time.unit === 'NANOS' ? 'TIMESTAMP_NS' : 'TIMESTAMP';
    const arrow =
      time.unit === 'MILLIS'
        ? new TimestampMillisecond(zone)
        : time.unit === 'MICROS'
          ? new TimestampMicrosecond(zone)
          : new TimestampNanosecond(zone);
    return plain(duck, bigints(arrow));
  }
  switch (type) {
    case 'BOOLEAN':
      return plain('BOOLEAN', booleans);
    case 'INT32': {
      const small = smallInteger(element);
      return isUnsigned(element)
        ? plain(small ?? 'UINTEGER', numbers(new Uint32(), Uint32Array))
        : plain(small ?? 'INTEGER', numbers(new Int32(), Int32Array));
    }
    case 'INT64':
      return isUnsigned(element)
        ? plain('UBIGINT', bigints(new Uint64(), BigUint64Array))
        : plain('BIGINT', bigints(new Int64()));
    case 'FLOAT':
      return plain('FLOAT', numbers(new Float32(), Float32Array));
    case 'DOUBLE':
      return plain('DOUBLE', numbers(new Float64(), Float64Array));
    default:
      if (logical?.type === 'FLOAT16') return plain('FLOAT', numbers(new Float32(), Float32Array));
      if (isText(element)) return plain('VARCHAR', (values) => bytesVector(values, new Utf8()));
      return plain('BLOB', (values) => bytesVector(values, new Binary()));
  }
}

const isText = ({ converted_type: converted, logical_type: logical }: SchemaElement): boolean =>
  ['UTF8', 'ENUM', 'JSON'].includes(converted ?? '') || ['STRING', 'ENUM', 'JSON'].includes(logical?.type ?? '');

const isUnsigned = ({ converted_type: converted, logical_type: logical }: SchemaElement): boolean =>
  /^UINT_/.test(converted ?? '') || (logical?.type === 'INTEGER' && !logical.isSigned);

function smallInteger({ converted_type: converted, logical_type: logical }: SchemaElement): string | null {
  const bits = logical?.type === 'INTEGER' ? logical.bitWidth : Number(/_(8|16)$/.exec(converted ?? '')?.[1] ?? 32);
  const unsigned = isUnsigned({ converted_type: converted, logical_type: logical } as SchemaElement) ? 'U' : '';
  return bits === 8 ? `${unsigned}TINYINT` : bits === 16 ? `${unsigned}SMALLINT` : null;
}

function timestampOf({ converted_type: converted, logical_type: logical }: SchemaElement): {
  unit: 'MILLIS' | 'MICROS' | 'NANOS';
  utc: boolean;
} | null {
  if (logical?.type === 'TIMESTAMP') return { unit: logical.unit, utc: logical.isAdjustedToUTC };
  // The older annotation says nothing of zones; DuckDB takes it for local time.
  if (converted === 'TIMESTAMP_MILLIS') return { unit: 'MILLIS', utc: false };
  return converted === 'TIMESTAMP_MICROS' ? { unit: 'MICROS', utc: false } : null;
}

// ---- text of single values -------------------------------------------------------------------------------------

const decoder = new TextDecoder();

/** A value of a leaf as DuckDB would write it; null for none. */
export function leafText(element: SchemaElement, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const { converted_type: converted, logical_type: logical } = element;
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    return decimalText(value instanceof Uint8Array ? signed(value) : BigInt(value as bigint), element.scale ?? 0);
  }
  if (converted === 'DATE' || logical?.type === 'DATE') return dateText(Number(value));
  if (logical?.type === 'TIME' || /^TIME_/.test(converted ?? '')) {
    const unit = logical?.type === 'TIME' ? logical.unit : converted === 'TIME_MILLIS' ? 'MILLIS' : 'MICROS';
    return timeOfDay(BigInt(value as bigint) * NANOS_PER[unit]);
  }
  const time = timestampOf(element) ?? (element.type === 'INT96' ? { unit: 'NANOS' as const, utc: false } : null);
  if (time !== null) return timestampText(BigInt(value as bigint) * NANOS_PER[time.unit], time.utc);
  if (value instanceof Uint8Array) {
    if (logical?.type === 'UUID') return uuidText(value);
    if (converted === 'INTERVAL') return intervalText(value);
    return isText(element) ? decoder.decode(value) : blobText(value);
  }
  if (element.type === 'FLOAT' || element.type === 'DOUBLE') return floatText(Number(value), element.type === 'FLOAT');
  return String(value);
}

const NANOS_PER = { MILLIS: 1_000_000n, MICROS: 1000n, NANOS: 1n } as const;
const DAY = 86_400_000_000_000n;

function signed(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}

export function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const cut = digits.length - scale;
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, cut)}${scale > 0 ? `.${digits.slice(cut)}` : ''}`;
}

const floorDiv = (a: bigint, b: bigint): bigint => (a >= 0n || a % b === 0n ? a / b : a / b - 1n);

function dateText(days: number): string {
  const date = new Date(days * 86_400_000);
  if (Number.isNaN(date.getTime())) return String(days);
  const year = date.getUTCFullYear();
  const two = (n: number): string => String(n).padStart(2, '0');
  const shown = year > 0 ? year : 1 - year;
  const text = `${String(shown).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return year > 0 ? text : `${text} (BC)`;
}

function timeOfDay(nanos: bigint): string {
  const seconds = nanos / 1_000_000_000n;
  const two = (n: bigint): string => n.toString().padStart(2, '0');
  const fraction = (nanos % 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '');
  const clock = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  return fraction === '' ? clock : `${clock}.${fraction}`;
}

function timestampText(nanos: bigint, utc: boolean): string {
  const days = floorDiv(nanos, DAY);
  return `${dateText(Number(days))} ${timeOfDay(nanos - days * DAY)}${utc ? '+00' : ''}`;
}

function uuidText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Three little-endian numbers: months, days, milliseconds. */
function intervalText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [months, days, millis] = [0, 4, 8].map((at) => view.getUint32(at, true));
  return `${months} months ${days} days ${millis} milliseconds`;
}

/** DuckDB's text of a BLOB: printable ASCII as it is, but for quotes and the backslash. */
export const blobText = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) =>
    byte >= 32 && byte < 127 && byte !== 0x22 && byte !== 0x27 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');

function floatText(value: number, single: boolean): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  // The shortest text that gives the same single-precision number.
  let shown = value;
  for (let digits = 1; single && digits <= 9; digits += 1) {
    shown = Number(value.toPrecision(digits));
    if (Math.fround(shown) === value) break;
  }
  const magnitude = Math.abs(shown);
  if (magnitude !== 0 && (magnitude >= 1e16 || magnitude < 1e-4)) {
    return shown.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return Number.isInteger(shown) ? `${shown}.0` : String(shown);
}

// ---- Arrow vectors ---------------------------------------------------------------------------------------------

function mapped<T>(values: Values, map: (value: unknown) => T): T[] {
  const out = new Array<T>(values.length);
  for (let i = 0; i < values.length; i += 1) out[i] = map(values[i]);
  return out;
}

const isNull = (value: unknown): boolean => value === null || value === undefined;

/** One bit per row, lowest first, set where there is a value; with how many have none. */
function validity(values: Values): { nullBitmap: Uint8Array; nullCount: number } {
  const nullBitmap = new Uint8Array((values.length + 7) >> 3);
  let nullCount = 0;
  for (let i = 0; i < values.length; i += 1) {
    if (isNull(values[i])) nullCount += 1;
    else nullBitmap[i >> 3]! |= 1 << (i & 7);
  }
  return { nullBitmap, nullCount };
}

type NumberArray = Int32Array | Uint32Array | Float32Array | Float64Array;

const numbers =
  (type: DataType, Store: new (length: number) => NumberArray) =>
  (values: Values): Vector => {
    const data = new Store(values.length);
    for (let i = 0; i < values.length; i += 1) data[i] = isNull(values[i]) ? 0 : Number(values[i]);
    return made({ type, length: values.length, ...validity(values), data });
  };

const bigints =
  (type: DataType, Store: new (length: number) => BigInt64Array | BigUint64Array = BigInt64Array) =>
  (values: Values): Vector => {
    const data = new Store(values.length);
    for (let i = 0; i < values.length; i += 1) data[i] = isNull(values[i]) ? 0n : BigInt(values[i] as bigint);
    return made({ type, length: values.length, ...validity(values), data });
  };

const booleans = (values: Values): Vector => {
  const data = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i += 1) if (values[i]) data[i >> 3]! |= 1 << (i & 7);
  return made({ type: new Bool(), length: values.length, ...validity(values), data });
};

function bytesVector(values: Values, type: Utf8 | Binary): Vector {
  const valueOffsets = new Int32Array(values.length + 1);
  let total = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as Uint8Array | null | undefined;
    total += value?.length ?? 0;
    valueOffsets[i + 1] = total;
  }
  if (total > 2 ** 31 - 1) throw new RangeError('A column of a row group holds more than 2 GB of text.');
  const data = new Uint8Array(total);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as Uint8Array | null | undefined;
    if (value) data.set(value, valueOffsets[i]);
  }
  return made({ type, length: values.length, ...validity(values), valueOffsets, data });
}

const encoder = new TextEncoder();
const textVector = (values: readonly (string | null)[]): Vector =>
  bytesVector(
    mapped(values, (value) => (value === null ? null : encoder.encode(value as string))),
    new Utf8(),
  );

/** Arrow's `makeData` is typed per column type; ours is known only while running. */
function made(props: {
  type: DataType;
  length: number;
  nullCount: number;
  nullBitmap: Uint8Array;
  data: unknown;
  valueOffsets?: Int32Array;
}): Vector {
  return makeVector(makeData(props as Parameters<typeof makeData>[0]));
}
