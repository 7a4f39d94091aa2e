/** The settings that the detection of every kind starts from. */
import type { SourceSettings } from '../../shared/intake/settings.ts';
import type { Container } from './container.ts';

/** Nothing known yet but the container. */
export function baseSettings(source: Container): SourceSettings {
  return {
    kind: 'csv',
    compression: source.compression,
    member: source.member,
    encoding: null,
    bom: false,
    newline: null,
    delimiter: null,
    quote: null,
    escape: null,
    comment: null,
    sheet: null,
    headerRow: 0,
    headerRows: 0,
    skippedRows: 0,
    decimal: null,
    thousands: null,
    nullTokens: [],
    columns: [],
  };
}
