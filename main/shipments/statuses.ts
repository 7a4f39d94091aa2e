/**
 * What the values of the status columns of a case mean. They are judged across sources, so each added file may change what
 * is known of the others; the values of a source are counted once and kept in `work.duckdb`.
 */
import { CancelledError, WaybillError } from '../../shared/errors.ts';
import { distinctValues, type TextQuery } from '../../shared/shipments/plan.ts';
import { headerKey } from '../../shared/shipments/layout.ts';
import { judgeTogether, type StatusColumn, type StatusJudgement } from '../../shared/shipments/status-words.ts';
import { literal, qualified, sql, type Sql } from '../../shared/sql/sql.ts';
import { sourceRelation } from '../case/source-sql.ts';
import type { CaseFolder } from '../case/folder.ts';
import type { CaseSource } from '../case/sources.ts';

/** `values` is JSON: pairs of a value and its rows. */
const COUNTED = qualified('work', 'derived', 'shipment_statuses');
const MAKE_COUNTED = sql`CREATE TABLE IF NOT EXISTS ${COUNTED} (source_id VARCHAR, content VARCHAR, counted VARCHAR)`;

const contentOf = (source: CaseSource, column: string): string =>
  [source.data_sha256, source.repairs?.sha256 ?? '', column].join(' ');

/**
 * Judges the status columns of all sources; by source. A source that cannot be read is left out: that is told where it is
 * built.
 */
export async function judgeSources(
  query: TextQuery,
  folder: CaseFolder,
  sources: readonly CaseSource[],
): Promise<Map<string, StatusJudgement>> {
  const mapped = sources.flatMap((source) => {
    const column = Object.entries(source.mapping).find(([, field]) => field === 'record_status')?.[0];
    return column !== undefined && source.columns.includes(column) ? [{ source, column }] : [];
  });
  if (mapped.length === 0) return new Map();
  await query(MAKE_COUNTED);
  const known = new Map(
    (await query(sql`SELECT source_id, content, counted FROM ${COUNTED}`)).map(([id, content, counted]) => [
      `${id} ${content}`,
      counted!,
    ]),
  );
  const columns: StatusColumn[] = [];
  for (const { source, column } of mapped) {
    const content = contentOf(source, column);
    const kept = known.get(`${source.source_id} ${content}`);
    const values =
      kept === undefined
        ? await countValues(query, sourceRelation(folder, source), column)
        : new Map(JSON.parse(kept) as [string, number][]);
    if (values === undefined) continue;
    if (kept === undefined) {
      await query(sql`DELETE FROM ${COUNTED} WHERE source_id = ${literal(source.source_id)}`);
      await query(
        sql`INSERT INTO ${COUNTED} VALUES (${literal(source.source_id)}, ${literal(content)}, ${literal(JSON.stringify([...values]))})`,
      );
    }
    const header = source.settings.columns.find((c) => c.name === column)?.header ?? column;
    columns.push({ source: source.source_id, layout: source.layout, header: headerKey(header), values });
  }
  return judgeTogether(columns);
}

async function countValues(
  query: TextQuery,
  relation: Sql,
  column: string,
): Promise<ReadonlyMap<string, number> | undefined> {
  try {
    return await distinctValues(query, relation, column);
  } catch (error) {
    if (error instanceof WaybillError && !(error instanceof CancelledError)) return undefined;
    throw error;
  }
}
