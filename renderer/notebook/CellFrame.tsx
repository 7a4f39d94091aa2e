/** What every cell has around it: its name, how it stands, and what can be done with it. */
import { useState, type DragEvent, type ReactNode } from 'react';
import { ChevronDown, ChevronRight, Ellipsis, GripVertical, Play, Square } from 'lucide-react';
import { keysText } from '../app/commands.ts';
import { formatCount, formatSeconds } from '../grid/format.ts';
import { AnchoredPopover, anchorOf, type Anchor } from '../ui/AnchoredPopover.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { MenuList, type MenuItem } from '../ui/MenuList.tsx';
import { ageOf } from './age.ts';
import { CELL_COMMANDS } from './cell-commands.ts';
import { CellName } from './CellName.tsx';
import type { NotebookDesk } from './notebook-desk.ts';
import type { CellState } from './notebook-model.ts';
import { EDITED } from './notebook-runs.ts';

export type CellKind = 'sql' | 'vega-lite' | 'markdown';

interface CellFrameProps {
  readonly desk: NotebookDesk;
  readonly cellKey: string;
  readonly label: string;
  readonly name: string | null;
  readonly kind: CellKind;
  readonly cell: CellState;
  readonly remarks: readonly string[];
  readonly selected: boolean;
  readonly renaming: boolean;
  /** Null: this cell has nothing to fold. */
  readonly folded: boolean | null;
  /** The first line of what is folded away. */
  readonly summary: string;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

function statusText(cell: CellState): string {
  switch (cell.phase) {
    case 'idle':
      return cell.stale ? 'Changed' : '';
    case 'waiting':
      return 'Waiting…';
    case 'running':
      return 'Running…';
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return 'Failed';
    case 'done': {
      const count = cell.handle?.rowCount ?? cell.kept;
      const rows = count === null ? null : `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`;
      const time = cell.seconds === null ? null : formatSeconds(cell.seconds);
      return [rows, time, cell.at === null ? null : ageOf(cell.at)].filter(Boolean).join(', ');
    }
  }
}

const DRAG_TYPE = 'application/x-waybill-cell';
const isMac = /Mac/.test(navigator.platform);

const GROUPS = ['run', 'insert', 'edit', 'kind', 'view'] as const;

export function CellFrame(props: CellFrameProps) {
  const { desk, cellKey, label, name, kind, cell, remarks, selected, renaming, folded, summary, tools, children } =
    props;
  const [menu, setMenu] = useState<Anchor | null>(null);
  const [over, setOver] = useState<'above' | 'below' | null>(null);
  const tab = selected ? 0 : -1;
  const isUnderWay = cell.phase === 'running' || cell.phase === 'waiting';

  const groups = (): readonly (readonly MenuItem[])[] =>
    GROUPS.map((group) =>
      CELL_COMMANDS.filter((command) => command.menu === group).map((command) => ({
        id: command.id,
        label: command.title,
        ...(command.keys[0] === undefined ? {} : { keys: keysText(command.keys[0].replace('_', '-'), isMac) }),
        danger: command.danger === true,
        disabled:
          (command.id === 'format' && kind !== 'sql') ||
          (command.id === 'rename' && kind === 'markdown') ||
          (command.id === 'kind.sql' && kind === 'sql') ||
          (command.id === 'kind.text' && kind === 'markdown') ||
          (command.id === 'split' && kind === 'vega-lite'),
        run: () => {
          setMenu(null);
          if (!desk.isChosen(cellKey)) desk.go(cellKey);
          command.run(desk);
        },
      })),
    );

  const sideOf = (event: DragEvent<HTMLElement>): 'above' | 'below' => {
    const box = event.currentTarget.getBoundingClientRect();
    return event.clientY < box.top + box.height / 2 ? 'above' : 'below';
  };
  const carries = (event: DragEvent): boolean => event.dataTransfer.types.includes(DRAG_TYPE);

  return (
    <div
      className="wb-cellbox"
      data-kind={kind}
      data-phase={cell.phase}
      data-over={over ?? undefined}
      onDragOver={(event) => {
        if (!carries(event)) return;
        event.preventDefault();
        setOver(sideOf(event));
      }}
      onDragLeave={() => setOver(null)}
      onDrop={(event) => {
        if (!carries(event)) return;
        event.preventDefault();
        setOver(null);
        desk.drop(event.dataTransfer.getData(DRAG_TYPE), cellKey, sideOf(event));
      }}
    >
      <div className="wb-cellbox-head">
        <span
          className="wb-cell-grip"
          draggable
          aria-hidden
          title="Drag to move"
          onDragStart={(event) => {
            event.dataTransfer.setData(DRAG_TYPE, cellKey);
            event.dataTransfer.effectAllowed = 'move';
          }}
        >
          <GripVertical size={14} />
        </span>
        {folded !== null && (
          <button
            type="button"
            className="wb-cell-fold"
            tabIndex={tab}
            aria-expanded={!folded}
            aria-label={kind === 'markdown' ? `Section ${label}` : `Cell ${label}`}
            onClick={() => desk.fold(cellKey)}
          >
            {folded ? <ChevronRight size={14} aria-hidden /> : <ChevronDown size={14} aria-hidden />}
          </button>
        )}
        {kind !== 'markdown' && (
          <CellName desk={desk} cellKey={cellKey} label={label} name={name} renaming={renaming} tab={tab} />
        )}
        {cell.stale && (
          <span className="wb-tag" data-tone="warn" title={cell.why.join(' ')}>
            stale
          </span>
        )}
        <span className="wb-note" role="status" aria-live="polite">
          {kind === 'sql' || cell.phase !== 'done' ? statusText(cell) : ''}
        </span>
        {folded === true && <span className="wb-note wb-clip wb-mono wb-cell-summary">{summary}</span>}
        <span className="wb-grow" />
        <div className="wb-cellbox-tools">
          {tools}
          {kind === 'sql' && (
            <IconButton
              icon={isUnderWay ? Square : Play}
              label={isUnderWay ? `Cancel ${label}` : `Run ${label}`}
              tabIndex={tab}
              onClick={() => (isUnderWay ? desk.cancel(cellKey) : desk.run('stay', [cellKey]))}
            />
          )}
          <IconButton
            icon={Ellipsis}
            label={`Actions of ${label}`}
            tabIndex={tab}
            aria-haspopup="menu"
            onClick={(event) => setMenu(anchorOf(event.currentTarget))}
          />
        </div>
      </div>
      {kind !== 'markdown' && cell.stale && cell.why !== EDITED && cell.why.length > 0 && (
        <p className="wb-note wb-cell-why">{cell.why.join(' ')}</p>
      )}
      {children}
      {cell.error && (
        <p className="wb-cell-error" role="alert">
          {cell.error.message}
        </p>
      )}
      {remarks.map((remark) => (
        <p className="wb-note wb-warn wb-cell-remark" key={remark}>
          {remark}
        </p>
      ))}
      <AnchoredPopover anchor={menu} label={`Actions of ${label}`} width={300} onClose={() => setMenu(null)}>
        {menu && <MenuList label={`Actions of ${label}`} groups={groups()} />}
      </AnchoredPopover>
    </div>
  );
}
