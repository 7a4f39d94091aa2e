/** Asks for a file of codes and texts and imports it into the case. */
import type { Client } from '../app/client.ts';
import { chooseFiles } from '../app/files.ts';
import { useSession } from '../app/session.ts';
import { runTask } from '../app/tasks.ts';
import { showFailure, useToasts } from '../app/toasts.ts';
import { formatCount } from '../grid/format.ts';

/** @param onImported called when its texts can be used */
export function chooseNomenclature(client: Client, onImported: () => void): void {
  chooseFiles('Import a nomenclature', 'Import', ([file]) => {
    if (file === undefined) return;
    runTask('Importing the nomenclature', (options) => client.call('nomenclature/import', { file }, options))
      .then((read) => {
        useToasts.getState().show({
          tone: 'success',
          title: `${read.edition} is in the case`,
          detail: `${formatCount(read.codes)} codes from the column “${read.code_column}”, texts from “${read.text_column}”.`,
        });
        useSession.setState(({ epoch }) => ({ epoch: epoch + 1 }));
        onImported();
      })
      .catch((thrown: unknown) => showFailure('The nomenclature could not be imported', thrown));
  });
}
