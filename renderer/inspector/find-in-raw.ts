/** Finds a typed value in the raw text of its record, where it may be spelled another way. Pure. */

const pad = (n: number): string => String(n).padStart(2, '0');

/** How a value may stand in a file: as it is, dates in the usual orders, decimals with a comma, quotes doubled. */
export function rawSpellings(value: string): readonly string[] {
  const spellings = [value, value.replaceAll('"', '""')];
  const date = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value);
  if (date) {
    const [, y = '', month = '', day = ''] = date;
    const m = Number(month);
    const d = Number(day);
    spellings.push(`${day}.${month}.${y}`, `${day}/${month}/${y}`, `${month}/${day}/${y}`, `${m}/${d}/${y}`);
    spellings.push(
      `${d}/${m}/${y}`,
      `${d}.${m}.${y}`,
      `${y}${month}${day}`,
      `${y}/${month}/${day}`,
      `${pad(d)}-${pad(m)}-${y}`,
    );
  }
  if (/^-?\d+\.\d+$/.test(value)) {
    const short = value.replace(/0+$/, '').replace(/\.$/, '');
    spellings.push(value.replace('.', ','), short, short.replace('.', ','));
  }
  return [...new Set(spellings)];
}

/** @returns the place of the value in the text, end exclusive; null where it is not found or is empty */
export function findInRaw(text: string, value: string): { readonly at: number; readonly end: number } | null {
  if (value.trim() === '') return null;
  for (const spelling of rawSpellings(value)) {
    for (let at = text.indexOf(spelling); at >= 0; at = text.indexOf(spelling, at + 1)) {
      const end = at + spelling.length;
      // A number inside a longer number is another number.
      const inside = /[\p{L}\p{N}]/u;
      if (!inside.test(text[at - 1] ?? '') && !inside.test(text[end] ?? '')) return { at, end };
    }
  }
  return null;
}
