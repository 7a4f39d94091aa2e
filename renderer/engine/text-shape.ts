/** How a text file is read, by the same guesses as a case's intake (shared/intake), from its beginning. */
import { detectText } from '../../shared/intake/detect-text.ts';
import { byteOrderMark, guessEncoding } from '../../shared/intake/guess-encoding.ts';
import { isEmptyRow, parseDelimited } from '../../shared/intake/parse-delimited.ts';

export interface TextShape {
  /** WHATWG label. */
  readonly encoding: string;
  readonly delimiter: string;
  /** `''` = no quoting. */
  readonly quote: string;
  readonly escape: string;
  readonly comment: string | null;
  /** Lines end in CR alone. */
  readonly crOnly: boolean;
  /** Physical lines to pass over, the header's included. */
  readonly skip: number;
  readonly columns: readonly string[];
  /** Whether something follows the header. */
  readonly hasRecords: boolean;
}

/** Lenient: what cannot be decoded becomes U+FFFD. */
export const decode = (bytes: Uint8Array, encoding: string): string => new TextDecoder(encoding).decode(bytes);

/** @param bytes from the beginning of the file (unpacked) */
export function encodingOf(bytes: Uint8Array): string {
  return byteOrderMark(bytes)?.encoding ?? guessEncoding(bytes, decode).encoding;
}

/**
 * @param head decoded, without a byte order mark
 * @throws WaybillError 'intake/too-wide'
 */
export function shapeOf(head: string, complete: boolean, encoding: string): TextShape {
  const { settings } = detectText({ head, complete, pieces: [] });
  const dialect = {
    delimiter: settings.delimiter ?? ',',
    quote: settings.quote ?? '',
    escape: settings.escape,
    comment: settings.comment,
  };
  const before = settings.headerRow > 0 ? settings.headerRow : settings.skippedRows;
  const rows = parseDelimited(head, dialect, { width: settings.columns.length, complete, most: before + 20 });
  // The engine counts lines, the settings count rows; a header cell may have several lines.
  const last = before === 0 ? undefined : rows[before - 1];
  return {
    encoding,
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    escape: dialect.escape ?? dialect.quote,
    comment: dialect.comment,
    crOnly: settings.newline === 'cr',
    skip: last === undefined ? before : last.line + last.lines - 1,
    columns: settings.columns.map((column) => column.name),
    hasRecords: rows.slice(before).some((row) => !isEmptyRow(row.fields)),
  };
}
