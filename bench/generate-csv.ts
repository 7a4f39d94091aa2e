/** A synthetic file of declaration lines for benchmarks: 12 columns, Cyrillic and Latin, about 255 bytes per row in UTF-8. */
import fs from 'node:fs';
import iconv from 'iconv-lite';
import { randomFrom } from './generate-random.ts';

export const HEADERS = [
  'decl_no',
  'decl_date',
  'consignor',
  'consignee',
  'consignee_id',
  'hs_code',
  'description',
  'origin',
  'net_kg',
  'quantity',
  'value_usd',
  'customs_office',
] as const;

const GOODS = [
  'ЧАЙ ЧЕРНЫЙ БАЙХОВЫЙ ФАСОВАННЫЙ',
  'КВАДРОКОПТЕР ДЛЯ ФОТОСЪЕМКИ SKYMODEL',
  'НАСОС ЦЕНТРОБЕЖНЫЙ PUMPTEC',
  'ПОДШИПНИК ШАРИКОВЫЙ РАДИАЛЬНЫЙ',
  'ТКАНЬ ХЛОПЧАТОБУМАЖНАЯ ОТБЕЛЕННАЯ',
  'КЛАПАН ОБРАТНЫЙ СТАЛЬНОЙ VALVEX',
];
const SELLERS = [
  'NORTHWIND TRADING CO., LTD',
  'HARBOUR MACHINERY FZE',
  'LUCKY STAR IMPEX PTE',
  'DELTA COMPONENTS GMBH',
];
const BUYERS = ['ООО МАЯК-КОМПЛЕКТ', 'АО ПРОМСНАБ УРАЛ', 'ООО ТОРГОВЫЙ ДОМ ВОСХОД', 'ИП КУЗНЕЦОВ А.В.'];

/** Writes `rows` rows in UTF-8 to `utf8` and, where given, the same in windows-1251 to `cp1251`. */
export function generate(rows: number, utf8: string, cp1251: string | null): void {
  const random = randomFrom(20230321);
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  const digits = (n: number): string =>
    Math.floor(random() * 10 ** n)
      .toString()
      .padStart(n, '0');
  const out = fs.openSync(utf8, 'w');
  const other = cp1251 === null ? null : fs.openSync(cp1251, 'w');
  let block: string[] = [`${HEADERS.join(';')}\n`];
  const flush = (): void => {
    const text = block.join('');
    block = [];
    fs.writeSync(out, text);
    if (other !== null) fs.writeSync(other, iconv.encode(text, 'windows-1251'));
  };
  for (let i = 0; i < rows; i += 1) {
    const day = String(1 + Math.floor(random() * 28)).padStart(2, '0');
    const month = String(1 + Math.floor(random() * 12)).padStart(2, '0');
    const cells = [
      `10${digits(6)}/${day}${month}22/${digits(7)}`,
      `${day}.${month}.2022`,
      `${pick(SELLERS)} ${digits(4)}`,
      `${pick(BUYERS)} ${digits(3)}`,
      digits(10),
      digits(10),
      `${pick(GOODS)} ${digits(5)}, АРТ. ${digits(6)}, ДЛЯ РОЗНИЧНОЙ ПРОДАЖИ, ${digits(3)} ШТ`,
      random() < 0.8 ? 'CN' : 'TR',
      `${Math.floor(random() * 9000)},${digits(3)}`,
      String(Math.floor(random() * 500)),
      `${Math.floor(random() * 90000)},${digits(2)}`,
      `10${digits(6)}`,
    ];
    block.push(`${cells.join(';')}\n`);
    if (block.length === 20_000) flush();
  }
  flush();
  fs.closeSync(out);
  if (other !== null) fs.closeSync(other);
}
