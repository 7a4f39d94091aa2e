/** UTF-8 as bytes: texts to compare with, white space, line breaks. */

export const LF = 10;
export const CR = 13;

export const utf8 = (text: string): number[] => {
  const out: number[] = [];
  for (const char of text) {
    const c = char.codePointAt(0) ?? 0;
    if (c < 0x80) out.push(c);
    else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
  return out;
};

/** Three bytes as a number: a cheap first comparison of texts. */
export const packed = (bytes: Uint8Array | readonly number[], at: number): number =>
  ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);

/** Lead bytes of white space in UTF-8, beyond blank and tab. */
export const WHITE_LEADS = [0x0b, 0x0c, 0xc2, 0xe1, 0xe2, 0xe3, 0xef];

/** Length of the white space character at `i` (as `trim` takes it), 0 if there is none. */
export function whiteSpaceBytes(buf: Uint8Array, i: number): number {
  const byte = buf[i]!;
  if (byte === 32 || (byte >= 9 && byte <= 13)) return 1;
  if (byte === 0xc2) return buf[i + 1] === 0xa0 ? 2 : 0;
  switch (packed(buf, i)) {
    case 0xe19a80:
    case 0xe280a8:
    case 0xe280a9:
    case 0xe280af:
    case 0xe2819f:
    case 0xe38080:
    case 0xefbbbf:
      return 3;
    default:
      return byte === 0xe2 && buf[i + 1] === 0x80 && buf[i + 2]! >= 0x80 && buf[i + 2]! <= 0x8a ? 3 : 0;
  }
}

export const isBreak = (byte: number | undefined): boolean => byte === LF || byte === CR;
export const isBlank = (byte: number | undefined): boolean => byte === 32 || byte === 9;
