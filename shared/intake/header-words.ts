/**
 * Words that name columns in trade records and lists, in several languages: they tell a header from a row of plain
 * text where the values below prove nothing. Matching is by whole words, lower case.
 */
const WORDS = new Set(
  `col column columns field fields var variable attribute feld spalte колонка столбец поле id no nr num number code name title date time day month year period type kind class category group status state country region city
  address street zip postcode postal phone fax email url website description desc note notes remark remarks comment comments value amount total
  sum price cost qty quantity unit units uom weight gross net currency rate percent count size volume brand model product item goods
  commodity hs tariff heading chapter section shipper consignee exporter importer consignor seller buyer supplier vendor customer
  company entity organisation organization firm manufacturer producer carrier agent broker declarant declaration registration customs
  invoice contract container vessel voyage port loading discharge origin destination dispatch procedure regime terms incoterms bill lading
  document version source target reference ref index key label text first last surname firstname lastname latitude longitude lat lon
  from to start end begin age sex gender level parent language department directorate expense supplier transaction function alias alternate aliases program
  programme list sanctions tonnage flag owner measure usd eur rub fob cif packages package user role score rank species sample test energy distance
  header person people birth nationality nationalities indicator change subdivision locode reporter partner flow
  номер № п/п код наименование название имя дата время день месяц год период тип вид класс категория группа статус состояние страна регион город
  адрес телефон описание примечание значение сумма итого цена стоимость количество кол-во единица ед изм вес брутто нетто валюта курс
  процент объем объём марка бренд модель товар товара товары тнвэд тн вэд отправитель получатель экспортер экспортёр импортер импортёр продавец покупатель
  поставщик компания организация фирма изготовитель производитель перевозчик декларант декларация декларации дт гтд таможня таможенный
  инвойс контракт контейнер судно порт происхождения назначения отправления процедура режим условия поставки инн кпп огрн бин иин знак мест
  опис країна вага кількість вартість відправник одержувач виробник назва
  编号 序号 代码 名称 日期 时间 类型 国家 地区 地址 描述 备注 数量 金额 价格 重量 单位 品牌 型号 商品 收货人 发货人 进口商 出口商 原产国 申报 海关 币制 总价
  número numero codigo código nombre fecha tipo país pais ciudad dirección descripcion descripción cantidad valor peso precio moneda unidad
  marca modelo producto exportador importador proveedor origen destino aduana puerto partida
  tarih tarihi numarası adı kodu ülke ülkesi adres miktar miktarı tutar değer ağırlık birim ürün marka ihracatçı ithalatçı gönderici alıcı menşe gümrük
  datum nummer bezeichnung land menge gewicht wert preis einheit pays date nom adresse quantité poids valeur unité désignation`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** The words of a name: parted at blanks, signs, digits and changes of case (`dateOfBirth`). */
function wordsOf(text: string): string[] {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}№]+/u)
    .filter((word) => word !== '');
}

/** How much of a cell is made of header words, 0..1. */
export function headerWordShare(text: string): number {
  if (text.length > 120) return 0;
  const words = wordsOf(text);
  if (words.length === 0) return 0;
  const known = words.filter((word) => WORDS.has(word) || (word.endsWith('s') && WORDS.has(word.slice(0, -1)))).length;
  const share = known / words.length;
  // In a sentence some word always is one.
  return words.length > 3 && share < 0.5 ? share * 0.3 : share;
}
