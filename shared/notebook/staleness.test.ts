import { describe, expect, it } from 'vitest';
import { isCell, parseNotebook } from './document.ts';
import { graphOf } from './graph.ts';
import { whyStale, type LastCell, type Present } from './staleness.ts';

const text = `---
inputs:
  n: { type: number, value: 3 }
---
\`\`\`sql name=a
from shipments limit $n
\`\`\`
\`\`\`sql name=b
select 1 x
\`\`\`
\`\`\`sql name=c
from a
\`\`\`
See {{ c.x }}.
`;
const known = new Set(['shipments']);
const present = (of: string, more: Partial<Present> = {}): Present => {
  const notebook = parseNotebook(of);
  const graph = graphOf(notebook, known);
  // A stand-in for the hash that the case process makes: what a cell says and what its needed cells say.
  const keys = new Map<string, { key: string; unsure: null }>();
  for (const id of graph.order) {
    const node = graph.nodes.find((n) => n.id === id)!;
    const block = notebook.blocks[node.block]!;
    const needs = node.needs.map((need) => keys.get(need)?.key);
    keys.set(id, { key: JSON.stringify(['source' in block ? block.source : '', needs]), unsure: null });
  }
  return { notebook, graph, inputs: notebook.front.inputs, engine: 'v1', sources: [{ sha256: 's' }], revision: 'r', keys, ...more };
}; // prettier-ignore
const ran = (of: string): Map<string, LastCell> => {
  const then = present(of);
  return new Map(
    then.graph.nodes.flatMap((node): [string, LastCell][] => {
      const block = then.notebook.blocks[node.block]!;
      if (!isCell(block)) return [];
      const { engine, sources, revision } = then;
      const key = then.keys.get(node.id)!.key;
      return [[node.id, { sql: block.source, key, error: null, inputs: { n: 3 }, engine, sources, revision }]];
    }),
  );
};
const last = ran(text);
const reasons = (now: Present, then: ReadonlyMap<string, LastCell> = last) => Object.fromEntries(whyStale(then, now));

describe('whyStale', () => {
  it('says nothing where all is as it was', () => expect(reasons(present(text))).toEqual({}));

  const follows = { c: ['a cell that it needs changed'], 'text-1': ['a cell that it needs changed'] };

  it('names what changed, and what follows from it', () => {
    expect(reasons(present(text.replace('limit $n', 'limit 2')))).toEqual({ a: ['text changed'], ...follows });
    expect(reasons(present(text.replace('value: 3', 'value: 4')))).toEqual({ a: ['input changed'], ...follows });
    expect(reasons(present(text, { sources: [] }))).toEqual({ a: ['sources changed'], ...follows });
    expect(reasons(present(text, { revision: 's' }))).toEqual({ a: ['tables changed'], ...follows });
    expect(reasons(present(text, { engine: 'v2' }))).toMatchObject({ a: ['engine changed'], b: ['engine changed'] });
    expect(reasons(present(text), new Map())['b']).toEqual(['never run']);
    const failed = new Map(last).set('b', { ...last.get('b')!, error: 'no' });
    expect(reasons(present(text), failed)).toEqual({ b: ['failed then'] });
  });

  it('sees that a needed cell was changed and run by itself', () => {
    const changed = text.replace('limit $n', 'limit 2');
    const then = new Map(last).set('a', { ...ran(changed).get('a')!, inputs: {} });
    expect(reasons(present(changed), then)).toEqual(follows);
  });

  it('doubts what uses the clock or tables that change unseen', () => {
    const now = present(text);
    const keys = new Map(now.keys).set('b', { ...now.keys.get('b')!, unsure: 'chance or clock' });
    expect(reasons({ ...now, keys })).toEqual({ b: ['chance or clock'] });
  });
});
