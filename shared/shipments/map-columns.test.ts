import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBin, isContainerNumber, isInn, isUscc, isAbn } from './check-digits.ts';
import { countryOf } from './countries.ts';
import { directionOf } from './directions.ts';
import { formCode } from './form-codes.ts';
import { makeLexicon } from './lexicon.ts';
import { mapColumns, type ColumnInput } from './map-columns.ts';

const header = (name: string, ...samples: (string | null)[]): ColumnInput => ({ header: name, samples });
/** `header → field` for headers alone, without values. */
const fields = (...headers: string[]): Record<string, string | null> =>
  Object.fromEntries(mapColumns(headers.map((h) => header(h))).map((m) => [m.header, m.field]));
const expectMap = (expected: Record<string, string | null>) =>
  expect(fields(...Object.keys(expected))).toEqual(expected);

describe('headers that are names of fields', () => {
  it('are taken at their word where the values can have any form', () => {
    const found = mapColumns([
      header('decl_no', '1', '2', '3', '4', '5', '6'),
      header('importer_id', 'A', 'B', 'C', 'D', 'E', 'F'),
      header('decl_date', 'x', 'y', 'z', 'x', 'y', 'z'),
    ]);
    expect(found.map((m) => m.field)).toEqual(['decl_no', 'importer_id', null]);
  });
});

