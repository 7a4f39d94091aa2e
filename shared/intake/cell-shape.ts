/**
 * What a cell of text looks like: empty, a stand-in for "no value", a number, a date, …. Nothing is converted here:
 * the shapes are what guesses about dialect, header and column types are counted from.
 */

export type CellShape =
  'empty' | 'null' | 'integer' | 'decimal' | 'date' | 'timestamp' | 'time' | 'boolean' | 'code' | 'text';

/** Stand-ins for "no value" that are told from text by themselves. Lower case. */
const NULL_TOKENS = new Set([
  'null',
  '(null)',
  '<null>',
  'nil',
  'none',
  'n/a',
  '#n/a',
  'na',
  '-0-',
  '\\n',
  '-',
  '--',
  '—',
  'не указан',
  'не указано',
  'отсутствует',
  'нет данных',
  'н/д',
  'б/н',
  'неизвестно',
  'не заполнено',
  '无',
  '不详',
  'sin datos',
  'belirtilmemiş',
  'nan',
]);

/** Whether the text stands for "no value", e.g. `NULL`, `-0-`, `ОТСУТСТВУЕТ`, `\N`. */
export function isNullToken(text: string): boolean {
  return text.length < 20 && NULL_TOKENS.has(text.trim().toLowerCase());
}

/** Blanks that group digits: space, NBSP, narrow NBSP, thin space, and the apostrophes of Swiss usage. */
const GROUPED = /^[-+]?\d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?:[.,]\d+)?$/u;
const GROUPED_COMMA = /^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const GROUPED_DOT = /^[-+]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/;
const PLAIN = /^[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d{1,3})?$/;
const MONEY = /^[-+(]?\s?[$€£¥₽₴₸]\s?[-+]?(?=[\d.,])|\s?[$€£¥₽₴₸%]\)?$/u;
const INTEGER = /^[-+]?\d+$/;

const MONTH =
  '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек)[a-zа-я]*\\.?';
const DAY = '(?:\\d{4}[-./]\\d{1,2}[-./]\\d{1,2}|\\d{1,2}[-./]\\d{1,2}[-./](?:\\d{4}|\\d{2}))';
const NAMED_DAY = `(?:\\d{1,2}[-. ]${MONTH}[-. ,]{1,2}(?:\\d{4}|\\d{2})|${MONTH}[-. ]\\d{1,2},? \\d{4})`;
const CLOCK = '\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?:\\s?[ap]\\.?m\\.?)?(?:\\s?(?:Z|[-+]\\d{2}:?\\d{2}))?';
const DATE = new RegExp(`^(?:${DAY}|${NAMED_DAY})$`, 'iu');
const TIMESTAMP = new RegExp(`^(?:${DAY}|${NAMED_DAY})[T ]\\s?${CLOCK}$`, 'iu');
const TIME = new RegExp(`^${CLOCK}$`, 'iu');
const BOOLEAN = /^(?:true|false|yes|no|да|нет)$/iu;
/** Letters, digits and joints without blanks, with a digit: `MG-8769`, `10720010/010621/5285869`, `0101210000`. */
const CODE = /^(?=.*\d)[\p{L}\d][\p{L}\d\-_/.#:]*$/u;

/** Whether the text is a number in any usual notation, currency or per cent sign allowed. */
export function isNumber(text: string): boolean {
  if (PLAIN.test(text)) return true;
  const bare = MONEY.test(text) ? text.replace(MONEY, '').replace(MONEY, '').trim() : text;
  return bare !== '' && (PLAIN.test(bare) || GROUPED.test(bare) || GROUPED_COMMA.test(bare) || GROUPED_DOT.test(bare));
}

/** @param text the cell as in the file; outer blanks are ignored */
export function cellShape(text: string): CellShape {
  const bare = text.trim();
  if (bare === '') return 'empty';
  if (bare.length > 64) return 'text';
  if (INTEGER.test(bare)) return /^0\d/.test(bare) ? 'code' : 'integer';
  const first = bare.charCodeAt(0);
  const digitLike = (first >= 40 && first <= 57) || first === 36 || (first >= 0xa2 && first <= 0xa5) || first >= 0x20a0;
  if (digitLike && isNumber(bare)) return 'decimal';
  if (isNullToken(bare)) return 'null';
  if (/\d/.test(bare)) {
    if (DATE.test(bare)) return 'date';
    if (TIME.test(bare)) return 'time';
    if (TIMESTAMP.test(bare)) return 'timestamp';
    if (CODE.test(bare)) return 'code';
    return 'text';
  }
  return BOOLEAN.test(bare) ? 'boolean' : 'text';
}

/** Shapes that a header cell hardly ever has. */
export function isValueShape(shape: CellShape): boolean {
  return (
    shape === 'integer' ||
    shape === 'decimal' ||
    shape === 'date' ||
    shape === 'timestamp' ||
    shape === 'time' ||
    shape === 'boolean'
  );
}
