/** For tests: an `electron` module that records what it is told, and lets the test play the system and the page. */
import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';

type Handler = (...args: never[]) => unknown;

class FakePort extends EventEmitter {
  start(): void {}
  close(): void {}
}

class FakeContents extends EventEmitter {
  readonly sent: unknown[][] = [];
  readonly posted: { channel: string; ports: readonly unknown[] }[] = [];
  readonly mainFrame = { url: 'app://waybill/' };
  windowOpen: Handler = () => undefined;
  setWindowOpenHandler(handler: Handler): void {
    this.windowOpen = handler;
  }
  send(...args: unknown[]): void {
    this.sent.push(args);
  }
  postMessage(channel: string, _message: unknown, ports: readonly unknown[]): void {
    this.posted.push({ channel, ports });
  }
}

class FakeProcess extends EventEmitter {
  readonly posted: { message: unknown; ports: readonly unknown[] }[] = [];
  postMessage(message: unknown, ports: readonly unknown[] = []): void {
    this.posted.push({ message, ports });
    if ((message as { t?: string }).t === 'quit') this.emit('exit', 0);
  }
  kill(): void {
    this.emit('exit', 1);
  }
}

export class ElectronStandIn {
  readonly app = Object.assign(new EventEmitter(), {
    isPackaged: false,
    calls: [] as string[],
    switches: [] as string[],
    locked: true,
    requestSingleInstanceLock(): boolean {
      return this.locked;
    },
    enableSandbox(): void {
      this.calls.push('enableSandbox');
    },
    quit(): void {
      this.calls.push('quit');
      const event = { prevented: false, preventDefault: () => (event.prevented = true) };
      (this as unknown as EventEmitter).emit('before-quit', event);
    },
    whenReady(): Promise<void> {
      this.calls.push('whenReady');
      return Promise.resolve();
    },
    commandLine: {
      appendSwitch: (name: string, value?: string) => void this.app.switches.push(value ? `${name}=${value}` : name),
    },
  });
  readonly privileged: unknown[] = [];
  readonly protocol = { registerSchemesAsPrivileged: (schemes: unknown[]) => void this.privileged.push(...schemes) };
  readonly handlers = new Map<string, Handler>();
  readonly defaultSession = Object.assign(new EventEmitter(), {
    permissionRequest: (() => undefined) as Handler,
    permissionCheck: (() => undefined) as Handler,
    device: (() => undefined) as Handler,
    beforeRequest: (() => undefined) as Handler,
    spellChecker: true,
    protocol: { handle: (scheme: string, handler: Handler) => void this.handlers.set(scheme, handler) },
    setPermissionRequestHandler: (handler: Handler) => void (this.defaultSession.permissionRequest = handler),
    setPermissionCheckHandler: (handler: Handler) => void (this.defaultSession.permissionCheck = handler),
    setDevicePermissionHandler: (handler: Handler) => void (this.defaultSession.device = handler),
    setSpellCheckerEnabled: (on: boolean) => void (this.defaultSession.spellChecker = on),
    setSpellCheckerDictionaryDownloadURL: () => undefined,
    webRequest: { onBeforeRequest: (handler: Handler) => void (this.defaultSession.beforeRequest = handler) },
  });
  readonly session = { defaultSession: this.defaultSession };
  readonly windows: { options: Electron.BrowserWindowConstructorOptions; contents: FakeContents; loaded: string[] }[] =
    [];
  readonly processes: FakeProcess[] = [];
  readonly utilityProcess = {
    fork: (): FakeProcess => {
      const started = new FakeProcess();
      this.processes.push(started);
      return started;
    },
  };
  readonly ipcMain = Object.assign(new EventEmitter(), {
    invoked: new Map<string, Handler>(),
    handle: (channel: string, handler: Handler) => void this.ipcMain.invoked.set(channel, handler),
  });
  readonly dialog = {
    showOpenDialog: () => Promise.resolve({ filePaths: ['/data/a.csv'] }),
    showSaveDialog: () => Promise.resolve({ filePath: '/data/out.csv', canceled: false }),
  };
  readonly Menu = { buildFromTemplate: (template: unknown) => template, setApplicationMenu: () => undefined };
  readonly MessageChannelMain = class {
    readonly port1 = new FakePort();
    readonly port2 = new FakePort();
  };
  readonly BrowserWindow = makeWindowClass(this);

  /** The page of the only window says that it is there. */
  pageReady(frame: unknown = this.windows[0]!.contents.mainFrame): void {
    this.ipcMain.emit('page-ready', { senderFrame: frame });
  }

  /** As the module that `startElectron` takes. */
  get module(): typeof Electron {
    return this as unknown as typeof Electron;
  }
}

function makeWindowClass(
  standIn: ElectronStandIn,
): new (options: Electron.BrowserWindowConstructorOptions) => EventEmitter {
  return class extends EventEmitter {
    readonly webContents = new FakeContents();
    readonly loaded: string[] = [];
    constructor(options: Electron.BrowserWindowConstructorOptions) {
      super();
      standIn.windows.push({ options, contents: this.webContents, loaded: this.loaded });
      standIn.app.emit('web-contents-created', {}, this.webContents);
    }
    loadURL(url: string): Promise<void> {
      this.loaded.push(url);
      return Promise.resolve();
    }
    isMinimized(): boolean {
      return false;
    }
    focus(): void {}
    show(): void {}
    restore(): void {}
  };
}
