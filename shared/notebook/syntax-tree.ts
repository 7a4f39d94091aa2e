/**
 * What a statement names, by the syntax tree of DuckDB's own parser (`json_serialize_sql`, 1.5). The parser gives trees
 * of queries only, so a statement of another kind is put to it as the query that it holds: `CREATE … AS query`,
 * `INSERT … query`, the conditions of `UPDATE` and `DELETE`. A PIVOT without a list of values, of which the engine makes
 * two statements, is put with one value in place of its columns, which name no relation.
 */
import { keyword, type Statement, type Token } from '../sql/tokens.ts';
import type { TextEdit } from './front-matter.ts';
import type { RelationReference } from './references.ts';
import { spliced, type SplicedText } from './spliced.ts';

/** Longer statements are read by their words: a tree is some thirty times as long as its text. */
export const MAX_TEXT = 100_000;

/** The answer of the parser. */
export type Tree =
  | {
      readonly kind: 'read';
      /** Relations in order of appearance; those that a WITH of the statement defines are left out. */
      readonly relations: readonly RelationReference[];
      /** Names of parameters, lower case. */
      readonly parameters: ReadonlySet<string>;
    }
  /** It can be read, but the parser gives no tree of it. */
  | { readonly kind: 'no tree' }
  | { readonly kind: 'error'; readonly message: string; readonly offset: number };

type Index = number;

/** Index of the token after `EXPLAIN [(options)] [ANALYZE | VERBOSE]`. */
function afterExplain({ tokens }: Statement): Index {
  if (keyword(tokens[0]) !== 'EXPLAIN') return 0;
  let i = 1;
  if (tokens[i]?.text === '(') while (i < tokens.length && tokens[i++]?.text !== ')');
  while (['ANALYZE', 'ANALYSE', 'VERBOSE'].includes(keyword(tokens[i]))) i += 1;
  return i;
}

const opens = (token: Token | undefined): boolean => token?.kind === 'symbol' && '([{'.includes(token.text);
const closes = (token: Token | undefined): boolean => token?.kind === 'symbol' && ')]}'.includes(token.text);

/** The first token from `at` on in the same parentheses that is one of the words, or their end; -1 if there is none. */
function ahead({ tokens }: Statement, at: Index, words: readonly string[], orEnd = false): Index {
  let depth = 0;
  for (let i = at; i < tokens.length; i += 1) {
    if (depth === 0 && closes(tokens[i])) return orEnd ? i : -1;
    if (depth === 0 && words.includes(keyword(tokens[i])) && tokens[i - 1]?.text !== '.') return i;
    if (opens(tokens[i])) depth += 1;
    else if (closes(tokens[i])) depth -= 1;
  }
  return orEnd ? tokens.length : -1;
}

const QUERY_WORDS = ['SELECT', 'FROM', 'WITH', 'VALUES', 'TABLE', 'PIVOT', 'UNPIVOT', 'DESCRIBE', 'SUMMARIZE', 'SHOW'];

/** Where the query of an INSERT begins, which may stand in parentheses. */
function insertedQuery(statement: Statement): Index {
  const { tokens } = statement;
  const bare = ahead(statement, 0, QUERY_WORDS);
  const inside = tokens.findIndex((t, i) => t.text === '(' && QUERY_WORDS.includes(keyword(tokens[i + 1])));
  return bare < 0 || (inside >= 0 && inside < bare) ? inside : bare;
}

/**
 * The splice that leaves the query that a statement holds.
 * @returns null if it holds none, as DROP and a CREATE with columns only
 */
