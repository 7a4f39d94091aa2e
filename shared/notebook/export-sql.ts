/**
 * A notebook as one SQL script for the DuckDB CLI: what a stranger runs who has nothing of ours. Inputs become
 * variables, named cells temporary tables, text and charts comments; cells come in the order of running.
 */
import { WaybillError } from '../errors.ts';
import { ident, literal } from '../sql/sql.ts';
import { keyword, splitStatements, type Statement } from '../sql/tokens.ts';
import type { Notebook, SqlBlock } from './document.ts';
import type { NotebookInput, TextEdit } from './front-matter.ts';
import { graphOf, type Node } from './graph.ts';
import { parametersOf, type InputValues } from './inputs.ts';
import type { Readings } from './readings.ts';
import { splice } from './edit.ts';
import { inputNamed, unknownInput } from './statement.ts';

/** Statements that stand alone; all others that read give rows. */
const CHANGES = new Set(['CREATE', 'INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER', 'TRUNCATE']);
/** Statements that give rows and can stand after AS only inside parentheses. */
const SHOWS = new Set(['DESCRIBE', 'DESC', 'SHOW', 'SUMMARIZE']);

const comment = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => `-- ${line}`.trimEnd())
    .join('\n');

function valueSql(input: NotebookInput): string {
  switch (input.type) {
    case 'date':
      return `DATE ${literal(input.value).text}`;
    case 'number':
      return `CAST(${String(input.value)} AS ${Number.isSafeInteger(input.value) ? 'BIGINT' : 'DOUBLE'})`;
    case 'multi':
      return `CAST([${input.value.map((value) => literal(value).text).join(', ')}] AS VARCHAR[])`;
    default:
      return literal(input.value).text;
  }
}

/** A statement with `getvariable('since')` for `$since`. */
function withVariables(statement: Statement, inputs: InputValues): string {
  const edits = parametersOf(statement).map(({ name, from, to }): TextEdit => {
    const found = inputNamed(inputs, name);
    if (!found)
      throw new WaybillError('notebook/unknown-input', unknownInput(name), {
        place: { offset: statement.start + from },
      });
    return { from, to, insert: `getvariable(${literal(found[0]).text})` };
  });
  return splice(statement.text, edits);
}

/**
 * @param prelude  statements that make the case's tables visible, put first
 * @param readings what its SQL names, as read by the engine
 * @throws WaybillError 'notebook/…' for the first cell that cannot run
 */
export function exportSql(notebook: Notebook, inputs: InputValues, prelude: string, readings: Readings): string {
  const graph = graphOf(notebook, null, readings);
  const wrong = graph.nodes.find((node) => node.kind !== 'markdown' && node.errors.length > 0);
  if (wrong) {
    const [error] = wrong.errors;
    throw new WaybillError(error!.code as `${string}/${string}`, error!.message, { place: { offset: error!.offset } });
  }
  const parts = [
    comment(`${notebook.front.title ?? 'A notebook'}\nFor the DuckDB CLI 1.5 or later: duckdb < this-file.sql`),
  ];
  if (prelude !== '') parts.push(prelude);
  const settings = [...inputs].map(([name, input]) => `SET VARIABLE ${ident(name).text} = ${valueSql(input)};`);
  if (settings.length > 0) parts.push(`${comment('Inputs: change them here.')}\n${settings.join('\n')}`);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  for (const id of graph.order) {
    const node = nodes.get(id)!;
    const block = notebook.blocks[node.block]!;
    if (block.kind === 'sql') parts.push(cellSql(node, block, inputs));
    else if (block.kind === 'markdown') parts.push(comment(block.source));
    else if (block.kind === 'vega-lite')
      parts.push(comment(`A chart of ${block.data ?? 'its own rows'} (Vega-Lite):\n${block.source}`));
  }
  return `${parts.join('\n\n')}\n`;
}

function cellSql(node: Node, block: SqlBlock, inputs: InputValues): string {
  const statements = splitStatements(block.source);
  if (statements.length === 0) return comment(`${node.id}: nothing to run`);
  const verbs = statements.map((statement) => keyword(statement.tokens.find((token) => token.text !== '(')));
  const rowsAt = block.name === null ? -1 : verbs.findLastIndex((verb) => !CHANGES.has(verb) && verb !== 'EXPLAIN');
  const lines = statements.map((statement, i) => {
    const text = withVariables(statement, inputs);
    if (i !== rowsAt) return `${text};`;
    const table = ident(block.name!).text;
    // The comment of a last line must not swallow what follows.
    const query = SHOWS.has(verbs[i]!) ? `FROM (${text}\n)` : text;
    return `CREATE OR REPLACE TEMP TABLE ${table} AS\n${query};\nFROM ${table};`;
  });
  return `${comment(block.name === null ? node.id : `Cell: ${block.name}`)}\n${lines.join('\n')}`;
}
