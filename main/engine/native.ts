/**
 * The native engine of a case: DuckDB in the case process. An in-memory database holds the views over `data/` and the
 * live results; `work.duckdb` is attached as `work`. Everything is locked before the first statement of an analyst
 * (docs/decisions/003-lock-down.md). Intake never runs here: it has an engine instance of its own.
 */
import { DuckDBInstance, StatementType, type DuckDBConnection, type DuckDBPreparedStatement } from '@duckdb/node-api';
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
import { CancelledError, WaybillError, throwIfAborted } from '../../shared/errors.ts';
import { engineError } from '../../shared/sql/engine-errors.ts';
import {
  ALLOWED_TABLE_FUNCTIONS,
  REFUSED_FUNCTIONS,
  guard,
  guardReading,
  plainRelation,
  type GuardedStatement,
} from '../../shared/sql/guard.ts';
import { readDistinct, readProfile, type Ask } from '../../shared/sql/profile.ts';
import { ident, join, literal, literalList, qualified, sql, type Bind, type Sql } from '../../shared/sql/sql.ts';
import { inlined, pageSql, relationName, statementSource, viewSql } from '../../shared/sql/view-sql.ts';
import { exactValue, type Scalar } from './values.ts';

export interface NativeOptions {
  /** Folders that statements may read (the case's `data/`) and that exports are written to (`.waybill/out/`). */
  readonly allowedFolders: readonly string[];
  /** Where results larger than memory spill to. */
  readonly spillFolder: string;
  /** The database file attached as `work`; absent for tests and scratch engines. */
  readonly workFile?: string;
  /** Bytes; DuckDB's default (80 % of memory) if absent. */
  readonly memoryLimit?: number;
  readonly threads?: number;
}

/** One consecutive part of a relation whose rows are found by position. */
export interface PlainPart {
  readonly relation: Sql;
  /** Column that counts rows from 0 within the part. */
  readonly position: 'rowid' | 'file_row_number';
  readonly rows: number;
}

interface LiveResult {
  readonly relation: Sql;
  readonly columns: readonly ColumnInfo[];
  readonly parts: readonly PlainPart[];
  /** Columns as they are called inside `parts`. */
  readonly inner: readonly ColumnInfo[];
  readonly table: string | null;
  /** The view over a kept file. */
  readonly view?: string;
}

/** Rows that came from trusted SQL. */
export interface InternalRows {
  readonly columns: readonly ColumnInfo[];
  readonly rows: readonly (readonly Scalar[])[];
}

/** A result that is read once, from first to last, without being kept: for the command line and exports. */
export interface StreamedResult {
  readonly columns: readonly ColumnInfo[];
  readonly pages: AsyncIterable<ColumnPage>;
}

const CAPABILITIES: Capabilities = { canSpill: true, canKeepTables: true, canExport: true, maxSourceBytes: null };

export class NativeEngine implements Engine {
  readonly capabilities = CAPABILITIES;
  readonly #instance: DuckDBInstance;
  readonly #idle: DuckDBConnection[] = [];
  readonly #busy = new Set<DuckDBConnection>();
  readonly #results = new Map<ResultId, LiveResult>();
  readonly #plain = new Map<string, readonly PlainPart[]>();
  readonly #refused: ReadonlySet<string>;
  #nextResult = 1;
  #closed = false;

  private constructor(instance: DuckDBInstance, first: DuckDBConnection, refusedNames: ReadonlySet<string>) {
    this.#instance = instance;
    this.#idle.push(first);
    this.#refused = refusedNames;
  }

