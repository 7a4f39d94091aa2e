/** One field that finds every command, table and notebook. */
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { CornerDownLeft, Search } from 'lucide-react';
import { Dialog } from '../ui/Dialog.tsx';
import { keysText, searchCommands, type Command } from './commands.ts';

interface CommandPaletteProps {
  readonly opened: boolean;
  readonly commands: readonly Command[];
  readonly mac: boolean;
  readonly onClose: () => void;
}

const SHOWN = 60;

export function CommandPalette({ opened, commands, mac, onClose }: CommandPaletteProps) {
  if (!opened) return null;
  return (
    <Dialog title="Commands" width={620} onClose={onClose} bare>
      <PaletteBody commands={commands} mac={mac} onClose={onClose} />
    </Dialog>
  );
}

function PaletteBody({ commands, mac, onClose }: Omit<CommandPaletteProps, 'opened'>) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();
  const found = useMemo(
    () =>
      searchCommands(
        commands.filter((c) => !c.disabled),
        typed,
      ).slice(0, SHOWN),
    [commands, typed],
  );

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, found]);

  const choose = (command: Command | undefined): void => {
    if (!command) return;
    onClose();
    // After the dialog has given the focus back, so that what the command opens can take it.
    requestAnimationFrame(() => command.run());
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const last = found.length - 1;
    if (event.key === 'Enter') choose(found[at]);
    else if (event.key === 'ArrowDown') setAt(at >= last ? 0 : at + 1);
    else if (event.key === 'ArrowUp') setAt(at <= 0 ? last : at - 1);
    else if (event.key === 'PageDown') setAt(Math.min(last, at + 8));
    else if (event.key === 'PageUp') setAt(Math.max(0, at - 8));
    else return;
    event.preventDefault();
  };

  return (
    <div className="wb-palette">
      <div className="wb-palette-field">
        <Search size={16} aria-hidden />
        <input
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={found[at] ? `${id}-${at}` : undefined}
          aria-label="Find a command, a table or a notebook"
          placeholder="Find a command, a table or a notebook"
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <ul id={`${id}-list`} role="listbox" aria-label="Commands" className="wb-palette-list" ref={list}>
        {found.map((command, i) => (
          <li
            key={command.id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            className="wb-palette-item"
            onClick={() => choose(command)}
            onMouseMove={() => setAt(i)}
          >
            <span className="wb-palette-group">{command.group}</span>
            <span className="wb-clip wb-grow">{command.title}</span>
            {command.keys?.[0] && <kbd className="wb-kbd">{keysText(command.keys[0], mac)}</kbd>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="wb-palette-none">Nothing is called like this.</p>}
      <div className="wb-palette-foot" aria-hidden>
        <CornerDownLeft size={12} /> to run, ↑ ↓ to move, Esc to close
      </div>
    </div>
  );
}
