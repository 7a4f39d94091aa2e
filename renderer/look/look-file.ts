/** A file of the Quick Look: where it stands between being dropped and being a complete table. */
import type { ColumnInfo, ColumnPage } from '../../shared/contract/values.ts';
import type { Progress } from '../../shared/contract/engine.ts';
import type { ErrorData } from '../../shared/errors.ts';

export type LookPhase =
  | { readonly kind: 'loading'; readonly progress: Progress | null }
  | { readonly kind: 'ready'; readonly rows: number; readonly rejected: number }
  | { readonly kind: 'tooLarge'; readonly limit: number }
  | { readonly kind: 'failed'; readonly error: ErrorData }
  | { readonly kind: 'cancelled' };

export interface LookFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** Name of its table in the sandbox. */
  readonly relation: string;
  readonly phase: LookPhase;
  /** First rows, shown while the rest is read. */
  readonly preview: { readonly columns: readonly ColumnInfo[]; readonly page: ColumnPage } | null;
  /** Absolute path where the host told it (handed over by the system); a browser's own file has none. */
  readonly path: string | null;
}

/** A table name from a file name: without folder and endings, never empty, not one of `taken` (without regard to case). */
export function lookRelationName(fileName: string, taken: ReadonlySet<string>): string {
  const stem = fileName.replace(/^.*[\\/]/, '').replace(/(\.(csv|tsv|psv|txt|parquet|gz|zst))+$/i, '');
  const base =
    stem
      .normalize('NFKC')
      .replace(/[^\p{L}\p{N}_]+/gu, '_')
      .replace(/^_+|_+$/g, '')
      .toLowerCase()
      .slice(0, 60) || 'file';
  const head = /^\d/.test(base) ? `t_${base}` : base;
  let name = head;
  for (let n = 2; taken.has(name.toLowerCase()); n += 1) name = `${head}_${n}`;
  return name;
}
