/** What was run in this case, newest first. */
import { useEffect, useState } from 'react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useServices } from '../app/services.ts';
import { formatCount, formatSeconds } from '../grid/format.ts';

type Entry = CallOut<'case/history'>[number];

interface HistoryListProps {
  readonly onPick: (sql: string) => void;
}

const SHOWN = 100;
const times = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' });

export function HistoryList({ onPick }: HistoryListProps) {
  const { client } = useServices();
  const [entries, setEntries] = useState<readonly Entry[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    client
      .call('case/history', {}, { signal: abort.signal })
      .then(setEntries)
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setError(toErrorData(thrown).message);
      });
    return () => abort.abort();
  }, [client]);

  if (error !== null) return <p className="wb-note wb-bad wb-pad">{error}</p>;
  if (entries === null) return <p className="wb-note wb-pad">Reading…</p>;
  if (entries.length === 0) return <p className="wb-note wb-pad">Nothing was run in this case yet.</p>;
  return (
    <ul className="wb-history" aria-label="Statements run before">
      {entries.slice(0, SHOWN).map((entry, i) => (
        <li key={`${entry.at}${i}`}>
          <button type="button" onClick={() => onPick(entry.sql)}>
            <code>{entry.sql.slice(0, 300)}</code>
            <span className="wb-note" data-bad={entry.error !== null || undefined}>
              {times.format(new Date(entry.at))} · {formatSeconds(entry.seconds)} ·{' '}
              {entry.error ?? (entry.rows === null ? '' : `${formatCount(entry.rows)} rows`)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
