/**
 * Words that many companies share, with what they are called in other languages and alphabets. They weigh less than the
 * rest of a name, and two different ones keep sister companies apart (`X Trading` is not `X Technology`).
 */
import { pinyin } from 'pinyin-pro';
import { editDistance } from './edit-distance.ts';
import { fold } from './fold.ts';

/**
 * One concept a line: `concept: spellings` in lower-case Latin as `toAscii` writes them (English, transliterated
 * Russian, English spoken in Cyrillic, pinyin and others), then after `/` the Chinese words.
 */
const TABLE = `
technology: technology|technologies|tech|technic|technics|technical|tekhnologii|tekhnologiya|tekhnologiy|tekhnolodzhi|tekhnolodzhiz|technologie|technologia|tecnologia|teknoloji|teknologi|cong nghe|keji|jishu / 科技|技术
trade: trade|trading|trades|traders|trader|treyd|treyding|trejding|torg|torgovlya|torgovaya|torgovyy|torgovyi dom|trading house|comercio|comercial|commerce|commercial|commerciale|handel|handels|ticaret|tic|thuong mai|maoyi|shangmao|perdagangan / 贸易|商贸
international: international|intl|int l|internatsionalnyy|internatsional|interneshnl|interneshenl|interneshnal|internacional|internazionale|uluslararasi|quoc te|guoji / 国际
global: global|worldwide
production: production|proizvodstvo|proizvodstvennoe|predpriyatie
electronics: electronics|electronic|elektronika|elektroniks|elektronics|elektronik|electronica|dien tu|dianzi / 电子
ecommerce: e commerce|ecommerce|e kommers|i kommers|ikommers|ekommers|elektronnaya kommertsiya|dianzi shangwu|dianshang / 电子商务|电商
supplychain: supply chain|saplay cheyn|supply chains|supply chain management|tsepi postavok|gongyinglian|gong ying lian / 供应链管理|供应链
importexport: import and export|import export|importexport|imp and exp|imp exp|impex|import end eksport|import eksport|importeksport|impeks|jinchukou|jin chu kou|ithalat ihracat|xuat nhap khau|export import|export and import / 进出口
import: import|imports|importing|ithalat
export: export|exports|exporting|eksport|ihracat
industrial: industrial|industry|industries|industriya|industriia|industriel|indastrial|indastri|industria|industrie|sanayi|san|shiye|gongye|promyshlennost|promyshlennyy / 实业|工业
intelligent: intelligent|intelligence|smart|intellidzhent|intellektualnyy|zhineng / 智能
aviation: aviation|aero|aviatsiya|avia|avieyshn|aviyeyshn|havacilik|hangkong / 航空
model: model|models|modely|moxing|modeli / 模型
logistics: logistics|logistic|logistik|logistika|logistiks|logistica|logistique|lojistik|wuliu / 物流
freight: freight|forwarding|freight forwarding|forwarders|huoyun / 货运
express: express|ekspress|kuaidi / 快递
cargo: cargo|kargo
transport: transport|transportation|transportes|yunshu / 运输
shipping: shipping|navigation|sudokhodstvo
industrialdev: development|developments|razvitie|fazhan / 发展
equipment: equipment|oborudovanie|shebei|apparatus|ekvipment|equipements|equipos / 设备|装备|器材|器械
machinery: machinery|machine|machines|mashinostroenie|jixie|mashineri|maschinen|maschinenbau|makina|makine|maquinaria / 机械
instrumentmaking: instrument making|instrument building|priborostroitelnyy|priborostroenie
machinebuilding: machine building|machinebuilding|mashinostroitelnyy
mechanical: mechanical|mekhanicheskiy
electromechanical: electromechanical|electro mechanical|elektromekhanicheskiy
opticomechanical: optical mechanical|opto mechanical|optiko mekhanicheskiy
metallurgical: metallurgical|metallurgicheskiy|metallurgiya|metallurgy
shipbuilding: shipbuilding|ship building|sudostroitelnyy|sudostroenie
enginebuilding: engine building|motorostroitelnyy|dvigatelestroitelnyy
aircraft: aircraft|aviatsionnyy|samoletostroitelnyy
radio: radio|radiotekhnicheskiy
cable: cable|kabelnyy
instrument: instruments|instrument|pribor|yiqi|instrumenty / 仪器仪表|仪器|仪表
manufacturing: manufacturing|manufacture|manufacturer|manufacturers|manufactory|factory|zavod|plant|works|zhizao|fabrika/ 制造|厂|工厂
construction: construction|constructions|building|stroy|stroitelstvo|jianshe|insaat|xay dung|bau|costruzioni / 建设|建筑
engineering: engineering|inzhiniring|injiniring|inzhenernyy|gongcheng|muhendislik|ingenieria / 工程
investment: investment|investments|invest|investitsii|touzi|yatirim|dau tu / 投资
holding: holding|holdings|kholding|konggu / 控股
group: group|groups|grupp|gruppa|gruppe|grup|grupo|groupe|jituan|tap doan / 集团
services: service|services|servis|uslugi|fuwu|hizmetleri|dich vu|servicios / 服务
solutions: solution|solutions|resheniya|soluciones|loesungen|jiejue
systems: system|systems|sistemy|sistema|sistems|xitong|sistemleri / 系统
software: software|soft|ruanjian / 软件
information: information|informatsionnyy|informatsiya|xinxi / 信息
communications: communication|communications|telecom|telecommunication|telecommunications|kommunikatsii|tongxin|telekom|telekommunikatsii|svyaz / 通信|通讯
network: network|networks|set|wangluo / 网络
digital: digital|digitale|tsifrovoy|shuma / 数码|数字
optics: optics|optical|optik|optika|optoelectronics|optoelectronic|guangdian|guangxue / 光电|光学
microelectronics: microelectronics|mikroelektronika|weidianzi|semiconductor|semiconductors|bandaoti / 微电子|半导体
energy: energy|energiya|energy saving|energiia|energi|enerji|nengyuan|power|energo / 能源
electric: electric|electrical|elektro|elektricheskiy|dianqi|elektrik / 电气|电器
chemical: chemical|chemicals|khimiya|huaxue|huagong|kimya|chimie|chemie|hoa chat / 化工|化学
plastics: plastics|plastic|plastik|suliao|plastiks / 塑料|塑胶|塑业
textile: textile|textiles|tekstil|fangzhi|tekstiles|garment|garments|apparel|fuzhuang / 纺织|服装|服饰|制衣
furniture: furniture|mebel|jiaju|mobilya|muebles / 家具
foods: food|foods|produkty|shipin|gida|alimentos|thuc pham / 食品
pharma: pharma|pharmaceutical|pharmaceuticals|farma|farm|yaoye|ilac|pharmaceutica / 药业|医药
medical: medical|medicine|meditsinskiy|meditsina|yiliao|medikal / 医疗
hardware: hardware|metizy / 五金
lighting: lighting|svet|osveshchenie / 照明|灯饰
rubber: rubber|rezina / 橡胶
leather: leather|kozha / 皮革
footwear: footwear|shoes|obuv / 鞋业|鞋
ceramics: ceramics|ceramic|keramika / 陶瓷
buildingmaterials: building materials|stroymaterialy / 建材
decoration: decoration|dekor / 装饰
cosmetics: cosmetics|cosmetic|kosmetika / 化妆品
jewelry: jewelry|jewellery / 珠宝
gifts: gifts|gift|crafts|arts and crafts / 礼品|工艺品
media: media|cultural media / 传媒|文化传媒
advertising: advertising|reklama / 广告
environmental: environmental protection|environmental|ekologiya / 环保
biotech: biotechnology|biotech|biological|bio / 生物|生物科技
newenergy: new energy / 新能源
precision: precision / 精密
mould: mould|mold|moulds|molds / 模具
photographic: photographic|photo|imaging|foto / 摄影|影像|摄影器材
business: business|biznes / 商务
economicandtrade: economic and trade|economic trade / 经贸
scienceandtrade: science and trade / 科贸
ecology: ecological|ecology / 生态
tea: tea|chay / 茶业
wine: wine|vino / 酒业
aerospace: aerospace|aerokosmicheskiy / 航天
vision: vision / 视觉
battery: battery|batteries|akkumulyatory / 电池
audio: audio / 音响
video: video
sensor: sensor|sensors|datchiki / 传感器
laser: laser|lasers|lazer / 激光
ships: shipyard|shipyards / 船业
fishery: fishery|fisheries|rybnyy / 渔业
timber: timber|wood|les|drevesina / 木业
glass: glass|steklo / 玻璃
warehouse: warehousing|warehouse|sklad / 仓储
internet: internet / 互联网
education: education|obrazovanie / 教育
tourism: tourism|travel|turizm / 旅游
hotel: hotel|hotels|otel / 酒店
realestate: real estate|nedvizhimost / 房地产|置业
property: property|properties
metal: metal|metals|metall|metally|jinshu / 金属
steel: steel|stal|gangtie|celik / 钢铁
tools: tools|tool|instrumental|gongju / 工具
auto: auto|automotive|automobile|avto|qiche|otomotiv / 汽车
parts: parts|spare parts|zapchasti|peijian|lingjian / 配件
toys: toys|toy|igrushki|wanju / 玩具
sports: sport|sports|tiyu / 体育
culture: culture|kultura|wenhua / 文化
management: management|upravlenie|guanli / 管理
consulting: consulting|konsalting|zixun|consultants / 咨询
enterprise: enterprise|enterprises|predpriyatiya|qiye|entreprises / 企业
bank: bank|banco|banque|banka|yinhang / 银行
insurance: insurance|strakhovanie|baoxian / 保险
capital: capital|kapital
partners: partners|partner|partnery
research: research|nauchno|issledovatelskiy|yanjiu|yanjiuyuan|yanjiusuo|institute|institut / 研究院|研究所|研究
university: university|universitet|daxue|universidad / 大学
security: security|bezopasnost|anquan|securities / 安全
automation: automation|avtomatika|avtomatizatsiya|zidonghua|automatic / 自动化
innovation: innovation|innovations|innovative|innovatsii|chuangxin / 创新
materials: material|materials|materialy|cailiao / 材料
resources: resources|resursy|ziyuan / 资源
sourcing: sourcing|procurement|purchasing|snab|snabzhenie|caigou / 采购
distribution: distribution|distributsiya|distributor|distributors|distribyutsiya
marketing: marketing|marketing agency|yingxiao
agency: agency|agent|agentstvo|daili
retail: retail|riteyl|lingshou|store|stores|shop|magazin
wholesale: wholesale|opt|pifa
design: design|dizayn|sheji / 设计
products: products|product|produktsiya|chanpin|goods / 产品|制品
supplies: supply|supplies|postavka
scientific: scientific|science|sciences|nauka|kexue / 科学
home: home|household|jiaju yongpin
packaging: packaging|packing|upakovka|baozhuang / 包装
printing: printing|poligrafiya|yinshua / 印刷
paper: paper|bumaga|zhiye / 纸业
marine: marine|maritime|morskoy|haiyang / 海洋
oil: oil|petroleum|neft|shiyou / 石油
gas: gas|gaz
mining: mining|mine|mines|gornyy|kuangye / 矿业
agriculture: agricultural|agriculture|agro|agri|selkhoz|nongye / 农业
railway: railway|zheleznaya doroga|tielu / 铁路
unmanned: uav|uas|drone|drones|unmanned|bespilotnyy|wurenji / 无人机
robotics: robotics|robot|robots|robototekhnika|jiqiren / 机器人
`;

