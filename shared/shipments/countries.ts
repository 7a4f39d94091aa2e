/**
 * Country names in many languages and the codes of ISO 3166-1, to alpha-2. The names come from i18n-iso-countries; what
 * customs files write differently (short, official or old names) is added here.
 */
import countries from 'i18n-iso-countries';
import ar from 'i18n-iso-countries/langs/ar.json' with { type: 'json' };
import de from 'i18n-iso-countries/langs/de.json' with { type: 'json' };
import en from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import es from 'i18n-iso-countries/langs/es.json' with { type: 'json' };
import fr from 'i18n-iso-countries/langs/fr.json' with { type: 'json' };
import id from 'i18n-iso-countries/langs/id.json' with { type: 'json' };
import it from 'i18n-iso-countries/langs/it.json' with { type: 'json' };
import kk from 'i18n-iso-countries/langs/kk.json' with { type: 'json' };
import pl from 'i18n-iso-countries/langs/pl.json' with { type: 'json' };
import pt from 'i18n-iso-countries/langs/pt.json' with { type: 'json' };
import ru from 'i18n-iso-countries/langs/ru.json' with { type: 'json' };
import tr from 'i18n-iso-countries/langs/tr.json' with { type: 'json' };
import uk from 'i18n-iso-countries/langs/uk.json' with { type: 'json' };
import uz from 'i18n-iso-countries/langs/uz.json' with { type: 'json' };
import vi from 'i18n-iso-countries/langs/vi.json' with { type: 'json' };
import zh from 'i18n-iso-countries/langs/zh.json' with { type: 'json' };

