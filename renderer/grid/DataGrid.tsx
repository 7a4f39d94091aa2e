/**
 * AG Grid over the pages of one result. It draws and reports; it asks nothing by itself but pages. Selection, widths and
 * scroll are reported through callbacks; filters and sort come from the model and are the engine's work.
 */
import { memo, useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react';
import {
  CellStyleModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  EventApiModule,
  InfiniteRowModelModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  ScrollApiModule,
  type CellFocusedEvent,
  type CellKeyDownEvent,
  type GridApi,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { styleNonce } from '../app/nonce.ts';
import type { GridView } from '../app/tab-spec.ts';
import { CellSelection } from './cell-selection.ts';
import { columnDefs, idOf, indexOf, layoutOf } from './column-defs.ts';
import { LiveFlag, type GridContext, type RowAt } from './grid-context.ts';
import { isCopy } from './grid-keys.ts';
import { ROWS_AT_ONCE, type GridModel, type Shown } from './grid-model.ts';
import { focusRow, rowsOf } from './grid-rows.ts';
import { gridTheme } from './grid-theme.ts';
import type { Presentation } from './presentation.ts';
import type { Rect } from './selection.ts';
import { isWaiting, WaitingRow } from './waiting-row.ts';

ModuleRegistry.registerModules([
  InfiniteRowModelModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  CellStyleModule,
  EventApiModule,
  RenderApiModule,
  RowApiModule,
  ScrollApiModule,
]);

export interface DataGridHandle {
  readonly api: () => GridApi<RowAt> | null;
  readonly jumpTo: (row: number) => void;
  readonly selection: () => { readonly rect: Rect; readonly columns: readonly string[] } | null;
  readonly focus: () => void;
}

/** Give it a key of `signatureOf(columns)`: a grid stands for one set of columns, whatever rows come and go. */
interface DataGridProps {
  readonly model: GridModel;
  readonly shown: Shown;
  /** Where the grid begins; later it reports what it is. */
  readonly view: GridView;
  readonly label: string;
  readonly headerProfiles: boolean;
  readonly presentation?: Presentation | null;
  readonly onSort: (column: string, add: boolean) => void;
  readonly onMenu: (column: string, anchor: HTMLElement) => void;
  readonly onLayoutChange: (change: Pick<GridView, 'columns' | 'topRow'>) => void;
  readonly onSelection: (rect: Rect | null) => void;
  readonly onCopy: () => void;
  /** Keep it the same function: the rows are asked for anew when it changes. */
  readonly onFailure: (thrown: unknown) => void;
  readonly ref?: Ref<DataGridHandle>;
}

function DataGridView(props: DataGridProps) {
  const { model, shown, view, label, headerProfiles, presentation = null, onFailure, ref } = props;
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const api = useRef<GridApi<RowAt> | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const [selection] = useState(() => new CellSelection());
  const [defs] = useState(() => columnDefs(shown, view.columns, selection.inRange, presentation));
  const { columns, rowCount } = shown.handle;

  useEffect(
    () =>
      presentation?.subscribe(() => {
        const ids = columns.flatMap((c, i) => (presentation.cells.has(c.name) ? [idOf(i)] : []));
        api.current?.refreshCells({ columns: ids, force: true });
      }),
    [presentation, columns],
  );

  const datasource = useMemo(() => rowsOf(model, shown, onFailure), [model, shown, onFailure]);
  const [profilesShown] = useState(() => new LiveFlag());
  useEffect(() => profilesShown.set(headerProfiles), [profilesShown, headerProfiles]);
  const context = useMemo<GridContext>(
    () => ({
      model,
      headerProfiles: profilesShown,
      onSort: (column, add) => latest.current.onSort(column, add),
      onMenu: (column, anchor) => latest.current.onMenu(column, anchor),
    }),
    [model, profilesShown],
  );

  function report(): void {
    const grid = api.current;
    if (!grid || grid.isDestroyed()) return;
    latest.current.onLayoutChange({
      columns: layoutOf(grid, latest.current.shown.handle.columns),
      topRow: Math.max(0, grid.getFirstDisplayedRowIndex()),
    });
  }

  function onFocused(event: CellFocusedEvent<RowAt>): void {
    selection.focused(event);
    const { rowIndex, column } = event;
    if (rowIndex === null || !column || typeof column === 'string') return;
    const at = { row: rowIndex, colId: column.getColId() };
    focusRow(model, shown, event.api, at, onFailure);
  }

  function onKeyDown(event: CellKeyDownEvent<RowAt>): void {
    if (isCopy(event.event as KeyboardEvent)) latest.current.onCopy();
    else selection.keyDown(event, rowCount);
  }

  useImperativeHandle(ref, () => ({
    api: () => api.current,
    jumpTo: (row) => selection.jumpTo(row),
    selection: () => {
      const rect = selection.rect();
      return rect && { rect, columns: selection.columnIds().map((id) => columns[indexOf(id)]?.name ?? '') };
    },
    focus: () => selection.focusFirst(),
  }));

  return (
    <div className="wb-grid" ref={root}>
      <AgGridReact<RowAt>
        theme={gridTheme}
        {...(styleNonce === '' ? {} : { styleNonce })}
        rowModelType="infinite"
        datasource={datasource}
        columnDefs={defs}
        groupHeaderHeight={22}
        context={context}
        maintainColumnOrder
        cacheBlockSize={ROWS_AT_ONCE}
        maxBlocksInCache={1}
        maxConcurrentDatasourceRequests={12}
        blockLoadDebounceMillis={16}
        infiniteInitialRowCount={Math.max(1, rowCount)}
        rowBuffer={4}
        isFullWidthRow={isWaiting}
        fullWidthCellRenderer={WaitingRow}
        suppressColumnVirtualisation={false}
        suppressCellFocus={false}
        suppressDragLeaveHidesColumns
        suppressMovableColumns={false}
        suppressScrollOnNewData
        suppressNoRowsOverlay
        suppressLoadingOverlay
        enableCellTextSelection={false}
        animateRows={false}
        aria-label={label}
        onGridReady={(event) => {
          api.current = event.api;
          event.api.setGridAriaProperty('label', label);
          selection.attach(event.api, root.current, (rect) => latest.current.onSelection(rect));
          if (view.topRow > 0) event.api.ensureIndexVisible(Math.min(view.topRow, rowCount - 1), 'top');
        }}
        onDisplayedColumnsChanged={() => {
          selection.columnsMoved();
          selection.paint();
        }}
        onColumnResized={(event) => {
          if (event.finished) report();
        }}
        onColumnMoved={(event) => {
          if (event.finished) report();
        }}
        onColumnPinned={report}
        onColumnVisible={report}
        onBodyScrollEnd={report}
        onCellMouseDown={(event) => selection.mouseDown(event)}
        onCellMouseOver={(event) => selection.mouseOver(event)}
        onCellFocused={onFocused}
        onCellKeyDown={(event) => {
          if ('column' in event) onKeyDown(event);
        }}
      />
    </div>
  );
}

export const DataGrid = memo(DataGridView);
