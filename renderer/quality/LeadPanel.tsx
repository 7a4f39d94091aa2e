/** Which source leads where two have the same line: the order, what another one would change, and the choice. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { OrderChange } from '../../shared/contract/quality-calls.ts';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';
import { runTask } from '../app/tasks.ts';
import { showFailure, useToasts } from '../app/toasts.ts';
import { formatCount, formatterFor } from '../grid/format.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Table } from './parts.tsx';

interface LeadPanelProps {
  /** Ids of all sources as they lead now. */
  readonly order: readonly string[];
  /** Ids of sources that share lines: only their order matters. */
  readonly sharing: ReadonlySet<string>;
  readonly fileOf: (sourceId: string) => string;
  readonly onChosen: () => void;
}

const money = formatterFor({ kind: 'decimal', type: 'DECIMAL(18,2)' });

export function LeadPanel({ order, sharing, fileOf, onChosen }: LeadPanelProps) {
  const { client } = useServices();
  const now = order.filter((id) => sharing.has(id));
  const [wanted, setWanted] = useState(now);
  const [changes, setChanges] = useState<readonly OrderChange[] | null>(null);
  const [busy, setBusy] = useState(false);
  const isNew = wanted.join(' ') !== now.join(' ');

  const preview = (next: readonly string[]): void => {
    setWanted([...next]);
    setChanges(null);
    if (next.join(' ') === now.join(' ')) return;
    client
      .call('quality/previewLead', { order: [...next] })
      .then(setChanges)
      .catch((thrown: unknown) => showFailure('The change could not be worked out', thrown));
  };
  const move = (at: number, step: -1 | 1): void => {
    const next = [...wanted];
    [next[at], next[at + step]] = [next[at + step]!, next[at]!];
    preview(next);
  };
  const choose = (): void => {
    setBusy(true);
    runTask('Judging the lines again', (options) => client.call('quality/chooseLead', { order: wanted }, options))
      .then(() => {
        useToasts.getState().show({
          tone: 'success',
          title: `${wanted[0] ?? ''} leads now`,
          detail: 'The choice is in the custody log. Run the analyses again if brands, parties or screening were made.',
        });
        setChanges(null);
        // Tables and queries on screen show lines whose status has changed.
        useSession.setState(({ epoch }) => ({ epoch: epoch + 1 }));
        onChosen();
      })
      .catch((thrown: unknown) => showFailure('The order could not be changed', thrown))
      .finally(() => setBusy(false));
  };

  return (
    <div className="wb-q-lead">
      <p className="wb-note">
        Of the same edition of a line, that of the source further up counts; the other is a duplicate and is not summed.
      </p>
      <ol aria-label="Order of the sources">
        {wanted.map((id, at) => (
          <li key={id}>
            <span className="wb-q-rank">{at + 1}</span>
            <span className="wb-clip wb-grow" title={fileOf(id)}>
              <span className="wb-strong">{id}</span> {fileOf(id)}
            </span>
            <IconButton
              icon={ArrowUp}
              label={`Move ${id} up`}
              disabled={at === 0 || busy}
              onClick={() => move(at, -1)}
            />
            <IconButton
              icon={ArrowDown}
              label={`Move ${id} down`}
              disabled={at === wanted.length - 1 || busy}
              onClick={() => move(at, 1)}
            />
          </li>
        ))}
      </ol>
      {isNew && (
        <div className="wb-q-preview" aria-live="polite">
          {changes === null && <p className="wb-note">Working out what would change…</p>}
          {changes?.length === 0 && <p className="wb-note">No line would change.</p>}
          {changes !== null && changes.length > 0 && (
            <Table
              label="What would change"
              columns={[
                { name: 'Source' },
                { name: 'Would count', right: true },
                { name: 'USD', right: true },
                { name: 'Would not count', right: true },
                { name: 'USD ', right: true },
              ]}
              rows={changes.map((c) => ({
                key: c.source_id,
                cells: [
                  c.source_id,
                  `+ ${formatCount(c.gained)}`,
                  money(c.usd_gained),
                  `− ${formatCount(c.lost)}`,
                  money(c.usd_lost),
                ],
              }))}
            />
          )}
          <div className="wb-q-actions">
            <Button size="compact-sm" loading={busy} disabled={changes === null} onClick={choose}>
              Use this order
            </Button>
            <Button size="compact-sm" variant="default" disabled={busy} onClick={() => preview(now)}>
              Leave it
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
