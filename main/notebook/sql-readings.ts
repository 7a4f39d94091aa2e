/**
 * Asks DuckDB's own parser what the statements of a notebook name. Nothing is bound or run, no table has to exist. What
 * was asked once is remembered with the engine, so that a graph after an edit asks for one statement.
 */
import type { Notebook } from '../../shared/notebook/document.ts';
import { byWordsRemark, readByTree, readByWords, Readings, type Reading } from '../../shared/notebook/readings.ts';
import type { SplicedText } from '../../shared/notebook/spliced.ts';
import { questionOf, readsNothing, treeOf, type Tree } from '../../shared/notebook/syntax-tree.ts';
import { join, sql } from '../../shared/sql/sql.ts';
import { splitStatements, type Statement } from '../../shared/sql/tokens.ts';
import { NativeEngine } from '../engine/native.ts';

/** Statements in one question. */
const AT_ONCE = 50;

const remembered = new WeakMap<NativeEngine, Readings>();

/** What the SQL of a notebook names, as the engine reads it. */
export async function readingsOf(engine: NativeEngine, notebook: Notebook): Promise<Readings> {
  let readings = remembered.get(engine);
  if (!readings) remembered.set(engine, (readings = new Readings()));
  const missing = readings.missing(notebook);
  if (missing.length > 0) readings.learn(await readStatements(engine, missing));
  return readings;
}

/** The same without a case: an engine that has nothing and keeps nothing is asked. */
export async function readingsAlone(notebook: Notebook): Promise<Readings> {
  const engine = await NativeEngine.open({ allowedFolders: [], spillFolder: '' });
  try {
    return await readingsOf(engine, notebook);
  } finally {
    await engine.close();
  }
}

/** @param texts one statement each; what is not is read by its words */
export async function readStatements(engine: NativeEngine, texts: readonly string[]): Promise<[string, Reading][]> {
  const read: [string, Reading][] = [];
  for (let from = 0; from < texts.length; from += AT_ONCE)
    read.push(...(await readSome(engine, texts.slice(from, from + AT_ONCE))));
  return read;
}

async function readSome(engine: NativeEngine, texts: readonly string[]): Promise<[string, Reading][]> {
  const found = new Map<string, Reading>();
  const open: Statement[] = [];
  for (const text of texts) {
    const [statement, more] = splitStatements(text);
    if (!statement || more || statement.text !== text) found.set(text, emptyReading);
    else {
      const words = readByWords(statement);
      if (words.error) found.set(text, words);
      else if (readsNothing(statement)) found.set(text, readByTree(statement, null));
      else open.push(statement);
    }
  }
  const trees = await treesOf(engine, open, false);
  const again = open.filter((statement) => trees.get(statement)?.kind === 'no tree');
  for (const [statement, tree] of await treesOf(engine, again, true)) trees.set(statement, tree);
  for (const statement of open) {
    const tree = trees.get(statement);
    if (tree?.kind === 'read') found.set(statement.text, readByTree(statement, tree));
    else found.set(statement.text, readByWords(statement, await remarkOn(engine, statement)));
  }
  return texts.map((text) => [text, found.get(text)!]);
}

const emptyReading: Reading = { references: [], parameters: [], error: null, remark: null };

/** What the parser has against a statement, in the words of a run that would fail for it. */
async function remarkOn(engine: NativeEngine, statement: Statement): Promise<Reading['remark']> {
  const error = await engine.parseError(statement.text);
  return error
    ? { code: error.code, message: error.advice, offset: error.place.offset ?? 0 }
    : byWordsRemark(statement);
}

async function treesOf(
  engine: NativeEngine,
  statements: readonly Statement[],
  pivots: boolean,
): Promise<Map<Statement, Tree>> {
  const asked = statements.flatMap((statement): [Statement, SplicedText][] => {
    const question = questionOf(statement, pivots);
    return question ? [[statement, question]] : [];
  });
  if (asked.length === 0) return new Map();
  const columns = asked.map(([, { text }]) => sql`json_serialize_sql(CAST(${text} AS VARCHAR))`);
  const { rows } = await engine.internal(sql`SELECT ${join(columns)}`);
  return new Map(
    asked.map(([statement, question], i) => [statement, treeOf(statement, question, String(rows[0]![i]))]),
  );
}
