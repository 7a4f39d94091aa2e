import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideBrand } from '../../shared/brands/decide.ts';
import { defaultDictionary } from '../../shared/brands/default.ts';
import { CancelledError, WaybillError } from '../../shared/errors.ts';
import { sql } from '../../shared/sql/sql.ts';
import { Case } from '../case/case.ts';
import { analyzeBrands } from './analyze.ts';

interface Shipment {
  readonly source?: string;
  readonly description?: string;
  readonly descriptionEn?: string;
  readonly brand?: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly hs?: string;
}

let folder: string;
let opened: Case;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-brands-'));
  opened = await Case.create(path.join(folder, 'case'));
});
afterEach(async () => {
  await opened.close();
  rmSync(folder, { recursive: true });
});

let record = 0;
async function ship(...lines: readonly Shipment[]): Promise<void> {
  for (const s of lines) {
    await opened.engine.internal(sql`INSERT INTO work.derived.shipments
      (source_id, source_record, description, description_en, brand, manufacturer, model, hs_code)
      VALUES (${s.source ?? 's1'}, ${(record += 1)}, ${s.description ?? null}, ${s.descriptionEn ?? null}, ${s.brand ?? null},
      ${s.manufacturer ?? null}, ${s.model ?? null}, ${s.hs ?? null})`);
  }
}
const rows = async (): Promise<readonly (readonly unknown[])[]> =>
  (await opened.engine.internal(sql`SELECT brand, evidence, matched_text FROM shipment_brands ORDER BY source_record`))
    .rows;

describe('analyzeBrands', () => {
  it('gives each record at most one brand, with its evidence', async () => {
    await ship(
      { description: 'QUADCOPTER DJI MAVIC 3' },
      { description: 'SPARE PARTS', brand: 'Hubsan', hs: '8807 10 0000' },
      { description: 'UAV SET', manufacturer: 'AUTEL ROBOTICS CO., LTD' },
      { description: 'QUADCOPTER WITH CAMERA', brand: 'NO BRAND' },
      { description: 'ЧЕХОЛ ДЛЯ ДРОНА DJI AIR 2S' },
      { description: 'COPTER', model: 'EVO LITE+' },
    );
    const summary = await analyzeBrands(opened);
    expect(summary).toEqual({ brands: 3, records: 4, total: 6, renewed: 1, unknown: [] });
    expect(await rows()).toEqual([
      ['DJI', 'description', 'DJI'],
      ['Hubsan', 'declared', 'Hubsan'],
      ['Autel', 'manufacturer', 'AUTEL ROBOTICS'],
      ['Autel', 'description', 'EVO LITE'],
    ]);
  });

  it('finds with the engine whatever the rule alone would find', async () => {
    const texts = [
      'DRONE D.J.I', 'UAV DЈІ', 'КВАДРОКОПТЕР ＤＪＩ', '大疆御3无人机', 'ДРОН D J I', 'QUADCOPTER HOLY-STONE', 'DRONE AUTLE', 'БПЛА ФИМИ',
      'APPARATUS HS720E', 'КОПТЕР ДЖЕЙ ДЖЕЙ АР СИ', 'GIMBAL DJI RONIN', 'BATTERY FOR UAV CZI MP130', 'ПУЛЬТ D-J-I MAVIC', 'TABLE', 'SEA SALT DJIBOUTI',
      'дрон хабсан', 'ЛЕТАТЕЛЬНЫЙ АППАРАТ ДРЭГОНФИШ', 'quadcopter e-58', 'ПУЛЬТ УПРАВЛЕНИЯ AUTLE EVO II PRO', 'КАМЕРА ПОДВЕСНАЯ SYMMA X25 PRO', 'LITHIUM BATTERY WALK-ERA R500', 'REMOTE CONTROLLER СИМА X25 PRO',
    ]; // prettier-ignore
    await ship(...texts.map((description) => ({ description })));
    await analyzeBrands(opened);
    const found = (
      await opened.engine.internal(
        sql`SELECT description FROM shipments JOIN shipment_brands USING (source_id, source_record) ORDER BY source_record`,
      )
    ).rows.map((r) => r[0]);
    const none = { brand: null, manufacturer: null, model: null, descriptionEn: null, hsCode: null };
    const expected = texts.filter((description) => decideBrand(defaultDictionary(), { ...none, description }) !== null);
    expect(found).toEqual(expected);
    expect(expected.length).toBeGreaterThan(12);
  });

  it('decides texts that differ only in article numbers alike, and keeps what they match', async () => {
    await ship(
      { description: 'QUADCOPTER DJI MAVIC 3 ART 10023456' },
      { description: 'QUADCOPTER DJI MAVIC 3 ART 99887766' },
      { description: 'DRONE PHANTOM 4 NO 123456789' },
      { description: 'DRONE PHANTOM 123456789' },
    );
    await analyzeBrands(opened);
    expect(await rows()).toEqual([
      ['DJI', 'description', 'DJI'],
      ['DJI', 'description', 'DJI'],
      ['DJI', 'description', 'PHANTOM 4'],
    ]);
  });

  it('looks again only at sources that changed', async () => {
    await ship({ source: 's1', description: 'DRONE DJI' });
    expect((await analyzeBrands(opened)).renewed).toBe(1);
    expect((await analyzeBrands(opened)).renewed).toBe(0);
    await ship({ source: 's2', description: 'DRONE AUTEL' });
    expect(await analyzeBrands(opened)).toMatchObject({ brands: 2, records: 2, total: 2, renewed: 1 });
    await opened.engine.internal(sql`DELETE FROM work.derived.shipments WHERE source_id = 's1'`);
    await analyzeBrands(opened);
    expect(await rows()).toEqual([['Autel', 'description', 'AUTEL']]);
  });

  it('uses the dictionary of the case, and says what is wrong with it', async () => {
    await ship({ description: 'DRONE OURS-AERO X1' });
    const file = path.join(opened.folder.root, 'brands.yml');
    writeFileSync(
      file,
      `waybill: 1
name: Own
context: { hs: [], words: [drone*] }
phrases: { for: [for], like: [], with: [], component: [], not_original: [], stated: [] }
brands: [{ brand: Ours, aliases: [Ours Aero], owner: { group: Holding, source: register, date: '2023-01-01' } }]`,
    );
    await analyzeBrands(opened);
    expect(await rows()).toEqual([['Ours', 'description', 'OURS-AERO']]);
    writeFileSync(file, 'brands: nothing');
    await expect(analyzeBrands(opened)).rejects.toThrow(WaybillError);
    expect(await rows()).toEqual([['Ours', 'description', 'OURS-AERO']]);
  });

  it('leaves the table as it was when it is cancelled', async () => {
    await ship({ description: 'DRONE DJI' });
    await analyzeBrands(opened);
    await ship({ description: 'DRONE AUTEL' });
    const stop = new AbortController();
    stop.abort();
    await expect(analyzeBrands(opened, { signal: stop.signal })).rejects.toThrow(CancelledError);
    expect(await rows()).toEqual([['DJI', 'description', 'DJI']]);
    expect((await analyzeBrands(opened)).records).toBe(2);
  });

  it('manages a case without shipments', async () => {
    expect(await analyzeBrands(opened)).toEqual({ brands: 0, records: 0, total: 0, renewed: 0, unknown: [] });
  });
});
