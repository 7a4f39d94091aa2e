/**
 * The nomenclatures of a case: imported once, kept as they came in `lists/`, recorded in the custody log, and made into
 * `nomenclatures` and `nomenclature_codes` again from there. Waybill's own short labels stand behind them.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { WaybillError } from '../../shared/errors.ts';
import { readNomenclature, type Nomenclature } from '../../shared/shipments/nomenclature.ts';
import { sql } from '../../shared/sql/sql.ts';
import { writeAtomic } from '../case/atomic.ts';
import type { Case } from '../case/case.ts';
import { fillTables, type FilledValue } from '../case/fill.ts';
import type { NativeEngine } from '../engine/native.ts';
import { detectFile } from '../intake/detect.ts';
import { allRows } from './samples.ts';

/** What the log knows of a nomenclature. */
const imported = z.object({
  nomenclature_id: z.string(),
  edition: z.string(),
  file: z.string(),
  sha256: z.string(),
  code_column: z.string().nullable(),
  text_column: z.string().nullable(),
});
type Imported = z.infer<typeof imported> & { readonly at: string };

export interface ImportedNomenclature {
  readonly nomenclature_id: string;
  readonly edition: string;
  readonly codes: number;
  readonly skipped: number;
  readonly code_column: string;
  readonly text_column: string;
}

export interface NomenclatureOptions {
  /** What the analyst calls it, e.g. "TN VED 2022"; the name of the file otherwise. */
  readonly edition?: string | undefined;
  readonly codeColumn?: string | undefined;
  readonly textColumn?: string | undefined;
}

/** Nomenclatures are small; what is larger is something else. */
const LARGEST_FILE = 200 * 1024 * 1024;
const MOST_ROWS = 500_000;
/** It stands in headings and in every row of `hs_labels`. */
const LONGEST_EDITION = 120;

const idOf = (file: string): string =>
  path
    .basename(file)
    .replace(/\.[^.]{1,5}$/, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60) || 'nomenclature';

async function readFile(file: string, options: NomenclatureOptions): Promise<Nomenclature> {
  const { settings } = await detectFile(file);
  const rows = await allRows(file, settings, MOST_ROWS);
  const headers = settings.headerRow === 0 ? [] : settings.columns.map((c) => c.header);
  try {
    return readNomenclature({ headers, rows, codeColumn: options.codeColumn, textColumn: options.textColumn });
  } catch (error) {
    if (!(error instanceof WaybillError)) throw error;
    throw new WaybillError(error.code, `${path.basename(file)}: ${error.advice}`, { cause: error, place: { file } });
  }
}

/**
 * Imports a file with codes and texts into a case. The same file again under another edition renames it; another file
 * of the same name replaces it.
 * @throws WaybillError 'nomenclature/…', 'intake/…', 'usage/edition'; nothing was changed then
 */
export async function importNomenclature(
  opened: Case,
  file: string,
  options: NomenclatureOptions = {},
): Promise<ImportedNomenclature> {
  if ((options.edition?.length ?? 0) > LONGEST_EDITION)
    throw new WaybillError(
      'usage/edition',
      `The name of an edition has at most ${LONGEST_EDITION} characters; this one has ${options.edition?.length ?? 0}.`,
    );
  const source = path.resolve(file);
  const read = await readFile(source, options);
  const bytes = readFileSync(source);
  if (bytes.length > LARGEST_FILE)
    throw new WaybillError('nomenclature/too-large', `${source} is larger than 200 MB: this is no nomenclature.`);
  const id = idOf(source);
  const name = `nomenclature-${id}${path.extname(source).toLowerCase()}`;
  const edition = options.edition?.trim() || path.basename(source).replace(/\.[^.]{1,5}$/, '');
  writeAtomic(path.join(opened.folder.lists, name), bytes);
  opened.custody.append('nomenclature_imported', {
    nomenclature_id: id,
    edition,
    file: name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    from: path.basename(source),
    code_column: options.codeColumn ?? null,
    text_column: options.textColumn ?? null,
    codes: read.codes.length,
  });
  await fillNomenclatures(opened);
  return {
    nomenclature_id: id,
    edition,
    codes: read.codes.length,
    skipped: read.skipped,
    code_column: read.codeColumn,
    text_column: read.textColumn,
  };
}

