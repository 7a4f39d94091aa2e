/**
 * Places that companies carry in their names. Two names that differ in the place are sister companies, not one company.
 */
import { fold } from './fold.ts';

/** One place a line: Latin spellings (English, pinyin, transliterated Russian), then after `/` the Chinese ones. */
const TABLE = `
hongkong: hong kong|hongkong|hk|h k|gonkong|khong kong|xianggang|sianggan / 香港
macau: macau|macao|makao|aomen / 澳门
beijing: beijing|peking|pekin / 北京
shanghai: shanghai|shankhay / 上海
tianjin: tianjin|tyantszin / 天津
chongqing: chongqing|chuntsin / 重庆
shenzhen: shenzhen|shenchzhen|sz|shenchjen / 深圳
guangzhou: guangzhou|guanchzhou|canton / 广州
dongguan: dongguan / 东莞
foshan: foshan / 佛山
zhuhai: zhuhai / 珠海
zhongshan: zhongshan / 中山
huizhou: huizhou / 惠州
shantou: shantou / 汕头
jiangmen: jiangmen / 江门
hangzhou: hangzhou|khanchzhou / 杭州
ningbo: ningbo / 宁波
yiwu: yiwu / 义乌
wenzhou: wenzhou / 温州
jinhua: jinhua / 金华
taizhou: taizhou / 台州
suzhou: suzhou / 苏州
wuxi: wuxi / 无锡
nanjing: nanjing|nankin / 南京
changzhou: changzhou / 常州
xuzhou: xuzhou / 徐州
hefei: hefei / 合肥
fuzhou: fuzhou / 福州
xiamen: xiamen|syamen / 厦门
quanzhou: quanzhou / 泉州
jinan: jinan / 济南
qingdao: qingdao|tsindao|tsingtao / 青岛
yantai: yantai / 烟台
weihai: weihai / 威海
dalian: dalian|dalyan / 大连
shenyang: shenyang / 沈阳
changchun: changchun / 长春
harbin: harbin|kharbin|haerbin / 哈尔滨
suifenhe: suifenhe / 绥芬河
manzhouli: manzhouli|manchzhuriya|manchuria|manchouli / 满洲里
heihe: heihe / 黑河
hunchun: hunchun / 珲春
urumqi: urumqi|urumchi|wulumuqi / 乌鲁木齐
wuhan: wuhan|ukhan / 武汉
changsha: changsha / 长沙
zhengzhou: zhengzhou / 郑州
chengdu: chengdu / 成都
xian: xi an / 西安
kunming: kunming / 昆明
nanning: nanning / 南宁
shijiazhuang: shijiazhuang / 石家庄
taiyuan: taiyuan / 太原
guangdong: guangdong|guandun / 广东
zhejiang: zhejiang|chzhetszyan / 浙江
jiangsu: jiangsu|tszyansu / 江苏
fujian: fujian / 福建
shandong: shandong|shandun / 山东
henan: henan / 河南
hebei: hebei / 河北
hubei: hubei / 湖北
hunan: hunan / 湖南
sichuan: sichuan / 四川
heilongjiang: heilongjiang / 黑龙江
jilin: jilin / 吉林
liaoning: liaoning / 辽宁
anhui: anhui / 安徽
xinjiang: xinjiang / 新疆
taiwan: taiwan|tayvan / 台湾
taipei: taipei / 台北
china: china|kitay|zhongguo|chine|cin|trung quoc|p r c|prc / 中国
russia: russia|russian federation|rossiya|rossii|rus|russland|rusya / 俄罗斯
kazakhstan: kazakhstan|kazahstan|qazaqstan / 哈萨克斯坦
belarus: belarus|byelorussia|belarusi
ukraine: ukraine|ukraina|ukrainy
uzbekistan: uzbekistan|ozbekiston
kyrgyzstan: kyrgyzstan|kirgizstan|kyrgyz
armenia: armenia|armeniya
georgia: gruziya
azerbaijan: azerbaijan|azerbaydzhan
turkey: turkey|turkiye|turtsiya|turkish
iran: iran
iraq: iraq|irak
uae: uae|u a e|emirates|oae|united arab emirates
dubai: dubai|dubay
india: india|indiya|indian
pakistan: pakistan
vietnam: vietnam|viet nam|vetnam
thailand: thailand|thai|tailand
malaysia: malaysia|malayziya
singapore: singapore|singapur|xinjiapo / 新加坡
indonesia: indonesia
philippines: philippines
japan: japan|yaponiya|nippon
korea: korea|koreya
northkorea: dprk|north korea
usa: usa|u s a|united states|america|us|u s|united states of america|ssha|amerika
canada: canada|kanada
mexico: mexico|meksika|de mexico
brazil: brazil|brasil|braziliya
argentina: argentina
chile: chile|chili
colombia: colombia
peru: peru
panama: panama
cuba: cuba
venezuela: venezuela
uk: uk|united kingdom|great britain|england|britain
ireland: ireland|irlandiya
germany: germany|deutschland|germaniya
france: france|frantsiya
italy: italy|italia|italiya
spain: spain|espana|ispaniya
portugal: portugal
netherlands: netherlands|holland|nederland
belgium: belgium|belgique
switzerland: switzerland|schweiz|suisse
austria: austria|osterreich
poland: poland|polska|polsha
czechia: czech|czechia|czech republic
slovakia: slovakia
hungary: hungary
romania: romania
bulgaria: bulgaria
serbia: serbia|srbija
croatia: croatia
slovenia: slovenia
greece: greece|hellas
cyprus: cyprus|kipr
malta: malta
denmark: denmark|danmark|daniya
norway: norway|norge|norvegiya
sweden: sweden|sverige|shvetsiya
finland: finland|suomi|finlyandiya
estonia: estonia|eesti|estoniya
latvia: latvia|latvija|latviya
lithuania: lithuania|lietuva|litva
israel: israel|izrail
egypt: egypt|misr
ethiopia: ethiopia
nigeria: nigeria
southafrica: south africa
australia: australia|avstraliya
newzealand: new zealand
europe: europe|evropa|european|euro
asia: asia|aziya|asian|asia pacific
eurasia: eurasia|evraziya
africa: africa
middlemoscow: moscow|moskva|moskovskiy
stpetersburg: saint petersburg|st petersburg|sankt peterburg|spb|peterburg|petersburg
vladivostok: vladivostok
novosibirsk: novosibirsk
ekaterinburg: ekaterinburg|yekaterinburg
kazan: kazan
khabarovsk: khabarovsk|habarovsk
krasnodar: krasnodar
minsk: minsk
almaty: almaty|alma ata
astana: astana|nur sultan
tashkent: tashkent
bishkek: bishkek
istanbul: istanbul|stambul
ankara: ankara
london: london
paris: paris
berlin: berlin
munich: munich|munchen
hamburg: hamburg
newyork: new york
tokyo: tokyo|tokio
seoul: seoul|seul
hanoi: hanoi|ha noi
saigon: ho chi minh|saigon|sai gon
bangkok: bangkok
delhi: delhi|new delhi
mumbai: mumbai|bombay
`;

