import { copyToParquet, readCsv, selectAll } from './intake-engine.ts';
import type { LoadContext } from './load.ts';

/** A list of rejects (RejectList) as `record, line, column_name, reason, raw` in Parquet. */
export async function writeRejects(context: LoadContext, list: string): Promise<void> {
  const rows = readCsv({
    path: list,
    delimiter: ',',
    quote: '"',
    escape: '"',
    newline: 'lf',
    skip: 0,
    columns: ['record', 'line', 'column_name', 'reason', 'raw'],
    types: { record: 'BIGINT', line: 'BIGINT' },
    // A million UTF-16 units of raw text, three bytes each, every one a doubled quote at worst.
    longest: 6_500_000,
  });
  await context.engine.copy(copyToParquet(selectAll(rows), context.outRejects), context.signal);
}
