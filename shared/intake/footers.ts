/**
 * Rows that stand among the records of a file but are none: totals and page footers. Judged from the texts alone, and
 * narrowly: a wrong "yes" takes a record from the analyst's table (it is still listed as rejected, with its text).
 */

/** First words of a totals row, in the languages that customs files come in. */
const TOTAL_WORDS = [
  'итого',
  'всего',
  'общий итог',
  'общая сумма',
  'подытог',
  'промежуточный итог',
  'усього',
  'разом',
  'всього',
  'барлығы',
  'жиыны',
  'total',
  'totals',
  'grand total',
  'subtotal',
  'sub-total',
  'sub total',
  'toplam',
  'genel toplam',
  'razem',
  'suma',
  'gesamt',
  'summe',
  'totale',
  'jami',
  'tổng',
  'tổng cộng',
  '合计',
  '合計',
  '总计',
  '總計',
  '小计',
  '小計',
  '总额',
  '합계',
  '총계',
] as const;

/** First words of page footers and of what exporting programs add at the end. */
const FOOTER_WORDS = [
  'page',
  'страница',
  'стр.',
  'стр ',
  'сторінка',
  'página',
  'pagina',
  'sayfa',
  'seite',
  'trang',
  '第',
  'end of',
  'конец',
  'кінець',
  'generated',
  'сформировано',
  'выгружено',
  'записей',
  'количество записей',
  'rows',
  'records',
  'report generated',
  'printed',
] as const;

const escaped = (words: readonly string[]): string =>
  [...words]
    .sort((a, b) => b.length - a.length)
    .map((w) => w.replaceAll('.', '\\.'))
    .join('|');

/** What may follow the first word: "Итого по странице", "Total value, USD", "Всего записей: 12", "合计金额". */
const MORE =
  '(?:по|за|для|на|к|of|for|by|in|the|value|amount|sum|weight|quantity|net|gross|usd|eur|rub|руб|долл|кг|kg|записей|строк|records|rows|pages?|странице|листу|общий|общая|金额|金額|数量|重量|总额)';
const TOTAL = new RegExp(
  `^(?:${escaped(TOTAL_WORDS)})(?:\\s*[:：.=,(-]|\\s+\\d|\\s*$|\\s*${MORE}(?![\\p{L}\\p{N}]))`,
  'iu',
);
const TOTAL_ONLY = new RegExp(`^(?:${escaped(TOTAL_WORDS)})\\s*[:：.]?$`, 'iu');
const PAGE =
  /^[-–—*\s]*(?:page|страница|стр\.?|сторінка|p[áa]gina|sayfa|seite|trang|第)\s*(?:№\s*)?\d+(?:\s*(?:of|из|з|de|von|\/|页|頁)?\s*(?:共)?\s*\d*\s*(?:页|頁)?)[-–—*\s.]*$/iu;
const COUNT_LINE =
  /^\(?\s*\d[\d\s]*\s*(?:rows?|records?|lines?|строк[аи]?|запис[ьией]+)\s*(?:affected|selected|returned|exported|выбран[оы]|выгружен[оы])?\s*\)?\.?$/iu;
const END_LINE =
  /^[-–—*=#\s]*(?:end of (?:file|report|data|document|listing)|конец (?:файла|отч[её]та|выгрузки|документа)|кінець (?:файлу|звіту))[-–—*=#\s.]*$/iu;
const MADE_LINE =
  /^(?:(?:report )?generated|сформировано|выгружено|printed|количество записей|записей|records|rows)\s*(?:on|at|by|:|\d)/iu;
const NUMBER = /^[\s\u00a0\u2009\u202f+\-−(]*\d[\d\s\u00a0\u2009\u202f.,'’]*[)%]?$/u;

/**
 * Whether a row is a line of totals or a page footer.
 * @param fields the row's texts, missing cells as '' or null
 * @param width  number of columns of the table
 */
export function isTotalsOrFooter(fields: readonly (string | null)[], width: number): boolean {
  const first = fields.find(isFilled)?.trim();
  if (first === undefined || first.length > 120) return false;
  // Asked of every row of a file: most are decided by their first two texts.
  const alone = fields.findIndex(isFilled) === fields.findLastIndex(isFilled);
  if (!alone && !TOTAL.test(first)) return false;
  const filled = fields.map((f) => (f ?? '').trim()).filter((f) => f !== '');
  if (filled.length === 1 && width > 1 && [PAGE, COUNT_LINE, END_LINE, MADE_LINE].some((re) => re.test(first))) {
    return true;
  }
  if (!TOTAL.test(first)) return false;
  const rest = filled.slice(1);
  if (!rest.every((f) => NUMBER.test(f) || TOTAL.test(f))) return false;
  if (rest.length === 0) return width > 1 && (TOTAL_ONLY.test(first) || /\d/.test(first));
  return TOTAL_ONLY.test(first) ? width <= 2 || filled.length * 2 <= width + 1 : filled.length * 2 <= width;
}

const isFilled = (field: string | null): boolean => field !== null && field.trim() !== '';

/** The beginnings that make a row worth the full look; a scanner compares bytes with these first. */
export function totalsAndFooterStarts(): string[] {
  const words = [...TOTAL_WORDS, ...FOOTER_WORDS];
  return words.flatMap((w) => [w, w.toUpperCase(), w.slice(0, 1).toUpperCase() + w.slice(1)]);
}
