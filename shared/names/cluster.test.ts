import { describe, expect, it } from 'vitest';
import { clusterParties } from './cluster.ts';
import type { Clustering, PartyMention } from './clustering.ts';
import type { PartyDecision } from './decisions.ts';

const mention = (rawName: string, more: Partial<PartyMention> = {}): PartyMention => ({
  role: 'exporter',
  rawName,
  rawId: null,
  country: 'CN',
  rows: 1,
  ...more,
});

/** The spellings by party, for reading. */
const groups = (result: Clustering): string[][] => {
  const byParty = new Map<string, string[]>();
  for (const name of result.names) {
    byParty.set(name.partyId, [...(byParty.get(name.partyId) ?? []), name.rawName]);
  }
  return [...byParty.values()].map((g) => g.sort()).sort();
};

const decide = (decision: 'merge' | 'apart', a: string, b: string, at = '2024-01-01T00:00:00Z'): PartyDecision => ({
  decision,
  a: { role: 'exporter', rawName: a, rawId: null },
  b: { role: 'exporter', rawName: b, rawId: null },
  by: 'analyst',
  at,
  why: 'looked it up',
});

describe('clusterParties', () => {
  it('brings the spellings of one company together, across scripts', () => {
    const spellings = [
      'NINGBO QINGHE LANTIAN TRADING CO., LTD',
      'Ningbo Qinghe Lantian Trading Company Limited',
      'NINGBO QING HE LAN TIAN TRADING CO LTD',
      'НИНБО ЦИНХЭ ЛАНЬТЯНЬ ТРЕЙДИНГ КО., ЛТД',
      '宁波市青河蓝天贸易有限公司',
      'NINGBO QINGHE LANTIAN TRADING CO., LTD, ROOM 5, BLOCK A, NO.7 HAI ROAD, NINGBO, CHINA',
    ];
    expect(groups(clusterParties(spellings.map((s) => mention(s))))).toEqual([[...spellings].sort()]);
  });

  it('keeps sister companies and homonyms apart', () => {
    const result = clusterParties([
      mention('NINGBO QINGHE TRADING CO., LTD'),
      mention('YIWU QINGHE TRADING CO., LTD'),
      mention('NINGBO QINGHE LOGISTICS CO., LTD'),
      mention('ООО "ВЕСНА"', { rawId: '7707083893', country: 'RU' }),
      mention('ООО "ВЕСНА"', { rawId: '7736050003', country: 'RU' }),
      mention('KESTREL LLC', { country: 'US' }),
      mention('KESTREL LLC', { country: 'AE', rawId: 'x' }),
    ]);
    expect(result.parties).toHaveLength(7);
  });

  it('trusts an identifier over the spelling, also one glued to the name', () => {
    const code = '91350211M000100Y46';
    const result = clusterParties([
      mention(`HAIFENG OPTICS CO., LTD${code}`),
      mention('海风光学有限公司', { rawId: code }),
      mention('ЮЖНЫЙ ВЕТЕР ОПТИКС', { rawId: code }),
    ]);
    expect(groups(result)).toHaveLength(1);
    expect(result.names.map((n) => n.method)).toContain('identifier');
    expect(result.parties[0]?.identifiers).toEqual([code]);
  });

  it('reads two parties in "A on behalf of B": B acts, A is the go-between', () => {
    const result = clusterParties([
      mention('ROOK LOGISTICS CO., LTD ПО ПОРУЧЕНИЮ KESTREL OPTICS CO., LTD'),
      mention('KESTREL OPTICS CO., LTD'),
      mention('ROOK LOGISTICS CO., LTD', { role: 'importer' }),
    ]);
    const of = (name: string): string | undefined => result.names.find((n) => n.rawName === name)?.partyId;
    const behalf = result.names.find((n) => n.rawName.includes('ПОРУЧЕНИЮ'));
    expect(behalf?.partyId).toBe(of('KESTREL OPTICS CO., LTD'));
    expect(behalf?.viaPartyId).toBe(of('ROOK LOGISTICS CO., LTD'));
    expect(result.counts.exporters).toEqual({ strict: 1, loose: 1 });
  });

  it('does not chain: what is like a member must be like the cluster', () => {
    const chain = [
      'KESTRELA OPTICS LTD',
      'KESTRELAN OPTICS LTD',
      'KESTRELANO OPTICS LTD',
      'KESTRELANOR OPTICS LTD',
      'KESTRELANORU OPTICS LTD',
      'KESTRELANORUM OPTICS LTD',
    ];
    const result = clusterParties(chain.map((s) => mention(s)));
    const together = groups(result).find((g) => g.includes('KESTRELA OPTICS LTD'));
    expect(together).not.toContain('KESTRELANORUM OPTICS LTD');
  });

  it('counts as a range around the parties, and offers what is between for review', () => {
    const result = clusterParties([
      mention('HARBIN TIANFENG TECHNOLOGY CO., LTD', { rows: 9 }),
      mention('HARBIN TIANFANG TECHNOLOGY CO., LTD', { rows: 9 }),
      mention('KESTREL OPTICS LTD'),
    ]);
    const { strict, loose } = result.counts.exporters;
    expect([strict, result.parties.length, loose]).toEqual([2, 3, 3]);
    expect(result.review).toHaveLength(1);
    expect(result.review[0]?.reasons.join()).toContain('another syllable');
  });

  it('gives a party the same identifier whatever the order of the input', () => {
    const mentions = ['KESTREL OPTICS LTD', 'ROOK TRADING LTD', 'Kestrel Optics Limited'].map((s) => mention(s));
    const there = clusterParties(mentions);
    const back = clusterParties([...mentions].reverse());
    expect([...back.names].sort((a, b) => (a.rawName < b.rawName ? -1 : 1))).toEqual(
      [...there.names].sort((a, b) => (a.rawName < b.rawName ? -1 : 1)),
    );
  });

  it('leaves out empty names and bears hostile ones', () => {
    const result = clusterParties([
      mention(''),
      mention('   '),
      mention('\u202e\u0000'),
      mention('X'.repeat(10_000)),
      mention('שלום עולם בע"מ'),
      mention('e\u0301'.repeat(50)),
    ]);
    expect(result.names.length).toBeLessThanOrEqual(3);
  });
});

