/**
 * Joins the loopback server's one window with the supervised case process, and keeps what the window must be told until
 * there is one.
 */
import type { EventData, EventName } from '../../shared/contract/events.ts';
import { toBytes } from '../../shared/contract/wire.ts';
import { fromProcess, type HostInfo, type ToProcess } from './link.ts';
import type { LoopbackClient } from './loopback.ts';
import { Supervisor, type Child } from './supervisor.ts';

export interface Bridge {
  onClient(client: LoopbackClient): void;
  /** Told at once, or to the next window. */
  emit<E extends EventName>(name: E, data: EventData<E>): void;
  /** Ends the case process; resolves when it has. */
  stop(): Promise<void>;
}

export function createBridge(options: {
  readonly spawn: () => Child;
  readonly info: () => HostInfo;
  readonly onError: (error: unknown) => void;
}): Bridge {
  let number = 0;
  let current: LoopbackClient | null = null;
  let lostForGood: string | null = null;
  const waiting: Uint8Array[] = [];

  const tell = <E extends EventName>(name: E, data: EventData<E>): Uint8Array => toBytes({ k: 'event', name, data });
  const send = (message: ToProcess): void => supervisor.send(message);

  const supervisor = new Supervisor({
    spawn: options.spawn,
    onMessage(raw) {
      const message = fromProcess.parse(raw);
      if (message.client !== number || current === null) return;
      if (message.t === 'bytes') current.send(message.bytes);
      else current.close();
    },
    onReady() {
      send({ t: 'init', info: options.info() });
      if (current === null) return;
      send({ t: 'open', client: number });
      current.send(tell('process/ready', {}));
    },
    onLost(reason, final) {
      options.onError(new Error(`The case process ${reason}.`));
      if (final) lostForGood = reason;
      current?.send(tell('process/lost', { reason }));
    },
  });
  supervisor.start();

  return {
    onClient(client) {
      number += 1;
      const mine = number;
      current = client;
      client.onBytes = (bytes) => send({ t: 'bytes', client: mine, bytes });
      client.onClosed = () => {
        if (current === client) current = null;
        send({ t: 'closed', client: mine });
      };
      send({ t: 'open', client: mine });
      client.send(lostForGood === null ? tell('process/ready', {}) : tell('process/lost', { reason: lostForGood }));
      for (const bytes of waiting.splice(0)) client.send(bytes);
    },
    emit(name, data) {
      const bytes = tell(name, data);
      if (current === null) waiting.push(bytes);
      else current.send(bytes);
    },
    stop: () => supervisor.stop({ t: 'quit' } satisfies ToProcess),
  };
}
