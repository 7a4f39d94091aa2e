/**
 * Reads a nomenclature of goods (HS, TN VED, CN, a national tariff) from rows of text: which column has the codes, which
 * the texts, and the texts made to stand alone where the file indents them with dashes. Pure.
 */
import { WaybillError } from '../errors.ts';

export interface NomenclatureCode {
  /** Digits only, 2 to 12. */
  readonly code: string;
  /** Stands alone: "Fruit: fresh: other" where the file says "– – other" below its parents. */
  readonly text: string;
}

export interface Nomenclature {
  /** One entry per code, in order of the codes. */
  readonly codes: readonly NomenclatureCode[];
  /** Headers, or `column 1` and so on where there are none. */
  readonly codeColumn: string;
  readonly textColumn: string;
  /** Rows without a code or without a text. */
  readonly skipped: number;
}

export interface NomenclatureInput {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Chosen by the analyst, as the file names them. */
  readonly codeColumn?: string | undefined;
  readonly textColumn?: string | undefined;
}

/** Rows that are looked at to judge columns. */
const JUDGED = 5000;
const LEAST_CODES = 5;

/**
 * The digits of a code as files write it: `0101 21 00`, `8806.22`, `'0101`. A leading zero that a spreadsheet lost is
 * given back. @returns null where it is no code
 */
