/**
 * The calling side of the contract: typed calls with cancel and progress over a channel. It knows no transport; the
 * window's is in renderer/host/client.ts.
 */
import { z } from 'zod';
import { CancelledError, WaybillError, fromErrorData } from '../errors.ts';
import { calls, type CallIn, type CallName, type CallOut } from './calls.ts';
import type { AbortSignalLike, Progress } from './engine.ts';
import { events, type EventData, type EventName } from './events.ts';
import { toWindow, type Channel, type ToWindow } from './protocol.ts';

export interface CallOptions {
  readonly signal?: AbortSignalLike | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Client {
  /**
   * Asks the case process. When the signal fires the promise is rejected at once with `CancelledError` and the other
   * side is told; its late answer is dropped.
   * @throws WaybillError as the other side threw it; 'host/process-lost' if it ended before it answered
   */
  call<C extends CallName>(name: C, input: CallIn<C>, options?: CallOptions): Promise<CallOut<C>>;
  /** @returns a function that ends the subscription */
  on<E extends EventName>(name: E, listener: (data: EventData<E>) => void): () => void;
  /** Fires once, when the channel is closed for good. */
  onClose(listener: (reason: string) => void): void;
  close(): void;
}

interface Pending {
  readonly name: CallName;
  resolve(value: unknown): void;
  reject(error: Error): void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

const lost = (): WaybillError =>
  new WaybillError(
    'host/process-lost',
    'The process that holds the case ended before it answered. It is being started again; nothing kept was lost.',
  );

export function createClient(channel: Channel): Client {
  let next = 0;
  let closed = false;
  const pending = new Map<number, Pending>();
  const listeners = new Map<EventName, Set<(data: never) => void>>();
  const closeListeners: ((reason: string) => void)[] = [];

  const failAll = (): void => {
    const all = [...pending.values()];
    pending.clear();
    for (const call of all) call.reject(lost());
  };

  const receive = (message: ToWindow): void => {
    if (message.k === 'event') {
      const data = events[message.name].parse(message.data);
      if (message.name === 'process/lost') failAll();
      for (const listener of [...(listeners.get(message.name) ?? [])]) listener(data as never);
      return;
    }
    const call = pending.get(message.id);
    if (call === undefined) return; // cancelled: nobody waits any more
    if (message.k === 'progress') {
      call.onProgress?.(message.progress as Progress);
      return;
    }
    pending.delete(message.id);
    if (message.k === 'failed') {
      call.reject(fromErrorData(message.error));
      return;
    }
    const value = calls[call.name].out.safeParse(message.value);
    if (value.success) call.resolve(value.data);
    else call.reject(new Error(`The answer to ${call.name} has the wrong shape: ${z.prettifyError(value.error)}`));
  };

  channel.onMessage((raw) => {
    const message = toWindow.safeParse(raw);
    if (message.success) receive(message.data);
    else channel.close();
  });
  channel.onClose((reason) => {
    closed = true;
    failAll();
    for (const listener of closeListeners) listener(reason);
  });

  return {
    call(name, input, { signal, onProgress } = {}) {
      if (signal?.aborted) return Promise.reject(new CancelledError());
      if (closed) return Promise.reject(lost());
      const id = next++;
      return new Promise((resolve, reject) => {
        const abort = (): void => {
          if (!pending.delete(id)) return;
          channel.send({ k: 'cancel', id });
          reject(new CancelledError());
        };
        const settled = (): void => signal?.removeEventListener('abort', abort);
        pending.set(id, {
          name,
          onProgress,
          resolve: (value) => {
            settled();
            resolve(value as never);
          },
          reject: (error) => {
            settled();
            reject(error);
          },
        });
        signal?.addEventListener('abort', abort, { once: true });
        channel.send({ k: 'call', id, name, input });
      });
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener as (data: never) => void);
      return () => set.delete(listener as (data: never) => void);
    },
    onClose(listener) {
      closeListeners.push(listener);
    },
    close: () => channel.close(),
  };
}
