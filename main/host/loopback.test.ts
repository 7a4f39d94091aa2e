import { mkdtempSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { announce, handOver } from './instance.ts';
import { startLoopback, type Loopback, type LoopbackClient } from './loopback.ts';
import { OpenedFiles } from './opened-files.ts';
import { Site } from './site.ts';

let dir: string;
let opened: OpenedFiles;
let loopback: Loopback;
let clients: LoopbackClient[];
let handedOver: (readonly string[])[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'waybill-loopback-'));
  mkdirSync(join(dir, 'page', 'assets'), { recursive: true });
  mkdirSync(join(dir, 'page-sibling'));
  writeFileSync(join(dir, 'page', 'index.html'), '<script nonce="__CSP_NONCE__" src="/a.js"></script>');
  writeFileSync(join(dir, 'page', 'assets', 'a.js'), 'export {};');
  writeFileSync(join(dir, 'page-sibling', 'secret.txt'), 'secret');
  writeFileSync(join(dir, 'secret.txt'), 'secret');
  symlinkSync(join(dir, 'secret.txt'), join(dir, 'page', 'link.txt'));
  opened = new OpenedFiles();
  clients = [];
  handedOver = [];
  loopback = await startLoopback({
    site: new Site(join(dir, 'page'), opened),
    onClient: (client) => clients.push(client),
    onHandover: (files) => handedOver.push(files),
    onError: (error) => {
      throw error;
    },
  });
});

afterEach(async () => {
  await loopback.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

function ask(
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port: loopback.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, text: Buffer.concat(chunks).toString() }),
      );
    });
    req.on('error', reject);
    req.end(body);
  });
}

/** Comes in as the window does. @returns the cookie */
async function enter(token = loopback.newEntryToken()): Promise<string> {
  const answer = await ask('/enter', { method: 'POST', headers: { Origin: 'null' }, body: `token=${token}` });
  expect(answer.status).toBe(200);
  return answer.headers['set-cookie']![0]!.split(';')[0]!;
}

