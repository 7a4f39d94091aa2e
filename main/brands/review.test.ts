/** The dictionary changed with a preview, and lines that name no brand worked through by hand. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DRONES_YAML } from '../../shared/brands/default.ts';
import { editBrand, toEdited, type EditedBrand } from '../../shared/brands/edit.ts';
import { sql } from '../../shared/sql/sql.ts';
import { Case } from '../case/case.ts';
import { analyzeBrands } from './analyze.ts';
import { brandDecisions, decideTemplates } from './decisions.ts';
import { caseDictionary, saveDictionary } from './dictionary-file.ts';
import { previewDictionary } from './preview.ts';
import { unattributed } from './unattributed.ts';

let folder: string;
let opened: Case;
let record = 0;
const signed = { by: 'Ann', why: 'catalogue' };

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-brands-'));
  opened = await Case.create(path.join(folder, 'case'));
});
afterEach(async () => {
  await opened.close();
  rmSync(folder, { recursive: true });
});

async function ship(description: string, usd: string, more: { brand?: string; hs?: string } = {}): Promise<void> {
  await opened.engine.internal(sql`INSERT INTO work.derived.shipments
    (source_id, source_record, description, value_usd, brand, hs_code, version_status, decl_date)
    VALUES ('s1', ${(record += 1)}, ${description}, ${usd}, ${more.brand ?? null}, ${more.hs ?? '8806220000'}, 'current', '2022-06-01')`);
}
const found = async (): Promise<readonly (readonly unknown[])[]> =>
  (
    await opened.engine.internal(
      sql`SELECT description, b.brand, decided_by FROM shipments JOIN shipment_brands b USING (source_id, source_record) ORDER BY source_record`,
    )
  ).rows;

const startec: EditedBrand = {
  brand: 'Startec', aliases: ['STARTEC', 'Стартек'], weak: [], models: ['Zorro X#'], parts: [], other_goods: [],
  common_word: false, exclusions: [], owner: { group: 'Startec Holding', source: 'register of companies', date: '2023-01-01' },
}; // prettier-ignore

describe('editBrand', () => {
  it('adds, changes and takes out one brand, and leaves the rest and its comments as they are', () => {
    const added = editBrand(DRONES_YAML, null, startec);
    expect(added).toContain('# Waybill: dictionary of drone brands.');
    const changed = editBrand(added, 'Startec', { ...startec, aliases: ['STARTEC'], owner: null });
    expect(changed).not.toContain('Startec Holding');
    expect(editBrand(changed, 'Startec', null)).toBe(editBrand(editBrand(DRONES_YAML, null, startec), 'Startec', null));
  });
  it('refuses what would be no dictionary', () => {
    expect(() => editBrand(DRONES_YAML, null, { ...startec, aliases: ['DJI'] })).toThrow(/alias of both/);
    expect(() => editBrand(DRONES_YAML, 'Nobody', null)).toThrow(/no brand "Nobody"/);
    expect(() => editBrand(DRONES_YAML, null, { ...startec, aliases: [] })).toThrow(/Startec/);
  });
});

describe('previewDictionary', () => {
  it('says what a change would add and lose, and changes nothing', async () => {
    await ship('КВАДРОКОПТЕР STARTEC ZORRO X2', '100.50');
    await ship('QUADCOPTER DJI MAVIC', '10');
    await analyzeBrands(opened);
    const before = await found();
    const text = editBrand(editBrand(DRONES_YAML, null, startec), 'DJI', null);
    const preview = await previewDictionary(opened, text);
    expect(preview.brands.find((b) => b.brand === 'Startec')).toEqual({
      brand: 'Startec', before: { lines: 0, usd: '0.00' }, after: { lines: 1, usd: '100.50' }, added: 1, lost: 0,
    }); // prettier-ignore
    expect(preview.brands.find((b) => b.brand === 'DJI')).toMatchObject({ lost: 1, after: { lines: 0 } });
    expect(preview.examples.map((e) => [e.before, e.after])).toEqual([[null, 'Startec'], ['DJI', null]]); // prettier-ignore
    expect(await found()).toEqual(before);
  });

  it('warns of a name that is a common word, with its hits', async () => {
    for (let i = 0; i < 8; i += 1) await ship(`ТКАНЬ НОВАЯ ЗВЕЗДА ${i}`, '1', { hs: '5208000000' });
    await ship('КВАДРОКОПТЕР ЗВЕЗДА', '1');
    const names = (
      await previewDictionary(opened, editBrand(DRONES_YAML, null, { ...startec, aliases: ['Звезда', 'Startec'] }))
    ).names;
    expect(names.find((n) => n.name === 'Звезда')).toMatchObject({ inside: 1, outside: 8, common: true });
    expect(names.find((n) => n.name === 'Startec')).toMatchObject({ inside: 0, outside: 0, common: false });
  });

  it('takes a name that is a pattern literally', async () => {
    await ship('КВАДРОКОПТЕР (A+)+$', '1');
    const text = editBrand(DRONES_YAML, null, { ...startec, aliases: ['(a+)+$b', 'STARTEC'] });
    await expect(previewDictionary(opened, text)).resolves.toBeDefined();
  });
});

describe('the dictionary of a case', () => {
  it('is kept with who and why, and goes back to the one that ships', async () => {
    await ship('КВАДРОКОПТЕР STARTEC', '1');
    saveDictionary(opened, editBrand(DRONES_YAML, null, startec), DRONES_YAML, signed);
    await analyzeBrands(opened);
    expect(await found()).toEqual([['КВАДРОКОПТЕР STARTEC', 'Startec', null]]);
    const { text, own } = caseDictionary(opened.folder.root);
    expect(own).toBe(true);
    saveDictionary(opened, null, text, signed);
    await analyzeBrands(opened);
    expect(await found()).toEqual([]);
    expect(opened.custody.of('dictionary_changed').map((e) => [e.detail['own'], e.detail['by']])).toEqual([
      [true, 'Ann'],
      [false, 'Ann'],
    ]);
  });

  it('is not written over what another saved, and not if it is none', () => {
    expect(() => saveDictionary(opened, DRONES_YAML, 'older text', signed)).toThrow(/changed by somebody else/);
    expect(() => saveDictionary(opened, 'brands: [', DRONES_YAML, signed)).toThrow(/no valid YAML/);
    expect(caseDictionary(opened.folder.root).own).toBe(false);
  });

  it('is not read through a link', async () => {
    const outside = path.join(folder, 'outside.yml');
    writeFileSync(outside, DRONES_YAML);
    symlinkSync(outside, opened.folder.brandsFile);
    expect(() => caseDictionary(opened.folder.root)).toThrow(/plain file/);
    await opened.close();
    await expect(Case.open(opened.folder.root)).rejects.toThrow(/link/);
    rmSync(opened.folder.brandsFile);
    opened = await Case.open(opened.folder.root);
  });
});

describe('lines that name no brand', () => {
  it('are counted and grouped, the largest value first; declared trademarks apart', async () => {
    await ship('КВАДРОКОПТЕР С КАМЕРОЙ ДЛЯ СЪЕМКИ, АРТ 1001', '10.25');
    await ship('КВАДРОКОПТЕР С КАМЕРОЙ ДЛЯ СЪЕМКИ, АРТ 1002', '20');
    await ship('ДРОН', '500', { brand: 'STARTEC' });
    await ship('QUADCOPTER DJI MAVIC', '7');
    await ship('ТКАНЬ', '9999', { hs: '5208000000' });
    await analyzeBrands(opened);
    const queue = await unattributed(opened);
    expect([queue.named, queue.open, queue.none]).toEqual([
      { lines: 1, usd: '7.00' }, { lines: 3, usd: '530.25' }, { lines: 0, usd: '0.00' },
    ]); // prettier-ignore
    expect(queue.groups.map((g) => [g.trademark, g.lines, g.usd, g.templates.length])).toEqual([
      ['STARTEC', 1, '500.00', 1],
      [null, 2, '30.25', 1],
    ]);
  });

  it('get the brand that an analyst gives them, one decision for all like them, and lose it when it is taken back', async () => {
    await ship('КВАДРОКОПТЕР С КАМЕРОЙ ДЛЯ СЪЕМКИ, АРТ 1001', '10');
    await ship('КВАДРОКОПТЕР С КАМЕРОЙ ДЛЯ СЪЕМКИ, АРТ 1002', '20');
    await ship('QUADCOPTER DJI MAVIC', '7');
    await analyzeBrands(opened);
    const { templates, title } = (await unattributed(opened)).groups[0]!;
    decideTemplates(opened, { decision: 'brand', brand: 'Autel', templates, example: title, ...signed });
    await analyzeBrands(opened);
    expect((await found()).map((r) => [r[1], r[2]])).toEqual([['Autel', 'Ann'], ['Autel', 'Ann'], ['DJI', null]]); // prettier-ignore
    expect((await unattributed(opened)).open.lines).toBe(0);
    decideTemplates(opened, { decision: 'open', brand: null, templates, example: title, ...signed });
    await analyzeBrands(opened);
    expect((await found()).map((r) => r[1])).toEqual(['DJI']);
    expect(brandDecisions(opened)).toHaveLength(2);
  });

  it('stay without a brand, but leave the queue, where it cannot be told', async () => {
    await ship('КВАДРОКОПТЕР', '10');
    await analyzeBrands(opened);
    const { templates, title } = (await unattributed(opened)).groups[0]!;
    decideTemplates(opened, { decision: 'none', brand: null, templates, example: title, ...signed });
    await analyzeBrands(opened);
    const queue = await unattributed(opened);
    expect([queue.open.lines, queue.none.lines, queue.groups[0]?.decision]).toEqual([0, 1, 'none']);
    expect(await found()).toEqual([]);
  });

  it('of two decisions that contradict each other the later counts', async () => {
    await ship('КВАДРОКОПТЕР', '10');
    const decision = { decision: 'brand' as const, templates: ['KBAДPOKOПTEP'], example: '', ...signed };
    decideTemplates(opened, { ...decision, brand: 'Autel' });
    decideTemplates(opened, { ...decision, brand: 'DJI' });
    await analyzeBrands(opened);
    expect((await found()).map((r) => r[1])).toEqual(['DJI']);
  });

  it('says which brand of a decision the dictionary has lost, and counts it no more', async () => {
    await ship('КВАДРОКОПТЕР', '10');
    await analyzeBrands(opened);
    const { templates, title } = (await unattributed(opened)).groups[0]!;
    decideTemplates(opened, { decision: 'brand', brand: 'Autel', templates, example: title, ...signed });
    saveDictionary(opened, editBrand(DRONES_YAML, 'Autel', null), DRONES_YAML, signed);
    expect(await analyzeBrands(opened)).toMatchObject({ records: 0, unknown: ['Autel'] });
  });

  it('are not decided for a brand without a name', () => {
    expect(() =>
      decideTemplates(opened, { decision: 'brand', brand: null, templates: ['X'], example: '', ...signed }),
    ).toThrow(/names a brand/);
  });
});

it('a brand that was shown and not changed leaves the text as it is', () => {
  const brands = caseDictionary(opened.folder.root).dictionary.source.brands;
  const [first, ...others] = [brands[0]!, ...brands.filter((_, i) => i % 9 === 4)].map((entry) =>
    editBrand(DRONES_YAML, entry.brand, toEdited(entry)),
  );
  for (const other of others) expect(other).toBe(first);
});
