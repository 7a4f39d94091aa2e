/** How delimited text is read, from decoded samples. Pure, so that a dropped file can be looked at in the window too. */
import { WaybillError } from '../errors.ts';
import { guessTable, type TableSettings } from './detect-table.ts';
import { guessDialect, guessNewline } from './guess-dialect.ts';
import type { Row } from './guess-header.ts';
import { eachRow, parseDelimited, type Dialect, type ParsedRow } from './parse-delimited.ts';
import type { Newline, SourceSettings } from './settings.ts';

export interface TextSample {
  /** Decoded text from the beginning, byte order mark removed. */
  readonly head: string;
  /** Whether `head` is the whole file. */
  readonly complete: boolean;
  /** Decoded pieces from deeper in the file, in order; each may begin and end anywhere. */
  readonly pieces: readonly string[];
}

export type TextSettings = TableSettings &
  Pick<SourceSettings, 'newline' | 'delimiter' | 'quote' | 'escape' | 'comment'>;

export interface TextGuess {
  readonly settings: TextSettings;
  readonly confidence: number;
  readonly remarks: readonly string[];
  /** See `Detection.nameRow`. */
  readonly nameRow: number;
}

/** How much of the head the dialect is guessed from. */
const DIALECT_SAMPLE = 192 * 1024;
const TOP_ROWS = 1200;
/** Wider than any table: a workbook ends at 16,384. */
const MOST_COLUMNS = 20_000;
const DEEPER_ROWS = 1500;
/** Only a header this far up is mended. */
const HEADER_ROWS = 30;

/** @throws WaybillError 'intake/too-wide' */
export function detectText(sample: TextSample, fixed: Partial<SourceSettings> = {}): TextGuess {
  const head = sample.complete ? withoutEndMark(sample.head) : sample.head;
  const start = cutAtLine(head, DIALECT_SAMPLE, sample.complete);
  const guess = guessDialect(start.text, start.complete, fixedDialect(fixed));
  if (guess.width > MOST_COLUMNS) {
    throw new WaybillError(
      'intake/too-wide',
      `A row of this file has ${guess.width} fields or more. No table has so many columns: it may be a file of another kind.`,
    );
  }
  const dialect = guess.dialect;
  const top = parseDelimited(head, dialect, { width: guess.width, complete: sample.complete, most: TOP_ROWS });
  const parsed = top.length > 0 ? top : parseDelimited(head, dialect, { most: TOP_ROWS });
  const rows = parsed.map((row, i) => (i < HEADER_ROWS ? mendHeader(row, head, dialect, guess.width) : row));
  const deeper = sample.pieces.flatMap((piece) => pieceRows(piece, dialect, guess.width, sample.pieces.length));
  const table = guessTable(
    {
      top: rows.map((row) => row.fields),
      deeper: sample.complete ? strided(head, dialect, guess.width, rows.length) : deeper,
      width: guess.width,
      quoting: rows.map((row) => ({ quoted: row.quoted, sound: row.fault === null })),
    },
    fixed,
  );
  const newline = fixed.newline ?? newlineOf(head, dialect, guess.width);
  const escape = dialect.quote === '' ? null : (dialect.escape ?? dialect.quote);
  return {
    settings: { newline, ...dialect, escape, ...table.settings },
    confidence: Math.min(guess.confidence, table.confidence),
    remarks: table.remarks,
    nameRow: table.nameRow,
  };
}

/** Delimiters that a header may have while the records have another. */
const OTHER_DELIMITERS = [',', ';', '\t', '|', ' '];

/**
 * A damaged row at the top, mended where it is plain how: its quotes are broken but it has the right number of
 * delimiters, or it has another delimiter than the records. For finding and naming the header only; records are judged
 * as they are.
 */
