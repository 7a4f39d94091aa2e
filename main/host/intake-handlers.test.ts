import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallOut } from '../../shared/contract/calls.ts';
import { createClient, type Client } from '../../shared/contract/client.ts';
import { channelPair } from '../../shared/contract/protocol.ts';
import { run } from '../commands/test-io.ts';
import { createOffice, type Office } from './handlers.ts';
import { serve } from './server.ts';

let dir: string;
let office: Office;
let client: Client;

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'waybill-intake-'));
  mkdirSync(path.join(dir, 'home'));
  office = createOffice({ host: 'chromium', notices: [], userDir: path.join(dir, 'home'), open: null });
  const [window, process] = channelPair();
  serve(process, office.handlers);
  client = createClient(window);
  await client.call('case/new', { path: path.join(dir, 'case'), name: 'case' });
});
afterEach(async () => {
  await office.close();
  rmSync(dir, { recursive: true, force: true });
});

const HEADER = 'Номер ДТ;№ товара;Дата ДТ;Отправитель;Получатель;Код ТН ВЭД;Описание;Стат. стоимость, USD;Пометка';

/** A month of declarations: two lines of preamble, an empty one, a record with a field too many, a total. */
function month(number: number, delimiter = ';'): Buffer {
  const two = String(number).padStart(2, '0');
  const rows = Array.from({ length: 40 }, (_, i) =>
    [
      `10228010/01${two}23/${String(i + 1).padStart(7, '0')}`,
      '1',
      `0${(i % 9) + 1}.${two}.2023`,
      `SELLER ${i % 5} LTD`,
      `ООО ПОКУПАТЕЛЬ ${i % 4}`,
      '8806220000',
      'квадрокоптер',
      `1 ${100 + i},50`,
      `метка ${i}`,
      ...(i === 6 ? ['лишнее'] : []),
    ].join(delimiter),
  );
  const header = HEADER.split(';').join(delimiter);
  const total = ['Итого', '', '', '', '', '', '', '9 999,00', ''].join(delimiter);
  const text = ['Выгрузка деклараций', `Месяц ${number}`, '', header, ...rows, total, ''].join('\r\n');
  return iconv.encode(text, 'windows-1251');
}

