/** Our party beside the entry of a list. */
import { useCallback, useMemo } from 'react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { useServices } from '../app/services.ts';
import { formatCount } from '../grid/format.ts';
import { diffNames } from './review-diff.ts';
import {
  countriesText,
  dateText,
  DiffName,
  LinesButton,
  PartyButton,
  PlainName,
  Places,
  scoreText,
  Spellings,
  Texts,
} from './ReviewParts.tsx';
import { usdText } from './review-desk.ts';
import { useQueue } from './use-queue.ts';

type Hit = CallOut<'hit/queue'>['items'][number];
type Card = CallOut<'hit/card'>;

export function ReviewHitCard({ hit }: { readonly hit: Hit }) {
  const { client } = useServices();
  const { list_id, entry_id } = hit;
  const { party_id } = hit.party;
  const read = useCallback(
    (signal: AbortSignal) => client.call('hit/card', { party_id, list_id, entry_id }, { signal }),
    [client, party_id, list_id, entry_id],
  );
  const { data, error } = useQueue<Card>(read);
  const best = data?.names[0];
  const ours = best?.raw_name ?? hit.party.name;
  const names = useMemo(() => diffNames(ours, hit.entry_name), [ours, hit.entry_name]);
  const entry = data?.entry ?? null;
  const side = data?.side ?? null;
  return (
    <article className="wb-pair">
      <header className="wb-pair-head">
        <span className="wb-score" data-high={hit.score >= 0.85 || undefined}>
          <span className="wb-note">Likeness</span> {scoreText(hit.score)}
        </span>
        <ul className="wb-reasons" aria-label="What the rules say">
          {(best?.reasons ?? []).map((reason) => (
            <li key={reason} className="wb-tag">
              <PlainName name={reason} limit={200} />
            </li>
          ))}
        </ul>
        {hit.lines_listed > 0 && entry !== null ? (
          <span className="wb-nowrap">
            <span className="wb-note">While listed </span>
            <LinesButton
              lines={{ partyId: party_id, listed: { from: entry.listed_from, to: entry.listed_to } }}
              title={`${hit.party.name.slice(0, 50)} while listed`}
              label={`${formatCount(hit.lines_listed)} lines while listed, ${usdText(hit.usd_listed)}: open the rows`}
            >
              {formatCount(hit.lines_listed)} {hit.lines_listed === 1 ? 'line' : 'lines'}, {usdText(hit.usd_listed)}
            </LinesButton>
          </span>
        ) : (
          <span className="wb-note wb-nowrap">No line while listed</span>
        )}
      </header>
      {hit.decided !== null && (
        <p
          className="wb-pair-said"
          data-tone={hit.decided.verdict === 'match' ? 'bad' : hit.decided.verdict === 'none' ? 'ok' : 'plain'}
        >
          {hit.decided.verdict === 'match'
            ? 'The listed party'
            : hit.decided.verdict === 'none'
              ? 'Not the listed party'
              : 'Not sure'}
          , says <bdi>{hit.decided.by}</bdi> on {dateText(hit.decided.at)}
          {hit.decided.why !== '' && (
            <>
              : <bdi>{hit.decided.why}</bdi>
            </>
          )}
        </p>
      )}
      <table className="wb-compare">
        <caption className="wb-sr">The party of the case and the entry of the list</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">
              <span className="wb-note">In this case</span>
              <DiffName parts={names.a} whole={ours} />
            </th>
            <th scope="col">
              <span className="wb-note">On the list</span>
              <DiffName parts={names.b} whole={hit.entry_name} />
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
            <>
              <tr>
                <th scope="row">Party and list</th>
                <td>
                  <PartyButton party={hit.party} />
                </td>
                <td>
                  <span className="wb-strong">{entry?.source || list_id}</span>{' '}
                  <span className="wb-note">entry {entry_id}</span>
                </td>
              </tr>
              <tr>
                <th scope="row">Other names</th>
                <td>{side && <Spellings side={side} />}</td>
                <td>
                  <Texts texts={(entry?.aliases ?? []).slice(0, 12)} none="no alias" />
                </td>
              </tr>
              <tr>
                <th scope="row">Country</th>
                <td>{side && <Texts texts={countriesText(side).slice(0, 4)} />}</td>
                <td>{entry?.country ?? <span className="wb-note">not stated</span>}</td>
              </tr>
              <tr>
                <th scope="row">Addresses</th>
                <td>
                  <Texts texts={(side?.addresses ?? []).slice(0, 5).map((x) => x.address)} none="none in the file" />
                </td>
                <td>
                  <Texts texts={(entry?.addresses ?? []).slice(0, 6)} none="none on the list" />
                </td>
              </tr>
              <tr>
                <th scope="row">Identifiers</th>
                <td>
                  <Texts texts={side?.identifiers ?? []} none="none in the file" />
                </td>
                <td>
                  <Texts texts={(entry?.identifiers ?? []).slice(0, 12)} none="none on the list" />
                </td>
              </tr>
              <tr>
                <th scope="row">When</th>
                <td>{side && <Places side={side} />}</td>
                <td>
                  {entry?.listed_from == null ? (
                    <span className="wb-note">The list carries no date of listing: no line counts as listed.</span>
                  ) : (
                    <>
                      Listed from {dateText(entry.listed_from)}
                      {entry.listed_to === null ? ', still listed' : `, until before ${dateText(entry.listed_to)}`}
                    </>
                  )}
                </td>
              </tr>
            </>
          )}
        </tbody>
      </table>
    </article>
  );
}
