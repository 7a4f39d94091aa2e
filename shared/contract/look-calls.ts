/** What a Quick Look asks of the host: only to keep what was done, where the analyst chose. */
import { z } from 'zod';

export const lookCalls = {
  /** Writes a notebook to a file of the analyst's choice; no case is needed. A file that is no notebook is not replaced. */
  'look/saveNotebook': {
    in: z.object({ path: z.string(), text: z.string().max(4_000_000) }),
    out: z.object({ path: z.string() }),
  },
} as const;
