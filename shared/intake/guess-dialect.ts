/**
 * Delimiter, quote, escape, comment and line ends of delimited text, guessed from a sample: the dialect under which
 * most rows have one and the same width, their cells look like values, and quotes close where fields end.
 */
import { cellShape, isValueShape } from './cell-shape.ts';
import { eachRow, isEmptyRow, parseDelimited, type Dialect, type ParsedRow } from './parse-delimited.ts';
import type { Newline } from './settings.ts';

export interface DialectGuess {
  readonly dialect: Dialect;
  /** Most common width of the rows. */
  readonly width: number;
  /** 0..1: share of rows of that width, less what speaks against. */
  readonly confidence: number;
}

const USUAL = [',', ';', '\t', '|'] as const;
/** Rarer separators, and how far each is trusted: blanks and colons stand in ordinary values too. */
const RARE: readonly (readonly [string, number])[] = [
  ['\u001f', 1],
  ['\u0001', 1],
  ['^', 0.9],
  ['~', 0.9],
  ['¦', 0.9],
  ['#', 0.6],
  [':', 0.5],
  [' ', 0.7],
];
const MOST_ROWS = 1500;
/** In so few rows apostrophes around two cells are a rule already. */
const FEW_ROWS = 20;
/** Below this no delimiter explains the text: it has one column. */
const LEAST_SCORE = 0.2;
/** Share of rows of one width from which a delimiter makes a table. */
const TABLE_SHARE = 0.85;

interface Trial {
  readonly dialect: Dialect;
  readonly width: number;
  readonly score: number;
  readonly share: number;
  readonly faults: number;
  readonly unclosed: boolean;
  readonly rows: number;
}

/**
 * @param sample   decoded text from the beginning of the file
 * @param complete whether the sample is the whole file
 * @param fixed    what the analyst has decided
 */
export function guessDialect(sample: string, complete: boolean, fixed: Partial<Dialect> = {}): DialectGuess {
  const delimiters = fixed.delimiter !== undefined ? [[fixed.delimiter, 1] as const] : candidates(sample);
  let best: Trial | null = null;
  let isTable = false;
  for (const [delimiter, trust] of delimiters) {
    // Blanks and the like part words too: they are asked only where no usual delimiter makes a table.
    if (trust < 1 && delimiter.length === 1 && isTable) continue;
    const trial = bestQuoting(sample, complete, delimiter, trust, fixed);
    if (trust === 1 && trial.width > 1 && trial.share >= TABLE_SHARE) isTable = true;
    if (best === null || trial.score > best.score + 1e-9) best = trial;
  }
  if (best === null || (fixed.delimiter === undefined && (best.score < LEAST_SCORE || best.width < 2))) {
    best = bestQuoting(sample, complete, fixed.delimiter ?? ',', 1, fixed);
  }
  const comment = fixed.comment !== undefined ? fixed.comment : guessComment(sample, complete, best);
  return {
    dialect: { ...best.dialect, comment },
    width: best.width,
    confidence: Math.max(0, Math.min(1, best.share - best.faults)),
  };
}

function candidates(sample: string): (readonly [string, number])[] {
  const found: (readonly [string, number])[] = USUAL.filter((d) => sample.includes(d)).map((d) => [d, 1] as const);
  // A blank after the comma only matters where it parts the comma from an opening quote.
  for (const spaced of [', ', '; ']) if (sample.includes(`${spaced}"`)) found.push([spaced, 0.98]);
  return [...found, ...RARE.filter(([d]) => sample.includes(d))];
}

function bestQuoting(
  sample: string,
  complete: boolean,
  delimiter: string,
  trust: number,
  fixed: Partial<Dialect>,
): Trial {
  const trial = (quote: string, escape: string | null): Trial =>
    measure(sample, complete, { delimiter, quote, escape, comment: fixed.comment ?? null }, trust);
  const escapes = (quote: string): (string | null)[] => {
    if (quote === '') return [null];
    if (fixed.escape !== undefined) return [fixed.escape];
    return sample.includes(`\\${quote}`) ? [quote, '\\'] : [quote];
  };
  const best = (quote: string): Trial =>
    escapes(quote)
      .map((escape) => trial(quote, escape))
      .reduce((a, b) => (b.score > a.score + 1e-6 ? b : a));
  if (fixed.quote !== undefined) return best(fixed.quote);

  const double = best('"');
  const wrapped = { double: wrappedFields(sample, delimiter, '"'), single: wrappedFields(sample, delimiter, "'") };
  if (wrapped.single > 1 && wrapped.single > 4 * wrapped.double) {
    const single = best("'");
    const rule = single.rows < FEW_ROWS || wrapped.single >= single.rows / 2;
    if (single.share > double.share || (rule && single.score > double.score - 0.15)) return single;
  } else if (wrapped.single > wrapped.double) {
    const single = best("'");
    if (single.share > double.share && single.faults === 0) return single;
  }
  // A quote that never closes is damage, to be rejected where all can see it; a closed one with text after it may be text.
  if (double.faults > 0 && !double.unclosed && quotesAreText(sample, delimiter)) {
    const none = best('');
    // Literal quotes: without quoting every row is whole.
    if (none.share >= 0.999 && none.width === double.width) return none;
  }
  return double;
}

/**
 * Whether the double quotes of a text are part of its cells: none of them protects a delimiter or another quote, and
 * no column is quoted as a rule.
 */
