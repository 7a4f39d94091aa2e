/** Promise 2, "nothing is lost": the command line is killed at many instants, and the case holds a file whole or not at all. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../shared/sql/sql.ts';
import { verifyCase } from '../custody/verify.ts';
import { builtCli } from '../testing/built-cli.ts';
import { Case } from './case.ts';

let cli: string;
const KILLS = 25;

let folder: string;
beforeAll(() => {
  cli = builtCli();
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-kill-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the command line; resolves with how long it ran, killed after `killAfter` ms. */
async function runFor(args: readonly string[], killAfter = Infinity): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [cli, ...args], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (Number.isFinite(killAfter)) {
    await Promise.race([ended, sleep(killAfter)]);
    child.kill('SIGKILL');
  }
  await ended;
  return performance.now() - started;
}

const source = (n: number): string => {
  const file = path.join(folder, `f${n}.csv`);
  const rows = Array.from({ length: 4000 }, (_, i) => (i % 1000 === 7 ? `${i}` : `${i},${n},"text, ${i}"`));
  writeFileSync(file, `id,file,words\n${rows.join('\n')}\n`);
  return file;
};
const RECORDS = { read: 4000, loaded: 3996 };
const REJECTED = [8, 1008, 2008, 3008];

/** The case opens, its log holds, and each source is there whole. */
async function checkCase(root: string, repaired = (_sourceId: string): number => 0): Promise<number> {
  const opened = await Case.open(root);
  const sources = [...opened.sources];
  for (const s of sources) {
    const { rows } = await opened.engine.internal(
      sql`SELECT (SELECT count(*) FROM ${{ text: `"raw_${s.layout}"`, binds: [] }} WHERE source_id = ${s.source_id}), (SELECT count(*) FROM rejects WHERE source_id = ${s.source_id})`,
    );
    const fixed = repaired(s.source_id);
    expect(rows[0]).toEqual([String(RECORDS.loaded + fixed), String(RECORDS.read - RECORDS.loaded - fixed)]);
    expect([s.records_loaded, s.records_rejected]).toEqual(rows[0]!.map(Number));
  }
  expect(opened.notices).toEqual([]);
  await opened.close();
  expect(await verifyCase(root)).toMatchObject({ ok: true, problems: [] });
  const data = readdirSync(path.join(root, 'data')).toSorted();
  const expected = sources.flatMap((s) => [
    `${s.source_id}.parquet`,
    `${s.source_id}.rejects.parquet`,
    ...(s.repairs?.sha256 == null ? [] : [`${s.source_id}.repairs-${s.repairs.number}.parquet`]),
  ]);
  expect(data).toEqual(expected.toSorted());
  return sources.length;
}

describe('kill -9', () => {
  it('during add leaves the whole file or none of it', { timeout: 300_000 }, async () => {
    const root = path.join(folder, 'add');
    await (await Case.create(root)).close();
    const whole = await runFor(['add', root, source(0)]);
    let before = await checkCase(root);
    for (let i = 1; i <= KILLS; i += 1) {
      await runFor(['add', root, source(i)], (whole * i) / KILLS);
      const after = await checkCase(root);
      expect([before, before + 1]).toContain(after);
      before = after;
    }
  });

  it('during rebuild leaves a case that opens, verifies and can be rebuilt', { timeout: 300_000 }, async () => {
    const root = path.join(folder, 'rebuild');
    await (await Case.create(root)).close();
    await runFor(['add', root, source(100), source(101)]);
    const whole = await runFor(['rebuild', root]);
    for (let i = 1; i <= KILLS; i += 1) {
      rmSync(path.join(root, 'data', 's1.parquet'), { force: true });
      await runFor(['rebuild', root], (whole * i) / KILLS);
      const opened = await Case.open(root);
      expect(opened.sources).toHaveLength(2);
      await opened.close();
    }
    await runFor(['rebuild', root]);
    expect(await checkCase(root)).toBe(2);
  });

  it('during repair and its undoing leaves the whole repair or none of it', { timeout: 300_000 }, async () => {
    const root = path.join(folder, 'repair');
    await (await Case.create(root)).close();
    await runFor(['add', root, source(200)]);
    const fix = ['repair', root, '--rule', 'pad-end'];
    const undo = ['repair', root, '--undo', '--source', 's1', ...REJECTED.flatMap((n) => ['--record', String(n)])];
    const whole = await runFor([...fix, '--dry-run']);
    let fixed = 0;
    for (let i = 1; i <= KILLS; i += 1) {
      await runFor(fixed === 0 ? fix : undo, (whole * (i + 5)) / KILLS);
      let now = -1;
      await checkCase(root, (id) => {
        const opened = new Set(readdirSync(path.join(root, 'data')));
        expect(id).toBe('s1');
        now = [...opened].some((name) => name.includes('repairs')) ? REJECTED.length : 0;
        return now;
      });
      fixed = now;
    }
    await runFor(fixed === 0 ? fix : undo);
    const after = REJECTED.length - fixed;
    await checkCase(root, () => after);
  });

  it('while a source is read again leaves the old reading or the new one', { timeout: 300_000 }, async () => {
    const root = path.join(folder, 'reread');
    await (await Case.create(root)).close();
    await runFor(['add', root, source(300)]);
    const reread = (header: number): string[] => ['reread', root, 's1', '--header-row', String(header)];
    const whole = await runFor(reread(0));
    let header = 1;
    for (let i = 1; i <= KILLS; i += 1) {
      await runFor(reread(header), (whole * i) / KILLS);
      const opened = await Case.open(root);
      const [s] = opened.sources;
      const now = s!.settings.headerRow;
      const { rows } = await opened.engine.internal(
        sql`SELECT (SELECT count(*) FROM ${{ text: `"raw_${s!.layout}"`, binds: [] }}), (SELECT count(*) FROM rejects)`,
      );
      expect(opened.notices).toEqual([]);
      await opened.close();
      // Without a header its row is one more record, and a sound one.
      const more = now === 0 ? 1 : 0;
      expect(rows[0]!.map(Number)).toEqual([RECORDS.loaded + more, RECORDS.read - RECORDS.loaded]);
      expect([s!.records_read, s!.records_loaded]).toEqual([RECORDS.read + more, RECORDS.loaded + more]);
      expect(await verifyCase(root)).toMatchObject({ ok: true, problems: [] });
      const name = s!.reading === 1 ? 's1' : `s1.reading-${s!.reading}`;
      expect(readdirSync(path.join(root, 'data')).toSorted()).toEqual([`${name}.parquet`, `${name}.rejects.parquet`]);
      header = now === 0 ? 1 : 0;
    }
  });
});
