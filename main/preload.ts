/**
 * The preload script: a named handful of abilities, never a general bridge. It passes the port to the case process on to
 * the page, and the page's "I am here" to the host. Runs sandboxed; it is bundled as CommonJS (dist/main/preload.cjs).
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';

// A preload script has the page's DOM, but main/ is compiled without its types; this is all that is used of it.
interface PageWindow {
  readonly location: { readonly origin: string };
  postMessage(message: unknown, origin: string, transfer?: readonly unknown[]): void;
  addEventListener(type: 'message', listener: (event: { source: unknown; data: unknown }) => void): void;
}
const page = globalThis as unknown as PageWindow;

contextBridge.exposeInMainWorld('waybillElectron', {
  pathOf: (file: Parameters<typeof webUtils.getPathForFile>[0]): string | null => webUtils.getPathForFile(file) || null,
  choose: (what: 'files' | 'case' | 'new-case'): Promise<unknown> => ipcRenderer.invoke('choose', what),
  chooseTarget: (name: string): Promise<unknown> => ipcRenderer.invoke('choose-target', name),
});

const tell = (message: unknown, ports: readonly unknown[] = []): void =>
  page.postMessage(message, page.location.origin, ports);

ipcRenderer.on('port', (event) => tell({ waybill: 'ready' }, event.ports));
ipcRenderer.on('lost', (_event, reason: string) => tell({ waybill: 'lost', reason }));
ipcRenderer.on('event', (_event, name: string, data: unknown) => tell({ waybill: 'event', name, data }));

page.addEventListener('message', ({ source, data }) => {
  if (source === globalThis && (data as { waybill?: unknown } | null)?.waybill === 'page-ready') {
    ipcRenderer.send('page-ready');
  }
});
