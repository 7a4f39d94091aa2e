/**
 * The messages between a window host and the case process that it has forked (Node child process). The host does not
 * look into a window's calls: it passes their bytes on. `client` counts the windows that came one after the other, so
 * that what is late for a window that has gone is not given to the next.
 */
import { z } from 'zod';

/** What the host tells the case process about itself, once, first. */
export const hostInfo = z.object({
  host: z.enum(['electron', 'chromium']),
  /** What the analyst must know about this start, e.g. that the browser's own sandbox is off. */
  notices: z.array(z.string()),
  /** The folder of settings and recent cases. */
  userDir: z.string(),
  /** What is put on the desk at once; null = nothing, the window asks. */
  open: z.union([z.object({ sample: z.literal(true) }), z.object({ path: z.string() })]).nullable(),
});
export type HostInfo = z.infer<typeof hostInfo>;

const client = z.number().int();
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

export const toProcess = z.discriminatedUnion('t', [
  z.object({ t: z.literal('init'), info: hostInfo }),
  z.object({ t: z.literal('open'), client }),
  z.object({ t: z.literal('bytes'), client, bytes }),
  z.object({ t: z.literal('closed'), client }),
  /** Finish what is being written, close the case, exit. */
  z.object({ t: z.literal('quit') }),
]);
export type ToProcess = z.infer<typeof toProcess>;

export const fromProcess = z.discriminatedUnion('t', [
  z.object({ t: z.literal('bytes'), client, bytes }),
  z.object({ t: z.literal('close'), client }),
]);
export type FromProcess = z.infer<typeof fromProcess>;
