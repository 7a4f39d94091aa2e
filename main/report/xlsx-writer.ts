/**
 * Workbooks written as a stream: memory does not grow with the rows. A table with more rows than a sheet holds goes on
 * in a next sheet. The file appears whole under its name or not at all.
 */
import { rename, rm } from 'node:fs/promises';
import type { ColumnInfo, ColumnPage } from '../../shared/contract/values.ts';
import type { AbortSignalLike } from '../../shared/contract/engine.ts';
import { throwIfAborted, WaybillError } from '../../shared/errors.ts';
import { columnLetters, encodeCell, headerCell, sheetName, STYLES_XML, xmlAttribute } from './xlsx-cells.ts';
import { ZipFile, type ZipEntry } from './zip-file.ts';

/** Rows of one sheet, its header included. */
export const MAX_SHEET_ROWS = 1_048_576;
export const MAX_SHEET_COLUMNS = 16_384;
/** A sheet goes on in a next one before its XML passes what programs address with 31 bits. */
const MAX_SHEET_BYTES = 2_000_000_000;
/** A signal is looked at, and the event loop let go on, about this often. */
const ROWS_PER_WRITE = 256;

/** One table of a workbook. `pages` is read once, in order, and only when its turn has come. */
export interface XlsxTable {
  /** Wished name of the sheet; changed as little as the format demands. */
  readonly name: string;
  readonly columns: readonly ColumnInfo[];
  readonly pages: AsyncIterable<ColumnPage> | Iterable<ColumnPage>;
}

export interface XlsxOptions {
  readonly signal?: AbortSignalLike;
  /** Called with the data rows written so far, over all tables. */
  readonly onRows?: (rows: number) => void;
  /** For tests: a smaller limit than the format's. */
  readonly maxSheetRows?: number;
}

export interface XlsxResult {
  /** Data rows written, headers not counted. */
  readonly rows: number;
  readonly sheets: readonly string[];
  /** Cells whose text was longer than 32,767 units and was cut. */
  readonly cutCells: number;
}

/**
 * Writes a workbook to `path`, replacing what is there only when the new one is whole and on disk.
 * @throws WaybillError 'export/too-many-columns', 'export/too-large'; CancelledError
 */
export async function writeXlsx(
  path: string,
  tables: AsyncIterable<XlsxTable> | Iterable<XlsxTable>,
  options: XlsxOptions = {},
): Promise<XlsxResult> {
  const temporary = `${path}.${process.pid}.${Date.now().toString(36)}.tmp`;
  const zip = await ZipFile.create(temporary);
  const workbook = new Workbook(zip, options);
  try {
    for await (const table of tables) await workbook.add(table);
    const result = await workbook.finish();
    await rename(temporary, path);
    return result;
  } catch (cause) {
    await workbook.abandon();
    await rm(temporary, { force: true });
    throw cause;
  }
}

class Workbook {
  readonly #zip: ZipFile;
  readonly #options: XlsxOptions;
  readonly #maxRows: number;
  readonly #sheets: string[] = [];
  readonly #taken = new Set<string>();
  #entry: ZipEntry | null = null;
  #rows = 0;
  #cutCells = 0;

  constructor(zip: ZipFile, options: XlsxOptions) {
    this.#zip = zip;
    this.#options = options;
    this.#maxRows = options.maxSheetRows ?? MAX_SHEET_ROWS;
  }

