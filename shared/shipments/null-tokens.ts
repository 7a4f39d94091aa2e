/** Texts that stand for "no value" in customs files, beside what a source's settings name. */

const TOKENS = new Set(
  [
    '', 'null', '(null)', '\\n', 'nil', 'none', 'n/a', 'na', 'n.a.', '#n/a', 'nan', 'nat', '-', '--', '---', '—', '–', '.', '*', '?', '-0-', '#ref!', '#value!', '#null!',
    'not available', 'not applicable', 'not specified', 'unknown', 'unspecified', 'absent', 'missing', 'not stated', 'no data',
    'отсутствует', 'отсутствуют', 'отсутств.', 'отсутствие', 'не указан', 'не указана', 'не указано', 'не указаны', 'не установлен', 'не установлена', 'не установлено',
    'неизвестен', 'неизвестна', 'неизвестно', 'не определен', 'не определена', 'не обозначен', 'не обозначено', 'не задано', 'нет', 'нет данных', 'нет сведений', 'не имеется', 'б/н',
    'не заявлен', 'не заявлено', 'не применимо', 'без указания',
    'відсутній', 'відсутня', 'відсутнє', 'не вказано', 'немає', 'немає даних', 'невідомо',
    '无', '未知', '空', '没有', '不详', '未填写',
    'sin datos', 'no disponible', 'no aplica', 'ninguno', 'no especificado', 's/d', 'sem dados', 'nao informado', 'não informado', 'nao se aplica', 'inconnu', 'non disponible', 'néant', 'neant',
    'yok', 'bilinmiyor', 'belirtilmemiş', 'belirtilmemis', 'không có', 'khong co', 'không', 'không rõ', 'жоқ', 'көрсетілмеген',
  ].map((text) => text.toLowerCase()),
); // prettier-ignore

/** What else stands for "none" where a trademark or a maker is expected. */
const NO_BRAND = new Set(
  [
    'без товарного знака', 'без торговой марки', 'без тов.знака', 'без тз', 'без марки', 'товарный знак отсутствует', 'торговая марка отсутствует', 'без бренда', 'тз отсутствует', 'нет товарного знака',
    'отсутствует товарный знак', 'товарный знак не указан', 'без товарных знаков', 'без модели', 'без артикула', 'без указания изготовителя', 'изготовитель не указан', 'производитель не указан',
    'no brand', 'no trademark', 'no trade mark', 'without brand', 'without trademark', 'unbranded', 'no name', 'no model', 'w/o brand', 'brand absent', 'trademark absent',
    'без торговельної марки', 'без товарного знаку', 'торгова марка відсутня', 'немає торгової марки',
    '无品牌', '无牌', '无商标', '无型号', 'sin marca', 's/m', 'sin modelo', 'sem marca', 'sem modelo', 'sans marque', 'markasiz', 'markasız', 'không nhãn hiệu', 'không hiệu',
  ].map((text) => text.toLowerCase()),
); // prettier-ignore

export const isNullToken = (text: string): boolean => TOKENS.has(text.toLowerCase());

/** Lower-case tokens, for SQL. @param brand with the ways to say that goods bear no trademark */
export const nullTokens = (brand: boolean): string[] => [...TOKENS, ...(brand ? NO_BRAND : [])];
