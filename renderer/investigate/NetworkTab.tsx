/** Exporters and importers as a network: who sold to whom, how much, and who stands between. */
import { useCallback, useMemo, useRef, useState } from 'react';
import { TextInput } from '@mantine/core';
import { Search, Waypoints } from 'lucide-react';
import { useServices } from '../app/services.ts';
import { openTab } from '../app/tabs.ts';
import { showFailure } from '../app/toasts.ts';
import { formatCount } from '../grid/format.ts';
import { SHAPES } from './categories.ts';
import { usdShort } from './figures.ts';
import { selectIn, useInvestigation, type NetworkOptions } from './investigation.ts';
import { filtersFor } from './lens.ts';
import { Legend } from './Legend.tsx';
import {
  around,
  buildGraph,
  categorise,
  linkKey,
  pathBetween,
  roleOf,
  weightOf,
  type Lit,
  type Network,
  type Places,
} from './network-graph.ts';
import { networkNotes } from './network-notes.ts';
import { NetworkCanvas } from './NetworkCanvas.tsx';
import { NotDrawn } from './NotDrawn.tsx';
import { PartyCard } from './PartyCard.tsx';
import { PartyList } from './PartyList.tsx';
import { Choice, MeasureChoice, PictureFrame } from './PictureFrame.tsx';
import { usePicture } from './use-picture.ts';
import { useColours } from './use-scheme.ts';
import { mutable } from '../engine/remote.ts';

const LIMITS = [50, 100, 250, 500, 1000] as const;
const EMPTY: Network = {
  nodes: [],
  links: [],
  all: { lines: 0, valued: 0, usd: null, links: 0, parties: 0, noExporter: 0, noImporter: 0, unknownNames: 0 },
};
const change = (part: Partial<NetworkOptions>): void =>
  useInvestigation.setState(({ network }) => ({ network: { ...network, ...part } }));

