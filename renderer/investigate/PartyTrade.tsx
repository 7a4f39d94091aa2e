/** What a party trades, of whose make, with whom, and from where to where. */
import { useState, type ReactNode } from 'react';
import type { CountryColumn, PartyLines } from '../../shared/parties/lines-sql.ts';
import { COUNTRY_COLUMNS } from '../../shared/parties/lines-sql.ts';
import { formatCount } from '../grid/format.ts';
import type { PartyPageData } from './PartyTab.tsx';
import { LinesButton, PartyButton } from './ReviewParts.tsx';
import { usdText } from './review-desk.ts';

interface Common {
  readonly partyId: string;
  readonly title: string;
}

interface Bar {
  readonly key: string;
  readonly name: ReactNode;
  /** The name for the title of the tab and for reading out. */
  readonly text: string;
  readonly lines: number;
  readonly usd: string | null;
  readonly rows: PartyLines;
}

const FIRST = 8;

/** Bars with name, share and value; the value opens the rows. */
function Bars({
  heading,
  title,
  bars,
  none,
}: {
  readonly heading: string;
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly none: string;
}) {
  const [all, setAll] = useState(false);
  const sum = bars.reduce((total, bar) => total + Number(bar.usd ?? 0), 0);
  return (
    <section className="wb-party-part">
      <h3>{heading}</h3>
      {bars.length === 0 && <p className="wb-note">{none}</p>}
      <ul className="wb-bars">
        {bars.slice(0, all ? bars.length : FIRST).map((bar) => {
          const share = sum === 0 ? 0 : Number(bar.usd ?? 0) / sum;
          return (
            <li key={bar.key}>
              <span className="wb-bar" aria-hidden style={{ width: `${(100 * share).toFixed(2)}%` }} />
              <span className="wb-bar-name wb-clip">{bar.name}</span>
              <span className="wb-note wb-tabular">
                {share === 0 ? '' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`}
              </span>
              <LinesButton
                lines={bar.rows}
                title={`${title}: ${bar.text}`}
                label={`${bar.text}: ${usdText(bar.usd)} in ${formatCount(bar.lines)} lines: open the rows`}
              >
                {usdText(bar.usd)}
                <span className="wb-note"> · {formatCount(bar.lines)}</span>
              </LinesButton>
            </li>
          );
        })}
      </ul>
      {!all && bars.length > FIRST && (
        <button type="button" className="wb-link" onClick={() => setAll(true)}>
          Show all {formatCount(bars.length)}
        </button>
      )}
    </section>
  );
}

export function PartyGoods({ partyId, title, goods }: Common & { readonly goods: PartyPageData['goods'] }) {
  return (
    <Bars
      heading="Goods by HS code"
      title={title}
      none="No line."
      bars={goods.map((g) => ({
        key: g.hs,
        name: <span className="wb-mono">{g.hs === '' ? 'no code' : g.hs}</span>,
        text: g.hs === '' ? 'no HS code' : `HS ${g.hs}`,
        lines: g.lines,
        usd: g.usd,
        rows: { partyId, hs: g.hs },
      }))}
    />
  );
}

export function PartyBrands({ partyId, title, brands }: Common & { readonly brands: PartyPageData['brands'] }) {
  return (
    <Bars
      heading="Brands"
      title={title}
      none="No line."
      bars={brands.map((b) => ({
        key: b.brand ?? '',
        name:
          b.brand === null ? (
            <span className="wb-special">no brand found</span>
          ) : (
            <>
              {b.brand}
              {b.owner_group !== null && b.owner_group !== b.brand && (
                <span className="wb-note"> of {b.owner_group}</span>
              )}
            </>
          ),
        text: b.brand ?? 'no brand',
        lines: b.lines,
        usd: b.usd,
        rows: b.brand === null ? { partyId, brand: null } : { partyId, brand: b.brand },
      }))}
    />
  );
}

export function PartyCounterparties({
  partyId,
  title,
  counterparties,
}: Common & { readonly counterparties: PartyPageData['counterparties'] }) {
  return (
    <Bars
      heading="Counterparties"
      title={title}
      none="No counterparty is named."
      bars={counterparties.map((c) => ({
        key: `${c.party_id} ${c.place}`,
        name: <PartyButton party={c} limit={80} />,
        text: c.name.slice(0, 60),
        lines: c.lines,
        usd: c.usd,
        rows: { partyId, counterparty: { partyId: c.party_id, place: c.place } },
      }))}
    />
  );
}

const COLUMNS: Readonly<Record<CountryColumn, string>> = {
  exporter_country: 'Exporter in',
  importer_country: 'Importer in',
  origin_country: 'Origin',
  dispatch_country: 'Dispatched from',
  destination_country: 'Bound for',
};

export function PartyCountries({
  partyId,
  title,
  countries,
}: Common & { readonly countries: PartyPageData['countries'] }) {
  return (
    <section className="wb-party-part">
      <h3>Countries</h3>
      <dl className="wb-countries">
        {COUNTRY_COLUMNS.map((column) => (
          <div key={column}>
            <dt>{COLUMNS[column]}</dt>
            <dd>
              {countries
                .filter((c) => c.column === column)
                .map((c) => (
                  <LinesButton
                    key={c.country ?? ''}
                    lines={{ partyId, country: { column, value: c.country } }}
                    title={`${title}: ${COLUMNS[column].toLowerCase()} ${c.country ?? 'not stated'}`}
                    label={`${COLUMNS[column]} ${c.country ?? 'not stated'}: ${formatCount(c.lines)} lines: open the rows`}
                  >
                    {c.country ?? <span className="wb-special">not stated</span>}{' '}
                    <span className="wb-note">{formatCount(c.lines)}</span>
                  </LinesButton>
                ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
