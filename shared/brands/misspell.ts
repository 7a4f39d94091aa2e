/**
 * Misspellings of a name that are near enough to be meant. They count only in a text about the goods (context).
 *
 * The shorter the name, the less may differ: of three letters two neighbours may be swapped or one doubled (or letters taken
 * for each other by eye); of four also letters that sound alike; from five on any one letter may be wrong, missing or too
 * many; from nine on two. The first letter stays, or a real word with another beginning (MACHINE for EACHINE, CHANG for
 * EHANG) would be met.
 */

/** Letters mistaken for one another by eye. */
const BY_EYE = pairs('IL I1 O0 S5 B8 Z2');
/** Letters mistaken for one another by ear, or by the way they are transliterated. */
const BY_EAR = pairs('IY UY CK KQ SZ VW EA UO EЭ');

function pairs(list: string): ReadonlySet<string> {
  return new Set(list.split(' ').flatMap((p) => [p, [...p].reverse().join('')]));
}

/** Words of their own that the rule would take for a brand. */
const REAL_WORDS = new Set(
  'XGA WALKER PARTY CARROT PARROTS HOLYSTONES IMAX DIATOM MAGIC MAVICS SPRAY METEORS AVATAR DOLBY RECON MAXIC'.split(
    ' ',
  ),
);

export const isRealWord = (key: string): boolean => REAL_WORDS.has(key);

/** Whether `word` is `key` misspelled. Both are compact skeletons (see `compact` in fold.ts); equal words are not. */
export function isMisspelling(key: string, word: string): boolean {
  const n = key.length;
  if (n < 3 || word === key || Math.abs(word.length - n) > (n >= 9 ? 2 : 1)) return false;
  if (oneEdit(key, word)) return true;
  return n >= 9 && word[0] === key[0] && distanceWithin2(key, word);
}

function oneEdit(key: string, word: string): boolean {
  const n = key.length;
  let at = 0;
  while (at < n && key[at] === word[at]) at += 1;
  const rest = key.slice(at + 1);
  if (word.length === n) {
    const a = key[at]!;
    const b = word[at]!;
    if (at + 1 < n && word[at] === key[at + 1] && word[at + 1] === a && word.slice(at + 2) === key.slice(at + 2))
      return true;
    if (word.slice(at + 1) !== rest) return false;
    if (BY_EYE.has(a + b)) return at > 0 || n > 3;
    if (n >= 4 && BY_EAR.has(a + b)) return true;
    return n >= 5 && at > 0;
  }
  if (word.length === n + 1) {
    if (word.slice(at + 1) !== key.slice(at)) return false;
    return word[at] === word[at - 1] || (n >= 5 && at > 0);
  }
  return word.length === n - 1 && n >= 5 && at > 0 && word.slice(at) === rest;
}

/** Whether the optimal string alignment distance is at most two. */
function distanceWithin2(a: string, b: string): boolean {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > 2) return false;
    before = last;
    last = row;
  }
  return last[b.length]! <= 2;
}
