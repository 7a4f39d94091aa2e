/**
 * Text in any encoding, possibly gzipped, as UTF-8 pieces that end where a record ends. Pure but for the platform's
 * decoders, so that it is tested in Node; text.worker.ts runs it in the window.
 */

export interface TextStart {
  readonly file: Blob;
  /** WHATWG label. */
  readonly encoding: string;
  readonly gzip: boolean;
  /** `''` = no quoting. */
  readonly quote: string;
}

export interface TextPiece {
  /** UTF-8, whole records. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of the file read so far. */
  readonly consumed: number;
}

const SLICE = 1024 * 1024;
const PIECE = 16 * 1024 * 1024;
/** A record that is still open after so many bytes is no record: a stray quote holds it open. */
const LONGEST_RECORD = 64 * 1024 * 1024;
const LF = 10;

/** Where whole records end: after the last line break outside quotes. Fed in order; remembers whether a quote is open. */
class RecordEnds {
  #open = false;
  constructor(private readonly quote: number | null) {}

  /** @returns the offset after the last record that ends in `bytes`, 0 if none does */
  scan(bytes: Uint8Array): number {
    if (this.quote === null) return bytes.lastIndexOf(LF) + 1;
    let end = 0;
    let open = this.#open;
    for (let i = 0; i < bytes.length; i += 1) {
      const byte = bytes[i];
      if (byte === this.quote) open = !open;
      else if (byte === LF && !open) end = i + 1;
    }
    this.#open = open;
    return end;
  }

  /** Gives up on a quote that never closes. */
  reset(): void {
    this.#open = false;
  }
}

export async function* textPieces({ file, encoding, gzip, quote }: TextStart): AsyncGenerator<TextPiece> {
  let consumed = 0;
  // By slices, since the size of what `Blob.stream()` gives is the platform's choice.
  const slices = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (consumed >= file.size) return controller.close();
      const slice = new Uint8Array(await file.slice(consumed, consumed + SLICE).arrayBuffer());
      consumed += slice.length;
      controller.enqueue(slice);
    },
  });
  const plain = gzip ? slices.pipeThrough(new DecompressionStream('gzip')) : slices;
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  const ends = new RecordEnds(quote === '' ? null : quote.charCodeAt(0));

  let buffer = new Uint8Array(PIECE * 2);
  let length = 0;
  let scanned = 0;
  let ready = 0;

  const append = (bytes: Uint8Array): void => {
    if (length + bytes.length > buffer.length) {
      const larger = new Uint8Array(Math.max(buffer.length * 2, length + bytes.length));
      larger.set(buffer.subarray(0, length));
      buffer = larger;
    }
    buffer.set(bytes, length);
    length += bytes.length;
  };
  const cut = (end: number): Uint8Array<ArrayBuffer> => {
    const piece = buffer.slice(0, end);
    buffer.copyWithin(0, end, length);
    length -= end;
    scanned -= end;
    ready = 0;
    return piece;
  };

  const reader = plain.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    append(encoder.encode(done ? decoder.decode() : decoder.decode(value, { stream: true })));
    const end = ends.scan(buffer.subarray(scanned, length));
    if (end > 0) ready = scanned + end;
    scanned = length;
    if (done) break;
    if (ready >= PIECE) yield { bytes: cut(ready), consumed };
    else if (length - ready > LONGEST_RECORD) {
      ends.reset();
      const lineEnd = buffer.subarray(0, length).lastIndexOf(LF) + 1;
      yield { bytes: cut(lineEnd > 0 ? lineEnd : length), consumed };
    }
  }
  if (length > 0) yield { bytes: buffer.slice(0, length), consumed };
}
