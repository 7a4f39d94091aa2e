/**
 * The sandbox engine of a Quick Look: DuckDB-WASM in a worker of the window. Files are read into memory, nothing is
 * written, nothing is fetched, no native code sees them. It does what the native engine does (main/engine/native.ts), by
 * the same statements and the same guard; the conformance suite runs against both.
 */
import type {
  Capabilities,
  ColumnProfile,
  DistinctValue,
  Engine,
  RelationInfo,
  ResultHandle,
  ResultId,
  RunOptions,
  ViewSpec,
} from '../../shared/contract/engine.ts';
import { kindOfType, type ColumnInfo, type ColumnPage } from '../../shared/contract/values.ts';
import { WaybillError, throwIfAborted } from '../../shared/errors.ts';
import { caretOffset, engineError } from '../../shared/sql/engine-errors.ts';
import { readDistinct, readProfile, type Ask } from '../../shared/sql/profile.ts';
import { guard, guardReading, plainRelation, type GuardedStatement } from '../../shared/sql/guard.ts';
import { inlineBinds } from '../../shared/sql/inline-binds.ts';
import { ident, qualified, sql, type Bind, type Sql } from '../../shared/sql/sql.ts';
import { inlined, pageSql, relationName, statementSource, viewSql } from '../../shared/sql/view-sql.ts';
import { columnsOf, typeName, type Scalar } from './arrow-values.ts';
import { Duck, type Answer } from './duckdb.ts';
import { MAX_SOURCE_BYTES, loadFile, tooLarge, type LoadOptions, type Loaded } from './load-file.ts';

interface LiveResult {
  readonly columns: readonly ColumnInfo[];
  /** Columns as they are called inside `relation`. */
  readonly inner: readonly ColumnInfo[];
  readonly relation: Sql;
  /** The table that goes with the result; null where it is a loaded file's. */
  readonly table: string | null;
}

interface Opened {
  readonly file: File;
  rows: number;
}

const columnInfo = (name: string, type: string): ColumnInfo => ({ name, type, kind: kindOfType(type) });

export class WasmEngine implements Engine {
  readonly capabilities: Capabilities;
  #duck: Promise<Duck>;
  readonly #results = new Map<ResultId, LiveResult>();
  readonly #opened = new Map<string, Opened>();
  #nextResult = 1;
  #closed = false;

  private constructor(
    duck: Duck,
    private readonly maxBytes: number,
  ) {
    this.#duck = Promise.resolve(duck);
    this.capabilities = { canSpill: false, canKeepTables: false, canExport: false, maxSourceBytes: maxBytes };
  }

  /**
   * @param maxBytes of text that all files together may have; the engine's memory allows no more than is the default
   * @throws WaybillError 'sandbox/start'
   */
  static async start(maxBytes = MAX_SOURCE_BYTES): Promise<WasmEngine> {
    return new WasmEngine(await Duck.start(), Math.min(maxBytes, MAX_SOURCE_BYTES));
  }

