/** Beside the queue of hits: companies that are owned by a group, and the log of verdicts. */
import { Table } from '@mantine/core';
import { Building2, ScrollText } from 'lucide-react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { dateText, PartyButton, PlainName } from './ReviewParts.tsx';

type Queue = CallOut<'hit/queue'>;

const VERDICTS = { match: 'Match', review: 'Unsure', none: 'Not a match', open: 'Taken back' } as const;

export function OwnedList({ owned }: { readonly owned: Queue['owned'] }) {
  if (owned.length === 0) {
    return (
      <EmptyState icon={Building2} title="No party is stated to be of a group">
        The dictionary of brands holds statements of ownership with their source and date. No name of this case holds
        such a brand.
      </EmptyState>
    );
  }
  return (
    <div className="wb-scroll" tabIndex={0} role="region" aria-label="Companies of groups">
      <p className="wb-note wb-pad">
        These names hold a brand that a source states to belong to a group.{' '}
        <strong>Owned by is not the same as listed:</strong> where the group is on a list, the company itself is not,
        unless it has a hit of its own.
      </p>
      <Table stickyHeader verticalSpacing={5} fz={12.5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Party</Table.Th>
            <Table.Th>Brand</Table.Th>
            <Table.Th>Owned by</Table.Th>
            <Table.Th>According to</Table.Th>
            <Table.Th>The group on lists</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {owned.map((o) => (
            <Table.Tr key={`${o.party.party_id} ${o.entry?.list_id ?? ''} ${o.entry?.entry_id ?? ''}`}>
              <Table.Td>
                <PartyButton party={o.party} />
              </Table.Td>
              <Table.Td>{o.brand}</Table.Td>
              <Table.Td className="wb-strong">{o.owner_group}</Table.Td>
              <Table.Td>
                {o.statement_source}, {dateText(o.statement_date)}
              </Table.Td>
              <Table.Td>
                {o.entry === null ? (
                  <span className="wb-note">not on the lists of this case</span>
                ) : (
                  <>
                    <PlainName name={o.entry.name} limit={120} />{' '}
                    <span className="wb-note">
                      {o.entry.source || o.entry.list_id}, from {dateText(o.entry.listed_from)}
                    </span>
                  </>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

export function VerdictLog({ log }: { readonly log: Queue['log'] }) {
  if (log.length === 0) {
    return (
      <EmptyState icon={ScrollText} title="No verdict yet">
        Every verdict is kept in the custody log with who, when and why. Nothing in it is ever changed; a verdict is
        taken back by another.
      </EmptyState>
    );
  }
  return (
    <div className="wb-scroll" tabIndex={0} role="region" aria-label="Log of verdicts">
      <Table stickyHeader verticalSpacing={5} fz={12.5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Verdict</Table.Th>
            <Table.Th>Name</Table.Th>
            <Table.Th>Entry</Table.Th>
            <Table.Th>Who</Table.Th>
            <Table.Th>Why</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {log.map((entry, i) => (
            <Table.Tr key={`${entry.at} ${i}`}>
              <Table.Td className="wb-nowrap wb-tabular">{new Date(entry.at).toLocaleString()}</Table.Td>
              <Table.Td className="wb-nowrap">{VERDICTS[entry.verdict]}</Table.Td>
              <Table.Td>
                <PlainName name={entry.name} limit={160} />
              </Table.Td>
              <Table.Td className="wb-nowrap">
                {entry.list_id} {entry.entry_id}
              </Table.Td>
              <Table.Td>
                <bdi>{entry.by}</bdi>
              </Table.Td>
              <Table.Td>
                <bdi>{entry.why}</bdi>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