describe('decisions', () => {
  const [a, b, c] = ['KESTREL OPTICS LTD', 'ROOK TRADING LTD', 'HERON FOODS LTD'];
  const three = [a, b, c].map((s) => mention(s));

  it('merge what the names do not tell, and name who decided', () => {
    const result = clusterParties(three, [decide('merge', a, b)]);
    expect(groups(result)).toEqual([[c], [a, b].sort()].sort());
    expect(result.names.find((n) => n.rawName === a)).toMatchObject({ method: 'decision', decidedBy: 'analyst' });
  });

  it('keep apart what the names would merge', () => {
    const twins = [mention('KESTREL OPTICS LTD'), mention('KESTREL OPTICS LIMITED')];
    expect(clusterParties(twins).parties).toHaveLength(1);
    const result = clusterParties(twins, [decide('apart', 'KESTREL OPTICS LTD', 'KESTREL OPTICS LIMITED')]);
    expect(result.parties).toHaveLength(2);
    expect(result.counts.exporters.strict).toBe(2);
  });

  it('follow the later of two about one pair', () => {
    expect(clusterParties(three, [decide('merge', a, b), decide('apart', a, b)]).parties).toHaveLength(3);
    expect(clusterParties(three, [decide('apart', a, b), decide('merge', a, b)]).parties).toHaveLength(2);
  });

  it('report what contradicts later ones through others', () => {
    const result = clusterParties(three, [decide('apart', a, c), decide('merge', a, b), decide('merge', b, c)]);
    expect(result.parties).toHaveLength(1);
    expect(result.contradictions.map((x) => x.decision.decision)).toEqual(['apart']);
  });

  it('about spellings that the case does not have change nothing', () => {
    expect(clusterParties(three, [decide('merge', a, 'NOBODY LTD')]).parties).toHaveLength(3);
  });
});
