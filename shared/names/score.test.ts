import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { scoreNames } from './score.ts';

const matches = (a: string, b: string): void => {
  const result = scoreNames(a, b);
  expect(result, `${a} ~ ${b}: ${result.reasons.join('; ')}`).toMatchObject({ verdict: 'match' });
};
const differs = (a: string, b: string): void => {
  const result = scoreNames(a, b);
  expect(result.verdict, `${a} ≠ ${b}: ${result.score} ${result.reasons.join('; ')}`).not.toBe('match');
};

describe('one company in other spellings', () => {
  it.each([
    ['LUMEN BAY OPTICS CO., LTD', 'Lumen Bay Optics Company Limited'],
    ['LUMEN BAY OPTICS CO., LTD', 'LUMEN BAY OPTlCS CO LTD'],
    ['Kestrel Valley L.L.C.', 'KESTREL VALLEY LLC'],
    ['The Kestrel & Rook Company', 'Kestrel and Rook Co.'],
    ['Good Harbor Ltd', 'Goodharbor Ltd'],
    ['ООО "ВЕСНАПРИБОР"', 'ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ «ВЕСНАПРИБОР»'],
    ['АО "Ключ"', 'JSC KLYUCH'],
    ['1st Meridian Bank', 'First Meridian Bank'],
    ['LUMEN BAY OPTICS CO., LIITED', 'LUMEN BAY OPTICS CO., LIMITED'],
    ['LUMEN BAY OPTICS LIMTIED', 'LUMEN BAY OPTICS LTD'],
    ['LUMEN BAY IMPORT AND EXOPRT CO., LTD', 'LUMEN BAY IMPORT AND EXPORT CO., LTD'],
  ])('%s = %s', matches);
});

describe('one company across alphabets', () => {
  it.each([
    ['ООО "ЦЕНТРХИМИЯ"', 'TSENTRKHIMIIA LLC'],
    ['ООО "ЦЕНТРХИМИЯ"', 'OOO "CENTRHIMIYA"'],
    ['ТОО "АЛМАТЫ ЖОЛ"', 'ALMATY ZHOL LLP'],
    ['NINGBO QINGHE LANTIAN TRADING CO., LTD', '宁波市青河蓝天贸易有限公司'],
    ['NINGBO QINGHE LANTIAN TRADING CO., LTD', 'НИНБО ЦИНХЭ ЛАНЬТЯНЬ ТРЕЙДИНГ КО., ЛТД'],
    ['NINGBO QINGHE LANTIAN TRADING CO., LTD', 'NINGBO QING HE LAN TIAN MAOYI YOUXIAN GONGSI'],
    ['QINGHE LANTIAN (HK) CO., LIMITED', '青河蓝天（香港）有限公司'],
    ['NINGBO QINGHE INTELLIGENT EQUIPMENT CO., LTD', '宁波市青河智能装备有限公司'],
    ['Công ty TNHH Sông Xanh', 'SONG XANH CO., LTD'],
    ['Kırmızı Tekstil A.Ş.', 'KIRMIZI TEXTILE ANONIM SIRKETI'],
  ])('%s = %s', matches);

  it('sees through letters of another alphabet that look the same', () => {
    matches('LUМЕN ВАY ТRАDING СО., LТD', 'LUMEN BAY TRADING CO., LTD');
  });
});

describe('sister companies', () => {
  it.each([
    ['NINGBO QINGHE LANTIAN TRADING CO., LTD', 'YIWU QINGHE LANTIAN TRADING CO., LTD'],
    ['NINGBO QINGHE LANTIAN TRADING CO., LTD', 'NINGBO QINGHE LANTIAN TECHNOLOGY CO., LTD'],
    ['QINGHE LANTIAN (HK) CO., LIMITED', 'QINGHE LANTIAN (SINGAPORE) CO., LIMITED'],
    ['Kestrel Bank S.A.', 'Kestrel Bank Chile S.A.'],
    ['ООО "ЗАВОД РУБИН 12"', 'ООО "ЗАВОД РУБИН 14"'],
    ['Kestrel Works No. 2', 'Kestrel Works'],
    ['ООО "ВЕСНА"', 'ООО "ВЕСНА ИНВЕСТ"'],
    ['ООО "ВЕСНА"', 'ФГУП "ВЕСНА"'],
    ['ANO Vesna', 'LLC Vesna'],
  ])('%s ≠ %s', differs);
});

describe('other companies', () => {
  it.each([
    ['Management Company', 'Kestrel Management Company'],
    ['HARBIN FEITIAN TECHNOLOGY CO., LTD', 'HARBIN LANTIAN TECHNOLOGY CO., LTD'],
    ['HARBIN TIANFENG TECHNOLOGY CO., LTD', 'HARBIN TIANFANG TECHNOLOGY CO., LTD'],
    ['AB plc', 'AC plc'],
    ['', 'Kestrel Ltd'],
    ['天风有限公司', '天峰有限公司'],
  ])('%s ≠ %s', differs);
});

describe('persons', () => {
  it.each([
    ['Ivan Petrovich Sokolov', 'Sokolov, Ivan'],
    ['Соколов Иван Петрович', 'Ivan Sokolov'],
    ['I. Sokolov', 'Ivan Sokolov'],
    ['ИП СОКОЛОВ ИВАН ПЕТРОВИЧ', 'Individual Entrepreneur Sokolov Ivan Petrovich'],
  ])('%s = %s', matches);
  it.each([
    ['Ivan Petrovich Sokolov', 'Ivan Andreevich Sokolov'],
    ['Ivan Sokolov', 'Oleg Sokolov'],
  ])('%s ≠ %s', differs);
});

describe('reasons', () => {
  it('say what is the same and what is not', () => {
    expect(scoreNames('ООО "ВЕСНА"', 'VESNA LLC').reasons[0]).toMatch(/same name/);
    expect(scoreNames('NINGBO QINGHE CO., LTD', 'YIWU QINGHE CO., LTD').reasons[0]).toBe('other words: NINGBO / YIWU');
    expect(scoreNames('Kestrel Bank', 'Kestral Bank').reasons.join()).toContain('spelt differently: Kestrel / Kestral');
  });
});

describe('hostile names', () => {
  it('bears any text, and is symmetric', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const there = scoreNames(a, b).score;
        expect(there).toBeGreaterThanOrEqual(0);
        expect(there).toBeLessThanOrEqual(1);
        expect(scoreNames(b, a).score).toBeCloseTo(there, 3);
      }),
    );
  });
  it('bears 10,000 characters', () => {
    const long = 'KESTREL '.repeat(1250);
    expect(scoreNames(long, long).verdict).toBe('match');
    expect(scoreNames('ﷺ'.repeat(10_000), 'x'.repeat(10_000)).verdict).toBe('none');
  });
  it('ignores direction marks and joins combining characters', () => {
    matches('\u202eKESTREL\u202c VALLEY LTD', 'KESTREL VALLEY LTD');
    matches('Te\u0301levision Kestrel', 'Télevision Kestrel');
  });
});
