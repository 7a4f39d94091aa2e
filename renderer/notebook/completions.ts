/** What completes in the cells of a notebook: cells and inputs beside the tables of the case, and figures in text. */
import type { CompletionSource } from '@codemirror/autocomplete';
import { keywordCompletionSource, schemaCompletionSource } from '@codemirror/lang-sql';
import type { RelationInfo } from '../../shared/contract/engine.ts';
import type { InputValues } from '../../shared/notebook/inputs.ts';
import { columnsAndFunctions, namespaceOf } from '../sql/completion.ts';
import { duckdb, duckdbWords } from '../sql/dialect.ts';
import type { NotebookModel } from './notebook-model.ts';

const FORMATS = ['number', 'number:2', 'integer', 'money', 'usd', 'percent', 'million', 'date', 'text'];

/** The named queries of a notebook as relations; the columns of those that have run. */
export function cellRelations(model: NotebookModel, except: string | null): RelationInfo[] {
  const { notebook, graph } = model.getState();
  return graph.nodes.flatMap((node): RelationInfo[] => {
    const block = notebook.blocks[node.block];
    if (block?.kind !== 'sql' || block.name === null || block.name === except) return [];
    const { handle } = model.cell(node.id);
    return [
      { name: block.name, kind: 'view', columns: [...(handle?.columns ?? [])], rowCount: handle?.rowCount ?? null },
    ];
  });
}

/** A cell hides a table of its name. */
function visible(model: NotebookModel, relations: readonly RelationInfo[], own: string | null): RelationInfo[] {
  const cells = cellRelations(model, own);
  const names = new Set(cells.map((cell) => cell.name.toLowerCase()));
  return [...cells, ...relations.filter((relation) => !names.has(relation.name.toLowerCase()))];
}

const inputOptions = (inputs: InputValues, prefix: string): { label: string; type: string; detail: string }[] =>
  [...inputs].map(([name, input]) => ({
    label: `${prefix}${name}`,
    type: 'variable',
    detail: `${input.type}, ${String(input.value).slice(0, 40)}`,
  }));

/** @param own the name of the cell that is written in */
export function sqlCompletions(
  model: NotebookModel,
  relations: readonly RelationInfo[],
  own: string | null,
): readonly CompletionSource[] {
  const known = (): RelationInfo[] => visible(model, relations, own);
  return [
    (context) => {
      const word = context.matchBefore(/\$\w*/);
      if (!word) return null;
      return {
        from: word.from,
        options: inputOptions(model.getState().notebook.front.inputs, '$'),
        validFor: /^\$\w*$/,
      };
    },
    (context) => {
      if (context.matchBefore(/\$\w*/)) return null;
      return schemaCompletionSource({ dialect: duckdb, schema: namespaceOf(known()) })(context);
    },
    (context) => (context.matchBefore(/\$\w*/) ? null : columnsAndFunctions(known)(context)),
    (context) => (context.matchBefore(/\$\w*/) ? null : keywordCompletionSource(duckdbWords)(context)),
  ];
}

const written = (name: string): string =>
  /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** Inside `{{ … }}`: cells, their columns, inputs, formats. */
export function figureCompletions(model: NotebookModel): readonly CompletionSource[] {
  return [
    (context) => {
      const open = context.matchBefore(/\{\{[^{}\n]*/);
      if (!open) return null;
      const format = context.matchBefore(/\|\s*[\w:]*/);
      if (format) {
        const word = context.matchBefore(/[\w:]*/);
        return { from: word?.from ?? context.pos, options: FORMATS.map((label) => ({ label, type: 'keyword' })) };
      }
      const column = /(?:"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_-]*))\.([\p{L}\p{N}_-]*)$/u.exec(open.text);
      const cells = cellRelations(model, null);
      if (column) {
        const name = (column[1]?.replaceAll('""', '"') ?? column[2] ?? '').toLowerCase();
        const cell = cells.find((each) => each.name.toLowerCase() === name);
        if (!cell) return null;
        return {
          from: context.pos - (column[3]?.length ?? 0),
          options: cell.columns.map((c) => ({
            label: c.name,
            apply: written(c.name),
            type: 'property',
            detail: c.type,
          })),
          validFor: /^[\p{L}\p{N}_-]*$/u,
        };
      }
      const word = context.matchBefore(/[$\p{L}\p{N}_-]*/u);
      const options = [
        ...cells.map((cell) => ({ label: cell.name, apply: `${written(cell.name)}.`, type: 'type', detail: 'cell' })),
        ...inputOptions(model.getState().notebook.front.inputs, '$'),
      ];
      return { from: word?.from ?? context.pos, options, validFor: /^[$\p{L}\p{N}_-]*$/u };
    },
  ];
}
