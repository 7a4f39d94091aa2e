/** Routes as arcs on a map: what goes straight, and the legs of what goes over a third country. Pure. */
import type { CallOut } from '../../shared/contract/calls.ts';
import type { ColumnFilter } from '../../shared/contract/engine.ts';
import { sumUsd } from '../../shared/investigate/sum-usd.ts';
import { countryName, sizeOf, type Measure } from './figures.ts';

export type Route = CallOut<'investigate/flows'>['routes'][number];
export interface RouteColumns {
  readonly from: string;
  readonly via: string | null;
  readonly to: string;
}

/** `first` and `second`: a leg of routes over a third country. */
export type ArcKind = 'direct' | 'first' | 'second';

export interface Arc {
  readonly key: string;
  readonly kind: ArcKind;
  /** ISO alpha-2. */
  readonly from: string;
  readonly to: string;
  readonly lines: number;
  readonly valued: number;
  readonly usd: string | null;
  readonly routes: readonly Route[];
}

/** Names a route, an arc, and a selection on the map. */
const keyOf = (kind: string, ...countries: readonly (string | null)[]): string => JSON.stringify([kind, ...countries]);
export const routeKey = (route: Route): string =>
  route.via === null ? keyOf('direct', route.from, route.to) : keyOf('route', route.from, route.via, route.to);

/** Arcs between two different countries, greatest last so that they lie above the others. */
export function arcsOf(routes: readonly Route[], measure: Measure): readonly Arc[] {
  const groups = new Map<string, { kind: ArcKind; from: string; to: string; routes: Route[] }>();
  const add = (kind: ArcKind, from: string, to: string, route: Route): void => {
    if (from === to) return;
    const key = keyOf(kind, from, to);
    const group = groups.get(key);
    if (group) group.routes.push(route);
    else groups.set(key, { kind, from, to, routes: [route] });
  };
  for (const route of routes) {
    if (route.via === null) add('direct', route.from, route.to, route);
    else {
      add('first', route.from, route.via, route);
      add('second', route.via, route.to, route);
    }
  }
  return [...groups]
    .map(([key, group]): Arc => ({
      key,
      ...group,
      lines: group.routes.reduce((sum, route) => sum + route.lines, 0),
      valued: group.routes.reduce((sum, route) => sum + route.valued, 0),
      usd: sumUsd(group.routes.map((route) => route.usd)),
    }))
    .toSorted((a, b) => sizeOf(a, measure) - sizeOf(b, measure) || (a.key < b.key ? -1 : 1));
}

const oneOf = (column: string, values: readonly (string | null)[]): ColumnFilter => ({
  column,
  op: 'in',
  values: [...new Set(values)],
});

/** Filters of `shipments` that give exactly the lines of some routes that share an arc. */
export function filtersOfRoutes(routes: readonly Route[], { from, via, to }: RouteColumns): readonly ColumnFilter[] {
  const [first] = routes;
  if (!first) return [];
  const ends = [oneOf(from, routes.map((r) => r.from)), oneOf(to, routes.map((r) => r.to))]; // prettier-ignore
  if (via === null) return ends;
  // No country between: none is stated, or it is one of the ends.
  const between = first.via === null ? [null, first.from, first.to] : routes.map((r) => r.via);
  return [...ends, oneOf(via, between)];
}

export const routeLabel = (route: Route): string =>
  [route.from, ...(route.via === null ? [] : [route.via]), route.to].join(' → ');

/** An arc in a sentence without its figures. */
export function arcLabel(arc: Arc): string {
  const way = `${countryName(arc.from)} → ${countryName(arc.to)}`;
  if (arc.kind === 'direct') return way;
  const others = [...new Set(arc.routes.map((route) => countryName(arc.kind === 'first' ? route.to : route.from)))];
  const named =
    others.length > 3 ? `${others.slice(0, 3).join(', ')} and ${others.length - 3} more` : others.join(', ');
  return arc.kind === 'first' ? `${way}, on the way to ${named}` : `${way}, coming from ${named}`;
}

/** Lines that begin, end or pass in a country. */
export function countryTotals(arcs: readonly Arc[], measure: Measure): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const arc of arcs) {
    for (const code of [arc.from, arc.to]) totals.set(code, (totals.get(code) ?? 0) + sizeOf(arc, measure));
  }
  return totals;
}
