/**
 * The beginning of a text file and how the file is read: guessed in a worker (head.worker.ts), since a guess may take
 * longer than a frame.
 */
import { WaybillError } from '../../shared/errors.ts';
import { encodingOf, shapeOf, type TextShape } from './text-shape.ts';

export interface HeadStart {
  readonly file: File;
  readonly gzip: boolean;
}

export interface TextHead {
  readonly shape: TextShape;
  /** UTF-8, from the beginning of the file to the end of a line. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const SAMPLE = 256 * 1024;

/** Gives one head. @throws WaybillError 'intake/binary', 'intake/truncated', 'intake/too-wide' */
export async function* textHead({ file, gzip }: HeadStart): AsyncGenerator<TextHead> {
  const sample = gzip ? await unpacked(file) : new Uint8Array(await file.slice(0, SAMPLE).arrayBuffer());
  const complete = sample.length < SAMPLE;
  const encoding = encodingOf(sample);
  const text = new TextDecoder(encoding).decode(sample, { stream: !complete });
  const controls = text.slice(0, 10_000).match(/[\0-\x08\ufffe\uffff]/g)?.length ?? 0;
  if (controls > 4) {
    throw new WaybillError('intake/binary', `${file.name}: This is not a text file, whatever its name says.`, {
      place: { file: file.name },
    });
  }
  const end = complete ? text.length : text.lastIndexOf('\n') + 1;
  const whole = text.slice(0, end > 0 ? end : text.length);
  yield { shape: shapeOf(text, complete, encoding), bytes: new TextEncoder().encode(whole) };
}

async function unpacked(file: File): Promise<Uint8Array<ArrayBuffer>> {
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const head = new Uint8Array(SAMPLE);
  let length = 0;
  try {
    while (length < SAMPLE) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = value.subarray(0, SAMPLE - length);
      head.set(part, length);
      length += part.length;
    }
  } catch (cause) {
    throw new WaybillError('intake/truncated', `${file.name}: The packed file is damaged or cut short. Get it again.`, {
      cause,
      place: { file: file.name },
    });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  return head.slice(0, length);
}
