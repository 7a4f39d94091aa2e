/**
 * What a party field of a declaration really holds: often a name, a tax number glued to it, an address, and two parties
 * in one ("A on behalf of B").
 */
import { readPartyId, type PartyId } from './identifiers.ts';
import { cleanText } from './text.ts';

export interface PartyText {
  /** The party that acts: B in "A on behalf of B". Cleaned, without number and address. */
  readonly name: string;
  /** The go-between: A in "A on behalf of B"; null if there is none. */
  readonly via: string | null;
  /** A number found in the text. */
  readonly id: PartyId | null;
  /** An address found behind the name; empty if none. */
  readonly address: string;
}

/** Phrases between a go-between (before) and the party it acts for (after). */
const ON_BEHALF =
  /\s*[,;(]?\s*(?:\bon\s+behalf\s+of\b|\bby\s+order\s+of\b|\bfor\s+and\s+on\s+behalf\s+of\b|\bo\s?\/\s?b\s?(?:\/|\s)?\s?(?:of\b)?|\bas\s+agents?\s+(?:for|of)\b|(?<![\p{L}])по\s+поручению(?![\p{L}])|(?<![\p{L}])п\/п(?![\p{L}])|(?<![\p{L}])от\s+имени(?![\p{L}])|(?<![\p{L}])за\s+сч[её]т(?![\p{L}])|(?<![\p{L}])в\s+интересах(?![\p{L}])|(?<![\p{L}])по\s+доручению(?![\p{L}])|(?<![\p{L}])за\s+дорученням(?![\p{L}])|\bpo\s+poruch(?:e|i)ni(?:y|i)?[yu]u?\b|\badına\b|\ben\s+nombre\s+de\b|\bpor\s+cuenta\s+de\b|\bau\s+nom\s+de\b|\bim\s+auftrag\s+(?:von|der)\b|代表|受托于|受.{0,2}委托)\s*:?\s*/iu;

/** A quick look for any of these phrases: the full pattern is slow on the many names that have none. */
const MAYBE_ON_BEHALF =
  /behalf|order\s+of|o\s?\/\s?b|agent|поруч|имени|сч[её]т|интерес|доруч|п\/п|poruch|adına|nombre|cuenta|au\s+nom|auftrag|代表|受/iu;

const ID_WORD =
  /(?:инн|иин|бин|унп|инн\/кпп|кпп|огрн|inn|bin|iin|unp|tin|vat|vkn|uscc|tax\s*(?:id|no|number|code)|reg(?:istration)?\.?\s*(?:no|number)|v\.?d\.?|mst|统一社会信用代码|税号)/iu;

const LABELLED_ID = new RegExp(
  `[\\s,;(]*(?<![\\p{L}])${ID_WORD.source}\\s*[:.№#]*\\s*([0-9A-ZА-Я][0-9A-ZА-Я\\-/ ]{4,24}[0-9A-ZА-Я])[)\\s]*`,
  'iu',
);

/** A social credit code anywhere, even glued to letters before it (`LTD91440331MA2B4U6X7Y`). */
const USCC = /(?<![0-9])([0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10})(?![0-9A-Z])/iu;
/** A long number at either end, glued or not. Seven digits and fewer may be part of the name or of an address. */
const TRAILING_ID = /[\s,;(]*(?:([A-Z]{2})(?=\d{9}))?(?<![\d./-])(\d{8,15})\)?\s*$/u;
const LEADING_ID = /^\s*\(?(\d{9,15})\)?[\s,;:-]+(?=\p{L})/u;

function takeId(text: string): { rest: string; id: PartyId | null } {
  const tries: readonly [RegExp, (m: RegExpMatchArray) => string][] = [
    [LABELLED_ID, (m) => (m[1] ?? '').split(/\s{1,}(?=[^\d\s])/u)[0] ?? ''],
    [USCC, (m) => m[1] ?? ''],
    [TRAILING_ID, (m) => (m[1] ?? '') + (m[2] ?? '')],
    [LEADING_ID, (m) => m[1] ?? ''],
  ];
  for (const [pattern, pick] of tries) {
    const found = text.match(pattern);
    if (!found || found.index === undefined) continue;
    const id = readPartyId(pick(found));
    if (!id) continue;
    const at = found.index + found[0].indexOf(pick(found));
    const end = at + pick(found).length;
    const before = text.slice(0, pattern === LABELLED_ID ? found.index : at);
    const rest = `${before} ${text.slice(end)}`
      .replace(/\s+/g, ' ')
      .replace(/[\s,;(/-]+$/u, '')
      .trim();
    if (/\p{L}{2}/u.test(rest)) return { rest, id };
  }
  return { rest: text, id: null };
}

/** Words that begin an address when they follow a comma or a legal form. */
const ADDRESS_WORD =
  /^(?:room|rm|flat|unit|suite|ste|floor|fl|block|blk|building|bldg|tower|no\.?\s*\d|\d+[a-z]?[,/ ]|[0-9]+\/f|road|street|st\.|avenue|ave|lane|district|p\.?o\.?\s*box|industrial\s+(?:zone|park|area)|ул\.?|улица|пр-?т|просп|пер\.|д\.\s*\d|дом\s|оф\.|офис|г\.\s|город\s|обл\.|россия|рф[,\s]|казахстан|индекс|мкр|мкрн|район|р-н|ш\.|шоссе|b[aá]\s|calle|via\s|rue\s|strasse|str\.|mah\.|cad\.|sok\.|\d{5,6}[,\s])/iu;

/** A place and its country at the end, without any word of an address (`…, SHENZHEN, CHINA`). */
const PLACE_TAIL =
  /^[\p{L}\s.'-]{2,40},\s*(?:(?:p\.?\s?r\.?\s*)?china|hong\s*kong|russia|kazakhstan|belarus|turkey|türkiye|pakistan|uae|united arab emirates|китай|кнр|гонконг|россия|казахстан|беларусь|турция)\.?$/iu;

/** Where a name ends and its address begins: at a comma, with an address word right behind or soon after. */
function takeAddress(text: string): { rest: string; address: string } {
  const commas = [...text.matchAll(/[,;]\s*/gu)];
  for (const comma of commas) {
    const tail = text.slice((comma.index ?? 0) + comma[0].length);
    if (!ADDRESS_WORD.test(tail) && !PLACE_TAIL.test(tail)) continue;
    const rest = text.slice(0, comma.index).trim();
    if (/\p{L}{3}/u.test(rest)) return { rest, address: tail.trim() };
  }
  return { rest: text, address: '' };
}

/** Reads one party field. Never throws; an empty field gives an empty name. */
export function readPartyText(raw: string): PartyText {
  const text = cleanText(raw);
  const split = MAYBE_ON_BEHALF.test(text) ? text.match(ON_BEHALF) : null;
  if (split?.index !== undefined && split[0] !== '') {
    const before = text.slice(0, split.index).trim();
    const after = text
      .slice(split.index + split[0].length)
      .replace(/\)\s*$/u, '')
      .trim();
    if (/\p{L}{2}/u.test(before) && /\p{L}{2}/u.test(after)) {
      const acting = readOne(after);
      return { ...acting, via: readOne(before).name };
    }
  }
  return { ...readOne(text), via: null };
}

function readOne(text: string): { name: string; id: PartyId | null; address: string } {
  const withoutId = takeId(text);
  const { rest, address } = takeAddress(withoutId.rest);
  // The number may stand between the name and the address.
  const again = withoutId.id === null ? takeId(rest) : { rest, id: withoutId.id };
  return { name: again.rest.replace(/[\s,;]+$/u, ''), id: again.id, address };
}