/** Tries to open the window's socket. @returns the socket, or the status of the refusal */
function upgrade(headers: Record<string, string>, path = '/calls'): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${loopback.port}${path}`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode!));
    socket.on('error', reject);
  });
}

describe('the way in', () => {
  it('gives a cookie that scripts cannot read and other sites cannot send', async () => {
    const token = loopback.newEntryToken();
    const answer = await ask('/enter', { method: 'POST', headers: { Origin: 'null' }, body: `token=${token}` });
    expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(/; HttpOnly; SameSite=Strict; Path=\/$/)]);
    expect(answer.text).not.toContain(token);
  });

  it('is closed to a wrong token, and to one that has been used', async () => {
    const wrong = await ask('/enter', { method: 'POST', body: 'token=guess' });
    expect(wrong.status).toBe(403);
    expect(wrong.headers['set-cookie']).toBeUndefined();
    const token = loopback.newEntryToken();
    await enter(token);
    expect((await ask('/enter', { method: 'POST', body: `token=${token}` })).status).toBe(403);
  });
});

describe('every request', () => {
  it('without the cookie, or with a wrong one, gets nothing', async () => {
    expect((await ask('/')).status).toBe(403);
    const wrong = await ask('/', { headers: { Cookie: `waybill=${'x'.repeat(43)}` } });
    expect(wrong.status).toBe(403);
    expect(wrong.text).not.toContain('script');
  });

  it('with another Host (DNS rebinding) gets nothing, cookie or not', async () => {
    const Cookie = await enter();
    for (const Host of ['evil.example', `evil.example:${loopback.port}`, `localhost:${loopback.port}`, '127.0.0.1']) {
      expect((await ask('/', { headers: { Host, Cookie } })).status).toBe(421);
      expect((await ask('/enter', { method: 'POST', headers: { Host } })).status).toBe(421);
    }
  });

  it('from a foreign Origin gets nothing', async () => {
    const Cookie = await enter();
    for (const Origin of ['http://evil.example', 'null', `http://localhost:${loopback.port}`, 'http://127.0.0.1:1']) {
      expect((await ask('/', { headers: { Origin, Cookie } })).status).toBe(403);
    }
    expect((await ask('/', { headers: { Origin: loopback.origin, Cookie } })).status).toBe(200);
  });

  it('is answered with the strict headers and a fresh nonce', async () => {
    const Cookie = await enter();
    const [first, second] = [await ask('/', { headers: { Cookie } }), await ask('/', { headers: { Cookie } })];
    const nonce = /nonce="([^"]+)"/.exec(first.text)![1]!;
    expect(nonce).not.toBe('__CSP_NONCE__');
    expect(second.text).not.toContain(nonce);
    const policy = first.headers['content-security-policy']!;
    expect(policy).toContain(`'nonce-${nonce}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toContain("'unsafe-eval'");
    expect(first.headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(first.headers['cross-origin-embedder-policy']).toBe('require-corp');
    expect(first.headers['cache-control']).toBe('no-store');
    expect((await ask('/nothing', { headers: { Cookie } })).headers['content-security-policy']).toBeDefined();
    expect((await ask('/')).headers['content-security-policy']).toBeDefined();
  });

  it('can only read', async () => {
    const Cookie = await enter();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await ask('/', { method, headers: { Cookie } })).status).toBe(405);
    }
  });
});

describe('paths', () => {
  it('stay inside the page, whatever they look like', async () => {
    const Cookie = await enter();
    const raw = (target: string): Promise<string> =>
      new Promise((resolve, reject) => {
        // As bytes: an HTTP library would tidy the path up.
        const socket = connect(loopback.port, '127.0.0.1');
        let text = '';
        socket.on('data', (chunk) => (text += chunk.toString()));
        socket.on('close', () => resolve(text));
        socket.on('error', reject);
        socket.write(
          `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${loopback.port}\r\nCookie: ${Cookie}\r\nConnection: close\r\n\r\n`,
        );
      });
    for (const target of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/..%5csecret.txt',
      '/%252e%252e/secret.txt',
      '/assets/../../secret.txt',
      '/../page-sibling/secret.txt',
      '/link.txt',
      '//secret.txt',
      '/secret.txt%00.js',
      `${dir}/secret.txt`,
      '/%',
      '/assets',
    ]) {
      const answer = await raw(target);
      expect(answer, target).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer, target).not.toContain('\r\nsecret');
    }
    expect(await raw('/assets/a.js?v=1')).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('opened files', () => {
  it('are read by ranges under an id, and by nothing else', async () => {
    const Cookie = await enter();
    const file = await opened.register(join(dir, 'secret.txt'));
    expect(file).toMatchObject({ name: 'secret.txt', bytes: 6, url: expect.stringMatching(/^\/file\/[0-9a-f]{32}$/) });
    expect(await ask(file.url, { headers: { Cookie } })).toMatchObject({ status: 200, text: 'secret' });
    const part = await ask(file.url, { headers: { Cookie, Range: 'bytes=1-3' } });
    expect(part).toMatchObject({ status: 206, text: 'ecr' });
    expect(part.headers['content-range']).toBe('bytes 1-3/6');
    expect(await ask(file.url, { headers: { Cookie, Range: 'bytes=-2' } })).toMatchObject({ status: 206, text: 'et' });
    expect((await ask(file.url, { headers: { Cookie, Range: 'bytes=9-' } })).status).toBe(416);
    expect((await ask(`/file/${'0'.repeat(32)}`, { headers: { Cookie } })).status).toBe(404);
    expect((await ask(file.url)).status).toBe(403);
    rmSync(join(dir, 'secret.txt'));
    expect((await ask(file.url, { headers: { Cookie } })).status).toBe(410);
  });

  it('are files, not folders, and say so', async () => {
    await expect(opened.register(dir)).rejects.toMatchObject({ code: 'file/not-a-file' });
    await expect(opened.register(join(dir, 'none'))).rejects.toMatchObject({ code: 'file/missing' });
  });
});

describe('the socket', () => {
  it('is opened by our own page with the cookie, and carries bytes both ways', async () => {
    const Cookie = await enter();
    const socket = (await upgrade({ Origin: loopback.origin, Cookie })) as WebSocket;
    await vi.waitFor(() => expect(clients).toHaveLength(1));
    const got: Uint8Array[] = [];
    clients[0]!.onBytes = (bytes) => got.push(bytes);
    socket.send(Buffer.from([1, 2]));
    await vi.waitFor(() => expect(got.map((bytes) => [...bytes])).toEqual([[1, 2]]));
    const answer = new Promise((resolve) => socket.on('message', (data: Buffer) => resolve([...data])));
    clients[0]!.send(new Uint8Array([3]));
    expect(await answer).toEqual([3]);
    socket.close();
  });

  it('is refused to a wrong secret, a foreign Origin, no Origin, another Host and another path', async () => {
    const Cookie = await enter();
    const Origin = loopback.origin;
    expect(await upgrade({ Origin, Cookie: 'waybill=wrong' })).toBe(403);
    expect(await upgrade({ Origin })).toBe(403);
    expect(await upgrade({ Origin: 'http://evil.example', Cookie })).toBe(403);
    expect(await upgrade({ Cookie })).toBe(403);
    expect(await upgrade({ Origin, Cookie, Host: 'evil.example' })).toBe(421);
    expect(await upgrade({ Origin, Cookie }, '/other')).toBe(404);
    expect(clients).toHaveLength(0);
  });

  it('takes one client; the next may come when it has gone', async () => {
    const headers = { Origin: loopback.origin, Cookie: await enter() };
    const first = (await upgrade(headers)) as WebSocket;
    expect(await upgrade(headers)).toBe(409);
    const gone = vi.fn();
    clients[0]!.onClosed = gone;
    first.close();
    await vi.waitFor(() => expect(gone).toHaveBeenCalledOnce());
    const second = (await upgrade(headers)) as WebSocket;
    expect(second).toBeInstanceOf(WebSocket);
    second.close();
  });
});

describe('a second start', () => {
  it('hands over its files to the first, and only who knows the token can', async () => {
    const withdraw = (await announce(dir, loopback.port, loopback.handoverToken))!;
    expect(await handOver(dir, ['/data/a.csv'])).toBe(true);
    expect(handedOver).toEqual([['/data/a.csv']]);
    const stranger = await ask('/handover', { method: 'POST', headers: { Authorization: 'Bearer x' }, body: '[]' });
    expect(stranger.status).toBe(403);
    expect(await announce(dir, 1, 'other')).toBeNull();
    withdraw();
    expect(await handOver(dir, [])).toBe(false);
  });

  it('is not fooled by what a killed start left behind', async () => {
    await announce(dir, 1, 'of a process that was killed');
    expect(await handOver(dir, ['/data/a.csv'])).toBe(false);
    expect(await announce(dir, loopback.port, loopback.handoverToken)).not.toBeNull();
  });
});
