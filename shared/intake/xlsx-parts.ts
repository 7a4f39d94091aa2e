/**
 * The parts of a workbook (SpreadsheetML, ECMA-376 part 1, §18) as handlers for the XML scanner: which sheets there
 * are, shared strings, which styles are dates, and the rows of a sheet. Pure: bytes and zip belong to the caller.
 */
import { WaybillError } from '../errors.ts';
import { numberKind, shownNumber, type NumberKind } from './excel-numbers.ts';
import { attributesOf, eachAttribute, type XmlHandler } from './xml-scan.ts';

/** One cell with something in it. */
export interface Cell {
  /**
   * The value as text: dates and times as ISO text, numbers as they are stored (8.640000000000001 stays), codes with
   * the zeros that their format shows, booleans `TRUE`/`FALSE`, errors such as `#N/A`. null = empty.
   */
  readonly shown: string | null;
  /** What the file holds: the serial number of a date, 0/1 of a boolean; equal to `shown` for text and numbers. */
  readonly stored: string | null;
}

export interface SheetRow {
  /** 1-based row of the sheet. */
  readonly row: number;
  /** By column, from 0 (= A); holes where the sheet has no cell. */
  readonly cells: readonly (Cell | undefined)[];
}

export interface SheetEntry {
  readonly name: string;
  readonly relation: string;
  readonly hidden: boolean;
}

/** Columns of a sheet: Excel's own limit (XFD). */
const MOST_COLUMNS = 16_384;

/** `xl/workbook.xml`: the sheets in order and the date system. */
export class WorkbookPart implements XmlHandler {
  readonly sheets: SheetEntry[] = [];
  date1904 = false;

  open(name: string, raw: string): void {
    if (name === 'workbookPr') {
      const flag = attributesOf(raw).get('date1904');
      this.date1904 = flag === '1' || flag === 'true' || flag === 'on';
    } else if (name === 'sheet') {
      const attributes = attributesOf(raw);
      const relation = [...attributes].find(([key]) => key.endsWith(':id'))?.[1];
      const state = attributes.get('state');
      this.sheets.push({
        name: attributes.get('name') ?? `Sheet${this.sheets.length + 1}`,
        relation: relation ?? '',
        hidden: state === 'hidden' || state === 'veryHidden',
      });
    }
  }
  text(): void {}
  close(): void {}
}

/** A `.rels` part: id → target and kind (the last word of the relation's type). Links outside the file are left out. */
export class RelationsPart implements XmlHandler {
  readonly targets = new Map<string, { target: string; kind: string }>();

  open(name: string, raw: string): void {
    if (name !== 'Relationship') return;
    const attributes = attributesOf(raw);
    if (attributes.get('TargetMode') === 'External') return;
    const kind = (attributes.get('Type') ?? '').split('/').pop() ?? '';
    this.targets.set(attributes.get('Id') ?? '', { target: attributes.get('Target') ?? '', kind });
  }
  text(): void {}
  close(): void {}
}

/** `xl/styles.xml`: by cell style, what its number format makes of a number. */
export class StylesPart implements XmlHandler {
  readonly kinds: NumberKind[] = [];
  private readonly codes = new Map<number, string>();
  private readonly cellFormats: number[] = [];
  private inCellFormats = false;

  open(name: string, raw: string): void {
    if (name === 'numFmt') {
      const attributes = attributesOf(raw);
      this.codes.set(Number(attributes.get('numFmtId')), attributes.get('formatCode') ?? '');
    } else if (name === 'cellXfs') this.inCellFormats = true;
    else if (name === 'xf' && this.inCellFormats) {
      this.cellFormats.push(Number(attributesOf(raw).get('numFmtId') ?? 0));
    }
  }
  text(): void {}
  close(name: string): void {
    if (name === 'cellXfs') this.inCellFormats = false;
    if (name !== 'styleSheet') return;
    for (const id of this.cellFormats) this.kinds.push(numberKind(id, this.codes.get(id)));
  }
}

/** `_x000D_` stands for a character that XML cannot hold (§22.9.2.19); `_x005F_` protects an underscore. */
function unescapeControl(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9a-fA-F]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** `xl/sharedStrings.xml`. Phonetic runs (`rPh`) are no part of the text. */
export class SharedStringsPart implements XmlHandler {
  readonly strings: string[] = [];
  private current = '';
  private inText = false;
  private phonetic = 0;

