/** Workbooks for tests, written part by part so that a test can leave out or spoil any of them. */
import { strToU8, zipSync } from 'fflate';

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export interface FixtureSheet {
  readonly name: string;
  /** Inner XML of `sheetData`. */
  readonly rows: string;
  readonly state?: 'hidden' | 'veryHidden';
}

export interface FixtureOptions {
  readonly shared?: readonly string[];
  /** Format codes; the style `s="1"` uses the first, and so on (style 0 is General). */
  readonly formats?: readonly string[];
  readonly date1904?: boolean;
  /** Parts to add or, with null, to leave out. */
  readonly parts?: Readonly<Record<string, string | null>>;
}

/** The bytes of a workbook; `shared` items are the inner XML of `si`. */
export function workbookBytes(sheets: readonly FixtureSheet[], options: FixtureOptions = {}): Buffer {
  const relation = (id: string, kind: string, target: string): string =>
    `<Relationship Id="${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`;
  const formats = options.formats ?? [];
  const parts: Record<string, string | null> = {
    '_rels/.rels': `<Relationships>${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `<workbook xmlns:r="${OFFICE}"><workbookPr date1904="${options.date1904 ? 1 : 0}"/><sheets>${sheets
      .map((s, i) => `<sheet name="${s.name}" sheetId="${i + 1}" state="${s.state ?? 'visible'}" r:id="s${i + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets
      .map((_, i) => relation(`s${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`))
      .join(
        '',
      )}${relation('t', 'sharedStrings', 'sharedStrings.xml')}${relation('y', 'styles', '/xl/styles.xml')}</Relationships>`,
    'xl/sharedStrings.xml': `<sst>${(options.shared ?? []).map((si) => `<si>${si}</si>`).join('')}</sst>`,
    'xl/styles.xml': `<styleSheet><numFmts>${formats
      .map((code, i) => `<numFmt numFmtId="${164 + i}" formatCode="${code}"/>`)
      .join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${formats
      .map((_, i) => `<xf numFmtId="${164 + i}"/>`)
      .join('')}</cellXfs></styleSheet>`,
    ...Object.fromEntries(
      sheets.map((s, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `<?xml version="1.0"?><worksheet><sheetData>${s.rows}</sheetData></worksheet>`,
      ]),
    ),
    ...options.parts,
  };
  const kept = Object.entries(parts).filter((part): part is [string, string] => part[1] !== null);
  return Buffer.from(zipSync(Object.fromEntries(kept.map(([name, text]) => [name, strToU8(text)]))));
}

/** Rows of inline texts (null = no cell), as `sheetData` holds them. */
export function textRows(rows: readonly (readonly (string | null)[])[]): string {
  const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return rows
    .map(
      (cells) =>
        `<row>${cells.map((c) => (c === null ? '<c/>' : `<c t="inlineStr"><is><t>${escape(c)}</t></is></c>`)).join('')}</row>`,
    )
    .join('');
}
