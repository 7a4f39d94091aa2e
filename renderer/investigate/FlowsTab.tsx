/** Lines by country on a map: from where, over which country, to where. */
import { useMemo, useState } from 'react';
import { ArrowRight, Globe } from 'lucide-react';
import { placeOf } from '../../shared/geo/places.ts';
import { mutable } from '../engine/remote.ts';
import { formatCount } from '../grid/format.ts';
import { arcLabel, arcsOf, filtersOfRoutes, routeKey, routeLabel, type Arc, type Route } from './arcs.ts';
import {
  amountText,
  countryName,
  FIELD_NAMES,
  linesText,
  measureText,
  sizeOf,
  usdShort,
  type Measure,
} from './figures.ts';
import { selectIn, useInvestigation, type FlowOptions } from './investigation.ts';
import { filtersFor } from './lens.ts';
import { Choice, MeasureChoice, PictureFrame } from './PictureFrame.tsx';
import { usePicture } from './use-picture.ts';
import { widthOf, WorldMap } from './WorldMap.tsx';

const FROM = ['origin_country', 'dispatch_country', 'trading_country', 'exporter_country'] as const;
const VIA = ['dispatch_country', 'trading_country', 'exporter_country'] as const;
const TO = ['destination_country', 'importer_country'] as const;
const named = <T extends string>(fields: readonly T[]): (readonly [T, string])[] =>
  fields.map((field) => [field, (FIELD_NAMES[field] ?? field).toLowerCase()]);
const SHOWN = 500;

const change = (part: Partial<FlowOptions>): void =>
  useInvestigation.setState(({ flows }) => ({ flows: { ...flows, ...part } }));

