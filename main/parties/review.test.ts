import { writeFileSync } from 'node:fs';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterEach, describe, expect, it } from 'vitest';
import { partyLinesStatement } from '../../shared/parties/lines-sql.ts';
import { sql } from '../../shared/sql/sql.ts';
import { analyzeCase } from '../analyze.ts';
import { analysisState } from '../investigate/state.ts';
import { lookAtLists } from '../screening/lists.ts';
import { importAndScreen } from '../screening/import.ts';
import { hitCard, hitQueue, recordVerdict } from '../screening/review.ts';
import { caseWith, type CaseWithShipments, type ShipmentValues } from './case-fixture.ts';
import { partyPage } from './party-page.ts';
import { applyDecisionsTo, findParty, pairCard, partyQueue, recordDecision, searchParties } from './review.ts';

const open: CaseWithShipments[] = [];
afterEach(async () => {
  for (const c of open.splice(0)) await c.close();
});

async function made(lines: readonly ShipmentValues[]): Promise<CaseWithShipments> {
  const c = await caseWith(lines);
  open.push(c);
  return c;
}

const line = (exporter_name: string, value_usd: number, more: ShipmentValues = {}): ShipmentValues => ({
  exporter_name,
  exporter_country: 'CN',
  importer_name: 'ООО "ВЕСНА"',
  importer_id: '7707083893',
  importer_country: 'RU',
  decl_date: '2022-06-01',
  hs_code: '8806.22',
  value_usd,
  ...more,
});

/** Two pairs for a person: one dear, one cheap. */
const DOUBTFUL = [
  line('NINGBO QINGHE LANTIAN TRADING CO., LTD', 900),
  line('NINGBO QINGHE LANDIAN TRADING CO., LTD', 800, { exporter_address: '5 Hai Road' }),
  line('KESTREL OPTICS CO., LTD', 50),
  line('KESTREL OPTICS 2 CO., LTD', 40),
];
const signed = { by: 'A. Analyst', why: 'same telephone' };

