/** Rules that give rejected records a new text. A rule only writes text; whether that fits is for the source's layout. */
import type { RepairRule } from '../../shared/contract/repair-calls.ts';
import { assertNever } from '../../shared/errors.ts';
import { parseRepaired, scanRecords, type Cells, type RecordShape } from './repair-text.ts';

/** A record that was not loaded. */
export interface Rejected {
  readonly record: number;
  readonly line: number;
  readonly reason: string;
  readonly raw: string;
}

export interface Rewritten {
  readonly text: string;
  /** The records after it that its text takes in. */
  readonly joined: readonly number[];
}

export interface RuleSpec {
  readonly rule: RepairRule;
  readonly find?: string | undefined;
  readonly replacement?: string | undefined;
}

/** Most lines into which a record may be broken. */
const MOST_JOINED = 100;

/** Reasons for which a part of a broken record is rejected. */
const PARTS: ReadonlySet<string> = new Set([
  'too few fields',
  'too many fields',
  'unclosed quote',
  'text after a closing quote',
]);

/**
 * @param rejectAt the reject of that number, if it still is one: what a record may be joined with
 * @returns null where the rule has nothing to do with the record
 */
export function rewrite(
  spec: RuleSpec,
  shape: RecordShape,
  reject: Rejected,
  rejectAt: (record: number) => Rejected | undefined,
): Rewritten | null {
  const text = changed(spec, shape, reject, rejectAt);
  if (text === null || typeof text !== 'string') return text;
  return text === reject.raw && spec.rule !== 'as-is' ? null : { text, joined: [] };
}

function changed(
  spec: RuleSpec,
  shape: RecordShape,
  reject: Rejected,
  rejectAt: (record: number) => Rejected | undefined,
): string | Rewritten | null {
  const { raw } = reject;
  switch (spec.rule) {
    case 'as-is':
      return raw;
    case 'drop-nul':
      return raw.replaceAll('\0', '');
    case 'replace':
      return spec.find === undefined || spec.find === '' ? null : raw.split(spec.find).join(spec.replacement ?? '');
    case 'join-next':
      return shape.kind === 'csv' ? joinNext(shape, reject, rejectAt) : null;
    case 'drop-trailing-empty':
      return shape.kind === 'csv' ? dropTrailingEmpty(shape, raw) : raw.replace(/\t+$/, '');
    case 'pad-end':
      return shape.kind === 'csv' ? padEnd(shape, raw) : null;
    case 'literal-quotes':
      return shape.kind === 'csv' && shape.dialect.quote !== '' ? literalQuotes(shape, raw) : null;
    default:
      return assertNever(spec.rule);
  }
}

/** A record that a line break cut into several: its parts with a blank between them, until all cells are there. */
function joinNext(
  shape: RecordShape,
  reject: Rejected,
  rejectAt: (record: number) => Rejected | undefined,
): Rewritten | null {
  if (!PARTS.has(reject.reason)) return null;
  let text = reject.raw;
  const joined: number[] = [];
  while (joined.length < MOST_JOINED) {
    const next = rejectAt(reject.record + joined.length + 1);
    if (next === undefined || !PARTS.has(next.reason)) break;
    text += ` ${next.raw}`;
    joined.push(next.record);
    const parsed = parseRepaired(shape, text, false);
    if (parsed.fits) return { text, joined };
    if (parsed.cells.length > shape.columns.length) break;
  }
  return joined.length === 0 ? null : { text, joined };
}

function dropTrailingEmpty(shape: RecordShape, raw: string): string {
  const surplus = (scanRecords(shape, raw, false)[0]?.cells.length ?? 0) - shape.columns.length;
  const { delimiter, quote } = shape.dialect;
  let text = raw;
  for (let i = 0; i < surplus; i += 1) {
    let end = text.trimEnd();
    // A tab may be the delimiter: it is no blank then.
    if (!end.endsWith(delimiter) && delimiter.trim() === '') end = text.replace(/ +$/, '');
    if (quote !== '' && end.endsWith(quote + quote)) end = end.slice(0, -2).replace(/ +$/, '');
    if (!end.endsWith(delimiter)) break;
    text = end.slice(0, -delimiter.length);
  }
  return text;
}

function padEnd(shape: RecordShape, raw: string): string {
  const missing = shape.columns.length - (scanRecords(shape, raw, false)[0]?.cells.length ?? 0);
  return raw + shape.dialect.delimiter.repeat(Math.max(0, missing));
}

/** Quotes that are text: a quoted cell ends only where a delimiter or the end follows, else no quote has a meaning. */
function literalQuotes(shape: RecordShape, raw: string): string {
  const width = shape.columns.length;
  const lenient = lenientCells(shape, raw);
  const cells = lenient.length === width ? lenient : raw.split(shape.dialect.delimiter);
  return cells.length === width ? formatRecord(shape, cells) : raw;
}

function lenientCells(shape: RecordShape, raw: string): Cells {
  const { delimiter, quote, escape } = shape.dialect;
  const cells: (string | null)[] = [];
  let at = 0;
  for (;;) {
    const body = raw.startsWith(quote, at) ? quotedBody(raw, at, delimiter, quote) : null;
    if (body !== null) {
      cells.push(raw.slice(at + 1, body.end).replaceAll(escape + quote, quote));
      at = body.after;
    } else {
      const next = raw.indexOf(delimiter, at);
      const end = next < 0 ? raw.length : next;
      cells.push(end === at ? null : raw.slice(at, end));
      at = end;
    }
    if (at >= raw.length) return cells;
    at += delimiter.length;
  }
}

/** Where a cell that begins with a quote ends: at the first quote with a delimiter or the end behind it. */
function quotedBody(raw: string, at: number, delimiter: string, quote: string): { end: number; after: number } | null {
  for (let end = raw.indexOf(quote, at + 1); end >= 0; end = raw.indexOf(quote, end + 1)) {
    let after = end + 1;
    while (raw[after] === ' ') after += 1;
    if (after >= raw.length || raw.startsWith(delimiter, after)) return { end, after };
  }
  return null;
}

/** Cells as a record in the dialect of the source; quoted only where they must be. */
export function formatRecord(shape: RecordShape, cells: Cells): string {
  const { delimiter, quote, escape } = shape.dialect;
  const must = (cell: string): boolean =>
    cell === '' || cell.startsWith(quote) || cell.includes(delimiter) || /[\r\n]/.test(cell) || cell.includes(escape);
  return cells
    .map((cell) => {
      if (cell === null) return '';
      if (quote === '' || !must(cell)) return cell;
      const safe = escape === quote ? cell : cell.replaceAll(escape, escape + escape);
      return quote + safe.replaceAll(quote, escape + quote) + quote;
    })
    .join(delimiter);
}
