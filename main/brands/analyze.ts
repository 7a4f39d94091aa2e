/**
 * Fills `shipment_brands` from `shipments`. The engine finds the records that could name a brand in one pass
 * (shared/brands/prefilter.ts); each distinct combination of their texts is decided once, in TypeScript. Records of a source
 * that has not changed since the last run with the same dictionary keep their rows.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { compileDictionary, parseDictionary, type CompiledDictionary } from '../../shared/brands/dictionary.ts';
import { decideBrand, namesNobody, type BrandDecision } from '../../shared/brands/decide.ts';
import { DRONES_YAML } from '../../shared/brands/default.ts';
import { findMisspelled, findTerms } from '../../shared/brands/find.ts';
import { fold, MAX_TEXT } from '../../shared/brands/fold.ts';
import { digitsOfNoName, prefilterPattern } from '../../shared/brands/prefilter.ts';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { throwIfAborted } from '../../shared/errors.ts';
import { join, literal, sql, type Sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';
import { derived } from '../case/schema.ts';
import type { NativeEngine } from '../engine/native.ts';

/** Raised when the rules of matching change, so that old results are made again. */
const RULES = 2;
/** Combinations that are read, decided and written at a time. */
const BATCH = 20_000;

export interface BrandSummary {
  /** Distinct brands found. */
  readonly brands: number;
  /** Records with a brand. */
  readonly records: number;
  /** All records of `shipments`. */
  readonly total: number;
  /** Sources whose records were looked at in this run; the others had not changed. */
  readonly renewed: number;
}

/** The dictionary of a case: `brands.yml` in its folder if the analyst has put one there, else the one that ships. */
export function caseDictionary(root: string): { readonly text: string; readonly dictionary: CompiledDictionary } {
  const own = joinPath(root, 'brands.yml');
  const text = existsSync(own) ? readFileSync(own, 'utf8') : DRONES_YAML;
  const file = existsSync(own) ? 'brands.yml of the case' : 'drones.yml';
  return { text, dictionary: compileDictionary(parseDictionary(text, file)) };
}

/**
 * Brings `shipment_brands` up to date. All or nothing: cancelled or failed, the table is as it was.
 * @throws WaybillError 'brands/dictionary-…' if the case's own dictionary cannot be used
 */
export async function analyzeBrands(c: Case, options: RunOptions = {}): Promise<BrandSummary> {
  const { text, dictionary } = caseDictionary(c.folder.root);
  const fingerprint = createHash('sha256').update(`${RULES}\0${text}`).digest('hex');
  const summary = await fillBrands(c.engine, dictionary, fingerprint, options);
  await c.refreshDerived();
  return summary;
}

const SCRATCH = sql`scratch_brands`;
const STATE = derived('brand_builds');
const TEXTS = ['description', 'description_en', 'brand', 'manufacturer', 'model'] as const;
const columns: Sql = { text: TEXTS.join(', '), binds: [] };

