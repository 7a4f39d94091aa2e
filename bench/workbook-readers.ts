/**
 * A workbook of many rows into a source, against unpacking its sheet (the least that any reader must do), reading its cells,
 * and the XLSX readers of the npm registry just reading its cells.
 *
 *   npm i --prefix /tmp/readers exceljs xlsx-stream-reader @e965/xlsx read-excel-file hucre xlstream
 *   WAYBILL_XLSX_READERS=/tmp/readers npm run bench -- workbook-readers [rows] [--only a,b]     (500,000 rows x 20 columns)
 *
 * They are no dependencies of Waybill: without the variable only our own lines are printed. Each runs in a process of
 * its own. The workbook is as spreadsheet programs write it: texts in the shared table, numbers in the cells.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadSource } from '../main/intake/load.ts';
import { Workbook } from '../main/intake/xlsx-workbook.ts';
import { openMember } from '../main/intake/zip-member.ts';
import { ZipFile } from '../main/report/zip-file.ts';
import type { SourceSettings } from '../shared/intake/settings.ts';

const OUT = path.resolve('bench/out');
const COLUMNS = 20;
/** Distinct texts: a column of names repeats itself. */
const TEXTS = 60_000;
const headers = Array.from({ length: COLUMNS }, (_, i) => `Column ${i + 1}`);
const readers = process.env['WAYBILL_XLSX_READERS'] ?? '';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

async function writeWorkbook(file: string, rows: number): Promise<void> {
  const zip = await ZipFile.create(file);
  const put = async (name: string, parts: Iterable<string>): Promise<void> => {
    const entry = await zip.entry(name);
    for (const part of parts) await entry.write(part);
    await entry.end();
  };
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  await put('[Content_Types].xml', [
    `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${type}.sharedStrings+xml"/></Types>`,
  ]);
  await put('_rels/.rels', [
    `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ]);
  await put('xl/workbook.xml', [
    `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ]);
  await put('xl/_rels/workbook.xml.rels', [
    `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
  ]);
  await put('xl/styles.xml', [
    `${XML}<styleSheet xmlns="${MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>`,
  ]);
  function* texts(): Generator<string> {
    yield `${XML}<sst xmlns="${MAIN}" count="${rows * 7}" uniqueCount="${TEXTS + COLUMNS}">`;
    for (const header of headers) yield `<si><t>${header}</t></si>`;
    for (let i = 0; i < TEXTS; i += 1) yield `<si><t>Поставщик ${i * 7919} LTD</t></si>`;
    yield '</sst>';
  }
  await put('xl/sharedStrings.xml', texts());
  const letter = (c: number): string => String.fromCharCode(65 + c);
  function* sheet(): Generator<string> {
    yield `${XML}<worksheet xmlns="${MAIN}"><sheetData><row r="1">${headers.map((_, c) => `<c r="${letter(c)}1" t="s"><v>${c}</v></c>`).join('')}</row>`;
    for (let r = 2; r <= rows + 1; r += 1) {
      let row = `<row r="${r}">`;
      for (let c = 0; c < COLUMNS; c += 1)
        row +=
          c % 3 === 0
            ? `<c r="${letter(c)}${r}" t="s"><v>${COLUMNS + ((r * (c + 7)) % TEXTS)}</v></c>`
            : `<c r="${letter(c)}${r}"><v>${((r * 7919 + c) % 100_003) / (c % 2 === 0 ? 1 : 100)}</v></c>`;
      yield `${row}</row>`;
    }
    yield '</sheetData></worksheet>';
  }
  await put('xl/worksheets/sheet1.xml', sheet());
  await zip.finish();
}

const settings: SourceSettings = {
  kind: 'xlsx', compression: 'none', member: null, encoding: null, bom: false, newline: null, delimiter: null, quote: null,
  escape: null, comment: null, sheet: 'Sheet', headerRow: 1, headerRows: 1, skippedRows: 0, decimal: null, thousands: null,
  nullTokens: [], columns: headers.map((header) => ({ header, name: header, type: 'text', format: null })),
}; // prettier-ignore

/** What the other readers offer; only what is called here. */
interface Rows {
  on(event: string, take: (row: { values?: unknown[]; raw?: { arr: unknown[] } }) => void): Rows;
}
type Load = <T>(name: string) => T | Promise<T>;

const require = createRequire(pathToFileURL(path.join(readers || OUT, 'package.json')));
const load: Load = async <T>(name: string): Promise<T> =>
  (await import(pathToFileURL(require.resolve(name)).href)) as T;
const ended = (rows: Rows): Promise<void> =>
  new Promise((resolve, reject) => void rows.on('end', () => resolve()).on('error', reject as never));

