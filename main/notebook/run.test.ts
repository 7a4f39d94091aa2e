import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseNotebook } from '../../shared/notebook/document.ts';
import { restoreValues } from '../../shared/notebook/inputs.ts';
import { Case } from '../case/case.ts';
import { runCli } from '../commands/run-cli.ts';
import { readChain } from '../custody/log.ts';
import { collectingIo, NOTEBOOK, scratchCase, type Scratch } from './notebook-fixture.ts';
import { NotebookSession } from './run.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await scratchCase();
});
afterAll(() => scratch.remove());

const cell = (name: string, source: string): string => `\`\`\`sql name=${name}\n${source}\n\`\`\`\n\n`;

async function cli(
  ...argv: string[]
): Promise<{ code: number; json: Record<string, unknown>[]; stderr: string; stdout: string }> {
  const io = collectingIo();
  const code = await runCli(argv, io);
  const json = io.stdout.startsWith('[') ? (JSON.parse(io.stdout) as Record<string, unknown>[]) : [];
  return { code, json, stderr: io.stderr, stdout: io.stdout };
}
const run = (text: string, ...more: string[]) =>
  cli('run', scratch.write('n.md', text), '--case', scratch.caseFolder, '--json', ...more);

async function withSession<T>(text: string, work: (session: NotebookSession, opened: Case) => Promise<T>): Promise<T> {
  const opened = await Case.open(scratch.caseFolder);
  try {
    const notebook = parseNotebook(text);
    const session = await NotebookSession.open(opened.engine, notebook, restoreValues(notebook.front.inputs, {}));
    const result = await work(session, opened);
    await session.close();
    return result;
  } finally {
    await opened.close();
  }
}