/** The same for an engine that has `shipments` and the derived tables; see `analyzeBrands`. */
export async function fillBrands(
  engine: NativeEngine,
  dictionary: CompiledDictionary,
  fingerprint: string,
  options: RunOptions = {},
): Promise<BrandSummary> {
  const run = (statement: Sql): Promise<unknown> => engine.internal(statement, options);
  await run(sql`CREATE TABLE IF NOT EXISTS ${STATE} (source_id VARCHAR, fingerprint VARCHAR)`);
  await run(sql`DROP SCHEMA IF EXISTS ${SCRATCH} CASCADE`);
  await run(sql`CREATE SCHEMA ${SCRATCH}`);
  try {
    // What the decision depends on, per source: the texts and the heading, and the dictionary.
    await run(sql`CREATE TABLE ${SCRATCH}.now AS
      SELECT source_id, ${fingerprint} || ':' || count(*) || ':' || bit_xor(hash(source_record, ${columns}, hs_code)) AS fingerprint
      FROM ${derived('shipments')} GROUP BY source_id`);
    await run(sql`CREATE TABLE ${SCRATCH}.stale AS
      SELECT source_id FROM ${SCRATCH}.now ANTI JOIN ${STATE} USING (source_id, fingerprint)`);
    const renewed = Number((await engine.internal(sql`SELECT count(*) FROM ${SCRATCH}.stale`)).rows[0]?.[0]);
    if (renewed > 0) {
      await findCandidates(engine, dictionary, options);
      await decideCandidates(engine, dictionary, options);
    }
    await engine.transaction(
      [
        sql`DELETE FROM ${derived('shipment_brands')} WHERE source_id NOT IN (SELECT source_id FROM ${SCRATCH}.now)
            OR source_id IN (SELECT source_id FROM ${SCRATCH}.stale)`,
        ...(renewed > 0
          ? [
              sql`INSERT INTO ${derived('shipment_brands')}
                SELECT c.source_id, c.source_record, d.brand, d.owner_group, d.evidence, d.matched_text, d.confidence
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
    return { brands: brands ?? 0, records: records ?? 0, total: total ?? 0, renewed };
  } finally {
    await engine.internal(sql`DROP SCHEMA IF EXISTS ${SCRATCH} CASCADE`);
  }
}

/** Records that could name a brand, each with the number of its combination of texts. */
async function findCandidates(
  engine: NativeEngine,
  dictionary: CompiledDictionary,
  options: RunOptions,
): Promise<void> {
  const run = (statement: Sql): Promise<unknown> => engine.internal(statement, options);
  const stale = sql`${derived('shipments')} SEMI JOIN ${SCRATCH}.stale USING (source_id)`;
  for (const column of ['brand', 'manufacturer', 'model'] as const) {
    const name: Sql = { text: column, binds: [] };
    const { rows } = await engine.internal(
      sql`SELECT DISTINCT ${name} FROM ${stale} WHERE ${name} IS NOT NULL AND ${name} <> ''`,
      options,
    );
    const named = rows.map((r) => String(r[0])).filter((cell) => mayName(dictionary, cell));
    await run(sql`CREATE TABLE ${SCRATCH}.${{ text: `${column}_cells`, binds: [] }} AS
      SELECT unnest(from_json(${JSON.stringify(named)}::JSON, '["VARCHAR"]')) AS cell`);
  }
  const pattern = literal(prefilterPattern(dictionary.source));
  const hs = join(
    dictionary.source.context.hs.map((code) => sql`starts_with(heading, ${code})`),
    ' OR ',
  );
  const inContext = dictionary.source.context.hs.length > 0 ? hs : sql`false`;
  // Numbers that can be part of no name are made one, so that texts which differ only in them are decided once. What would be
  // cut off when it is read is left as it is.
  const digits = digitsOfNoName(dictionary.source);
  const texts = join(
    TEXTS.map((name): Sql => {
      const column: Sql = { text: name, binds: [] };
      return name.startsWith('description')
        ? sql`CASE WHEN length(${column}) > ${MAX_TEXT} THEN ${column}
            ELSE regexp_replace(${column}, ${literal(`[0-9]{${digits},}`)}, ${literal('0'.repeat(digits))}, 'g') END AS ${column}`
        : column;
    }),
  );
  await run(sql`CREATE TABLE ${SCRATCH}.found AS
    SELECT source_id, source_record, ${texts}, coalesce(${inContext}, false) AS in_context
    FROM (SELECT *, replace(replace(hs_code, ' ', ''), '.', '') AS heading FROM ${stale})
    WHERE in_context
      OR brand IN (FROM ${SCRATCH}.brand_cells) OR manufacturer IN (FROM ${SCRATCH}.manufacturer_cells)
      OR model IN (FROM ${SCRATCH}.model_cells)
      OR regexp_matches(description, ${pattern}, 'i') OR regexp_matches(description_en, ${pattern}, 'i')`);
  await run(sql`CREATE TABLE ${SCRATCH}.combinations AS
    SELECT row_number() OVER () AS combination, * FROM (SELECT DISTINCT ${columns}, in_context FROM ${SCRATCH}.found)`);
  const same = join(
    [...TEXTS, 'in_context'].map((name) => ({ text: `f.${name} IS NOT DISTINCT FROM k.${name}`, binds: [] })),
    ' AND ',
  );
  await run(sql`CREATE TABLE ${SCRATCH}.candidates AS
    SELECT f.source_id, f.source_record, k.combination
    FROM ${SCRATCH}.found f JOIN ${SCRATCH}.combinations k ON ${same}`);
}

/** Whether a cell of its own could name a brand. Broad: the decision looks at the whole record. */
function mayName(dictionary: CompiledDictionary, cell: string): boolean {
  if (namesNobody(cell)) return false;
  const folded = fold(cell);
  return findTerms(dictionary, folded).length > 0 || findMisspelled(dictionary, folded).length > 0;
}

type Decided = BrandDecision & { readonly combination: number };

async function decideCandidates(
  engine: NativeEngine,
  dictionary: CompiledDictionary,
  options: RunOptions,
): Promise<void> {
  await engine.internal(sql`CREATE TABLE ${SCRATCH}.decisions (combination BIGINT, brand VARCHAR, owner_group VARCHAR,
    evidence VARCHAR, matched_text VARCHAR, confidence DOUBLE)`);
  const all = Number((await engine.internal(sql`SELECT count(*) FROM ${SCRATCH}.combinations`)).rows[0]?.[0]);
  const heading = dictionary.source.context.hs[0] ?? null;
  for (let from = 0; from < all; from += BATCH) {
    throwIfAborted(options.signal, 'Finding brands');
    const { rows } = await engine.internal(
      sql`SELECT combination, ${columns}, in_context FROM ${SCRATCH}.combinations
        WHERE combination > ${from} AND combination <= ${from + BATCH}`,
      { ...(options.signal ? { signal: options.signal } : {}) },
    );
    const decided: Decided[] = [];
    for (const [combination, description, descriptionEn, brand, manufacturer, model, inContext] of rows) {
      const decision = decideBrand(dictionary, {
        description: textOf(description),
        descriptionEn: textOf(descriptionEn),
        brand: textOf(brand),
        manufacturer: textOf(manufacturer),
        model: textOf(model),
        hsCode: inContext === true ? heading : null,
      });
      if (decision !== null) decided.push({ ...decision, combination: Number(combination) });
    }
    await keep(engine, decided);
    options.onProgress?.({ fraction: Math.min(1, (from + BATCH) / all), rows: Math.min(all, from + BATCH) });
  }
}

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/** Rows go over as one JSON text: the engine's statements bind scalars only. */
async function keep(engine: NativeEngine, decided: readonly Decided[]): Promise<void> {
  if (decided.length === 0) return;
  const rows = decided.map((d) => ({
    c: d.combination,
    b: d.brand,
    o: d.ownerGroup,
    e: d.evidence,
    m: d.matchedText,
    p: d.confidence,
  }));
  await engine.internal(sql`INSERT INTO ${SCRATCH}.decisions
    SELECT r.c, r.b, r.o, r.e, r.m, r.p FROM (SELECT unnest(from_json(${JSON.stringify(rows)}::JSON,
      '[{"c":"BIGINT","b":"VARCHAR","o":"VARCHAR","e":"VARCHAR","m":"VARCHAR","p":"DOUBLE"}]')) AS r)`);
}
