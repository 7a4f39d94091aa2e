/** The calls of the list of rejects: what is in it, what a repair would do, repairing and taking back. */
import type { CallOut } from '../../shared/contract/calls.ts';
import { sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';
import { applyRepair, previewRepair, rejectCondition, undoRepairs, type Tried } from '../case/repair.ts';
import { sourceFile } from '../case/sources.ts';
import type { Desk } from './desk.ts';
import type { Handlers } from './server.ts';

/** Records of an applied repair that are sent back; the window shows the first ones. */
const MOST_SHOWN = 200;

export const repairHandlers = (
  desk: Desk,
): Pick<Handlers, 'repair/list' | 'repair/preview' | 'repair/apply' | 'repair/history' | 'repair/undo'> => ({
  'repair/list': async ({ from, count, ...filter }) => {
    const { engine } = desk.case;
    const where = rejectCondition(filter);
    const [total] = (await engine.internal(sql`SELECT count(*) FROM rejects${where}`)).rows;
    const reasons = await engine.internal(
      sql`SELECT reason, count(*) FROM rejects${rejectCondition({ ...filter, reason: null })} GROUP BY 1 ORDER BY 2 DESC, 1`,
    );
    const { rows } = await engine.internal(
      sql`SELECT source_id, record, line, reason, raw FROM rejects${where} ORDER BY source_id, record LIMIT ${count} OFFSET ${from}`,
    );
    return {
      total: Number(total?.[0]),
      reasons: reasons.rows.map(([reason, n]) => ({ reason: String(reason), count: Number(n) })),
      rejects: rows.map(([id, record, line, reason, raw]) => ({
        source_id: String(id),
        file: fileOf(desk.case, String(id)),
        record: Number(record),
        line: Number(line),
        reason: String(reason),
        raw: String(raw),
      })),
    };
  },
  'repair/preview': async ({ request, limit }) => outcomeOf(desk.case, await previewRepair(desk.case, request), limit),
  'repair/apply': async ({ request, why }) =>
    outcomeOf(desk.case, (await applyRepair(desk.case, request, { why })).records, MOST_SHOWN),
  'repair/history': async ({ source_id, from, count }) => {
    const all = desk.case.sources
      .filter((s) => source_id === null || s.source_id === source_id)
      .flatMap((s) => s.repairs?.history ?? [])
      .toSorted((a, b) => b.at.localeCompare(a.at));
    return {
      total: all.length,
      repairs: all.slice(from, from + count).map(({ as_is: _asIs, ...r }) => ({
        ...r,
        file: fileOf(desk.case, r.source_id),
      })),
    };
  },
  'repair/undo': async ({ records, why }) => ({ undone: await undoRepairs(desk.case, records, { why }) }),
});

const fileOf = (opened: Case, sourceId: string): string => sourceFile(opened.folder.root, opened.source(sourceId));

function outcomeOf(opened: Case, tried: readonly Tried[], limit: number): CallOut<'repair/preview'> {
  const shown = tried.slice(0, limit);
  const ids = new Set(shown.map((r) => r.source_id));
  return {
    repaired: tried.filter((r) => r.fits).length,
    refused: tried.filter((r) => !r.fits).length,
    records: shown.map((r) => ({
      source_id: r.source_id,
      file: fileOf(opened, r.source_id),
      record: r.record,
      line: r.line,
      reason: r.reason,
      raw: r.raw,
      joined: [...r.joined],
      text: r.text,
      fits: r.fits,
      problem: r.problem,
      cells: [...r.cells],
    })),
    columns: Object.fromEntries(
      opened.sources.filter((s) => ids.has(s.source_id)).map((s) => [s.source_id, [...s.columns]]),
    ),
  };
}
