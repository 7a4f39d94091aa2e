/** Exports a view: all its rows, not the loaded ones, written by the case process to where the analyst chose. */
import { WaybillError } from '../../shared/errors.ts';
import { mutable } from '../engine/remote.ts';
import { formatCount } from '../grid/format.ts';
import type { GridModel } from '../grid/grid-model.ts';
import type { Client } from './client.ts';
import { chooseTarget } from './files.ts';
import { runTask } from './tasks.ts';
import { showFailure, useToasts } from './toasts.ts';

export type ExportFormat = 'csv' | 'parquet' | 'xlsx';

/** The format that a file name asks for, or null. */
export function formatOfName(path: string): ExportFormat | null {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase();
  return ending === 'csv' || ending === 'parquet' || ending === 'xlsx' ? ending : null;
}

export function exportGrid(client: Client, model: GridModel): void {
  const name = model.source.kind === 'relation' ? model.source.relation : 'result';
  chooseTarget(`${name}.xlsx`, (path) => void write(client, model, path));
}

async function write(client: Client, model: GridModel, path: string): Promise<void> {
  try {
    const format = formatOfName(path);
    if (!format) {
      throw new WaybillError(
        'export/format',
        'Let the file name end in .csv, .parquet or .xlsx; the ending decides the format.',
      );
    }
    const { shown } = model.getState();
    if (!shown) return;
    const source =
      model.source.kind === 'relation' ? { spec: mutable(model.spec(shown.query)) } : { id: shown.handle.id };
    const done = await runTask(`Exporting to ${path.replace(/^.*[\\/]/, '')}`, (options) =>
      client.call('engine/export', { source, format, path }, options),
    );
    useToasts.getState().show({
      tone: 'success',
      title: `${formatCount(done.rows)} rows exported`,
      detail: done.path,
    });
  } catch (thrown) {
    showFailure('The export failed', thrown);
  }
}
