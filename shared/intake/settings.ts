/**
 * How a source file is read: everything that detection guesses, the analyst may override, a layout remembers and the
 * custody log records. It is plain data: it crosses between processes and is written to YAML.
 */

/** What is inside, after decompression. Delimited text of any delimiter is `csv`. */
export type SourceKind = 'csv' | 'xlsx' | 'parquet' | 'json';
export type Compression = 'none' | 'gzip' | 'zip' | 'zstd';
export type Newline = 'lf' | 'crlf' | 'cr' | 'mixed';

/** What the values of a column look like. A property of the text, not a promise: each cell is judged on its own. */
export type ColumnType = 'text' | 'integer' | 'decimal' | 'date' | 'timestamp' | 'boolean' | 'empty';

export interface ColumnSettings {
  /** Header exactly as in the file, outer blanks included; `''` where the header cell is empty. */
  readonly header: string;
  /** The name of the column in `data/` and in `raw_*`: unique without regard to case. */
  readonly name: string;
  readonly type: ColumnType;
  /** E.g. `dd.mm.yyyy`, `yyyy-mm-dd`, `m/d/yyyy`, `ambiguous d/m or m/d`, `excel-serial`; null where there is none. */
  readonly format: string | null;
  /** True where the header has no cell for the column: the records are wider than the header. */
  readonly implied?: boolean;
  /** Type and format were decided by the analyst. */
  readonly chosen?: boolean;
}

export interface SourceSettings {
  readonly kind: SourceKind;
  readonly compression: Compression;
  /** The member read of a zip container; null elsewhere. */
  readonly member: string | null;
  /** WHATWG label, lower case (`utf-8`, `utf-16le`, `windows-1251`, `gb18030`, …); null for binary kinds. */
  readonly encoding: string | null;
  /** Whether the file begins with a byte order mark. */
  readonly bom: boolean;
  /** The four below are null for kinds that are not delimited text. */
  readonly newline: Newline | null;
  readonly delimiter: string | null;
  /** `''` = no quoting. */
  readonly quote: string | null;
  /** What makes a quote inside a quoted field literal: the quote itself (doubled) or e.g. a backslash. */
  readonly escape: string | null;
  /** Lines that begin with it are no records; null = none. */
  readonly comment: string | null;
  readonly sheet: string | null;
  /** 1-based parsed row of the (last) header row; 0 = no header. */
  readonly headerRow: number;
  /** How many rows the header takes (1 or 2; 0 where there is none). */
  readonly headerRows: number;
  /** Rows before the header that are neither header nor data. */
  readonly skippedRows: number;
  readonly decimal: '.' | ',' | null;
  readonly thousands: string | null;
  /** Texts that stand for "no value", as found (`NULL`, `-0-`, `ОТСУТСТВУЕТ`, …). Raw data keeps them. */
  readonly nullTokens: readonly string[];
  /** Signs of numbers that the analyst decided: they hold for every column, whatever its values look like. */
  readonly decided?: readonly NumberSign[];
  readonly columns: readonly ColumnSettings[];
}

export type NumberSign = 'decimal' | 'thousands';

/** Settings with what supports them, 0..1, and remarks for the analyst (ambiguous dates, several tables, …). */
export interface Detection {
  readonly settings: SourceSettings;
  readonly confidence: number;
  readonly remarks: readonly string[];
  /** Records where the whole file was seen, else null. */
  readonly records: number | null;
  /** 1-based header row that carries the names, where a header of several rows does not end with it. */
  readonly nameRow?: number;
  /** Sheets of a workbook or members of a zip, for the analyst to choose from. */
  readonly choices: readonly string[];
}

/** Why a record was not loaded. */
export type RejectReason =
  | 'too many fields'
  | 'too few fields'
  | 'text after a closing quote'
  | 'unclosed quote'
  | 'invalid bytes'
  | 'repeated header'
  | 'totals or footer'
  | 'nul byte'
  | 'too long'
  | 'unreadable value'
  | 'not an object';

export interface Reject {
  /** 1-based record number, rejected records counted. */
  readonly record: number;
  /** 1-based physical line where the record begins; for workbooks the row of the sheet. */
  readonly line: number;
  readonly column: string | null;
  readonly reason: RejectReason;
  /** The record's text as in the file (decoded; undecodable bytes as U+FFFD). */
  readonly raw: string;
}

/** Column names of the data model that a source's own column may not take. */
const RESERVED = new Set(['source_id', 'source_record', 'file_row_number', 'filename']);

/**
 * Column names for `data/` from the headers of a file: trimmed, inner white space folded to one blank, never empty
 * (`column_7`), unique without regard to case (DuckDB's names are case-insensitive): `name`, `name_2`, ….
 */
export function columnNames(headers: readonly string[]): string[] {
  const taken = new Set(RESERVED);
  return headers.map((header, i) => {
    const base = header.replaceAll('\0', '').replace(/\s+/gu, ' ').trim() || `column_${i + 1}`;
    let name = base;
    for (let n = 2; taken.has(name.toLowerCase()); n += 1) name = `${base}_${n}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
