/** The page of a party: its spellings, trade, hits, owners and decisions. Every figure opens its rows. */
import { useCallback, useMemo } from 'react';
import { Button } from '@mantine/core';
import { CircleSlash, TriangleAlert } from 'lucide-react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { useServices } from '../app/services.ts';
import { showFailure } from '../app/toasts.ts';
import { formatCount } from '../grid/format.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { PartyMonths } from './PartyMonths.tsx';
import { PartyBrands, PartyCounterparties, PartyCountries, PartyGoods } from './PartyTrade.tsx';
import { dateText, LinesButton, PlainName } from './ReviewParts.tsx';
import { ReviewGate } from './ReviewGate.tsx';
import { PartyDecisions, PartyHits, PartyOwners, PartySpellings } from './PartyRecords.tsx';
import { useReviewActions, useSigner, usdText } from './review-desk.ts';
import { useQueue } from './use-queue.ts';

export type PartyPageData = NonNullable<CallOut<'party/page'>>;
type Decision = PartyPageData['decisions'][number];

const PLACES = { exporter: 'As exporter', importer: 'As importer', 'go-between': 'As go-between' } as const;

export function PartyTab({ partyId, name }: { readonly partyId: string; readonly name: string }) {
  return <ReviewGate>{() => <PartyPage partyId={partyId} name={name} />}</ReviewGate>;
}

function PartyPage({ partyId, name }: { readonly partyId: string; readonly name: string }) {
  const { client } = useServices();
  const actions = useReviewActions();
  const signer = useSigner();
  const read = useCallback(
    async (signal: AbortSignal) => ({ page: await client.call('party/page', { party_id: partyId }, { signal }) }),
    [client, partyId],
  );
  const { data, error, retry } = useQueue(read);
  const undo = useCallback(
    async ({ a, b }: Decision) => {
      try {
        await client.call('party/decide', { decision: 'open', a, b, by: signer, why: '' });
        await actions.apply();
      } catch (thrown) {
        showFailure('The decision could not be taken back', thrown);
      }
    },
    [client, actions, signer],
  );
  const worth = useMemo(() => (data?.page?.places ?? []).map((p) => ({ ...p, label: PLACES[p.place] })), [data]);

  if (data === null) {
    if (error === null) return <p className="wb-note wb-pad">Reading the party…</p>;
    return (
      <EmptyState
        tone="failure"
        icon={TriangleAlert}
        title="The party could not be read"
        actions={<Button onClick={retry}>Try again</Button>}
      >
        {error.message}
      </EmptyState>
    );
  }
  const { page } = data;
  if (page === null) {
    return (
      <EmptyState
        icon={CircleSlash}
        title="This party is no more"
        actions={<Button onClick={() => void actions.openPartyOf('exporter', name, null)}>Look for its name</Button>}
      >
        It was merged with another or parted since this tab was opened. Its spellings are where they were decided to be.
      </EmptyState>
    );
  }
  const { party } = page;
  const title = party.name.slice(0, 50);
  return (
    <div className="wb-scroll wb-party" tabIndex={0} role="region" aria-label={`Party ${party.name.slice(0, 120)}`}>
      <header className="wb-party-head">
        <h2>
          <PlainName name={party.name} limit={300} />
        </h2>
        <p className="wb-party-tags">
          {party.country !== null && <span className="wb-tag">{party.country}</span>}
          <span className="wb-tag">{party.role === 'both' ? 'exporter and importer' : party.role}</span>
          {page.identifiers.map((id) => (
            <span key={id} className="wb-tag wb-mono">
              <bdi>{id}</bdi>
            </span>
          ))}
          <span className="wb-note">
            {party.party_id} · {formatCount(page.spellings.length)}{' '}
            {page.spellings.length === 1 ? 'spelling' : 'spellings'}
          </span>
        </p>
        <dl className="wb-party-worth">
          {worth.map((p) => (
            <div key={p.place}>
              <dt>{p.label}</dt>
              <dd>
                <LinesButton
                  lines={{ partyId, place: p.place }}
                  title={`${title}: ${p.label.toLowerCase()}`}
                  label={`${p.label}: ${usdText(p.usd)} in ${formatCount(p.lines)} lines: open the rows`}
                >
                  <strong>{usdText(p.usd)}</strong> in {formatCount(p.lines)} {p.lines === 1 ? 'line' : 'lines'}
                </LinesButton>
                <span className="wb-note">
                  {dateText(p.first)} to {dateText(p.last)}
                </span>
              </dd>
            </div>
          ))}
          {worth.length === 0 && <p className="wb-note">All its lines are superseded or deleted: none counts.</p>}
        </dl>
      </header>
      <PartyMonths partyId={partyId} title={title} months={page.months} />
      <div className="wb-party-grid">
        <PartyGoods partyId={partyId} title={title} goods={page.goods} />
        <PartyBrands partyId={partyId} title={title} brands={page.brands} />
        <PartyCounterparties partyId={partyId} title={title} counterparties={page.counterparties} />
        <PartyCountries partyId={partyId} title={title} countries={page.countries} />
      </div>
      <PartyHits partyId={partyId} title={title} hits={page.hits} />
      <PartyOwners owned={page.owned} />
      <PartySpellings partyId={partyId} title={title} spellings={page.spellings} />
      {page.addresses.length > 0 && (
        <section className="wb-party-part">
          <h3>Addresses</h3>
          <ul className="wb-plain">
            {page.addresses.map((a) => (
              <li key={a.address}>
                <PlainName name={a.address} limit={300} /> <span className="wb-note">{formatCount(a.lines)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <PartyDecisions decisions={page.decisions} onUndo={(decision) => void undo(decision)} />
    </div>
  );
}
