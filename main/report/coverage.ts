/** What the sources cover and what they cannot show: part of every report, so that a gap is never read as a zero. */
import { sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';

export interface Coverage {
  /** Figures in the order in which a report shows them. */
  readonly figures: readonly { readonly what: string; readonly value: string }[];
  /** Sentences. */
  readonly blindSpots: readonly string[];
}

const share = (part: number, whole: number): string => `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;

/** Reads the coverage of a case from its own tables. */
export async function coverageOf(opened: Case): Promise<Coverage> {
  const read = opened.sources.reduce((sum, s) => sum + s.records_read, 0);
  const loaded = opened.sources.reduce((sum, s) => sum + s.records_loaded, 0);
  const figures = [
    { what: 'Records read', value: String(read) },
    { what: 'Records loaded', value: String(loaded) },
    { what: 'Records rejected, with reason and raw text kept', value: String(read - loaded) },
  ];
  const blindSpots: string[] = [];
  const { rows } = await opened.engine.internal(sql`
    SELECT count(*), count(*) FILTER (version_status = 'current'), count(*) FILTER (version_status = 'superseded'),
      count(*) FILTER (version_status = 'deleted'), count(*) FILTER (version_status = 'duplicate'),
      count(*) FILTER (version_status = 'current' AND possible_duplicate),
      min(decl_date) FILTER (version_status = 'current')::VARCHAR, max(decl_date) FILTER (version_status = 'current')::VARCHAR,
      count(*) FILTER (version_status = 'current' AND decl_date IS NULL), count(*) FILTER (version_status = 'current' AND value_usd IS NULL),
      count(*) FILTER (version_status = 'current' AND coalesce(hs_code, '') = ''), count(*) FILTER (version_status = 'current' AND coalesce(exporter_name, '') = ''),
      count(*) FILTER (version_status = 'current' AND direction = 'import' AND destination_country = 'RU')
    FROM shipments`);
  const [all, current, superseded, deleted, duplicate, possible, , , noDate, noValue, noCode, noExporter, russian] =
    rows[0]!.map((value) => Number(value ?? 0)) as number[];
  const [first, last] = [rows[0]![6], rows[0]![7]];
  if (all! > 0) {
    figures.push(
      { what: 'Lines of shipments', value: String(all) },
      { what: 'of which current', value: String(current) },
      { what: 'superseded by a later version', value: String(superseded) },
      { what: 'deleted by their status', value: String(deleted) },
      { what: 'exact duplicates', value: String(duplicate) },
      { what: 'current, possibly counted twice', value: String(possible) },
      { what: 'Dates of current lines', value: first === null ? 'none' : `${String(first)} to ${String(last)}` },
    );
    const gaps: [number, string][] = [
      [noDate!, 'no date'],
      [noValue!, 'no value in USD'],
      [noCode!, 'no HS code'],
      [noExporter!, 'no exporter'],
    ];
    for (const [count, what] of gaps)
      if (count > 0)
        blindSpots.push(`${share(count, current!)} current lines have ${what}; sums and counts by it leave them out.`);
    const branded = await opened.engine.internal(
      sql`SELECT count(*) FROM shipments s SEMI JOIN shipment_brands b USING (source_id, source_record) WHERE s.version_status = 'current'`,
    );
    const known = Number(branded.rows[0]?.[0]);
    if (known > 0)
      blindSpots.push(
        `${share(current! - known, current!)} current lines have no known brand; they are not attributed to anyone.`,
      );
    if (russian! > 0)
      blindSpots.push(
        'Trade inside the Eurasian Economic Union is absent from Russian declarations: goods that came through Kazakhstan, Belarus, Armenia or Kyrgyzstan are not observable here, which does not mean that there are none.',
      );
  } else if (opened.sources.length > 0)
    blindSpots.push('No source of this case gave lines of shipments; only the raw tables were read.');
  if (read > loaded)
    blindSpots.push(`${share(read - loaded, read)} records could not be loaded; see “waybill rejects”.`);
  blindSpots.push(
    'The files are as they came from their source. A name in a customs record is what the declarant wrote; who stands behind it, and who owns whom, is not in the record.',
  );
  return { figures, blindSpots };
}
