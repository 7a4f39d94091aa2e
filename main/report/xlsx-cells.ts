/**
 * Values as cells of a workbook (SpreadsheetML). What a spreadsheet holds exactly becomes a number or a date; all else
 * becomes text, so that no digit and no leading zero is lost. Nothing becomes a formula, ever.
 * Source: ECMA-376 part 1, sections 18.3.1.4 (cell), 18.18.11 (cell types), 22.9.2.19 (escaped characters).
 */
import type { ColumnInfo } from '../../shared/contract/values.ts';

/** Longest text that a cell holds, in UTF-16 units. */
export const MAX_TEXT = 32_767;

/** Indexes into `cellXfs` of the style sheet below. */
const STYLE = { plain: 0, header: 1, date: 2, timestamp: 3, quoted: 4 } as const;

export const STYLES_XML = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

export interface Encoded {
  readonly xml: string;
  /** The text was longer than a cell holds and was cut. */
  readonly cut: boolean;
}

const NONE: Encoded = { xml: '', cut: false };
const whole = (xml: string): Encoded => ({ xml, cut: false });

/** What a spreadsheet would take for a formula or a command if the cell were typed in again. */
const RISKY = /^[=+\-@\t\r\n]/;
/** Excel keeps 15 significant digits. */
const MAX_DIGITS = 15;

/** One value as a cell; the empty text for null, which leaves the cell out. `ref` is e.g. `B7`. */
export function encodeCell(ref: string, value: string | number | boolean | null, column: ColumnInfo): Encoded {
  if (value === null) return NONE;
  if (typeof value === 'boolean') return whole(`<c r="${ref}" t="b"><v>${value ? 1 : 0}</v></c>`);
  if (typeof value === 'number')
    return Number.isFinite(value) ? whole(`<c r="${ref}"><v>${value}</v></c>`) : textCell(ref, String(value));
  switch (column.kind) {
    case 'integer':
    case 'decimal':
    case 'float':
      return fitsNumber(value) ? whole(`<c r="${ref}"><v>${value}</v></c>`) : textCell(ref, value);
    case 'date': {
      const serial = dateSerial(value);
      return serial === null ? textCell(ref, value) : whole(`<c r="${ref}" s="${STYLE.date}"><v>${serial}</v></c>`);
    }
    case 'timestamp': {
      const serial = timestampSerial(value);
      return serial === null
        ? textCell(ref, value)
        : whole(`<c r="${ref}" s="${STYLE.timestamp}"><v>${serial}</v></c>`);
    }
    default:
      return textCell(ref, value);
  }
}

export const headerCell = (ref: string, name: string): string => textCell(ref, name, STYLE.header).xml;

function textCell(ref: string, value: string, style?: number): Encoded {
  const cut = value.length > MAX_TEXT;
  const kept = cut ? value.slice(0, MAX_TEXT) : value;
  const used = style ?? (RISKY.test(kept) ? STYLE.quoted : STYLE.plain);
  const attribute = used === STYLE.plain ? '' : ` s="${used}"`;
  return {
    xml: `<c r="${ref}"${attribute} t="inlineStr"><is><t xml:space="preserve">${xmlText(kept)}</t></is></c>`,
    cut,
  };
}

/** Whether the decimal text is a number of at most 15 significant digits. */
function fitsNumber(text: string): boolean {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return false;
  return text.replace(/^-/, '').replace('.', '').replace(/^0+/, '').length <= MAX_DIGITS;
}

const DAY_MS = 86_400_000;
/** Serial 0; right from 1900-03-01 on, since spreadsheets believe in 1900-02-29. */
const EPOCH_MS = Date.UTC(1899, 11, 30);
const FIRST_MS = Date.UTC(1900, 2, 1);

function dateSerial(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return null;
  const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return ms < FIRST_MS ? null : (ms - EPOCH_MS) / DAY_MS;
}

/** Null for time zones and for fractions finer than the millisecond that a spreadsheet keeps. */
function timestampSerial(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3})0*)?$/.exec(text);
  const day = match ? dateSerial(match[1]!) : null;
  if (!match || day === null) return null;
  const ms =
    Number(match[2]) * 3_600_000 +
    Number(match[3]) * 60_000 +
    Number(match[4]) * 1000 +
    Number((match[5] ?? '').padEnd(3, '0'));
  return day + ms / DAY_MS;
}

/** Text inside XML; what XML cannot hold is written `_xHHHH_`, and a text that looks like that is escaped itself. */
export function xmlText(text: string): string {
  return wellFormed(text)
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(CONTROL, (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'));
}
const CONTROL = /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g;

export const xmlAttribute = (text: string): string => xmlText(text).replaceAll('"', '&quot;');

/** Half a surrogate pair is no character: it becomes U+FFFD. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

/** `A` for 0, `Z` for 25, `AA` for 26. */
export function columnLetters(index: number): string {
  let letters = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26))
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  return letters;
}

/**
 * A name that a workbook accepts for a sheet: no `[]:*?/\`, at most 31 units, unique without regard to case; `taken`
 * holds the names so far in lower case and gets this one.
 */
export function sheetName(wanted: string, taken: Set<string>): string {
  const base =
    wellFormed(wanted)
      .replace(/[[\]:*?/\\]/g, '_')
      .replace(CONTROL, '_')
      .replace(/^'+|'+$/g, '')
      .trim() || 'Sheet';
  for (let n = 1; ; n += 1) {
    const suffix = n === 1 ? '' : ` (${n})`;
    const name = wellFormed(base.slice(0, 31 - suffix.length)) + suffix;
    // "History" is reserved for a feature of the program.
    if (taken.has(name.toLowerCase()) || name.toLowerCase() === 'history') continue;
    taken.add(name.toLowerCase());
    return name;
  }
}
