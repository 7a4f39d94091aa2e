/** Everything that is concluded from the shipments of a case: brands, parties, screening, diversion. */
import type { RunOptions } from '../shared/contract/engine.ts';
import { analyzeBrands, type BrandSummary } from './brands/analyze.ts';
import type { Case } from './case/case.ts';
import { analyzeDiversion, type DiversionSummary } from './diversion/analyze.ts';
import { analyzeParties, type PartySummary } from './parties/analyze.ts';
import { screenParties, type ScreeningSummary } from './screening/analyze.ts';

export interface Analysis {
  readonly brands: BrandSummary;
  readonly parties: PartySummary;
  readonly screening: ScreeningSummary;
  readonly diversion: DiversionSummary;
  readonly seconds: number;
}

/**
 * Runs all analyses of a case.
 * @param lists files of restricted parties to import first
 * @throws WaybillError where a list or a decision cannot be read; CancelledError
 */
export async function analyzeCase(
  opened: Case,
  lists: readonly string[] = [],
  options: RunOptions = {},
): Promise<Analysis> {
  const started = performance.now();
  const brands = await analyzeBrands(opened, options);
  const parties = await analyzeParties(opened, options);
  const screening = await screenParties(opened, lists, options);
  const diversion = await analyzeDiversion(opened, options);
  const result = { brands, parties, screening, diversion, seconds: Math.round(performance.now() - started) / 1000 };
  opened.custody.append('analyzed', {
    brands: brands.brands,
    parties: { strict: parties.strict, loose: parties.loose },
    lists: screening.lists.map((list) => list.list_id),
    lines_while_listed: screening.lines,
  });
  return result;
}
