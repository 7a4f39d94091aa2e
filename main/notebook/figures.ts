/** Figures in the sentences of a notebook: reads the rows that its placeholders name. */
import type { ResultHandle, RunOptions } from '../../shared/contract/engine.ts';
import { WaybillError } from '../../shared/errors.ts';
import type { InputValues } from '../../shared/notebook/inputs.ts';
import {
  fillPlaceholders,
  isNumeric,
  placeholdersOf,
  type Amount,
  type Figure,
  type NoData,
  type Placeholder,
} from '../../shared/notebook/placeholders.ts';
import { inputNamed } from '../../shared/notebook/statement.ts';
import type { NativeEngine } from '../engine/native.ts';

/** What a result without rows says in a sentence. */
const NO_ROWS = 'no data';

/**
 * A text with its figures.
 * @param results by the name that the text uses, in lower case
 * @throws WaybillError 'notebook/figure' with the offset in the text; CancelledError
 */
export async function fillText(
  engine: NativeEngine,
  source: string,
  results: ReadonlyMap<string, ResultHandle>,
  inputs: InputValues,
  options: RunOptions = {},
): Promise<string> {
  const rows = new Map<string, readonly Figure[]>();
  for (const { target } of placeholdersOf(source)) {
    if (target.kind !== 'cell') continue;
    const handle = results.get(target.cell.toLowerCase());
    const key = rowKey(target);
    if (!handle || rows.has(key) || target.row > handle.rowCount) continue;
    const page = await engine.page(handle.id, target.row - 1, 1, options);
    rows.set(
      key,
      page.columns.map((values) => values[0] ?? null),
    );
  }
  const filled = fillPlaceholders(source, (placeholder) => figureOf(placeholder, results, rows, inputs));
  const [problem] = filled.problems;
  if (problem) throw new WaybillError('notebook/figure', problem.message, { place: { offset: problem.offset } });
  return filled.text;
}

const rowKey = (target: { readonly cell: string; readonly row: number }): string =>
  `${target.cell.toLowerCase()}\0${target.row}`;

function figureOf(
  { target, text }: Placeholder,
  results: ReadonlyMap<string, ResultHandle>,
  rows: ReadonlyMap<string, readonly Figure[]>,
  inputs: InputValues,
): Figure | Amount | NoData {
  if (target.kind === 'input') {
    const value = inputNamed(inputs, target.input)?.[1].value;
    if (value === undefined) throw new WaybillError('notebook/figure', `There is no input for ${text}.`);
    return Array.isArray(value) ? value.join(', ') : (value as Figure);
  }
  const handle = results.get(target.cell.toLowerCase());
  if (!handle) throw new WaybillError('notebook/figure', `The cell “${target.cell}” has no result.`);
  const { columns, rowCount } = handle;
  const exact = columns.findIndex((c) => c.name === target.column);
  const at = exact >= 0 ? exact : columns.findIndex((c) => c.name.toLowerCase() === target.column.toLowerCase());
  const column = columns[at];
  if (!column) throw new WaybillError('notebook/figure', `The cell “${target.cell}” has no column “${target.column}”.`);
  if (rowCount === 0) return { noData: NO_ROWS };
  const value = rows.get(rowKey(target))?.[at] ?? null;
  // A number that is text in the engine's exact form is still a number to a reader.
  return value !== null && isNumeric(column) ? { amount: String(value), exact: column.kind !== 'float' } : value;
}
