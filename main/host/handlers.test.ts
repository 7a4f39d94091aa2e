import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient, type Client } from '../../shared/contract/client.ts';
import { channelPair } from '../../shared/contract/protocol.ts';
import type { WaybillError } from '../../shared/errors.ts';
import { createOffice, type Office } from './handlers.ts';
import { serve } from './server.ts';

let dir: string;
let office: Office;
let client: Client;

function start(): void {
  office = createOffice({
    host: 'chromium',
    notices: ['said by the host'],
    userDir: path.join(dir, 'home'),
    open: null,
  });
  const [window, process] = channelPair();
  serve(process, office.handlers);
  client = createClient(window);
}

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'waybill-office-'));
  mkdirSync(path.join(dir, 'home'));
  start();
});
afterEach(async () => {
  await office.close();
  rmSync(dir, { recursive: true, force: true });
});

const at = (name: string): string => path.join(dir, name);
const write = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};
const CSV = 'key,amount\nA,1\nB,2\nC,2,too many\nD,4\n';

describe('a window', () => {
  it('works on a case: new, add, look, row, rejects, close, open again', async () => {
    expect(await client.call('case/info', {})).toBeNull();
    await expect(client.call('engine/relations', {})).rejects.toMatchObject({ code: 'case/none' });
    const made = await client.call('case/new', { path: at('drones'), name: 'Drones' });
    expect(made).toMatchObject({ name: 'Drones', synthetic: false, sources: [] });
    const file = write('a.csv', CSV);
    const [added] = await client.call('case/add', { files: [file] });
    expect(added).toMatchObject({ read: 4, loaded: 3, rejected: 1 });
    const info = (await client.call('case/info', {}))!;
    const [source] = info.sources;
    expect(source).toMatchObject({ path: file, records_read: 4 });

    const relation = (await client.call('engine/relations', {})).find((r) => r.name.startsWith('raw_'))!;
    const view = await client.call('engine/view', {
      relation: relation.name,
      sort: [{ column: 'key', descending: true }],
    });
    expect(view.rowCount).toBe(3);
    const page = await client.call('engine/page', { id: view.id, from: 0, count: 1 });
    expect(page.columns.flat()).toContain('D');

    const row = await client.call('case/row', { source_id: source!.source_id, record: 4 });
    expect(row).toMatchObject({ raw: 'D,4', values: { key: 'D', amount: '4' } });
    const rejected = await client.call('case/row', { source_id: source!.source_id, record: 3 });
    expect(rejected).toMatchObject({ raw: 'C,2,too many', values: {} });
    const rejects = await client.call('case/rejects', { source_id: null, from: 0, count: 10 });
    expect(rejects).toEqual([expect.objectContaining({ file, record: 3, raw: 'C,2,too many' })]);
    expect(await client.call('case/verify', {})).toMatchObject({ ok: true, problems: [] });

    await client.call('case/close', {});
    expect((await client.call('case/recent', {})).cases).toEqual([expect.objectContaining({ path: at('drones') })]);
    expect((await client.call('case/open', { path: at('drones') })).sources).toHaveLength(1);
  });

  it('is told of each file that was refused, and the others are added', async () => {
    await client.call('case/new', { path: at('c'), name: 'c' });
    const [refused, added] = await client.call('case/add', { files: [at('missing.csv'), write('a.csv', CSV)] });
    expect(refused).toMatchObject({ file: at('missing.csv'), error: expect.stringContaining('missing.csv') });
    expect(added).toMatchObject({ loaded: 3 });
  });

  it('keeps state, history and settings over a restart', async () => {
    await client.call('case/new', { path: at('c'), name: 'c' });
    await client.call('case/saveState', { state: { tabs: ['a'] } });
    await client.call('app/saveSettings', { settings: { theme: 'dark' } });
    await client.call('engine/run', { text: 'select 1' });
    await expect(client.call('engine/run', { text: 'select nope' })).rejects.toMatchObject({
      code: 'sql/unknown-name',
    });
    await office.close();
    start();
    await client.call('case/open', { path: at('c') });
    expect(await client.call('case/state', {})).toEqual({ tabs: ['a'] });
    expect(await client.call('app/settings', {})).toEqual({ theme: 'dark' });
    const history = await client.call('case/history', {});
    expect(history.map(({ sql, rows }) => [sql, rows])).toEqual([['select nope', null], ['select 1', 1]]); // prettier-ignore
    expect(history[0]!.error).toContain('nope');
  });

  it('starts with defaults where the settings are damaged, sets them aside and says so', async () => {
    writeFileSync(at('home/settings.json'), '{"theme": "da');
    expect(await client.call('app/settings', {})).toEqual({});
    expect(readFileSync(at('home/settings.json.damaged'), 'utf8')).toBe('{"theme": "da');
    const { notices } = await client.call('app/info', {});
    expect(notices).toEqual(['said by the host', expect.stringContaining('damaged')]);
  });

  it('sends a file that only it has, piece by piece; a second of the same name gets a number', async () => {
    await client.call('case/new', { path: at('c'), name: 'c' });
    const send = async (text: string): Promise<string> => {
      const bytes = new TextEncoder().encode(text);
      const { id } = await client.call('file/begin', { name: '../../evil:name.csv', bytes: bytes.length });
      await client.call('file/piece', { id, offset: 0, bytes: bytes.slice(0, 5) });
      await client.call('file/piece', { id, offset: 5, bytes: bytes.slice(5) });
      return (await client.call('file/end', { id })).path;
    };
    const first = await send(CSV);
    expect(first).toBe(at('c/evidence/evil_name.csv'));
    expect(readFileSync(first, 'utf8')).toBe(CSV);
    expect(await send(`${CSV}E,5\n`)).toBe(at('c/evidence/evil_name (2).csv'));
    expect(await client.call('case/add', { files: [first] })).toMatchObject([{ loaded: 3 }]);
  });

  it('saves the notebook of a Quick Look without a case, over a notebook and over nothing else', async () => {
    const text = '---\nwaybill: 1\ntitle: a\n---\n# a\n';
    expect(await client.call('look/saveNotebook', { path: at('a.md'), text })).toEqual({ path: at('a.md') });
    await client.call('look/saveNotebook', { path: at('a.md'), text: `${text}b\n` });
    expect(readFileSync(at('a.md'), 'utf8')).toBe(`${text}b\n`);
    const refused = async (path: string): Promise<string> =>
      (await client.call('look/saveNotebook', { path, text }).catch((error: WaybillError) => error.code)) as string;
    expect(await refused(write('diary.md', '# Dear diary\n'))).toBe('look/not-a-notebook');
    expect(readFileSync(at('diary.md'), 'utf8')).toBe('# Dear diary\n');
    expect(await refused(at('a.csv'))).toBe('look/not-a-notebook');
    expect(await refused(at('none/a.md'))).toBe('export/folder-missing');
    await client.call('case/new', { path: at('c'), name: 'c' });
    expect(await refused(at('c/layouts/a.md'))).toBe('export/evidence');
  });

  it('leaves nothing of a file that does not arrive whole', async () => {
    await client.call('case/new', { path: at('c'), name: 'c' });
    const { id } = await client.call('file/begin', { name: 'a.csv', bytes: 10 });
    await expect(client.call('file/piece', { id, offset: 3, bytes: new Uint8Array(2) })).rejects.toMatchObject({
      code: 'file/out-of-order',
    });
    const short = await client.call('file/begin', { name: 'a.csv', bytes: 10 });
    await expect(client.call('file/end', { id: short.id })).rejects.toMatchObject({ code: 'file/out-of-order' });
    expect(existsSync(at('c/evidence/a.csv'))).toBe(false);
  });

  it('does not overwrite a notebook that somebody else changed', async () => {
    await client.call('case/new', { path: at('c'), name: 'c' });
    const { hash } = await client.call('notebook/save', { name: 'a.md', text: '# A\n', expectedHash: null });
    expect(await client.call('notebook/read', { name: 'a.md' })).toEqual({ name: 'a.md', text: '# A\n', hash });
    writeFileSync(at('c/notebooks/a.md'), '# theirs\n');
    const save = (expectedHash: string | null): Promise<unknown> =>
      client.call('notebook/save', { name: 'a.md', text: '# mine\n', expectedHash });
    await expect(save(hash)).rejects.toMatchObject({ code: 'notebook/changed' });
    await expect(save(null)).rejects.toMatchObject({ code: 'notebook/changed' });
    expect(readFileSync(at('c/notebooks/a.md'), 'utf8')).toBe('# theirs\n');
    for (const name of ['../x.md', '.hidden.md', 'a.txt', 'a/b.md', '']) {
      await expect(client.call('notebook/save', { name, text: '', expectedHash: null })).rejects.toMatchObject({
        code: 'notebook/name',
      });
    }
    expect(await client.call('notebook/list', {})).toEqual([{ name: 'a.md', title: expect.any(String) }]);
  });

  it('lists folders for its own chooser: folders first, cases known, hidden left out', async () => {
    await client.call('case/new', { path: at('case'), name: 'c' });
    mkdirSync(at('folder'));
    write('.hidden', '');
    write('file10.csv', '1');
    write('file9.csv', '1');
    const { entries, parent } = await client.call('file/list', { folder: dir });
    expect(parent).toBe(path.dirname(dir));
    expect(entries.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['case case', 'folder folder', 'folder home', 'file file9.csv', 'file file10.csv']); // prettier-ignore
    await expect(client.call('file/list', { folder: at('none') })).rejects.toMatchObject({ code: 'file/no-folder' });
  });

  it('cancels a long statement and goes on', async () => {
    await client.call('case/new', { path: at('c'), name: 'c' });
    const controller = new AbortController();
    const text = 'select count(*) from range(1000000) a, range(1000000) b where (a.range * b.range) % 7 = 3';
    const running = client.call('engine/run', { text }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(running).rejects.toMatchObject({ code: 'app/cancelled' });
    expect((await client.call('engine/run', { text: 'select 1' })).rowCount).toBe(1);
  });
});
