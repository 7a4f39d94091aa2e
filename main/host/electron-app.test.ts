import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startArguments, startElectron } from './electron-app.ts';
import { ElectronStandIn } from './electron-stand-in.ts';

let dir: string;
let electron: ElectronStandIn;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'waybill-electron-'));
  mkdirSync(join(dir, 'renderer'));
  mkdirSync(join(dir, 'main'));
  writeFileSync(join(dir, 'renderer', 'index.html'), '<script nonce="__CSP_NONCE__"></script>');
  writeFileSync(join(dir, 'a.csv'), 'key\n1\n');
  electron = new ElectronStandIn();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const start = (argv: string[] = ['/electron', '/app']): Promise<void> =>
  startElectron(electron.module, { folder: join(dir, 'main'), userDir: dir, argv, cwd: dir, log: () => undefined });

/** What the page would get for a URL. */
const fetchPage = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
  (electron.handlers.get('app') as (request: Request) => Promise<Response>)(new Request(url, { headers }));

const openedFiles = (): { url: string; name: string }[] =>
  electron.windows[0]!.contents.sent.filter(
    ([channel, name]) => channel === 'event' && name === 'files/opened',
  ).flatMap(([, , data]) => (data as { files: { url: string; name: string }[] }).files);

describe('the window', () => {
  it('is sandboxed and isolated, with every preference explicit', async () => {
    await start();
    const [window] = electron.windows;
    expect(window!.options.webPreferences).toEqual({
      preload: join(dir, 'main', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      devTools: true,
    });
    expect(window!.loaded).toEqual(['app://waybill/']);
    expect(electron.app.calls.indexOf('enableSandbox')).toBeLessThan(electron.app.calls.indexOf('whenReady'));
  });

  it('goes nowhere: no navigation, redirect, new window or webview', async () => {
    await start();
    const { contents } = electron.windows[0]!;
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
      const preventDefault = vi.fn();
      contents.emit(name, { preventDefault, url: 'app://waybill/' });
      expect(preventDefault, name).toHaveBeenCalledOnce();
    }
    expect(contents.windowOpen({ url: 'https://example.org' } as never)).toEqual({ action: 'deny' });
  });

  it('gets no permission but to write text into the clipboard', async () => {
    await start();
    const session = electron.defaultSession;
    const asked = (permission: string, url = 'app://waybill/'): boolean => {
      let answer: boolean | undefined;
      session.permissionRequest(
        { getURL: () => url } as never,
        permission as never,
        ((yes: boolean) => (answer = yes)) as never,
      );
      return answer!;
    };
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'midi',
      'pointerLock',
      'openExternal',
      'clipboard-read',
      'fileSystem',
      'hid',
      'serial',
      'usb',
      'display-capture',
    ]) {
      expect(asked(permission), permission).toBe(false);
      expect(session.permissionCheck(null as never, permission as never, 'app://waybill' as never)).toBe(false);
    }
    expect(asked('clipboard-sanitized-write')).toBe(true);
    expect(asked('clipboard-sanitized-write', 'https://example.org')).toBe(false);
    expect(session.device({} as never)).toBe(false);
    expect(session.spellChecker).toBe(false);
    const preventDefault = vi.fn();
    session.emit('will-download', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('reaches nothing but its own scheme', async () => {
    await start();
    const cancelled = (url: string): boolean => {
      let answer: { cancel: boolean } | undefined;
      electron.defaultSession.beforeRequest(
        { url } as never,
        ((given: { cancel: boolean }) => (answer = given)) as never,
      );
      return answer!.cancel;
    };
    for (const url of [
      'https://example.org/',
      'http://127.0.0.1:1/',
      'ws://127.0.0.1/',
      'file:///etc/passwd',
      'app://other/',
      'ftp://x/',
      'chrome-extension://x/',
    ]) {
      expect(cancelled(url), url).toBe(true);
    }
    for (const url of ['app://waybill/assets/a.js', 'blob:app://waybill/1', 'data:image/png;base64,']) {
      expect(cancelled(url), url).toBe(false);
    }
    expect(electron.app.switches).toContain('host-resolver-rules=MAP * ~NOTFOUND');
    expect(electron.app.switches).toContain('disable-background-networking');
  });
});

describe('app://', () => {
  it('serves the page with the strict headers of the other host, and a fresh nonce', async () => {
    await start();
    expect(electron.privileged).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
    ]);
    const page = await fetchPage('app://waybill/');
    const nonce = /nonce="([^"]+)"/.exec(await page.text())![1]!;
    expect(page.headers.get('Content-Security-Policy')).toContain(`'nonce-${nonce}'`);
    expect(page.headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
    expect(page.headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
  });

  it('serves nothing outside the page, and nothing of another host', async () => {
    await start();
    for (const url of [
      'app://waybill/..%2fa.csv',
      'app://waybill/%2e%2e/a.csv',
      'app://waybill/a.csv',
      'app://other/',
    ]) {
      expect((await fetchPage(url)).status, url).toBeGreaterThanOrEqual(400);
    }
  });

  it('reads opened files by ranges under their id', async () => {
    await start(['/electron', '/app', 'a.csv']);
    electron.pageReady();
    await vi.waitFor(() => expect(openedFiles()).toHaveLength(1));
    const [file] = openedFiles();
    const part = await fetchPage(`app://waybill${file!.url}`, { Range: 'bytes=0-2' });
    expect([part.status, await part.text()]).toEqual([206, 'key']);
    expect((await fetchPage(`app://waybill/file/${'0'.repeat(32)}`)).status).toBe(404);
  });
});

