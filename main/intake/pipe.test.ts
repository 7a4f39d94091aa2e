/** Decoded and packed files go to the engine through a pipe where a thread decodes them: in the built program only. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtCli } from '../testing/built-cli.ts';
import { openPipe } from './pipe.ts';

let cli: string;

let folder: string;
let root: string;
beforeAll(() => {
  cli = builtCli();
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-pipe-'));
  root = path.join(folder, 'case');
  waybill('new', root);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function waybill(...args: string[]): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, [cli, ...args, '--json'], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

const ROWS = 40_000;
/** A table in Russian of some megabytes; `bad` is the row with a field too many. */
const table = (bad: number | null): string =>
  ['номер;товар;вес']
    .concat(
      Array.from(
        { length: ROWS },
        (_, i) => `${i + 1};квадрокоптер «модель ${i % 97}», "серия ${i}";${i % 1000},5${i === bad ? ';лишнее' : ''}`,
      ),
    )
    .join('\n');
const put = (name: string, content: Buffer): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};
const sums = (id: string): unknown =>
  waybill(
    'sql',
    root,
    `select count(*)::int n, sum(номер::int)::int numbers, min(товар) goods, bool_and(source_record = номер::int) in_order from raw_a where source_id = '${id}'`,
  );
const WHOLE = {
  n: ROWS,
  numbers: (ROWS * (ROWS + 1)) / 2,
  goods: 'квадрокоптер «модель 0», "серия 0"',
  in_order: true,
};
const scratch = (): string[] => readdirSync(path.join(root, '.waybill', 'spill'));

describe('a file that has to be decoded', { timeout: 120_000 }, () => {
  it('is loaded whole and in order, its scratch files gone', () => {
    const file = put('a.csv', iconv.encode(`${table(null)}\n`, 'windows-1251'));
    expect(waybill('add', root, file)).toMatchObject([{ source_id: 's1', read: ROWS, loaded: ROWS, rejected: 0 }]);
    expect(sums('s1')).toEqual([WHOLE]);
    expect(scratch()).toEqual([]);
  });

  it('also packed, without a line break at the end', () => {
    const file = put('b.csv.gz', gzipSync(iconv.encode(table(null), 'utf-16le', { addBOM: true })));
    expect(waybill('add', root, file)).toMatchObject([{ source_id: 's2', read: ROWS, loaded: ROWS }]);
    expect(sums('s2')).toEqual([WHOLE]);
  });

  it.each([0, 20_000, ROWS - 1])('is read the other way where record %i is not clean', (bad) => {
    const file = put(`c${bad}.csv`, iconv.encode(table(bad), 'windows-1251'));
    const [added] = waybill('add', root, file) as { source_id: string }[];
    expect(added).toMatchObject({ read: ROWS, loaded: ROWS - 1, rejected: 1 });
    expect(scratch()).toEqual([]);
  });

  it('leaves nothing where it is cancelled at any moment', async () => {
    const file = put('d.csv', iconv.encode(`${table(null)}\n`.repeat(8), 'koi8-r'));
    for (const after of [200, 350, 500, 700, 1000]) {
      const child = spawn(process.execPath, [cli, 'add', root, file], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      setTimeout(() => child.kill('SIGINT'), after);
      await ended;
      expect(readdirSync(path.join(root, '.waybill', 'incoming'))).toEqual([]);
      const known = (waybill('sql', root, 'select count(*)::int n from sources') as { n: number }[])[0]!.n;
      expect(known).toBeLessThanOrEqual(6);
    }
  });
});

describe.runIf(process.platform !== 'win32')('a pipe', () => {
  it('lets go whoever opens it after its end', async () => {
    const pipe = openPipe(path.join(folder, 'late.pipe'));
    expect(pipe).not.toBeNull();
    pipe!.end();
    const reader = spawn('cat', [pipe!.path], { stdio: 'ignore' });
    const code = await new Promise((resolve) => reader.once('exit', resolve));
    expect(code).toBe(0);
    pipe!.close();
    expect(readdirSync(folder)).not.toContain('late.pipe');
  });
});
