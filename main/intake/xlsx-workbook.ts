/**
 * A workbook (.xlsx, .xlsm) on disk, read as a stream: the sheets, and the rows of one sheet at a time, in memory that
 * does not grow with the sheet. What is kept is the table of shared texts. Links to other files are never followed,
 * formulas never computed: the values that the writing program stored are what is read.
 */
import { pipeline, type Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createInflateRaw } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import yauzl from 'yauzl';
import { WaybillError } from '../../shared/errors.ts';
import type { NumberKind } from '../../shared/intake/excel-numbers.ts';
import {
  RelationsPart,
  SharedStringsPart,
  SheetPart,
  StylesPart,
  WorkbookPart,
  type SheetRow,
} from '../../shared/intake/xlsx-parts.ts';
import { XmlScanner, type XmlHandler } from '../../shared/intake/xml-scan.ts';

export type { Cell, SheetRow } from '../../shared/intake/xlsx-parts.ts';

export interface SheetInfo {
  readonly name: string;
  readonly hidden: boolean;
  /** Uncompressed size of its XML: what is read for it, for progress. */
  readonly bytes: number;
  /** Whether the sheet shows a pivot table. */
  readonly pivot: boolean;
}

/** Shared texts are held in memory: more than this (uncompressed bytes) is refused. */
const MOST_SHARED_BYTES = 1024 * 1024 * 1024;
/** Parts other than sheets and shared texts are small in any real workbook. */
const MOST_PART_BYTES = 64 * 1024 * 1024;

interface Sheet extends SheetInfo {
  readonly entry: Entry;
}

export class Workbook {
  private constructor(
    private readonly zip: ZipFile,
    private readonly found: readonly Sheet[],
    private readonly strings: { readonly entry: Entry | undefined; table: readonly string[] | null },
    private readonly kinds: readonly NumberKind[],
    private readonly date1904: boolean,
  ) {}

  /**
   * @param source a path, or the bytes of a workbook that lay inside another container
   * @throws WaybillError 'intake/workbook-encrypted', 'intake/workbook-unsupported' (.xlsb), 'intake/workbook-damaged'
   */
  static async open(source: string | Buffer): Promise<Workbook> {
    const zip = await openZip(source);
    try {
      const parts = await listParts(zip);
      return await Workbook.read(zip, parts);
    } catch (thrown) {
      zip.close();
      throw thrown;
    }
  }

  private static async read(zip: ZipFile, parts: ReadonlyMap<string, Entry>): Promise<Workbook> {
    const root = new RelationsPart();
    const rootEntry = parts.get('_rels/.rels');
    if (rootEntry) await scanPart(zip, rootEntry, root);
    const main = [...root.targets.values()].find((r) => r.kind === 'officeDocument')?.target ?? 'xl/workbook.xml';
    const mainPath = resolvePart('', main);
    if (mainPath.endsWith('.bin')) {
      throw new WaybillError(
        'intake/workbook-unsupported',
        'This is a binary workbook (.xlsb). Save it as .xlsx in a spreadsheet program, then add that.',
      );
    }
    const mainEntry = parts.get(mainPath.toLowerCase());
    if (!mainEntry) {
      throw new WaybillError('intake/workbook-damaged', 'This zip file holds no workbook that can be read.');
    }
    const book = new WorkbookPart();
    await scanPart(zip, mainEntry, book);

    const folder = mainPath.slice(0, mainPath.lastIndexOf('/') + 1);
    const relations = new RelationsPart();
    const relationsEntry = parts.get(relationsPath(mainPath).toLowerCase());
    if (relationsEntry) await scanPart(zip, relationsEntry, relations);
    const partOf = (target: string | undefined): Entry | undefined =>
      target === undefined ? undefined : parts.get(resolvePart(folder, target).toLowerCase());
    const byKind = (kind: string): Entry | undefined =>
      partOf([...relations.targets.values()].find((r) => r.kind === kind)?.target);

    const sheets: Sheet[] = [];
    for (const [i, sheet] of book.sheets.entries()) {
      const relation = relations.targets.get(sheet.relation);
      // A chart sheet or a dialog has no cells.
      if (relation && relation.kind !== 'worksheet') continue;
      const entry = partOf(relation?.target ?? `worksheets/sheet${i + 1}.xml`);
      if (!entry) continue;
      const own = new RelationsPart();
      const ownEntry = parts.get(relationsPath(entry.fileName).toLowerCase());
      if (ownEntry) await scanPart(zip, ownEntry, own);
      const pivot = [...own.targets.values()].some((r) => r.kind === 'pivotTable');
      sheets.push({ name: sheet.name, hidden: sheet.hidden, bytes: entry.uncompressedSize, pivot, entry });
    }
    const styles = new StylesPart();
    const stylesEntry = byKind('styles') ?? parts.get(`${folder}styles.xml`.toLowerCase());
    if (stylesEntry) await scanPart(zip, stylesEntry, styles);
    const strings = byKind('sharedStrings') ?? parts.get(`${folder}sharedstrings.xml`.toLowerCase());
    return new Workbook(zip, sheets, { entry: strings, table: null }, styles.kinds, book.date1904);
  }

  /** In the order of the workbook; chart sheets left out. */
  get sheets(): readonly SheetInfo[] {
    return this.found;
  }

  /** The rows of a sheet that have a cell, in file order. Stop early by leaving the loop. */
  async *rows(sheet: string): AsyncGenerator<SheetRow, void, void> {
    for await (const batch of this.batches(sheet)) yield* batch;
  }

