import { describe, expect, it } from 'vitest';
import { judgeStatuses, judgeTogether, type StatusColumn } from './status-words.ts';

const deleted = (values: Record<string, number>): string[] =>
  [...judgeStatuses(new Map(Object.entries(values))).states].filter(([, s]) => s === 'deleted').map(([v]) => v);

describe('status values', () => {
  it('reads words in many languages', () => {
    for (const word of [
      'Deleted',
      'УДАЛЕНА',
      'аннулирована',
      'Cancelled',
      '已删除',
      '作废',
      'Eliminado',
      'anulado',
      'cancelada',
      'Silindi',
      'İptal edildi',
      'Đã xóa',
      'đã hủy',
      'Скасована',
      'Видалено',
      'Supprimé',
    ]) {
      expect(deleted({ [word]: 1, Active: 9 }), word).toEqual([word]);
    }
    expect(deleted({ 'не удалена': 5, 'Not deleted': 3, Действующая: 1, Корректировка: 2, Active: 4 })).toEqual([]);
  });

  it('judges one-letter codes from the whole set', () => {
    expect(deleted({ A: 90, C: 8, D: 2 })).toEqual(['D']);
    expect(deleted({ A: 90, U: 8, C: 2 })).toEqual(['C']);
    expect(deleted({ А: 90, К: 8, У: 2 })).toEqual(['У']);
    expect(deleted({ Д: 90, К: 8, У: 2 })).toEqual(['У']);
    expect(deleted({ Д: 90, К: 8, А: 2 })).toEqual(['А']);
    expect(deleted({ G: 90, D: 8, S: 2 })).toEqual(['S']);
    expect(deleted({ A: 90, M: 8, E: 2 })).toEqual(['E']);
    expect(deleted({ A: 90, C: 8 })).toEqual([]);
    expect(deleted({ '': 40, D: 2 })).toEqual(['D']);
    expect(deleted({ active: 40, D: 2 })).toEqual(['D']);
    expect(deleted({ A: 5, D: 5 })).toEqual(['D']);
    expect(deleted({ N: 5, D: 5 })).toEqual(['D']);
    expect(deleted({ У: 5, Д: 5 })).toEqual(['У']);
    expect(deleted({ I: 4, U: 4, D: 4 })).toEqual(['D']);
    expect(deleted({ A: 4, M: 4, D: 4 })).toEqual(['D']);
    expect(deleted({ А: 40, К: 3 })).toEqual([]);
    expect(deleted({ д: 90, к: 5, у: 2, 'Д ': 1 })).toEqual(['у']);
  });

  it('says what it does not understand', () => {
    expect(
      judgeStatuses(
        new Map([
          ['zzz', 3],
          ['Q', 2],
          ['', 5],
        ]),
      ).unclear,
    ).toEqual(['zzz', 'Q']);
  });
});

describe('status columns of a case', () => {
  const column = (source: string, layout: string, values: Record<string, number>, header = 'статус'): StatusColumn => ({
    source,
    layout,
    header,
    values: new Map(Object.entries(values)),
  });
  const deletedIn = (...columns: StatusColumn[]): Record<string, string> =>
    Object.fromEntries(
      [...judgeTogether(columns)].map(([source, { states, unclear }]) => [
        source,
        [...[...states].filter(([, s]) => s === 'deleted').map(([v]) => v), ...unclear.map((v) => `${v}?`)].join(' '),
      ]),
    );

  it('judges the files of a layout together: one letter alone says nothing', () => {
    const corrections = column('s2', 'a', { У: 4 });
    expect(deletedIn(corrections)).toEqual({ s2: 'У?' });
    expect(deletedIn(column('s1', 'a', { А: 90, К: 5 }), corrections)).toEqual({ s1: '', s2: 'У' });
    // The same letter is "in force" in one code and "annulled" in another.
    expect(deletedIn(column('s1', 'a', { А: 6 }))).toEqual({ s1: '' });
    expect(deletedIn(column('s1', 'a', { А: 6 }), column('s2', 'a', { Д: 90, К: 5 }))).toEqual({ s1: 'А', s2: '' });
  });

  it('keeps the codes of other layouts apart, unless a file cannot be understood without them', () => {
    const own = column('s1', 'a', { A: 90, C: 8, D: 2 }, 'status');
    const other = column('s2', 'b', { G: 90, D: 8, S: 2 }, 'durum');
    expect(deletedIn(own, other)).toEqual({ s1: 'D', s2: 'S' });
    const extraColumn = column('s3', 'c', { D: 3 }, 'status');
    expect(deletedIn(extraColumn, other)).toEqual({ s3: 'D?', s2: 'S' });
    expect(deletedIn(own, extraColumn)).toEqual({ s1: 'D', s3: 'D' });
  });
});