/** Forms that customs files use beside the names of the library. */
const EXTRA: Readonly<Record<string, readonly string[]>> = {
  AE: ['UAE', 'U.A.E.', 'EMIRATES', 'ОБЪЕДИНЕННЫЕ АРАБСКИЕ ЭМИРАТЫ', 'ЭМИРАТЫ', 'EMIRATOS ARABES', '阿联酋', '阿拉伯联合酋长国', 'BAE', "ОБ'ЄДНАНІ АРАБСЬКІ ЕМІРАТИ"],
  AM: ['РЕСПУБЛИКА АРМЕНИЯ'], AZ: ['АЗЕРБАЙДЖАНСКАЯ РЕСПУБЛИКА', 'РЕСПУБЛИКА АЗЕРБАЙДЖАН'],
  BA: ['BOSNIA', 'BOSNIA-HERZEGOVINA'], BN: ['BRUNEI', 'БРУНЕЙ-ДАРУССАЛАМ', 'BRUNEI DARUSSALAM'],
  BO: ['BOLIVIA', 'BOLIVIA, PLURINATIONAL STATE OF', 'БОЛИВИЯ'],
  BY: ['БЕЛОРУССИЯ', 'РЕСПУБЛИКА БЕЛАРУСЬ', 'REPUBLIC OF BELARUS', 'BYELORUSSIA', 'БІЛОРУСЬ'],
  CD: ['CONGO, THE DEMOCRATIC REPUBLIC OF THE', 'DR CONGO', 'КОНГО, ДЕМОКРАТИЧЕСКАЯ РЕСПУБЛИКА'], CG: ['КОНГО'],
  CI: ["COTE D'IVOIRE", 'IVORY COAST', 'КОТ Д’ИВУАР', 'КОТ-ДИВУАР'],
  CN: ['PRC', 'P.R. CHINA', 'P.R.CHINA', 'PR CHINA', 'PEOPLES REPUBLIC OF CHINA', "PEOPLE'S REPUBLIC OF CHINA", 'CHINA, PEOPLES REPUBLIC', 'CHINA MAINLAND', 'MAINLAND CHINA', 'КНР', 'КИТАЙСКАЯ НАРОДНАЯ РЕСПУБЛИКА', 'КИТАЙ (КНР)', '中华人民共和国', 'ÇİN HALK CUMHURİYETİ', 'CIN', 'REPUBLICA POPULAR CHINA', 'REPUBLICA POPULAR DE CHINA', 'CHINE POPULAIRE', 'КИТАЙСЬКА НАРОДНА РЕСПУБЛІКА', 'TRUNG QUOC', 'ҚЫТАЙ'],
  CV: ['CAPE VERDE', 'КАБО-ВЕРДЕ'], CW: ['CURACAO'],
  CZ: ['CZECH REPUBLIC', 'CZECHIA', 'ЧЕШСКАЯ РЕСПУБЛИКА', 'ЧЕХИЯ', 'REPUBLICA CHECA', 'ÇEK CUMHURİYETİ'],
  DE: ['ФРГ', 'FEDERAL REPUBLIC OF GERMANY', 'GERMANY, FEDERAL REPUBLIC OF', 'ФЕДЕРАТИВНАЯ РЕСПУБЛИКА ГЕРМАНИЯ', 'ALEMANIA', 'ALMANYA', 'DUC'],
  DO: ['DOMINICAN REP.'], FM: ['MICRONESIA'],
  GB: ['UK', 'U.K.', 'ENGLAND', 'SCOTLAND', 'WALES', 'GREAT BRITAIN', 'BRITAIN', 'АНГЛИЯ', 'СОЕДИНЕННОЕ КОРОЛЕВСТВО', 'REINO UNIDO', 'INGLATERRA', 'İNGİLTERE', 'BİRLEŞİK KRALLIK', 'VUONG QUOC ANH', 'ANH', 'ВЕЛИКА БРИТАНІЯ', 'ROYAUME UNI', 'UNITED KINGDOM OF GREAT BRITAIN AND NORTHERN IRELAND'],
  GE: ['GEORGIA', 'ГРУЗИЯ', 'ГРУЗІЯ'], GN: ['ГВИНЕЯ'],
  HK: ['HONGKONG', 'HONG KONG, CHINA', 'HONG KONG SAR', 'CHINA, HONG KONG SAR', 'HONG KONG (CHINA)', 'ГОНКОНГ', 'ГОНКОНГ (КИТАЙ)', 'СЯНГАН', 'ГОНКОНГ, КИТАЙ', '中国香港', '香港', 'СПЕЦИАЛЬНЫЙ АДМИНИСТРАТИВНЫЙ РЕГИОН КИТАЯ ГОНКОНГ', 'HONG KONG SPECIAL ADMINISTRATIVE REGION OF CHINA'],
  IR: ['IRAN', 'IRAN, ISLAMIC REPUBLIC OF', 'ИРАН', 'ИРАН (ИСЛАМСКАЯ РЕСПУБЛИКА)', 'ИРАН, ИСЛАМСКАЯ РЕСПУБЛИКА', 'ИСЛАМСКАЯ РЕСПУБЛИКА ИРАН'],
  KG: ['KYRGYZ REPUBLIC', 'KIRGHIZIA', 'KIRGIZIA', 'КЫРГЫЗСТАН', 'КИРГИЗСКАЯ РЕСПУБЛИКА', 'КЫРГЫЗСКАЯ РЕСПУБЛИКА', 'КИРГИЗИЯ', 'КИРГИЗСТАН', 'KIRGIZISTAN'],
  KP: ['KOREA, NORTH', "KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF", 'DPRK', 'КНДР', 'СЕВЕРНАЯ КОРЕЯ', 'COREA DEL NORTE'],
  KR: ['KOREA', 'SOUTH KOREA', 'KOREA SOUTH', 'KOREA, SOUTH', 'KOREA REPUBLIC', 'REPUBLIC OF KOREA', 'КОРЕЯ', 'ЮЖНАЯ КОРЕЯ', 'КОРЕЯ, РЕСПУБЛИКА', 'РЕСПУБЛИКА КОРЕЯ', 'КОРЕЯ (РЕСПУБЛИКА)', 'COREA', 'COREA DEL SUR', 'GÜNEY KORE', 'HAN QUOC', 'ПІВДЕННА КОРЕЯ', 'COREE DU SUD'],
  KZ: ['KAZAKSTAN', 'РЕСПУБЛИКА КАЗАХСТАН', 'ҚАЗАҚСТАН', 'KAZAKISTAN'], LA: ['LAOS', 'LAO PDR', 'ЛАОС'],
  LY: ['LIBYA'], MD: ['MOLDOVA', 'MOLDAVIA', 'МОЛДОВА', 'МОЛДАВИЯ', 'РЕСПУБЛИКА МОЛДОВА', 'МОЛДОВА, РЕСПУБЛИКА'],
  MK: ['MACEDONIA', 'NORTH MACEDONIA', 'МАКЕДОНИЯ', 'СЕВЕРНАЯ МАКЕДОНИЯ'], MM: ['BURMA', 'МЬЯНМА', 'БИРМА'],
  MO: ['MACAU', 'MACAO', 'MACAO, CHINA', 'МАКАО', 'АОМЫНЬ', '澳门', '中国澳门'],
  NL: ['HOLLAND', 'THE NETHERLANDS', 'НИДЕРЛАНДЫ', 'ГОЛЛАНДИЯ', 'PAISES BAJOS', 'HOLLANDA', 'KONINKRIJK DER NEDERLANDEN'],
  PS: ['PALESTINE', 'ПАЛЕСТИНА'],
  RU: ['RUSSIA', 'RUSSIAN FED.', 'RUSSIAN FEDERATION', 'РОССИЯ', 'РФ', 'РОССИЙСКАЯ ФЕДЕРАЦИЯ', 'РОСІЙСЬКА ФЕДЕРАЦІЯ', 'РОСІЯ', 'RUSYA', 'RUSYA FEDERASYONU', 'FEDERACION RUSA', 'FEDERACION DE RUSIA', 'RUSIA', 'FEDERATION DE RUSSIE', '俄罗斯', '俄罗斯联邦', 'NGA', 'LIEN BANG NGA', 'FEDERACAO RUSSA', 'РЕСЕЙ'],
  RS: ['SERBIA', 'СЕРБИЯ', 'РЕСПУБЛИКА СЕРБИЯ'], SK: ['СЛОВАКИЯ', 'СЛОВАЦКАЯ РЕСПУБЛИКА'],
  SY: ['SYRIA', 'СИРИЯ', 'СИРИЙСКАЯ АРАБСКАЯ РЕСПУБЛИКА'], SZ: ['SWAZILAND', 'СВАЗИЛЕНД'],
  TJ: ['TAJIKISTAN', 'TADJIKISTAN', 'ТАДЖИКИСТАН', 'РЕСПУБЛИКА ТАДЖИКИСТАН'], TM: ['TURKMENIA', 'ТУРКМЕНИСТАН', 'ТУРКМЕНИЯ'],
  TR: ['TURKEY', 'TURKIYE', 'TURKIYE CUMHURIYETI', 'ТУРЦИЯ', 'ТУРЕЦКАЯ РЕСПУБЛИКА', 'TURQUIA', 'THO NHI KY'],
  TW: ['TAIWAN', 'TAIWAN, CHINA', 'TAIWAN (CHINA)', 'CHINESE TAIPEI', 'CHINA TAIWAN', 'TAIWAN, PROVINCE OF CHINA', 'ТАЙВАНЬ', 'ТАЙВАНЬ (КИТАЙ)', 'ТАЙВАНЬ, ПРОВИНЦИЯ КИТАЯ', 'ТАЙВАНЬ, КИТАЙ', '台湾', '中国台湾', 'DAI LOAN', 'TAYVAN'],
  TZ: ['TANZANIA', 'ТАНЗАНИЯ'],
  US: ['USA', 'U.S.A.', 'U.S.', 'UNITED STATES', 'UNITED STATES OF AMERICA', 'США', 'СОЕДИНЕННЫЕ ШТАТЫ', 'СОЕДИНЕННЫЕ ШТАТЫ АМЕРИКИ', 'ESTADOS UNIDOS', 'ESTADOS UNIDOS DE AMERICA', 'EE.UU.', 'EEUU', 'ABD', 'AMERİKA BİRLEŞİK DEVLETLERİ', 'HOA KY', 'MY', 'ETATS UNIS', "ETATS-UNIS D'AMERIQUE", '美利坚合众国', 'СПОЛУЧЕНІ ШТАТИ', 'EUA'],
  UZ: ['OZBEKISTAN', 'РЕСПУБЛИКА УЗБЕКИСТАН'], VE: ['VENEZUELA', 'ВЕНЕСУЭЛА'], VG: ['BRITISH VIRGIN ISLANDS', 'VIRGIN ISLANDS, BRITISH', 'ВИРГИНСКИЕ ОСТРОВА (БРИТАНСКИЕ)', 'ВИРГИНСКИЕ ОСТРОВА, БРИТАНСКИЕ', 'BVI'],
  VN: ['VIETNAM', 'VIET NAM', 'ВЬЕТНАМ', "В'ЄТНАМ", 'СОЦИАЛИСТИЧЕСКАЯ РЕСПУБЛИКА ВЬЕТНАМ', '越南'],
  XK: ['KOSOVO', 'КОСОВО'],
}; // prettier-ignore

