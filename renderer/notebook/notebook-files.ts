/** Notebooks that come from other programs, and go to them. */
import { WaybillError } from '../../shared/errors.ts';
import { importIpynb, importSqlScript } from '../../shared/notebook/imports.ts';
import type { Client } from '../app/client.ts';
import type { Controller } from '../app/controller.ts';
import { chooseTarget } from '../app/files.ts';
import { showFailure, useToasts } from '../app/toasts.ts';
import type { NotebookModel } from './notebook-model.ts';

/** Bytes; more than any analysis that a person writes. */
const MAX_BYTES = 20_000_000;

/** What a file of another program says as a notebook. @throws WaybillError 'notebook/import', 'notebook/too-large' */
async function notebookOf(file: File): Promise<string> {
  if (file.size > MAX_BYTES)
    throw new WaybillError(
      'notebook/too-large',
      `${file.name} is larger than any notebook. Add data as a source instead.`,
    );
  const text = await file.text();
  const title = file.name.replace(/\.[^.]+$/, '');
  if (/\.sql$/i.test(file.name)) return importSqlScript(text, title);
  if (/\.ipynb$/i.test(file.name)) return importIpynb(text, title);
  return text;
}

/** Asks for files and makes a notebook of each. */
export function importNotebooks(controller: Controller): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = '.sql,.ipynb,.md';
  input.addEventListener('change', () => {
    for (const file of input.files ?? [])
      notebookOf(file)
        .then((text) => controller.addNotebook(`${file.name.replace(/\.[^.]+$/, '')}.md`, text))
        .catch((thrown: unknown) => showFailure(`${file.name} could not be made a notebook`, thrown));
  });
  input.click();
}

/** Writes the notebook as one SQL script for the DuckDB CLI. */
export function exportSqlScript(client: Client, model: NotebookModel): void {
  chooseTarget(model.name.replace(/\.md$/, '.sql'), (path) => {
    client
      .call('writing/sqlScript', { path, text: model.getState().notebook.text })
      .then((done) => useToasts.getState().show({ tone: 'success', title: 'The script is written', detail: done.path }))
      .catch((thrown: unknown) => showFailure('The script could not be written', thrown));
  });
}
