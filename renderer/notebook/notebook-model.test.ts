import { describe, expect, test, vi } from 'vitest';
import type { CallOptions } from '../../shared/contract/client.ts';
import type { CallIn, CallName, CallOut } from '../../shared/contract/calls.ts';
import type { CellResult } from '../../shared/contract/notebook-calls.ts';
import { CancelledError, WaybillError } from '../../shared/errors.ts';
import { parseNotebook } from '../../shared/notebook/document.ts';
import { addCell, deleteBlocks } from '../../shared/notebook/edit-cells.ts';
import { graphOf } from '../../shared/notebook/graph.ts';
import { readByWords, type Reading } from '../../shared/notebook/readings.ts';
import { splitStatements } from '../../shared/sql/tokens.ts';
import type { Client } from '../app/client.ts';
import { NotebookModel } from './notebook-model.ts';

const TEXT = `---
waybill: 1
inputs:
  since: { type: date, value: 2022-02-24 }
---
There are {{ total.n }} lines.

\`\`\`sql name=total
select count(*) as n from lines
\`\`\`

\`\`\`sql name=lines
from shipments where decl_date >= $since
\`\`\`

\`\`\`sql name=other
select 1
\`\`\`
`;

const byWords = (statement: string): Reading => readByWords(splitStatements(statement)[0]!);

/** A case process that gives every query one row, and fails those that contain `boom`. */
function scene(text = TEXT, read = byWords) {
  const ran: string[] = [];
  const calls: string[] = [];
  const saved: { text: string; expectedHash: string | null }[] = [];
  let next = 1;
  let file = { text, hash: 'h0' };
  let status: CallOut<'notebook/status'> = { cells: [], stale: [] };
  const result = (cell: string, kind: CellResult['kind']): CellResult => ({
    cell,
    kind,
    rows: kind === 'sql' ? 1 : null,
    seconds: 0.1,
    at: `t${next}`,
    error: null,
    handle: kind === 'sql' ? { id: `r${next++}`, columns: [], rowCount: 1, statement: '' } : null,
    columns: null,
    markdown: kind === 'markdown' ? 'There are 1234 lines.' : null,
  });
  async function run(input: CallIn<'notebook/run'>, { signal, onProgress }: CallOptions): Promise<unknown> {
    const notebook = parseNotebook(input.text);
    const graph = graphOf(notebook, new Set(['shipments']));
    const all = graph.nodes.map((node) => node.id);
    const wanted = input.what.kind === 'cells' ? input.what.cells : all;
    for (const id of graph.order.filter((each) => wanted.includes(each))) {
      onProgress?.({ fraction: null, detail: { begins: id } });
      await Promise.resolve();
      if (signal?.aborted) throw new CancelledError();
      const node = graph.nodes.find((each) => each.id === id)!;
      const block = notebook.blocks[node.block]!;
      ran.push(id);
      const ended = result(id, node.kind);
      if (block.kind === 'sql' && block.source.includes('boom')) {
        const offset = block.bodyFrom + block.source.indexOf('boom');
        Object.assign(ended, { handle: null, error: { code: 'sql/failed', message: 'No.', offset } });
      }
      onProgress?.({ fraction: null, detail: { ended } });
    }
    return { stale: [] };
  }
  const client = {
    call: async (name: CallName, input: never, options: CallOptions = {}): Promise<unknown> => {
      calls.push(name);
      if (name === 'notebook/read') return { name: 'n.md', ...file };
      if (name === 'notebook/status') return status;
      if (name === 'notebook/readings')
        return { readings: (input as CallIn<'notebook/readings'>).statements.map(read) };
      if (name === 'notebook/run') return run(input, options);
      if (name === 'notebook/result') return { id: 'kept', columns: [], rowCount: 7, statement: '' };
      if (name !== 'notebook/save') return {};
      const save = input as { text: string; expectedHash: string | null };
      if (save.expectedHash !== file.hash) throw new WaybillError('notebook/changed', 'Changed outside.');
      saved.push(save);
      file = { text: save.text, hash: `h${saved.length}` };
      return { hash: file.hash };
    },
  } as unknown as Client;
  const model = new NotebookModel(client, 'n.md', text, 'h0', new Set(['shipments']));
  const keyOf = (id: string): string => {
    const { graph, keys } = model.getState();
    return keys[graph.nodes.find((n) => n.id === id)?.block ?? -1] ?? '';
  };
  return {
    model,
    ran,
    calls,
    saved,
    keyOf,
    result,
    changeOutside: (now: string) => (file = { text: now, hash: `of ${now}` }),
    setStatus: (now: CallOut<'notebook/status'>) => (status = now),
  };
}