export function FlowsTab({ visible }: { readonly visible: boolean }) {
  const options = useInvestigation((s) => s.flows);
  const { measure, from, to } = options;
  const via = options.via === from ? null : options.via;
  const lens = useInvestigation((s) => s.lens);
  const chosen = lens.selections.flows?.thing ?? null;
  const filters = useMemo(() => filtersFor(lens, 'flows'), [lens]);
  const answer = usePicture('investigate/flows', { filters: mutable(filters), from, via, to }, visible);
  const routes = useMemo(
    () =>
      (answer.value?.routes ?? []).toSorted(
        (a, b) => sizeOf(b, measure) - sizeOf(a, measure) || b.lines - a.lines || (routeKey(a) < routeKey(b) ? -1 : 1),
      ),
    [answer.value, measure],
  );
  const arcs = useMemo(() => arcsOf(routes, measure), [routes, measure]);
  const [pointed, setPointed] = useState<Route | null>(null);
  const arcsOfPointed = useMemo(
    () => new Set(pointed === null ? [] : arcs.filter((arc) => arc.routes.includes(pointed)).map((arc) => arc.key)),
    [arcs, pointed],
  );
  const chosenRoutes = useMemo(
    () => new Set(arcs.find((arc) => arc.key === chosen)?.routes.map(routeKey) ?? (chosen === null ? [] : [chosen])),
    [arcs, chosen],
  );
  const arcsOfChosen = useMemo(
    () => new Set(arcs.filter((arc) => arc.routes.some((route) => routeKey(route) === chosen)).map((arc) => arc.key)),
    [arcs, chosen],
  );

  const choose = (thing: string, label: string, of: readonly Route[]): void =>
    selectIn('flows', thing === chosen ? null : { thing, label, filters: filtersOfRoutes(of, { from, via, to }) });
  const { all } = answer.value ?? { all: null };
  return (
    <PictureFrame
      picture="flows"
      answer={answer}
      emptyIcon={Globe}
      empty={
        answer.value && routes.length === 0
          ? {
              title: all?.lines === 0 ? 'No line passes the filters' : 'No line states both countries',
              text: 'Choose other countries above, or take a filter away.',
            }
          : null
      }
      notes={answer.value ? notesOf(answer.value, routes, via !== null) : []}
      tools={
        <>
          <MeasureChoice value={measure} onChange={(each) => change({ measure: each })} />
          <Choice label="From" value={from} options={named(FROM)} onChange={(each) => change({ from: each })} />
          <Choice
            label="over"
            value={via ?? 'none'}
            options={[['none', 'no third country'], ...named(VIA.filter((field) => field !== from))]}
            onChange={(each) => change({ via: each === 'none' ? null : each })}
          />
          <Choice label="to" value={to} options={named(TO)} onChange={(each) => change({ to: each })} />
        </>
      }
    >
      <div className="wb-network-area">
        <WorldMap
          arcs={arcs}
          measure={measure}
          chosen={chosen}
          pointed={pointed ? arcsOfPointed : arcsOfChosen}
          label={`Map of ${formatCount(routes.length)} routes between countries. The table beside it has the same routes.`}
          onChoose={(arc: Arc) => choose(arc.key, arcLabel(arc), arc.routes)}
          onClear={() => selectIn('flows', null)}
        />
        <FlowLegend arcs={arcs} measure={measure} />
      </div>
      <div className="wb-picture-side">
        <h2 className="wb-side-title">
          Routes <span className="wb-note">{formatCount(routes.length)}</span>
        </h2>
        <ul className="wb-route-list" aria-label="Routes">
          {routes.slice(0, SHOWN).map((route) => {
            const key = routeKey(route);
            return (
              <li key={key}>
                <button
                  type="button"
                  className="wb-route"
                  aria-pressed={chosenRoutes.has(key)}
                  title={`${[route.from, route.via, route.to].flatMap((c) => (c === null ? [] : [countryName(c)])).join(' → ')}\n${amountText(route)}`}
                  onClick={() => choose(key, routeLabel(route), [route])}
                  onPointerEnter={() => setPointed(route)}
                  onPointerLeave={() => setPointed(null)}
                  onFocus={() => setPointed(route)}
                  onBlur={() => setPointed(null)}
                >
                  <span className="wb-route-way">
                    {[route.from, ...(route.via === null ? [] : [route.via]), route.to].map((code, i) => (
                      <span key={i} className="wb-route-stop" data-via={(i === 1 && route.via !== null) || undefined}>
                        {i > 0 && <ArrowRight size={11} aria-label="to" />}
                        <abbr title={countryName(code)}>{code}</abbr>
                      </span>
                    ))}
                  </span>
                  <span className="wb-tabular">{usdShort(route.usd)}</span>
                  <span className="wb-note wb-tabular">{formatCount(route.lines)}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </PictureFrame>
  );
}

function FlowLegend({ arcs, measure }: { readonly arcs: readonly Arc[]; readonly measure: Measure }) {
  const greatest = Math.max(0, ...arcs.map((arc) => sizeOf(arc, measure)));
  const over = arcs.some((arc) => arc.kind !== 'direct');
  return (
    <div className="wb-legend" role="group" aria-label="Legend">
      <ul>
        <li>
          <LineMark kind="direct" width={3} />
          <span>Straight to the country</span>
        </li>
        {over && (
          <li>
            <LineMark kind="first" width={3} />
            <span>Over a third country</span>
          </li>
        )}
        {[1, 0.25, 0.04].map((share) => (
          <li key={share}>
            <LineMark kind="direct" width={widthOf(share)} />
            <span className="wb-tabular">{measureText(greatest * share, measure)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const LineMark = ({ kind, width }: { readonly kind: string; readonly width: number }) => (
  <svg className="wb-arc" data-kind={kind} width={30} height={12} aria-hidden>
    <path className="wb-arc-line" d="M1 6H29" strokeWidth={width} />
  </svg>
);

function notesOf(
  {
    all,
  }: {
    readonly all: {
      readonly lines: number;
      readonly valued: number;
      readonly usd: string | null;
      readonly noFrom: number;
      readonly noTo: number;
    };
  },
  routes: readonly Route[],
  over: boolean,
): string[] {
  if (all.lines === 0) return [];
  const within = routes
    .filter((route) => route.from === route.to && route.via === null)
    .reduce((n, r) => n + r.lines, 0);
  const nowhere = routes
    .filter((route) => [route.from, route.via, route.to].some((code) => code !== null && !placeOf(code)))
    .reduce((n, r) => n + r.lines, 0);
  const missing = [
    ...(all.noFrom > 0 ? [`${linesText(all.noFrom)} without the country they come from`] : []),
    ...(all.noTo > 0 ? [`${linesText(all.noTo)} without the country they go to`] : []),
  ];
  return [
    `${linesText(all.lines)}, ${usdShort(all.usd)}.`,
    ...(missing.length > 0 ? [`Not in the picture: ${missing.join(', ')}.`] : []),
    ...(all.lines > all.valued ? [`${linesText(all.lines - all.valued)} state no value in US dollars.`] : []),
    ...(within > 0 ? [`${linesText(within)} stay in one country: in the table only.`] : []),
    ...(nowhere > 0 ? [`${linesText(nowhere)} name a country that has no place on the map: in the table only.`] : []),
    ...(over ? ['Goods that two countries declare are counted by both.'] : []),
  ];
}
