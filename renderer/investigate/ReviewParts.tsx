/** Small parts that the cards of both queues and the page of a party share. */
import type { ReactNode } from 'react';
import type { CallOut } from '../../shared/contract/calls.ts';
import type { PartyLines } from '../../shared/parties/lines-sql.ts';
import { formatCount, formatterFor } from '../grid/format.ts';
import { hasHiddenCharacters, visibleText } from '../grid/visible-text.ts';
import type { DiffPart } from './review-diff.ts';
import { useReviewActions, usdText } from './review-desk.ts';

type PartySide = NonNullable<CallOut<'party/pair'>['a']>;

const asDate = formatterFor({ kind: 'date', type: 'DATE' });
export const dateText = (iso: string | null): string => (iso === null ? '–' : asDate(iso.slice(0, 10)));

const NAME_LIMIT = 400;

/** A name with what differs from the other marked; colour is not the only sign. */
export function DiffName({ parts, whole }: { readonly parts: readonly DiffPart[]; readonly whole: string }) {
  return (
    <span className="wb-diff">
      <bdi>
        {parts.map((part, i) =>
          part.same ? (
            <span key={i}>{visibleText(part.text, part.text.length)}</span>
          ) : (
            <mark key={i}>{visibleText(part.text, part.text.length)}</mark>
          ),
        )}
        {whole.length > NAME_LIMIT && '…'}
      </bdi>
      {hasHiddenCharacters(whole) && (
        <span className="wb-flag">Has characters that do not show or that turn the direction</span>
      )}
      {whole.length > NAME_LIMIT && <span className="wb-flag">{formatCount(whole.length)} characters</span>}
    </span>
  );
}

export function PlainName({ name, limit = NAME_LIMIT }: { readonly name: string; readonly limit?: number }) {
  return <bdi>{visibleText(name, limit)}</bdi>;
}

/** A figure that opens its rows. */
export function LinesButton({
  lines,
  title,
  children,
  label,
}: {
  readonly lines: PartyLines;
  readonly title: string;
  readonly children: ReactNode;
  readonly label?: string;
}) {
  const actions = useReviewActions();
  return (
    <button
      type="button"
      className="wb-figure"
      aria-label={label}
      title="Open these rows"
      onClick={() => actions.openLines(lines, title)}
    >
      {children}
    </button>
  );
}

/** A party's name that opens its page. */
export function PartyButton({
  party,
  limit = 160,
}: {
  readonly party: { readonly party_id: string; readonly name: string; readonly country: string | null };
  readonly limit?: number;
}) {
  const actions = useReviewActions();
  return (
    <span className="wb-party-link">
      <button type="button" className="wb-link" onClick={() => actions.openParty(party.party_id, party.name)}>
        <bdi>{visibleText(party.name, limit)}</bdi>
      </button>
      {party.country !== null && <span className="wb-tag">{party.country}</span>}
    </span>
  );
}

const PLACES = { exporter: 'As exporter', importer: 'As importer', 'go-between': 'As go-between' } as const;

export function Places({ side }: { readonly side: PartySide }) {
  if (side.places.length === 0) return <span className="wb-note">No line in its current version</span>;
  return (
    <ul className="wb-plain">
      {side.places.map((p) => (
        <li key={p.place}>
          <span className="wb-note">{PLACES[p.place]} </span>
          <LinesButton
            lines={{ partyId: side.party.party_id, place: p.place }}
            title={`${side.party.name.slice(0, 60)}: lines`}
            label={`${PLACES[p.place]}: ${formatCount(p.lines)} lines, ${usdText(p.usd)}: open the rows`}
          >
            {formatCount(p.lines)} {p.lines === 1 ? 'line' : 'lines'}, {usdText(p.usd)}
          </LinesButton>
          <span className="wb-note wb-nowrap">
            {' '}
            {dateText(p.first)} to {dateText(p.last)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Texts one below the other; those that the other side has too are marked. */
export function Texts({
  texts,
  shared = new Set(),
  none = '–',
}: {
  readonly texts: readonly string[];
  readonly shared?: ReadonlySet<string>;
  readonly none?: string;
}) {
  if (texts.length === 0) return <span className="wb-note">{none}</span>;
  return (
    <ul className="wb-plain">
      {texts.map((text) => (
        <li key={text}>
          <PlainName name={text} limit={300} />
          {shared.has(text.trim().toLowerCase()) && (
            <span className="wb-tag" data-tone="ok">
              both
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

export function Spellings({ side }: { readonly side: PartySide }) {
  const most = 6;
  return (
    <>
      <ul className="wb-plain">
        {side.spellings.slice(0, most).map((s) => (
          <li key={`${s.role} ${s.name} ${s.id ?? ''}`}>
            <PlainName name={s.name} limit={200} />{' '}
            <span className="wb-note">
              {s.id === null ? '' : `${s.id}, `}
              {formatCount(s.lines)}
            </span>
          </li>
        ))}
      </ul>
      {side.spellingCount > most && <span className="wb-note">{formatCount(side.spellingCount - most)} more</span>}
    </>
  );
}

export function Goods({ side }: { readonly side: PartySide }) {
  return (
    <ul className="wb-plain">
      {side.goods.map((g) => (
        <li key={g.hs}>
          <span className="wb-mono">{g.hs === '' ? 'no code' : g.hs}</span>{' '}
          <span className="wb-note">
            {formatCount(g.lines)} {g.lines === 1 ? 'line' : 'lines'}, {usdText(g.usd)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Countries of a party's lines, the commonest first. */
export const countriesText = (side: PartySide): string[] =>
  side.countries.map((c) => `${c.country ?? 'not stated'} (${formatCount(c.lines)})`);

export const scoreText = (score: number): string => score.toFixed(2);
