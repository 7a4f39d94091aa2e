/** SYNTHETIC. The two layouts of the sample case, as bytes, with their damaged records. */
import iconv from 'iconv-lite';
import { addDays, type Row } from './model.ts';
import type { Layout } from './parties.ts';
import type { Random } from './prng.ts';

/** A record that a loader must reject, with the reason it must give. */
export interface BadRecord {
  /** 1-based record number within the file. */
  readonly record: number;
  readonly reason:
    | 'too many fields'
    | 'too few fields'
    | 'text after a closing quote'
    | 'unclosed quote'
    | 'repeated header'
    | 'totals or footer';
}

export interface Written {
  readonly bytes: Buffer;
  /** The record number of each row, in order. */
  readonly records: readonly number[];
  readonly bad: readonly BadRecord[];
  readonly total: number;
}

const COUNTRY: Readonly<Record<string, string>> = {
  AE: 'UNITED ARAB EMIRATES',
  BY: 'BELARUS',
  CN: 'CHINA',
  DE: 'GERMANY',
  FR: 'FRANCE',
  HK: 'HONG KONG',
  IN: 'INDIA',
  IT: 'ITALY',
  KZ: 'KAZAKHSTAN',
  PK: 'PAKISTAN',
  RU: 'RUSSIA',
  TR: 'TURKEY',
  VN: 'VIET NAM',
};

const ruDate = (iso: string): string => `${iso.slice(8)}.${iso.slice(5, 7)}.${iso.slice(0, 4)}`;
const fixed = (value: number, digits: number): string => value.toFixed(digits);
const usdText = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/** Decimal comma; now and then with thousands set apart, or with the residue of a float that was written as it is. */
function ruNumber(random: Random, text: string, dirty = true): string {
  const comma = text.replace('.', ',');
  if (!dirty || !comma.includes(',')) return comma;
  if (random.chance(0.04)) return comma.replace(/\B(?=(\d{3})+,)/g, random.chance(0.5) ? ' ' : '\u00a0');
  return random.chance(0.01) ? `${comma}00000000001` : comma;
}

interface Figures {
  readonly invoice: number;
  readonly gross: number;
  readonly customs: number;
  readonly packages: number;
  readonly total: number;
}
function figures(row: Row): Figures {
  const { declaration: d, line } = row;
  const usd = line.cents / 100;
  return {
    invoice: usd / d.usdPer,
    gross: line.netKg * 1.08,
    customs: (usd / d.usdPer) * d.rate,
    packages: Math.max(1, Math.ceil(line.quantity / 12)),
    total: d.lines.reduce((sum, l) => sum + (l.cents / 100 / d.usdPer) * d.rate, 0),
  };
}

type Column = readonly [header: string, cell: (row: Row, f: Figures, random: Random) => string];

const none = (random: Random, value: string, tokens: readonly string[]): string =>
  value === '' ? random.pick(tokens) : value;

