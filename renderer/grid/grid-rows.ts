/** Rows of a result for AG Grid, and the row that the analyst is on. */
import type { GridApi, IDatasource } from 'ag-grid-community';
import type { ColumnPage } from '../../shared/contract/values.ts';
import { indexOf, ROW_NUMBER } from './column-defs.ts';
import { takeTurns } from './frames.ts';
import type { RowAt } from './grid-context.ts';
import { pageRows, type GridModel, type Shown } from './grid-model.ts';
import { PageCache } from './page-cache.ts';

/**
 * Pages are large, so that the engine is asked seldom; what AG Grid is handed at once is small, and one a frame, so that
 * a screen full of rows is drawn in several short tasks.
 * @param onFailure of a page that is still wanted
 */
export function rowsOf(model: GridModel, shown: Shown, onFailure: (thrown: unknown) => void): IDatasource {
  const { rowCount, columns } = shown.handle;
  const pages = new PageCache(pageRows(columns.length), (from, count) => model.page(shown, from, count));
  const inTurn = takeTurns();
  let told: unknown = null;
  return {
    rowCount,
    getRows: ({ startRow, endRow, successCallback, failCallback }) => {
      pages
        .at(startRow)
        .then((page) =>
          inTurn(() => {
            const first = startRow - page.from;
            const count = Math.max(0, Math.min(page.rows - first, endRow - startRow));
            const rows: RowAt[] = Array.from({ length: count }, (_, i) => ({ page, at: first + i }));
            successCallback(rows, rowCount);
          }),
        )
        .catch((thrown: unknown) => {
          failCallback();
          // Every slice of a page fails with the same error: it is told once.
          if (thrown !== told && model.getState().shown === shown) onFailure(thrown);
          told = thrown;
        });
    },
  };
}

/** Tells the model which row is focused, with its values, loaded where they are not there yet. */
export function focusRow(
  model: GridModel,
  shown: Shown,
  api: GridApi<RowAt>,
  { row, colId }: { readonly row: number; readonly colId: string },
  onFailure: (thrown: unknown) => void,
): void {
  const { columns } = shown.handle;
  const column = colId === ROW_NUMBER ? (model.getFocus()?.column ?? columns[0]?.name) : columns[indexOf(colId)]?.name;
  if (column === undefined) return;
  const show = (page: ColumnPage, at: number): void =>
    model.setFocus({ row, column, columns, values: page.columns.map((values) => values[at] ?? null) });
  const data = api.getDisplayedRowAtIndex(row)?.data;
  if (data) {
    show(data.page, data.at);
    return;
  }
  model
    .page(shown, row, 1)
    .then((page) => {
      if (model.getState().shown === shown && page.rows > 0) show(page, row - page.from);
    })
    .catch(onFailure);
}
