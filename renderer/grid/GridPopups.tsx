/** What opens over a table: the menu of a column, its filter, the list of columns, the jump to a row. */
import { useMemo, useState } from 'react';
import type { ColumnFilter } from '../../shared/contract/engine.ts';
import type { ColumnInfo } from '../../shared/contract/values.ts';
import { AnchoredPopover, type Anchor } from '../ui/AnchoredPopover.tsx';
import { ColumnMenu, type ColumnAction } from './ColumnMenu.tsx';
import { ColumnsPanel, type ColumnEntry } from './ColumnsPanel.tsx';
import { FilterForm } from './FilterForm.tsx';
import type { GridModel, GridQuery } from './grid-model.ts';
import { JumpForm } from './JumpForm.tsx';
import { visibleText } from './visible-text.ts';

export type Popup =
  | { readonly kind: 'menu'; readonly column: string; readonly pinned: boolean; readonly anchor: Anchor }
  | { readonly kind: 'filter'; readonly column: string; readonly anchor: Anchor }
  | { readonly kind: 'columns' | 'jump' | 'pick'; readonly anchor: Anchor };

interface GridPopupsProps {
  readonly popup: Popup | null;
  readonly model: GridModel;
  readonly columns: readonly ColumnInfo[];
  readonly rows: number;
  readonly query: GridQuery;
  readonly entries: readonly ColumnEntry[];
  readonly onClose: () => void;
  readonly onFilter: (column: string, filter: ColumnFilter | null) => void;
  readonly onPick: (column: string, anchor: Anchor) => void;
  readonly onColumnAction: (column: string, anchor: Anchor, action: ColumnAction) => void;
  readonly onShow: (ids: readonly string[], show: boolean) => void;
  readonly onPin: (id: string, pin: boolean) => void;
  readonly onMove: (id: string, step: -1 | 1) => void;
  readonly onGoTo: (id: string) => void;
  readonly onJump: (row: number) => void;
}

export function GridPopups(props: GridPopupsProps) {
  const { popup, model, columns, rows, query, entries, onClose } = props;
  const filterColumn = popup?.kind === 'filter' ? (columns.find((c) => c.name === popup.column) ?? null) : null;
  const filterName = filterColumn?.name;
  const filterSpec = useMemo(
    () => model.spec({ filters: query.filters.filter((f) => f.column !== filterName), sort: [] }),
    [model, query.filters, filterName],
  );
  if (!popup) return null;
  const { anchor } = popup;

  switch (popup.kind) {
    case 'menu':
      return (
        <AnchoredPopover anchor={anchor} label="Column menu" width={210} onClose={onClose}>
          <ColumnMenu
            column={popup.column}
            sorted={query.sort.some((key) => key.column === popup.column)}
            pinned={popup.pinned}
            onAction={(action) => props.onColumnAction(popup.column, anchor, action)}
          />
        </AnchoredPopover>
      );
    case 'filter':
      return (
        <AnchoredPopover key={filterName} anchor={anchor} label="Filter" width={340} onClose={onClose}>
          {filterColumn && (
            <FilterForm
              engine={model.engine}
              spec={filterSpec}
              column={filterColumn}
              filter={query.filters.find((f) => f.column === filterColumn.name) ?? null}
              onApply={(filter) => props.onFilter(filterColumn.name, filter)}
            />
          )}
        </AnchoredPopover>
      );
    case 'pick':
      return (
        <AnchoredPopover anchor={anchor} label="Choose a column to filter" width={260} onClose={onClose}>
          <ColumnPicker columns={columns.map((c) => c.name)} onPick={(column) => props.onPick(column, anchor)} />
        </AnchoredPopover>
      );
    case 'columns':
      return (
        <AnchoredPopover anchor={anchor} label="Columns" width={340} onClose={onClose}>
          <ColumnsPanel
            columns={entries}
            onShow={props.onShow}
            onPin={props.onPin}
            onMove={props.onMove}
            onGoTo={props.onGoTo}
          />
        </AnchoredPopover>
      );
    case 'jump':
      return (
        <AnchoredPopover anchor={anchor} label="Go to row" width={220} onClose={onClose}>
          <JumpForm rows={rows} onJump={props.onJump} />
        </AnchoredPopover>
      );
  }
}

interface ColumnPickerProps {
  readonly columns: readonly string[];
  readonly onPick: (name: string) => void;
}

const PICKER_LIMIT = 100;

function ColumnPicker({ columns, onPick }: ColumnPickerProps) {
  const [search, setSearch] = useState('');
  const found = columns.filter((name) => name.toLowerCase().includes(search.toLowerCase()));
  return (
    <form
      className="wb-picker"
      onSubmit={(event) => {
        event.preventDefault();
        if (found[0] !== undefined) onPick(found[0]);
      }}
    >
      <input
        className="wb-input"
        data-autofocus
        aria-label="Column to filter"
        placeholder="Column to filter"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <ul className="wb-picker-list">
        {found.slice(0, PICKER_LIMIT).map((name) => (
          <li key={name}>
            <button type="button" className="wb-menu-item" onClick={() => onPick(name)}>
              <span className="wb-clip">{visibleText(name, 80)}</span>
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}
