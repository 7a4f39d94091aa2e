/**
 * The line that opens a fenced block: its marks, its language, and the `key=value` words after it. Unknown words are
 * kept when one of them is changed.
 */

export interface FenceInfo {
  /** First word of the info string, as written. */
  readonly language: string;
  /** In order of appearance; a later one of the same key is ignored. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** A word of an info string with its place in it. */
interface Word {
  readonly key: string;
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

/** `key=value`, `key="any text"` (a backslash makes the next character plain) or a bare word. */
const WORD = /([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*)))?/gsu;

function words(info: string): Word[] {
  return [...info.matchAll(WORD)].map((match) => ({
    key: match[1]!,
    value: match[2]?.replace(/\\(.)/gsu, '$1') ?? match[3] ?? '',
    from: match.index,
    to: match.index + match[0].length,
  }));
}

/** Reads an info string; never fails. `{name=x}` reads like `name=x`, since both spellings are in use elsewhere. */
export function parseInfo(info: string): FenceInfo {
  const [language, ...rest] = words(info.replace(/[{}]/g, ' '));
  const attributes = new Map<string, string>();
  for (const word of rest) if (!attributes.has(word.key)) attributes.set(word.key, word.value);
  return { language: language?.key ?? '', attributes };
}

const writeValue = (value: string): string =>
  /^[\p{L}\p{N}_.-]+$/u.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;

/** The info string with one attribute set (or removed with null); all else stays as it is. */
export function setAttribute(info: string, key: string, value: string | null): string {
  const plain = info.replace(/[{}]/g, ' ');
  const found = words(plain)
    .slice(1)
    .find((word) => word.key === key);
  if (found === undefined) return value === null ? info : `${info.trimEnd()} ${key}=${writeValue(value)}`.trimStart();
  const before = info.slice(0, found.from);
  const after = info.slice(found.to);
  if (value === null) return (before.trimEnd() + after).trimEnd();
  return `${before}${key}=${writeValue(value)}${after}`;
}

/** Marks for a fence around `source`: longer than any run in it that could close it. */
export function fenceFor(source: string, mark: '`' | '~' = '`', least = 3): string {
  let longest = least - 1;
  for (const run of source.matchAll(mark === '`' ? /`+/g : /~+/g)) longest = Math.max(longest, run[0].length);
  return mark.repeat(longest + 1);
}
