/** One table with all that belongs to it: what it shows, its tools, its menus. The container of the grid's hooks. */
import { useCallback, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import { CircleSlash, FilterX, TriangleAlert } from 'lucide-react';
import type { ColumnFilter } from '../../shared/contract/engine.ts';
import { showFailure, useToasts } from '../app/toasts.ts';
import type { GridView } from '../app/tab-spec.ts';
import type { ColumnInfo } from '../../shared/contract/values.ts';
import { anchorOf, type Anchor } from '../ui/AnchoredPopover.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import type { ColumnAction } from './ColumnMenu.tsx';
import type { ColumnEntry } from './ColumnsPanel.tsx';
import { signatureOf } from './column-defs.ts';
import { selectionAsTsv } from './copy.ts';
import { DataGrid, type DataGridHandle } from './DataGrid.tsx';
import { FilterChips } from './FilterChips.tsx';
import { cycleSort, withFilter } from './filters.ts';
import { formatCount } from './format.ts';
import type { GridModel } from './grid-model.ts';
import { GridSkeleton } from './GridSkeleton.tsx';
import { GridToolbar } from './GridToolbar.tsx';
import { GridPopups, type Popup } from './GridPopups.tsx';
import type { Presentation } from './presentation.ts';
import { cellCount, type Rect } from './selection.ts';
import { useActiveGrid } from './active-grid.ts';

interface GridPanelProps {
  readonly model: GridModel;
  readonly label: string;
  readonly view: GridView;
  /** Whether this is the panel that the inspector and the keys belong to. */
  readonly active: boolean;
  readonly headerProfiles: boolean;
  readonly onViewChange: (view: GridView) => void;
  readonly onOpenSql: ((statement: string) => void) | null;
  readonly onExport: (() => void) | null;
  readonly onProfile: (column: string) => void;
  /** Where the relation is one that Waybill knows. */
  readonly presentation?: Presentation | null;
  /** The rows are the first ones of more that are still being read. */
  readonly partial?: boolean;
  /** Left of the row count, e.g. the time that a query took. */
  readonly lead?: ReactNode;
}

export function GridPanel(props: GridPanelProps) {
  const {
    model,
    label,
    view,
    active,
    headerProfiles,
    onViewChange,
    onOpenSql,
    onExport,
    onProfile,
    presentation = null,
    partial = false,
    lead,
  } = props;
  const state = useSyncExternalStore(model.subscribe, model.getState);
  const grid = useRef<DataGridHandle>(null);
  const [popup, setPopup] = useState<Popup | null>(null);
  const [selected, setSelected] = useState<Rect | null>(null);
  const [entries, setEntries] = useState<readonly ColumnEntry[]>([]);
  const layout = useRef<Pick<GridView, 'columns' | 'topRow'>>({ columns: view.columns, topRow: view.topRow });
  const { shown, query } = state;

  useEffect(() => {
    model.start();
    return () => model.stop();
  }, [model]);

  const saveView = useCallback(() => {
    onViewChange({ ...layout.current, ...model.getState().query });
  }, [model, onViewChange]);

  const setFilters = useCallback(
    (filters: readonly ColumnFilter[]) => {
      layout.current = { ...layout.current, topRow: 0 };
      model.setQuery({ filters });
      saveView();
    },
    [model, saveView],
  );
  const onSort = useCallback(
    (column: string, add: boolean) => {
      layout.current = { ...layout.current, topRow: 0 };
      model.setQuery({ sort: cycleSort(model.getState().query.sort, column, add) });
      saveView();
    },
    [model, saveView],
  );
  const onMenu = useCallback(
    (column: string, element: HTMLElement) => {
      const { handle } = model.getState().shown ?? {};
      const id = `c${handle?.columns.findIndex((c) => c.name === column) ?? -1}`;
      const pinned =
        grid.current
          ?.api()
          ?.getColumnState()
          .find((c) => c.colId === id)?.pinned === 'left';
      setPopup({ kind: 'menu', column, pinned, anchor: anchorOf(element) });
    },
    [model],
  );
  const onLayoutChange = useCallback(
    (change: Pick<GridView, 'columns' | 'topRow'>) => {
      layout.current = change;
      saveView();
    },
    [saveView],
  );
  const onFailure = useCallback(
    (thrown: unknown) => showFailure('These rows could not be read', thrown, model.start),
    [model],
  );

  const copy = useCallback(() => {
    const now = grid.current?.selection();
    const { shown: result } = model.getState();
    if (!now || !result) return;
    const text = selectionAsTsv(model, result, now.rect, now.columns).then(
      (tsv) => new Blob([tsv], { type: 'text/plain' }),
    );
    navigator.clipboard
      .write([new ClipboardItem({ 'text/plain': text })])
      .then(() =>
        useToasts.getState().show({
          tone: 'info',
          title: `${formatCount(cellCount(now.rect))} ${cellCount(now.rect) === 1 ? 'cell' : 'cells'} copied`,
        }),
      )
      .catch((thrown: unknown) => {
        // The clipboard wraps what the promise was rejected with; the first failure is the one that says why.
        text.then(
          () => showFailure('The selection could not be copied', thrown),
          (why: unknown) => showFailure('The selection could not be copied', why),
        );
      });
  }, [model]);

  const jump = useCallback((element: HTMLElement) => setPopup({ kind: 'jump', anchor: anchorOf(element) }), []);
  const toolbar = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!active) return undefined;
    const element = (name: string): HTMLElement =>
      toolbar.current?.querySelector<HTMLElement>(`[data-tool="${name}"]`) ?? document.body;
    return useActiveGrid.getState().activate({
      model,
      label,
      copy,
      focus: () => grid.current?.focus(),
      jump: () => jump(element('jump')),
      pickFilter: () => setPopup({ kind: 'pick', anchor: anchorOf(element('filter')) }),
      filter: (column) => setPopup({ kind: 'filter', column, anchor: anchorOf(element('filter')) }),
      setFilter: (column, filter) => setFilters(withFilter(model.getState().query.filters, column, filter)),
      columns: () => element('columns').click(),
      openSql: onOpenSql === null ? null : () => onOpenSql(model.getState().shown?.handle.statement ?? ''),
      exportView: onExport,
      cancel: model.cancel,
    });
  }, [active, model, label, copy, jump, onOpenSql, onExport, setFilters]);

  const readEntries = (): readonly ColumnEntry[] =>
    (grid.current?.api()?.getColumnState() ?? [])
      .filter((c) => c.colId !== '#')
      .map((c) => ({
        id: c.colId,
        name: shown?.handle.columns[Number(c.colId.slice(1))]?.name ?? '',
        hidden: c.hide === true,
        pinned: c.pinned === 'left',
      }));

  const moveColumn = (id: string, step: -1 | 1): void => {
    const api = grid.current?.api();
    const ids = api?.getColumnState().map((c) => c.colId) ?? [];
    const to = ids.indexOf(id) + step;
    if (to >= 1 && to < ids.length) api?.moveColumns([id], to);
    setEntries(readEntries());
  };

  const onColumnAction = (column: string, anchor: Anchor, action: ColumnAction): void => {
    const api = grid.current?.api();
    const id = `c${shown?.handle.columns.findIndex((c) => c.name === column) ?? -1}`;
    const sort = query.sort.filter((key) => key.column !== column);
    setPopup(null);
    switch (action) {
      case 'ascending':
      case 'descending':
        model.setQuery({ sort: [{ column, descending: action === 'descending' }] });
        saveView();
        break;
      case 'unsort':
        model.setQuery({ sort });
        saveView();
        break;
      case 'filter':
        setPopup({ kind: 'filter', column, anchor });
        return;
      case 'profile':
        onProfile(column);
        break;
      case 'pin':
      case 'unpin':
        api?.setColumnsPinned([id], action === 'pin' ? 'left' : null);
        break;
      case 'left':
        moveColumn(id, -1);
        break;
      case 'right':
        moveColumn(id, 1);
        break;
      case 'fit':
        api?.autoSizeColumns([id]);
        break;
      case 'hide':
        api?.setColumnsVisible([id], false);
        break;
      case 'copyName':
        void navigator.clipboard.writeText(column);
        break;
    }
    if (anchor.element.isConnected) anchor.element.focus();
  };

  const isFiltered = query.filters.length > 0;

  return (
    <div className="wb-grid-panel" data-stale={(state.phase === 'loading' && shown !== null) || undefined}>
      <GridToolbar
        ref={toolbar}
        state={state}
        selected={selected}
        partial={partial}
        lead={lead}
        onCancel={model.cancel}
        onPickFilter={(element) => setPopup({ kind: 'pick', anchor: anchorOf(element) })}
        onColumns={(element) => {
          setEntries(readEntries());
          setPopup({ kind: 'columns', anchor: anchorOf(element) });
        }}
        onJump={jump}
        onCopy={selected ? copy : null}
        onOpenSql={onOpenSql && shown ? () => onOpenSql(shown.handle.statement) : null}
        onExport={onExport}
        onReload={model.start}
      >
        <FilterChips
          filters={query.filters}
          sort={query.sort}
          onEdit={(column, element) => setPopup({ kind: 'filter', column, anchor: anchorOf(element) })}
          onRemove={(column) => setFilters(withFilter(query.filters, column, null))}
          onUnsort={(column) => {
            model.setQuery({ sort: query.sort.filter((key) => key.column !== column) });
            saveView();
          }}
          suggestions={presentation?.suggestions}
          onSuggestion={(filter) => setFilters(withFilter(query.filters, filter.column, filter))}
        />
      </GridToolbar>

      <div className="wb-grid-area">
        {shown && (
          <DataGrid
            key={signatureOf(shown.handle.columns)}
            ref={grid}
            model={model}
            shown={shown}
            view={view}
            label={label}
            headerProfiles={headerProfiles}
            presentation={presentation}
            onSort={onSort}
            onMenu={onMenu}
            onLayoutChange={onLayoutChange}
            onSelection={setSelected}
            onCopy={copy}
            onFailure={onFailure}
          />
        )}
        {!shown && state.phase === 'loading' && <GridSkeleton />}
        {state.phase === 'failed' && state.error && (
          <EmptyState
            tone="failure"
            icon={TriangleAlert}
            title="This could not be shown"
            actions={
              <>
                <Button onClick={model.start}>Try again</Button>
                {isFiltered && (
                  <Button variant="default" onClick={() => setFilters([])}>
                    Clear the filters
                  </Button>
                )}
              </>
            }
          >
            {state.error.message}
          </EmptyState>
        )}
        {state.phase === 'cancelled' && (
          <EmptyState
            icon={CircleSlash}
            title="Cancelled"
            actions={<Button onClick={model.start}>Run it again</Button>}
          >
            Nothing was changed.
          </EmptyState>
        )}
        {state.phase === 'ready' && shown?.handle.rowCount === 0 && (
          <div className="wb-no-rows">
            <EmptyState
              icon={FilterX}
              title={isFiltered ? 'No row passes the filters' : 'There are no rows'}
              actions={isFiltered ? <Button onClick={() => setFilters([])}>Clear the filters</Button> : undefined}
            />
          </div>
        )}
      </div>

      <GridPopups
        popup={popup}
        model={model}
        columns={shown?.handle.columns ?? NO_COLUMNS}
        rows={shown?.handle.rowCount ?? 0}
        query={query}
        entries={entries}
        onClose={() => setPopup(null)}
        onFilter={(column, filter) => {
          setFilters(withFilter(query.filters, column, filter));
          setPopup(null);
          grid.current?.focus();
        }}
        onPick={(column, anchor) => setPopup({ kind: 'filter', column, anchor })}
        onColumnAction={onColumnAction}
        onShow={(ids, show) => {
          grid.current?.api()?.setColumnsVisible([...ids], show);
          setEntries(readEntries());
        }}
        onPin={(id, pin) => {
          grid.current?.api()?.setColumnsPinned([id], pin ? 'left' : null);
          setEntries(readEntries());
        }}
        onMove={moveColumn}
        onGoTo={(id) => grid.current?.api()?.ensureColumnVisible(id, 'start')}
        onJump={(row) => {
          setPopup(null);
          grid.current?.jumpTo(row);
        }}
      />
    </div>
  );
}

const NO_COLUMNS: readonly ColumnInfo[] = [];