describe('headers in many languages', () => {
  it('reads Chinese declaration columns', () => {
    expectMap({
      报关单号: 'decl_no', 商品序号: 'line_no', 申报日期: 'decl_date', 进出口标志: 'direction', 境内收货人: 'importer_name', 境外发货人名称: 'exporter_name',
      商品编码: 'hs_code', 商品名称: 'description', 品牌: 'brand', '原产国（地区）': 'origin_country', 启运国: 'dispatch_country', 贸易国: 'trading_country', 毛重: 'gross_kg',
      '净重(千克)': 'net_kg', 成交数量: 'quantity', 成交单位: 'quantity_unit', 成交总价: 'invoice_value', 币制: 'currency', 成交方式: 'incoterm', 件数: 'packages', 申报单价: null,
      申报单位: null, 集装箱号: 'container_no', 监管方式: 'procedure', 统计美元值: 'value_usd', 运输方式: null, 放行日期: 'release_date',
    }); // prettier-ignore
  });

  it('reads Spanish columns', () => {
    expectMap({
      'Número de declaración': 'decl_no', 'Fecha de registro': 'decl_date', Importador: 'importer_name', 'NIT del importador': 'importer_id', 'Dirección del importador': 'importer_address',
      Exportador: 'exporter_name', 'País de origen': 'origin_country', 'País de procedencia': 'dispatch_country', 'País de destino': 'destination_country', 'Partida arancelaria': 'hs_code', 'Descripción de la mercancía': 'description',
      Marca: 'brand', 'Peso bruto (kg)': 'gross_kg', 'Peso neto (kg)': 'net_kg', Cantidad: 'quantity', 'Unidad de medida': 'quantity_unit', Bultos: 'packages', 'Valor FOB (US$)': 'value_usd',
      'Agente de aduanas': null, Flete: null, Aduana: 'customs_office', Moneda: 'currency', 'Tipo de cambio': 'exchange_rate', 'Puerto de embarque': 'port_loading', Buque: 'vessel', Impuestos: null,
    }); // prettier-ignore
  });

  it('reads headers in short', () => {
    expectMap({
      'Рег. номер ДТ': 'decl_no', 'Дата рег. ДТ': 'decl_date', 'Страна происх.': 'origin_country', 'Страна отпр.': 'dispatch_country', 'Страна назн.': 'destination_country',
      'Торг. страна': 'trading_country', 'Код ТО': 'customs_office', 'ИНН/КПП получателя': 'importer_id', 'Тов. знак': 'brand', 'Брутто, кг': 'gross_kg', 'КПП получателя': null,
    }); // prettier-ignore
    expectMap({
      'Entry No': 'decl_no', 'Buyer INN/KPP': 'importer_id', 'GWT KG': 'gross_kg', 'NWT KG': 'net_kg', COO: 'origin_country', manuf: 'manufacturer', cont_no: 'container_no', places: 'packages', 'Unit price': null,
    }); // prettier-ignore
  });

  it('takes a column of kinds of operation for the direction only where its values say so', () => {
    for (const name of ['Tipo de operación', 'Tipo de operação', 'İşlem Türü']) {
      const field = (...values: string[]): string | null => mapColumns([header(name, ...values)])[0]!.field;
      expect(field('IM', 'IM', 'EK', 'IM', 'IM', 'EK'), name).toBe('direction');
      expect(field('40', '40', '10', '40', '71', '40'), name).not.toBe('direction');
    }
  });

  it('reads Portuguese, French and Turkish columns', () => {
    expectMap({
      'Número da DI': 'decl_no', 'Data de registro': 'decl_date', 'CNPJ do importador': 'importer_id', 'Nome do importador': 'importer_name', 'País de origem': 'origin_country', 'Código NCM': 'hs_code',
      'Descrição do produto': 'description', 'Peso líquido': 'net_kg', 'Peso bruto': 'gross_kg', Fabricante: 'manufacturer', 'Valor unitário': null,
    }); // prettier-ignore
    expectMap({
      'N° de déclaration': 'decl_no', 'Date de déclaration': 'decl_date', Destinataire: 'importer_name', 'Adresse du destinataire': 'importer_address', Expéditeur: 'exporter_name', "Pays d'origine": 'origin_country',
      'Pays de provenance': 'dispatch_country', 'Code SH': 'hs_code', 'Désignation des marchandises': 'description', 'Poids net': 'net_kg', 'Poids brut': 'gross_kg', Colis: 'packages', Devise: 'currency', 'Taux de change': 'exchange_rate',
      'Bureau de douane': 'customs_office', 'Droits et taxes': null, 'Valeur facture': 'invoice_value', 'Valeur en douane': 'customs_value',
    }); // prettier-ignore
    expectMap({
      'Beyanname No': 'decl_no', 'Tescil Tarihi': 'decl_date', 'Kalem No': 'line_no', 'Gönderici Adı': 'exporter_name', 'Alıcı Adı': 'importer_name', 'Alıcı Vergi No': 'importer_id', 'Menşe Ülke': 'origin_country', GTİP: 'hs_code',
      'Eşya Tanımı': 'description', Marka: 'brand', 'Brüt Ağırlık': 'gross_kg', 'Net Ağırlık': 'net_kg', Miktar: 'quantity', Birim: 'quantity_unit', 'Döviz Cinsi': 'currency', 'İstatistiki Kıymet (USD)': 'value_usd', 'Teslim Şekli': 'incoterm', 'Gümrük Müdürlüğü': 'customs_office', 'Birim Fiyat': null,
    }); // prettier-ignore
  });

  it('reads Vietnamese and Ukrainian columns, with and without marks', () => {
    expectMap({
      'Số tờ khai': 'decl_no', 'Ngày đăng ký': 'decl_date', 'Tên người nhập khẩu': 'importer_name', 'Mã số thuế người nhập khẩu': 'importer_id', 'Địa chỉ người nhập khẩu': 'importer_address', 'Tên người xuất khẩu': 'exporter_name',
      'Mã HS': 'hs_code', 'Mô tả hàng hóa': 'description', 'Xuất xứ': 'origin_country', 'Số lượng': 'quantity', 'Đơn vị tính': 'quantity_unit', 'Đơn giá': null, 'Tỷ giá': 'exchange_rate', 'Điều kiện giao hàng': 'incoterm', 'Thuế suất': null,
    }); // prettier-ignore
    expectMap({ 'So to khai': 'decl_no', 'Ten nguoi nhap khau': 'importer_name', 'Nhan hieu': 'brand' });
    expectMap({
      'Номер МД': 'decl_no', 'Дата оформлення': 'decl_date', Відправник: 'exporter_name', Одержувач: 'importer_name', 'Код ЄДРПОУ одержувача': 'importer_id', 'Код УКТЗЕД': 'hs_code', 'Опис товару': 'description', 'Країна походження': 'origin_country',
      'Країна відправлення': 'dispatch_country', 'Вага брутто, кг': 'gross_kg', 'Вага нетто, кг': 'net_kg', 'Фактурна вартість': 'invoice_value', 'Валюта контракту': 'currency', 'Торговельна марка': 'brand', Виробник: 'manufacturer', Декларант: null, 'Митна вартість, грн': 'customs_value',
    }); // prettier-ignore
  });

  it('reads Russian in transliteration of several systems', () => {
    expectMap({
      nomer_deklaracii: 'decl_no', data_registratsii: 'decl_date', naimenovanie_otpravitelja: 'exporter_name', adres_poluchatelya: 'importer_address', inn_poluchatelja: 'importer_id', strana_proishozhdeniya: 'origin_country',
      kod_tn_ved: 'hs_code', opisanie_tovara: 'description', ves_brutto_kg: 'gross_kg', torgovaya_marka: 'brand', kol_vo: 'quantity', ed_izm: 'quantity_unit', statisticheskaya_stoimost: 'value_usd', deklarant: null, usloviya_postavki: 'incoterm',
    }); // prettier-ignore
  });

  it('reads pinyin and words without breaks', () => {
    expectMap({
      fahuoren: 'exporter_name',
      shouhuoren: 'importer_name',
      yuanchanguo: 'origin_country',
      shangpin_bianma: 'hs_code',
      pinpai: 'brand',
    });
    expectMap({
      COUNTRYOFORIGIN: 'origin_country',
      HSCODE: 'hs_code',
      GrossWeightKg: 'gross_kg',
      consigneeName: 'importer_name',
      NETWEIGHTKG: 'net_kg',
    });
  });
});