  /**
   * The same in batches (some hundred rows), for whoever counts microseconds.
   * @throws WaybillError 'intake/no-such-sheet', 'intake/workbook-damaged', 'intake/xml-unreadable'
   */
  async *batches(sheet: string): AsyncGenerator<SheetRow[], void, void> {
    const found = this.found.find((s) => s.name === sheet);
    if (!found) {
      throw new WaybillError('intake/no-such-sheet', `The workbook has no sheet "${sheet}".`);
    }
    const part = new SheetPart({ strings: await this.texts(), kinds: this.kinds, date1904: this.date1904 });
    const scanner = new XmlScanner(part);
    for await (const text of partText(this.zip, found.entry)) {
      scanner.feed(text);
      const batch = part.take();
      if (batch.length > 0) yield batch;
    }
    scanner.end();
    const last = part.take();
    if (last.length > 0) yield last;
  }

  /** Shared texts, read when the first sheet is. */
  private async texts(): Promise<readonly string[]> {
    if (this.strings.table) return this.strings.table;
    const part = new SharedStringsPart();
    if (this.strings.entry) await scanPart(this.zip, this.strings.entry, part, MOST_SHARED_BYTES);
    this.strings.table = part.strings;
    return part.strings;
  }

  close(): void {
    this.zip.close();
  }
}

async function openZip(source: string | Buffer): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false, strictFileNames: false } as const;
  try {
    return await new Promise((resolve, reject) => {
      const done = (error: Error | null, zip: ZipFile): void => (error ? reject(error) : resolve(zip));
      if (typeof source === 'string') yauzl.open(source, options, done);
      else yauzl.fromBuffer(source, options, done);
    });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) throw cause;
    throw damaged(cause);
  }
}

function damaged(cause: unknown): WaybillError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new WaybillError('intake/workbook-damaged', `The workbook cannot be unpacked (${detail}).`, { cause });
}

/** All parts by lower-case name (part names are compared without case, OPC §6.2.2). */
async function listParts(zip: ZipFile): Promise<Map<string, Entry>> {
  const parts = new Map<string, Entry>();
  await new Promise<void>((resolve, reject) => {
    zip.on('error', (cause: Error) => reject(damaged(cause)));
    zip.on('end', () => resolve());
    zip.on('entry', (entry: Entry) => {
      const name = entry.fileName.toLowerCase();
      if (!parts.has(name)) parts.set(name, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
  if (parts.has('encryptedpackage') || [...parts.values()].some((entry) => (entry.generalPurposeBitFlag & 1) !== 0)) {
    throw new WaybillError(
      'intake/workbook-encrypted',
      'The workbook is protected with a password. Save a copy without it, then add that.',
    );
  }
  return parts;
}

/** A target of a relation as a part name: absolute where it begins with a slash, else from `folder`. */
function resolvePart(folder: string, target: string): string {
  const path = target.startsWith('/') ? target.slice(1) : folder + target;
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '.' && name !== '') names.push(name);
  }
  return names.join('/');
}

/** Where the relations of a part are written. */
function relationsPath(part: string): string {
  const slash = part.lastIndexOf('/') + 1;
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
}

async function scanPart(zip: ZipFile, entry: Entry, handler: XmlHandler, most = MOST_PART_BYTES): Promise<void> {
  if (entry.uncompressedSize > most) {
    throw new WaybillError(
      'intake/workbook-too-large',
      `A part of the workbook unpacks to ${Math.round(entry.uncompressedSize / 2 ** 20)} MB, more than is held in memory.`,
    );
  }
  const scanner = new XmlScanner(handler);
  for await (const text of partText(zip, entry)) scanner.feed(text);
  scanner.end();
}

/** The text of a part, decoded: UTF-8 unless a byte order mark says UTF-16. */
async function* partText(zip: ZipFile, entry: Entry): AsyncGenerator<string, void, void> {
  let decoder: TextDecoder | null = null;
  try {
    const stream = await openPart(zip, entry);
    let bytes = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > entry.uncompressedSize) throw damaged('a part is longer than the file says');
        decoder ??= new TextDecoder(markOf(chunk));
        yield decoder.decode(chunk, { stream: true });
      }
    } finally {
      stream.destroy();
    }
    if (bytes < entry.uncompressedSize) throw damaged('a part is shorter than the file says');
  } catch (cause) {
    if (cause instanceof WaybillError) throw cause;
    throw damaged(cause);
  }
  const rest = decoder?.decode() ?? '';
  if (rest !== '') yield rest;
}

const DEFLATED = 8;
/** Unpacked bytes at a time: with Node's own 16 KB, handing them over costs three times what unpacking does. */
const PIECE = 256 * 1024;

/** The bytes of a part, unpacked. */
async function openPart(zip: ZipFile, entry: Entry): Promise<Readable> {
  const deflated = entry.compressionMethod === DEFLATED;
  const stream = await new Promise<Readable>((resolve, reject) => {
    const opened = (error: Error | null, found: Readable): void => (error ? reject(damaged(error)) : resolve(found));
    if (deflated) zip.openReadStream(entry, { decodeFileData: false }, opened);
    else zip.openReadStream(entry, opened);
  });
  if (!deflated) return stream;
  const unpack = createInflateRaw({ chunkSize: PIECE });
  // What goes wrong in either of them ends the reading of `unpack`.
  pipeline(stream, unpack, () => undefined);
  return unpack;
}

function markOf(chunk: Buffer): string {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}
