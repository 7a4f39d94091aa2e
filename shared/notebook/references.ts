/**
 * Which relations a statement reads and writes, by its words: what stands in for the engine's own parse (readings.ts)
 * until that is there, and where there is none. A recursive walk over the tokens of DuckDB's SQL that knows where a
 * relation can stand (FROM, JOIN, a comma of a FROM list, PIVOT, SUMMARIZE, TABLE, …) and which names a WITH hides. It
 * works for every statement, half-written ones too; the tests hold it against the engine's own parse.
 */
import { WaybillError } from '../errors.ts';
import { keyword, type Statement, type Token } from '../sql/tokens.ts';

/** A relation named in a statement. */
export interface RelationReference {
  /** One to three parts, without quotes: `drones`, `work.drones`. */
  readonly path: readonly string[];
  /** Place in the statement's text. */
  readonly from: number;
  readonly to: number;
  readonly access: 'read' | 'write';
  /** Whether an alias may be put after it (not after SUMMARIZE x, TABLE x and in arguments). */
  readonly takesAlias: boolean;
  /** Whether the statement gives it an alias. */
  readonly hasAlias: boolean;
}

/** Deeper nesting is refused by the engine too. */
const MAX_DEPTH = 500;

/** Words after which a FROM list is over. */
const CLAUSES = new Set([
  'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'QUALIFY', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'UNION', 'INTERSECT', 'EXCEPT', 'SELECT', 'SET', 'RETURNING',
]); // prettier-ignore
/** Functions whose arguments hold a FROM that names no relation. */
const FROM_FUNCTIONS = new Set(['EXTRACT', 'SUBSTRING', 'TRIM', 'OVERLAY', 'POSITION']);
/** Words that cannot be an alias without AS, of those that can follow a relation. */
const NOT_ALIAS = new Set([
  ...CLAUSES, 'FROM', 'JOIN', 'LEFT', 'RIGHT', 'FULL', 'INNER', 'OUTER', 'CROSS', 'NATURAL', 'POSITIONAL', 'ASOF', 'SEMI', 'ANTI', 'ON', 'USING', 'PIVOT',
  'UNPIVOT', 'PIVOT_WIDER', 'PIVOT_LONGER', 'TABLESAMPLE', 'AT', 'LATERAL', 'WITH', 'FOR', 'VALUES', 'TABLE', 'INTO', 'BY', 'AND', 'OR', 'NOT', 'IN',
]); // prettier-ignore
const PIVOTS = new Set(['PIVOT', 'UNPIVOT', 'PIVOT_WIDER', 'PIVOT_LONGER']);
const SHOWN_WORDS = new Set(['TABLES', 'ALL', 'DATABASES', 'VARIABLES']);

type Names = ReadonlySet<string>;

