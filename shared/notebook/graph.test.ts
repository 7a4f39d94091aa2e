import { describe, expect, it } from 'vitest';
import { parseNotebook } from './document.ts';
import { dependentsOf, graphOf, neededFor, staleAfterEdit, upTo, usersOfInput } from './graph.ts';

const cell = (name: string | null, source: string): string =>
  `\`\`\`sql${name === null ? '' : ` name="${name}"`}\n${source}\n\`\`\`\n\n`;
const FRONT = '---\ninputs:\n  since: { type: date, value: 2022-02-24 }\n  n: { type: number, value: 3 }\n---\n';
const known = new Set(['shipments', 'parties']);
const graph = (text: string) => graphOf(parseNotebook(text), known);
const node = (text: string, id: string) => graph(text).nodes.find((n) => n.id === id)!;
const codes = (text: string, id: string) => [...node(text, id).errors, ...node(text, id).remarks].map((p) => p.code);

const story =
  FRONT +
  cell('a', 'from shipments where decl_date >= $since') +
  cell('b', 'from a') +
  cell('c', 'from shipments limit $n') +
  '```vega-lite data=b\n{}\n```\n\nIn all {{ c.x }}.\n\n' +
  cell(null, 'from b join "C" using (i)');

describe('graphOf', () => {
  it('reads from the text what needs what', () => {
    expect(graph(story).nodes.map((n) => [n.id, n.kind, n.needs])).toEqual([
      ['a', 'sql', []],
      ['b', 'sql', ['a']],
      ['c', 'sql', []],
      ['cell-4', 'vega-lite', ['b']],
      ['text-1', 'markdown', ['c']],
      ['cell-5', 'sql', ['b', 'c']],
    ]);
    expect(graph(story).nodes.flatMap((n) => [...n.errors, ...n.remarks])).toEqual([]);
  });

  it('marks what depends on a change, and nothing else', () => {
    const g = graph(story);
    expect(dependentsOf(g, ['a'])).toEqual(['a', 'b', 'cell-4', 'cell-5']);
    expect(usersOfInput(g, 'n')).toEqual(['c', 'text-1', 'cell-5']);
    expect(neededFor(g, ['cell-4'])).toEqual(['a', 'b', 'cell-4']);
    expect(upTo(g, 'c')).toEqual(['a', 'b', 'c']);
    const state = (text: string) => {
      const notebook = parseNotebook(text);
      return { notebook, graph: graphOf(notebook, known), inputs: notebook.front.inputs };
    };
    const before = state(story);
    expect(staleAfterEdit(before, state(story.replace('limit $n', 'limit 5')))).toEqual(['c', 'text-1', 'cell-5']);
    expect(staleAfterEdit(before, state(story.replace('value: 2022-02-24', 'value: 2023-01-01')))[0]).toBe('a');
    expect(staleAfterEdit(before, before)).toEqual([]);
  });

  it('runs what is needed first, else in the order of the notebook', () => {
    expect(graph(cell('x', 'from y') + cell('z', 'select 1') + cell('y', 'from shipments')).order).toEqual([
      'z',
      'y',
      'x',
    ]);
  });

  it('says a circle at the cells of it, and leaves the rest alone', () => {
    const text =
      cell('a', 'from b') + cell('b', 'from a') + cell('c', 'from b') + cell('d', 'from d') + cell('e', 'select 1');
    expect(graph(text).order).toEqual(['d', 'e']);
    expect(['a', 'b', 'c', 'd', 'e'].map((id) => codes(text, id))).toEqual([
      ['notebook/cycle'],
      ['notebook/cycle'],
      ['notebook/cycle'],
      ['notebook/cycle'],
      [],
    ]);
  });

  it('lets a cell carry the name of a table: it reads the table, cells below read the cell', () => {
    const text = cell('u', 'from parties') + cell('parties', 'from parties limit 1') + cell('v', 'from parties');
    expect(graph(text).nodes.map((n) => n.needs)).toEqual([[], [], ['parties']]);
    expect(codes(text, 'parties')).toEqual(['notebook/hides-table']);
  });

  it('takes any name: a keyword, spaces, quotes', () => {
    const text =
      '```sql name="select"\nselect 1\n```\n```sql name="a \\"b\\""\nfrom "select"\n```\n```sql\nfrom "a ""b"""\n```\n';
    expect(graph(text).nodes.map((n) => n.needs)).toEqual([[], ['select'], ['a "b"']]);
  });

  it('says unknown names, inputs and doubled names at the cell', () => {
    expect(codes(cell('a', 'from nowhere'), 'a')).toEqual(['notebook/unknown-name']);
    expect(codes(cell('a', 'select $x, ?'), 'a')).toEqual(['notebook/unknown-input', 'notebook/unknown-input']);
    expect(codes(cell('a', 'select 1') + cell('A', 'select 2'), 'cell-2')).toContain('notebook/name-taken');
    expect(codes('{{ a.x }} {{ $y }}', 'text-1')).toEqual(['notebook/unknown-input', 'notebook/unknown-cell']);
    expect(codes('```vega-lite\n{}\n```\n', 'cell-1')).toEqual(['notebook/chart-data']);
    const text = `# é\r\n\r\n  \`\`\`sql\r\n  select 1;\r\n    from nowhere\r\n  \`\`\`\r\n`;
    expect(text.slice(node(text, 'cell-1').remarks[0]!.offset)).toMatch(/^nowhere/);
  });

  it('orders what writes and reads the same work table', () => {
    const text =
      cell('a', 'create table work.t as from shipments') + cell('b', 'from work.t') + cell('c', 'drop table work.t');
    expect(graph(text).nodes.map((n) => n.needs)).toEqual([[], ['a'], ['a']]);
  });
});