  async version(): Promise<string> {
    return (await this.#duck).version();
  }

  // ---- files -------------------------------------------------------------------------------------------------

  /**
   * Reads a file into a table. `onFirstRows` gets the beginning as soon as it can be read; the promise is kept when all
   * of it is there. A load that is cancelled or fails leaves nothing.
   * @throws WaybillError 'sandbox/too-large' before anything is read; 'intake/…' where the file cannot be understood
   */
  async open(file: File, relation: string, options: LoadOptions = {}): Promise<Loaded> {
    const held = [...this.#opened.values()].reduce((sum, { file: other }) => sum + other.size, 0);
    if (held + file.size > this.maxBytes) throw tooLarge(file);
    throwIfAborted(options.signal, 'Reading the file');
    const duck = await this.#ready();
    const loaded = await loadFile(duck, file, relation, { ...options, maxBytes: this.maxBytes }).catch(
      (error: unknown) => {
        const told = engineError(error);
        throw told instanceof WaybillError && told.code === 'engine/out-of-memory' ? tooLarge(file) : told;
      },
    );
    this.#opened.set(relation.toLowerCase(), { file, rows: loaded.rows });
    return loaded;
  }

  /** The first rows of a file of any size; nothing is kept. @throws as `open` */
  async peek(file: File, options: Pick<LoadOptions, 'signal' | 'onFirstRows'>): Promise<void> {
    const duck = await this.#ready();
    const relation = `peek${this.#nextResult++}`;
    await loadFile(duck, file, relation, { ...options, onlyFirstRows: true }).then(
      // A schema of Parquet has made an empty table by then.
      () => this.drop(relation),
      (error: unknown) => Promise.reject(engineError(error)),
    );
  }

  /** Forgets the table of a file and the results that are nothing but it. */
  async drop(relation: string): Promise<void> {
    this.#opened.delete(relation.toLowerCase());
    await this.#trusted(sql`DROP TABLE IF EXISTS ${ident(relation)}`);
  }

  // ---- statements --------------------------------------------------------------------------------------------

  async #ready(): Promise<Duck> {
    if (this.#closed) throw new WaybillError('engine/closed', 'The Quick Look is closed. Open the file again.');
    return this.#duck;
  }

  async #send(text: string, options?: RunOptions): Promise<Answer> {
    const duck = await this.#ready();
    return duck.run(text, options?.signal, () => this.#restart(duck));
  }

  /** The last means against a statement that does not react: a new worker, and the files read again. */
  #restart(stuck: Duck): void {
    stuck.terminate();
    this.#results.clear();
    this.#duck = (async () => {
      const duck = await Duck.start();
      for (const [relation, { file }] of this.#opened) await loadFile(duck, file, relation, {});
      return duck;
    })();
    // Whoever asks next is told; nobody may be asking now.
    this.#duck.catch(() => undefined);
  }

