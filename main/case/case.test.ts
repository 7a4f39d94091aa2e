import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
  existsSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../../shared/sql/sql.ts';
import { run } from '../commands/test-io.ts';
import { verifyCase } from '../custody/verify.ts';
import { canMount, mountTmpfs } from '../testing/tmpfs.ts';
import { Case } from './case.ts';
import { DERIVED_TABLES } from './schema.ts';

let folder: string;
let root: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-case-'));
  root = path.join(folder, 'case');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const makeCase = async (): Promise<void> => (await Case.create(root)).close();

describe('a case', () => {
  it('has every table of the data model, empty, from the first moment', async () => {
    const made = await Case.create(root, { name: 'Дроны' });
    for (const table of [...Object.keys(DERIVED_TABLES), 'sources', 'rejects']) {
      const { rows } = await made.engine.internal(sql`SELECT count(*) FROM ${{ text: table, binds: [] }}`);
      expect([table, rows[0]?.[0]]).toEqual([table, '0']);
    }
    await made.close();
    const again = await Case.open(root);
    expect(again.name).toBe('Дроны');
    await again.close();
  });

  it('is not made over something that is there', async () => {
    mkdirSync(root);
    writeFileSync(path.join(root, 'mine.txt'), 'x');
    await expect(Case.create(root)).rejects.toMatchObject({ code: 'case/exists' });
    expect(readdirSync(root)).toEqual(['mine.txt']);
  });

  it('has one holder, and a dead one does not count', async () => {
    const first = await Case.create(root);
    await expect(Case.open(root)).rejects.toMatchObject({
      code: 'case/locked',
      advice: expect.stringContaining(String(process.pid)),
    });
    await first.close();
    writeFileSync(
      path.join(root, '.waybill', 'lock'),
      JSON.stringify({ pid: 2 ** 22 + 1, host: (await import('node:os')).hostname(), since: 'then' }),
    );
    await (await Case.open(root)).close();
    writeFileSync(path.join(root, '.waybill', 'lock'), '{"pi');
    await (await Case.open(root)).close();
  });

  it.runIf(canMount)('on a read-only disk is not opened, with a way out, and is verified all the same', async () => {
    const disk = mountTmpfs(folder, 'size=20m');
    try {
      const place = path.join(disk.path, 'case');
      await (await Case.create(place)).close();
      execFileSync('mount', ['-o', 'remount,ro', disk.path]);
      await expect(Case.open(place)).rejects.toMatchObject({ code: 'case/read-only' });
      expect(await verifyCase(place)).toMatchObject({ ok: true });
    } finally {
      disk.unmount();
    }
  });

  it('can be moved', async () => {
    await makeCase();
    expect(readFileSync(path.join(root, 'work.duckdb')).includes(folder)).toBe(false);
    expect(readFileSync(path.join(root, 'case.yml'), 'utf8')).not.toContain(folder);
  });

  it.each([
    ['waybill: 99\nname: x\n', 'case/newer'],
    ['waybill: [', 'case/damaged'],
    ['name: x\n', 'case/damaged'],
  ])('says what is wrong with case.yml: %j', async (text, code) => {
    await makeCase();
    writeFileSync(path.join(root, 'case.yml'), text);
    await expect(Case.open(root)).rejects.toMatchObject({ code });
    expect(readFileSync(path.join(root, 'case.yml'), 'utf8')).toBe(text);
  });

  it('says that there is no case', async () => {
    await expect(Case.open(folder)).rejects.toMatchObject({ code: 'case/not-a-case' });
  });

  it('keeps what a person wrote into case.yml', async () => {
    await makeCase();
    appendFileSync(path.join(root, 'case.yml'), '# given by a source in March\n');
    const opened = await Case.open(root);
    opened.custody.append('export_made', { path: 'x' });
    await opened.close();
    expect(readFileSync(path.join(root, 'case.yml'), 'utf8')).toContain('# given by a source in March');
  });

  it('sets a damaged work.duckdb aside and opens', async () => {
    await makeCase();
    writeFileSync(path.join(root, 'work.duckdb'), 'this is no database at all'.repeat(1000));
    const opened = await Case.open(root);
    expect(opened.derivedIsMissing).toBe(true);
    expect(opened.notices.join()).toContain('work.duckdb was damaged');
    await opened.close();
    expect(readdirSync(path.join(root, '.waybill')).some((n) => n.startsWith('damaged-'))).toBe(true);
  });

  it('makes derived tables of another edition again', async () => {
    const made = await Case.create(root);
    await made.engine.internal(sql`UPDATE work.derived.edition SET fingerprint = 'older'`);
    await made.engine.internal(sql`ALTER TABLE work.derived.parties DROP COLUMN name`);
    await made.engine.run('create table work.mine as select 1 x');
    await made.close();
    const opened = await Case.open(root);
    expect(opened.notices.join()).toContain('another edition');
    expect((await opened.engine.internal(sql`SELECT name FROM parties`)).rows).toEqual([]);
    expect((await opened.engine.run('from work.mine')).rowCount).toBe(1);
    await opened.close();
    const again = await Case.open(root);
    expect(again.notices).toEqual([]);
    await again.close();
  });

  it('works after .waybill was deleted', async () => {
    await makeCase();
    rmSync(path.join(root, '.waybill'), { recursive: true });
    await (await Case.open(root)).close();
  });

  it('removes the data of an add that did not finish', async () => {
    await makeCase();
    writeFileSync(path.join(root, 'data', 's1.parquet'), 'half');
    writeFileSync(path.join(root, 'data', 'notes.txt'), 'mine');
    await (await Case.open(root)).close();
    expect(readdirSync(path.join(root, 'data'))).toEqual(['notes.txt']);
  });

  it.skipIf(!canMount)('cannot be made in a read-only folder, and says so', async () => {
    const disk = mountTmpfs(folder, 'size=1m,ro');
    await expect(Case.create(path.join(disk.path, 'case'))).rejects.toMatchObject({ code: 'disk/read-only' });
    disk.unmount();
  });

  it.skipIf(!canMount)('says that the disk is full, and leaves the log as it was', async () => {
    const disk = mountTmpfs(folder, 'size=8m');
    const here = path.join(disk.path, 'case');
    const made = await Case.create(here);
    made.custody.append('export_made', { path: 'a' });
    disk.fill();
    expect(() => made.custody.append('export_made', { path: 'b' })).toThrow(
      expect.objectContaining({ code: 'disk/full' }),
    );
    disk.empty();
    made.custody.append('export_made', { path: 'c' });
    await made.close();
    expect(await verifyCase(here)).toEqual({ ok: true, entries: 3, problems: [] });
    disk.unmount();
  });
});

