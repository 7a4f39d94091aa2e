/**
 * From lines to decisions: the engine finds the lines that could name a brand in one pass (shared/brands/prefilter.ts), each
 * distinct combination of their texts is decided once, in TypeScript.
 */
import { decideBrand, namesNobody, type BrandDecision } from '../../shared/brands/decide.ts';
import type { CompiledDictionary } from '../../shared/brands/dictionary.ts';
import { findMisspelled, findTerms } from '../../shared/brands/find.ts';
import { fold, MAX_TEXT } from '../../shared/brands/fold.ts';
import { digitsOfNoName, prefilterPattern } from '../../shared/brands/prefilter.ts';
import { templateOf } from '../../shared/brands/template.ts';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { throwIfAborted } from '../../shared/errors.ts';
import { ident, join, literal, sql, type Sql } from '../../shared/sql/sql.ts';
import type { NativeEngine } from '../engine/native.ts';
import type { Decided } from './decisions.ts';

/** Combinations that are read, decided and written at a time. */
const BATCH = 20_000;

/** What a decision depends on, with the heading. */
export const TEXTS = ['description', 'description_en', 'brand', 'manufacturer', 'model'] as const;
export const textColumns: Sql = { text: TEXTS.join(', '), binds: [] };

/** What is asked of the engine. */
export interface Search {
  readonly engine: NativeEngine;
  /** A schema that the caller makes and drops: `candidates` and `decisions` are left in it. */
  readonly scratch: Sql;
  /** The lines to look at: a relation with the columns of `shipments`. */
  readonly lines: Sql;
  readonly dictionary: CompiledDictionary;
  /** What analysts decided of descriptions that name nobody. */
  readonly decided: ReadonlyMap<string, Decided>;
}

/** Whether a line is of the headings of the dictionary; an expression over `hs_code`. */
export function inHeadings(dictionary: CompiledDictionary): Sql {
  const codes = dictionary.source.context.hs;
  if (codes.length === 0) return sql`false`;
  const heading = sql`replace(replace(hs_code, ' ', ''), '.', '')`;
  return sql`coalesce(${join(
    codes.map((code) => sql`starts_with(${heading}, ${code})`),
    ' OR ',
  )}, false)`;
}

/**
 * Leaves in `scratch`: `candidates(source_id, source_record, combination)` and
 * `decisions(combination, brand, owner_group, evidence, matched_text, confidence, decided_by)`.
 */
export async function decideLines(search: Search, options: RunOptions = {}): Promise<void> {
  await findCandidates(search, options);
  await decideCandidates(search, options);
}

async function findCandidates({ engine, scratch, lines, dictionary }: Search, options: RunOptions): Promise<void> {
  const run = (statement: Sql): Promise<unknown> => engine.internal(statement, options);
  for (const column of ['brand', 'manufacturer', 'model'] as const) {
    const name = ident(column);
    const { rows } = await engine.internal(
      sql`SELECT DISTINCT ${name} FROM ${lines} WHERE ${name} IS NOT NULL AND ${name} <> ''`,
      options,
    );
    const named = rows.map((r) => String(r[0])).filter((cell) => mayName(dictionary, cell));
    await run(sql`CREATE TABLE ${scratch}.${ident(`${column}_cells`)} AS
      SELECT unnest(from_json(${JSON.stringify(named)}::JSON, '["VARCHAR"]')) AS cell`);
  }
  const pattern = literal(prefilterPattern(dictionary.source));
  // Numbers that can be part of no name are made one, so that texts which differ only in them are decided once. What would be
  // cut off when it is read is left as it is.
  const digits = digitsOfNoName(dictionary.source);
  const texts = join(
    TEXTS.map((name): Sql => {
      const column = ident(name);
      return name.startsWith('description')
        ? sql`CASE WHEN length(${column}) > ${MAX_TEXT} THEN ${column}
            ELSE regexp_replace(${column}, ${literal(`[0-9]{${digits},}`)}, ${literal('0'.repeat(digits))}, 'g') END AS ${column}`
        : column;
    }),
  );
  await run(sql`CREATE TABLE ${scratch}.found AS
    SELECT source_id, source_record, ${texts}, ${inHeadings(dictionary)} AS in_context
    FROM ${lines}
    WHERE in_context
      OR brand IN (FROM ${scratch}.brand_cells) OR manufacturer IN (FROM ${scratch}.manufacturer_cells)
      OR model IN (FROM ${scratch}.model_cells)
      OR regexp_matches(description, ${pattern}, 'i') OR regexp_matches(description_en, ${pattern}, 'i')`);
  await run(sql`CREATE TABLE ${scratch}.combinations AS
    SELECT row_number() OVER () AS combination, * FROM (SELECT DISTINCT ${textColumns}, in_context FROM ${scratch}.found)`);
  const same = join(
    [...TEXTS, 'in_context'].map((name) => ({ text: `f.${name} IS NOT DISTINCT FROM k.${name}`, binds: [] })),
    ' AND ',
  );
  await run(sql`CREATE TABLE ${scratch}.candidates AS
    SELECT f.source_id, f.source_record, k.combination
    FROM ${scratch}.found f JOIN ${scratch}.combinations k ON ${same}`);
}

