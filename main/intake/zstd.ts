/** Unpacks zstd as a stream. In JavaScript, because Node 20 has no zstd of its own. */
import { Transform, type TransformCallback } from 'node:stream';
import { Decompress } from 'fzstd';

/** Bytes given to the unpacker at once: what it makes of them is bounded with them. */
const STEP = 64 * 1024;

/** The stream fails with `code: 'ZSTD_DATA'` where the data is damaged or cut off. */
export function unzstd(): Transform {
  const unpacked: Uint8Array[] = [];
  const decompress = new Decompress((chunk) => unpacked.push(chunk.slice()));
  const step = (stream: Transform, chunk: Uint8Array, last: boolean, done: TransformCallback): void => {
    try {
      for (let at = 0; at < chunk.length || last; at += STEP) {
        const end = last && at + STEP >= chunk.length;
        decompress.push(chunk.slice(at, at + STEP), end);
        for (const piece of unpacked.splice(0)) stream.push(piece);
        if (end) break;
      }
    } catch (cause) {
      done(Object.assign(new Error('The zstd data is damaged or cut off.', { cause }), { code: 'ZSTD_DATA' }));
      return;
    }
    done();
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      step(this, chunk, false, done);
    },
    flush(done) {
      step(this, new Uint8Array(0), true, done);
    },
  });
}
