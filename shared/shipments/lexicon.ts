/**
 * Reads a column header as a set of concepts ("recipient", "country", …) with the lexicon of synonyms.yml. Headers come
 * in any language and spelling: `Country of Origin`, `COUNTRYOFORIGIN`, `strana_proiskhozhdeniya`, `原产国（地区）`.
 */
import { parse } from 'yaml';
import { z } from 'zod';
import { WaybillError } from '../errors.ts';
import { isShipmentField, type ShipmentField } from './fields.ts';
import SYNONYMS_YAML from './synonyms.yml';

/** What a part of a header stands for, e.g. `shipper`, `address`, `usd`. */
export type Concept = string;

/** One recognised word or phrase of a header. */
export interface HeaderPart {
  /** The words as they stand in the header, folded. */
  readonly words: string;
  /** All meanings of the words; empty for a word that the lexicon does not know. */
  readonly concepts: readonly Concept[];
}

export interface Lexicon {
  read(header: string): HeaderPart[];
  /** A field that the user's own synonyms name for the whole header. */
  whole(header: string): ShipmentField | undefined;
}

const word = z.union([z.string(), z.number().transform(String)]);
const schema = z
  .object({
    concepts: z.record(z.string(), z.record(z.string(), z.array(word))).optional(),
    /** Whole headers of the user's own: `exporter_name: [Absender der Ware]`. */
    fields: z.record(z.string(), z.array(word)).optional(),
    noise: z.array(word).optional(),
  })
  .strict();

interface Phrase {
  readonly words: readonly { text: string; stem: boolean; sound: string | undefined }[];
  readonly concepts: Set<Concept>;
  readonly weight: number;
}

const LATIN = /^[a-z]+$/;
const CYRILLIC = /\p{Script=Cyrillic}/u;
const HAN = /\p{Script=Han}/u;

/** Lower case, without marks (`ё` = `е`, `ı` = `i`, `đ` = `d`), compatibility forms resolved. */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('й', '\u0001')
    .replaceAll('ї', '\u0002')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replaceAll('\u0001', 'й')
    .replaceAll('\u0002', 'ї')
    .replaceAll('đ', 'd')
    .replaceAll('ı', 'i')
    .replaceAll('ß', 'ss')
    .normalize('NFC');
}

const LOOKALIKE: Readonly<Record<string, string>> = {
  a: 'а', b: 'в', c: 'с', e: 'е', h: 'н', k: 'к', m: 'м', o: 'о', p: 'р', t: 'т', x: 'х', y: 'у', i: 'і',
}; // prettier-ignore

/** A word of both scripts is a Cyrillic word with Latin look-alikes in it. */
function unmix(token: string): string {
  if (!CYRILLIC.test(token) || !/[a-z]/.test(token)) return token;
  return [...token].map((ch) => LOOKALIKE[ch] ?? ch).join('');
}

