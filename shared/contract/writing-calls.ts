/** What the window writes to places that the analyst chose: pictures of charts, and notebooks as SQL scripts. */
import { z } from 'zod';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= 64 * 1024 * 1024);

export const writingCalls = {
  'writing/picture': {
    in: z.object({ path: z.string(), format: z.enum(['png', 'svg']), bytes }),
    out: z.object({ path: z.string() }),
  },
  /** @param text the notebook as the window shows it; values of inputs are those in it */
  'writing/sqlScript': {
    in: z.object({ path: z.string(), text: z.string() }),
    out: z.object({ path: z.string() }),
  },
} as const;
