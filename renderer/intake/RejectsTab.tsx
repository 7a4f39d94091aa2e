/** Records that were not loaded: number, line, reason and raw text. */
import { useEffect, useState } from 'react';
import { Button, Table } from '@mantine/core';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useServices } from '../app/services.ts';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { EmptyState } from '../ui/EmptyState.tsx';

type Reject = CallOut<'case/rejects'>[number];

const PAGE = 200;
const RAW_LIMIT = 600;

export function RejectsTab({ sourceId }: { readonly sourceId: string | null }) {
  const { client } = useServices();
  const [from, setFrom] = useState(0);
  const [rejects, setRejects] = useState<readonly Reject[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    client
      .call('case/rejects', { source_id: sourceId, from, count: PAGE }, { signal: abort.signal })
      .then(setRejects)
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setError(toErrorData(thrown).message);
      });
    return () => abort.abort();
  }, [client, sourceId, from]);

  if (error !== null) {
    return (
      <EmptyState tone="failure" icon={TriangleAlert} title="The rejected records could not be read">
        {error}
      </EmptyState>
    );
  }
  if (rejects?.length === 0 && from === 0) {
    return (
      <EmptyState icon={CircleCheck} title="No record was rejected">
        Every record of the source is loaded.
      </EmptyState>
    );
  }
  return (
    <div className="wb-rejects">
      <div className="wb-toolbar">
        <span className="wb-note">
          {rejects ? `Rejected records ${formatCount(from + 1)} to ${formatCount(from + rejects.length)}` : 'Reading…'}
        </span>
        <span className="wb-grow" />
        <Button size="compact-sm" variant="default" disabled={from === 0} onClick={() => setFrom(from - PAGE)}>
          Before
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={(rejects?.length ?? 0) < PAGE}
          onClick={() => setFrom(from + PAGE)}
        >
          Next
        </Button>
      </div>
      <div className="wb-rejects-body" tabIndex={0} role="region" aria-label="List of rejected records">
        <Table stickyHeader withRowBorders verticalSpacing={5} fz={12.5}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>File</Table.Th>
              <Table.Th ta="right">Record</Table.Th>
              <Table.Th ta="right">Line</Table.Th>
              <Table.Th>Reason</Table.Th>
              <Table.Th>Raw text</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rejects?.map((reject) => (
              <Table.Tr key={`${reject.file}/${reject.record}`}>
                <Table.Td className="wb-nowrap">{reject.file.replace(/^.*[\\/]/, '')}</Table.Td>
                <Table.Td ta="right">{formatCount(reject.record)}</Table.Td>
                <Table.Td ta="right">{formatCount(reject.line)}</Table.Td>
                <Table.Td className="wb-nowrap">
                  <span className="wb-tag" data-tone="warn">
                    {reject.reason}
                  </span>
                </Table.Td>
                <Table.Td className="wb-mono wb-reject-raw">
                  <bdi>{visibleText(reject.raw, RAW_LIMIT)}</bdi>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </div>
  );
}
