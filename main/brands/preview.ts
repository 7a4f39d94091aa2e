/** What a changed dictionary would add and lose, before it is kept; and how often its new names occur elsewhere. */
import { compileDictionary, parseDictionary, type Dictionary } from '../../shared/brands/dictionary.ts';
import { compact } from '../../shared/brands/fold.ts';
import { contextPattern, namePattern } from '../../shared/brands/prefilter.ts';
import type { brandCalls } from '../../shared/contract/brand-calls.ts';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { join, literal, sql, type Sql } from '../../shared/sql/sql.ts';
import type { z } from 'zod';
import type { Case } from '../case/case.ts';
import { derived } from '../case/schema.ts';
import { decideLines, inHeadings } from './candidates.ts';
import { brandDecisions, decidedTemplates } from './decisions.ts';
import { caseDictionary } from './dictionary-file.ts';

export type BrandPreview = z.infer<(typeof brandCalls)['brands/preview']['out']>;

const SCRATCH = sql`scratch_brands_preview`;
/** Changed lines that are shown; the largest values first. */
const EXAMPLES = 200;
/** New names whose occurrences are counted in one run. */
const MAX_NAMES = 200;

/**
 * Compares the decisions of a dictionary with those that hold now. Nothing is changed.
 * @throws WaybillError 'brands/dictionary-…' where the text is no dictionary
 */
export async function previewDictionary(opened: Case, text: string, options: RunOptions = {}): Promise<BrandPreview> {
  const source = parseDictionary(text, 'The dictionary');
  const dictionary = compileDictionary(source);
  const { engine } = opened;
  await engine.internal(sql`DROP SCHEMA IF EXISTS ${SCRATCH} CASCADE`, options);
  await engine.internal(sql`CREATE SCHEMA ${SCRATCH}`, options);
  try {
    const lines = sql`(SELECT * FROM ${derived('shipments')} WHERE version_status = 'current')`;
    const decided = decidedTemplates(brandDecisions(opened));
    await decideLines({ engine, scratch: SCRATCH, lines, dictionary, decided }, options);
    await engine.internal(
      sql`CREATE TABLE ${SCRATCH}.compared AS
        SELECT s.source_id, s.source_record, s.description, s.value_usd, o.brand AS before, n.brand AS after,
          coalesce(n.matched_text, o.matched_text) AS matched_text
        FROM ${lines} s
        LEFT JOIN ${derived('shipment_brands')} o USING (source_id, source_record)
        LEFT JOIN (SELECT * FROM ${SCRATCH}.candidates JOIN ${SCRATCH}.decisions USING (combination)) n USING (source_id, source_record)
        WHERE o.brand IS NOT NULL OR n.brand IS NOT NULL`,
      options,
    );
    return {
      brands: await byBrand(opened, options),
      examples: await examples(opened, options),
      names: await newNames(opened, source, options),
    };
  } finally {
    await engine.internal(sql`DROP SCHEMA IF EXISTS ${SCRATCH} CASCADE`);
  }
}

const usd = (value: unknown): string => (value === null || value === undefined ? '0.00' : String(value));

async function byBrand({ engine }: Case, options: RunOptions): Promise<BrandPreview['brands']> {
  const { rows } = await engine.internal(
    sql`SELECT brand,
        count(*) FILTER (brand = before), coalesce(sum(value_usd) FILTER (brand = before), 0),
        count(*) FILTER (brand = after), coalesce(sum(value_usd) FILTER (brand = after), 0),
        count(*) FILTER (brand = after AND before IS DISTINCT FROM after), count(*) FILTER (brand = before AND before IS DISTINCT FROM after)
      FROM (SELECT unnest(list_distinct([before, after])) AS brand, * FROM ${SCRATCH}.compared)
      GROUP BY brand ORDER BY 6 + 7 DESC, 5 DESC, brand`,
    options,
  );
  return rows.map(([brand, linesBefore, usdBefore, linesAfter, usdAfter, added, lost]) => ({
    brand: String(brand),
    before: { lines: Number(linesBefore), usd: usd(usdBefore) },
    after: { lines: Number(linesAfter), usd: usd(usdAfter) },
    added: Number(added),
    lost: Number(lost),
  }));
}

async function examples({ engine }: Case, options: RunOptions): Promise<BrandPreview['examples']> {
  const { rows } = await engine.internal(
    sql`SELECT source_id, source_record, left(description, 400), before, after, matched_text, value_usd
      FROM ${SCRATCH}.compared WHERE before IS DISTINCT FROM after
      ORDER BY value_usd DESC NULLS LAST, source_id, source_record LIMIT ${EXAMPLES}`,
    options,
  );
  const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
  return rows.map(([source, record, description, before, after, matched, value]) => ({
    source_id: String(source),
    source_record: Number(record),
    description: text(description),
    before: text(before),
    after: text(after),
    matched_text: text(matched),
    usd: text(value),
  }));
}

/** The names that a dictionary has and the one before has not, each once. */
function addedNames(now: Dictionary, then: Dictionary): readonly { readonly brand: string; readonly name: string }[] {
  const names = (d: Dictionary): { brand: string; name: string }[] =>
    d.brands.flatMap((b) => [...b.aliases, ...b.weak, ...b.models].map((name) => ({ brand: b.brand, name })));
  const known = new Set(names(now).map(({ brand, name }) => `${brand}\0${compact(name)}`));
  return names(then).filter(({ brand, name }) => !known.has(`${brand}\0${compact(name)}`));
}

/** Occurrences of each new name as a word of its own, in texts about the goods and elsewhere. */
async function newNames(opened: Case, then: Dictionary, options: RunOptions): Promise<BrandPreview['names']> {
  const { dictionary } = caseDictionary(opened.folder.root);
  const added = addedNames(dictionary.source, then).slice(0, MAX_NAMES);
  if (added.length === 0) return [];
  const words = contextPattern(then);
  const inWords: Sql = words === null ? sql`false` : sql`regexp_matches(description, ${literal(words)}, 'i')`;
  const counts = added.flatMap(({ name }, i) => {
    const hit = sql`regexp_matches(description, ${literal(namePattern(name))}, 'i')`;
    const about = { text: 'about', binds: [] };
    return [
      sql`count(*) FILTER (${hit} AND ${about})`,
      sql`count(*) FILTER (${hit} AND NOT ${about})`,
      sql`min(left(description, 200)) FILTER (${hit} AND NOT ${about})`,
    ].map((column, k) => sql`${column} AS ${{ text: `c${i}_${k}`, binds: [] }}`);
  });
  const { rows } = await opened.engine.internal(
    sql`SELECT ${join(counts)} FROM (SELECT description, ${inHeadings(compileDictionary(then))} OR ${inWords} AS about
      FROM ${derived('shipments')} WHERE version_status = 'current' AND description IS NOT NULL)`,
    options,
  );
  const row = rows[0] ?? [];
  return added.map(({ brand, name }, i) => {
    const inside = Number(row[i * 3]);
    const outside = Number(row[i * 3 + 1]);
    return {
      brand,
      name,
      inside,
      outside,
      example: row[i * 3 + 2] === null || row[i * 3 + 2] === undefined ? null : String(row[i * 3 + 2]),
      common: isCommon(inside, outside),
    };
  });
}

/** A name is taken for a word of the language where texts about other goods use it more often than those about these. */
const isCommon = (inside: number, outside: number): boolean => outside >= 5 && outside > inside;
