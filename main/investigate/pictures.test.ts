/** Pictures of small cases: what is counted, what is not, and that a selection gives the lines that it names. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../../shared/sql/sql.ts';
import { derived } from '../case/schema.ts';
import { caseWith, type CaseWithShipments, type ShipmentValues } from '../parties/case-fixture.ts';
import { findParties, flows, linesOfParties, network, timeline } from './pictures.ts';

const LINES: readonly ShipmentValues[] = [
  { exporter_name: 'ALPHA LTD', exporter_country: 'HK', importer_name: 'OOO LUCH', importer_id: '77', importer_country: 'RU', origin_country: 'CN', dispatch_country: 'HK', destination_country: 'RU', decl_date: '2022-01-10', value_usd: '100.10' },
  { exporter_name: 'Alpha Limited', exporter_country: 'HK', importer_name: 'OOO LUCH', importer_id: '77', importer_country: 'RU', origin_country: 'CN', dispatch_country: 'KZ', destination_country: 'RU', decl_date: '2022-03-05', value_usd: '50.00' },
  { exporter_name: 'BETA', importer_name: 'OOO LUCH', importer_id: '99', importer_country: 'RU', origin_country: 'CN', destination_country: 'RU', decl_date: '2022-03-09', value_usd: null },
  { exporter_name: 'BETA', importer_name: null, origin_country: null, destination_country: 'RU', decl_date: null, value_usd: '7.00' },
  { exporter_name: 'ALPHA LTD', importer_name: 'OOO LUCH', importer_id: '77', decl_date: '2022-01-10', value_usd: '1000', version_status: 'superseded' },
]; // prettier-ignore

const NAMES: readonly (readonly [role: string, name: string, id: string | null, party: string])[] = [
  ['exporter', 'ALPHA LTD', null, 'E1'],
  ['exporter', 'Alpha Limited', null, 'E1'],
  ['importer', 'OOO LUCH', '77', 'I1'],
  ['importer', 'OOO LUCH', '99', 'I2'],
];

let made: CaseWithShipments;
beforeEach(async () => {
  made = await caseWith(LINES);
  const { engine } = made.opened;
  for (const [role, name, id, party] of NAMES) {
    await engine.internal(
      sql`INSERT INTO ${derived('party_names')} (role, raw_name, raw_id, party_id) VALUES (${role}, ${name}, ${id}, ${party})`,
    );
  }
  await engine.internal(
    sql`INSERT INTO ${derived('parties')} (party_id, name) VALUES ('E1', 'Alpha Ltd'), ('I1', 'Luch'), ('I2', 'Luch')`,
  );
  await engine.internal(
    sql`INSERT INTO ${derived('screening')} (raw_name, party_id, list_id, entry_id, verdict) VALUES ('ALPHA LTD', 'E1', 'l', '1', 'match')`,
  );
  await engine.internal(
    sql`INSERT INTO ${derived('list_entries')} (list_id, entry_id, name, listed_from) VALUES ('l', '1', 'Alpha', '2022-02-01')`,
  );
  await engine.internal(
    sql`INSERT INTO ${derived('shipment_brands')} (source_id, source_record, brand) VALUES ('s1', 1, 'DJI'), ('s1', 2, 'Autel')`,
  );
});
afterEach(() => made.close());

const WISH = { filters: [], measure: 'usd', limit: 100, brands: false, focus: null } as const;

describe('the network', () => {
  it('links parties, not spellings, over current lines only', async () => {
    const { nodes, links, all } = await network(made.opened, { ...WISH, filters: [] });
    expect(links.map((l) => [l.from, l.to, l.lines, l.valued, l.usd])).toEqual([
      ['p:E1', 'p:I1', 2, 2, '150.10'],
      ['n:BETA', 'p:I2', 1, 0, null],
    ]);
    expect(links[0]).toMatchObject({ first: '2022-01-10', last: '2022-03-05' });
    expect(nodes.find((n) => n.key === 'p:E1')).toMatchObject({ name: 'Alpha Ltd', country: 'HK', hit: 'match' });
    expect(nodes.find((n) => n.key === 'n:BETA')).toMatchObject({ name: 'BETA', hit: null, out: { lines: 2 } });
    expect(all).toMatchObject({ lines: 4, valued: 3, usd: '157.10', links: 2, parties: 4, noExporter: 0, noImporter: 1, unknownNames: 1 }); // prettier-ignore
  });

  it('draws the strongest links and counts the others', async () => {
    const { links, nodes, all } = await network(made.opened, { ...WISH, filters: [], limit: 1 });
    expect(links).toHaveLength(1);
    expect(nodes.map((n) => n.key).toSorted()).toEqual(['p:E1', 'p:I1']);
    expect(all.links).toBe(2);
  });

  it('knows the brand of a party when asked, and the filters of the analyst', async () => {
    const { nodes } = await network(made.opened, {
      ...WISH,
      brands: true,
      filters: [{ column: 'decl_date', op: 'range', min: '2022-03-01', max: null }],
    });
    expect(nodes.find((n) => n.key === 'p:E1')).toMatchObject({ brand: 'Autel', out: { lines: 1, usd: '50.00' } });
  });

  it('shows the surroundings of one party', async () => {
    const { links } = await network(made.opened, { ...WISH, filters: [], focus: 'p:I2' });
    expect(links.map((l) => l.from)).toEqual(['n:BETA']);
  });

  it('is empty for a case without lines, without an error', async () => {
    const filters = [{ column: 'hs_code', op: 'equals', value: 'none' }] as const;
    const { nodes, links, all } = await network(made.opened, { ...WISH, filters: [...filters] });
    expect([nodes, links, all.lines]).toEqual([[], [], 0]);
  });

  it('refuses a filter of a column that is not there', async () => {
    const filters = [{ column: 'nothing', op: 'isNull' as const }];
    await expect(network(made.opened, { ...WISH, filters })).rejects.toMatchObject({ code: 'view/unknown-column' });
  });

  it('finds a party by any of its spellings', async () => {
    expect(await findParties(made.opened, { filters: [], text: 'limited' })).toEqual([
      { key: 'p:E1', name: 'Alpha Ltd', lines: 2 },
    ]);
    expect(await findParties(made.opened, { filters: [], text: 'a.b(' })).toEqual([]);
  });
});

describe('a selection', () => {
  it('names all spellings of a party', async () => {
    const found = await linesOfParties(made.opened, { filters: [], ends: [{ side: 'exporter', key: 'p:E1' }] });
    expect(found).toEqual({
      filters: [{ column: 'exporter_name', op: 'in', values: ['ALPHA LTD', 'Alpha Limited'] }],
      lines: 2,
      filtered: 2,
    });
  });

  it('tells namesakes apart by their identifiers', async () => {
    const found = await linesOfParties(made.opened, { filters: [], ends: [{ side: 'importer', key: 'p:I2' }] });
    expect(found.filters).toEqual([
      { column: 'importer_name', op: 'in', values: ['OOO LUCH'] },
      { column: 'importer_id', op: 'in', values: ['99'] },
    ]);
    expect(found).toMatchObject({ lines: 1, filtered: 1 });
  });

  it('of a link has both ends', async () => {
    const ends = [{ side: 'exporter', key: 'n:BETA' } as const, { side: 'importer', key: 'p:I2' } as const];
    const found = await linesOfParties(made.opened, { filters: [], ends });
    expect(found.filters.map((f) => f.column)).toEqual(['exporter_name', 'importer_name', 'importer_id']);
    expect(found).toMatchObject({ lines: 1, filtered: 1 });
  });
});

describe('the flows', () => {
  it('give routes with the country between, and count what has no country', async () => {
    const { routes, all } = await flows(made.opened, {
      filters: [],
      from: 'origin_country',
      via: 'dispatch_country',
      to: 'destination_country',
    });
    expect(routes.map((r) => [r.from, r.via, r.to, r.lines, r.usd])).toEqual([
      ['CN', 'HK', 'RU', 1, '100.10'],
      ['CN', 'KZ', 'RU', 1, '50.00'],
      ['CN', null, 'RU', 1, null],
    ]);
    expect(all).toMatchObject({ lines: 4, noFrom: 1, noTo: 0 });
  });

  it('take an end for no country between', async () => {
    const { routes } = await flows(made.opened, {
      filters: [],
      from: 'dispatch_country',
      via: 'dispatch_country',
      to: 'destination_country',
    });
    expect(routes.map((r) => [r.from, r.via, r.to])).toEqual([
      ['HK', null, 'RU'],
      ['KZ', null, 'RU'],
    ]);
  });
});

describe('the timeline', () => {
  it('has the months of the filtered lines by series, what the case covers, and when hits were listed', async () => {
    const found = await timeline(made.opened, { filters: [], split: 'brand', measure: 'usd', series: 1 });
    expect(found.series).toEqual([
      { name: 'DJI', rest: false, members: 1 },
      { name: null, rest: true, members: 1 },
      { name: null, rest: false, members: 1 },
    ]);
    expect(found.cells.map((c) => [c.month, c.series, c.lines, c.usd])).toEqual([
      ['2022-01-01', 0, 1, '100.10'],
      ['2022-03-01', 1, 1, '50.00'],
      ['2022-03-01', 2, 1, null],
    ]);
    expect(found.covered.map((c) => c.month)).toEqual(['2022-01-01', '2022-03-01']);
    expect(found.listings).toEqual([{ date: '2022-02-01', names: ['Alpha'], count: 1 }]);
    expect(found.all).toEqual({ lines: 4, valued: 3, usd: '157.10', undated: 1 });
  });

  it.each(['none', 'exporter', 'source', 'origin_country', 'direction'] as const)(
    'can be split by %s',
    async (split) => {
      const { all, series } = await timeline(made.opened, { filters: [], split, measure: 'lines', series: 6 });
      expect(all.lines).toBe(4);
      expect(series.length).toBeGreaterThan(0);
      if (split === 'exporter') expect(series.map((s) => s.name)).toEqual(['Alpha Ltd', 'BETA']);
    },
  );
});
