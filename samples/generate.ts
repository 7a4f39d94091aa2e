/**
 * Writes the sample case of Waybill. SYNTHETIC: see `NOTICE` in truth.ts and README.md. The same bytes on every machine.
 *
 *   node samples/generate.ts [folder]     (bundled: dist/samples/generate.js)
 */
import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layOut } from './layouts.ts';
import type { Row } from './model.ts';
import type { Layout } from './parties.ts';
import { Random } from './prng.ts';
import { write } from './rows.ts';
import { tell } from './story.ts';
import { FILES, inHeadline, isDrone, truthOf, type SampleTruth } from './truth.ts';
import { makeWatchlist, watchlistCsv } from './watchlist.ts';

export type { SampleTruth } from './truth.ts';

/** Changing it changes every figure of the sample case. */
export const SEED = 'waybill sample case, synthetic, 1';

export interface Sample {
  /** Absolute or relative paths of the two declaration files, in the order in which they must be added. */
  readonly files: readonly string[];
  readonly watchlist: string;
  readonly truth: SampleTruth;
  /** What happened, behind each good record of the files in their order: to count what `truth` does not hold. */
  readonly rows: Readonly<Record<Layout, readonly Row[]>>;
  /** SHA-256 of each file written, by name. */
  readonly sha256: Readonly<Record<string, string>>;
}

/**
 * Generates the sample into a folder (made if needed): two declaration files, the watch list, `truth.json` (totals) and
 * `truth-lines.csv` (one row per good record). Existing files are replaced, each at once.
 */
export async function generateSample(outDir: string): Promise<Sample> {
  const story = tell(new Random(`${SEED}: story`));
  const rows = write(new Random(`${SEED}: rows`), story);
  const list = makeWatchlist(new Random(`${SEED}: list`), story);
  const written = {
    ru: layOut(new Random(`${SEED}: ru`), 'ru', rows.ru),
    en: layOut(new Random(`${SEED}: en`), 'en', rows.en),
  };
  const truth = truthOf(story, rows, written, list);
  const lines = ['file,record,status,category,brand,evidence,is_drone,in_headline,exporter,importer,value_usd'];
  for (const layout of ['ru', 'en'] as const) {
    rows[layout].forEach((row, i) => {
      lines.push(
        [
          FILES[layout],
          written[layout].records[i]!,
          row.status,
          row.line.category,
          row.line.brand,
          row.line.evidence,
          Number(isDrone(row)),
          Number(inHeadline(row)),
          row.declaration.seller.id,
          row.declaration.buyer.id,
          (row.line.cents / 100).toFixed(2),
        ].join(','),
      );
    });
  }
  const contents: readonly (readonly [string, string | Buffer])[] = [
    [FILES.ru, written.ru.bytes],
    [FILES.en, written.en.bytes],
    ['synthetic-watchlist.csv', watchlistCsv(list)],
    ['truth.json', JSON.stringify(truth, null, 1) + '\n'],
    ['truth-lines.csv', lines.join('\n') + '\n'],
  ];
  await mkdir(outDir, { recursive: true });
  const sha256: Record<string, string> = {};
  for (const [name, bytes] of contents) {
    const path = join(outDir, name);
    await writeFile(`${path}.part`, bytes);
    await rename(`${path}.part`, path);
    sha256[name] = createHash('sha256').update(bytes).digest('hex');
  }
  return {
    files: [join(outDir, FILES.ru), join(outDir, FILES.en)],
    watchlist: join(outDir, 'synthetic-watchlist.csv'),
    truth,
    rows,
    sha256,
  };
}
