/** The call that tells which files of a case are newer editions of others. */
import { z } from 'zod';

const edition = z.object({
  source_id: z.string(),
  file: z.string(),
  /** Ids of the earlier sources that it replaces. */
  replaces: z.array(z.string()),
  /** How a record is known again. */
  by: z.enum(['declaration and line', 'whole record']),
  /** Records of this source whose line no earlier edition has. */
  new: z.number(),
  /** Records whose line an earlier edition has with another content; 0 where known by the whole record only. */
  changed: z.number(),
  /** Records of the earlier editions whose line this source does not have. */
  gone: z.number(),
  same: z.number(),
  /** In which columns changed records differ, most often first. */
  changed_columns: z.array(z.object({ column: z.string(), records: z.number() })),
  /** Whose row counts in `shipments` where two have the same version of a line. */
  leads: z.string(),
  /** Statements that list the rows; of changed ones both editions. */
  sql: z.object({ new: z.string(), changed: z.string(), gone: z.string(), same: z.string() }),
});
export type Edition = z.infer<typeof edition>;

export const editionCalls = {
  'case/editions': { in: z.object({ source_id: z.string().nullable() }), out: z.array(edition) },
} as const;
