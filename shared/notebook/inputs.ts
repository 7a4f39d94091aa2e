/**
 * The values that inputs have in one run, and how they reach a statement: always bound, never pasted. Dates and whole
 * numbers travel as text or number and are cast where the statement names them, so that `$since + interval 1 month`
 * and `limit $top` mean what they say on every engine.
 */
import { WaybillError } from '../errors.ts';
import type { Bind } from '../sql/sql.ts';
import type { Statement } from '../sql/tokens.ts';
import { inputSchema, type NotebookInput } from './front-matter.ts';
import { describeIssues } from './issues.ts';

export type InputValues = ReadonlyMap<string, NotebookInput>;

/**
 * The inputs of a notebook with values from outside (`--set name=value`): dates and numbers as text, several choices
 * parted by commas.
 * @throws WaybillError 'notebook/input'
 */
export function withValues(inputs: InputValues, set: Readonly<Record<string, string>>): InputValues {
  const result = new Map(inputs);
  for (const [name, text] of Object.entries(set)) {
    const input = inputs.get(name);
    if (!input) {
      const known = [...inputs.keys()].join(', ');
      throw new WaybillError(
        'notebook/input',
        `The notebook has no input named “${name}”. ${known === '' ? 'It has none.' : `It has: ${known}.`}`,
      );
    }
    const checked = inputSchema.safeParse({ ...input, value: fromText(input, text) });
    if (!checked.success)
      throw new WaybillError('notebook/input', `“${name}” cannot be “${text}”: ${describeIssues(checked.error)}`);
    result.set(name, checked.data);
  }
  for (const [name, input] of result) checkLimits(name, input);
  return result;
}

function fromText(input: NotebookInput, text: string): unknown {
  switch (input.type) {
    case 'number':
      return text.trim() === '' ? Number.NaN : Number(text);
    case 'multi':
      return text === '' ? [] : text.split(',').map((part) => part.trim());
    default:
      return text;
  }
}

function checkLimits(name: string, input: NotebookInput): void {
  const outside = (limits: string): WaybillError =>
    new WaybillError('notebook/input', `“${name}” is ${String(input.value)}, which is outside ${limits}.`);
  if (input.type === 'date' || input.type === 'number') {
    const { value, min, max } = input;
    if ((min !== undefined && value < min) || (max !== undefined && value > max))
      throw outside(`${String(min ?? '…')} to ${String(max ?? '…')}`);
  } else if (input.type !== 'text' && input.options !== undefined) {
    const chosen = input.type === 'multi' ? input.value : [input.value];
    if (chosen.some((value) => !input.options!.includes(value)))
      throw outside(`the choices ${input.options.join(', ')}`);
  }
}

/** A statement ready for an engine. */
export interface BoundStatement {
  readonly text: string;
  readonly binds: Readonly<Record<string, Bind>>;
}

/** How one input is written in the statement, and what is bound for it. */
function placeholder(name: string, input: NotebookInput): BoundStatement {
  switch (input.type) {
    case 'date':
      return { text: `CAST($${name} AS DATE)`, binds: { [name]: input.value } };
    case 'number':
      return {
        text: `CAST($${name} AS ${Number.isSafeInteger(input.value) ? 'BIGINT' : 'DOUBLE'})`,
        binds: { [name]: input.value },
      };
    case 'multi': {
      const each = input.value.map((value, i) => [`${name}_${i + 1}_of_${input.value.length}`, value] as const);
      return {
        text: `CAST([${each.map(([key]) => `$${key}`).join(', ')}] AS VARCHAR[])`,
        binds: Object.fromEntries(each),
      };
    }
    default:
      return { text: `CAST($${name} AS VARCHAR)`, binds: { [name]: input.value } };
  }
}

/** Names of the inputs that a statement uses, as written, with their places in it. */
export function parametersOf(statement: Statement): { name: string; from: number; to: number }[] {
  return statement.tokens
    .filter((token) => token.kind === 'parameter')
    .map((token) => ({ name: token.text.slice(1), from: token.start, to: token.end }));
}

const find = (inputs: InputValues, name: string): [string, NotebookInput] | undefined =>
  [...inputs].find(([key]) => key.toLowerCase() === name.toLowerCase());

/**
 * A statement with the inputs that it names.
 * @throws WaybillError 'notebook/unknown-input' with the offset in the statement
 */
export function bindInputs(statement: Statement, inputs: InputValues): BoundStatement {
  return replaceParameters(statement, inputs, placeholder);
}

/** A statement with the inputs as literals, for a script that a person runs elsewhere. Never for an engine of ours. */
export function pasteInputs(statement: Statement, inputs: InputValues): string {
  return replaceParameters(statement, inputs, (name) => ({ text: `getvariable('${name}')`, binds: {} })).text;
}

function replaceParameters(
  statement: Statement,
  inputs: InputValues,
  write: (name: string, input: NotebookInput) => BoundStatement,
): BoundStatement {
  let text = '';
  let at = 0;
  let binds: Record<string, Bind> = {};
  for (const parameter of parametersOf(statement)) {
    const found = find(inputs, parameter.name);
    if (!found)
      throw new WaybillError(
        'notebook/unknown-input',
        `There is no input named “${parameter.name}”. Add it under “inputs” at the top of the notebook.`,
        { place: { offset: statement.start + parameter.from } },
      );
    const written = write(...found);
    text += statement.text.slice(at, parameter.from) + written.text;
    at = parameter.to;
    binds = { ...binds, ...written.binds };
  }
  return { text: text + statement.text.slice(at), binds };
}
