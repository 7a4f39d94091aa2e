/**
 * How likely letters are in running text, by script, for telling single-byte encodings apart. Order of frequency is
 * enough: the share of a letter falls off roughly geometrically with its rank (exponent fitted to Russian text).
 */

export interface ScriptModel {
  readonly script: string;
  /** Encodings (WHATWG labels) that write the script, with the log of how often they are met in trade records. */
  readonly encodings: readonly (readonly [label: string, prior: number])[];
  /** Lower-case letters by falling frequency. */
  readonly letters: string;
}

export const SCRIPTS: readonly ScriptModel[] = [
  {
    script: 'Cyrillic',
    encodings: [
      ['windows-1251', 0],
      ['koi8-r', -3],
      ['ibm866', -3],
      ['iso-8859-5', -5],
    ],
    letters: 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъіїєґқңғәұүөһўј',
  },
  {
    script: 'Greek',
    encodings: [
      ['windows-1253', -4],
      ['iso-8859-7', -5],
    ],
    letters: 'αοιετσνηυρπκμλςόίωάδγέχθήφύβώξζψϊϋΐΰ',
  },
  { script: 'Hebrew', encodings: [['windows-1255', -5]], letters: 'יוהלאתרבמשנכעדקחפטםגצסןזךץף' },
  {
    script: 'Arabic',
    encodings: [
      ['windows-1256', -4],
      ['iso-8859-6', -6],
    ],
    letters: 'اليمنوترهبدعفسكقحجشطصةىخزذضغثظءأإئؤآ',
  },
  { script: 'Thai', encodings: [['windows-874', -5]], letters: 'านรอกเงมยลวดทสตะปบคหแจพชขใไผโถศซธษณฉภฐญฟ่้ี์ิัื็ุูึๆำ' },
];

/** Accented letters of Latin alphabets by falling frequency. */
export const LATIN: readonly ScriptModel[] = [
  { script: 'Western', encodings: [['windows-1252', 0]], letters: 'éüöäáíóèàçñêßúâãôîëïûùõåøæœÿìò' },
  {
    script: 'Central European',
    encodings: [
      ['windows-1250', -3],
      ['iso-8859-2', -5],
    ],
    letters: 'áéíěčšřžýąęłóżśćńźůúőűöüäôľťďňăâîşţđ',
  },
  { script: 'Turkish', encodings: [['windows-1254', -4]], letters: 'ıüşçöğİâîûéäáñóíèà' },
  { script: 'Baltic', encodings: [['windows-1257', -4]], letters: 'āēšīųūėąžčęįļņģķõäöüåóżłśńć' },
];

/** Punctuation outside ASCII that is common in records of any language. */
const USUAL_SIGNS = new Set('«»№–—“”„’‘…°±§©®™²³½¼·•€£¥¿¡ªº\u00a0×´');

const DECAY = 0.9;
const UNKNOWN_LETTER = Math.log(2e-4);
const ODD_SIGN = Math.log(2e-5);
const USUAL_SIGN = Math.log(6e-3);

const tables = new Map<string, ReadonlyMap<string, number>>();

function tableOf(model: ScriptModel): ReadonlyMap<string, number> {
  const known = tables.get(model.script);
  if (known) return known;
  const letters = [...model.letters];
  const total = (1 - DECAY ** letters.length) / (1 - DECAY);
  const table = new Map(letters.map((letter, rank) => [letter, Math.log(DECAY ** rank / total)]));
  tables.set(model.script, table);
  return table;
}

/**
 * Log-likelihood of the characters beyond ASCII in `text`, as text of that script; compare, do not read as a probability.
 * Letters count by frequency whatever their case, but a capital inside a word of small letters, a letter of another
 * script inside a word, and signs that no record holds (box drawing, controls) count against it.
 */
export function likelihood(text: string, model: ScriptModel): number {
  const table = tableOf(model);
  const latin = LATIN.includes(model);
  let sum = 0;
  let before = '';
  const letters = [...text];
  letters.forEach((letter, i) => {
    if (letter > '\u007f') {
      const lower = letter.toLowerCase();
      const known = table.get(letter) ?? table.get(lower);
      const next = letters[i + 1] ?? '';
      if (known !== undefined) {
        sum += known;
        if (letter !== lower && isSmall(before)) sum -= 3;
        if (!latin && (isAscii(before) || isAscii(next))) sum -= 2.5;
        // One letter by itself is a word in few cases: «в», «и», «с» ….
        if (!latin && !isLetter(before) && !isLetter(next) && !ONE_LETTER_WORDS.has(lower)) sum -= 2;
        if (latin && before > '\u007f') sum -= 1.5;
        // In a word of a Latin alphabet most letters are plain.
        if (latin && !isAscii(before) && !isAscii(next)) sum -= 1.5;
      } else if (USUAL_SIGNS.has(letter)) sum += isAscii(before) && isAscii(next) ? ODD_SIGN / 2 : USUAL_SIGN;
      else sum += /\p{L}/u.test(letter) ? UNKNOWN_LETTER : ODD_SIGN;
    }
    before = letter;
  });
  return sum;
}

const ONE_LETTER_WORDS = new Set('вискуояаηοו');

function isLetter(letter: string): boolean {
  return /\p{L}/u.test(letter);
}

function isAscii(letter: string): boolean {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

function isSmall(letter: string): boolean {
  return letter !== '' && letter !== letter.toUpperCase() && letter === letter.toLowerCase();
}
