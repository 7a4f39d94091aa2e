/**
 * The messages between a window and the case process, over any channel that carries structured values: a MessagePort,
 * or MessagePack over a WebSocket. Cancel and progress are kinds of message, not add-ons. Both sides parse every message
 * before they look at it; a message that does not parse ends the channel, since it comes from a stranger or a bug.
 */
import { z } from 'zod';
import { calls, type CallName } from './calls.ts';
import { events, type EventName } from './events.ts';

/** In every browser and in Node; shared/ compiles without either's types. */
declare function structuredClone<T>(value: T): T;

const callNumber = z.number().int().nonnegative();

export const progressSchema = z.object({
  fraction: z.number().nullable(),
  bytes: z.number().optional(),
  totalBytes: z.number().optional(),
  rows: z.number().optional(),
  phase: z.string().optional(),
  detail: z.unknown().optional(),
});

const errorCode = z.custom<`${string}/${string}`>((value) => typeof value === 'string' && value.includes('/'));

/** `ErrorData` of shared/errors.ts, as it must look when it arrives. */
export const errorSchema = z.object({
  kind: z.enum(['expected', 'bug', 'cancelled']),
  code: errorCode,
  message: z.string(),
  place: z.object({
    file: z.string().optional(),
    record: z.number().optional(),
    line: z.number().optional(),
    column: z.string().optional(),
    offset: z.number().optional(),
  }),
  causes: z.array(z.string()).readonly(),
});

const callName = z.custom<CallName>((value) => typeof value === 'string' && Object.hasOwn(calls, value));
const eventName = z.custom<EventName>((value) => typeof value === 'string' && Object.hasOwn(events, value));

/** What a window sends. `input` is parsed again with the schema of the call. */
export const fromWindow = z.discriminatedUnion('k', [
  z.object({ k: z.literal('call'), id: callNumber, name: callName, input: z.unknown() }),
  z.object({ k: z.literal('cancel'), id: callNumber }),
]);
export type FromWindow = z.infer<typeof fromWindow>;

/** What a window receives. `value` and `data` are parsed again with the schema of the call or event. */
export const toWindow = z.discriminatedUnion('k', [
  z.object({ k: z.literal('done'), id: callNumber, value: z.unknown() }),
  z.object({ k: z.literal('failed'), id: callNumber, error: errorSchema }),
  z.object({ k: z.literal('progress'), id: callNumber, progress: progressSchema }),
  z.object({ k: z.literal('event'), name: eventName, data: z.unknown() }),
]);
export type ToWindow = z.infer<typeof toWindow>;

/** A two-way channel of structured values. It delivers in order, and says once when it is closed. */
export interface Channel {
  send(message: FromWindow | ToWindow): void;
  /** Both may be set once; messages that arrive before are kept by the channel's maker or not sent yet. */
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: (reason: string) => void): void;
  close(): void;
}

/** Two ends of one channel within a process, for tests and the test double. Delivery is asynchronous, as in life. */
export function channelPair(): readonly [Channel, Channel] {
  let open = true;
  const ends = [0, 1].map(() => ({
    message: undefined as ((message: unknown) => void) | undefined,
    close: undefined as ((reason: string) => void) | undefined,
  }));
  const make = (mine: number): Channel => ({
    send(message) {
      const copy: unknown = structuredClone(message);
      void Promise.resolve().then(() => {
        if (open) ends[1 - mine]?.message?.(copy);
      });
    },
    onMessage(listener) {
      ends[mine]!.message = listener;
    },
    onClose(listener) {
      ends[mine]!.close = listener;
    },
    close() {
      if (!open) return;
      open = false;
      for (const end of ends) end.close?.('closed');
    },
  });
  return [make(0), make(1)];
}
