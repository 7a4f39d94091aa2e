/**
 * Figures in sentences: `{{ cell.column }}` in a Markdown cell stands for a value of a result, `{{ $input }}` for the
 * value of an input, so that text and data cannot part. `{{ cell.column[2] }}` is the second row;
 * `{{ cell.column | money }}` formats. Nothing is computed here: that is what SQL is for.
 */
import type { ColumnInfo } from '../contract/values.ts';
import { WaybillError } from '../errors.ts';

export type Figure = string | number | boolean | null;
/** There are no rows to take a figure from: said in these words, whatever the format. */
export interface NoData {
  readonly noData: string;
}
/** A number as decimal text, which is grouped unless a format says otherwise. */
export interface Amount {
  readonly amount: string;
  /** Shown with the digits that it has; a double is rounded to what can be read. */
  readonly exact: boolean;
}

/** Whether the values of a column are amounts. */
export const isNumeric = (column: ColumnInfo): boolean => ['integer', 'decimal', 'float'].includes(column.kind);

export interface Placeholder {
  /** Place in the Markdown, braces included. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly target:
    | { readonly kind: 'cell'; readonly cell: string; readonly column: string; readonly row: number }
    | { readonly kind: 'input'; readonly input: string };
  readonly format: string | null;
}

const NAME = String.raw`(?:"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_-]*))`;
const BRACES = /\{\{([^{}\r\n]*)\}\}/gu;
const INSIDE = new RegExp(
  String.raw`^\s*(?:\$([A-Za-z_]\w*)|${NAME}\.${NAME}(?:\[(\d{1,6})\])?)\s*(?:\|\s*([a-z]+(?::\d{1,2})?)\s*)?$`,
  'u',
);

/** The placeholders of a text; braces that hold something else are left alone. */
export function placeholdersOf(markdown: string): Placeholder[] {
  const found: Placeholder[] = [];
  for (const match of markdown.matchAll(BRACES)) {
    const inside = INSIDE.exec(match[1]!);
    if (!inside) continue;
    const [, input, quotedCell, cell, quotedColumn, column, row, format] = inside;
    const plain = (quoted: string | undefined, bare: string | undefined): string =>
      quoted?.replaceAll('""', '"') ?? bare ?? '';
    found.push({
      from: match.index,
      to: match.index + match[0].length,
      text: match[0],
      target:
        input !== undefined
          ? { kind: 'input', input }
          : {
              kind: 'cell',
              cell: plain(quotedCell, cell),
              column: plain(quotedColumn, column),
              row: Number(row ?? 1),
            },
      format: format ?? null,
    });
  }
  return found;
}

/**
 * The text with each placeholder replaced by its figure, escaped so that a value can bring no Markdown with it.
 * @param figure gives the value; throws WaybillError for what is not there, which is shown in the place
 */
export function fillPlaceholders(
  markdown: string,
  figure: (placeholder: Placeholder) => Figure | Amount | NoData,
): { text: string; problems: { message: string; offset: number }[] } {
  const problems: { message: string; offset: number }[] = [];
  let text = '';
  let at = 0;
  for (const placeholder of placeholdersOf(markdown)) {
    let shown: string;
    try {
      shown = escapeMarkdown(formatFigure(figure(placeholder), placeholder.format));
    } catch (error) {
      if (!(error instanceof WaybillError)) throw error;
      problems.push({ message: error.advice, offset: placeholder.from });
      shown = '**[no figure]**';
    }
    text += markdown.slice(at, placeholder.from) + shown;
    at = placeholder.to;
  }
  return { text: text + markdown.slice(at), problems };
}

const escapeMarkdown = (text: string): string =>
  text.replace(/[\\`*_{}[\]()<>#+!|~$&^:/@=.-]/g, '\\$&').replace(/\s+/g, ' ');

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** A decimal text to `places` digits, halves away from zero; exact for any length. */
export function roundDecimal(text: string, places: number): string {
  const match = DECIMAL.exec(text);
  if (!match) return text;
  const [, sign, whole, fraction = ''] = match;
  const scaled = BigInt(whole! + fraction.slice(0, places).padEnd(places, '0')) + (fraction[places]! >= '5' ? 1n : 0n);
  const digits = scaled.toString().padStart(places + 1, '0');
  const result = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return sign === '-' && /[1-9]/.test(result) ? `-${result}` : result;
}

/** `1234567.8` → `1,234,567.8`. */
export const groupDigits = (text: string): string =>
  text.replace(/^(-?)(\d+)/, (_, sign: string, whole: string) => sign + whole.replace(/\B(?=(\d{3})+$)/g, ','));

/** A number without exponent, where it has one and that is feasible. */
function plainDecimal(value: string): string {
  if (DECIMAL.test(value)) return value;
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return value;
  return Math.abs(number) >= 1e21 ? String(BigInt(Math.round(number))) : number.toFixed(20).replace(/\.?0+$/, '');
}

/**
 * A figure as it is read in a sentence, in English notation.
 * @param format `number`, `number:2`, `integer`, `money` (2 places), `usd`, `percent` (of a share; `percent:1`),
 *   `million` (`million:1`), `date`, `text`; null: numbers in groups, all else as it is
 * @throws WaybillError 'notebook/figure'
 */
export function formatFigure(figure: Figure | Amount | NoData, format: string | null): string {
  if (figure === null) return '–';
  if (typeof figure === 'object' && 'noData' in figure) return figure.noData;
  const isAmount = typeof figure === 'object';
  const value = isAmount ? (figure.exact ? figure.amount : Number(figure.amount)) : figure;
  const raw = String(value);
  // Four digits are as often a year as an amount.
  if (isAmount && figure.exact && format === null) return /^-?\d{1,4}$/.test(raw) ? raw : groupDigits(raw);
  const [name, digits] = (format ?? (typeof value === 'number' && Number.isFinite(value) ? 'number' : 'auto')).split(
    ':',
  ) as [string, string?];
  const places = digits === undefined ? null : Number(digits);
  const decimal = plainDecimal(raw);
  const isNumber = DECIMAL.test(decimal);
  const needNumber = (): string => {
    if (!isNumber)
      throw new WaybillError('notebook/figure', `“${raw}” is not a number and cannot be shown as ${name}.`);
    return decimal;
  };
  const rounded = (text: string, by: number): string => groupDigits(roundDecimal(text, by));
  switch (name) {
    case 'auto':
    case 'text':
      return raw;
    case 'date':
      return raw.slice(0, 10);
    case 'number':
      return places === null ? groupDigits(trimZeros(roundDecimal(needNumber(), 6))) : rounded(needNumber(), places);
    case 'integer':
      return rounded(needNumber(), 0);
    case 'money':
      return rounded(needNumber(), places ?? 2);
    case 'usd': {
      const amount = rounded(needNumber(), places ?? 0);
      return amount.startsWith('-') ? `-$${amount.slice(1)}` : `$${amount}`;
    }
    case 'percent':
      return `${rounded(shift(needNumber(), 2), places ?? 1)}%`;
    case 'million':
      return `${rounded(shift(needNumber(), -6), places ?? 1)} million`;
    default:
      throw new WaybillError(
        'notebook/figure',
        `There is no format “${name}”. Use number, integer, money, usd, percent, million, date or text.`,
      );
  }
}

const trimZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** Moves the decimal point `by` places to the right. */
function shift(text: string, by: number): string {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(text)!;
  if (by >= 0) {
    const digits = fraction.padEnd(by, '0');
    return `${sign}${whole}${digits.slice(0, by)}.${digits.slice(by) || '0'}`;
  }
  const digits = whole!.padStart(1 - by, '0');
  return `${sign}${digits.slice(0, by)}.${digits.slice(by)}${fraction}`;
}
