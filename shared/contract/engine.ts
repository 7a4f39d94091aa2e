/**
 * What an engine can do for the window and the command line. Two implement it: the native engine of a case
 * (main/engine) and the sandbox engine of a Quick Look (renderer/engine). Callers ask for capabilities, never for the
 * kind of engine. One conformance suite (shared/contract/conformance) runs against both.
 */
import type { Bind, Sql } from '../sql/sql.ts';
import type { ColumnInfo, ColumnPage } from './values.ts';

/** What differs between engines; probed at start. */
export interface Capabilities {
  /** Work larger than memory goes to disk. */
  readonly canSpill: boolean;
  /** Statements may write `work.*` objects that are kept. */
  readonly canKeepTables: boolean;
  /** A view can be exported to a file of the analyst's choice. */
  readonly canExport: boolean;
  /** Rows beyond which a source is refused, in bytes of the source; null = no limit but the disk. */
  readonly maxSourceBytes: number | null;
}

/** Names one live result. Ids are never used again. */
export type ResultId = string & { readonly __brand?: 'ResultId' };

/** A sort key; ties are always broken by position in the source, so that two pages never show one row twice. */
export interface SortKey {
  readonly column: string;
  readonly descending: boolean;
}

/** A condition on one column, evaluated by the engine. `values: [null]` in `in` means NULL. */
export type ColumnFilter =
  | {
      readonly column: string;
      readonly op: 'contains' | 'notContains' | 'equals' | 'notEquals' | 'starts' | 'ends';
      readonly value: string;
    }
  | { readonly column: string; readonly op: 'regexp'; readonly value: string }
  | { readonly column: string; readonly op: 'range'; readonly min: string | null; readonly max: string | null }
  | { readonly column: string; readonly op: 'in' | 'notIn'; readonly values: readonly (string | null)[] }
  | { readonly column: string; readonly op: 'isNull' | 'isNotNull' | 'isEmpty' | 'isNotEmpty' };

/** A table or view with what the analyst asked of it. */
export interface ViewSpec {
  readonly relation: string;
  /**
   * What an analyst wrote, one reading statement, in place of `relation` (then `''`): so that its result can be sorted,
   * filtered, profiled and exported like a table. It passes the same lock-down as `run`.
   */
  readonly statement?: string;
  /** A live result of `statement`, read instead of running it again; if it is no longer kept, the statement is run. */
  readonly result?: ResultId;
  readonly filters?: readonly ColumnFilter[];
  readonly sort?: readonly SortKey[];
  /** Columns to show, in this order; all if absent. */
  readonly columns?: readonly string[];
}

/** A live result. */
export interface ResultHandle {
  readonly id: ResultId;
  readonly columns: readonly ColumnInfo[];
  readonly rowCount: number;
  /** The exact statement behind the result, as the analyst could run it. */
  readonly statement: string;
}

/** Progress of a statement or a load, 0..1 where it is known. */
export interface Progress {
  readonly fraction: number | null;
  readonly bytes?: number;
  readonly totalBytes?: number;
  readonly rows?: number;
  readonly phase?: string;
  /** What the call itself says of its steps, in a shape of its own; never thinned out, and parsed by who receives it. */
  readonly detail?: unknown;
}

export interface RunOptions {
  readonly signal?: AbortSignalLike;
  readonly onProgress?: (progress: Progress) => void;
}

/** The part of `AbortSignal` that is used; declared here because shared/ knows neither Node nor the DOM. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What a column holds. Numbers are text so that no digit is lost. */
export interface ColumnProfile {
  readonly column: ColumnInfo;
  readonly rows: number;
  readonly nulls: number;
  readonly empties: number;
  readonly distinct: number;
  readonly distinctIsExact: boolean;
  readonly min: string | null;
  readonly max: string | null;
  /** At 5, 25, 50, 75, 95 %; null where the column has no order of magnitude (text). */
  readonly quantiles: readonly string[] | null;
  readonly top: readonly { readonly value: string | null; readonly count: number }[];
  /** Bins from min to max for numbers and dates, of the most frequent lengths for text; empty if nothing to show. */
  readonly histogram: readonly { readonly from: string; readonly to: string; readonly count: number }[];
}

export interface DistinctValue {
  readonly value: string | null;
  readonly count: number;
}

/** A relation of the catalogue. */
export interface RelationInfo {
  readonly name: string;
  readonly kind: 'table' | 'view';
  readonly columns: readonly ColumnInfo[];
  /** Null where counting would need a scan. */
  readonly rowCount: number | null;
}

export interface Engine {
  readonly capabilities: Capabilities;
  /** The version of DuckDB, e.g. `v1.5.6`. */
  version(): Promise<string>;

  /**
   * Runs what an analyst wrote: one or more statements; the handle is that of the last one that returns rows.
   * @param binds named values for `$name`; bound, never pasted
   * @throws WaybillError 'sql/refused' (lock-down), 'sql/syntax' (with place.offset), 'sql/failed'; CancelledError
   */
  run(text: string, binds?: Readonly<Record<string, Bind>>, options?: RunOptions): Promise<ResultHandle>;
  /** Opens a table or view with sort and filters pushed down. */
  view(spec: ViewSpec, options?: RunOptions): Promise<ResultHandle>;
  /** Rows `from` (0-based, inclusive) to `from + count` (exclusive); fewer at the end. */
  page(id: ResultId, from: number, count: number, options?: RunOptions): Promise<ColumnPage>;
  /** Forgets a result; unknown ids are ignored, since a window may close twice. */
  release(id: ResultId): Promise<void>;

  relations(): Promise<readonly RelationInfo[]>;
  profile(spec: ViewSpec, column: string, options?: RunOptions): Promise<ColumnProfile>;
  /** Distinct values with counts, most frequent first, of those that contain `search` (case-insensitively). */
  distinct(
    spec: ViewSpec,
    column: string,
    search: string,
    limit: number,
    options?: RunOptions,
  ): Promise<readonly DistinctValue[]>;

  /** Trusted SQL made by Waybill's own builders; rows of text/number/null. Never give it an analyst's text. */
  internal(
    statement: Sql,
    options?: RunOptions,
  ): Promise<{ columns: readonly ColumnInfo[]; rows: readonly (readonly (string | number | boolean | null)[])[] }>;
  close(): Promise<void>;
}
