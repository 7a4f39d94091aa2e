/**
 * AG Grid over the pages of one result. It draws and reports; it asks nothing by itself but pages. Selection, widths and
 * scroll are reported through callbacks; filters and sort come from the model and are the engine's work.
 */
import { memo, useEffect, useImperativeHandle, useMemo, useRef, type Ref } from 'react';
import {
  ColumnApiModule,
  ColumnAutoSizeModule,
  CellStyleModule,
  EventApiModule,
  InfiniteRowModelModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  ScrollApiModule,
  type CellClassParams,
  type CellFocusedEvent,
  type CellKeyDownEvent,
  type CellMouseDownEvent,
  type CellMouseOverEvent,
  type ColDef,
  type GridApi,
  type IDatasource,
  type SuppressKeyboardEventParams,
  type ValueGetterParams,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import type { ColumnInfo, ColumnPage } from '../../shared/contract/values.ts';
import { styleNonce } from '../app/nonce.ts';
import type { GridView } from '../app/tab-spec.ts';
import { columnWidths } from './column-widths.ts';
import { formatCount, formatterFor, isNumeric, type CellValue } from './format.ts';
import { blockSize, type GridModel, type Shown } from './grid-model.ts';
import { gridTheme } from './grid-theme.ts';
import { HeaderCell, RowNumberHeader } from './HeaderCell.tsx';
import {
  contains,
  extendTo,
  moveHead,
  rectOf,
  selectCell,
  selectRow,
  type CellAt,
  type Rect,
  type Selection,
} from './selection.ts';

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

/** A row is a place in a page: no row objects with the columns' names, so a column called `__proto__` is harmless. */
export interface RowAt {
  readonly page: ColumnPage;
  readonly at: number;
}

export interface GridContext {
  readonly model: GridModel;
  readonly headerProfiles: boolean;
  readonly onSort: (column: string, add: boolean) => void;
  readonly onMenu: (column: string, anchor: HTMLElement) => void;
}

export interface DataGridHandle {
  readonly api: () => GridApi<RowAt> | null;
  readonly jumpTo: (row: number) => void;
  readonly selection: () => { readonly rect: Rect; readonly columns: readonly string[] } | null;
  readonly focus: () => void;
}

interface DataGridProps {
  readonly model: GridModel;
  readonly shown: Shown;
  readonly view: GridView;
  readonly label: string;
  readonly headerProfiles: boolean;
  readonly onSort: (column: string, add: boolean) => void;
  readonly onMenu: (column: string, anchor: HTMLElement) => void;
  readonly onLayoutChange: (change: Pick<GridView, 'columns' | 'topRow'>) => void;
  readonly onSelection: (rect: Rect | null) => void;
  readonly onCopy: () => void;
  readonly onFailure: (thrown: unknown) => void;
  readonly ref?: Ref<DataGridHandle>;
}

const ROW_NUMBER = '#';
const idOf = (index: number): string => `c${index}`;
const indexOf = (colId: string): number => Number(colId.slice(1));

const isCopy = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'c';
const isSelectAll = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a';
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function DataGridView(props: DataGridProps) {
  const { model, shown, view, label, headerProfiles, ref } = props;
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const api = useRef<GridApi<RowAt> | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const selection = useRef<Selection | null>(null);
  /** Position of each column as shown, by its id; made anew when columns move. */
  const order = useRef<ReadonlyMap<string, number>>(new Map());

  const { columns } = shown.handle;
  const signature = columns.map((c) => `${c.name}\u0000${c.type}`).join('\u0001');

  // Columns keep their layout while the same columns come back (another filter, another sort).
  const columnDefs = useMemo(() => {
    const widths = columnWidths(columns, shown.firstPage);
    const saved = new Map(view.columns.map((c, i) => [c.name, { ...c, position: i }]));
    const defs = columns.map((column, index) => ({
      position: saved.get(column.name)?.position ?? view.columns.length + index,
      def: columnDef(column, index, saved.get(column.name) ?? null, widths[index] ?? 120, isInRange),
    }));
    defs.sort((a, b) => a.position - b.position);
    return [rowNumberDef(shown.handle.rowCount, isInRange), ...defs.map((d) => d.def)];
    function isInRange(params: CellClassParams<RowAt>): boolean {
      const rect = currentRect();
      const at = order.current.get(params.column.getColId());
      return rect !== null && at !== undefined && contains(rect, params.rowIndex, at);
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the saved layout is read once per set of columns
  }, [signature]);

  const datasource = useMemo<IDatasource>(
    () => ({
      rowCount: shown.handle.rowCount,
      getRows: ({ startRow, endRow, successCallback, failCallback }) => {
        model
          .page(shown, startRow, endRow - startRow)
          .then((page) => {
            const rows: RowAt[] = Array.from({ length: Math.min(page.rows, endRow - startRow) }, (_, at) => ({
              page,
              at,
            }));
            successCallback(rows, shown.handle.rowCount);
          })
          .catch((thrown: unknown) => {
            failCallback();
            if (model.getState().shown === shown) latest.current.onFailure(thrown);
          });
      },
    }),
    [model, shown],
  );

  const context = useMemo<GridContext>(
    () => ({
      model,
      headerProfiles,
      onSort: (column, add) => latest.current.onSort(column, add),
      onMenu: (column, anchor) => latest.current.onMenu(column, anchor),
    }),
    [model, headerProfiles],
  );

  function currentRect(): Rect | null {
    return selection.current ? rectOf(selection.current, order.current.size) : null;
  }

  /** Cells on screen are marked directly: a selection drawn with the mouse must follow it without a re-render. */
  function paint(): void {
    const rect = currentRect();
    for (const cell of root.current?.querySelectorAll<HTMLElement>('.ag-cell') ?? []) {
      const row = Number(cell.closest('[row-index]')?.getAttribute('row-index') ?? -1);
      const at = order.current.get(cell.getAttribute('col-id') ?? '');
      cell.classList.toggle('wb-in-range', rect !== null && at !== undefined && contains(rect, row, at));
    }
    latest.current.onSelection(rect);
  }

  function reorder(): void {
    const shownColumns = api.current?.getAllDisplayedColumns() ?? [];
    order.current = new Map(
      shownColumns.filter((c) => c.getColId() !== ROW_NUMBER).map((c, i) => [c.getColId(), i] as const),
    );
  }

  function report(): void {
    const grid = api.current;
    if (!grid || grid.isDestroyed()) return;
    const { columns: infos } = latest.current.shown.handle;
    latest.current.onLayoutChange({
      columns: grid
        .getColumnState()
        .filter((c) => c.colId !== ROW_NUMBER)
        .flatMap((c) => {
          const info = infos[indexOf(c.colId)];
          return info
            ? [{ name: info.name, width: c.width ?? 120, hidden: c.hide === true, pinned: c.pinned === 'left' }]
            : [];
        }),
      topRow: Math.max(0, grid.getFirstDisplayedRowIndex()),
    });
  }

  const place = (event: { rowIndex: number | null; column: { getColId(): string } | string | null }): CellAt | null => {
    const id = typeof event.column === 'string' ? event.column : event.column?.getColId();
    const column = id === undefined ? undefined : order.current.get(id);
    return event.rowIndex === null || column === undefined ? null : { row: event.rowIndex, column };
  };

  function onMouseDown(event: CellMouseDownEvent<RowAt>): void {
    const mouse = event.event as MouseEvent;
    if (mouse.button !== 0 || event.rowIndex === null) return;
    if (event.column.getColId() === ROW_NUMBER) {
      const row = selectRow(event.rowIndex);
      selection.current =
        mouse.shiftKey && selection.current ? { ...extendTo(selection.current, row.head), wholeRows: true } : row;
    } else {
      const at = place(event);
      if (!at) return;
      selection.current = mouse.shiftKey && selection.current ? extendTo(selection.current, at) : selectCell(at);
    }
    paint();
  }

  function onMouseOver(event: CellMouseOverEvent<RowAt>): void {
    const mouse = event.event as MouseEvent;
    if ((mouse.buttons & 1) === 0 || !selection.current || event.rowIndex === null) return;
    const at = selection.current.wholeRows ? { row: event.rowIndex, column: 0 } : place(event);
    if (!at) return;
    selection.current = extendTo(selection.current, at);
    paint();
  }

  function onFocused(event: CellFocusedEvent<RowAt>): void {
    const at = place(event);
    if (event.rowIndex === null || !event.column || typeof event.column === 'string') return;
    const colId = event.column.getColId();
    if (!keepRange.current && at) {
      const now = currentRect();
      if (!now || !contains(now, at.row, at.column) || lastKey.current) {
        selection.current = selectCell(at);
        paint();
      }
    }
    lastKey.current = false;
    focusRow(event.rowIndex, colId === ROW_NUMBER ? null : indexOf(colId));
  }

  function focusRow(row: number, columnIndex: number | null): void {
    const { handle } = shown;
    const column =
      columnIndex === null ? (model.getFocus()?.column ?? handle.columns[0]?.name) : handle.columns[columnIndex]?.name;
    if (column === undefined) return;
    const show = (page: ColumnPage, at: number): void =>
      model.setFocus({
        row,
        column,
        columns: handle.columns,
        values: page.columns.map((values) => values[at] ?? null),
      });
    const data = api.current?.getDisplayedRowAtIndex(row)?.data;
    if (data) show(data.page, data.at);
    else {
      model
        .page(shown, row, 1)
        .then((page) => {
          if (model.getState().shown === shown && page.rows > 0) show(page, row - page.from);
        })
        .catch((thrown: unknown) => latest.current.onFailure(thrown));
    }
  }

  const keepRange = useRef(false);
  const lastKey = useRef(false);

  function onKeyDown(event: CellKeyDownEvent<RowAt>): void {
    const key = event.event as KeyboardEvent;
    const grid = api.current;
    if (!grid) return;
    if (isCopy(key)) {
      latest.current.onCopy();
      return;
    }
    if (isSelectAll(key)) {
      key.preventDefault();
      selection.current = {
        anchor: { row: 0, column: 0 },
        head: { row: Math.max(0, shown.handle.rowCount - 1), column: 0 },
        wholeRows: true,
      };
      paint();
      return;
    }
    const step = ARROWS[key.key];
    if (key.shiftKey && step && selection.current) {
      key.preventDefault();
      selection.current = moveHead(selection.current, step[0], step[1], shown.handle.rowCount, order.current.size);
      const { row, column } = selection.current.head;
      const id = [...order.current].find(([, at]) => at === column)?.[0];
      keepRange.current = true;
      grid.ensureIndexVisible(row);
      if (id !== undefined) grid.ensureColumnVisible(id);
      keepRange.current = false;
      paint();
      return;
    }
    lastKey.current = step !== undefined || ['Home', 'End', 'PageUp', 'PageDown', 'Tab'].includes(key.key);
  }

  useImperativeHandle(ref, () => ({
    api: () => api.current,
    jumpTo: (row) => {
      const grid = api.current;
      if (!grid) return;
      const first = grid.getAllDisplayedColumns().find((c) => c.getColId() !== ROW_NUMBER);
      grid.ensureIndexVisible(row, 'middle');
      if (first) {
        selection.current = selectRow(row);
        keepRange.current = true;
        grid.setFocusedCell(row, grid.getFocusedCell()?.column ?? first);
        keepRange.current = false;
        paint();
      }
    },
    selection: () => {
      const rect = currentRect();
      if (!rect) return null;
      const names = [...order.current.keys()].map((id) => columns[indexOf(id)]?.name ?? '');
      return { rect, columns: names.slice(rect.left, rect.right + 1) };
    },
    focus: () => {
      const first = api.current?.getAllDisplayedColumns().find((c) => c.getColId() !== ROW_NUMBER);
      if (first) api.current?.setFocusedCell(Math.max(0, api.current.getFirstDisplayedRowIndex()), first);
    },
  }));

  return (
    <div className="wb-grid" ref={root}>
      <AgGridReact<RowAt>
        theme={gridTheme}
        {...(styleNonce === '' ? {} : { styleNonce })}
        rowModelType="infinite"
        datasource={datasource}
        columnDefs={columnDefs}
        context={context}
        maintainColumnOrder
        cacheBlockSize={blockSize(columns.length)}
        maxBlocksInCache={24}
        maxConcurrentDatasourceRequests={2}
        blockLoadDebounceMillis={30}
        infiniteInitialRowCount={Math.max(1, shown.handle.rowCount)}
        rowBuffer={8}
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
          reorder();
          if (view.topRow > 0) event.api.ensureIndexVisible(Math.min(view.topRow, shown.handle.rowCount - 1), 'top');
        }}
        onDisplayedColumnsChanged={() => {
          reorder();
          paint();
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
        onCellMouseDown={onMouseDown}
        onCellMouseOver={onMouseOver}
        onCellFocused={onFocused}
        onCellKeyDown={(event) => {
          if ('column' in event) onKeyDown(event);
        }}
      />
    </div>
  );
}

export const DataGrid = memo(DataGridView);

type RangeTest = (params: CellClassParams<RowAt>) => boolean;

function suppressOwnKeys({ event }: SuppressKeyboardEventParams<RowAt>): boolean {
  return isCopy(event) || isSelectAll(event) || (event.shiftKey && event.key in ARROWS);
}

function columnDef(
  column: ColumnInfo,
  index: number,
  saved: GridView['columns'][number] | null,
  width: number,
  inRange: RangeTest,
): ColDef<RowAt, CellValue> {
  const format = formatterFor(column);
  const numeric = isNumeric(column.kind);
  return {
    colId: idOf(index),
    headerName: column.name,
    headerComponent: HeaderCell,
    headerComponentParams: { info: column },
    valueGetter: ({ data }: ValueGetterParams<RowAt>) =>
      data ? (data.page.columns[index]?.[data.at] ?? null) : undefined,
    valueFormatter: ({ value }) => (value === undefined ? '' : value === null ? 'NULL' : format(value as CellValue)),
    cellClass: numeric ? 'wb-cell wb-number' : 'wb-cell',
    cellClassRules: {
      'wb-null': ({ value }) => value === null,
      'wb-empty': ({ value }) => value === '',
      'wb-wait': ({ value }) => value === undefined,
      'wb-in-range': inRange,
    },
    suppressKeyboardEvent: suppressOwnKeys,
    suppressHeaderKeyboardEvent: ({ event }) => ['Enter', ' '].includes(event.key),
    width: saved?.width ?? width,
    hide: saved?.hidden ?? false,
    pinned: saved?.pinned ? 'left' : null,
    minWidth: 48,
    maxWidth: 1600,
    resizable: true,
    sortable: false,
  };
}

function rowNumberDef(rows: number, inRange: RangeTest): ColDef<RowAt, CellValue> {
  return {
    colId: ROW_NUMBER,
    headerName: 'Row number',
    headerComponent: RowNumberHeader,
    valueGetter: ({ node }) => (node?.rowIndex ?? 0) + 1,
    valueFormatter: ({ value }) => formatCount(Number(value)),
    cellClass: 'wb-cell wb-row-number',
    cellClassRules: { 'wb-in-range': inRange },
    suppressKeyboardEvent: suppressOwnKeys,
    width: Math.max(40, formatCount(rows).length * 6.6 + 18),
    pinned: 'left',
    lockPinned: true,
    lockPosition: 'left',
    suppressMovable: true,
    resizable: false,
    sortable: false,
  };
}
