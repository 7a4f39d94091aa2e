/**
 * Gives a file of the window to the case, piece by piece: for files that a browser lets us read but does not say where
 * they lie. It becomes evidence of the case.
 */
import type { RunOptions } from '../../shared/contract/engine.ts';
import { throwIfAborted } from '../../shared/errors.ts';
import type { Client } from '../app/client.ts';

const PIECE_BYTES = 4 * 1024 * 1024;

/** @returns the path under which the case has the file now */
export async function sendFile(client: Client, file: File, options: RunOptions): Promise<string> {
  const { id } = await client.call('file/begin', { name: file.name, bytes: file.size });
  try {
    for (let offset = 0; offset < file.size; offset += PIECE_BYTES) {
      throwIfAborted(options.signal, 'Copying the file');
      const bytes = new Uint8Array(await file.slice(offset, offset + PIECE_BYTES).arrayBuffer());
      await client.call('file/piece', { id, offset, bytes });
      const sent = Math.min(file.size, offset + PIECE_BYTES);
      options.onProgress?.({
        fraction: sent / file.size,
        bytes: sent,
        totalBytes: file.size,
        phase: 'Copying into the case',
      });
    }
    return (await client.call('file/end', { id })).path;
  } catch (thrown) {
    await client.call('file/abandon', { id });
    throw thrown;
  }
}
