/** `waybill match`: scores pairs of names from a CSV, so that the scorer can be checked against any labelled set. */
import { guessDelimiter, parseCsv } from '../../shared/csv/parse.ts';
import { WaybillError } from '../../shared/errors.ts';
import { scorePrepared, type Verdict } from '../../shared/names/score.ts';
import { prepareName, type NameKind, type PreparedName } from '../../shared/names/prepare.ts';
import { decodeText } from './decode.ts';

export interface MatchResult {
  readonly name1: string;
  readonly name2: string;
  /** 0–1, three decimals. */
  readonly score: number;
  readonly verdict: Verdict;
}

const kindOf = (text: string): NameKind | null => {
  const schema = text.trim().toLowerCase();
  if (schema === 'person') return 'person';
  if (schema === 'vessel') return 'vessel';
  return schema === 'company' || schema === 'organization' || schema === 'organisation' ? 'organisation' : null;
};

/**
 * Scores every row, in order. With a header row the columns `name1` and `name2` are used wherever they stand (and
 * `schema`, if there is one, as the kind of both); without one, the first two columns.
 * @param bytes CSV text, UTF-8 or UTF-16 with a mark
 * @throws WaybillError 'csv/encoding', 'match/no-pairs'
 */
export function matchPairs(bytes: Uint8Array, what: string): MatchResult[] {
  const text = decodeText(bytes, what);
  const rows = parseCsv(text, guessDelimiter(text));
  const header = (rows[0] ?? []).map((cell) =>
    cell
      .replace(/^\ufeff/, '')
      .trim()
      .toLowerCase(),
  );
  const at1 = header.indexOf('name1');
  const at2 = header.indexOf('name2');
  const headed = at1 >= 0 && at2 >= 0;
  if (!headed && rows.length > 0 && rows.every((row) => row.length < 2)) {
    throw new WaybillError('match/no-pairs', `${what} has one column; each row needs two names: name1,name2.`);
  }
  const kindAt = headed ? header.indexOf('schema') : -1;
  const prepared = new Map<string, PreparedName>();
  const prepare = (name: string, kind: NameKind | null): PreparedName => {
    const key = `${kind ?? ''}\u0000${name}`;
    const known = prepared.get(key) ?? prepareName(name, kind);
    if (prepared.size > 100_000) prepared.clear();
    prepared.set(key, known);
    return known;
  };
  return (headed ? rows.slice(1) : rows).map((row) => {
    const name1 = row[headed ? at1 : 0] ?? '';
    const name2 = row[headed ? at2 : 1] ?? '';
    const kind = kindAt < 0 ? null : kindOf(row[kindAt] ?? '');
    const { score, verdict } = scorePrepared(prepare(name1, kind), prepare(name2, kind), false);
    return { name1, name2, score, verdict };
  });
}
