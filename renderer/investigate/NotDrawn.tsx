/** Parties of the lines that are not in the picture, found by their name. */
import { useEffect, useState } from 'react';
import type { CallOut } from '../../shared/contract/calls.ts';
import type { ColumnFilter } from '../../shared/contract/engine.ts';
import { useServices } from '../app/services.ts';
import { showFailure } from '../app/toasts.ts';
import { mutable } from '../engine/remote.ts';
import { visibleText } from '../grid/visible-text.ts';
import { linesText } from './figures.ts';

interface NotDrawnProps {
  readonly text: string;
  readonly filters: readonly ColumnFilter[];
  readonly drawn: ReadonlyMap<string, unknown>;
  readonly onFocus: (key: string, name: string) => void;
}

/** Typing goes on for about this long between letters. */
const PAUSE_MS = 250;

export function NotDrawn({ text, filters, drawn, onFocus }: NotDrawnProps) {
  const { client } = useServices();
  const [found, setFound] = useState<CallOut<'investigate/find'>>([]);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client.call('investigate/find', { filters: mutable(filters), text }, { signal: abort.signal }).then(
        (answer) => {
          if (!abort.signal.aborted) setFound(answer);
        },
        (thrown: unknown) => {
          if (!abort.signal.aborted) showFailure('Parties could not be searched', thrown);
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [client, text, filters]);
  const others = found.filter((party) => !drawn.has(party.key));
  if (others.length === 0) return null;
  return (
    <section className="wb-not-drawn" aria-label="Not drawn">
      <h3>Not drawn</h3>
      <ul>
        {others.map((party) => (
          <li key={party.key}>
            <button type="button" className="wb-node-link" onClick={() => onFocus(party.key, party.name)}>
              <bdi className="wb-clip wb-grow">{visibleText(party.name, 120)}</bdi>
              <span className="wb-note wb-nowrap">{linesText(party.lines)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
