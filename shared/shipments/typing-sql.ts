/**
 * SQL that types one cell of text. Each function takes an expression of type VARCHAR and returns one of the field's
 * type; what does not parse becomes NULL. No function of the ICU or JSON extensions is used. The first branch of each
 * is the common case of the column, so that clean columns cost about as much as a plain cast.
 */
import { join, literal, sql, type Sql } from '../sql/sql.ts';
import { nullTokens } from './null-tokens.ts';

/** Blank, NBSP, narrow and thin spaces, tab, line breaks, zero-width space, byte order mark. */
const BLANKS = ' \u00a0\u202f\u2009\u2007\t\r\n\u200b\ufeff\u3000';

/**
 * Without outer blanks. Trimming walks through the whole text, so what has no blank at its ends is left alone: the tests
 * look at a few bytes. Everything below `!` is a blank or a control character.
 */
export const trimmed = (x: Sql): Sql =>
  sql`CASE WHEN ${x} < '!' OR starts_with(${x}, '\u00a0') OR starts_with(${x}, '\ufeff') OR ${join(
    [' ', '\u00a0', '\n', '\r', '\t', '\u200b'].map((blank) => sql`ends_with(${x}, ${literal(blank)})`),
    ' OR ',
  )} THEN trim(${x}, ${literal(BLANKS)}) ELSE ${x} END`;

const tokens = (brand: boolean, own: readonly string[]): string[] => [
  ...new Set([...nullTokens(brand), ...own.map((t) => t.trim().toLowerCase())]),
];

const utf8Length = (text: string): number =>
  [...text].reduce((n, ch) => n + (ch < '\u0080' ? 1 : ch < '\u0800' ? 2 : ch < '\uffff' ? 3 : 4), 0);

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/**
 * Whether a cell says "no value". One pattern of all tokens gives up at the first letter that begins none of them, so it
 * costs less than folding the case of each cell for a look-up.
 * @param brand also the ways to say that goods bear no trademark
 */
export function isNullCell(x: Sql, brand: boolean, own: readonly string[] = []): Sql {
  const all = tokens(brand, own);
  // A token may stand between a few blanks.
  const longest = Math.max(...all.map(utf8Length)) + 4;
  const blanks = `[${BLANKS}]*`;
  return sql`(strlen(${x}) <= ${literalFree(String(longest))} AND regexp_full_match(${x}, ${literal(`(?i)${blanks}(?:${all.map(escaped).join('|')})${blanks}`)}))`;
}

/** Text without outer blanks; NULL for tokens of "no value". */
export const textSql = (x: Sql, brand: boolean, own: readonly string[] = []): Sql =>
  sql`CASE WHEN ${isNullCell(x, brand, own)} THEN NULL ELSE ${trimmed(x)} END`;

/** Whether a text has digits only. (`translate` makes a table of its letters for each row.) */
const isDigits = (x: Sql): Sql => sql`regexp_full_match(${x}, '[0-9]*')`;

/** What is known of the numbers of a column. */
export interface NumberFormat {
  readonly decimal: '.' | ',';
  /** 1000 for tonnes or "thousand USD", 0.001 for grams, … */
  readonly factor: number;
  /** What the analyst decided to stand between groups of digits, null = nothing; absent: each cell is judged by itself. */
  readonly thousands?: string | null;
  /** The analyst decided that the numbers are whole: comma and point can only stand between groups of digits. */
  readonly whole?: boolean;
}

