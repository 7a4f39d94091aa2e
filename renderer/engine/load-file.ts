/**
 * Reads a file into a table of the sandbox: first rows at once, then all of it in one transaction, so that a load that is
 * cancelled or fails leaves nothing. UTF-8 is read in place; other encodings and gzip come as UTF-8 pieces, Parquet as
 * Arrow, from a worker.
 */
import type { AbortSignalLike, Progress } from '../../shared/contract/engine.ts';
import { kindOfType, type ColumnInfo, type ColumnPage } from '../../shared/contract/values.ts';
import { WaybillError, throwIfAborted } from '../../shared/errors.ts';
import { empty, ident, join, literal, qualified, sql, type Sql } from '../../shared/sql/sql.ts';
import { pageSql } from '../../shared/sql/view-sql.ts';
import { FILE_PREFIX, type Duck, type Session } from './duckdb.ts';
import type { ParquetPiece, ParquetStart } from './parquet-pieces.ts';
import { piecesOf } from './pieces.ts';
import type { TextPiece, TextStart } from './text-pieces.ts';
import type { HeadStart, TextHead } from './text-head.ts';
import type { TextShape } from './text-shape.ts';

export interface LoadOptions {
  readonly signal?: AbortSignalLike | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Bytes of text that are taken; `MAX_SOURCE_BYTES` if not given. */
  readonly maxBytes?: number;
  /** Read the first rows and no more; no table is made. */
  readonly onlyFirstRows?: boolean;
  /** The beginning of the file, as soon as it can be read. */
  readonly onFirstRows?: ((columns: readonly ColumnInfo[], page: ColumnPage) => void) | undefined;
}

export interface Loaded {
  readonly rows: number;
  /** Records that do not have the width of the header, or are not well formed; they are not in the table. */
  readonly rejected: number;
}

const FIRST_ROWS = 200;
const NOTHING_LOADED: Loaded = { rows: 0, rejected: 0 };

/**
 * Bytes of text that a Quick Look takes, all its files together. The engine has 3.1 GB and no disk to spill to; loaded
 * text takes 1.26 times its size (docs/decisions/009-sandbox.md), and statements need room to work.
 */
export const MAX_SOURCE_BYTES = 1_500_000_000;

export const tooLarge = (file: File): WaybillError =>
  new WaybillError(
    'sandbox/too-large',
    `${file.name} is too large for a Quick Look, which works in memory. Make a case of it: a case works from the disk.`,
    { place: { file: file.name } },
  );

type FileKind = 'text' | 'gzip' | 'parquet';

let nextFile = 1;

export async function loadFile(duck: Duck, file: File, relation: string, options: LoadOptions): Promise<Loaded> {
  if (file.size === 0) throw unreadable(file, 'empty', 'The file is empty.');
  let head: Uint8Array<ArrayBuffer>;
  try {
    head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  } catch (cause) {
    throw unreadable(
      file,
      'unreadable',
      'The file cannot be read. Is it still there, unchanged, and is it a file?',
      cause,
    );
  }
  const kind = kindOf(file, head);
  return duck.transaction(options.signal, async (session) => {
    const load = kind === 'parquet' ? loadParquet : loadText;
    return load(session, file, relation, options, kind);
  });
}

function kindOf(file: File, head: Uint8Array): FileKind {
  const starts = (...bytes: number[]): boolean => bytes.every((byte, i) => head[i] === byte);
  if (starts(0x50, 0x41, 0x52, 0x31)) return 'parquet';
  if (starts(0x1f, 0x8b)) return 'gzip';
  const container = starts(0x50, 0x4b)
    ? 'A ZIP file or workbook'
    : starts(0x28, 0xb5, 0x2f, 0xfd)
      ? 'A file packed with Zstandard'
      : null;
  if (container !== null) {
    throw unreadable(file, 'needs-case', `${container} cannot be looked at in the sandbox. Make a case of it.`);
  }
  return 'text';
}

const unreadable = (file: File, what: string, advice: string, cause?: unknown): WaybillError =>
  new WaybillError(`intake/${what}`, `${file.name}: ${advice}`, { place: { file: file.name }, cause });

