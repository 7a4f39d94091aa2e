/** A query of a notebook with its rows, in the same grid as everywhere. */
import { useMemo } from 'react';
import type { RelationInfo, ResultHandle } from '../../shared/contract/engine.ts';
import { EMPTY_VIEW } from '../app/tab-spec.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import { GridModel } from '../grid/grid-model.ts';
import { GridPanel } from '../grid/GridPanel.tsx';
import { SqlEditor } from '../sql/SqlEditor.tsx';
import type { CellState } from './notebook-model.ts';

interface SqlCellProps {
  readonly label: string;
  readonly source: string;
  readonly cell: CellState;
  readonly engine: WindowEngine;
  readonly relations: readonly RelationInfo[];
  readonly active: boolean;
  readonly headerProfiles: boolean;
  readonly onFocus: () => void;
  readonly onChange: (source: string) => void;
  readonly onRun: () => void;
  readonly onOpenSql: (text: string) => void;
  readonly onExport: (model: GridModel) => void;
  readonly onProfile: (column: string) => void;
}

export function SqlCell(props: SqlCellProps) {
  const { label, source, cell, relations, onFocus, onChange, onRun } = props;
  const error = useMemo(
    () => (cell.error && !cell.stale ? { message: cell.error.message, offset: cell.error.place.offset ?? 0 } : null),
    [cell.error, cell.stale],
  );
  return (
    <div onFocus={onFocus}>
      <div className="wb-cell-editor">
        <SqlEditor
          label={`SQL of ${label}`}
          initialText={source}
          relations={relations}
          error={error}
          onChange={onChange}
          onRun={onRun}
          onRunAll={onRun}
          onFormat={ignore}
        />
      </div>
      {cell.handle && <CellResult key={cell.handle.id} handle={cell.handle} {...props} />}
    </div>
  );
}

const ignore = (): void => undefined;
const HEAD_PX = 36 + 51;
const ROW_PX = 26;
const SCROLLBAR_PX = 18;
const MOST_ROWS = 11;

function CellResult({ handle, ...props }: SqlCellProps & { readonly handle: ResultHandle }) {
  const { engine, label, active, headerProfiles, onOpenSql, onExport, onProfile } = props;
  const model = useMemo(
    () => new GridModel(engine, { kind: 'result', handle }, { filters: [], sort: [] }),
    [engine, handle],
  );
  const height = HEAD_PX + Math.max(2, Math.min(MOST_ROWS, handle.rowCount)) * ROW_PX + SCROLLBAR_PX;
  return (
    <div className="wb-cell-result" style={{ height }}>
      <GridPanel
        model={model}
        label={`Result of ${label}`}
        view={EMPTY_VIEW}
        active={active}
        headerProfiles={headerProfiles}
        onViewChange={ignore}
        onOpenSql={onOpenSql}
        onExport={() => onExport(model)}
        onProfile={onProfile}
      />
    </div>
  );
}
