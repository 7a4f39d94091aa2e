/** One cell on the page. Drawn anew only when something of its own changes: a notebook may have hundreds. */
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { Diagnostic } from '@codemirror/lint';
import { useStore } from 'zustand';
import type { RelationInfo, ResultHandle } from '../../shared/contract/engine.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import type { CellEditorHandle, TextRange } from './CellEditor.tsx';
import { CellFrame, type CellKind } from './CellFrame.tsx';
import { ChartCell } from './ChartCell.tsx';
import { InsertBar } from './InsertBar.tsx';
import { MarkdownCell } from './MarkdownCell.tsx';
import type { NotebookDesk } from './notebook-desk.ts';
import type { CellState } from './notebook-model.ts';
import { SqlCell, type ResultActions } from './SqlCell.tsx';

/** Something said of a place in what a person writes; as text, so that the same is known to be the same. */
export interface Remark {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly from: number;
}

interface NotebookCellProps {
  readonly desk: NotebookDesk;
  readonly cellKey: string;
  readonly kind: CellKind;
  readonly body: string;
  readonly label: string;
  readonly name: string | null;
  readonly cell: CellState;
  /** JSON of `Remark[]`. */
  readonly remarks: string;
  readonly section: boolean;
  /** Of a chart: the cell whose rows it shows. */
  readonly dataName: string | null;
  readonly data: ResultHandle | null;
  readonly needsData: boolean;
  readonly engine: WindowEngine;
  readonly relations: readonly RelationInfo[];
  readonly active: boolean;
  readonly headerProfiles: boolean;
  readonly actions: ResultActions;
  /** JSON of `TextRange[]`: what the search found here. */
  readonly found: string;
}

export const NotebookCell = memo(function NotebookCell(props: NotebookCellProps) {
  const { desk, cellKey, kind, body, label, name, cell, section, active, found } = props;
  const selected = useStore(desk.view, (s) => s.selected === cellKey);
  const chosen = useStore(desk.view, (s) => s.anchor !== null && s.selected !== null && desk.isChosen(cellKey));
  const editing = useStore(desk.view, (s) => s.mode === 'edit' && s.selected === cellKey);
  const folded = useStore(desk.view, (s) => (section ? s.sections.has(cellKey) : s.folded.has(cellKey)));
  const codeHidden = useStore(desk.view, (s) => s.codeHidden.has(cellKey));
  const renaming = useStore(desk.view, (s) => s.renaming === cellKey);
  const focus = useStore(desk.view, (s) => (s.focus?.key === cellKey ? s.focus : null));
  // A match in a text or a chart is seen where it was written.
  const foundHere = useStore(desk.view, (s) => s.find?.at?.key === cellKey);
  const box = useRef<HTMLElement>(null);
  const editor = useRef<CellEditorHandle>(null);
  const [keys] = useState(() => desk.editorKeys(cellKey));
  const remarks = useMemo(() => JSON.parse(props.remarks) as Remark[], [props.remarks]);
  const marks = useMemo(() => JSON.parse(found) as TextRange[], [found]);
  const problems = useMemo(
    () =>
      remarks.map(({ severity, message, from }): Diagnostic => ({
        severity,
        message,
        from,
        to: from + (/^(?:"[^"\n]*"|[$\p{L}\p{N}_]+)/u.exec(body.slice(from, from + 200))?.[0].length ?? 1),
      })),
    [remarks, body],
  );
  const writing = editing || foundHere;

  useEffect(() => {
    desk.registerEditor(cellKey, {
      text: () => editor.current?.text() ?? '',
      cursor: () => editor.current?.cursor() ?? 0,
      focus: (at) => editor.current?.focus(at),
    });
    return () => desk.registerEditor(cellKey, null);
  }, [desk, cellKey]);

  const answered = useRef(0);
  useEffect(() => {
    if (!focus || focus.number === answered.current) return;
    answered.current = focus.number;
    if (focus.what === 'editor' && editor.current) editor.current.focus(focus.at);
    else box.current?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [focus]);

  useEffect(() => {
    if (foundHere) box.current?.scrollIntoView({ block: 'nearest' });
  }, [foundHere, found]);

  const shared = { desk, cellKey, keys, marks, editor };
  const isFolded = folded && !foundHere;
  return (
    <section
      ref={box}
      className="wb-cell"
      data-selected={selected || undefined}
      data-chosen={chosen || undefined}
      data-editing={editing || undefined}
      data-cell
      aria-label={kind === 'markdown' ? `Text: ${label}` : `Cell ${label}`}
      aria-current={selected || undefined}
      tabIndex={selected ? 0 : -1}
      onFocus={(event) => {
        if (event.target === event.currentTarget) desk.noticed(cellKey, 'command');
        else if (!event.target.closest('.cm-editor') && !selected) desk.noticed(cellKey, 'command');
      }}
      onMouseDown={(event) => {
        const target = event.target as Element;
        if (target.closest('button, input, a, label, .cm-editor, .wb-cell-result, [draggable="true"], [role="menu"]'))
          return;
        if (event.shiftKey) {
          event.preventDefault();
          const { selected: before, anchor } = desk.view.getState();
          desk.go(cellKey);
          desk.view.setState({ anchor: anchor ?? before });
        } else if (!selected) desk.noticed(cellKey, 'command');
      }}
    >
      <CellFrame
        desk={desk}
        cellKey={cellKey}
        label={label}
        name={name}
        kind={kind}
        cell={cell}
        remarks={remarks.map((remark) => remark.message).filter((message) => message !== cell.error?.message)}
        selected={selected}
        renaming={renaming}
        folded={kind === 'markdown' && !section ? null : isFolded}
        summary={section ? 'section folded' : (body.trim().split('\n')[0] ?? '').slice(0, 160)}
      >
        {kind === 'markdown' && <MarkdownCell {...shared} body={body} filled={cell.markdown} writing={writing} />}
        {kind === 'sql' && !isFolded && (
          <SqlCell
            {...shared}
            label={label}
            name={name}
            source={body}
            cell={cell}
            problems={problems}
            engine={props.engine}
            relations={props.relations}
            active={active && selected}
            writing={writing}
            codeHidden={codeHidden && !writing}
            headerProfiles={props.headerProfiles}
            actions={props.actions}
          />
        )}
        {kind === 'vega-lite' && !isFolded && (
          <ChartCell
            {...shared}
            label={label}
            source={body}
            dataName={props.dataName}
            data={props.data}
            needsData={props.needsData}
            engine={props.engine}
            writing={writing}
          />
        )}
      </CellFrame>
      <InsertBar desk={desk} below={cellKey} label={label} />
    </section>
  );
});
