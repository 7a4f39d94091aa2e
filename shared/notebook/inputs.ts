/** The values that inputs have in one run. How they reach a statement is in statement.ts: always bound, never pasted. */
import { WaybillError } from '../errors.ts';
import type { Statement } from '../sql/tokens.ts';
import { inputSchema, type NotebookInput } from './front-matter.ts';
import { describeIssues } from './issues.ts';

export type InputValues = ReadonlyMap<string, NotebookInput>;

/**
 * The inputs of a notebook with values from outside (`--set name=value`): dates and numbers as text, several choices
 * parted by commas.
 * @throws WaybillError 'usage/set'
 */
export function withValues(inputs: InputValues, set: Readonly<Record<string, string>>): InputValues {
  const parsed = Object.entries(set).map(([name, text]): [string, unknown] => {
    const input = inputs.get(name);
    return [name, input ? fromText(input, text) : text];
  });
  try {
    return restoreValues(inputs, Object.fromEntries(parsed));
  } catch (error) {
    // On the command line it is the usage that is bad, not the data.
    if (!(error instanceof WaybillError) || error.code !== 'notebook/input') throw error;
    throw new WaybillError('usage/set', error.advice, { cause: error });
  }
}

/**
 * The inputs of a notebook with values in their own types, as a run records them.
 * @throws WaybillError 'notebook/input'
 */
export function restoreValues(inputs: InputValues, values: Readonly<Record<string, unknown>>): InputValues {
  const result = new Map(inputs);
  for (const [name, value] of Object.entries(values)) {
    const input = inputs.get(name);
    if (!input) {
      const known = [...inputs.keys()].join(', ');
      throw new WaybillError(
        'notebook/input',
        `The notebook has no input named “${name}”. ${known === '' ? 'It has none.' : `It has: ${known}.`}`,
      );
    }
    const checked = inputSchema.safeParse({ ...input, value });
    if (!checked.success)
      throw new WaybillError('notebook/input', `“${name}” cannot be set: ${describeIssues(checked.error)}`);
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

/** Names of the inputs that a statement uses, as written, with their places in it. */
export function parametersOf(statement: Statement): { name: string; from: number; to: number }[] {
  return statement.tokens
    .filter((token) => token.kind === 'parameter')
    .map((token) => ({ name: token.text.slice(1), from: token.start, to: token.end }));
}
