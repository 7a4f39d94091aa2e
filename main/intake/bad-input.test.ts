/** Files that are not what they seem, or change, or do not fit: each gives a clear error, and nothing is left behind. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { SourceSettings } from '../../shared/intake/settings.ts';
import { csvSettings } from '../../shared/intake/settings-fixture.ts';
import { LoadBench } from './load-fixture.ts';
import { loadSource } from './load.ts';

const bench = new LoadBench();
afterAll(() => bench.close());

const settings = csvSettings(['a', 'b']);

async function refused(file: string, how: SourceSettings = settings): Promise<{ code: string; advice: string }> {
  const request = bench.request(file, how);
  const thrown = await loadSource(request).then(
    () => null,
    (error: unknown) => error,
  );
  expect(fs.existsSync(request.outData)).toBe(false);
  expect(fs.existsSync(request.outIndex)).toBe(false);
  expect(fs.existsSync(request.scratch) ? fs.readdirSync(request.scratch) : []).toEqual([]);
  return thrown as { code: string; advice: string };
}

describe('refused with a reason', () => {
  it('a file that is not there, a folder, a device', async () => {
    expect(await refused(path.join(bench.folder, 'nothing.csv'))).toMatchObject({ code: 'intake/not-found' });
    expect(await refused(bench.folder)).toMatchObject({ code: 'intake/folder' });
    if (process.platform === 'linux') {
      expect(await refused('/dev/zero')).toMatchObject({ code: 'intake/not-a-file' });
      const pipe = path.join(bench.folder, 'pipe.csv');
      execFileSync('mkfifo', [pipe]);
      expect(await refused(pipe)).toMatchObject({ code: 'intake/not-a-file' });
    }
  });

  it.skipIf(process.getuid?.() === 0)('a file without permission (not as root, who may read all)', async () => {
    const file = bench.file('secret.csv', 'a,b\n1,2\n');
    fs.chmodSync(file, 0);
    expect(await refused(file)).toMatchObject({ code: 'intake/unreadable' });
  });

  it('an empty file, of any kind', async () => {
    const file = bench.file('empty', '');
    for (const change of [
      {},
      { encoding: 'windows-1251' },
      { kind: 'parquet' },
      { kind: 'xlsx' },
      { kind: 'json' },
    ] as const) {
      expect(await refused(file, { ...settings, ...change })).toMatchObject({ code: 'intake/empty' });
    }
    expect(await refused(file, { ...settings, compression: 'gzip' })).toMatchObject({ code: 'intake/truncated' });
  });

  it('a binary file that is called .csv', async () => {
    const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251));
    expect(await refused(bench.file('noise.csv', noise))).toMatchObject({ code: 'intake/not-in-encoding' });
    const pdf = await refused(bench.file('report.csv', '%PDF-1.7\nsome words\n'));
    expect(pdf).toMatchObject({ code: 'intake/not-text' });
    expect(pdf.advice).toContain('PDF');
  });

  it('a Parquet file that is none, is damaged or cut off', async () => {
    const parquet = { ...settings, kind: 'parquet' as const };
    expect(await refused(bench.file('x.parquet', 'a,b\n1,2\n'), parquet)).toMatchObject({ code: 'intake/not-parquet' });
    expect(await refused(bench.file('y.parquet', `PAR1${'x'.repeat(100)}`), parquet)).toMatchObject({
      code: 'intake/truncated',
    });
    const broken = Buffer.concat([
      Buffer.from(`PAR1${'x'.repeat(100)}`),
      Buffer.from([50, 0, 0, 0]),
      Buffer.from('PAR1'),
    ]);
    expect(await refused(bench.file('z.parquet', broken), parquet)).toMatchObject({ code: 'intake/damaged-parquet' });
  });

  it('an encoding that is not known', async () => {
    const file = bench.file('enc.csv', 'a,b\n1,2\n');
    expect(await refused(file, { ...settings, encoding: 'klingon-8' })).toMatchObject({
      code: 'intake/encoding-unknown',
    });
  });

  it('a file that grows, shrinks or vanishes while it is read', async () => {
    const rows = '1,some text that takes a little room\n'.repeat(400_000);
    for (const [change, code] of [
      [(file: string) => fs.appendFileSync(file, '9,9\n'), 'intake/source-changed'],
      [(file: string) => fs.truncateSync(file, 1000), 'intake/source-changed'],
      [(file: string) => fs.rmSync(file), 'intake/source-vanished'],
      [
        (file: string) => {
          fs.rmSync(file);
          fs.writeFileSync(file, `a,b\n${rows}`);
        },
        'intake/source-changed',
      ],
    ] as const) {
      const file = bench.file('moving.csv', `a,b\n${rows}`);
      let done = false;
      const onProgress = (): void => {
        if (!done) change(file);
        done = true;
      };
      const request = bench.request(file, settings, { onProgress });
      await expect(loadSource(request)).rejects.toMatchObject({ code });
      expect(fs.existsSync(request.outData)).toBe(false);
    }
  });

  it('where the disk of the case is full', async ({ skip }) => {
    const disk = path.join(bench.folder, 'disk');
    fs.mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      skip('A small disk can only be mounted by root.');
    }
    try {
      const noise = Array.from(
        { length: 200_000 },
        (_, i) => `${(i * 2654435761) % 4294967296},${(i * 40503) % 65521}`,
      );
      for (const change of [{}, { encoding: 'windows-1251' }]) {
        const file = bench.file('large.csv', `a,b\n${noise.join('\n')}\n`);
        const request = {
          ...bench.request(file, { ...settings, ...change }),
          outData: path.join(disk, 'data.parquet'),
          outIndex: path.join(disk, 'data.index'),
          outRejects: path.join(disk, 'rejects.parquet'),
          scratch: path.join(disk, 'scratch'),
        };
        await expect(loadSource(request)).rejects.toMatchObject({ code: 'disk/full' });
        expect(fs.readdirSync(disk)).toEqual(['scratch']);
        expect(fs.readdirSync(request.scratch)).toEqual([]);
      }
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

describe('read all the same', () => {
  it('a line of 200 MB: one reject, in bounded memory', async () => {
    const file = path.join(bench.folder, 'long.csv');
    fs.writeFileSync(file, 'a,b\n1,2\n3,"');
    const block = Buffer.alloc(10 * 1024 * 1024, 'x');
    for (let i = 0; i < 20; i += 1) fs.appendFileSync(file, block);
    fs.appendFileSync(file, '\n5,6\n');
    const { rows, records, rejects } = await bench.load(file, settings);
    expect(rows).toEqual([
      ['1', '2'],
      ['5', '6'],
    ]);
    expect(records).toEqual([1, 3]);
    expect(rejects).toMatchObject([{ record: 2, line: 3, reason: 'too long' }]);
    expect(rejects[0]?.raw.startsWith('3,"xxx')).toBe(true);
    fs.rmSync(file);
  });

  it('characters of several bytes on the border of two reads', async () => {
    for (let shift = 0; shift < 4; shift += 1) {
      // One read takes a mebibyte; the four-byte characters lie across its end in every way.
      const text = `a,b\n${'x'.repeat(shift)}${'𐍈'.repeat(300_000)},1\n${'Ж'.repeat(600_000)},2\n`;
      const { rows, result } = await bench.load(bench.file('border.csv', text), settings);
      expect(result).toMatchObject({ read: 2, loaded: 2 });
      expect(rows[0]?.[0]).toBe('x'.repeat(shift) + '𐍈'.repeat(300_000));
      expect(rows[1]?.[0]).toBe('Ж'.repeat(600_000));
    }
  });

  it('file names that the engine could take for patterns, folders that it could take for columns', async () => {
    fs.mkdirSync(path.join(bench.folder, 'year=2022'));
    const names = ['a[1].csv', 'a*.csv', 'a?.csv', "it's.csv", 'year=2022/x.csv', 'a1.csv'];
    for (const name of names) bench.file(name, `a,b\n1,${name}\n`);
    for (const name of names) {
      const { rows, result } = await bench.load(path.join(bench.folder, name), settings);
      expect(rows).toEqual([['1', name]]);
      expect(result.numbered).toBe(false);
    }
  });

  it('names that SQL or CSV could trip over', async () => {
    const headers = ['a"b', "it's", 'select', 'a"b', '', 'x\ny'];
    const file = bench.file(`o'br"ien; drop.csv`, `"a""b",it's,select,"a""b",,"x\ny"\n1,2,3,4,5,6\n`);
    const { rows, result } = await bench.load(file, csvSettings(headers));
    expect(rows).toEqual([['1', '2', '3', '4', '5', '6']]);
    expect(result.columns).toEqual(['a"b', "it's", 'select', 'a"b_2', 'column_5', 'x y']);
  });
});
