/** What the analyst asked of one table: filters and sort, as values; how they read in words; how they change. Pure. */
import type { ColumnFilter, SortKey } from '../../shared/contract/engine.ts';
import type { ColumnKind } from '../../shared/contract/values.ts';
import { isNumeric, isTemporal } from './format.ts';

export type FilterOp = ColumnFilter['op'];

export const OP_LABEL: Readonly<Record<FilterOp, string>> = {
  contains: 'contains',
  notContains: 'does not contain',
  equals: 'equals',
  notEquals: 'does not equal',
  starts: 'starts with',
  ends: 'ends with',
  regexp: 'matches the expression',
  range: 'is between',
  in: 'is one of',
  notIn: 'is none of',
  isNull: 'is NULL',
  isNotNull: 'is not NULL',
  isEmpty: 'is empty text',
  isNotEmpty: 'is not empty text',
};

/** Conditions offered for a kind of column; the list of distinct values is offered for all. */
export function opsFor(kind: ColumnKind): readonly FilterOp[] {
  if (isNumeric(kind) || isTemporal(kind)) return ['range', 'equals', 'notEquals', 'isNull', 'isNotNull'];
  if (kind === 'boolean') return ['equals', 'isNull', 'isNotNull'];
  return [
    'contains',
    'notContains',
    'equals',
    'notEquals',
    'starts',
    'ends',
    'regexp',
    'isEmpty',
    'isNotEmpty',
    'isNull',
    'isNotNull',
  ];
}

const shown = (value: string | null): string => (value === null ? 'NULL' : value === '' ? '(empty)' : value);

/** What follows the column's name on a chip. */
export function describeFilter(filter: ColumnFilter): string {
  switch (filter.op) {
    case 'range':
      if (filter.min !== null && filter.max !== null) return `${filter.min} … ${filter.max}`;
      return filter.min !== null ? `≥ ${filter.min}` : `≤ ${filter.max ?? ''}`;
    case 'in':
    case 'notIn': {
      const names = filter.values.slice(0, 2).map(shown).join(', ');
      const rest = filter.values.length - 2;
      return `${filter.op === 'in' ? 'is' : 'is not'} ${names}${rest > 0 ? ` and ${rest} more` : ''}`;
    }
    case 'isNull':
    case 'isNotNull':
    case 'isEmpty':
    case 'isNotEmpty':
      return OP_LABEL[filter.op];
    default:
      return `${OP_LABEL[filter.op]} ${filter.value === '' ? '(empty)' : filter.value}`;
  }
}

/** Filters with those of one column replaced; `null` takes them away. The order of columns is kept. */
export function withFilter(
  filters: readonly ColumnFilter[],
  column: string,
  filter: ColumnFilter | null,
): readonly ColumnFilter[] {
  const at = filters.findIndex((f) => f.column === column);
  const rest = filters.filter((f) => f.column !== column);
  if (filter === null) return rest;
  return at < 0 ? [...rest, filter] : [...rest.slice(0, at), filter, ...rest.slice(at)];
}

/**
 * The sort after a click on a header: ascending, descending, none. Without `add` the column replaces the others.
 */
export function cycleSort(sort: readonly SortKey[], column: string, add: boolean): readonly SortKey[] {
  const now = sort.find((key) => key.column === column);
  const next: SortKey | null =
    now === undefined ? { column, descending: false } : now.descending ? null : { column, descending: true };
  if (!add) return next === null ? [] : [next];
  if (now === undefined) return next === null ? sort : [...sort, next];
  return sort.flatMap((key) => (key.column === column ? (next === null ? [] : [next]) : [key]));
}

/** Filters and sort keys that name a column which is there: a saved view may be older than the table. */
export function keepKnown<T extends { readonly column: string }>(
  items: readonly T[],
  columns: ReadonlySet<string>,
): readonly T[] {
  return items.every((item) => columns.has(item.column)) ? items : items.filter((item) => columns.has(item.column));
}
