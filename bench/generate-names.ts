/**
 * Synthetic names of companies for benchmarks: Chinese ones (pinyin, Palladius, characters), Russian ones with INN, and
 * others; each in several spellings, with sister companies. The same in every run.
 */
import type { PartyMention } from '../shared/names/clustering.ts';
import type { ListEntry } from '../shared/screening/entry.ts';
import { randomFrom } from './generate-random.ts';

/** Pinyin, Palladius, character: the commonest in names of companies first. */
const SYLLABLES =
  `xin синь 鑫|hua хуа 华|hong хун 宏|feng фэн 丰|sheng шэн 盛|da да 达|tai тай 泰|hai хай 海|yuan юань 源|rui жуй 瑞|jia цзя 佳|ming мин 明
  long лун 龙|tian тянь 天|chang чан 昌|an ань 安|bo бо 博|li ли 利|jin цзинь 金|fu фу 富|hao хао 豪|yang ян 洋|guang гуан 光|kai кай 凯|lian лянь 联
  zhong чжун 中|hui хуэй 汇|cheng чэн 诚|xiang сян 祥|bao бао 宝|tong тун 通|wei вэй 伟|yi и 易|ze цзэ 泽|qing цин 青|lan лань 蓝|shun шунь 顺
  he хэ 和|ke кэ 科|chuang чуан 创|yun юнь 云|jun цзюнь 骏|qi ци 奇|sen сэнь 森|ding дин 鼎|heng хэн 恒|dong дун 东|nan нань 南|bei бэй 北|xi си 西
  lei лэй 雷|peng пэн 鹏|ri жи 日|yue юэ 悦|zhi чжи 智|mei мэй 美|bang бан 邦|cai цай 彩|dan дань 丹|er эр 尔|gang ган 钢|gu гу 固|jing цзин 晶
  biao бяо 标|chao чао 超|chen чэнь 晨|chun чунь 春|cui цуй 翠|de дэ 德|dian дянь 电|duo до 多|fang фан 方|fei фэй 飞|gao гао 高|guo го 国|han хань 汉
  hang хан 航|hu ху 湖|huan хуань 环|ji цзи 吉|jian цзянь 建|jiang цзян 江|jie цзе 捷|kang кан 康|kun кунь 坤|lang лан 朗|le лэ 乐|liang лян 良
  lin линь 林|ling лин 凌|lu лу 路|mao мао 茂|mu му 木|ning нин 宁|ou оу 欧|pin пинь 品|ping пин 平|pu пу 普|qian цянь 乾|qiang цян 强|quan цюань 泉
  ran жань 然|rong жун 荣|shan шань 山|shang шан 尚|shi ши 仕|si сы 思|song сун 松|su су 速|tao тао 涛|ting тин 庭|wan вань 万|wen вэнь 文|xiao сяо 晓
  xing син 星|xu сюй 旭|yi и 益|yin инь 银|ying ин 英|yong юн 永|you ю 友|yu юй 玉|zhan чжань 展|zhen чжэнь 振|zheng чжэн 正|zhuo чжо 卓|zi цзы 紫`
    .split(/[|\n]/)
    .map((line) => line.trim().split(' '));

const CHINESE_PLACES =
  `SHENZHEN ШЭНЬЧЖЭНЬ 深圳|GUANGZHOU ГУАНЧЖОУ 广州|NINGBO НИНБО 宁波|YIWU ИУ 义乌|SHANGHAI ШАНХАЙ 上海|DONGGUAN ДУНГУАНЬ 东莞|HONGKONG ГОНКОНГ 香港
  HANGZHOU ХАНЧЖОУ 杭州|QINGDAO ЦИНДАО 青岛|TIANJIN ТЯНЬЦЗИНЬ 天津|XIAMEN СЯМЫНЬ 厦门|SUZHOU СУЧЖОУ 苏州|FOSHAN ФОШАНЬ 佛山|WENZHOU ВЭНЬЧЖОУ 温州`
    .split(/[|\n]/)
    .map((line) => line.trim().split(' '));

