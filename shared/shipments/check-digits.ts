/** Check digits of identifiers that appear in customs records. Each takes text as found, without separators. */

const digitsOf = (text: string): number[] => [...text].map((ch) => ch.charCodeAt(0) - 48);
const weighted = (digits: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * (digits[i] ?? 0), 0);

/** INN of Russia: 10 digits for companies, 12 for persons (Order MM-3-7/435 of the tax service, annex). */
export function isInn(text: string): boolean {
  if (!/^(\d{10}|\d{12})$/.test(text)) return false;
  const d = digitsOf(text);
  if (d.length === 10) return (weighted(d, [2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === d[9];
  return (
    (weighted(d, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === d[10] &&
    (weighted(d, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === d[11]
  );
}

/** BIN or IIN of Kazakhstan: 12 digits, a second row of weights where the first leaves ten. */
export function isBin(text: string): boolean {
  if (!/^\d{12}$/.test(text)) return false;
  const d = digitsOf(text);
  let check = weighted(d, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
  if (check === 10) check = weighted(d, [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11;
  return check !== 10 && check === d[11];
}

/** Australian Business Number: 11 digits, one taken from the first, weighted sum divisible by 89. */
export function isAbn(text: string): boolean {
  if (!/^\d{11}$/.test(text)) return false;
  const d = digitsOf(text);
  d[0] = (d[0] ?? 0) - 1;
  return weighted(d, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) % 89 === 0;
}

const USCC = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** Unified social credit code of China (GB 32100-2015): 18 characters, check character modulo 31. */
export function isUscc(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text)) return false;
  let sum = 0;
  for (let i = 0, weight = 1; i < 17; i += 1, weight = (weight * 3) % 31) sum += USCC.indexOf(text[i]!) * weight;
  return USCC[(31 - (sum % 31)) % 31] === text[17];
}

/** Freight container number (ISO 6346): owner code, category U/J/Z, six digits, check digit. */
export function isContainerNumber(text: string): boolean {
  if (!/^[A-Z]{3}[UJZ]\d{7}$/.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < 10; i += 1) {
    const code = text.charCodeAt(i);
    // Letters count from 10 and leave out the multiples of 11.
    const value = code < 58 ? code - 48 : code - 55 + Math.floor((code - 56) / 10);
    sum += value * 2 ** i;
  }
  return (sum % 11) % 10 === text.charCodeAt(10) - 48;
}

export const isTaxId = (text: string): boolean => isInn(text) || isBin(text) || isAbn(text) || isUscc(text);