describe('run', () => {
  it('runs the cells and says what became of each', async () => {
    const { code, json, stderr } = await run(NOTEBOOK);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(json.map(({ seconds, ...rest }) => [typeof seconds, rest])).toEqual([
      ['number', { cell: 'drones', kind: 'sql', rows: 4 }],
      ['number', { cell: 'by_exporter', kind: 'sql', rows: 3 }],
      ['number', { cell: 'cell-3', kind: 'vega-lite', rows: 3 }],
      ['number', { cell: 'total', kind: 'sql', rows: 1 }],
    ]);
  });

  it('takes other values for inputs, and refuses what does not fit', async () => {
    expect((await run(NOTEBOOK, '--set', 'since=2022-05-02', '--set', 'top=1')).json.map((c) => c['rows'])).toEqual([
      2, 1, 1, 1,
    ]);
    for (const set of ['since=soon', 'other=1', 'top=2022-01-01'])
      expect((await run(NOTEBOOK, '--set', set)).code).toBe(2);
    expect((await run(NOTEBOOK, '--set', 'nothing')).code).toBe(2);
  });

  it('puts figures into sentences', async () => {
    await withSession(NOTEBOOK, async (session) => {
      await session.run();
      expect(session.outcome('text-1')?.markdown).toContain('In all \\$1,262\\.75 since 2022\\-02\\-24.');
    });
  });

  it('stops what depends on a failing cell, and nothing else', async () => {
    const text =
      cell('a', 'select nope from shipments') +
      cell('b', 'from a') +
      cell('c', 'select 1 x') +
      cell('d', 'from c, b') +
      'See {{ d.x }}.\n';
    const { code, json, stderr } = await run(text);
    expect(code).toBe(1);
    expect(json.map((c) => [c['cell'], c['rows'], c['error'] !== undefined])).toEqual([
      ['a', null, true],
      ['b', null, true],
      ['c', 1, false],
      ['d', null, true],
      ['text-1', null, true],
    ]);
    expect(stderr).toMatch(/^a \(line 2\): .*nope/m);
    expect(json[1]!['error']).toMatch(/needs “a”/);
  });

  it('says circles and unknown names at the cell', async () => {
    const { json, code } = await run(
      cell('a', 'from b') + cell('b', 'from a') + cell('c', 'from nowhere') + cell('d', 'select 1'),
    );
    expect(code).toBe(1);
    expect(json.map((c) => [c['cell'], c['error']])).toEqual([
      ['a', expect.stringMatching(/circle/)],
      ['b', expect.stringMatching(/circle/)],
      ['c', expect.stringMatching(/nowhere/)],
      ['d', undefined],
    ]);
  });

  it('runs several statements in a cell; its rows are those of the last that reads', async () => {
    const text =
      cell('a', 'create or replace table work.t as select 1 x; insert into work.t values (2); from work.t') +
      cell('b', 'from a; drop table work.t;') +
      cell('c', 'pivot shipments on exporter_name using count(*)') +
      cell('d', 'pivot (select decl_date, exporter_name from b, shipments) on exporter_name using count(*)') +
      cell('e', 'from c; summarize d');
    const { json } = await run(text);
    expect(json.map((c) => [c['cell'], c['rows'], c['error']])).toEqual([
      ['a', 2, undefined],
      ['b', 2, undefined],
      ['c', expect.any(Number), undefined],
      ['d', 6, undefined],
      ['e', 4, undefined],
    ]);
  });

  it('lets cells carry the names of keywords and tables', async () => {
    const text =
      cell('select', 'select 1 x') +
      cell('parties', 'select x from "select"') +
      cell('table', 'from parties join "select" using (x)');
    const { json, code } = await run(text);
    expect([code, ...json.map((c) => c['rows'])]).toEqual([0, 1, 1, 1]);
  });

  it('refuses hostile cells and runs the rest', async () => {
    const hostile = [
      `copy (select 1) to '${scratch.folder}/stolen.csv'`,
      "attach ':memory:' as x",
      'install httpfs',
      'load httpfs',
      "from read_csv('/etc/passwd')",
      "from '/etc/passwd'",
      "from 'http://127.0.0.1:9/x.parquet'",
      "set threads = 1",
      'pragma database_list',
      "select * from enable_logging(storage = 'file')",
      "create table main.x as select 1",
      'delete from work.derived.shipments',
      "from query('from shipments')",
      "export database '/tmp/x'",
      "select getenv('HOME')",
      'create or replace macro work.lower(x) as 1',
      'select 1; copy shipments to stdout',
    ]; // prettier-ignore
    const { code, json } = await run(
      hostile.map((source, i) => cell(`h${i}`, source)).join('') + cell('fine', 'select count(*) n from shipments'),
    );
    expect(code).toBe(1);
    expect(json.filter((c) => c['error'] === undefined).map((c) => c['cell'])).toEqual(['fine']);
    expect(existsSync(path.join(scratch.folder, 'stolen.csv'))).toBe(false);
  });

  it('notes the run in the custody log', async () => {
    await run(NOTEBOOK, '--set', 'top=2');
    const chain = readChain(path.join(scratch.caseFolder, 'custody.jsonl'));
    expect(chain.problems).toEqual([]);
    const { detail, event } = chain.entries.at(-1)!;
    expect(event).toBe('notebook_run');
    expect(detail).toMatchObject({
      notebook_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      inputs: { since: '2022-02-24', top: 2 },
      engine: 'v1.5.6',
      cells: [
        {
          cell: 'drones',
          rows: 4,
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          sql: expect.stringContaining('$since'),
        },
        { cell: 'by_exporter' },
        { cell: 'cell-3', kind: 'vega-lite', hash: null },
        { cell: 'total' },
      ],
    });
  });

  it('gives the same hashes again', async () => {
    const hashes = () =>
      withSession(NOTEBOOK, async (session) => {
        await session.run();
        return session.outcomes.map((o) => o.result?.hash);
      });
    expect(await hashes()).toEqual(await hashes());
  });

  it('runs again only what is named and what depends on it', async () => {
    await withSession(NOTEBOOK, async (session) => {
      const ran: string[] = [];
      await session.run(['by_exporter'], { onCell: (o) => void ran.push(o.cell) });
      await session.run(['total'], { onCell: (o) => void ran.push(o.cell) });
      expect(ran).toEqual(['drones', 'by_exporter', 'total']);
      ran.length = 0;
      await session.run(['by_exporter', 'total'], { onCell: (o) => void ran.push(o.cell) });
      expect(ran).toEqual(['by_exporter', 'total']);
    });
  });

  it('keeps the results that an edit leaves true', async () => {
    await withSession(NOTEBOOK, async (session) => {
      await session.run();
      const edited = parseNotebook(NOTEBOOK.replace('order by usd desc', 'order by usd'));
      expect(await session.update(edited, session.inputs)).toEqual(['by_exporter', 'cell-3', 'total', 'text-1']);
      const values = restoreValues(edited.front.inputs, { top: 1 });
      const ran: string[] = [];
      const stale = await session.update(edited, values);
      await session.run(stale, { onCell: (o) => void ran.push(o.cell) });
      expect(ran).toEqual(stale);
      expect(session.outcome('by_exporter')?.rows).toBe(1);
      expect(session.outcome('drones')?.rows).toBe(4);
    });
  });

  it('can be cancelled at any cell, and goes on afterwards', async () => {
    const text =
      cell('a', 'select 1 x') +
      cell('b', 'select count(*) n from range(100000000) r, range(1000000) s') +
      cell('c', 'from a');
    await withSession(text, async (session) => {
      const stop = new AbortController();
      const running = session.run(undefined, { signal: stop.signal, onCell: () => setTimeout(() => stop.abort(), 50) });
      await expect(running).rejects.toMatchObject({ code: 'app/cancelled' });
      expect(session.outcomes.map((o) => o.cell)).toEqual(['a']);
      expect((await session.run(['c'])).map((o) => [o.cell, o.rows])).toEqual([
        ['a', 1],
        ['c', 1],
      ]);
    });
  });

  it('says what is wrong with a file', async () => {
    expect((await run('---\ninputs: [\n---\n' + cell('a', 'select 1'))).code).toBe(1);
    expect(await cli('run', path.join(scratch.folder, 'none.md'), '--case', scratch.caseFolder)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('notebook/not-found'),
    });
    const large = scratch.write('large.md', 'x'.repeat(21_000_000));
    expect((await cli('run', large, '--case', scratch.caseFolder)).stderr).toContain('notebook/too-large');
    expect((await run(cell('a', `select ${'('.repeat(3000)}1${')'.repeat(3000)}`))).code).toBe(1);
    expect((await cli('run', scratch.write('n.md', NOTEBOOK), '--case', scratch.folder)).code).toBe(1);
    expect((await cli('run', scratch.write('n.md', NOTEBOOK))).code).toBe(2);
  });

  it('reads SQL scripts and Jupyter notebooks', async () => {
    const script = scratch.write('s.sql', '-- %% a\nselect 1 x;\n-- %% [markdown]\n-- Text\n-- %%\nfrom a\n');
    expect(
      (await cli('run', script, '--case', scratch.caseFolder, '--json')).json.map((c) => [c['cell'], c['rows']]),
    ).toEqual([
      ['a', 1],
      ['cell-2', 1],
    ]);
    const ipynb = scratch.write(
      'j.ipynb',
      JSON.stringify({
        nbformat: 4,
        cells: [
          { cell_type: 'code', source: ['%%sql b <<\n', 'select 2 x'], outputs: [{ data: 'leaked' }] },
          { cell_type: 'code', source: 'import os' },
        ],
      }),
    );
    expect((await cli('run', ipynb, '--case', scratch.caseFolder, '--json')).json.map((c) => c['cell'])).toEqual(['b']);
    expect(readFileSync(ipynb, 'utf8')).toContain('leaked');
  });
});