/** The digits of a number with any separators as text that a cast understands; NULL where it is no number. */
function cleanNumber(x: Sql, format: NumberFormat): Sql {
  const s = sql`translate(${x}, ${literal(`${BLANKS}'’\`"−`)}, '')`;
  // Symbols and codes of currencies around the number say nothing that the currency column does not.
  const bare = sql`regexp_replace(regexp_replace(${s}, '(?i)^([$€£¥₽₴₸₺₹]|usd|eur|rub|rur|cny|us\\$)|([$€£¥₽₴₸₺₹]|usd|eur|rub|rur|cny|руб\\.?|р\\.)$', '', 'g'), '^\\((.*)\\)$', '-\\1')`;
  const us = sql`WHEN regexp_full_match(n, '[-+]?[1-9]\\d{0,2}(,\\d{3})${literalFree(format.decimal === '.' ? '+(\\.\\d+)?' : '+\\.\\d+')}') THEN replace(n, ',', '')`;
  const usMany = sql`WHEN regexp_full_match(n, '[-+]?[1-9]\\d{0,2}(,\\d{2,3}){2,}') THEN replace(n, ',', '')`;
  const eu = sql`WHEN regexp_full_match(n, '[-+]?[1-9]\\d{0,2}(\\.\\d{3})${literalFree(format.decimal === ',' ? '+(,\\d+)?' : '+,\\d+')}') THEN replace(replace(n, '.', ''), ',', '.')`;
  const euMany = sql`WHEN regexp_full_match(n, '[-+]?[1-9]\\d{0,2}(\\.\\d{3}){2,}') THEN replace(n, '.', '')`;
  const rest = sql`WHEN regexp_full_match(n, '[-+]?(\\d+,\\d*|,\\d+)') THEN replace(n, ',', '.') WHEN regexp_full_match(n, '[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,2})?') THEN n`;
  const guessed = format.decimal === '.' ? [us, usMany, eu, euMany] : [eu, euMany, us, usMany];
  return sql`list_transform([${bare}], lambda n: CASE ${join(decidedGroups(format) ?? guessed, ' ')} ${rest} END)[1]`;
}

/** Groups of digits as the analyst decided them; undefined where nothing was decided. */
function decidedGroups({ thousands, whole }: NumberFormat): Sql[] | undefined {
  const group = (sign: ',' | '.', decimals: string): Sql => {
    const escaped = sign === '.' ? '\\.' : ',';
    return sql`WHEN regexp_full_match(n, ${literal(`[-+]?\\d{1,3}(${escaped}\\d{2,3})*${escaped}\\d{3}${decimals}`)}) THEN replace(replace(n, ${literal(sign)}, ''), ',', '.')`;
  };
  if (whole === true) return [group(',', ''), group('.', '')];
  if (thousands === undefined) return undefined;
  return thousands === ',' ? [group(',', '(\\.\\d*)?')] : thousands === '.' ? [group('.', '(,\\d*)?')] : [];
}

/** A piece of code of this file. */
function literalFree(text: string): Sql {
  return { text, binds: [] };
}

/** A number of a given type. The plain cast comes first; only what it refuses or may misread goes the slow way. */
function numberSql(x: Sql, type: 'DOUBLE' | 'DECIMAL(18,2)' | 'DECIMAL(38,8)', format: NumberFormat): Sql {
  const as = literalFree(type);
  const slow = sql`try_cast(${cleanNumber(x, format)} AS ${as})`;
  // Casts also read `inf`, `nan`, `0x10`, `1_000` and exponents beyond every measure.
  const sane = sql`${x} < ':' AND ${join(
    ['n', 'N', 'x', 'e', 'E', '_'].map((letter) => sql`NOT contains(${x}, ${literal(letter)})`),
    ' AND ',
  )}`;
  const plain = sql`CASE WHEN ${sane} THEN try_cast(${x} AS ${as}) END`;
  if (format.whole === true)
    return sql`CASE WHEN contains(${x}, '.') OR contains(${x}, ',') THEN ${slow} ELSE coalesce(${plain}, ${slow}) END`;
  if (format.decimal === '.') return sql`coalesce(${plain}, ${slow})`;
  return sql`CASE WHEN contains(${x}, '.') THEN ${slow} ELSE coalesce(CASE WHEN ${sane} THEN try_cast(translate(${x}, ', \u00a0\u202f', '.') AS ${as}) END, ${slow}) END`;
}

