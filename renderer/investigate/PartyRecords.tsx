/** Of a party: its hits, owners, spellings, and what was decided about it. */
import { Button, Table } from '@mantine/core';
import { formatCount } from '../grid/format.ts';
import { openTab } from '../app/tabs.ts';
import type { PartyPageData } from './PartyTab.tsx';
import { dateText, LinesButton, PartyButton, PlainName, scoreText } from './ReviewParts.tsx';
import { usdText } from './review-desk.ts';

interface Common {
  readonly partyId: string;
  readonly title: string;
}

const VERDICTS = { match: 'Match', review: 'To review', none: 'Not a match' } as const;
const TONES = { match: 'bad', review: 'warn', none: 'ok' } as const;

export function PartyHits({ hits }: Common & { readonly hits: PartyPageData['hits'] }) {
  if (hits.length === 0) return null;
  return (
    <section className="wb-party-part">
      <h3>
        On lists <span className="wb-note">indicators until a person has compared address and number</span>
      </h3>
      <Table verticalSpacing={4} fz={12.5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Entry</Table.Th>
            <Table.Th>List</Table.Th>
            <Table.Th ta="right">Likeness</Table.Th>
            <Table.Th>Verdict</Table.Th>
            <Table.Th ta="right">Lines while listed</Table.Th>
            <Table.Th>
              <span className="wb-sr">Review</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {hits.map((hit) => (
            <Table.Tr key={hit.key}>
              <Table.Td>
                <PlainName name={hit.entry_name} limit={160} />
              </Table.Td>
              <Table.Td className="wb-nowrap">{hit.list_id}</Table.Td>
              <Table.Td ta="right" className="wb-tabular">
                {scoreText(hit.score)}
              </Table.Td>
              <Table.Td>
                <span className="wb-tag" data-tone={TONES[hit.verdict]}>
                  {VERDICTS[hit.verdict]}
                </span>{' '}
                <span className="wb-note">
                  {hit.decided === null ? 'by the rules' : <bdi>by {hit.decided.by}</bdi>}
                </span>
              </Table.Td>
              <Table.Td ta="right" className="wb-tabular">
                {formatCount(hit.lines_listed)}
              </Table.Td>
              <Table.Td>
                <Button size="compact-xs" variant="default" onClick={() => openTab({ kind: 'review-hits' })}>
                  Review
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

export function PartyOwners({ owned }: { readonly owned: PartyPageData['owned'] }) {
  if (owned.length === 0) return null;
  return (
    <section className="wb-party-part">
      <h3>Owned by</h3>
      <ul className="wb-plain">
        {owned.map((o) => (
          <li key={`${o.owner_group} ${o.entry?.list_id ?? ''} ${o.entry?.entry_id ?? ''}`}>
            <strong>{o.owner_group}</strong>, since the name holds the brand {o.brand}, according to{' '}
            {o.statement_source}, {dateText(o.statement_date)}.{' '}
            {o.entry !== null && (
              <span className="wb-warn">
                The group is on {o.entry.source || o.entry.list_id} as <bdi>{o.entry.name}</bdi>
                {o.entry.listed_from === null ? '' : ` from ${dateText(o.entry.listed_from)}`}: this party is owned by
                it, it is not the listed party.
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function PartySpellings({
  partyId,
  title,
  spellings,
}: Common & { readonly spellings: PartyPageData['spellings'] }) {
  return (
    <section className="wb-party-part">
      <h3>Spellings</h3>
      <Table verticalSpacing={4} fz={12.5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>As it stands in the file</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>Identifier</Table.Th>
            <Table.Th>Joined by</Table.Th>
            <Table.Th ta="right">Likeness</Table.Th>
            <Table.Th>Decided by</Table.Th>
            <Table.Th ta="right">Value, lines</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {spellings.map((s) => (
            <Table.Tr key={`${s.role} ${s.name} ${s.id ?? ''}`}>
              <Table.Td className="wb-wrap">
                <PlainName name={s.name} limit={300} />
                {s.other !== null && (
                  <div className="wb-note">
                    {s.as === 'party' ? 'through ' : 'on behalf of '}
                    <PartyButton party={s.other} limit={80} />
                  </div>
                )}
              </Table.Td>
              <Table.Td>{s.as === 'go-between' ? `go-between (${s.role})` : s.role}</Table.Td>
              <Table.Td className="wb-mono">{s.id}</Table.Td>
              <Table.Td>{s.as === 'go-between' ? 'the text itself' : s.method}</Table.Td>
              <Table.Td ta="right" className="wb-tabular">
                {s.as === 'go-between' ? '' : scoreText(s.score)}
              </Table.Td>
              <Table.Td>
                <bdi>{s.decided_by}</bdi>
              </Table.Td>
              <Table.Td ta="right">
                <LinesButton
                  lines={{ partyId, spelling: { role: s.role, name: s.name, id: s.id } }}
                  title={`${title}: one spelling`}
                  label={`${s.name.slice(0, 80)}: ${formatCount(s.lines)} lines: open the rows`}
                >
                  {usdText(s.usd)} <span className="wb-note">· {formatCount(s.lines)}</span>
                </LinesButton>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

const DECISIONS = { merge: 'One party', apart: 'Two parties', open: 'Taken back' } as const;

interface PartyDecisionsProps {
  readonly decisions: PartyPageData['decisions'];
  readonly onUndo: (decision: PartyPageData['decisions'][number]) => void;
}

export function PartyDecisions({ decisions, onUndo }: PartyDecisionsProps) {
  if (decisions.length === 0) return null;
  return (
    <section className="wb-party-part">
      <h3>Decisions</h3>
      <Table verticalSpacing={4} fz={12.5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Decision</Table.Th>
            <Table.Th>Spellings</Table.Th>
            <Table.Th>Who and why</Table.Th>
            <Table.Th>
              <span className="wb-sr">Undo</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {decisions.map((d, i) => (
            <Table.Tr key={`${d.at} ${i}`} data-past={!d.counts || undefined}>
              <Table.Td className="wb-nowrap wb-tabular">{dateText(d.at)}</Table.Td>
              <Table.Td className="wb-nowrap">
                {DECISIONS[d.decision]}
                {!d.counts && d.decision !== 'open' && <span className="wb-note"> (no longer counts)</span>}
              </Table.Td>
              <Table.Td className="wb-wrap">
                <PlainName name={d.a.rawName} limit={120} />
                <br />
                <PlainName name={d.b.rawName} limit={120} />
              </Table.Td>
              <Table.Td className="wb-wrap">
                <bdi>{d.by}</bdi>
                {d.why !== '' && (
                  <>
                    : <bdi>{d.why}</bdi>
                  </>
                )}
              </Table.Td>
              <Table.Td>
                {d.counts && (
                  <Button size="compact-xs" variant="default" onClick={() => onUndo(d)}>
                    Undo
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