describe('the queue of parties', () => {
  it('shows the pairs with most money at stake first, and both sides of each', async () => {
    const c = await made(DOUBTFUL);
    await analyzeCase(c.opened);
    const queue = await partyQueue(c.opened, 500);
    expect(queue.items.map((i) => [i.stake, i.decision])).toEqual([
      ['800.00', null],
      ['40.00', null],
    ]);
    expect(queue).toMatchObject({ live: true, unapplied: 0, more: 0, exporters: { loose: 4 } });
    const [first] = queue.items;
    const card = await pairCard(c.opened, first!.aParty.party_id, first!.bParty.party_id);
    const sides = [card.a, card.b].toSorted((x, y) => (x!.party.name < y!.party.name ? -1 : 1));
    expect(sides[0]).toMatchObject({
      party: { name: 'NINGBO QINGHE LANDIAN TRADING CO., LTD', country: 'CN' },
      addresses: [{ address: '5 Hai Road', lines: 1 }],
      places: [{ place: 'exporter', lines: 1, usd: '800.00', first: '2022-06-01', last: '2022-06-01' }],
      goods: [{ hs: '880622', lines: 1 }],
    });
    expect(card.shared).toMatchObject([{ name: 'ООО "ВЕСНА"', lines: 2 }]);
  });

  it('follows decisions, keeps them in the queue and in the log, and takes them back', async () => {
    const c = await made(DOUBTFUL);
    await analyzeCase(c.opened);
    const [pair] = (await partyQueue(c.opened, 500)).items;
    const { a, b } = pair!;
    await recordDecision(c.opened, { decision: 'merge', a, b, ...signed });
    expect(await analysisState(c.opened)).toMatchObject({
      unapplied: 1,
      stale: [expect.stringContaining('not applied')],
    });
    expect(await applyDecisionsTo(c.opened)).toMatchObject({ exporters: { loose: 3 }, contradictions: [] });
    const after = await partyQueue(c.opened, 500);
    expect(after.items.find((i) => i.key === pair!.key)).toMatchObject({
      decision: 'merge',
      decided: signed,
      aParty: { party_id: await findParty(c.opened, b) },
    });
    expect(after.unapplied).toBe(0);
    await recordDecision(c.opened, { decision: 'open', a, b, by: 'A. Analyst', why: '' });
    expect(await applyDecisionsTo(c.opened)).toMatchObject({ exporters: { loose: 4 } });
    expect((await partyQueue(c.opened, 500)).items.find((i) => i.key === pair!.key)).toMatchObject({ decision: null });
    const { rows } = await c.opened.engine.internal(sql`SELECT decision, who, why FROM party_decisions`);
    expect(rows).toEqual([
      ['merge', 'A. Analyst', 'same telephone'],
      ['open', 'A. Analyst', ''],
    ]);
    expect(c.opened.custody.of('party_decided')).toHaveLength(2);
  });

  it('gives as many pairs as are asked for, and counts all of them', async () => {
    const c = await made(DOUBTFUL);
    await analyzeCase(c.opened);
    const all = await partyQueue(c.opened, 500);
    const first = await partyQueue(c.opened, 1);
    expect(all.items).toHaveLength(2);
    expect(first).toMatchObject({ items: [all.items[0]], waiting: 2, decided: 0, more: 1 });
    const { a, b } = first.items[0]!;
    await recordDecision(c.opened, { decision: 'apart', a, b, ...signed });
    const next = await partyQueue(c.opened, 1);
    expect(next).toMatchObject({ waiting: 1, decided: 1, more: 0 });
    expect(next.items.map((i) => i.key)).toEqual([all.items[1]!.key, all.items[0]!.key]);
  });

  it('says which decisions contradict later ones', async () => {
    const c = await made([line('ROOK LTD', 1), line('KITE LTD', 1), line('HERON LTD', 1)]);
    await analyzeCase(c.opened);
    const of = (rawName: string) => ({ role: 'exporter' as const, rawName, rawId: null });
    await recordDecision(c.opened, { decision: 'apart', a: of('ROOK LTD'), b: of('HERON LTD'), ...signed });
    await recordDecision(c.opened, { decision: 'merge', a: of('ROOK LTD'), b: of('KITE LTD'), ...signed });
    await recordDecision(c.opened, { decision: 'merge', a: of('KITE LTD'), b: of('HERON LTD'), ...signed });
    const { contradictions, exporters } = await applyDecisionsTo(c.opened);
    expect(exporters).toEqual({ strict: 1, loose: 1 });
    expect(contradictions).toEqual([
      expect.stringMatching(
        /“ROOK LTD” and “HERON LTD” were kept apart by A\. Analyst .* later decisions make these one/,
      ),
    ]);
  });

  it('refuses a decision about a spelling that no line has, or about one spelling', async () => {
    const c = await made(DOUBTFUL);
    await analyzeCase(c.opened);
    const a = { role: 'exporter' as const, rawName: 'KESTREL OPTICS CO., LTD', rawId: null };
    await expect(
      recordDecision(c.opened, { decision: 'merge', a, b: { ...a, rawName: 'NOBODY' }, ...signed }),
    ).rejects.toMatchObject({ code: 'party/unknown-spelling' });
    await expect(recordDecision(c.opened, { decision: 'merge', a, b: a, ...signed })).rejects.toMatchObject({
      code: 'party/same-spelling',
    });
    expect(c.opened.custody.of('party_decided')).toHaveLength(0);
  });

  it('bears names of 10,000 characters, right-to-left and combining ones, and quotes', async () => {
    const names = [
      `${'KESTREL '.repeat(1250)}LTD`,
      `${'KESTREL '.repeat(1249)}KESTREI LTD`,
      'شركة البحر الأزرق للتجارة',
      'شركة البحر الازرق للتجاره',
      'KE\u0301STREL\u200f \u202eOPTICS LTD',
      'e\u0301'.repeat(500),
      `O'NEIL "ROOK" LTD'; DROP TABLE parties; --`,
    ];
    const c = await made(names.map((name, i) => line(name, i + 1)));
    await analyzeCase(c.opened);
    const queue = await partyQueue(c.opened, 500);
    for (const { aParty, bParty } of queue.items)
      expect((await pairCard(c.opened, aParty.party_id, bParty.party_id)).a).not.toBeNull();
    for (const rawName of names) {
      const id = await findParty(c.opened, { role: 'exporter', rawName, rawId: null });
      const page = await partyPage(c.opened, id!);
      expect(page?.spellings.map((s) => s.name)).toContain(rawName);
      const rows = await c.opened.engine.run(
        partyLinesStatement({ partyId: id!, spelling: { role: 'exporter', name: rawName, id: null } }),
      );
      expect(rows.rowCount).toBe(1);
    }
  });
});

