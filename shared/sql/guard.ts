/**
 * The first layer of the lock-down (docs/decisions/003-lock-down.md): what an analyst, a notebook or a list may run.
 * Reading statements, and writes to the case's own `work.<name>` objects, go through; all else is refused by its
 * leading word, its target or a function that it calls. The engine's own parse is the second look, and the engine's
 * settings are the third.
 */
import { WaybillError } from '../errors.ts';
import { keyword, splitStatements, type Statement, type Token } from './tokens.ts';

export interface GuardedStatement extends Statement {
  readonly access: 'read' | 'write';
  /** A `PIVOT` without a list of values: the engine makes several statements of it. */
  readonly mayExpand: boolean;
}

const READING = new Set([
  'SELECT',
  'FROM',
  'WITH',
  'VALUES',
  'TABLE',
  'PIVOT',
  'UNPIVOT',
  'DESCRIBE',
  'DESC',
  'SHOW',
  'SUMMARIZE',
  'EXPLAIN',
]);
const WRITING = new Set(['CREATE', 'INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER', 'TRUNCATE']);
/** Words that begin a change; inside a reading statement, outside parentheses, they make it a writing one. */
const CHANGING = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY']);

/**
 * Table functions that only look. Any other table function of the engine is refused, since several change settings or
 * reach files from a mere SELECT (`select * from enable_logging(storage = 'file')` ends the process on 1.5.6).
 */
export const ALLOWED_TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  'range', 'generate_series', 'unnest', 'repeat', 'repeat_row', 'query_table', 'json_each', 'json_tree', 'summary',
  'duckdb_columns', 'duckdb_tables', 'duckdb_views', 'duckdb_types', 'duckdb_functions', 'duckdb_schemas', 'duckdb_keywords',
  'duckdb_constraints', 'duckdb_indexes', 'pragma_table_info', 'pragma_show', 'pragma_version', 'histogram', 'histogram_values',
  'test_all_types', 'pg_timezone_names', 'icu_calendar_names',
]); // prettier-ignore

/**
 * Table functions of DuckDB 1.5 that are refused, for engines that cannot be asked for their list; the native engine
 * adds every one that its own catalogue has beyond `ALLOWED_TABLE_FUNCTIONS`.
 */
export const REFUSED_FUNCTIONS: ReadonlySet<string> = new Set([
  'enable_logging', 'disable_logging', 'enable_profiling', 'disable_profiling', 'enable_peg_parser', 'disable_peg_parser', 'check_peg_parser',
  'checkpoint', 'force_checkpoint', 'truncate_duckdb_logs', 'query', 'json_execute_serialized_sql', 'glob', 'sniff_csv', 'read_blob', 'read_text',
  'read_csv', 'read_csv_auto', 'read_json', 'read_json_auto', 'read_json_objects', 'read_json_objects_auto', 'read_ndjson', 'read_ndjson_auto',
  'read_ndjson_objects', 'read_parquet', 'parquet_scan', 'read_duckdb', 'parquet_metadata', 'parquet_schema', 'parquet_file_metadata',
  'parquet_kv_metadata', 'parquet_full_metadata', 'parquet_bloom_probe', 'arrow_scan', 'arrow_scan_dumb', 'seq_scan', 'which_secret',
  'duckdb_secrets', 'write_log', 'sleep_ms', 'getenv', 'nextval', 'load_aws_credentials', 'sqlite_scan', 'postgres_scan', 'mysql_scan', 'st_read',
]); // prettier-ignore

const refused = (statement: Statement, why: string): WaybillError =>
  new WaybillError('sql/refused', `${why} Notebooks and queries may read the case and write only to work.<name>.`, {
    place: { offset: statement.start },
  });

function hasChangeOutsideParentheses(tokens: readonly Token[]): boolean {
  let depth = 0;
  return tokens.some((token) => {
    if (token.kind === 'symbol' && '([{'.includes(token.text)) depth += 1;
    if (token.kind === 'symbol' && ')]}'.includes(token.text)) depth -= 1;
    return depth === 0 && CHANGING.has(keyword(token));
  });
}

/** The statement after `EXPLAIN [ANALYZE] [(options)]`. */
function explained(tokens: readonly Token[]): readonly Token[] {
  let i = 1;
  if (tokens[i]?.text === '(') while (i < tokens.length && tokens[i++]?.text !== ')');
  if (['ANALYZE', 'ANALYSE', 'VERBOSE'].includes(keyword(tokens[i]))) i += 1;
  return tokens.slice(i);
}

/** The words of a writing statement that may stand before its target. */
const BEFORE_TARGET = new Set(['OR', 'REPLACE', 'IGNORE', 'TABLE', 'VIEW', 'IF', 'NOT', 'EXISTS', 'INTO', 'FROM']);

