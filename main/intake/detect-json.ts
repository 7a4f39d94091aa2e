/**
 * How JSON is read: an array of objects, one object per line, or an object with an array of objects in it (its name
 * is then kept in `sheet`). Of a large file only the beginning is seen; objects are cut out of it by their brackets.
 */
import { guessColumn } from '../../shared/intake/guess-columns.ts';
import { columnNames, type Detection, type SourceSettings } from '../../shared/intake/settings.ts';

type JsonObject = Record<string, unknown>;
type JsonDetection = Omit<Detection, 'settings'> & {
  readonly settings: Pick<SourceSettings, 'kind' | 'sheet' | 'decimal' | 'columns' | 'newline'>;
};

const MOST_COLUMN_RECORDS = 5000;

export function looksLikeJson(head: string): boolean {
  return /^\s*(?:\[\s*(?:[{\]])|\{\s*(?:"|\}))/u.test(head.slice(0, 1000));
}

/** Null where the text is no JSON table after all. */
export function detectJson(head: string, complete: boolean, overrides: Partial<SourceSettings>): JsonDetection | null {
  const whole = complete ? parseWhole(head, overrides.sheet ?? null) : parsePart(head);
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

function parseWhole(text: string, wanted: string | null): Found | null {
  const value = tryParse(text);
  if (value === undefined) return parseLines(text);
  if (Array.isArray(value)) return plain(value.filter(isObject), value.length);
  if (!isObject(value)) return null;
  const arrays = Object.entries(value)
    .filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].some(isObject))
    .sort((a, b) => b[1].length - a[1].length);
  const chosen = arrays.find(([name]) => name === wanted) ?? arrays[0];
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

/** From the beginning of a large file: lines that are objects, or the objects of the first array. */
function parsePart(text: string): Found | null {
  const lines = text.split(/\r?\n/).slice(0, -1);
  const first = lines.find((line) => line.trim() !== '');
  if (first !== undefined && isObject(tryParse(first))) return parseLines(lines.join('\n'));
  const named = /^\s*\{/.test(text) ? /"((?:[^"\\]|\\.)*)"\s*:\s*\[\s*\{/u.exec(text) : null;
  const start = named ? named.index + named[0].length - 1 : text.indexOf('{');
  if (start < 0) return null;
  const records = objectsFrom(text, start);
  return records.length === 0
    ? null
    : { records, count: records.length, array: named?.[1] ?? null, choices: [], remarks: [] };
}

/** Whole objects that follow each other in an array, from the first bracket on. */
function objectsFrom(text: string, start: number): JsonObject[] {
  const found: JsonObject[] = [];
  let depth = 0;
  let begin = start;
  let quoted = false;
  for (let i = start; i < text.length && found.length < MOST_COLUMN_RECORDS; i += 1) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') i += 1;
      else if (c === '"') quoted = false;
      continue;
    }
    if (c === '"') quoted = true;
    else if (c === '{' || c === '[') {
      if (depth === 0) begin = i;
      depth += 1;
    } else if (c === '}' || c === ']') {
      depth -= 1;
      if (depth < 0) break;
      if (depth > 0) continue;
      const value = tryParse(text.slice(begin, i + 1));
      if (isObject(value)) found.push(value);
    }
  }
  return found;
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
