/**
 * Which values of a status column mean that the record was deleted. A word speaks for itself; a one-letter code is
 * judged from all values of the column, because the same letter means "active" in one language and "deleted" in another.
 */

export type RecordState = 'active' | 'changed' | 'deleted';

const WORDS: readonly (readonly [RecordState, RegExp])[] = [
  // Negations first: "not deleted" is active.
  ['active', /^(не|not|no|non|без)(?!\p{L}).*(удал|аннул|delet|cancel|annul|void)/iu],
  [
    'deleted',
    /удал|аннул|отмен[её]н|отозван|погашен|изъят|недейств|delet|remov|annul|cancel|void|withdraw|revok|revers|expung|inactiv|inválid|invalid|видал|скасов|анульов|недійс|відклик|删除|作废|撤销|注销|取消|撤单|删单|eliminad|anulad|borrad|excluíd|excluid|revogad|estornad|baja\b|supprim|retir[ée]|\bsilin|iptal|geçersiz|gecersiz|\bxóa\b|\bxoá\b|đã xóa|da xoa|hủy|huỷ|\bhuy\b|thu hồi|жойыл|күшін жойған|өшір|gelösch|geloesch|storn|usuni|anulow/iu,
  ],
  ['changed', /корр|испр|измен|обновл|уточн|correct|amend|updat|modif|chang|revis|rectif|adjust|коригув|зміне|оновл|更正|修改|变更|更新|改单|corregid|actualiz|atualiz|retific|alterad|düzelt|duzelt|güncel|guncel|değiş|degis|sửa|sua doi|cập nhật|түзет|өзгер/iu],
  ['active', /актив|действ|действу|оригин|нов|выпущ|принят|activ|valid|origin|new|current|live|ok\b|accept|releas|normal|чинн|діюч|正常|有效|原始|放行|vigente|válid|activo|ativo|regist|geçerli|gecerli|aktif|hiệu lực|hieu luc|қолданыст|белсенді|aktiv|gültig/iu],
]; // prettier-ignore

interface Scheme {
  readonly active: string;
  readonly changed: string;
  readonly deleted: string;
}

/** Letters for the states, by language; the first scheme that explains the whole column is believed. */
const SCHEMES: readonly Scheme[] = [
  // English: Active/New/Original/Valid/Inserted/Current, Changed/Updated/Modified/Revised/Edited, Deleted/X.
  { active: 'ANOVI', changed: 'CUMRE', deleted: 'DX' },
  // Cancelled beside another letter for changes.
  { active: 'ANOVI', changed: 'UMR', deleted: 'CX' },
  // Russian: Активна/Действует/Оригинал/Новая, Корректировка/Изменена/Обновлена, Удалена.
  { active: 'АДОНВП', changed: 'КИ', deleted: 'У' },
  // Russian: Действующая, Корректировка, Аннулирована.
  { active: 'ДОНВ', changed: 'КИУ', deleted: 'А' },
  // Spanish and Portuguese: Activo/Vigente, Modificado/Corregido/Retificado, Eliminado/Excluído/Baja/Borrado.
  { active: 'AVO', changed: 'MCRD', deleted: 'EBX' },
  // Vigente, Modificado, Anulado.
  { active: 'VOR', changed: 'MC', deleted: 'A' },
  // Turkish: Geçerli/Aktif/Yeni, Düzeltilmiş/Revize, Silindi/İptal.
  { active: 'GAY', changed: 'DR', deleted: 'SIİ' },
  // French: Valide/Actif, Modifié/Rectifié, Supprimé.
  { active: 'VAO', changed: 'MRC', deleted: 'S' },
  // Ukrainian: Діюча/Чинна/Активна, Коригована/Змінена, Видалена/Скасована.
  { active: 'ДЧАО', changed: 'КЗ', deleted: 'ВС' },
  // Vietnamese: Hiệu lực/Mới, Sửa, Xóa.
  { active: 'HMN', changed: 'S', deleted: 'X' },
];

/** Cyrillic letters that look like Latin ones: a column may mix them. */
const TO_LATIN: Readonly<Record<string, string>> = { А: 'A', В: 'B', Е: 'E', К: 'K', М: 'M', Н: 'H', О: 'O', Р: 'P', С: 'C', Т: 'T', Х: 'X' }; // prettier-ignore

export interface StatusJudgement {
  /** State by value, values as in the column. */
  readonly states: ReadonlyMap<string, RecordState>;
  /** Values that nothing explains; they count as active. */
  readonly unclear: readonly string[];
}

/** The status column of one source. */
export interface StatusColumn {
  readonly source: string;
  /** Sources of one layout come from one agency or vendor and have one code. */
  readonly layout: string;
  readonly header: string;
  /** All distinct values with the number of rows of each. */
  readonly values: ReadonlyMap<string, number>;
}

/**
 * Judges the status columns of a case. A month may have one letter only, which says nothing by itself: so all sources of a
 * layout are judged together, and where that explains not all of their values, all sources whose column has the same header.
 * @returns by source, each for its own values only
 */