/** Each reads all cells of the sheet and counts them; unpacking counts bytes. */
const READERS: Readonly<Record<string, (file: string) => Promise<number>>> = {
  async 'waybill: load'(file) {
    const outData = path.join(OUT, 'workbook.parquet');
    const loaded = await loadSource({
      path: file,
      settings,
      outData,
      outRejects: `${outData}.rejects`,
      outIndex: `${outData}.index`,
      scratch: path.join(OUT, 'scratch'),
    });
    return (loaded.loaded + 1) * COLUMNS;
  },
  async 'waybill: unpack'(file) {
    let bytes = 0;
    for await (const chunk of await openMember(file, 'xl/worksheets/sheet1.xml', { position: 0 }))
      bytes += (chunk as Buffer).length;
    return bytes;
  },
  async 'waybill: cells'(file) {
    const workbook = await Workbook.open(file);
    let cells = 0;
    for await (const batch of workbook.batches('Sheet')) for (const row of batch) cells += row.cells.length;
    workbook.close();
    return cells;
  },
  async exceljs(file) {
    const { default: excel } = await load<{
      default: {
        stream: {
          xlsx: {
            WorkbookReader: new (file: string, options: object) => AsyncIterable<AsyncIterable<{ values: unknown[] }>>;
          };
        };
      };
    }>('exceljs');
    let cells = 0;
    const options = { sharedStrings: 'cache', worksheets: 'emit', styles: 'cache' };
    for await (const sheet of new excel.stream.xlsx.WorkbookReader(file, options))
      for await (const row of sheet) cells += row.values.length - 1;
    return cells;
  },
  async 'xlsx-stream-reader'(file) {
    const { default: Reader } = await load<{ default: new () => NodeJS.WritableStream & Rows }>('xlsx-stream-reader');
    const reader = new Reader();
    let cells = 0;
    reader.on('worksheet', (sheet) => {
      const rows = sheet as unknown as Rows & { process(): void };
      rows.on('row', (row) => void (cells += (row.values?.length ?? 1) - 1));
      rows.process();
    });
    const end = ended(reader);
    fs.createReadStream(file).pipe(reader);
    await end;
    return cells;
  },
  async xlstream(file) {
    const { getXlsxStream } = await load<{ getXlsxStream(options: object): Promise<Rows> }>('xlstream');
    const rows = await getXlsxStream({ filePath: file, sheet: 0 });
    let cells = 0;
    rows.on('data', (row) => void (cells += row.raw?.arr.length ?? 0));
    await ended(rows);
    return cells;
  },
  async hucre(file) {
    const { streamXlsxRows } = await load<{ streamXlsxRows(bytes: Uint8Array): AsyncIterable<{ values: unknown[] }> }>(
      'hucre/xlsx',
    );
    let cells = 0;
    for await (const row of streamXlsxRows(fs.readFileSync(file))) cells += row.values.length;
    return cells;
  },
  async '@e965/xlsx'(file) {
    const { default: xlsx } = await load<{
      default: {
        read(bytes: Buffer, options: object): { Sheets: Record<string, unknown[][] & { '!data'?: unknown[][] }> };
      };
    }>('@e965/xlsx');
    const book = xlsx.read(fs.readFileSync(file), {
      dense: true,
      cellFormula: false,
      cellHTML: false,
      cellText: false,
    });
    const sheet = book.Sheets['Sheet'];
    return (sheet?.['!data'] ?? sheet ?? []).reduce((n, row) => n + row.length, 0);
  },
  async 'read-excel-file'(file) {
    const { readSheet } = await load<{ readSheet(file: string): Promise<unknown[][]> }>('read-excel-file/node');
    return (await readSheet(file)).reduce((n, row) => n + row.length, 0);
  },
};

interface Measured {
  readonly cells: number;
  readonly seconds: number;
  readonly cpu: number;
  readonly peakMb: number;
}

async function measure(name: string, file: string): Promise<Measured> {
  const start = performance.now();
  const cells = await READERS[name]!(file);
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const seconds = (performance.now() - start) / 1000;
  return { cells, seconds, cpu: (userCPUTime + systemCPUTime) / 1e6, peakMb: maxRSS / 1024 };
}

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};

async function main(): Promise<void> {
  fs.mkdirSync(OUT, { recursive: true });
  const rows = /^\d+$/.test(process.argv[2] ?? '') ? Number(process.argv[2]) : 500_000;
  const file = path.join(OUT, `readers-${rows}.xlsx`);
  if (!fs.existsSync(file)) await writeWorkbook(file, rows);
  console.log(`${rows} rows x ${COLUMNS}, ${(fs.statSync(file).size / 1e6).toFixed(0)} MB`);
  const only = option('only')?.split(',');
  const wanted = Object.keys(READERS).filter((name) => name.startsWith('waybill') || (only?.includes(name) ?? true));
  if (readers === '')
    console.log('WAYBILL_XLSX_READERS names no folder with the other readers: only our own are measured.');
  const results = new Map<string, Measured>();
  for (const name of wanted.filter((each) => readers !== '' || each.startsWith('waybill'))) {
    const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--child', name, file], {
      encoding: 'utf8',
    });
    if (run.status === 0) results.set(name, JSON.parse(run.stdout) as Measured);
    else
      console.log(
        `${name.padEnd(20)} failed: ${run.stderr.split('\n').find((line) => line.includes('Error')) ?? `ended by ${run.signal ?? run.status}`}`,
      );
  }
  const others = [...results].filter(([name]) => !name.startsWith('waybill')).map(([, m]) => m.cpu);
  const fastest = others.length > 0 ? Math.min(...others) : (results.get('waybill: cells')?.cpu ?? NaN);
  console.log('ratios are of processor time, to the fastest of the others');
  for (const [name, m] of results)
    console.log(
      `${name.padEnd(20)} ${(m.cpu / fastest).toFixed(2).padStart(6)} x  ${m.cpu.toFixed(1)} s of processor time, ${m.seconds.toFixed(1)} s, peak ${m.peakMb.toFixed(0)} MB, ${m.cells} cells`,
    );
  if (!process.argv.includes('--keep')) fs.rmSync(file);
}

if (process.argv[2] === '--child') {
  const [name = '', file = ''] = process.argv.slice(3);
  process.stdout.write(JSON.stringify(await measure(name, file)));
} else await main();