function toQuery(statement: Statement): TextEdit | null {
  const { tokens } = statement;
  const begin = afterExplain(statement);
  const from = (index: Index, lead: string): TextEdit | null =>
    tokens[index] ? { from: 0, to: tokens[index].start, insert: lead } : null;
  const after = (word: string, lead: string): TextEdit | null => {
    const at = ahead(statement, begin, [word]);
    return at < 0 ? null : from(at + 1, lead);
  };
  switch (keyword(tokens[begin])) {
    case 'CREATE':
      return after('AS', '');
    case 'INSERT':
      return from(insertedQuery(statement), '');
    case 'UPDATE':
      return after('SET', 'SELECT ');
    case 'DELETE':
      return after('USING', 'FROM ') ?? after('WHERE', 'SELECT 1 WHERE ');
    case 'DROP':
    case 'ALTER':
    case 'TRUNCATE':
      return null;
    default:
      return from(begin, '');
  }
}

/** Words after the columns of a PIVOT. */
const AFTER_COLUMNS = ['USING', 'GROUP', 'ORDER', 'LIMIT', 'OFFSET', 'UNION', 'INTERSECT', 'EXCEPT'];

/** The splices that put one value in place of the columns of each PIVOT. */
function plainPivots(statement: Statement): TextEdit[] {
  const { tokens } = statement;
  return tokens.flatMap((token, i): TextEdit[] => {
    if (!['PIVOT', 'PIVOT_WIDER'].includes(keyword(token))) return [];
    // `relation PIVOT (sum(x) FOR y IN (…))` has its values.
    if (tokens[i + 1]?.text === '(' && ahead(statement, i + 2, ['FOR']) >= 0) return [];
    const on = ahead(statement, i + 1, ['ON']);
    const end = on < 0 ? -1 : ahead(statement, on + 1, AFTER_COLUMNS, true);
    const [first, last] = [tokens[on + 1], tokens[end - 1]];
    return on < 0 || end <= on + 1 || !first || !last ? [] : [{ from: first.start, to: last.end, insert: 'x IN (1)' }];
  });
}

/**
 * What the parser is asked for a statement.
 * @param pivots whether a PIVOT is put in its plain form
 * @returns null if there is nothing to ask: the statement reads no relation, or is too long to be asked for
 */
export function questionOf(statement: Statement, pivots = false): SplicedText | null {
  if (statement.text.length > MAX_TEXT) return null;
  const head = toQuery(statement);
  if (!head) return null;
  return spliced(statement.text, [
    head,
    ...(pivots ? plainPivots(statement).filter(({ from }) => from >= head.to) : []),
  ]);
}

/** Whether a statement reads nothing: it holds no query. */
export const readsNothing = (statement: Statement): boolean => toQuery(statement) === null;

type Branch = { readonly [key: string]: unknown };

/**
 * @param asked what the parser was asked
 * @param answer what `json_serialize_sql` gave
 */
export function treeOf(statement: Statement, asked: SplicedText, answer: string): Tree {
  const root = JSON.parse(answer) as Branch;
  const toText = byteOffsets(asked.text);
  if (root['error'] === true) {
    if (root['error_type'] === 'not implemented') return { kind: 'no tree' };
    const position = Number(root['position'] ?? 0);
    const offset = asked.originalOffset(Number.isSafeInteger(position) ? position : 0);
    return { kind: 'error', message: String(root['error_message']), offset };
  }
  const [query, ...more] = root['statements'] as readonly Branch[];
  if (!query || more.length > 0) return { kind: 'no tree' };
  const place = (location: unknown): number => asked.originalOffset(toText(Number(location)));
  const relations: RelationReference[] = [];
  for (const found of relationsOf(query)) {
    const relation = placed(statement, found, place(found.location));
    if (!relation) return { kind: 'no tree' };
    relations.push(relation);
  }
  const parameters = (query['named_param_map'] as readonly { readonly key: string }[]).map(({ key }) =>
    key.toLowerCase(),
  );
  return { kind: 'read', relations: relations.sort((a, b) => a.from - b.from), parameters: new Set(parameters) };
}

/** The places in a text, in its own units, of offsets in its UTF-8 form. */
function byteOffsets(text: string): (bytes: number) => number {
  // What is ASCII has equal offsets.
  if (/^[\x00-\x7f]*$/.test(text)) return (bytes) => bytes;
  const places: number[] = [];
  for (let i = 0; i < text.length;) {
    const point = text.codePointAt(i)!;
    const bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (let n = 0; n < bytes; n += 1) places.push(i);
    i += point < 0x10000 ? 1 : 2;
  }
  return (bytes) => places[bytes] ?? text.length;
}

