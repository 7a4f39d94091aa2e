/** What every cell has around it: its name, how it stands, and what can be done with it. */
import type { ReactNode } from 'react';
import { ArrowDown, ArrowUp, CodeXml, Play, Trash2, Type } from 'lucide-react';
import { formatCount, formatSeconds } from '../grid/format.ts';
import { IconButton } from '../ui/IconButton.tsx';
import type { CellState } from './notebook-model.ts';

interface CellFrameProps {
  readonly label: string;
  readonly kind: 'sql' | 'vega-lite' | 'markdown';
  readonly cell: CellState;
  readonly remarks: readonly string[];
  readonly onRun: (() => void) | null;
  readonly onMove: (step: -1 | 1) => void;
  readonly onRemove: () => void;
  /** Adds a cell below. */
  readonly onAdd: (kind: 'sql' | 'markdown') => void;
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
      const rows = cell.handle
        ? `${formatCount(cell.handle.rowCount)} ${cell.handle.rowCount === 1 ? 'row' : 'rows'}, `
        : '';
      return `${rows}${cell.seconds === null ? '' : formatSeconds(cell.seconds)}`;
    }
  }
}

export function CellFrame({ label, kind, cell, remarks, onRun, onMove, onRemove, onAdd, children }: CellFrameProps) {
  return (
    <section className="wb-cellbox" data-kind={kind} data-phase={cell.phase} aria-label={`Cell ${label}`}>
      <div className="wb-cellbox-head">
        {kind !== 'markdown' && <span className="wb-cellbox-name wb-mono wb-clip">{label}</span>}
        {cell.stale && (
          <span className="wb-tag" data-tone="warn">
            stale
          </span>
        )}
        <span className="wb-note" role="status" aria-live="polite">
          {kind === 'sql' || cell.phase !== 'done' ? statusText(cell) : ''}
        </span>
        <span className="wb-grow" />
        <div className="wb-cellbox-tools">
          {onRun && <IconButton icon={Play} label={`Run ${label}`} onClick={onRun} />}
          <IconButton icon={ArrowUp} label={`Move ${label} up`} onClick={() => onMove(-1)} />
          <IconButton icon={ArrowDown} label={`Move ${label} down`} onClick={() => onMove(1)} />
          <IconButton icon={CodeXml} label={`Add a query below ${label}`} onClick={() => onAdd('sql')} />
          <IconButton icon={Type} label={`Add text below ${label}`} onClick={() => onAdd('markdown')} />
          <IconButton icon={Trash2} label={`Remove ${label}`} onClick={onRemove} />
        </div>
      </div>
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
    </section>
  );
}
