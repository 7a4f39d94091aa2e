/**
 * A statement of a cell, made ready for an engine: the cells that it names are put before it as WITH queries over their
 * kept results, inputs become bound parameters. Everything is a splice of the analyst's text, so that a place in an
 * error of the engine can be told as a place in the cell.
 */
import { WaybillError } from '../errors.ts';
import { ident, type Bind, type Sql } from '../sql/sql.ts';
import { keyword, type Statement } from '../sql/tokens.ts';
import type { NotebookInput, TextEdit } from './front-matter.ts';
import type { InputValues } from './inputs.ts';
import { WORDS, type Reading, type Readings } from './readings.ts';
import { referencesOf, type RelationReference } from './references.ts';
import { spliced } from './spliced.ts';

/** Where the rows of a cell are kept, by the cell's name in lower case. */
export type CellRelations = ReadonlyMap<string, Sql>;

/** Where the tables of the analyst's own (`work.<name>`) are in one run; names in lower case. */
export interface OwnTables {
  /** Other names within `work`: a check must not change what the analyst has. */
  readonly renamed?: ReadonlyMap<string, string>;
  /** Made by the same cell before: a plain CREATE makes them anew, so that a notebook can be run again. */
  readonly remade?: ReadonlySet<string>;
}

export interface PreparedStatement {
  readonly text: string;
  readonly binds: Readonly<Record<string, Bind>>;
  /** The place in the original statement of a place in `text`. */
  originalOffset(offset: number): number;
}

/** Statements that a WITH can stand before. */
const QUERIES = new Set(['SELECT', 'FROM', 'VALUES', 'TABLE', 'PIVOT', 'UNPIVOT', 'WITH']);

/**
 * @param readings what its statements name, as read by the engine
 * @throws WaybillError 'notebook/unknown-input', 'notebook/view-over-cell'; place.offset is that in the script
 */
export function prepareStatement(
  statement: Statement,
  inputs: InputValues,
  cells: CellRelations,
  own: OwnTables = {},
  readings: Readings = WORDS,
): PreparedStatement {
  const { references, parameters: named } = readings.of(statement);
  const parameters = boundParameters(statement, named, inputs);
  const used = references.filter(
    (r) => r.access === 'read' && r.path.length === 1 && cells.has(r.path[0]!.toLowerCase()),
  );
  const { text, originalOffset } = spliced(statement.text, [
    ...parameters.edits,
    ...cellEdits(statement, used, cells),
    ...ownEdits(statement, references, own),
  ]);
  return { text, binds: parameters.binds, originalOffset };
}

function cellEdits(statement: Statement, used: readonly RelationReference[], cells: CellRelations): TextEdit[] {
  if (used.length === 0) return [];
  const names = new Map(used.map((r) => [r.path[0]!.toLowerCase(), r.path[0]!]));
  const lead = keyword(statement.tokens[0]);
  const definesToo = statement.tokens.some(
    (token, i) =>
      names.has(token.text.toLowerCase()) &&
      ['WITH', 'RECURSIVE', ''].includes(keyword(statement.tokens[i - 1])) &&
      (keyword(statement.tokens[i + 1]) === 'AS' || statement.tokens[i + 1]?.text === '(') &&
      used.every((r) => r.from !== token.start),
  );
  if (!QUERIES.has(lead) || (lead === 'WITH' && definesToo)) return replaced(statement, used, cells);
  const queries = [...names]
    .map(([key, name]) => `${ident(name).text} AS NOT MATERIALIZED (FROM ${cells.get(key)!.text})`)
    .join(', ');
  if (lead !== 'WITH') return [{ from: 0, to: 0, insert: `WITH ${queries} ` }];
  const recursive = keyword(statement.tokens[1]) === 'RECURSIVE';
  const after = statement.tokens[recursive ? 1 : 0]!.end;
  return [{ from: after, to: after, insert: ` ${queries},` }];
}

