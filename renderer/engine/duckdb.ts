/**
 * DuckDB-WASM in a worker: starting it, locking it, running a statement so that it can be cancelled. Only the `eh` build:
 * the threaded one fails on file handles.
 */
import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from '@duckdb/duckdb-wasm';
import { RecordBatchReader, type RecordBatch, type Schema } from 'apache-arrow';
import type { AbortSignalLike } from '../../shared/contract/engine.ts';
import { CancelledError, WaybillError } from '../../shared/errors.ts';
import type { Sql } from '../../shared/sql/sql.ts';
import { inlined } from '../../shared/sql/view-sql.ts';
import { columnsOf, type Scalar } from './arrow-values.ts';

/** Files beside the page; renderer/vite.config.ts puts them there. */
const url = (name: string): string => new URL(`./duckdb/${name}`, document.baseURI).href;

/** Registered files live under this prefix; after locking nothing else can be opened by name. */
export const FILE_PREFIX = 'look/';

/**
 * What is set before the first statement, in this order: after the last nothing can be changed. The prefix stays
 * readable, for files that are opened later; they are dropped as soon as they are loaded.
 */
const LOCK = [
  "ATTACH ':memory:' AS work",
  'CREATE SCHEMA results',
  'SET preserve_insertion_order = true',
  'SET enable_external_file_cache = false',
  'SET autoload_known_extensions = false',
  'SET autoinstall_known_extensions = false',
  'SET allow_community_extensions = false',
  `SET allowed_directories = ['${FILE_PREFIX}']`,
  'SET enable_external_access = false',
  'SET lock_configuration = true',
];

/** A statement's answer, whole. */
export interface Answer {
  readonly schema: Schema;
  readonly batches: readonly RecordBatch[];
}

type Connection = number;

/** One worker with one database. After `terminate` every call fails. */
export class Duck {
  readonly #db: AsyncDuckDB;
  readonly #worker: Worker;
  readonly #idle: Connection[] = [];
  /** Rejects when the worker is ended: what it was asked would otherwise never be answered. */
  readonly #dead: Promise<never>;
  #die: (error: Error) => void = () => undefined;

  private constructor(
    db: AsyncDuckDB,
    worker: Worker,
    private readonly readers: Set<(bytes: number) => void>,
  ) {
    this.#db = db;
    this.#worker = worker;
    this.#dead = new Promise((_, reject) => {
      this.#die = reject;
    });
    this.#dead.catch(() => undefined);
  }

  /** @throws WaybillError 'sandbox/start' where the worker or its program cannot be loaded */
  static async start(): Promise<Duck> {
    const worker = new Worker(url('reading-worker.js'));
    const readers = new Set<(bytes: number) => void>();
    // Before DuckDB's own listener, which would not know what to do with such a message.
    worker.addEventListener('message', (event: MessageEvent<{ waybillBytesRead?: number }>) => {
      const { waybillBytesRead: bytes } = event.data;
      if (bytes === undefined) return;
      event.stopImmediatePropagation();
      for (const reader of readers) reader(bytes);
    });
    const db = new AsyncDuckDB(new VoidLogger(), worker);
    try {
      await db.instantiate(url('duckdb-eh.wasm'));
      await db.open({ path: ':memory:', query: { queryPollingInterval: 20 } });
      const duck = new Duck(db, worker, readers);
      for (const statement of LOCK) await duck.run(statement);
      return duck;
    } catch (cause) {
      worker.terminate();
      throw new WaybillError(
        'sandbox/start',
        'The sandbox for looking at files could not be started. Close other windows and try again, or make a case of the file.',
        { cause },
      );
    }
  }

  version(): Promise<string> {
    return this.#db.getVersion();
  }

  /**
   * Does work on one connection, all of it or nothing: committed when `work` ends well, else rolled back.
   * @throws what `work` throws
   */
  async transaction<T>(signal: AbortSignalLike | undefined, work: (session: Session) => Promise<T>): Promise<T> {
    const connection = await this.#take();
    const session = new Session(this, this.#db, this.readers, connection, signal, (answer) => this.#ask(answer));
    try {
      await this.#runOn(connection, 'BEGIN');
      const result = await work(session);
      await this.#runOn(connection, 'COMMIT');
      return result;
    } catch (error) {
      await this.#runOn(connection, 'ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      // Not given back: its temporary tables go with it.
      this.#db.disconnect(connection).catch(() => undefined);
    }
  }

  /**
   * Runs one statement. Between two slices of its work (20 ms) the worker takes other messages, so a statement can be
   * cancelled and others can run meanwhile.
   * @param onStuck called where the engine does not react to a cancel; whoever owns this must then `terminate` it
   * @throws CancelledError; what DuckDB threw
   */
  async run(text: string, signal?: AbortSignalLike, onStuck?: () => void): Promise<Answer> {
    const connection = await this.#take();
    try {
      return await this.#runOn(connection, text, signal, onStuck);
    } finally {
      this.#idle.push(connection);
    }
  }

  /** As `run`, on a connection that the caller has. */
  async runOn(connection: number, text: string, signal?: AbortSignalLike): Promise<Answer> {
    return this.#runOn(connection, text, signal);
  }

  async #runOn(connection: Connection, text: string, signal?: AbortSignalLike, onStuck?: () => void): Promise<Answer> {
    if (signal?.aborted) throw new CancelledError('The statement');
    let stuck: ReturnType<typeof setTimeout> | undefined;
    let settled = false;
    const cancel = (): void => {
      // A worker that has ended answers no more; then `#dead` has told already.
      this.#db.cancelPendingQuery(connection).catch(() => undefined);
      if (onStuck !== undefined) stuck = setTimeout(() => !settled && onStuck(), STUCK_AFTER_MS);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      let header = await this.#ask(this.#db.startPendingQuery(connection, text, false));
      while (header === null) header = await this.#ask(this.#db.pollPendingQuery(connection));
      const parts = [header];
      for (;;) {
        // Null: not yet. Empty: no more.
        const part = await this.#ask(this.#db.fetchQueryResults(connection));
        if (part?.length === 0) break;
        if (part !== null) parts.push(part);
      }
      if (signal?.aborted) throw new CancelledError('The statement');
      const reader = RecordBatchReader.from(concat(parts)).open();
      // Read before the batches: with the last one the reader forgets it.
      const { schema } = reader;
      return { schema, batches: [...reader] };
    } catch (error) {
      if (signal?.aborted) throw new CancelledError('The statement');
      throw readable(error);
    } finally {
      settled = true;
      clearTimeout(stuck);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Ends the worker at once, whatever it does. Calls under way are cancelled. */
  terminate(): void {
    this.#die(
      new WaybillError(
        'sandbox/restarted',
        'The sandbox had to be restarted to stop a statement. Its files are read again; run your statement again.',
      ),
    );
    this.#db.detach();
    this.#worker.terminate();
  }

  #ask<T>(answer: Promise<T>): Promise<T> {
    return Promise.race([answer, this.#dead]);
  }

  async #take(): Promise<Connection> {
    return this.#idle.pop() ?? (await this.#ask(this.#db.connectInternal()));
  }
}