export function codeDigits(cell: string | null | undefined): string | null {
  const bare = (cell ?? '').replace(/^["'=]+|["']+$/g, '').replace(/[\s\u00a0.\-–/]/g, '');
  if (!/^\d{1,12}$/.test(bare)) return null;
  const padded = bare.length % 2 === 1 ? `0${bare}` : bare;
  return /^(0[1-9]|[1-9]\d)/.test(padded) ? padded : null;
}

const nameOf = (headers: readonly string[], i: number): string => headers[i]?.trim() || `column ${i + 1}`;
const letters = (text: string): number => text.replace(/[^\p{L}]/gu, '').length;

/**
 * @throws WaybillError 'nomenclature/no-codes' where no column has codes and another texts; 'nomenclature/column'
 *   where a chosen column is not there
 */
export function readNomenclature(input: NomenclatureInput): Nomenclature {
  const { headers, rows } = input;
  const width = Math.max(headers.length, ...rows.slice(0, JUDGED).map((r) => r.length), 0);
  const code = input.codeColumn === undefined ? findCodes(rows, headers, width) : chosen(headers, input.codeColumn);
  const text =
    input.textColumn === undefined ? findTexts(rows, headers, width, code) : chosen(headers, input.textColumn);
  const codeOf = (row: readonly (string | null)[]): string | null =>
    codeDigits(Array.isArray(code) ? code.map((i) => row[i] ?? '').join('') : row[code]);
  const found = new Map<string, string>();
  const parents: { depth: number; text: string }[] = [];
  const dashed = share(rows, (row) => DASHES.test(row[text] ?? '')) >= 0.15;
  let skipped = 0;
  const marked = marksOf(rows.map(codeOf));
  for (const row of rows) {
    const raw = (row[text] ?? '').replace(/\s+/gu, ' ').trim();
    if (raw === '') {
      skipped += 1;
      continue;
    }
    const own = dashed ? withParents(raw, parents) : raw;
    const digits = codeOf(row);
    if (digits === null) {
      skipped += 1;
      continue;
    }
    found.set(marked && digits.length === 12 ? digits.slice(0, 10) : digits, own);
  }
  // Few codes are no proof of a nomenclature, unless the analyst says that they are one.
  if (found.size < (input.codeColumn === undefined ? LEAST_CODES : 1)) throw noCodes();
  return {
    codes: [...found].map(([c, t]) => ({ code: c, text: t })).sort((a, b) => (a.code < b.code ? -1 : 1)),
    codeColumn: Array.isArray(code) ? code.map((i) => nameOf(headers, i)).join(' + ') : nameOf(headers, code),
    textColumn: nameOf(headers, text),
    skipped,
  };
}

const noCodes = (): WaybillError =>
  new WaybillError(
    'nomenclature/no-codes',
    'This is no nomenclature that can be told: no column has codes of goods with a text beside them. Name the columns (--code, --text), or give a file with one code and one text in each row.',
  );

function chosen(headers: readonly string[], name: string): number {
  const at = headers.findIndex((h) => h.trim().toLowerCase() === name.trim().toLowerCase());
  if (at >= 0) return at;
  throw new WaybillError(
    'nomenclature/column',
    `The file has no column "${name}". Its columns are: ${headers.map((h) => h.trim()).join(', ')}.`,
  );
}

function share(
  rows: readonly (readonly (string | null)[])[],
  test: (row: readonly (string | null)[]) => boolean,
): number {
  const judged = rows.slice(0, JUDGED);
  return judged.length === 0 ? 0 : judged.filter(test).length / judged.length;
}

const CODE_WORDS =
  /code|код|goods_?nomenclature|hs|commodity|tariff|тнвэд|тн вэд|编码|税号|kode|codigo|código|cn|gtip/iu;
const PARENT_WORDS = /parent|родител|section|раздел|from|to\b|sort|order|indent|level|year|date|дата/iu;

/** The column with the most different codes; or neighbouring columns that make codes together (chapter, heading, rest). */
function findCodes(
  rows: readonly (readonly (string | null)[])[],
  headers: readonly string[],
  width: number,
): number | number[] {
  const judged = rows.slice(0, JUDGED);
  const scored = Array.from({ length: width }, (_, i) => {
    const codes = judged.map((row) => codeDigits(row[i])).filter((c) => c !== null);
    const distinct = new Set(codes).size / Math.max(codes.length, 1);
    const long = codes.filter((c) => c.length >= 4).length / Math.max(codes.length, 1);
    const named = PARENT_WORDS.test(headers[i] ?? '') ? -0.5 : CODE_WORDS.test(headers[i] ?? '') ? 0.2 : 0;
    const filled = codes.length / Math.max(judged.length, 1);
    return { i, codes: codes.length, distinct, long, score: filled * distinct * (0.3 + long) + named, filled };
  });
  const best = scored
    .filter((s) => s.codes >= LEAST_CODES && s.filled >= 0.3 && s.distinct >= 0.5)
    .sort((a, b) => b.score - a.score)[0];
  if (best !== undefined && best.long >= 0.3) return best.i;
  for (let from = 0; from < width; from += 1) {
    for (const size of [4, 3, 2]) {
      const parts = Array.from({ length: size }, (_, k) => from + k);
      if (parts.at(-1)! >= width) continue;
      const cells = judged.map((row) => parts.map((i) => row[i]?.trim() ?? ''));
      const together = cells
        .filter((c) => /^\d{2}$/.test(c[0]!) && c.every((part) => /^\d*$/.test(part)))
        .map((c) => c.join(''));
      const codes = together.filter((c) => codeDigits(c) === c);
      const isKey = new Set(codes).size >= codes.length * 0.7;
      if (codes.length >= LEAST_CODES && codes.length >= judged.length * 0.5 && isKey) return parts;
    }
  }
  if (best !== undefined) return best.i;
  throw noCodes();
}

const TEXT_WORDS = /desc|text|name|наимен|опис|товар|名称|description|libell|denomina|tanım|tanim|bezeichnung|self/iu;

/** The column with the longest texts, a header that says so first. */
function findTexts(
  rows: readonly (readonly (string | null)[])[],
  headers: readonly string[],
  width: number,
  code: number | readonly number[],
): number {
  const judged = rows.slice(0, JUDGED);
  const taken = new Set(typeof code === 'number' ? [code] : code);
  const scored = Array.from({ length: width }, (_, i) => {
    const cells = judged.map((row) => row[i] ?? '');
    const filled = cells.filter((c) => letters(c) >= 3).length / Math.max(judged.length, 1);
    const length = cells.reduce((sum, c) => sum + Math.min(letters(c), 200), 0) / Math.max(judged.length, 1);
    return { i, filled, score: filled * Math.log(1 + length) + (TEXT_WORDS.test(headers[i] ?? '') ? 1 : 0) };
  });
  const best = scored.filter((s) => !taken.has(s.i) && s.filled >= 0.3).sort((a, b) => b.score - a.score)[0];
  if (best === undefined) throw noCodes();
  return best.i;
}

const DASHES = /^\s*(?:[-–—]\s*)+/u;

/** A text below its parents, by the number of dashes before it. */
function withParents(raw: string, parents: { depth: number; text: string }[]): string {
  const dashes = DASHES.exec(raw)?.[0] ?? '';
  const depth = dashes.replace(/[^-–—]/gu, '').length;
  const text = raw
    .slice(dashes.length)
    .replace(/[:：]$/u, '')
    .trim();
  while (parents.length > 0 && parents.at(-1)!.depth >= depth) parents.pop();
  const own = [...parents.map((p) => p.text), text].join(': ');
  parents.push({ depth, text });
  return own;
}

/** Whether codes of twelve digits end in a mark of the line (10, 80) and not in digits of the code, as in TARIC files. */
function marksOf(codes: readonly (string | null)[]): boolean {
  const long = codes.filter((c) => c?.length === 12);
  return long.length >= LEAST_CODES && long.every((c) => c!.endsWith('80') || c!.endsWith('10'));
}
