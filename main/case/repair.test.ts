/** Issue "Reconcile": rejects can be repaired and loaded, the log keeps what was, and everything can be made again. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../commands/test-io.ts';
import { verifyCase } from '../custody/verify.ts';
import { Case } from './case.ts';

let folder: string;
let root: string;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-repair-'));
  root = path.join(folder, 'case');
  await (await Case.create(root)).close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, content: string | Buffer): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};
const query = async (text: string): Promise<unknown[]> => (await run(['sql', root, text, '--json'])).json as unknown[];
const repair = async (...args: string[]): Promise<{ code: number; json: RepairJson; err: string }> => {
  const { code, err, out } = await run(['repair', root, ...args, '--json']);
  return { code, err, json: (out === '' ? {} : JSON.parse(out)) as RepairJson };
};
interface RepairJson {
  repaired: number;
  refused: number;
  undone: number;
  sources: { read: number; loaded: number; rejected: number }[];
  records: { record: number; joined: number[]; fits: boolean; problem: string | null; values: object | null }[];
}

const TABLE = [
  'decl_no;goods;exporter;usd',
  '1;Drone;ООО "Ромашка";10',
  '2;Drone;Kestrel;20;', // too many, empty
  '3;Dro', // cut by a line break …
  'ne;Merlin;30', // … from its rest
  '4;"Drone "Pro" X";Osprey;40', // stray quotes
  '5;Drone;Heron', // too few
  'Итого;;;100', // totals
  '6;Drone;Falcon;60',
].join('\n');
const load = async (): Promise<void> => {
  expect((await run(['add', root, put('a.csv', TABLE), '--json'])).json).toMatchObject([
    { source_id: 's1', read: 8, loaded: 2, rejected: 6 },
  ]);
};
const rejected = async (): Promise<number[]> =>
  ((await query('select record from rejects order by record')) as { record: number }[]).map((r) => r.record);

describe('repairing rejects', () => {
  it('by rules: each takes what it fits, the counts go on adding up', async () => {
    await load();
    expect((await repair('--rule', 'drop-trailing-empty')).json).toMatchObject({ repaired: 1, refused: 5 });
    expect((await repair('--rule', 'join-next')).json).toMatchObject({
      repaired: 1,
      sources: [{ read: 7, loaded: 4, rejected: 3 }],
    });
    expect((await repair('--rule', 'literal-quotes')).json).toMatchObject({ repaired: 1 });
    expect((await repair('--rule', 'pad-end', '--reason', 'too few fields')).json).toMatchObject({ repaired: 1 });
    expect((await repair('--rule', 'as-is')).json).toMatchObject({
      repaired: 1,
      refused: 0,
      sources: [{ read: 7, loaded: 7, rejected: 0 }],
    });
    expect(await query('from "raw_a" order by source_record')).toEqual([
      { source_id: 's1', source_record: 1, decl_no: '1', goods: 'Drone', exporter: 'ООО "Ромашка"', usd: '10' },
      { source_id: 's1', source_record: 2, decl_no: '2', goods: 'Drone', exporter: 'Kestrel', usd: '20' },
      { source_id: 's1', source_record: 3, decl_no: '3', goods: 'Dro ne', exporter: 'Merlin', usd: '30' },
      { source_id: 's1', source_record: 5, decl_no: '4', goods: 'Drone "Pro" X', exporter: 'Osprey', usd: '40' },
      { source_id: 's1', source_record: 6, decl_no: '5', goods: 'Drone', exporter: 'Heron', usd: null },
      { source_id: 's1', source_record: 7, decl_no: 'Итого', goods: null, exporter: null, usd: '100' },
      { source_id: 's1', source_record: 8, decl_no: '6', goods: 'Drone', exporter: 'Falcon', usd: '60' },
    ]);
    expect(await query('select records_read r, records_loaded l, records_rejected x from sources')).toEqual([
      { r: 7, l: 7, x: 0 },
    ]);
    expect(await rejected()).toEqual([]);
    expect(await verifyCase(root)).toMatchObject({ ok: true, problems: [] });
  });

  it('shows what would come of it, and changes nothing', async () => {
    await load();
    const before = readFileSync(path.join(root, 'custody.jsonl'), 'utf8');
    const { json } = await repair('--rule', 'join-next', '--source', 's1', '--record', '3', '--dry-run');
    expect(json.records).toMatchObject([{ record: 3, joined: [4], fits: true, values: { exporter: 'Merlin' } }]);
    expect(readFileSync(path.join(root, 'custody.jsonl'), 'utf8')).toBe(before);
    expect(await rejected()).toEqual([2, 3, 4, 5, 6, 7]);
  });

  it('by hand, from a file; what does not fit stays rejected and is said', async () => {
    await load();
    const fixes = [
      { source_id: 's1', record: 6, text: '5;Drone;Heron;50' },
      { source_id: 's1', record: 2, text: '2;Drone' },
      { source_id: 's1', record: 5, text: '4;a;b;c\n9;d;e;f' },
    ];
    const { code, json } = await repair('--fix', put('f.json', JSON.stringify(fixes)), '--why', 'letter of the sender');
    expect(code).toBe(1);
    expect(json.records.map((r) => [r.record, r.fits, r.problem])).toEqual([
      [6, true, null],
      [2, false, 'It gives 2 cells; 4 are needed.'],
      [5, false, 'It gives 2 records; one is needed.'],
    ]);
    expect(await rejected()).toEqual([2, 3, 4, 5, 7]);
    const csv = put('f.csv', 'source_id,record,text,joined\ns1,3,"3;Drone;Merlin;30",4\n');
    expect((await repair('--fix', csv)).code).toBe(0);
    expect(await rejected()).toEqual([2, 5, 7]);
    const history = (await run(['repair', root, '--history', '--json'])).json as object[];
    expect(history).toMatchObject([
      { record: 6, original: '5;Drone;Heron', text: '5;Drone;Heron;50', why: 'letter of the sender', rule: 'by hand' },
      { record: 3, joined: [4], original: '3;Dro\nne;Merlin;30', text: '3;Drone;Merlin;30', undone: null },
    ]);
    expect(await query('select record, raw, text, undone_at from repairs order by record limit 1')).toEqual([
      { record: 3, raw: '3;Dro\nne;Merlin;30', text: '3;Drone;Merlin;30', undone_at: null },
    ]);
  });

  it('brings the records into shipments, shows them in "row", and takes them back', async () => {
    await load();
    await repair('--rule', 'join-next');
    expect(await query('select source_record n, exporter_name e from shipments order by 1')).toEqual([
      { n: 1, e: 'ООО "Ромашка"' },
      { n: 3, e: 'Merlin' },
      { n: 8, e: 'Falcon' },
    ]);
    expect((await run(['row', root, 's1', '3', '--json'])).json).toMatchObject({
      raw: '3;Dro',
      rejected: null,
      values: { goods: 'Dro ne' },
      repair: { joined: [4], original: '3;Dro\nne;Merlin;30', text: '3;Dro ne;Merlin;30', reason: 'too few fields' },
      shipment: { exporter_name: 'Merlin' },
    });
    expect((await run(['row', root, 's1', '4', '--json'])).json).toMatchObject({ values: {}, repair: { record: 3 } });
    expect((await repair('--undo', '--source', 's1', '--record', '3')).json).toEqual({ undone: 1 });
    expect(await rejected()).toEqual([2, 3, 4, 5, 6, 7]);
    expect(await query('select count(*)::INT n from shipments')).toEqual([{ n: 2 }]);
    expect(await query('select undone_at is not null u from repairs')).toEqual([{ u: true }]);
    expect(await verifyCase(root)).toMatchObject({ ok: true });
    expect((await repair('--rule', 'join-next')).json).toMatchObject({ repaired: 1 });
    expect(await verifyCase(root)).toMatchObject({ ok: true });
    await (await Case.open(root)).close();
    expect(readdirSync(path.join(root, 'data')).toSorted()).toEqual([
      's1.parquet',
      's1.rejects.parquet',
      's1.repairs-3.parquet',
    ]);
  });

  it('notices a changed file of repairs, and rebuild makes the same tables', async () => {
    await load();
    await repair('--rule', 'join-next');
    await repair('--rule', 'literal-quotes');
    const before = (await run(['rebuild', root, '--json'])).json as { tables: object[] };
    const file = path.join(root, 'data', 's1.repairs-2.parquet');
    rmSync(file);
    expect(await verifyCase(root)).toMatchObject({ ok: false, problems: [expect.stringContaining('repaired')] });
    expect((await run(['rebuild', root, '--json'])).json).toMatchObject({ ok: true, tables: before.tables });
    writeFileSync(file, 'x');
    expect((await verifyCase(root)).ok).toBe(false);
    expect((await run(['rebuild', root, '--json'])).json).toMatchObject({ ok: true, tables: before.tables });
    expect(await verifyCase(root)).toMatchObject({ ok: true });
  });

  it('repairs JSON lines too', async () => {
    await run(['add', root, put('b.jsonl', '{"a":"1","b":"x"}\n{"a":"2","b":oops}\n{"a":"3","b":"z"}\n')]);
    const rejects = (await run(['rejects', root, '--json'])).json as {
      source_id: string;
      record: number;
      raw: string;
    }[];
    expect(rejects).toMatchObject([{ source_id: 's1', record: 2 }]);
    const fixed = rejects.map((r) => ({ ...r, raw: r.raw.replace('oops', '"oops"') }));
    expect((await repair('--fix', put('f.json', JSON.stringify(fixed)))).json).toMatchObject({ repaired: 1 });
    expect(await query('select a, b from raw_b order by a')).toEqual([
      { a: '1', b: 'x' },
      { a: '2', b: 'oops' },
      { a: '3', b: 'z' },
    ]);
  });

  it('refuses what is no reject, and bad usage', async () => {
    await load();
    expect(await repair('--rule', 'as-is', '--source', 's1', '--record', '1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('not among the rejects'),
    });
    await repair('--rule', 'join-next');
    expect((await repair('--rule', 'as-is', '--source', 's1', '--record', '4')).err).toContain('repaired already');
    for (const args of [
      [],
      ['--rule', 'magic'],
      ['--rule', 'replace'],
      ['--undo'],
      ['--rule', 'as-is', '--record', '1'],
    ])
      expect((await repair(...args)).code).toBe(2);
  });
});
