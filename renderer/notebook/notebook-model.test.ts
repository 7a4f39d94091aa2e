import { describe, expect, test } from 'vitest';
import { WaybillError } from '../../shared/errors.ts';
import type { ResultHandle } from '../../shared/contract/engine.ts';
import { addCell, deleteBlocks } from '../../shared/notebook/edit-cells.ts';
import type { Client } from '../app/client.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
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

/** An engine that answers every statement with one row, or fails those that contain `boom`. */
function scene(text = TEXT) {
  const ran: { text: string; binds: unknown }[] = [];
  const released: string[] = [];
  const saved: { text: string; expectedHash: string | null }[] = [];
  let next = 1;
  let fileHash = 'h0';
  const engine = {
    run: (statement: string, binds: unknown): Promise<ResultHandle> => {
      ran.push({ text: statement, binds });
      if (statement.includes('boom')) {
        return Promise.reject(new WaybillError('sql/failed', 'No.', { place: { offset: statement.indexOf('boom') } }));
      }
      const columns = [{ name: 'n', type: 'BIGINT', kind: 'integer' as const }];
      return Promise.resolve({ id: `r${next++}`, columns, rowCount: 1, statement });
    },
    page: () => Promise.resolve({ from: 0, rows: 1, columns: [['1234']] }),
    release: (id: string) => {
      released.push(id);
      return Promise.resolve();
    },
  } as unknown as WindowEngine;
  const client = {
    call: (name: string, input: { text: string; expectedHash: string | null }) => {
      if (name === 'notebook/read') return Promise.resolve({ name: 'n.md', text: 'theirs', hash: fileHash });
      if (input.expectedHash !== fileHash)
        return Promise.reject(new WaybillError('notebook/changed', 'Changed outside.'));
      saved.push(input);
      fileHash = `h${saved.length}`;
      return Promise.resolve({ hash: fileHash });
    },
  } as unknown as Client;
  const model = new NotebookModel(client, engine, 'n.md', text, 'h0', new Set(['shipments']));
  const keyOf = (id: string): string => {
    const { graph, keys } = model.getState();
    return keys[graph.nodes.find((n) => n.id === id)?.block ?? -1] ?? '';
  };
  return { model, ran, released, saved, keyOf, changeOutside: () => (fileHash = 'theirs') };
}

async function settled(model: NotebookModel): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, 0));
  while (model.getState().running);
}

describe('running', () => {
  test('goes in the order of what is needed, binds inputs, and puts figures into sentences', async () => {
    const { model, ran } = scene();
    model.runAll();
    await settled(model);
    expect(ran.map((r) => r.text.includes('from lines'))).toEqual([false, true, false]);
    expect(ran[0]).toMatchObject({ binds: { since: '2022-02-24' } });
    expect(ran[1]?.text).toContain('results."r1"');
    const [sentence] = model.getState().graph.nodes.filter((n) => n.kind === 'markdown');
    expect(model.cell(sentence?.id ?? '').markdown).toContain('There are 1234 lines.');
  });

  test('a failing cell stops what needs it and nothing else, and says where', async () => {
    const { model } = scene(TEXT.replace('from shipments', 'from boom'));
    model.runAll();
    await settled(model);
    expect(model.cell('lines')).toMatchObject({ phase: 'failed', error: { place: { offset: 5 } } });
    expect(model.cell('total')).toMatchObject({ phase: 'failed', error: { code: 'notebook/not-run' } });
    expect(model.cell('other').phase).toBe('done');
  });

  test('a cell run again lets go of its old rows and makes stale what used them', async () => {
    const { model, released } = scene();
    model.runAll();
    await settled(model);
    const before = model.cell('lines').handle?.id ?? '';
    model.runCell('lines');
    await settled(model);
    expect(released).toEqual([before]);
    expect(model.cell('total').stale).toBe(true);
    expect(model.cell('other').stale).toBe(false);
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

  test('is saved, but never over what someone else has written', async () => {
    const { model, saved, keyOf, changeOutside } = scene();
    model.setBody(keyOf('other'), 'select 2');
    await model.saveNow();
    expect(model.getState().save).toBe('saved');
    expect(saved).toHaveLength(1);
    changeOutside();
    model.setBody(keyOf('other'), 'select 3');
    await model.saveNow();
    expect(model.getState().save).toBe('conflict');
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
    const { model, released } = scene();
    model.runAll();
    await settled(model);
    model.stop();
    expect(released.toSorted()).toEqual(['r1', 'r2', 'r3']);
  });
});