  /**
   * Opens and locks an engine.
   * @throws WaybillError 'case/work-damaged' if `workFile` cannot be read
   */
  static async open(options: NativeOptions): Promise<NativeEngine> {
    const settings: Record<string, string> = {
      autoload_known_extensions: 'false',
      autoinstall_known_extensions: 'false',
    };
    if (options.threads !== undefined) settings['threads'] = String(options.threads);
    if (options.memoryLimit !== undefined) settings['memory_limit'] = `${Math.floor(options.memoryLimit / 1e6)}MB`;
    const instance = await DuckDBInstance.create(':memory:', settings);
    const connection = await instance.connect();
    const set = (statement: Sql): Promise<unknown> => connection.run(statement.text);
    await set(sql`SET temp_directory = ${literal(options.spillFolder)}`);
    await set(sql`SET preserve_insertion_order = true`);
    if (options.workFile !== undefined) {
      try {
        await set(sql`ATTACH ${literal(options.workFile)} AS work`);
      } catch (cause) {
        connection.closeSync();
        instance.closeSync();
        throw new WaybillError(
          'case/work-damaged',
          'The file work.duckdb of the case cannot be read. It holds only what is derived: run "waybill rebuild" to make it again.',
          { cause },
        );
      }
    }
    await set(sql`CREATE SCHEMA results`);
    const known = await connection.runAndReadAll(
      "SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE function_type IN ('table', 'table_macro', 'pragma')",
    );
    const names = known.getRows().map((row) => String(row[0]));
    // The order matters: after the last nothing can be changed, and folders cannot be added once access is off.
    await set(sql`SET allowed_directories = ${literalList(options.allowedFolders)}`);
    await set(sql`SET allow_community_extensions = false`);
    await set(sql`SET enable_external_access = false`);
    await set(sql`SET lock_configuration = true`);
    const refusedNames = new Set([...REFUSED_FUNCTIONS, ...names.filter((n) => !ALLOWED_TABLE_FUNCTIONS.has(n))]);
    return new NativeEngine(instance, connection, refusedNames);
  }

  async version(): Promise<string> {
    const { rows } = await this.internal(sql`SELECT version()`);
    return String(rows[0]?.[0]);
  }

  // ---- connections -------------------------------------------------------------------------------------------

  /** Runs `work` on a connection of its own; interrupts it when the signal fires. */
  async #with<T>(options: RunOptions | undefined, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.#closed) throw new WaybillError('engine/closed', 'The case is closed. Open it again.');
    throwIfAborted(options?.signal, 'The statement');
    const connection = this.#idle.pop() ?? (await this.#instance.connect());
    this.#busy.add(connection);
    // An interrupt that comes between two statements, or before the first, is lost: so it is repeated until work ends.
    let stopping: ReturnType<typeof setInterval> | undefined;
    const stop = (): void => {
      connection.interrupt();
      stopping = setInterval(() => connection.interrupt(), 20);
    };
    options?.signal?.addEventListener('abort', stop, { once: true });
    const report = options?.onProgress;
    const timer = report
      ? setInterval(() => {
          const { percentage, rows_processed } = connection.progress;
          report({ fraction: percentage < 0 ? null : percentage / 100, rows: Number(rows_processed) });
        }, 100)
      : undefined;
    try {
      const result = await work(connection);
      throwIfAborted(options?.signal, 'The statement');
      return result;
    } catch (error) {
      throw options?.signal?.aborted ? new CancelledError('The statement') : engineError(error);
    } finally {
      clearInterval(timer);
      clearInterval(stopping);
      options?.signal?.removeEventListener('abort', stop);
      this.#busy.delete(connection);
      if (this.#closed) connection.closeSync();
      else this.#idle.push(connection);
    }
  }

  // ---- trusted SQL -------------------------------------------------------------------------------------------