describe('codes of the declaration form', () => {
  it('comes before the label, in every way of writing it', () => {
    expect(formCode('G31_12 (Товарный знак, патент)')).toEqual({ code: '31_12', label: 'Товарный знак, патент' });
    expect(formCode('Графа 33')).toEqual({ code: '33', label: '' });
    expect(formCode('гр. 42 Фактурная стоимость')).toEqual({ code: '42', label: 'Фактурная стоимость' });
    expect(formCode('33. Код товара')).toEqual({ code: '33', label: 'Код товара' });
    expect(formCode('Gross weight 2')).toBeUndefined();
    expectMap({
      'Графа 2': 'exporter_name',
      'Графа 8': 'importer_name',
      'Графа 33': 'hs_code',
      'гр. 38': 'net_kg',
      'Г35 (вес)': 'gross_kg',
      'Box 46': 'value_usd',
      G_34: 'origin_country',
    });
  });

  it('knows totals, other parties and the border office', () => {
    expectMap({
      'G12 (Общая таможенная стоимость)': null, 'G222 (Общая сумма по счету)': null, 'G091 (ИНН контрактодержателя)': null, 'G142 (Наименование декларанта)': null, 'G29 (Код таможни на границе)': null, 'G45 (Таможенная стоимость)': 'customs_value',
    }); // prettier-ignore
  });
});

