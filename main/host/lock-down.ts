/**
 * What Electron must not do, in one place: no navigation, no new window, no permission, no request but to our own scheme,
 * no spelling dictionary, no download, no webview. Each is tested (lock-down.test.ts) against a stand-in.
 */
import type { App, Event, Session, WebContents, WebPreferences } from 'electron';

/** The page's scheme and host; everything else is a stranger. */
export const ORIGIN = 'app://waybill';

export const isOurs = (url: string): boolean => {
  try {
    const { protocol, host } = new URL(url);
    return protocol === 'app:' && host === 'waybill';
  } catch {
    return false;
  }
};

/** Command line of Chromium, to be set before the app is ready: it talks to nobody by itself. */
export function quietSwitches(app: Pick<App, 'commandLine'>): void {
  for (const name of [
    'disable-background-networking',
    'disable-component-update',
    'disable-domain-reliability',
    'disable-sync',
    'no-pings',
    'no-proxy-server',
  ]) {
    app.commandLine.appendSwitch(name);
  }
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
}

/** How every window is made. All is explicit, defaults too: a change of Electron's defaults must not be a change of ours. */
export const webPreferences = (preload: string, isPackaged: boolean): WebPreferences => ({
  preload,
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
  devTools: !isPackaged,
});

/** The only thing that a page may ask of the system: to put text into the clipboard. */
const PERMITTED = new Set(['clipboard-sanitized-write']);

export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(isOurs(contents.getURL()) && PERMITTED.has(permission));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => isOurs(origin) && PERMITTED.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.setSpellCheckerDictionaryDownloadURL(`${ORIGIN}/no-dictionaries/`);
  session.webRequest.onBeforeRequest((details, answer) => {
    const { protocol } = new URL(details.url);
    // Blobs and data are made by the page itself; the developer tools exist only where the app is not packaged.
    answer({ cancel: !(isOurs(details.url) || ['blob:', 'data:', 'devtools:'].includes(protocol)) });
  });
  session.on('will-download', (event) => event.preventDefault());
}

const refuse = (event: Pick<Event, 'preventDefault'>): void => event.preventDefault();

/** For every page that Electron makes, whoever made it. */
export function lockContents(contents: WebContents): void {
  // The first load of a window is no navigation in this sense; after it there is nowhere to go.
  contents.on('will-navigate', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-attach-webview', refuse);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
