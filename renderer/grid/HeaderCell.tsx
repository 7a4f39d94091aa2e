/** The header of a column: sign of its type, name, sort, menu, and a small picture of what it holds. */
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { IHeaderParams } from 'ag-grid-community';
import { ArrowDown, ArrowUp, ChevronDown, Filter } from 'lucide-react';
import type { ColumnInfo } from '../../shared/contract/values.ts';
import type { GridContext, RowAt } from './grid-context.ts';
import { KindIcon } from './KindIcon.tsx';
import { SparkProfile } from './SparkProfile.tsx';
import { visibleText } from './visible-text.ts';

type HeaderProps = IHeaderParams<RowAt, GridContext> & { readonly info: ColumnInfo };

export function HeaderCell({ info, context, eGridHeader }: HeaderProps) {
  const { model, onSort, onMenu } = context;
  const headerProfiles = useSyncExternalStore(context.headerProfiles.subscribe, context.headerProfiles.get);
  const query = useSyncExternalStore(model.subscribe, () => model.getState().query);
  const button = useRef<HTMLButtonElement>(null);
  const at = query.sort.findIndex((key) => key.column === info.name);
  const key = query.sort[at];
  const filtered = query.filters.some((f) => f.column === info.name);
  const direction = key === undefined ? 'none' : key.descending ? 'descending' : 'ascending';

  useEffect(() => {
    eGridHeader.setAttribute('aria-sort', direction);
  }, [eGridHeader, direction]);

  // The header cell itself has the focus when the grid is walked by keyboard.
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.target !== eGridHeader) return;
      if (event.key === 'Enter') onSort(info.name, event.shiftKey);
      else if ((event.altKey && event.key === 'ArrowDown') || event.key === ' ' || event.key === 'ContextMenu') {
        onMenu(info.name, eGridHeader);
      } else return;
      event.preventDefault();
    };
    eGridHeader.addEventListener('keydown', listen);
    return () => eGridHeader.removeEventListener('keydown', listen);
  }, [eGridHeader, info.name, onMenu, onSort]);

  const open = useCallback(() => {
    if (button.current) onMenu(info.name, button.current);
  }, [info.name, onMenu]);

  const name = visibleText(info.name, 120);
  return (
    <div className="wb-head">
      <div className="wb-head-line">
        <button
          type="button"
          className="wb-head-name"
          tabIndex={-1}
          title={`${name}\n${info.type}`}
          onClick={(event) => onSort(info.name, event.shiftKey)}
          onContextMenu={(event) => {
            event.preventDefault();
            open();
          }}
        >
          <KindIcon kind={info.kind} />
          <span className="wb-clip">{name}</span>
          {key && (
            <span className="wb-head-sort">
              {key.descending ? <ArrowDown size={13} aria-hidden /> : <ArrowUp size={13} aria-hidden />}
              {query.sort.length > 1 && <span className="wb-head-order">{at + 1}</span>}
            </span>
          )}
          {filtered && <Filter size={11} className="wb-head-filter" aria-label="filtered" />}
        </button>
        <button
          ref={button}
          type="button"
          className="wb-head-menu"
          tabIndex={-1}
          aria-label={`Menu of ${name}`}
          aria-haspopup="menu"
          onClick={open}
        >
          <ChevronDown size={14} aria-hidden />
        </button>
      </div>
      <div className="wb-head-spark">
        {headerProfiles && <SparkProfile queue={model.profiles} column={info.name} />}
      </div>
    </div>
  );
}

export function RowNumberHeader() {
  return (
    <div className="wb-head">
      <span className="wb-sr">Row number</span>
    </div>
  );
}
