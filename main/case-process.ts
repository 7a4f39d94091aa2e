/**
 * The case process's entry. Thin: it joins a channel to the handlers. Two hosts start it: the Chromium host as a Node
 * child process (messages of main/host/link.ts; the window's calls come as bytes), Electron as a utility process (the
 * window's calls come over a MessagePort). It opens no socket.
 */
import type { Channel } from '../shared/contract/protocol.ts';
import { fromBytes, toBytes } from '../shared/contract/wire.ts';
import { createOffice, type Office } from './host/handlers.ts';
import { hostInfo, toProcess, type FromProcess, type HostInfo } from './host/link.ts';
import { serve, type Served } from './host/server.ts';

/** The part of Electron's `process.parentPort` and `MessagePortMain` that is used. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: readonly Port[] }) => void): void;
}
interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  start(): void;
  close(): void;
}

const onBug = (thrown: unknown): void => {
  process.stderr.write(`waybill: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
};

let office: Office | null = null;
let served: Served | null = null;

function begin(info: HostInfo): Office {
  office ??= createOffice(info);
  return office;
}

/** Ends when the case is closed; a second asking changes nothing. */
async function quit(): Promise<void> {
  served?.close();
  await office?.close();
  process.exit(0);
}

function underNode(): void {
  let client = 0;
  let onBytes: ((message: unknown) => void) | null = null;
  let onClosed: ((reason: string) => void) | null = null;
  const send = (message: FromProcess): void => void process.send?.(message);

  const channelOf = (mine: number): Channel => ({
    send: (message) => send({ t: 'bytes', client: mine, bytes: toBytes(message) }),
    onMessage: (listener) => (onBytes = listener),
    onClose: (listener) => (onClosed = listener),
    close() {
      if (client !== mine) return;
      send({ t: 'close', client: mine });
      hangUp('closed');
    },
  });
  const hangUp = (reason: string): void => {
    const tell = onClosed;
    onBytes = onClosed = null;
    client = 0;
    tell?.(reason);
  };

  process.on('message', (raw) => {
    const message = toProcess.parse(raw);
    switch (message.t) {
      case 'init':
        begin(message.info);
        break;
      case 'open':
        hangUp('another window');
        client = message.client;
        served = serve(channelOf(client), office!.handlers, { onBug });
        break;
      case 'bytes':
        if (message.client === client) receive(message.bytes);
        break;
      case 'closed':
        if (message.client === client) hangUp('the window is gone');
        break;
      case 'quit':
        void quit();
        break;
    }
  });
  const receive = (bytes: Uint8Array): void => {
    let message: unknown;
    try {
      message = fromBytes(bytes);
    } catch {
      message = null; // no MessagePack: the protocol refuses it and closes the channel
    }
    onBytes?.(message);
  };
  // The host is gone: nobody will ask again.
  process.on('disconnect', () => void quit());
}

function underElectron(parent: ParentPort): void {
  parent.on('message', ({ data, ports }) => {
    const message = data as { t?: unknown; info?: unknown };
    if (message.t === 'quit') return void quit();
    const [port] = ports;
    if (port === undefined) return undefined;
    served?.close();
    served = serve(portChannel(port), begin(hostInfo.parse(message.info)).handlers, { onBug });
    return undefined;
  });
}

function portChannel(port: Port): Channel {
  return {
    send: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', ({ data }) => listener(data));
      port.start();
    },
    onClose: (listener) => port.on('close', () => listener('the window is gone')),
    close: () => port.close(),
  };
}

const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort };
if (parentPort !== undefined) underElectron(parentPort);
else underNode();
