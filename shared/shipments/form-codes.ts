/**
 * Boxes of the goods declaration of the Eurasian Economic Union (Decision 257 of the Customs Union Commission, annex 2)
 * as they appear in extracts of Russia, Kazakhstan and, by the same numbering, Ukraine: `G31_1`, `G022`, `Графа 33`,
 * `гр. 42`, `Box 46`. Extracts write a box below ten as `02` and append the number of its line: `G022` = box 2, line 2.
 */
import type { ShipmentField } from './fields.ts';

export interface FormCode {
  /** The box as found, folded to `31_1`, `022`, `nd`. */
  readonly code: string;
  /** The label after the code, without brackets; may be empty. */
  readonly label: string;
}

/** `none`: the box is known and is no field. `label`: the box holds several things and its label decides. */
export type CodeMeaning = ShipmentField | 'none' | 'label';

const BOXES: Readonly<Record<string, CodeMeaning>> = {
  nd: 'decl_no', a: 'decl_no', gd1: 'release_date', gd0: 'none', gd2: 'none',
  '1': 'direction', '01': 'direction', '011': 'direction', '1_1': 'direction', '012': 'none', '0121': 'none', '013': 'none', '1_2': 'none',
  '2': 'exporter_name', '02': 'exporter_name', '021': 'exporter_id', '022': 'exporter_name', '023': 'exporter_address',
  '0231': 'exporter_country', '024': 'exporter_country', '2_1': 'label', '2_2': 'label', '2_3': 'label',
  '7': 'none', '07': 'none', '071': 'customs_office', '072': 'decl_date', '073': 'none',
  '8': 'importer_name', '08': 'importer_name', '081': 'importer_id', '082': 'importer_name', '083': 'importer_address',
  '0831': 'importer_country', '084': 'importer_country', '8_1': 'label', '8_2': 'label', '8_3': 'label',
  '9': 'none', '09': 'none', '11': 'trading_country', '12': 'none', '14': 'none',
  '15': 'dispatch_country', '15a': 'dispatch_country', '15а': 'dispatch_country', '16': 'none',
  '17': 'destination_country', '17a': 'destination_country', '17b': 'destination_country', '17а': 'destination_country',
  '18': 'none', '19': 'none', '20': 'incoterm', '202': 'incoterm', '20_1': 'label', '2021': 'none',
  '21': 'none', '22': 'none', '221': 'currency', '22_1': 'currency', '222': 'none', '22_2': 'none', '23': 'exchange_rate', '230': 'none', '24': 'none',
  '25': 'none', '26': 'none', '27': 'none', '28': 'none', '29': 'label', '30': 'none',
  '31': 'description', '31_1': 'description', '31_11': 'manufacturer', '31_12': 'brand', '31_13': 'label', '31_14': 'label', '31_15': 'label', '31_2': 'packages',
  '31_3': 'label', '31_7': 'quantity', '31_71': 'quantity_unit', '31_72': 'none', '31_8': 'none', '31_9': 'none',
  '32': 'line_no', '33': 'hs_code', '34': 'origin_country', '35': 'gross_kg', '36': 'none', '37': 'procedure', '38': 'net_kg',
  '39': 'none', '40': 'none', '41': 'label', '41a': 'label', '41а': 'label', '42': 'invoice_value', '43': 'none', '44': 'none',
  '45': 'customs_value', '46': 'value_usd', '47': 'none', '54': 'none',
}; // prettier-ignore

/** Boxes of figures of the whole declaration: lists, goods, packages, customs value, and the amount of the contract. */
const TOTAL_BOXES: ReadonlySet<string> = new Set(['5', '05', '6', '06', '12', '22', '222', '22_2']);

/** Whether a box holds a figure of the whole declaration, which extracts repeat on each of its lines. */
export const isTotalBox = (code: string): boolean => TOTAL_BOXES.has(code);

const PATTERN =
  /^\s*(?:(?:[gг]|gr|гр(?:аф[аыи]?)?|gra(?:fa|ph)|box|field|поле|боx|кол(?:онка)?)\s*[._№-]?\s*)(\d{1,4}(?:[._/-]\d{1,2})?\s?[abа]?)(?![\p{L}\d])[\s._:–—-]*(.*)$/iu;
const LETTERED = /^\s*(nd|gd\d)(?![\p{L}\d])[\s._:–—-]*(.*)$/iu;
/** A plain number counts only with a label: `33. Код товара`, `33 (Код товара)`. */
const NUMBERED = /^\s*(\d{1,2}(?:[._]\d{1,2})?[abа]?)\s*(?:[.)]\s+|\s*[(–—-]\s*)(?=.*\p{L})(.+)$/iu;

/** Splits a header into code and label; undefined where it does not begin with a code. */
export function formCode(header: string): FormCode | undefined {
  const match = PATTERN.exec(header) ?? LETTERED.exec(header) ?? NUMBERED.exec(header);
  if (match === null) return undefined;
  const code = match[1]!.toLowerCase().replace(/\s/g, '').replace(/[./-]/g, '_');
  const label = (match[2] ?? '').replace(/^[(\s[]+|[)\s\]]+$/g, '');
  return { code, label };
}

/** What a box holds; boxes that are unknown but lie within a known one that is no field are `none`. */
export function codeMeaning(code: string): CodeMeaning {
  const known = BOXES[code];
  if (known !== undefined) return known;
  const box = /^0?\d{1,2}/.exec(code)?.[0] ?? '';
  return BOXES[box] === 'none' ? 'none' : 'label';
}