/** One connection of a transaction. What it registers is seen by all; names are the caller's care. */
export class Session {
  constructor(
    private readonly duck: Duck,
    private readonly db: AsyncDuckDB,
    private readonly readers: Set<(bytes: number) => void>,
    private readonly connection: Connection,
    private readonly signal: AbortSignalLike | undefined,
    private readonly ask: <T>(answer: Promise<T>) => Promise<T>,
  ) {}

  async run(statement: Sql): Promise<Answer> {
    return this.duck.runOn(this.connection, inlined(statement), this.signal);
  }

  async columns(statement: Sql): Promise<Scalar[][]> {
    return columnsOf(await this.run(statement));
  }

  /** Rows of values. */
  async values(statement: Sql): Promise<Scalar[][]> {
    const columns = await this.columns(statement);
    return (columns[0] ?? []).map((_, row) => columns.map((column) => column[row]!));
  }

  /** Lets statements read a file in place under a name. */
  registerFile(name: string, file: File): Promise<void> {
    return this.ask(this.db.registerFileHandle(name, file, DuckDBDataProtocol.BROWSER_FILEREADER, true));
  }

  /** Gives statements some bytes under a name. The bytes are moved to the worker: they are gone here. */
  registerBytes(name: string, bytes: Uint8Array): Promise<void> {
    return this.ask(this.db.registerFileBuffer(name, bytes));
  }

  async dropFile(name: string): Promise<void> {
    await this.ask(this.db.dropFile(name));
  }

  /** Makes a table of an Arrow stream. */
  insertArrow(schema: string, name: string, ipc: Uint8Array): Promise<void> {
    return this.ask(this.db.insertArrowFromIPCStream(this.connection, ipc, { schema, name, create: true }));
  }

  /** Hears how many bytes of files are read from now on, by whichever statement. @returns ends it */
  onBytesRead(listener: (bytes: number) => void): () => void {
    let start: number | null = null;
    const hear = (bytes: number): void => {
      start ??= bytes;
      listener(bytes - start);
    };
    this.readers.add(hear);
    return () => this.readers.delete(hear);
  }
}

/** Parser errors come as JSON here; elsewhere, and from the native engine, as `Parser Error: …`. */
function readable(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !thrown.message.startsWith('{"exception_type"')) return thrown;
  const { exception_type: type, exception_message: message } = JSON.parse(thrown.message) as Record<string, string>;
  return new Error(`${type} Error: ${message}`, { cause: thrown });
}

/** A slice of work takes some 20 ms; one that takes this long will not end by itself soon. */
const STUCK_AFTER_MS = 3000;

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
