/**
 * The selection of one grid on screen: what mouse and keys do to it, and the cells that are marked. The rules are pure
 * (selection.ts); this ties them to AG Grid.
 */
import type {
  CellClassParams,
  CellFocusedEvent,
  CellKeyDownEvent,
  CellMouseDownEvent,
  CellMouseOverEvent,
  GridApi,
} from 'ag-grid-community';
import { ROW_NUMBER } from './column-defs.ts';
import type { RowAt } from './grid-context.ts';
import { ARROWS, isSelectAll, movesFocus } from './grid-keys.ts';
import {
  contains,
  extendTo,
  moveHead,
  rectOf,
  selectCell,
  selectRow,
  type CellAt,
  type Rect,
  type Selection,
} from './selection.ts';

interface Place {
  readonly rowIndex: number | null;
  readonly column: { getColId(): string } | string | null;
}

export class CellSelection {
  #selection: Selection | null = null;
  /** Position of each column as shown, by its id; made anew when columns move. */
  #order: ReadonlyMap<string, number> = new Map();
  #api: GridApi<RowAt> | null = null;
  #root: HTMLElement | null = null;
  #onChange: (rect: Rect | null) => void = () => undefined;
  /** The focus is moved by us, and the selection stays as it is. */
  #keep = false;
  /** The focus moves because of a key, and the selection with it. */
  #byKey = false;

  attach(api: GridApi<RowAt>, root: HTMLElement | null, onChange: (rect: Rect | null) => void): void {
    this.#api = api;
    this.#root = root;
    this.#onChange = onChange;
    this.columnsMoved();
  }

  rect(): Rect | null {
    return this.#selection ? rectOf(this.#selection, this.#order.size) : null;
  }

  /** Ids of the columns that the selection covers, as shown. */
  columnIds(): readonly string[] {
    const rect = this.rect();
    return rect ? [...this.#order.keys()].slice(rect.left, rect.right + 1) : [];
  }

  readonly inRange = (params: CellClassParams<RowAt>): boolean => {
    const rect = this.rect();
    const at = this.#order.get(params.column.getColId());
    return rect !== null && at !== undefined && contains(rect, params.rowIndex, at);
  };

  columnsMoved(): void {
    const shown = this.#api?.getAllDisplayedColumns() ?? [];
    this.#order = new Map(shown.filter((c) => c.getColId() !== ROW_NUMBER).map((c, i) => [c.getColId(), i] as const));
  }

  /** Cells on screen are marked directly: a selection drawn with the mouse must follow it without a re-render. */
  paint(): void {
    const rect = this.rect();
    for (const cell of this.#root?.querySelectorAll<HTMLElement>('.ag-cell') ?? []) {
      const row = Number(cell.closest('[row-index]')?.getAttribute('row-index') ?? -1);
      const at = this.#order.get(cell.getAttribute('col-id') ?? '');
      cell.classList.toggle('wb-in-range', rect !== null && at !== undefined && contains(rect, row, at));
    }
    this.#onChange(rect);
  }

  mouseDown(event: CellMouseDownEvent<RowAt>): void {
    const mouse = event.event as MouseEvent;
    if (mouse.button !== 0 || event.rowIndex === null) return;
    const before = mouse.shiftKey ? this.#selection : null;
    if (event.column.getColId() === ROW_NUMBER) {
      const row = selectRow(event.rowIndex);
      this.#selection = before ? { ...extendTo(before, row.head), wholeRows: true } : row;
    } else {
      const at = this.#place(event);
      if (!at) return;
      this.#selection = before ? extendTo(before, at) : selectCell(at);
    }
    this.paint();
  }

  mouseOver(event: CellMouseOverEvent<RowAt>): void {
    const mouse = event.event as MouseEvent;
    if ((mouse.buttons & 1) === 0 || !this.#selection || event.rowIndex === null) return;
    const at = this.#selection.wholeRows ? { row: event.rowIndex, column: 0 } : this.#place(event);
    if (!at) return;
    this.#selection = extendTo(this.#selection, at);
    this.paint();
  }

  focused(event: CellFocusedEvent<RowAt>): void {
    const at = this.#place(event);
    if (!this.#keep && at) {
      const now = this.rect();
      if (!now || !contains(now, at.row, at.column) || this.#byKey) {
        this.#selection = selectCell(at);
        this.paint();
      }
    }
    this.#byKey = false;
  }

  /** Select all, and Shift with an arrow; other keys move the focus, by AG Grid. @param rows of the result */
  keyDown(event: CellKeyDownEvent<RowAt>, rows: number): void {
    const key = event.event as KeyboardEvent;
    const step = ARROWS[key.key];
    if (isSelectAll(key)) {
      key.preventDefault();
      this.#selection = {
        anchor: { row: 0, column: 0 },
        head: { row: Math.max(0, rows - 1), column: 0 },
        wholeRows: true,
      };
      this.paint();
    } else if (key.shiftKey && step && this.#selection) {
      key.preventDefault();
      this.#selection = moveHead(this.#selection, step[0], step[1], rows, this.#order.size);
      this.#showHead(this.#selection.head);
      this.paint();
    } else this.#byKey = movesFocus(key);
  }

  /** Goes to a row and selects it. */
  jumpTo(row: number): void {
    const api = this.#api;
    const [first] = this.#order.keys();
    if (!api) return;
    api.ensureIndexVisible(row, 'middle');
    if (first === undefined) return;
    this.#selection = selectRow(row);
    this.#keep = true;
    api.setFocusedCell(row, api.getFocusedCell()?.column ?? first);
    this.#keep = false;
    this.paint();
  }

  /** The focus goes to the first row on screen. */
  focusFirst(): void {
    const [first] = this.#order.keys();
    if (first !== undefined) this.#api?.setFocusedCell(Math.max(0, this.#api.getFirstDisplayedRowIndex()), first);
  }

  #showHead({ row, column }: CellAt): void {
    const id = [...this.#order].find(([, at]) => at === column)?.[0];
    this.#keep = true;
    this.#api?.ensureIndexVisible(row);
    if (id !== undefined) this.#api?.ensureColumnVisible(id);
    this.#keep = false;
  }

  #place(event: Place): CellAt | null {
    const id = typeof event.column === 'string' ? event.column : event.column?.getColId();
    const column = id === undefined ? undefined : this.#order.get(id);
    return event.rowIndex === null || column === undefined ? null : { row: event.rowIndex, column };
  }
}
