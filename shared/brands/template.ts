/**
 * Descriptions of like goods, told by their words: what an analyst decides about one holds for all that say the same in the
 * same words.
 */
import { fold } from './fold.ts';

/** Words of a description that count; what follows is packing and paperwork. */
const MAX_WORDS = 40;
/** Words by which descriptions are shown together. */
const HEAD_WORDS = 4;
/** Chinese characters are words of their own, and shorter ones. */
const HEAD_HAN = 8;

/**
 * The words of a text in their order, without numbers, punctuation and case, look-alike letters as one: two texts with equal
 * templates differ in numbers only. Empty where a text has no word.
 */
export const templateOf = (text: string): string =>
  fold(text)
    .atoms.filter((atom) => atom.kind !== 'digits')
    .slice(0, MAX_WORDS)
    .map((atom) => atom.key)
    .join(' ');

/** How a template begins: templates with equal heads are shown as one group, and may still be told apart in it. */
export function headOf(template: string): string {
  const words = template.split(' ').filter((word) => word.length > 1 || /\p{Script=Han}/u.test(word));
  const isHan = /\p{Script=Han}/u.test(words[0] ?? '');
  return words.slice(0, isHan ? HEAD_HAN : HEAD_WORDS).join(isHan ? '' : ' ');
}
