/** What can be done with one column. */
import { useEffect, useRef, type KeyboardEvent } from 'react';
import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  BarChart3,
  Copy,
  EyeOff,
  Filter,
  Pin,
  PinOff,
  StretchHorizontal,
  X,
  type LucideIcon,
} from 'lucide-react';

export type ColumnAction =
  | 'ascending'
  | 'descending'
  | 'unsort'
  | 'filter'
  | 'pin'
  | 'unpin'
  | 'left'
  | 'right'
  | 'fit'
  | 'hide'
  | 'copyName'
  | 'profile';

interface Item {
  readonly action: ColumnAction;
  readonly label: string;
  readonly icon: LucideIcon;
}

const groups = (sorted: boolean, pinned: boolean): readonly (readonly Item[])[] => [
  [
    { action: 'ascending', label: 'Sort ascending', icon: ArrowUp },
    { action: 'descending', label: 'Sort descending', icon: ArrowDown },
    ...(sorted ? [{ action: 'unsort', label: 'Do not sort', icon: X } as const] : []),
  ],
  [
    { action: 'filter', label: 'Filter…', icon: Filter },
    { action: 'profile', label: 'Show profile', icon: BarChart3 },
  ],
  [
    pinned ? { action: 'unpin', label: 'Unpin', icon: PinOff } : { action: 'pin', label: 'Pin to the left', icon: Pin },
    { action: 'left', label: 'Move left', icon: ArrowLeft },
    { action: 'right', label: 'Move right', icon: ArrowRight },
    { action: 'fit', label: 'Fit width to content', icon: StretchHorizontal },
    { action: 'hide', label: 'Hide', icon: EyeOff },
  ],
  [{ action: 'copyName', label: 'Copy name', icon: Copy }],
];

interface ColumnMenuProps {
  readonly column: string;
  readonly sorted: boolean;
  readonly pinned: boolean;
  readonly onAction: (action: ColumnAction) => void;
}

export function ColumnMenu({ column, sorted, pinned, onAction }: ColumnMenuProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector('button')?.focus(), []);

  const onKeyDown = (event: KeyboardEvent): void => {
    const items = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  };

  return (
    <div className="wb-menu" role="menu" aria-label={`Column ${column}`} ref={list} onKeyDown={onKeyDown}>
      {groups(sorted, pinned).map((items, i) => (
        <div role="group" className="wb-menu-group" key={i}>
          {items.map(({ action, label, icon: Icon }) => (
            <button
              key={action}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className="wb-menu-item"
              onClick={() => onAction(action)}
            >
              <Icon size={14} aria-hidden />
              {label}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}