function mendHeader(row: ParsedRow, text: string, dialect: Dialect, width: number): ParsedRow {
  if (row.lines > 1 || width < 3) return row;
  const line = text.slice(row.start, row.end);
  if (row.fault !== null) {
    const [plain] = parseDelimited(line, { ...dialect, quote: '', comment: null });
    if (plain?.fields.length !== width) return row;
    const strip = (field: string): string => {
      const begin = field.startsWith(dialect.quote) ? 1 : 0;
      return field.slice(begin, field.length > begin && field.endsWith(dialect.quote) ? -1 : undefined);
    };
    return { ...row, fields: plain.fields.map(strip), quoted: plain.quoted };
  }
  if (row.fields.length > 1) return row;
  for (const delimiter of OTHER_DELIMITERS) {
    // A title of few words must not be taken for a header.
    if (delimiter === dialect.delimiter || !line.includes(delimiter) || (delimiter === ' ' && width < 6)) continue;
    const [other] = parseDelimited(line, { ...dialect, delimiter, comment: null });
    if (other?.fields.length === width) return { ...row, fields: other.fields, quoted: other.quoted };
  }
  return row;
}

function fixedDialect(fixed: Partial<SourceSettings>): Partial<Dialect> {
  return {
    ...(fixed.delimiter == null ? {} : { delimiter: fixed.delimiter }),
    ...(fixed.quote == null ? {} : { quote: fixed.quote }),
    ...(fixed.escape == null ? {} : { escape: fixed.escape }),
    ...(fixed.comment === undefined ? {} : { comment: fixed.comment }),
  };
}

/** At most `most` characters, ended at the end of a line where there is one. */
function cutAtLine(text: string, most: number, complete: boolean): { text: string; complete: boolean } {
  if (text.length <= most) return { text, complete };
  const cut = text.slice(0, most);
  return { text: cut, complete: false };
}

/** Whole rows of a piece that begins anywhere: those of the common width, after the first line end. */
function pieceRows(piece: string, dialect: Dialect, width: number, pieces: number): Row[] {
  const begin = piece.search(/[\r\n]/);
  if (begin < 0) return [];
  const found = parseDelimited(piece.slice(begin + 1), dialect, {
    width,
    complete: false,
    most: Math.ceil(DEEPER_ROWS / pieces),
  });
  return found.filter((row) => row.fault === null && row.fields.length === width).map((row) => row.fields);
}

/** Rows spread over a text that is in memory whole, after the first `skip`. */
function strided(text: string, dialect: Dialect, width: number, skip: number): Row[] {
  if (skip < TOP_ROWS) return [];
  const piece = 48 * 1024;
  const begin = Math.min(text.length, DIALECT_SAMPLE);
  const places = 12;
  const step = Math.max(piece, Math.floor((text.length - begin) / places));
  const found: Row[] = [];
  for (let at = begin; at < text.length; at += step)
    found.push(...pieceRows(text.slice(at, at + piece), dialect, width, places));
  return found;
}

/**
 * The line ends of the whole text. Where there is more than one kind, line breaks inside quoted cells may be the
 * reason: then rows are parsed.
 */
function newlineOf(text: string, dialect: Dialect, width: number): Newline {
  const found = {
    lf: hasBreak(text, '\n', (at) => text.charCodeAt(at - 1) !== CR),
    crlf: text.includes('\r\n'),
    cr: hasBreak(text, '\r', (at) => text.charCodeAt(at + 1) !== LF),
  };
  const kinds = (['lf', 'crlf', 'cr'] as const).filter((kind) => found[kind]);
  if (kinds.length < 2) return kinds[0] ?? 'lf';
  const ends: ParsedRow[] = [];
  eachRow(text, dialect, (row) => void ends.push(row), { width });
  return guessNewline(ends, text);
}

const LF = 10;
const CR = 13;

function hasBreak(text: string, sign: string, alone: (at: number) => boolean): boolean {
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) if (alone(at)) return true;
  return false;
}

/** DOS programs end a file with 0x1A. */
function withoutEndMark(text: string): string {
  const end = text.trimEnd();
  return end.endsWith('\u001a') ? end.replace(/\u001a+$/, '') : text;
}
