/** Rows as a plain-text table for a terminal. */

type Cell = string | number | boolean | null;

/** Widest column that is shown whole. */
const WIDEST = 60;

/** Columns that a terminal shows for a text: CJK and full-width characters take two, combining ones none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) {
    if (/\p{M}|\p{Cf}/u.test(char)) continue;
    width +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]/u.test(
        char,
      )
        ? 2
        : 1;
  }
  return width;
}

/** A text on one line, control characters made visible: a cell of a hostile file must not steer the terminal. */
function oneLine(text: string): string {
  const shown = text.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, (c) =>
    c === '\n' ? '⏎' : c === '\t' ? '⇥' : '·',
  );
  if (displayWidth(shown) <= WIDEST) return shown;
  let cut = '';
  for (const char of shown) {
    if (displayWidth(cut + char) > WIDEST - 1) break;
    cut += char;
  }
  return `${cut}…`;
}

/**
 * A table with a header line; numbers to the right; NULL shown as `∅` so that it differs from an empty text.
 * @param alignRight which columns hold numbers
 */
export function formatTable(
  names: readonly string[],
  alignRight: readonly boolean[],
  rows: readonly (readonly Cell[])[],
): string {
  const cells = [names.map(oneLine), ...rows.map((row) => row.map((v) => (v === null ? '∅' : oneLine(String(v)))))];
  const widths = names.map((_, i) => Math.max(...cells.map((row) => displayWidth(row[i] ?? ''))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => {
        const pad = ' '.repeat(widths[i]! - displayWidth(cell));
        return alignRight[i] ? pad + cell : cell + pad;
      })
      .join('  ')
      .trimEnd();
  const [head, ...body] = cells;
  return [line(head!), widths.map((w) => '─'.repeat(w)).join('  '), ...body.map(line), ''].join('\n');
}
