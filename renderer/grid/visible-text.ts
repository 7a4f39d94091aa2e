/**
 * Makes text safe and honest to look at. Names of companies are forged with characters that show nothing or turn the
 * reading direction round: the analyst must see that they are there, and they must not disturb their neighbours.
 */

/** Characters that show nothing or steer the direction of what follows, with the short names of the Unicode chart. */
const HIDDEN = new Map<number, string>([
  [0x00ad, 'SHY'],
  [0x061c, 'ALM'],
  [0x180e, 'MVS'],
  [0x200b, 'ZWSP'],
  [0x200c, 'ZWNJ'],
  [0x200d, 'ZWJ'],
  [0x200e, 'LRM'],
  [0x200f, 'RLM'],
  [0x202a, 'LRE'],
  [0x202b, 'RLE'],
  [0x202c, 'PDF'],
  [0x202d, 'LRO'],
  [0x202e, 'RLO'],
  [0x2060, 'WJ'],
  [0x2061, 'FA'],
  [0x2062, 'IT'],
  [0x2063, 'IS'],
  [0x2066, 'LRI'],
  [0x2067, 'RLI'],
  [0x2068, 'FSI'],
  [0x2069, 'PDI'],
  [0xfeff, 'BOM'],
]);

const NEEDS_CARE = /[\u0000-\u001f\u007f-\u009f\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

/** One hidden or control character as a visible mark. */
function mark(code: number): string {
  if (code === 0x0a) return '⏎';
  if (code === 0x0d) return '␍';
  if (code === 0x09) return '⇥';
  if (code === 0xa0) return '\u2423';
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `‹${HIDDEN.get(code) ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`}›`;
}

/**
 * One line of text with every hidden character replaced by a mark.
 * @param limit characters (UTF-16 units) kept; what is cut is shown as `…`. A pair of surrogates is never split.
 */
export function visibleText(text: string, limit: number): string {
  let head = text;
  if (text.length > limit) {
    const last = text.charCodeAt(limit - 1);
    head = text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
  }
  if (NEEDS_CARE.test(head)) {
    head = Array.from(head, (ch) => (NEEDS_CARE.test(ch) ? mark(ch.codePointAt(0) ?? 0) : ch)).join('');
  }
  return head.length < text.length && text.length > limit ? `${head}…` : head;
}

/** Whether `visibleText` would show marks: the inspector says so in words. */
export const hasHiddenCharacters = (text: string): boolean =>
  /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u.test(text);
