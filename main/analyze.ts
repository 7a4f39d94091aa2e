/** Everything that is concluded from the shipments of a case: brands, parties, screening, diversion. */
import type { Progress, RunOptions } from '../shared/contract/engine.ts';
import { throwIfAborted } from '../shared/errors.ts';
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

/** The steps of an analysis, in their order. */
export const ANALYSIS_STEPS = ['brands', 'parties', 'screening', 'diversion'] as const;

/** Tells of a step as a part of the whole: `2/4 parties: clustering 300 spellings`. */
function stepOptions({ signal, onProgress }: RunOptions, at: number): RunOptions {
  const name = `${at + 1}/${ANALYSIS_STEPS.length} ${ANALYSIS_STEPS[at] ?? ''}`;
  const report =
    onProgress &&
    ((progress: Progress): void => {
      const fraction = (at + (progress.fraction ?? 0)) / ANALYSIS_STEPS.length;
      onProgress({ ...progress, fraction, phase: progress.phase === undefined ? name : `${name}: ${progress.phase}` });
    });
  throwIfAborted(signal, 'The analysis');
  report?.({ fraction: 0 });
  return { ...(signal ? { signal } : {}), ...(report ? { onProgress: report } : {}) };
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
  const step = (at: number): RunOptions => stepOptions(options, at);
  const brands = await analyzeBrands(opened, step(0));
  const parties = await analyzeParties(opened, step(1));
  const screening = await screenParties(opened, lists, step(2));
  const diversion = await analyzeDiversion(opened, step(3));
  const result = { brands, parties, screening, diversion, seconds: Math.round(performance.now() - started) / 1000 };
  opened.custody.append('analyzed', {
    brands: brands.brands,
    parties: { strict: parties.strict, loose: parties.loose },
    lists: screening.lists.map((list) => list.list_id),
    lines_while_listed: screening.lines,
  });
  return result;
}