  async internal(statement: Sql, options?: RunOptions): Promise<InternalRows> {
    return this.#with(options, async (connection) => {
      const prepared = await connection.prepare(statement.text);
      try {
        bindPositional(prepared, statement.binds);
        const reader = await prepared.runAndReadAll();
        const columns = reader.columnNames().map((name, i) => columnInfo(name, reader.columnType(i).toString()));
        return { columns, rows: reader.getRows().map((row) => row.map(exactValue)) };
      } catch (error) {
        throw engineError(error, statement.text);
      } finally {
        prepared.destroySync();
      }
    });
  }

  /** Several trusted statements as one transaction: all or none. */
  async transaction(statements: readonly Sql[], options?: RunOptions): Promise<void> {
    await this.#with(options, async (connection) => {
      await connection.run('BEGIN');
      try {
        for (const statement of statements) {
          const prepared = await connection.prepare(statement.text);
          bindPositional(prepared, statement.binds);
          await prepared.run();
          prepared.destroySync();
        }
        await connection.run('COMMIT');
      } catch (error) {
        await connection.run('ROLLBACK');
        throw error;
      }
    });
  }

  /** Tells the engine how rows of a relation are found by position, so that a page anywhere needs no scan. */
  registerPlain(relation: string, parts: readonly PlainPart[]): void {
    this.#plain.set(relation.toLowerCase(), parts);
  }

  forgetPlain(relation: string): void {
    this.#plain.delete(relation.toLowerCase());
  }

  // ---- what an analyst runs ----------------------------------------------------------------------------------

  async run(text: string, binds: Readonly<Record<string, Bind>> = {}, options?: RunOptions): Promise<ResultHandle> {
    const statements = guard(text, this.#refused);
    return this.#with(options, async (connection) => {
      let last: ResultHandle | null = null;
      for (const statement of statements) {
        throwIfAborted(options?.signal, 'The statement');
        const plain = plainRelation(statement);
        if (plain !== null && this.#plain.has(plain.toLowerCase())) {
          last = await this.#openPlain(connection, plain, statement.text);
          continue;
        }
        try {
          const names = await this.#checkWithEngine(connection, statement);
          last = await this.#materialise(connection, statement, names, binds);
        } catch (error) {
          throw engineError(error, statement.text, statement.start);
        }
      }
      return last!;
    });
  }

  /** What the engine's own parser says against a text; null if it can be read. Nothing runs. */
  async parseError(text: string): Promise<WaybillError | null> {
    if (/\bIMPORT\b/i.test(text)) return null; // read by the guard only: `IMPORT DATABASE` opens files while it is being parsed
    return this.#with(undefined, async (connection) => {
      try {
        await connection.extractStatements(text);
        return null;
      } catch (error) {
        const told = engineError(error, text);
        if (told instanceof WaybillError) return told;
        throw told;
      }
    });
  }

  /**
   * The second look of the lock-down: the engine's own parse must agree with what the guard thought it saw.
   * @returns names of the statement's columns; null where the engine makes several statements of it
   */
  async #checkWithEngine(connection: DuckDBConnection, statement: GuardedStatement): Promise<readonly string[] | null> {
    const extracted = await connection.extractStatements(statement.text);
    if (extracted.count !== 1 && !statement.mayExpand) {
      throw new WaybillError(
        'sql/refused',
        'This text is read as several statements. Write them apart, each ended by a semicolon.',
      );
    }
    if (extracted.count !== 1) return null;
    const prepared = await extracted.prepare(0);
    try {
      const reads = [StatementType.SELECT, StatementType.EXPLAIN].includes(prepared.statementType);
      const writes = [
        StatementType.CREATE,
        StatementType.INSERT,
        StatementType.UPDATE,
        StatementType.DELETE,
        StatementType.DROP,
        StatementType.ALTER,
      ].includes(prepared.statementType);
      if (statement.access === 'read' ? !reads : !writes) {
        throw new WaybillError('sql/refused', `${StatementType[prepared.statementType]} is not allowed here.`);
      }
      return Array.from({ length: prepared.columnCount }, (_, i) => prepared.columnName(i));
    } finally {
      prepared.destroySync();
    }
  }

  /** Runs one statement; rows are kept as a table of the in-memory database, which spills to disk when large. */
  async #materialise(
    connection: DuckDBConnection,
    statement: GuardedStatement,
    names: readonly string[] | null,
    binds: Readonly<Record<string, Bind>>,
  ): Promise<ResultHandle> {
    const table = `r${this.#nextResult++}`;
    const keep = statement.access === 'read' && !/^\s*\(?\s*EXPLAIN\b/i.test(statement.text);
    if (!keep) {
      const reader = await runNamed(connection, statement.text, binds);
      return this.#keepSmall(connection, reader.columns, reader.rows, statement.text);
    }
    const relation = qualified('results', table);
    const made = await runNamed(connection, `CREATE TABLE ${relation.text} AS FROM (${statement.text}\n)`, binds);
    // What is made is told as one row with the count.
    const counted = made.columns.length === 1 && made.rows.length === 1 ? Number(made.rows[0]![0]) : undefined;
    return this.#handleOfTable(connection, table, statement.mayExpand ? null : names, statement.text, counted);
  }

  /** Keeps the few rows of a statement that cannot stand inside another one (EXPLAIN, counts of changed rows). */
  async #keepSmall(
    connection: DuckDBConnection,
    columns: readonly ColumnInfo[],
    rows: readonly (readonly Scalar[])[],
    text: string,
  ): Promise<ResultHandle> {
    const table = `r${this.#nextResult++}`;
    const shape = columns.map(
      (c, i) => sql`${ident(`c${i}`)} ${{ text: c.kind === 'integer' ? 'BIGINT' : 'VARCHAR', binds: [] }}`,
    );
    await connection.run(
      sql`CREATE TABLE ${qualified('results', table)} (${join(shape.length > 0 ? shape : [sql`c0 VARCHAR`])})`.text,
    );
    for (const row of rows) {
      const insert = sql`INSERT INTO ${qualified('results', table)} VALUES (${join(row.map((v) => sql`${v}`))})`;
      const prepared = await connection.prepare(insert.text);
      bindPositional(prepared, insert.binds);
      await prepared.run();
      prepared.destroySync();
    }
    return this.#handleOfTable(
      connection,
      table,
      columns.map((c) => c.name),
      text,
    );
  }

  async #handleOfTable(
    connection: DuckDBConnection,
    table: string,
    names: readonly string[] | null,
    text: string,
    known?: number,
  ): Promise<ResultHandle> {
    const id = table as ResultId;
    const inner = await describe(connection, qualified('results', table));
    const columns = inner.map((c, i) => ({ ...c, name: names?.[i] ?? c.name }));
    const rowCount = known ?? (await countOf(connection, qualified('results', table)));
    const parts: PlainPart[] = [{ relation: qualified('results', table), position: 'rowid', rows: rowCount }];
    this.#results.set(id, { relation: qualified('results', table), columns, inner, parts, table });
    return { id, columns, rowCount, statement: text };
  }

  async #openPlain(connection: DuckDBConnection, relation: string, statement: string): Promise<ResultHandle> {
    const parts = this.#plain.get(relation.toLowerCase())!;
    const columns = await describe(connection, relationName(relation));
    const id = `p${this.#nextResult++}` as ResultId;
    this.#results.set(id, { relation: relationName(relation), columns, inner: columns, parts, table: null });
    return { id, columns, rowCount: parts.reduce((sum, p) => sum + p.rows, 0), statement };
  }

  /** What a view reads from, with its columns. A statement is looked at as in `run`; it must be one that only reads. */
  async #source(connection: DuckDBConnection, spec: ViewSpec): Promise<{ from: Sql; columns: readonly ColumnInfo[] }> {
    if (spec.statement === undefined) {
      const from = relationName(spec.relation);
      return { from, columns: await describe(connection, from) };
    }
    const live = spec.result === undefined ? undefined : this.#results.get(spec.result);
    if (live) return { from: live.relation, columns: live.inner };
    const statement = guardReading(spec.statement, this.#refused);
    await this.#checkWithEngine(connection, statement);
    const from = statementSource(statement.text);
    return { from, columns: await describe(connection, from) };
  }

  async view(spec: ViewSpec, options?: RunOptions): Promise<ResultHandle> {
    return this.#with(options, async (connection) => {
      const { from, columns } = await this.#source(connection, spec);
      const statement = viewSql({ ...spec, from }, columns);
      const shown = spec.statement === undefined ? from : statementSource(spec.statement);
      const text = inlined(viewSql({ ...spec, from: shown }, columns));
      const isPlain =
        !spec.filters?.length && !spec.sort?.length && !spec.columns && this.#plain.has(spec.relation.toLowerCase());
      if (isPlain && spec.statement === undefined) return this.#openPlain(connection, spec.relation, text);
      const table = `r${this.#nextResult++}`;
      const create = sql`CREATE TABLE ${qualified('results', table)} AS ${statement}`;
      const prepared = await connection.prepare(create.text);
      bindPositional(prepared, create.binds);
      await prepared.run();
      prepared.destroySync();
      return this.#handleOfTable(connection, table, null, text);
    });
  }

  async page(id: ResultId, from: number, count: number, options?: RunOptions): Promise<ColumnPage> {
    const live = this.#results.get(id);
    if (!live) throw new WaybillError('result/gone', 'This result is no longer kept. Run its statement again.');
    return this.#with(options, async (connection) => {
      const columns: Scalar[][] = live.columns.map(() => []);
      let start = 0;
      for (const part of live.parts) {
        const low = Math.max(from, start) - start;
        const high = Math.min(from + count, start + part.rows) - start;
        start += part.rows;
        if (low >= high) continue;
        const position = ident(part.position);
        const statement = pageSql(
          part.relation,
          live.inner,
          sql`${position} >= ${low} AND ${position} < ${high}`,
          position,
        );
        const reader = await connection.runAndReadAll(inlined(statement));
        reader.getColumns().forEach((values, i) => {
          for (const value of values) columns[i]!.push(exactValue(value));
        });
      }
      return { from, rows: columns[0]?.length ?? 0, columns };
    });
  }

  async release(id: ResultId): Promise<void> {
    const live = this.#results.get(id);
    this.#results.delete(id);
    if (live?.table) await this.internal(sql`DROP TABLE IF EXISTS ${qualified('results', live.table)}`);
    if (live?.view) await this.internal(sql`DROP VIEW IF EXISTS ${qualified('results', live.view)}`);
  }

  /** Runs one reading statement and hands over its rows as they come; nothing is kept. */
  async stream(
    text: string,
    binds: Readonly<Record<string, Bind>>,
    consume: (result: StreamedResult) => Promise<void>,
    options?: RunOptions,
  ): Promise<void> {
    const statements = guard(text, this.#refused);
    await this.#with(options, async (connection) => {
      for (const [i, statement] of statements.entries()) {
        try {
          await this.#checkWithEngine(connection, statement);
          const last = i === statements.length - 1;
          if (last) await consume(await streamNamed(connection, statement.text, binds));
          else await runNamed(connection, statement.text, binds);
        } catch (error) {
          throw engineError(error, statement.text, statement.start);
        }
      }
    });
  }

  /**
   * Writes the rows of one reading statement to a Parquet file inside an allowed folder.
   * @returns rows written
   */
  async copyToParquet(text: string, file: string, options?: RunOptions): Promise<number> {
    const [statement, more] = guard(text, this.#refused);
    if (more || statement?.access !== 'read')
      throw new WaybillError('export/one-statement', 'Only one reading statement can be exported.');
    return this.#with(options, async (connection) => {
      await this.#checkWithEngine(connection, statement);
      const { rows } = await runNamed(
        connection,
        `COPY (${statement.text}\n) TO ${literal(file).text} (FORMAT parquet, COMPRESSION zstd)`,
        {},
      );
      return Number(rows[0]?.[0] ?? 0);
    });
  }

  /**
   * Writes the rows of a live result to a Parquet file inside an allowed folder. Types that Parquet does not have are
   * written as text (`PARQUET_AS_TEXT`); `openKept` reads them back.
   * @throws WaybillError 'result/gone', 'engine/…'
   */
  async keepResult(id: ResultId, file: string, options?: RunOptions): Promise<void> {
    const live = this.#results.get(id);
    if (!live) throw new WaybillError('result/gone', 'This result is no longer kept. Run its statement again.');
    const values = live.inner.map((c, i) => {
      const isText = PARQUET_AS_TEXT.test(c.type);
      // What could not be read back is not written.
      if (isText) typeName(c.type);
      const value = isText ? sql`CAST(${ident(c.name)} AS VARCHAR)` : ident(c.name);
      return sql`${value} AS ${ident(`c${i}`)}`;
    });
    await this.internal(
      sql`COPY (SELECT ${join(values)} FROM ${live.relation}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`,
      options,
    );
  }

  /**
   * Opens what `keepResult` wrote as a live result, read from the file page by page.
   * @param columns as they were shown, with their types
   */
  async openKept(
    file: string,
    columns: readonly ColumnInfo[],
    rowCount: number,
    statement: string,
  ): Promise<ResultHandle> {
    const view = `r${this.#nextResult++}`;
    const id = view as ResultId;
    const names = uniqueNames(columns);
    const values = columns.map((c, i) => {
      const value = ident(`c${i}`);
      const typed = PARQUET_AS_TEXT.test(c.type) ? sql`CAST(${value} AS ${typeName(c.type)})` : value;
      return sql`${typed} AS ${ident(names[i]!)}`;
    });
    const from = sql`read_parquet(${literal(file)}, file_row_number = true)`;
    await this.internal(sql`CREATE VIEW ${qualified('results', view)} AS SELECT ${join(values)} FROM ${from}`);
    this.#results.set(id, {
      relation: qualified('results', view),
      columns,
      inner: columns.map((c, i) => ({ ...c, name: names[i]! })),
      parts: [
        {
          relation: sql`(SELECT ${join(values)}, file_row_number FROM ${from})`,
          position: 'file_row_number',
          rows: rowCount,
        },
      ],
      table: null,
      view,
    });
    return { id, columns, rowCount, statement };
  }

  /** What a live result can be read from by a later statement of an analyst, by name. */
  relationOf(id: ResultId): Sql {
    const live = this.#results.get(id);
    if (!live) throw new WaybillError('result/gone', 'This result is no longer kept. Run its statement again.');
    return live.relation;
  }

  /** A statement that reads a live result whole, in its order. */
  selectOf(id: ResultId): string {
    const live = this.#results.get(id);
    if (!live) throw new WaybillError('result/gone', 'This result is no longer kept. Run its statement again.');
    const shown = join(live.inner.map((c, i) => sql`${ident(c.name)} AS ${ident(live.columns[i]!.name)}`));
    return join(
      live.parts.map((p) => sql`SELECT ${shown} FROM ${p.relation}`),
      ' UNION ALL ',
    ).text;
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
    return [...found].map(([name, entry]) => {
      const parts = this.#plain.get(name.toLowerCase());
      return { name, ...entry, rowCount: parts ? parts.reduce((sum, p) => sum + p.rows, 0) : null };
    });
  }

  async profile(spec: ViewSpec, column: string, options?: RunOptions): Promise<ColumnProfile> {
    const { from, columns } = await this.#with(options, (c) => this.#source(c, spec));
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
    const { from, columns } = await this.#with(options, (c) => this.#source(c, spec));
    return readDistinct(this.#ask(options), { spec: { ...spec, from }, columns }, column, search, limit);
  }

  /** Writes the derived tables to disk and closes; later calls fail. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const connection of this.#busy) connection.interrupt();
    for (const connection of this.#idle) connection.closeSync();
    this.#instance.closeSync();
  }
}

/** Types that Parquet lacks, or that lose digits or meaning in it. */
const PARQUET_AS_TEXT = /HUGEINT|BIGNUM|VARINT|\bBIT\b|UNION|INTERVAL|TIME WITH|TIMETZ|ENUM|TIMESTAMP_NS/i;

/** A type as it was told by the engine itself, which a file beside the rows repeats: it must be a type and nothing else. */
function typeName(type: string): Sql {
  if (/^[A-Za-z0-9_ ]+(?:\(\d+(?:,\s*\d+)?\))?(?:\[\d*\])*$/.test(type)) return { text: type, binds: [] };
  throw new WaybillError('result/gone', 'This result was kept in a form that cannot be read.');
}

/** Names that can stand in one relation: SQL does not tell capitals apart. */
function uniqueNames(columns: readonly ColumnInfo[]): string[] {
  const used = new Set<string>(['file_row_number']);
  return columns.map(({ name }) => {
    let unique = name;
    for (let i = 1; used.has(unique.toLowerCase()); i += 1) unique = `${name}_${i}`;
    used.add(unique.toLowerCase());
    return unique;
  });
}

const columnInfo = (name: string, type: string): ColumnInfo => ({ name, type, kind: kindOfType(type) });

async function describe(connection: DuckDBConnection, relation: Sql): Promise<ColumnInfo[]> {
  const reader = await connection.runAndReadAll(`DESCRIBE ${relation.text}`);
  return reader.getRows().map((row) => columnInfo(String(row[0]), String(row[1])));
}

async function countOf(connection: DuckDBConnection, relation: Sql): Promise<number> {
  const counted = await connection.runAndReadAll(sql`SELECT count(*) FROM ${relation}`.text);
  return Number(counted.getRows()[0]?.[0]);
}

function bindPositional(prepared: DuckDBPreparedStatement, binds: readonly Bind[]): void {
  binds.forEach((value, i) => bindOne(prepared, i + 1, value));
}

function bindOne(prepared: DuckDBPreparedStatement, index: number, value: Bind): void {
  if (value === null) prepared.bindNull(index);
  else if (typeof value === 'string') prepared.bindVarchar(index, value);
  else if (typeof value === 'boolean') prepared.bindBoolean(index, value);
  else if (typeof value === 'bigint') prepared.bindHugeInt(index, value);
  else if (Number.isSafeInteger(value)) prepared.bindBigInt(index, BigInt(value));
  else prepared.bindDouble(index, value);
}

/** Binds `$name` parameters; one without a value is an error of the analyst's. */
function bindNamed(prepared: DuckDBPreparedStatement, binds: Readonly<Record<string, Bind>>): void {
  for (let i = 1; i <= prepared.parameterCount; i += 1) {
    const name = prepared.parameterName(i);
    const value = Object.hasOwn(binds, name) ? binds[name] : undefined;
    if (value === undefined) {
      throw new WaybillError(
        'sql/unbound',
        `The statement uses $${name}, which has no value. Give it one in the notebook's inputs or with --set ${name}=….`,
      );
    }
    bindOne(prepared, i, value);
  }
}

/** A text that the engine may make several statements of (PIVOT): all run, the last gives the rows. */
async function prepareLast(
  connection: DuckDBConnection,
  text: string,
  binds: Readonly<Record<string, Bind>>,
): Promise<DuckDBPreparedStatement> {
  const extracted = await connection.extractStatements(text);
  for (let i = 0; i < extracted.count - 1; i += 1) {
    const prepared = await extracted.prepare(i);
    bindNamed(prepared, binds);
    await prepared.run();
    prepared.destroySync();
  }
  const last = await extracted.prepare(extracted.count - 1);
  bindNamed(last, binds);
  return last;
}

async function runNamed(
  connection: DuckDBConnection,
  text: string,
  binds: Readonly<Record<string, Bind>>,
): Promise<InternalRows> {
  const prepared = await prepareLast(connection, text, binds);
  try {
    const reader = await prepared.runAndReadAll();
    const columns = reader.columnNames().map((name, i) => columnInfo(name, reader.columnType(i).toString()));
    return { columns, rows: reader.getRows().map((row) => row.map(exactValue)) };
  } finally {
    prepared.destroySync();
  }
}

async function streamNamed(
  connection: DuckDBConnection,
  text: string,
  binds: Readonly<Record<string, Bind>>,
): Promise<StreamedResult> {
  const prepared = await prepareLast(connection, text, binds);
  const result = await prepared.stream();
  const columns = result.columnNames().map((name, i) => columnInfo(name, result.columnType(i).toString()));
  async function* pages(): AsyncGenerator<ColumnPage> {
    let from = 0;
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return;
      const values = columns.map((_, i) => chunk.getColumnValues(i).map(exactValue));
      yield { from, rows: chunk.rowCount, columns: values };
      from += chunk.rowCount;
    }
  }
  return { columns, pages: pages() };
}
