/** The keys that the grid answers itself, in place of AG Grid. */
import type { SuppressKeyboardEventParams } from 'ag-grid-community';
import type { RowAt } from './grid-context.ts';

export const isCopy = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'c';

export const isSelectAll = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a';

/** Rows and columns that an arrow moves by. */
export const ARROWS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Whether a key moves the focused cell, by AG Grid's own rules. */
export const movesFocus = (event: KeyboardEvent): boolean =>
  event.key in ARROWS || ['Home', 'End', 'PageUp', 'PageDown', 'Tab'].includes(event.key);

export const suppressOwnKeys = ({ event }: SuppressKeyboardEventParams<RowAt>): boolean =>
  isCopy(event) || isSelectAll(event) || (event.shiftKey && event.key in ARROWS);
