/** What the values of a column look like: shares of its non-empty samples that fit a pattern. */
import { isContainerNumber, isTaxId } from './check-digits.ts';
import { countryTable, countryKey, countryOf } from './countries.ts';
import { currencyOf } from './currencies.ts';
import { directionOf } from './directions.ts';
import { isNullToken } from './null-tokens.ts';
import { judgeStatuses } from './status-words.ts';

/** Shares are 0..1 of the non-empty samples; 0 where there are none. */
export interface Profile {
  readonly samples: number;
  readonly filled: number;
  readonly distinct: number;
  readonly number: number;
  readonly integer: number;
  /** Zeros among the numbers. */
  readonly zero: number;
  readonly fraction: number;
  readonly hs: number;
  readonly date: number;
  readonly currency: number;
  readonly country: number;
  /** Container numbers with a right check digit. */
  readonly container: number;
  /** Texts in the form of a container number, whatever the check digit. */
  readonly containerForm: number;
  readonly taxId: number;
  readonly direction: number;
  readonly incoterm: number;
  /** Russian (8/6/7) and Kazakh (5/6/7) numbers of declarations. */
  readonly declaration: number;
  /** Words for the state of a record (active, corrected, deleted). */
  readonly status: number;
  readonly hasDigit: number;
  readonly meanLength: number;
  readonly maxNumber: number;
}

const INCOTERMS =
  /(?:^|[^A-Z])(EXW|FCA|FAS|FOB|CFR|CIF|CIP|CPT|DAT|DPU|DAP|DDP|DAF|DES|DEQ|DDU|C&F|CNF|CIN)(?:[^A-Z]|$)/;
const DATE =
  /^(\d{1,2}[./-]\d{1,2}[./-](\d{2}|\d{4})|\d{4}[./-]\d{1,2}[./-]\d{1,2}|(19|20)\d{6}|\d{1,2}[ -]?[a-z]{3,9}[ ,.-]*\d{2,4}|[a-z]{3,9}[ -]\d{1,2},? \d{4}|\d{4}年\d{1,2}月\d{1,2}日)([ T]\d{1,2}:\d{2}.*)?$/iu;
/** Days of Excel from 1990 to 2064, with or without a time of day. */
const SERIAL = /^(3[3-9]|4\d|5\d)\d{3}(\.\d+)?$/;
const MONTH = /^([a-z]{3,9}[ ./-]?\d{4}|\d{4}[./-]?\d{1,2}|\d{1,2}[./-]\d{4}|\d{4}年\d{1,2}月)$/iu;
const HS = /^(?=.{2,16}$)\d{2}[\d .-]*$/;
const NUMBER = /^[(+-]?\s*[$€£¥]?\s*\d[\d\s.,'’\u00a0\u202f]*(e[+-]?\d+)?\s*\)?$/i;
const DECLARATION = /^(\d{8}|\d{5})[/\-. ]?\d{6}[/\-. ]?[A-ZА-Я]?\d{6,7}([/\-. ]\d+)?$/;

/** Code digits of a tariff position, without separators; undefined where the text is none. */
export function hsDigits(text: string): string | undefined {
  if (!HS.test(text)) return undefined;
  const digits = text.replace(/\D/g, '');
  if (digits.length < 4 || digits.length > 12) return undefined;
  const even = digits.length % 2 === 1 ? `0${digits}` : digits;
  const chapter = Number(even.slice(0, 2));
  return chapter >= 1 && chapter <= 99 && chapter !== 77 ? even : undefined;
}

export function profileColumn(samples: readonly (string | null)[]): Profile {
  const counts = {
    number: 0,
    integer: 0,
    zero: 0,
    fraction: 0,
    hs: 0,
    date: 0,
    currency: 0,
    country: 0,
    container: 0,
    containerForm: 0,
    taxId: 0,
  };
  const more = { direction: 0, incoterm: 0, declaration: 0, hasDigit: 0, length: 0, maxNumber: 0 };
  const seen = new Map<string, number>();
  let filled = 0;
  for (const sample of samples) {
    const text = sample?.trim() ?? '';
    if (isNullToken(text)) continue;
    filled += 1;
    seen.set(text, (seen.get(text) ?? 0) + 1);
  }
  const known = countryTable();
  for (const [text, n] of seen) {
    const add = (key: keyof typeof counts, test: boolean) => (counts[key] += test ? n : 0);
    const isNumber = NUMBER.test(text);
    const plain = isNumber ? Number(text.replace(/[\s\u00a0\u202f'’]/g, '').replace(',', '.')) : NaN;
    add('number', isNumber);
    add('integer', isNumber && (Number.isInteger(plain) || /^\d+$/.test(text)));
    add('zero', plain === 0);
    add('fraction', isNumber && /[.,]\d{1,3}\d*$/.test(text) && !Number.isInteger(plain));
    add('hs', hsDigits(text) !== undefined);
    add('date', DATE.test(text) || SERIAL.test(text) || MONTH.test(text));
    add('currency', text.length < 40 && currencyOf(text) !== undefined && !/[.,]\d/.test(text));
    add('country', known.has(countryKey(text)) || (text.length < 80 && countryOf(text) !== undefined));
    const upper = text.toUpperCase();
    add(
      'container',
      upper.split(/[\s,;|/]+/).some((part) => isContainerNumber(part.replace(/-/g, ''))),
    );
    add('containerForm', /\b[A-Z]{4}[ -]?\d{6}[ -]?\d\b/.test(upper));
    add('taxId', isTaxId(upper.replace(/[\s.-]/g, '')));
    more.direction += directionOf(text) !== undefined ? n : 0;
    more.incoterm += INCOTERMS.test(upper) ? n : 0;
    more.declaration += DECLARATION.test(upper) ? n : 0;
    more.hasDigit += /\d/.test(text) ? n : 0;
    more.length += text.length * n;
    if (Number.isFinite(plain)) more.maxNumber = Math.max(more.maxNumber, plain);
  }
  const share = (n: number) => (filled === 0 ? 0 : n / filled);
  return {
    samples: samples.length,
    filled,
    distinct: seen.size,
    number: share(counts.number),
    integer: share(counts.integer),
    zero: share(counts.zero),
    fraction: share(counts.fraction),
    hs: share(counts.hs),
    date: share(counts.date),
    currency: share(counts.currency),
    country: share(counts.country),
    container: share(counts.container),
    containerForm: share(counts.containerForm),
    taxId: share(counts.taxId),
    direction: share(more.direction),
    incoterm: share(more.incoterm),
    declaration: share(more.declaration),
    status:
      seen.size <= 40 ? share([...judgeStatuses(seen).states.keys()].reduce((n, v) => n + (seen.get(v) ?? 0), 0)) : 0,
    hasDigit: share(more.hasDigit),
    meanLength: share(more.length),
    maxNumber: more.maxNumber,
  };
}
