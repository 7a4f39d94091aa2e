import { describe, expect, it } from 'vitest';
import { isCell, parseNotebook } from './document.ts';
import { graphOf } from './graph.ts';
import { whyStale, type LastRun, type Present } from './staleness.ts';

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
  return { notebook, graph: graphOf(notebook, known), inputs: notebook.front.inputs, engine: 'v1', sources: [{ sha256: 's' }], ...more };
}; // prettier-ignore
const last: LastRun = {
  inputs: { n: 3 },
  engine: 'v1',
  sources: [{ sha256: 's' }],
  cells: parseNotebook(text)
    .blocks.filter(isCell)
    .map((cell) => ({ cell: cell.name!, sql: cell.source, error: null })),
};
const reasons = (now: Present, then: LastRun | null = last) => Object.fromEntries(whyStale(then, now));

describe('whyStale', () => {
  it('says nothing where all is as it was', () => expect(reasons(present(text))).toEqual({}));

  it('names what changed, and what follows from it', () => {
    const follows = { c: ['a cell that it needs changed'], 'text-1': ['a cell that it needs changed'] };
    expect(reasons(present(text.replace('limit $n', 'limit 2')))).toEqual({ a: ['text changed'], ...follows });
    expect(reasons(present(text.replace('value: 3', 'value: 4')))).toEqual({ a: ['input changed'], ...follows });
    expect(reasons(present(text, { sources: [] }))).toEqual({ a: ['sources changed'], ...follows });
    expect(reasons(present(text, { engine: 'v2' }))).toMatchObject({ a: ['engine changed'], b: ['engine changed'] });
    expect(reasons(present(text), null)['b']).toEqual(['never run']);
    const failed = { ...last, cells: last.cells.map((c) => ({ ...c, error: c.cell === 'b' ? 'no' : null })) };
    expect(reasons(present(text), failed)).toEqual({ b: ['failed then'] });
  });
});