const CHINESE_TRADES =
  `TECHNOLOGY ТЕХНОЛОДЖИ 科技|TRADING ТРЕЙДИНГ 贸易|ELECTRONICS ЭЛЕКТРОНИКС 电子|IMPORT_AND_EXPORT ИМПОРТ_ЭНД_ЭКСПОРТ 进出口|MACHINERY МАШИНЕРИ 机械
  INDUSTRIAL ИНДАСТРИАЛ 实业|INTERNATIONAL_TRADE ИНТЕРНЕШНЛ_ТРЕЙД 国际贸易|LOGISTICS ЛОДЖИСТИКС 物流|AVIATION АВИЭЙШН 航空|AUTO_PARTS АВТО_ПАРТС 汽配`
    .split(/[|\n]/)
    .map((line) => line.trim().replaceAll('_', '\u00a0').split(' '));

const RUSSIAN_STEMS =
  'ТЕХ СТРОЙ ПРОМ ТОРГ СНАБ АГРО МАШ ЭНЕРГО АВТО СЕРВИС ИНВЕСТ КОМПЛЕКТ ТРАНС СИБ УРАЛ ЮГ СЕВЕР ВОЛГА ДОН НЕВА МЕТАЛЛ ХИМ ЛЕС НЕФТЕ ГАЗ ЭЛЕКТРО РАДИО МЕД ФАРМ ОПТ ГРУПП АЛЬЯНС ЛОГИСТИК РЕСУРС ПРИБОР ГИДРО ТЕПЛО ВОСТОК ЗАПАД КРЕДО ВЕКТОР ГАРАНТ ЛИДЕР МАСТЕР СТАНДАРТ ПАРТНЕР ОРИОН ВЕГА АТЛАНТ ТИТАН ФОРТ РУС БАЛТ ПОЛИ'.split(
    ' ',
  );

const RUSSIAN_EXTRAS = ['', '', '', '', 'ТОРГОВЫЙ ДОМ', 'ТД', 'ГРУППА КОМПАНИЙ', 'ЗАВОД', 'НПО', 'ПКФ'];

/** Parts of invented Russian words: surnames, rivers, founders' children. */
const RUSSIAN_PARTS =
  'АЛ АН АР БЕР БО ВА ВЕР ВИ ВО ГАР ГО ДА ДОР ЕЛ ЖУ ЗА ЗО ИВ КА КО КУР ЛА ЛЕ ЛУ МА МИР МО НА НИК НО ОС ПА ПЕ ПО РА РО РУ СА СЕ СОЛ ТА ТЕР ТИ ТО УС ФЕ ХО ЧЕР ША ЯР'.split(
    ' ',
  );

/** Parts of invented words. */
const PARTS =
  'al an ar be bel bor ca cor da del dex di do dra el en er fa fer fi ga gen go gra ha hel ia in ka kel ko la len li lo lu ma mar mi mo na nex ni no or pa pel po ra ren ri ro sa sel si so ta tan te tor tra u va ven vi vo za zen zi'.split(
    ' ',
  );

const ELSEWHERE: readonly (readonly [country: string, forms: readonly string[]])[] = [
  ['TR', ['LTD. STI.', 'LIMITED SIRKETI', 'A.S.', 'SAN. VE TIC. LTD. STI.']],
  ['AE', ['FZE', 'LLC', 'FZCO', 'TRADING LLC']],
  ['DE', ['GMBH', 'GmbH & Co. KG', 'AG']],
  ['US', ['INC', 'LLC', 'CORP.']],
  ['KZ', ['LLP', 'ТОО']],
  ['IN', ['PVT LTD', 'PRIVATE LIMITED']],
];

const TRADES = ['', '', 'TRADING', 'LOGISTICS', 'ELECTRONICS', 'GENERAL TRADING', 'MACHINERY', 'COMPONENTS', 'IMPEX'];

/** Cyrillic letters in two systems of transliteration. */
const LETTERS =
  'А A A|Б B B|В V V|Г G G|Д D D|Е E E|Ё E YO|Ж ZH J|З Z Z|И I I|Й Y I|К K K|Л L L|М M M|Н N N|О O O|П P P|Р R R|С S S|Т T T|У U U|Ф F F|Х KH H|Ц TS C|Ч CH CH|Ш SH SH|Щ SHCH SCH|Ы Y Y|Ь _ _|Ъ _ _|Э E E|Ю YU IU|Я YA IA'
    .split('|')
    .map((line) => line.split(' '));

