/**
 * Files that a window may read by ranges under an opaque id (`/file/<id>`): those that the analyst opened from outside
 * the window. Whoever knows no id reads nothing; a path never crosses as something to read.
 */
import { randomBytes } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { EventData } from '../../shared/contract/events.ts';
import { toErrorData, WaybillError } from '../../shared/errors.ts';

export type OpenedFile = EventData<'files/opened'>['files'][number];

export class OpenedFiles {
  readonly #paths = new Map<string, string>();

  /**
   * Makes a file readable for the window.
   * @throws WaybillError 'file/missing', 'file/not-a-file'
   */
  async register(path: string): Promise<OpenedFile> {
    const absolute = resolve(path);
    let real: string;
    let info;
    try {
      real = await realpath(absolute);
      info = await stat(real);
    } catch (cause) {
      throw new WaybillError('file/missing', `${absolute} cannot be read. Is it still there?`, {
        cause,
        place: { file: absolute },
      });
    }
    if (!info.isFile()) {
      throw new WaybillError('file/not-a-file', `${absolute} is not a file. Open a single file.`, {
        place: { file: absolute },
      });
    }
    const id = randomBytes(16).toString('hex');
    this.#paths.set(id, real);
    return { path: absolute, name: basename(absolute), bytes: info.size, url: `/file/${id}` };
  }

  /** As `register`, for all that was given at once; what cannot be opened is told in words. */
  async registerAll(paths: readonly string[]): Promise<{ files: OpenedFile[]; problems: string[] }> {
    const files: OpenedFile[] = [];
    const problems: string[] = [];
    for (const path of paths) {
      try {
        files.push(await this.register(path));
      } catch (thrown) {
        problems.push(toErrorData(thrown).message);
      }
    }
    return { files, problems };
  }

  /** The path behind an id, or undefined. */
  pathOf(id: string): string | undefined {
    return this.#paths.get(id);
  }
}
