import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../commands/test-io.ts';
import { verifyCase } from '../custody/verify.ts';
import { canMount, mountTmpfs } from '../testing/tmpfs.ts';
import { addFiles } from './add.ts';
import { Case } from './case.ts';
import { copyToEvidence } from './evidence.ts';
import { CaseFolder } from './folder.ts';

let folder: string;
let root: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-add-'));
  root = path.join(folder, 'case');
  await (await Case.create(root)).close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, content: string | Buffer): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};

const lines = (n: number): string =>
  ['Номер;Получатель;Стоимость', ...Array.from({ length: n }, (_, i) => `000${i};ООО "Ромашка ${i}";${i},50`)].join(
    '\r\n',
  );

interface AddJson {
  file: string;
  source_id?: string;
  read?: number;
  loaded?: number;
  rejected?: number;
  error?: string;
  code?: string;
}
const add = async (...files: string[]): Promise<{ code: number; results: AddJson[] }> => {
  const { code, json } = await run(['add', root, ...files, '--json']);
  return { code, results: json as AddJson[] };
};
const query = async (text: string): Promise<unknown> => (await run(['sql', root, text, '--json'])).json;

describe('add', () => {
  it('loads Cyrillic in three encodings, packed or not, with leading zeros kept', async () => {
    const text = lines(3).replaceAll('"', '');
    const files = [
      put('a.csv', text),
      put('b.csv', iconv.encode(text, 'win1251')),
      put('c.txt', iconv.encode(text, 'utf-16le', { addBOM: true })),
      put('d.csv.gz', gzipSync(`${text}\r\n`)),
    ];
    const { code, results } = await add(...files);
    expect([code, results.map((r) => [r.read, r.loaded, r.rejected])]).toEqual([0, files.map(() => [3, 3, 0])]);
    const rows = await query(
      'select source_id, min("Номер") low, max("Получатель") high, count(*) n from raw_a group by all order by 1',
    );
    expect(rows).toEqual(
      ['s1', 's2', 's3', 's4'].map((source_id) => ({ source_id, low: '0000', high: 'ООО Ромашка 2', n: 3 })),
    );
    expect(await query('select source_id, records_read, records_loaded from sources order by 1')).toHaveLength(4);
    expect(await verifyCase(root)).toMatchObject({ ok: true, entries: 5 });
  });

  it('lists what it rejects, and the numbers add up', async () => {
    const file = put('bad.csv', 'a,b\n1,2\n3\n4,5,6\n7,8\n');
    expect((await add(file)).results[0]).toMatchObject({ read: 4, loaded: 2, rejected: 2 });
    expect((await run(['rejects', root, '--json'])).json).toEqual([
      { file, record: 2, line: 3, reason: 'too few fields', raw: '3', source_id: 's1' },
      { file, record: 3, line: 4, reason: 'too many fields', raw: '4,5,6', source_id: 's1' },
    ]);
    expect(await query('select source_record, a from raw_bad order by 1')).toEqual([
      { source_record: 1, a: '1' },
      { source_record: 4, a: '7' },
    ]);
  });

  it('notices the same bytes under another name', async () => {
    const file = put('a.csv', lines(3));
    await add(file);
    copyFileSync(file, path.join(folder, 'b.csv'));
    const { code, results } = await add(path.join(folder, 'b.csv'));
    expect([code, results[0]?.source_id, readdirSync(path.join(root, 'data')).length]).toEqual([0, 's1', 1]);
  });

  it('refuses one file and loads the others', async () => {
    mkdirSync(path.join(folder, 'sub'));
    const files = ['missing.csv', 'sub', 'empty.csv', 'binary.csv', 'cut.parquet', 'good.csv'].map((n) =>
      path.join(folder, n),
    );
    put('empty.csv', '');
    put('binary.csv', Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256)));
    put('cut.parquet', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(500, 7)]));
    put('good.csv', lines(2));
    const { code, results } = await add(...files);
    expect(code).toBe(1);
    expect(
      results.slice(0, 5).every((r) => typeof r.error === 'string' && r.error.length > 20 && r.code !== 'app/bug'),
    ).toBe(true);
    expect(results[5]).toMatchObject({ loaded: 2 });
    expect(readdirSync(path.join(root, 'data'))).toEqual(['s1.parquet']);
  });

  it('keeps a hostile name of a file and of a column harmless', async () => {
    const file = put(
      `x'; drop table sources; --".csv`,
      `"a""b",__proto__,source_id,A"B\n1,2,3,4\n`.replace(',A"B', ',"a""b"'),
    );
    expect((await add(file)).results[0]).toMatchObject({ loaded: 1 });
    const handle = (await query('select layout from sources')) as { layout: string }[];
    expect(await query(`from "raw_${handle[0]!.layout}"`)).toEqual([
      { source_id: 's1', source_record: 1, 'a"b': '1', ['__proto__']: '2', source_id_2: '3', 'a"b_2': '4' },
    ]);
  });

  it('shows that a source was changed or is gone, and loses nothing', async () => {
    const [a, b] = [put('a.csv', lines(3)), put('b.csv', lines(4))];
    await add(a, b);
    appendFileSync(a, '\r\n9;9;9');
    rmSync(b);
    const { ok, problems } = await verifyCase(root);
    expect([ok, problems.length]).toEqual([false, 2]);
    expect(await query('select count(*) n from raw_a')).toEqual([{ n: 7 }]);
  });

  it('says that a file in data/ is damaged, and rebuild mends it', async () => {
    await add(put('a.csv', lines(30)));
    const data = path.join(root, 'data', 's1.parquet');
    writeFileSync(data, 'damaged');
    expect((await verifyCase(root)).ok).toBe(false);
    expect((await run(['sql', root, 'from raw_a'])).code).toBe(1);
    expect(await run(['rebuild', root, '--json'])).toMatchObject({ code: 0, json: { ok: true } });
    expect(await query('select count(*) n from raw_a')).toEqual([{ n: 30 }]);
    expect((await verifyCase(root)).problems).toEqual([]);
  });

  it('leaves no trace when cancelled', async () => {
    const file = put('a.csv', lines(200_000));
    const opened = await Case.open(root);
    const stop = new AbortController();
    const adding = addFiles(opened, [file], { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(adding).rejects.toMatchObject({ code: 'app/cancelled' });
    await opened.close();
    expect([
      readdirSync(path.join(root, 'data')),
      readdirSync(path.join(root, '.waybill', 'incoming')),
      readdirSync(path.join(root, '.waybill', 'spill')),
    ]).toEqual([[], [], []]);
    expect((await verifyCase(root)).entries).toBe(1);
  });

  it.skipIf(!canMount)('says that the disk is full, and the case is as it was', async () => {
    const file = put('a.csv', lines(300_000));
    const disk = mountTmpfs(folder, 'size=9m');
    const here = path.join(disk.path, 'case');
    await (await Case.create(here)).close();
    disk.fill();
    rmSync(path.join(disk.path, '.ballast'));
    writeFileSync(path.join(disk.path, 'ballast'), Buffer.alloc(7_000_000));
    const { code, json } = await run(['add', here, file, '--json']);
    expect([code, (json as AddJson[])[0]?.code]).toEqual([1, 'disk/full']);
    rmSync(path.join(disk.path, 'ballast'));
    expect(await verifyCase(here)).toMatchObject({ ok: true, entries: 1 });
    expect(existsSync(path.join(here, 'data', 's1.parquet'))).toBe(false);
    disk.unmount();
  });
});