  async #trusted(statement: Sql, options?: RunOptions): Promise<Answer> {
    try {
      return await this.#send(inlined(statement), options);
    } catch (error) {
      throw engineError(error, statement.text);
    }
  }

  async internal(
    statement: Sql,
    options?: RunOptions,
  ): Promise<{ columns: readonly ColumnInfo[]; rows: readonly (readonly Scalar[])[] }> {
    const answer = await this.#trusted(statement, options);
    const columns = answer.schema.fields.map((field) => columnInfo(field.name, typeName(field.type)));
    const values = columnsOf(answer);
    return { columns, rows: (values[0] ?? []).map((_, row) => values.map((column) => column[row]!)) };
  }

  async #describe(relation: Sql, options?: RunOptions): Promise<ColumnInfo[]> {
    const [names, types] = columnsOf(await this.#trusted(sql`DESCRIBE ${relation}`, options));
    return names!.map((name, i) => columnInfo(String(name), String(types![i])));
  }

  async run(text: string, binds: Readonly<Record<string, Bind>> = {}, options?: RunOptions): Promise<ResultHandle> {
    const statements = guard(text);
    let last: ResultHandle | null = null;
    for (const statement of statements) {
      throwIfAborted(options?.signal, 'The statement');
      const plain = plainRelation(statement);
      last =
        plain !== null && this.#opened.has(plain.toLowerCase())
          ? await this.#openPlain(plain, statement.text)
          : await this.#runOne(statement, binds, options);
    }
    return last!;
  }

  async #runOne(
    statement: GuardedStatement,
    binds: Readonly<Record<string, Bind>>,
    options?: RunOptions,
  ): Promise<ResultHandle> {
    const { text, originalOffset } = inlineBinds(statement, binds);
    const table = `r${this.#nextResult++}`;
    // Reading statements run inside another one, so that whatever they are, they can do nothing but read.
    const keep = statement.access === 'read' && !/^\s*\(?\s*EXPLAIN\b/i.test(text) && !statement.mayExpand;
    const before = keep ? `CREATE TABLE ${qualified('results', table).text} AS FROM (` : '';
    // On a line of its own, a comment at the end of the statement does not swallow the parenthesis.
    const sent = keep ? `${before}${text}\n)` : text;
    try {
      const names = keep ? await this.#namesOf(text, options) : null;
      const answer = await this.#send(sent, options);
      if (keep) return await this.#handleOfTable(table, names, statement.text);
      return await this.#keepAnswer(table, answer, statement.text);
    } catch (error) {
      throw placed(error, sent, (offset) => {
        const inside = Math.min(Math.max(0, offset - before.length), text.length);
        return statement.start + originalOffset(inside);
      });
    }
  }

  /** Names of the columns as given, doubled ones too; a table would have to rename them. */
  async #namesOf(text: string, options?: RunOptions): Promise<string[] | null> {
    if (!/^\s*(SELECT|FROM|WITH|VALUES|TABLE)\b/i.test(text)) return null;
    try {
      const [names] = columnsOf(await this.#send(`DESCRIBE ${text}`, options));
      return names!.map(String);
    } catch (error) {
      throwIfAborted(options?.signal, 'The statement');
      // The statement itself fails too, and then with its position.
      if (error instanceof WaybillError) throw error;
      return null;
    }
  }

  /** Keeps the rows of a statement that cannot stand inside another one (EXPLAIN, PIVOT, counts of changed rows). */
  async #keepAnswer(table: string, answer: Answer, text: string): Promise<ResultHandle> {
    const values = columnsOf(answer);
    const fields = answer.schema.fields;
    const types = fields.map((field) => typeName(field.type));
    const rows = (values[0] ?? []).map((_, row) => values.map((column) => column[row]!));
    const shape = types.map((type, i) => `${ident(`c${i}`).text} ${type}`).join(', ');
    await this.#trusted(
      sql`CREATE TABLE ${qualified('results', table)} (${{ text: shape || 'c0 VARCHAR', binds: [] }})`,
    );
    for (let from = 0; from < rows.length; from += 1000) {
      const tuples = rows.slice(from, from + 1000).map((row) => `(${row.map(asLiteral).join(', ')})`);
      await this.#send(`INSERT INTO ${qualified('results', table).text} VALUES ${tuples.join(', ')}`);
    }
    return this.#handleOfTable(
      table,
      fields.map((field) => field.name),
      text,
    );
  }

  async #handleOfTable(table: string, names: readonly string[] | null, statement: string): Promise<ResultHandle> {
    const id = table as ResultId;
    const relation = qualified('results', table);
    const inner = await this.#describe(relation);
    const columns = inner.map((column, i) => ({ ...column, name: names?.[i] ?? column.name }));
    const { rows } = await this.internal(sql`SELECT count(*) FROM ${relation}`);
    this.#results.set(id, { columns, inner, relation, table });
    return { id, columns, rowCount: Number(rows[0]?.[0]), statement };
  }

  async #openPlain(relation: string, statement: string): Promise<ResultHandle> {
    const columns = await this.#describe(relationName(relation));
    const id = `p${this.#nextResult++}` as ResultId;
    this.#results.set(id, { columns, inner: columns, relation: relationName(relation), table: null });
    return { id, columns, rowCount: this.#opened.get(relation.toLowerCase())!.rows, statement };
  }

  /** What a view reads from, with its columns; a statement must be one that only reads. */
  async #source(spec: ViewSpec, options?: RunOptions): Promise<{ from: Sql; columns: readonly ColumnInfo[] }> {
    if (spec.statement === undefined) {
      const from = relationName(spec.relation);
      return { from, columns: await this.#describe(from, options) };
    }
    const live = spec.result === undefined ? undefined : this.#results.get(spec.result);
    if (live) return { from: live.relation, columns: live.inner };
    const from = statementSource(guardReading(spec.statement).text);
    return { from, columns: await this.#describe(from, options) };
  }

  async view(spec: ViewSpec, options?: RunOptions): Promise<ResultHandle> {
    const { from, columns } = await this.#source(spec, options);
    const statement = viewSql({ ...spec, from }, columns);
    const shown = spec.statement === undefined ? from : statementSource(spec.statement);
    const text = inlined(viewSql({ ...spec, from: shown }, columns));
    const isPlain =
      !spec.filters?.length && !spec.sort?.length && !spec.columns && this.#opened.has(spec.relation.toLowerCase());
    if (isPlain && spec.statement === undefined) return this.#openPlain(spec.relation, text);
    const table = `r${this.#nextResult++}`;
    await this.#trusted(sql`CREATE TABLE ${qualified('results', table)} AS ${statement}`, options);
    return this.#handleOfTable(table, null, text);
  }

  async page(id: ResultId, from: number, count: number, options?: RunOptions): Promise<ColumnPage> {
    const live = this.#results.get(id);
    if (!live) throw new WaybillError('result/gone', 'This result is no longer kept. Run its statement again.');
    const range = sql`rowid >= ${from} AND rowid < ${from + count}`;
    const columns = columnsOf(await this.#trusted(pageSql(live.relation, live.inner, range, sql`rowid`), options));
    return { from, rows: columns[0]?.length ?? 0, columns };
  }

  async release(id: ResultId): Promise<void> {
    const live = this.#results.get(id);
    this.#results.delete(id);
    if (live?.table) await this.#trusted(sql`DROP TABLE IF EXISTS ${qualified('results', live.table)}`);
  }

  // ---- the catalogue -----------------------------------------------------------------------------------------

  async relations(): Promise<readonly RelationInfo[]> {
    const { rows } = await this.internal(sql`
      SELECT t.table_catalog, t.table_name, t.table_type, c.column_name, c.data_type
      FROM information_schema.tables t JOIN information_schema.columns c USING (table_catalog, table_schema, table_name)
      WHERE t.table_schema = 'main' AND t.table_catalog IN ('memory', 'work') ORDER BY 1, 2, c.ordinal_position`);
    const found = new Map<string, { kind: 'table' | 'view'; columns: ColumnInfo[] }>();
    for (const [catalog, table, type, column, dataType] of rows) {
      const name = catalog === 'work' ? `work.${String(table)}` : String(table);
      const entry = found.get(name) ?? { kind: type === 'VIEW' ? ('view' as const) : ('table' as const), columns: [] };
      entry.columns.push(columnInfo(String(column), String(dataType)));
      found.set(name, entry);
    }
    return [...found].map(([name, entry]) => ({
      name,
      ...entry,
      rowCount: this.#opened.get(name.toLowerCase())?.rows ?? null,
    }));
  }

  async profile(spec: ViewSpec, column: string, options?: RunOptions): Promise<ColumnProfile> {
    const { from, columns } = await this.#source(spec, options);
    return readProfile(this.#ask(options), { spec: { ...spec, from }, columns }, column);
  }

  #ask(options: RunOptions | undefined): Ask {
    return async (statement) => (await this.internal(statement, options)).rows;
  }

  async distinct(
    spec: ViewSpec,
    column: string,
    search: string,
    limit: number,
    options?: RunOptions,
  ): Promise<readonly DistinctValue[]> {
    const { from, columns } = await this.#source(spec, options);
    return readDistinct(this.#ask(options), { spec: { ...spec, from }, columns }, column, search, limit);
  }

  /** Ends the worker; everything that it held is gone. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    (await this.#duck).terminate();
  }
}

const asLiteral = (value: Scalar): string => inlined(sql`${value}`);

/** An engine's error with its position in what the analyst wrote. */
function placed(thrown: unknown, sent: string, original: (offset: number) => number): Error {
  const error = engineError(thrown);
  if (!(error instanceof WaybillError) || !(thrown instanceof Error) || error === thrown) return error;
  const caret = caretOffset(thrown.message, sent);
  const place = caret === null ? {} : { offset: original(caret) };
  return new WaybillError(error.code, error.advice, { cause: thrown, place });
}
