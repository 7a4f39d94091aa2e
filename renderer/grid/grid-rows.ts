/** Rows of a result for AG Grid, page by page, and the row that the analyst is on. */
import type { GridApi, IDatasource } from 'ag-grid-community';
import type { ColumnPage } from '../../shared/contract/values.ts';
import { indexOf, ROW_NUMBER } from './column-defs.ts';
import type { RowAt } from './grid-context.ts';
import type { GridModel, Shown } from './grid-model.ts';

/** @param onFailure of a page that is still wanted */
export const rowsOf = (model: GridModel, shown: Shown, onFailure: (thrown: unknown) => void): IDatasource => ({
  rowCount: shown.handle.rowCount,
  getRows: ({ startRow, endRow, successCallback, failCallback }) => {
    model
      .page(shown, startRow, endRow - startRow)
      .then((page) => {
        const rows: RowAt[] = Array.from({ length: Math.min(page.rows, endRow - startRow) }, (_, at) => ({ page, at }));
        successCallback(rows, shown.handle.rowCount);
      })
      .catch((thrown: unknown) => {
        failCallback();
        if (model.getState().shown === shown) onFailure(thrown);
      });
  },
});

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