interface Phrase {
  readonly words: readonly string[];
  readonly place: string;
}

const byFirst = new Map<string, Phrase[]>();
const chinese: (readonly [string, string])[] = [];
for (const line of TABLE.trim().split('\n')) {
  const [place = '', rest = ''] = line.split(': ');
  const [latin = '', hanzi = ''] = rest.split('/');
  for (const spelling of latin.split('|')) {
    if (spelling.trim() === '') continue;
    const words = spelling.trim().split(' ').map(fold);
    const first = words[0] ?? '';
    const list = byFirst.get(first) ?? [];
    list.push({ words, place });
    byFirst.set(first, list);
  }
  if (hanzi.trim() !== '') chinese.push([hanzi.trim(), place]);
}
for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length);
chinese.sort((a, b) => b[0].length - a[0].length);

/** Parts of the world: a style of a company rather than its seat. */
export const REGIONS: ReadonlySet<string> = new Set(['europe', 'asia', 'eurasia', 'africa', 'middleeast']);

/** Chinese place names, longest first. */
export const CHINESE_PLACES: readonly (readonly [string, string])[] = chinese;

/** The longest place name that begins at `at`; null if none does. @param words folded */
export function placeAt(words: readonly string[], at: number): { place: string; length: number } | null {
  const found = byFirst.get(words[at] ?? '')?.find((p) => p.words.every((w, k) => words[at + k] === w));
  return found ? { place: found.place, length: found.words.length } : null;
}
