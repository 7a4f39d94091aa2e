/**
 * The answering side of the contract. The list of handlers is derived from `calls`: one that is missing, or that answers
 * with the wrong shape, does not compile.
 */
import { z } from 'zod';
import { calls, type CallIn, type CallName, type CallOut } from '../../shared/contract/calls.ts';
import type { Progress } from '../../shared/contract/engine.ts';
import type { EventData, EventName } from '../../shared/contract/events.ts';
import { fromWindow, type Channel, type FromWindow } from '../../shared/contract/protocol.ts';
import { WaybillError, toErrorData } from '../../shared/errors.ts';

export interface CallContext {
  /** Fires when the window cancels the call or is gone. */
  readonly signal: AbortSignal;
  /** Tells the window; more often than some 15 times a second is thinned out. */
  readonly onProgress: (progress: Progress) => void;
}

export type Handlers = {
  readonly [C in CallName]: (input: CallIn<C>, context: CallContext) => Promise<CallOut<C>>;
};

export interface Served {
  /** Tells the window something that it has not asked for. */
  emit<E extends EventName>(name: E, data: EventData<E>): void;
  close(): void;
}

const PROGRESS_INTERVAL_MS = 66;

const isThinned = (progress: Progress, since: number): boolean =>
  since < PROGRESS_INTERVAL_MS && progress.fraction !== 1 && progress.detail === undefined;

/**
 * Answers calls that arrive on a channel until it is closed; then everything under way is cancelled.
 * @param onBug is given what was thrown by mistake, for the log; the window gets it as `ErrorData` of kind `bug`
 */
export function serve(
  channel: Channel,
  handlers: Handlers,
  { onBug = () => undefined, now = Date.now }: { onBug?: (thrown: unknown) => void; now?: () => number } = {},
): Served {
  const running = new Map<number, AbortController>();

  async function answer(message: Extract<FromWindow, { k: 'call' }>): Promise<void> {
    const { id, name } = message;
    const controller = new AbortController();
    running.set(id, controller);
    let last = -Infinity;
    const onProgress = (progress: Progress): void => {
      const time = now();
      if (controller.signal.aborted || isThinned(progress, time - last)) return;
      if (progress.detail === undefined) last = time;
      channel.send({ k: 'progress', id, progress });
    };
    try {
      const input = calls[name].in.safeParse(message.input);
      if (!input.success) {
        throw new WaybillError(
          'host/bad-call',
          `The window asked for ${name} wrongly: ${z.prettifyError(input.error)}`,
        );
      }
      const handler = handlers[name] as (input: unknown, context: CallContext) => Promise<unknown>;
      const value = await handler(input.data, { signal: controller.signal, onProgress });
      if (running.has(id)) channel.send({ k: 'done', id, value });
    } catch (thrown) {
      const error = toErrorData(thrown);
      if (error.kind === 'bug') onBug(thrown);
      if (running.has(id)) channel.send({ k: 'failed', id, error });
    } finally {
      running.delete(id);
    }
  }

  const cancelAll = (): void => {
    const all = [...running.values()];
    running.clear();
    for (const controller of all) controller.abort();
  };

  channel.onMessage((raw) => {
    const message = fromWindow.safeParse(raw);
    if (!message.success) {
      channel.close();
      return;
    }
    if (message.data.k === 'cancel') running.get(message.data.id)?.abort();
    // An id that is still in use would mix two answers: such a window is broken.
    else if (running.has(message.data.id)) channel.close();
    else void answer(message.data);
  });
  channel.onClose(cancelAll);

  return {
    emit: (name, data) => channel.send({ k: 'event', name, data }),
    close: () => channel.close(),
  };
}