class Walker {
  readonly #tokens: readonly Token[];
  readonly found: RelationReference[] = [];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /**
   * Walks to the closing parenthesis of a frame (or the end) and returns the index after it.
   * @param at      first token inside
   * @param hidden  lower-case names of the WITH queries that are visible
   * @param expects whether a relation may stand at `at`
   * @param plainFrom whether FROM here belongs to a function such as EXTRACT
   */
  frame(at: number, hidden: Names, expects: boolean, plainFrom: boolean, depth: number): number {
    if (depth > MAX_DEPTH) throw new WaybillError('sql/too-deep', 'The statement is nested too deeply to be read.');
    let names = hidden;
    let inFrom = expects;
    let expecting = expects;
    let i = at;
    while (i < this.#tokens.length) {
      const token = this.#tokens[i]!;
      const word = keyword(token);
      if (this.#is(i, ')') || this.#is(i, ']') || this.#is(i, '}')) return i + 1;
      if (this.#is(i, '(') || this.#is(i, '[') || this.#is(i, '{')) {
        const before = keyword(this.#tokens[i - 1]);
        i = this.frame(i + 1, names, expecting && token.text === '(', FROM_FUNCTIONS.has(before), depth + 1);
        expecting = false;
      } else if (word === 'WITH' && this.#beginsQuery(i, at)) {
        [i, names] = this.#ctes(i + 1, names, depth);
        // What comes now begins the query; a relation was expected only before the WITH.
        expecting = inFrom = false;
      } else if (word === 'FROM' && !plainFrom && !this.#isDistinctFrom(i)) {
        expecting = inFrom = true;
        i += 1;
      } else if (word === 'JOIN') {
        expecting = inFrom = true;
        i += 1;
      } else if (
        PIVOTS.has(word) &&
        (!inFrom || i === at) &&
        this.#tokens[i + 1] !== undefined &&
        !this.#is(i + 1, '.')
      ) {
        expecting = true;
        // Commas after its relation part columns (`ON i, x`).
        inFrom = false;
        i += 1;
      } else if (PIVOTS.has(word) && inFrom && this.#is(i + 1, '(')) {
        // The suffix of a relation: its parentheses hold aggregates, not relations.
        expecting = false;
        i = this.frame(i + 2, names, false, false, depth + 1);
      } else if (word === 'TABLE' && this.#beginsQuery(i, at)) {
        i = this.#relation(i + 1, names, false, depth);
      } else if (CLAUSES.has(word) && !(expecting && this.#endsName(i))) {
        expecting = inFrom = false;
        i += 1;
      } else if (this.#is(i, ',')) {
        expecting = inFrom;
        i += 1;
      } else if (expecting && (word === 'LATERAL' || word === 'ONLY')) i += 1;
      else if (expecting && word === 'VALUES') {
        expecting = inFrom = false;
        i += 1;
      } else if (expecting) {
        const next = this.#relation(i, names, true, depth);
        expecting = next === i + 2 && this.#is(i + 1, ':');
        i = Math.max(next, i + 1);
      } else i += 1;
    }
    return i;
  }

  /** Walks a whole statement: its verb decides what its first name is. */
  statement(): void {
    const [first, second] = [keyword(this.#tokens[0]), keyword(this.#tokens[1])];
    if (first === 'EXPLAIN') {
      let i = 1;
      if (this.#is(i, '(')) i = this.frame(i + 1, new Set(), false, false, 1);
      if (['ANALYZE', 'ANALYSE', 'VERBOSE'].includes(keyword(this.#tokens[i]))) i += 1;
      this.frame(i, new Set(), false, false, 0);
    } else if (first === 'SUMMARIZE' || first === 'DESCRIBE' || first === 'DESC' || first === 'SHOW') {
      const skip = SHOWN_WORDS.has(second) && this.#tokens.length <= 2;
      const isQuery = ['SELECT', 'FROM', 'WITH', 'TABLE', 'VALUES'].includes(second) || PIVOTS.has(second);
      const next = skip || isQuery || this.#is(1, '(') ? 1 : this.#relation(1, new Set(), false, 0);
      this.frame(next, new Set(), false, false, 0);
    } else if (['CREATE', 'DROP', 'ALTER', 'TRUNCATE', 'INSERT', 'DELETE', 'UPDATE'].includes(first)) {
      const target = this.#target();
      const rest = this.#name(target);
      if (rest) this.#add(rest.path, target, rest.next, 'write', false);
      const after = rest?.next ?? target;
      this.frame(after, new Set(), false, false, 0);
      if (first === 'DELETE') this.#deleteUsing(after);
    } else this.frame(0, new Set(), false, false, 0);
  }

  #deleteUsing(after: number): void {
    const using = this.#tokens.findIndex((t, i) => i >= after && keyword(t) === 'USING');
    if (using >= 0) this.frame(using + 1, new Set(), true, false, 0);
  }

  /** Index of the name that a writing statement is about. */
  #target(): number {
    const before = new Set([
      'OR',
      'REPLACE',
      'IGNORE',
      'TEMP',
      'TEMPORARY',
      'TABLE',
      'VIEW',
      'IF',
      'NOT',
      'EXISTS',
      'INTO',
      'FROM',
    ]);
    let i = 1;
    while (before.has(keyword(this.#tokens[i]))) i += 1;
    return i;
  }

  #is(index: number, symbol: string): boolean {
    const token = this.#tokens[index];
    return token?.kind === 'symbol' && token.text === symbol;
  }

  /** Whether a query can begin at `i`: the frame does, or the word before introduces one. */
  #beginsQuery(i: number, frameStart: number): boolean {
    const before = keyword(this.#tokens[i - 1]);
    const introduces = ['AS', 'UNION', 'ALL', 'INTERSECT', 'EXCEPT', 'NAME', 'EXPLAIN', 'ANALYZE'];
    if (i === frameStart || introduces.includes(before) || this.#is(i - 1, ')'))
      return this.#tokens[i + 1] !== undefined;
    return ['SUMMARIZE', 'DESCRIBE', 'DESC'].includes(before) || keyword(this.#tokens[0]) === 'INSERT';
  }

  /** `clause.x` or `clause(`: the word is a name after all. */
  #endsName(i: number): boolean {
    return this.#is(i + 1, '.');
  }

  #isDistinctFrom(i: number): boolean {
    return keyword(this.#tokens[i - 1]) === 'DISTINCT' && ['IS', 'NOT'].includes(keyword(this.#tokens[i - 2]));
  }

  /** `[RECURSIVE] name [(columns)] [USING KEY (…)] AS [NOT] [MATERIALIZED] (query), …` */
  #ctes(at: number, hidden: Names, depth: number): [next: number, names: Names] {
    let i = at;
    const recursive = keyword(this.#tokens[i]) === 'RECURSIVE';
    if (recursive) i += 1;
    const names = new Set(hidden);
    for (;;) {
      const name = this.#tokens[i];
      if (!name || (name.kind !== 'word' && name.kind !== 'quotedName')) return [at, hidden];
      i += 1;
      if (this.#is(i, '(')) i = this.frame(i + 1, names, false, false, depth + 1);
      if (keyword(this.#tokens[i]) === 'USING') {
        i += 2;
        if (this.#is(i, '(')) i = this.frame(i + 1, names, false, false, depth + 1);
      }
      if (keyword(this.#tokens[i]) !== 'AS') return [i, names];
      i += 1;
      while (['NOT', 'MATERIALIZED'].includes(keyword(this.#tokens[i]))) i += 1;
      if (!this.#is(i, '(')) return [i, names];
      const own = name.text.toLowerCase();
      i = this.frame(i + 1, recursive ? new Set([...names, own]) : new Set(names), false, false, depth + 1);
      names.add(own);
      if (!this.#is(i, ',')) return [i, names];
      i += 1;
    }
  }

  /** The dotted name at `i`. */
  #name(i: number): { path: string[]; next: number } | null {
    const path: string[] = [];
    let next = i;
    for (;;) {
      const token = this.#tokens[next];
      if (token?.kind !== 'word' && token?.kind !== 'quotedName') break;
      path.push(token.text);
      next += 1;
      if (!this.#is(next, '.')) break;
      next += 1;
    }
    return path.length === 0 ? null : { path, next };
  }

  /** Reads what stands where a relation is expected and returns the index after it. */
  #relation(i: number, hidden: Names, takesAlias: boolean, depth: number): number {
    const token = this.#tokens[i];
    if (token?.kind === 'string' && token.text.startsWith("'")) {
      this.#add([token.text.slice(1, -1).replaceAll("''", "'")], i, i + 1, 'read', takesAlias, hidden);
      return i + 1;
    }
    const name = this.#name(i);
    if (!name) return i;
    if (this.#is(name.next, ':') && name.path.length === 1 && !this.#is(name.next + 1, ':')) return name.next + 1;
    if (this.#is(name.next, '(')) return this.#tableFunction(name.path, name.next, hidden, depth);
    this.#add(name.path, i, name.next, 'read', takesAlias, hidden);
    return name.next;
  }

  /** Some table functions take relations by name: `query_table('a')`, `histogram(a, x)`. */
  #tableFunction(path: readonly string[], open: number, hidden: Names, depth: number): number {
    const takesNames = ['query_table', 'histogram', 'histogram_values', 'summary'].includes(path.at(-1)!.toLowerCase());
    const end = this.frame(open + 1, hidden, false, false, depth + 1);
    if (!takesNames) return end;
    for (let i = open + 1; i < end - 1; i += 1) {
      const token = this.#tokens[i]!;
      if (token.kind === 'string') this.#relation(i, hidden, false, depth);
      else if (token.kind !== 'symbol' && token.kind !== 'number' && i === open + 1)
        this.#add([token.text], i, i + 1, 'read', false, hidden);
    }
    return end;
  }

  #add(
    path: readonly string[],
    first: number,
    next: number,
    access: 'read' | 'write',
    takesAlias: boolean,
    hidden: Names = new Set(),
  ): void {
    if (path.length === 1 && hidden.has(path[0]!.toLowerCase())) return;
    const from = this.#tokens[first]!.start;
    const to = this.#tokens[next - 1]!.end;
    const after = this.#tokens[next];
    const word = keyword(after);
    const hasAlias = word === 'AS' || after?.kind === 'quotedName' || (word !== '' && !NOT_ALIAS.has(word));
    const prefixed = this.#is(first - 1, ':');
    this.found.push({ path, from, to, access, takesAlias, hasAlias: hasAlias || prefixed });
  }
}

/**
 * The relations of one statement, in order of appearance, those that a WITH of the statement defines left out.
 * @throws WaybillError 'sql/too-deep'
 */
export function referencesOf(statement: Statement): RelationReference[] {
  const walker = new Walker(statement.tokens);
  walker.statement();
  return walker.found.sort((a, b) => a.from - b.from);
}