// ---- delimited text --------------------------------------------------------------------------------------------

async function loadText(
  session: Session,
  file: File,
  relation: string,
  options: LoadOptions,
  kind: FileKind,
): Promise<Loaded> {
  const gzip = kind === 'gzip';
  const { shape, bytes: firstBytes } = await headOf({ file, gzip });
  const { encoding } = shape;
  await showFirstRows(session, firstBytes, shape, options);
  if (options.onlyFirstRows) return NOTHING_LOADED;
  throwIfAborted(options.signal, 'Reading the file');

  const table = ident(relation);
  const name = `${FILE_PREFIX}${nextFile++}`;
  if (encoding === 'utf-8' && !gzip) {
    await session.registerFile(name, file);
    let stop = (): void => undefined;
    try {
      stop = session.onBytesRead((bytes) => {
        const read = Math.min(bytes, file.size);
        options.onProgress?.({ fraction: read / file.size, bytes: read, totalBytes: file.size });
      });
      await session.run(sql`CREATE TABLE ${table} AS SELECT * FROM ${readCsv(name, shape, shape.skip)}`);
    } finally {
      stop();
      await session.dropFile(name);
    }
  } else {
    const columns = join(shape.columns.map((column) => sql`${ident(column)} VARCHAR`));
    await session.run(sql`CREATE TABLE ${table} (${columns})`);
    const worker = new Worker(new URL('./text.worker.ts', import.meta.url), { type: 'module' });
    const start: TextStart = { file, encoding, gzip, quote: shape.quote };
    let skip = shape.skip;
    let unpacked = 0;
    for await (const { bytes, consumed } of piecesOf<TextPiece>(worker, start)) {
      throwIfAborted(options.signal, 'Reading the file');
      // Known only now: a packed file says nothing reliable of its size, and another encoding may take half the bytes.
      unpacked += bytes.length;
      if (unpacked > (options.maxBytes ?? MAX_SOURCE_BYTES)) throw tooLarge(file);
      await session.registerBytes(name, bytes);
      await session.run(sql`INSERT INTO ${table} SELECT * FROM ${readCsv(name, shape, skip)}`);
      await session.dropFile(name);
      skip = 0;
      options.onProgress?.({ fraction: consumed / file.size, bytes: consumed, totalBytes: file.size });
    }
  }
  const [[rows]] = (await session.values(sql`SELECT count(*) FROM ${table}`)) as [[string]];
  const loaded = { rows: Number(rows), rejected: await rejectedSoFar(session) };
  // The engine has been seen to give up in silence where it could not allocate a buffer: an empty table is not believed.
  if (loaded.rows + loaded.rejected === 0 && shape.hasRecords) {
    throw new WaybillError('engine/out-of-memory', `${file.name} could not be read into memory.`);
  }
  return loaded;
}

/** Bytes; also the size of the buffers, of which the engine would otherwise make some of 16 times the longest line. */
const LONGEST_LINE: Sql = { text: '33554432', binds: [] };

async function headOf(start: HeadStart): Promise<TextHead> {
  const worker = new Worker(new URL('./head.worker.ts', import.meta.url), { type: 'module' });
  for await (const head of piecesOf<TextHead>(worker, start)) return head;
  throw new Error('The worker gave no head.');
}

/** `read_csv` with nothing left to guess; as in a case, an unquoted empty cell is NULL and a quoted one ''. */
function readCsv(name: string, shape: TextShape, skip: number): Sql {
  const columns = join(shape.columns.map((column) => sql`${literal(column)}: 'VARCHAR'`));
  const number = { text: String(skip), binds: [] };
  // Otherwise the engine tells LF and CRLF apart by itself.
  const newLine = shape.crOnly ? sql`new_line=${literal('\\r')}, ` : empty;
  return sql`read_csv(${literal(name)}, auto_detect=false, header=false, skip=${number}, delim=${literal(shape.delimiter)}, quote=${literal(shape.quote)}, escape=${literal(shape.escape)}, comment=${literal(shape.comment ?? '')}, ${newLine} nullstr='', allow_quoted_nulls=false, strict_mode=true, null_padding=false, store_rejects=true, rejects_limit=0, max_line_size=${LONGEST_LINE}, buffer_size=${LONGEST_LINE}, columns={${columns}})`;
}