export function doubleSql(x: Sql, format: NumberFormat): Sql {
  const value = numberSql(x, 'DOUBLE', format);
  return format.factor === 1 ? value : sql`(${value}) * ${factor(format.factor)}`;
}

const factor = (n: number): Sql => literalFree(Number.isFinite(n) ? String(n) : '1');

/** Units written inside the cell: `12,5 т`, `900 g`. */
const UNIT =
  '(?i)(\\d)\\s*(?:(kgs?|kg\\.?|кг\\.?|kilo|kgm)|(mt|tons?|tonnes?|тонн[аы]?|тн|т\\.?|t)|(g|gr|grams?|гр?\\.?)|(lbs?))$';

/** Kilograms. @param format.factor of the header (tonnes, grams); a unit inside the cell wins over it */
export function weightSql(x: Sql, format: NumberFormat): Sql {
  const plain = doubleSql(x, format);
  const bare = doubleSql(sql`regexp_replace(${trimmed(x)}, ${literal(UNIT)}, '\\1')`, { ...format, factor: 1 });
  const unit = (group: string) => sql`regexp_extract(${trimmed(x)}, ${literal(UNIT)}, ${literalFree(group)}) <> ''`;
  const scale = sql`CASE WHEN ${unit('3')} THEN 1000 WHEN ${unit('4')} THEN 0.001 WHEN ${unit('5')} THEN 0.45359237 ELSE 1 END`;
  return sql`coalesce(${plain}, CASE WHEN regexp_matches(${x}, '\\p{L}') THEN (${bare}) * ${scale} END)`;
}

/** Money, rounded to cents once, from its text: a double between would move the last cent of large amounts. */
export function moneySql(x: Sql, format: NumberFormat): Sql {
  if (format.factor === 1) return numberSql(x, 'DECIMAL(18,2)', format);
  return sql`try_cast((${numberSql(x, 'DECIMAL(38,8)', { ...format, factor: 1 })}) * ${factor(format.factor)} AS DECIMAL(18,2))`;
}

/** Line numbers: whole and positive; vendors fill 0 where they have none. */
export function integerSql(x: Sql): Sql {
  const slow = sql`CASE WHEN regexp_full_match(${x}, '\\s*0*[1-9]\\d{0,8}([.,]0*)?\\s*') THEN try_cast(regexp_extract(${x}, '(\\d+)', 1) AS INTEGER) END`;
  return sql`CASE WHEN ${isDigits(x)} THEN nullif(try_cast(${x} AS INTEGER), 0) ELSE ${slow} END`;
}

/** The order of day and month where both could be meant. */
export type DayOrder = 'dmy' | 'mdy';

/** What is known of the dates of a column. */
export interface DateFormat {
  /** The form of most cells; tried first. */
  readonly main: 'dotted' | 'iso' | 'slashed' | 'serial' | 'compact' | 'other';
  readonly order: DayOrder;
  /** Formats that the analyst decided, as `strptime` takes them; tried before all others. */
  readonly exact?: readonly string[];
}

/**
 * The formats of a column (`dd.mm.yyyy`, `d mmm yy | yyyymmdd hh:mm`, …) as `strptime` takes them; those that it cannot
 * express (`excel-serial`, `ambiguous …`) are left out.
 */
export function strptimeFormats(format: string): string[] {
  return format.split(' | ').flatMap((one) => {
    const parts = one.trim().match(/y+|m+|d+|h+|s+|[^a-z%]+/giu) ?? [];
    if (parts.join('') !== one.trim()) return [];
    let timed = false;
    const out = parts.map((part) => {
      const low = part.toLowerCase();
      if (low === 'h' || low === 'hh') timed = true;
      // After the hour `mm` is minutes.
      if (timed && (low === 'm' || low === 'mm')) return '%M';
      return STRPTIME.get(low) ?? (/^[ymdhs]/.test(low) ? null : part);
    });
    return out.includes(null) || !out.includes('%d') ? [] : [out.join('')];
  });
}

