/** What the grid's headers and cells are given by the grid. */
import type { ColumnPage } from '../../shared/contract/values.ts';
import type { GridModel } from './grid-model.ts';

/** A row is a place in a page: no row objects with the columns' names, so a column called `__proto__` is harmless. */
export interface RowAt {
  readonly page: ColumnPage;
  readonly at: number;
}

export interface GridContext {
  readonly model: GridModel;
  readonly headerProfiles: boolean;
  readonly onSort: (column: string, add: boolean) => void;
  readonly onMenu: (column: string, anchor: HTMLElement) => void;
}