describe('the custody log', () => {
  const file = (): string => path.join(root, 'custody.jsonl');
  const lines = (): string[] => readFileSync(file(), 'utf8').split('\n').slice(0, -1);
  const write = (all: readonly string[]): void => writeFileSync(file(), all.map((l) => `${l}\n`).join(''));

  beforeEach(async () => {
    const made = await Case.create(root);
    for (let i = 0; i < 3; i += 1) made.custody.append('export_made', { path: `x${i}` });
    await made.close();
  });

  it('holds when untouched', async () => {
    expect(await verifyCase(root)).toEqual({ ok: true, entries: 4, problems: [] });
  });

  it.each<[string, (all: string[]) => string[]]>([
    ['changed', (all) => all.map((l, i) => (i === 1 ? l.replace('x0', 'x9') : l))],
    ['removed', (all) => all.filter((_, i) => i !== 1)],
    ['removed at the end', (all) => all.slice(0, -1)],
    ['all removed', () => []],
    ['reordered', (all) => [all[0]!, all[2]!, all[1]!, all[3]!]],
    ['added', (all) => [...all, all[3]!]],
    ['reformatted', (all) => all.map((l) => l.replace('{', '{ '))],
    ['broken', (all) => [all[0]!, 'no json', ...all.slice(1)]],
  ])('shows an entry %s', async (_what, change) => {
    write(change(lines()));
    expect((await verifyCase(root)).ok).toBe(false);
    const { code, json } = await run(['verify', root, '--json']);
    expect([code, (json as { ok: boolean }).ok]).toEqual([1, false]);
  });

  it('adds nothing to a broken chain', async () => {
    write(lines().slice(0, -1));
    const opened = await Case.open(root);
    expect(() => opened.custody.append('export_made', {})).toThrow(expect.objectContaining({ code: 'custody/broken' }));
    await opened.close();
  });

  it('recovers from a kill at each step of an append', async () => {
    const yml = path.join(root, 'case.yml');
    const before = { log: readFileSync(file()), yml: readFileSync(yml) };
    const opened = await Case.open(root);
    opened.custody.append('export_made', { path: 'last' });
    await opened.close();
    const after = { log: readFileSync(file()), yml: readFileSync(yml, 'utf8') };
    const last = (JSON.parse(after.log.toString().trim().split('\n').at(-1)!) as { hash: string }).hash;
    const pending = before.yml.toString().replace('pending: null', `pending: ${last}`);
    // Killed after the mark, in the middle of the line, and after the line.
    for (const log of [before.log, after.log.subarray(0, before.log.length + 20), after.log]) {
      writeFileSync(file(), log);
      writeFileSync(yml, pending);
      const again = await Case.open(root);
      again.custody.append('export_made', { path: 'next' });
      await again.close();
      expect(await verifyCase(root)).toMatchObject({ ok: true, problems: [] });
    }
  });
});