async function settled(model: NotebookModel): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, 0));
  while (model.getState().running);
}

describe('what the SQL names', () => {
  test('is as the engine reads it, not as the words look, and what it cannot read is said', async () => {
    const remark = { code: 'sql/syntax', message: 'The statement cannot be read.', offset: 3 };
    const { model, calls, keyOf } = scene(TEXT, (statement) =>
      statement.startsWith('select 1') ? { ...byWords('from total'), remark } : byWords(statement),
    );
    const node = () => model.getState().graph.nodes.find((each) => each.id === 'other')!;
    expect(node().needs).toEqual([]);
    await settled(model);
    expect(node().needs).toEqual(['total']);
    expect(node().remarks.map(({ message }) => message)).toEqual([remark.message]);
    const asked = () => calls.filter((name) => name === 'notebook/readings').length;
    expect(asked()).toBe(1);
    // Text and inputs are no SQL; the same statement in another cell is known.
    model.setInput('since', '2023-01-01');
    model.change('Add', (n) => addCell(n, n.blocks.length, { kind: 'sql', source: 'select 1' }));
    model.setBody(keyOf('lines'), 'from shipments limit 3');
    await vi.waitFor(() => expect(asked()).toBe(2));
    model.stop();
  });
});

describe('running', () => {
  test('is done by the case process, and shows what it tells of each cell', async () => {
    const { model, ran } = scene();
    model.runAll();
    expect(model.cell('total').phase).toMatch(/waiting|running/);
    await settled(model);
    expect(ran).toEqual(['lines', 'total', 'text-1', 'other']);
    expect(model.cell('lines')).toMatchObject({ phase: 'done', stale: false, handle: { rowCount: 1 } });
    expect(model.cell('text-1').markdown).toBe('There are 1234 lines.');
  });

  test('tells the place of an error in the cell', async () => {
    const { model } = scene(TEXT.replace('from shipments', 'from boom'));
    model.runAll();
    await settled(model);
    expect(model.cell('lines')).toMatchObject({ phase: 'failed', error: { place: { offset: 5 } } });
    expect(model.cell('other').phase).toBe('done');
  });

  test('runs go on beside each other, and each is cancelled by itself; a cancel of all ends all', async () => {
    const { model, ran } = scene();
    model.runCell('lines');
    model.runCell('other');
    expect([model.cell('lines').phase, model.cell('other').phase]).toEqual(['running', 'running']);
    model.cancelCell('lines');
    await settled(model);
    expect(ran).toEqual(['other']);
    expect([model.cell('lines').phase, model.cell('other').phase]).toEqual(['cancelled', 'done']);
    model.runAll();
    model.runCell('other');
    model.cancel();
    await settled(model);
    expect(ran).toEqual(['other']);
    expect(model.cell('total').phase).toBe('cancelled');
  });

  test('a cell that two runs wait for is under way until the last has ended', async () => {
    const { model } = scene();
    model.runCell('lines');
    model.runAll();
    model.cancelCell('lines');
    model.runCell('lines');
    expect([model.cell('lines').phase, model.cell('total').phase]).toEqual(['running', 'waiting']);
    await settled(model);
    expect([model.cell('lines').phase, model.cell('total').phase]).toEqual(['done', 'cancelled']);
  });

  test('what is told of a cell goes to it, wherever it stands by then', async () => {
    const { model, keyOf } = scene('```sql\nselect 1\n```\n');
    const key = keyOf('cell-1');
    model.runAll();
    model.change('Add cell', (n) => addCell(n, 0, { kind: 'sql', source: 'select 0' }));
    await settled(model);
    expect(keyOf('cell-2')).toBe(key);
    expect(model.cell('cell-2')).toMatchObject({ phase: 'done', stale: false, handle: { rowCount: 1 } });
    expect(model.cell('cell-1')).toMatchObject({ phase: 'idle', handle: null });
  });

  test('a cell that is edited while it runs is stale when it ends', async () => {
    const { model, keyOf, setStatus } = scene();
    setStatus({ cells: [], stale: [{ cell: 'other', reasons: ['Its text was changed.'] }] });
    model.runAll();
    model.setBody(keyOf('other'), 'select 2');
    await settled(model);
    expect([model.cell('other').stale, model.cell('lines').stale]).toEqual([true, false]);
  });
});

