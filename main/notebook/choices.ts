/** The choices of an input that takes them from the case: the first column of its query. */
import type { RunOptions } from '../../shared/contract/engine.ts';
import { WaybillError } from '../../shared/errors.ts';
import { parseNotebook } from '../../shared/notebook/document.ts';
import { inputNamed, prepareStatement } from '../../shared/notebook/statement.ts';
import { splitStatements } from '../../shared/sql/tokens.ts';
import type { NativeEngine } from '../engine/native.ts';

/** More than a person looks through; a list that is longer is searched as text. */
const MAX_CHOICES = 5_000;

/**
 * @throws WaybillError 'notebook/input' if there is no such input or it has no query; 'sql/…'; CancelledError
 */
export async function choicesOf(
  engine: NativeEngine,
  text: string,
  name: string,
  options: RunOptions = {},
): Promise<string[]> {
  const { inputs } = parseNotebook(text).front;
  const input = inputNamed(inputs, name)?.[1];
  if (!input || !('query' in input) || input.query === undefined)
    throw new WaybillError('notebook/input', `The input “${name}” takes no choices from the case.`);
  const [statement, more] = splitStatements(input.query);
  if (!statement || more)
    throw new WaybillError('notebook/input', `The query of “${name}” must be one statement that reads.`);
  const prepared = prepareStatement(statement, inputs, new Map());
  const handle = await engine.run(prepared.text, prepared.binds, options);
  try {
    const page = await engine.page(handle.id, 0, MAX_CHOICES, options);
    const values = (page.columns[0] ?? []).flatMap((value) => (value === null ? [] : [String(value)]));
    return [...new Set(values)];
  } finally {
    await engine.release(handle.id);
  }
}
