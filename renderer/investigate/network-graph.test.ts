import { describe, expect, it } from 'vitest';
import {
  around,
  buildGraph,
  categorise,
  linkKey,
  pathBetween,
  type Link,
  type Network,
  type Party,
} from './network-graph.ts';

const amount = (lines: number, usd: string | null = null) => ({ lines, valued: usd === null ? 0 : lines, usd });
const party = (key: string, out: number, bought: number): Party => ({
  key,
  name: key.toUpperCase(),
  country: null,
  brand: null,
  hit: null,
  out: amount(out, out > 0 ? `${out}00.00` : null),
  in: amount(bought, bought > 0 ? `${bought}00.00` : null),
});
const link = (from: string, to: string): Link => ({ from, to, ...amount(1, '100.00'), first: null, last: null });
const links = [link('a', 'b'), link('b', 'c'), link('d', 'c'), link('x', 'y')];
const network: Network = {
  nodes: [party('a', 1, 0), party('b', 1, 1), party('c', 0, 2)],
  links: [...links.slice(0, 2), link('b', 'b')],
  all: { ...amount(3), links: 3, parties: 3, noExporter: 0, noImporter: 0, unknownNames: 0 },
};

describe('the graph', () => {
  const looks = categorise(network.nodes, 'role');
  const build = (places = new Map<string, { x: number; y: number }>()) =>
    buildGraph(
      network,
      'usd',
      looks,
      places,
      () => 0,
      (token) => token,
    );

  it('has each party by its role and weight, and no arrow from a party to itself', () => {
    const graph = build();
    expect(graph.getNodeAttribute('b', 'category').key).toBe('both');
    expect(graph.getNodeAttribute('b', 'size')).toBeGreaterThan(graph.getNodeAttribute('a', 'size'));
    expect(graph.edges()).toEqual(links.slice(0, 2).map(linkKey));
  });

  it('is the same each time, and keeps a party where it was', () => {
    expect(build().export()).toEqual(build().export());
    expect(build(new Map([['a', { x: 7, y: 8 }]])).getNodeAttributes('a')).toMatchObject({ x: 7, y: 8 });
  });
});

describe('what is lit up', () => {
  it('of a party are those that it trades with', () => {
    expect([...around(links, 'b').parties].toSorted()).toEqual(['a', 'b', 'c']);
    expect(around(links, 'b').links.size).toBe(2);
  });
  it('between two parties is the shortest path, whatever way the goods went', () => {
    expect([...(pathBetween(links, 'a', 'd')?.parties ?? [])].toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(pathBetween(links, 'a', 'x')).toBeNull();
    expect(pathBetween(links, 'a', 'a')).toEqual({ parties: new Set(['a']), links: new Set() });
  });
});
