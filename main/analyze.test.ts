import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, describe, expect, it } from 'vitest';
import { sql, type Sql } from '../shared/sql/sql.ts';
import { analyzeCase } from './analyze.ts';
import { caseWith, type CaseWithShipments, type ShipmentValues } from './parties/case-fixture.ts';
import { decideHit, decideParty } from './parties/decisions.ts';

const open: CaseWithShipments[] = [];
afterEach(async () => {
  for (const c of open.splice(0)) await c.close();
});

async function made(lines: readonly ShipmentValues[]): Promise<CaseWithShipments> {
  const c = await caseWith(lines);
  open.push(c);
  return c;
}

const rowsOf = async (c: CaseWithShipments, statement: Sql): Promise<readonly (readonly unknown[])[]> =>
  (await c.opened.engine.internal(statement)).rows;

function listFile(c: CaseWithShipments, name: string, content: string | Buffer): string {
  const file = path.join(c.folder, name);
  writeFileSync(file, content);
  return file;
}

const exporter = (exporter_name: string, more: ShipmentValues = {}): ShipmentValues => ({
  exporter_name,
  exporter_country: 'CN',
  importer_name: 'ООО "ВЕСНА"',
  importer_id: '7707083893',
  importer_country: 'RU',
  decl_date: '2022-06-01',
  ...more,
});

const LIST =
  'entity_number,name,addresses,start_date,end_date,alt_names,ids\n' +
  'E1,"Kestrel Optics Co., Ltd","Ningbo, China, CN",2022-03-01,2022-09-01,Heron Lens; 苍鹭光学有限公司,\n' +
  'E2,OOO Vesna,"Moscow, Russia, RU",2022-07-01,,,7736050003\n';

