/**
 * Which cells are selected: one rectangle, from where the analyst began (anchor) to where they are (head). Pure; the
 * grid draws it and the clipboard reads it. Rows and columns count from 0; columns in the order shown.
 */
export interface CellAt {
  readonly row: number;
  readonly column: number;
}
export interface Selection {
  readonly anchor: CellAt;
  readonly head: CellAt;
  /** The whole width, whatever the columns: it stays whole when columns are moved. */
  readonly wholeRows: boolean;
}
/** Both ends inclusive. */
export interface Rect {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export const selectCell = (at: CellAt): Selection => ({ anchor: at, head: at, wholeRows: false });
export const extendTo = (selection: Selection, head: CellAt): Selection => ({ ...selection, head });
export const selectRow = (row: number): Selection => ({
  anchor: { row, column: 0 },
  head: { row, column: 0 },
  wholeRows: true,
});

export function rectOf(selection: Selection, columnCount: number): Rect {
  const { anchor, head, wholeRows } = selection;
  return {
    top: Math.min(anchor.row, head.row),
    bottom: Math.max(anchor.row, head.row),
    left: wholeRows ? 0 : Math.min(anchor.column, head.column),
    right: wholeRows ? Math.max(0, columnCount - 1) : Math.max(anchor.column, head.column),
  };
}

export const contains = (rect: Rect, row: number, column: number): boolean =>
  row >= rect.top && row <= rect.bottom && column >= rect.left && column <= rect.right;

/** Cells in the rectangle. */
export const cellCount = (rect: Rect): number => (rect.bottom - rect.top + 1) * (rect.right - rect.left + 1);

/** The head moved by one step of the keyboard, kept inside the table. */
export function moveHead(
  selection: Selection,
  rowStep: number,
  columnStep: number,
  rows: number,
  columns: number,
): Selection {
  const clamp = (value: number, end: number): number => Math.min(Math.max(value, 0), Math.max(0, end - 1));
  return extendTo(selection, {
    row: clamp(selection.head.row + rowStep, rows),
    column: clamp(selection.head.column + columnStep, columns),
  });
}
