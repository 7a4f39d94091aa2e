import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { idsConflict, readPartyId } from './identifiers.ts';
import { readPartyText } from './party-text.ts';

describe('readPartyText', () => {
  it.each([
    ['KESTREL OPTICS CO., LTD91350211M000100Y46', 'KESTREL OPTICS CO., LTD', '91350211M000100Y46'],
    ['KESTREL OPTICS CO., LTD 91350211M000100Y46', 'KESTREL OPTICS CO., LTD', '91350211M000100Y46'],
    ['KESTREL (HK) CO., LIMITED12345671', 'KESTREL (HK) CO., LIMITED', '12345671'],
    ['ООО "ВЕСНА" ИНН 7707083893', 'ООО "ВЕСНА"', '7707083893'],
    ['7707083893 ООО "ВЕСНА"', 'ООО "ВЕСНА"', '7707083893'],
    ['KESTREL WORKS NO. 12', 'KESTREL WORKS NO. 12', undefined],
    ['KESTREL 2024 LTD', 'KESTREL 2024 LTD', undefined],
  ])('takes the number off %s', (raw, name, id) => {
    const text = readPartyText(raw);
    expect(text.name).toBe(name);
    expect(text.id?.value).toBe(id);
  });

  it.each([
    'ROOK LTD ПО ПОРУЧЕНИЮ KESTREL LTD',
    'ROOK LTD по поручению: KESTREL LTD',
    'ROOK LTD ON BEHALF OF KESTREL LTD',
    'ROOK LTD O/B KESTREL LTD',
    'ROOK LTD (BY ORDER OF KESTREL LTD)',
    'ROOK LTD 代表 KESTREL LTD',
  ])('sees two parties in %s', (raw) => {
    expect(readPartyText(raw)).toMatchObject({ name: 'KESTREL LTD', via: 'ROOK LTD' });
  });

  it('takes the address off', () => {
    const text = readPartyText('KESTREL LTD, FLAT C, 8/F, SUN BLDG, 387 HARBOUR ROAD, HONG KONG');
    expect(text).toMatchObject({ name: 'KESTREL LTD', address: 'FLAT C, 8/F, SUN BLDG, 387 HARBOUR ROAD, HONG KONG' });
    expect(readPartyText('ООО "ВЕСНА", Г. МОСКВА, УЛ. МИРА, Д. 4').name).toBe('ООО "ВЕСНА"');
    expect(readPartyText('KESTREL, ROOK & SONS, LTD').name).toBe('KESTREL, ROOK & SONS, LTD');
  });

  it('bears any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (raw) => {
        expect(readPartyText(raw).name.length).toBeLessThanOrEqual(400);
      }),
    );
  });
});

describe('readPartyId', () => {
  it('knows numbers by their check digits', () => {
    expect(readPartyId('7707083893')).toMatchObject({ kind: 'ru-inn', checked: true });
    expect(readPartyId('7707083894', 'RU')).toMatchObject({ kind: 'ru-inn', checked: false });
    expect(readPartyId('91350211M000100Y46')).toMatchObject({ kind: 'cn-uscc', checked: true });
    expect(readPartyId('77-0708-3893')).toMatchObject({ value: '7707083893' });
  });
  it('takes placeholders for nothing', () => {
    for (const raw of [null, '', '0000000000', 'NULL', '1111111111', 'НЕ УКАЗАН', '12345']) {
      expect(readPartyId(raw)).toBeNull();
    }
  });
  it('sees two parties in two numbers of one kind only', () => {
    const [a, b, c] = ['7707083893', '7736050003', '91350211M000100Y46'].map((v) => readPartyId(v));
    expect(idsConflict(a ?? null, b ?? null)).toBe(true);
    expect(idsConflict(a ?? null, c ?? null)).toBe(false);
    expect(idsConflict(a ?? null, null)).toBe(false);
  });
});
