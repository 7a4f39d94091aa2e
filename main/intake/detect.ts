/**
 * How a source file is read: container, kind, encoding, dialect, header, columns. Judged from the bytes, never from
 * the name. A file of up to `WHOLE_BYTES` (unpacked) is looked at whole and its records are counted; of a larger one
 * the beginning and places further on are sampled, so that the answer does not take longer for a larger file.
 */
import iconv from 'iconv-lite';
import { WaybillError } from '../../shared/errors.ts';
import { countRecords } from '../../shared/intake/count-records.ts';
import { detectText } from '../../shared/intake/detect-text.ts';
import { byteOrderMark, guessEncoding, type EncodingGuess } from '../../shared/intake/guess-encoding.ts';
import type { Detection, RejectReason, SourceSettings } from '../../shared/intake/settings.ts';
import { baseSettings } from './detect-base.ts';
import { kindOf, openContainer, readWhole, type Container } from './container.ts';
import { textHost } from './decoders.ts';
import { detectJson, looksLikeJson } from './detect-json.ts';
import { detectParquet } from './detect-parquet.ts';
import { detectWorkbook } from './detect-workbook.ts';
import { assertText } from './looks-binary.ts';
import { sampleSource, type ByteSample } from './sample.ts';

export interface DetectOptions {
  /** What the analyst, or a layout, has decided; the rest is guessed around it. */
  readonly overrides?: Partial<SourceSettings>;
}

/**
 * @throws WaybillError 'intake/not-found', 'intake/unreadable', 'intake/not-a-table', 'intake/not-text', 'intake/bomb',
 *   'intake/unsafe-archive', 'intake/workbook-…', 'intake/encoding-unknown', …
 */
export async function detectFile(path: string, options: DetectOptions = {}): Promise<Detection> {
  const overrides = options.overrides ?? {};
  const source = await openContainer(path, overrides.member);
  if (source.bytes === 0) return emptyDetection(source);
  const sample = await sampleSource(source);
  if (sample.head.length === 0) return emptyDetection(source);
  switch (kindOf(sample.head)) {
    case 'xlsx':
      return await detectWorkbook(source, source.compression === 'none' ? path : await readWhole(source), overrides);
    case 'parquet':
      return await detectParquet(source, source.compression === 'none' ? path : await readWhole(source));
    case 'text':
      return detectTextSource(source, sample, overrides);
  }
}

function emptyDetection(source: Container): Detection {
  const settings: SourceSettings = {
    ...baseSettings(source),
    encoding: 'utf-8',
    newline: 'lf',
    delimiter: ',',
    quote: '"',
    escape: '"',
  };
  return { settings, confidence: 1, remarks: ['The file is empty.'], records: 0, choices: source.members };
}

function detectTextSource(source: Container, sample: ByteSample, overrides: Partial<SourceSettings>): Detection {
  const encoding = encodingOf(sample, overrides);
  const mark = byteOrderMark(sample.head);
  const body = mark && mark.encoding === encoding.encoding ? sample.head.subarray(mark.length) : sample.head;
  const unit = encoding.encoding.startsWith('utf-16') ? 2 : 1;
  const head = decode(body.subarray(0, body.length - (sample.complete ? 0 : body.length % unit)), encoding.encoding);
  assertText(source.path, unit === 1 ? sample.head : Buffer.from(head.slice(0, 64 * 1024)));

  const base = { ...baseSettings(source), encoding: encoding.encoding, bom: encoding.bom };
  if ((overrides.kind ?? 'json') === 'json' && looksLikeJson(head)) {
    const json = detectJson(head, sample.complete, overrides);
    if (json)
      return {
        ...json,
        settings: { ...base, ...json.settings },
        choices: json.choices.length > 0 ? json.choices : source.members,
      };
  }
  refuseMarkup(head, source.path);
  const pieces = sample.pieces.map((piece) => decode(piece, encoding.encoding));
  const text = detectText({ head, complete: sample.complete, pieces }, overrides);
  const settings: SourceSettings = { ...base, ...text.settings };
  const count = sample.complete ? countRecords(Buffer.from(head, 'utf8'), settings, textHost) : null;
  return {
    settings,
    confidence: Math.min(encoding.confidence, text.confidence),
    remarks: [...encodingRemarks(encoding), ...text.remarks, ...rejectRemarks(count?.rejects)],
    records: count?.records ?? null,
    nameRow: text.nameRow,
    choices: source.members,
  };
}

function decode(bytes: Uint8Array, label: string): string {
  if (!iconv.encodingExists(label)) {
    throw new WaybillError(
      'intake/encoding-unknown',
      `The encoding “${label}” is not known. Choose another one in the settings of the file.`,
    );
  }
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), label, { stripBOM: false });
}

function encodingOf(sample: ByteSample, overrides: Partial<SourceSettings>): EncodingGuess {
  const guess = (): EncodingGuess => guessEncoding(wholeLines(sample), decode);
  if (overrides.encoding == null) return guess();
  const mark = byteOrderMark(sample.head);
  return {
    encoding: overrides.encoding.toLowerCase(),
    bom: mark?.encoding === overrides.encoding,
    confidence: 1,
    ascii: false,
    brokenSequences: 0,
  };
}

/** The head and the pieces as one, each piece cut to whole lines so that no character is split at a seam. */
function wholeLines(sample: ByteSample): Buffer {
  if (sample.pieces.length === 0) return sample.head;
  const cut = sample.pieces.map((piece) => piece.subarray(piece.indexOf(10) + 1, piece.lastIndexOf(10) + 1));
  return Buffer.concat([sample.head.subarray(0, sample.head.lastIndexOf(10) + 1 || sample.head.length), ...cut]);
}

function encodingRemarks(guess: EncodingGuess): string[] {
  if (guess.brokenSequences > 0) return [`The text is UTF-8, but ${guess.brokenSequences} places in it are not.`];
  if (guess.confidence < 0.6)
    return [
      `The encoding is a guess (${guess.encoding}): little in the file tells it. Look at the names in the preview.`,
    ];
  return [];
}

function rejectRemarks(rejects: ReadonlyMap<RejectReason, number> | undefined): string[] {
  return [...(rejects ?? [])].map(
    ([reason, count]) => `${count} ${count === 1 ? 'record' : 'records'} would be rejected: ${reason}.`,
  );
}

function refuseMarkup(head: string, path: string): void {
  const start = head.slice(0, 2000).trimStart().toLowerCase();
  const html = /^(?:<!doctype html|<html|<table)/.test(start);
  if (html || start.startsWith('<?xml')) {
    throw new WaybillError(
      'intake/not-a-table',
      html
        ? 'This is a web page, whatever its name says. Open it in a spreadsheet program and save it as .xlsx or CSV, then add that.'
        : 'This is XML. Ask its sender for the table as CSV or XLSX.',
      { place: { file: path } },
    );
  }
}
