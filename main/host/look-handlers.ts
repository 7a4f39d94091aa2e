/** Keeps what was done in a Quick Look: a notebook in a file that the analyst chose. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { WaybillError } from '../../shared/errors.ts';
import { parseNotebook } from '../../shared/notebook/document.ts';
import { writeAtomic } from '../case/atomic.ts';
import { checkExportTarget } from '../case/export.ts';
import type { Desk } from './desk.ts';
import type { Handlers } from './server.ts';

/** Said at the top of a notebook, and looked for before one is replaced. */
const FRONT = /^\uFEFF?---\r?\n(?:.*\r?\n)*?waybill:[ \t]*['"]?1\b/;
const MAX_REPLACED = 16 * 1024 * 1024;

export const lookHandlers = (desk: Desk): Pick<Handlers, 'look/saveNotebook'> => ({
  'look/saveNotebook': async ({ path: target, text }) => {
    const file = path.resolve(target);
    if (!/\.md$/i.test(file)) throw new WaybillError('look/not-a-notebook', 'Let the name of the notebook end in .md.');
    parseNotebook(text);
    if (desk.current !== null) checkExportTarget(desk.current, file);
    if (!existsSync(path.dirname(file)))
      throw new WaybillError(
        'export/folder-missing',
        `The folder ${path.dirname(file)} does not exist. Choose another one.`,
      );
    if (existsSync(file) && !isNotebook(file))
      throw new WaybillError(
        'look/not-a-notebook',
        `${file} is there already and is no notebook, so it is not replaced. Choose another name.`,
      );
    writeAtomic(file, text);
    return { path: file };
  },
});

function isNotebook(file: string): boolean {
  const info = statSync(file);
  return info.isFile() && info.size <= MAX_REPLACED && FRONT.test(readFileSync(file, 'utf8').slice(0, 4000));
}
