/**
 * Lines about the goods of the dictionary that name no brand: how much they are worth, and the descriptions as a queue, those
 * alike together, the largest value first.
 */
import type { z } from 'zod';
import { namesNobody } from '../../shared/brands/decide.ts';
import type { CompiledDictionary } from '../../shared/brands/dictionary.ts';
import { hasContext } from '../../shared/brands/find.ts';
import { fold } from '../../shared/brands/fold.ts';
import { contextPattern } from '../../shared/brands/prefilter.ts';
import { headOf, templateOf } from '../../shared/brands/template.ts';
import type { brandCalls } from '../../shared/contract/brand-calls.ts';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { join, literal, sql, type Sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';
import { derived } from '../case/schema.ts';
import { inHeadings } from './candidates.ts';
import { brandDecisions, decidedTemplates, MAX_TEMPLATES, type Decided } from './decisions.ts';
import { caseDictionary } from './dictionary-file.ts';

export type BrandQueue = Omit<z.infer<(typeof brandCalls)['brands/queue']['out']>, 'analyst'>;
type Group = BrandQueue['groups'][number];

/** Distinct descriptions that are read; the largest values first. The totals count all. */
const MAX_TEXTS = 100_000;
/** Groups that are given. */
const MAX_GROUPS = 1000;
/** Descriptions of a group that are shown, and that open its rows. */
const MAX_SHOWN = 300;

/** Descriptions that are spelled out in a statement. */
const MAX_IN_SQL = 100;

/** Decimal text of cents. */
const dollars = (cents: bigint): string => {
  const sign = cents < 0n ? '-' : '';
  const plain = cents < 0n ? -cents : cents;
  return `${sign}${plain / 100n}.${String(plain % 100n).padStart(2, '0')}`;
};
const centsOf = (value: unknown): bigint => BigInt(String(value ?? '0').replace('.', ''));

/** A relation of the current lines that may be about the goods. */
function linesAbout(dictionary: CompiledDictionary): Sql {
  const words = contextPattern(dictionary.source);
  const inWords = words === null ? sql`false` : sql`regexp_matches(description, ${literal(words)}, 'i')`;
  return sql`(SELECT * FROM (SELECT *, ${inHeadings(dictionary)} AS in_headings FROM ${derived('shipments')}
    WHERE version_status = 'current') WHERE in_headings OR ${inWords})`;
}

export async function unattributed(opened: Case, options: RunOptions = {}): Promise<BrandQueue> {
  const { dictionary } = caseDictionary(opened.folder.root);
  const { engine } = opened;
  const decided = decidedTemplates(brandDecisions(opened));
  const { rows } = await engine.internal(
    sql`SELECT l.description, l.brand, l.in_headings, b.brand IS NOT NULL AS named, count(*) AS lines,
        coalesce(sum(l.value_usd), 0::DECIMAL(18,2))::DECIMAL(38,2) AS usd, min(l.decl_date)::VARCHAR, max(l.decl_date)::VARCHAR,
        count(DISTINCT l.exporter_name)
      FROM ${linesAbout(dictionary)} l LEFT JOIN ${derived('shipment_brands')} b USING (source_id, source_record)
      GROUP BY ALL ORDER BY named, usd DESC, lines DESC LIMIT ${MAX_TEXTS}`,
    options,
  );
  const total = { named: tally(), open: tally(), none: tally() };
  const groups = new Map<string, Building>();
  for (const row of rows) {
    const [text, trademark, inHeadings_, named, lines, value] = row;
    const description = text === null || text === undefined ? '' : String(text);
    if (inHeadings_ !== true && !hasContext(dictionary, fold(description))) continue;
    const count = { lines: Number(lines), cents: centsOf(value) };
    if (named === true) {
      add(total.named, count);
      continue;
    }
    const template = templateOf(description);
    const held = decided.get(template);
    add(held?.decision === 'none' ? total.none : total.open, count);
    place(groups, { description, template, trademark, held, row, count });
  }
  const all = [...groups.values()].sort((a, b) =>
    a.cents === b.cents ? b.lines - a.lines : a.cents < b.cents ? 1 : -1,
  );
  return {
    named: said(total.named),
    open: said(total.open),
    none: said(total.none),
    complete: rows.length < MAX_TEXTS,
    groups: all.slice(0, MAX_GROUPS).map(finish),
    moreGroups: Math.max(0, all.length - MAX_GROUPS),
    brands: dictionary.source.brands.map((entry) => entry.brand).sort((a, b) => a.localeCompare(b)),
  };
}

interface Count {
  lines: number;
  cents: bigint;
}
const tally = (): Count => ({ lines: 0, cents: 0n });
const add = (to: Count, count: Count): void => {
  to.lines += count.lines;
  to.cents += count.cents;
};
const said = ({ lines, cents }: Count): { lines: number; usd: string } => ({ lines, usd: dollars(cents) });

interface Building extends Count {
  readonly key: string;
  /** A trademark that is declared and is not in the dictionary. */
  readonly trademark: string | null;
  readonly title: string;
  first: string | null;
  last: string | null;
  exporters: number;
  readonly templates: Set<string>;
  readonly texts: { readonly description: string; readonly lines: number; readonly usd: string }[];
  readonly decisions: Set<string>;
}

interface Placed {
  readonly description: string;
  readonly template: string;
  readonly trademark: unknown;
  readonly held: Decided | undefined;
  readonly row: readonly unknown[];
  readonly count: Count;
}

function place(groups: Map<string, Building>, { description, template, trademark, held, row, count }: Placed): void {
  const cell = trademark === null || trademark === undefined ? null : String(trademark);
  const declared = cell === null || namesNobody(cell) ? null : cell;
  const head = declared === null ? headOf(template) : templateOf(declared);
  let key = `${declared === null ? 'text' : 'trademark'}:${head}`;
  // A decision holds a bounded number of templates: what exceeds it is a group of its own.
  for (
    let part = 2;
    (groups.get(key)?.templates.size ?? 0) >= MAX_TEMPLATES && !groups.get(key)?.templates.has(template);
    part += 1
  )
    key = `${declared === null ? 'text' : 'trademark'}:${head}:${part}`;
  let group = groups.get(key);
  if (group === undefined) {
    const title = declared ?? (head === '' ? '' : description);
    group = {
      key, trademark: declared, title, lines: 0, cents: 0n, first: null, last: null, exporters: 0,
      templates: new Set(), texts: [], decisions: new Set(),
    }; // prettier-ignore
    groups.set(key, group);
  }
  add(group, count);
  const [first, last] = [row[6], row[7]].map((date) => (date === null || date === undefined ? null : String(date)));
  if (first && (group.first === null || first < group.first)) group.first = first;
  if (last && (group.last === null || last > group.last)) group.last = last;
  group.exporters = Math.max(group.exporters, Number(row[8]));
  if (template !== '') group.templates.add(template);
  group.decisions.add(held?.decision ?? 'open');
  if (group.texts.length < MAX_SHOWN) group.texts.push({ description, lines: count.lines, usd: dollars(count.cents) });
}

const finish = (group: Building): Group => ({
  key: group.key,
  trademark: group.trademark,
  title: group.title.slice(0, 400),
  lines: group.lines,
  usd: dollars(group.cents),
  first: group.first,
  last: group.last,
  templates: [...group.templates],
  texts: group.texts.map((text) => ({ ...text, description: text.description.slice(0, 2000) })),
  decision: group.decisions.size === 1 && group.decisions.has('none') ? 'none' : 'open',
  sql: rowsOf(group).text,
});

/** The rows of a group as a statement that an analyst can read and change. */
function rowsOf({ trademark, texts }: Building): Sql {
  const descriptions = [...new Set(texts.map(({ description }) => description))].slice(0, MAX_IN_SQL);
  const which =
    trademark === null
      ? sql`coalesce(description, '') IN (${join(descriptions.map((text) => literal(text.replaceAll('\0', ''))))})`
      : sql`brand = ${literal(trademark.replaceAll('\0', ''))}`;
  return sql`SELECT * FROM shipments ANTI JOIN shipment_brands USING (source_id, source_record)
WHERE version_status = 'current' AND ${which}
ORDER BY value_usd DESC`;
}

/** Current lines of each brand, the largest value first, with the statement of its rows. */
export async function brandsFound({ engine }: Case): Promise<readonly BrandFound[]> {
  const { rows } = await engine.internal(sql`SELECT b.brand, count(*), coalesce(sum(s.value_usd), 0)
    FROM ${derived('shipments')} s JOIN ${derived('shipment_brands')} b USING (source_id, source_record)
    WHERE s.version_status = 'current' GROUP BY 1 ORDER BY 3 DESC, 1`);
  return rows.map(([brand, lines, value]) => ({
    brand: String(brand),
    lines: Number(lines),
    usd: String(value),
    sql: sql`SELECT b.brand AS brand_found, b.evidence, b.matched_text, b.decided_by, s.*
FROM shipments s JOIN shipment_brands b USING (source_id, source_record)
WHERE s.version_status = 'current' AND b.brand = ${literal(String(brand))}
ORDER BY s.value_usd DESC`.text,
  }));
}
export type BrandFound = z.infer<(typeof brandCalls)['brands/dictionary']['out']>['found'][number];
