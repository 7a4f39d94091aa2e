/**
 * Gives a cell another name everywhere: at its fence, in the SQL that reads it, in charts of its rows and in figures of
 * sentences. Only references that mean this cell change: a table of the case or another cell of the same name stays.
 */
import { WaybillError } from '../errors.ts';
import { ident } from '../sql/sql.ts';
import { splitStatements } from '../sql/tokens.ts';
import { isCell, type Notebook, type SqlBlock } from './document.ts';
import { renameCell, setCellAttribute } from './edit.ts';
import type { TextEdit } from './front-matter.ts';
import { offsetInText } from './drafts.ts';
import type { Graph } from './graph.ts';
import { placeholdersOf } from './placeholders.ts';
import { WORDS, type Readings } from './readings.ts';

/** A name that SQL takes without quotes everywhere, keyword or not, is none that this can know: most are quoted. */
const bare = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : ident(name).text);
const inBraces = (name: string): string =>
  /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/**
 * @param keywords whether a name must be quoted in SQL although it looks plain (an engine's reserved words)
 * @throws WaybillError 'notebook/name-taken', 'notebook/edit-refused'
 */
export function renameEverywhere(
  notebook: Notebook,
  graph: Graph,
  index: number,
  name: string,
  keywords: (name: string) => boolean = () => false,
  readings: Readings = WORDS,
): TextEdit[] {
  const block = notebook.blocks[index];
  if (!block || !isCell(block) || block.name === null)
    throw new WaybillError('notebook/edit-refused', 'This block has no name that others could use.');
  const id = graph.nodes.find((node) => node.block === index)!.id;
  const inSql = keywords(name) ? ident(name).text : bare(name);
  const old = block.name.toLowerCase();
  const edits = renameCell(notebook, index, name);
  for (const node of graph.nodes) {
    if (node.names.get(old) !== id) continue;
    const user = notebook.blocks[node.block]!;
    if (user.kind === 'sql') edits.push(...inStatements(notebook, user, old, inSql, readings));
    else if (user.kind === 'vega-lite') edits.push(...setCellAttribute(notebook, node.block, 'data', name));
    else if (user.kind === 'markdown') edits.push(...inSentences(notebook, user.from, user.to, old, name));
  }
  return edits;
}

function inStatements(notebook: Notebook, block: SqlBlock, old: string, name: string, readings: Readings): TextEdit[] {
  return splitStatements(block.source).flatMap((statement) =>
    readings
      .of(statement)
      .references.filter(({ access, path }) => access === 'read' && path.length === 1 && path[0]!.toLowerCase() === old)
      .flatMap((reference) => {
        const from = offsetInText(block, notebook.text, statement.start + reference.from);
        const written = statement.text.slice(reference.from, reference.to);
        // A qualifier elsewhere in the statement (old.column) goes on working under an alias.
        const alias =
          reference.takesAlias && !reference.hasAlias && usesAsQualifier(statement.tokens, old)
            ? ` AS ${ident(old).text}`
            : '';
        return [
          {
            from,
            to: from + written.length,
            insert: written.startsWith("'") ? `'${name.replaceAll("'", "''")}'` : name + alias,
          },
        ];
      }),
  );
}

const usesAsQualifier = (tokens: readonly { readonly kind: string; readonly text: string }[], name: string): boolean =>
  tokens.some(
    (token, i) => token.kind !== 'string' && token.text.toLowerCase() === name && tokens[i + 1]?.text === '.',
  );

function inSentences(notebook: Notebook, from: number, to: number, old: string, name: string): TextEdit[] {
  const raw = notebook.text.slice(from, to);
  return placeholdersOf(raw).flatMap(({ target, from: start, text }) => {
    if (target.kind !== 'cell' || target.cell.toLowerCase() !== old) return [];
    const written = /^\{\{\s*(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_-]*)/u.exec(text)![0];
    const lead = /^\{\{\s*/.exec(text)![0];
    const at = from + start + lead.length;
    return [{ from: at, to: at + written.length - lead.length, insert: inBraces(name) }];
  });
}
