/**
 * SYNTHETIC. Descriptions of goods for the sample case, in Russian and English. `{b}` is the brand as it is spelled in
 * the line, `{m}` the model, `{n}` a running part number, `{w}` a weight in kg.
 */

/** Text in the two languages of the sample's files. */
export interface Text {
  readonly ru: string;
  readonly en: string;
}
const text = (ru: string, en: string): Text => ({ ru, en });

/** Whole drones with a visible brand. */
export const DRONE_TEXTS: readonly Text[] = [
  text('КВАДРОКОПТЕР {b} {m} С ВИДЕОКАМЕРОЙ, МАССА {w} КГ', 'QUADCOPTER {b} {m} WITH CAMERA, WEIGHT {w} KG'),
  text('БЕСПИЛОТНЫЙ ЛЕТАТЕЛЬНЫЙ АППАРАТ {b} {m}, КОМПЛЕКТ', 'UNMANNED AERIAL VEHICLE {b} {m}, FULL KIT'),
  text('ДРОН МУЛЬТИРОТОРНЫЙ, {b} {m}, НОВЫЙ, В КОРОБКЕ', 'MULTIROTOR DRONE, {b} {m}, NEW, BOXED'),
  text('ЛЕТАТЕЛЬНЫЙ АППАРАТ С ДИСТАНЦИОННЫМ УПРАВЛЕНИЕМ {b} МОДЕЛЬ {m}', 'REMOTE CONTROLLED AIRCRAFT {b} MODEL {m}'),
];
/** Whole drones that show a model but no brand. */
export const MODEL_TEXTS: readonly Text[] = [
  text('КВАДРОКОПТЕР {m} С ПУЛЬТОМ, МАССА {w} КГ', 'DRONE {m} WITH REMOTE, WEIGHT {w} KG'),
  text('БПЛА {m}, КОМПЛЕКТ ПОСТАВКИ FLY MORE', 'UAV {m}, FLY MORE COMBO'),
];
/** Whole drones that show nothing: the brand is in another column, or nowhere. */
export const VAGUE_TEXTS: readonly Text[] = [
  text('КВАДРОКОПТЕР С КАМЕРОЙ, ДЛЯ ВИДЕОСЪЕМКИ, МАССА {w} КГ', 'QUADCOPTER WITH CAMERA FOR FILMING, {w} KG'),
  text('БЕСПИЛОТНЫЙ АППАРАТ ГРАЖДАНСКИЙ, МАССА {w} КГ', 'CIVIL UNMANNED AIRCRAFT, {w} KG'),
  text('ЛЕТАТЕЛЬНЫЙ АППАРАТ НА РАДИОУПРАВЛЕНИИ, {w} КГ', 'RADIO CONTROLLED AIRCRAFT, {w} KG'),
];
/** Drones "like" a brand: the maker is unknown. */
export const ANALOG_TEXTS: readonly Text[] = [
  text('КВАДРОКОПТЕР, АНАЛОГ {b} {m}, БЕЗ ТОВАРНОГО ЗНАКА', 'QUADCOPTER, ANALOG OF {b} {m}, NO TRADEMARK'),
  text('ДРОН ТИПА {b} {m}, ПРОИЗВОДИТЕЛЬ НЕИЗВЕСТЕН', 'DRONE SIMILAR TO {b} {m}, MAKER UNKNOWN'),
];
/** Original spare parts: [text, heading, unit price in USD]. */
export const PART_TEXTS: readonly (readonly [Text, string, number])[] = [
  [text('АККУМУЛЯТОРНАЯ БАТАРЕЯ ЛИТИЙ-ИОННАЯ {b} {m}', 'LITHIUM ION BATTERY {b} {m}, ORIGINAL'), '8507600000', 115],
  [text('ПРОПЕЛЛЕРЫ {b} {m}, КОМПЛЕКТ', 'PROPELLERS {b} {m}, SET'), '8807100000', 14],
  [text('КАМЕРА ПОДВЕСНАЯ {b} {m} В СБОРЕ С ПОДВЕСОМ', 'GIMBAL CAMERA ASSEMBLY {b} {m}'), '8525890000', 240],
  [text('ПУЛЬТ УПРАВЛЕНИЯ {b} {m}', 'REMOTE CONTROLLER {b} {m}'), '8526920008', 190],
];
/** Parts by third parties: "for" and "compatible with" a brand, never of it. */
export const THIRD_PARTY_TEXTS: readonly (readonly [Text, string, number])[] = [
  [
    text('БАТАРЕЯ, СОВМЕСТИМАЯ С {b} {m}, НЕОРИГИНАЛЬНАЯ', 'BATTERY COMPATIBLE WITH {b} {m}, AFTERMARKET'),
    '8507600000',
    42,
  ],
  [text('ЧЕХОЛ ДЛЯ КВАДРОКОПТЕРА {b} {m}', 'CARRYING CASE FOR {b} {m} DRONE'), '4202929100', 18],
  [text('ВИНТЫ ДЛЯ {b} {m}, КОМПЛЕКТ 8 ШТ', 'PROPELLERS FOR {b} {m}, 8 PCS'), '8807100000', 6],
];
/** Other goods of a drone brand: the brand is right, the goods are no drones. */
export const BRAND_OTHER_TEXTS: readonly (readonly [string, Text, string, number])[] = [
  [
    'DJI',
    text('СТАБИЛИЗАТОР РУЧНОЙ ДЛЯ СМАРТФОНА {b} OSMO MOBILE 6', 'HANDHELD PHONE GIMBAL {b} OSMO MOBILE 6'),
    '9620000009',
    95,
  ],
  ['DJI', text('МИКРОФОН БЕСПРОВОДНОЙ {b} MIC', 'WIRELESS MICROPHONE {b} MIC'), '8518109500', 160],
  [
    'Autel',
    text('СКАНЕР ДИАГНОСТИЧЕСКИЙ АВТОМОБИЛЬНЫЙ {b} MAXISYS', 'CAR DIAGNOSTIC SCANNER {b} MAXISYS'),
    '9031803800',
    900,
  ],
];
/** Words that look like a brand or a model in goods that have nothing to do with it. */
export const TRAP_TEXTS: readonly (readonly [Text, string, number])[] = [
  [text('МАСЛО МОТОРНОЕ EVO E3 5W-40', 'ENGINE OIL EVO E3 5W-40'), '2710198200', 4],
  [text('КОЛЕСА ВЕЛОСИПЕДНЫЕ MAVIC COSMIC', 'CYCLING WHEELS MAVIC COSMIC'), '8714993000', 210],
  [text('КОЛОНКА АКУСТИЧЕСКАЯ PHANTOM REACTOR', 'LOUDSPEAKER PHANTOM REACTOR'), '8518220009', 700],
  [text('СВЕЧА ЗАЖИГАНИЯ SPARK PLUG {n}', 'SPARK PLUG {n}'), '8511100009', 3],
  [text('КОФЕ НАТУРАЛЬНЫЙ ИЗ ДЖИБУТИ, МЕШКИ', 'COFFEE BEANS SHIPPED VIA DJIBOUTI, BAGS'), '0901110009', 5],
  [text('РУКОЯТКА РЫЧАГА АРТ. {n}', 'HANDLE FOR LEVER, ART. {n}'), '8708809909', 7],
  [text('КРОССОВКИ МУЖСКИЕ AIR 2 RUN', 'MEN SHOES AIR 2 RUN'), '6404110000', 32],
  [text('МАТРИЦА (ШТАМП) ДЛЯ ПРЕССА {n}', 'DIE MATRICE FOR PRESS {n}'), '8207309000', 480],
  [text('ХОЛОДИЛЬНИК МИНИ 3 ПОЛКИ', 'REFRIGERATOR MINI 3 SHELVES'), '8418102001', 95],
  [text('КАССА ОНЛАЙН ЭВОТОР 7.2', 'CASH REGISTER EVOTOR 7.2'), '8470500001', 210],
];
/** Everything else: [text, heading, unit price in USD, kg per unit, trademark]. Some headings are high-priority items. */
export const OTHER_TEXTS: readonly (readonly [Text, string, number, number, string])[] = [
  [text('ПОДШИПНИК ШАРИКОВЫЙ, АРТ. {n}', 'BALL BEARING, ART. {n}'), '8482101009', 4, 0.4, 'BORVIK'],
  [text('МИКРОСХЕМА ИНТЕГРАЛЬНАЯ {n}', 'INTEGRATED CIRCUIT {n}'), '8542319090', 6, 0.01, 'SILTRON'],
  [text('МОДУЛЬ СВЯЗИ {n}', 'COMMUNICATION MODULE {n}'), '8517620009', 48, 0.1, 'NETORA'],
  [text('ИСТОЧНИК ПИТАНИЯ {n}', 'POWER SUPPLY {n}'), '8504408300', 35, 0.9, 'VOLTERRA'],
  [text('КОНДЕНСАТОР КЕРАМИЧЕСКИЙ {n}', 'CERAMIC CAPACITOR {n}'), '8532240000', 0.2, 0.001, 'CAPRIX'],
  [text('СОЕДИНИТЕЛЬ ЭЛЕКТРИЧЕСКИЙ {n}', 'ELECTRICAL CONNECTOR {n}'), '8536901000', 1.4, 0.02, 'KONTAKTA'],
  [text('ЧАЙ ЧЕРНЫЙ БАЙХОВЫЙ', 'BLACK TEA, LEAF'), '0902300001', 6, 1, 'TARHAN'],
  [text('ТОМАТЫ СВЕЖИЕ', 'FRESH TOMATOES'), '0702000001', 1.1, 1, ''],
  [text('ОБУВЬ ЖЕНСКАЯ ИЗ КОЖИ', 'WOMEN LEATHER SHOES'), '6403990000', 28, 0.9, 'LORELLE'],
  [text('МЕБЕЛЬ ДЕРЕВЯННАЯ, СТОЛ {n}', 'WOODEN TABLE {n}'), '9403601000', 120, 22, 'WOODNIK'],
  [text('ПЛЕНКА ПОЛИЭТИЛЕНОВАЯ', 'POLYETHYLENE FILM'), '3920102500', 2.2, 1, ''],
  [text('НАСОС ЦЕНТРОБЕЖНЫЙ {n}', 'CENTRIFUGAL PUMP {n}'), '8413706500', 340, 18, 'HIDROMA'],
  [text('ИГРУШКА МЯГКАЯ', 'SOFT TOY'), '9503004100', 5, 0.2, 'BIMBOLO'],
  [text('ЛЕКАРСТВЕННОЕ СРЕДСТВО, ТАБЛЕТКИ {n}', 'MEDICAMENT, TABLETS {n}'), '3004900002', 11, 0.05, 'VITANOR'],
  [text('КОЛОДКИ ТОРМОЗНЫЕ {n}', 'BRAKE PADS {n}'), '8708309109', 14, 1.8, 'STOPRA'],
  [text('ТКАНЬ ХЛОПЧАТОБУМАЖНАЯ', 'COTTON FABRIC'), '5208390000', 3.1, 0.3, ''],
  [text('СТАНОК ТОКАРНЫЙ {n}', 'LATHE {n}'), '8458112009', 28500, 2400, 'METALDA'],
  [text('УДОБРЕНИЕ МИНЕРАЛЬНОЕ', 'MINERAL FERTILISER'), '3105201000', 0.6, 1, ''],
];
/** Phrases of end use that are added to some descriptions. */
export const MILITARY: Text = text(', ДЛЯ НУЖД ВОЕННОГО ВЕДОМСТВА', ', FOR MILITARY END USE');
export const NOT_MILITARY: Text = text(', НЕ ВОЕННОГО НАЗНАЧЕНИЯ', ', NOT FOR MILITARY USE');