export function NetworkTab({ visible }: { readonly visible: boolean }) {
  const { client } = useServices();
  const { measure, colour, limit, focus } = useInvestigation((s) => s.network);
  const lens = useInvestigation((s) => s.lens);
  const chosen = lens.selections.network?.thing ?? null;
  const filters = useMemo(() => filtersFor(lens, 'network'), [lens]);
  const answer = usePicture(
    'investigate/network',
    { filters: mutable(filters), measure, limit, brands: colour === 'brand', focus: focus?.key ?? null },
    visible,
  );
  const network = answer.value ?? EMPTY;
  const colours = useColours();
  const looks = useMemo(() => categorise(network.nodes, colour), [network, colour]);
  const [places] = useState<Places>(() => new Map());
  const graph = useMemo(
    () => buildGraph(network, measure, looks, places, ({ shape }) => SHAPES.indexOf(shape), colours),
    [network, measure, looks, places, colours],
  );
  const parties = useMemo(
    () => network.nodes.toSorted((a, b) => weightOf(b, measure) - weightOf(a, measure) || a.name.localeCompare(b.name)),
    [network, measure],
  );
  const byKey = useMemo(() => new Map(parties.map((party) => [party.key, party])), [parties]);

  const [current, setCurrent] = useState<string | null>(null);
  const [hovered, setHovered] = useState<string | null>(null);
  const [path, setPath] = useState<Lit | null>(null);
  const [text, setText] = useState('');
  const ticket = useRef(0);
  const party = current === null ? undefined : byKey.get(current);

  const lit = useMemo(() => {
    if (path) return path;
    const key = hovered ?? (party ? party.key : null);
    return key === null ? null : around(network.links, key);
  }, [path, hovered, party, network]);

  const choose = useCallback(
    async (thing: string, label: string, ends: { side: 'exporter' | 'importer'; key: string }[]) => {
      const mine = ++ticket.current;
      try {
        const found = await client.call('investigate/linesOf', { filters: mutable(filters), ends });
        if (mine !== ticket.current) return;
        const extra = found.filtered - found.lines;
        selectIn('network', {
          thing,
          label,
          filters: found.filters,
          ...(extra > 0
            ? { note: `The table has ${formatCount(extra)} more: another party is written the same way.` }
            : {}),
        });
      } catch (thrown) {
        if (mine === ticket.current) showFailure('The lines of the party could not be found', thrown);
      }
    },
    [client, filters],
  );
  const clear = useCallback(() => {
    ticket.current += 1;
    setCurrent(null);
    setPath(null);
    selectIn('network', null);
  }, []);
  const nameOf = useCallback((key: string) => byKey.get(key)?.name ?? key.slice(2), [byKey]);
  const chooseSide = useCallback(
    (key: string, side: 'exporter' | 'importer') =>
      void choose(`${side}:${key}`, `${nameOf(key)} as ${side}`, [{ side, key }]),
    [choose, nameOf],
  );
  const chooseParty = useCallback(
    (key: string | null, toPath: boolean) => {
      const next = key === null ? undefined : byKey.get(key);
      if (!next) {
        clear();
        return;
      }
      if (toPath && current !== null && current !== next.key) {
        setPath(pathBetween(network.links, current, next.key));
        return;
      }
      setPath(null);
      setCurrent(next.key);
      const side = roleOf(next) === 'importer' || next.in.lines > next.out.lines ? 'importer' : 'exporter';
      chooseSide(next.key, side);
    },
    [byKey, clear, current, network, chooseSide],
  );
  const chooseLink = useCallback(
    (key: string) => {
      const link = network.links.find((each) => linkKey(each) === key);
      if (!link) return;
      setPath({ parties: new Set([link.from, link.to]), links: new Set([key]) });
      void choose(key, `${nameOf(link.from)} → ${nameOf(link.to)}`, [
        { side: 'exporter', key: link.from },
        { side: 'importer', key: link.to },
      ]);
    },
    [network, nameOf, choose],
  );

  const wanted = text.trim().toLowerCase();
  const found = wanted === '' ? parties : parties.filter((each) => each.name.toLowerCase().includes(wanted));
  const { all } = network;
  return (
    <PictureFrame
      picture="network"
      answer={answer}
      emptyIcon={Waypoints}
      empty={
        answer.value && network.links.length === 0
          ? {
              title: all.lines === 0 ? 'No line passes the filters' : 'No line names both its sides',
              text: 'Take a filter away, or add files that name exporters and importers.',
            }
          : null
      }
      notes={answer.value ? networkNotes(network, focus?.name ?? null) : []}
      tools={
        <>
          <MeasureChoice value={measure} onChange={(each) => change({ measure: each })} />
          <Choice
            label="Colour by"
            value={colour}
            options={[
              ['role', 'role'],
              ['country', 'country'],
              ['brand', 'brand'],
              ['hit', 'hit on a list'],
            ]}
            onChange={(each) => change({ colour: each })}
          />
          <Choice
            label="Strongest"
            value={String(limit)}
            options={LIMITS.map((each) => [String(each), `${formatCount(each)} links`] as const)}
            onChange={(each) => change({ limit: Number(each) })}
          />
        </>
      }
    >
      <div className="wb-network-area">
        <NetworkCanvas
          graph={graph}
          places={places}
          lit={lit}
          current={current}
          colours={colours}
          label={`Network of ${formatCount(network.nodes.length)} parties and ${formatCount(network.links.length)} links, ${usdShort(all.usd)} in all lines. The list beside it has the same parties.`}
          events={{ onParty: chooseParty, onLink: chooseLink, onHover: setHovered }}
        />
        <Legend categories={looks.categories} size={measure === 'usd' ? 'value' : 'lines'} />
      </div>
      <div className="wb-picture-side">
        {party ? (
          <PartyCard
            party={party}
            links={network.links}
            nameOf={nameOf}
            measure={measure}
            chosen={chosen}
            focused={focus?.key === party.key}
            onSide={(side) => chooseSide(party.key, side)}
            onLink={chooseLink}
            onFocus={() => change({ focus: focus?.key === party.key ? null : { key: party.key, name: party.name } })}
            onClose={clear}
            actions={
              party.key.startsWith('p:') ? (
                <button
                  type="button"
                  className="wb-link"
                  onClick={() => openTab({ kind: 'party', partyId: party.key.slice(2), name: party.name })}
                >
                  Open the party
                </button>
              ) : undefined
            }
          />
        ) : null}
        <div className="wb-node-search">
          <TextInput
            aria-label="Find a party"
            placeholder="Find a party"
            leftSection={<Search size={13} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </div>
        <PartyList
          parties={found}
          looks={looks}
          measure={measure}
          current={current}
          chosen={chosen === null ? null : chosen.replace(/^(exporter|importer):/, '')}
          onCurrent={(key) => {
            setPath(null);
            setCurrent(key);
          }}
          onChoose={chooseParty}
          onLeave={clear}
        />
        {wanted !== '' && (
          <NotDrawn
            text={wanted}
            filters={filters}
            drawn={byKey}
            onFocus={(key, name) => {
              setText('');
              setCurrent(key);
              change({ focus: { key, name } });
            }}
          />
        )}
        {focus && (
          <p className="wb-node-focus">
            <span className="wb-clip">Only around {focus.name}</span>
            <button type="button" className="wb-link" onClick={() => change({ focus: null })}>
              Draw all again
            </button>
          </p>
        )}
      </div>
    </PictureFrame>
  );
}
