/** The notebook that the palette means: the one in the active tab. */
import { create } from 'zustand';
import type { NotebookDesk } from './notebook-desk.ts';

interface ActiveNotebookStore {
  readonly desk: NotebookDesk | null;
  /** @returns what takes it back, if it is still the active one */
  readonly activate: (desk: NotebookDesk) => () => void;
}

export const useActiveNotebook = create<ActiveNotebookStore>((set, get) => ({
  desk: null,
  activate: (desk) => {
    set({ desk });
    return () => {
      if (get().desk === desk) set({ desk: null });
    };
  },
}));
