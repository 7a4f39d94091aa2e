import { WaybillError } from '../../shared/errors.ts';

/**
 * Bytes as text: UTF-8, or UTF-16 where a byte order mark says so.
 * @throws WaybillError 'csv/encoding' where the bytes are neither
 */
export function decodeText(bytes: Uint8Array, what: string): string {
  const label =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new WaybillError(
      'csv/encoding',
      `${what} is not UTF-8 text. Save it as UTF-8 (in a spreadsheet: "CSV UTF-8"), then try again.`,
      { cause },
    );
  }
}
