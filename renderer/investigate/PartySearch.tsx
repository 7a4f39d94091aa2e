/** Finds a party by any of its spellings or numbers. */
import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { Search } from 'lucide-react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { toErrorData } from '../../shared/errors.ts';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { useReviewActions, useReviewDesk } from './review-desk.ts';

type Found = CallOut<'party/search'>;

const SHOWN = 40;
/** A case is asked once the typing pauses. */
const PAUSE_MS = 120;

export function PartySearch() {
  const open = useReviewDesk((s) => s.searching);
  if (!open) return null;
  const close = (): void => useReviewDesk.setState({ searching: false });
  return (
    <Dialog title="Find a party" width={640} onClose={close} bare>
      <Body onClose={close} />
    </Dialog>
  );
}

function Body({ onClose }: { readonly onClose: () => void }) {
  const actions = useReviewActions();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Found>([]);
  const [error, setError] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const id = useId();
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      actions.client
        .call('party/search', { text: typed.slice(0, 200), limit: SHOWN }, { signal: abort.signal })
        .then((next) => {
          if (abort.signal.aborted) return;
          setFound(next);
          setError(null);
          setAt(0);
        })
        .catch((thrown: unknown) => {
          if (!abort.signal.aborted) setError(toErrorData(thrown).message);
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [actions, typed]);
  const choose = (party: Found[number] | undefined): void => {
    if (party === undefined) return;
    onClose();
    requestAnimationFrame(() => actions.openParty(party.party_id, party.name));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const last = found.length - 1;
    if (event.key === 'Enter') choose(found[at]);
    else if (event.key === 'ArrowDown') setAt(at >= last ? 0 : at + 1);
    else if (event.key === 'ArrowUp') setAt(at <= 0 ? Math.max(0, last) : at - 1);
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
          aria-label="Name or number of a party"
          placeholder="Name or number of a party"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <ul id={`${id}-list`} role="listbox" aria-label="Parties" className="wb-palette-list">
        {found.map((party, i) => (
          <li
            key={party.party_id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            className="wb-palette-item"
            onClick={() => choose(party)}
            onMouseMove={() => setAt(i)}
          >
            <span className="wb-palette-group">{party.role}</span>
            <bdi className="wb-clip wb-grow">{visibleText(party.name, 160)}</bdi>
            <span className="wb-note">
              {party.country ?? ''} · {formatCount(party.spellings)}
            </span>
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className="wb-palette-none">{error ?? 'No party has this in a spelling or a number.'}</p>
      )}
    </div>
  );
}
