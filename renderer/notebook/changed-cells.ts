/** Which cells say something else after an edit than before. A cell is followed by its key, whatever its name or place. */
import type { Notebook } from '../../shared/notebook/document.ts';
import type { Graph, Node } from '../../shared/notebook/graph.ts';
import type { BlockKeys } from '../../shared/notebook/keys.ts';

interface Version {
  readonly notebook: Notebook;
  readonly graph: Graph;
  readonly keys: BlockKeys;
}

/** All that a cell's result depends on but the results of others, by key. */
function sayings({ notebook, graph, keys }: Version): Map<string, string> {
  const keyOf = new Map(graph.nodes.map((node) => [node.id, keys[node.block]]));
  const saying = (node: Node): string => {
    const block = notebook.blocks[node.block]!;
    return JSON.stringify([
      node.kind,
      'source' in block ? block.source : '',
      [...node.names].map(([name, id]) => [name, keyOf.get(id)]),
      node.inputs.map((name) => [name, notebook.front.inputs.get(name)?.value]),
      node.needs.map((id) => keyOf.get(id)),
      node.errors.length,
    ]);
  };
  return new Map(graph.nodes.map((node) => [keys[node.block]!, saying(node)]));
}

/** Ids, in the graph after the edit, of cells that say something else now. */
export function changedNodes(before: Version, after: Version): string[] {
  const old = sayings(before);
  const now = sayings(after);
  return after.graph.nodes
    .filter((node) => {
      const key = after.keys[node.block]!;
      return old.get(key) !== now.get(key);
    })
    .map((node) => node.id);
}

/** The first cell that is other, new or in another place after an edit; of a cell taken away, the one in its place. */
export function firstChangedKey(before: Version, after: Version): string | null {
  const shown = ({ keys, notebook }: Version): { key: string; raw: string }[] =>
    keys.flatMap((key, i) => {
      const block = notebook.blocks[i]!;
      return key === null ? [] : [{ key, raw: notebook.text.slice(block.from, block.to).trimEnd() }];
    });
  const [old, now] = [shown(before), shown(after)];
  const at = now.findIndex((entry, i) => entry.key !== old[i]?.key || entry.raw !== old[i]?.raw);
  return at >= 0 ? now[at]!.key : old.length > now.length ? (now.at(-1)?.key ?? null) : null;
}