describe('the command line', () => {
  it('teaches, and tells bad usage from failed data', async () => {
    expect((await run(['--help'])).out).toContain('sql');
    expect((await run(['nonsense'])).code).toBe(2);
    expect((await run(['sql'])).code).toBe(2);
    await makeCase();
    expect((await run(['sql', root, 'select nope'])).code).toBe(1);
    expect((await run(['sql', root, 'select 1', '--format', 'nope'])).code).toBe(2);
    expect(await run(['sql', root, 'select 1 a', '--json'])).toMatchObject({ code: 0, json: [{ a: 1 }] });
    expect(await run(['--json', 'sql', root, 'select 1 a'])).toMatchObject({ code: 0, json: [{ a: 1 }] });
  });

  it('writes exact values in every format', async () => {
    await makeCase();
    const text = "select 9007199254740993 big, 0.10::decimal(18,2) d, null n, '' e, '=1+1' f, 'a\"b' q";
    expect((await run(['sql', root, text, '--json'])).json).toEqual([
      { big: '9007199254740993', d: 0.1, n: null, e: '', f: '=1+1', q: 'a"b' },
    ]);
    expect((await run(['sql', root, text, '--format', 'csv'])).out).toBe(
      'big,d,n,e,f,q\n9007199254740993,0.10,,"",=1+1,"a""b"\n',
    );
    expect((await run(['sql', root, text, '--format', 'csv', '--safe'])).out).toContain("'=1+1");
    const out = path.join(folder, 'o.parquet');
    expect((await run(['sql', root, text, '--format', 'parquet', '--out', out])).code).toBe(0);
    expect(existsSync(out)).toBe(true);
  });

  it('never exports over the evidence', async () => {
    await makeCase();
    const before = readFileSync(path.join(root, 'work.duckdb'));
    const { code, err } = await run([
      'sql',
      root,
      'select 1',
      '--format',
      'parquet',
      '--out',
      path.join(root, 'work.duckdb'),
    ]);
    expect([code, err.includes('evidence')]).toEqual([1, true]);
    expect(readFileSync(path.join(root, 'work.duckdb')).equals(before)).toBe(true);
  });
});