describe('the page of a party', () => {
  it('has figures that equal the rows they open', async () => {
    const c = await made([
      line('KESTREL OPTICS CO., LTD', 100, { brand: 'DJI', description: 'quadcopter DJI Mavic 3' }),
      line('Kestrel Optics Company Limited', 50, { decl_date: '2022-07-02', hs_code: '8525891900' }),
      line('ROOK LOGISTICS LTD ПО ПОРУЧЕНИЮ KESTREL OPTICS CO LTD', 25),
      line('KESTREL OPTICS CO., LTD', 999, { version_status: 'superseded' }),
    ]);
    await analyzeCase(c.opened);
    const [found] = await searchParties(c.opened, 'kestrel opt', 5);
    const page = (await partyPage(c.opened, found!.party_id))!;
    expect(page.places).toEqual([
      { place: 'exporter', lines: 3, usd: '175.00', first: '2022-06-01', last: '2022-07-02' },
    ]);
    expect(page.months.map((m) => [m.month, m.usd])).toEqual([
      ['2022-06', '125.00'],
      ['2022-07', '50.00'],
    ]);
    expect(page.brands.find((b) => b.brand === 'DJI')).toMatchObject({ lines: 1, usd: '100.00' });
    expect(page.counterparties).toMatchObject([{ name: 'ООО "ВЕСНА"', place: 'importer', lines: 3 }]);
    const partyId = found!.party_id;
    const count = async (more: Parameters<typeof partyLinesStatement>[0]): Promise<number | undefined> =>
      (await c.opened.engine.run(partyLinesStatement(more))).rowCount;
    expect(await count({ partyId })).toBe(3);
    expect(await count({ partyId, place: 'exporter', month: '2022-07' })).toBe(1);
    expect(await count({ partyId, hs: '852589' })).toBe(1);
    expect(await count({ partyId, brand: 'DJI' })).toBe(1);
    expect(await count({ partyId, brand: null })).toBe(2);
    expect(
      await count({ partyId, counterparty: { partyId: page.counterparties[0]!.party_id, place: 'importer' } }),
    ).toBe(3);
    expect(await count({ partyId, country: { column: 'origin_country', value: null } })).toBe(3);
    const via = page.spellings.find((s) => s.other !== null)!;
    expect(via).toMatchObject({ as: 'party', other: { name: 'ROOK LOGISTICS LTD' } });
    const between = (await partyPage(c.opened, via.other!.party_id))!;
    expect(between.places).toMatchObject([{ place: 'go-between', lines: 1, usd: '25.00' }]);
    expect(await count({ partyId: between.party.party_id, place: 'go-between' })).toBe(1);
    expect(await partyPage(c.opened, 'nobody')).toBeNull();
  });
});

