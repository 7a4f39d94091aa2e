/** Stops a file that is no text at all from being read as one. */
import { WaybillError } from '../../shared/errors.ts';

const SIGNATURES: readonly (readonly [string, string])[] = [
  ['%PDF-', 'a PDF document'],
  ['PK\u0003\u0004', 'a zip archive or a workbook'],
  ['PAR1', 'a Parquet file'],
  ['\u007fELF', 'a program'],
  ['MZ\u0090\u0000', 'a program'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Office document (.xls, .doc)'],
  ['\u0089PNG', 'a picture'],
  ['\u00ff\u00d8\u00ff', 'a picture'],
  ['GIF8', 'a picture'],
  ['Rar!\u001a', 'a RAR archive'],
  ["7z\u00bc\u00af'\u001c", 'a 7-Zip archive'],
  ['\u001f\u008b', 'a gzip archive'],
  ['SQLite format 3\u0000', 'an SQLite database'],
];

/**
 * @param sample the first bytes, decoded to UTF-8
 * @param encoding the encoding that was asked for; null = it was guessed
 * @throws WaybillError 'intake/not-text'; 'intake/not-in-encoding' where an encoding was asked for and may be the wrong one
 */
export function assertText(path: string, sample: Uint8Array, encoding: string | null): void {
  const head = Buffer.from(sample.subarray(0, 16)).toString('latin1');
  const known = SIGNATURES.find(([signature]) => head.startsWith(signature));
  if (!known) {
    const bytes = sample.subarray(0, 64 * 1024);
    let odd = 0;
    for (const byte of bytes) {
      if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 26) odd += 1;
    }
    // Stray control characters happen in dirty text; one in thirty bytes does not (random bytes have one in ten).
    if (odd < 16 || odd * 30 <= bytes.length) return;
    if (encoding !== null) {
      throw new WaybillError(
        'intake/not-in-encoding',
        `Read as ${encoding}, this file is no text: it is full of control characters. Choose another encoding, or leave it out to have it guessed.`,
        { place: { file: path } },
      );
    }
  }
  throw new WaybillError(
    'intake/not-text',
    `This file is ${known ? known[1] : 'binary data'}, not a table in text form, whatever its name says. Ask its sender for the table as CSV or XLSX.`,
    { place: { file: path } },
  );
}
