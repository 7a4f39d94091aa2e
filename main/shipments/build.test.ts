import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addFiles, type AddOptions, type Added } from '../case/add.ts';
import { Case } from '../case/case.ts';
import { literal, sql } from '../../shared/sql/sql.ts';
import { buildShipments, sourceBuilds } from './build.ts';
import { readLayout } from './layouts.ts';

let folder: string;
let opened: Case;
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-build-'));
  opened = await Case.create(path.join(folder, 'case'));
});
afterEach(async () => {
  await opened.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

function csv(name: string, rows: readonly (readonly string[])[]): string {
  const file = path.join(folder, name);
  fs.writeFileSync(
    file,
    rows
      .map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
      .join('\n') + '\n',
  );
  return file;
}
async function add(file: string, options: AddOptions = {}): Promise<Added> {
  const [outcome] = await addFiles(opened, [file], options);
  if (outcome === undefined || 'error' in outcome) throw new Error(outcome?.error.message);
  return outcome;
}
const query = async (text: string): Promise<string[]> =>
  (await opened.engine.internal({ text, binds: [] })).rows.map((row) => row.map((v) => String(v)).join(' '));

const HEAD = [
  'Declaration number',
  'Item no',
  'Registration date',
  'Importer name',
  'HS code',
  'Statistical value USD',
  'Status',
  'Version date',
];
const line = (decl: string, item: number, usd: string, version = '', status = 'Active'): string[] => [
  decl,
  String(item),
  '2022-03-01',
  'ALFA LLC',
  '8806220001',
  usd,
  status,
  version,
];
const STATUS = 'SELECT source_id, source_record, version_status, value_usd FROM shipments ORDER BY ALL';

describe('shipments of a case', () => {
  it('are there after each add, judged across all files, and in the order of the records', async () => {
    await add(csv('a.csv', [HEAD, line('10/1', 1, '5.5'), line('10/1', 2, '7')]));
    expect(await query(STATUS)).toEqual(['s1 1 current 5.50', 's1 2 current 7.00']);
    await add(
      csv('b.csv', [HEAD, line('101', 1, '6', '2022-03-09'), line('10-1', 2, '7'), line('9', 1, '1', '', 'Deleted')]),
    );
    expect(await query(STATUS)).toEqual([
      's1 1 superseded 5.50',
      's1 2 current 7.00',
      's2 1 current 6.00',
      's2 2 duplicate 7.00',
      's2 3 deleted 1.00',
    ]);
    expect(await query('SELECT rowid, source_id, source_record FROM work.derived.shipments ORDER BY rowid')).toEqual([
      '0 s1 1',
      '1 s1 2',
      '2 s2 1',
      '3 s2 2',
      '4 s2 3',
    ]);
  });

  it('of sources that are there are not built again when a file is added: only lines that it touches are judged', async () => {
    await add(csv('a.csv', [HEAD, line('10/1', 1, '5.5'), line('10/1', 2, '7'), line('10/1', 3, '8')]));
    // Another build of the first source would undo this.
    await opened.engine.internal(sql`UPDATE work.derived.shipments SET description = 'as it was'`);
    await add(
      csv('b.csv', [HEAD, line('10/1', 2, '9', '2022-03-09'), line('10/1', 2, '9', '2022-03-09'), line('11', 1, '1')]),
    );
    expect(
      await query(
        'SELECT source_id, source_record, version_status, description FROM work.derived.shipments ORDER BY rowid',
      ),
    ).toEqual([
      's1 1 current as it was',
      's1 2 superseded as it was',
      's1 3 current as it was',
      's2 1 current null',
      's2 2 duplicate null',
      's2 3 current null',
    ]);
  });

  it('judge the letters of a status from all files of the layout, also of those that are there', async () => {
    const header = HEAD.map((h) => (h === 'Status' ? 'Статус' : h));
    await add(csv('a.csv', [header, line('9', 1, '5', '', 'У'), line('9', 2, '6', '', 'У')]));
    expect(await query(STATUS)).toEqual(['s1 1 current 5.00', 's1 2 current 6.00']);
    expect((await sourceBuilds(opened))[0]?.remarks).toEqual([
      'The status values “У” are not understood; their records count as in force.',
    ]);
    const more = [1, 2, 3, 4, 5, 6].map((item) => line('10', item, '1', '', item === 6 ? 'К' : 'А'));
    await add(csv('b.csv', [header, ...more, line('9', 1, '5', '', 'А')]));
    expect(await query(`${STATUS.replace('ORDER', "WHERE decl_no = '9' ORDER")}`)).toEqual([
      's1 1 deleted 5.00',
      's1 2 deleted 6.00',
      's2 7 superseded 5.00',
    ]);
    expect((await sourceBuilds(opened)).flatMap((b) => b.remarks)).toEqual([]);
  });

  it('are built when the case is opened, if a crash came between', async () => {
    await add(csv('a.csv', [HEAD, line('10/1', 1, '5.5')]));
    await opened.engine.internal(sql`DELETE FROM work.derived.shipments`);
    await opened.engine.internal(sql`DELETE FROM work.derived.shipment_builds`);
    const { root } = opened.folder;
    await opened.close();
    opened = await Case.open(root);
    expect(await query(STATUS)).toEqual(['s1 1 current 5.50']);
    expect(await buildShipments(opened)).toMatchObject({ builds: [], problems: [], reordered: false });
  });

  it('follow a changed mapping, also for a source that is there', async () => {
    const file = csv('a.csv', [
      [...HEAD, 'Note'],
      [...line('10/1', 1, '5.5'), 'EVO II'],
    ]);
    await add(file);
    expect(await query('SELECT model, value_usd FROM shipments')).toEqual(['null 5.50']);
    const again = await add(file, { map: { Note: 'model', 'Statistical value USD': '' } });
    expect(again.existed).toBe(true);
    expect(await query('SELECT model, value_usd FROM shipments')).toEqual(['EVO II null']);
    // The same bytes and nothing new to say: nothing changes.
    await add(file);
    expect(await query('SELECT model, value_usd FROM shipments')).toEqual(['EVO II null']);
  });

  it('refuse a mapping that names one field twice; a field that does not exist is bad usage', async () => {
    const file = csv('a.csv', [HEAD, line('10/1', 1, '5.5')]);
    await expect(add(file, { map: { 'HS code': 'brand', Status: 'brand' } })).rejects.toThrow(/brand twice/);
    await expect(addFiles(opened, [file], { map: { 'HS code': 'brandy' } })).rejects.toMatchObject({
      code: 'usage/map',
    });
    expect(opened.sources).toEqual([]);
  });

  it('do not take totals, and say why', async () => {
    const months = ['Jan 2022', 'Feb 2022', 'Mar 2022'].map((m) => [m, 'ALFA LLC', 'BETA LTD', '690721', '1000', '5']);
    const added = await add(
      csv('pivot.csv', [
        ['MonthYear', 'Importer name', 'Exporter name', 'HS code', 'Sum of value USD', 'Sum of quantity'],
        ...months,
      ]),
    );
    expect(added.build).toMatchObject({ added: false, reason: expect.stringMatching(/totals/) as string });
    expect(added.loaded).toBe(3);
    await add(
      csv('trade.csv', [
        ['Year', 'Reporter', 'Partner', 'Commodity code', 'Trade value (US$)'],
        ['2021', 'Kazakhstan', 'World', '880211', '12'],
      ]),
    );
    expect(await query('SELECT count(*) FROM shipments')).toEqual(['0']);
    expect((await sourceBuilds(opened)).map((b) => b.added)).toEqual([false, false]);
  });

  it('keep a record whose cells do not parse', async () => {
    await add(
      csv('a.csv', [
        HEAD,
        line('10/1', 1, '5.5'),
        line('10/2', 1, 'lots'),
        ['10/3', '1', '31.02.2022', 'X LLC', 'abcd', '-9999999', 'Active', ''],
      ]),
    );
    expect(await query('SELECT decl_no, decl_date, hs_code, value_usd FROM shipments ORDER BY 1')).toEqual([
      '10/1 2022-03-01 8806220001 5.50',
      '10/2 2022-03-01 8806220001 null',
      '10/3 null null -9999999.00',
    ]);
  });

  it('leave nothing behind when they are cancelled', async () => {
    await add(csv('a.csv', [HEAD, line('10/1', 1, '5.5')]));
    await opened.engine.internal(sql`UPDATE work.derived.shipment_builds SET fingerprint = ${literal('old')}`);
    const stop = new AbortController();
    stop.abort();
    await expect(buildShipments(opened, { signal: stop.signal })).rejects.toMatchObject({ code: 'app/cancelled' });
    expect(await query(STATUS)).toEqual(['s1 1 current 5.50']);
  });
});

describe('layouts', () => {
  it('remember what the analyst decided, for a file with the columns in another order', async () => {
    await add(
      csv('march.csv', [
        [...HEAD, 'X'],
        [...line('10/1', 1, '5.5'), 'DJI'],
      ]),
      { map: { X: 'brand' } },
    );
    const order = [8, 3, 1, 0, 2, 4, 6, 5, 7];
    const swap = (row: readonly string[]): string[] => order.map((i) => row[i]!);
    const april = await add(csv('april.csv', [swap([...HEAD, 'X']), swap([...line('10/2', 1, '6.5'), 'AUTEL'])]));
    expect(april.mapping.find((m) => m.header === 'X')).toMatchObject({
      field: 'brand',
      reason: expect.stringContaining('kept in the layout') as string,
    });
    expect(await query('SELECT decl_no, brand, value_usd FROM shipments ORDER BY 1')).toEqual([
      '10/1 DJI 5.50',
      '10/2 AUTEL 6.50',
    ]);
    expect(opened.sources.map((s) => s.layout)).toEqual(['march', 'march']);
    expect(await query('SELECT count(*) FROM raw_march')).toEqual(['2']);
    expect(readLayout(opened.folder.layouts, 'march').columns.find((c) => c.header === 'X')).toMatchObject({
      field: 'brand',
      chosen: true,
    });
  });

  it('can be named, and must fit', async () => {
    await add(csv('a.csv', [HEAD, line('10/1', 1, '5.5')]));
    const more = csv('b.csv', [
      [...HEAD, 'Extra'],
      [...line('10/2', 1, '6'), 'x'],
    ]);
    expect((await add(more, { layout: 'a' })).source_id).toBe('s2');
    expect(opened.sources.map((s) => s.layout)).toEqual(['a', 'a']);
    const other = csv('c.csv', [
      ['foo', 'bar'],
      ['1', '2'],
    ]);
    await expect(add(other, { layout: 'a' })).rejects.toThrow(/no column of the layout/);
    await expect(add(other, { layout: 'nope' })).rejects.toThrow(/no layout "nope"/);
  });

  it('that are damaged are named, and keep no file from being added', async () => {
    fs.writeFileSync(
      path.join(opened.folder.layouts, 'bad.yml'),
      'waybill-layout: 1\nname: bad\nread: {}\ncolumns:\n  - {header: a, field: nonsense}\n',
    );
    const file = csv('a.csv', [HEAD, line('10/1', 1, '5.5')]);
    await expect(add(file, { layout: 'bad' })).rejects.toThrow(/bad\.yml.*no field of shipments/s);
    // Unless it is asked for, it is named and left aside.
    expect(opened.notices).toEqual([expect.stringMatching(/bad\.yml.*no field of shipments/s)]);
    expect(await add(file)).toMatchObject({ loaded: 1 });
  });
});
