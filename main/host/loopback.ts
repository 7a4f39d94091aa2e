/**
 * The server behind the Chromium window: 127.0.0.1 on a random port, one client, a secret per launch.
 *
 * How the window gets the secret (docs/decisions/008-loopback.md): Chromium is started on a page in a file that only the
 * analyst can read. That page posts a token, which works once, to `/enter`; the answer sets the secret as a cookie that
 * scripts cannot read and no other site can send. So no URL, process list or history ever holds either.
 *
 * Every request is judged before anything else: `Host` must be our own address (against DNS rebinding), `Origin`, where
 * there is one, must be ours, and all but `/enter` and `/handover` need the cookie.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WebSocketServer, type WebSocket } from 'ws';
import { securityHeaders } from './headers.ts';
import type { Site } from './site.ts';

export interface LoopbackOptions {
  readonly site: Site;
  /** A window has come. Bytes go both ways as they are; `closed` is called once when it has gone. */
  readonly onClient: (client: LoopbackClient) => void;
  /** A second start hands over absolute paths. */
  readonly onHandover: (files: readonly string[]) => void;
  /** Whatever went wrong in serving, for the log. */
  readonly onError: (error: unknown) => void;
}

export interface LoopbackClient {
  send(bytes: Uint8Array): void;
  onBytes: (bytes: Uint8Array) => void;
  onClosed: () => void;
  close(): void;
}

export interface Loopback {
  readonly port: number;
  readonly origin: string;
  /** For the page that posts it; each works once. */
  newEntryToken(): string;
  /** For the instance file: lets a second start hand over its files. */
  readonly handoverToken: string;
  readonly hasClient: () => boolean;
  close(): Promise<void>;
}

/** The largest message that a window may send: a chunk of a file, or a long notebook. */
const MAX_MESSAGE = 64 * 1024 * 1024;
const MAX_FORM = 1024 * 1024;
const COOKIE = 'waybill';

const secret = (): string => randomBytes(32).toString('base64url');

const same = (a: string, b: string): boolean => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
};

const ENTRY_PAGE = `<!doctype html><meta charset="utf-8"><title>Waybill</title><script src="/enter.js"></script>\n`;

export async function startLoopback(options: LoopbackOptions): Promise<Loopback> {
  const cookie = secret();
  const handoverToken = secret();
  const entryTokens = new Set<string>();
  let client: WebSocket | null = null;

  const server = createServer((request, response) => {
    serveRequest(request, response).catch((error: unknown) => {
      options.onError(error);
      if (!response.headersSent) response.writeHead(500, securityHeaders(secret()));
      response.end();
    });
  });
  // A slow or silent stranger must not hold a connection for ever.
  server.headersTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const origin = `http://${host}`;

  const hasCookie = (request: IncomingMessage): boolean =>
    (request.headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .some((pair) => pair.startsWith(`${COOKIE}=`) && same(pair.slice(COOKIE.length + 1), cookie));

  const plain = (response: ServerResponse, status: number, text: string): void => {
    response.writeHead(status, { ...securityHeaders(secret()), 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(`${text}\n`);
  };

  async function serveRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.host !== host) return plain(response, 421, 'Wrong host.');
    const target = request.url ?? '/';
    if (request.method === 'POST' && target === '/enter') return enter(request, response);
    if (request.headers.origin !== undefined && request.headers.origin !== origin) {
      return plain(response, 403, 'Wrong origin.');
    }
    if (request.method === 'POST' && target === '/handover') return handover(request, response);
    if (!hasCookie(request)) return plain(response, 403, 'Open Waybill from its icon or with "npm start".');
    if (target === '/enter.js') {
      response.writeHead(200, { ...securityHeaders(secret()), 'Content-Type': 'text/javascript; charset=utf-8' });
      response.end("location.replace('/');\n");
      return;
    }
    const answer = await options.site.answer({
      method: request.method ?? 'GET',
      target,
      range: request.headers.range,
    });
    response.writeHead(answer.status, answer.headers);
    if (answer.body === null || request.method === 'HEAD') response.end();
    else if (answer.body instanceof Uint8Array) response.end(answer.body);
    else {
      const { file, start, end } = answer.body;
      try {
        await pipeline(createReadStream(file, { start, end }), response);
      } catch (error) {
        // The window stopped reading, or the file was cut short: the connection is already broken, which tells it so.
        if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      }
    }
  }

  /** The page in the file posts its token; its origin is `null`. Same-site navigation then brings the strict cookie. */
  async function enter(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = new URLSearchParams(await body(request)).get('token') ?? '';
    const known = [...entryTokens].find((entry) => same(entry, token));
    if (known === undefined) return plain(response, 403, 'This way in has been used or is not known.');
    entryTokens.delete(known);
    response.writeHead(200, {
      ...securityHeaders(secret()),
      'Content-Type': 'text/html; charset=utf-8',
      'Set-Cookie': `${COOKIE}=${cookie}; HttpOnly; SameSite=Strict; Path=/`,
    });
    response.end(ENTRY_PAGE);
  }

  async function handover(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // No page can set this header across origins without asking first, and we never allow it.
    if (!same(request.headers.authorization ?? '', `Bearer ${handoverToken}`)) {
      return plain(response, 403, 'Wrong token.');
    }
    const message: unknown = JSON.parse(await body(request));
    if (!Array.isArray(message) || !message.every((file) => typeof file === 'string')) {
      return plain(response, 400, 'A list of paths is wanted.');
    }
    plain(response, 200, 'ok');
    options.onHandover(message);
  }

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refuse = (status: string): void => {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    };
    socket.on('error', () => socket.destroy());
    if (request.headers.host !== host) return refuse('421 Misdirected Request');
    if (request.headers.origin !== origin) return refuse('403 Forbidden');
    if (!hasCookie(request)) return refuse('403 Forbidden');
    if (request.url !== '/calls') return refuse('404 Not Found');
    if (client !== null) return refuse('409 Conflict');
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      client = webSocket;
      const mine: LoopbackClient = {
        send: (bytes) => webSocket.send(bytes),
        onBytes: () => undefined,
        onClosed: () => undefined,
        close: () => webSocket.close(),
      };
      webSocket.on('message', (data, isBinary) => {
        if (isBinary) mine.onBytes(data as Buffer);
        else webSocket.close(1003);
      });
      webSocket.on('error', options.onError);
      webSocket.on('close', () => {
        client = null;
        mine.onClosed();
      });
      options.onClient(mine);
    });
  });

  return {
    port,
    origin,
    handoverToken,
    newEntryToken() {
      const token = secret();
      entryTokens.add(token);
      return token;
    },
    hasClient: () => client !== null,
    close: () =>
      new Promise((resolve) => {
        client?.terminate();
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_FORM) throw new Error('A request body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