const RU_COLUMNS: readonly Column[] = [
  ['ND (Номер ДТ)', (r) => r.declaration.no],
  ['G011 (Направление)', (r) => (r.declaration.direction === 'import' ? 'ИМ' : 'ЭК')],
  ['G37 (Код процедуры)', (r) => (r.declaration.direction === 'import' ? '4000' : '1000')],
  ['G072 (Дата регистрации ДТ)', (r) => ruDate(r.declaration.date)],
  ['Дата выпуска', (r) => ruDate(addDays(r.declaration.date, 1))],
  ['Состояние записи', (r) => (r.deleted ? 'Удалена' : 'Действует')],
  [
    'Дата редакции записи',
    (r, _f, random) =>
      r.version > 0
        ? ruDate(addDays(r.declaration.date, 14 * r.version))
        : random.chance(0.5)
          ? ''
          : ruDate(r.declaration.date),
  ],
  ['G022 (Отправитель)', (r) => r.sellerName],
  ['G023 (Адрес отправителя)', (r) => r.declaration.seller.address],
  ['G024 (Код страны отправителя)', (r) => r.declaration.seller.country],
  ['G082 (Получатель)', (r) => r.buyerName],
  ['G083 (Адрес получателя)', (r) => r.declaration.buyer.address],
  ['G081 (ИНН получателя)', (r, _f, random) => none(random, r.declaration.buyer.taxId, ['', 'ОТСУТСТВУЕТ'])],
  ['G084 (Код страны получателя)', (r) => r.declaration.buyer.country],
  ['G11 (Торгующая страна)', (r) => r.declaration.seller.country],
  ['G15A (Страна отправления)', (r) => r.declaration.seller.country],
  ['G17A (Страна назначения)', (r) => r.declaration.buyer.country],
  ['G20 (Условия поставки)', (r) => ['FCA', 'EXW', 'CIP', 'DAP'][Number(r.declaration.no.slice(-1)) % 4] ?? 'FCA'],
  ['G221 (Валюта контракта)', (r) => r.declaration.currency],
  ['G23 (Курс валюты)', (r, _f, random) => ruNumber(random, fixed(r.declaration.rate, 4), false)],
  ['G12 (Общая таможенная стоимость по ДТ)', (_r, f, random) => ruNumber(random, fixed(f.total, 2), false)],
  ['G29 (Код таможенного органа)', (r) => r.declaration.office],
  ['G32 (Порядковый номер товара)', (r) => String(r.lineNo)],
  ['G33 (Код товара по ТН ВЭД)', (r) => r.line.hs],
  ['G34 (Страна происхождения)', (r) => r.line.origin],
  ['G31_1 (Наименование и характеристики товара)', (r) => r.line.description],
  [
    'G31_11 (Изготовитель)',
    (r, _f, random) =>
      none(
        random,
        r.line.makerCell,
        r.declaration.seller.group === '' ? ['', 'ОТСУТСТВУЕТ', 'НЕТ ДАННЫХ', r.sellerName] : [''],
      ),
  ],
  ['G31_12 (Товарный знак)', (r) => r.line.brandCell],
  ['G31_15 (Модель)', (r) => r.line.modelCell],
  ['G31_2 (Количество мест)', (_r, f) => String(f.packages)],
  ['G35 (Вес брутто, кг)', (_r, f, random) => ruNumber(random, fixed(f.gross, 3))],
  ['G38 (Вес нетто, кг)', (r, _f, random) => ruNumber(random, fixed(r.line.netKg, 3))],
  ['G31_7 (Количество в доп. ед. изм.)', (r) => String(r.line.quantity)],
  ['G41A (Доп. ед. изм.)', () => '796'],
  ['G42 (Фактурная стоимость)', (_r, f, random) => ruNumber(random, fixed(f.invoice, 2))],
  ['G45 (Таможенная стоимость, руб.)', (_r, f, random) => ruNumber(random, fixed(f.customs, 2))],
  ['G46 (Статистическая стоимость, долл. США)', (r, _f, random) => ruNumber(random, usdText(r.line.cents))],
];

const EN_COLUMNS: readonly Column[] = [
  ['Customs Declaration', (r) => r.declaration.no.replaceAll('/', '')],
  ['Item No', (r) => (r.declaration.numbered ? String(r.lineNo).padStart(3, '0') : '')],
  ['Amendment', (r, _f, random) => (r.version > 0 ? String(r.version + 1) : random.pick(['', '0', '1']))],
  ['Record Status', (r) => (r.deleted ? 'Deleted' : 'Active')],
  ['Filing Date', (r) => r.declaration.date],
  ['Clearance Date', (r) => addDays(r.declaration.date, 1)],
  ['Trade Flow', (r) => (r.declaration.direction === 'import' ? 'Import' : 'Export')],
  ['Reporting Country', (r) => COUNTRY[r.declaration.reporter] ?? r.declaration.reporter],
  ['Supplier', (r) => r.sellerName],
  ['Supplier Address', (r) => r.declaration.seller.address],
  ['Supplier Country', (r) => COUNTRY[r.declaration.seller.country] ?? ''],
  ['Buyer', (r) => r.buyerName],
  ['Buyer Address', (r) => r.declaration.buyer.address],
  ['Buyer Tax Number', (r, _f, random) => none(random, r.declaration.buyer.taxId, ['', 'N/A'])],
  ['Buyer Country', (r) => COUNTRY[r.declaration.buyer.country] ?? ''],
  ['Goods Description', (r) => r.line.description],
  ['Brand Name', (r) => r.line.brandCell],
  ['Manufacturer', (r, _f, random) => none(random, r.line.makerCell, ['', 'N/A', 'NULL'])],
  ['Model', (r) => r.line.modelCell],
  ['HS Code', (r) => r.line.hs],
  ['Country of Origin', (r) => COUNTRY[r.line.origin] ?? ''],
  ['Country of Dispatch', (r) => COUNTRY[r.declaration.seller.country] ?? ''],
  ['Country of Destination', (r) => COUNTRY[r.declaration.buyer.country] ?? ''],
  ['Gross Weight KG', (_r, f) => fixed(f.gross, 3)],
  ['Net Weight KG', (r) => fixed(r.line.netKg, 3)],
  ['Quantity', (r) => String(r.line.quantity)],
  ['Quantity Unit', () => 'PCS'],
  ['Packages', (_r, f) => String(f.packages)],
  ['Invoice Value', (_r, f) => fixed(f.invoice, 2)],
  ['Invoice Currency', (r) => r.declaration.currency],
  ['Declaration Total RUB', (_r, f) => fixed(f.total, 2)],
  ['Statistical Value USD', (r) => usdText(r.line.cents)],
  ['Customs Office', (r) => r.declaration.office],
];