/**
 * What two spellings of a country's name have in common: upper case, without marks, words of letters and digits with
 * one blank between. `countryKeySql` is the same in SQL.
 */
export function countryKey(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
    .replaceAll('İ', 'I')
    .replace(/['’`ʼ]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

let table: Map<string, string> | undefined;

/** Every known spelling (as `countryKey`) and code, numeric ones with and without leading zeros, to alpha-2. */
export function countryTable(): ReadonlyMap<string, string> {
  if (table !== undefined) return table;
  const made = new Map<string, string>();
  // Names first, codes last: a two-letter code always means the code.
  for (const locale of [uz, kk, id, pl, it, ar, de, pt, fr, tr, vi, es, zh, uk, ru, en]) {
    for (const [code, names] of Object.entries(locale.countries as Record<string, string | string[]>)) {
      for (const name of typeof names === 'string' ? [names] : names) {
        for (const form of [name, name.replace(/\([^)]*\)/g, ' ')]) {
          const key = countryKey(form);
          if (key.length > 2 || /\p{Script=Han}/u.test(key)) made.set(key, code);
        }
      }
    }
  }
  for (const [code, names] of Object.entries(EXTRA)) for (const name of names) made.set(countryKey(name), code);
  for (const [alpha3, alpha2] of Object.entries(countries.getAlpha3Codes())) made.set(alpha3, alpha2);
  for (const [numeric, alpha2] of Object.entries(countries.getNumericCodes())) {
    made.set(numeric, alpha2);
    made.set(String(Number(numeric)), alpha2);
  }
  for (const alpha2 of Object.keys(countries.getAlpha2Codes())) made.set(alpha2, alpha2);
  made.delete('');
  table = made;
  return made;
}

/**
 * The country that a cell names, as alpha-2: a code, a name in one of the languages, `IN, INDIA`, `156 КИТАЙ`,
 * `CHINA (CN)`. Undefined where it names none, or parts of it name different ones.
 */
export function countryOf(text: string): string | undefined {
  const known = countryTable();
  const whole = known.get(countryKey(text));
  if (whole !== undefined) return whole;
  const parts = text
    .split(/[,;/|()[\]–—-]+|(?<=^\d{3})\s+|(?<=^[A-Z]{2})\s+/u)
    .map(countryKey)
    .filter((p) => p !== '');
  const found = new Set(parts.map((part) => known.get(part)));
  return found.size === 1 && !found.has(undefined) ? [...found][0] : undefined;
}
