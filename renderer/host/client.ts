/**
 * The window's end of the contract: `connect()` gives typed calls, over the loopback WebSocket (Chromium) or a
 * MessagePort (Electron). Which of the two is known only here.
 */
import { z } from 'zod';
import { createClient, type Client } from '../../shared/contract/client.ts';
import type { EventData, EventName } from '../../shared/contract/events.ts';
import type { Channel } from '../../shared/contract/protocol.ts';
import { fromBytes, toBytes } from '../../shared/contract/wire.ts';
import { WaybillError } from '../../shared/errors.ts';

export type { Client, CallOptions } from '../../shared/contract/client.ts';

// Zod would otherwise try to make functions from text, which the window's policy forbids (and reports).
z.config({ jitless: true });

/** What Electron's preload script offers, and nothing else. Absent in a browser. */
export interface ElectronBridge {
  /** The path of a dropped or chosen file; null for one that has none (made by a page). */
  pathOf(file: File): string | null;
  /** Asks with the system's dialog. Empty where the analyst cancelled. */
  choose(what: 'files' | 'case' | 'new-case'): Promise<string[]>;
  chooseTarget(suggestedName: string): Promise<string | null>;
}

declare global {
  interface Window {
    readonly waybillElectron?: ElectronBridge;
  }
}

/** Electron's own abilities, where the window has them. */
export const electron = (): ElectronBridge | null => window.waybillElectron ?? null;

const ATTEMPTS = 8;
const PAUSE_MS = 250;

/**
 * Connects to the case process.
 * @throws WaybillError 'host/unreachable' where the host is gone or another window has it
 */
export async function connect(): Promise<Client> {
  if (electron() !== null) return createClient(portChannel());
  for (let attempt = 1; ; attempt += 1) {
    const socket = await openSocket();
    if (socket !== null) return createClient(socketChannel(socket));
    if (attempt === ATTEMPTS) {
      throw new WaybillError(
        'host/unreachable',
        'This window cannot reach Waybill. Another window may be open already, or Waybill has ended: close this window and start it again.',
      );
    }
    // After a reload the host may not have noticed yet that the old page is gone.
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function openSocket(): Promise<WebSocket | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://${location.host}/calls`);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => resolve(socket);
    socket.onerror = () => resolve(null);
  });
}

function socketChannel(socket: WebSocket): Channel {
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(toBytes(message) as Uint8Array<ArrayBuffer>);
    },
    onMessage: (listener) => {
      socket.onmessage = (event: MessageEvent<ArrayBuffer>) => listener(fromBytes(new Uint8Array(event.data)));
    },
    onClose: (listener) => {
      socket.onclose = () => listener('The connection to Waybill was closed.');
    },
    close: () => socket.close(),
  };
}

/** What the preload script posts to the page; a port comes with `ready`. */
type PreloadMessage = { waybill: 'ready' | 'page-ready' } | { waybill: 'lost'; reason: string } | EventMessage;
interface EventMessage {
  waybill: 'event';
  name: EventName;
  data: EventData<EventName>;
}

/**
 * The channel in Electron. The port leads straight to the case process, so it ends with it, and the next process comes
 * with a port of its own: the channel outlives both, and tells the events that the loopback host tells.
 */
function portChannel(): Channel {
  let port: MessagePort | null = null;
  let listener: (message: unknown) => void = () => undefined;
  const tell = (name: EventName, data: unknown): void => listener({ k: 'event', name, data });

  window.addEventListener('message', (event: MessageEvent<PreloadMessage>) => {
    if (event.source !== window || typeof event.data !== 'object' || !event.data || !('waybill' in event.data)) return;
    const message = event.data;
    if (message.waybill === 'event') tell(message.name, message.data);
    else if (message.waybill === 'lost') {
      port = null;
      tell('process/lost', { reason: message.reason });
    } else if (message.waybill === 'ready') {
      port = event.ports[0]!;
      port.onmessage = ({ data }: MessageEvent) => listener(data);
      tell('process/ready', {});
    }
  });
  // The preload script keeps the port until the page can take it.
  window.postMessage({ waybill: 'page-ready' }, location.origin);

  return {
    send: (message) => port?.postMessage(message),
    onMessage: (next) => {
      listener = next;
    },
    onClose: () => undefined,
    close: () => port?.close(),
  };
}
