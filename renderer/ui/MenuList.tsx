/** The items of a menu: arrows walk, Enter chooses, keys are shown where there are any. For an AnchoredPopover. */
import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { LucideIcon } from 'lucide-react';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly keys?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly run: () => void;
}

interface MenuListProps {
  readonly label: string;
  readonly groups: readonly (readonly MenuItem[])[];
}

export function MenuList({ label, groups }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector('button')?.focus(), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    const items = [...(list.current?.querySelectorAll<HTMLButtonElement>('button:not([disabled])') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  };
  return (
    <div className="wb-menu" role="menu" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {groups
        .filter((items) => items.length > 0)
        .map((items) => (
          <div role="group" className="wb-menu-group" key={items[0]?.id}>
            {items.map(({ id, label: text, icon: Icon, keys, danger, disabled, run }) => (
              <button
                key={id}
                type="button"
                role="menuitem"
                tabIndex={-1}
                className="wb-menu-item"
                data-danger={danger || undefined}
                disabled={disabled}
                onClick={run}
              >
                {Icon && <Icon size={14} aria-hidden />}
                <span className="wb-grow wb-menu-label">{text}</span>
                {keys !== undefined && (
                  <kbd className="wb-menu-keys" aria-hidden>
                    {keys}
                  </kbd>
                )}
              </button>
            ))}
          </div>
        ))}
    </div>
  );
}
