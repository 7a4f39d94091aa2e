import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'; // prettier-ignore
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CellNews } from '../../shared/contract/notebook-calls.ts';
import { sql } from '../../shared/sql/sql.ts';
import { Case } from '../case/case.ts';
import { runCli } from '../commands/run-cli.ts';
import { collectingIo, NOTEBOOK, scratchCase, type Scratch } from './notebook-fixture.ts';
import { listRuns } from './list-runs.ts';
import { listNotebooks, readStored } from './store.ts';
import { hashOfRelation } from './result-hash.ts';
import { roomOf, type What } from './rooms.ts';

let scratch: Scratch;
let opened: Case;
beforeEach(async () => {
  scratch = await scratchCase();
  opened = await Case.open(scratch.caseFolder);
});
afterEach(async () => {
  await opened.close();
  scratch.remove();
});
const NAME = 'n.md';
const room = () => roomOf(opened, NAME);
async function reopen(): Promise<void> {
  await opened.close();
  opened = await Case.open(scratch.caseFolder);
}
async function run(text = NOTEBOOK, what: What = { kind: 'all' }): Promise<string[]> {
  const ended: string[] = [];
  const told = (news: CellNews): void => void ('ended' in news && ended.push(news.ended.cell));
  await room().run(text, what, told, {});
  return ended;
}
const reasons = async (text = NOTEBOOK): Promise<Record<string, string[]>> =>
  Object.fromEntries((await room().status(text)).stale.map(({ cell, reasons: why }) => [cell, why]));

