/** Figures and names of the pictures in the analyst's locale. */

const compact = new Intl.NumberFormat(undefined, { style: 'currency', currency: 'USD', notation: 'compact', maximumSignificantDigits: 3 }); // prettier-ignore
const whole = new Intl.NumberFormat(undefined, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
const counts = new Intl.NumberFormat();
const compactCounts = new Intl.NumberFormat(undefined, { notation: 'compact', maximumSignificantDigits: 3 });

export type Measure = 'usd' | 'lines';
export interface Amount {
  readonly lines: number;
  readonly valued: number;
  /** Decimal text. */
  readonly usd: string | null;
}

/** For drawing only: sizes need no cents. */
export const sizeOf = (amount: Amount, measure: Measure): number =>
  measure === 'lines' ? amount.lines : Math.max(0, Number(amount.usd ?? 0));

/** `$1.23M`; a dash where no line states a value, which is not zero. */
export const usdShort = (usd: string | number | null): string => (usd === null ? '–' : compact.format(Number(usd)));
export const usdWhole = (usd: string | null): string =>
  usd === null ? 'no value stated' : whole.format(usd as `${number}`);
export const linesText = (lines: number): string => `${counts.format(lines)} ${lines === 1 ? 'line' : 'lines'}`;
export const measureText = (size: number, measure: Measure): string =>
  measure === 'usd' ? compact.format(size) : compactCounts.format(size);
export const amountText = (amount: Amount): string => `${usdWhole(amount.usd)}, ${linesText(amount.lines)}`;

/** `12 %`, `< 1 %`. */
export const percent = (part: number, all: number): string => {
  const share = all > 0 ? (100 * part) / all : 0;
  return share > 0 && share < 1 ? '< 1 %' : share > 99 && share < 100 ? '> 99 %' : `${Math.round(share)} %`;
};

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });
/** Name of a country by its alpha-2 code; the code where it is none. */
export const countryName = (code: string): string => (/^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : code);

const monthFormat = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', timeZone: 'UTC' });
/** `Mar 2022` of `2022-03-01`. */
export const monthName = (month: string): string => monthFormat.format(Date.parse(`${month}T00:00:00Z`));

/** Names of fields as they are said. */
export const FIELD_NAMES: Readonly<Record<string, string>> = {
  origin_country: 'Country of origin',
  dispatch_country: 'Country of dispatch',
  trading_country: 'Trading country',
  exporter_country: 'Country of the exporter',
  destination_country: 'Country of destination',
  importer_country: 'Country of the importer',
};
