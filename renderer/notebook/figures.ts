/** Figures in the sentences of a notebook: reads the rows that its placeholders name. */
import type { ResultHandle } from '../../shared/contract/engine.ts';
import { WaybillError } from '../../shared/errors.ts';
import type { InputValues } from '../../shared/notebook/inputs.ts';
import {
  isNumeric,
  placeholdersOf,
  type Amount,
  type Figure,
  type Placeholder,
} from '../../shared/notebook/placeholders.ts';
import { inputNamed } from '../../shared/notebook/statement.ts';
import type { WindowEngine } from '../engine/window-engine.ts';

/** Rows of the named results by `name/row`, row from 1. */
export type FigureRows = ReadonlyMap<string, readonly Figure[]>;

/** @param results by the name of their cell in lower case */
export async function readFigures(
  engine: WindowEngine,
  source: string,
  results: ReadonlyMap<string, ResultHandle>,
): Promise<FigureRows> {
  const rows = new Map<string, readonly Figure[]>();
  for (const { target } of placeholdersOf(source)) {
    if (target.kind !== 'cell') continue;
    const name = target.cell.toLowerCase();
    const key = `${name}/${target.row}`;
    const handle = results.get(name);
    if (!handle || rows.has(key) || target.row > handle.rowCount) continue;
    const page = await engine.page(handle.id, target.row - 1, 1);
    rows.set(
      key,
      page.columns.map((values) => values[0] ?? null),
    );
  }
  return rows;
}

/** @throws WaybillError 'notebook/figure' for what is not there */
export function figureOf(
  { target }: Placeholder,
  results: ReadonlyMap<string, ResultHandle>,
  rows: FigureRows,
  inputs: InputValues,
): Figure | Amount {
  if (target.kind === 'input') {
    const input = inputNamed(inputs, target.input);
    if (!input) throw new WaybillError('notebook/figure', `There is no input named “${target.input}”.`);
    const { value } = input[1];
    return Array.isArray(value) ? value.join(', ') : value;
  }
  const name = target.cell.toLowerCase();
  const handle = results.get(name);
  if (!handle) throw new WaybillError('notebook/figure', `The cell “${target.cell}” has no result.`);
  const at = handle.columns.findIndex((c) => c.name.toLowerCase() === target.column.toLowerCase());
  const column = handle.columns[at];
  if (!column) {
    throw new WaybillError('notebook/figure', `The cell “${target.cell}” has no column “${target.column}”.`);
  }
  const values = rows.get(`${name}/${target.row}`);
  if (!values) throw new WaybillError('notebook/figure', `The cell “${target.cell}” has no row ${target.row}.`);
  const value = values[at] ?? null;
  return value !== null && isNumeric(column) ? { amount: String(value), exact: column.kind !== 'float' } : value;
}
