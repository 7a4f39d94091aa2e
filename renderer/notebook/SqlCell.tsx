/** A query of a notebook with its rows, in the same grid as everywhere. */
import { useMemo, useRef, useState, type Ref } from 'react';
import type { Diagnostic } from '@codemirror/lint';
import type { RelationInfo, ResultHandle } from '../../shared/contract/engine.ts';
import { EMPTY_VIEW } from '../app/tab-spec.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import { GridModel } from '../grid/grid-model.ts';
import { GridPanel } from '../grid/GridPanel.tsx';
import { CellEditor, type CellEditorHandle, type EditorKeys, type TextRange } from './CellEditor.tsx';
import { sqlCompletions } from './completions.ts';
import { KeptResult } from './KeptResult.tsx';
import type { NotebookDesk } from './notebook-desk.ts';
import type { CellState } from './notebook-model.ts';
import { useNear } from './use-near.ts';

export interface ResultActions {
  readonly onOpenSql: (text: string) => void;
  readonly onExport: (model: GridModel) => void;
  readonly onProfile: (column: string) => void;
}

interface SqlCellProps {
  readonly desk: NotebookDesk;
  readonly cellKey: string;
  readonly label: string;
  readonly name: string | null;
  readonly source: string;
  readonly cell: CellState;
  /** What is known to be wrong before it runs, at its places. */
  readonly problems: readonly Diagnostic[];
  readonly engine: WindowEngine;
  readonly relations: readonly RelationInfo[];
  readonly active: boolean;
  readonly writing: boolean;
  readonly codeHidden: boolean;
  readonly headerProfiles: boolean;
  readonly keys: EditorKeys;
  readonly marks: readonly TextRange[];
  readonly editor: Ref<CellEditorHandle>;
  readonly actions: ResultActions;
}

export function SqlCell(props: SqlCellProps) {
  const { desk, cellKey, label, name, source, cell, problems, relations, writing, codeHidden, keys, marks, editor } =
    props;
  const host = useRef<HTMLDivElement>(null);
  const near = useNear(host);
  const completions = useMemo(() => sqlCompletions(desk.model, relations, name), [desk, relations, name]);
  const diagnostics = useMemo<readonly Diagnostic[]>(() => {
    if (!cell.error || cell.stale) return problems;
    const from = cell.error.place.offset ?? 0;
    const word = /^[\p{L}\p{N}_]+/u.exec(source.slice(from, from + 100))?.[0].length ?? 1;
    return [...problems, { from, to: from + word, severity: 'error', message: cell.error.message }];
  }, [cell.error, cell.stale, problems, source]);
  return (
    <div ref={host}>
      {!codeHidden && (
        <div className="wb-cell-editor">
          {near || writing ? (
            <CellEditor
              ref={editor}
              label={`SQL of ${label}`}
              hint="select … from shipments"
              language="sql"
              value={source}
              completions={completions}
              diagnostics={diagnostics}
              marks={marks}
              keys={keys}
              onChange={(text) => desk.model.setBody(cellKey, text)}
              onFocus={() => desk.noticed(cellKey, 'edit')}
            />
          ) : (
            <pre className="wb-code-far">{source}</pre>
          )}
        </div>
      )}
      {cell.handle && <CellResult key={cell.handle.id} handle={cell.handle} near={near} {...props} />}
      {!cell.handle && cell.kept !== null && (
        <KeptResult model={desk.model} id={desk.idOf(cellKey) ?? ''} near={near} height={heightOf(cell.kept)} />
      )}
    </div>
  );
}

const ignore = (): void => undefined;
const HEAD_PX = 36 + 51;
const ROW_PX = 26;
const SCROLLBAR_PX = 18;
const MOST_ROWS = 11;
const heightOf = (rows: number): number => HEAD_PX + Math.max(2, Math.min(MOST_ROWS, rows)) * ROW_PX + SCROLLBAR_PX;

function CellResult({
  handle,
  near,
  ...props
}: SqlCellProps & { readonly handle: ResultHandle; readonly near: boolean }) {
  const { engine, label, active, headerProfiles, actions } = props;
  // Once it was made a grid stays: its filters and widths are the analyst's.
  const [made, setMade] = useState(near);
  if (near && !made) setMade(true);
  const model = useMemo(
    () => (made ? new GridModel(engine, { kind: 'result', handle }, { filters: [], sort: [] }) : null),
    [engine, handle, made],
  );
  return (
    <div className="wb-cell-result" style={{ height: heightOf(handle.rowCount) }}>
      {model && (
        <GridPanel
          model={model}
          label={`Result of ${label}`}
          view={EMPTY_VIEW}
          active={active}
          headerProfiles={headerProfiles}
          onViewChange={ignore}
          onOpenSql={actions.onOpenSql}
          onExport={() => actions.onExport(model)}
          onProfile={actions.onProfile}
        />
      )}
    </div>
  );
}