/** Whether a cell of its own could name a brand. Broad: the decision looks at the whole record. */
function mayName(dictionary: CompiledDictionary, cell: string): boolean {
  if (namesNobody(cell)) return false;
  const folded = fold(cell);
  return findTerms(dictionary, folded).length > 0 || findMisspelled(dictionary, folded).length > 0;
}

type Row = BrandDecision & { readonly combination: number; readonly by: string | null };

async function decideCandidates(search: Search, options: RunOptions): Promise<void> {
  const { engine, scratch, dictionary, decided } = search;
  await engine.internal(sql`CREATE TABLE ${scratch}.decisions (combination BIGINT, brand VARCHAR, owner_group VARCHAR,
    evidence VARCHAR, matched_text VARCHAR, confidence DOUBLE, decided_by VARCHAR)`);
  const all = Number((await engine.internal(sql`SELECT count(*) FROM ${scratch}.combinations`)).rows[0]?.[0]);
  const heading = dictionary.source.context.hs[0] ?? null;
  const byHand = byHandOf(dictionary, decided);
  for (let from = 0; from < all; from += BATCH) {
    throwIfAborted(options.signal, 'Finding brands');
    const { rows } = await engine.internal(
      sql`SELECT combination, ${textColumns}, in_context FROM ${scratch}.combinations
        WHERE combination > ${from} AND combination <= ${from + BATCH}`,
      { ...(options.signal ? { signal: options.signal } : {}) },
    );
    const batch: Row[] = [];
    for (const [combination, description, descriptionEn, brand, manufacturer, model, inContext] of rows) {
      const decision = decideBrand(dictionary, {
        description: textOf(description),
        descriptionEn: textOf(descriptionEn),
        brand: textOf(brand),
        manufacturer: textOf(manufacturer),
        model: textOf(model),
        hsCode: inContext === true ? heading : null,
      });
      if (decision !== null) batch.push({ ...decision, combination: Number(combination), by: null });
      else {
        const row = byHand(textOf(description));
        if (row !== null) batch.push({ ...row, combination: Number(combination) });
      }
    }
    await keep(search, batch);
    options.onProgress?.({ fraction: Math.min(1, (from + BATCH) / all), rows: Math.min(all, from + BATCH) });
  }
}

/** Longest description that is shown as what a decision was about. */
const SHOWN = 200;

/** What an analyst said of a description that the rule finds nobody in. A brand that the dictionary has lost counts no more. */
function byHandOf(
  dictionary: CompiledDictionary,
  decided: ReadonlyMap<string, Decided>,
): (description: string | null) => Omit<Row, 'combination'> | null {
  const entries = new Map(dictionary.source.brands.map((entry) => [entry.brand, entry]));
  return (description) => {
    if (decided.size === 0 || description === null) return null;
    const held = decided.get(templateOf(description));
    const entry = held?.brand === undefined || held.brand === null ? undefined : entries.get(held.brand);
    if (held === undefined || entry === undefined) return null;
    return {
      brand: entry.brand,
      ownerGroup: entry.owner?.group ?? null,
      evidence: 'description',
      matchedText: description.slice(0, SHOWN),
      confidence: 1,
      by: held.by,
    };
  };
}

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/** Rows go over as one JSON text: the engine's statements bind scalars only. */
async function keep({ engine, scratch }: Search, batch: readonly Row[]): Promise<void> {
  if (batch.length === 0) return;
  const rows = batch.map((d) => ({
    c: d.combination,
    b: d.brand,
    o: d.ownerGroup,
    e: d.evidence,
    m: d.matchedText,
    p: d.confidence,
    h: d.by,
  }));
  await engine.internal(sql`INSERT INTO ${scratch}.decisions
    SELECT r.c, r.b, r.o, r.e, r.m, r.p, r.h FROM (SELECT unnest(from_json(${JSON.stringify(rows)}::JSON,
      '[{"c":"BIGINT","b":"VARCHAR","o":"VARCHAR","e":"VARCHAR","m":"VARCHAR","p":"DOUBLE","h":"VARCHAR"}]')) AS r)`);
}
