/** What the beginning of a text file tells: encoding, delimiter, quote, header. The intake of a case asks further. */
import { columnNames } from '../../shared/intake/settings.ts';

export interface TextShape {
  /** WHATWG label. */
  readonly encoding: string;
  readonly delimiter: string;
  /** `''` = no quoting. */
  readonly quote: string;
  /** Physical lines to pass over, the header's included. */
  readonly skip: number;
  readonly columns: readonly string[];
  /** Whether something follows the header. */
  readonly hasRecords: boolean;
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
const JUDGED_LINES = 50;

/**
 * @param bytes    from the beginning of the file (unpacked)
 * @param complete whether that is the whole file
 */
export function encodingOf(bytes: Uint8Array, complete: boolean): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i & 1]! += 1;
  });
  // Text of our alphabets in UTF-16 has a zero in most line breaks, digits and delimiters, always on the same side.
  if (zeros[1]! > head.length / 16 && zeros[0] === 0) return 'utf-16le';
  if (zeros[0]! > head.length / 16 && zeros[1] === 0) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !complete });
    return 'utf-8';
  } catch {
    return cyrillicCodePage(bytes);
  }
}

/**
 * Which of the code pages of Russian files: in windows-1251 lower case is E0–FF, in KOI8-R C0–DF, in CP866 A0–AF and
 * E0–EF. Real text is mostly lower case or, as customs files are, mostly upper case; letters of both kinds are weighed.
 */
function cyrillicCodePage(bytes: Uint8Array): string {
  let [c0, e0, a0, x80] = [0, 0, 0, 0];
  for (const byte of bytes) {
    if (byte >= 0xe0) e0 += 1;
    else if (byte >= 0xc0) c0 += 1;
    else if (byte >= 0xa0) a0 += 1;
    else if (byte >= 0x80) x80 += 1;
  }
  if (x80 + a0 > (c0 + e0) * 2) return 'ibm866';
  // Upper case only: C0–DF in windows-1251, E0–FF in KOI8-R. Then the commonest letters decide.
  const common = (codes: readonly number[]): number => bytes.reduce((n, byte) => n + (codes.includes(byte) ? 1 : 0), 0);
  const windows = common([0xee, 0xe5, 0xe0, 0xe8, 0xed, 0xce, 0xc5, 0xc0, 0xc8, 0xcd]);
  const koi8 = common([0xcf, 0xc5, 0xc1, 0xc9, 0xce, 0xef, 0xe5, 0xe1, 0xe9, 0xee]);
  return koi8 > windows * 1.2 ? 'koi8-r' : 'windows-1251';
}

/** Cells of the rows of a text; `quote` doubled inside quotes is the quote itself. */
export function splitRows(text: string, delimiter: string, quote: string, most: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length && rows.length < most; i += 1) {
    const char = text[i]!;
    if (quoted) {
      if (char !== quote) cell += char;
      else if (text[i + 1] === quote) {
        cell += quote;
        i += 1;
      } else quoted = false;
    } else if (char === quote && cell === '') quoted = true;
    else if (char === delimiter) {
      row.push(cell);
      cell = '';
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[i + 1] === '\n') i += 1;
      row.push(cell);
      rows.push(row);
      row = [];
      cell = '';
    } else cell += char;
  }
  if (rows.length < most && (cell !== '' || row.length > 0)) rows.push([...row, cell]);
  return rows;
}

/** @param text decoded, without a byte order mark */
export function shapeOf(text: string, encoding: string): TextShape {
  const trial = (delimiter: string): { delimiter: string; width: number; score: number } => {
    const rows = splitRows(text, delimiter, '"', JUDGED_LINES);
    const widths = new Map<number, number>();
    for (const row of rows) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
    const [width, count] = [...widths].reduce(
      (a, b) => (b[1] * (b[0] > 1 ? 2 : 1) > a[1] * (a[0] > 1 ? 2 : 1) ? b : a),
      [1, 0],
    );
    return { delimiter, width, score: width < 2 ? 0 : (count / rows.length) * (1 - 1 / width) };
  };
  const best = DELIMITERS.map(trial).reduce((a, b) => (b.score > a.score ? b : a));
  const rows = splitRows(text, best.delimiter, '"', JUDGED_LINES);
  const header = Math.max(
    0,
    rows.findIndex((row) => row.length === best.width && row.some((cell) => cell.trim() !== '')),
  );
  const names = rows[header] ?? [''];
  return {
    encoding,
    delimiter: best.delimiter,
    quote: '"',
    skip: header + 1,
    columns: columnNames(names),
    hasRecords: rows.slice(header + 1).some((row) => row.some((cell) => cell !== '')),
  };
}