interface Found {
  readonly path: readonly string[];
  readonly hasAlias: boolean;
  readonly isArgument: boolean;
  readonly location: unknown;
}

/** Table functions that take relations by name. */
const TAKES_NAMES = new Set(['query_table', 'histogram', 'histogram_values', 'summary']);

/** Walks a tree without recursion: a chain of UNIONs makes it as deep as it is long. */
function* relationsOf(root: Branch): Generator<Found> {
  const open: { readonly node: unknown; readonly hidden: ReadonlySet<string> }[] = [{ node: root, hidden: new Set() }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node } = next;
    let { hidden } = next;
    if (Array.isArray(node)) for (const child of node as unknown[]) open.push({ node: child, hidden });
    if (typeof node !== 'object' || node === null || Array.isArray(node)) continue;
    const branch = node as Branch;
    const names =
      branch['type'] === 'BASE_TABLE'
        ? [tableOf(branch)]
        : branch['type'] === 'TABLE_FUNCTION'
          ? argumentsOf(branch)
          : [];
    for (const found of names) if (found.path.length > 1 || !hidden.has(found.path[0]!.toLowerCase())) yield found;
    if (branch['type'] === 'RECURSIVE_CTE_NODE')
      hidden = new Set([...hidden, String(branch['cte_name']).toLowerCase()]);
    // Each query of a WITH sees those before it; what follows sees all.
    const ctes = (branch['cte_map'] as { map?: { key: string; value: unknown }[] } | undefined)?.map ?? [];
    for (const { key, value } of ctes) {
      open.push({ node: value, hidden });
      hidden = new Set([...hidden, key.toLowerCase()]);
    }
    for (const [key, child] of Object.entries(branch)) if (key !== 'cte_map') open.push({ node: child, hidden });
  }
}

const tableOf = (branch: Branch): Found => ({
  path: ['catalog_name', 'schema_name', 'table_name'].map((key) => String(branch[key])).filter((part) => part !== ''),
  hasAlias: branch['alias'] !== '',
  isArgument: false,
  location: branch['query_location'],
});

/** Relations among the arguments of a table function: `query_table(['a', 'b'])`, `histogram(a, x)`. */
function argumentsOf(branch: Branch): Found[] {
  const call = branch['function'] as Branch;
  const name = String(call['function_name']).toLowerCase();
  if (!TAKES_NAMES.has(name)) return [];
  const given = call['children'] as readonly Branch[];
  const listed =
    name === 'query_table' && given[0]?.['function_name'] === 'list_value'
      ? (given[0]['children'] as readonly Branch[])
      : given.slice(0, 1);
  return listed.flatMap((argument): Found[] => {
    const column = argument['column_names'] as readonly string[] | undefined;
    const constant = (argument['value'] as Branch | undefined)?.['value'];
    const path = column?.length === 1 ? column[0] : typeof constant === 'string' ? constant : undefined;
    if (path === undefined) return [];
    return [{ path: [path], hasAlias: false, isArgument: true, location: argument['query_location'] }];
  });
}

/** Words after which a relation takes no alias. */
const NO_ALIAS = ['SUMMARIZE', 'DESCRIBE', 'DESC', 'SHOW', 'TABLE'];

/** The relation with its place among the tokens of the statement; null if it does not stand there. */
function placed({ tokens }: Statement, found: Found, from: number): RelationReference | null {
  const at = tokens.findIndex((token) => token.start === from);
  const last = tokens[at + 2 * (found.path.length - 1)];
  if (at < 0 || !last) return null;
  const takesAlias = !found.isArgument && !NO_ALIAS.includes(keyword(tokens[at - 1]));
  return { path: found.path, from, to: last.end, access: 'read', takesAlias, hasAlias: found.hasAlias };
}
