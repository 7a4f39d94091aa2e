/** Fills `diversion_pairs` from `shipments`: the engine joins legs, shared/diversion decides on the company. */
import type { RunOptions } from '../../shared/contract/engine.ts';
import { choosePairs, DIVERSION_RULE, type Candidate, type DiversionRule } from '../../shared/diversion/pairs.ts';
import { throwIfAborted } from '../../shared/errors.ts';
import { join, sql } from '../../shared/sql/sql.ts';
import type { Case } from '../case/case.ts';
import { derived } from '../case/schema.ts';
import type { NativeEngine } from '../engine/native.ts';

export interface DiversionSummary {
  readonly pairs: number;
  /** Pairs of legs that agreed in all but the company. */
  readonly candidates: number;
}

/** Brings `diversion_pairs` up to date. All or nothing. */
export async function analyzeDiversion(
  c: Case,
  options: RunOptions = {},
  rule: DiversionRule = DIVERSION_RULE,
): Promise<DiversionSummary> {
  const summary = await fillDiversion(c.engine, options, rule);
  await c.refreshDerived();
  return summary;
}

/** The same for an engine that has `shipments` and the derived tables. */
export async function fillDiversion(
  engine: NativeEngine,
  options: RunOptions = {},
  rule: DiversionRule = DIVERSION_RULE,
): Promise<DiversionSummary> {
  // Where a file does not say the country of a party, the way of the goods stands for it. Quantities in pieces where there
  // are any, else kilograms: the same measure on both legs.
  const { rows } = await engine.internal(
    sql`WITH legs AS (
        SELECT source_id || ':' || source_record AS leg, left(regexp_replace(hs_code, '[^0-9]', '', 'g'), 6) AS hs6, decl_date,
          coalesce(exporter_country, dispatch_country) AS from_country, coalesce(importer_country, destination_country) AS to_country,
          exporter_name, exporter_id, importer_name, importer_id, nullif(quantity, 0) AS quantity, nullif(net_kg, 0) AS net_kg
        FROM ${derived('shipments')} WHERE version_status = 'current' AND decl_date IS NOT NULL
      ), first_legs AS (
        FROM legs WHERE from_country IN (${join(rule.origins.map((o) => sql`${o}`))})
          AND to_country NOT IN (${join([...rule.origins, rule.destination].map((o) => sql`${o}`))})
          AND importer_name IS NOT NULL AND length(hs6) = 6
      ), second_legs AS (
        FROM legs WHERE to_country = ${rule.destination}
          AND from_country NOT IN (${join([...rule.origins, rule.destination].map((o) => sql`${o}`))})
          AND exporter_name IS NOT NULL
      )
      SELECT a.leg, b.leg, a.importer_name, a.importer_id, b.exporter_name, b.exporter_id, a.to_country,
        date_diff('day', a.decl_date, b.decl_date) AS lag, coalesce(b.quantity / a.quantity, b.net_kg / a.net_kg) AS ratio
      FROM first_legs a JOIN second_legs b ON a.hs6 = b.hs6 AND a.to_country = b.from_country
      WHERE lag BETWEEN ${rule.minDays} AND ${rule.maxDays}
        AND CASE WHEN b.quantity IS NULL OR a.quantity IS NULL THEN abs(ratio - 1) <= ${rule.tolerance}
          ELSE abs(b.quantity - a.quantity) <= ${rule.tolerance} * a.quantity + 0.5 END
      ORDER BY ALL`,
    options,
  );
  throwIfAborted(options.signal, 'Looking for legs');
  const candidates = rows.map(
    ([first, second, importer, importerId, exporter, exporterId, country, lag, ratio]): Candidate => ({
      first: String(first),
      second: String(second),
      importer: {
        name: String(importer),
        id: importerId === null ? null : String(importerId),
        country: String(country),
      },
      exporter: {
        name: String(exporter),
        id: exporterId === null ? null : String(exporterId),
        country: String(country),
      },
      lagDays: Number(lag),
      ratio: Number(ratio),
    }),
  );
  const pairs = choosePairs(candidates, rule);
  const leg = (key: string): { s: string; r: number } => {
    const at = key.lastIndexOf(':');
    return { s: key.slice(0, at), r: Number(key.slice(at + 1)) };
  };
  const values = pairs.map((p) => ({ a: leg(p.first), b: leg(p.second), l: p.lagDays, p: p.score }));
  await engine.transaction(
    [
      sql`DELETE FROM ${derived('diversion_pairs')}`,
      sql`INSERT INTO ${derived('diversion_pairs')}
        SELECT x.a.s, x.a.r, x.b.s, x.b.r, x.l, x.p FROM (SELECT unnest(from_json(${JSON.stringify(values)}::JSON,
          '[{"a":{"s":"VARCHAR","r":"BIGINT"},"b":{"s":"VARCHAR","r":"BIGINT"},"l":"INTEGER","p":"DOUBLE"}]')) AS x)`,
    ],
    options,
  );
  return { pairs: pairs.length, candidates: candidates.length };
}
