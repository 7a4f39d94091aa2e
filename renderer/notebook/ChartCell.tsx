/** A chart of a notebook: the drawing, the form that makes it, its specification, and the table of what it shows. */
import { useEffect, useRef, useState, type Ref } from 'react';
import { useStore } from 'zustand';
import type { ResultHandle } from '../../shared/contract/engine.ts';
import { toErrorData } from '../../shared/errors.ts';
import { readChart } from '../../shared/notebook/chart-form.ts';
import { useSession } from '../app/session.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { CellEditor, type CellEditorHandle, type EditorKeys, type TextRange } from './CellEditor.tsx';
import { ChartForm } from './ChartForm.tsx';
import { ChartTools } from './ChartTools.tsx';
import { drawChart, type ChartTable, type DrawnChart } from './draw-chart.ts';
import type { NotebookDesk } from './notebook-desk.ts';
import { useNear } from './use-near.ts';

interface ChartCellProps {
  readonly desk: NotebookDesk;
  readonly cellKey: string;
  readonly label: string;
  readonly source: string;
  /** The name of the cell whose rows it shows. */
  readonly dataName: string | null;
  readonly data: ResultHandle | null;
  readonly needsData: boolean;
  readonly engine: WindowEngine;
  readonly writing: boolean;
  readonly keys: EditorKeys;
  readonly marks: readonly TextRange[];
  readonly editor: Ref<CellEditorHandle>;
}

const NONE: readonly never[] = [];

/** What the picture shows, for people who do not see it. */
function describe(label: string, source: string, table: ChartTable | null): string {
  const form = readChart(source);
  const what = form
    ? `${form.title === '' ? '' : `${form.title}. `}${form.kind} chart of ${form.y || 'rows'} by ${form.x}`
    : '';
  return `Chart ${label}${what === '' ? '' : `: ${what}`}${table ? `, ${formatCount(table.total)} rows; the table follows` : ''}`;
}

export function ChartCell(props: ChartCellProps) {
  const { desk, cellKey, label, source, dataName, data, needsData, engine, writing, keys, marks, editor } = props;
  const box = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const near = useNear(box);
  const theme = useSession((s) => s.settings.theme);
  const [error, setError] = useState<string | null>(null);
  const [chart, setChart] = useState<DrawnChart | null>(null);
  const forming = useStore(desk.view, (s) => s.form === cellKey);
  const waiting = needsData && data === null;

  useEffect(() => {
    const element = host.current;
    if (!element || waiting || !near) return undefined;
    const abort = new AbortController();
    let drawn: DrawnChart | null = null;
    drawChart(element, source, data, engine, abort.signal)
      .then((made) => {
        if (abort.signal.aborted) {
          made.remove();
          return;
        }
        drawn = made;
        setError(null);
        setChart(made);
      })
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setError(toErrorData(thrown).message);
      });
    return () => {
      abort.abort();
      drawn?.remove();
      element.replaceChildren();
    };
    // The colours of the chart are those of the theme when it is drawn.
  }, [source, data, engine, waiting, theme, near]);

  const shown = chart !== null && error === null && !waiting;
  return (
    <div className="wb-chart" ref={box}>
      {forming && (
        <ChartForm
          desk={desk}
          cellKey={cellKey}
          label={label}
          source={source}
          data={dataName}
          columns={data?.columns ?? null}
          rowCount={data?.rowCount ?? null}
        />
      )}
      {waiting && <p className="wb-note wb-pad">The chart is drawn when its query has run.</p>}
      <div
        ref={host}
        className="wb-chart-host"
        role="img"
        aria-label={describe(label, source, chart?.table ?? null)}
        hidden={waiting || error !== null}
      />
      {shown && chart.notOnMap.length > 0 && (
        <p className="wb-note wb-chart-note">
          Not on the map:{' '}
          {chart.notOnMap
            .slice(0, 30)
            .map((code) => visibleText(code, 20))
            .join(', ')}
          {chart.notOnMap.length > 30 && ` and ${chart.notOnMap.length - 30} more`}. Countries are found by their two
          letters of ISO 3166.
        </p>
      )}
      {error !== null && (
        <p className="wb-cell-error" role="alert">
          {error}
        </p>
      )}
      <ChartTools
        desk={desk}
        cellKey={cellKey}
        label={label}
        forming={forming}
        writing={writing}
        chart={shown ? chart : null}
      />
      {writing && (
        <div className="wb-cell-editor wb-chart-editor">
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
