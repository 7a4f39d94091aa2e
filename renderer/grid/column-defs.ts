/** Columns of a result as AG Grid's, and AG Grid's columns as the layout that a tab keeps. */
import type { CellClassParams, ColDef, ColGroupDef, GridApi, ValueGetterParams } from 'ag-grid-community';
import type { ColumnInfo } from '../../shared/contract/values.ts';
import type { GridView } from '../app/tab-spec.ts';
import { columnWidths } from './column-widths.ts';
import { formatCount, formatterFor, isNumeric, type CellValue } from './format.ts';
import type { RowAt } from './grid-context.ts';
import { suppressOwnKeys } from './grid-keys.ts';
import type { Shown } from './grid-model.ts';
import { HeaderCell, RowNumberHeader } from './HeaderCell.tsx';
import { PartsCell, placesOf, type Presentation } from './presentation.ts';

type ColumnLayout = GridView['columns'][number];
type RangeTest = (params: CellClassParams<RowAt>) => boolean;

/** The column of row numbers, which is no column of the result. */
export const ROW_NUMBER = '#';
/** Columns go by their position in the result: names may be doubled, or be `__proto__`. */
export const idOf = (index: number): string => `c${index}`;
export const indexOf = (colId: string): number => Number(colId.slice(1));

/** Two results with the same signature can stand in one grid: their columns are the same. */
export const signatureOf = (columns: readonly ColumnInfo[]): string =>
  columns.map((c) => `${c.name}\u0000${c.type}`).join('\u0001');

/**
 * @param saved   columns in the order of the layout; columns that it does not know come after them
 * @param inRange whether a cell is selected
 * @param presentation how the relation is shown where there is no layout yet, and what its cells say
 */
export function columnDefs(
  { handle, firstPage }: Shown,
  saved: readonly ColumnLayout[],
  inRange: RangeTest,
  presentation: Presentation | null = null,
): (ColDef<RowAt, CellValue> | ColGroupDef<RowAt>)[] {
  const widths = columnWidths(handle.columns, firstPage);
  const known = new Map(saved.map((layout, position) => [layout.name, { layout, position }]));
  const places = presentation === null ? null : placesOf(presentation);
  const defs = handle.columns.map((column, index) => {
    const kept = known.get(column.name);
    const place = places?.get(column.name);
    const width = presentation?.widths.get(column.name) ?? widths[index] ?? 120;
    const def = columnDef(column, index, kept?.layout ?? null, width, inRange);
    if (kept === undefined && places !== null) def.hide = place?.shown !== true;
    const parts = presentation?.cells.get(column.name);
    return {
      position: kept?.position ?? saved.length + (place?.position ?? 1000 + index),
      heading: place?.heading ?? null,
      def: parts === undefined ? def : { ...def, cellRenderer: PartsCell, cellRendererParams: { parts } },
    };
  });
  defs.sort((a, b) => a.position - b.position);
  return [rowNumberDef(handle.rowCount, inRange), ...(places === null ? defs.map((d) => d.def) : underHeadings(defs))];
}

/** Neighbours of the same heading stand under it together. */
function underHeadings(
  defs: readonly { readonly heading: string | null; readonly def: ColDef<RowAt, CellValue> }[],
): ColGroupDef<RowAt>[] {
  const groups: { heading: string | null; children: ColDef<RowAt, CellValue>[] }[] = [];
  for (const { heading, def } of defs) {
    const last = groups.at(-1);
    if (last !== undefined && last.heading === heading) last.children.push(def);
    else groups.push({ heading, children: [def] });
  }
  return groups.map(({ heading, children }, i) => ({
    groupId: `g${i}`,
    headerName: heading ?? '',
    headerClass: 'wb-heading',
    children,
  }));
}

/** The layout on screen. */
export const layoutOf = (grid: GridApi<RowAt>, columns: readonly ColumnInfo[]): ColumnLayout[] =>
  grid
    .getColumnState()
    .filter((c) => c.colId !== ROW_NUMBER)
    .flatMap((c) => {
      const info = columns[indexOf(c.colId)];
      return info
        ? [{ name: info.name, width: c.width ?? 120, hidden: c.hide === true, pinned: c.pinned === 'left' }]
        : [];
    });

function columnDef(
  column: ColumnInfo,
  index: number,
  saved: ColumnLayout | null,
  width: number,
  inRange: RangeTest,
): ColDef<RowAt, CellValue> {
  const format = formatterFor(column);
  const numeric = isNumeric(column.kind);
  return {
    colId: idOf(index),
    headerName: column.name,
    headerComponent: HeaderCell,
    headerComponentParams: { info: column },
    valueGetter: ({ data }: ValueGetterParams<RowAt>) => data?.page.columns[index]?.[data.at] ?? null,
    valueFormatter: ({ value }) => (value === null ? 'NULL' : format(value as CellValue)),
    // One function in place of rules: AG Grid runs each rule for each cell that scrolls into view. A value never changes
    // while its cell lives, and a selection that changes is painted (cell-selection.ts).
    cellClass: (params: CellClassParams<RowAt, CellValue>) => {
      const classes = numeric ? ['wb-grid-cell', 'wb-number'] : ['wb-grid-cell'];
      if (params.value === null) classes.push('wb-null');
      if (inRange(params)) classes.push('wb-in-range');
      return classes;
    },
    suppressKeyboardEvent: suppressOwnKeys,
    suppressHeaderKeyboardEvent: ({ event }) => ['Enter', ' '].includes(event.key),
    width: saved?.width ?? width,
    hide: saved?.hidden ?? false,
    pinned: saved?.pinned ? 'left' : null,
    minWidth: 48,
    maxWidth: 1600,
    resizable: true,
    sortable: false,
  };
}

function rowNumberDef(rows: number, inRange: RangeTest): ColDef<RowAt, CellValue> {
  return {
    colId: ROW_NUMBER,
    headerName: 'Row number',
    headerComponent: RowNumberHeader,
    valueGetter: ({ node }) => (node?.rowIndex ?? 0) + 1,
    valueFormatter: ({ value }) => formatCount(Number(value)),
    cellClass: (params: CellClassParams<RowAt, CellValue>) =>
      inRange(params) ? ['wb-grid-cell', 'wb-row-number', 'wb-in-range'] : ['wb-grid-cell', 'wb-row-number'],
    suppressKeyboardEvent: suppressOwnKeys,
    width: Math.max(40, formatCount(rows).length * 6.6 + 18),
    pinned: 'left',
    lockPinned: true,
    lockPosition: 'left',
    suppressMovable: true,
    resizable: false,
    sortable: false,
  };
}