/** Rejected records of this transaction. They are kept in temporary tables of its connection. */
async function rejectedSoFar(session: Session): Promise<number> {
  const rows = await session.values(
    sql`SELECT count(*) FROM (SELECT DISTINCT scan_id, file_id, line FROM reject_errors)`,
  );
  return Number(rows[0]?.[0] ?? 0);
}

async function showFirstRows(
  session: Session,
  bytes: Uint8Array<ArrayBuffer>,
  shape: TextShape,
  options: LoadOptions,
): Promise<void> {
  if (options.onFirstRows === undefined) return;
  const name = `${FILE_PREFIX}${nextFile++}`;
  await session.registerBytes(name, bytes);
  const columns = shape.columns.map((column) => ({ name: column, type: 'VARCHAR', kind: kindOfType('VARCHAR') }));
  const values = await session.columns(
    sql`SELECT * FROM ${readCsv(name, shape, shape.skip)} LIMIT ${{ text: String(FIRST_ROWS), binds: [] }}`,
  );
  await session.dropFile(name);
  await session.run(sql`DROP TABLE IF EXISTS reject_errors`);
  await session.run(sql`DROP TABLE IF EXISTS reject_scans`);
  options.onFirstRows(columns, { from: 0, rows: values[0]?.length ?? 0, columns: values });
}

// ---- Parquet ---------------------------------------------------------------------------------------------------

async function loadParquet(session: Session, file: File, relation: string, options: LoadOptions): Promise<Loaded> {
  const worker = new Worker(new URL('./parquet.worker.ts', import.meta.url), { type: 'module' });
  const table = ident(relation);
  let columns: Extract<ParquetPiece, { kind: 'schema' }>['columns'] = [];
  let total = 0;
  let done = 0;
  for await (const piece of piecesOf<ParquetPiece>(worker, { file } satisfies ParquetStart)) {
    throwIfAborted(options.signal, 'Reading the file');
    if (piece.kind === 'schema') {
      if (!options.onlyFirstRows && piece.unpacked > (options.maxBytes ?? MAX_SOURCE_BYTES)) throw tooLarge(file);
      columns = piece.columns;
      total = piece.rows;
      await session.run(sql`CREATE TABLE ${table} (${join(shapeOfColumns(columns))})`);
      continue;
    }
    const staging = qualified('results', 'staging');
    await session.insertArrow('results', 'staging', piece.ipc);
    if (piece.kind === 'first') {
      const info = columns.map(({ name, type }) => ({ name, type, kind: kindOfType(type) }));
      const first = qualified('results', 'first');
      const named = columns.map(({ name }) => ident(name));
      await session.run(sql`CREATE TABLE ${first} (${join(shapeOfColumns(columns))})`);
      await session.run(sql`INSERT INTO ${first} (${join(named)}) ${fromStaging(staging, columns)}`);
      const values = await session.columns(pageSql(first, info, sql`TRUE`, sql`rowid`));
      await session.run(sql`DROP TABLE ${first}`);
      options.onFirstRows?.(info, { from: 0, rows: piece.rows, columns: values });
      if (options.onlyFirstRows) break;
    } else {
      await session.run(sql`INSERT INTO ${table} ${fromStaging(staging, columns)}`);
      done += piece.rows;
      options.onProgress?.({ fraction: total === 0 ? null : done / total, rows: done });
    }
    await session.run(sql`DROP TABLE ${staging}`);
  }
  return { rows: done, rejected: 0 };
}

const shapeOfColumns = (columns: readonly { readonly name: string; readonly type: string }[]): Sql[] =>
  columns.map(({ name, type }) => sql`${ident(name)} ${{ text: type, binds: [] }}`);

const fromStaging = (staging: Sql, columns: readonly { readonly type: string; readonly cast: boolean }[]): Sql =>
  sql`SELECT ${join(
    columns.map(({ type }, i) => sql`CAST(${ident(`c${i}`)} AS ${{ text: type, binds: [] }})`),
  )} FROM ${staging}`;