describe('a notebook in the window', () => {
  it('records every run, and says what would be other now', async () => {
    expect(Object.values(await reasons()).flat()).toContain('It has not been run yet.');
    expect(await run()).toEqual(['drones', 'by_exporter', 'cell-3', 'total', 'text-1']);
    expect(await reasons()).toEqual({});
    const entry = opened.custody.of('notebook_run').at(-1)!;
    expect(entry.detail).toMatchObject({ notebook: 'notebooks/n.md', by: 'window', inputs: { top: 10 } });
    const edited = NOTEBOOK.replace('value: 10', 'value: 1');
    expect(await reasons(edited)).toEqual({
      by_exporter: ['$top had another value when it was run.'],
      'cell-3': ['It needs “by_exporter”, which would give another result now.'],
      total: ['It needs “by_exporter”, which would give another result now.'],
      'text-1': ['It needs “total”, which would give another result now.'],
    });
    expect(await run(edited, { kind: 'stale' })).toEqual(['by_exporter', 'cell-3', 'total', 'text-1']);
    expect(await reasons(edited)).toEqual({});
    const [latest, first] = listRuns(opened, NAME);
    expect(latest!.cells.map(({ cell, rows, same }) => [cell, rows, same])).toEqual([
      ['by_exporter', 1, false],
      ['cell-3', 1, null],
      ['total', 1, false],
    ]);
    expect(first!.cells.map(({ same }) => same)).toEqual([null, null, null, null]);
  });

  it('shows what it gave at once when it is opened again, and runs nothing', async () => {
    await run();
    await reopen();
    const { cells, stale } = await room().status(NOTEBOOK);
    expect(stale).toEqual([]);
    expect(cells.map(({ cell, rows, columns, handle }) => [cell, rows, columns?.length, handle])).toEqual([
      ['text-1', null, undefined, null],
      ['drones', 4, expect.any(Number), null],
      ['by_exporter', 3, 2, null],
      ['cell-3', 3, undefined, null],
      ['total', 1, 1, null],
    ]);
    expect(cells[0]!.markdown).toContain('In all \\$1,262\\.75');
    const handle = (await room().result(NOTEBOOK, 'by_exporter', {}))!;
    expect((await opened.engine.page(handle.id, 1, 2)).columns).toEqual([
      ['Alpha <Ltd>', '=cmd()'],
      ['250.50', '12.00'],
    ]);
    expect(opened.custody.of('notebook_run')).toHaveLength(1);
    // A changed cell takes what it needs from what was kept.
    const edited = NOTEBOOK.replace('order by usd desc limit', 'order by usd limit');
    expect(await run(edited, { kind: 'cells', cells: ['by_exporter'] })).toEqual(['by_exporter']);
    expect(Object.keys(await reasons(edited))).toEqual(['cell-3', 'total', 'text-1']);
  });

  it('keeps results of cells whose names, or whose needed cells’ names, were changed', async () => {
    await run();
    await reopen();
    const renamed = NOTEBOOK.replaceAll('name=drones', 'name=uavs')
      .replace('from drones', 'from uavs')
      .replaceAll('by_exporter', 'sellers');
    expect(await reasons(renamed)).toEqual({});
    expect((await room().result(renamed, 'sellers', {}))!.rowCount).toBe(3);
    const other = NOTEBOOK.replace('from drones', 'from shipments');
    expect((await reasons(other))['by_exporter']).toEqual(['Its text was changed since it was run.']);
  });

  it('keeps types that Parquet has not, names that are the same, and a cell without rows', async () => {
    const text =
      "```sql name=a\nselect sum(i) total, 170141183460469231731687303715884105727::hugeint x, interval 3 days d, 1 as X, 2 x, 'a' || chr(0) z, [1::hugeint] l, {'a': 1} s, 1.50::decimal(38,2) m from range(3) r(i)\n```\n" +
      '```sql name=b\nselect 1 x where false\n```\n```sql name=c\nselect total + 1 y from a\n```\n';
    await run(text);
    const live = (await room().result(text, 'a', {}))!;
    const before = await opened.engine.page(live.id, 0, 10);
    await reopen();
    const kept = (await room().result(text, 'a', {}))!;
    expect(kept.columns).toEqual(live.columns);
    expect(await opened.engine.page(kept.id, 0, 10)).toEqual(before);
    expect((await room().result(text, 'b', {}))!.rowCount).toBe(0);
    expect(await run(text.replace('total + 1', 'total + 2'), { kind: 'cells', cells: ['c'] })).toEqual(['c']);
  });

  it('does without what was kept: deleted, damaged or changed by another hand', async () => {
    await run();
    await reopen();
    const folder = opened.folder.results;
    for (const name of readdirSync(folder)) if (name.endsWith('.parquet')) writeFileSync(path.join(folder, name), 'x');
    expect(await room().result(NOTEBOOK, 'total', {})).toBeNull();
    expect(await run(NOTEBOOK, { kind: 'cells', cells: ['total'] })).toEqual(['drones', 'by_exporter', 'total']);
    await reopen();
    rmSync(folder, { recursive: true });
    const { cells, stale } = await room().status(NOTEBOOK);
    expect(stale).toEqual([]);
    expect(cells.map(({ cell, rows, columns }) => [cell, rows, columns])).toContainEqual(['total', 1, null]);
    await run();
    expect(existsSync(folder)).toBe(true);
  });

  it('shows no kept result that the custody log does not know', async () => {
    await run();
    await reopen();
    const folder = opened.folder.results;
    const [note] = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .filter((name) => readFileSync(path.join(folder, name), 'utf8').includes('"rows":1,'));
    const key = note!.replace('.json', '');
    // Another sum with a hash that fits it: as good as a forger can make it without the log.
    const forged = await opened.engine.run('select 99.00::decimal(38,2) usd');
    await opened.engine.keepResult(forged.id, path.join(folder, `${key}.parquet`));
    const hash = await hashOfRelation(opened.engine, opened.engine.relationOf(forged.id), forged.columns);
    const kept = JSON.parse(readFileSync(path.join(folder, note!), 'utf8')) as object;
    writeFileSync(path.join(folder, note!), JSON.stringify({ ...kept, columns: forged.columns, hash }));
    expect(await room().result(NOTEBOOK, 'total', {})).toBeNull();
    expect(await run(NOTEBOOK, { kind: 'cells', cells: ['total'] })).toEqual(['total']);
  });

  it('refuses a file of 100 MB in the folder of notebooks, and lists the others', async () => {
    const file = path.join(opened.folder.notebooks, 'huge.md');
    closeSync(openSync(file, 'w'));
    truncateSync(file, 100_000_000);
    writeFileSync(path.join(opened.folder.notebooks, 'n.md'), NOTEBOOK);
    expect(listNotebooks(opened.folder.notebooks)).toEqual([
      { name: 'huge.md', title: 'huge.md' },
      { name: 'n.md', title: 'Drones <to> Russia' },
    ]);
    expect(() => readStored(opened.folder.notebooks, 'huge.md')).toThrow(
      expect.objectContaining({ code: 'notebook/too-large' }),
    );
    await expect(room().status('x'.repeat(5_000_000))).rejects.toMatchObject({ code: 'notebook/too-large' });
  });

  it('serves two windows with other texts of one notebook', async () => {
    const theirs = NOTEBOOK.replace('value: 10', 'value: 1');
    await run();
    await run(theirs);
    // Switching back takes the results of the run before, and neither window sees the other's.
    expect(await reasons(NOTEBOOK)).toEqual({
      'text-1': ['Its figures are of another run, or its text was changed since.'],
    });
    expect((await room().result(NOTEBOOK, 'by_exporter', {}))!.rowCount).toBe(3);
    expect((await room().result(theirs, 'by_exporter', {}))!.rowCount).toBe(1);
  });

  it('names changed sources and decisions, and what the clock or a table of one’s own makes doubtful', async () => {
    const text = NOTEBOOK + '\n```sql name=clock\nselect now() t\n```\n\n```sql name=own\nfrom work.mine\n```\n';
    await opened.engine.run('create table work.mine as select 1 x');
    await run(text);
    expect(await reasons(text)).toEqual({});
    await reopen();
    expect(await reasons(text)).toEqual({
      clock: ['It uses the clock or chance, so each run gives other values.'],
      own: ['It reads a table of your own, which may have changed unseen.'],
    });
    opened.custody.append('party_decided', { test: true });
    expect((await reasons(text))['drones']).toEqual([
      'The tables of the case were made anew since it was run (a mapping, a decision or an analysis).',
    ]);
    expect((await reasons(text))['clock']).toHaveLength(1);
    expect(await run(text, { kind: 'stale' })).toContain('drones');
    expect(await reasons(text)).toEqual({});
  });

  it('makes its own tables anew when it is run again, and leaves those of others alone', async () => {
    const text = '```sql name=a\ncreate table work.t as select count(*) n from shipments; from work.t\n```\n';
    expect(await run(text)).toEqual(['a']);
    await run(text);
    await reopen();
    await opened.engine.internal(sql`DELETE FROM work.derived.shipments WHERE decl_no = '1'`);
    const handle = async () => (await room().status(text)).cells[0]!;
    await run(text);
    expect(await handle()).toMatchObject({ error: null, rows: 1 });
    const other = '```sql name=b\ncreate table work.t as select 2 n\n```\n';
    await roomOf(opened, 'other.md').run(other, { kind: 'all' }, () => undefined, {});
    expect((await roomOf(opened, 'other.md').status(other)).cells[0]!.error?.message).toMatch(/already exists/);
    await opened.close();
    scratch.write('case/notebooks/n.md', text);
    const io = collectingIo();
    expect(
      await runCli(['run', path.join(scratch.caseFolder, 'notebooks', 'n.md'), '--case', scratch.caseFolder], io),
    ).toBe(0);
    opened = await Case.open(scratch.caseFolder);
  });

  const SLOW =
    '```sql name=slow\nselect 1; select count(*) n from range(100000000) r, range(1000000) s\n```\n' +
    '```sql name=user\nselect n + 1 m from slow\n```\n```sql name=quick\nselect 1 x; select 2 x\n```\n';

  /** Starts a run; `began` is fulfilled when the cell runs. */
  function start(text: string, what: What, cell: string) {
    const stop = new AbortController();
    const ended: string[] = [];
    let begins!: () => void;
    const began = new Promise<void>((resolve) => (begins = resolve));
    const told = (news: CellNews): void => {
      if ('ended' in news) ended.push(news.ended.cell);
      else if (news.begins === cell) begins();
    };
    const done = room().run(text, what, told, { signal: stop.signal });
    return { done, began, ended, cancel: () => stop.abort() };
  }
  const recorded = (): string[][] => listRuns(opened, NAME).map(({ cells }) => cells.map(({ cell }) => cell));

  it('runs an independent cell while another runs; a cancel of one stops that one only', async () => {
    const slow = start(SLOW, { kind: 'cells', cells: ['slow'] }, 'slow');
    await slow.began;
    const user = start(SLOW, { kind: 'cells', cells: ['user'] }, 'slow');
    expect(await run(SLOW, { kind: 'cells', cells: ['quick'] })).toEqual(['quick']);
    expect((await room().status(SLOW)).cells).toMatchObject([{ cell: 'quick', rows: 1 }]);
    expect(recorded()).toEqual([['quick']]);
    slow.cancel();
    await expect(slow.done).rejects.toMatchObject({ code: 'app/cancelled' });
    // What waited for the cell runs it now, since it has no result.
    await user.began;
    user.cancel();
    await expect(user.done).rejects.toMatchObject({ code: 'app/cancelled' });
    expect([...slow.ended, ...user.ended]).toEqual([]);
    expect(recorded()).toEqual([['quick']]);
  });

  it('lets a cell wait for what it needs, and makes that once', async () => {
    const text = SLOW.replace('range(100000000)', 'range(20)');
    const first = start(text, { kind: 'cells', cells: ['slow'] }, 'slow');
    const second = start(text, { kind: 'all' }, 'user');
    const third = start(text, { kind: 'cells', cells: ['user'] }, 'user');
    await Promise.all([first.done, second.done, third.done]);
    expect([...first.ended, ...second.ended, ...third.ended].sort()).toEqual(['quick', 'slow', 'user']);
    expect((await room().status(text)).stale).toEqual([]);
    expect(recorded().flat().sort()).toEqual(['quick', 'slow', 'user']);
  });

  it('an edited cell that runs beside a run of the text before keeps its own result', async () => {
    const before = SLOW.replace('select n + 1 m from slow', 'select 5 m').replace('range(100000000)', 'range(5000)');
    const all = start(before, { kind: 'all' }, 'slow');
    await all.began;
    const edited = before.replace('select 5 m', 'select 6 m');
    expect(await run(edited, { kind: 'cells', cells: ['user'] })).toEqual(['user']);
    await all.done;
    const { id } = (await room().result(edited, 'user', {}))!;
    expect((await opened.engine.page(id, 0, 9)).columns).toEqual([[6]]);
    expect((await room().status(edited)).stale).toEqual([]);
  });

  it('makes a report of what nothing else changes meanwhile', async () => {
    const slow = start(SLOW, { kind: 'cells', cells: ['slow'] }, 'slow');
    await slow.began;
    const whole = () =>
      room().whole(
        SLOW,
        () => undefined,
        {},
        () => Promise.resolve(),
      );
    await expect(whole()).rejects.toMatchObject({ code: 'notebook/running' });
    slow.cancel();
    await expect(slow.done).rejects.toMatchObject({ code: 'app/cancelled' });
  });

  it('after a cancel has recorded what had finished', async () => {
    const text = SLOW.replace(/^/, '```sql name=a\nselect 1 x\n```\n');
    const all = start(text, { kind: 'all' }, 'slow');
    await all.began;
    all.cancel();
    await expect(all.done).rejects.toMatchObject({ code: 'app/cancelled' });
    expect(recorded()).toEqual([['a']]);
  });
});
