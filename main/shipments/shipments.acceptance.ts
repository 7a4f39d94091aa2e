/**
 * Holds column mapping and the table `shipments` against the gold and the truth of `../shared/data` (beside the
 * repository, or `WAYBILL_DATA`). Not part of the unit tests: those files are not in the repository, and where they are
 * absent the run says so.
 */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { parseDelimited } from '../../shared/intake/parse-delimited.ts';
import { literal, sql } from '../../shared/sql/sql.ts';
import { addFiles } from '../case/add.ts';
import { Case } from '../case/case.ts';
import { mapFile } from './map-file.ts';

/** One line of the printed result. */
export interface AcceptanceRow {
  readonly what: string;
  readonly value: string;
  readonly ok: boolean;
}

interface GoldColumn {
  readonly header: string;
  readonly canonical: string;
  /** Further answers that are no errors; `none` = leaving it open. */
  readonly fine: readonly string[];
}

/** Fields that the gold does not label: giving them is never an error. */
const UNLABELLED = ['record_version', 'model'];
const LEAST = { precision: 0.97, recall: 0.9, cells: 0.995 } as const;

const truthSchema = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      header_map: z.array(z.object({ header: z.string(), canonical: z.string().nullable() })),
    }),
  ),
});
type Truth = z.infer<typeof truthSchema>;

const readTruth = (folder: string): Truth =>
  truthSchema.parse(JSON.parse(fs.readFileSync(path.join(folder, 'drones/truth.json'), 'utf8')));

/** Precision and recall of the proposed fields, over the header gold and the synthetic case. */
export async function mappingAcceptance(folder: string): Promise<AcceptanceRow[]> {
  const gold = new Map([...headerGold(folder), ...caseGold(folder)]);
  let right = 0;
  let wrong = 0;
  let missed = 0;
  const rows: AcceptanceRow[] = [];
  for (const [file, columns] of gold) {
    const mapped = (await mapFile(path.join(folder, file))).columns;
    columns.forEach((column, i) => {
      const field = mapped[i]?.header === column.header ? mapped[i].field : undefined;
      const verdict = judge(column, field);
      if (verdict === 'right') right += 1;
      if (verdict === 'wrong') wrong += 1;
      if (verdict === 'missed') missed += 1;
      if (verdict === 'wrong' || verdict === 'missed')
        rows.push({
          what: `${verdict}: ${file} “${column.header}”`,
          value: `${String(field)}, gold ${column.canonical || 'none'}`,
          ok: verdict !== 'wrong',
        });
    });
  }
  const precision = right / (right + wrong);
  const recall = right / (right + missed);
  rows.push({
    what: `mapping: precision of ${right + wrong} fields`,
    value: precision.toFixed(4),
    ok: precision >= LEAST.precision,
  });
  rows.push({
    what: `mapping: recall of ${right + missed} fields`,
    value: recall.toFixed(4),
    ok: recall >= LEAST.recall,
  });
  return rows;
}

function judge(gold: GoldColumn, field: string | null | undefined): 'right' | 'wrong' | 'missed' | 'open' {
  if (field === undefined) return gold.canonical === '' ? 'open' : 'missed';
  if (field === null) {
    if (gold.canonical === '') return 'open';
    return gold.fine.includes('none') ? 'right' : 'missed';
  }
  const fine =
    field === gold.canonical || gold.fine.includes(field) || (gold.canonical === '' && UNLABELLED.includes(field));
  return fine ? 'right' : 'wrong';
}

function headerGold(folder: string): Map<string, GoldColumn[]> {
  const dialect = { delimiter: ',', quote: '"', escape: null, comment: null };
  const rows = parseDelimited(fs.readFileSync(path.join(folder, 'gold/header_mapping_gold.csv'), 'utf8'), dialect);
  const gold = new Map<string, GoldColumn[]>();
  for (const { fields } of rows.slice(1)) {
    const [file, header, canonical, note] = fields;
    if (file === undefined || header === undefined) continue;
    const fine = (/\[ok: ([^\]]*)\]/.exec(note ?? '')?.[1] ?? '').split(',').map((f) => f.trim());
    gold.set(file, [...(gold.get(file) ?? []), { header, canonical: canonical ?? '', fine }]);
  }
  return gold;
}

const caseGold = (folder: string): Map<string, GoldColumn[]> =>
  new Map(
    readTruth(folder).files.map(({ file, header_map }) => [
      `drones/${file}`,
      header_map.map((h) => ({ header: h.header, canonical: h.canonical ?? '', fine: [] })),
    ]),
  );

