/** What is said of the notebook as a whole: why it could not run, what another program changed, how much is stale. */
import { useEffect } from 'react';
import { Button } from '@mantine/core';
import { RotateCw } from 'lucide-react';
import type { NotebookModel, NotebookState } from './notebook-model.ts';

/** How often an open notebook looks whether its file was changed, in milliseconds. */
const LOOK_MS = 4_000;

/** Notices an edit of the file by another program while the notebook is in front. */
export function useOutside(model: NotebookModel, active: boolean): void {
  useEffect(() => {
    if (!active) return undefined;
    const look = (): void => void model.lookOutside();
    look();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') look();
    }, LOOK_MS);
    window.addEventListener('focus', look);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', look);
    };
  }, [model, active]);
}

interface RunNotesProps {
  readonly model: NotebookModel;
  readonly state: NotebookState;
}

export function RunNotes({ model, state }: RunNotesProps) {
  return (
    <>
      {state.runError !== null && (
        <p className="wb-cell-error" role="alert">
          {state.runError}
        </p>
      )}
      {state.notice !== null && (
        <p className="wb-nb-notice" role="status">
          {state.notice}
          <button type="button" className="wb-link" onClick={model.dismissNotice}>
            Close
          </button>
        </p>
      )}
    </>
  );
}

/** Runs what would give something else now; there is nothing to press where all holds. */
export function RunStaleButton({ model, state }: RunNotesProps) {
  const stale = state.graph.nodes.filter((node) => node.kind !== 'markdown' && model.cell(node.id).why.length > 0);
  if (stale.length === 0 || state.running || stale.every((node) => model.cell(node.id).phase === 'idle')) return null;
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<RotateCw size={12} aria-hidden />}
      onClick={model.runStale}
    >
      Run stale ({stale.length})
    </Button>
  );
}
