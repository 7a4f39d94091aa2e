/** The parties of the network as a list: what the picture shows, for the keyboard and for reading. */
import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { measureText, type Measure } from './figures.ts';
import { weightOf, type Categorised, type Party } from './network-graph.ts';
import { ShapeMark } from './ShapeMark.tsx';

interface PartyListProps {
  readonly parties: readonly Party[];
  readonly looks: Categorised;
  readonly measure: Measure;
  /** The one that the arrows are on. */
  readonly current: string | null;
  /** The one whose lines the table shows. */
  readonly chosen: string | null;
  readonly onCurrent: (key: string) => void;
  /** @param path the way to it is meant */
  readonly onChoose: (key: string, path: boolean) => void;
  readonly onLeave: () => void;
}

/** More are found by typing; a list of thousands is no help. */
const SHOWN = 400;

export function PartyList(props: PartyListProps) {
  const { parties, looks, measure, current, chosen, onCurrent, onChoose, onLeave } = props;
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const shown = parties.slice(0, SHOWN);
  const at = shown.findIndex((party) => party.key === current);

  useEffect(() => {
    list.current?.querySelector('[data-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const to = {
      ArrowDown: Math.min(shown.length - 1, at + 1),
      ArrowUp: Math.max(0, at - 1),
      PageDown: Math.min(shown.length - 1, at + 10),
      PageUp: Math.max(0, at - 10),
      Home: 0,
      End: shown.length - 1,
    }[event.key];
    if (to !== undefined) {
      const next = shown[to];
      if (next) onCurrent(next.key);
    } else if ((event.key === 'Enter' || event.key === ' ') && current !== null) {
      onChoose(current, event.shiftKey);
    } else if (event.key === 'Escape') {
      onLeave();
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <>
      <ul
        ref={list}
        className="wb-node-list"
        role="listbox"
        aria-label="Parties in the picture"
        tabIndex={0}
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        onKeyDown={onKeyDown}
      >
        {shown.map((party, i) => {
          const category = looks.of(party);
          return (
            <li
              key={party.key}
              id={`${id}-${i}`}
              role="option"
              aria-selected={party.key === chosen}
              data-current={party.key === current || undefined}
              onClick={(event) => onChoose(party.key, event.shiftKey)}
            >
              {category && <ShapeMark shape={category.shape} colour={category.colour} />}
              <bdi className="wb-clip wb-grow" title={party.name}>
                {visibleText(party.name, 120)}
              </bdi>
              <span className="wb-sr">{category?.label}</span>
              <span className="wb-tabular wb-note">{measureText(weightOf(party, measure), measure)}</span>
            </li>
          );
        })}
      </ul>
      {parties.length > SHOWN && (
        <p className="wb-note wb-node-more">{formatCount(parties.length - SHOWN)} more are found by their name.</p>
      )}
    </>
  );
}