describe('the case process', () => {
  it('is joined to the page by a port when the page is there, and again after a reload', async () => {
    await start(['/electron', '/app', '--sample']);
    const { contents } = electron.windows[0]!;
    expect(contents.posted).toEqual([]);
    electron.pageReady();
    expect(contents.posted).toHaveLength(1);
    const [process] = electron.processes;
    expect(process!.posted[0]!.message).toMatchObject({
      t: 'window',
      info: { host: 'electron', open: { sample: true } },
    });
    expect(process!.posted[0]!.ports).toHaveLength(1);
    contents.emit('did-start-loading');
    electron.pageReady();
    expect(contents.posted).toHaveLength(2);
    expect(process!.posted[1]!.message).toMatchObject({ info: { open: null } });
  });

  it('is started again where it dies, and the page is told', async () => {
    await start();
    electron.pageReady();
    electron.processes[0]!.emit('exit', 137);
    expect(electron.windows[0]!.contents.sent).toContainEqual(['lost', 'ended with code 137']);
    expect(electron.processes).toHaveLength(2);
    expect(electron.windows[0]!.contents.posted).toHaveLength(2);
  });

  it('is asked to end before the app quits', async () => {
    await start();
    electron.app.quit();
    await vi.waitFor(() => expect(electron.app.calls.filter((call) => call === 'quit')).toHaveLength(2));
    expect(electron.processes[0]!.posted.at(-1)!.message).toEqual({ t: 'quit' });
  });
});

describe('messages from a page', () => {
  it('are taken from our own main frame only', async () => {
    await start();
    const { contents } = electron.windows[0]!;
    for (const frame of [null, { url: 'app://waybill/' }, { url: 'https://example.org/' }]) electron.pageReady(frame);
    expect(contents.posted).toEqual([]);
    for (const channel of ['choose', 'choose-target']) {
      const handler = electron.ipcMain.invoked.get(channel)!;
      await expect(
        handler({ senderFrame: { url: 'https://example.org/' } } as never, 'files' as never),
      ).rejects.toThrow();
    }
    const choose = electron.ipcMain.invoked.get('choose')!;
    expect(await choose({ senderFrame: contents.mainFrame } as never, 'files' as never)).toEqual(['/data/a.csv']);
    expect([...electron.ipcMain.invoked.keys(), ...electron.ipcMain.eventNames()]).toEqual(['choose', 'choose-target', 'page-ready']); // prettier-ignore
  });
});

describe('files from outside', () => {
  it('are handed over by a second start, which ends', async () => {
    electron.app.locked = false;
    await start(['/electron', '/app', 'a.csv']);
    expect(electron.app.calls).toEqual(['quit']);
    expect(electron.windows).toEqual([]);
  });

  it('are shown whether they come before the window, from a second start or from the system', async () => {
    await start();
    electron.app.emit('second-instance', {}, ['/electron', '/app', 'a.csv'], dir);
    electron.app.emit('open-file', { preventDefault: () => undefined }, join(dir, 'a.csv'));
    electron.app.emit('open-file', { preventDefault: () => undefined }, join(dir, 'missing.csv'));
    electron.pageReady();
    await vi.waitFor(() => expect(openedFiles().map((file) => file.name)).toEqual(['a.csv', 'a.csv']));
  });

  it('are told from switches and from the folder of the app', () => {
    expect(startArguments(['/e', '/app', '--no-sandbox', 'a.csv', '/b.csv'], '/data', false)).toEqual({
      files: ['/data/a.csv', '/b.csv'],
      open: null,
    });
    expect(startArguments(['/waybill', '--sample'], '/data', true)).toEqual({ files: [], open: { sample: true } });
    expect(startArguments(['/waybill', 'a.csv'], '/data', true).files).toEqual(['/data/a.csv']);
  });
});
