/** What the grid's headers and cells are given by the grid. */
import type { ColumnPage } from '../../shared/contract/values.ts';
import type { GridModel } from './grid-model.ts';

/** A row is a place in a page: no row objects with the columns' names, so a column called `__proto__` is harmless. */
export interface RowAt {
  readonly page: ColumnPage;
  readonly at: number;
}

/** A yes or no that headers watch by themselves: AG Grid does not draw them anew when its context changes. */
export class LiveFlag {
  private on = false;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (wake: () => void): (() => void) => {
    this.listeners.add(wake);
    return () => this.listeners.delete(wake);
  };
  readonly get = (): boolean => this.on;
  set(on: boolean): void {
    if (on === this.on) return;
    this.on = on;
    for (const wake of this.listeners) wake();
  }
}

export interface GridContext {
  readonly model: GridModel;
  readonly headerProfiles: LiveFlag;
  readonly onSort: (column: string, add: boolean) => void;
  readonly onMenu: (column: string, anchor: HTMLElement) => void;
}