interface Company {
  readonly country: string;
  readonly id: string | null;
  /** Spellings, the commonest first. */
  readonly spellings: readonly string[];
}

/** A Russian INN of ten digits whose check digit holds. */
function inn(nine: string): string {
  const sum = [2, 4, 10, 3, 5, 9, 4, 6, 8].reduce((total, weight, i) => total + weight * Number(nine.charAt(i)), 0);
  return `${nine}${(sum % 11) % 10}`;
}

class Maker {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)] as T;
  }

  /** The first are picked most often, as with words in names. */
  private pickCommon<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() ** 1.7 * from.length)] as T;
  }

  private digits(count: number): string {
    return Math.floor(this.random() * 10 ** count)
      .toString()
      .padStart(count, '0');
  }

  /** One letter left out, doubled, changed or exchanged with the next. */
  private slip(text: string): string {
    const at = 1 + Math.floor(this.random() * Math.max(1, text.length - 3));
    const [before, here, next, after] = [text.slice(0, at), text.charAt(at), text.charAt(at + 1), text.slice(at + 2)];
    if (!/\p{L}/u.test(here) || !/\p{L}/u.test(next)) return text;
    return before + this.pick([next, here + here + next, next + here, this.pick([...'AEIORSTN']) + next]) + after;
  }

  private chinese(): Company[] {
    const core = Array.from({ length: this.chance(0.45) ? 3 : 2 }, () => this.pickCommon(SYLLABLES));
    const rare = this.chance(0.3) ? [this.pickCommon(SYLLABLES)] : [];
    const make = (place: readonly string[], trade: readonly string[]): Company => {
      const [latin, cyrillic, han] = [0, 1, 2].map((script) =>
        [...core, ...rare].map((syllable) => syllable[script]).join(''),
      ) as [string, string, string];
      const name = `${place[0]} ${latin.toUpperCase()} ${trade[0]}`.replaceAll('\u00a0', ' ');
      const spaced = `${place[0]} ${core
        .map((s) => s[0])
        .join(' ')
        .toUpperCase()} ${rare.map((s) => s[0]?.toUpperCase()).join('')} ${trade[0]}`;
      const title = name.replace(/\p{L}+/gu, (word) => word.charAt(0) + word.slice(1).toLowerCase());
      return {
        country: place[0] === 'HONGKONG' ? 'HK' : 'CN',
        id: null,
        spellings: [
          `${name} CO., LTD`,
          this.pick([`${title} Co., Limited`, `${name} COMPANY LIMITED`, `${name} CO.,LTD.`]),
          this.chance(0.5) ? `${this.slip(name)} CO., LTD` : `${spaced.replaceAll('\u00a0', ' ')} CO LTD`,
          this.chance(0.6)
            ? `${place[1]} ${cyrillic.toUpperCase()} ${trade[1]} КО., ЛТД`.replaceAll('\u00a0', ' ')
            : `${place[2]}${han}${trade[2]}有限公司`,
          this.pick([
            `${name} CO., LTD, ROOM ${this.digits(3)}, NO.${this.digits(2)} ROAD, ${place[0]}, CHINA`,
            `${name} CO LTD`.slice(0, 35),
          ]),
        ],
      };
    };
    const place = this.pickCommon(CHINESE_PLACES);
    const trade = this.pickCommon(CHINESE_TRADES);
    const one = make(place, trade);
    // A sister company: the same name in another place, or of another trade.
    if (!this.chance(0.12)) return [one];
    return [one, this.chance(0.5) ? make(this.pick(CHINESE_PLACES), trade) : make(place, this.pick(CHINESE_TRADES))];
  }

  private russian(): Company[] {
    const invented = (): string =>
      Array.from({ length: 2 + Math.floor(this.random() * 2) }, () => this.pick(RUSSIAN_PARTS)).join('');
    const stem = (): string => this.pickCommon(RUSSIAN_STEMS);
    const core = this.pick([
      () => invented(),
      () => invented() + stem(),
      () => `${invented()}-${stem()}`,
      () => `${stem()}${stem()} ${invented()}`,
      () => stem() + stem() + stem(),
      () => `${stem()}${stem()} ${this.digits(2)}`,
    ])();
    const extra = this.pick(RUSSIAN_EXTRAS);
    const name = extra === '' ? core : `${extra} ${core}`;
    const latin = (system: 1 | 2): string =>
      [...name]
        .map((letter) => LETTERS.find(([cyrillic]) => cyrillic === letter)?.[system] ?? letter)
        .join('')
        .replaceAll('_', '');
    const number = inn(`77${this.digits(7)}`);
    return [
      {
        country: 'RU',
        id: this.chance(0.75) ? number : null,
        spellings: [
          `ООО "${name}"`,
          `ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ «${name}»`,
          this.chance(0.5) ? `${latin(1)} LLC` : `OOO ${latin(2)}`,
          `ООО ${this.slip(name)}`,
          `ООО "${name}" ИНН ${number}`,
        ],
      },
    ];
  }

  private elsewhere(): Company[] {
    const word = (): string =>
      Array.from({ length: this.chance(0.5) ? 3 : 2 }, () => this.pick(PARTS)).join('').toUpperCase(); // prettier-ignore
    const core = this.chance(0.5) ? word() : `${word()} ${word()}`;
    const name = `${core} ${this.pick(TRADES)}`.trim();
    const [country, forms] = this.pick(ELSEWHERE);
    const form = this.pick(forms);
    return [
      {
        country,
        id: this.chance(0.2) ? this.digits(11) : null,
        spellings: [
          `${name} ${form}`,
          `${name.replaceAll(' ', '-')} ${this.pick(forms)}`,
          `${this.slip(name)} ${form}`,
          `${name} ${form}, P.O. BOX ${this.digits(5)}`,
        ],
      },
    ];
  }

  /** A company, and now and then its sister. */
  companies(): Company[] {
    const at = this.random();
    return at < 0.5 ? this.chinese() : at < 0.8 ? this.russian() : this.elsewhere();
  }

  /** How many spellings of a company a case has: mostly one or two. */
  spellings(company: Company): readonly string[] {
    return company.spellings.slice(0, 1 + Math.floor(this.random() ** 1.4 * company.spellings.length));
  }

  lines(): number {
    return 1 + Math.floor(1 / (0.001 + this.random() ** 2));
  }

  exports(company: Company): boolean {
    return this.chance(company.country === 'RU' ? 0.1 : 0.9);
  }

  carriesId(company: Company): boolean {
    return company.id !== null && this.chance(0.7);
  }
}