export function quotesAreText(text: string, delimiter: string): boolean {
  if (!text.includes('"') || quotingNeeded(text, delimiter)) return false;
  const rows = parseDelimited(text, { delimiter, quote: '', escape: null, comment: null }, { most: MOST_ROWS });
  const quoted = new Map<number, number>();
  for (const row of rows) {
    row.fields.forEach((field, i) => {
      if (/^".*"$/u.test(field)) quoted.set(i, (quoted.get(i) ?? 0) + 1);
    });
  }
  return Math.max(0, ...quoted.values()) < rows.length / 2;
}

/** How many fields both begin and end with the quote. */
function wrappedFields(sample: string, delimiter: string, quote: string): number {
  const d = escapeRegExp(delimiter);
  const pattern = new RegExp(`(?:^|${d})${quote}(?:[^${quote}\\\\\\r\\n]|\\\\.)*${quote}(?=${d}|\\r|\\n|$)`, 'gmu');
  return sample.slice(0, 100_000).match(pattern)?.length ?? 0;
}

/** Whether some quoted field of a sound row holds a delimiter or a doubled quote. */
function quotingNeeded(text: string, delimiter: string): boolean {
  let needed = false;
  const dialect = { delimiter, quote: '"', escape: null, comment: null };
  eachRow(text, dialect, (row) => {
    const holds = (field: string, i: number): boolean =>
      row.quoted[i]! && (field.includes(delimiter) || field.includes('"'));
    needed = row.fault === null && row.fields.some(holds);
    return !needed;
  });
  return needed;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function measure(sample: string, complete: boolean, dialect: Dialect, trust: number): Trial {
  const rows = parseDelimited(sample, dialect, { complete, most: MOST_ROWS }).filter((row) => !isEmptyRow(row.fields));
  // A sample that is one unfinished row says nothing else.
  const judged = rows.length > 0 ? rows : parseDelimited(sample, dialect, { most: MOST_ROWS });
  const width = commonWidth(judged);
  const same = judged.filter((row) => row.fields.length === width);
  const share = judged.length === 0 ? 0 : same.length / judged.length;
  const faults = judged.length === 0 ? 0 : judged.filter((row) => row.fault !== null).length / judged.length;
  const unclosed = judged.some((row) => row.fault === 'unclosed quote');
  const rare = dialect.delimiter === ' ' || dialect.delimiter === ':' || dialect.delimiter === '#';
  const score =
    width < 2 || (rare && width < 3)
      ? 0
      : trust * share * (1 - 1 / width) * (0.4 + 0.6 * sound(same, dialect.delimiter)) - 0.3 * faults;
  return { dialect, width, score, share, faults, unclosed, rows: judged.length };
}

/**
 * The most common width. Where two tables of about the same length stand below each other it is the first one's: what
 * does not fit it is said to the analyst, and the header at hand belongs to it.
 */
function commonWidth(rows: readonly ParsedRow[]): number {
  // In the order in which the widths first come. A row of one field counts half: a long preamble must not win.
  const weights = new Map<number, number>();
  for (const { fields } of rows)
    weights.set(fields.length, (weights.get(fields.length) ?? 0) + (fields.length === 1 ? 0.5 : 1));
  const most = Math.max(0, ...weights.values());
  const near = [...weights].filter(([, weight]) => weight === most || (weight >= 10 && weight >= most * 0.8));
  if (most >= 10) return near[0]?.[0] ?? 1;
  return near.reduce((best, [width]) => Math.max(best, width), 1);
}

/** Share of cells that look like one value: a number, a date, a code, nothing, or text free of other delimiters. */
function sound(rows: readonly ParsedRow[], delimiter: string): number {
  let cells = 0;
  let good = 0;
  for (const row of rows.slice(0, 200)) {
    row.fields.slice(0, 200).forEach((field, i) => {
      cells += 1;
      const shape = cellShape(field);
      if (shape === 'empty' || shape === 'null' || shape === 'code' || isValueShape(shape)) good += 1;
      else if (row.quoted[i]) good += 1;
      else if (!USUAL.some((other) => other !== delimiter && field.includes(other))) good += 0.8;
      else good += field.includes(', ') ? 0.6 : 0;
    });
  }
  return cells === 0 ? 0 : good / cells;
}

/** `#` lines among the data: they have another shape than records, and no record begins so. Those above the header are preamble. */
function guessComment(sample: string, complete: boolean, trial: Trial): string | null {
  if (!/[\r\n]#/.test(sample) || trial.width < 2) return null;
  const rows = parseDelimited(sample, trial.dialect, { complete, most: MOST_ROWS });
  const marked = rows.filter((row) => row.fields[0]!.startsWith('#') && !row.quoted[0]);
  const firstData = rows.findIndex((row) => row.fields.length === trial.width && !row.fields[0]!.startsWith('#'));
  const among = marked.filter((row) => row.line > (rows[firstData + 1]?.line ?? Infinity));
  if (among.length === 0 || marked.some((row) => row.fields.length === trial.width)) return null;
  return '#';
}

/** Line ends outside quoted fields are what counts; null-free text of one line has `lf`. */
export function guessNewline(rows: readonly ParsedRow[], text: string): Newline {
  const seen = { lf: 0, crlf: 0, cr: 0 };
  for (const row of rows) {
    const c = text.charCodeAt(row.end);
    if (c === 10) seen.lf += 1;
    else if (c === 13) seen[text.charCodeAt(row.end + 1) === 10 ? 'crlf' : 'cr'] += 1;
  }
  const kinds = (['lf', 'crlf', 'cr'] as const).filter((kind) => seen[kind] > 0);
  if (kinds.length > 1) return 'mixed';
  return kinds[0] ?? 'lf';
}