const quoted = (cell: string, delimiter: string): string =>
  cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** Damaged records, made from rows that are also there whole, so that their loss changes no figure. */
function damage(
  kind: BadRecord['reason'],
  cells: readonly string[],
  header: string,
  delimiter: string,
  textColumn: number,
): string {
  const join = (list: readonly string[]): string => list.map((c) => quoted(c, delimiter)).join(delimiter);
  const withText = (raw: string): string =>
    cells.map((cell, i) => (i === textColumn ? raw : quoted(cell, delimiter))).join(delimiter);
  switch (kind) {
    case 'too many fields':
      return join([...cells, 'X']);
    case 'too few fields':
      return join(cells.slice(0, -4));
    case 'text after a closing quote':
      return withText('"DAMAGED" TEXT');
    case 'unclosed quote':
      return withText('"DAMAGED TEXT');
    case 'repeated header':
      return header;
    case 'totals or footer':
      return ['ИТОГО', ...cells.slice(1).map(() => '')].join(delimiter);
  }
}

const DAMAGE: Readonly<Record<Layout, readonly BadRecord['reason'][]>> = {
  ru: [
    'too many fields',
    'too few fields',
    'text after a closing quote',
    'too few fields',
    'unclosed quote',
    'too many fields',
    'repeated header',
    'too few fields',
    'unclosed quote',
    'text after a closing quote',
    'too many fields',
    'totals or footer',
  ],
  en: ['too few fields', 'unclosed quote', 'too few fields', 'too many fields'],
};

/** The bytes of one file. */
export function layOut(random: Random, layout: Layout, rows: readonly Row[]): Written {
  const columns = layout === 'ru' ? RU_COLUMNS : EN_COLUMNS;
  const delimiter = layout === 'ru' ? ';' : ',';
  const newline = layout === 'ru' ? '\r\n' : '\n';
  const header = columns.map(([name]) => quoted(name, delimiter)).join(delimiter);
  const textColumn = columns.findIndex(([name]) => name.startsWith('G31_1 ') || name === 'Goods Description');
  const out = [header];
  const records: number[] = [];
  const bad: BadRecord[] = [];
  const kinds = DAMAGE[layout];
  const every = Math.floor(rows.length / kinds.length);
  let twin: { readonly row: Row; readonly text: string } | null = null;
  rows.forEach((row, i) => {
    const f = figures(row);
    const cells = columns.map(([, cell]) => cell(row, f, random));
    const text = twin?.row === row ? twin.text : cells.map((c) => quoted(c, delimiter)).join(delimiter);
    twin = row.possibleDuplicate ? { row, text } : null;
    out.push(text);
    records.push(out.length - 1);
    if ((i + 1) % every === 0) {
      const reason = kinds[bad.length];
      if (reason !== undefined && reason !== 'totals or footer') {
        out.push(damage(reason, cells, header, delimiter, textColumn));
        bad.push({ record: out.length - 1, reason });
      }
    }
  });
  if (kinds.includes('totals or footer')) {
    out.push(
      damage(
        'totals or footer',
        columns.map(() => ''),
        header,
        delimiter,
        textColumn,
      ),
    );
    bad.push({ record: out.length - 1, reason: 'totals or footer' });
  }
  const bytes = iconv.encode(out.join(newline) + newline, layout === 'ru' ? 'windows-1251' : 'utf-8');
  return { bytes, records, bad, total: out.length - 1 };
}