/** Status of every line, values to the cent, and cells of the canonical columns, of the synthetic case. @param scratch an empty folder */
export async function caseAcceptance(folder: string, scratch: string): Promise<AcceptanceRow[]> {
  const files = readTruth(folder).files.map((f) => path.join(folder, 'drones', f.file));
  const opened = await Case.create(path.join(scratch, 'case'));
  try {
    const outcomes = await addFiles(opened, files);
    const refused = outcomes.flatMap((o) =>
      'error' in o ? [{ what: `refused: ${path.basename(o.file)}`, value: o.error.message, ok: false }] : [],
    );
    return [...refused, ...(await compare(opened, folder))];
  } finally {
    await opened.close();
  }
}

async function compare(opened: Case, folder: string): Promise<AcceptanceRow[]> {
  const { engine } = opened;
  // The engine of a case reads nothing outside the case: the truth is put into its folder of data for the comparison.
  const copy = path.join(opened.folder.data, 'truth.csv');
  fs.copyFileSync(path.join(folder, 'drones/truth_lines.csv'), copy);
  await engine.internal(
    sql`CREATE OR REPLACE TABLE truth AS FROM read_csv(${literal(copy)}, all_varchar = true, header = true)`,
  );
  fs.rmSync(copy);
  await engine.internal(sql`CREATE OR REPLACE VIEW compared AS
    SELECT t.file, CASE t.status WHEN 'keep' THEN 'current' ELSE t.status END AS wanted, t.value_usd::DECIMAL(18,2) AS wanted_usd, s.version_status, s.value_usd,
      s.decl_no IS NOT DISTINCT FROM t.decl_no AS decl_no_fits, s.line_no IS NOT DISTINCT FROM t.line_no::INTEGER AS line_no_fits,
      s.decl_date IS NOT DISTINCT FROM t.decl_date::DATE AS date_fits, s.direction IS NOT DISTINCT FROM t.direction AS direction_fits,
      s.value_usd IS NOT DISTINCT FROM t.value_usd::DECIMAL(18,2) AS value_fits, left(s.hs_code, 6) IS NOT DISTINCT FROM t.hs6 AS hs_fits
    FROM truth t LEFT JOIN (shipments s JOIN sources f USING (source_id)) ON t.file = regexp_extract(f.path, '[^/\\\\]+$') AND t.record::BIGINT = s.source_record`);
  const rows: AcceptanceRow[] = [];
  const add = (what: string, value: unknown, wanted: unknown): number =>
    rows.push({
      what,
      value: String(value) === String(wanted) ? String(value) : `${String(value)}, truth ${String(wanted)}`,
      ok: String(value) === String(wanted),
    });

  const statuses =
    await engine.internal(sql`SELECT status, count(*) FILTER (WHERE version_status = status), count(*) FILTER (WHERE wanted = status), count(*) FILTER (WHERE (version_status = status) IS DISTINCT FROM (wanted = status))
    FROM compared CROSS JOIN (VALUES ('current'), ('superseded'), ('deleted'), ('duplicate')) v(status) GROUP BY status ORDER BY status`);
  for (const [status, got, wanted, wrong] of statuses.rows) {
    add(`shipments: lines ${String(status)}`, got, wanted);
    add(`shipments: lines wrongly ${String(status)} or not`, wrong, 0);
  }
  const values =
    await engine.internal(sql`SELECT coalesce(file, 'all files'), sum(value_usd) FILTER (WHERE version_status = 'current')::VARCHAR, sum(wanted_usd) FILTER (WHERE wanted = 'current')::VARCHAR
    FROM compared GROUP BY ROLLUP (file) ORDER BY file NULLS LAST`);
  for (const [file, got, wanted] of values.rows) add(`shipments: USD of current lines, ${String(file)}`, got, wanted);
  const cells = await engine.internal(
    sql`SELECT sum(decl_no_fits::INTEGER + line_no_fits::INTEGER + date_fits::INTEGER + direction_fits::INTEGER + value_fits::INTEGER + hs_fits::INTEGER)::DOUBLE, count(*)::DOUBLE * 6 FROM compared`,
  );
  const [good, all] = (cells.rows[0] ?? []).map(Number);
  const share = (good ?? 0) / Math.max(all ?? 1, 1);
  rows.push({ what: `shipments: cells right, of ${String(all)}`, value: share.toFixed(5), ok: share >= LEAST.cells });
  const twins = await engine.internal(
    sql`SELECT count(*) FILTER (WHERE possible_duplicate), (SELECT count(*) FROM truth WHERE contains(flags, 'possible_duplicate')) FROM shipments`,
  );
  add('shipments: possible duplicates', twins.rows[0]?.[0], twins.rows[0]?.[1]);
  return rows;
}
