/**
 * How JSON is read: an array of objects, one object per line, or an object with an array of objects in it (its name
 * is then kept in `sheet`). Of a large file only the beginning is seen.
 */
import { guessColumn } from '../../shared/intake/guess-columns.ts';
import { JsonSplitter, jsonShape } from '../../shared/intake/json-records.ts';
import { columnNames, type Detection, type SourceSettings } from '../../shared/intake/settings.ts';
import { decodeUtf8 } from './decoders.ts';
import { noSuchList } from './scan-json.ts';

type JsonObject = Record<string, unknown>;
type JsonDetection = Omit<Detection, 'settings'> & {
  readonly settings: Pick<SourceSettings, 'kind' | 'sheet' | 'decimal' | 'columns' | 'newline'>;
};

const MOST_COLUMN_RECORDS = 5000;

export function looksLikeJson(head: string): boolean {
  return /^\s*(?:\[\s*(?:[{\]])|\{\s*(?:"|\}))/u.test(head.slice(0, 1000));
}

/**
 * Null where the text is no JSON table after all.
 * @throws WaybillError 'intake/no-such-sheet' where a list was asked for that the file does not have
 */
export function detectJson(
  path: string,
  head: string,
  complete: boolean,
  overrides: Partial<SourceSettings>,
): JsonDetection | null {
  const wanted = overrides.sheet ?? null;
  const whole = complete ? parseWhole(path, head, wanted) : parsePart(path, head, wanted);
  if (!whole || whole.records.length === 0) return null;
  const headers = keysOf(whole.records);
  const names = columnNames(headers);
  const columns = headers.map((header, i) => {
    const cells = whole.records.slice(0, MOST_COLUMN_RECORDS).map((record) => asText(record[header]));
    return { header, name: names[i]!, ...guessColumn(header, cells) };
  });
  return {
    settings: { kind: 'json', sheet: whole.array, decimal: '.', newline: null, columns },
    confidence: 0.95,
    remarks: whole.remarks,
    records: complete ? whole.count : null,
    choices: whole.choices,
  };
}

interface Found {
  readonly records: readonly JsonObject[];
  /** All elements, those included that are no objects. */
  readonly count: number;
  /** Name of the array inside the object; null where the records are not in one. */
  readonly array: string | null;
  readonly choices: readonly string[];
  readonly remarks: readonly string[];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function parseWhole(path: string, text: string, wanted: string | null): Found | null {
  const value = tryParse(text);
  if (value === undefined) return parseLines(text);
  if (Array.isArray(value)) return plain(value.filter(isObject), value.length);
  if (!isObject(value)) return null;
  const arrays = Object.entries(value)
    .filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].some(isObject))
    .sort((a, b) => b[1].length - a[1].length);
  const chosen = wanted === null ? arrays[0] : arrays.find(([name]) => name === wanted);
  if (!chosen && wanted !== null) throw noSuchList(path, wanted);
  if (!chosen) return { records: [value], count: 1, array: null, choices: [], remarks: [] };
  const records = chosen[1].filter(isObject);
  const remarks =
    arrays.length > 1 ? [`The file holds ${arrays.length} arrays of records; “${chosen[0]}” is read.`] : [];
  return { records, count: chosen[1].length, array: chosen[0], choices: arrays.map(([name]) => name), remarks };
}

function plain(records: readonly JsonObject[], all: number): Found {
  const remarks = records.length < all ? [`${all - records.length} elements are no objects.`] : [];
  return { records, count: all, array: null, choices: [], remarks };
}

/** One object per line; lines without one (damaged, cut off) are said, and rejected when the file is loaded. */
function parseLines(text: string): Found | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const values = lines.map(tryParse);
  const records = values.filter(isObject);
  // Most lines must at least begin like an object: a text in columns may have one that happens to be JSON.
  const alike = lines.filter((line, i) => values[i] !== undefined || line.trimStart().startsWith('{')).length;
  if (records.length === 0 || alike < lines.length * 0.5 || records.length < lines.length * 0.4) return null;
  return plain(records, lines.length);
}

/** From the beginning of a large file: lines that are objects, or the objects of the list that is read. */
function parsePart(path: string, text: string, wanted: string | null): Found | null {
  const head = Buffer.from(text, 'utf8');
  const shape = jsonShape(head, false);
  if (shape === null) return null;
  if (shape === 'lines') return parseLines(text.slice(0, text.lastIndexOf('\n') + 1));
  const records: JsonObject[] = [];
  const splitter = new JsonSplitter(shape, wanted);
  splitter.scan(head, head.length, (start, end) => {
    const value = records.length < MOST_COLUMN_RECORDS ? tryParse(decodeUtf8(head.subarray(start, end))) : undefined;
    if (isObject(value)) records.push(value);
  });
  if (!splitter.entered && wanted !== null) throw noSuchList(path, wanted);
  const choices = splitter.list === null ? [] : [splitter.list];
  return records.length === 0 ? null : { records, count: records.length, array: splitter.list, choices, remarks: [] };
}

/** Keys of all records, in the order in which they first come. */
function keysOf(records: readonly JsonObject[]): string[] {
  const keys = new Set<string>();
  for (const record of records) for (const key of Object.keys(record)) keys.add(key);
  return [...keys];
}

function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