/** The latest import under each id, in the order of importing. */
function importedOf(opened: Case): Imported[] {
  const found = new Map<string, Imported>();
  for (const entry of opened.custody.of('nomenclature_imported')) {
    const parsed = imported.safeParse(entry.detail);
    if (!parsed.success) continue;
    found.delete(parsed.data.nomenclature_id);
    found.set(parsed.data.nomenclature_id, { ...parsed.data, at: entry.at });
  }
  return [...found.values()];
}

/**
 * Makes `nomenclatures` and `nomenclature_codes` follow the log; does nothing where they do already.
 * @returns nomenclatures that cannot be read any more, in sentences
 */
export async function fillNomenclatures(opened: Case): Promise<string[]> {
  const wanted = importedOf(opened);
  const { rows: known } = await opened.engine.internal(
    sql`SELECT nomenclature_id, edition, sha256 FROM nomenclatures ORDER BY place`,
  );
  const asks = wanted.toReversed().map((w) => [w.nomenclature_id, w.edition, w.sha256]);
  if (JSON.stringify(known) === JSON.stringify(asks)) return [];
  const problems: string[] = [];
  const editions: FilledValue[][] = [];
  const codes: FilledValue[][] = [];
  const add = (head: readonly FilledValue[], list: readonly (readonly [string, string])[], at: string | null): void => {
    editions.push([...head, list.length, editions.length + 1, at]);
    for (const [code, text] of list) codes.push([head[0]!, code, text, code.length]);
  };
  for (const w of wanted.toReversed()) {
    // Names come from the log, which a stranger may have written: they stay inside the folder.
    const file = path.join(opened.folder.lists, path.basename(w.file));
    const same = existsSync(file) && createHash('sha256').update(readFileSync(file)).digest('hex') === w.sha256;
    try {
      if (!same)
        throw new WaybillError(
          'nomenclature/changed',
          `it is ${existsSync(file) ? 'not the file that was imported' : 'gone'}`,
        );
      const read = await readFile(file, {
        codeColumn: w.code_column ?? undefined,
        textColumn: w.text_column ?? undefined,
      });
      add(
        [w.nomenclature_id, w.edition, w.file, w.sha256],
        read.codes.map((c) => [c.code, c.text] as const),
        w.at,
      );
    } catch (error) {
      if (!(error instanceof WaybillError)) throw error;
      problems.push(
        `The nomenclature ${w.edition} (lists/${path.basename(w.file)}) cannot be used: ${error.advice}. Import it again.`,
      );
    }
  }
  await fillTables(opened, [
    { table: 'nomenclatures', rows: editions },
    { table: 'nomenclature_codes', rows: codes },
  ]);
  return problems;
}

/** Codes of shipments that are labelled at most, commonest first. */
const MOST_LABELS = 50_000;

/** Texts of the codes of `shipments`. */
export async function shipmentLabels(
  opened: Case,
  options?: RunOptions,
): Promise<{ code: string; text: string; level: number; edition: string }[]> {
  const { rows } = await opened.engine.internal(
    sql`SELECT code, text, level, edition FROM hs_labels SEMI JOIN (SELECT hs_code FROM shipments GROUP BY hs_code ORDER BY count(*) DESC LIMIT ${MOST_LABELS}) s ON s.hs_code = code`,
    options,
  );
  return rows.map(([code, text, level, edition]) => ({
    code: String(code),
    text: String(text),
    level: Number(level),
    edition: String(edition),
  }));
}

/** The nomenclatures of a case in words, the one imported last first; null where there is none. */
export async function nomenclatureNames(engine: NativeEngine): Promise<string | null> {
  const { rows } = await engine.internal(sql`SELECT edition FROM nomenclatures ORDER BY place`);
  const names = rows.map(([edition]) => String(edition));
  if (names.length === 0) return null;
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
