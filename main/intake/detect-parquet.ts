/** How a Parquet file is read: columns and records are told by the file itself. */
import fs from 'node:fs/promises';
import { parquetMetadataAsync, type FileMetaData, type SchemaElement } from 'hyparquet';
import { WaybillError } from '../../shared/errors.ts';
import { columnNames, type ColumnSettings, type ColumnType, type Detection } from '../../shared/intake/settings.ts';
import type { Container } from './container.ts';
import { baseSettings } from './detect-base.ts';

/** @param from a path, or the bytes where the file lay packed in another container */
export async function detectParquet(source: Container, from: string | Buffer): Promise<Detection> {
  const metadata = await readMetadata(source.path, from);
  const elements = topLevel(metadata.schema);
  const names = columnNames(elements.map((element) => element.name));
  const columns = elements.map((element, i): ColumnSettings => {
    const type = columnType(element);
    return { header: element.name, name: names[i]!, type, format: type === 'date' ? 'yyyy-mm-dd' : null };
  });
  return {
    settings: { ...baseSettings(source), kind: 'parquet', columns },
    confidence: 1,
    remarks: [],
    records: Number(metadata.num_rows),
    choices: source.members,
  };
}

async function readMetadata(path: string, from: string | Buffer): Promise<FileMetaData> {
  const file = typeof from === 'string' ? await fs.open(from, 'r') : null;
  try {
    const byteLength = file ? (await file.stat()).size : from.length;
    const slice = async (start: number, end: number = byteLength): Promise<ArrayBuffer> => {
      const bytes = Buffer.alloc(Math.max(0, end - start));
      if (file) await file.read(bytes, 0, bytes.length, start);
      else (from as Buffer).copy(bytes, 0, start, end);
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    };
    return await parquetMetadataAsync({ byteLength, slice });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WaybillError(
      'intake/damaged-parquet',
      `This Parquet file cannot be read (${reason}). Get it again from its sender.`,
      {
        cause,
        place: { file: path },
      },
    );
  } finally {
    await file?.close();
  }
}

/** The schema is a tree written depth first; columns are the children of its root, nested ones as one column. */
function topLevel(schema: readonly SchemaElement[]): SchemaElement[] {
  const found: SchemaElement[] = [];
  let at = 1;
  const skip = (): void => {
    const children = schema[at]?.num_children ?? 0;
    at += 1;
    for (let i = 0; i < children; i += 1) skip();
  };
  while (at < schema.length) {
    found.push(schema[at]!);
    skip();
  }
  return found;
}

function columnType(element: SchemaElement): ColumnType {
  if ((element.num_children ?? 0) > 0) return 'text';
  const logical = element.logical_type?.type;
  const converted = element.converted_type;
  if (converted === 'DECIMAL' || logical === 'DECIMAL' || logical === 'FLOAT16') return 'decimal';
  if (converted === 'DATE' || logical === 'DATE') return 'date';
  if (converted?.startsWith('TIMESTAMP') || logical === 'TIMESTAMP' || element.type === 'INT96') return 'timestamp';
  if (converted?.startsWith('TIME') || logical === 'TIME') return 'text';
  switch (element.type) {
    case 'BOOLEAN':
      return 'boolean';
    case 'INT32':
    case 'INT64':
      return 'integer';
    case 'FLOAT':
    case 'DOUBLE':
      return 'decimal';
    default:
      return 'text';
  }
}
