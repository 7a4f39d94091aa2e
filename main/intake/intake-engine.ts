/**
 * The engine instance that reads the analyst's files. It has nothing to do with the one that runs user SQL (a locked
 * engine cannot read outside the case) and lives as long as one load.
 */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { CancelledError, WaybillError } from '../../shared/errors.ts';
import { ident, join, literal, sql, type Sql } from '../../shared/sql/sql.ts';
import { diskFull, isDiskFull } from './errors.ts';

/** A delimited text as the engine is to read it. */
export interface EngineText {
  readonly path: string;
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  /**
   * Left to find it, the engine takes the first line break that it meets, also one inside quotes. CRLF is left to it all
   * the same: told of that, DuckDB 1.5.6 reads no row at all.
   */
  readonly newline: 'lf' | 'crlf' | 'cr';
  /** Rows to pass over. */
  readonly skip: number;
  /** Names of the columns, each read as text except where `types` says otherwise. */
  readonly columns: readonly string[];
  readonly types?: Readonly<Record<string, string>>;
  /** Bytes of the longest row, where it is known. */
  readonly longest?: number;
}

/** As the engine's option takes them: written out, not the characters themselves. */
const LINE_BREAKS = { lf: '\\n', cr: '\\r' } as const;

const PROGRESS_MS = 200;
const ENGINE_LONGEST_ROW = 2 * 1024 * 1024;

/** A path for `read_csv` and `read_parquet`, which take some characters for patterns: `*` would read other files too. */
export const enginePath = (path: string): string => path.replace(/[[*?]/g, '[$&]');

/** `read_csv` with nothing left to guess: unquoted empty = NULL, quoted empty = ''. */
export function readCsv(text: EngineText): Sql {
  const columns = join(
    text.columns.map(
      (name) =>
        sql`${literal(name)}: ${literal(text.types !== undefined && Object.hasOwn(text.types, name) ? text.types[name]! : 'VARCHAR')}`,
    ),
  );
  const longest = Math.ceil((text.longest ?? 0) * 1.1) + 4096;
  const sizes =
    longest > ENGINE_LONGEST_ROW
      ? sql`, max_line_size=${code(longest)}, buffer_size=${code(Math.max(2 * longest, 32 * 1024 * 1024))}`
      : sql``;
  const lineBreak = text.newline === 'crlf' ? sql`` : sql`, new_line=${literal(LINE_BREAKS[text.newline])}`;
  return sql`read_csv(${literal(enginePath(text.path))}, auto_detect=false, header=false, skip=${code(text.skip)}, delim=${literal(text.delimiter)}, quote=${literal(text.quote)}, escape=${literal(text.escape)}, nullstr=''${lineBreak}, allow_quoted_nulls=false, strict_mode=true, null_padding=false, ignore_errors=false, encoding='utf-8', compression='none', hive_partitioning=false, columns={${columns}}${sizes})`;
}

const code = (value: number): Sql => ({ text: String(Math.trunc(value)), binds: [] });

/** `COPY (…) TO … Parquet`. Default row groups: small ones and Parquet v2 were several times slower. */
export const copyToParquet = (query: Sql, path: string): Sql =>
  sql`COPY (${query}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`;

export const selectAll = (from: Sql): Sql => sql`SELECT * FROM ${from}`;
export const columnList = (names: readonly string[]): Sql => join(names.map(ident));

export class IntakeEngine {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  /** @param scratch folder for spilling, inside the case; null = never spills */
  static async open(scratch: string | null): Promise<IntakeEngine> {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: '1GB',
      temp_directory: scratch ?? '',
      autoload_known_extensions: 'false',
      autoinstall_known_extensions: 'false',
      allow_community_extensions: 'false',
      preserve_insertion_order: 'true',
    });
    try {
      const connection = await instance.connect();
      await connection.run('SET enable_progress_bar = true');
      await connection.run('SET enable_progress_bar_print = false');
      return new IntakeEngine(instance, connection);
    } catch (thrown) {
      instance.closeSync();
      throw thrown;
    }
  }

  /**
   * Runs a COPY.
   * @param onShare told now and then how much is done, 0..1
   * @returns the number of rows written
   */
  async copy(statement: Sql, signal?: AbortSignal, onShare?: (share: number) => void): Promise<number> {
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, this.connection.progress.percentage / 100);
      onShare?.(Math.min(1, most));
    }, PROGRESS_MS);
    try {
      const rows = await this.run(statement, signal);
      return Number(rows[0]?.[0] ?? 0);
    } finally {
      clearInterval(watch);
    }
  }

  /** @throws CancelledError, WaybillError 'disk/full', else what the engine threw */
  async run(statement: Sql, signal?: AbortSignal): Promise<unknown[][]> {
    if (signal?.aborted) throw new CancelledError('Loading the file');
    // An interrupt that comes before the statement has begun is forgotten by the engine: it is said until it is heard.
    let again: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      this.connection.interrupt();
      again ??= setInterval(() => this.connection.interrupt(), 50);
    };
    signal?.addEventListener('abort', interrupt, { once: true });
    try {
      const reader = await this.connection.runAndReadAll(statement.text);
      return reader.getRowsJS();
    } catch (thrown) {
      if (signal?.aborted) throw new CancelledError('Loading the file');
      if (isDiskFull(thrown)) throw diskFull(thrown);
      throw thrown;
    } finally {
      signal?.removeEventListener('abort', interrupt);
      clearInterval(again);
    }
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

/** The engine and the independent count disagree: nothing is kept, because something would be lost. */
export const countsDisagree = (path: string, counted: number, loaded: number): WaybillError =>
  new WaybillError(
    'intake/counts-disagree',
    `${counted} records were counted but ${loaded} were loaded, so the file was not added: something would be lost. Look at the settings of the file (delimiter, quote, encoding).`,
    { place: { file: path } },
  );
