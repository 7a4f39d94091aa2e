/** What was repaired: by whom, when, from which text to which; each repair can be taken back. */
import { useEffect, useState } from 'react';
import { Button, Table, VisuallyHidden } from '@mantine/core';
import { History, TriangleAlert } from 'lucide-react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useServices } from '../app/services.ts';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { fileName } from './reject-key.ts';

type Repair = CallOut<'repair/history'>['repairs'][number];

interface RepairHistoryProps {
  readonly sourceId: string | null;
  readonly version: number;
  readonly busy: boolean;
  readonly onUndo: (repair: Repair) => void;
}

const PAGE = 500;

export function RepairHistory({ sourceId, version, busy, onUndo }: RepairHistoryProps) {
  const { client } = useServices();
  const [history, setHistory] = useState<CallOut<'repair/history'> | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    client
      .call('repair/history', { source_id: sourceId, from: 0, count: PAGE }, { signal: abort.signal })
      .then(setHistory)
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setError(toErrorData(thrown).message);
      });
    return () => abort.abort();
  }, [client, sourceId, version]);

  if (error !== null)
    return (
      <EmptyState tone="failure" icon={TriangleAlert} title="The repairs could not be read">
        {error}
      </EmptyState>
    );
  if (history?.total === 0)
    return (
      <EmptyState icon={History} title="No record was repaired">
        Repairs are listed here with the text that was in the file, the text that was loaded, who and when.
      </EmptyState>
    );
  return (
    <div className="wb-rejects-body" tabIndex={0} role="region" aria-label="Repairs">
      <Table stickyHeader withRowBorders verticalSpacing={5} fz={12.5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>File</Table.Th>
            <Table.Th ta="right">Record</Table.Th>
            <Table.Th>In the file, and loaded</Table.Th>
            <Table.Th>Who, when, why</Table.Th>
            <Table.Th>
              <VisuallyHidden>Take back</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {history?.repairs.map((r) => (
            <Table.Tr key={`${r.source_id}/${r.repair}/${r.record}`} data-undone={r.undone !== null || undefined}>
              <Table.Td className="wb-nowrap">{fileName(r.file)}</Table.Td>
              <Table.Td ta="right">{[r.record, ...r.joined].map(formatCount).join(' + ')}</Table.Td>
              <Table.Td className="wb-mono wb-reject-raw">
                <del className="wb-repair-old">
                  <bdi>{visibleText(r.original, 400)}</bdi>
                </del>
                <ins className="wb-repair-new">
                  <bdi>{visibleText(r.text, 400)}</bdi>
                </ins>
              </Table.Td>
              <Table.Td>
                {r.by}, {new Date(r.at).toLocaleString()} <span className="wb-note">({r.rule})</span>
                {r.why !== '' && <div>{visibleText(r.why, 200)}</div>}
              </Table.Td>
              <Table.Td ta="right" className="wb-nowrap">
                {r.undone === null ? (
                  <Button
                    size="compact-sm"
                    variant="default"
                    disabled={busy}
                    aria-label={`Take back the repair of record ${r.record}`}
                    onClick={() => onUndo(r)}
                  >
                    Take back
                  </Button>
                ) : (
                  <span className="wb-note">
                    taken back by {r.undone.by}, {new Date(r.undone.at).toLocaleDateString()}
                  </span>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