describe('opening again', () => {
  test('shows what was kept, opens its rows when they are wanted, and says why it is stale', async () => {
    const { model, result, setStatus, calls } = scene();
    const lines = { ...result('lines', 'sql'), handle: null, rows: 7, columns: [] };
    setStatus({
      cells: [lines],
      stale: [
        { cell: 'lines', reasons: ['Sources were added.'] },
        { cell: 'other', reasons: ['Not run.'] },
      ],
    });
    await model.refresh();
    expect(model.cell('lines')).toMatchObject({ phase: 'done', stale: true, why: ['Sources were added.'], kept: 7 });
    expect(model.cell('other')).toMatchObject({ phase: 'idle', stale: false });
    model.openKept('lines');
    model.openKept('lines');
    await settled(model);
    expect(model.cell('lines').handle).toMatchObject({ id: 'kept', rowCount: 7 });
    expect(calls.filter((name) => name === 'notebook/result')).toHaveLength(1);
    await model.refresh();
    expect(model.cell('lines').handle).toMatchObject({ id: 'kept' });
  });
});

describe('changing', () => {
  test('a changed cell or input makes stale what depends on it, and keeps its rows', async () => {
    const { model, keyOf } = scene();
    model.runAll();
    await settled(model);
    model.setBody(keyOf('other'), 'select 2');
    expect([model.cell('other').stale, model.cell('total').stale]).toEqual([true, false]);
    model.setInput('since', '2023-01-01');
    expect(model.cell('total').stale).toBe(true);
    expect(model.cell('total').handle).not.toBeNull();
    expect(model.getState().notebook.text).toContain('value: 2023-01-01');
    expect(() => model.setInput('since', 'yesterday')).toThrow(WaybillError);
  });

  test('is saved; what another program changed elsewhere is taken in', async () => {
    const { model, saved, keyOf, changeOutside } = scene();
    model.setBody(keyOf('other'), 'select 2');
    await model.saveNow();
    expect(model.getState().save).toBe('saved');
    expect(saved).toHaveLength(1);
    changeOutside(saved[0]!.text.replace('count(*)', 'sum(1)'));
    await model.lookOutside();
    expect(model.getState().notebook.text).toContain('sum(1)');
    expect(model.getState().save).toBe('saved');
    changeOutside(model.getState().notebook.text.replace('sum(1)', 'max(1)'));
    model.setBody(keyOf('other'), 'select 3');
    await model.saveNow();
    expect(model.getState()).toMatchObject({ save: 'saved', undo: 'Take in changes of the file' });
    expect(saved.at(-1)?.text).toMatch(/max\(1\)[^]*select 3/);
  });

  test('is never saved over what another program wrote in the same cell', async () => {
    const { model, saved, keyOf, changeOutside } = scene();
    changeOutside(TEXT.replace('select 1', 'select 4'));
    model.setBody(keyOf('other'), 'select 3');
    await model.saveNow();
    expect(model.getState().save).toBe('conflict');
    expect(saved).toEqual([]);
    await model.saveNow(true);
    expect(model.getState().save).toBe('saved');
    expect(saved.at(-1)?.text).toContain('select 3');
  });

  test('undo and redo go through all cells, and results stay with their cells', async () => {
    const { model, keyOf } = scene();
    model.runAll();
    await settled(model);
    const other = keyOf('other');
    model.setBody(other, 'select 2');
    const [added] = model.change('Add cell', (n) =>
      addCell(n, model.blockOf(other), { kind: 'sql', source: 'select 9' }),
    );
    expect(added).toBeDefined();
    model.change('Delete cell', (n) => deleteBlocks(n, [model.blockOf(keyOf('lines'))]));
    expect(model.cell('lines').phase).toBe('idle');
    expect(model.cell('other').handle).not.toBeNull();
    expect(model.getState()).toMatchObject({ undo: 'Delete cell', redo: null });
    expect(model.undo()).toBe(keyOf('lines'));
    model.undo();
    expect(model.undo()).toBe(other);
    expect(model.getState().notebook.text).toBe(TEXT);
    for (let n = 0; n < 3; n += 1) model.redo();
    expect(model.getState().notebook.text).toContain('select 9');
    expect(model.getState().notebook.text).not.toContain('from shipments');
    expect(model.redo()).toBeNull();
  });

  test('the result of a cell without a name stays with it when another is put above', async () => {
    const { model } = scene('```sql\nselect 1\n```\n');
    model.runAll();
    await settled(model);
    const { handle } = model.cell('cell-1');
    model.change('Add cell', (n) => addCell(n, 0, { kind: 'sql', source: 'select 0' }));
    expect(model.cell('cell-1').handle).toBeNull();
    expect(model.cell('cell-2')).toMatchObject({ handle, stale: false });
  });

  test('leaving lets go of every result', async () => {
    const { model, calls } = scene();
    model.runAll();
    await settled(model);
    model.stop();
    expect(calls.at(-1)).toBe('notebook/close');
  });
});
