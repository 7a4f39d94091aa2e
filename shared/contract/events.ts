/**
 * What a window is told without having asked. As with `calls`, nothing crosses that is not named here, and the window
 * parses what it receives.
 */
import { z } from 'zod';

/** A file that the analyst opened from outside (file manager, command line, a second start). */
export const openedFile = z.object({
  /** Absolute path, for adding it to a case. */
  path: z.string(),
  name: z.string(),
  bytes: z.number(),
  /** Path of the page's own origin under which a Quick Look reads it by ranges, e.g. `/file/4f…`. */
  url: z.string(),
});

export const events = {
  /** The case process ended. Calls under way have failed; a new process is being started. */
  'process/lost': z.object({ reason: z.string() }),
  /** A case process is there (also sent once at the start). After a loss the window opens its case again. */
  'process/ready': z.object({}),
  /** Files to look at. */
  'files/opened': z.object({
    files: z.array(openedFile),
    /** What was given and cannot be opened, in words. */
    problems: z.array(z.string()),
  }),
} as const;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventData<E extends EventName> = z.infer<Events[E]>;
