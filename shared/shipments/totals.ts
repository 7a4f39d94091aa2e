/**
 * Tells files whose rows are shipments from files that only add them up (trade statistics, pivots by month). The latter
 * are loaded raw and add no shipments, and the analyst is told why.
 */
import type { ShipmentField } from './fields.ts';
import { readHeaderConcepts } from './header-concepts.ts';

export interface TotalsInput {
  readonly headers: readonly string[];
  /** Fields that have a column. */
  readonly fields: ReadonlySet<ShipmentField>;
  /** Texts of the column of `decl_date`. */
  readonly dates: readonly string[];
}

/** A month without a day. */
const MONTH =
  /^(?:\p{L}{3,9}[ ./-]?\d{4}|(?:19|20)\d{2}[./-]?(?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[./-](?:19|20)\d{2}|(?:19|20)\d{2}年\d{1,2}月)$/u;
const FIRST_OF_MONTH = /^(?:(?:19|20)\d{2}-\d{2}-01|01[./]\d{2}[./](?:19|20)\d{2})(?: 00:00:00)?$/;

/** Why the rows of a file are no shipments, in a sentence; undefined where they are. */
export function totalsReason({ headers, fields, dates }: TotalsInput): string | undefined {
  if (fields.size === 0)
    return 'No column has a field of the data model, so its rows are in the raw table only. Map its columns to make shipments of them.';
  if (fields.has('decl_no')) return undefined;
  const parties = (['exporter_name', 'exporter_id', 'importer_name', 'importer_id'] as const).filter((f) =>
    fields.has(f),
  );
  const concepts = headers.map(readHeaderConcepts);
  const statistic = concepts.some((c) => c.has('partner') || c.has('aggregate') || c.has('percent'));
  const months = dates.length > 0 && dates.every((d) => MONTH.test(d));
  const firsts = dates.length >= 20 && new Set(dates).size > 1 && dates.every((d) => FIRST_OF_MONTH.test(d));
  const only = 'It is loaded raw and adds no shipments.';
  if (parties.length === 0)
    return `Its rows name no declaration, no bill of lading and no party: they are totals. ${only}`;
  if (statistic) return `Its rows name no declaration, and its columns are sums: they are totals. ${only}`;
  if (months || firsts) return `Its rows name no declaration and only a month: they are totals by month. ${only}`;
  if (!fields.has('decl_date') && !fields.has('release_date'))
    return `Its rows name no declaration, no bill of lading and no date: they cannot be told from totals. ${only}`;
  return undefined;
}