interface Phrase {
  readonly words: readonly string[];
  readonly concept: string;
}

const byFirst = new Map<string, Phrase[]>();
const chinese: (readonly [string, string])[] = [];
/** The first to claim a phrase has it. */
function addPhrase(spelt: readonly string[], concept: string): void {
  const words = spelt.map(fold);
  const first = words[0] ?? '';
  const list = byFirst.get(first) ?? [];
  if (!list.some((p) => p.words.join(' ') === words.join(' '))) list.push({ words, concept });
  byFirst.set(first, list);
}

for (const line of TABLE.trim().split('\n')) {
  const [concept = '', rest = ''] = line.split(': ');
  const [latin = '', hanzi = ''] = rest.split(' / ');
  for (const spelling of latin.split('|')) {
    if (spelling.trim() !== '') addPhrase(spelling.trim().split(' '), concept);
  }
  for (const word of hanzi.split('|')) {
    if (word.trim() === '') continue;
    chinese.push([word.trim(), concept]);
    // The same in pinyin, written together and apart.
    const syllables = pinyin(word.trim(), { toneType: 'none', type: 'array' });
    if (syllables.length > 1) {
      addPhrase([syllables.join('')], concept);
      addPhrase(syllables, concept);
    }
  }
}
for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length);
chinese.sort((a, b) => b[0].length - a[0].length);

/** Chinese trade words with their concept, longest first. */
export const CHINESE_TRADE_WORDS: readonly (readonly [string, string])[] = chinese;

/** Letters from which a word of a phrase may have one slip of the keyboard. */
const LONG_WORD = 6;

/**
 * The longest trade phrase that begins at `at`; null if none does. After its first word a phrase may have a slip in a long
 * word (`IMPORT AND EXOPRT`); a word alone may not, since a proper name may be one letter from a word of a trade.
 * @param words folded
 */
export function tradePhraseAt(words: readonly string[], at: number): { concept: string; length: number } | null {
  const phrases = byFirst.get(words[at] ?? '');
  const slip = (word: string, meant: string): boolean =>
    meant.length >= LONG_WORD && word.length >= LONG_WORD - 1 && editDistance(word, meant, 1) === 1;
  const found = phrases?.find((p) =>
    p.words.every((w, k) => words[at + k] === w || (k > 0 && slip(words[at + k] ?? '', w))),
  );
  return found ? { concept: found.concept, length: found.words.length } : null;
}

/** Concepts so general that one side may leave them out: `Citigroup` and `Citigroup Group`. */
export const LIGHT_CONCEPTS: ReadonlySet<string> = new Set(['group', 'holding', 'industrialdev']);
