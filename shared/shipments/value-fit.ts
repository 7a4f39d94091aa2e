/** Whether the values of a column can be values of a field. */
import { fieldSpec, type ShipmentField } from './fields.ts';
import type { Profile } from './profile.ts';

export interface Fit {
  /** Share of the values that fit, 0..1. */
  readonly share: number;
  /** Below this the header must be wrong. */
  readonly least: number;
  /** Plural, for the analyst. */
  readonly what: string;
  /** The pattern is rare enough to support the header, not only not to contradict it. */
  readonly strong: boolean;
}

/** Undefined where any text may be a value of the field. */
export function valuesFit(field: ShipmentField, p: Profile): Fit | undefined {
  const fit = (share: number, least: number, what: string, strong = true): Fit => ({ share, least, what, strong });
  switch (fieldSpec(field).kind) {
    case 'date':
      return fit(p.date, 0.6, 'dates');
    case 'version':
      return fit(Math.max(p.date, p.integer), 0.6, 'dates or numbers of a version', false);
    case 'integer':
      return fit(p.maxNumber > 100_000 ? 0 : p.integer, 0.9, 'numbers of lines', false);
    case 'double':
    case 'weight':
    case 'money':
      return fit(p.date > 0.9 && p.fraction === 0 && p.number < 0.5 ? 0 : p.number, 0.6, 'numbers', false);
    case 'country':
      return fit(p.country, 0.5, 'countries');
    case 'direction':
      return fit(p.direction, 0.8, 'import and export');
    case 'hs':
      return fit(p.hs, 0.5, 'HS codes');
    case 'currency':
      return fit(p.currency, 0.6, 'codes of currencies');
    case 'declaration':
      return fit(p.hasDigit, 0.6, 'numbers of documents', false);
    case 'party-id':
      return fit(p.hasDigit, 0.5, 'identifiers', false);
    case 'text':
      break;
  }
  switch (field) {
    case 'incoterm':
      return fit(p.incoterm, 0.5, 'terms of delivery');
    case 'container_no':
      return p.container >= 0.5
        ? fit(p.container, 0.5, 'container numbers with a right check digit')
        : fit(p.containerForm, 0.3, 'container numbers', false);
    case 'exporter_name':
    case 'importer_name':
    case 'manufacturer':
    case 'description':
    case 'description_en':
      return fit(1 - p.number, 0.6, 'text', false);
    default:
      return undefined;
  }
}