const put = (name: string, content: string | Buffer): string => {
  const file = path.join(dir, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
};

type Added = Extract<CallOut<'intake/add'>[number], { loaded: number }>;
const add = async (...groups: { files: string[]; choice?: object; map?: Record<string, string>; name?: string }[]) =>
  (await client.call('intake/add', {
    groups: groups.map(({ files, choice = {}, map = {}, name = null }) => ({ files, choice, map, name })),
  })) as Added[];

describe('looking at files', () => {
  it('groups files of the same shape, below a folder too, and says what is refused', async () => {
    put('in/a.csv', month(3));
    put('in/deeper/b.csv', month(4));
    put('in/other.csv', 'code,name\n8806,drone\n8525,camera\n8526,radar\n');
    put('in/empty.csv', '');
    put('in/picture.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0]));
    const { groups, refused } = await client.call('intake/inspect', { paths: [path.join(dir, 'in')] });
    expect(groups.map((g) => g.files.map((f) => path.basename(f.file)))).toEqual([['a.csv', 'b.csv'], ['other.csv']]);
    expect(groups[0]).toMatchObject({ layout: null, records: 82 });
    expect(groups[0]?.settings).toMatchObject({ encoding: 'windows-1251', delimiter: ';', headerRow: 4 });
    expect(refused.map((r) => path.basename(r.file))).toEqual(['empty.csv', 'picture.csv']);
  });

  it('takes patterns', async () => {
    put('in/2023-03.csv', month(3));
    put('in/2023-04.csv', month(4));
    put('in/notes.txt', 'nothing');
    const { groups } = await client.call('intake/inspect', { paths: [path.join(dir, 'in', '2023-*.csv')] });
    expect(groups.flatMap((g) => g.files)).toHaveLength(2);
  });

  it('asks where dates can be read in two ways, and where many records would be rejected', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i},0${(i % 9) + 1}/0${(i % 8) + 1}/2023,x`);
    const dates = put('dates.csv', ['n,date,what', ...rows, ''].join('\n'));
    const { groups } = await client.call('intake/inspect', { paths: [dates] });
    expect(groups[0]?.questions).toEqual(['The dates of “date” can be read as day/month or month/day.']);
  });
});

describe('preview', () => {
  it('shows raw text beside parsed cells, with lines, offsets and reasons to reject', async () => {
    const file = put('march.csv', month(3));
    const preview = await client.call('intake/preview', { file, choice: {}, from: 1, count: 20 });
    const kinds = preview.items.map((i) => i.kind);
    expect(kinds.slice(0, 5)).toEqual(['before', 'before', 'before', 'header', 'record']);
    const reject = preview.items.find((i) => i.kind === 'reject');
    expect(reject).toMatchObject({ record: 7, line: 11, reason: 'too many fields' });
    expect(reject?.cells).toHaveLength(10);
    const bytes = readFileSync(file);
    for (const item of preview.items) {
      if (item.offset === null || item.raw === '') continue;
      const raw = iconv.encode(item.raw, 'windows-1251');
      expect(bytes.subarray(item.offset, item.offset + raw.length)).toEqual(raw);
    }
    // The total at the end is beyond what was asked for, and is shown all the same.
    expect(preview.items.at(-1)).toMatchObject({ kind: 'reject', record: 41, reason: 'totals or footer' });
    expect(preview.items.at(-2)).toMatchObject({ kind: 'gap', raw: 'records 21 to 40' });
    expect(preview).toMatchObject({ sampled: 41, complete: true });
  });

  it('follows every setting', async () => {
    const file = put('march.csv', month(3));
    const items = async (choice: object) =>
      (await client.call('intake/preview', { file, choice, from: 1, count: 5 })).items;
    const comma = (await items({ delimiter: ',', headerRow: 4 })).find((i) => i.kind === 'header');
    expect(comma?.cells?.length).toBe(2);
    const latin = (await items({ encoding: 'iso-8859-1' })).find((i) => i.kind === 'header');
    expect(latin?.cells?.[0]).not.toBe('Номер ДТ');
    const headless = await items({ headerRow: 0, skippedRows: 4 });
    expect(headless.filter((i) => i.kind === 'header')).toEqual([]);
    const settings = (
      await client.call('intake/preview', {
        file,
        choice: { decimal: '.', nullTokens: ['метка 1'], columns: [{ header: 'Дата ДТ', type: 'text', format: null }] },
        from: 1,
        count: 1,
      })
    ).settings;
    expect(settings).toMatchObject({ decimal: '.', nullTokens: ['метка 1'] });
    expect(settings.columns[2]).toMatchObject({ type: 'text', chosen: true });
  });

  it('refuses a choice that no file can have', async () => {
    const file = put('march.csv', month(3));
    await expect(
      client.call('intake/preview', { file, choice: { quote: 'ab' }, from: 1, count: 1 }),
    ).rejects.toMatchObject({ code: 'host/bad-call' });
  });

  it('reads JSON and says what is no record of it', async () => {
    const file = put('lines.jsonl', '{"a":1,"b":"x"}\n{"a":2}\n');
    const { items } = await client.call('intake/preview', { file, choice: {}, from: 1, count: 10 });
    expect(items.map((i) => [i.kind, i.line, i.cells])).toEqual([
      ['record', 1, ['1', 'x']],
      ['record', 2, ['2', null]],
    ]);
  });
});

describe('mapping', () => {
  it('proposes fields with reasons, shows the rows that result, and what does not parse', async () => {
    const file = put('march.csv', month(3));
    const { columns, shipments } = await client.call('intake/map', {
      file,
      choice: {},
      map: { Пометка: 'gross_kg' },
    });
    const field = (header: string) => columns.find((c) => c.header === header);
    expect(field('Стат. стоимость, USD')).toMatchObject({ field: 'value_usd', proposed: 'value_usd', filled: 1 });
    expect(field('Пометка')).toMatchObject({ field: 'gross_kg', reason: 'Given by the analyst.' });
    const value = shipments.fields.findIndex((f) => f.field === 'value_usd');
    expect(shipments.rows[0]?.cells[value]).toEqual({ value: '1100.50', raw: '1 100,50', failed: false });
    const weight = shipments.fields.findIndex((f) => f.field === 'gross_kg');
    expect(shipments.rows[0]?.cells[weight]).toMatchObject({ value: null, failed: true });
    expect(shipments.fields[weight]?.failures).toBe(39);
  });

  it('says that a field is given twice', async () => {
    const file = put('march.csv', month(3));
    const { conflicts } = await client.call('intake/map', {
      file,
      choice: {},
      map: { Отправитель: 'exporter_name', Получатель: 'exporter_name' },
    });
    expect(conflicts).toEqual([{ field: 'exporter_name', headers: ['Отправитель', 'Получатель'] }]);
  });

  it('reads ambiguous dates as was decided', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `D${i},0${(i % 9) + 1}/0${(i % 8) + 1}/2023,ACME,100.5`);
    const file = put('dates.csv', ['declaration number,declaration date,importer,value usd', ...rows, ''].join('\n'));
    const first = async (format: string) => {
      const { shipments } = await client.call('intake/map', {
        file,
        choice: { columns: [{ header: 'declaration date', type: 'date', format }] },
        map: {},
      });
      return shipments.rows[1]?.cells[shipments.fields.findIndex((f) => f.field === 'decl_date')]?.value;
    };
    expect([await first('d/m/yyyy'), await first('m/d/yyyy')]).toEqual(['2023-02-02', '2023-02-02']);
    const third = async (format: string) =>
      (
        await client.call('intake/map', {
          file: put(
            'dates2.csv',
            'declaration number,declaration date,importer,value usd\nD1,03/04/2023,ACME,1.5\nD2,05/06/2023,ACME,2.5\n',
          ),
          choice: { columns: [{ header: 'declaration date', type: 'date', format }] },
          map: {},
        })
      ).shipments.rows.map((r) => r.cells[1]?.value);
    expect(await third('d/m/yyyy')).toEqual(['2023-04-03', '2023-06-05']);
    expect(await third('m/d/yyyy')).toEqual(['2023-03-04', '2023-05-06']);
  });
});

describe('adding', () => {
  it('keeps the decisions in a layout; next month needs no question', async () => {
    const march = put('march.csv', month(3));
    const [first] = await add({ files: [march], map: { Пометка: 'model' }, name: 'Declarations FTS' });
    expect(first).toMatchObject({ read: 41, loaded: 39, rejected: 2, existed: false, layout: 'declarations_fts' });
    const april = put('april.csv', month(4));
    const { groups } = await client.call('intake/inspect', { paths: [april] });
    expect(groups[0]).toMatchObject({ layout: 'declarations_fts', questions: [] });
    const [second] = await add({ files: [april] });
    expect(second).toMatchObject({ read: 41, loaded: 39, layout: 'declarations_fts', open: [] });
    const [again] = await add({ files: [put('copy.csv', month(4))] });
    expect(again).toMatchObject({ existed: true, source_id: second?.source_id });
  });

  it('a file that is only read right by a decision is found by its layout', async () => {
    // Slashes as delimiters are beyond what detection tries.
    const odd = (n: number): string =>
      [
        'declaration^importer^value usd',
        ...Array.from({ length: 20 }, (_, i) => `D${n}-${i}^ACME ${i}^${i}.50`),
        '',
      ].join('\n');
    const [first] = await add({ files: [put('a.txt', odd(1))], choice: { delimiter: '^', headerRow: 1 } });
    expect(first).toMatchObject({ read: 20, loaded: 20, columns: 3 });
    const { groups } = await client.call('intake/inspect', { paths: [put('b.txt', odd(2))] });
    expect(groups[0]).toMatchObject({ layout: first?.layout, questions: [] });
    expect(groups[0]?.settings.delimiter).toBe('^');
  });

  it('refused files do not stop the others', async () => {
    const good = put('march.csv', month(3));
    const results = await client.call('intake/add', {
      groups: [{ files: [path.join(dir, 'gone.csv'), good], choice: {}, map: {}, name: null }],
    });
    expect(results.map((r) => ('error' in r ? r.code : r.loaded))).toEqual(['intake/not-found', 39]);
  });

  it('a cancel leaves nothing of the file', async () => {
    const abort = new AbortController();
    const big = put('big.csv', `a,b\n${'1,2\n'.repeat(2_000_000)}`);
    const adding = client.call(
      'intake/add',
      { groups: [{ files: [big], choice: {}, map: {}, name: null }] },
      { signal: abort.signal, onProgress: () => abort.abort() },
    );
    await expect(adding).rejects.toMatchObject({ message: expect.stringMatching(/cancel/i) as string });
    // The case process ends its work a moment later than the window stops waiting.
    await expect.poll(() => readdirSync(path.join(dir, 'case', '.waybill', 'incoming'))).toEqual([]);
    expect(readdirSync(path.join(dir, 'case', 'data'))).toEqual([]);
    expect((await client.call('case/info', {}))?.sources).toEqual([]);
  });
});

describe('layouts', () => {
  it('are listed, changed, and the change reaches their sources and the log', async () => {
    await add({ files: [put('march.csv', month(3))], name: 'fts' });
    const [entry] = await client.call('intake/layouts', {});
    expect(entry).toMatchObject({ name: 'fts', problem: null, columns: 9 });
    const answer = await client.call('intake/saveLayout', {
      name: 'fts',
      choice: { encoding: 'koi8-r' },
      map: { Пометка: 'model' },
    });
    expect(answer).toEqual({ remapped: ['s1'], stale: ['s1'] });
    const layout = await client.call('intake/layout', { name: 'fts' });
    expect(layout).toMatchObject({ choice: { encoding: 'koi8-r' }, map: { Пометка: 'model' } });
    const log = readFileSync(path.join(dir, 'case', 'custody.jsonl'), 'utf8');
    expect(log).toContain('"layout":"fts"');
    const handle = await client.call('engine/run', { text: 'select count(model)::integer as n from shipments' });
    expect((await client.call('engine/page', { id: handle.id, from: 0, count: 1 })).columns).toEqual([[39]]);
  });

  it('a changed way of reading waits until the sources are read again; the table follows then', async () => {
    await add({ files: [put('march.csv', month(3))], choice: { delimiter: ',', headerRow: 4 }, name: 'fts' });
    const before = await client.call('intake/layouts', {});
    expect(before[0]).toMatchObject({ sources: [{ source_id: 's1', stale: false }] });
    await client.call('intake/saveLayout', { name: 'fts', choice: { delimiter: ';' }, map: {} });
    expect((await client.call('intake/layouts', {}))[0]).toMatchObject({ sources: [{ stale: true }] });
    const results = await client.call('intake/reread', { sources: ['s1'], choice: {}, map: { Пометка: 'model' } });
    expect(results).toMatchObject([{ source_id: 's1', layout: 'fts', changed: true, loaded: 39, repairs: 0 }]);
    expect((await client.call('intake/layouts', {}))[0]).toMatchObject({
      name: 'fts',
      columns: 9,
      sources: [{ stale: false }],
    });
    const handle = await client.call('engine/run', { text: 'select count(model)::integer as n from shipments' });
    expect((await client.call('engine/page', { id: handle.id, from: 0, count: 1 })).columns).toEqual([[39]]);
    // Nothing is read where it is read so already, and a file that is gone is refused by itself.
    rmSync(path.join(dir, 'march.csv'));
    const gone = await client.call('intake/reread', { sources: ['s1'], choice: { delimiter: ',' }, map: {} });
    expect(gone).toMatchObject([{ code: 'intake/not-found' }]);
  });

  it('one that a stranger spoiled is shown with what is wrong, and its name leads nowhere', async () => {
    const layouts = path.join(dir, 'case', 'layouts');
    writeFileSync(path.join(layouts, 'evil.yml'), 'waybill-layout: 1\nname: ../../evil\nread: {}\ncolumns: []\n');
    const [entry] = await client.call('intake/layouts', {});
    expect(entry?.problem).toMatch(/cannot be used/);
    expect(existsSync(path.join(dir, 'evil.yml'))).toBe(false);
  });
});

describe('the command line', () => {
  it('takes a quoted pattern, and a folder only when told so', async () => {
    await office.close();
    put('in/a.csv', month(3));
    put('in/sub/b.csv', month(4));
    const folder = path.join(dir, 'in');
    const refused = await run(['add', path.join(dir, 'case'), folder, '--json']);
    expect(refused.code).toBe(1);
    expect(refused.json).toMatchObject([{ code: 'intake/folder' }]);
    const pattern = await run(['add', path.join(dir, 'case'), path.join(folder, '*.csv'), '--json']);
    expect(pattern.json).toMatchObject([{ loaded: 39 }]);
    const all = await run(['add', path.join(dir, 'case'), folder, '--recursive', '--json']);
    expect(all.json).toMatchObject([{ source_id: 's1' }, { source_id: 's2', loaded: 39 }]);
  });
});
