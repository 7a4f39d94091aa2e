/** The grid that keys, palette and inspector mean: the one in the active tab. */
import { create } from 'zustand';
import type { ColumnFilter } from '../../shared/contract/engine.ts';
import type { GridModel } from './grid-model.ts';

export interface ActiveGrid {
  readonly model: GridModel;
  readonly label: string;
  readonly copy: () => void;
  readonly focus: () => void;
  readonly jump: () => void;
  readonly pickFilter: () => void;
  readonly filter: (column: string) => void;
  readonly setFilter: (column: string, filter: ColumnFilter | null) => void;
  readonly columns: () => void;
  readonly openSql: (() => void) | null;
  readonly exportView: (() => void) | null;
  readonly cancel: () => void;
}

interface ActiveGridStore {
  readonly grid: ActiveGrid | null;
  /** @returns what takes it back, if it is still the active one */
  readonly activate: (grid: ActiveGrid) => () => void;
}

export const useActiveGrid = create<ActiveGridStore>((set, get) => ({
  grid: null,
  activate: (grid) => {
    set({ grid });
    return () => {
      if (get().grid === grid) set({ grid: null });
    };
  },
}));
