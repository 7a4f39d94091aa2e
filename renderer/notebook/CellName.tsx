/** The name of a cell. Changed in place; where other cells name it, they follow unless the analyst says otherwise. */
import { useEffect, useRef, useState } from 'react';
import { toErrorData } from '../../shared/errors.ts';
import type { NotebookDesk } from './notebook-desk.ts';

interface CellNameProps {
  readonly desk: NotebookDesk;
  readonly cellKey: string;
  readonly label: string;
  readonly name: string | null;
  readonly renaming: boolean;
  readonly tab: number;
}

export function CellName({ desk, cellKey, label, name, renaming, tab }: CellNameProps) {
  if (renaming) return <NameForm desk={desk} cellKey={cellKey} label={label} name={name} />;
  return (
    <button
      type="button"
      className="wb-cellbox-name wb-mono wb-clip"
      data-unnamed={name === null || undefined}
      tabIndex={tab}
      title="Rename (F2)"
      aria-label={`Rename ${label}`}
      onClick={() => desk.view.setState({ renaming: cellKey })}
    >
      {name === null ? label.replace(/^cell-\d+$/, 'unnamed') : label}
    </button>
  );
}

function NameForm({ desk, cellKey, label, name }: Pick<CellNameProps, 'desk' | 'cellKey' | 'label' | 'name'>) {
  const [text, setText] = useState(name ?? '');
  const [everywhere, setEverywhere] = useState(true);
  const [error, setError] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const [users] = useState(() => (name === null ? 0 : desk.users(cellKey)));
  useEffect(() => input.current?.select(), []);
  const cancel = (): void => {
    desk.view.setState({ renaming: null });
    desk.go(cellKey);
  };
  return (
    <form
      className="wb-cell-rename"
      aria-label={`Name of ${label}`}
      onSubmit={(event) => {
        event.preventDefault();
        const now = text.trim();
        if (now === (name ?? '')) return cancel();
        try {
          desk.rename(cellKey, now === '' ? null : now, everywhere && users > 0);
        } catch (thrown) {
          setError(toErrorData(thrown).message);
        }
        return undefined;
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        cancel();
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) desk.view.setState({ renaming: null });
      }}
    >
      <input
        ref={input}
        className="wb-mono"
        aria-label="Name of the cell"
        aria-invalid={error !== null}
        placeholder="no name"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {users > 0 && (
        <label>
          <input
            type="checkbox"
            checked={everywhere}
            onChange={(event) => setEverywhere(event.currentTarget.checked)}
          />
          also in the {users === 1 ? 'cell' : `${users} cells`} that use{users === 1 ? 's' : ''} it
        </label>
      )}
      <button type="submit" className="wb-link">
        Rename
      </button>
      {error !== null && (
        <span className="wb-bad" role="alert">
          {error}
        </span>
      )}
    </form>
  );
}
