/** The bar above a table: how many rows, what they are filtered by, what can be done. Its height never changes. */
import type { ReactNode, Ref } from 'react';
import { Code2, Columns3, Copy, Download, Filter, ListEnd, RefreshCw, X } from 'lucide-react';
import { IconButton } from '../ui/IconButton.tsx';
import { useSlow } from '../ui/use-slow.ts';
import { formatCount } from './format.ts';
import type { GridState } from './grid-model.ts';
import { cellCount, type Rect } from './selection.ts';

interface GridToolbarProps {
  readonly state: GridState;
  readonly selected: Rect | null;
  readonly partial: boolean;
  readonly lead: ReactNode;
  readonly children: ReactNode;
  readonly onCancel: () => void;
  readonly onPickFilter: (anchor: HTMLElement) => void;
  readonly onColumns: (anchor: HTMLElement) => void;
  readonly onJump: (anchor: HTMLElement) => void;
  readonly onCopy: (() => void) | null;
  readonly onOpenSql: (() => void) | null;
  readonly onExport: (() => void) | null;
  readonly onReload: () => void;
  readonly ref?: Ref<HTMLDivElement>;
}

export function GridToolbar(props: GridToolbarProps) {
  const { state, selected, lead, children, ref } = props;
  const waiting = useSlow(state.phase === 'loading');
  return (
    <div className="wb-toolbar" role="toolbar" aria-label="Table" ref={ref}>
      {lead}
      <RowCount state={state} partial={props.partial} />
      <div className="wb-toolbar-chips">{children}</div>
      {selected && cellCount(selected) > 1 && (
        <span className="wb-note wb-nowrap">
          {formatCount(selected.bottom - selected.top + 1)} × {formatCount(selected.right - selected.left + 1)} selected
        </span>
      )}
      <div className="wb-toolbar-tools">
        {waiting ? (
          <IconButton icon={X} label="Cancel the query" keys="Esc" onClick={props.onCancel} />
        ) : (
          <IconButton icon={RefreshCw} label="Ask again" onClick={props.onReload} />
        )}
        <IconButton
          icon={Filter}
          data-tool="filter"
          label="Filter"
          keys="Mod+F"
          active={state.query.filters.length > 0}
          onClick={(event) => props.onPickFilter(event.currentTarget)}
        />
        <IconButton
          icon={Columns3}
          data-tool="columns"
          label="Columns"
          onClick={(event) => props.onColumns(event.currentTarget)}
        />
        <IconButton
          icon={ListEnd}
          data-tool="jump"
          label="Go to row"
          keys="Mod+G"
          onClick={(event) => props.onJump(event.currentTarget)}
        />
        <IconButton
          icon={Copy}
          label="Copy the selection"
          keys="Mod+C"
          disabled={props.onCopy === null}
          onClick={() => props.onCopy?.()}
        />
        <IconButton
          icon={Code2}
          label="Open as SQL"
          disabled={props.onOpenSql === null}
          onClick={() => props.onOpenSql?.()}
        />
        <IconButton
          icon={Download}
          label="Export"
          disabled={props.onExport === null}
          onClick={() => props.onExport?.()}
        />
      </div>
      <div className="wb-progress-line" data-on={waiting || undefined} aria-hidden>
        <span
          style={
            state.progress?.fraction == null
              ? undefined
              : { transform: `scaleX(${Math.max(0.02, state.progress.fraction)})` }
          }
          data-unknown={state.progress?.fraction == null || undefined}
        />
      </div>
    </div>
  );
}

function RowCount({ state, partial }: { readonly state: GridState; readonly partial: boolean }) {
  const { shown, total, phase, query } = state;
  const text = !shown
    ? phase === 'loading'
      ? 'Reading…'
      : ''
    : partial
      ? `First ${formatCount(shown.handle.rowCount)} rows`
      : query.filters.length > 0 && total !== null
        ? `${formatCount(shown.handle.rowCount)} of ${formatCount(total)} rows`
        : `${formatCount(shown.handle.rowCount)} ${shown.handle.rowCount === 1 ? 'row' : 'rows'}`;
  return (
    <span className="wb-row-count" role="status" aria-live="polite">
      {text}
    </span>
  );
}
