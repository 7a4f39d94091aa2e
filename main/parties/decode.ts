/** Lists and pairs as text, whatever encoding they were saved in. */
import iconv from 'iconv-lite';
import { WaybillError } from '../../shared/errors.ts';
import { guessEncoding } from '../../shared/intake/guess-encoding.ts';

/** Below this the guess of an encoding is not worth acting on. */
const SURE_ENOUGH = 0.6;
/** Bytes that the guess looks at. */
const SAMPLE = 4 * 1024 * 1024;

/**
 * Bytes as text: UTF-8, UTF-16, or the encoding that the bytes speak for (windows-1251, GB18030, …).
 * @param what the subject of the message: `The list watch.csv`
 * @throws WaybillError 'csv/encoding' where the bytes are text in no encoding
 */
export function decodeText(bytes: Uint8Array, what: string): string {
  const guess = guessEncoding(bytes.subarray(0, SAMPLE), (part, encoding) =>
    iconv.decode(Buffer.from(part.buffer, part.byteOffset, part.byteLength), encoding),
  );
  const text =
    guess.encoding === 'utf-8'
      ? new TextDecoder('utf-8').decode(bytes)
      : iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), guess.encoding);
  const binary = text.slice(0, SAMPLE).includes('\0');
  if (binary || guess.confidence < SURE_ENOUGH || !iconv.encodingExists(guess.encoding)) {
    throw new WaybillError(
      'csv/encoding',
      `${what} is no text in an encoding that can be told. Save it as UTF-8 (in a spreadsheet: "CSV UTF-8"), then try again.`,
    );
  }
  return text.replace(/^\ufeff/, '');
}
