/** How delimited text is read, from decoded samples. Pure, so that a dropped file can be looked at in the window too. */
import { guessTable, type TableSettings } from './detect-table.ts';
import { isRepeatedHeader, isTotalsRow } from './footer.ts';
import { guessDialect, guessNewline } from './guess-dialect.ts';
import type { Row } from './guess-header.ts';
import { eachRow, isEmptyRow, parseDelimited, type Dialect, type ParsedRow } from './parse-delimited.ts';
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
  /** Records where the whole file was seen, else null. */
  readonly records: number | null;
}

/** How much of the head the dialect is guessed from. */
const DIALECT_SAMPLE = 192 * 1024;
const TOP_ROWS = 1200;
const DEEPER_ROWS = 1500;

export function detectText(sample: TextSample, fixed: Partial<SourceSettings> = {}): TextGuess {
  const head = sample.complete ? sample.head.replace(/\u001a+\s*$/, '') : sample.head;
  const start = cutAtLine(head, DIALECT_SAMPLE, sample.complete);
  const guess = guessDialect(start.text, start.complete, fixedDialect(fixed));
  const dialect = guess.dialect;
  const top = parseDelimited(head, dialect, { width: guess.width, complete: sample.complete, most: TOP_ROWS });
  const rows = top.length > 0 ? top : parseDelimited(head, dialect, { most: TOP_ROWS });
  const deeper = sample.pieces.flatMap((piece) => pieceRows(piece, dialect, guess.width, sample.pieces.length));
  const table = guessTable(
    {
      top: rows.map((row) => row.fields),
      deeper: sample.complete ? strided(head, dialect, guess.width, rows.length) : deeper,
      width: guess.width,
      quoted: rows.map((row) => row.quoted),
    },
    fixed,
  );
  const counted = sample.complete ? count(head, dialect, guess.width, table.settings) : null;
  return {
    settings: {
      newline: newlineOf(fixed, counted, rows, head),
      ...dialect,
      escape: dialect.quote === '' ? null : (dialect.escape ?? dialect.quote),
      ...table.settings,
    },
    confidence: Math.min(guess.confidence, table.confidence),
    remarks: [...table.remarks, ...(counted?.remarks ?? [])],
    records: counted?.records ?? null,
  };
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

interface Counted {
  readonly records: number;
  readonly newline: Newline;
  readonly remarks: readonly string[];
}

function count(text: string, dialect: Dialect, width: number, settings: TableSettings): Counted {
  const first = settings.headerRow > 0 ? settings.headerRow : settings.skippedRows;
  const headers = settings.columns.map((column) => column.header);
  let seen = 0;
  let records = 0;
  let misshapen = 0;
  let faulty = 0;
  let totals = 0;
  let repeated = 0;
  const ends: ParsedRow[] = [];
  eachRow(
    text,
    dialect,
    (row) => {
      seen += 1;
      if (ends.length < 5000 || row.lines > 1) ends.push(row);
      if (seen <= first || isEmptyRow(row.fields)) return;
      records += 1;
      if (row.fault !== null) faulty += 1;
      else if (isTotalsRow(row.fields)) totals += 1;
      else if (row.fields[0] === headers[0] && isRepeatedHeader(row.fields, headers)) repeated += 1;
      else if (row.fields.length !== width && row.fields.length !== headers.length) misshapen += 1;
    },
    { width },
  );
  const remarks: string[] = [];
  if (misshapen > 0) remarks.push(`${misshapen} records have another number of fields than ${width}.`);
  if (faulty > 0) remarks.push(`${faulty} records have quotes that do not close where their field ends.`);
  if (totals > 0) remarks.push(`${totals} rows look like totals or page footers.`);
  if (repeated > 0) remarks.push(`The header comes again ${repeated} times.`);
  return { records, newline: guessNewline(ends, text), remarks };
}

function newlineOf(
  fixed: Partial<SourceSettings>,
  counted: Counted | null,
  rows: readonly ParsedRow[],
  head: string,
): Newline {
  return fixed.newline ?? counted?.newline ?? guessNewline(rows, head);
}