const STRPTIME = new Map([
  ['yyyy', '%Y'],
  ['yy', '%y'],
  ['mmmm', '%B'],
  ['mmm', '%b'],
  ['mm', '%m'],
  ['m', '%m'],
  ['dd', '%d'],
  ['d', '%d'],
  ['hh', '%H'],
  ['h', '%H'],
  ['ss', '%S'],
]);

const within = (date: Sql): Sql =>
  sql`CASE WHEN ${date} BETWEEN DATE '1950-01-01' AND DATE '2100-12-31' THEN ${date} END`;
const strptime = (x: Sql, ...formats: string[]): Sql => sql`try_strptime(${x}, [${join(formats.map(literal))}])::DATE`;

/** A date in any of the forms that customs files use; each cell is judged on its own. */
export function dateSql(x: Sql, format: DateFormat): Sql {
  const t = trimmed(x);
  const [first, second] = format.order === 'dmy' ? ['%d/%m/%Y', '%m/%d/%Y'] : ['%m/%d/%Y', '%d/%m/%Y'];
  const numeric = sql`regexp_extract(${t}, '^(\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4})', 1)`;
  const slashes = sql`translate(${numeric}, '.-', '//')`;
  const serial = sql`DATE '1899-12-30' + try_cast(floor(try_cast(${t} AS DOUBLE)) AS INTEGER)`;
  const slow = sql`CASE
    WHEN regexp_matches(${t}, '^\\d{4}-\\d{1,2}-\\d{1,2}([ T]|$)') THEN try_cast(regexp_extract(${t}, '^[\\d-]+') AS DATE)
    WHEN regexp_matches(${t}, '^\\d{1,2}\\.\\d{1,2}\\.\\d{4}(\\D|$)') THEN ${strptime(slashes, '%d/%m/%Y')}
    WHEN regexp_matches(${t}, '^\\d{1,2}[/-]\\d{1,2}[/-]\\d{4}(\\D|$)') THEN coalesce(${strptime(slashes, first!)}, ${strptime(slashes, second!)})
    WHEN regexp_matches(${t}, '^\\d{1,2}[./-]\\d{1,2}[./-]\\d{2}(\\D|$)') THEN coalesce(${strptime(slashes, first!.toLowerCase())}, ${strptime(slashes, second!.toLowerCase())})
    WHEN regexp_matches(${t}, '^(19|20)\\d{2}[./]\\d{1,2}[./]\\d{1,2}(\\D|$)') THEN ${strptime(sql`translate(regexp_extract(${t}, '^[\\d./]+'), './', '--')`, '%Y-%m-%d')}
    WHEN regexp_full_match(${t}, '(19|20)\\d{2}(0[1-9]|1[0-2])([0-2]\\d|3[01])') THEN ${strptime(t, '%Y%m%d')}
    WHEN regexp_full_match(${t}, '[2-7]\\d{4}(\\.\\d+)?') THEN ${serial}
    WHEN regexp_matches(${t}, '^\\d{4}年') THEN ${strptime(t, '%Y年%m月%d日', '%Y年%m月')}
    WHEN regexp_matches(${t}, '(?i)[a-z]{3}') THEN ${strptime(
      sql`regexp_replace(regexp_replace(${t}, '[ ,.-]+', ' ', 'g'), '(\\d)(st|nd|rd|th)\\b', '\\1')`,
      '%d %b %Y', '%d %B %Y', '%b %d %Y', '%B %d %Y', '%d %b %y', '%b %Y', '%B %Y', '%Y %b %d',
    )} END`; // prettier-ignore
  const fast: Readonly<Record<DateFormat['main'], Sql | undefined>> = {
    dotted: sql`CASE WHEN strlen(${x}) = 10 THEN ${strptime(x, '%d.%m.%Y')} END`,
    iso: sql`CASE WHEN strlen(${x}) = 10 THEN try_cast(${x} AS DATE) END`,
    slashed: undefined,
    serial: sql`CASE WHEN strlen(${x}) = 5 THEN DATE '1899-12-30' + try_cast(${x} AS INTEGER) END`,
    compact: undefined,
    other: undefined,
  };
  const exact = format.exact ?? [];
  if (exact.length > 0) return within(sql`coalesce(${strptime(t, ...exact)}, (${slow}))`);
  const main = fast[format.main];
  return within(main === undefined ? sql`(${slow})` : sql`coalesce(${main}, ${slow})`);
}

