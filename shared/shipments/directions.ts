/** Words and codes for the direction of a movement, in the languages of customs files. */

export type Direction = 'import' | 'export' | 'transit';

const WORDS: Readonly<Record<Direction, readonly string[]>> = {
  import: [
    'ИМ', 'ИМП', 'ИМПОРТ', 'ВВОЗ', 'IM', 'IMP', 'IMPORT', 'IMPORTS', 'I', 'И', 'INBOUND', 'IN', 'ІМ', 'ІМПОРТ', 'ВВЕЗЕННЯ', 'ИМПОРТНАЯ', '进口', '進口', 'IMPORTACION',
    'IMPORTACAO', 'IMPORTATION', 'ITHALAT', 'NHAP', 'NHAP KHAU', 'NK', 'N', 'НА ВВОЗ', 'EINFUHR', 'IMPORTACIONES', 'INWARD', 'ENTRADA', 'JINKOU', '输入',
  ],
  export: [
    'ЭК', 'ЭКС', 'ЭКСП', 'ЭКСПОРТ', 'ВЫВОЗ', 'EX', 'EK', 'EXP', 'EXPORT', 'EXPORTS', 'E', 'Э', 'OUTBOUND', 'OUT', 'ЕК', 'ЕКСПОРТ', 'ВИВЕЗЕННЯ', 'ЭКСПОРТНАЯ', '出口', 'EXPORTACION',
    'EXPORTACAO', 'EXPORTATION', 'IHRACAT', 'XUAT', 'XUAT KHAU', 'XK', 'X', 'НА ВЫВОЗ', 'AUSFUHR', 'EXPORTACIONES', 'OUTWARD', 'SALIDA', 'SAIDA', 'CHUKOU', '输出',
  ],
  transit: ['ТР', 'ТТ', 'ТРАНЗИТ', 'TR', 'TRANSIT', 'T', 'Т', '转口', '过境', 'TRANSITO', 'QUA CANH', 'НА ТРАНЗИТ', 'TRANSIT TRADE'],
}; // prettier-ignore

const TABLE: ReadonlyMap<string, Direction> = new Map(
  (Object.entries(WORDS) as [Direction, readonly string[]][]).flatMap(([direction, words]) =>
    words.map((word): [string, Direction] => [word, direction]),
  ),
);

/** Every spelling in the form of `directionKey`, with its meaning; for SQL. */
export const directionTable = (): ReadonlyMap<string, Direction> => TABLE;

/** Upper case, without marks, letters and single blanks only. */
export const directionKey = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/(?<![Ии])\p{M}+/gu, '')
    .normalize('NFC')
    .toUpperCase()
    .replace(/[^\p{L}]+/gu, ' ')
    .trim();

/**
 * What a cell says of the direction: the whole text, or its first word where a code follows (`ИМ 40`, `IM/40/ДЕ`,
 * `ИМПОРТ (ввоз)`). Undefined where it says nothing or both.
 */
export function directionOf(text: string): Direction | undefined {
  const key = directionKey(text);
  const whole = TABLE.get(key);
  if (whole !== undefined) return whole;
  const [first, ...rest] = key.split(' ');
  if (first === undefined || first.length < 2) return undefined;
  const found = TABLE.get(first);
  return rest.some((word) => word.length > 1 && (TABLE.get(word) ?? found) !== found) ? undefined : found;
}
