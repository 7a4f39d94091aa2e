/** How many records a text has, by the same scanner that loads it, so that a preview and a load never disagree. */
import type { TextHost } from './field-texts.ts';
import { RecordScanner } from './record-scanner.ts';
import type { RejectReason, SourceSettings } from './settings.ts';

export interface RecordCount {
  readonly records: number;
  /** Rejects by reason. */
  readonly rejects: ReadonlyMap<RejectReason, number>;
}

export type CountedSettings = Pick<
  SourceSettings,
  'delimiter' | 'quote' | 'escape' | 'comment' | 'newline' | 'headerRow' | 'headerRows' | 'skippedRows' | 'columns'
>;

/** @param bytes the whole text in UTF-8, without byte order mark */
export function countRecords(bytes: Uint8Array, settings: CountedSettings, host: TextHost): RecordCount {
  const quote = settings.quote ?? '"';
  const scanner = new RecordScanner({
    dialect: {
      delimiter: settings.delimiter ?? ',',
      quote,
      escape: settings.escape ?? quote,
      comment: settings.comment,
      newline: settings.newline ?? 'lf',
    },
    width: settings.columns.length > 0 ? settings.columns.length : null,
    rowsBefore: settings.headerRow > 0 ? settings.headerRow : settings.skippedRows,
    headerRows: settings.headerRows,
    host,
  });
  const buffer = new Uint8Array(bytes.length + 1);
  buffer.set(bytes);
  const rejects = new Map<RejectReason, number>();
  const sink = {
    record: (): void => {},
    reject: (
      _buf: Uint8Array,
      _start: number,
      _end: number,
      _record: number,
      _line: number,
      reason: RejectReason,
    ): void => {
      rejects.set(reason, (rejects.get(reason) ?? 0) + 1);
    },
  };
  scanner.scan(buffer, bytes.length, true, sink);
  return { records: scanner.records, rejects };
}
