/** The dependency graph of a notebook, with what the engine's own parser says against each cell. */
import type { CallOut } from '../../shared/contract/calls.ts';
import { parseNotebook } from '../../shared/notebook/document.ts';
import { offsetInText } from '../../shared/notebook/drafts.ts';
import { graphOf } from '../../shared/notebook/graph.ts';
import { splitStatements } from '../../shared/sql/tokens.ts';
import type { NativeEngine } from '../engine/native.ts';

export async function checkedGraph(engine: NativeEngine, text: string): Promise<CallOut<'notebook/graph'>> {
  const notebook = parseNotebook(text);
  const relations = await engine.relations();
  const graph = graphOf(notebook, new Set(relations.map((relation) => relation.name.toLowerCase())));
  const cells: CallOut<'notebook/graph'>['cells'] = [];
  for (const node of graph.nodes) {
    const errors = node.errors.map(({ code, message, offset }) => ({ code, message, offset: offset as number | null }));
    const block = notebook.blocks[node.block]!;
    for (const statement of block.kind === 'sql' ? splitStatements(block.source) : []) {
      const error = await engine.parseError(statement.text);
      if (error === null || block.kind !== 'sql') continue;
      const at = statement.start + (error.place.offset ?? 0);
      errors.push({ code: error.code, message: error.advice, offset: offsetInText(block, text, at) });
    }
    cells.push({
      cell: node.id,
      kind: node.kind,
      needs: [...node.needs],
      inputs: [...node.inputs],
      errors,
      remarks: node.remarks.map((remark) => remark.message),
    });
  }
  return { order: [...graph.order], cells };
}
