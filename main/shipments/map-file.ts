/** `map`: which canonical field each column of a file would get. Nothing is loaded. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Detection } from '../../shared/intake/settings.ts';
import { defaultLexicon, makeLexicon, type Lexicon } from '../../shared/shipments/lexicon.ts';
import { mapColumns, type ColumnMapping } from '../../shared/shipments/map-columns.ts';
import { detectFile } from '../intake/detect.ts';
import { sampleRows } from './samples.ts';

export interface FileMapping {
  readonly file: string;
  readonly columns: readonly ColumnMapping[];
}

/** Columns with the field that is proposed for each, in the order of the file. @throws as `detectFile` */
export async function mapFile(file: string, lexicon: Lexicon = defaultLexicon()): Promise<FileMapping> {
  return { file, columns: await proposeMapping(file, await detectFile(file), lexicon) };
}

/** The proposals for a file that was detected. A column that only holds cells right of the header has none. */
export async function proposeMapping(
  file: string,
  detection: Detection,
  lexicon: Lexicon = defaultLexicon(),
): Promise<ColumnMapping[]> {
  const { settings } = detection;
  const rows = await sampleRows(file, settings);
  const columns = settings.columns
    .map((column, i) => ({ column, samples: rows.map((row) => row[i] ?? null) }))
    .filter(({ column }) => column.implied !== true);
  return mapColumns(
    columns.map(({ column, samples }) => ({ header: column.header, samples })),
    lexicon,
  );
}

/** The lexicon of a case: Waybill's, and `layouts/synonyms.yml` of the analyst where it is there. */
export function caseLexicon(layoutsFolder: string): Lexicon {
  const own = path.join(layoutsFolder, 'synonyms.yml');
  return existsSync(own) ? makeLexicon([{ text: readFileSync(own, 'utf8'), where: own }]) : defaultLexicon();
}
