import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { mayReach } from './bound.ts';
import { prepareName } from './prepare.ts';
import { scorePrepared } from './score.ts';

const LEAST = 0.6;
const words = [
  'QINGHE',
  'LANTIAN',
  'QING HE',
  'DASHUN',
  'KESTREL',
  'KESTREAL',
  'ROOK',
  'НИНБО',
  'ВЕСНА',
  'VESNA',
  'TRADING',
  'TECHNOLOGY',
  'NINGBO',
  'HK',
  'II',
  '12',
  'LTD',
  'ООО',
  '青河',
  'I.',
  'PETROV',
  'IVAN',
];

describe('mayReach', () => {
  it('never turns away what would be worth a look', () => {
    const name = fc
      .array(fc.constantFrom(...words), { minLength: 1, maxLength: 5 })
      .map((parts) => prepareName(parts.join(' ')));
    fc.assert(
      fc.property(name, name, (a, b) => {
        if (scorePrepared(a, b, false).score >= LEAST) expect(mayReach(a, b, LEAST)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('leaves every score from the limit on as it is, and no other above it', () => {
    const name = fc
      .array(fc.constantFrom(...words), { minLength: 1, maxLength: 5 })
      .map((parts) => prepareName(parts.join(' ')));
    fc.assert(
      fc.property(name, name, (a, b) => {
        const exact = scorePrepared(a, b, false);
        const bounded = scorePrepared(a, b, false, LEAST);
        if (exact.score >= LEAST || bounded.score >= LEAST) expect(bounded).toEqual(exact);
        else expect(bounded.score).toBeGreaterThanOrEqual(exact.score);
      }),
      { numRuns: 3000 },
    );
  });

  it('turns away names that share one word only', () => {
    const [a, b] = ['NINGBO QINGHE LANTIAN TRADING CO', 'NINGBO DASHUN KESTREL LOGISTICS CO'].map((n) =>
      prepareName(n),
    );
    expect(a && b && mayReach(a, b, LEAST)).toBe(false);
  });
});
