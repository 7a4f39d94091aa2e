import { describe, expect, it } from 'vitest';
import { headOf, templateOf } from './template.ts';

describe('templateOf', () => {
  it.each([
    ['Квадрокоптер, арт. 12345, 2 шт.', 'КВАДРОКОПТЕР АРТ 998 7 ШТ'],
    ['DRONE X-20 (new)', 'drone x 7 NEW'],
    ['DRONE "АERO"', 'DRONE «AERO»'],
  ])('is the same for %j and %j', (a, b) => {
    expect(templateOf(a)).toBe(templateOf(b));
  });
  it('differs where a word does', () => {
    expect(templateOf('DRONE RED')).not.toBe(templateOf('DRONE BLUE'));
  });
  it.each(['', '12345', '—'])('is empty for %j', (text) => {
    expect(templateOf(text)).toBe('');
  });
  it('is bounded on long texts', () => {
    expect(templateOf('word '.repeat(10_000)).length).toBeLessThan(400);
  });
});

describe('headOf', () => {
  it('is the first words, or the first characters of Chinese', () => {
    expect(headOf(templateOf('КВАДРОКОПТЕР С КАМЕРОЙ, ДЛЯ СЪЕМКИ, ЧЕРНЫЙ'))).toBe(
      headOf(templateOf('КВАДРОКОПТЕР КАМЕРОЙ ДЛЯ СЪЕМКИ, БЕЛЫЙ')),
    );
    expect(headOf(templateOf('四轴无人机带摄像头黑色'))).toBe('四轴无人机带摄像');
  });
});
