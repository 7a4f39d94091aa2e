/** What the table is filtered and sorted by, in words; each can be changed or taken away. */
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import type { ColumnFilter, SortKey } from '../../shared/contract/engine.ts';
import { describeFilter } from './filters.ts';
import type { Presentation } from './presentation.ts';
import { visibleText } from './visible-text.ts';

interface FilterChipsProps {
  readonly filters: readonly ColumnFilter[];
  readonly sort: readonly SortKey[];
  readonly onEdit: (column: string, anchor: HTMLElement) => void;
  readonly onRemove: (column: string) => void;
  readonly onUnsort: (column: string) => void;
  /** Filters that are offered while their columns have none. */
  readonly suggestions?: Presentation['suggestions'] | undefined;
  readonly onSuggestion?: (filter: ColumnFilter) => void;
}

export function FilterChips({
  filters,
  sort,
  onEdit,
  onRemove,
  onUnsort,
  suggestions = [],
  onSuggestion,
}: FilterChipsProps) {
  const offered = suggestions.filter((s) => !filters.some((f) => f.column === s.filter.column));
  return (
    <ul className="wb-chips" aria-label="Filters and sort">
      {filters.map((filter) => (
        <li className="wb-chip" key={`f${filter.column}`}>
          <button
            type="button"
            className="wb-chip-text"
            onClick={(event) => onEdit(filter.column, event.currentTarget)}
          >
            <span className="wb-strong">{visibleText(filter.column, 30)}</span>{' '}
            <bdi>{visibleText(describeFilter(filter), 60)}</bdi>
          </button>
          <button
            type="button"
            className="wb-chip-x"
            aria-label={`Remove the filter of ${filter.column}`}
            onClick={() => onRemove(filter.column)}
          >
            <X size={12} aria-hidden />
          </button>
        </li>
      ))}
      {sort.map((key) => (
        <li className="wb-chip" data-kind="sort" key={`s${key.column}`}>
          <span className="wb-chip-text">
            {key.descending ? (
              <ArrowDown size={12} aria-label="descending" />
            ) : (
              <ArrowUp size={12} aria-label="ascending" />
            )}
            {visibleText(key.column, 30)}
          </span>
          <button
            type="button"
            className="wb-chip-x"
            aria-label={`Do not sort by ${key.column}`}
            onClick={() => onUnsort(key.column)}
          >
            <X size={12} aria-hidden />
          </button>
        </li>
      ))}
      {offered.map((suggestion) => (
        <li key={`o${suggestion.label}`}>
          <button
            type="button"
            className="wb-chip wb-chip-offer"
            title={suggestion.title}
            onClick={() => onSuggestion?.(suggestion.filter)}
          >
            <Plus size={12} aria-hidden />
            {suggestion.label}
          </button>
        </li>
      ))}
    </ul>
  );
}
