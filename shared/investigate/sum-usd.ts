/**
 * The sum of amounts of money, to the cent.
 * @param values decimal texts with two digits after the point, as a DECIMAL(38,2) is written; null: none stated
 * @returns the same kind of text; null if none of them states a value
 */
export function sumUsd(values: readonly (string | null)[]): string | null {
  const stated = values.filter((value) => value !== null);
  if (stated.length === 0) return null;
  const cents = stated.reduce((sum, value) => sum + BigInt(value.replace('.', '')), 0n);
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
