/** One pass over a JSON file: its records as rows of text. */
import { jsonMembers, jsonShape, JsonSplitter } from '../../shared/intake/json-records.ts';
import { LONGEST_RECORD } from '../../shared/intake/record-scanner.ts';
import { WaybillError } from '../../shared/errors.ts';
import { openBytes, type ByteSource } from './byte-source.ts';
import { decoderFor, decodeUtf8, textHost } from './decoders.ts';
import { emptyFile, truncated } from './errors.ts';
import { Pacer, type ScanHooks } from './pacer.ts';
import { RowWriter } from './row-writer.ts';
import type { JobFiles, ScanOutcome } from './scan.ts';
import { TextFeed } from './text-feed.ts';

export interface JsonJob extends JobFiles {
  readonly kind: 'json';
  readonly encoding: string;
  /** Keys in the order of the columns; keys that are found beside these are added at the end. */
  readonly keys: readonly string[];
  /** Name of the list of records where an object holds it; null = the first one. */
  readonly list: string | null;
}

/** Bytes kept of the raw text of a record that is too long. */
const KEPT_OF_LONG = 1_000_000;

/**
 * @returns `finished: false` where keys were found that the job did not name: `header` has all of them, for a second
 * pass
 * @throws WaybillError 'intake/not-json', 'intake/no-such-sheet', 'intake/truncated', …
 */
export async function scanJson(job: JsonJob, hooks: ScanHooks = {}): Promise<ScanOutcome> {
  const source = await openBytes(job.path, job.compression, job.member);
  const rows = new RowWriter(job);
  try {
    return await pass(job, source, rows, hooks);
  } finally {
    rows.close();
    source.close();
  }
}

async function pass(job: JsonJob, source: ByteSource, rows: RowWriter, hooks: ScanHooks): Promise<ScanOutcome> {
  const feed = new TextFeed(job.path, job.encoding, decoderFor(job.encoding, false), source);
  const keys = new Map(job.keys.map((key, i) => [key, i]));
  const pacer = new Pacer(hooks, 'Reading the file');
  let splitter: JsonSplitter | null = null;
  for (let last = false; !last;) {
    last = await feed.fill();
    if (splitter === null) {
      // Small files are seen whole before their shape is judged.
      if (!last && feed.filled < 512 * 1024) continue;
      if (source.fileBytes === 0) throw emptyFile(job.path);
      const shape = jsonShape(feed.text.subarray(0, feed.filled), last);
      if (shape === null) throw notJson(job.path);
      splitter = new JsonSplitter(shape, job.list);
    }
    const found = splitter;
    const sound = textHost.isUtf8(feed.text.subarray(0, feed.filled));
    const step = (): void => {
      if (found.skipping) feed.drop(found.skip(feed.text, feed.filled));
      if (found.skipping) return;
      const used = found.scan(
        feed.text,
        feed.filled,
        (start, end, line) => {
          if (end - start > LONGEST_RECORD) {
            rows.reject(line, 'too long', [decodeUtf8(feed.text.subarray(start, start + KEPT_OF_LONG))]);
            return;
          }
          const bytes = feed.text.subarray(start, end);
          const text = decodeUtf8(bytes);
          if (!sound && !textHost.isUtf8(bytes)) rows.reject(line, 'invalid bytes', [text]);
          else take(text, line, keys, rows);
        },
        last,
      );
      feed.drop(used);
    };
    step();
    if (feed.filled > LONGEST_RECORD && !found.skipping) {
      rows.reject(found.line, 'too long', [decodeUtf8(feed.text.subarray(0, KEPT_OF_LONG))]);
      found.beginSkip();
      step();
    }
    await pacer.step(() => ({ bytes: source.position, totalBytes: source.fileBytes, rows: rows.records }));
  }
  if (splitter?.shape === 'array' || splitter?.shape === 'wrapped') {
    if (!splitter.ended && splitter.entered) throw truncated(job.path);
    if (!splitter.entered) throw job.list === null ? notJson(job.path) : noSuchList(job.path, job.list);
  }
  rows.finish(keys.size);
  return {
    finished: keys.size === job.keys.length,
    sha256: await source.sha256(),
    bytes: source.fileBytes,
    records: rows.records,
    rejected: rows.rejected,
    sample: rows.sample,
    header: [...keys.keys()],
    width: keys.size,
    longest: rows.longest,
    delimiter: rows.delimiter,
  };
}

/** One record: its members by column. */
function take(text: string, line: number, keys: Map<string, number>, rows: RowWriter): void {
  if (!isRow(text, keys)) {
    rows.reject(line, 'not an object', [text]);
    return;
  }
  let members: Map<string, string | null>;
  try {
    members = jsonMembers(text);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    rows.reject(line, 'unreadable value', [text]);
    return;
  }
  for (const [key, value] of members) {
    if (value?.includes('\0') || /\p{Surrogate}/u.test(value ?? '')) {
      rows.reject(line, value?.includes('\0') ? 'nul byte' : 'invalid bytes', [text], key);
      return;
    }
    if (!keys.has(key)) keys.set(key, keys.size);
  }
  const cells: (string | null)[] = Array.from({ length: keys.size }, () => null);
  for (const [key, value] of members) cells[keys.get(key) ?? 0] = value;
  rows.good(line, cells, [text]);
}

/** An object; or an array, where the table is made of arrays (its columns are called by position). */
function isRow(text: string, keys: ReadonlyMap<string, number>): boolean {
  const first = text.trimStart().slice(0, 1);
  if (first === '[') return keys.size > 0 && keys.has('0');
  return first === '{' || !isJson(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export const noSuchList = (path: string, list: string): WaybillError =>
  new WaybillError('intake/no-such-sheet', `The file has no list of records “${list}”.`, { place: { file: path } });

const notJson = (path: string): WaybillError =>
  new WaybillError(
    'intake/not-json',
    'No list of records was found in this JSON file. It must hold an array of objects, or one object per line.',
    { place: { file: path } },
  );
