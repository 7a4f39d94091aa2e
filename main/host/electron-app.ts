/**
 * Waybill in Electron: one window on `app://waybill`, the case process as a utility process, a port between the two. The
 * module is given the `electron` module, so that all of it can be tested against a stand-in.
 */
import { createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type * as Electron from 'electron';
import type { EventData } from '../../shared/contract/events.ts';
import type { HostInfo } from './link.ts';
import { ORIGIN, isOurs, lockContents, lockSession, quietSwitches, webPreferences } from './lock-down.ts';
import { OpenedFiles } from './opened-files.ts';
import { Site, type SiteAnswer } from './site.ts';
import { Supervisor, type Child } from './supervisor.ts';

type ElectronModule = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'Menu'
  | 'MessageChannelMain'
  | 'dialog'
  | 'ipcMain'
  | 'protocol'
  | 'session'
  | 'utilityProcess'
>;

export interface ElectronOptions {
  /** dist/main */
  readonly folder: string;
  readonly userDir: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly log: (text: string) => void;
}

/** What a start was given: files to look at, a case, or the sample. */
export interface StartArguments {
  readonly files: readonly string[];
  readonly open: HostInfo['open'];
}

/**
 * @param argv     as the process got it: the program, in development the app's folder, then what the person gave;
 *                 Chromium's own switches may stand anywhere
 * @param packaged whether there is no app's folder in it
 */
export function startArguments(argv: readonly string[], cwd: string, packaged: boolean): StartArguments {
  const given = argv.slice(1);
  const plain = given.filter((argument) => !argument.startsWith('-'));
  const files = plain.slice(packaged ? 0 : 1).map((file) => resolve(cwd, file));
  return { files, open: given.includes('--sample') ? { sample: true } : null };
}

/** An answer of the site as the protocol handler gives it. */
export function toResponse(answer: SiteAnswer): Response {
  const init = { status: answer.status, headers: answer.headers };
  if (answer.body === null) return new Response(null, init);
  if (answer.body instanceof Uint8Array) return new Response(Uint8Array.from(answer.body), init);
  const { file, start, end } = answer.body;
  const stream = Readable.toWeb(createReadStream(file, { start, end })) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Response(stream, init);
}

export async function startElectron(electron: ElectronModule, options: ElectronOptions): Promise<void> {
  const { app, protocol } = electron;
  if (!app.requestSingleInstanceLock()) {
    // The first instance hears of our files by `second-instance`.
    app.quit();
    return;
  }
  app.enableSandbox();
  quietSwitches(app);
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
  app.on('web-contents-created', (_event, contents) => lockContents(contents));
  const given = startArguments(options.argv, options.cwd, app.isPackaged);
  const early: string[] = [...given.files];
  let show = (files: readonly string[]): void => void early.push(...files);
  app.on('open-file', (event, file) => {
    event.preventDefault();
    show([file]);
  });
  let focus = (): void => undefined;
  app.on('second-instance', (_event, argv, cwd) => {
    show(startArguments(argv, cwd, app.isPackaged).files);
    focus();
  });
  app.on('window-all-closed', () => app.quit());

  await app.whenReady();
  const opened = new OpenedFiles();
  const site = new Site(join(options.folder, '..', 'renderer'), opened);
  const session = electron.session.defaultSession;
  lockSession(session);
  session.protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    if (!isOurs(request.url)) return new Response(null, { status: 404 });
    const range = request.headers.get('Range') ?? undefined;
    return toResponse(await site.answer({ method: request.method, target: `${url.pathname}${url.search}`, range }));
  });
  electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(menu(app.isPackaged)));

  const window = new electron.BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 500,
    show: false,
    title: 'Waybill',
    webPreferences: webPreferences(join(options.folder, 'preload.cjs'), app.isPackaged),
  });
  const { webContents: contents } = window;
  focus = () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  };
  const ours = (event: { readonly senderFrame: Electron.WebFrameMain | null }): boolean =>
    event.senderFrame !== null && event.senderFrame === contents.mainFrame && isOurs(event.senderFrame.url);

  let open = given.open;
  let child: Electron.UtilityProcess | null = null;
  let pageReady = false;
  /** A fresh pair of ports: one for the page, one for the case process. */
  const joinWindow = (): void => {
    if (!pageReady || child === null) return;
    const { port1, port2 } = new electron.MessageChannelMain();
    const info: HostInfo = { host: 'electron', notices: [], userDir: options.userDir, open };
    open = null;
    child.postMessage({ t: 'window', info }, [port1]);
    contents.postMessage('port', null, [port2]);
  };
  const supervisor = new Supervisor({
    spawn() {
      const started = electron.utilityProcess.fork(join(options.folder, 'case-process.js'), [], {
        serviceName: 'Waybill case process',
        stdio: 'inherit',
      });
      child = started;
      return asChild(started);
    },
    onMessage: () => undefined,
    onReady: joinWindow,
    onLost(reason, final) {
      options.log(`The case process ${reason}.`);
      child = null;
      contents.send('lost', final ? `${reason}, again and again` : reason);
    },
  });
  supervisor.start();

  const waiting: EventData<'files/opened'> = { files: [], problems: [] };
  const tellOpened = (): void => {
    const { files, problems } = waiting;
    if (!pageReady || files.length + problems.length === 0) return;
    contents.send('event', 'files/opened', { files: files.splice(0), problems: problems.splice(0) });
  };
  show = (files) => {
    void (async () => {
      const all = await opened.registerAll(files);
      for (const text of all.problems) options.log(text);
      waiting.files.push(...all.files);
      waiting.problems.push(...all.problems);
      tellOpened();
    })();
  };
  show(early);

  electron.ipcMain.on('page-ready', (event) => {
    if (!ours(event)) return;
    pageReady = true;
    joinWindow();
    tellOpened();
  });
  electron.ipcMain.handle('choose', async (event, what: unknown): Promise<string[]> => {
    if (!ours(event)) throw new Error('refused');
    const isFiles = what === 'files';
    const { filePaths } = await electron.dialog.showOpenDialog(window, {
      properties: isFiles ? ['openFile', 'multiSelections'] : ['openDirectory', 'createDirectory'],
    });
    return filePaths;
  });
  electron.ipcMain.handle('choose-target', async (event, name: unknown): Promise<string | null> => {
    if (!ours(event)) throw new Error('refused');
    const { filePath, canceled } = await electron.dialog.showSaveDialog(window, {
      defaultPath: typeof name === 'string' ? name : 'export',
    });
    return canceled ? null : filePath;
  });

  // A reload makes a page that has not said yet that it is there.
  contents.on('did-start-loading', () => {
    pageReady = false;
  });
  window.once('ready-to-show', () => window.show());
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void supervisor.stop({ t: 'quit' }).then(() => {
      stopped = true;
      app.quit();
    });
  });
  await window.loadURL(`${ORIGIN}/`);
}

function asChild(process: Electron.UtilityProcess): Child {
  return {
    send: (message) => process.postMessage(message),
    onMessage: (listener) => process.on('message', listener),
    onExit: (listener) => process.on('exit', (code) => listener(`ended with code ${code}`)),
    kill: () => process.kill(),
  };
}

/** What every desktop expects, and nothing that leads out. */
function menu(isPackaged: boolean): Electron.MenuItemConstructorOptions[] {
  return [
    { role: 'appMenu' },
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : ([{ role: 'reload' }, { role: 'toggleDevTools' }] as const)),
      ],
    },
    { role: 'windowMenu' },
  ];
}
