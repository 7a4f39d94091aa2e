/** For tests and benchmarks: how a plain file is read. */
import { columnNames, type SourceSettings } from './settings.ts';

/** Settings of a comma-separated UTF-8 file with a header in row 1, as far as `change` does not say otherwise. */
export function csvSettings(headers: readonly string[], change: Partial<SourceSettings> = {}): SourceSettings {
  const names = columnNames(headers);
  return {
    kind: 'csv',
    compression: 'none',
    member: null,
    encoding: 'utf-8',
    bom: false,
    newline: 'lf',
    delimiter: ',',
    quote: '"',
    escape: '"',
    comment: null,
    sheet: null,
    headerRow: 1,
    headerRows: 1,
    skippedRows: 0,
    decimal: null,
    thousands: null,
    nullTokens: [],
    columns: headers.map((header, i) => ({ header, name: names[i] ?? header, type: 'text', format: null })),
    ...change,
  };
}
