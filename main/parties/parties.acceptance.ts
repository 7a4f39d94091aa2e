/**
 * Holds the scorer, the parties and the screening against labelled material (`../shared/data` beside the repository, or
 * `WAYBILL_DATA`). Not part of the unit tests: those files are not in the repository, and where they are absent the run
 * says so.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseCsv } from '../../shared/csv/parse.ts';
import { scoreNames } from '../../shared/names/score.ts';
import { sql } from '../../shared/sql/sql.ts';
import { analyzeParties } from './analyze.ts';
import { addFiles } from '../case/add.ts';
import { Case } from '../case/case.ts';
import { screenParties } from '../screening/analyze.ts';

/** Counts of a decision against the truth, with what went wrong. */
export interface Scores {
  readonly what: string;
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Up to twenty errors, in words. */
  readonly errors: readonly string[];
}

const MOST_ERRORS = 20;

function scores(what: string, right: number, wrong: number, missed: number, errors: readonly string[]): Scores {
  const precision = right + wrong === 0 ? 1 : right / (right + wrong);
  const recall = right + missed === 0 ? 1 : right / (right + missed);
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { what, right, wrong, missed, precision, recall, f1, errors: errors.slice(0, MOST_ERRORS) };
}

const scoreSets = (what: string, found: ReadonlySet<string>, truth: ReadonlySet<string>): Scores => {
  const wrong = [...found].filter((x) => !truth.has(x));
  const missed = [...truth].filter((x) => !found.has(x));
  return scores(what, found.size - wrong.length, wrong.length, missed.length, [
    ...wrong.map((x) => `wrong: ${x}`),
    ...missed.map((x) => `missed: ${x}`),
  ]);
};

type Row = Readonly<Record<string, string>>;

function readRows(file: string): Row[] {
  const [header = [], ...rows] = parseCsv(fs.readFileSync(file, 'utf8'));
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
}

/** Where the material lies; null where it is absent. */
export function partiesData(root: string = process.cwd()): string | null {
  const folder = process.env['WAYBILL_DATA'] ?? path.resolve(root, '../shared/data');
  return fs.existsSync(path.join(folder, 'matching/name_bench')) ? folder : null;
}

/** The labelled pairs at the fixed threshold, by what they name. The kind is not given to the scorer. */
export function nameBench(folder: string): Scores[] {
  const file = fs.readdirSync(path.join(folder, 'matching/name_bench')).find((f) => f.endsWith('.csv')) ?? '';
  const rows = readRows(path.join(folder, 'matching/name_bench', file));
  const kinds = { Person: 'persons', Vessel: 'vessels' } as Readonly<Record<string, string>>;
  const byKind = new Map<string, Row[]>();
  for (const row of rows) {
    const kind = kinds[row['schema'] ?? ''] ?? 'organisations';
    byKind.set(kind, [...(byKind.get(kind) ?? []), row]);
  }
  return [...byKind].map(([kind, pairs]) => {
    let [right, wrong, missed] = [0, 0, 0];
    const errors: string[] = [];
    for (const { name1 = '', name2 = '', is_match } of pairs) {
      const { score, verdict } = scoreNames(name1, name2);
      const [found, truth] = [verdict === 'match', is_match === 'true'];
      if (found && truth) right++;
      else if (found) wrong++;
      else if (truth) missed++;
      if (found !== truth) errors.push(`${found ? 'wrong' : 'missed'}: ${name1} / ${name2} (${score})`);
    }
    return scores(`name pairs: ${kind}`, right, wrong, missed, errors);
  });
}

/** A line as the truth knows it: `file|record`. */
const lineKey = (file: string, record: unknown): string => `${path.basename(file)}|${String(record)}`;

/** The file that each source of a case came from. */
const filesOf = (opened: Case): ReadonlyMap<string, string> =>
  new Map(opened.sources.map((s) => [s.source_id, s.path]));

/**
 * Pairs of spellings of one role (raw name with raw identifier) against the truth per line, and the range of exporters.
 * @param opened a case that holds the drone files and was analysed
 */