describe('values', () => {
  it('refuse what a header promises', () => {
    const [hs, inn, line] = mapColumns([
      header('HS code', 'abc', 'def', 'ghi'),
      header('Валюта', '12.50', '13.10', '7.00'),
      header('№ товара', 'AB-77', 'AB-78', 'AB-79'),
    ]);
    expect([hs!.field, inn!.field, line!.field]).toEqual([null, null, null]);
    expect(hs!.reason).toContain('do not look like HS codes');
  });

  it('speak where the header does not', () => {
    const containers = ['CSQU3054383', 'CSQU3054383', 'CSQU3054383', 'CSQU3054383', 'CSQU3054383'];
    const [column] = mapColumns([header('c17', ...containers)]);
    expect(column).toMatchObject({ field: 'container_no' });
    expect(column!.reason).toContain('check digit');
  });

  it('show a total of the declaration that is repeated on its lines', () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({
      decl: `D${Math.floor(i / 3)}`,
      kg: `${i + 1}.5`,
      sum: `${Math.floor(i / 3) * 100 + 7}`,
    }));
    const mapped = mapColumns([
      header('Номер декларации', ...rows.map((r) => r.decl)),
      header('Вес нетто', ...rows.map((r) => r.kg)),
      header('Стоимость, USD', ...rows.map((r) => r.sum)),
    ]);
    expect(mapped[2]).toMatchObject({ field: null });
    expect(mapped[2]!.reason).toContain('total of the declaration');
  });
});

describe('the row as a whole', () => {
  it('gives each field to one column and keeps parties apart', () => {
    expectMap({
      Shipper: 'exporter_name',
      'Shipper address': 'exporter_address',
      Seller: null,
      'Seller tax ID': null,
      Consignee: 'importer_name',
      'Notify party': null,
    });
  });

  it('joins two words for one party where a header puts them side by side', () => {
    expectMap({
      'Отправитель/Экспортер': 'exporter_name',
      'Страна отправителя': 'exporter_country',
      'Получатель/Импортер': 'importer_name',
      'БИН получателя': 'importer_id',
    });
    expectMap({ 境内收发货人: null, 消费使用单位: null });
  });

  it('reads boxes that hold several things by their label', () => {
    expectMap({
      'ГР 1': 'direction',
      'ГР 2 Отправитель': 'exporter_name',
      'ГР 8 ИНН': 'importer_id',
      'ГР 22 Валюта': 'currency',
      'ГР 22 Сумма': null,
      'ГР 31 Марка': 'brand',
      'ГР 31': 'description',
      'G022 (Наименование)': null,
    });
  });

  it('takes a state for a status only if its values are', () => {
    const state = (...values: string[]) => mapColumns([header('State', ...values)])[0]!.field;
    expect(state('Active', 'Deleted', 'Active', 'Corrected')).toBe('record_status');
    expect(state('Gujarat', 'Delhi', 'Goa')).toBeNull();
  });

  it('does not take the state of a party for its name', () => {
    expect(mapColumns([header('Importer state', 'CA', 'TX', 'NY')])[0]!.field).toBeNull();
  });

  it('knows by the direction of the file who the party inside and outside of China is', () => {
    const parties = (...others: ColumnInput[]) =>
      mapColumns([header('境内收发货人'), header('境外收发货人'), header('境内收发货人代码'), ...others])
        .slice(0, 3)
        .map((m) => m.field);
    expect(parties(header('进出口标志', '出口', '出口'))).toEqual(['exporter_name', 'importer_name', 'exporter_id']);
    expect(parties(header('进口日期'))).toEqual(['importer_name', 'exporter_name', 'importer_id']);
    expect(parties(header('进出口标志', '出口', '进口'))).toEqual([null, null, null]);
    expect(parties()).toEqual([null, null, null]);
  });

  it('does not give the number of a sender to the recipient, wherever it stands', () => {
    expectMap({
      'ИНН отправителя': 'exporter_id',
      'ИНН получателя': 'importer_id',
      Получатель: 'importer_name',
      Отправитель: 'exporter_name',
    });
    expectMap({ ИНН: null, Получатель: 'importer_name' });
  });

  it('prefers the original script, and takes the translation where there is nothing else', () => {
    expectMap({
      Отправитель_EN: null,
      Отправитель: 'exporter_name',
      Получатель_EN: 'importer_name',
      DESCRIPTION_EN: 'description',
    });
  });

  it('leaves prices, taxes, ratios and bare values open', () => {
    expectMap({
      'Unit price USD': null,
      'Duty amount': null,
      'USD per kg': null,
      Value: null,
      'Total value': null,
      Country: null,
      Date: 'decl_date',
    });
  });

  it('leaves two values with different bases for the analyst', () => {
    const mapped = mapColumns([header('FOB USD', '1.5', '2'), header('CIF USD', '1.6', '2.1')]);
    expect(mapped.map((m) => m.field)).toEqual([null, null]);
    expect(mapped[0]!.reason).toContain('decide');
  });

  it('takes synonyms of the user', () => {
    const own = makeLexicon([{ where: 'layouts/synonyms.yml', text: 'fields:\n  exporter_name: [Wysyłający]\n' }]);
    expect(mapColumns([header('Wysyłający')], own)[0]).toMatchObject({ field: 'exporter_name', confidence: 1 });
    expect(() => makeLexicon([{ where: 'x.yml', text: 'fields: {nonsense: [a]}' }])).toThrow(/nonsense/);
    expect(() => makeLexicon([{ where: 'x.yml', text: 'fields: [' }])).toThrow(/YAML/);
  });

  it('never maps two columns to one field, whatever the headers', () => {
    const word = fc.constantFrom(
      'Отправитель',
      'Date',
      'HS',
      'code',
      'USD',
      'value',
      'номер',
      'страна',
      '原产国',
      'EN',
      'total',
      'G33',
      '(kg)',
      'importer',
      'name',
      '',
    );
    const row = fc.array(
      fc.array(word, { maxLength: 4 }).map((w) => w.join(' ')),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(row, (headers) => {
        const mapped = mapColumns(headers.map((h) => header(h)));
        expect(mapped.map((m) => m.header)).toEqual(headers);
        const used = mapped.map((m) => m.field).filter((f) => f !== null);
        expect(new Set(used).size).toBe(used.length);
        for (const m of mapped) expect(m.reason).not.toBe('');
      }),
      { numRuns: 60 },
    );
  });
});

