/** Copies a selection as TSV, whatever of it is loaded: the rows come from the engine, page by page. */
import { WaybillError } from '../../shared/errors.ts';
import type { CellValue } from './format.ts';
import type { GridModel, Shown } from './grid-model.ts';
import { cellCount, type Rect } from './selection.ts';
import { toTsv } from './tsv.ts';

/** More than this is work for an export: clipboards and spreadsheets choke on it. */
export const COPY_LIMIT_CELLS = 2_000_000;
const ROWS_PER_PAGE = 5_000;

/**
 * @param columns names of the columns of the rectangle, as shown
 * @throws WaybillError 'grid/too-much-to-copy'
 */
export async function selectionAsTsv(
  model: GridModel,
  shown: Shown,
  rect: Rect,
  columns: readonly string[],
  signal?: AbortSignal,
): Promise<string> {
  if (cellCount(rect) > COPY_LIMIT_CELLS) {
    throw new WaybillError(
      'grid/too-much-to-copy',
      'This is more than a clipboard takes well (two million cells). Export the view to a file instead.',
    );
  }
  const at = columns.map((name) => shown.handle.columns.findIndex((c) => c.name === name));
  const rows: CellValue[][] = [];
  const end = Math.min(rect.bottom + 1, shown.handle.rowCount);
  for (let from = rect.top; from < end; from += ROWS_PER_PAGE) {
    const page = await model.page(shown, from, Math.min(ROWS_PER_PAGE, end - from), signal);
    const wanted = Math.min(page.rows, end - from);
    for (let i = 0; i < wanted; i += 1) rows.push(at.map((column) => page.columns[column]?.[i] ?? null));
  }
  const single = rect.top === rect.bottom && rect.left === rect.right;
  return toTsv(single ? null : columns, rows);
}
