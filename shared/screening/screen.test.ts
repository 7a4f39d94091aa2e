import { describe, expect, it } from 'vitest';
import type { ListEntry } from './entry.ts';
import { Screener, type Hit, type ScreenedName } from './screen.ts';

const entry = (name: string, more: Partial<ListEntry> = {}): ListEntry => ({
  entryId: name,
  name,
  aliases: [],
  country: 'CN',
  addresses: [],
  identifiers: [],
  listedFrom: '2022-01-01',
  listedTo: null,
  source: '',
  kind: null,
  ...more,
});

const spelling = (rawName: string, more: Partial<ScreenedName> = {}): ScreenedName => ({
  role: 'exporter',
  rawName,
  rawId: null,
  partyId: rawName,
  name: rawName,
  country: 'CN',
  identifiers: [],
  ...more,
});

const screen = (entries: readonly ListEntry[], names: readonly ScreenedName[]): Hit[] =>
  new Screener([{ listId: 'l', entries }]).screen(names);

const verdicts = (hits: readonly Hit[]): Record<string, string> =>
  Object.fromEntries(hits.map((h) => [h.rawName, h.verdict]));

describe('Screener', () => {
  it('hits by name, by alias and by identifier, and says why', () => {
    const hits = screen(
      [entry('Kestrel Optics Co., Ltd', { aliases: ['苍鹭光学有限公司'], identifiers: ['7707083893'] })],
      [
        spelling('KESTREL OPTICS CO LTD'),
        spelling('苍鹭光学有限公司'),
        spelling('ROOK LTD', { identifiers: ['7707083893'] }),
      ],
    );
    expect(hits.map((h) => h.verdict)).toEqual(['match', 'match', 'match']);
    expect(hits[1]?.reasons.join()).toContain('an alias of the entry');
    expect(hits[2]?.reasons.join()).toContain('same identifier: 7707083893');
  });

  it('lets one spelling speak for the others of its party', () => {
    const names = [spelling('НОЧНАЯ ПТИЦА', { partyId: 'P1' }), spelling('KESTREL OPTICS LTD', { partyId: 'P1' })];
    const hits = screen([entry('Kestrel Optics Ltd')], names);
    expect(verdicts(hits)).toEqual({ 'НОЧНАЯ ПТИЦА': 'match', 'KESTREL OPTICS LTD': 'match' });
    expect(hits[0]?.reasons.join()).toContain('a spelling of the same party');
  });

  it('does not take a company of the same group, a sister or a namesake for the listed one', () => {
    const hits = screen(
      [entry('Kestrel Optics (HK) Co., Limited', { country: 'HK' })],
      [
        spelling('KESTREL OPTICS (SINGAPORE) CO., LIMITED', { country: 'SG' }),
        spelling('KESTREL TRADING (HK) CO., LIMITED', { country: 'HK' }),
        spelling('KESTREL LTD', { country: 'US' }),
      ],
    );
    expect(hits.map((h) => h.verdict)).not.toContain('match');
  });

  it('leaves a name of one word in another country to a person', () => {
    const hits = screen([entry('OOO Vesna', { country: 'RU' })], [spelling('VESNA LLC', { country: 'AE' })]);
    expect(hits).toMatchObject([{ verdict: 'review' }]);
  });

  it('leaves a name that is only alike to a person where another party bears the very name', () => {
    const names = [spelling('OOO NEVASTROY', { country: 'RU' }), spelling('OOO NOVASTROY', { country: 'RU' })];
    expect(verdicts(screen([entry('OOO Nevastroy', { country: 'RU' })], names))).toEqual({
      'OOO NEVASTROY': 'match',
      'OOO NOVASTROY': 'review',
    });
  });

  it('says none, not nothing, where another identifier proves another party', () => {
    const hits = screen(
      [entry('OOO Vesna', { country: 'RU', identifiers: ['7736050003'] })],
      [spelling('ООО "ВЕСНА"', { country: 'RU', identifiers: ['7707083893'] })],
    );
    expect(hits).toMatchObject([{ verdict: 'none' }]);
    expect(hits[0]?.reasons[0]).toBe('another identifier: 7707083893 is not 7736050003');
  });

  it('bears an empty list, empty names and very long ones', () => {
    expect(screen([], [spelling('KESTREL')])).toEqual([]);
    expect(screen([entry('')], [spelling(''), spelling('X'.repeat(10_000))])).toEqual([]);
  });
});