/** @param count distinct names */
export function generateMentions(count: number): PartyMention[] {
  const maker = new Maker(20240201);
  const seen = new Set<string>();
  const out: PartyMention[] = [];
  while (out.length < count) {
    for (const company of maker.companies()) {
      const role = maker.exports(company) ? 'exporter' : 'importer';
      for (const rawName of maker.spellings(company)) {
        const rows = maker.lines();
        const rawId = maker.carriesId(company) ? company.id : null;
        if (seen.has(rawName) || out.length === count) continue;
        seen.add(rawName);
        out.push({ role, rawName, rawId, country: company.country, rows });
      }
    }
  }
  return out;
}

/**
 * Entries of a list, with up to three aliases.
 * @param count entries
 * @param mentions every fiftieth entry bears a name of these
 */
export function generateEntries(count: number, mentions: readonly PartyMention[]): ListEntry[] {
  const maker = new Maker(777);
  return Array.from({ length: count }, (_, i): ListEntry => {
    const [company] = maker.companies();
    const [own = '', ...aliases] = company?.spellings ?? [];
    const known = i % 50 === 0 ? mentions[(i * 7919) % mentions.length] : undefined;
    return {
      entryId: String(i + 1),
      name: known?.rawName ?? own,
      aliases: known === undefined ? aliases.slice(0, i % 4) : [],
      country: (known ?? company)?.country ?? null,
      addresses: [],
      identifiers: known === undefined && company?.id != null && i % 3 === 0 ? [company.id] : [],
      listedFrom: '2022-03-01',
      listedTo: null,
      source: 'synthetic',
      kind: null,
    };
  });
}