  open(name: string): void {
    if (name === 'si') this.current = '';
    else if (name === 't') this.inText = this.phonetic === 0;
    else if (name === 'rPh') this.phonetic += 1;
  }
  text(text: string): void {
    if (this.inText) this.current += text;
  }
  close(name: string): void {
    if (name === 't') this.inText = false;
    else if (name === 'rPh') this.phonetic -= 1;
    else if (name === 'si') this.strings.push(unescapeControl(this.current));
  }
}

export interface SheetContext {
  readonly strings: readonly string[];
  readonly kinds: readonly NumberKind[];
  readonly date1904: boolean;
}

const NUMBER: NumberKind = { is: 'number' };

/** A worksheet: rows collect in `rows` until the caller takes them with `take()`. */
export class SheetPart implements XmlHandler {
  private rows: SheetRow[] = [];
  private cells: (Cell | undefined)[] = [];
  private row = 0;
  private column = -1;
  private type = '';
  private style = -1;
  private value = '';
  private hasValue = false;
  private capture = false;
  private phonetic = 0;
  private inCell = false;

  constructor(private readonly context: SheetContext) {}

  /** The rows that are complete since the last call; rows without any cell are left out. */
  take(): SheetRow[] {
    const taken = this.rows;
    this.rows = [];
    return taken;
  }

  open(name: string, raw: string): void {
    if (name === 'c') this.openCell(raw);
    else if (name === 'v' || name === 't') {
      if (this.inCell && this.phonetic === 0) {
        this.capture = true;
        this.hasValue = true;
      }
    } else if (name === 'row') this.openRow(raw);
    else if (name === 'rPh') this.phonetic += 1;
  }

  text(text: string): void {
    if (this.capture) this.value += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.capture = false;
    else if (name === 'c') this.closeCell();
    else if (name === 'row') {
      if (this.cells.length > 0) this.rows.push({ row: this.row, cells: this.cells });
      this.cells = [];
    } else if (name === 'rPh') this.phonetic -= 1;
  }

  private openRow(raw: string): void {
    this.cells = [];
    this.column = -1;
    let row = this.row + 1;
    eachAttribute(raw, (name, value) => {
      if (name === 'r' && /^\d{1,9}$/.test(value)) row = Number(value);
    });
    this.row = row;
  }

  private openCell(raw: string): void {
    this.inCell = true;
    this.column += 1;
    this.type = '';
    this.style = -1;
    this.value = '';
    this.hasValue = false;
    eachAttribute(raw, this.cellAttribute);
    if (this.column >= MOST_COLUMNS) {
      throw new WaybillError('intake/workbook-damaged', `Row ${this.row} of the sheet has a cell beyond column XFD.`);
    }
  }

  private readonly cellAttribute = (name: string, value: string): void => {
    if (name === 'r') this.column = columnOf(value) ?? this.column;
    else if (name === 's') this.style = Number(value);
    else if (name === 't') this.type = value;
  };

  private closeCell(): void {
    this.inCell = false;
    if (!this.hasValue) return;
    const cell = this.cell(this.value);
    if (cell !== null) this.cells[this.column] = cell;
  }

  private cell(value: string): Cell | null {
    switch (this.type) {
      case 's': {
        const text = this.context.strings[Number(value)];
        if (text === undefined) {
          throw new WaybillError(
            'intake/workbook-damaged',
            `Row ${this.row} of the sheet refers to a text that the workbook does not have.`,
          );
        }
        return text === '' ? null : { shown: text, stored: text };
      }
      case 'inlineStr':
      case 'str': {
        const text = unescapeControl(value);
        return text === '' ? null : { shown: text, stored: text };
      }
      case 'b':
        return { shown: value.trim() === '1' || value.trim() === 'true' ? 'TRUE' : 'FALSE', stored: value };
      case 'd':
        return {
          shown: value
            .trim()
            .replace('T', ' ')
            .replace(/ 00:00:00(?:\.0+)?Z?$|Z$/, ''),
          stored: value,
        };
      case 'e':
        return { shown: value, stored: value };
      default: {
        const stored = value.trim();
        if (stored === '') return null;
        const kind = this.context.kinds[this.style] ?? NUMBER;
        if (kind.is === 'number') return { shown: stored, stored };
        return { shown: shownNumber(stored, kind, this.context.date1904), stored };
      }
    }
  }
}

/** The zero-based column of a cell reference (`B12` → 1); null if it is none. */
export function columnOf(reference: string): number | null {
  let column = 0;
  let i = 0;
  for (; i < reference.length && i < 4; i += 1) {
    const letter = reference.charCodeAt(i) & 0xdf;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + (letter - 64);
  }
  return i === 0 ? null : column - 1;
}
