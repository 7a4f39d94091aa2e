/** Which columns are shown, in which order, which stay at the left. Made for tables of thousands of columns. */
import { useMemo, useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { ArrowDown, ArrowUp, Pin, Search } from 'lucide-react';
import { formatCount } from './format.ts';
import { visibleText } from './visible-text.ts';

export interface ColumnEntry {
  readonly id: string;
  readonly name: string;
  readonly hidden: boolean;
  readonly pinned: boolean;
}

interface ColumnsPanelProps {
  readonly columns: readonly ColumnEntry[];
  readonly onShow: (ids: readonly string[], show: boolean) => void;
  readonly onPin: (id: string, pin: boolean) => void;
  readonly onMove: (id: string, step: -1 | 1) => void;
  readonly onGoTo: (id: string) => void;
}

/** Rows drawn at once; the search narrows the rest down. */
const SHOWN = 200;

export function ColumnsPanel({ columns, onShow, onPin, onMove, onGoTo }: ColumnsPanelProps) {
  const [search, setSearch] = useState('');
  const found = useMemo(() => {
    const wanted = search.toLowerCase();
    return columns.filter((c) => c.name.toLowerCase().includes(wanted));
  }, [columns, search]);
  const visible = columns.filter((c) => !c.hidden).length;

  return (
    <div className="wb-columns">
      <TextInput
        data-autofocus
        aria-label="Search columns"
        placeholder="Search columns"
        leftSection={<Search size={13} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <ul className="wb-columns-list" aria-label="Columns">
        {found.slice(0, SHOWN).map((column) => {
          const name = visibleText(column.name, 80);
          return (
            <li key={column.id} className="wb-columns-row">
              <label className="wb-columns-name">
                <input
                  type="checkbox"
                  checked={!column.hidden}
                  onChange={(event) => onShow([column.id], event.currentTarget.checked)}
                />
                <span className="wb-clip">{name}</span>
              </label>
              <span className="wb-columns-tools">
                <button
                  type="button"
                  aria-label={`Pin ${name} to the left`}
                  aria-pressed={column.pinned}
                  onClick={() => onPin(column.id, !column.pinned)}
                >
                  <Pin size={12} aria-hidden />
                </button>
                <button type="button" aria-label={`Move ${name} left`} onClick={() => onMove(column.id, -1)}>
                  <ArrowUp size={12} aria-hidden />
                </button>
                <button type="button" aria-label={`Move ${name} right`} onClick={() => onMove(column.id, 1)}>
                  <ArrowDown size={12} aria-hidden />
                </button>
                <button type="button" className="wb-link" onClick={() => onGoTo(column.id)} disabled={column.hidden}>
                  Go<span className="wb-sr"> to {name}</span>
                </button>
              </span>
            </li>
          );
        })}
        {found.length === 0 && <li className="wb-note">No column is called like this.</li>}
        {found.length > SHOWN && (
          <li className="wb-note">{formatCount(found.length - SHOWN)} more; search for them.</li>
        )}
      </ul>
      <div className="wb-filter-foot">
        <span className="wb-note">
          {formatCount(visible)} of {formatCount(columns.length)} shown
        </span>
        <Button
          variant="default"
          onClick={() =>
            onShow(
              found.map((c) => c.id),
              false,
            )
          }
          disabled={found.length === columns.length}
        >
          Hide found
        </Button>
        <Button
          variant="default"
          onClick={() =>
            onShow(
              found.map((c) => c.id),
              true,
            )
          }
        >
          {found.length === columns.length ? 'Show all' : 'Show found'}
        </Button>
      </div>
    </div>
  );
}