describe('helpers', () => {
  it('checks digits', () => {
    expect(isInn('7707083893')).toBe(true);
    expect(isInn('7707083894')).toBe(false);
    expect(isInn('500100732259')).toBe(true);
    expect(isAbn('51824753556')).toBe(true);
    expect(isUscc('91350100M000100Y43')).toBe(true);
    expect(isContainerNumber('CSQU3054383')).toBe(true);
    expect(isContainerNumber('CSQU3054384')).toBe(false);
    expect(isBin('123456789012')).toBe(false);
  });

  it('reads countries in many languages, codes and combinations', () => {
    const names = {
      Китай: 'CN',
      КИТАЙ: 'CN',
      中国: 'CN',
      'IN, INDIA': 'IN',
      '156': 'CN',
      '8': 'AL',
      TUR: 'TR',
      Türkiye: 'TR',
      ABD: 'US',
      'Viet Nam': 'VN',
      РОССИЯ: 'RU',
      'Hong Kong SAR': 'HK',
      'КОРЕЯ, РЕСПУБЛИКА': 'KR',
      'Côte d’Ivoire': 'CI',
    };
    for (const [name, code] of Object.entries(names)) expect(countryOf(name), name).toBe(code);
    for (const name of ['EU', 'Narnia', 'China / Japan']) expect(countryOf(name), name).toBeUndefined();
  });

  it('reads directions', () => {
    expect(['ИМ', 'ЭК', 'IMPORT', 'экспорт', '进口', 'ИМ 40', 'транзит', 'İthalat'].map(directionOf)).toEqual([
      'import',
      'export',
      'import',
      'export',
      'import',
      'import',
      'transit',
      'import',
    ]);
    expect(['Импорт/Экспорт', 'x y z', ''].map(directionOf)).toEqual([undefined, undefined, undefined]);
  });
});