function checkWriteTarget(statement: Statement): void {
  const { tokens } = statement;
  const verb = keyword(tokens[0]);
  let i = 1;
  let kind = '';
  while (BEFORE_TARGET.has(keyword(tokens[i]))) {
    if (['TABLE', 'VIEW'].includes(keyword(tokens[i]))) kind = keyword(tokens[i]);
    i += 1;
  }
  if (['CREATE', 'DROP', 'ALTER'].includes(verb) && kind === '') {
    throw refused(statement, `${verb} is only allowed for a table or a view.`);
  }
  const isName = (token: Token | undefined): boolean => token?.kind === 'word' || token?.kind === 'quotedName';
  const inWork =
    tokens[i]?.text.toLowerCase() === 'work' &&
    isName(tokens[i]) &&
    tokens[i + 1]?.text === '.' &&
    isName(tokens[i + 2]);
  if (!inWork || tokens[i + 3]?.text === '.') {
    throw refused(
      statement,
      `${verb} needs a target of the form work.my_table; the case's own tables are kept as they are.`,
    );
  }
  if (verb === 'DROP' && tokens.slice(i + 3).some((t) => t.text === ','))
    throw refused(statement, 'DROP one object at a time.');
}

function checkFunctions(statement: Statement, refusedNames: ReadonlySet<string>): void {
  statement.tokens.forEach((token, i) => {
    const isCall = statement.tokens[i + 1]?.text === '(' && statement.tokens[i + 1]?.kind === 'symbol';
    if (
      isCall &&
      (token.kind === 'word' || token.kind === 'quotedName') &&
      refusedNames.has(token.text.toLowerCase())
    ) {
      throw new WaybillError(
        'sql/refused',
        `The function ${token.text} is not available here: it reaches files or settings outside the case's tables.`,
        {
          place: { offset: statement.start + token.start },
        },
      );
    }
  });
}

/** A closing parenthesis without its opening one would end what a reading statement is put into. */
function checkParentheses(statement: Statement): void {
  let depth = 0;
  for (const token of statement.tokens) {
    if (token.kind !== 'symbol') continue;
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (depth < 0) {
      throw new WaybillError('sql/syntax', 'There is a closing parenthesis too many.', {
        place: { offset: statement.start + token.start },
      });
    }
  }
}

/**
 * Splits a script and checks every statement.
 * @param refusedNames lower-case names of functions that may not be called
 * @throws WaybillError 'sql/refused' with the offset of what is refused; 'sql/empty' if there is nothing to run
 */
export function guard(script: string, refusedNames: ReadonlySet<string> = REFUSED_FUNCTIONS): GuardedStatement[] {
  if (script.includes('\0'))
    throw new WaybillError('sql/refused', 'The statement contains the character U+0000. Remove it and run again.');
  const statements = splitStatements(script);
  if (statements.length === 0) throw new WaybillError('sql/empty', 'There is no statement to run.');
  return statements.map((statement) => {
    const lead = statement.tokens.find((t) => !(t.kind === 'symbol' && t.text === '('));
    const verb = keyword(lead);
    checkParentheses(statement);
    checkFunctions(statement, refusedNames);
    if (READING.has(verb)) {
      const body = verb === 'EXPLAIN' ? explained(statement.tokens) : statement.tokens;
      const first = keyword(body.find((t) => t.text !== '('));
      if (!READING.has(first) || hasChangeOutsideParentheses(body)) {
        throw refused(statement, `A statement that begins with ${verb} may only read.`);
      }
      const mayExpand = statement.tokens.some((t) => ['PIVOT', 'PIVOT_WIDER'].includes(keyword(t)));
      return { ...statement, access: 'read', mayExpand };
    }
    if (WRITING.has(verb)) {
      checkWriteTarget(statement);
      return { ...statement, access: 'write', mayExpand: statement.tokens.some((t) => keyword(t) === 'PIVOT') };
    }
    throw refused(statement, verb === '' ? 'This is not a statement that can be run.' : `${verb} is not allowed here.`);
  });
}

/**
 * The one reading statement of a text that is to stand inside another statement.
 * @throws WaybillError 'sql/refused' if it is several, or writes; as `guard`
 */
export function guardReading(text: string, refusedNames: ReadonlySet<string> = REFUSED_FUNCTIONS): GuardedStatement {
  const [statement, second] = guard(text, refusedNames);
  if (!statement || second || statement.access !== 'read') {
    throw new WaybillError(
      'sql/refused',
      'Only the result of one reading statement can be sorted and filtered. Keep the others in a query of their own.',
    );
  }
  return statement;
}

/** The relation of a statement that is nothing but `FROM x` or `SELECT * FROM x`, else null. */
export function plainRelation(statement: Statement): string | null {
  const t = statement.tokens;
  const from =
    keyword(t[0]) === 'FROM'
      ? 0
      : keyword(t[0]) === 'SELECT' && t[1]?.text === '*' && keyword(t[2]) === 'FROM'
        ? 2
        : -1;
  const name = t[from + 1];
  if (from < 0 || t.length !== from + 2 || (name?.kind !== 'word' && name?.kind !== 'quotedName')) return null;
  return name.text;
}
