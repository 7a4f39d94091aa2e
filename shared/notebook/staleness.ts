/**
 * Why a cell would give another result now than when it last ran: asked when a notebook is opened again, before
 * anything runs. Compares what was recorded of each cell with what is there today.
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
  | 'tables changed'
  | 'engine changed'
  | 'own table'
  | 'chance or clock'
  | 'a cell that it needs changed'
  | 'other figures';

/** What was recorded of a cell when it last ran (the custody log keeps it). */
export interface LastCell {
  readonly sql: string;
  /** Hash of all that its result follows from. */
  readonly key: string;
  readonly error: string | null;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly engine: string;
  readonly sources: readonly { readonly sha256: string }[];
  readonly revision: string;
}

/** What is there now. */
export interface Present {
  readonly notebook: Notebook;
  readonly graph: Graph;
  readonly inputs: InputValues;
  readonly engine: string;
  readonly sources: readonly { readonly sha256: string }[];
  readonly revision: string;
  readonly keys: ReadonlyMap<
    string,
    { readonly key: string; readonly unsure: 'own table' | 'chance or clock' | null } | undefined
  >;
}

const hashes = (sources: readonly { readonly sha256: string }[]): string =>
  JSON.stringify(sources.map((source) => source.sha256));

/**
 * Reasons by cell; cells whose results still hold are left out. A changed source concerns the cells that read the case,
 * a changed engine all queries; text and charts follow the cells that they name.
 */
export function whyStale(last: ReadonlyMap<string, LastCell>, now: Present): Map<string, StaleReason[]> {
  const found = new Map<string, StaleReason[]>();
  const nodes = new Map(now.graph.nodes.map((node) => [node.id, node]));
  for (const id of now.graph.order) {
    const node = nodes.get(id)!;
    const reasons: StaleReason[] = [];
    const before = last.get(id);
    const key = now.keys.get(id);
    if (node.kind !== 'markdown' && !before) reasons.push('never run');
    if (before && node.kind !== 'markdown') {
      const block = now.notebook.blocks[node.block]!;
      if (before.error !== null) reasons.push('failed then');
      // Another name for a cell that it needs is another text and the same result.
      const isOtherText = 'source' in block && block.source !== before.sql;
      if (isOtherText && before.key !== key?.key) reasons.push('text changed');
      const isChanged = (name: string): boolean =>
        JSON.stringify(before.inputs[name]) !== JSON.stringify(now.inputs.get(name)?.value);
      if (node.inputs.some(isChanged)) reasons.push('input changed');
      if (node.kind === 'sql' && node.readsCase) {
        if (hashes(before.sources) !== hashes(now.sources)) reasons.push('sources changed');
        else if (before.revision !== now.revision) reasons.push('tables changed');
      }
      if (node.kind === 'sql' && before.engine !== now.engine) reasons.push('engine changed');
      if (key && key.unsure !== null) reasons.push(key.unsure);
      const isOther = reasons.length === 0 && before.key !== key?.key;
      if (isOther || node.needs.some((need) => found.has(need))) reasons.push('a cell that it needs changed');
    } else if (node.needs.some((need) => found.has(need))) reasons.push('a cell that it needs changed');
    if (reasons.length > 0) found.set(id, reasons);
  }
  return found;
}

/**
 * The reasons as sentences for a person.
 * @param needs names of the needed cells that are stale
 */
export function reasonText(
  reason: StaleReason,
  {
    inputs,
    engines,
    needs,
  }: { inputs: readonly string[]; engines: readonly [then: string, now: string]; needs: readonly string[] },
): string {
  switch (reason) {
    case 'never run':
      return 'It has not been run yet.';
    case 'failed then':
      return 'It failed when it was last run.';
    case 'text changed':
      return 'Its text was changed since it was run.';
    case 'input changed':
      return `${inputs.map((name) => `$${name}`).join(', ')} had another value when it was run.`;
    case 'sources changed':
      return 'Sources of the case were added or changed since it was run.';
    case 'tables changed':
      return 'The tables of the case were made anew since it was run (a mapping, a decision or an analysis).';
    case 'engine changed':
      return `It was run with DuckDB ${engines[0]}; this is ${engines[1]}.`;
    case 'own table':
      return 'It reads a table of your own, which may have changed unseen.';
    case 'chance or clock':
      return 'It uses the clock or chance, so each run gives other values.';
    case 'other figures':
      return 'Its figures are of another run, or its text was changed since.';
    case 'a cell that it needs changed':
      return needs.length === 0
        ? 'It needs a cell that was changed.'
        : `It needs ${needs.map((name) => `“${name}”`).join(', ')}, which would give another result now.`;
  }
}
