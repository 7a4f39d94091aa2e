/** What analysts decided about descriptions that name no brand: kept in the custody log, read back from it, only ever added. */
import { z } from 'zod';
import { WaybillError } from '../../shared/errors.ts';
import type { Case } from '../case/case.ts';

/** Descriptions that one decision may be about. */
export const MAX_TEMPLATES = 500;

const detail = z.object({
  /** `brand`: the goods are of it; `none`: it cannot be told, ask no more; `open`: takes back what was decided. */
  decision: z.enum(['brand', 'none', 'open']),
  brand: z.string().nullable(),
  /** See shared/brands/template.ts. */
  templates: z.array(z.string().min(1)).min(1).max(MAX_TEMPLATES),
  /** A description that it was decided on, as it stands in the file. */
  example: z.string().max(4000),
  by: z.string(),
  why: z.string(),
});
export type BrandDecided = z.infer<typeof detail>;

/** A decision as it stands in the log. */
export interface LoggedBrandDecision extends BrandDecided {
  /** Entry of the custody log. */
  readonly seq: number;
  readonly at: string;
}

/**
 * Decisions in the order in which they were made.
 * @throws WaybillError 'custody/unreadable-decision' naming the entry
 */
export function brandDecisions(opened: Case): LoggedBrandDecision[] {
  return opened.custody.of('brand_decided').map((entry) => {
    const parsed = detail.safeParse(entry.detail);
    if (parsed.success) return { ...parsed.data, seq: entry.seq, at: entry.at };
    const faults = parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ');
    throw new WaybillError(
      'custody/unreadable-decision',
      `Custody entry ${entry.seq} should hold a decision about a brand, but does not: ${faults}`,
    );
  });
}

/** What holds now, by template: the last decision counts. */
export interface Decided {
  readonly decision: 'brand' | 'none';
  readonly brand: string | null;
  readonly by: string;
}

export function decidedTemplates(decisions: readonly BrandDecided[]): ReadonlyMap<string, Decided> {
  const held = new Map<string, Decided>();
  for (const { decision, brand, templates, by } of decisions) {
    for (const template of templates) {
      if (decision === 'open') held.delete(template);
      else held.set(template, { decision, brand, by });
    }
  }
  return held;
}

/**
 * Keeps a decision. It counts from the next analysis on.
 * @throws WaybillError 'brands/decision' where a decision for a brand names none
 */
export function decideTemplates(opened: Case, decision: BrandDecided): LoggedBrandDecision {
  const checked = detail.safeParse(decision);
  if (!checked.success || (decision.decision === 'brand') !== (decision.brand !== null)) {
    throw new WaybillError(
      'brands/decision',
      'A decision is about at least one description, and names a brand if (and only if) it is for a brand.',
    );
  }
  const entry = opened.custody.append('brand_decided', checked.data);
  return { ...checked.data, seq: entry.seq, at: entry.at };
}