describe('rebuild', () => {
  it('gives the same tables again', async () => {
    await add(put('a.csv', lines(30)), put('bad.csv', 'a,b\n1,2\n3\n'));
    const first = (await run(['rebuild', root, '--json'])).json as {
      ok: boolean;
      tables: { name: string; rows: number; hash: string }[];
    };
    rmSync(path.join(root, 'work.duckdb'));
    rmSync(path.join(root, 'data'), { recursive: true });
    const second = (await run(['rebuild', root, '--json'])).json as typeof first;
    expect(first.ok && second.ok).toBe(true);
    expect(second.tables).toEqual(first.tables);
    expect(first.tables.find((t) => t.name === 'raw_a')?.rows).toBe(30);
  });

  it('analyses again what was analysed, and names own tables that are not made again', async () => {
    const head = 'decl_no;line_no;decl_date;exporter_name;importer_name;description;hs_code;value_usd';
    await add(
      put(
        'lines.csv',
        `${head}\n10228010/010623/0000001;1;01.06.2023;SELLER LIMITED;ООО РОЗА;DJI MAVIC 3;8806220000;1000,50\n`,
      ),
    );
    await run(['analyze', root]);
    await run(['sql', root, 'create table work.mine as select 1 a']);
    const before = await query('select (select count(*) from shipment_brands) b, (select count(*) from party_names) p');
    const { code, err } = await run(['rebuild', root]);
    expect([code, err.includes('work.mine')]).toEqual([0, true]);
    expect(
      await query('select (select count(*) from shipment_brands) b, (select count(*) from party_names) p'),
    ).toEqual(before);
    expect(before).toEqual([{ b: 1, p: 2 }]);
  });

  it('asks the lists anew, and not what was remembered of them', async () => {
    const head = 'decl_no;line_no;decl_date;exporter_name;importer_name;description;hs_code;value_usd';
    await add(
      put('lines.csv', `${head}\n10228010/010623/0000001;1;01.06.2023;KESTREL OPTICS LTD;ООО РОЗА;ЛИНЗЫ;9002;10\n`),
    );
    await run(['analyze', root, '--list', put('list.csv', 'entity_number,name\nE1,"Kestrel Optics Co., Ltd"\n')]);
    const hits = 'select raw_name, entry_id from screening';
    expect(await query(hits)).toEqual([{ raw_name: 'KESTREL OPTICS LTD', entry_id: 'E1' }]);
    const remembered = new CaseFolder(root).screenedFile;
    writeFileSync(remembered, readFileSync(remembered, 'utf8').replace(/"entryId":"E1"/, '"entryId":"E2"'));
    await run(['rebuild', root]);
    expect(await query(hits)).toEqual([{ raw_name: 'KESTREL OPTICS LTD', entry_id: 'E1' }]);
  });

  it('keeps the data of a source that is gone, and says so', async () => {
    const file = put('a.csv', lines(3));
    await add(file);
    rmSync(file);
    const { code, json } = await run(['rebuild', root, '--json']);
    expect([code, (json as { problems: string[] }).problems.length]).toEqual([1, 1]);
    expect(await query('select count(*) n from raw_a')).toEqual([{ n: 3 }]);
  });
});

