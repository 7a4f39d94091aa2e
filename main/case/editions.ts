/**
 * Newer editions of a file: which sources of a case replace which, and what is new, changed, gone and the same. Nothing is
 * dropped: all editions stay in the case, and `shipments` judges their lines (docs/data-model.md).
 */
import type { RunOptions } from '../../shared/contract/engine.ts';
import type { Edition } from '../../shared/contract/edition-calls.ts';
import {
  changedColumnsSql,
  editionCountsSql,
  editionRowsSql,
  sharedSql,
  type EditionClass,
  type EditionShape,
} from '../../shared/shipments/editions-sql.ts';
import type { Case } from './case.ts';
import { sourceFile, type CaseSource } from './sources.ts';
import { rawViewName, unionColumns } from './views.ts';

/** A source is an edition of another where they share at least this part of the lines of the smaller one. */
const SHARED_PART = 0.5;

/**
 * The sources that replace earlier ones, in the order of adding.
 * @param only ids of the sources to look at; all where absent
 */
export async function editionsOf(
  opened: Case,
  only: ReadonlySet<string> | null = null,
  options?: RunOptions,
): Promise<Edition[]> {
  const editions: Edition[] = [];
  for (const layout of new Set(opened.sources.map((s) => s.layout))) {
    const members = opened.sources.filter((s) => s.layout === layout && opened.isReadable(s.source_id));
    if (members.length < 2 || (only !== null && !members.some((s) => only.has(s.source_id)))) continue;
    const shape = shapeOf(layout, members);
    const earlier = await predecessors(opened, shape, members, options);
    for (const source of members) {
      const replaces = earlier.get(source.source_id) ?? [];
      if (replaces.length === 0 || (only !== null && !only.has(source.source_id))) continue;
      editions.push(await compare(opened, shape, source, replaces, options));
    }
  }
  const order = opened.sources.map((s) => s.source_id);
  return editions.sort((a, b) => order.indexOf(a.source_id) - order.indexOf(b.source_id));
}

function shapeOf(layout: string, members: readonly CaseSource[]): EditionShape {
  const byLine = members.every((s) => {
    const fields = new Set(Object.values(s.mapping));
    return fields.has('decl_no') && fields.has('line_no');
  });
  return { view: rawViewName(layout), columns: unionColumns(members), byLine };
}

/** For each source the earlier ones that it replaces: not those that another of them has replaced already. */
async function predecessors(
  opened: Case,
  shape: EditionShape,
  members: readonly CaseSource[],
  options?: RunOptions,
): Promise<Map<string, string[]>> {
  const order = members.map((s) => s.source_id);
  const { rows } = await opened.engine.internal(sharedSql(shape, order), options);
  const lines = new Map<string, number>();
  const shared = new Map<string, number>();
  for (const [id, other, n] of rows) {
    if (other === null) lines.set(String(id), Number(n));
    else shared.set(`${String(id)} ${String(other)}`, Number(n));
  }
  const found = new Map<string, string[]>();
  order.forEach((id, at) => {
    const replaced = new Set<string>();
    const own: string[] = [];
    for (const other of order.slice(0, at).toReversed()) {
      if (replaced.has(other)) continue;
      const smaller = Math.min(lines.get(id) ?? 0, lines.get(other) ?? 0);
      const both = shared.get(`${id} ${other}`) ?? 0;
      if (both === 0 || both < smaller * SHARED_PART) continue;
      own.unshift(other);
      for (const each of found.get(other) ?? []) replaced.add(each);
    }
    found.set(id, own);
  });
  return found;
}

async function compare(
  opened: Case,
  shape: EditionShape,
  source: CaseSource,
  replaces: readonly string[],
  options?: RunOptions,
): Promise<Edition> {
  const id = source.source_id;
  const counts = await opened.engine.internal(editionCountsSql(shape, id, replaces), options);
  const [fresh, changed, gone, same] = (counts.rows[0] ?? []).map(Number) as [number, number, number, number];
  const differing =
    changed === 0
      ? []
      : ((await opened.engine.internal(changedColumnsSql(shape, id, replaces), options)).rows[0] ?? []);
  const rows = (kind: EditionClass): string => editionRowsSql(shape, kind, id, replaces).text;
  const order = opened.sourceOrder;
  const leads = order.find((each) => each === id || replaces.includes(each)) ?? id;
  return {
    source_id: id,
    file: sourceFile(opened.folder.root, source),
    replaces: [...replaces],
    by: shape.byLine ? 'declaration and line' : 'whole record',
    new: fresh,
    changed,
    gone,
    same,
    changed_columns: shape.columns
      .map((column, i) => ({ column, records: Number(differing[i] ?? 0) }))
      .filter((c) => c.records > 0)
      .sort((a, b) => b.records - a.records),
    leads,
    sql: { new: rows('new'), changed: rows('changed'), gone: rows('gone'), same: rows('same') },
  };
}
