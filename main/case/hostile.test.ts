/** A case folder, a source or an option that means harm, or is merely wrong: refused in words, and nothing elsewhere is touched. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../commands/test-io.ts';
import { Case } from './case.ts';

let folder: string;
let root: string;
let source: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-hostile-'));
  root = path.join(folder, 'case');
  source = path.join(folder, 'a.csv');
  await (await Case.create(root)).close();
  writeFileSync(source, 'a,b\n1,2\n');
  await run(['add', root, source]);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('links in a case folder', () => {
  it.each(['.waybill', 'data', 'notebooks', 'layouts', 'lists', 'work.duckdb', 'custody.jsonl', 'case.yml'])(
    'are refused: %s',
    async (name) => {
      const victim = path.join(folder, 'victim');
      const inCase = path.join(root, name);
      renameSync(inCase, victim);
      if (name === '.waybill') writeFileSync(path.join(victim, 'out', 'mine.txt'), 'mine');
      symlinkSync(victim, inCase);
      const before = existsSync(path.join(victim, 'out')) ? readdirSync(path.join(victim, 'out')) : null;
      await expect(Case.open(root)).rejects.toMatchObject({ code: 'case/link' });
      if (before) expect(readdirSync(path.join(victim, 'out'))).toEqual(before);
    },
  );

  it('in data/ are told by verify, like files that no entry knows', async () => {
    const data = path.join(root, 'data', 's1.parquet');
    renameSync(data, path.join(folder, 'elsewhere.parquet'));
    symlinkSync(path.join(folder, 'elsewhere.parquet'), data);
    writeFileSync(path.join(root, 'data', 's7.parquet'), 'x');
    const { code, json } = await run(['verify', root, '--json']);
    expect([code, (json as { problems: string[] }).problems.length]).toEqual([1, 2]);
  });
});

describe('sql --out', () => {
  it.each(['csv', 'json', 'table'])('never falls on evidence, also through a link: %s', async (format) => {
    const link = path.join(folder, 'link.csv');
    symlinkSync(source, link);
    const targets = [
      source,
      link,
      path.join(root, 'custody.jsonl'),
      path.join(root, 'case.yml'),
      path.join(root, 'data', 's1.parquet'),
    ];
    const before = targets.map((t) => readFileSync(t).toString('latin1'));
    for (const target of targets) {
      const { code, err } = await run(['sql', root, 'select 1 a', '--format', format, '--out', target]);
      expect([code, err.includes('evidence')]).toEqual([1, true]);
    }
    expect(targets.map((t) => readFileSync(t).toString('latin1'))).toEqual(before);
  });

  it('writes a file whole', async () => {
    const target = path.join(folder, 'o.csv');
    expect((await run(['sql', root, 'select 1 a', '--format', 'csv', '--out', target])).code).toBe(0);
    expect(readFileSync(target, 'utf8')).toBe('a\n1\n');
  });
});

describe('what is merely wrong', () => {
  it('is said in words: a log line that is no entry, aliases that swell', async () => {
    writeFileSync(path.join(root, 'custody.jsonl'), `${readFileSync(path.join(root, 'custody.jsonl'), 'utf8')}null\n`);
    expect(await run(['verify', root, '--json'])).toMatchObject({ code: 1, json: { ok: false } });
    const bomb = [
      'a: &a [x]',
      ...Array.from({ length: 20 }, (_, i) => `b${i}: &b${i} [${i === 0 ? '*a,*a' : `*b${i - 1},*b${i - 1}`}]`),
    ].join('\n');
    writeFileSync(path.join(root, 'case.yml'), bomb);
    await expect(Case.open(root)).rejects.toMatchObject({ code: 'case/damaged' });
  });

  it('is a header given with --map that no file has', async () => {
    const b = path.join(folder, 'b.csv');
    writeFileSync(b, 'x,y\n1,2\n');
    const { code, err } = await run(['add', root, b, '--map', 'nope=brand']);
    expect([code, err.includes('"nope"')]).toEqual([1, true]);
  });
});

describe('small dirty files', () => {
  const add = async (name: string, content: string | Buffer): Promise<unknown> => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return ((await run(['add', root, file, '--json'])).json as unknown[])[0];
  };

  it('keep their encoding in spite of a broken record', async () => {
    const good = Array.from({ length: 20 }, (_, i) => `${i},привет\n`).join('');
    const bytes = Buffer.concat([Buffer.from(`id,слово\n${good}`), Buffer.from([0x35, 0x2c, 0xff, 0xfe, 0xd0, 0x0a])]);
    expect(await add('broken.csv', bytes)).toMatchObject({ read: 21, loaded: 20, rejected: 1 });
    expect(await add('nul.csv', 'a,b\n1,\0\n2,3\n')).toMatchObject({ read: 2, loaded: 1, rejected: 1 });
  });

  it('may have a key called __proto__', async () => {
    mkdirSync(path.join(folder, 'json'));
    expect(await add('json/p.json', '[{"a":1,"__proto__":"p"},{"a":2}]')).toMatchObject({ read: 2, loaded: 2 });
  });
});
