/** Two parties side by side: what speaks for one company, and what against it. */
import { useCallback, useMemo, type ReactNode } from 'react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { useServices } from '../app/services.ts';
import { diffNames } from './review-diff.ts';
import {
  countriesText,
  dateText,
  DiffName,
  Goods,
  PartyButton,
  PlainName,
  Places,
  scoreText,
  Spellings,
  Texts,
} from './ReviewParts.tsx';
import { usdText } from './review-desk.ts';
import { useQueue } from './use-queue.ts';

type Pair = CallOut<'party/queue'>['items'][number];
type Card = CallOut<'party/pair'>;
type Side = NonNullable<Card['a']>;

export function ReviewPairCard({ pair }: { readonly pair: Pair }) {
  const { client } = useServices();
  const [aParty, bParty] = [pair.aParty.party_id, pair.bParty.party_id];
  const read = useCallback(
    (signal: AbortSignal) => client.call('party/pair', { aParty, bParty }, { signal }),
    [client, aParty, bParty],
  );
  const { data, error } = useQueue<Card>(read);
  const names = useMemo(() => diffNames(pair.a.rawName, pair.b.rawName), [pair.a.rawName, pair.b.rawName]);
  const merged = aParty === bParty;
  return (
    <article className="wb-pair">
      <header className="wb-pair-head">
        <span className="wb-score" data-high={pair.score >= 0.75 || undefined}>
          <span className="wb-note">Likeness</span> {scoreText(pair.score)}
        </span>
        <ul className="wb-reasons" aria-label="What the rules say">
          {pair.reasons.map((reason) => (
            <li key={reason} className="wb-tag">
              <PlainName name={reason} limit={160} />
            </li>
          ))}
        </ul>
        <span className="wb-nowrap">
          <span className="wb-note">At stake </span>
          <span className="wb-strong wb-tabular">{usdText(pair.stake)}</span>
        </span>
      </header>
      {pair.decided !== null && (
        <p className="wb-pair-said" data-tone={pair.decision === 'merge' ? 'ok' : 'bad'}>
          {pair.decision === 'merge' ? 'One party' : 'Two parties'}, says <bdi>{pair.decided.by}</bdi> on{' '}
          {dateText(pair.decided.at)}
          {pair.decided.why !== '' && (
            <>
              : <bdi>{pair.decided.why}</bdi>
            </>
          )}
        </p>
      )}
      <table className="wb-compare">
        <caption className="wb-sr">The two names and what is known of each</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">
              <DiffName parts={names.a} whole={pair.a.rawName} />
            </th>
            <th scope="col">
              <DiffName parts={names.b} whole={pair.b.rawName} />
            </th>
          </tr>
        </thead>
        <tbody>
          {data === null ? (
            <tr>
              <th scope="row">{error === null ? 'Reading…' : 'Not read'}</th>
              <td colSpan={2}>{error?.message ?? ''}</td>
            </tr>
          ) : (
            <Rows card={data} merged={merged} />
          )}
        </tbody>
      </table>
      {data !== null && !merged && <Shared card={data} />}
    </article>
  );
}

const keys = (texts: readonly string[]): ReadonlySet<string> => new Set(texts.map((t) => t.trim().toLowerCase()));
const both = (a: readonly string[], b: readonly string[]): ReadonlySet<string> => {
  const other = keys(b);
  return new Set([...keys(a)].filter((k) => other.has(k)));
};

function Rows({ card, merged }: { readonly card: Card; readonly merged: boolean }) {
  const { a, b } = card;
  const row = (title: string, draw: (side: Side) => ReactNode): ReactNode => (
    <tr key={title}>
      <th scope="row">{title}</th>
      {merged ? (
        <td colSpan={2}>{a && draw(a)}</td>
      ) : (
        <>
          <td>{a ? draw(a) : <span className="wb-note">–</span>}</td>
          <td>{b ? draw(b) : <span className="wb-note">–</span>}</td>
        </>
      )}
    </tr>
  );
  const addresses = (side: Side): string[] => side.addresses.slice(0, 5).map((x) => x.address);
  const sameIds = both(a?.identifiers ?? [], b?.identifiers ?? []);
  const sameAddresses = both(a?.addresses.map((x) => x.address) ?? [], b?.addresses.map((x) => x.address) ?? []);
  return (
    <>
      {row('Party', (side) => (
        <PartyButton party={side.party} />
      ))}
      {row('Identifiers', (side) => (
        <Texts texts={side.identifiers} shared={merged ? new Set() : sameIds} none="none in the file" />
      ))}
      {row('Country', (side) => (
        <Texts texts={countriesText(side).slice(0, 4)} />
      ))}
      {row('Trade', (side) => (
        <Places side={side} />
      ))}
      {row('Addresses', (side) => (
        <Texts texts={addresses(side)} shared={merged ? new Set() : sameAddresses} none="none in the file" />
      ))}
      {row('Goods', (side) => (
        <Goods side={side} />
      ))}
      {row('Spellings', (side) => (
        <Spellings side={side} />
      ))}
    </>
  );
}

function Shared({ card }: { readonly card: Card }) {
  return (
    <section className="wb-shared" aria-label="Counterparties of both">
      <h2>Counterparties of both</h2>
      {card.shared.length === 0 ? (
        <p className="wb-note">They have no buyer or seller in common.</p>
      ) : (
        <ul>
          {card.shared.map((party) => (
            <li key={party.party_id}>
              <PartyButton party={party} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
