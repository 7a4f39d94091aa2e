/** A row of delimited text as the texts of its cells. */
import { CR, LF } from './utf8-bytes.ts';

/** What reading text needs from its host; bytes are UTF-8, undecodable ones stand as bytes that are no UTF-8. */
export interface TextHost {
  /** Decodes with U+FFFD for what is no UTF-8. */
  decode(bytes: Uint8Array): string;
  isUtf8(bytes: Uint8Array): boolean;
}

/** What tells one field from the next, as bytes; -1 = there is none. */
export interface FieldParts {
  readonly delimiter: number;
  readonly delimiterRest: readonly number[];
  readonly quote: number;
  readonly escape: number;
}

/** The cells of a row: null for an empty unquoted one, '' for an empty quoted one. */
export function fieldTexts(
  buf: Uint8Array,
  start: number,
  end: number,
  { delimiter, delimiterRest, quote, escape }: FieldParts,
  host: TextHost,
): (string | null)[] {
  const atDelimiter = (i: number): boolean =>
    buf[i] === delimiter && i < end && delimiterRest.every((byte, k) => buf[i + 1 + k] === byte);
  const out: (string | null)[] = [];
  let i = start;
  for (;;) {
    if (quote >= 0 && i < end && buf[i] === quote) {
      const bytes: number[] = [];
      let from = i + 1;
      i += 1;
      for (;;) {
        if (i >= end) break;
        const byte = buf[i]!;
        if (byte === escape && (buf[i + 1] === quote || buf[i + 1] === escape) && i + 1 < end) {
          pushBytes(bytes, buf, from, i);
          from = i + 1;
          i += 2;
        } else if (byte === quote) {
          if (buf[i + 1] !== quote || i + 1 >= end) break;
          pushBytes(bytes, buf, from, i + 1);
          i += 2;
          from = i;
        } else i += 1;
      }
      pushBytes(bytes, buf, from, i);
      i += 1;
      const rest = i;
      while (i < end && !atDelimiter(i)) i += 1;
      const tail = host.decode(buf.subarray(Math.min(rest, end), i));
      out.push(host.decode(Uint8Array.from(bytes)) + (tail.trim() === '' ? '' : tail));
    } else {
      let bytes: number[] | null = null;
      let from = i;
      while (i < end && !atDelimiter(i)) {
        if (buf[i] === escape && i + 1 < end) {
          bytes ??= [];
          const literal = isEscapable(buf[i + 1]!, delimiter, quote, escape);
          pushBytes(bytes, buf, from, literal ? i : i + 1);
          from = i + 1;
          i += 2;
        } else i += 1;
      }
      if (bytes === null) out.push(i === from ? null : host.decode(buf.subarray(from, i)));
      else {
        pushBytes(bytes, buf, from, i);
        out.push(host.decode(Uint8Array.from(bytes)));
      }
    }
    if (i >= end) return out;
    i += 1 + delimiterRest.length;
  }
}

const isEscapable = (byte: number, delimiter: number, quote: number, escape: number): boolean =>
  byte === delimiter || byte === quote || byte === escape || byte === LF || byte === CR;

function pushBytes(out: number[], buf: Uint8Array, from: number, to: number): void {
  for (let i = from; i < to; i += 1) out.push(buf[i]!);
}
