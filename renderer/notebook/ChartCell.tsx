/** A chart of a notebook; its specification is a click away, its data is the table of the cell that it names. */
import { useEffect, useRef, useState } from 'react';
import { Textarea } from '@mantine/core';
import { Pencil } from 'lucide-react';
import type { ResultHandle } from '../../shared/contract/engine.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useSession } from '../app/session.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { drawChart } from './draw-chart.ts';

interface ChartCellProps {
  readonly label: string;
  readonly source: string;
  readonly data: ResultHandle | null;
  readonly needsData: boolean;
  readonly engine: WindowEngine;
  readonly onChange: (source: string) => void;
}

export function ChartCell({ label, source, data, needsData, engine, onChange }: ChartCellProps) {
  const host = useRef<HTMLDivElement>(null);
  const theme = useSession((s) => s.settings.theme);
  const [error, setError] = useState<string | null>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const waiting = needsData && data === null;

  useEffect(() => {
    const element = host.current;
    if (!element || waiting) return undefined;
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
  }, [source, data, engine, waiting, theme]);

  return (
    <div className="wb-chart">
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
      {draft === null ? (
        <div className="wb-markdown-edit">
          <IconButton icon={Pencil} label={`Edit chart ${label}`} onClick={() => setDraft(source)} />
        </div>
      ) : (
        <Textarea
          autosize
          minRows={6}
          autoFocus
          aria-label={`Vega-Lite of ${label}`}
          classNames={{ input: 'wb-markdown-input' }}
          value={draft}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onBlur={() => {
            onChange(draft);
            setDraft(null);
          }}
        />
      )}
    </div>
  );
}
