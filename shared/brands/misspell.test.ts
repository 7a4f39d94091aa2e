import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compact } from './fold.ts';
import { isMisspelling } from './misspell.ts';
import { soundings } from './sounding.ts';

describe('isMisspelling', () => {
  it.each([
    ['DJI', 'DIJ', true],
    ['DJI', 'DJJI', true],
    ['DJI', 'DJL', true],
    ['DJI', 'DJX', false],
    ['DJI', 'DI', false],
    ['SYMA', 'SIMA', true],
    ['SYMA', 'SYMX', false],
    ['AUTEL', 'AUTELL', true],
    ['AUTEL', 'AUTAL', true],
    ['AUTEL', 'HOTEL', false],
    ['EACHINE', 'MACHINE', false],
    ['POWERVISION', 'POWRVISON', true],
    ['POWERVISION', 'POWERSTATION', false],
  ])('%s / %s: %s', (key, word, expected) => expect(isMisspelling(key, word)).toBe(expected));

  it('takes no name for its own misspelling', () => {
    fc.assert(fc.property(fc.stringMatching(/^[A-Z]{3,12}$/), (name) => !isMisspelling(name, name)));
  });

  it('meets every swap of neighbours', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z]{3,12}$/), fc.nat(), (name, n) => {
        const i = n % (name.length - 1);
        const swapped = name.slice(0, i) + name[i + 1]! + name[i]! + name.slice(i + 2);
        return swapped === name || isMisspelling(name, swapped);
      }),
    );
  });
});

describe('compact', () => {
  it('is one for look-alike letters, case, marks and separators', () => {
    for (const text of ['DJI', 'd.j.i', 'D J-I', 'DЈІ', 'ＤＪＩ', 'D\u0301JI']) expect(compact(text)).toBe('DJI');
  });
});

describe('soundings', () => {
  it('spells short names and transliterates long ones', () => {
    expect(soundings('JJRC')).toContain('ДЖЕЙДЖЕЙАРСИ');
    expect(soundings('Potensic')).toContain('ПОТЕНСИК');
    expect(soundings('Хабсан')).toEqual([]);
  });
});
