/**
 * What a window can fetch: the files of the built renderer, and opened files by ranges. It refuses first. Both hosts
 * answer with it, so a test of one is a test of the other.
 */
import { randomBytes } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { NONCE_PLACEHOLDER, securityHeaders } from './headers.ts';
import type { OpenedFiles } from './opened-files.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

export interface SiteRequest {
  readonly method: string;
  /** As it came: `/`, `/assets/x.js?y`. */
  readonly target: string;
  /** The `Range` header. */
  readonly range?: string | undefined;
}

export interface SiteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes, or a part of a file: both ends inclusive. */
  readonly body: Uint8Array | { readonly file: string; readonly start: number; readonly end: number } | null;
}

/** `bytes=a-b` against a length. @returns null where it cannot be met (answer 416) */
export function parseRange(header: string, length: number): { start: number; end: number } | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (match === null) return null;
  const [, from, to] = match;
  if (from === '' && to === '') return null;
  const start = from === '' ? Math.max(0, length - Number(to)) : Number(from);
  const end = from === '' || to === '' ? length - 1 : Math.min(Number(to), length - 1);
  return Number.isSafeInteger(start) && start <= end ? { start, end } : null;
}

export class Site {
  readonly #root: string;
  readonly #files: OpenedFiles;

  /** @param root folder of the built page */
  constructor(root: string, files: OpenedFiles) {
    this.#root = root;
    this.#files = files;
  }

  async answer(request: SiteRequest): Promise<SiteAnswer> {
    const nonce = randomBytes(18).toString('base64');
    const headers = securityHeaders(nonce);
    const refuse = (status: number, text: string): SiteAnswer => ({
      status,
      headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' },
      body: Buffer.from(`${text}\n`),
    });
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET and HEAD.');
    const path = safePath(request.target);
    if (path === null) return refuse(400, 'No such path.');
    const opened = /^\/file\/([0-9a-f]{32})$/.exec(path);
    if (opened !== null) return this.#openedFile(opened[1]!, request, headers, refuse);

    const found = await this.#find(path === '/' ? '/index.html' : path);
    if (found === null) return refuse(404, 'Not found.');
    const type = TYPES[extname(found.file)] ?? 'application/octet-stream';
    if (extname(found.file) === '.html') {
      const page = (await readFile(found.file, 'utf8')).replaceAll(NONCE_PLACEHOLDER, nonce);
      return { status: 200, headers: { ...headers, 'Content-Type': type }, body: Buffer.from(page) };
    }
    return {
      status: 200,
      headers: { ...headers, 'Content-Type': type, 'Content-Length': String(found.size) },
      body: found.size === 0 ? null : { file: found.file, start: 0, end: found.size - 1 },
    };
  }

  async #openedFile(
    id: string,
    request: SiteRequest,
    headers: Record<string, string>,
    refuse: (status: number, text: string) => SiteAnswer,
  ): Promise<SiteAnswer> {
    const file = this.#files.pathOf(id);
    if (file === undefined) return refuse(404, 'Not found.');
    let size: number;
    try {
      const info = await stat(file);
      if (!info.isFile()) return refuse(410, 'It is no file any more.');
      size = info.size;
    } catch {
      return refuse(410, 'The file is gone.');
    }
    const common = { ...headers, 'Content-Type': 'application/octet-stream', 'Accept-Ranges': 'bytes' };
    if (request.range === undefined) {
      const body = size === 0 ? null : { file, start: 0, end: size - 1 };
      return { status: 200, headers: { ...common, 'Content-Length': String(size) }, body };
    }
    const range = parseRange(request.range, size);
    if (range === null) {
      return { status: 416, headers: { ...common, 'Content-Range': `bytes */${size}` }, body: null };
    }
    return {
      status: 206,
      headers: {
        ...common,
        'Content-Range': `bytes ${range.start}-${range.end}/${size}`,
        'Content-Length': String(range.end - range.start + 1),
      },
      body: { file, ...range },
    };
  }

  /** A file of the page. Links are resolved before they are judged. */
  async #find(path: string): Promise<{ file: string; size: number } | null> {
    try {
      const root = await realpath(this.#root);
      const file = await realpath(join(root, path));
      // With the separator, or a sibling folder that begins alike would pass.
      if (!file.startsWith(root + sep)) return null;
      const info = await stat(file);
      return info.isFile() ? { file, size: info.size } : null;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'EACCES') return null;
      throw error;
    }
  }
}

/** The decoded path of a request target; null where it tries to be clever. */
function safePath(target: string): string | null {
  const raw = target.split(/[?#]/, 1)[0]!;
  let path: string;
  try {
    path = decodeURIComponent(raw);
  } catch {
    return null;
  }
  if (!path.startsWith('/') || /[\\\0%]/.test(path)) return null;
  return path.split('/').some((part) => part === '..' || part === '.') ? null : path;
}
