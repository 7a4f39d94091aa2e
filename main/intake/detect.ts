/**
 * How a source file is read: container, kind, encoding, dialect, header, columns. Judged from the bytes, never from
 * the name. A file of up to `WHOLE_BYTES` (unpacked) is looked at whole and its records are counted; of a larger one
 * the beginning and places further on are sampled, so that the answer does not take longer for a larger file.
 */
import { isAscii } from 'node:buffer';
import iconv from 'iconv-lite';
import { WaybillError } from '../../shared/errors.ts';
import { countRecords, type RecordCount } from '../../shared/intake/count-records.ts';
import { detectText, type TextSettings } from '../../shared/intake/detect-text.ts';
import { quotesAreText } from '../../shared/intake/guess-dialect.ts';
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

const LF = 10;

export interface DetectOptions {
  /** What the analyst, or a layout, has decided; the rest is guessed around it. */
  readonly overrides?: Partial<SourceSettings>;
}

/**
 * @throws WaybillError 'intake/not-found', 'intake/unreadable', 'intake/not-a-table', 'intake/not-text',
 *   'intake/not-in-encoding', 'intake/bomb', 'intake/unsafe-archive', 'intake/workbook-…', 'intake/encoding-unknown', …
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
  const start = unit === 1 ? sample.head : Buffer.from(head.slice(0, 64 * 1024));
  assertText(source.path, start, overrides.encoding ?? null);

  const base = { ...baseSettings(source), encoding: encoding.encoding, bom: encoding.bom };
  if ((overrides.kind ?? 'json') === 'json' && looksLikeJson(head)) {
    const json = detectJson(source.path, head, sample.complete, overrides);
    if (json)
      return {
        ...json,
        settings: { ...base, ...json.settings },
        choices: json.choices.length > 0 ? json.choices : source.members,
      };
  }
  refuseMarkup(head, source.path);
  const pieces = sample.pieces.map((piece) => decode(piece, encoding.encoding));
  let text = detectText({ head, complete: sample.complete, pieces }, overrides);
  let count = sample.complete ? countText(head, text.settings) : null;
  if (count && overrides.quote == null && oddQuotes(count) && quotesAreText(head, text.settings.delimiter ?? ',')) {
    // The quotes that do not close are further down than the dialect was guessed from.
    const literal = detectText({ head, complete: true, pieces }, { ...overrides, quote: '' });
    const recount = countText(head, literal.settings);
    if (recount.rejects.size === 0) [text, count] = [literal, recount];
  }
  return {
    settings: { ...base, ...text.settings },
    confidence: Math.min(encoding.confidence, text.confidence),
    remarks: [...encodingRemarks(encoding), ...text.remarks, ...rejectRemarks(count?.rejects)],
    records: count?.records ?? null,
    nameRow: text.nameRow,
    choices: source.members,
  };
}

const countText = (text: string, settings: TextSettings): RecordCount =>
  countRecords(Buffer.from(text, 'utf8'), settings, textHost);

/** Whether some quotes do not end where their field ends, but none is left open. */
const oddQuotes = ({ rejects }: RecordCount): boolean =>
  rejects.has('text after a closing quote') && !rejects.has('unclosed quote');

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
  const guess = (): EncodingGuess => guessEncoding(encodingSample(sample), decode);
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

/** Bytes that the encoding is guessed from; where they are all ASCII, the surroundings of the first others are added. */
const ENCODING_HEAD = 512 * 1024;
const ENCODING_PIECES = 16;
const ENCODING_PIECE = 32 * 1024;

/** Pieces of the sample as one, each cut to whole lines so that no character is split at a seam. */
function encodingSample({ head, pieces }: ByteSample): Buffer {
  if (pieces.length === 0 && head.length <= 2 * ENCODING_HEAD) return head;
  const step = Math.floor(head.length / ENCODING_PIECES);
  const spread = Array.from({ length: ENCODING_PIECES }, (_, i) => head.subarray(i * step, i * step + ENCODING_PIECE));
  const start = head.subarray(0, ENCODING_HEAD);
  const parts = [wholeLines(start, true), ...[...spread, ...pieces].map((piece) => wholeLines(piece, false))];
  if (parts.every((part) => isAscii(part)) && !isAscii(head)) {
    const first = head.findIndex((byte) => byte >= 0x80);
    parts.push(wholeLines(head.subarray(Math.max(0, first - 4096), first + ENCODING_HEAD), false));
  }
  return Buffer.concat(parts);
}

function wholeLines(piece: Buffer, fromStart: boolean): Buffer {
  const end = piece.lastIndexOf(LF) + 1;
  if (end === 0) return fromStart ? piece : piece.subarray(0, 0);
  return piece.subarray(fromStart ? 0 : piece.indexOf(LF) + 1, end);
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
