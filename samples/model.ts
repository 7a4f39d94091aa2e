/** SYNTHETIC. The shapes that the parts of the sample generator share. */
import type { Layout, Party } from './parties.ts';

export type Evidence =
  'declared' | 'manufacturer' | 'latin' | 'cyrillic' | 'chinese' | 'variant' | 'misspelled' | 'look_alike' | 'model';

export type Category =
  'drone' | 'part' | 'unknown' | 'analog' | 'third_party' | 'brand_other' | 'trap' | 'other' | 'foreign';

/** One goods line as it happened, before any dirt of the record. */
export interface Line {
  readonly category: Category;
  /** The maker of the goods; '' where the record does not tell. */
  readonly brand: string;
  readonly evidence: Evidence | '';
  readonly description: string;
  readonly brandCell: string;
  readonly makerCell: string;
  readonly modelCell: string;
  readonly hs: string;
  readonly origin: string;
  readonly quantity: number;
  /** Whole cents of USD, so that no sum depends on order. */
  readonly cents: number;
  readonly netKg: number;
  readonly military: 'yes' | 'no' | '';
  /** Unit price planted far from that of like goods. */
  readonly outlier: boolean;
  /** A whole drone of 249 g or more, no toy, outside heading 8806 from 2022 on. */
  readonly misdeclared: boolean;
}

export interface Declaration {
  readonly no: string;
  readonly layout: Layout;
  /** ISO date. */
  readonly date: string;
  readonly direction: 'import' | 'export';
  readonly reporter: string;
  readonly seller: Party;
  readonly via: Party | null;
  readonly buyer: Party;
  readonly currency: string;
  /** Roubles per unit of the currency. */
  readonly rate: number;
  /** USD per unit of the currency. */
  readonly usdPer: number;
  readonly office: string;
  readonly lines: readonly Line[];
  /** Whether its lines carry numbers: some vendor rows do not. */
  readonly numbered: boolean;
}

export type Status = 'current' | 'superseded' | 'deleted' | 'duplicate';

/** One record of a file. */
export interface Row {
  readonly declaration: Declaration;
  /** 1-based. */
  readonly lineNo: number;
  readonly line: Line;
  /** 0 = the original. */
  readonly version: number;
  readonly deleted: boolean;
  readonly status: Status;
  readonly possibleDuplicate: boolean;
  readonly layout: Layout;
  readonly sellerName: string;
  readonly buyerName: string;
}

/** The story's dates, ISO. */
export const INVASION = '2022-02-24';
export const CLAIM = '2022-04-16';
export const FIRST_DAY = '2021-06-01';
export const LAST_DAY = '2023-02-27';
export const AUTEL_LAST = '2023-02-21';

const DAY = 86_400_000;
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY);
