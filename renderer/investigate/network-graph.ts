/** The network as a graph to be drawn: sizes, categories, places; neighbours and paths. No DOM in here. */
import { DirectedGraph } from 'graphology';
import type { CallOut } from '../../shared/contract/calls.ts';
import { categoryOf, hitCategories, roleCategories, valueCategories, type Category } from './categories.ts';
import { countryName, sizeOf, type Measure } from './figures.ts';

export type Network = CallOut<'investigate/network'>;
export type Party = Network['nodes'][number];
export type Link = Network['links'][number];
export type ColourBy = 'role' | 'country' | 'brand' | 'hit';

export interface NodeLook {
  x: number;
  y: number;
  size: number;
  label: string;
  color: string;
  category: Category;
  /** Index into SHAPES. */
  shape: number;
}
export interface EdgeLook {
  size: number;
  weight: number;
  color: string;
}
export type PartyGraph = DirectedGraph<NodeLook, EdgeLook>;

export const roleOf = (party: Party): 'exporter' | 'importer' | 'both' =>
  party.out.lines > 0 && party.in.lines > 0 ? 'both' : party.out.lines > 0 ? 'exporter' : 'importer';

/** What a party weighs: what it sold and bought together. */
export const weightOf = (party: Party, measure: Measure): number =>
  sizeOf(party.out, measure) + sizeOf(party.in, measure);

export interface Categorised {
  readonly categories: readonly Category[];
  readonly of: (party: Party) => Category | undefined;
}

export function categorise(parties: readonly Party[], by: ColourBy): Categorised {
  const value = (party: Party): string | null => (by === 'role' ? roleOf(party) : party[by]);
  const values = parties.map(value);
  const categories =
    by === 'role'
      ? roleCategories(parties.map(roleOf))
      : by === 'hit'
        ? hitCategories(values)
        : by === 'country'
          ? valueCategories(values, countryName, 'No country stated')
          : valueCategories(values, (brand) => brand, 'No brand found');
  return { categories, of: (party) => categoryOf(categories, value(party)) };
}

const SMALLEST = 3.5;

/** Places are kept over changes, so that a party stays where the analyst has seen it. */
export type Places = Map<string, { x: number; y: number }>;

/**
 * @param shapeIndex of a category
 * @param colourOf a token
 */
export function buildGraph(
  network: Network,
  measure: Measure,
  looks: Categorised,
  places: Places,
  shapeIndex: (category: Category) => number,
  colourOf: (token: string) => string,
): PartyGraph {
  const graph: PartyGraph = new DirectedGraph();
  const heaviest = Math.max(1, ...network.nodes.map((node) => weightOf(node, measure)));
  // Many parties share the room of few.
  const largest = Math.min(22, Math.max(8, 26 - Math.sqrt(network.nodes.length)));
  const sides = { exporter: 0, importer: 0, both: 0 };
  const column = { exporter: -1, both: 0, importer: 1 };
  const drawn = network.nodes.toSorted(
    (a, b) => weightOf(b, measure) - weightOf(a, measure) || (a.key < b.key ? -1 : 1),
  );
  for (const party of drawn) {
    const category = looks.of(party);
    if (!category) continue;
    const role = roleOf(party);
    const at = sides[role]++;
    // A fixed start gives the same picture of the same lines: sellers at the left, buyers at the right.
    const start = {
      x: column[role] * 100 + 30 * Math.cos(at * 2.4),
      y: (at % 2 === 0 ? 1 : -1) * Math.ceil(at / 2) * 8 + 30 * Math.sin(at * 2.4),
    };
    graph.addNode(party.key, {
      ...(places.get(party.key) ?? start),
      size: SMALLEST + (largest - SMALLEST) * Math.sqrt(weightOf(party, measure) / heaviest),
      label: party.name,
      color: colourOf(category.colour),
      category,
      shape: shapeIndex(category),
    });
  }
  const strongest = Math.max(1, ...network.links.map((link) => sizeOf(link, measure)));
  for (const link of network.links) {
    // A company that sells to itself is in the table and in the party's figures; an arrow to itself shows nothing.
    if (link.from === link.to || !graph.hasNode(link.from) || !graph.hasNode(link.to)) continue;
    const share = Math.sqrt(sizeOf(link, measure) / strongest);
    graph.addEdgeWithKey(linkKey(link), link.from, link.to, {
      size: 0.8 + 5 * share,
      weight: 0.15 + 0.6 * share,
      color: colourOf('--wb-edge'),
    });
  }
  return graph;
}

/** One name of a link, and its ends again. */
export const linkKey = (link: Pick<Link, 'from' | 'to'>): string => JSON.stringify([link.from, link.to]);

/** What is lit up: parties and links; all else is dimmed. */
export interface Lit {
  readonly parties: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
}

/** A party with those that it trades with. */
export function around(links: readonly Link[], key: string): Lit {
  const near = links.filter((link) => link.from === key || link.to === key);
  return {
    parties: new Set([key, ...near.flatMap((link) => [link.from, link.to])]),
    links: new Set(near.map(linkKey)),
  };
}

/** The shortest path between two parties, whatever way the goods went; null if nothing drawn connects them. */
export function pathBetween(links: readonly Link[], from: string, to: string): Lit | null {
  const neighbours = new Map<string, Link[]>();
  for (const link of links) {
    for (const end of [link.from, link.to]) neighbours.set(end, [...(neighbours.get(end) ?? []), link]);
  }
  const cameBy = new Map<string, Link | null>([[from, null]]);
  const queue = [from];
  for (let at = queue.shift(); at !== undefined && at !== to; at = queue.shift()) {
    for (const link of neighbours.get(at) ?? []) {
      const next = link.from === at ? link.to : link.from;
      if (cameBy.has(next)) continue;
      cameBy.set(next, link);
      queue.push(next);
    }
  }
  if (!cameBy.has(to)) return null;
  const parties = new Set([to]);
  const used = new Set<string>();
  let at = to;
  for (let link = cameBy.get(at); link; link = cameBy.get(at)) {
    used.add(linkKey(link));
    at = link.from === at ? link.to : link.from;
    parties.add(at);
  }
  return { parties, links: used };
}