/** Where no WITH can stand, the name of the cell gives way to that of its kept rows. */
function replaced(statement: Statement, used: readonly RelationReference[], cells: CellRelations): TextEdit[] {
  if (keyword(statement.tokens[0]) === 'CREATE' && statement.tokens.slice(0, 4).some((t) => keyword(t) === 'VIEW'))
    throw new WaybillError(
      'notebook/view-over-cell',
      `A view cannot be made over the cell “${used[0]!.path[0]}”, whose rows live as long as the run. Make a table instead.`,
      { place: { offset: statement.start + used[0]!.from } },
    );
  return used.map((r) => {
    const name = r.path[0]!;
    const alias = r.takesAlias && !r.hasAlias ? ` AS ${ident(name).text}` : '';
    const relation = cells.get(name.toLowerCase())!.text;
    const isText = statement.text[r.from] === "'";
    return { from: r.from, to: r.to, insert: isText ? `'${relation.replaceAll("'", "''")}'` : relation + alias };
  });
}

function ownEdits(statement: Statement, references: readonly RelationReference[], own: OwnTables): TextEdit[] {
  const edits: TextEdit[] = [];
  const made = madeBy(statement);
  if (made !== null && own.remade?.has(made)) {
    const at = statement.tokens[0]!.end;
    edits.push({ from: at, to: at, insert: ' OR REPLACE' });
  }
  for (const { path, from, to, access, takesAlias, hasAlias } of references) {
    const name = path.at(-1)!;
    const other = path[0]!.toLowerCase() === 'work' && path.length > 1 && own.renamed?.get(name.toLowerCase());
    if (!other) continue;
    const alias = access === 'read' && takesAlias && !hasAlias ? ` AS ${ident(name).text}` : '';
    edits.push({ from, to, insert: `work.${ident(other).text}${alias}` });
  }
  return edits;
}

/** The name in `work`, lower case, that a plain `CREATE TABLE` or `CREATE VIEW` makes; null for all other statements. */
export function madeBy(statement: Statement): string | null {
  const [create, kind] = statement.tokens;
  if (keyword(create) !== 'CREATE' || !['TABLE', 'VIEW'].includes(keyword(kind))) return null;
  if (keyword(statement.tokens[2]) === 'IF') return null;
  const target = referencesOf(statement).find((r) => r.access === 'write');
  return target && target.path[0]!.toLowerCase() === 'work' ? target.path.at(-1)!.toLowerCase() : null;
}

function boundParameters(
  statement: Statement,
  named: Reading['parameters'],
  inputs: InputValues,
): { edits: TextEdit[]; binds: Readonly<Record<string, Bind>> } {
  let binds: Record<string, Bind> = {};
  const edits = named.map(({ name, from, to }) => {
    const found = inputNamed(inputs, name);
    if (!found)
      throw new WaybillError('notebook/unknown-input', unknownInput(name), {
        place: { offset: statement.start + from },
      });
    const written = placeholder(...found);
    binds = { ...binds, ...written.binds };
    return { from, to, insert: written.text };
  });
  return { edits, binds };
}

export const unknownInput = (name: string): string =>
  name === '' || /^[0-9?]/.test(name)
    ? 'A cell can use inputs by name only, as $name.'
    : `There is no input named “${name}”. Add it under “inputs” at the top of the notebook.`;

/** The input of a name; SQL does not tell capitals apart. */
export const inputNamed = (inputs: InputValues, name: string): [string, NotebookInput] | undefined =>
  [...inputs].find(([key]) => key.toLowerCase() === name.toLowerCase());

/** How one input is written in a statement, and what is bound for it. */
function placeholder(name: string, input: NotebookInput): { text: string; binds: Readonly<Record<string, Bind>> } {
  switch (input.type) {
    case 'date':
      return { text: `CAST($${name} AS DATE)`, binds: { [name]: input.value } };
    case 'number':
      return {
        text: `CAST($${name} AS ${Number.isSafeInteger(input.value) ? 'BIGINT' : 'DOUBLE'})`,
        binds: { [name]: input.value },
      };
    case 'multi': {
      const each = input.value.map((value, i) => [`${name}__${i + 1}`, value] as const);
      return {
        // Each is cast, not only the list: an engine that cannot tell a parameter's type does not know the columns either.
        text: `CAST([${each.map(([key]) => `CAST($${key} AS VARCHAR)`).join(', ')}] AS VARCHAR[])`,
        binds: Object.fromEntries(each),
      };
    }
    default:
      return { text: `CAST($${name} AS VARCHAR)`, binds: { [name]: input.value } };
  }
}
