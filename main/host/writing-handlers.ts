/** Files that the window writes where the analyst chose: never over a file of the case. */
import path from 'node:path';
import { WaybillError } from '../../shared/errors.ts';
import type { CallName } from '../../shared/contract/calls.ts';
import { parseNotebook } from '../../shared/notebook/document.ts';
import { exportSql } from '../../shared/notebook/export-sql.ts';
import { writeAtomic } from '../case/atomic.ts';
import { checkExportTarget } from '../case/export.ts';
import { preludeOf } from '../notebook/prelude.ts';
import { readingsOf } from '../notebook/sql-readings.ts';
import type { Desk } from './desk.ts';
import type { Handlers } from './server.ts';

type WritingHandlers = { readonly [C in Extract<CallName, `writing/${string}`>]: Handlers[C] };

const PNG = [0x89, 0x50, 0x4e, 0x47];

function checkEnding(file: string, ending: string): void {
  if (path.extname(file).toLowerCase() !== ending)
    throw new WaybillError('export/format', `Let the file name end in ${ending}.`);
}

export function writingHandlers(desk: Desk): WritingHandlers {
  return {
    'writing/picture': async ({ path: target, format, bytes }) => {
      checkEnding(target, `.${format}`);
      const begins = format === 'png' ? PNG.every((byte, i) => bytes[i] === byte) : bytes[0] === 0x3c;
      if (!begins) throw new WaybillError('export/format', `This is no picture of the kind ${format}.`);
      const file = checkExportTarget(desk.case, target);
      writeAtomic(file, bytes);
      return { path: file };
    },
    'writing/sqlScript': async ({ path: target, text }) => {
      checkEnding(target, '.sql');
      const notebook = parseNotebook(text);
      const readings = await readingsOf(desk.case.engine, notebook);
      const prelude = preludeOf(desk.case, notebook, readings);
      const script = exportSql(notebook, notebook.front.inputs, prelude, readings);
      const file = checkExportTarget(desk.case, target);
      writeAtomic(file, script);
      return { path: file };
    },
  };
}
