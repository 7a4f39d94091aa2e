import { describe, expect, it } from 'vitest';
import { judgeStatuses } from './status-words.ts';

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
