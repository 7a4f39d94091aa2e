/**
 * Tax and registration numbers of companies: which kind a number is, and whether its check digits hold. A number whose
 * check digits hold identifies a company better than any spelling of its name.
 */

export type IdKind = 'ru-inn' | 'kz-bin' | 'cn-uscc' | 'tr-vkn' | 'by-unp' | 'other';

export interface PartyId {
  readonly kind: IdKind;
  /** Upper case, letters and digits only. */
  readonly value: string;
  /** True if the check digits hold; false also where the kind has none. */
  readonly checked: boolean;
}

const digit = (text: string, i: number): number => text.charCodeAt(i) - 48;
const weighted = (text: string, weights: readonly number[]): number =>
  weights.reduce((sum, w, i) => sum + w * digit(text, i), 0);

/** Russian INN: 10 digits (companies) or 12 (persons). Source: order of the tax service, control sums mod 11 mod 10. */
function innHolds(v: string): boolean {
  if (/^\d{10}$/.test(v)) return (weighted(v, [2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === digit(v, 9);
  if (!/^\d{12}$/.test(v)) return false;
  const eleventh = (weighted(v, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10;
  const twelfth = (weighted(v, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10;
  return eleventh === digit(v, 10) && twelfth === digit(v, 11);
}

/** Kazakh BIN or IIN, 12 digits. Source: rules of the national registers, two rounds of weights mod 11. */
function binHolds(v: string): boolean {
  if (!/^\d{12}$/.test(v)) return false;
  let sum = weighted(v, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
  if (sum === 10) sum = weighted(v, [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11;
  return sum !== 10 && sum === digit(v, 11);
}

const USCC = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Chinese unified social credit code, 18 characters. Source: GB 32100-2015, mod 31. */
function usccHolds(v: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(v)) return false;
  const sum = USCC_WEIGHTS.reduce((total, w, i) => total + w * USCC.indexOf(v.charAt(i)), 0);
  return USCC.charAt((31 - (sum % 31)) % 31) === v.charAt(17);
}

/** Turkish tax number, 10 digits. */
function vknHolds(v: string): boolean {
  if (!/^\d{10}$/.test(v)) return false;
  let sum = 0;
  for (let i = 0; i < 9; i++) {
    const t = (digit(v, i) + 9 - i) % 10;
    const p = (t * 2 ** (9 - i)) % 9;
    sum += t !== 0 && p === 0 ? 9 : p;
  }
  return (10 - (sum % 10)) % 10 === digit(v, 9);
}

const EMPTY = /^(0+|9+|NULL|NONE|NA|NOTAVAILABLE|UNKNOWN|ОТСУТСТВУЕТ|НЕТ|НЕУКАЗАН)$/;

/**
 * What a number is. Null for what is no identifier: empty, one digit repeated, a placeholder, shorter than 6 characters.
 * @param country ISO alpha-2 of the party, where known: ten digits are an INN in Russia and a tax number in Turkey
 */
export function readPartyId(raw: string | null | undefined, country?: string | null): PartyId | null {
  if (raw == null) return null;
  const value = raw
    .slice(0, 64)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  if (value.length < 6 || EMPTY.test(value) || /^(.)\1*$/.test(value) || !/\d/.test(value)) return null;
  if (usccHolds(value)) return { kind: 'cn-uscc', value, checked: true };
  if (/^\d{10}$/.test(value) && country === 'TR') return { kind: 'tr-vkn', value, checked: vknHolds(value) };
  if (/^\d{12}$/.test(value) && country === 'KZ') return { kind: 'kz-bin', value, checked: binHolds(value) };
  if (innHolds(value)) return { kind: 'ru-inn', value, checked: true };
  if (binHolds(value)) return { kind: 'kz-bin', value, checked: true };
  if (/^\d{10}$|^\d{12}$/.test(value) && country === 'RU') return { kind: 'ru-inn', value, checked: false };
  if (/^\d{9}$/.test(value) && country === 'BY') return { kind: 'by-unp', value, checked: false };
  return { kind: 'other', value, checked: false };
}

/** Whether two identifiers prove two different parties: of one kind, with check digits that hold, and not equal. */
export const idsConflict = (a: PartyId | null, b: PartyId | null): boolean =>
  a !== null &&
  b !== null &&
  a.value !== b.value &&
  a.kind === b.kind &&
  (a.kind === 'other' ? a.value.length === b.value.length : true);
