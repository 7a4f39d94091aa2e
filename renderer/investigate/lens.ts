/**
 * What the analyst looks at, as values: the filters of `shipments`, and what is selected in the pictures. The table shows
 * all of them; a picture leaves out its own selection, so that what is selected in it stays among its neighbours. Pure.
 */
import type { ColumnFilter } from '../../shared/contract/engine.ts';
import { withFilter } from '../grid/filters.ts';

export const PICTURES = ['network', 'flows', 'timeline'] as const;
export type PictureId = (typeof PICTURES)[number];

/** What is selected in a picture, as filters of `shipments`. */
export interface Selection {
  /** In words: `Shenzhen Foo as exporter`, `CN → RU`, `2022-03 to 2022-05`. */
  readonly label: string;
  /** Which thing of the picture it is; each picture has names of its own. */
  readonly thing: string;
  readonly filters: readonly ColumnFilter[];
  /** What must be said about it, e.g. that the filters give more lines than were meant. */
  readonly note?: string;
}

export interface Lens {
  /** The analyst's own filters. */
  readonly base: readonly ColumnFilter[];
  readonly selections: Readonly<Partial<Record<PictureId, Selection>>>;
  /** The analyst wants to see other than current lines beside a selection, and has taken that filter away. */
  readonly anyStatus: boolean;
}

export const NO_LENS: Lens = { base: [], selections: {}, anyStatus: false };

/** Pictures count current lines; beside a selection the table does too, or the numbers would differ. */
export const CURRENT_ONLY: ColumnFilter = { column: 'version_status', op: 'equals', value: 'current' };

const same = (a: ColumnFilter, b: ColumnFilter): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (filter: ColumnFilter): [string, unknown][] =>
  Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1));

export const sameFilters = (a: readonly ColumnFilter[], b: readonly ColumnFilter[]): boolean =>
  a.length === b.length && a.every((filter, i) => same(filter, b[i] ?? CURRENT_ONLY));

/** The filters that a picture asks with: all but those of its own selection. */
export const filtersFor = (lens: Lens, picture: PictureId | null): readonly ColumnFilter[] =>
  PICTURES.filter((id) => id !== picture)
    .flatMap((id) => lens.selections[id]?.filters ?? [])
    .reduce((all, filter) => withFilter(all, filter.column, filter), lens.base);

const hasSelection = (lens: Lens): boolean => Object.values(lens.selections).some((each) => each !== undefined);
const saysStatus = (filters: readonly ColumnFilter[]): boolean =>
  filters.some((filter) => filter.column === CURRENT_ONLY.column);

/** The filters of the table. */
export function gridFilters(lens: Lens): readonly ColumnFilter[] {
  const all = filtersFor(lens, null);
  return hasSelection(lens) && !lens.anyStatus && !saysStatus(all) ? [...all, CURRENT_ONLY] : all;
}

/** The lens with something selected in a picture, or with nothing selected in it. */
export function select(lens: Lens, picture: PictureId, selection: Selection | null): Lens {
  const { [picture]: _before, ...others } = lens.selections;
  const next = { ...lens, selections: selection === null ? others : { ...others, [picture]: selection } };
  return { ...next, anyStatus: lens.anyStatus && hasSelection(next) };
}

/**
 * The lens after the analyst has changed the filters of the table. A selection of which all filters are still there stays
 * one; what is left of another becomes the analyst's own.
 */
export function fromGrid(lens: Lens, filters: readonly ColumnFilter[]): Lens {
  if (sameFilters(filters, gridFilters(lens))) return lens;
  const isThere = (filter: ColumnFilter): boolean => filters.some((each) => same(each, filter));
  const selections: Partial<Record<PictureId, Selection>> = {};
  for (const id of PICTURES) {
    const selection = lens.selections[id];
    if (selection?.filters.every(isThere)) selections[id] = selection;
  }
  const columns = new Set(Object.values(selections).flatMap((each) => each.filters.map((filter) => filter.column)));
  const added = hasSelection(lens) && !saysStatus(filtersFor(lens, null));
  const own = filters.filter((each) => !columns.has(each.column) && !(added && same(each, CURRENT_ONLY)));
  const hidden = lens.base.filter((each) => columns.has(each.column));
  const next: Lens = { base: [...own, ...hidden], selections, anyStatus: false };
  return { ...next, anyStatus: hasSelection(next) && !saysStatus(filters) };
}
