/** How a relation that Waybill knows is shown at first: which columns, under which headings, and what a cell says beside its value. */
import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community';
import type { ColumnFilter } from '../../shared/contract/engine.ts';
import type { CellValue } from './format.ts';
import type { RowAt } from './grid-context.ts';

/** What a cell shows. Copies and exports have the value itself. */
export interface CellParts {
  readonly text: string;
  /** Beside it, quietly. */
  readonly beside?: string;
  /** On hover. */
  readonly title?: string;
  /** A badge of this kind in place of plain text. */
  readonly badge?: string;
}

export interface ColumnHeading {
  readonly title: string;
  readonly shown: readonly string[];
  /** Hidden at first; where they come when they are shown. */
  readonly more: readonly string[];
}

export interface Presentation {
  readonly headings: readonly ColumnHeading[];
  readonly cells: ReadonlyMap<string, (value: string) => CellParts>;
  /** Widths at first, in pixels. */
  readonly widths: ReadonlyMap<string, number>;
  /** Filters that most analysts want, offered with one click. */
  readonly suggestions: readonly { readonly label: string; readonly title: string; readonly filter: ColumnFilter }[];
  /** Called back when cells say something else than before. */
  readonly subscribe: (wake: () => void) => () => void;
}

/** Where each column stands: its place among all, its heading, and whether it is shown. */
export function placesOf(
  presentation: Presentation,
): ReadonlyMap<string, { readonly position: number; readonly heading: string; readonly shown: boolean }> {
  const places = new Map<string, { position: number; heading: string; shown: boolean }>();
  for (const { title, shown, more } of presentation.headings)
    for (const name of [...shown, ...more])
      places.set(name, { position: places.size, heading: title, shown: shown.includes(name) });
  return places;
}

interface PartsParams extends ICellRendererParams<RowAt, CellValue> {
  readonly parts: (value: string) => CellParts;
}

/** Draws a cell of several parts with plain elements: it is made for every cell on screen while scrolling. */
export class PartsCell implements ICellRendererComp<RowAt> {
  readonly #root = document.createElement('span');

  init(params: PartsParams): void {
    this.#root.className = 'wb-parts';
    this.refresh(params);
  }

  getGui(): HTMLElement {
    return this.#root;
  }

  refresh({ value, valueFormatted, parts }: PartsParams): boolean {
    const root = this.#root;
    root.replaceChildren();
    root.removeAttribute('title');
    if (value === null || value === undefined || value === '') {
      root.append(valueFormatted ?? '');
      return true;
    }
    const { text, beside, title, badge } = parts(String(value));
    const main = document.createElement('span');
    main.textContent = text;
    if (badge !== undefined) {
      main.className = 'wb-line-status';
      main.dataset['status'] = badge;
    }
    root.append(main);
    if (beside !== undefined) {
      const quiet = document.createElement('span');
      quiet.className = 'wb-beside';
      quiet.textContent = beside;
      root.append(quiet);
    }
    if (title !== undefined) root.title = title;
    return true;
  }
}
