import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listNotebooks, readStored, readVersion, saveNotebook, versionsOf } from './store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (minutes: number): Date => new Date(Date.UTC(2023, 0, 1, 0, minutes));

describe('the notebooks of a case', () => {
  it('are saved and read byte for byte', () => {
    const text = '\uFEFF---\r\ntitle: Кто продал\r\n---\r\n```sql\r\nselect 1\r\n```';
    const { hash } = saveNotebook(folder, 'кто продал.md', text, null);
    expect(readStored(folder, 'кто продал.md')).toEqual({ name: 'кто продал.md', text, hash });
    expect(listNotebooks(folder)).toEqual([{ name: 'кто продал.md', title: 'Кто продал' }]);
  });

  it('are never written over when another program changed them', () => {
    const { hash } = saveNotebook(folder, 'a.md', 'one', null);
    writeFileSync(path.join(folder, 'a.md'), 'outside');
    expect(() => saveNotebook(folder, 'a.md', 'two', hash)).toThrow(
      expect.objectContaining({ code: 'notebook/changed' }),
    );
    expect(() => saveNotebook(folder, 'a.md', 'two', null)).toThrow(
      expect.objectContaining({ code: 'notebook/changed' }),
    );
    expect(readStored(folder, 'a.md').text).toBe('outside');
    rmSync(path.join(folder, 'a.md'));
    expect(() => saveNotebook(folder, 'a.md', 'two', hash)).toThrow(
      expect.objectContaining({ code: 'notebook/changed' }),
    );
  });

  it('keep earlier versions, some minutes apart', () => {
    let { hash } = saveNotebook(folder, 'a.md', 'v0', null, at(0));
    for (const [minute, text] of [[1, 'v1'], [2, 'v2'], [5, 'v3'], [5, 'v3'], [9, 'v4']] as const)
      ({ hash } = saveNotebook(folder, 'a.md', text, hash, at(minute))); // prettier-ignore
    const versions = versionsOf(folder, 'a.md');
    expect(versions.map((v) => readVersion(folder, 'a.md', v.id))).toEqual(['v3', 'v2', 'v0']);
    expect(versions[0]!.savedAt).toBe(at(9).toISOString());
    for (let i = 0; i < 250; i += 1) ({ hash } = saveNotebook(folder, 'a.md', `w${i}`, hash, at(20 + i * 3)));
    expect(versionsOf(folder, 'a.md')).toHaveLength(200);
    expect(listNotebooks(folder)).toHaveLength(1);
    expect(() => readVersion(folder, 'a.md', '../../a')).toThrow(
      expect.objectContaining({ code: 'notebook/not-found' }),
    );
  });

  it('have names that stay in their folder', () => {
    for (const name of [
      '../x.md',
      'a/b.md',
      'a\\b.md',
      '.md',
      '.hidden.md',
      'x.txt',
      'nul.md',
      'a\n.md',
      '',
      'a:b.md',
      `${'x'.repeat(300)}.md`,
    ])
      expect(() => saveNotebook(folder, name, 'x', null), name).toThrow(
        expect.objectContaining({ code: 'notebook/name' }),
      );
  });

  it('are plain text files and nothing else', () => {
    writeFileSync(path.join(folder, 'secret'), 'x');
    symlinkSync(path.join(folder, 'secret'), path.join(folder, 'link.md'));
    mkdirSync(path.join(folder, 'folder.md'));
    writeFileSync(path.join(folder, 'bytes.md'), Buffer.from([0xff, 0xfe, 0x00]));
    const code = (name: string) => {
      try {
        return readStored(folder, name);
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(['link.md', 'folder.md', 'none.md', 'bytes.md'].map(code)).toEqual([
      'notebook/not-found', 'notebook/not-found', 'notebook/not-found', 'notebook/not-text',
    ]); // prettier-ignore
    expect(listNotebooks(folder)).toEqual([{ name: 'bytes.md', title: 'bytes.md' }]);
  });

  it('are the old or the new text when the process is killed while saving', async () => {
    const store = path.join(import.meta.dirname, 'store.ts');
    const script = path.join(folder, 'saver.mjs');
    const source = `
      import { readStored, saveNotebook } from ${JSON.stringify(store)};
      let { hash } = readStored(process.argv[2], 'a.md');
      console.log('ready');
      for (let i = 0; ; i += 1) ({ hash } = saveNotebook(process.argv[2], 'a.md', String(i % 10).repeat(300_000), hash));`;
    const stdin = { contents: source, resolveDir: import.meta.dirname, loader: 'ts' } as const;
    await build({
      stdin,
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: script,
      packages: 'external',
      absWorkingDir: path.resolve(import.meta.dirname, '../..'),
      logLevel: 'error',
    });
    const own = path.join(path.resolve(import.meta.dirname, '../..'), 'node_modules');
    symlinkSync(own, path.join(folder, 'node_modules'));
    const notebooks = path.join(folder, 'notebooks');
    mkdirSync(notebooks);
    saveNotebook(notebooks, 'a.md', '9'.repeat(300_000), null);
    for (let round = 0; round < 12; round += 1) {
      const child = spawn(process.execPath, [script, notebooks], { stdio: ['ignore', 'pipe', 'inherit'] });
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await sleep(5 + round * 7);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      const text = readFileSync(path.join(notebooks, 'a.md'), 'utf8');
      expect(text).toHaveLength(300_000);
      expect(new Set(text).size).toBe(1);
    }
    expect(readdirSync(notebooks).filter((name) => name.endsWith('.md'))).toEqual(['a.md']);
  });
});
