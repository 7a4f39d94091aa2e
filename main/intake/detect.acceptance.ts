/**
 * Holds `detect` against the gold of real and nasty files (`../shared/data` beside the repository, or `WAYBILL_DATA`).
 * Not part of the unit tests: those files are not in the repository, and where they are absent the run says so.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseDelimited } from '../../shared/intake/parse-delimited.ts';
import { detectFile } from './detect.ts';
import { detectReport, type DetectReport } from './detect-report.ts';

export interface Miss {
  readonly file: string;
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

export interface DetectAcceptance {
  readonly files: number;
  /** Files without a miss in encoding, delimiter, header row, sheet, records, columns. */
  readonly right: number;
  readonly misses: readonly Miss[];
  /** Longest time of one file, in seconds. */
  readonly slowest: number;
}

/** Where the material lies; null where it is absent. */
export function acceptanceData(root: string = process.cwd()): string | null {
  const folder = process.env['WAYBILL_DATA'] ?? path.resolve(root, '../shared/data');
  return fs.existsSync(path.join(folder, 'gold/intake_gold.csv')) ? folder : null;
}

/** The gold's words for what the report gives as characters and WHATWG labels. */
const DELIMITERS: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', pipe: '|', space: ' ' };
const ENCODINGS: Readonly<Record<string, readonly string[]>> = {
  cp1251: ['windows-1251'],
  'iso-8859-1': ['iso-8859-1', 'windows-1252'],
};

type Gold = Readonly<Record<string, string>>;

export async function detectAcceptance(folder: string): Promise<DetectAcceptance> {
  const gold = readGold(path.join(folder, 'gold/intake_gold.csv'));
  const misses: Miss[] = [];
  let right = 0;
  let slowest = 0;
  for (const row of gold) {
    const began = performance.now();
    const found = await compare(path.join(folder, row['file']!), row);
    slowest = Math.max(slowest, (performance.now() - began) / 1000);
    if (found.length === 0) right += 1;
    misses.push(...found);
  }
  return { files: gold.length, right, misses, slowest };
}

function readGold(file: string): Gold[] {
  const rows = parseDelimited(fs.readFileSync(file, 'utf8'), {
    delimiter: ',',
    quote: '"',
    escape: null,
    comment: null,
  });
  const [header, ...records] = rows.map((row) => row.fields);
  return records.map((fields) => Object.fromEntries(header!.map((name, i) => [name, fields[i] ?? ''])));
}

async function compare(file: string, gold: Gold): Promise<Miss[]> {
  const name = gold['file']!;
  let report: DetectReport;
  try {
    report = detectReport(file, await detectFile(file));
  } catch (thrown) {
    const actual = thrown instanceof Error ? thrown.message : String(thrown);
    return [{ file: name, field: 'error', expected: 'a detection', actual }];
  }
  const misses: Miss[] = [];
  const check = (field: string, expected: string, actual: string | number | null, fine: boolean): void => {
    if (expected !== '' && !fine) misses.push({ file: name, field, expected, actual: String(actual) });
  };
  const same = (field: string, expected: string, actual: string | number | null): void =>
    check(field, expected, actual, String(actual) === expected);

  const encoding = gold['encoding']!;
  check('encoding', encoding, `${report.encoding}${report.bom ? '-bom' : ''}`, encodingFits(encoding, report));
  const delimiter = gold['delimiter']!;
  // One column has no delimiter to be found.
  check(
    'delimiter',
    delimiter,
    report.delimiter,
    report.delimiter === DELIMITERS[delimiter] || gold['columns'] === '1',
  );
  same('header_row', gold['header_row']!, report.headerRow);
  same('sheet', gold['sheet']!, report.sheet);
  same('records', gold['records']!, report.records);
  same('columns', gold['columns']!, report.columns.length);
  return misses;
}

function encodingFits(gold: string, report: DetectReport): boolean {
  if (gold === 'ascii') return report.encoding !== null && !report.encoding.startsWith('utf-16');
  const label = gold.replace(/-bom$/, '');
  if (gold.endsWith('-bom') !== report.bom) return false;
  return (ENCODINGS[label] ?? [label]).includes(report.encoding ?? '');
}
