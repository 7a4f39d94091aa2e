/**
 * A small CSV reader for lists and pairs that fit in memory (watchlists, name pairs). Declarations go through the intake,
 * which accounts for every record; this reader does not.
 */
import { WaybillError } from '../errors.ts';

/** Larger inputs belong to the intake. In UTF-16 units. */
const LARGEST = 512 * 1024 * 1024;

/**
 * Rows of cells. Quotes as in RFC 4180; CR, LF and CRLF end a row; rows of nothing but one empty cell are left out, and so
 * is what follows a final 0x1A. A quote that is never closed ends at the end of its line, so that it costs one row only.
 * @throws WaybillError 'csv/too-large'
 */
export function parseCsv(text: string, delimiter = ','): string[][] {
  if (text.length > LARGEST) {
    throw new WaybillError(
      'csv/too-large',
      'This list is larger than 512 MB. Split it, or add it to a case as a source.',
    );
  }
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const end = text.length;
  const endRow = (): void => {
    if (row.length > 1 || (row[0] !== '' && row[0] !== '\u001a')) rows.push(row);
    row = [];
  };
  while (at < end) {
    if (text.charAt(at) === '"') {
      const quoted = readQuoted(text, at, delimiter);
      row.push(quoted.value);
      at = quoted.next;
    } else {
      let stop = at;
      while (stop < end && !isEnd(text.charAt(stop), delimiter)) stop++;
      row.push(text.slice(at, stop));
      at = stop;
    }
    const here = text.charAt(at);
    if (here === delimiter) {
      at++;
      if (at >= end) row.push('');
      else if (text.charAt(at) === '\n' || text.charAt(at) === '\r') row.push('');
      else continue;
    }
    if (text.charAt(at) === '\r') at++;
    if (text.charAt(at) === '\n') at++;
    endRow();
  }
  return rows;
}

const isEnd = (c: string, delimiter: string): boolean => c === delimiter || c === '\n' || c === '\r';

function readQuoted(text: string, start: number, delimiter: string): { value: string; next: number } {
  let value = '';
  let at = start + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0) {
      const line = text.slice(start).search(/[\r\n]/);
      const stop = line < 0 ? text.length : start + line;
      const plain = text.slice(start, stop);
      const cut = plain.indexOf(delimiter);
      return cut < 0 ? { value: plain, next: stop } : { value: plain.slice(0, cut), next: start + cut };
    }
    value += text.slice(at, close);
    if (text.charAt(close + 1) === '"') {
      value += '"';
      at = close + 2;
      continue;
    }
    at = close + 1;
    // Text behind a closing quote stays with the cell.
    while (at < text.length && !isEnd(text.charAt(at), delimiter)) value += text.charAt(at++);
    return { value, next: at };
  }
}

/** The delimiter that splits the first lines into the most, equally many, cells. */
export function guessDelimiter(text: string): string {
  const head = text.slice(0, 64 * 1024);
  let best = ',';
  let bestScore = 0;
  for (const delimiter of [',', ';', '\t', '|']) {
    const widths = parseCsv(head, delimiter)
      .slice(0, 20)
      .map((r) => r.length);
    // The width that most rows have: titles and notes above the header have another.
    const width = mostCommon(widths);
    const score = width < 2 ? 0 : (widths.filter((w) => w === width).length / widths.length) * Math.min(width, 40);
    if (score > bestScore) {
      bestScore = score;
      best = delimiter;
    }
  }
  return best;
}

function mostCommon(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