  async add(table: XlsxTable): Promise<void> {
    if (table.columns.length > MAX_SHEET_COLUMNS)
      throw new WaybillError(
        'export/too-many-columns',
        `“${table.name}” has ${table.columns.length} columns; a sheet holds ${MAX_SHEET_COLUMNS}. Choose fewer columns, or export as Parquet or CSV.`,
      );
    const letters = table.columns.map((_, i) => columnLetters(i));
    let row = 0;
    for await (const page of table.pages) {
      row = this.#entry === null ? await this.#begin(table, letters, page) : row;
      let text: string[] = [];
      for (let i = 0; i < page.rows; i += 1) {
        if (row >= this.#maxRows || this.#plainBytes() > MAX_SHEET_BYTES) {
          await this.#write(text);
          text = [];
          await this.#end(letters, row);
          row = await this.#begin(table, letters, page);
        }
        row += 1;
        text.push(this.#row(row, i, page, table.columns, letters));
        if (text.length === ROWS_PER_WRITE) {
          await this.#write(text);
          text = [];
          throwIfAborted(this.#options.signal, 'The export');
        }
      }
      await this.#write(text);
      this.#options.onRows?.(this.#rows);
      throwIfAborted(this.#options.signal, 'The export');
    }
    if (this.#entry === null) row = await this.#begin(table, letters, { from: 0, rows: 0, columns: [] });
    await this.#end(letters, row);
  }

  async finish(): Promise<XlsxResult> {
    if (this.#sheets.length === 0) await this.add({ name: 'Empty', columns: [], pages: [] });
    for (const [name, text] of packageParts(this.#sheets)) {
      this.#entry = await this.#zip.entry(name);
      await this.#entry.write(text);
      await this.#entry.end();
      this.#entry = null;
    }
    await this.#zip.finish();
    return { rows: this.#rows, sheets: this.#sheets, cutCells: this.#cutCells };
  }

  async abandon(): Promise<void> {
    await this.#entry?.abandon();
    await this.#zip.abandon();
  }

  #write(rows: readonly string[]): Promise<void> {
    return this.#entry!.write(rows.join(''));
  }

  #plainBytes(): number {
    return this.#entry!.plainBytes;
  }

  /** Begins a sheet with its header and returns the rows written: 1. */
  async #begin(table: XlsxTable, letters: readonly string[], sample: ColumnPage): Promise<number> {
    this.#sheets.push(sheetName(table.name, this.#taken));
    this.#entry = await this.#zip.entry(`xl/worksheets/sheet${this.#sheets.length}.xml`);
    const widths = table.columns.map((column, i) => width(column.name, sample.columns[i] ?? []));
    const header = table.columns.map((column, i) => headerCell(`${letters[i]!}1`, column.name)).join('');
    await this.#entry.write(
      `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"${this.#sheets.length === 1 ? ' tabSelected="1"' : ''}>` +
        `<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
        (widths.length === 0
          ? ''
          : `<cols>${widths.map((w, i) => `<col min="${i + 1}" max="${i + 1}" width="${w}" customWidth="1"/>`).join('')}</cols>`) +
        `<sheetData><row r="1">${header}</row>`,
    );
    return 1;
  }

  async #end(letters: readonly string[], row: number): Promise<void> {
    const last = letters.at(-1);
    await this.#entry!.write(
      `</sheetData>${last === undefined ? '' : `<autoFilter ref="A1:${last}${row}"/>`}</worksheet>`,
    );
    await this.#entry!.end();
    this.#entry = null;
  }

  #row(
    row: number,
    index: number,
    page: ColumnPage,
    columns: readonly ColumnInfo[],
    letters: readonly string[],
  ): string {
    let cells = '';
    for (let c = 0; c < columns.length; c += 1) {
      const encoded = encodeCell(`${letters[c]!}${row}`, page.columns[c]?.[index] ?? null, columns[c]!);
      cells += encoded.xml;
      if (encoded.cut) this.#cutCells += 1;
    }
    this.#rows += 1;
    return `<row r="${row}">${cells}</row>`;
  }
}

/** Width in characters, from the header and the first rows. */
function width(name: string, values: readonly (string | number | boolean | null)[]): number {
  let longest = name.length;
  for (let i = 0; i < Math.min(values.length, 200); i += 1) longest = Math.max(longest, String(values[i] ?? '').length);
  return Math.min(Math.max(longest + 2, 8), 60);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The parts of the package that name its sheets. */
function packageParts(sheets: readonly string[]): [name: string, text: string][] {
  const each = (line: (sheet: string, n: number) => string): string => sheets.map((s, i) => line(s, i + 1)).join('');
  const types =
    `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET}.sheet.main+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${SHEET}.styles+xml"/>` +
    each((_, n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${SHEET}.worksheet+xml"/>`) +
    '</Types>';
  const roots = `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
  const workbook =
    `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
    each((sheet, n) => `<sheet name="${xmlAttribute(sheet)}" sheetId="${n}" r:id="rId${n}"/>`) +
    '</sheets></workbook>';
  const links =
    `${XML}<Relationships xmlns="${PACKAGE}/relationships">` +
    each((_, n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`) +
    `<Relationship Id="rId${sheets.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;
  return [
    ['[Content_Types].xml', types],
    ['_rels/.rels', roots],
    ['xl/workbook.xml', workbook],
    ['xl/_rels/workbook.xml.rels', links],
    ['xl/styles.xml', STYLES_XML],
  ];
}