/** Words of a header, folded. Camel case, underscores, digits beside letters and Han beside other script are breaks. */
export function tokens(header: string): string[] {
  const spaced = header
    .normalize('NFKC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{Script=Han}+)/gu, ' $1 ')
    .replace(/(\p{L})[’'`](\p{L})/gu, '$1 $2');
  return fold(spaced)
    .replace(/u\$s|us\$|\$/g, ' usd ')
    .split(/[^\p{L}\p{N}№#%]+/u)
    .flatMap((token) => token.split(/(?<=[№#%])|(?=[№#%])/u))
    .filter((token) => token !== '')
    .map(unmix);
}

const CYRILLIC_SOUND: Readonly<Record<string, string>> = {
  а: 'a', б: 'b', в: 'v', г: 'g', ґ: 'g', д: 'd', е: 'e', є: 'e', ж: 'z', з: 'z', и: 'i', і: 'i', ї: 'i', й: 'i', к: 'k', л: 'l', м: 'm',
  н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'h', ц: 'c', ч: 'c', ш: 's', щ: 's', ъ: '', ы: 'i', ь: '', э: 'e', ю: 'u', я: 'a',
}; // prettier-ignore

/** Collapses what systems of transliteration differ in: `kh`/`x`/`h`, `ts`/`c`, `shch`/`sch`, `ya`/`ia`/`ja`, `y`/`i`/`j`. */
const squeeze = (latin: string): string => latin.replace(/i+(?=[aueo])/g, '').replace(/(.)\1+/g, '$1');

function soundOfCyrillic(text: string): string {
  return squeeze([...text].map((ch) => CYRILLIC_SOUND[ch] ?? ch).join(''));
}

/** Latin spellings are not reversible: `sh` is ш, or с before х. */
function soundsOfLatin(text: string): string[] {
  const sound = (sh: string) =>
    squeeze(
      text
        .replace(/shch|sch|shh|sc(?=[ieay])/g, 's')
        .replace(/sh/g, sh)
        .replace(/ch/g, 'c')
        .replace(/kh|x/g, 'h')
        .replace(/ts|tz|cz/g, 'c')
        .replace(/zh/g, 'z')
        .replace(/[jy]/g, 'i')
        .replace(/w/g, 'v')
        .replace(/q/g, 'k'),
    );
  return text.includes('sh') ? [sound('s'), sound('sh')] : [sound('s')];
}

/** Below this a transliteration is too short to tell from an English word. */
const MIN_SOUND = 4;

function compile(text: string): Phrase['words'] {
  return text
    .split(/\s+/)
    .filter((part) => part !== '')
    .flatMap((part) => {
      const stem = part.endsWith('*');
      const bare = tokens(stem ? part.slice(0, -1) : part);
      return bare.map((token, i) => {
        const cyrillic = CYRILLIC.test(token);
        const sound = cyrillic ? soundOfCyrillic(token).replace(stem ? /i+$/ : '', '') : undefined;
        return { text: token, stem: stem && i === bare.length - 1, sound };
      });
    });
}

/** @param alone whether the pattern is a whole phrase: then it must be long enough not to meet an English word */
function matchesWord(pattern: Phrase['words'][number], token: string, alone: boolean): boolean {
  if (pattern.stem ? token.startsWith(pattern.text) : token === pattern.text) return true;
  if (pattern.sound === undefined || pattern.sound === '' || !LATIN.test(token)) return false;
  const { sound: wanted, stem } = pattern;
  return soundsOfLatin(token).some((sound) => {
    if (alone && wanted.length < MIN_SOUND) return sound === wanted && token.length >= 3 && !stem;
    return stem ? sound.startsWith(wanted) : sound === wanted;
  });
}

class WordLexicon implements Lexicon {
  private readonly phrases = new Map<string, Phrase>();
  private readonly byFirst = new Map<string, Phrase[]>();
  private readonly han = new Map<string, Set<Concept>>();
  private readonly noise = new Set<string>();
  private readonly wholes = new Map<string, ShipmentField>();
  /** Single Latin words, to take apart headers written without breaks. */
  private readonly latin = new Set<string>();
  private longestHan = 1;

  add(yamlText: string, where: string): void {
    let data: unknown;
    try {
      data = parse(yamlText) ?? {};
    } catch (cause) {
      throw new WaybillError('shipments/synonyms', `The synonyms in ${where} are not valid YAML.`, { cause });
    }
    const parsed = schema.safeParse(data);
    if (!parsed.success) {
      throw new WaybillError(
        'shipments/synonyms',
        `The synonyms in ${where} do not have the expected form (concepts, fields, noise): ${z.prettifyError(parsed.error)}`,
      );
    }
    for (const [concept, languages] of Object.entries(parsed.data.concepts ?? {})) {
      for (const words of Object.values(languages)) for (const text of words) this.addPhrase(concept, text);
    }
    for (const text of parsed.data.noise ?? []) for (const token of tokens(text)) this.noise.add(token);
    for (const [name, headers] of Object.entries(parsed.data.fields ?? {})) {
      if (!isShipmentField(name)) {
        throw new WaybillError(
          'shipments/synonyms',
          `The synonyms in ${where} name a field that does not exist: ${name}.`,
        );
      }
      for (const header of headers) this.wholes.set(tokens(header).join(' '), name);
    }
  }

  private addPhrase(concept: Concept, text: string): void {
    if (HAN.test(text)) {
      const key = fold(text).replace(/[^\p{L}\p{N}]/gu, '');
      this.han.set(key, (this.han.get(key) ?? new Set()).add(concept));
      this.longestHan = Math.max(this.longestHan, key.length);
      return;
    }
    const words = compile(text);
    const key = words.map((w) => w.text + (w.stem ? '*' : '')).join(' ');
    if (key === '') return;
    const known = this.phrases.get(key);
    if (known !== undefined) {
      known.concepts.add(concept);
      return;
    }
    const phrase: Phrase = {
      words,
      concepts: new Set([concept]),
      weight: words.reduce((sum, w) => sum + w.text.length + (w.stem ? 0 : 0.5), 0),
    };
    this.phrases.set(key, phrase);
    const first = words[0]!;
    for (const initial of new Set([first.text[0]!, (first.sound ?? first.text)[0] ?? ''])) {
      const list = this.byFirst.get(initial);
      if (list === undefined) this.byFirst.set(initial, [phrase]);
      else list.push(phrase);
    }
    if (words.length === 1 && LATIN.test(first.text) && first.text.length >= 3 && !first.stem)
      this.latin.add(first.text);
  }

  whole(header: string): ShipmentField | undefined {
    return this.wholes.get(tokens(header).join(' '));
  }

  read(header: string): HeaderPart[] {
    const words = tokens(header).flatMap((token) => this.split(token));
    const parts: HeaderPart[] = [];
    for (let i = 0; i < words.length;) {
      const token = words[i]!;
      if (HAN.test(token)) {
        parts.push(...this.readHan(token));
        i += 1;
        continue;
      }
      const found = this.longest(words, i);
      if (found !== undefined) {
        parts.push({ words: words.slice(i, i + found.words.length).join(' '), concepts: [...found.concepts] });
        i += found.words.length;
      } else {
        if (!this.noise.has(token)) parts.push({ words: token, concepts: [] });
        i += 1;
      }
    }
    return parts;
  }

  private longest(words: readonly string[], from: number): Phrase | undefined {
    const token = words[from]!;
    const initials = new Set([token[0]!, LATIN.test(token) ? (soundsOfLatin(token)[0]?.[0] ?? '') : token[0]!]);
    let best: Phrase | undefined;
    const merged = new Set<Concept>();
    for (const initial of initials) {
      for (const phrase of this.byFirst.get(initial) ?? []) {
        if (from + phrase.words.length > words.length) continue;
        if (!phrase.words.every((pattern, k) => matchesWord(pattern, words[from + k]!, phrase.words.length === 1)))
          continue;
        const longer = best === undefined ? 1 : phrase.words.length - best.words.length || phrase.weight - best.weight;
        if (longer < 0) continue;
        if (longer > 0) merged.clear();
        best = phrase;
        for (const concept of phrase.concepts) merged.add(concept);
      }
    }
    return best === undefined ? undefined : { ...best, concepts: merged };
  }

  /** `TOTALVALUE` → `total value`, if nothing knows the word and known words cover it wholly. */
  private split(token: string): string[] {
    if (!LATIN.test(token) || token.length < 6 || this.noise.has(token)) return [token];
    const known = this.longest([token], 0)?.words[0];
    if (known !== undefined && (!known.stem || token.length - known.text.length < 4)) return [token];
    const best: (string[] | undefined)[] = [[]];
    for (let end = 1; end <= token.length; end += 1) {
      for (let start = Math.max(0, end - 14); start < end; start += 1) {
        const before = best[start];
        const piece = token.slice(start, end);
        if (before === undefined) continue;
        const isWord = this.latin.has(piece) || (start > 0 && ['of', 'no', 'id', 'kg'].includes(piece));
        if (isWord && (best[end]?.length ?? Infinity) > before.length + 1) best[end] = [...before, piece];
      }
    }
    const whole = best[token.length];
    return whole !== undefined && whole.length > 1 ? whole : [token];
  }

  private readHan(token: string): HeaderPart[] {
    const parts: HeaderPart[] = [];
    for (let i = 0; i < token.length;) {
      let length = Math.min(this.longestHan, token.length - i);
      while (length > 0 && !this.han.has(token.slice(i, i + length))) length -= 1;
      const words = token.slice(i, i + Math.max(length, 1));
      const concepts = this.han.get(words);
      if (concepts !== undefined) parts.push({ words, concepts: [...concepts] });
      else if (!this.noise.has(words)) parts.push({ words, concepts: [] });
      i += words.length;
    }
    return parts;
  }
}

/** The lexicon of Waybill with the user's own synonyms (YAML of the same form) on top. */
export function makeLexicon(own: readonly { readonly text: string; readonly where: string }[] = []): Lexicon {
  const lexicon = new WordLexicon();
  lexicon.add(SYNONYMS_YAML, 'Waybill');
  for (const { text, where } of own) lexicon.add(text, where);
  return lexicon;
}

let shared: Lexicon | undefined;
/** The lexicon without additions, made once. */
export const defaultLexicon = (): Lexicon => (shared ??= makeLexicon());
