/**
 * The one place that reads meaning from DuckDB's error texts. Samples in the test are of DuckDB 1.5.6.
 */
import { CancelledError, WaybillError } from '../errors.ts';

/** Offset in `statement` that a `LINE n: …` + caret block points at; null where there is none. */
export function caretOffset(message: string, statement: string): number | null {
  const block = /\nLINE (\d+): ([^\n]*)\n( *)\^/.exec(message);
  if (!block) return null;
  const lines = statement.split('\n');
  const number = Number(block[1]);
  const line = lines[number - 1];
  if (line === undefined) return null;
  const caret = block[3]!.length - `LINE ${block[1]}: `.length;
  // A long line is shown in part, between "..."; find the part again in the whole line.
  const shown = block[2]!.replace(/\.\.\.$/, '');
  const cut = shown.startsWith('...') ? 3 : 0;
  const at = line.indexOf(shown.slice(cut));
  const before = lines.slice(0, number - 1).reduce((sum, l) => sum + l.length + 1, 0);
  const shownAt = before + Math.min(line.length, Math.max(0, (at < 0 ? 0 : at) + caret - cut));
  return /Parser Error/.test(message) ? undoParserOffset(statement, shownAt) : shownAt;
}

/**
 * DuckDB 1.5 places the caret of a parser error by taking a count of characters for a count of bytes, so that it comes
 * too early after Cyrillic or Chinese text. The bytes before the caret are therefore the characters before the error.
 */
function undoParserOffset(statement: string, shownAt: number): number {
  let bytes = 0;
  for (const char of statement.slice(0, shownAt)) {
    const point = char.codePointAt(0)!;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return [...statement].slice(0, bytes).join('').length;
}

/** The first paragraph of a message, without the block that shows the line. */
const headline = (message: string): string =>
  message
    .split(/\n\s*\nLINE |\nLINE /)[0]!
    .replaceAll('\n', ' ')
    .trim();

/**
 * What an engine threw, as one of ours.
 * @param statement the statement that failed, for the position
 * @param start     offset of the statement in the analyst's script
 */
export function engineError(thrown: unknown, statement = '', start = 0): Error {
  if (thrown instanceof WaybillError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/^(INTERRUPT Error|Interrupted|.*query was cancel+ed)/i.test(message)) return new CancelledError('The statement');
  const at = caretOffset(message, statement);
  const place = at === null ? {} : { offset: start + at };
  const text = headline(message);
  const fail = (code: `${string}/${string}`, advice: string): WaybillError =>
    new WaybillError(code, advice, { cause: thrown, place });
  if (/^Parser Error|Failed to extract statements: Parser Error/.test(message)) {
    return fail('sql/syntax', text.replace(/^.*Parser Error: /, 'The statement cannot be read: '));
  }
  if (/^(Catalog|Binder) Error/.test(message))
    return fail('sql/unknown-name', text.replace(/^(Catalog|Binder) Error: /, ''));
  if (/No space left on device|ENOSPC|disk full/i.test(message)) {
    return fail('disk/full', 'The disk is full. Nothing was lost; free some space and try again.');
  }
  if (/^Out of Memory Error/.test(message)) {
    return fail(
      'engine/out-of-memory',
      'The statement needs more memory than there is. Ask for fewer columns or rows, or aggregate first.',
    );
  }
  if (/^Permission Error/.test(message))
    return fail('sql/refused', 'The statement reaches for a file that is not part of the case.');
  return fail('sql/failed', text.replace(/^[A-Z][A-Za-z]+( [A-Z][a-z]+)* Error: /, ''));
}
