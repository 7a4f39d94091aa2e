/** Currencies of customs files (codes, numbers, words), to ISO 4217 codes. */

const NUMBERS: Readonly<Record<string, string>> = {
  '840': 'USD', '978': 'EUR', '643': 'RUB', '810': 'RUB', '156': 'CNY', '826': 'GBP', '392': 'JPY', '398': 'KZT', '933': 'BYN', '974': 'BYN', '980': 'UAH',
  '949': 'TRY', '356': 'INR', '704': 'VND', '410': 'KRW', '344': 'HKD', '901': 'TWD', '702': 'SGD', '784': 'AED', '756': 'CHF', '417': 'KGS', '860': 'UZS', '051': 'AMD', '944': 'AZN', '981': 'GEL',
}; // prettier-ignore
const RENAMED: Readonly<Record<string, string>> = {
  RUR: 'RUB',
  RMB: 'CNY',
  CNH: 'CNY',
  TRL: 'TRY',
  TL: 'TRY',
  BYR: 'BYN',
  NIS: 'ILS',
  US$: 'USD',
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'CNY',
  EURO: 'EUR',
  NT$: 'TWD',
  HK$: 'HKD',
  RS: 'INR',
};
const CODES = new Set(
  'USD EUR RUB CNY GBP JPY KZT BYN UAH TRY INR VND KRW HKD TWD SGD THB MYR IDR PHP PKR BDT LKR AED SAR ILS CHF SEK NOK DKK PLN CZK HUF RON BGN MXN BRL ARS CLP COP PEN UYU BOB PYG CAD AUD NZD ZAR EGP NGN KES AMD AZN GEL KGS UZS TJS TMT MDL MNT IRR IQD QAR KWD OMR BHD JOD XOF XAF MAD TND DZD CRC GTQ HNL NIO DOP PAB RSD MKD ALL ISK MMK LAK KHR NPR ETB GHS TZS UGX LYD SYP LBP AFN'.split(
    ' ',
  ),
);
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(доллар|долл|дол\.)|^(us ?)?dollar|^dólar|^dolar|^美元|^đô la/iu, 'USD'],
  [/^евро|^euro|^欧元|^євро/iu, 'EUR'],
  [/рубл|^руб|ruble|rouble|^卢布/iu, 'RUB'],
  [/юан|yuan|renminbi|^人民币|^nhân dân tệ/iu, 'CNY'],
  [/тенге|tenge/iu, 'KZT'],
  [/иен|^yen|^日元|^日本元/iu, 'JPY'],
  [/фунт|pound sterling|^英镑/iu, 'GBP'],
  [/гривн|hryvnia/iu, 'UAH'],
  [/лир[аы]|lira/iu, 'TRY'],
  [/^港币|^港元/u, 'HKD'],
];

/** ISO 4217 code of a cell; undefined where it names no currency that Waybill knows. */
export function currencyOf(text: string): string | undefined {
  const upper = text.trim().toUpperCase();
  const renamed = RENAMED[upper] ?? NUMBERS[upper] ?? NUMBERS[upper.padStart(3, '0')] ?? upper;
  if (CODES.has(renamed)) return renamed;
  // `USD - US dollar`, `840 USD`
  const parts = upper.split(/[^\p{L}\d$€]+/u).filter((p) => p !== '');
  const found = new Set(parts.map((p) => RENAMED[p] ?? NUMBERS[p] ?? p).filter((p) => CODES.has(p)));
  if (found.size === 1) return [...found][0];
  return WORDS.find(([pattern]) => pattern.test(text.trim()))?.[1];
}
