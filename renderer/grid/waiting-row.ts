/** A row whose values are not there yet: one element in place of a cell for each column, since most are scrolled past. */
import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';
import { formatCount } from './format.ts';
import type { RowAt } from './grid-context.ts';

/** AG Grid draws a row as one element where this says so. */
export const isWaiting = ({ rowNode }: { readonly rowNode: { readonly data?: RowAt | undefined } }): boolean =>
  rowNode.data === undefined;

export class WaitingRow implements ICellRendererComp<RowAt> {
  readonly #root = document.createElement('div');

  init({ node, api }: ICellRendererParams<RowAt>): void {
    const number = document.createElement('span');
    number.className = 'wb-wait-number';
    number.textContent = formatCount((node.rowIndex ?? 0) + 1);
    number.style.width = `${api.getColumn('#')?.getActualWidth() ?? 0}px`;
    this.#root.className = 'wb-wait';
    this.#root.append(number);
  }

  getGui(): HTMLElement {
    return this.#root;
  }

  refresh(): boolean {
    return false;
  }
}