export async function clusterScores(
  opened: Case,
  folder: string,
  files: ReadonlyMap<string, string> = filesOf(opened),
): Promise<readonly (Scores & { readonly range?: string })[]> {
  const truth = new Map(
    readRows(path.join(folder, 'drones/truth_lines.csv')).map((r) => [lineKey(r['file'] ?? '', r['record']), r]),
  );
  const out: (Scores & { readonly range?: string })[] = [];
  for (const role of ['exporter', 'importer'] as const) {
    const name = role === 'exporter' ? sql`s.exporter_name` : sql`s.importer_name`;
    const id = role === 'exporter' ? sql`s.exporter_id` : sql`s.importer_id`;
    const { rows } = await opened.engine.internal(sql`
      SELECT s.source_id, s.source_record, n.party_id, n.raw_name || ' ' || coalesce(n.raw_id, '')
      FROM shipments s JOIN party_names n ON n.role = ${role} AND n.raw_name = ${name} AND n.raw_id IS NOT DISTINCT FROM ${id}`);
    const spellings = new Map<string, { party: string; entity: string; shown: string }>();
    for (const [source, record, party, shown] of rows) {
      const line = truth.get(lineKey(files.get(String(source)) ?? '', record));
      if (!line) continue;
      const entity = line[`${role}_entity`] ?? '';
      spellings.set(`${String(shown)}|${entity}`, { party: String(party), entity, shown: String(shown) });
    }
    const found = pairwise([...spellings.values()]);
    const entities = new Set([...spellings.values()].map((s) => s.entity)).size;
    out.push({ ...found, what: `${role} spellings, pairwise (${spellings.size} spellings, ${entities} entities)` });
  }
  return out;
}

