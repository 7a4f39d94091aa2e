/** A chart of a notebook; its specification is a click away, and so is the table of what it shows. */
import { useEffect, useRef, useState, type Ref } from 'react';
import type { ResultHandle } from '../../shared/contract/engine.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useSession } from '../app/session.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import { CellEditor, type CellEditorHandle, type EditorKeys, type TextRange } from './CellEditor.tsx';
import { drawChart } from './draw-chart.ts';
import type { NotebookDesk } from './notebook-desk.ts';
import { useNear } from './use-near.ts';

interface ChartCellProps {
  readonly desk: NotebookDesk;
  readonly cellKey: string;
  readonly label: string;
  readonly source: string;
  readonly data: ResultHandle | null;
  readonly needsData: boolean;
  readonly engine: WindowEngine;
  readonly writing: boolean;
  readonly keys: EditorKeys;
  readonly marks: readonly TextRange[];
  readonly editor: Ref<CellEditorHandle>;
}

const NONE: readonly never[] = [];

export function ChartCell(props: ChartCellProps) {
  const { desk, cellKey, label, source, data, needsData, engine, writing, keys, marks, editor } = props;
  const box = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const near = useNear(box);
  const theme = useSession((s) => s.settings.theme);
  const [error, setError] = useState<string | null>(null);
  const waiting = needsData && data === null;

  useEffect(() => {
    const element = host.current;
    if (!element || waiting || !near) return undefined;
    const abort = new AbortController();
    let away: (() => void) | null = null;
    drawChart(element, source, data, engine, abort.signal)
      .then((remove) => {
        setError(null);
        if (abort.signal.aborted) remove();
        else away = remove;
      })
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setError(toErrorData(thrown).message);
      });
    return () => {
      abort.abort();
      away?.();
      element.replaceChildren();
    };
    // The colours of the chart are those of the theme when it is drawn.
  }, [source, data, engine, waiting, theme, near]);

  return (
    <div className="wb-chart" ref={box}>
      {waiting && <p className="wb-note wb-pad">The chart is drawn when its query has run.</p>}
      <div
        ref={host}
        className="wb-chart-host"
        role="img"
        aria-label={`Chart ${label}`}
        hidden={waiting || error !== null}
      />
      {error !== null && (
        <p className="wb-cell-error" role="alert">
          {error}
        </p>
      )}
      {writing && (
        <div className="wb-cell-editor">
          <CellEditor
            ref={editor}
            label={`Vega-Lite of ${label}`}
            language="json"
            value={source}
            completions={NONE}
            diagnostics={NONE}
            marks={marks}
            keys={keys}
            onChange={(text) => desk.model.setBody(cellKey, text)}
            onFocus={() => desk.noticed(cellKey, 'edit')}
          />
        </div>
      )}
    </div>
  );
}
