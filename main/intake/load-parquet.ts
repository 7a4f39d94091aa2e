/** A Parquet file into ours: the same rows in the same order, every column as text. */
import fs from 'node:fs';
import { createHash } from 'node:crypto';
import { parquetMetadata } from 'hyparquet';
import { throwIfAborted, WaybillError } from '../../shared/errors.ts';
import { columnNames } from '../../shared/intake/settings.ts';
import { ident, join, literal, sql, type Sql } from '../../shared/sql/sql.ts';
import { assertUnchanged, openFile } from './byte-source.ts';
import { emptyFile, readingFailed, truncated } from './errors.ts';
import { copyToParquet, countsDisagree, enginePath } from './intake-engine.ts';
import { unpacked } from './load-rows.ts';
import { report } from './load-text.ts';
import type { LoadContext, LoadedSource } from './load.ts';
import { IndexWriter } from './record-index.ts';

const READ_SIZE = 4 * 1024 * 1024;
/** No real file needs a larger description of itself. */
const LARGEST_FOOTER = 256 * 1024 * 1024;

/** @throws WaybillError 'intake/truncated', 'intake/not-parquet', 'intake/damaged-parquet' */
export async function loadParquet(context: LoadContext): Promise<LoadedSource> {
  return await unpacked(context, async (path) => await loadPlain({ ...context, path }));
}

async function loadPlain(context: LoadContext): Promise<LoadedSource> {
  const fd = openFile(context.path);
  try {
    const before = fs.fstatSync(fd);
    if (before.size === 0) throw emptyFile(context.path);
    const rows = countRows(context.path, fd, before.size);
    const [sha256, loaded] = await Promise.all([hash(context, fd, before.size), copy(context)]);
    assertUnchanged(context.path, fd, before);
    if (loaded.count !== rows) throw countsDisagree(context.path, rows, loaded.count);
    const index = new IndexWriter(context.outIndex, 'source');
    index.finish({ records: rows, width: loaded.columns.length, trailing: false });
    return {
      sha256,
      bytes: before.size,
      columns: loaded.columns,
      read: rows,
      loaded: loaded.count,
      rejected: 0,
      rejectsSample: [],
      numbered: false,
    };
  } finally {
    fs.closeSync(fd);
  }
}

/** Rows by the file's own description, read apart from the engine. */
function countRows(path: string, fd: number, size: number): number {
  const head = readAt(path, fd, 0, 4).toString('latin1');
  const tail = readAt(path, fd, Math.max(0, size - 8), 8);
  if (head === 'PARE' || tail.subarray(4).toString('latin1') === 'PARE') {
    throw new WaybillError('intake/encrypted', 'This Parquet file is encrypted. Ask its sender for an open one.', {
      place: { file: path },
    });
  }
  if (head !== 'PAR1') {
    throw new WaybillError('intake/not-parquet', 'This is not a Parquet file, whatever its name says.', {
      place: { file: path },
    });
  }
  if (size < 12 || tail.subarray(4).toString('latin1') !== 'PAR1') throw truncated(path);
  const footer = tail.readUInt32LE(0);
  if (footer > LARGEST_FOOTER || footer + 12 > size) throw damaged(path);
  const bytes = readAt(path, fd, size - 8 - footer, footer + 8);
  try {
    const copied = new Uint8Array(bytes).buffer;
    return Number(parquetMetadata(copied).num_rows);
  } catch (cause) {
    throw damaged(path, cause);
  }
}

function readAt(path: string, fd: number, position: number, length: number): Buffer {
  const out = Buffer.alloc(length);
  try {
    return out.subarray(0, fs.readSync(fd, out, 0, length, position));
  } catch (thrown) {
    throw readingFailed(path, thrown);
  }
}

async function hash(context: LoadContext, fd: number, size: number): Promise<string> {
  const digest = createHash('sha256');
  const progress = report(context, 'reading', 0, 0.9);
  const block = Buffer.allocUnsafe(READ_SIZE);
  for (let position = 0; position < size;) {
    throwIfAborted(context.signal, 'Reading the file');
    const n = await new Promise<number>((resolve, reject) => {
      fs.read(fd, block, 0, block.length, position, (failed, bytes) => (failed ? reject(failed) : resolve(bytes)));
    });
    if (n === 0) throw truncated(context.path);
    digest.update(block.subarray(0, n));
    position += n;
    progress({ bytes: position, totalBytes: size, rows: 0 });
  }
  return digest.digest('hex');
}

async function copy(context: LoadContext): Promise<{ count: number; columns: string[] }> {
  const file = sql`read_parquet(${literal(enginePath(context.path))}, hive_partitioning=false)`;
  try {
    const described = await context.engine.run(sql`DESCRIBE SELECT * FROM ${file}`, context.signal);
    const found = described.map((row) => ({ name: String(row[0]), type: String(row[1]) }));
    const columns = columnNames(found.map((c) => c.name));
    const select = join(found.map((c, i) => sql`${asText(c)} AS ${ident(columns[i] ?? c.name)}`));
    const count = await context.engine.copy(
      copyToParquet(sql`SELECT ${select} FROM ${file}`, context.outData),
      context.signal,
    );
    return { count, columns };
  } catch (thrown) {
    if (thrown instanceof WaybillError) throw thrown;
    throw damaged(context.path, thrown);
  }
}

/** A value as text; bytes that are UTF-8 (old writers do not mark their texts) as that text. */
function asText(column: { readonly name: string; readonly type: string }): Sql {
  const name = ident(column.name);
  if (column.type === 'VARCHAR') return name;
  if (column.type === 'BLOB') return sql`coalesce(try(decode(${name})), ${name}::VARCHAR)`;
  return sql`${name}::VARCHAR`;
}

const damaged = (path: string, cause?: unknown): WaybillError =>
  new WaybillError(
    'intake/damaged-parquet',
    'This Parquet file is damaged or uses a feature that cannot be read. Get it again from its sender, or ask for CSV.',
    { cause, place: { file: path } },
  );
