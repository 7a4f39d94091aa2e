/** A Parquet file, row group by row group, as Arrow streams; parquet.worker.ts runs it in the window. */
import { Table, tableToIPC, type Vector } from 'apache-arrow';
import { parquetMetadataAsync, parquetScan, parquetSchema, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { WaybillError } from '../../shared/errors.ts';
import { PLAIN_PARSERS, parquetColumns, plainMetadata } from './parquet-columns.ts';

/** Rows that are read ahead of the first row group, to be shown at once. */
const FIRST_ROWS = 200;

export interface ParquetStart {
  readonly file: Blob;
}

export type ParquetPiece =
  | {
      readonly kind: 'schema';
      readonly columns: readonly { readonly name: string; readonly type: string; readonly cast: boolean }[];
      readonly rows: number;
      /** Bytes of all values, unpacked. */
      readonly unpacked: number;
    }
  | {
      /** `first`: the beginning, which comes again with the first group. */
      readonly kind: 'first' | 'rows';
      /** Columns are called c0, c1, …. */
      readonly ipc: Uint8Array<ArrayBuffer>;
      readonly rows: number;
    };

const damaged = (cause: unknown): WaybillError =>
  new WaybillError(
    'intake/parquet-damaged',
    'This Parquet file cannot be read: it is damaged, cut short or uses something that is not known here. Get it again, or try it in a case.',
    { cause },
  );

export async function* parquetPieces({ file }: ParquetStart): AsyncGenerator<ParquetPiece> {
  const buffer: AsyncBuffer = {
    byteLength: file.size,
    slice: (start, end) => file.slice(start, end ?? file.size).arrayBuffer(),
  };
  let metadata: FileMetaData;
  try {
    metadata = await parquetMetadataAsync(buffer, { parsers: PLAIN_PARSERS, geoparquet: false });
  } catch (error) {
    throw damaged(error);
  }
  const columns = parquetColumns(parquetSchema(metadata));
  if (columns.length === 0) throw damaged(new Error('There are no columns.'));
  yield {
    kind: 'schema',
    columns: columns.map(({ name, type, cast }) => ({ name, type, cast })),
    rows: Number(metadata.num_rows),
    unpacked: metadata.row_groups.reduce((sum, group) => sum + Number(group.total_byte_size), 0),
  };

  const plain = plainMetadata(metadata);
  const read = async (rowStart: number, rowEnd: number): Promise<Uint8Array<ArrayBuffer>> => {
    const scan = await parquetScan({
      file: buffer,
      metadata: plain,
      compressors,
      parsers: PLAIN_PARSERS,
      geoparquet: false,
      rowStart,
      rowEnd,
    });
    const vectors: Record<string, Vector> = {};
    // One column after the other: as JavaScript values a column takes many times its size.
    for (const [i, column] of columns.entries()) {
      vectors[`c${i}`] = column.vector(await scan.readColumn({ column: column.name, rowStart, rowEnd }));
    }
    return tableToIPC(new Table(vectors), 'stream') as Uint8Array<ArrayBuffer>;
  };

  let start = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    if (rows === 0) continue;
    try {
      if (start === 0 && rows > FIRST_ROWS) yield { kind: 'first', ipc: await read(0, FIRST_ROWS), rows: FIRST_ROWS };
      yield { kind: 'rows', ipc: await read(start, start + rows), rows };
    } catch (error) {
      throw damaged(error);
    }
    start += rows;
  }
}
