/** What the network knows of one party: what it sold and bought, and with whom. Each figure gives its lines. */
import type { ReactNode } from 'react';
import { ArrowRight, Crosshair, X } from 'lucide-react';
import { visibleText } from '../grid/visible-text.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { amountText, countryName, measureText, sizeOf, type Amount, type Measure } from './figures.ts';
import { linkKey, type Link, type Party } from './network-graph.ts';

const HITS = {
  match: 'On a list, by its name',
  review: 'May be on a list',
  owned: 'Of a group that is named',
} as const;
const PARTNERS = 30;

interface PartyCardProps {
  readonly party: Party;
  readonly links: readonly Link[];
  readonly nameOf: (key: string) => string;
  readonly measure: Measure;
  /** What the table shows now: `exporter:key`, or the key of a link. */
  readonly chosen: string | null;
  readonly focused: boolean;
  readonly onSide: (side: 'exporter' | 'importer') => void;
  readonly onLink: (key: string) => void;
  readonly onFocus: () => void;
  readonly onClose: () => void;
  readonly actions?: ReactNode;
}

export function PartyCard(props: PartyCardProps) {
  const { party, links, nameOf, measure, chosen, focused, onSide, onLink, onFocus, onClose, actions } = props;
  const partners = links
    .filter((link) => link.from === party.key || link.to === party.key)
    .toSorted((a, b) => sizeOf(b, measure) - sizeOf(a, measure));
  return (
    <section className="wb-node-card" aria-label="Selected party">
      <div className="wb-node-head">
        <h2>
          <bdi>{visibleText(party.name, 200)}</bdi>
        </h2>
        <IconButton icon={X} label="Select nothing" onClick={onClose} />
      </div>
      <p className="wb-note">
        {[
          party.country ? countryName(party.country) : 'No country stated',
          ...(party.brand ? [`mostly ${party.brand}`] : []),
          ...(party.key.startsWith('n:') ? ['by its spelling: not analysed'] : []),
        ].join(' · ')}
      </p>
      {party.hit && (
        <p className="wb-flag" data-hit={party.hit}>
          {HITS[party.hit]}
        </p>
      )}
      <div className="wb-node-sides">
        <Side
          name="Sold"
          amount={party.out}
          on={chosen === `exporter:${party.key}`}
          onChoose={() => onSide('exporter')}
        />
        <Side
          name="Bought"
          amount={party.in}
          on={chosen === `importer:${party.key}`}
          onChoose={() => onSide('importer')}
        />
      </div>
      <div className="wb-node-actions">
        <button type="button" className="wb-link" aria-pressed={focused} onClick={onFocus}>
          <Crosshair size={12} aria-hidden /> {focused ? 'Draw all again' : 'Draw only its surroundings'}
        </button>
        {actions}
      </div>
      <h3>Links in the picture</h3>
      <ul className="wb-node-links">
        {partners.slice(0, PARTNERS).map((link) => {
          const key = linkKey(link);
          const other = link.from === party.key ? link.to : link.from;
          return (
            <li key={key}>
              <button
                type="button"
                className="wb-node-link"
                aria-pressed={chosen === key}
                title={amountText(link)}
                onClick={() => onLink(key)}
              >
                <ArrowRight
                  size={12}
                  aria-label={link.from === party.key ? 'to' : 'from'}
                  className={link.from === party.key ? undefined : 'wb-flip'}
                />
                <bdi className="wb-clip wb-grow">{visibleText(nameOf(other), 120)}</bdi>
                <span className="wb-tabular wb-note">{measureText(sizeOf(link, measure), measure)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {partners.length > PARTNERS && <p className="wb-note">{partners.length - PARTNERS} more in the picture.</p>}
    </section>
  );
}

interface SideProps {
  readonly name: string;
  readonly amount: Amount;
  readonly on: boolean;
  readonly onChoose: () => void;
}

function Side({ name, amount, on, onChoose }: SideProps) {
  if (amount.lines === 0) return null;
  return (
    <button type="button" className="wb-node-side" aria-pressed={on} onClick={onChoose}>
      <span className="wb-note">{name}</span>
      <span className="wb-strong wb-tabular">{amountText(amount)}</span>
      <span className="wb-node-side-go">{on ? 'In the table' : 'Show the lines'}</span>
    </button>
  );
}
