/**
 * Holds `shipment_brands` and `diversion_pairs` against the planted truth of `../shared/data/drones` (beside the repository,
 * or `WAYBILL_DATA`). Not part of the unit tests: those files are not in the repository, and where they are absent the run
 * says so.
 */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { parseDelimited } from '../../shared/intake/parse-delimited.ts';
import { sql } from '../../shared/sql/sql.ts';
import { addFiles } from '../case/add.ts';
import { Case } from '../case/case.ts';
import { analyzeDiversion } from '../diversion/analyze.ts';
import { analyzeBrands } from './analyze.ts';

/** One line of the printed result. */
export interface AcceptanceRow {
  readonly what: string;
  readonly value: string;
  readonly ok: boolean;
}

const LEAST = { precision: 0.99, recall: 0.97, value: 0.01, pairPrecision: 0.9, pairRecall: 0.8 } as const;

const legSchema = z.object({ file: z.string(), record: z.number() });
const truthSchema = z.object({
  brands: z.array(z.object({ brand: z.string(), value_usd: z.number() })),
  files: z.array(z.object({ file: z.string() })),
  transshipment: z.object({ pairs: z.array(z.object({ leg1: legSchema, leg2: legSchema })) }),
});
type Line = Readonly<Record<string, string>>;

/** Whether the material lies there. */
export const hasBrandTruth = (folder: string): boolean => fs.existsSync(path.join(folder, 'drones/truth_lines.csv'));

function readLines(file: string): Line[] {
  const [header, ...rows] = parseDelimited(fs.readFileSync(file, 'utf8'), {
    delimiter: ',',
    quote: '"',
    escape: '"',
    comment: null,
  });
  return rows.map((row) => Object.fromEntries(row.fields.map((cell, i) => [header?.fields[i] ?? '', cell])));
}

/**
 * Makes a case of the drone files in an empty folder and scores brands and diversion.
 * @param folder  the data folder
 * @param scratch an empty folder that the caller removes
 */
export async function brandsAcceptance(folder: string, scratch: string): Promise<AcceptanceRow[]> {
  const drones = path.join(folder, 'drones');
  const truth = truthSchema.parse(JSON.parse(fs.readFileSync(path.join(drones, 'truth.json'), 'utf8')));
  const opened = await Case.create(path.join(scratch, 'brands-case'));
  try {
    const files = truth.files.map((f) => path.join(drones, f.file));
    await addFiles(opened, files);
    const began = performance.now();
    await analyzeBrands(opened);
    const seconds = (performance.now() - began) / 1000;
    const rows = await scoreBrands(opened, readLines(path.join(drones, 'truth_lines.csv')), truth.brands);
    await analyzeDiversion(opened);
    rows.push(...(await scorePairs(opened, truth.transshipment.pairs)));
    rows.push({ what: 'brands: seconds', value: seconds.toFixed(1), ok: true });
    return rows;
  } finally {
    await opened.close();
  }
}

const fileNames = (opened: Case): ReadonlyMap<string, string> =>
  new Map(opened.sources.map((s) => [s.source_id, path.basename(s.path)]));

async function scoreBrands(
  opened: Case,
  lines: readonly Line[],
  brands: readonly { readonly brand: string; readonly value_usd: number }[],
): Promise<AcceptanceRow[]> {
  const names = fileNames(opened);
  const { rows } = await opened.engine.internal(sql`SELECT source_id, source_record, brand FROM shipment_brands`);
  const found = new Map(
    rows.map(([source, record, brand]) => [`${names.get(String(source))}:${record}`, String(brand)]),
  );
  let right = 0;
  let wrong = 0;
  let missed = 0;
  const traps = new Map<string, number>();
  const value = new Map<string, number>();
  for (const line of lines) {
    const given = found.get(`${line['file']}:${line['record']}`) ?? '';
    const brand = line['brand'] ?? '';
    if (given !== '' && given === brand) right += 1;
    else if (given !== '') wrong += 1;
    if (brand !== '' && given !== brand) missed += 1;
    if (brand === '' && given !== '') {
      const category = line['category'] ?? '';
      traps.set(category, (traps.get(category) ?? 0) + 1);
    }
    if (line['in_headline'] === '1' && given !== '')
      value.set(given, (value.get(given) ?? 0) + Number(line['value_usd']));
  }
  const precision = right / (right + wrong);
  const recall = right / (right + missed);
  const off = brands.map((b) => ({ brand: b.brand, by: Math.abs((value.get(b.brand) ?? 0) / b.value_usd - 1) }));
  const far = off.filter((o) => o.by > LEAST.value);
  return [
    {
      what: `brands: precision of ${right + wrong} lines`,
      value: precision.toFixed(4),
      ok: precision >= LEAST.precision,
    },
    { what: `brands: recall of ${right + missed} lines`, value: recall.toFixed(4), ok: recall >= LEAST.recall },
    {
      what: `brands: value of ${brands.length} brands, largest difference`,
      value: `${(100 * Math.max(0, ...off.map((o) => o.by))).toFixed(2)} %${far.map((o) => ` ${o.brand}`).join('')}`,
      ok: far.length === 0,
    },
    {
      what: 'brands: traps taken',
      value: [...traps].map(([category, n]) => `${category} ${n}`).join(', ') || 'none',
      ok: traps.size === 0,
    },
  ];
}

async function scorePairs(
  opened: Case,
  pairs: readonly { readonly leg1: z.infer<typeof legSchema>; readonly leg2: z.infer<typeof legSchema> }[],
): Promise<AcceptanceRow[]> {
  const names = fileNames(opened);
  const { rows } = await opened.engine.internal(
    sql`SELECT first_source_id, first_record, second_source_id, second_record FROM diversion_pairs`,
  );
  const found = new Set(rows.map(([a, b, c, d]) => `${names.get(String(a))}:${b} ${names.get(String(c))}:${d}`));
  const planted = new Set(pairs.map((p) => `${p.leg1.file}:${p.leg1.record} ${p.leg2.file}:${p.leg2.record}`));
  const right = [...found].filter((key) => planted.has(key)).length;
  const precision = found.size === 0 ? 1 : right / found.size;
  const recall = planted.size === 0 ? 1 : right / planted.size;
  return [
    {
      what: `diversion: precision of ${found.size} pairs`,
      value: precision.toFixed(3),
      ok: precision >= LEAST.pairPrecision,
    },
    { what: `diversion: recall of ${planted.size} pairs`, value: recall.toFixed(3), ok: recall >= LEAST.pairRecall },
  ];
}