function pairwise(spellings: readonly { party: string; entity: string; shown: string }[]): Scores {
  const errors: string[] = [];
  const pairsIn = (key: 'party' | 'entity'): number => {
    const sizes = new Map<string, number>();
    for (const s of spellings) sizes.set(s[key], (sizes.get(s[key]) ?? 0) + 1);
    return [...sizes.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  };
  const both = new Map<string, number>();
  for (const s of spellings) both.set(`${s.party}|${s.entity}`, (both.get(`${s.party}|${s.entity}`) ?? 0) + 1);
  const right = [...both.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  const parties = new Map<string, Set<string>>();
  const entities = new Map<string, Set<string>>();
  for (const s of spellings) {
    parties.set(s.party, (parties.get(s.party) ?? new Set()).add(s.entity));
    entities.set(s.entity, (entities.get(s.entity) ?? new Set()).add(s.party));
  }
  const shown = (test: (s: (typeof spellings)[number]) => boolean): string =>
    spellings
      .filter(test)
      .slice(0, 6)
      .map((s) => s.shown)
      .join(' / ');
  for (const [party, has] of parties) if (has.size > 1) errors.push(`wrong: ${shown((s) => s.party === party)}`);
  for (const [entity, has] of entities) if (has.size > 1) errors.push(`missed: ${shown((s) => s.entity === entity)}`);
  return scores('', right, pairsIn('party') - right, pairsIn('entity') - right, errors);
}

interface PlantedHit {
  readonly entry: string;
  readonly roles: readonly { readonly role: string; readonly names: readonly { readonly raw: string }[] }[];
}

/**
 * Hits by name and lines while listed, against the planted list.
 * @param opened a case that holds the drone files and was analysed with the watchlist
 */
export async function screeningScores(
  opened: Case,
  folder: string,
  files: ReadonlyMap<string, string> = filesOf(opened),
): Promise<Scores[]> {
  const truth = JSON.parse(fs.readFileSync(path.join(folder, 'drones/truth.json'), 'utf8')) as {
    screening: { hits: readonly (PlantedHit & { entity: string; listed_from: string; listed_to: string | null })[] };
  };
  const { hits } = truth.screening;
  const names = new Set(hits.flatMap((h) => h.roles.flatMap((r) => r.names.map((n) => `${n.raw} → ${h.entry}`))));
  const byName = await opened.engine.internal(
    sql`SELECT DISTINCT raw_name, entry_id FROM screening WHERE verdict = 'match'`,
  );
  const found = new Set(byName.rows.map(([name, entry]) => `${String(name)} → ${String(entry)}`));
  const lines = new Set<string>();
  const entryOf = new Map(hits.map((h) => [h.entity, h]));
  for (const line of readRows(path.join(folder, 'drones/truth_lines.csv'))) {
    if (line['status'] !== 'keep') continue;
    for (const role of ['exporter', 'importer']) {
      const hit = entryOf.get(line[`${role}_entity`] ?? '');
      const date = line['decl_date'] ?? '';
      if (!hit || date < hit.listed_from || (hit.listed_to !== null && date >= hit.listed_to)) continue;
      lines.add(`${lineKey(line['file'] ?? '', line['record'])} ${role} → ${hit.entry}`);
    }
  }
  const screened = await opened.engine.internal(
    sql`SELECT source_id, source_record, role, entry_id FROM screening_lines`,
  );
  const foundLines = new Set(
    screened.rows.map(
      ([source, record, role, entry]) =>
        `${lineKey(files.get(String(source)) ?? '', record)} ${String(role)} → ${String(entry)}`,
    ),
  );
  return [scoreSets('screening by name', found, names), scoreSets('lines while listed', foundLines, lines)];
}

export interface AcceptanceRow {
  readonly what: string;
  readonly value: string;
  readonly ok: boolean;
}

/** Targets of the issue "Parties": F1 of name pairs of organisations and of exporter clusters; recall and precision of screening. */
const TARGETS = { nameF1: 0.9, clusterF1: 0.95, screeningRecall: 0.98, screeningPrecision: 0.95 };

const row = (s: Scores, ok: boolean): AcceptanceRow => ({
  what: s.what,
  value: `precision ${s.precision.toFixed(3)}, recall ${s.recall.toFixed(3)}, F1 ${s.f1.toFixed(3)}`,
  ok,
});

/**
 * All figures beside their targets; errors are listed where a target is missed.
 * @param folder see `partiesData`
 * @param scratch an empty folder that the caller removes
 */
export async function partiesAcceptance(folder: string, scratch: string): Promise<AcceptanceRow[]> {
  const out: AcceptanceRow[] = [];
  const add = (s: Scores, ok: boolean): void => {
    out.push(row(s, ok));
    if (!ok) out.push(...s.errors.map((e) => ({ what: `  ${e}`, value: '', ok: true })));
  };
  // Persons and vessels have no target: they are shown.
  for (const s of nameBench(folder)) add(s, !s.what.endsWith('organisations') || s.f1 >= TARGETS.nameF1);
  if (!fs.existsSync(path.join(folder, 'drones/truth_lines.csv'))) return out;
  const truth = JSON.parse(fs.readFileSync(path.join(folder, 'drones/truth.json'), 'utf8')) as {
    files: readonly { file: string }[];
    exporter_clusters: readonly unknown[];
    watchlist: { file: string };
  };
  const opened = await Case.create(path.join(scratch, 'parties-case'));
  try {
    await addFiles(
      opened,
      truth.files.map((f) => path.join(folder, 'drones', f.file)),
    );
    const { strict, loose } = await analyzeParties(opened);
    await screenParties(opened, [path.join(folder, 'drones', truth.watchlist.file)]);
    for (const s of await clusterScores(opened, folder)) add(s, s.f1 >= TARGETS.clusterF1);
    const number = truth.exporter_clusters.length;
    out.push({
      what: 'exporters, strict … loose',
      value: `${strict} … ${loose}, truth ${number}`,
      ok: strict <= number && number <= loose,
    });
    for (const s of await screeningScores(opened, folder)) {
      add(s, s.recall >= TARGETS.screeningRecall && s.precision >= TARGETS.screeningPrecision);
    }
  } finally {
    await opened.close();
  }
  return out;
}