export function judgeTogether(columns: readonly StatusColumn[]): Map<string, StatusJudgement> {
  const of = (list: readonly StatusColumn[]): StatusJudgement => {
    const all = new Map<string, number>();
    for (const { values } of list) for (const [value, rows] of values) all.set(value, (all.get(value) ?? 0) + rows);
    return judgeStatuses(all);
  };
  const result = new Map<string, StatusJudgement>();
  const seen = new Map<string, StatusJudgement>();
  const once = (key: string, make: () => StatusJudgement): StatusJudgement => {
    const known = seen.get(key) ?? make();
    seen.set(key, known);
    return known;
  };
  for (const { source, layout, header, values } of columns) {
    const ofLayout = once(`layout ${layout}`, () => of(columns.filter((c) => c.layout === layout)));
    const ofHeader = (): StatusJudgement =>
      once(`header ${header}`, () => of(columns.filter((c) => c.header === header)));
    const wider = ofLayout.unclear.length === 0 ? ofLayout : ofHeader();
    const judged = wider.unclear.length < ofLayout.unclear.length ? wider : ofLayout;
    result.set(source, {
      states: new Map([...judged.states].filter(([value]) => values.has(value))),
      unclear: judged.unclear.filter((value) => values.has(value)),
    });
  }
  return result;
}

/** @param values all distinct values of the column with the number of rows of each */
export function judgeStatuses(values: ReadonlyMap<string, number>): StatusJudgement {
  const states = new Map<string, RecordState>();
  const letters = new Map<string, string[]>();
  const unclear: string[] = [];
  for (const value of values.keys()) {
    // `İ` folds to two characters, which no pattern expects.
    const text = value.trim().replaceAll('İ', 'I');
    if (text === '') continue;
    if ([...text.replace(/[.\s]/g, '')].length === 1) {
      const letter = text.replace(/[.\s]/g, '').toUpperCase();
      letters.set(letter, [...(letters.get(letter) ?? []), value]);
      continue;
    }
    const state = WORDS.find(([, pattern]) => pattern.test(text))?.[0];
    if (state === undefined) unclear.push(value);
    else states.set(value, state);
  }
  // Records without a letter: blank ones, and those whose word says that they are in force.
  let otherInForce = 0;
  for (const [value, rows] of values) if (value.trim() === '' || states.get(value) === 'active') otherInForce += rows;
  const judged = judgeLetters(
    new Map([...letters].map(([l, list]) => [l, list.reduce((n, v) => n + (values.get(v) ?? 0), 0)])),
    otherInForce,
  );
  for (const [letter, originals] of letters) {
    for (const value of originals) {
      const state = judged?.get(letter);
      if (state === undefined) unclear.push(value);
      else states.set(value, state);
    }
  }
  return { states, unclear };
}

/** @param otherInForce records in force that carry no letter */
function judgeLetters(counts: ReadonlyMap<string, number>, otherInForce: number): Map<string, RecordState> | undefined {
  const letters = [...counts.keys()].filter((l) => /\p{L}/u.test(l));
  if (letters.length === 0) return undefined;
  const total = otherInForce + letters.reduce((n, l) => n + (counts.get(l) ?? 0), 0);
  const latin = letters.map((l) => TO_LATIN[l] ?? l);
  // One script for the whole column where look-alikes allow it; the native script otherwise.
  const readings = letters.some((l) => /\p{Script=Cyrillic}/u.test(l)) ? [letters.map(toCyrillic), latin] : [latin];
  let fallback: Map<string, RecordState> | undefined;
  for (const reading of readings) {
    for (const scheme of SCHEMES) {
      const states = reading.map((l): RecordState | undefined =>
        scheme.deleted.includes(l)
          ? 'deleted'
          : scheme.changed.includes(l)
            ? 'changed'
            : scheme.active.includes(l)
              ? 'active'
              : undefined,
      );
      if (states.some((s) => s === undefined) || (otherInForce === 0 && !states.includes('active'))) continue;
      const of = (state: RecordState) =>
        letters.reduce((n, l, i) => n + (states[i] === state ? (counts.get(l) ?? 0) : 0), 0);
      // Fewer records are deleted than are not; of two codes that look alike in count, the first scheme decides.
      if (of('deleted') * 2 > total || of('active') + of('changed') + otherInForce < of('deleted')) continue;
      // Of a few codes most stand for records in force; a file of corrections has as many of each.
      if (of('deleted') * 4 <= total && (of('active') + otherInForce) * 2 < total && letters.length > 1) continue;
      const found = new Map(letters.map((l, i) => [l, states[i]!]));
      // Several codes are hardly all of records in force, nor is a letter beside blanks; three differ by a deletion.
      const isAlone = letters.length === 1 && otherInForce === 0;
      const isDistinct = isAlone || states.includes('deleted') || (letters.length < 3 && states.includes('changed'));
      if (isDistinct) return found;
      fallback ??= found;
    }
  }
  return fallback;
}

const FROM_LATIN = new Map(Object.entries(TO_LATIN).map(([cyrillic, l]) => [l, cyrillic]));
const toCyrillic = (letter: string): string => FROM_LATIN.get(letter) ?? letter;
