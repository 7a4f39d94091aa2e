/**
 * What the result of a cell follows from, as one hash: its text, the inputs that it names, the same of all cells that it
 * needs, the data of the case where it reads that, and the engine. Two runs with equal keys give equal results; what the
 * needed cells are called is no part of it.
 */
import type { Notebook } from '../../shared/notebook/document.ts';
import type { Graph, Node } from '../../shared/notebook/graph.ts';
import type { InputValues } from '../../shared/notebook/inputs.ts';
import type { Readings } from '../../shared/notebook/readings.ts';
import { splitStatements } from '../../shared/sql/tokens.ts';
import type { Case } from '../case/case.ts';
import type { CustodyEvent } from '../custody/log.ts';
import { sha256 } from './hash.ts';

/** What the tables of a case follow from. */
export interface DataState {
  /** DuckDB's version. */
  readonly engine: string;
  readonly sources: readonly { readonly source_id: string; readonly sha256: string }[];
  /** The last entry of the custody log that changed what the tables hold: an add, a mapping, a decision, an analysis. */
  readonly revision: string;
}

export const NO_DATA: DataState = { engine: '', sources: [], revision: '' };

/** Entries of the log after which every table is as it was. */
const CHANGES_NOTHING: ReadonlySet<CustodyEvent> = new Set([
  'case_created',
  'source_copied',
  'export_made',
  'notebook_run',
  'rebuilt',
]);

export async function dataStateOf(opened: Case): Promise<DataState> {
  return {
    engine: await opened.engine.version(),
    sources: opened.sources.map(({ source_id, sha256 }) => ({ source_id, sha256 })),
    revision: opened.custody.entries.findLast((entry) => !CHANGES_NOTHING.has(entry.event))?.hash ?? '',
  };
}

export interface CellKey {
  readonly key: string;
  /** Why the key does not tell everything; such a result is not taken from an earlier run. */
  readonly unsure: 'own table' | 'chance or clock' | null;
  /** Neither it nor a cell that it needs is unsure. */
  readonly certain: boolean;
  /** Makes or changes tables of the analyst's own. */
  readonly writes: boolean;
}

/** Functions and words whose value is another one each time. */
const UNSURE = new Set([
  'now', 'today', 'random', 'uuid', 'gen_random_uuid', 'uuidv4', 'uuidv7', 'setseed', 'get_current_timestamp', 'transaction_timestamp',
  'current_timestamp', 'current_date', 'current_time', 'localtimestamp', 'localtime', 'get_current_time', 'sample', 'tablesample',
]); // prettier-ignore

const usesChance = (source: string): boolean =>
  splitStatements(source).some((statement) =>
    statement.tokens.some((token, i) => {
      if (token.kind !== 'word' || !UNSURE.has(token.text.toLowerCase())) return false;
      const called = statement.tokens[i + 1]?.text === '(';
      return called || /^(?:current_|local|sample|tablesample)/i.test(token.text);
    }),
  );

/** Keys by cell id; cells of a circle have none. */
export function cellKeys(
  notebook: Notebook,
  graph: Graph,
  inputs: InputValues,
  data: DataState,
  readings: Readings,
): ReadonlyMap<string, CellKey> {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const keys = new Map<string, CellKey>();
  const state = sha256(JSON.stringify(data));
  const written = new Set<string>();
  for (const id of graph.order) {
    const node = nodes.get(id)!;
    const source = sourceOf(notebook, node);
    const said = node.kind === 'sql' ? withoutNames(source, node, keys, readings) : { source, named: node.names };
    keys.set(id, keyOf(node, source, said, inputs, keys, written, { engine: data.engine, state }));
  }
  return keys;
}

const sourceOf = (notebook: Notebook, node: Node): string => {
  const block = notebook.blocks[node.block]!;
  return 'source' in block ? block.source : '';
};

/** What a cell says, and the cells that are named in it. */
interface Saying {
  readonly source: string;
  readonly named: ReadonlyMap<string, string>;
}

/**
 * The SQL with the keys of needed cells in place of their names. A name that stands anywhere else as well stays: it may be
 * a qualifier, or the name of a column of the result.
 */
function withoutNames(source: string, node: Node, keys: ReadonlyMap<string, CellKey>, readings: Readings): Saying {
  const named = new Map(node.names);
  const statements = splitStatements(source).map((statement) => {
    const reads = readings
      .of(statement)
      .references.filter(({ access, path }) => access === 'read' && path.length === 1);
    return { statement, reads };
  });
  const places: { readonly from: number; readonly to: number; readonly key: string }[] = [];
  for (const [name, id] of node.names) {
    const at = statements.flatMap(({ statement, reads }) =>
      reads
        .filter(({ path }) => path[0]!.toLowerCase() === name)
        .map(({ from, to }) => ({
          from: statement.start + from,
          to: statement.start + to,
          key: keys.get(id)?.key ?? '',
        })),
    );
    if (at.length === 0 || source.toLowerCase().split(name).length - 1 !== at.length) continue;
    named.delete(name);
    places.push(...at);
  }
  let text = source;
  for (const { from, to, key } of places.sort((a, b) => b.from - a.from))
    text = `${text.slice(0, from)}{${key}}${text.slice(to)}`;
  return { source: text, named };
}

function keyOf(
  node: Node,
  source: string,
  said: Saying,
  inputs: InputValues,
  keys: ReadonlyMap<string, CellKey>,
  written: Set<string>,
  { engine, state }: { engine: string; state: string },
): CellKey {
  const values = node.inputs.map((name) => [name, inputs.get(name)?.type, inputs.get(name)?.value]);
  const names = [...said.named].map(([name, id]) => [node.kind === 'vega-lite' ? '' : name, keys.get(id)?.key]);
  const needs = node.needs.map((id) => keys.get(id)?.key);
  const data = node.kind !== 'sql' ? null : node.readsCase ? state : engine;
  const key = sha256(JSON.stringify(['waybill-cell-2', node.kind, said.source, values, names, needs, data]));
  const needsAreCertain = node.needs.every((id) => keys.get(id)?.certain === true);
  if (node.kind !== 'sql') return { key, unsure: null, certain: needsAreCertain, writes: false };
  const { readsWork, writes } = node;
  for (const name of writes) written.add(name);
  const unsure = readsWork.some((name) => !written.has(name))
    ? 'own table'
    : usesChance(source)
      ? 'chance or clock'
      : null;
  return { key, unsure, certain: unsure === null && needsAreCertain, writes: writes.length > 0 };
}
