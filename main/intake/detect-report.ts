/** What `waybill detect --json` says of a file (docs: command line). A stable interface. */
import type { ColumnType, Compression, Detection, Newline, SourceKind } from '../../shared/intake/settings.ts';

export interface DetectReport {
  readonly file: string;
  readonly kind: SourceKind;
  readonly compression: Compression;
  /** WHATWG label; null for binary kinds. */
  readonly encoding: string | null;
  readonly bom: boolean;
  readonly newline: Newline | null;
  readonly delimiter: string | null;
  /** `''` = no quoting. */
  readonly quote: string | null;
  readonly sheet: string | null;
  /** 1-based, in parsed rows: the row that carries the names; 0 = none. */
  readonly headerRow: number;
  readonly skippedRows: number;
  readonly decimal: '.' | ',' | null;
  /** As wide as the header; `name` exactly as in the file. Where there is no header, as wide as the records. */
  readonly columns: readonly { readonly name: string; readonly type: ColumnType; readonly format: string | null }[];
  /** null where the file was only sampled. */
  readonly records: number | null;
}

export function detectReport(file: string, detection: Detection): DetectReport {
  const { settings } = detection;
  return {
    file,
    kind: settings.kind,
    compression: settings.compression,
    encoding: settings.encoding,
    bom: settings.bom,
    newline: settings.newline,
    delimiter: settings.delimiter,
    quote: settings.quote,
    sheet: settings.kind === 'xlsx' ? settings.sheet : null,
    headerRow: detection.nameRow ?? settings.headerRow,
    skippedRows: settings.skippedRows,
    decimal: settings.decimal,
    columns: settings.columns
      .filter((column) => column.implied !== true)
      .map((column) => ({ name: column.header, type: column.type, format: column.format })),
    records: detection.records,
  };
}
