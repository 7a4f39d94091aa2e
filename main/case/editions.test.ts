/** Issue "Re-add": what is new, changed and gone in a newer edition is counted and can be looked at. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../commands/test-io.ts';
import { Case } from './case.ts';

let folder: string;
let root: string;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-editions-'));
  root = path.join(folder, 'case');
  await (await Case.create(root)).close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LINES = 'decl_no;line_no;decl_date;exporter_name;value_usd';
const put = (name: string, header: string, rows: readonly string[]): string => {
  const file = path.join(folder, name);
  writeFileSync(file, [header, ...rows, ''].join('\n'));
  return file;
};
const line = (n: number, usd = 100): string =>
  `10228010/010623/${String(n).padStart(7, '0')};1;2023-06-01;Kestrel;${usd}`;
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const add = async (...files: string[]): Promise<unknown> => (await run(['add', root, ...files, '--json'])).json;
interface EditionJson {
  readonly sql: Record<'new' | 'changed' | 'gone' | 'same', string>;
}
const editions = async (): Promise<EditionJson[]> => (await run(['editions', root, '--json'])).json as EditionJson[];
const rows = async (text: string): Promise<unknown[]> => (await run(['sql', root, text, '--json'])).json as unknown[];

it('knows lines by declaration and line, counts what became of them, and lists the rows', async () => {
  await add(
    put(
      'may.csv',
      LINES,
      range(0, 20).map((n) => line(n)),
    ),
  );
  const newer = put('june.csv', LINES, [
    ...range(2, 20).map((n) => line(n, n === 5 ? 999 : 100)),
    ...range(20, 25).map((n) => line(n)),
  ]);
  expect(await add(newer)).toMatchObject([
    { source_id: 's2', edition: { replaces: ['s1'], new: 5, changed: 1, gone: 2, same: 17, leads: 's1' } },
  ]);
  const [edition] = await editions();
  expect(edition).toMatchObject({
    source_id: 's2',
    by: 'declaration and line',
    changed_columns: [{ column: 'value_usd', records: 1 }],
  });
  expect(await rows(edition!.sql.changed)).toMatchObject([
    { edition: 'before', source_id: 's1', value_usd: '100' },
    { edition: 'after', source_id: 's2', value_usd: '999' },
  ]);
  expect(await rows(edition!.sql.new)).toHaveLength(5);
  expect(await rows(edition!.sql.gone)).toMatchObject([{ source_record: 1 }, { source_record: 2 }]);
  expect(await rows(edition!.sql.same)).toHaveLength(17);
});

it('takes the last edition, or several that one file replaces', async () => {
  await add(
    put(
      'a.csv',
      LINES,
      range(0, 10).map((n) => line(n)),
    ),
  );
  await add(
    put(
      'b.csv',
      LINES,
      range(10, 30).map((n) => line(n)),
    ),
  );
  await add(
    put(
      'ab.csv',
      LINES,
      range(0, 30).map((n) => line(n, 7)),
    ),
  );
  await add(
    put(
      'ab2.csv',
      LINES,
      range(0, 29).map((n) => line(n, 8)),
    ),
  );
  expect(await editions()).toMatchObject([
    { source_id: 's3', replaces: ['s1', 's2'], new: 0, changed: 30, gone: 0, same: 0 },
    { source_id: 's4', replaces: ['s3'], new: 0, changed: 29, gone: 1, same: 0 },
  ]);
});

it('knows other records by their whole content, and takes no file for an edition that shares little', async () => {
  const header = 'port;ship;tons';
  await add(
    put(
      'a.csv',
      header,
      range(0, 20).map((n) => `Riga;Ship ${n};${n}`),
    ),
  );
  expect(
    await add(
      put(
        'b.csv',
        header,
        range(10, 25).map((n) => `Riga;Ship ${n};${n}`),
      ),
    ),
  ).toMatchObject([{ edition: { by: 'whole record', replaces: ['s1'], new: 5, changed: 0, gone: 10, same: 10 } }]);
  expect(
    await add(
      put(
        'c.csv',
        header,
        range(24, 60).map((n) => `Riga;Ship ${n};${n}`),
      ),
    ),
  ).toMatchObject([{ edition: null }]);
  expect((await run(['editions', root, 's3'])).out).toContain('No file is a newer edition');
});
