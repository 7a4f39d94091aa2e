/** What is folded in the notebooks of the open case: kept in the case with its tabs, never in the file of a notebook. */
import { z } from 'zod';
import { create } from 'zustand';
import { cellMarks } from '../../shared/notebook/marks.ts';
import type { NotebookState } from './notebook-model.ts';
import type { ViewState } from './view-state.ts';

const marks = z.array(z.string());
const folds = z.object({ folded: marks, sections: marks, codeHidden: marks });
/** Marks of cells (shared/notebook/marks.ts). */
type Folds = z.infer<typeof folds>;
const savedSchema = z.array(z.tuple([z.string(), folds]));

/** By the name of the notebook. */
export const useFolds = create<ReadonlyMap<string, Folds>>(() => new Map());

export const foldsToSave = (): [string, Folds][] => [...useFolds.getState()];

/** Puts back what was saved with the case; what cannot be read leaves all open. */
export function restoreFolds(saved: unknown): void {
  const parsed = savedSchema.safeParse(saved);
  useFolds.setState(new Map(parsed.success ? parsed.data : []), true);
}

type Folded = Pick<ViewState, 'folded' | 'sections' | 'codeHidden'>;

/** What was folded in a notebook when it was last open. */
export function foldsOf(name: string, { notebook, keys }: NotebookState): Folded {
  const kept = useFolds.getState().get(name);
  const byMark = new Map(cellMarks(notebook).map((mark, block) => [mark, keys[block]]));
  const keysOf = (part: keyof Folds): Set<string> =>
    new Set(kept?.[part].map((mark) => byMark.get(mark)).filter((key) => typeof key === 'string') ?? []);
  return { folded: keysOf('folded'), sections: keysOf('sections'), codeHidden: keysOf('codeHidden') };
}

/** Notes what is folded now. */
export function keepFolds(name: string, { notebook, keys }: NotebookState, view: Folded): void {
  const before = useFolds.getState();
  const isOpen = view.folded.size + view.sections.size + view.codeHidden.size === 0;
  if (isOpen && !before.has(name)) return;
  const all = cellMarks(notebook);
  const marksOf = (set: ReadonlySet<string>): string[] =>
    all.filter((mark, block): mark is string => mark !== null && set.has(keys[block] ?? ''));
  const now: Folds = {
    folded: marksOf(view.folded),
    sections: marksOf(view.sections),
    codeHidden: marksOf(view.codeHidden),
  };
  if (JSON.stringify(now) === JSON.stringify(before.get(name))) return;
  const changed = new Map(before);
  if (isOpen) changed.delete(name);
  else changed.set(name, now);
  useFolds.setState(changed, true);
}