describe('analyze', () => {
  it('gives every spelling its party, go-betweens theirs, and counts exporters as a range', async () => {
    const c = await made([
      exporter('KESTREL OPTICS CO., LTD'),
      exporter('Kestrel Optics Company Limited'),
      exporter('ROOK LOGISTICS LTD ПО ПОРУЧЕНИЮ KESTREL OPTICS CO LTD', { exporter_id: '12345678' }),
      exporter('HERON FOODS GMBH', { exporter_country: 'DE' }),
      exporter('GHOST LTD', { version_status: 'deleted' }),
    ]);
    const { parties } = await analyzeCase(c.opened);
    expect(parties).toMatchObject({ strict: 2, loose: 3, importers: { strict: 1, loose: 1 } });
    const rows = await rowsOf(
      c,
      sql`SELECT p.name, count(*) FROM party_names n JOIN parties p USING (party_id) WHERE n.role = 'exporter' GROUP BY 1 ORDER BY 1`,
    );
    expect(rows.map(([name, n]) => [name, Number(n)])).toEqual([
      ['GHOST LTD', 1],
      ['HERON FOODS GMBH', 1],
      ['KESTREL OPTICS CO., LTD', 3],
    ]);
    const via = await rowsOf(
      c,
      sql`SELECT p.name, p.role FROM party_names n JOIN parties p ON p.party_id = n.via_party_id`,
    );
    expect(via).toEqual([['ROOK LOGISTICS LTD', 'go-between']]);
    const lines = await rowsOf(
      c,
      sql`SELECT count(*) FROM shipments s JOIN party_names n ON n.role = 'exporter' AND n.raw_name = s.exporter_name AND n.raw_id IS NOT DISTINCT FROM s.exporter_id`,
    );
    expect(Number(lines[0]?.[0])).toBe(5);
  });

  it('finds lines while their party is listed: from the day of listing, not on the day of delisting', async () => {
    const c = await made([
      exporter('KESTREL OPTICS CO., LTD', { decl_date: '2022-02-28' }),
      exporter('KESTREL OPTICS CO., LTD', { decl_date: '2022-03-01' }),
      exporter('Kestrel Optics Co Ltd', { decl_date: '2022-08-31' }),
      exporter('KESTREL OPTICS CO., LTD', { decl_date: '2022-09-01' }),
      exporter('HERON LENS CO., LTD', { decl_date: '2022-05-05', version_status: 'superseded' }),
      exporter('苍鹭光学有限公司', { decl_date: '2022-05-06' }),
    ]);
    const { screening } = await analyzeCase(c.opened, [listFile(c, 'watch.csv', LIST)]);
    expect(screening.lists).toMatchObject([{ list_id: 'watch', layout: 'Consolidated Screening List', entries: 2 }]);
    const lines = await rowsOf(c, sql`SELECT source_record, role, entry_id FROM screening_lines ORDER BY 1`);
    expect(lines.map(([record, ...rest]) => [Number(record), ...rest])).toEqual([
      [2, 'exporter', 'E1'],
      [3, 'exporter', 'E1'],
      [6, 'exporter', 'E1'],
    ]);
  });

  it('does not take a homonym with another number for the listed party', async () => {
    const c = await made([
      exporter('KITE LTD', { decl_date: '2022-08-01' }),
      exporter('KITE LTD', { decl_date: '2022-08-01', importer_id: '7736050003' }),
    ]);
    await analyzeCase(c.opened, [listFile(c, 'watch.csv', LIST)]);
    const hits = await rowsOf(
      c,
      sql`SELECT n.raw_id, s.verdict FROM screening s JOIN party_names n USING (party_id) ORDER BY 1`,
    );
    expect(hits).toEqual([
      ['7707083893', 'none'],
      ['7736050003', 'match'],
    ]);
    expect(await rowsOf(c, sql`SELECT source_record FROM screening_lines`)).toHaveLength(1);
  });

  it('keeps lists in the case and screens with them again', async () => {
    const c = await made([exporter('KESTREL OPTICS CO., LTD')]);
    const file = listFile(c, 'watch.csv', LIST);
    await analyzeCase(c.opened, [file]);
    expect((await analyzeCase(c.opened)).screening).toMatchObject({ matches: 1, lines: 1 });
    expect(c.opened.custody.of('list_imported')).toHaveLength(1);
    await analyzeCase(c.opened, [file]);
    expect(c.opened.custody.of('list_imported')).toHaveLength(1);
    expect(readFileSync(path.join(c.opened.folder.lists, 'watch.csv'), 'utf8')).toBe(LIST);
    writeFileSync(path.join(c.opened.folder.lists, 'watch.csv'), LIST.replace('Kestrel', 'Castrel'));
    await expect(analyzeCase(c.opened)).rejects.toMatchObject({ code: 'list/changed' });
  });

  it('reads a list in another encoding, and refuses what is no list before anything is changed', async () => {
    const c = await made([exporter('KESTREL OPTICS CO., LTD')]);
    const cyrillic =
      'Наименование;ИНН;Дата включения\r\nООО "Весна";7707083893;01.03.2022\r\nОбщество "Лето и осень";;01.03.2022\r\n';
    const good = listFile(c, 'own.csv', iconv.encode(cyrillic, 'windows-1251'));
    const result = await analyzeCase(c.opened, [good]);
    expect(result.screening).toMatchObject({ matches: 1, lines: 1 });
    for (const [name, content, code] of [
      ['empty.csv', '', 'list/empty'],
      ['header.csv', 'name,country\n', 'list/empty'],
      ['numbers.csv', 'a,b\n1,2\n', 'list/no-names'],
      ['alt.csv', '36,12,"aka","KESTREL",-0- \r\n', 'list/ofac-incomplete'],
      ['binary.csv', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 1, 0, 0, 2, 0]), 'csv/encoding'],
    ] as const) {
      await expect(analyzeCase(c.opened, [good, listFile(c, name, content)]), name).rejects.toMatchObject({ code });
    }
    await expect(analyzeCase(c.opened, [path.join(c.folder, 'nowhere.csv')])).rejects.toMatchObject({
      code: 'list/unreadable',
    });
    expect(c.opened.custody.of('list_imported')).toHaveLength(1);
    expect(await rowsOf(c, sql`SELECT count(*) FROM list_entries`)).toEqual([['2']]);
  });

  it('follows the decisions in the log, and undoes them by later ones', async () => {
    const c = await made([exporter('KESTREL OPTICS CO., LTD'), exporter('ROOK TRADING LTD')]);
    const spelling = (rawName: string) => ({ role: 'exporter' as const, rawName, rawId: null });
    const pair = {
      a: spelling('KESTREL OPTICS CO., LTD'),
      b: spelling('ROOK TRADING LTD'),
      by: 'analyst',
      why: 'one owner',
    };
    decideParty(c.opened, { decision: 'merge', ...pair });
    expect((await analyzeCase(c.opened)).parties).toMatchObject({ strict: 1, loose: 1 });
    decideParty(c.opened, { decision: 'apart', ...pair });
    expect((await analyzeCase(c.opened)).parties).toMatchObject({ strict: 2, loose: 2 });
    const rows = await rowsOf(c, sql`SELECT decision, who FROM party_decisions`);
    expect(rows).toEqual([
      ['merge', 'analyst'],
      ['apart', 'analyst'],
    ]);
    const list = listFile(c, 'watch.csv', LIST);
    expect((await analyzeCase(c.opened, [list])).screening.matches).toBe(1);
    decideHit(c.opened, {
      spelling: pair.a,
      listId: 'watch',
      entryId: 'E1',
      verdict: 'none',
      by: 'analyst',
      why: 'other address',
    });
    expect((await analyzeCase(c.opened)).screening).toMatchObject({ matches: 0, lines: 0 });
    expect((await rowsOf(c, sql`SELECT reasons FROM screening`)).join()).toContain('decided by analyst: other address');
  });

  it('works on a case without shipments', async () => {
    const c = await made([]);
    expect(await analyzeCase(c.opened)).toMatchObject({ parties: { strict: 0, loose: 0 }, screening: { matches: 0 } });
  });
});
