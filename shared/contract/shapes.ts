/** Shapes that several calls of the contract share. */
import { z } from 'zod';

export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const empty = z.object({}).strict();
export const columnInfo = z.object({ name: z.string(), type: z.string(), kind: z.string() });
export const page = z.object({ from: z.number().int(), rows: z.number().int(), columns: z.array(z.array(scalar)) });
export const handle = z.object({
  id: z.string(),
  columns: z.array(columnInfo),
  rowCount: z.number().int(),
  statement: z.string(),
});
/** `ColumnFilter` of engine.ts, as it must look when it arrives. */
export const columnFilter = z.union([
  z.object({
    column: z.string(),
    op: z.enum(['contains', 'notContains', 'equals', 'notEquals', 'starts', 'ends', 'regexp']),
    value: z.string(),
  }),
  z.object({ column: z.string(), op: z.literal('range'), min: z.string().nullable(), max: z.string().nullable() }),
  z.object({ column: z.string(), op: z.enum(['in', 'notIn']), values: z.array(z.string().nullable()) }),
  z.object({ column: z.string(), op: z.enum(['isNull', 'isNotNull', 'isEmpty', 'isNotEmpty']) }),
]);
