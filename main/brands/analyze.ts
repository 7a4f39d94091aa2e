/**
 * Fills `shipment_brands` from `shipments` (see candidates.ts for how). Records of a source that has not changed since the last
 * run with the same dictionary and decisions keep their rows.
 */
import { createHash } from 'node:crypto';
import type { CompiledDictionary } from '../../shared/brands/dictionary.ts';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { sql, type Sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';
import { derived } from '../case/schema.ts';
import type { NativeEngine } from '../engine/native.ts';
import { decideLines, textColumns } from './candidates.ts';
import { brandDecisions, decidedTemplates, type Decided } from './decisions.ts';
import { caseDictionary } from './dictionary-file.ts';

/** Raised when the rules of matching change, so that old results are made again. */
const RULES = 2;

export interface BrandSummary {
  /** Distinct brands found. */
  readonly brands: number;
  /** Records with a brand. */
  readonly records: number;
  /** All records of `shipments`. */
  readonly total: number;
  /** Sources whose records were looked at in this run; the others had not changed. */
  readonly renewed: number;
  /** Brands that decisions of analysts name and the dictionary does not have (any more): those decisions count for nothing. */
  readonly unknown: readonly string[];
}

/**
 * Brings `shipment_brands` up to date. All or nothing: cancelled or failed, the table is as it was.
 * @throws WaybillError 'brands/dictionary-…' if the case's own dictionary cannot be used
 */
export async function analyzeBrands(c: Case, options: RunOptions = {}): Promise<BrandSummary> {
  const { dictionary, decided, fingerprint } = brandInputs(c);
  const summary = await fillBrands(c.engine, dictionary, decided, fingerprint, options);
  await c.refreshDerived();
  return summary;
}

/**
 * Whether `shipment_brands` was made with the dictionary and the decisions as they are now; true where it was never made.
 * @throws WaybillError 'brands/dictionary-…' if the case's own dictionary cannot be used
 */
export async function brandsAreCurrent(c: Case): Promise<boolean> {
  const { fingerprint } = brandInputs(c);
  const made = await c.engine.internal(
    sql`SELECT 1 FROM duckdb_tables() WHERE schema_name = 'derived' AND table_name = 'brand_builds'`,
  );
  if (made.rows.length === 0) return true;
  const { rows } = await c.engine.internal(
    sql`SELECT 1 FROM ${STATE} WHERE NOT starts_with(fingerprint, ${fingerprint}) LIMIT 1`,
  );
  return rows.length === 0;
}

/** What brands depend on beside the lines, and one fingerprint of it. */
function brandInputs(c: Case): {
  readonly dictionary: CompiledDictionary;
  readonly decided: ReadonlyMap<string, Decided>;
  readonly fingerprint: string;
} {
  const { text, dictionary } = caseDictionary(c.folder.root);
  const decided = decidedTemplates(brandDecisions(c));
  const held = JSON.stringify([...decided].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { dictionary, decided, fingerprint: createHash('sha256').update(`${RULES}\0${text}\0${held}`).digest('hex') };
}

const SCRATCH = sql`scratch_brands`;
const STATE = derived('brand_builds');

async function fillBrands(
  engine: NativeEngine,
  dictionary: CompiledDictionary,
  decided: ReadonlyMap<string, Decided>,
  fingerprint: string,
  options: RunOptions,
): Promise<BrandSummary> {
  const run = (statement: Sql): Promise<unknown> => engine.internal(statement, options);
  await run(sql`CREATE TABLE IF NOT EXISTS ${STATE} (source_id VARCHAR, fingerprint VARCHAR)`);
  await run(sql`DROP SCHEMA IF EXISTS ${SCRATCH} CASCADE`);
  await run(sql`CREATE SCHEMA ${SCRATCH}`);
  try {
    // What the decision depends on, per source: the texts and the heading, and the dictionary.
    await run(sql`CREATE TABLE ${SCRATCH}.now AS
      SELECT source_id, ${fingerprint} || ':' || count(*) || ':' || bit_xor(hash(source_record, ${textColumns}, hs_code)) AS fingerprint
      FROM ${derived('shipments')} GROUP BY source_id`);
    await run(sql`CREATE TABLE ${SCRATCH}.stale AS
      SELECT source_id FROM ${SCRATCH}.now ANTI JOIN ${STATE} USING (source_id, fingerprint)`);
    const renewed = Number((await engine.internal(sql`SELECT count(*) FROM ${SCRATCH}.stale`)).rows[0]?.[0]);
    if (renewed > 0) {
      const lines = sql`${derived('shipments')} SEMI JOIN ${SCRATCH}.stale USING (source_id)`;
      await decideLines({ engine, scratch: SCRATCH, lines, dictionary, decided }, options);
    }
    await engine.transaction(
      [
        sql`DELETE FROM ${derived('shipment_brands')} WHERE source_id NOT IN (SELECT source_id FROM ${SCRATCH}.now)
            OR source_id IN (SELECT source_id FROM ${SCRATCH}.stale)`,
        ...(renewed > 0
          ? [
              sql`INSERT INTO ${derived('shipment_brands')} BY NAME
                SELECT c.source_id, c.source_record, d.* EXCLUDE (combination)
                FROM ${SCRATCH}.candidates c JOIN ${SCRATCH}.decisions d USING (combination)
                ORDER BY c.source_id, c.source_record`,
            ]
          : []),
        sql`DELETE FROM ${STATE}`,
        sql`INSERT INTO ${STATE} FROM ${SCRATCH}.now`,
      ],
      options,
    );
    const { rows } = await engine.internal(sql`SELECT count(DISTINCT brand), count(*),
      (SELECT count(*) FROM ${derived('shipments')}) FROM ${derived('shipment_brands')}`);
    const [brands, records, total] = (rows[0] ?? []).map(Number);
    const known = new Set(dictionary.source.brands.map((entry) => entry.brand));
    const named = new Set([...decided.values()].flatMap(({ brand }) => (brand === null ? [] : [brand])));
    const unknown = [...named].filter((brand) => !known.has(brand)).sort();
    return { brands: brands ?? 0, records: records ?? 0, total: total ?? 0, renewed, unknown };
  } finally {
    await engine.internal(sql`DROP SCHEMA IF EXISTS ${SCRATCH} CASCADE`);
  }
}
