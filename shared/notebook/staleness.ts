/**
 * Why a cell would give another result now than when it last ran: asked when a notebook is opened again, before
 * anything runs. Compares what a run recorded with what is there today.
 */
import type { Notebook } from './document.ts';
import type { Graph } from './graph.ts';
import type { InputValues } from './inputs.ts';

export type StaleReason =
  | 'never run'
  | 'failed then'
  | 'text changed'
  | 'input changed'
  | 'sources changed'
  | 'engine changed'
  | 'a cell that it needs changed';

/** The part of a run's record that is compared (the custody log keeps it). */
export interface LastRun {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly engine: string;
  readonly sources: readonly { readonly sha256: string }[];
  readonly cells: readonly { readonly cell: string; readonly sql: string; readonly error: string | null }[];
}

/** What is there now. */
export interface Present {
  readonly notebook: Notebook;
  readonly graph: Graph;
  readonly inputs: InputValues;
  readonly engine: string;
  readonly sources: readonly { readonly sha256: string }[];
}

/**
 * Reasons by cell; cells whose results still hold are left out. A changed source or engine concerns every cell that
 * reads more than other cells; text cells follow the cells that they name.
 */
export function whyStale(last: LastRun | null, now: Present): Map<string, StaleReason[]> {
  const found = new Map<string, StaleReason[]>();
  const then = new Map(last?.cells.map((cell) => [cell.cell, cell]));
  const sources =
    JSON.stringify(last?.sources.map((s) => s.sha256)) !== JSON.stringify(now.sources.map((s) => s.sha256));
  const nodes = new Map(now.graph.nodes.map((node) => [node.id, node]));
  for (const id of now.graph.order) {
    const node = nodes.get(id)!;
    const reasons: StaleReason[] = [];
    const block = now.notebook.blocks[node.block]!;
    if (node.kind !== 'markdown') {
      const before = then.get(id);
      if (!before) reasons.push('never run');
      else {
        if (before.error !== null) reasons.push('failed then');
        if ('source' in block && block.source !== before.sql) reasons.push('text changed');
      }
    }
    if (last) {
      const changed = node.inputs.some(
        (name) => JSON.stringify(last.inputs[name]) !== JSON.stringify(now.inputs.get(name)?.value),
      );
      if (changed) reasons.push('input changed');
      if (node.kind === 'sql' && sources && node.readsCase) reasons.push('sources changed');
      if (node.kind === 'sql' && last.engine !== now.engine) reasons.push('engine changed');
    }
    if (node.needs.some((need) => found.has(need))) reasons.push('a cell that it needs changed');
    if (reasons.length > 0) found.set(id, reasons);
  }
  return found;
}
