/** A layout that read a file wrong is put right: the file is read again, as a whole or not at all, and the log tells it. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../commands/test-io.ts';
import { verifyCase } from '../custody/verify.ts';
import { Case } from './case.ts';

let folder: string;
let root: string;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-reread-'));
  root = path.join(folder, 'case');
  await (await Case.create(root)).close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, content: string | Buffer): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};
const query = async (text: string): Promise<unknown> => (await run(['sql', root, text, '--json'])).json;
const reread = async (...args: string[]): Promise<{ code: number; json: unknown; err: string }> =>
  await run(['reread', root, ...args, '--json']);
const add = async (...args: string[]): Promise<unknown> => (await run(['add', root, ...args, '--json'])).json;
const filesOfData = (): string[] => readdirSync(path.join(root, 'data')).toSorted();

const TABLE = 'decl_no;goods;net_kg\n1;Drone;1,5\n2;Drone;2.345,5\n3;Bad\n';

describe('reading a source again', () => {
  it('replaces rows, counts and rejects, keeps the id, and is told in the log', async () => {
    const file = put('a.csv', TABLE);
    expect(await add(file, '--delimiter', '|')).toMatchObject([{ source_id: 's1', read: 3, loaded: 3 }]);
    const { code, json } = await reread('s1', '--delimiter', ';', '--why', 'one column only');
    expect(code).toBe(0);
    expect(json).toMatchObject([
      {
        source_id: 's1',
        changed: true,
        read: 3,
        loaded: 2,
        rejected: 1,
        before: { read: 3, loaded: 3, rejected: 0 },
        repairs_dropped: 0,
        layout: 'a',
      },
    ]);
    expect(await query('select decl_no, goods from raw_a order by source_record')).toEqual([
      { decl_no: '1', goods: 'Drone' },
      { decl_no: '2', goods: 'Drone' },
    ]);
    expect(await query('select record, reason from rejects')).toEqual([{ record: 3, reason: 'too few fields' }]);
    expect((await run(['row', root, 's1', '2', '--json'])).json).toMatchObject({ raw: '2;Drone;2.345,5' });
    expect(await query('select source_id, records_read, records_loaded from sources')).toEqual([
      { source_id: 's1', records_read: 3, records_loaded: 2 },
    ]);
    expect(filesOfData()).toEqual(['s1.reading-2.parquet', 's1.reading-2.rejects.parquet']);
    const opened = await Case.open(root);
    expect(opened.custody.of('source_reread')[0]?.detail).toMatchObject({
      source_id: 's1',
      reading: 2,
      decided: { delimiter: ';' },
      why: 'one column only',
      before: { read: 3, loaded: 3, rejected: 0 },
    });
    await opened.close();
    expect(await verifyCase(root)).toMatchObject({ ok: true, problems: [] });
    // The layout keeps what was decided for the next file of the kind.
    expect(await add(put('b.csv', TABLE.replaceAll('Drone', 'Quadcopter')))).toMatchObject([{ loaded: 2 }]);
    expect(await query("select count(*)::int n from raw_a where goods = 'Quadcopter'")).toEqual([{ n: 2 }]);
  });

  it('in another encoding, with the header in another row', async () => {
    const text = 'Отчёт за март;;\nНомер;Товар;Вес\n1;Дрон;2\n';
    const file = put('c.csv', iconv.encode(text, 'windows-1251'));
    await add(file, '--encoding', 'koi8-r', '--header-row', '1', '--delimiter', ';');
    await reread('s1', '--encoding', 'windows-1251', '--header-row', '2');
    expect(await query('select * exclude (source_id) from raw_c')).toEqual([
      { source_record: 1, Номер: '1', Товар: 'Дрон', Вес: '2' },
    ]);
  });

  it('makes shipments follow signs and formats although no byte of the data changes', async () => {
    const table = 'decl_no;date;net_kg\n1;03/04/2023;1.234\n2;05/04/2023;2.5\n';
    await add(put('d.csv', table), '--map', 'decl_no=decl_no', '--map', 'date=decl_date', '--map', 'net_kg=net_kg');
    const shipped = async (): Promise<unknown> =>
      await query('select decl_date::varchar d, net_kg from shipments order by source_record');
    expect(await shipped()).toEqual([
      { d: '2023-04-03', net_kg: 1.234 },
      { d: '2023-04-05', net_kg: 2.5 },
    ]);
    await reread('s1', '--thousands', '.', '--type', 'date=date:m/d/yyyy');
    expect(await shipped()).toEqual([
      { d: '2023-03-04', net_kg: 1234 },
      { d: '2023-05-04', net_kg: 2.5 },
    ]);
  });

  it('does nothing where nothing would change', async () => {
    await add(put('a.csv', TABLE));
    await reread('s1', '--decimal', ',');
    const { json } = await reread('s1', '--decimal', ',');
    expect(json).toMatchObject([{ changed: false, read: 3, loaded: 2, rejected: 1 }]);
    const { json: again } = await reread('s1');
    expect(again).toMatchObject([{ changed: false }]);
  });

  it('parts a source from a layout that other sources keep', async () => {
    await add(put('a.csv', TABLE), put('b.csv', TABLE.replaceAll('Drone', 'Plane')));
    await reread('s2', '--header-row', '0');
    expect(await query('select source_id, layout, records_read from sources order by 1')).toEqual([
      { source_id: 's1', layout: 'a', records_read: 3 },
      { source_id: 's2', layout: 'b', records_read: 4 },
    ]);
    expect(await query('select count(*)::int n from raw_a')).toEqual([{ n: 2 }]);
  });

  it('ends the repairs of the reading before; their history stays', async () => {
    await add(put('a.csv', TABLE));
    await run(['repair', root, '--rule', 'pad-end', '--json']);
    expect(await query('select records_loaded::int n from sources')).toEqual([{ n: 3 }]);
    const { json } = await reread('s1', '--null', 'Bad');
    expect(json).toMatchObject([{ repairs_dropped: 1, before: { read: 3, loaded: 3, rejected: 0 }, loaded: 2 }]);
    expect(await query('select record, undone_at is not null gone from repairs')).toEqual([{ record: 3, gone: true }]);
    expect(await query('select record from rejects')).toEqual([{ record: 3 }]);
    await run(['repair', root, '--rule', 'pad-end', '--json']);
    expect(await query('select records_loaded::int n from sources')).toEqual([{ n: 3 }]);
    expect(await verifyCase(root)).toMatchObject({ ok: true, problems: [] });
  });

  it('is refused where the file is another one by now, and leaves all as it was', async () => {
    const file = put('a.csv', TABLE);
    await add(file);
    writeFileSync(file, TABLE.replace('Drone', 'Kites'));
    const { code, json } = await reread('s1', '--header-row', '0');
    expect(code).toBe(1);
    expect(json).toMatchObject([{ code: 'intake/source-changed' }]);
    expect(filesOfData()).toEqual(['s1.parquet', 's1.rejects.parquet']);
    writeFileSync(file, TABLE);
    expect(await verifyCase(root)).toMatchObject({ ok: true, problems: [] });
  });

  it('is followed by rebuild', async () => {
    await add(put('a.csv', TABLE), '--delimiter', '|');
    await reread('s1', '--delimiter', ';');
    const before = await query('select * from raw_a');
    rmSync(path.join(root, 'data', 's1.reading-2.parquet'));
    const { code, json } = await run(['rebuild', root, '--json']);
    expect(code).toBe(0);
    expect(json).toMatchObject({ ok: true });
    expect(await query('select * from raw_a')).toEqual(before);
    expect(existsSync(path.join(root, 'data', 's1.parquet'))).toBe(false);
    expect(await verifyCase(root)).toMatchObject({ ok: true, problems: [] });
  });

  it('takes what analyses said of single records away: their numbers are others now', async () => {
    const table = 'decl_no;line_no;description\n1;1;DJI Mavic 3 drone\n2;1;Autel EVO II drone\n';
    await add(
      put('e.csv', table),
      '--map',
      'decl_no=decl_no',
      '--map',
      'line_no=line_no',
      '--map',
      'description=description',
    );
    await run(['analyze', root, '--json']);
    expect(await query('select count(*)::int n from shipment_brands')).toEqual([{ n: 2 }]);
    await reread('s1', '--header-row', '2');
    expect(await query('select count(*)::int n from shipment_brands')).toEqual([{ n: 0 }]);
  });

  it('refuses unknown sources and settings as bad usage', async () => {
    await add(put('a.csv', TABLE));
    expect((await reread('s9')).code).toBe(2);
    expect((await reread('s1', '--decimal', ';')).code).toBe(2);
    expect((await reread('s1', '--header-row', 'first')).code).toBe(2);
    expect((await reread('s1', '--type', 'net_kg')).code).toBe(2);
  });
});
