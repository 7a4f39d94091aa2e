/**
 * Which source leads: of equal editions of a line that two sources have, that of the leading one counts. The choice is an
 * entry of the custody log; without one the order of adding holds.
 */
import type { RunOptions } from '../../shared/contract/engine.ts';
import type { OrderChange } from '../../shared/contract/quality-calls.ts';
import { WaybillError } from '../../shared/errors.ts';
import type { Case } from '../case/case.ts';
import { previewOrder } from './build.ts';

/**
 * The order that results from putting some sources first.
 * @throws WaybillError 'case/unknown-source', 'lead/twice'
 */
export function orderWithLead(opened: Pick<Case, 'sourceOrder' | 'source'>, lead: readonly string[]): string[] {
  for (const [i, id] of lead.entries()) {
    opened.source(id);
    if (lead.indexOf(id) !== i)
      throw new WaybillError(
        'lead/twice',
        `The source "${id}" is named twice. Name each source once, the one that leads first.`,
      );
  }
  return [...new Set([...lead, ...opened.sourceOrder])];
}

/** What would change by source if `order` were chosen; nothing is written. */
export const previewLead = (opened: Case, order: readonly string[], options?: RunOptions): Promise<OrderChange[]> =>
  previewOrder(opened, order, options);

/**
 * Chooses the order of the sources and judges all lines again.
 * @param order ids of all sources, the one that leads first
 * @returns what changed, by source
 */
export async function chooseLead(opened: Case, order: readonly string[], options?: RunOptions): Promise<OrderChange[]> {
  if (order.join(' ') === opened.sourceOrder.join(' ')) return [];
  const changes = await previewOrder(opened, order, options);
  opened.custody.append('lead_chosen', { order, before: opened.sourceOrder, changes });
  await opened.buildDerived();
  return changes;
}