describe('row', () => {
  it('traces a record to its raw text, a rejected one too, also without its index', async () => {
    const file = put('bad.csv', iconv.encode('Номер;Имя\r\n1;"Роза\r\nМария"\r\n2\r\n3;Иван\r\n', 'win1251'));
    await add(file);
    const row = async (record: number): Promise<Record<string, unknown>> =>
      (await run(['row', root, 's1', String(record), '--json'])).json as Record<string, unknown>;
    expect(await row(1)).toMatchObject({
      file,
      record: 1,
      line: 2,
      raw: '1;"Роза\r\nМария"',
      values: { Номер: '1', Имя: 'Роза\r\nМария' },
      rejected: null,
    });
    expect(await row(2)).toMatchObject({ raw: '2', values: {}, rejected: 'too few fields' });
    rmSync(path.join(root, '.waybill'), { recursive: true });
    expect(await row(3)).toMatchObject({ line: 5, raw: '3;Иван' });
    expect((await run(['row', root, 's1', '4'])).err).toContain('records 1 to 3');
    expect((await run(['row', root, 's9', '1'])).code).toBe(1);
    rmSync(file);
    expect(await row(3)).toMatchObject({ raw: null, values: { Имя: 'Иван' } });
  });
});

describe('add --copy', () => {
  it('makes a read-only copy in evidence/ that is the source from then on', async () => {
    const file = put('a.csv', lines(5));
    await run(['add', root, '--copy', file]);
    const copy = path.join(root, 'evidence', 'a.csv');
    expect(statSync(copy).mode & 0o222).toBe(0);
    expect(await query('select path from sources')).toEqual([{ path: 'evidence/a.csv' }]);
    rmSync(file);
    expect(await verifyCase(root)).toMatchObject({ ok: true, problems: [] });
    expect((await run(['row', root, 's1', '2', '--json'])).json).toMatchObject({
      raw: expect.stringContaining('0001'),
    });
    rmSync(path.join(root, 'data', 's1.parquet'));
    expect((await run(['rebuild', root, '--json'])).json).toMatchObject({ ok: true });
    chmodSync(copy, 0o644);
    writeFileSync(copy, lines(6));
    expect((await verifyCase(root)).problems).toEqual([expect.stringContaining('was changed')]);
  });

  it('copies a source that is there already, keeps two files of one name apart, and leaves nothing of a refused one', async () => {
    const file = put('a.csv', lines(5));
    await add(file);
    await run(['add', root, '--copy', file]);
    mkdirSync(path.join(folder, 'other'));
    await run(['add', root, '--copy', put('other/a.csv', lines(7)), put('web.csv', '<html></html>')]);
    expect(await query('select path from sources order by source_id')).toEqual([
      { path: 'evidence/a.csv' },
      { path: 'evidence/a (2).csv' },
    ]);
    expect(readdirSync(path.join(root, 'evidence')).toSorted()).toEqual(['a (2).csv', 'a.csv']);
    expect(await verifyCase(root)).toMatchObject({ ok: true });
  });

  it('takes a copy away that an add left which did not come to its entry, and only that', async () => {
    const file = put('a.csv', lines(5));
    const evidence = path.join(root, 'evidence');
    const folderOfCase = new CaseFolder(root);
    const sha256 = createHash('sha256').update(lines(5)).digest('hex');
    const copy = await copyToEvidence(folderOfCase, file, sha256);
    copy.keep();
    // Killed here. What the analyst put there is not touched.
    writeFileSync(path.join(evidence, 'own.csv'), 'mine');
    expect(readdirSync(evidence).toSorted()).toEqual(['a.csv', 'own.csv']);
    await (await Case.open(root)).close();
    expect(readdirSync(evidence)).toEqual(['own.csv']);
    // The same between the entry and the end of the mark: the copy is a source.
    await run(['add', root, '--copy', file]);
    writeFileSync(folderOfCase.pendingCopy, JSON.stringify({ name: 'a.csv', sha256 }));
    await (await Case.open(root)).close();
    expect(readdirSync(evidence).toSorted()).toEqual(['a.csv', 'own.csv']);
    // A mark that a stranger wrote leads nowhere.
    writeFileSync(folderOfCase.pendingCopy, JSON.stringify({ name: '../case.yml', sha256 }));
    await (await Case.open(root)).close();
    expect(existsSync(path.join(root, 'case.yml'))).toBe(true);
  });
});

describe('a damaged layout', () => {
  it('is named and left aside; files are added all the same', async () => {
    writeFileSync(path.join(root, 'layouts', 'a.yml'), 'waybill-layout: 1\nname: [');
    const { json, err } = await run(['add', root, put('a.csv', lines(5)), '--json']);
    expect(json).toMatchObject([{ source_id: 's1', loaded: 5 }]);
    expect(err).toContain('The layout a.yml is not valid YAML');
    expect(readFileSync(path.join(root, 'layouts', 'a.yml'), 'utf8')).toContain('name: [');
    expect(await query('select layout from sources')).toEqual([{ layout: 'a_2' }]);
  });
});