const LIST =
  'entity_number,name,addresses,start_date,end_date,alt_names,ids\n' +
  'E1,"Kestrel Optics Co., Ltd","Ningbo, China, CN",2022-03-01,2022-09-01,Heron Lens,91330200000000001X\n' +
  'E2,SZ DJI Technology,"Shenzhen, China, CN",2020-12-18,,DJI,\n';

const listFile = (c: CaseWithShipments, name: string, content: string | Buffer): string => {
  const file = path.join(c.folder, name);
  writeFileSync(file, content);
  return file;
};

describe('hits on lists', () => {
  it('follows a verdict at once, as a whole analysis would, and takes it back', async () => {
    const c = await made([line('KESTREL OPTICS CO., LTD', 10), line('KESTREL OPTICS CO LTD', 20)]);
    await analyzeCase(c.opened, [listFile(c, 'watch.csv', LIST)]);
    const tables = async (): Promise<unknown> =>
      (
        await c.opened.engine.internal(
          sql`SELECT raw_name, verdict, rule_verdict, decided_by, reasons, (SELECT count(*) FROM screening_lines) FROM screening ORDER BY 1`,
        )
      ).rows;
    const before = await tables();
    const [hit] = (await hitQueue(c.opened, 500)).items;
    expect(hit).toMatchObject({ verdict: 'match', lines_listed: 2, usd_listed: '30.00', decided: null });
    const key = { party_id: hit!.party.party_id, list_id: 'watch', entry_id: 'E1' };
    expect(await recordVerdict(c.opened, { ...key, verdict: 'none', by: 'A', why: 'other address' })).toMatchObject({
      verdict: 'none',
      lines: 0,
    });
    expect(await recordVerdict(c.opened, { ...key, verdict: 'review', by: 'B', why: 'or is it' })).toMatchObject({
      verdict: 'review',
      lines: 0,
    });
    const incremental = await tables();
    await analyzeCase(c.opened);
    expect(incremental).toEqual(await tables());
    expect((await hitQueue(c.opened, 500)).items[0]).toMatchObject({
      verdict: 'review',
      decided: { by: 'B', verdict: 'review' },
    });
    expect(await recordVerdict(c.opened, { ...key, verdict: 'open', by: 'A', why: '' })).toMatchObject({
      verdict: 'match',
      lines: 2,
    });
    expect(await tables()).toEqual(before);
    await analyzeCase(c.opened);
    expect(await tables()).toEqual(before);
    expect((await hitQueue(c.opened, 500)).log.map((l) => l.verdict)).toEqual(['open', 'review', 'none']);
    const card = await hitCard(c.opened, key);
    expect(card.entry).toMatchObject({
      name: 'Kestrel Optics Co., Ltd',
      aliases: ['Heron Lens'],
      identifiers: ['91330200000000001X'],
      listed_from: '2022-03-01',
    });
    await expect(
      recordVerdict(c.opened, { ...key, entry_id: 'E9', verdict: 'none', by: 'A', why: '' }),
    ).rejects.toMatchObject({ code: 'screening/no-hit' });
  });

  it('gives as many hits of each part as are asked for, and counts all of them', async () => {
    const entries = ['E1,Kestrel Optics', 'E2,Rook Foods', 'E3,Heron Lens'];
    const names = ['KESTREL OPTICS', 'ROOK FOODS', 'HERON LENS'];
    const c = await made(names.map((name, i) => line(name, 10 * (i + 1))));
    await analyzeCase(c.opened, [listFile(c, 'watch.csv', `id,name\n${entries.join('\n')}\n`)]);
    const all = await hitQueue(c.opened, 500);
    expect(all.items.map((i) => [i.entry_id, i.verdict])).toEqual([
      ['E3', 'match'],
      ['E2', 'match'],
      ['E1', 'match'],
    ]);
    expect(all.counts).toEqual({ review: 0, decided: 0, match: 3, all: 3 });
    expect(await hitQueue(c.opened, 2)).toMatchObject({ items: all.items.slice(0, 2), counts: all.counts });
    const best = all.items[0]!;
    const key = { party_id: best.party.party_id, list_id: best.list_id, entry_id: best.entry_id };
    await recordVerdict(c.opened, { ...key, verdict: 'none', by: 'A', why: '' });
    const after = await hitQueue(c.opened, 1);
    expect(after.counts).toEqual({ review: 0, decided: 0, match: 2, all: 3 });
    expect(after.items.map((i) => i.entry_id)).toEqual(['E3', 'E2']);
  });

  it('screens the go-between, and marks its lines as those of a go-between', async () => {
    const c = await made([line('KESTREL OPTICS CO., LTD ПО ПОРУЧЕНИЮ ROOK FOODS CO LTD', 10)]);
    await analyzeCase(c.opened, [listFile(c, 'watch.csv', LIST)]);
    const [hit] = (await hitQueue(c.opened, 500)).items;
    expect(hit).toMatchObject({ verdict: 'match', party: { name: 'KESTREL OPTICS CO., LTD' }, lines_listed: 1 });
    const { rows } = await c.opened.engine.internal(sql`SELECT role, entry_id FROM screening_lines`);
    expect(rows).toEqual([['go-between', 'E1']]);
  });

  it('shows a company of a listed group as owned by it, never as the listed party', async () => {
    const c = await made([line('IFLIGHT INNOVATION CO., LTD', 10)]);
    await analyzeCase(c.opened, [listFile(c, 'watch.csv', LIST)]);
    const queue = await hitQueue(c.opened, 500);
    expect(queue.items).toEqual([]);
    expect(queue.owned).toMatchObject([{ brand: 'iFlight', owner_group: 'DJI', entry: { entry_id: 'E2' } }]);
    expect((await c.opened.engine.internal(sql`SELECT * FROM screening_lines`)).rows).toEqual([]);
  });

  it('tells what a file would be as a list before it is kept, and why it cannot be one', async () => {
    const c = await made([line('KESTREL OPTICS CO., LTD', 10)]);
    const cyrillic = iconv.encode(
      'Наименование;ИНН;Дата включения\r\nООО "Весна";7707083893;01.03.2022\r\nОбщество "Лето и осень";;01.03.2022\r\n',
      'windows-1251',
    );
    const looks = lookAtLists(c.opened, [
      listFile(c, 'watch.csv', LIST),
      listFile(c, 'own.csv', cyrillic),
      listFile(c, 'empty.csv', ''),
      listFile(c, 'header.csv', 'name,country\n'),
      listFile(c, 'binary.csv', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 1, 0, 0, 2, 0])),
      path.join(c.folder, 'nowhere.csv'),
    ]);
    expect(looks[0]).toMatchObject({ layout: 'Consolidated Screening List', entries: 2, dated: 2, error: null });
    expect(looks[1]).toMatchObject({ entries: 2, sample: ['ООО "Весна"', 'Общество "Лето и осень"'], error: null });
    expect(looks.slice(2).map((l) => l.error)).toEqual([
      expect.stringContaining('is empty'),
      expect.stringContaining('no entry with a name'),
      expect.stringContaining('Save it as UTF-8'),
      expect.stringContaining('cannot be read'),
    ]);
    expect(c.opened.custody.of('list_imported')).toHaveLength(0);
    await analyzeCase(c.opened);
    expect(await importAndScreen(c.opened, [path.join(c.folder, 'watch.csv')])).toMatchObject({
      matches: 1,
      screened: true,
    });
    expect((await analysisState(c.opened)).lists).toMatchObject([{ list_id: 'watch', entries: 2 }]);
    writeFileSync(path.join(c.folder, 'watch.csv'), LIST.replace('E2', 'E3'));
    expect(lookAtLists(c.opened, [path.join(c.folder, 'watch.csv')])[0]).toMatchObject({ replaces: true });
  });
});