/** Editions are dates (as ISO text) or numbers. */
export const versionSql = (x: Sql, format: DateFormat | null, own: readonly string[]): Sql =>
  format === null
    ? textSql(x, false, own)
    : sql`coalesce(strftime(${dateSql(x, format)}, '%Y-%m-%d'), ${textSql(x, false, own)})`;

/** Digits of an HS or national code. Odd lengths up to 11 have lost the leading zero of a chapter below 10. */
export function hsSql(x: Sql): Sql {
  const padded = (t: Sql) =>
    sql`CASE WHEN strlen(${t}) IN (5, 7, 9, 11) THEN '0' || ${t} WHEN strlen(${t}) BETWEEN 4 AND 14 THEN ${t} END`;
  const bare = sql`translate(${x}, ${literal(`${BLANKS}.-/"'`)}, '')`;
  return sql`CASE WHEN ${isDigits(x)} THEN ${padded(x)} WHEN ${isDigits(bare)} THEN ${padded(bare)} END`;
}

/** Numbers of Russian (8/6/7) and Kazakh (5/6/7) declarations with their slashes, whatever the file writes between. */
export function declarationSql(x: Sql, own: readonly string[]): Sql {
  const pattern =
    '^(\\d{8}|\\d{5})[^\\p{L}\\d]?((?:0[1-9]|[12]\\d|3[01])(?:0[1-9]|1[0-2])\\d\\d)[^\\p{L}\\d]?(\\d{7})$';
  return sql`CASE WHEN contains(${x}, '/') AND strlen(${x}) > 4 THEN ${trimmed(x)} WHEN ${isNullCell(x, false, own)} THEN NULL ELSE regexp_replace(${trimmed(x)}, ${literal(pattern)}, '\\1/\\2/\\3') END`;
}

const digit = (x: Sql, at: number): Sql => sql`(unicode(${x}[${literalFree(String(at))}]) - 48)`;
const weighted = (x: Sql, weights: readonly number[]): Sql =>
  literalFree(`(${weights.map((w, i) => `${w} * ${digit(x, i + 1).text}`).join(' + ')})`);

/**
 * Tax numbers; a Russian INN or Kazakh BIN that lost its leading zero to a number cell gets it back, if the check digit
 * then is right.
 */
export function partyIdSql(x: Sql, own: readonly string[]): Sql {
  const t = trimmed(x);
  const ten = sql`('0' || ${t})`;
  const inn = sql`(${weighted(ten, [2, 4, 10, 3, 5, 9, 4, 6, 8])}) % 11 % 10 = ${digit(ten, 10)}`;
  const bin = sql`(${weighted(ten, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])}) % 11 = ${digit(ten, 12)}`;
  return sql`CASE WHEN strlen(${x}) IN (10, 12) AND ${isDigits(x)} THEN ${x}
    WHEN ${isNullCell(x, false, own)} THEN NULL
    WHEN strlen(${x}) = 9 AND regexp_full_match(${x}, '\\d{9}') AND ${inn} THEN '0' || ${x}
    WHEN strlen(${x}) = 11 AND regexp_full_match(${x}, '\\d{11}') AND ${bin} THEN '0' || ${x}
    ELSE ${t} END`;
}
