/** The place of a result that is kept on disk: its rows are opened when the place comes near the screen. */
import { useEffect } from 'react';
import type { NotebookModel } from './notebook-model.ts';

interface KeptResultProps {
  readonly model: NotebookModel;
  readonly id: string;
  readonly near: boolean;
  /** Pixels that its rows will take, so that nothing jumps. */
  readonly height: number;
}

export function KeptResult({ model, id, near, height }: KeptResultProps) {
  useEffect(() => {
    if (near) model.openKept(id);
  }, [model, id, near]);
  return (
    <div className="wb-cell-result wb-note wb-pad" style={{ height }} aria-busy={near}>
      {near ? 'Opening the kept result…' : ''}
    </div>
  );
}
