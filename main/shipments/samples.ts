/** The first records of a file as text, to judge its columns before anything is loaded. */
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import iconv from 'iconv-lite';
import { JsonSplitter, jsonShape, readableMembers } from '../../shared/intake/json-records.ts';
import { eachRow, isEmptyRow, type Dialect } from '../../shared/intake/parse-delimited.ts';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import { openContainer, readWhole } from '../intake/container.ts';
import { decodeUtf8 } from '../intake/decoders.ts';
import { sampleSource } from '../intake/sample.ts';
import { Workbook } from '../intake/xlsx-workbook.ts';

export type SampleRow = readonly (string | null)[];

/** Records that are enough to know a column. */
const MOST_ROWS = 2000;

/** Records of `path` in file order, as wide as `settings.columns`; misshapen ones are left out. */
export async function sampleRows(path: string, settings: SourceSettings): Promise<SampleRow[]> {
  switch (settings.kind) {
    case 'csv':
      return await textRows(path, settings);
    case 'xlsx':
      return await workbookRows(path, settings);
    case 'parquet':
      return await parquetRows(path, settings);
    case 'json':
      return await jsonRows(path, settings);
  }
}

/**
 * All records of a file that fits in memory; misshapen ones are left out. For lists, not for evidence.
 * @param most records at most
 */
export async function allRows(path: string, settings: SourceSettings, most: number): Promise<SampleRow[]> {
  switch (settings.kind) {
    case 'csv':
      return await wholeText(path, settings, most);
    case 'xlsx':
      return await workbookRows(path, settings, most);
    case 'parquet':
      return await parquetRows(path, settings, most);
    case 'json':
      return await jsonRows(path, settings);
  }
}

async function wholeText(path: string, settings: SourceSettings, most: number): Promise<SampleRow[]> {
  const bytes = await readWhole(await openContainer(path, settings.member));
  const before = settings.headerRow > 0 ? settings.headerRow : settings.skippedRows;
  const width = settings.columns.length;
  const rows: SampleRow[] = [];
  let seen = 0;
  eachRow(
    iconv.decode(bytes, settings.encoding ?? 'utf-8'),
    dialectOf(settings),
    (row) => {
      seen += 1;
      if (seen > before && row.fault === null && !isEmptyRow(row.fields))
        rows.push(row.fields.slice(0, Math.max(width, 1)).map((field) => (field === '' ? null : field)));
      return rows.length < most;
    },
    { width, complete: true },
  );
  return rows;
}

const dialectOf = (settings: SourceSettings): Dialect => ({
  delimiter: settings.delimiter ?? ',',
  quote: settings.quote ?? '',
  escape: settings.escape,
  comment: settings.comment,
});

async function textRows(path: string, settings: SourceSettings): Promise<SampleRow[]> {
  const sample = await sampleSource(await openContainer(path, settings.member));
  const encoding = settings.encoding ?? 'utf-8';
  const decode = (bytes: Buffer): string => iconv.decode(bytes, encoding);
  const dialect = dialectOf(settings);
  const width = settings.columns.length;
  const rows: SampleRow[] = [];
  const take = (text: string, skip: number, most: number, complete: boolean): void => {
    let seen = 0;
    eachRow(
      text,
      dialect,
      (row) => {
        seen += 1;
        const fits = row.fault === null && row.fields.length === width && !isEmptyRow(row.fields);
        if (seen > skip && fits) rows.push(row.fields.map((field) => (field === '' ? null : field)));
        return rows.length < most;
      },
      { width, complete },
    );
  };
  const before = settings.headerRow > 0 ? settings.headerRow : settings.skippedRows;
  take(decode(sample.head), before, MOST_ROWS * (sample.complete ? 1 : 0.5), sample.complete);
  // Later months may fill columns that the first ones leave empty.
  for (const [i, piece] of sample.pieces.entries()) {
    const share = (MOST_ROWS / 2 / sample.pieces.length) * (i + 1);
    take(decode(piece), 1, MOST_ROWS / 2 + share, false);
  }
  return rows;
}

async function workbookRows(path: string, settings: SourceSettings, most = MOST_ROWS): Promise<SampleRow[]> {
  const source = await openContainer(path, settings.member);
  const book = await Workbook.open(source.compression === 'none' ? path : await readWhole(source));
  const before = settings.headerRow > 0 ? settings.headerRow : settings.skippedRows;
  const rows: SampleRow[] = [];
  try {
    for await (const batch of book.batches(settings.sheet ?? book.sheets[0]?.name ?? '')) {
      for (const row of batch) {
        if (row.row <= before) continue;
        const cells = settings.columns.map((_, i) => row.cells[i]?.shown ?? null);
        if (!isEmptyRow(cells)) rows.push(cells);
        if (rows.length >= most) return rows;
      }
    }
    return rows;
  } finally {
    book.close();
  }
}

async function parquetRows(path: string, settings: SourceSettings, most = MOST_ROWS): Promise<SampleRow[]> {
  const source = await openContainer(path, settings.member);
  const bytes = await readWhole(source);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const objects = await parquetReadObjects({ file, compressors, rowStart: 0, rowEnd: most });
  return objects.map((object) => settings.columns.map((column) => cellText(object[column.header])));
}

async function jsonRows(path: string, settings: SourceSettings): Promise<SampleRow[]> {
  const sample = await sampleSource(await openContainer(path, settings.member));
  const head = Buffer.from(iconv.decode(sample.head, settings.encoding ?? 'utf-8'), 'utf8');
  const shape = jsonShape(head, sample.complete);
  const rows: SampleRow[] = [];
  if (shape === null) return rows;
  const take = (start: number, end: number): void => {
    const members = rows.length < MOST_ROWS ? readableMembers(decodeUtf8(head.subarray(start, end))) : null;
    if (members !== null) rows.push(settings.columns.map(({ header }) => members.get(header) || null));
  };
  new JsonSplitter(shape, settings.sheet).scan(head, head.length, take, sample.complete);
  return rows;
}

function cellText(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, '');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
